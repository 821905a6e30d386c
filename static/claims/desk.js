// The desk by keyboard. Everything works without this file too.

const screen = document.querySelector(".claim-screen");
const rows = [...screen.querySelectorAll("[data-row]")];
let here = -1;

function go(step) {
  if (!rows.length) return;
  here = Math.min(Math.max(here + step, 0), rows.length - 1);
  rows.forEach((row, index) => {
    if (index === here) row.setAttribute("aria-current", "true");
    else row.removeAttribute("aria-current");
  });
  const target = rows[here].querySelector("[data-open]") ?? rows[here];
  target.focus();
  rows[here].scrollIntoView({ block: "nearest" });
}

function press(key) {
  const button = screen.querySelector(`[data-key="${key}"]`);
  if (!button) return false;
  // Money is never released by one key: the button takes the focus, and a second key presses it.
  if (key === "p") button.focus();
  else button.click();
  return true;
}

// Told to papers.js, which turns them.
function paper(step) {
  document.dispatchEvent(new CustomEvent("desk:paper", { detail: step }));
}

const keys = {
  j: () => go(1),
  k: () => go(-1),
  o: () => rows[here]?.querySelector("[data-open]")?.click(),
  x: () => rows[here]?.querySelector("input[type=checkbox]")?.click(),
  d: () => paper("next"),
  h: () => paper("before"),
  l: () => paper("after"),
  "+": () => paper("larger"),
  "-": () => paper("smaller"),
  u: () => paper("turned"),
  c: () => here >= 0 && rows[here].querySelector("[data-correct]")?.click(),
  a: () => screen.querySelector("[data-ask] select")?.focus(),
  "?": () => {
    const help = screen.querySelector("[data-help]");
    if (!help) return;
    help.open = !help.open;
    help.querySelector("summary").focus();
  },
};

function typing(target) {
  return target.closest("input:not([type=checkbox]), select, textarea, [contenteditable]") !== null;
}

addEventListener("keydown", (event) => {
  if (!("keys" in screen.dataset) || event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
  if (keys[event.key]) keys[event.key]();
  else if (!press(event.key)) return;
  event.preventDefault();
});
