/** A table's page: notes wait here until they are stored, and what others wrote comes in. */
const POLL_MS = 4000;
const code = document.body.dataset.code ?? "";
const activity = document.body.dataset.activity ?? "";
const key = `mire-table-${code}`;
const form = document.querySelector("form[data-note]");
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
      const field = form?.querySelector("textarea");
      if (field && !field.value) field.value = String(note.body.said ?? "");
    }
    await refresh();
  } catch {
    say(waiting().length > 0);
  } finally {
    isSending = false;
  }
}

/** Take in what the server knows, and leave alone what is being typed. */
async function refresh() {
  const answer = await fetch(window.location.href, { cache: "no-store" });
  if (!answer.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const before = document.getElementById("said-here");
  const after = page.getElementById("said-here");
  if (before && after && before.innerHTML !== after.innerHTML && !before.contains(document.activeElement)) {
    before.innerHTML = after.innerHTML;
  }
  const round = page.querySelector("input[name=round]")?.getAttribute("value");
  const own = form?.querySelector("input[name=round]");
  if (own instanceof HTMLInputElement && round && own.defaultValue !== round) {
    own.defaultValue = round;
    own.value = round;
  }
}

form?.addEventListener("submit", (event) => {
  const field = form.querySelector("textarea");
  const said = field?.value.trim() ?? "";
  if (!said || !form.hasAttribute("data-seated")) return;
  event.preventDefault();
  const body = {
    table: Number(form.querySelector("input[name=table]")?.value),
    round: Number(form.querySelector("input[name=round]")?.value),
    said,
  };
  keep([...waiting(), { id: newId(), body }]);
  field.value = "";
  field.focus();
  send();
});

window.addEventListener("online", () => send());
setInterval(() => (waiting().length ? send() : refresh().catch(() => {})), POLL_MS);
send();
