// The page that stands for every other one while there is no line: what this phone keeps, what was being sent, and a
// look now and then whether the line is back.

import { watch } from "./line.js";
import { hear, kept } from "./store.js";
import { exists } from "./there.js";
import "./waiting-list.js";
import { offer } from "./waiting.js";

const main = document.querySelector("[data-no-line]");
const part = (name) => main.querySelector(`[data-${name}]`);
const standsIn = location.pathname !== main.dataset.own;

async function card() {
  const copy = (await exists()) ? await kept() : null;
  main.querySelectorAll("[data-card]").forEach((one) => { one.hidden = !copy; });
  part("no-card").hidden = Boolean(copy);
  if (!copy) return part("cards").replaceChildren();
  // Written by our server, sealed on the way in and opened unchanged.
  const drawn = copy.cards.map((html) => document.adoptNode(new DOMParser().parseFromString(html, "text/html").body.firstElementChild));
  part("cards").replaceChildren(...drawn);
  const mine = main.querySelector(`[data-office="${CSS.escape(copy.office)}"]`);
  if (mine) part("offices").prepend(mine);
  return null;
}

// What a form was sending when the line broke. It stands in this window alone, until it is closed.
function unsent() {
  const worker = navigator.serviceWorker?.controller;
  if (!worker || !standsIn) return;
  const talk = new MessageChannel();
  talk.port1.onmessage = ({ data }) => {
    if (!data) return;
    const form = part("unsent").querySelector("form");
    form.action = data.address;
    for (const [name, value] of new URLSearchParams(data.body)) {
      const field = document.createElement("input");
      Object.assign(field, { type: "hidden", name, value });
      form.append(field);
    }
    part("unsent").hidden = false;
    part("go-on").remove();
    addEventListener("beforeunload", (event) => { if (!form.dataset.sent) event.preventDefault(); });
  };
  worker.postMessage("unsent", [talk.port2]);
}

let wasAway = standsIn; // opened by its own address with a line, the page has nothing to say of it
const look = watch(main.dataset.ask, (there) => {
  wasAway ||= !there;
  part("away").hidden = there;
  part("back").hidden = !there || !wasAway;
  part("status").textContent = there && wasAway ? part("status").dataset.sayBack : "";
  if (there) exists().then((some) => some && offer());
});
part("again").addEventListener("click", async () => {
  await look();
  if (!part("away").hidden) part("status").textContent = part("status").dataset.sayAway;
});
part("go-on")?.addEventListener("click", () => (standsIn ? location.reload() : location.assign("/")));
hear((what) => what === "card" && card().catch(() => {}));
card().catch(() => { part("no-card").hidden = false; });
unsent();
