// A claim written where there is no line: every word and photo is kept on this phone as soon as it is there.

import { bytesOf, reduced } from "../attachments/pictures.js";
import { addFile, draft as stored, dropFile, filesOf, save } from "./drafts.js";
import { kept } from "./store.js";
import { exists } from "./there.js";
import { LOCK } from "./waiting.js";

const main = document.querySelector("[data-claim]");
const form = main.querySelector("form");
const part = (name) => main.querySelector(`[data-${name}]`);
const say = Object.fromEntries([...part("words").content.querySelectorAll("[data-word]")].map((word) => [word.dataset.word, word.textContent]));
const size = new Intl.NumberFormat(document.documentElement.lang, { style: "unit", unit: "megabyte", maximumFractionDigits: 1 });
const NAMES = ["patient", "benefit", "service_on_day", "service_on_month", "service_on_year", "charged", "currency", "provider_name", "country", "note"];
const NEEDED = ["patient", "benefit", "service_on", "charged", "currency", "provider_name", "country", "files"];

let row = null;
let photos = [];
let writing = Promise.resolve();

function option(value, label) {
  return new Option(label, value);
}

function offer({ people, kinds, country, currency }, owner) {
  const person = part("person").content.firstElementChild;
  part("people").replaceChildren(...people.map(([id, name], at) => {
    const made = person.cloneNode(true);
    Object.assign(made.querySelector("input"), { id: `id_patient_${at}`, value: id, checked: id === owner });
    made.querySelector("label").htmlFor = `id_patient_${at}`;
    made.querySelector("bdi").textContent = name;
    return made;
  }));
  form.elements.benefit.append(...kinds.map(([section, cares]) => {
    const group = document.createElement("optgroup");
    group.label = section;
    group.append(...cares.map(([code, label]) => option(code, label)));
    return group;
  }));
  Object.assign(form.elements.country, { value: country });
  Object.assign(form.elements.currency, { value: currency });
}

function fill(words) {
  for (const name of NAMES) if (name in words) form.elements[name].value = words[name];
  form.elements.send.checked = Boolean(words.send);
}

function words() {
  const typed = new FormData(form);
  const told = Object.fromEntries(NAMES.map((name) => [name, (typed.get(name) ?? "").trim()]).filter(([, value]) => value));
  return form.elements.send.checked ? { ...told, send: "on" } : told;
}

// --- keeping ---

function trouble(fault) {
  const full = fault?.name === "QuotaExceededError";
  part("trouble").hidden = false;
  part("trouble").textContent = full ? say.full : say.nowhere;
}

// One after the other, so that an older state never comes after a newer one.
function write(changes) {
  writing = writing.then(async () => {
    row = { ...row, at: Date.now(), words: words(), ...changes };
    await save(row);
    part("trouble").hidden = true;
    part("kept").textContent = say.kept;
  });
  return writing.catch((fault) => {
    writing = Promise.resolve();
    trouble(fault);
    throw fault;
  });
}

let soon = 0;
function later() {
  clearTimeout(soon);
  soon = setTimeout(() => write({ ready: false }).catch(() => {}), 300);
}

// --- photos ---

function show() {
  const made = photos.map((photo) => {
    const one = part("file").content.firstElementChild.cloneNode(true);
    one.querySelector("bdi").textContent = photo.name;
    one.querySelector("[data-size]").textContent = size.format(Math.max(photo.size / 1_000_000, 0.1));
    one.querySelector("[data-file-name]").textContent = photo.name;
    one.querySelector("button").addEventListener("click", async () => {
      await dropFile(photo.id);
      photos = photos.filter((other) => other !== photo);
      show();
      form.elements.documents.focus();
    });
    return one;
  });
  part("files-list").replaceChildren(...made);
  part("files-list").hidden = !made.length;
}

async function take(files) {
  for (const file of files) {
    if (photos.length + row.keys.length >= Number(main.dataset.most)) {
      trouble();
      part("trouble").textContent = say.many;
      return;
    }
    try {
      await write({ ready: false }); // the claim first: no photo without one
      await bytesOf(file);
      const small = await reduced(file);
      if (small.size > Number(main.dataset.bytes)) {
        part("trouble").hidden = false;
        part("trouble").textContent = say.large.replace("{name}", file.name);
        continue;
      }
      const id = await addFile(row.id, small, file.name);
      photos.push({ id, name: file.name, size: small.size });
      show();
    } catch (fault) {
      trouble(fault);
    }
  }
}

