// allauth's script talks to the browser about passkeys; this says on the page when nothing came of it.

const problem = document.querySelector("[data-passkey-problem]");

if (!window.PublicKeyCredential) {
  document.querySelectorAll("[data-passkey]").forEach((button) => { button.hidden = true; });
}
document.addEventListener("click", (event) => {
  if (problem && event.target.closest("[data-passkey]")) problem.hidden = true;
});
document.addEventListener("allauth.error", (event) => {
  event.preventDefault(); // else it goes to the console alone
  if (problem) problem.hidden = false;
});
