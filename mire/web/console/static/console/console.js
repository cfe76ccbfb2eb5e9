/** The console: controls without leaving the page, one key each, and a list of the keys. */
import { serverNow } from "../shell/js/clock.js";
import "../shell/js/keys.js";
import { follow } from "../shell/js/stream.js";

/** Further off than this, a computer's clock is said to be wrong. */
const WRONG_CLOCK_MS = 90000;
/**
 * Nobody reads a screen, decides and presses within this long: a press that comes sooner after
 * someone else moved the meeting on was meant for what was there before.
 */
const UNREAD_MS = 1000;
/** How long after an own press what comes may still be its doing. */
const OWN_MS = 2000;
/** How long a press waits for the screen to show what the press before it did. */
const CATCH_UP_MS = 4000;

/** How long a control may take, and one that computes; what is answered sooner says nothing. */
const SHORT_MS = 10000;
const LONG_MS = 30000;
const SOON_MS = 300;

const refused = document.getElementById("refused");
const link = document.getElementById("link");
const frame = document.getElementById("frame");
const ending = document.getElementById("end");

/** What a person writes in before they press: such a press was meant for its own words. */
const FILLED = "input:not([type=hidden]), textarea, select";

let shown = "";
let reached = "";
let nAsked = 0;
let lastAsked = -Infinity;
let lastMoved = -Infinity;

/** Note when the meeting moves on, to another activity or within one, by someone else's doing. */
function noteMove() {
  const now = frame?.querySelector("[data-activity]");
  const place = `${now?.getAttribute("data-activity") ?? ""} ${now?.getAttribute("data-directed") ?? ""}`;
  const isOwn = nAsked > 0 || performance.now() - lastAsked < OWN_MS;
  if (place !== shown && !isOwn) lastMoved = performance.now();
  shown = place;
  const stage = `${now?.getAttribute("data-moment") ?? ""} ${now?.getAttribute("data-activity") ?? ""}`;
  // Another activity is read from its top, wherever one was in the one before.
  if (now && stage !== reached) {
    if (reached) now.scrollTop = 0;
    const sheet = frame?.querySelector(".console-sheet");
    const scrolls = sheet && getComputedStyle(sheet).overflowY === "auto"; // one column: the page scrolls
    if (scrolls) sheet.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest" });
    reached = stage;
  }
}

/** The room's version after this console's last press, and of what a technique was asked. */
let awaited = 0;
let directed = { activity: "", n: 0 };
/** @type {(() => void)[]} */
const arrivals = [];
let queue = Promise.resolve();

function isCaughtUp() {
  const now = frame?.querySelector("[data-version]");
  if (!(now instanceof HTMLElement)) return true;
  const { version, activity, directed: n } = now.dataset;
  return Number(version) >= awaited && (activity !== directed.activity || Number(n) >= directed.n);
}

/** Note what the screen is to show after a press. @param {{version?: number, directed?: number}} said
 * @param {FormData} body */
function expectFrame(said, body) {
  awaited = Math.max(awaited, said.version ?? 0);
  if (said.directed) directed = { activity: String(body.get("activity")), n: said.directed };
}

/** Wait until the screen shows what was pressed here, if it comes at all. */
const catchUp = () =>
  isCaughtUp()
    ? Promise.resolve()
    : new Promise((done) => {
        arrivals.push(() => done(undefined));
        window.setTimeout(done, CATCH_UP_MS);
      });

/** @param {string} words "" hides the notice */
function say(words) {
  if (!refused) return;
  refused.hidden = !words;
  const line = refused.querySelector("p");
  if (line) line.textContent = words;
}

/**
 * Ask for what a form holds. Returns whether it was done.
 *
 * @param {string} to @param {FormData} body @param {string} meanwhile words for what takes seconds
 */
async function ask(to, body, meanwhile = "") {
  body.set("csrfmiddlewaretoken", frame?.dataset.csrf ?? "");
  nAsked += 1;
  const waiting = document.getElementById("waiting");
  const told = window.setTimeout(() => {
    if (waiting) waiting.textContent = meanwhile;
  }, SOON_MS);
  try {
    const answer = await fetch(to, {
      method: "POST",
      body,
      headers: { Accept: "application/json" },
      signal: AbortSignal.timeout(meanwhile ? LONG_MS : SHORT_MS),
    });
    const said = await answer.json().catch(() => ({}));
    say(answer.ok ? "" : said.message ?? link?.textContent ?? "");
    if (answer.ok) expectFrame(said, body);
    return answer.ok;
  } catch {
    if (link) link.hidden = false;
    return false;
  } finally {
    window.clearTimeout(told);
    if (waiting) waiting.textContent = "";
    nAsked -= 1;
    lastAsked = performance.now();
  }
}

/**
 * Ask for a control once the screen shows what was pressed here before it: this console led there,
 * nobody else did. Controls of the room go one after the other; what a technique is asked may take
 * long, and holds none of them up. @param {HTMLFormElement} form @param {FormData} body
 */
