/** A table's page: notes wait here until they are stored, and what others wrote comes in. */
const POLL_MS = 4000;
const code = document.body.dataset.code ?? "";
const activity = document.body.dataset.activity ?? "";
const key = `mire-table-${code}`;
const kept = document.querySelector("[data-kept]");
let isSending = false;

/** @returns {{ id: string, body: Record<string, unknown> }[]} */
function waiting() {
  try {
    return JSON.parse(window.localStorage.getItem(key) ?? "[]");
  } catch {
    return memory;
  }
}

/** @type {{ id: string, body: Record<string, unknown> }[]} */
let memory = [];

function keep(notes) {
  memory = notes;
  try {
    if (notes.length) window.localStorage.setItem(key, JSON.stringify(notes));
    else window.localStorage.removeItem(key);
  } catch {
    // No storage: memory still holds them while the page is open.
  }
}

/** Give back the words that were refused, where they were written. */
function putBack(body) {
  for (const form of document.querySelectorAll("form[data-note]")) {
    const heading = form.querySelector("input[name=heading]");
    if (heading instanceof HTMLInputElement && heading.value !== String(body.heading ?? "")) continue;
    const field = form.querySelector("textarea");
    if (field && !field.value) field.value = String(body.said ?? "");
    return;
  }
}

function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

function say(isKept, message = "") {
  if (kept instanceof HTMLElement) kept.hidden = !isKept;
  let alert = document.querySelector("[data-board] > [role=alert]");
  if (message && !alert) {
    alert = Object.assign(document.createElement("p"), { className: "notice notice-error" });
    alert.setAttribute("role", "alert");
    document.querySelector("[data-board]")?.prepend(alert);
  }
  if (alert) alert.textContent = message;
  if (alert && !message) alert.remove();
}

async function send() {
  if (isSending) return;
  isSending = true;
  try {
    for (const note of waiting()) {
      const lang = document.documentElement.lang;
      const answer = await fetch(`/live/${code}/answer?lang=${lang}`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ activity, id: note.id, revision: 1, body: note.body }),
      });
      if (answer.ok) {
        keep(waiting().filter(({ id }) => id !== note.id));
        say(false);
        continue;
      }
      if (answer.status === 429 || answer.status >= 500) throw new Error(String(answer.status));
      const said = await answer.json().catch(() => ({}));
      keep(waiting().filter(({ id }) => id !== note.id));
      say(false, said.message ?? String(answer.status));
      putBack(note.body);
    }
    await refresh();
  } catch {
    say(waiting().length > 0);
  } finally {
    isSending = false;
  }
}

/** Take in what the server knows, and leave alone what is being typed or opened. */
async function refresh() {
  const answer = await fetch(window.location.href, { cache: "no-store" });
  if (!answer.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const before of document.querySelectorAll("[data-live]")) {
    const after = page.getElementById(before.id);
    const isInUse = before.contains(document.activeElement) || before.querySelector("details[open]");
    if (after && before.innerHTML !== after.innerHTML && !isInUse) before.innerHTML = after.innerHTML;
  }
  const round = page.querySelector("input[name=round]")?.getAttribute("value");
  const own = document.querySelector("form[data-note] input[name=round]");
  if (own instanceof HTMLInputElement && round && own.defaultValue !== round) {
    own.defaultValue = round;
    own.value = round;
  }
}

/** What a form says, as JSON. @param {HTMLFormElement} form @param {HTMLElement | null} button */
function bodyOf(form, button) {
  const body = {};
  for (const field of form.elements) {
    if (!field.name || field.name === "csrfmiddlewaretoken" || field instanceof HTMLButtonElement) continue;
    const value = field.value.trim();
    const isNumber = field.type === "number" || "number" in field.dataset;
    if (value) body[field.name] = isNumber ? Number(value) : value;
  }
  if (button instanceof HTMLButtonElement && button.name) body[button.name] = button.value;
  return body;
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || !form.matches("[data-note], [data-deed]")) return;
  if (!document.querySelector("form[data-seated]")) return; // a console's forms are sent whole
  const body = bodyOf(form, event.submitter);
  if (form.matches("[data-note]") && !body.said) return;
  event.preventDefault();
  keep([...waiting(), { id: newId(), body }]);
  if (form.matches("[data-note]")) {
    const field = form.querySelector("textarea");
    if (field) field.value = "";
    field?.focus();
  } else {
    form.closest("details")?.removeAttribute("open");
    if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
  }
  send();
});

window.addEventListener("online", () => send());
setInterval(() => (waiting().length ? send() : refresh().catch(() => {})), POLL_MS);
send();
