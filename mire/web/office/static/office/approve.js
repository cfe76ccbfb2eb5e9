/**
 * Reading a version and saying something of it: what is typed stays on this device until the server
 * has it. Without it, the form works; a page that is closed loses what was not sent.
 */

const PREFIX = "mire-approve-";
const form = document.querySelector("form[data-approve]");

if (form instanceof HTMLFormElement) keepTyped(form, PREFIX + form.dataset.approve);
else forgetSent();

/** @param {HTMLFormElement} form @param {string} name */
function keepTyped(form, name) {
  const boxes = [...form.querySelectorAll("textarea, input[type=text]")];
  const typed = read(name);
  for (const box of boxes) {
    if (box.value || !typed[box.name]) continue;
    box.value = typed[box.name];
    const within = box.closest("details");
    if (within) within.open = true;
  }
  form.addEventListener("input", () => {
    const now = Object.fromEntries(boxes.filter((each) => each.value).map((each) => [each.name, each.value]));
    try {
      localStorage.setItem(name, JSON.stringify(now));
    } catch {
      // The words stay on the page.
    }
  });
  form.addEventListener("submit", (event) => {
    if (navigator.onLine) {
      sessionStorage.setItem(PREFIX + "sent", name);
      return;
    }
    event.preventDefault();
    const said = form.querySelector("[data-offline]");
    if (said instanceof HTMLElement) said.hidden = false;
  });
}

/** @param {string} name @returns {Record<string, string>} */
function read(name) {
  try {
    return JSON.parse(localStorage.getItem(name) ?? "{}");
  } catch {
    return {};
  }
}

/** The page that follows an answer that was taken: the words have served. */
function forgetSent() {
  try {
    const name = sessionStorage.getItem(PREFIX + "sent");
    if (name) localStorage.removeItem(name);
    sessionStorage.removeItem(PREFIX + "sent");
  } catch {
    // Nothing was kept.
  }
}
