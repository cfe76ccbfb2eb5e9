/** The participant's phone: follows the room, and hands answers to the outbox. */
import { follow } from "./stream.js";
import { Outbox } from "./outbox.js";

const code = document.body.dataset.code ?? "";
const words = document.getElementById("outbox-words");
const outbox = new Outbox(code, () => show());

const activityNow = () => document.querySelector(".moment")?.getAttribute("data-activity") ?? "";
const formNow = () => document.querySelector("form[data-answer]");

/** @param {string} name @param {boolean} isShown */
function toggle(name, isShown) {
  for (const line of document.querySelectorAll(`[data-say="${name}"]`)) line.hidden = !isShown;
}

/** The flat JSON object that a technique's form stands for. */
function contributionOf(form) {
  /** @type {Record<string, string | number | boolean>} */
  const body = {};
  for (const control of form.elements) {
    const { name, type, disabled } = control;
    if (!name || disabled || control.dataset.own === "no" || name === "csrfmiddlewaretoken") continue;
    if ((type === "radio" || type === "checkbox") && !control.checked) continue;
    if (type === "checkbox") body[name] = true;
    else if (control.value === "") continue;
    else body[name] = control.dataset.type === "number" ? Number(control.value) : control.value;
  }
  return body;
}

/** Fill a form with this seat's own answer, as the server or the outbox holds it. */
function fill(form, own) {
  for (const control of form.elements) {
    const { name, type } = control;
    if (!name || control.dataset.own === "no" || name === "csrfmiddlewaretoken" || !(name in own)) continue;
    const value = own[name];
    if (type === "radio") control.checked = String(value) === control.value;
    else if (type === "checkbox") control.checked = Boolean(value);
    else control.value = value ?? "";
  }
  form.dispatchEvent(new CustomEvent("mire:filled", { bubbles: true }));
}

/** Say where the answer stands: stored, waiting, late, refused. */
function show() {
  const form = formNow();
  const slot = outbox.slot(activityNow());
  const isStored = slot?.state === "stored";
  toggle("stored", isStored);
  toggle("offline", slot?.state === "waiting" && outbox.isOffline);
  const kept = outbox.kept();
  for (const line of document.querySelectorAll('[data-say="kept"]')) {
    line.hidden = kept === 0 || (slot?.state === "waiting" && outbox.isOffline && kept === 1);
    line.textContent = kept === 1 ? line.dataset.one : (line.dataset.many ?? "").replace("{n}", String(kept));
  }
  for (const line of document.querySelectorAll('[data-say="refused"]')) {
    line.hidden = !slot?.message;
    line.textContent = slot?.message ?? "";
  }
  const send = form?.querySelector("[data-send]");
  if (send) {
    const isSending = slot?.state === "waiting" && !outbox.isOffline;
    send.textContent = isSending ? words?.dataset.sending ?? "" : isStored ? send.dataset.change : send.dataset.first;
    send.toggleAttribute("disabled", false);
  }
}

/** What the form holds just before a frame, which is drawn without this seat's own part. */
let held = { activity: "", controls: [] };

function hold() {
  const form = formNow();
  const controls = [...(form?.elements ?? [])].filter(
    ({ name, dataset }) => name && dataset.own !== "no" && name !== "csrfmiddlewaretoken",
  );
  held = {
    activity: form?.getAttribute("data-answer") ?? "",
    controls: controls.map(({ name, type, value, checked }) => ({ name, type, value, checked })),
  };
}

/** A new frame of the same question leaves the form as it was, sent or half typed. */
function putBack() {
  const form = formNow();
  if (!form || form.getAttribute("data-answer") !== held.activity) return;
  for (const was of held.controls) {
    for (const control of form.elements) {
      if (control.name !== was.name || control.type !== was.type) continue;
      if (was.type !== "radio" && was.type !== "checkbox") {
        if (control.value !== was.value) control.value = was.value;
      } else if (control.value === was.value) control.checked = was.checked;
    }
  }
  form.dispatchEvent(new CustomEvent("mire:filled", { bubbles: true }));
}

let filled = "";

/** After a new frame: put the answer back that this phone or the server holds. */
async function restore() {
  const form = formNow();
  const activity = form?.getAttribute("data-answer") ?? "";
  if (form && activity !== filled) {
    filled = activity;
    const slot = outbox.slot(activity);
    if (slot?.body) fill(form, slot.body);
    try {
      const answer = await fetch(`/live/${code}/own?activity=${activity}&lang=${document.documentElement.lang}`, {
        cache: "no-store",
      });
      if (answer.ok) {
        const said = await answer.json();
        const own = outbox.learn(activity, said);
        if (own && formNow()?.getAttribute("data-answer") === activity) fill(formNow(), own);
      }
    } catch {
      // The outbox knows enough; the server is asked again with the next frame.
      filled = "";
    }
  }
  if (!form) filled = "";
  show();
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!(form instanceof HTMLFormElement)) return;
  if (form.matches("[data-pass]")) {
    if (outbox.kept() > 0 && !window.confirm(words?.dataset.pass)) event.preventDefault();
    else outbox.forget();
    return;
  }
  if (!form.matches("[data-answer]")) return;
  event.preventDefault();
  outbox.put(form.getAttribute("data-answer") ?? "", contributionOf(form));
});

outbox.onChanged((activity, body) => {
  const form = formNow();
  if (form?.getAttribute("data-answer") === activity) fill(form, body);
});

follow({
  beforeFrame: hold,
  onFrame() {
    putBack();
    void restore();
  },
  onLink: (isUp) => toggle("link", !isUp),
});
void restore();
outbox.start();
