// The worker is taken back: this one removes what was kept for everybody, and itself. What members keep is left alone.

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => {
  event.waitUntil((async () => {
    for (const name of await caches.keys()) if (name.startsWith("offline-")) await caches.delete(name);
    await self.registration.unregister();
  })());
});
