// Sends photos and PDFs in parts over lines that break: made smaller first, continued where they stopped, one after
// the other. Without this file the form sends them whole. Nothing is kept in the browser: the server knows how far a
// file came, and whoever chooses it again after a reload goes on from there.

import { Vanished, bytesOf, fingerprint, nameOf, reduced } from "./pictures.js";

const FIRST_PART = 256 * 1024;
const LEAST_PART = 64 * 1024;
const QUICK = 1500; // milliseconds: a part that took less may be larger the next time
const SLOW = 60_000; // a part that takes longer is given up and sent smaller
const LONGEST_PAUSE = 30; // seconds between two tries
const TRIES = 40; // some twenty minutes; then a button

const form = document.querySelector("[data-upload]");
const say = {};
if (form) {
  document.querySelector("[data-upload-words]").content.querySelectorAll("[data-word]").forEach((word) => {
    say[word.dataset.word] = word.textContent;
  });
}

const filled = (sentence, values) => sentence.replace(/\{(\w+)\}/g, (all, name) => values[name] ?? all);
const megabytes = new Intl.NumberFormat(document.documentElement.lang, { style: "unit", unit: "megabyte", maximumFractionDigits: 1 });
const size = (bytes) => megabytes.format(Math.max(bytes / 1_000_000, 0.1));

class Refused extends Error {} // the server's sentence; trying again would not help

// --- the line ---

let leaving = false;
const token = () => form.querySelector("[name=csrfmiddlewaretoken]").value;

// Answers of the server as they are; a broken line and a server in trouble reject, and may be tried again.
async function ask(address, body, headers, signal) {
  const answer = await fetch(address, { method: "POST", body, headers: { "X-CSRFToken": token(), ...headers }, redirect: "manual", signal });
  // Signed out, or the page is too old: loading it again leads to where one can go on.
  if (answer.type === "opaqueredirect" || answer.status === 403) {
    leaving = true;
    return location.reload();
  }
  if (answer.status >= 500 && answer.headers.get("Content-Type") !== "application/json") throw new TypeError("server in trouble");
  const said = await answer.json();
  if (said.leave) {
    leaving = true;
    return location.assign(said.leave);
  }
  return { status: answer.status, ...said };
}

function pause(seconds, signal) {
  return new Promise((done) => {
    const over = () => {
      clearTimeout(timer);
      window.removeEventListener("online", over);
      signal.removeEventListener("abort", over);
      done();
    };
    const timer = setTimeout(over, seconds * 1000);
    window.addEventListener("online", over);
    signal.addEventListener("abort", over);
  });
}

// --- one file and its row ---

class Sending {
  constructor(file) {
    this.file = file;
    this.key = nameOf(file);
    this.row = document.querySelector("[data-upload-row]").content.firstElementChild.cloneNode(true);
    this.bar = this.part("progress");
    this.part(".file-name bdi").textContent = file.name;
    this.row.querySelectorAll("[data-name]").forEach((place) => { place.textContent = file.name; });
    this.bar.setAttribute("aria-label", filled(say.progress, { name: file.name }));
    this.part("[data-cancel]").addEventListener("click", () => this.cancel());
    this.part("[data-again]").addEventListener("click", () => this.again());
    this.tell("waiting");
    this.reset();
  }

  part(selector) { return this.row.querySelector(selector); }

  reset() {
    this.stop = new AbortController();
    this.failures = 0;
    this.state = "waiting";
  }

  tell(word, values) { this.part("[data-say]").textContent = word ? filled(say[word], values || {}) : ""; }

  problem(sentence) {
    this.state = "failed";
    this.tell("");
    this.bar.hidden = true;
    const place = this.part("[data-problem]");
    place.textContent = sentence;
    place.hidden = false;
    this.part("[data-again]").hidden = false;
    announce(`${this.file.name}: ${sentence}`);
  }

  again() {
    this.part("[data-problem]").hidden = this.part("[data-again]").hidden = true;
    this.bar.hidden = false;
    this.reset();
    this.tell("waiting");
    this.part("[data-cancel]").focus();
    work();
  }

  cancel() {
    this.state = "stopped";
    this.stop.abort();
    if (this.address) fetch(`${this.address}drop/`, { method: "POST", headers: { "X-CSRFToken": token() }, redirect: "manual" }).catch(() => {});
    leave(this);
  }

  async run() {
    this.state = "running";
    this.bar.removeAttribute("value");
    this.tell("preparing");
    try {
      this.blob ??= await reduced(this.file);
      this.mark ??= await fingerprint(this.blob);
      while (this.state === "running") {
        try {
          return await this.go();
        } catch (fault) {
          if (fault instanceof Refused || fault instanceof Vanished || this.state !== "running") throw fault;
          await this.rest();
        }
      }
    } catch (fault) {
      if (this.state !== "running") return;
      if (fault instanceof Refused) this.address = ""; // the server has forgotten it already
      if (fault instanceof Vanished) this.problem(say.vanished);
      else this.problem(fault instanceof Refused ? fault.message : say.failed);
    }
  }

  // The line broke: wait, longer each time, but no longer than until the phone is back on line.
  async rest() {
    this.failures += 1;
    if (this.failures > TRIES) throw new Error("given up");
    const seconds = Math.min(2 ** (this.failures - 1), LONGEST_PAUSE);
    this.tell(navigator.onLine ? "interrupted" : "offline", { seconds });
    await pause(seconds, this.stop.signal);
  }

