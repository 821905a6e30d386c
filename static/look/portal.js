// Every page works without this file. It opens menus better, moves the focus to what is wrong,
// stops a form from being sent twice and shows a password on wish.

const wide = matchMedia("(min-width: 56rem)");
const canStayOpen = CSS.supports("selector(::details-content)");

function menus() {
  const menu = document.querySelector("[data-menu]");
  const fit = () => {
    if (menu) menu.open = wide.matches && !canStayOpen;
  };
  wide.addEventListener("change", fit);
  if (wide.matches) fit();

  const drops = document.querySelectorAll("[data-drop]");
  const closeAll = (except) => drops.forEach((drop) => {
    if (drop !== except) drop.open = false;
  });
  document.addEventListener("click", (event) => closeAll(event.target.closest("[data-drop]")));
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const open = document.querySelector("[data-drop][open]") || (!wide.matches && document.querySelector("[data-menu][open]"));
    if (!open) return;
    open.open = false;
    open.querySelector("summary").focus();
  });
}

function errors() {
  const summary = document.querySelector("[data-error-summary]");
  if (!summary) return;
  // The autofocus attribute does this without us; browsers that keep it to form controls need help, a moment later.
  setTimeout(() => {
    if (document.activeElement === document.body) summary.focus();
  }, 300);
}

function once() {
  const status = document.getElementById("status");
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post") return;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "yes";
    const button = event.submitter;
    if (!button) return;
    // aria-disabled, not disabled: a disabled button would lose the focus, and its name and value.
    button.setAttribute("aria-disabled", "true");
    button.classList.add("is-working");
    if (status) status.textContent = status.dataset.working;
  });
  // Coming back with the back button must find a form that can be sent.
  window.addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    document.querySelectorAll("form[data-sent]").forEach((form) => delete form.dataset.sent);
    document.querySelectorAll(".is-working").forEach((button) => {
      button.classList.remove("is-working");
      button.removeAttribute("aria-disabled");
    });
    if (status) status.textContent = "";
  });
}

function passwords() {
  document.querySelectorAll("[data-reveal]").forEach((box) => {
    const input = box.querySelector("input");
    const button = box.querySelector("button");
    const show = (visible) => {
      input.type = visible ? "text" : "password";
      button.textContent = visible ? button.dataset.hide : button.dataset.show;
      button.setAttribute("aria-label", visible ? button.dataset.hideLabel : button.dataset.showLabel);
    };
    button.hidden = false;
    show(false);
    button.addEventListener("click", () => show(input.type === "password"));
    // A shown password must not be kept by the browser as ordinary text.
    input.form?.addEventListener("submit", () => show(false));
  });
}

document.querySelectorAll(".needs-script").forEach((part) => part.classList.remove("needs-script"));
menus();
errors();
once();
passwords();
