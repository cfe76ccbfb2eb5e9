/** A table's page: notes wait here until they are stored, and what others wrote comes in. */
const POLL_MS = 4000;
const code = document.body.dataset.code ?? "";
const activity = document.body.dataset.activity ?? "";
const key = `mire-table-${code}`;
const kept = document.querySelector("[data-kept]");
let isSending = false;

/** @typedef {{ id: string, at: string, body: Record<string, string> }} Waiting */

/** Those that this device could not store, for as long as the page is open. @type {Waiting[]} */
let memory = [];

/** @returns {Waiting[]} */
function waiting() {
  try {
    const stored = JSON.parse(window.localStorage.getItem(key) ?? "[]");
    const ids = new Set(stored.map(({ id }) => id));
    return [...stored, ...memory.filter(({ id }) => !ids.has(id))];
  } catch {
    return memory;
  }
}

/** @param {Waiting[]} notes */
function keep(notes) {
  try {
    if (notes.length) window.localStorage.setItem(key, JSON.stringify(notes));
    else window.localStorage.removeItem(key);
    memory = [];
  } catch {
    memory = notes; // full, or no storage at all
  }
}

/** @param {string} id */
function forget(id) {
  keep(waiting().filter((each) => each.id !== id));
}

/** Give back the words that were refused, before what is being typed there. */
function putBack(body) {
  for (const form of document.querySelectorAll("form[data-note]")) {
    const heading = form.querySelector("input[name=heading]");
    if (heading instanceof HTMLInputElement && heading.value !== String(body.heading ?? "")) continue;
    const field = form.querySelector("textarea");
    if (field && body.said) field.value = [body.said, field.value].filter(Boolean).join("\n");
    keepDrafts();
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
      const token = document.querySelector("input[name=csrfmiddlewaretoken]");
      const answer = await fetch(note.at ?? window.location.href, {
        method: "POST",
        headers: { "X-CSRFToken": token instanceof HTMLInputElement ? token.value : "" },
        body: new URLSearchParams({ ...note.body, once: note.id }),
      });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      if (answer.ok && page.querySelector("[data-board]")) {
        forget(note.id);
        say(false);
        continue;
      }
      if (answer.ok || answer.status === 429 || answer.status >= 500) throw new Error(answer.statusText);
      forget(note.id);
      const why = page.querySelector("[role=alert], main p")?.textContent?.trim();
      say(false, why || String(answer.status));
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
  if (page.body.dataset.activity !== activity) {
    const typed = [...document.querySelectorAll("form[data-note] textarea")];
    if (typed.every((field) => !field.value)) window.location.reload();
    return;
  }
  for (const before of document.querySelectorAll("[data-live]")) {
    const after = page.getElementById(before.id);
    if (!after || !isOther(before, after)) continue;
    if (isInUse(before)) {
      takeInAround(before, after);
      continue;
    }
    before.innerHTML = after.innerHTML;
    if ("key" in after.dataset) before.dataset.key = after.dataset.key;
  }
  for (const own of document.querySelectorAll("input[data-shared]")) {
    const theirs = page.getElementById(own.id);
    if (!(own instanceof HTMLInputElement && theirs instanceof HTMLInputElement)) continue;
    if (own.value === own.defaultValue) own.value = theirs.defaultValue;
    own.defaultValue = theirs.defaultValue;
  }
  const round = page.querySelector("input[name=round]")?.getAttribute("value");
  const own = document.querySelector("form[data-note] input[name=round]");
  const said = own?.closest("form")?.querySelector("textarea");
  if (own instanceof HTMLInputElement && round && own.defaultValue !== round && !said?.value) {
    own.defaultValue = round; // words half typed were said in the round before
    own.value = round;
  }
}

/** Whether somebody types there, or has opened something. @param {Element} region */
function isInUse(region) {
  return region.contains(document.activeElement) || region.querySelector("details[open]") !== null;
}

/** Take in a list, but for the items in use; of one that is gone, the words go. */
function takeInAround(before, after) {
  if ([...before.children].some(({ id }) => !id)) return;
  const coming = new Set([...after.children].map(({ id }) => id));
  for (const item of [...before.children]) {
    const isChanged = [...item.querySelectorAll("textarea")].some((field) => field.value !== field.defaultValue);
    if (!isInUse(item) || (!coming.has(item.id) && !isChanged)) item.remove();
    else if (!coming.has(item.id)) item.querySelector(".quote")?.remove();
  }
  const kept = new Map([...before.children].map((item) => [item.id, item]));
  let next = before.firstElementChild;
  for (const item of [...after.children]) {
    const own = kept.get(item.id);
    if (own) next = own.nextElementSibling;
    else before.insertBefore(item, next);
  }
}

/** What a region says tells whether it changed, less what each answer says anew. */
function isOther(before, after) {
  if ("key" in after.dataset) return before.dataset.key !== after.dataset.key;
  const told = (each) => each.innerHTML.replace(/(csrfmiddlewaretoken" value=")[^"]*/g, "$1");
  return told(before) !== told(after);
}

/** Words half typed outlive a reload of this tab. */
const draft = `mire-table-draft-${window.location.pathname}-${activity}`;

function keepDrafts() {
  const typed = {};
  for (const field of document.querySelectorAll("form[data-note] textarea")) typed[field.id] = field.value;
  try {
    window.sessionStorage.setItem(draft, JSON.stringify(typed));
  } catch {
    // Nothing is kept: a reload loses what is not sent.
  }
}

function giveDrafts() {
  try {
    for (const [id, typed] of Object.entries(JSON.parse(window.sessionStorage.getItem(draft) ?? "{}"))) {
      const field = document.getElementById(id);
      if (field instanceof HTMLTextAreaElement && !field.value) field.value = String(typed);
    }
  } catch {
    // Nothing was kept.
  }
}

const ASIDE = new Set(["activity", "csrfmiddlewaretoken", "once"]);

/** What a form says. @param {HTMLFormElement} form @param {HTMLElement | null} button */
function bodyOf(form, button) {
  const body = {};
  for (const field of form.elements) {
    if (!field.name || ASIDE.has(field.name) || field instanceof HTMLButtonElement) continue;
    const value = field.value.trim();
    if ("shared" in field.dataset && value === field.defaultValue.trim()) continue;
    if (value && !field.name.startsWith("was_")) body[field.name] = value;
  }
  if (button instanceof HTMLButtonElement && button.name) body[button.name] = button.value;
  return body;
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || !form.matches("[data-note], [data-act]")) return;
  const body = bodyOf(form, event.submitter);
  event.preventDefault();
  if (form.matches("[data-note]") && !body.said) {
    say(waiting().length > 0, document.body.dataset.wordNothing); // the words have left, or none came
    return;
  }
  if (Object.keys(body).length === 0) return; // nothing is new
  // Kept for the tables that they were said at, whatever the room does when they leave.
  keep([...waiting(), { id: newId(), at: window.location.href, body: { ...body, activity } }]);
  if (form.matches("[data-note]")) {
    const field = form.querySelector("textarea");
    if (field) field.value = "";
    count(field);
    field?.focus();
    keepDrafts();
  } else {
    for (const field of form.querySelectorAll("input[data-shared]")) field.defaultValue = field.value;
    form.closest("[data-live] details")?.removeAttribute("open");
    if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
  }
  send();
});

/** How many characters before a limit its field begins to count. */
const NEAR = 200;

/** Say what is left, near the limit, and what is too much. @param {EventTarget | null} field */
function count(field) {
  if (!(field instanceof HTMLTextAreaElement || field instanceof HTMLInputElement)) return;
  const limit = Number(field.dataset.limit);
  if (!limit) return;
  const left = limit - [...field.value.trim().normalize("NFC")].length;
  let told = field.nextElementSibling;
  if (!told?.matches("[data-left]")) {
    if (left > NEAR) return;
    told = Object.assign(document.createElement("p"), { className: "hint" });
    told.setAttribute("data-left", "");
    told.setAttribute("role", "status");
    field.after(told);
  }
  const { wordLeft = "", wordOver = "" } = document.body.dataset;
  told.textContent = left > NEAR ? "" : (left < 0 ? wordOver : wordLeft).replace("{n}", String(Math.abs(left)));
}

document.addEventListener("input", keepDrafts);
document.addEventListener("input", (event) => count(event.target));
window.addEventListener("online", () => send());
setInterval(() => (waiting().length ? send() : refresh().catch(() => {})), POLL_MS);
giveDrafts();
send();
