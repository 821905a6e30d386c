// What a member keeps on this phone: encrypted with a key that never leaves the browser, in one database, nowhere else.
// `portal.offline.keeping` says what the copy of the card holds; claims written without a line are put in by claim.js.

import { NAME } from "./there.js";

const STORES = ["keys", "kept", "drafts", "files"];

let opened = null;

// Rejects where the browser keeps nothing, as in private windows.
function open() {
  opened ??= new Promise((done, failed) => {
    const asked = indexedDB.open(NAME, 1);
    asked.onupgradeneeded = () => STORES.forEach((name) => asked.result.createObjectStore(name, { keyPath: "id" }));
    asked.onsuccess = () => {
      asked.result.onversionchange = () => { asked.result.close(); opened = null; };
      done(asked.result);
    };
    asked.onerror = asked.onblocked = () => { opened = null; failed(asked.error ?? new Error("blocked")); };
  });
  return opened;
}

// One transaction over some stores; what `act` asks for is answered when all of it is written down.
export async function within(names, mode, act) {
  const base = await open();
  return new Promise((done, failed) => {
    const doing = base.transaction(names, mode, { durability: "strict" });
    const asked = act(...names.map((name) => doing.objectStore(name)));
    doing.oncomplete = () => done(asked?.result);
    doing.onerror = ({ target }) => failed(target.error); // of one question; a full phone tells with the whole
    doing.onabort = () => failed(doing.error ?? new Error("aborted"));
  });
}

async function key() {
  const found = await within(["keys"], "readonly", (keys) => keys.get("device"));
  if (found) return found.key;
  const made = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
  try {
    await within(["keys"], "readwrite", (keys) => keys.add({ id: "device", key: made }));
    return made;
  } catch {
    return (await within(["keys"], "readonly", (keys) => keys.get("device"))).key; // another window was first
  }
}

export async function seal(content) {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  return { iv, data: await crypto.subtle.encrypt({ name: "AES-GCM", iv }, await key(), content) };
}

export async function unseal({ iv, data }) {
  return crypto.subtle.decrypt({ name: "AES-GCM", iv }, await key(), data);
}

export const sealWords = (words) => seal(new TextEncoder().encode(JSON.stringify(words)));
export const unsealWords = async (sealed) => JSON.parse(new TextDecoder().decode(await unseal(sealed)));

export const get = (store, id) => within([store], "readonly", (rows) => rows.get(id));
export const all = (store) => within([store], "readonly", (rows) => rows.getAll());
export const put = (store, row) => within([store], "readwrite", (rows) => rows.put(row));
export const drop = (store, id) => within([store], "readwrite", (rows) => rows.delete(id));

// The copy of the card and what lies with it; null when there is none or its time is over.
export async function kept() {
  const row = await get("kept", "card");
  if (!row) return null;
  if (new Date(row.until) <= new Date()) {
    await forgetCard();
    return null;
  }
  try {
    return { ...(await unsealWords(row.sealed)), checked: row.checked };
  } catch {
    await forgetCard(); // not readable any more, so of no use
    return null;
  }
}

export async function keep(told) {
  await put("kept", { id: "card", until: told.until, checked: Date.now(), sealed: await sealWords({ ...told, csrf: "" }) });
  // So that a phone short of room asks before it throws this away.
  await navigator.storage?.persist?.().catch(() => false);
}

export async function checkedNow() {
  const row = await get("kept", "card");
  if (row) await put("kept", { ...row, checked: Date.now() });
}

export async function forgetCard() {
  await drop("kept", "card");
  await tidy();
}

// The key goes with the last thing that it opens.
export async function tidy() {
  await within(["keys", "kept", "drafts"], "readwrite", (keys, cards, drafts) => {
    cards.count().onsuccess = (some) => {
      if (some.target.result) return;
      drafts.count().onsuccess = (more) => {
        if (!more.target.result) keys.clear();
      };
    };
  });
}

// Says to all windows, this one too, that something here changed.
const news = new BroadcastChannel("portal-offline");
export function tell(what) {
  news.postMessage(what);
  dispatchEvent(new CustomEvent("portal-offline", { detail: what }));
}
export function hear(act) {
  news.addEventListener("message", ({ data }) => act(data));
  addEventListener("portal-offline", ({ detail }) => act(detail));
}
