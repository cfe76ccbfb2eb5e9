/** The console: controls without leaving the page, one key each, and a list of the keys. */
import { follow } from "./stream.js";

const refused = document.getElementById("refused");
const link = document.getElementById("link");
const frame = document.getElementById("frame");

/** @param {string} words "" hides the notice */
function say(words) {
  if (!refused) return;
  refused.hidden = !words;
  const line = refused.querySelector("p");
  if (line) line.textContent = words;
}

/** @param {HTMLFormElement} form */
async function act(form) {
  const body = new FormData(form);
  body.set("csrfmiddlewaretoken", frame?.dataset.csrf ?? "");
  const button = form.querySelector("button");
  button?.setAttribute("aria-disabled", "true");
  try {
    const answer = await fetch(form.action, {
      method: "POST",
      body,
      headers: { Accept: "application/json" },
      signal: AbortSignal.timeout(10000),
    });
    const said = await answer.json().catch(() => ({}));
    say(answer.ok ? "" : said.message ?? document.getElementById("link")?.textContent ?? "");
    if (answer.ok) form.closest("details")?.removeAttribute("open");
  } catch {
    if (link) link.hidden = false;
  } finally {
    button?.removeAttribute("aria-disabled");
  }
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || !form.matches("[data-control]")) return;
  event.preventDefault();
  if (form.querySelector("button")?.getAttribute("aria-disabled") === "true") return;
  void act(form);
});

document.addEventListener("click", (event) => {
  const opener = event.target instanceof Element ? event.target.closest("[data-open-dialog]") : null;
  const dialog = opener && document.getElementById(opener.getAttribute("data-open-dialog") ?? "");
  if (dialog instanceof HTMLDialogElement) dialog.showModal();
});

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
  if (event.target instanceof Element && event.target.closest("input, textarea, select, dialog[open]")) return;
  const key = event.key === "−" ? "-" : event.key.toLowerCase();
  const button = document.querySelector(`[data-key="${CSS.escape(key)}"]`);
  if (!(button instanceof HTMLElement)) return;
  event.preventDefault();
  button.click();
});

for (const button of document.querySelectorAll("[data-open-dialog]")) button.removeAttribute("hidden");

follow({
  onLink(isUp) {
    if (link) link.hidden = isUp;
  },
});
