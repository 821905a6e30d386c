// This page is what some notifications lead to: once it is open before somebody, they are read.

const seen = document.querySelector("[data-seen]");

function tell() {
  const body = new FormData();
  seen.querySelectorAll("input").forEach(({ name, value }) => body.set(name, value));
  fetch(seen.dataset.seen, { method: "POST", body, keepalive: true }).catch(() => {});
}

if (seen) {
  // Not while the browser only fetched it ahead, or in a tab that nobody looks at.
  if (document.visibilityState === "visible") tell();
  else document.addEventListener("visibilitychange", tell, { once: true });
}
