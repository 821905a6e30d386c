// One claim on its way from the phone to the server. Every step may be repeated: the server knows the claim and its
// photos by the names the phone gave them. What it answered with is noted here before the next step begins.

import { fingerprint } from "../attachments/pictures.js";
import { acknowledge, blobOf, filesOf, note, remove } from "./drafts.js";

const FIRST_PART = 64 * 1024;
const QUICK = 1500; // milliseconds: a part that took less may be larger the next time
const TRIES = 20;
const SLOW = 60_000; // milliseconds for one part

export class Refused extends Error {} // the server's sentence, or a word of the list's; she has to look at it
export class SignedOut extends Error {}

async function ask(address, body, csrf, headers = {}) {
  const signal = AbortSignal.timeout?.(SLOW);
  const answer = await fetch(address, { method: "POST", body, headers: { "X-CSRFToken": csrf, ...headers }, redirect: "manual", signal });
  if (answer.type === "opaqueredirect" || answer.status === 403) throw new SignedOut();
  if (answer.status >= 500) throw new TypeError("server in trouble, or its disk full: later");
  const said = answer.status === 404 ? {} : await answer.json();
  if (answer.status === 409 && said.offset === undefined) throw new SignedOut(); // somebody else signed in meanwhile
  return { status: answer.status, ...said };
}

function checked(said) {
  if (said.error) throw new Refused(said.error);
  return said;
}

async function begin(file, blob, mark, address, csrf) {
  const about = { client_key: file.id, fingerprint: mark, name: file.name, size: blob.size };
  const said = await ask(address, new URLSearchParams(about), csrf);
  if (said.status === 404) throw new Refused("gone");
  if (said.leave) throw new Refused("late"); // she sent the claim in the portal, without this
  return checked(said);
}

async function photo(file, address, csrf) {
  const blob = await blobOf(file);
  const mark = await fingerprint(blob);
  let length = FIRST_PART;
  for (let tries = 0; tries < TRIES; tries += 1) {
    const begun = await begin(file, blob, mark, address, csrf);
    if (begun.receipt) return;
    let { offset } = begun;
    while (offset < blob.size) {
      const part = blob.slice(offset, offset + Math.min(length, begun.most));
      const headers = { "Content-Type": "application/octet-stream", "Upload-Offset": String(offset) };
      const [before, began] = [offset, performance.now()];
      ({ offset } = checked(await ask(begun.part, part, csrf, headers)));
      if (performance.now() - began < QUICK) length *= 2;
      if (!(offset > before)) break; // forgotten or out of step: begins where the server says
    }
    if (offset !== blob.size) continue;
    if (checked(await ask(begun.finish, "", csrf)).receipt) return;
  }
  throw new TypeError("gets nowhere: later");
}

// The claim with its photos. Answers where it is now: `sent`, or `check` when she has to look at it.
export async function send(draft, { csrf, claim: { take } }) {
  let { claim, keys } = draft;
  if (!claim) {
    claim = checked(await ask(take, new URLSearchParams({ ...draft.words, form_key: draft.id, owner: draft.owner }), csrf));
    if (claim.sent) throw new Refused("late");
    await note(draft.id, { claim });
  }
  for (const file of await filesOf(draft.id)) {
    await photo(file, claim.begin, csrf);
    await acknowledge(draft.id, file.id);
    keys = [...keys, file.id];
  }
  const wish = draft.words.send ? { true: "on" } : {};
  const end = checked(await ask(claim.done, new URLSearchParams({ keys: JSON.stringify(keys), ...wish }), csrf));
  if (end.status === 404) throw new Refused("gone");
  await remove(draft.id);
  return end;
}
