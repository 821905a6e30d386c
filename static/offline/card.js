// “Keep my card on this phone”: on the page of the card, and on the one that asks before sign-out.

import { all, forgetCard, keep, kept, tell } from "./store.js";

const here = document.querySelector("[data-offline]").dataset;
const place = document.querySelector("[data-keep]");
const leaving = document.querySelector("[data-forget]");

async function fetched() {
  const answer = await fetch(here.kept, { redirect: "manual" });
  if (!answer.ok) throw new TypeError("not signed in");
  return answer.json();
}

function page() {
  const part = (name) => place.querySelector(`[data-keep-${name}]`);
  const { lang } = document.documentElement;
  const day = new Intl.DateTimeFormat(lang === "en" ? "en-GB" : lang, { dateStyle: "long" }); // as dates are written here

  const show = (copy) => {
    const mine = copy?.owner === place.dataset.owner;
    part("off").hidden = mine;
    part("on").hidden = !mine;
    part("other").hidden = !copy || mine;
    if (mine) part("until").textContent = day.format(new Date(copy.until));
    place.hidden = false;
  };
  const say = (name) => {
    part("failed").hidden = name !== "failed";
    part("said").textContent = name ? part("said").dataset[name] : "";
  };

  const take = async () => {
    const told = await fetched();
    if (!told.cards.length) return forgetCard();
    await keep(told);
    tell("card");
    return null;
  };

  part("yes").addEventListener("click", async () => {
    try {
      await take();
      show(await kept());
      say("done");
      part("no").focus();
    } catch {
      say("failed");
    }
  });
  part("no").addEventListener("click", async () => {
    try {
      await forgetCard();
      tell("card");
      show(null);
      say("gone");
      part("yes").focus();
    } catch {
      say("failed");
    }
  });

  const begin = async () => {
    const copy = await kept();
    show(copy);
    if (copy?.owner !== place.dataset.owner) return;
    await take(); // opened with a line, so what is kept is made new
    show(await kept());
  };
  begin().catch(() => { place.hidden = false; });
}

function atSignOut() {
  const box = leaving.querySelector("input[type=checkbox]");
  kept().then(async (copy) => {
    leaving.querySelector("[data-forget-ask]").hidden = !copy;
    leaving.querySelector("[data-forget-drafts]").hidden = !(await all("drafts")).length;
    leaving.addEventListener("submit", async (event) => {
      if (!copy || !box.checked) return;
      event.preventDefault();
      await forgetCard().catch(() => {});
      tell("card");
      leaving.submit();
    });
  }).catch(() => {});
}

if (window.indexedDB && window.crypto?.subtle) {
  if (place) page();
  if (leaving) atSignOut();
}
