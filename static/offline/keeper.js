// Where this phone keeps something: looks whether it may stay, asks about it before sign-out, and sends what waits.

import { all, checkedNow, forgetCard, kept, tell } from "./store.js";

const OFTEN = 12 * 3600 * 1000; // milliseconds between two questions whether the copy still counts
const here = document.querySelector("[data-offline]").dataset;

// The account was closed, the cover ended, the card was replaced: then the copy goes, with the next line there is.
async function stillCounts(copy) {
  if (Date.now() - copy.checked < OFTEN) return;
  try {
    const answer = await fetch(here.still, { method: "POST", credentials: "omit", body: new URLSearchParams({ word: copy.word }) });
    if (!answer.ok) return;
    if ((await answer.json()).keep !== false) return void (await checkedNow());
    await forgetCard();
    tell("card");
  } catch {
    // no line: asked again on the next page
  }
}

// “Sign out” by hand leads over the page that asks whether the card goes too.
function askAtSignOut() {
  if (!document.querySelector("[data-session]")) return;
  document.querySelectorAll(`form[action="${here.signOut}"]:not([data-forget])`).forEach((form) => form.addEventListener("submit", (event) => {
    event.preventDefault();
    location.assign(here.signOut);
  }));
}

export async function look() {
  try {
    const [copy, drafts] = [await kept(), await all("drafts")];
    if (copy || drafts.length) askAtSignOut();
    if (copy) await stillCounts(copy);
    if (!drafts.length) return;
    if (document.querySelector("[data-waiting]")) await import("./waiting-list.js");
    const { offer } = await import("./waiting.js");
    addEventListener("online", offer);
    await offer();
  } catch {
    // a browser that stopped keeping things: nothing to look at
  }
}
