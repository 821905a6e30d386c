// The desk by keyboard, and documents larger and turned. Everything works without this file too.

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

const keys = {
  j: () => go(1),
  k: () => go(-1),
  o: () => rows[here]?.querySelector("[data-open]")?.click(),
  x: () => rows[here]?.querySelector("input[type=checkbox]")?.click(),
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

function act(label, number, change) {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = label;
  button.setAttribute("aria-label", `${label}: ${number}`);
  button.addEventListener("click", change);
  return button;
}

function fit(box, turned) {
  // A turned picture keeps its old room; give it that of its longer side.
  const image = box.querySelector("img");
  box.style.minBlockSize = turned % 2 ? `${image.clientWidth}px` : "";
  image.style.marginBlock = turned % 2 ? `${Math.max((image.clientWidth - image.clientHeight) / 2, 0)}px` : "";
}

const papers = screen.querySelector("[data-papers]");
papers?.querySelectorAll("[data-picture]").forEach((box) => {
  let zoom = 1;
  let turned = 0;
  const words = papers.dataset;
  const number = box.parentElement.querySelector("figcaption a").textContent.trim();
  const show = () => {
    box.className = `claim-picture zoom-${zoom} turn-${turned}`;
    fit(box, turned);
  };
  const bar = document.createElement("div");
  bar.className = "picture-acts";
  bar.append(
    act(words.larger, number, () => { zoom = Math.min(zoom + 1, 3); show(); }),
    act(words.smaller, number, () => { zoom = Math.max(zoom - 1, 1); show(); }),
    act(words.turn, number, () => { turned = (turned + 1) % 4; show(); }),
  );
  box.after(bar);
  box.tabIndex = 0;
  box.setAttribute("role", "group");
  box.setAttribute("aria-label", number);
});