// --- what is missing, as our other forms say it ---

function missing() {
  const told = words();
  const day = ["day", "month", "year"].every((one) => told[`service_on_${one}`]);
  const there = { ...told, service_on: day, files: photos.length + row.keys.length > 0 };
  return (told.send ? NEEDED : ["patient"]).filter((name) => !there[name]);
}

function point(names) {
  form.querySelectorAll("[data-missing]").forEach((one) => {
    const control = form.querySelector(`[aria-describedby~="${one.id}"]`);
    const others = control.getAttribute("aria-describedby").split(" ").filter((id) => id !== one.id).join(" ");
    if (others) control.setAttribute("aria-describedby", others);
    else control.removeAttribute("aria-describedby");
    control.removeAttribute("aria-invalid");
    one.remove();
  });
  form.querySelectorAll(".field-error").forEach((one) => one.classList.remove("field-error"));
  const links = names.map((name) => {
    const field = form.querySelector(`[data-field="${name}"], #div_id_${name}`);
    const control = field.querySelector("input, select");
    const error = part("error").content.firstElementChild.cloneNode(true);
    error.id = `${control.id}_error`;
    error.querySelector("p").textContent = say[name];
    control.setAttribute("aria-invalid", "true");
    control.setAttribute("aria-describedby", [error.id, control.getAttribute("aria-describedby")].filter(Boolean).join(" "));
    field.classList.add("field-error");
    field.querySelector(".label").after(error);
    const line = document.createElement("li");
    const link = document.createElement("a");
    Object.assign(link, { href: `#${control.id}`, textContent: say[name] });
    line.append(link);
    return line;
  });
  const summary = part("problems");
  summary.hidden = !links.length;
  summary.querySelector("ul").replaceChildren(...links);
  if (links.length) summary.focus();
}

// --- the page ---

async function begin() {
  if (!window.indexedDB || !window.crypto?.subtle) return (part("no-browser").hidden = false);
  const copy = (await exists()) ? await kept() : null;
  if (!copy?.claim) return (part("no-card").hidden = false);
  offer(copy.claim, copy.owner);
  const id = /^#[0-9a-f-]{36}$/.test(location.hash) ? location.hash.slice(1) : crypto.randomUUID();
  const open = async () => {
    const before = await stored(id, copy.owner);
    row = before ?? { id, owner: copy.owner, ready: false, claim: null, keys: [], problem: "", words: {} };
    if (row.problem === "gone") Object.assign(row, { claim: null, keys: [] }); // it begins anew
    if (before) fill(row.words);
    photos = await filesOf(id);
    history.replaceState(null, "", `#${id}`);
    if (!["", "gone", "late"].includes(row.problem)) {
      part("problem").hidden = false;
      part("problem").textContent = row.problem;
    }
    // What the server has already is changed there, not here.
    part("fields").hidden = part("there").hidden = false;
    part("fields").hidden = Boolean(row.claim);
    part("there").hidden = !row.claim;
    show();
    form.hidden = false;
  };
  if (!navigator.locks) return open();
  // Held until the page is left: nobody sends what is being written.
  return navigator.locks.request(LOCK + id, async () => {
    await open();
    await new Promise(() => {});
  });
}

form.addEventListener("input", (event) => event.target.type !== "file" && later());
form.elements.documents.addEventListener("change", async ({ target }) => {
  const chosen = [...target.files];
  target.value = "";
  await take(chosen);
});
if (matchMedia("(pointer: coarse)").matches) {
  const shutter = Object.assign(document.createElement("input"), { type: "file", accept: "image/*", capture: "environment" });
  shutter.addEventListener("change", () => take([...shutter.files]));
  part("camera").querySelector("button").addEventListener("click", () => shutter.click());
  part("camera").hidden = false;
}
form.addEventListener("submit", async (event) => {
  event.preventDefault();
  clearTimeout(soon);
  const names = row.claim ? [] : missing();
  point(names);
  try {
    await write({ ready: !names.length, problem: "" });
    if (!names.length) location.assign(main.dataset.done);
  } catch {
    // said already
  }
});
// A phone that turns to something else may forget the page.
document.addEventListener("visibilitychange", () => {
  if (document.hidden && row && soon) {
    clearTimeout(soon);
    soon = 0;
    write({ ready: false }).catch(() => {});
  }
});
begin().catch(() => { part("no-browser").hidden = false; });
