// This page is what some notifications lead to: once it is open before somebody, they are read.

const form = document.querySelector("[data-seen]");
const tell = () => fetch(form.action, { method: "POST", body: new FormData(form), keepalive: true }).catch(() => {});

if (form) {
  // Not while the browser only fetched it ahead, or in a tab that nobody looks at.
  if (document.visibilityState === "visible") tell();
  else document.addEventListener("visibilitychange", tell, { once: true });
}
