// Search over the kinds of care: a box above each list narrows it to what fits the typed words. The list itself stays
// an ordinary select, so keyboard, screen reader and phone work as ever; without this file it is simply whole.

const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replaceAll("œ", "oe");
// As portal.entitlements.search does: Arabic endings in one way, and words without the article grown to them.
const arabic = (text) => text.replaceAll("ة", "ه").replaceAll("ى", "ي");
const bare = (word) => word.replace(/^(?:[وفبك]?ال|و?لل)(?=[\p{L}\p{N}]{3})/u, "");
const split = (text) => arabic(plain(text)).split(/[^\p{L}\p{N}]+/u).filter(Boolean).map(bare);

const words = new Map();
document.querySelector("[data-care-words]")?.content.querySelectorAll("data").forEach((care) => {
  words.set(care.value, split(care.textContent));
});

// “lens” finds “lenses”, “dentists” finds “dentist”.
function fits(typed, word) {
  const near = Math.min(typed.length, word.length) > 3 && Math.abs(typed.length - word.length) <= 3;
  return word.startsWith(typed) || (near && typed.startsWith(word)) || (typed.length > 3 && word.includes(typed));
}

function narrow(search) {
  const { select, status, groups } = search;
  const typed = split(search.box.value);
  const isOffered = (option) => {
    const known = [...(words.get(option.value) ?? []), ...split(option.textContent)];
    return typed.every((one) => known.some((word) => fits(one, word)));
  };
  const kept = select.value;
  let count = 0;
  const shown = groups.map(({ group, options }) => {
    const offered = options.filter(isOffered);
    count += offered.length;
    // What was chosen stays chosen, whatever is typed above it.
    group.replaceChildren(...options.filter((option) => offered.includes(option) || (option.value && option.value === kept)));
    return group;
  });
  select.replaceChildren(...search.first, ...shown.filter((group) => group.children.length));
  select.value = kept;
  const told = count ? status.dataset.found.replace("{count}", count) : status.dataset.nothing;
  status.textContent = typed.length ? told : "";
}

document.querySelectorAll("[data-care-search]").forEach((field) => {
  const box = field.querySelector("input");
  const select = document.getElementById(box.dataset.careSelect);
  if (!select) return;
  const groups = [...select.querySelectorAll("optgroup")].map((group) => ({ group, options: [...group.children] }));
  const first = [...select.children].filter((child) => child.localName === "option");
  const search = { box, select, groups, first, status: field.querySelector("[role=status]") };
  box.addEventListener("input", () => narrow(search));
  box.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing) return;
    event.preventDefault(); // else it would send the whole page
    select.focus();
  });
  if (box.value) narrow(search); // the browser kept it over a reload
});
