/**
 * The board of a reading: presses without leaving the page, one key each, others' acts within a
 * second. Without it, each press is a form that leads back to the board.
 */

const POLL_MS = 900;
const WRITING = "input:not([type=checkbox]), textarea, select";

const board = () => document.getElementById("lecture");
const isDragging = () => "dragging" in document.documentElement.dataset; // reading_drag.js says so
/** @type {{action: string, body: URLSearchParams, sent: Map<string, string>}[]} what was pressed and is not answered yet */
const presses = [];
let isBusy = false;
/** @type {(() => void) | null} a board that came while cards were in somebody's hand */
let kept = null;

/** What a person has chosen, typed and pointed at, to be put back in a board that comes. */
function held(from) {
  const active = document.activeElement;
  return {
    checked: [...from.querySelectorAll("#a-lire [name=card]:checked")].flatMap((box) => box.value.split(" ")),
    typed: [...from.querySelectorAll(WRITING)].filter((field) => field.id).map((field) => [field.id, field.value, field.defaultValue]),
    open: [...from.querySelectorAll("details")].map((each) => each.open),
    focus: active instanceof HTMLElement && from.contains(active) ? active.id : "",
  };
}

/** What stands in the fields, by id: what differs later was typed since. */
const written = () => new Map([...document.querySelectorAll(`#lecture :is(${WRITING})`)].map((field) => [field.id, field.value]));

/**
 * Put another board in place.
 * @param {string} html
 * @param {boolean} isAnswer to an own press, which empties what it sent
 * @param {Map<string, string>} sent what stood in the fields when it was pressed
 */
function put(html, isAnswer, sent = new Map()) {
  if (isDragging()) {
    kept = () => put(html, false);
    return;
  }
  kept = null;
  const came = new DOMParser().parseFromString(html, "text/html").getElementById("lecture");
  const was = board();
  if (!came || !was) return window.location.reload();
  const mine = held(was);
  was.replaceWith(came);
  if (!isAnswer) {
    for (const [id, value, initial] of mine.typed) {
      const field = document.getElementById(id);
      if (field && value !== initial && "value" in field) field.value = value;
    }
    const boxes = [...came.querySelectorAll("#a-lire [name=card]")];
    const still = boxes.filter((box) => box.value.split(" ").some((key) => mine.checked.includes(key)));
    if (still.length) for (const box of boxes) box.checked = still.includes(box);
    [...came.querySelectorAll("details")].forEach((each, n) => (each.open = mine.open[n] ?? each.open));
    if (mine.focus) document.getElementById(mine.focus)?.focus();
  } else {
    const later = mine.typed.filter(([id, value]) => sent.has(id) && sent.get(id) !== value);
    for (const [id, value] of later) {
      const field = document.getElementById(id);
      if (field && "value" in field) field.value = value;
    }
    const writes = document.getElementById(mine.focus);
    if (writes && later.some(([id]) => id === mine.focus)) return writes.focus();
    (came.querySelector("[data-focus]") ?? came.querySelector("#a-lire [name=card]:checked"))?.focus();
  }
}

function sayOffline(isOff) {
  const notice = document.querySelector("[data-offline]");
  if (notice) notice.hidden = !isOff;
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || !form.matches("[data-press]")) return;
  event.preventDefault();
  const body = new URLSearchParams(new FormData(form, event.submitter));
  presses.push({ action: form.action, body, sent: written() });
  if (!isBusy) send();
});

/** Send what was pressed, in order: a press that comes before the last one's answer waits. */
async function send() {
  isBusy = true;
  let refusal = null; // stays in sight when the next press is answered
  try {
    for (let each = presses.shift(); each; each = presses.shift()) {
      const answer = await fetch(each.action, { method: "POST", body: each.body, headers: { Accept: "text/html" } });
      const html = await answer.text();
      sayOffline(false);
      if (new URL(answer.url).pathname.startsWith("/compte/")) return window.location.assign(answer.url);
      put(html, !each.body.get("do")?.startsWith("project:"), each.sent); // projecting changes no board
      if (answer.status >= 400) refusal = board()?.querySelector("[data-focus]");
      else if (refusal) board()?.querySelector("header")?.after(refusal);
    }
  } catch {
    presses.length = 0;
    sayOffline(true);
  } finally {
    isBusy = false;
  }
}

document.addEventListener("reading:released", () => kept?.());

async function look() {
  const now = board();
  if (now && !isBusy && !isDragging() && document.visibilityState === "visible") {
    const asked = new URLSearchParams(window.location.search);
    asked.set("depuis", now.dataset.number ?? "0");
    asked.set("dont", now.dataset.texts ?? "");
    try {
      const answer = await fetch(`${now.dataset.here}?${asked}`, { cache: "no-store" });
      if (answer.status === 200 && !isBusy && board() === now) put(await answer.text(), false);
    } catch {
      // The next look tries again.
    }
  }
  window.setTimeout(look, POLL_MS);
}
window.setTimeout(look, POLL_MS);

/** Choose the card after or before the one that is chosen. @param {number} step */
function walk(step) {
  const boxes = [...document.querySelectorAll("#a-lire [name=card]")];
  if (!boxes.length) return;
  const chosen = boxes.filter((box) => box.checked);
  const from = boxes.indexOf(document.activeElement) >= 0 ? boxes.indexOf(document.activeElement) : boxes.indexOf(chosen[0]);
  const to = boxes[Math.min(Math.max(from + step, 0), boxes.length - 1)];
  if (chosen.length <= 1) {
    for (const box of chosen) box.checked = false;
    to.checked = true;
  }
  to.focus();
}

/** The button that places what is chosen where it is proposed, unless something else is chosen too. @param {string} key */
function proposal(key) {
  const chosen = [...document.querySelectorAll("#a-lire [name=card]:checked")];
  const near = chosen[0]?.closest("[data-near]");
  if (!near || near.querySelectorAll("[name=card]").length !== chosen.length) return null;
  if (!chosen.every((box) => near.contains(box))) return null;
  return near.querySelector(`[data-near-key="${CSS.escape(key)}"]`);
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (event.target instanceof Element && event.target.matches(WRITING)) {
    if (event.key === "Escape") event.target.blur();
    return;
  }
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    walk(event.key === "ArrowDown" ? 1 : -1);
    return;
  }
  if (document.body.dataset.keys === "off") return; // keys.js
  const digit = event.shiftKey ? undefined : /^Digit([1-9])$/.exec(event.code)?.[1];
  const key = event.key.toLowerCase();
  const found = document.querySelector(`#lecture [data-key="${CSS.escape(key)}"]`) ??
    (digit && document.querySelector(`#lecture [data-key="${digit}"]`)) ?? proposal(key);
  if (!(found instanceof HTMLElement)) return;
  event.preventDefault();
  if (found.matches(WRITING)) found.focus();
  else found.click();
});
