// Suggestions while typing, and “near me”. Without this file the form searches all the same.

const area = document.querySelector("[data-suggest]");

if (area) {
  const input = area.querySelector("input");
  const list = area.querySelector("[role=listbox]");
  const status = area.querySelector("[data-suggest-status]");
  let waiting = 0;
  let asked = null;

  Object.entries({ role: "combobox", "aria-expanded": "false", "aria-controls": list.id, "aria-autocomplete": "list" })
    .forEach(([name, value]) => input.setAttribute(name, value));

  const options = () => [...list.children];
  const chosen = () => options().findIndex((one) => one.getAttribute("aria-selected") === "true");

  function close() {
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }

  function choose(at) {
    options().forEach((one, number) => one.setAttribute("aria-selected", String(number === at)));
    const one = options()[at];
    if (one) {
      input.setAttribute("aria-activedescendant", one.id);
      one.scrollIntoView({ block: "nearest" });
    } else input.removeAttribute("aria-activedescendant");
  }

  function option(offer, number) {
    const row = document.createElement("li");
    const text = document.createElement("bdi");
    const note = document.createElement("span");
    Object.assign(row, { id: `suggestion-${number}`, role: "option" });
    row.setAttribute("aria-selected", "false");
    text.textContent = offer.text;
    note.textContent = offer.note;
    note.className = "suggest-note";
    row.append(text, note);
    row.addEventListener("click", () => location.assign(offer.url));
    row.dataset.url = offer.url;
    return row;
  }

  async function ask() {
    const typed = input.value.trim();
    asked?.abort();
    if (!typed) return close();
    asked = new AbortController();
    try {
      const answer = await fetch(`${area.dataset.suggest}?${new URLSearchParams({ q: typed })}`, { signal: asked.signal });
      if (!answer.ok || answer.redirected) return close();
      const { offered } = await answer.json();
      list.replaceChildren(...offered.map(option));
      list.hidden = offered.length === 0;
      input.setAttribute("aria-expanded", String(offered.length > 0));
      status.textContent = offered.length ? status.dataset.some.replace("{count}", offered.length) : status.dataset.none;
    } catch {
      close(); // a newer question, or no connection: the form still works
    }
  }

  input.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(ask, 120);
  });
  input.addEventListener("keydown", (event) => {
    if (list.hidden || event.isComposing) return;
    const last = options().length - 1;
    if (event.key === "ArrowDown") choose(chosen() < last ? chosen() + 1 : 0);
    else if (event.key === "ArrowUp") choose(chosen() > 0 ? chosen() - 1 : last);
    else if (event.key === "Escape") close();
    else if (event.key === "Enter" && chosen() >= 0) location.assign(options()[chosen()].dataset.url);
    else return;
    event.preventDefault();
  });
  input.addEventListener("blur", () => setTimeout(close, 200));
}

const here = document.querySelector("[data-here]");

here?.addEventListener("submit", (event) => {
  if (here.elements.latitude.value) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  const problem = here.querySelector("[data-here-problem]");
  const refuse = () => {
    problem.textContent = here.querySelector("[data-refused]").dataset.refused;
    problem.hidden = false;
  };
  if (!navigator.geolocation) return refuse();
  navigator.geolocation.getCurrentPosition(({ coords }) => {
    // Rounded before it leaves the device.
    here.elements.latitude.value = coords.latitude.toFixed(2);
    here.elements.longitude.value = coords.longitude.toFixed(2);
    here.requestSubmit();
  }, refuse, { timeout: 10000, maximumAge: 600000 });
}, { capture: true });
