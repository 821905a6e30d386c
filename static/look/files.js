// Upload fields: drop files on the area, see what was chosen before sending.

const size = new Intl.NumberFormat(document.documentElement.lang, { style: "unit", unit: "megabyte", maximumFractionDigits: 1 });

function list(input, rows) {
  rows.replaceChildren(...[...input.files].map((file) => {
    const row = document.createElement("li");
    const name = document.createElement("bdi");
    const weight = document.createElement("span");
    name.className = "file-name";
    name.textContent = file.name;
    weight.className = "soft small";
    weight.textContent = size.format(Math.max(file.size / 1_000_000, 0.1));
    row.append(name, weight);
    return row;
  }));
  rows.hidden = input.files.length === 0;
}

document.querySelectorAll("[data-files]").forEach((area) => {
  const input = area.querySelector('input[type="file"]');
  const rows = area.parentElement.querySelector("[data-files-list]");
  if (!input || !rows) return;
  area.querySelector("[data-files-invite]").hidden = false;
  input.addEventListener("change", () => list(input, rows));
  ["dragover", "dragleave", "drop"].forEach((kind) => area.addEventListener(kind, (event) => {
    event.preventDefault();
    area.classList.toggle("is-over", kind === "dragover");
  }));
  area.addEventListener("drop", (event) => {
    const dropped = new DataTransfer();
    const files = input.multiple ? [...input.files, ...event.dataTransfer.files] : [...event.dataTransfer.files].slice(0, 1);
    files.forEach((file) => dropped.items.add(file));
    input.files = dropped.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  });
});