function control(form, body) {
  const isOfRoom = new URL(form.action).pathname.endsWith("/agir");
  const asking = (isOfRoom ? queue : Promise.resolve()).then(catchUp).then(() => {
    const saw = form.querySelector('[name="saw"]');
    if (saw instanceof HTMLInputElement && form.isConnected) body.set("saw", saw.value);
    return ask(form.action, body, form.dataset.meanwhile);
  });
  if (isOfRoom) queue = asking.then(catchUp);
  return asking;
}

/**
 * Press what a form holds. A button pressed twice before the screen shows it is pressed once, but
 * for those that add up (+2 min). @param {HTMLFormElement} form
 */
async function act(form) {
  const button = form.querySelector("button");
  const addsUp = form.querySelector('[name="minutes"]') !== null;
  if (!addsUp) button?.setAttribute("aria-disabled", "true");
  const body = new FormData(form);
  const details = form.closest("details");
  const summary = details?.querySelector("summary");
  const field = document.activeElement;
  // At once, before the answer comes: the next key acts on the meeting, not in a field that is sent.
  const isLeft = details?.contains(field) ?? false;
  if (isLeft) summary?.focus();
  const isDone = await control(form, body);
  if (isDone && form.dataset.then) void renew(document.getElementById(form.dataset.then));
  if (isDone) {
    form.reset();
    details?.removeAttribute("open");
  } else if (isLeft && document.activeElement === summary && field instanceof HTMLElement) {
    field.focus();
  }
  const dialog = form.closest("dialog");
  if (dialog instanceof HTMLDialogElement) dialog.close();
  if (isDone && !form.querySelector(FILLED)) await catchUp();
  button?.removeAttribute("aria-disabled");
}

/** Bring a part of the page up to date with what was just kept. @param {HTMLElement | null} part */
async function renew(part) {
  if (!part?.dataset.from) return;
  const answer = await fetch(part.dataset.from, { cache: "no-store" }).catch(() => null);
  if (!answer?.ok) return;
  const template = document.createElement("template");
  template.innerHTML = await answer.text();
  part.replaceChildren(template.content);
}

/** Take every text off the wall that is on it now, one after the other. @param {HTMLElement} button */
async function hideAll(button) {
  if (button.getAttribute("aria-disabled") === "true") return;
  button.setAttribute("aria-disabled", "true");
  const asked = [...document.querySelectorAll('#texts > [data-on-wall] input[name="kind"][value="text.hidden"]')]
    .map((field) => field.closest("form"))
    .map((form) => ({ to: form.action, body: new FormData(form) }));
  for (const { to, body } of asked) {
    if (!(await ask(to, body))) break;
  }
  button.removeAttribute("aria-disabled");
}

/** Letters without their accents, in lower case. @param {string} words */
const plain = (words) => words.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

/** Leave in sight the texts that hold what is typed. */
function filter() {
  const field = document.querySelector("[data-filter]");
  if (!(field instanceof HTMLInputElement)) return;
  const wanted = plain(field.value.trim());
  const texts = [...document.querySelectorAll(`#${field.dataset.filter} > li`)];
  let n = 0;
  for (const text of texts) {
    const isFound = plain(text.querySelector(".quote")?.textContent ?? "").includes(wanted);
    if (text.hidden === isFound) text.hidden = !isFound;
    n += Number(isFound);
  }
  const said = document.querySelector("[data-filter-said]");
  const words = (said?.dataset.filterSaid ?? "").replace("{n}", String(n)).replace("{all}", String(texts.length));
  if (said && said.textContent !== (wanted && words)) said.textContent = wanted && words;
}

/** Ask before the end: the dialog holds the version that was on screen when it opened. */
function confirmEnd() {
  const saw = frame?.querySelector('.ending input[name="saw"]');
  const field = ending?.querySelector('input[name="saw"]');
  if (!(ending instanceof HTMLDialogElement) || !saw || !field) return;
  field.value = saw.value;
  const unwritten = frame?.querySelector(".ending [data-unwritten]");
  ending.querySelector("#end-sheets")?.replaceChildren(...(unwritten?.cloneNode(true).childNodes ?? []));
  ending.showModal();
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || !form.matches("[data-control]")) return;
  event.preventDefault();
  if (form.querySelector("button")?.getAttribute("aria-disabled") === "true") return;
  if (!form.querySelector(FILLED) && performance.now() - lastMoved < UNREAD_MS) {
    say(refused?.dataset.moved ?? "");
    return;
  }
  void act(form);
});

