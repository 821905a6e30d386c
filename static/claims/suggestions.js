// While a document is being read: looks every few seconds whether something was found, and shows it. Whatever is typed
// meanwhile stays. Without this file the page has a button that does the same.

const PAUSE = 2500;
const MOST = 30;
const place = document.querySelector("[data-suggestions]");
const said = document.querySelector("[data-suggestions-said]");

async function look(left) {
  if (!left || !place.querySelector("[data-being-read]")) return;
  await new Promise((resolve) => { setTimeout(resolve, PAUSE); });
  try {
    const answer = await fetch(place.dataset.suggestions, { redirect: "manual" });
    if (!answer.ok) return;
    const found = new DOMParser().parseFromString(await answer.text(), "text/html");
    const isNew = (part) => part.querySelectorAll("[name=take]").length;
    // A button in hand is not taken away.
    if (isNew(found) !== isNew(place) || !found.querySelector("[data-being-read]")) {
      if (place.contains(document.activeElement)) return look(left - 1);
      if (isNew(found) > isNew(place)) said.textContent = place.dataset.arrived;
      place.replaceChildren(...[...found.body.childNodes].map((node) => document.adoptNode(node)));
    }
  } catch {
    // The line is interrupted: the next look finds it.
  }
  return look(left - 1);
}

if (place) look(MOST);