  async go() {
    const begun = await this.begin();
    let advice = "";
    if (!begun.receipt) {
      this.address = begun.part;
      await this.parts(begun);
      this.bar.removeAttribute("value");
      this.tell("checking");
      const done = await this.asked(begun.finish, "");
      if (done.offset !== undefined) throw new TypeError("not all of it is there");
      ({ advice } = done);
    }
    this.state = "done";
    await fresh();
    announce(`${filled(begun.receipt ? say.known : say.arrived, { name: this.file.name })} ${advice}`);
    leave(this);
  }

  begin() {
    const said = { client_key: this.key, fingerprint: this.mark, name: this.file.name, size: this.blob.size };
    return this.asked(form.dataset.upload, new URLSearchParams(said));
  }

  async parts(begun) {
    let { offset } = begun;
    let length = Math.min(FIRST_PART, begun.most);
    while (offset < this.blob.size) {
      this.show(offset);
      const began = performance.now();
      const part = await bytesOf(this.blob.slice(offset, offset + length));
      try {
        offset = (await this.asked(begun.part, part, { "Content-Type": "application/octet-stream", "Upload-Offset": String(offset) }, SLOW)).offset;
      } catch (fault) {
        if (!(fault instanceof Refused)) length = Math.max(LEAST_PART, length / 2);
        if (fault instanceof Refused || this.state !== "running") throw fault;
        await this.rest();
        Object.assign(begun, await this.begin());
        offset = begun.receipt ? this.blob.size : begun.offset;
        continue;
      }
      this.failures = 0;
      if (performance.now() - began < QUICK) length = Math.min(length * 2, begun.most);
    }
    this.show(offset);
  }

  // 409 says how far the file came; any other refusal ends it with the server's sentence. Never answers while leaving.
  async asked(address, body, headers, patience) {
    const limited = patience && AbortSignal.any; // older browsers wait as long as the system lets them
    const signal = limited ? AbortSignal.any([this.stop.signal, AbortSignal.timeout(patience)]) : this.stop.signal;
    const answer = await ask(address, body, headers, signal);
    if (!answer) return new Promise(() => {});
    if (answer.status === 404) throw new TypeError("forgotten meanwhile"); // begins anew
    if (answer.error || (answer.status >= 400 && answer.status !== 409)) throw new Refused(answer.error || say.failed);
    return answer;
  }

  show(sent) {
    this.bar.value = sent / this.blob.size;
    this.tell("sending", { sent: size(sent), all: size(this.blob.size) });
  }
}

// --- all of them ---

let queue = [];
let busy = false;
const list = document.querySelector("[data-upload-list]");
const status = document.querySelector("[data-upload-status]");

function announce(sentence) { status.textContent = sentence; }

function leave(sending) {
  const focused = sending.row.contains(document.activeElement);
  sending.row.remove();
  queue = queue.filter((one) => one !== sending);
  list.hidden = queue.length === 0;
  if (focused) (list.querySelector("button:not([hidden])") || document.getElementById("stored-heading") || form.querySelector("input[type=file]")).focus();
}

async function work() {
  if (busy) return;
  busy = true;
  for (let next; (next = queue.find((one) => one.state === "waiting"));) await next.run();
  busy = false;
}

// The parts of the page that changed, as the server writes them.
async function fresh() {
  try {
    const answer = await fetch(location.href, { redirect: "manual" });
    if (!answer.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    document.querySelectorAll("[data-fresh]").forEach((old) => {
      const now = page.getElementById(old.id);
      if (now) old.replaceWith(document.adoptNode(now));
    });
    document.querySelectorAll("[data-upload-plain]").forEach((button) => { button.hidden = true; });
  } catch {
    // The file is safe all the same; the list is right again with the next one.
  }
}

function take(files) {
  const known = new Set(queue.map((one) => one.key));
  [...files].forEach((file) => {
    const sending = new Sending(file);
    if (known.has(sending.key)) return;
    known.add(sending.key);
    queue.push(sending);
    list.append(sending.row);
    document.querySelector(`[data-unfinished] [data-key="${sending.key}"]`)?.remove();
  });
  const promised = document.querySelector("[data-unfinished]");
  if (promised && !promised.querySelector("[data-key]")) promised.remove();
  list.hidden = queue.length === 0;
  work();
}

if (form) {
  const input = form.querySelector("input[type=file]");
  // Before files.js sees it: chosen files are on their way at once.
  form.addEventListener("change", (event) => {
    if (event.target.type !== "file" || !event.target.files.length) return;
    event.stopPropagation();
    take(event.target.files);
    event.target.value = "";
  }, true);
  form.addEventListener("submit", (event) => event.preventDefault());
  document.querySelectorAll("[data-upload-plain]").forEach((button) => { button.hidden = true; });
  input.removeAttribute("required");

  const camera = form.querySelector("[data-upload-camera]");
  if (matchMedia("(pointer: coarse)").matches) {
    const shutter = document.createElement("input");
    shutter.type = "file";
    shutter.accept = "image/*";
    shutter.capture = "environment";
    shutter.addEventListener("change", () => {
      take(shutter.files);
      shutter.value = "";
    });
    camera.querySelector("button").addEventListener("click", () => shutter.click());
    camera.hidden = false;
  }

  window.addEventListener("beforeunload", (event) => {
    if (!leaving && queue.some((one) => one.state === "running" || one.state === "waiting")) event.preventDefault();
  });
}
