// What was written without a line, sent as soon as line and session are there: by one window at a time, one after the
// other. Where it breaks off, the next page goes on.

import { draftsOf, note } from "./drafts.js";
import { Refused, SignedOut, send } from "./sending.js";
import { tell } from "./store.js";

const here = document.querySelector("[data-offline]").dataset;

// For whoever shows it: `signed-out`, or the id of the claim on its way; and where those went that arrived.
export const now = { state: "", ends: [] };

function say(state) {
  now.state = state;
  tell("drafts");
}

// Nobody sends what is being written: the page for it holds this lock.
export const LOCK = "portal-offline-draft-";
const alone = (name, act) => (navigator.locks ? navigator.locks.request(name, { ifAvailable: true }, (lock) => lock && act()) : act());

async function one(draft, told) {
  say(draft.id);
  try {
    now.ends.push(await send(draft, told));
  } catch (fault) {
    if (!(fault instanceof Refused)) throw fault;
    await note(draft.id, { ready: false, problem: fault.message });
  }
}

async function all() {
  const answer = await fetch(here.kept, { redirect: "manual" });
  if (!answer.ok) throw new SignedOut();
  const told = await answer.json();
  // Hers alone, whoever else wrote on this phone.
  for (const draft of await draftsOf(told.owner)) {
    if (draft.ready) await alone(LOCK + draft.id, () => one(draft, told));
  }
}

export const offer = () => alone("portal-offline-send", async () => {
  try {
    await all();
    say("");
  } catch (fault) {
    say(fault instanceof SignedOut ? "signed-out" : "");
  }
});