document.addEventListener("click", (event) => {
  if (!(event.target instanceof Element)) return;
  const all = event.target.closest("[data-hide-all]");
  if (all instanceof HTMLElement) void hideAll(all);
  if (event.target.closest('[data-confirm="end"]')) {
    event.preventDefault();
    confirmEnd();
  }
  const opener = event.target.closest("[data-open-dialog]");
  const dialog = opener && document.getElementById(opener.getAttribute("data-open-dialog") ?? "");
  if (dialog instanceof HTMLDialogElement) dialog.showModal();
});

document.addEventListener("input", (event) => {
  if (event.target instanceof Element && event.target.matches("[data-filter]")) filter();
});

const WRITING = "input, textarea, select, [contenteditable]";

/** Whether an element is to be seen: what is led from elsewhere has no keys either. */
const isSeen = (element) => element instanceof HTMLElement && element.getClientRects().length > 0;

/** Do what a key asks: press, open and go to the first field, or go there. @param {HTMLElement} element */
function use(element) {
  if (element.matches(WRITING) || element.matches("[tabindex='-1']")) {
    element.focus();
    if (element instanceof HTMLInputElement) element.select();
    return;
  }
  element.click();
  const details = element.matches("summary") ? element.parentElement : null;
  if (!(details instanceof HTMLDetailsElement) || !details.open) return;
  const field = details.querySelector("input:not([type=hidden]), textarea, button");
  if (field instanceof HTMLElement) field.focus();
}

/** What is in sight and has this key. @param {string} key */
const keyed = (key) => [...document.querySelectorAll(`[data-key="${CSS.escape(key)}"]`)].find(isSeen);

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && event.target instanceof HTMLElement && event.target.matches(WRITING)) {
    event.target.blur(); // keys act on the meeting again
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || event.isComposing) return;
  if (document.body.dataset.keys === "off" || document.querySelector("dialog[open]")) return;
  if (event.target instanceof Element && event.target.closest(WRITING)) return;
  const key = event.key === "−" ? "-" : event.key.toLowerCase();
  // On French keyboards the digits want Shift: their keys count as digits without it too.
  const digit = event.shiftKey ? undefined : /^Digit([1-9])$/.exec(event.code)?.[1];
  const found = keyed(key) ?? (digit && keyed(digit));
  if (!(found instanceof HTMLElement)) return;
  event.preventDefault();
  use(found);
});

/** The small screen says how many texts the wall has no room for. */
window.addEventListener("message", (event) => {
  const screen = document.querySelector(".console-screen > iframe");
  if (event.origin !== window.location.origin || event.source !== screen?.contentWindow) return;
  const said = document.getElementById("unseen");
  const n = Number(event.data?.unseenTexts);
  if (!said || !Number.isInteger(n)) return;
  said.hidden = n === 0;
  said.textContent = n === 0 ? "" : (n === 1 ? said.dataset.one : (said.dataset.many ?? "").replace("{n}", String(n)));
});

for (const button of document.querySelectorAll("[data-open-dialog]")) button.removeAttribute("hidden");

/** Who has the hand: this console, another one, or nobody. */
function noteHand() {
  const hand = frame?.querySelector("[data-hand]")?.getAttribute("data-hand") ?? "";
  const isElsewhere = hand !== "" && hand !== document.body.dataset.desk;
  document.body.dataset.led = isElsewhere ? "elsewhere" : "here";
}

/** As the server says it: « 19 h 29 » in French, "7:29 pm" in English. */
function timeOfDay(at, timeZone) {
  const isFrench = document.documentElement.lang === "fr";
  const how = { hour: "numeric", minute: "2-digit", timeZone, hour12: !isFrench };
  const said = new Intl.DateTimeFormat(isFrench ? "fr" : "en", how).formatToParts(at);
  const part = Object.fromEntries(said.map((each) => [each.type, each.value]));
  if (!isFrench) return `${part.hour}:${part.minute} ${part.dayPeriod.toLowerCase()}`;
  const minutes = part.minute === "00" ? "" : `\u202f${part.minute}`;
  return `${Number(part.hour)}\u202fh${minutes}`;
}

/** Beside the meeting's clock, this computer's own, which may be wrong. */
function noteClock() {
  const line = frame?.querySelector("[data-clock-check]");
  const words = line?.querySelector("[data-clock-words]");
  const now = serverNow();
  if (!(line instanceof HTMLElement) || !words || now === null) return;
  const isRight = Math.abs(Date.now() - now) < WRONG_CLOCK_MS;
  const time = timeOfDay(new Date(now), line.dataset.zone);
  const said = ((isRight ? line.dataset.right : line.dataset.wrong) ?? "").replace("{time}", time);
  if (words.textContent !== said) words.textContent = said;
  line.dataset.ok = isRight ? "1" : "0";
}

function onFrame() {
  noteMove();
  if (isCaughtUp()) for (const arrived of arrivals.splice(0)) arrived();
  filter();
  noteHand();
  noteClock();
}

onFrame();
lastMoved = -Infinity;
follow({
  onFrame,
  onLink(isUp) {
    if (link) link.hidden = isUp;
  },
});
