/**
 * The projector: follows the room, says nothing of its own. Texts shown are fitted to the wall:
 * smaller type first, never under what is read from the back; then the oldest leave it.
 */
import { follow } from "./stream.js";

const SIZES = ["", "small", "smallest"];

/** When each text came to the wall. @type {Map<string, number>} */
const arrived = new Map();
let turn = 0;

/** Fit what is shown, and tell the console, where this page is seen small. */
function fit() {
  fitTexts();
  if (window.parent === window) return;
  const n = document.querySelectorAll(".quotes > [hidden]").length;
  window.parent.postMessage({ unseenTexts: n }, window.location.origin);
}

function fitTexts() {
  const stage = document.querySelector(".projector-stage");
  const list = stage?.querySelector(".quotes");
  if (!(stage instanceof HTMLElement) || !(list instanceof HTMLElement)) return arrived.clear();
  const texts = [...list.children];
  for (const text of texts) {
    text.hidden = false;
    if (!arrived.has(text.id)) arrived.set(text.id, (turn += 1));
  }
  for (const id of arrived.keys()) {
    if (!document.getElementById(id)) arrived.delete(id);
  }
  const isTooHigh = () => list.scrollHeight > stage.clientHeight + 1;
  for (const size of SIZES) {
    list.dataset.fit = size;
    if (!isTooHigh()) return;
  }
  const oldest = [...texts].sort((a, b) => (arrived.get(a.id) ?? 0) - (arrived.get(b.id) ?? 0));
  for (const text of oldest.slice(0, -1)) {
    text.hidden = true;
    if (!isTooHigh()) return;
  }
}

follow({ onFrame: fit });
window.addEventListener("resize", fit);
void document.fonts.ready.then(fit);
fit();
