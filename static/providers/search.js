// “Near me”: the browser is asked where it is. Without this file one types a city.

const here = document.querySelector("[data-here]");

here?.addEventListener("submit", (event) => {
  if (here.elements.latitude.value) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  const problem = here.querySelector("[data-here-problem]");
  const refuse = () => {
    problem.textContent = here.querySelector("[data-refused]").dataset.refused;
    problem.hidden = false;
  };
  if (!navigator.geolocation) return refuse();
  navigator.geolocation.getCurrentPosition(({ coords }) => {
    // Rounded before it leaves the device.
    here.elements.latitude.value = coords.latitude.toFixed(2);
    here.elements.longitude.value = coords.longitude.toFixed(2);
    here.requestSubmit();
  }, refuse, { timeout: 10000, maximumAge: 600000 });
}, { capture: true });
