/** The participant's phone: follows the room, and hands answers to the outbox. */
import { Drafts } from "./drafts.js";
import { Outbox } from "./outbox.js";
import { follow } from "../shell/js/stream.js";

const code = document.body.dataset.code ?? "";
const words = document.getElementById("outbox-words");
const outbox = new Outbox(code, () => show(), words?.dataset.lateChange ?? "");
const drafts = new Drafts(code);

/** A finger that rests this long has done moving the point. */
const SETTLED_MS = 300;

const activityNow = () => document.querySelector(".moment")?.getAttribute("data-activity") ?? "";
const formNow = () => document.querySelector("form[data-answer]");

/** @param {string} name @param {boolean} isShown */
function toggle(name, isShown) {
  for (const line of document.querySelectorAll(`[data-say="${name}"]`)) line.hidden = !isShown;
}

/** What the last frame said of the room; what the page itself holds needs no saying. */
let saidNow = wordsNow();

/** What a frame says to who does not see it. @returns {string} */
function wordsNow() {
  return (document.querySelector("[data-now-said]")?.textContent ?? "").trim().replace(/\s+/g, " ");
}

/** Say it in the one place that stays from frame to frame: screen readers follow no other. */
function sayAloud(sentence) {
  const place = document.getElementById("now-said");
  if (place) place.textContent = sentence;
}

/** Say what the room does now, once. */
function sayNow() {
  const now = wordsNow();
  if (now && now !== saidNow) sayAloud(now);
  saidNow = now;
}

/** The controls that make an answer; ``data-unset`` marks one that nobody has set yet. */
function controlsOf(form) {
  return [...form.elements].filter(
    ({ name, disabled, dataset }) =>
      name && !disabled && dataset.own !== "no" && !("unset" in dataset) && name !== "csrfmiddlewaretoken",
  );
}

/** The flat JSON object that a technique's form stands for. */
function contributionOf(form) {
  /** @type {Record<string, string | number | boolean>} */
  const body = {};
  for (const control of controlsOf(form)) {
    const { name, type } = control;
    if ((type === "radio" || type === "checkbox") && !control.checked) continue;
    if (type === "checkbox") body[name] = true;
    else if (control.value === "") continue;
    else body[name] = control.dataset.type === "number" ? Number(control.value) : control.value;
  }
  return body;
}

/** The same with what is empty or unticked, so that it can be put back over another answer. */
function draftOf(form) {
  const body = contributionOf(form);
  for (const { name, type } of controlsOf(form)) {
    if (type !== "radio" && !(name in body)) body[name] = type === "checkbox" ? false : "";
  }
  return body;
}

/** Fill a form with this seat's own answer, as the server, the outbox or a draft holds it. */
function fill(form, own) {
  for (const control of form.elements) {
    const { name, type } = control;
    if (!name || control.dataset.own === "no" || name === "csrfmiddlewaretoken" || !(name in own)) continue;
    const value = own[name];
    if (type === "radio") control.checked = String(value) === control.value;
    else if (type === "checkbox") control.checked = Boolean(value);
    else {
      control.value = value ?? "";
      // For a technique's element that is not there yet to hear what follows.
      if (control.value !== "" && value !== null) control.dataset.given = "";
    }
  }
  form.dispatchEvent(new CustomEvent("mire:filled", { bubbles: true, detail: { own } }));
}

/** Say beside its field what is wrong with it. Returns whether the field has such a place. */
function sayBeside(form, field, message) {
  let isSaid = false;
  for (const line of form?.querySelectorAll("[data-error-for]") ?? []) {
    const names = (line.dataset.errorFor ?? "").split(" ");
    const isHere = field !== "" && names.includes(field);
    isSaid ||= isHere;
    line.id ||= `error-${names[0]}`;
    line.setAttribute("role", "alert");
    if (line.textContent !== (isHere ? message : "")) line.textContent = isHere ? message : "";
    line.hidden = !isHere;
    for (const control of form.elements) {
      if (names.includes(control.name)) describe(control, line.id, isHere);
    }
  }
  return isSaid;
}

