// Says two minutes before the session ends that it will, and offers to stay. When it ends, what was typed goes to the
// server, which keeps it over the next sign-in. Nothing is kept in the browser.

const WARN = 120;
const dialog = document.querySelector("[data-session]");

if (dialog) {
  const form = dialog.querySelector("form");
  const part = (name) => dialog.querySelector(`[data-session-${name}]`);
  const tabs = new BroadcastChannel("session");
  let end = 0;
  let dismissed = false;
  let left = false;
  let typed = null; // the form somebody wrote in last

  const lasts = (seconds, forGood) => {
    end = Math.max(end, Date.now() + seconds * 1000);
    part("for-good").hidden = part("again").hidden = part("back").hidden = !forGood;
    part("stay").hidden = forGood;
    if (end - Date.now() > WARN * 1000 && dialog.open) dialog.close();
  };
  const begin = () => {
    const forGood = "forGood" in dialog.dataset;
    lasts(Number(dialog.dataset.seconds), forGood);
    tabs.postMessage({ seconds: Number(dialog.dataset.seconds), forGood });
  };
  // Every tab lives in the same session: what prolongs it in one prolongs it in all.
  tabs.addEventListener("message", ({ data }) => lasts(data.seconds, data.forGood));

  document.addEventListener("input", (event) => {
    if (event.target.form?.method === "post" && event.target.closest("main")) typed = event.target.form;
  });

  const fieldsOf = (written) => {
    const fields = new URLSearchParams();
    for (const [name, value] of new FormData(written)) {
      const secret = written.querySelector(`[type=password][name="${CSS.escape(name)}"]`);
      if (typeof value === "string" && name !== "csrfmiddlewaretoken" && !secret) fields.append(name, value);
    }
    return fields.toString();
  };

  // The page must not stay on the screen. A fresh GET, never a reload: that would ask to send a form again.
  const leave = () => {
    if (left) return;
    left = true;
    if (!typed || !dialog.dataset.end) {
      location.replace(location.pathname + location.search);
      return;
    }
    const last = document.createElement("form");
    last.method = "post";
    last.action = dialog.dataset.end;
    const said = (name) => form.querySelector(`[name=${name}]`).value;
    const told = { csrfmiddlewaretoken: said("csrfmiddlewaretoken"), whose: said("whose"), path: location.pathname, fields: fieldsOf(typed) };
    for (const [name, value] of Object.entries(told)) {
      const field = document.createElement("input");
      field.type = "hidden";
      field.name = name;
      field.value = value;
      last.append(field);
    }
    document.body.append(last);
    last.submit();
  };

  // What was typed before the last sign-in, where the page itself did not put it back.
  const giveBack = () => {
    const kept = new URLSearchParams(JSON.parse(document.getElementById("unsent")?.textContent ?? '""'));
    for (const field of document.querySelectorAll("main form[method=post] :is(input, select, textarea)")) {
      if (!kept.has(field.name) || ["hidden", "password", "file"].includes(field.type)) continue;
      if (["checkbox", "radio"].includes(field.type)) field.checked = kept.getAll(field.name).includes(field.value);
      else field.value = kept.get(field.name);
      typed = field.form;
    }
  };

  const stay = async (event) => {
    event.preventDefault();
    event.stopPropagation(); // else the guard against sending twice would stop the second “stay”
    try {
      const answer = await fetch(dialog.dataset.stay, { method: "POST", body: new FormData(form), redirect: "manual" });
      if (!answer.ok) throw new Error("signed out");
      const { seconds, for_good: forGood } = await answer.json();
      lasts(seconds, forGood);
      tabs.postMessage({ seconds, forGood });
      if (!forGood) dialog.close();
    } catch {
      leave();
    }
  };
  const back = () => {
    dismissed = true; // said once is enough where nothing can be done about it
    dialog.close();
  };
  form.addEventListener("submit", stay);
  part("again").addEventListener("click", leave);
  part("back").addEventListener("click", back);
  // Escape means: I am here.
  dialog.addEventListener("cancel", (event) => (part("stay").hidden ? back() : stay(event)));
  // A page that comes back by the back button was drawn for an earlier moment: the server is asked.
  addEventListener("pageshow", (event) => {
    if (event.persisted) stay(event);
  });

  begin();
  giveBack();
  setInterval(() => {
    const seconds = Math.round((end - Date.now()) / 1000);
    if (seconds <= 0) {
      leave();
    } else if (seconds <= WARN) {
      part("left").textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
      if (!dialog.open && !dismissed) dialog.showModal();
    }
  }, 1000);
}
