/**
 * The projector: follows the room, says nothing of its own. What is shown is fitted to the wall:
 * smaller type first, never under what is read from the back; then the oldest texts leave it.
 */
import { follow } from "../shell/js/stream.js";

const SIZES = ["", "small", "smallest"];

/** When each text came to the wall. @type {Map<string, number>} */
const arrived = new Map();
let turn = 0;

/** Fit what is shown, and tell the console, where this page is seen small. */
function fit() {
  fitTexts();
  if (window.parent === window) return;
  const n = document.querySelectorAll(".quotes > [hidden], [data-text][hidden]").length;
  window.parent.postMessage({ unseenTexts: n }, window.location.origin);
}

/** Side by side, the one that hangs lowest makes its column too high: no other would help. */
function hideLowest(texts, isTooHigh) {
  const bottom = (text) => text.getBoundingClientRect().bottom;
  while (isTooHigh()) {
    const seen = texts.filter((text) => !text.hidden);
    if (seen.length === 0) return;
    seen.reduce((one, other) => (bottom(other) > bottom(one) ? other : one)).hidden = true;
  }
}

function fitTexts() {
  const stage = document.querySelector(".projector-stage");
  const list = stage?.querySelector(".quotes, .canvas-fit, .items-fit");
  if (!(stage instanceof HTMLElement) || !(list instanceof HTMLElement)) return arrived.clear();
  const texts = list.matches(".quotes") ? [...list.children] : [...list.querySelectorAll("[data-text]")];
  for (const text of texts) {
    text.hidden = false;
    if (!arrived.has(text.id)) arrived.set(text.id, (turn += 1));
  }
  for (const id of arrived.keys()) {
    if (!document.getElementById(id)) arrived.delete(id);
  }
  const bottom = () => list.getBoundingClientRect().top + list.scrollHeight;
  const kept = parseFloat(getComputedStyle(stage).paddingBottom);
  const isTooHigh = () => bottom() > stage.getBoundingClientRect().bottom - kept + 1;
  for (const size of SIZES) {
    list.dataset.fit = size;
    if (!isTooHigh()) return;
  }
  if (list.matches(".canvas-fit")) return hideLowest(texts, isTooHigh);
  const oldest = [...texts].sort((a, b) => (arrived.get(a.id) ?? 0) - (arrived.get(b.id) ?? 0));
  for (const text of oldest.slice(0, -1)) {
    text.hidden = true;
    if (!isTooHigh()) return;
  }
}

/**
 * A discreet sound at one minute and at the end, when the console asked for it. Browsers let a
 * page sound only once somebody clicked or typed in it: the first click anywhere here is enough.
 */
/** @type {AudioContext | null} */
let audio = null;

function wakeAudio() {
  audio ??= new AudioContext();
  void audio.resume();
}

/** @param {number} times */
function sound(times) {
  if (!audio || audio.state !== "running") return;
  for (let n = 0; n < times; n += 1) {
    const at = audio.currentTime + 0.45 * n;
    const tone = new OscillatorNode(audio, { type: "sine", frequency: 660 });
    const volume = new GainNode(audio, { gain: 0 });
    volume.gain.setValueAtTime(0, at);
    volume.gain.linearRampToValueAtTime(0.15, at + 0.02);
    volume.gain.exponentialRampToValueAtTime(0.001, at + 0.4);
    tone.connect(volume).connect(audio.destination);
    tone.start(at);
    tone.stop(at + 0.42);
    document.body.dataset.sounded = String(Number(document.body.dataset.sounded ?? 0) + 1);
  }
}

document.addEventListener("mire-moment", (event) => {
  const isAsked = document.querySelector('[data-sound="1"]') !== null;
  const isMain = event.target instanceof Element && event.target.closest(".projector-now") !== null;
  if (!isAsked || !isMain || window.parent !== window || !(event instanceof CustomEvent)) return;
  if (event.detail === 60) sound(1);
  if (event.detail === 0) sound(2);
});
for (const kind of ["pointerdown", "keydown"]) document.addEventListener(kind, wakeAudio);

/** A screen that goes dark loses the room; browsers allow this over TLS only. */
async function stayAwake() {
  if (document.visibilityState !== "visible" || window.parent !== window) return;
  try {
    await navigator.wakeLock?.request("screen");
  } catch {
    // Refused (battery saving): the day before says to disable sleep.
  }
}

document.addEventListener("visibilitychange", () => void stayAwake());
void stayAwake();

follow({ onFrame: fit });
window.addEventListener("resize", fit);
void document.fonts.ready.then(fit);
fit();
