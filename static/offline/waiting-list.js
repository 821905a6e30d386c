// The list of what was written without a line and is still on this phone.

import { draftsOf, filesOf, remove } from "./drafts.js";
import { hear, kept } from "./store.js";
import { exists } from "./there.js";
import { now } from "./waiting.js";

const place = document.querySelector("[data-waiting]");
const rows = place.querySelector("[data-waiting-rows]");
const say = Object.fromEntries([...place.querySelector("[data-waiting-words]").content.querySelectorAll("[data-word]")].map((word) => [word.dataset.word, word.textContent]));
const isHome = Boolean(place.dataset.owner);
const { lang } = document.documentElement;
const day = new Intl.DateTimeFormat(lang === "en" ? "en-GB" : lang, { dateStyle: "long", timeStyle: "short" });

function stateOf(draft) {
  if (draft.problem) return say[draft.problem] ?? draft.problem;
  if (now.state === draft.id) return say.sending;
  if (!draft.ready) return say.unfinished;
  return now.state === "signed-out" ? say["signed-out"] : say.waits;
}

function row(draft, photos) {
  const made = place.querySelector("[data-waiting-row]").content.firstElementChild.cloneNode(true);
  const part = (name) => made.querySelector(`[data-${name}]`);
  const { provider_name: who, charged, currency } = draft.words;
  part("name").textContent = [who, charged && `${charged} ${currency ?? ""}`].filter(Boolean).join(", ") || say.claim;
  part("when").textContent = [day.format(new Date(draft.at)), say.photos.replace("{count}", photos + draft.keys.length)].join(" · ");
  part("state").textContent = stateOf(draft);
  part("sign-in").hidden = now.state !== "signed-out" || isHome;
  part("change").href = `${part("change").dataset.to}#${draft.id}`;
  part("remove").addEventListener("click", () => {
    if (confirm(say.sure)) remove(draft.id);
  });
  part("change").hidden = part("remove").hidden = now.state === draft.id;
  return made;
}

function end({ sent, check }) {
  const made = place.querySelector("[data-waiting-end]").content.firstElementChild.cloneNode(true);
  const link = made.querySelector("a");
  link.href = sent ?? check;
  link.textContent = sent ? say.sent : say.check;
  return made;
}

async function show() {
  const owner = place.dataset.owner || ((await exists()) && (await kept())?.owner);
  const drafts = owner && (await exists()) ? await draftsOf(owner) : [];
  // Our own pages say what arrived as they say everything: in a message, with the claim in its list.
  if (isHome && now.ends.length && !now.state) return location.reload();
  const counted = await Promise.all(drafts.map(async (draft) => row(draft, (await filesOf(draft.id)).length)));
  rows.replaceChildren(...counted, ...now.ends.map(end));
  place.hidden = !rows.children.length;
  const said = place.querySelector("[data-waiting-said]");
  const news = [...rows.querySelectorAll("[data-state], a:only-child")].map((one) => one.textContent).join(" ");
  if (said.textContent !== news) said.textContent = news;
  return null;
}

let last = Promise.resolve();
const again = () => { last = last.then(show).catch(() => {}); };
hear(again);
again();
