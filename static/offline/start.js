// On every page: the worker that opens pages without a line, and what this phone keeps. Without this file, or where
// the browser knows none of it, nothing is missing but that.

import { exists } from "./there.js";

const { worker } = document.querySelector("[data-offline]").dataset;

async function start() {
  if (navigator.serviceWorker) {
    if (worker) await navigator.serviceWorker.register(worker, { scope: "/", updateViaCache: "none" }).catch(() => {});
    else await navigator.serviceWorker.getRegistration("/").then((old) => old?.update()).catch(() => {});
  }
  if (await exists()) (await import("./keeper.js")).look();
}

// Last of all: the page comes first on a slow line.
if (document.readyState === "complete") start();
else addEventListener("load", () => setTimeout(start), { once: true });
