// Suggestions while typing, under each box inside [data-suggest]. An offer with an address leads there; one without is
// taken into the box, its country into the list named by data-country, and its key beside the box, until another name or
// country is given: that tells branches of one name apart. Without this file the forms work all the same.

document.querySelectorAll("[data-suggest]").forEach((area) => {
  const input = area.querySelector("input");
  const list = area.querySelector("[role=listbox]");
  const status = area.querySelector("[data-suggest-status]");
  const place = document.getElementById(area.dataset.country);
  const key = area.querySelector("[data-suggest-key]");
  const taken = area.querySelector("[data-suggest-taken]");
  let waiting = 0;
  let asked = null;

  Object.entries({ role: "combobox", "aria-expanded": "false", "aria-controls": list.id, "aria-autocomplete": "list", autocomplete: "off" })
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

  function tell(chosen, where) {
    if (!key || key.value === chosen) return;
    key.value = chosen;
    taken.hidden = !chosen;
    taken.querySelector("bdi").textContent = where;
  }

  function take({ url, text, country, key: chosen, note }) {
    if (url) return location.assign(url);
    input.value = text;
    if (place && country) place.value = country;
    [input, place].forEach((one) => one?.dispatchEvent(new Event("change", { bubbles: true })));
    tell(chosen ?? "", note);
    return close();
  }

  function option(offer, number) {
    const row = document.createElement("li");
    const text = document.createElement("bdi");
    const note = document.createElement("bdi");
    Object.assign(row, { id: `${list.id}-${number}`, role: "option" });
    row.setAttribute("aria-selected", "false");
    text.textContent = offer.text;
    note.textContent = offer.note;
    note.className = "suggest-note";
    row.append(text, note);
    row.addEventListener("click", () => take(offer));
    row.offer = offer;
    return row;
  }

  async function ask() {
    const typed = input.value.trim();
    asked?.abort();
    if (!typed) return close();
    asked = new AbortController();
    const question = new URLSearchParams({ q: typed, country: place?.value ?? "" });
    try {
      const answer = await fetch(`${area.dataset.suggest}?${question}`, { signal: asked.signal });
      if (!answer.ok || answer.redirected) return close();
      const { offered } = await answer.json();
      if (document.activeElement !== input) return close();
      list.replaceChildren(...offered.map(option));
      list.hidden = offered.length === 0;
      input.setAttribute("aria-expanded", String(offered.length > 0));
      input.removeAttribute("aria-activedescendant");
      status.textContent = offered.length ? status.dataset.some.replace("{count}", offered.length) : status.dataset.none;
    } catch {
      close(); // a newer question, or no connection: the form still works
    }
    return null;
  }

  place?.addEventListener("change", () => tell("", ""));
  input.addEventListener("input", () => {
    tell("", "");
    clearTimeout(waiting);
    waiting = setTimeout(ask, 120);
  });
  input.addEventListener("keydown", (event) => {
    if (list.hidden || event.isComposing) return;
    const last = options().length - 1;
    if (event.key === "ArrowDown") choose(chosen() < last ? chosen() + 1 : 0);
    else if (event.key === "ArrowUp") choose(chosen() > 0 ? chosen() - 1 : last);
    else if (event.key === "Escape") close();
    else if (event.key === "Enter" && chosen() >= 0) take(options()[chosen()].offer);
    else return;
    event.preventDefault();
  });
  input.addEventListener("blur", () => setTimeout(close, 200));
});
