// Django's admin leaves some controls without a name for screen readers. Its own scripts add rows, so names are given here.

const words = document.querySelector("script[data-row]").dataset;

function named(sign, label) {
  if (sign.getAttribute("aria-label") || sign.labels?.length) return;
  sign.setAttribute("aria-label", label);
}

function rows(table) {
  const heads = new Map();
  table.querySelectorAll("thead th").forEach((head) => {
    const column = [...head.classList].find((name) => name.startsWith("column-"));
    if (column) heads.set(column.slice(7), head.textContent.trim());
    if (!head.textContent.trim()) {
      const text = document.createElement("span");
      text.className = "visually-hidden";
      text.textContent = head.classList.contains("original") ? words.row : words.actions;
      head.append(text);
    }
  });
  table.querySelectorAll("tbody td[class*='field-']").forEach((cell) => {
    const column = [...cell.classList].find((name) => name.startsWith("field-"))?.slice(6);
    const label = heads.get(column);
    if (label) cell.querySelectorAll("input:not([type=hidden]), select, textarea").forEach((control) => named(control, label));
  });
  table.querySelectorAll("td.delete input").forEach((control) => named(control, words.remove));
}

// Its picker of another row is named by the value chosen alone, so by nothing while it is empty.
function pickers() {
  document.querySelectorAll("select.select2-hidden-accessible").forEach((select) => {
    const picker = select.nextElementSibling?.querySelector("[role=combobox]");
    const name = select.labels?.[0]?.textContent.trim() ?? select.getAttribute("aria-label") ?? select.name;
    if (!picker) return;
    picker.setAttribute("aria-label", name);
    picker.querySelector("[role=textbox]")?.setAttribute("aria-label", name);
  });
}

function mend() {
  // The icon before a filter box carries a label, which only an image may.
  document.querySelectorAll("span.help-tooltip[aria-label]").forEach((sign) => sign.setAttribute("role", "img"));
  document.querySelectorAll(".tabular table").forEach(rows);
  document.querySelectorAll(".inline-group, .results").forEach((box) => {
    if (box.scrollWidth > box.clientWidth) box.tabIndex = 0; // else only a mouse could scroll it
  });
}

addEventListener("load", mend);
new MutationObserver(pickers).observe(document.documentElement, { childList: true, subtree: true }); // made when they like
addEventListener("resize", mend);
document.addEventListener("formset:added", mend);
