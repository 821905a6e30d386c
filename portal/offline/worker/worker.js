// Stands between the pages and the line. Before it comes a line that the server writes: `portal`, with the release, the
// static files and pages to keep, and which page stands for which while there is no line.
// Nothing else is ever kept: an answer that says no-store is not, whoever asks for it.

const CACHE = `offline-${portal.version}`;
const MOST_UNSENT = 200_000; // characters; the longest form of ours has a tenth of it
const unsent = new Map(); // what a form was sending when the line broke, by the window that shows it; in memory only

async function keep(cache, address) {
  // Without cookies: what is kept on the device is the same for everybody. Static files have names by their content.
  const how = portal.assets.includes(address) ? "default" : "no-cache";
  const answer = await fetch(address, { credentials: "omit", cache: how });
  if (!answer.ok || answer.redirected || /no-store/.test(answer.headers.get("Cache-Control"))) throw new TypeError(`not to be kept: ${address}`);
  await cache.put(address, answer);
}

self.addEventListener("install", (event) => {
  event.waitUntil((async () => {
    const cache = await caches.open(CACHE);
    await Promise.all([...portal.assets, ...portal.pages].map((address) => keep(cache, address)));
    await self.skipWaiting();
  })());
});

self.addEventListener("activate", (event) => {
  event.waitUntil((async () => {
    for (const name of await caches.keys()) if (name !== CACHE) await caches.delete(name);
    // The page is asked for while this script still wakes up: on an old phone that takes a while.
    await self.registration.navigationPreload?.enable();
    await self.clients.claim();
  })());
});

async function kept(address) {
  return (await (await caches.open(CACHE)).match(address)) ?? Response.error();
}

// The page as the server answers it, whatever it says; ours only where nothing answers at all. No time-out: a slow line
// is a line.
async function page(event) {
  const { pathname } = new URL(event.request.url);
  try {
    return (await event.preloadResponse) ?? (await fetch(event.request));
  } catch {
    return kept(portal.instead[pathname] ?? portal.fallback);
  }
}

// A form sent into the void: its page asks for what was written, and can send it again.
async function sent(event) {
  const copy = event.request.clone();
  try {
    return await fetch(event.request);
  } catch {
    const body = await copy.text();
    if (event.resultingClientId && body.length <= MOST_UNSENT) unsent.set(event.resultingClientId, { address: copy.url, body });
    return kept(portal.fallback);
  }
}

const isForm = (request) => /^application\/x-www-form-urlencoded/.test(request.headers.get("Content-Type"));
const holdsSecrets = (address) => new URL(address).pathname.startsWith("/accounts/");

self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.mode === "navigate") {
    if (request.method === "GET") event.respondWith(page(event));
    else if (request.method === "POST" && isForm(request) && !holdsSecrets(request.url)) event.respondWith(sent(event));
  } else if (request.method === "GET" && portal.assets.includes(new URL(request.url).pathname) && request.url.startsWith(self.location.origin)) {
    event.respondWith(kept(request.url).then((answer) => (answer.type === "error" ? fetch(request) : answer)));
  }
});

self.addEventListener("message", (event) => {
  if (event.data !== "unsent") return;
  event.ports[0].postMessage(unsent.get(event.source.id) ?? null);
  unsent.delete(event.source.id);
});