/** Tie a control to the words about it, or untie it. */
function describe(control, id, isWrong) {
  const others = (control.getAttribute("aria-describedby") ?? "").split(" ").filter((one) => one && one !== id);
  const by = isWrong ? [...others, id] : others;
  if (by.length) control.setAttribute("aria-describedby", by.join(" "));
  else control.removeAttribute("aria-describedby");
  if (isWrong) control.setAttribute("aria-invalid", "true");
  else control.removeAttribute("aria-invalid");
}

/** Say where the answer stands: stored, waiting, late, refused. */
function show() {
  const form = formNow();
  const slot = outbox.slot(activityNow());
  const isStored = slot?.state === "stored";
  const isBegun = form !== null && drafts.of(activityNow()) !== null;
  toggle("stored", isStored && !isBegun);
  sayStored(activityNow(), slot?.state ?? "");
  toggle("begun", isBegun);
  toggle("begun-first", !hasPressed());
  toggle("begun-again", hasPressed());
  toggle("agree", !hasPressed() && !isClosing());
  if (isBegun) tellBegun();
  const isCut = slot?.state === "waiting" && outbox.isOffline;
  toggle("offline", isCut && outbox.isKept);
  toggle("unkept", isCut && !outbox.isKept);
  const kept = outbox.isKept ? outbox.kept() : 0;
  for (const line of document.querySelectorAll('[data-say="kept"]')) {
    line.hidden = kept === 0 || (isCut && kept === 1);
    line.textContent = kept === 1 ? line.dataset.one : (line.dataset.many ?? "").replace("{n}", String(kept));
  }
  const isBeside = sayBeside(form, slot?.state === "refused" ? slot.field ?? "" : "", slot?.message ?? "");
  for (const line of document.querySelectorAll('[data-say="refused"]')) {
    line.hidden = !slot?.message || isBeside;
    line.textContent = isBeside ? "" : slot?.message ?? "";
  }
  const send = form?.querySelector("[data-send]");
  if (send) {
    const isSending = slot?.state === "waiting" && !outbox.isOffline;
    send.textContent = isSending ? words?.dataset.sending ?? "" : isStored ? send.dataset.change : send.dataset.first;
    send.toggleAttribute("disabled", false);
  }
}

/** Whether this person has sent an answer to the question that is open. */
function hasPressed() {
  const slot = outbox.slot(activityNow());
  return slot !== undefined && (slot.state !== "refused" || (slot.counted ?? 0) > 0);
}

let waitedFor = "";

/** Say that an answer is stored when it becomes so, not when a page finds it stored. */
function sayStored(activity, state) {
  if (state === "waiting") {
    waitedFor = activity;
    sayAloud(""); // the same words, said again, are heard again
  } else if (waitedFor === activity) {
    waitedFor = "";
    if (state === "stored") sayAloud(words?.dataset.stored ?? "");
  }
}

function isClosing() {
  return document.querySelector('.moment[data-closing="1"]') !== null;
}

let told = "";

/** Tell the room, once a question, that an answer is begun here: it only counts them. */
function tellBegun() {
  const activity = activityNow();
  if (told === activity) return;
  told = activity;
  fetch(`/live/${code}/begun?lang=${document.documentElement.lang}`, {
    method: "POST",
    body: JSON.stringify({ activity }),
    headers: { "Content-Type": "application/json" },
  }).catch(() => (told = ""));
}

let unsentTimer = 0;

/**
 * While the question closes, send what is complete: of who sent once, or agreed beforehand.
 *
 * A touch alone never sends (docs/decisions/0022).
 */
