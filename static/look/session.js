// Says two minutes before the session ends that it will, and offers to stay. Nothing is kept in the browser.

const WARN = 120;
const dialog = document.querySelector("[data-session]");

if (dialog) {
  const form = dialog.querySelector("form");
  const left = dialog.querySelector("[data-session-left]");
  const life = Number(dialog.dataset.seconds) * 1000;
  let end = Date.now() + life;
  // A fresh GET, never a reload: a reload would ask to send a form again.
  const leave = () => location.replace(location.pathname + location.search);

  const stay = async (event) => {
    event.preventDefault();
    event.stopPropagation(); // else the guard against sending twice would stop the second “stay”
    try {
      const answer = await fetch(dialog.dataset.stay, { method: "POST", body: new FormData(form), redirect: "manual" });
      if (!answer.ok) throw new Error("signed out");
      end = Date.now() + life;
      dialog.close();
    } catch {
      leave();
    }
  };
  form.addEventListener("submit", stay);
  dialog.addEventListener("cancel", stay); // Escape means: I am here

  setInterval(() => {
    const seconds = Math.round((end - Date.now()) / 1000);
    if (seconds <= 0) {
      leave(); // the server shows the sign-in page; what is on the screen must not stay
    } else if (seconds <= WARN) {
      left.textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
      if (!dialog.open) dialog.showModal();
    }
  }, 1000);
}
