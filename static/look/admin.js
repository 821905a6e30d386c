// Django's admin leaves some controls and groups without a name for screen readers. Its own scripts add rows, so names
// are given here.

const words = document.querySelector("script[data-row]").dataset;

function named(sign, label) {
  if (sign.getAttribute("aria-label") || sign.labels?.length) return;
  sign.setAttribute("aria-label", label);
}

function rows(table) {
  const heads = new Map();
  table.querySelectorAll("thead th").forEach((head) => {
    head.scope = "col";
    const column = [...head.classList].find((name) => name.startsWith("column-"));
    if (column) heads.set(column.slice(7), head.textContent.trim());
    if (!head.textContent.trim()) {
      const text = document.createElement("span");
      text.className = "visually-hidden";
      text.textContent = head.classList.contains("original") ? words.row : words.actions;
      head.append(text);
    }
  });
  table.querySelectorAll("tbody td[class*='field-']").forEach((cell) => {
    const column = [...cell.classList].find((name) => name.startsWith("field-"))?.slice(6);
    const label = heads.get(column);
    if (label) cell.querySelectorAll("input:not([type=hidden]), select, textarea").forEach((control) => named(control, label));
  });
  table.querySelectorAll("td.delete input").forEach((control) => named(control, words.remove));
}

// Its picker of another row is named by the value chosen alone, so by nothing while it is empty.
function pickers() {
  document.querySelectorAll("select.select2-hidden-accessible").forEach((select) => {
    const picker = select.nextElementSibling?.querySelector("[role=combobox]");
    const name = select.labels?.[0]?.textContent.trim() ?? select.getAttribute("aria-label") ?? select.name;
    if (!picker) return;
    picker.setAttribute("aria-label", name);
    picker.querySelector("[role=textbox]")?.setAttribute("aria-label", name);
  });
}

// A group is called by its heading, which moves into the legend; one without a heading is all the page is about.
function groups() {
  const title = document.querySelector("#content h1")?.textContent.trim();
  document.querySelectorAll("fieldset").forEach((group) => {
    const heading = group.querySelector(":scope > :is(h2, h3, h4)");
    if (group.querySelector(":scope > legend") || !(heading || title)) return;
    const legend = document.createElement("legend");
    legend.className = heading ? "heads" : "visually-hidden";
    legend.append(heading ?? title);
    group.prepend(legend);
  });
}

// Links that are a picture only: the calendar and the clock beside a field, what opens or adds another row.
function pictures() {
  document.querySelectorAll("a > :is(.date-icon, .clock-icon)[title]").forEach((sign) => {
    const text = document.createElement("span");
    text.className = "visually-hidden";
    text.textContent = sign.parentElement.title = sign.title;
    sign.removeAttribute("title");
    sign.parentElement.append(text);
  });
  document.querySelectorAll("a[title] > img[alt='']:only-child").forEach((sign) => { sign.alt = sign.parentElement.title; });
}

function lists() {
  document.querySelectorAll("#result_list tbody th").forEach((head) => { head.scope = "row"; });
  // What has no value in a filter is shown as Django shows it in a list.
  document.querySelectorAll("#changelist-filter li a").forEach((link) => { link.textContent ||= "-"; });
  // A list in which nothing can be done is no form.
  const form = document.querySelector("form#changelist-form");
  if (!form || form.querySelector("button, input[type=submit]")) return;
  const box = document.createElement("div");
  form.replaceWith(box);
  box.append(...form.childNodes);
  box.id = form.id;
}

function mend() {
  groups();
  pictures();
  lists();
  // The icon before a filter box carries a label, which only an image may.
  document.querySelectorAll("span.help-tooltip[aria-label]").forEach((sign) => sign.setAttribute("role", "img"));
  document.querySelectorAll(".tabular table").forEach(rows);
  document.querySelectorAll(".inline-group, .results").forEach((box) => {
    if (box.scrollWidth > box.clientWidth) box.tabIndex = 0; // else only a mouse could scroll it
  });
}

addEventListener("load", mend);
new MutationObserver(pickers).observe(document.documentElement, { childList: true, subtree: true }); // made when they like
addEventListener("resize", mend);
document.addEventListener("formset:added", mend);