function sendBeforeClosing() {
  window.clearTimeout(unsentTimer);
  const form = formNow();
  if (!form || !isClosing() || drafts.of(activityNow()) === null) return;
  if (!hasPressed() && !drafts.isAgreed()) return;
  unsentTimer = window.setTimeout(() => {
    if (form.isConnected && form.checkValidity()) form.requestSubmit();
  }, SETTLED_MS);
}

let filled = "";

/** Put back the answer that this phone or the server holds, and what is typed since. */
async function restore() {
  const form = formNow();
  const activity = form?.getAttribute("data-answer") ?? "";
  if (form && activity !== filled) {
    filled = activity;
    const slot = outbox.slot(activity);
    if (slot?.body) fill(form, slot.body);
    putDraft(activity);
    try {
      const answer = await fetch(`/live/${code}/own?activity=${activity}&lang=${document.documentElement.lang}`, {
        cache: "no-store",
      });
      if (answer.ok) {
        const said = await answer.json();
        const own = outbox.learn(activity, said);
        if (own && formNow()?.getAttribute("data-answer") === activity) {
          fill(formNow(), own);
          putDraft(activity);
        }
      }
    } catch {
      // The outbox knows enough; the server is asked again with the next frame.
      filled = "";
    }
  }
  if (!form) filled = "";
  show();
}

/** @param {string} activity */
function putDraft(activity) {
  const draft = drafts.of(activity);
  const form = formNow();
  if (draft && form?.getAttribute("data-answer") === activity) fill(form, draft);
}

/** A frame says what may still be answered: what is over leaves this phone. */
function settle() {
  const moment = document.querySelector(".moment");
  const now = moment?.getAttribute("data-open") === "1" ? activityNow() : "";
  const missed = drafts.others(now)[0];
  if (missed !== undefined) {
    const isChange = (outbox.slot(missed)?.counted ?? 0) > 0;
    toggle("missed", !isChange);
    toggle("missed-change", isChange);
  } else if (now) {
    toggle("missed", false);
    toggle("missed-change", false);
  }
  if (moment?.getAttribute("data-moment") === "ended") {
    drafts.forget();
    drafts.agree(false);
    if (outbox.end()) toggle("unsent", true);
    return;
  }
  outbox.settle(now);
  drafts.forget(now);
  if (now !== told) told = "";
}

document.addEventListener("input", (event) => {
  const form = event.target instanceof Element ? event.target.closest("form[data-answer]") : null;
  if (!form) return;
  if (event.target instanceof HTMLInputElement && "agree" in event.target.dataset) {
    drafts.agree(event.target.checked);
  } else {
    drafts.keep(form.getAttribute("data-answer") ?? "", draftOf(form));
    show();
  }
  sendBeforeClosing();
});

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!(form instanceof HTMLFormElement)) return;
  if (form.matches("[data-pass]")) {
    if (!window.confirm(outbox.kept() > 0 ? words?.dataset.pass : words?.dataset.passPlain)) event.preventDefault();
    else {
      outbox.forget();
      drafts.forget();
      drafts.agree(false);
    }
    return;
  }
  if (!form.matches("[data-answer]")) return;
  event.preventDefault();
  const activity = form.getAttribute("data-answer") ?? "";
  drafts.drop(activity);
  outbox.put(activity, contributionOf(form));
});

window.addEventListener("beforeunload", (event) => {
  if (outbox.isAtRisk()) event.preventDefault();
});

outbox.onChanged((activity, body) => {
  const form = formNow();
  if (form?.getAttribute("data-answer") === activity) fill(form, body);
});

follow({
  onFrame() {
    sayNow();
    settle();
    formNow()?.dispatchEvent(new CustomEvent("mire:filled", { bubbles: true }));
    for (const box of document.querySelectorAll("[data-agree]")) box.checked = drafts.isAgreed();
    void restore();
    sendBeforeClosing();
  },
  onLink: (isUp) => toggle("link", !isUp),
});
settle();
void restore();
outbox.start();
