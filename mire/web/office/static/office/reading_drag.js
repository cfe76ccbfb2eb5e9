/**
 * Cards taken in hand: dragged onto a theme, or onto "mettre à part", which asks why. A button does
 * the same. While cards are in hand the board stays as it is; what is dropped is pressed first.
 */

const FAR_PX = 6; // what a mouse moves before a press is a drag
const LONG_MS = 300; // how long a finger rests on a card before it is taken: sooner, it scrolls
const EDGE_PX = 70;

/** @type {{id: number, card: Element, keys: string[], x: number, y: number, isHeld: boolean, timer: number} | null} */
let hand = null;
/** @type {HTMLElement | null} what follows the pointer */
let shadow = null;
let scroller = 0;

const boxes = () => [...document.querySelectorAll("#a-lire [name=card]")];
const keysOf = (box) => box.value.split(" ");
const place = (x, y) => document.elementFromPoint(x, y)?.closest("[data-drop]");

document.addEventListener("pointerdown", (event) => {
  if (hand || !event.isPrimary || event.button !== 0 || !(event.target instanceof Element)) return;
  const card = event.target.closest("#a-lire label.reading-card");
  if (!card || event.target.matches("input")) return;
  const { pointerId: id, clientX: x, clientY: y } = event;
  const timer = event.pointerType === "touch" ? window.setTimeout(take, LONG_MS) : 0;
  hand = { id, card, keys: [], x, y, isHeld: false, timer };
});

/** Take the card that is pressed, and those chosen with it. */
function take() {
  if (!hand) return;
  const own = hand.card.querySelector("[name=card]");
  const chosen = boxes().filter((box) => box.checked);
  const taken = chosen.includes(own) ? chosen : [own];
  choose(taken.flatMap(keysOf));
  hand.keys = taken.flatMap(keysOf);
  hand.isHeld = true;
  document.documentElement.dataset.dragging = "";
  window.getSelection()?.removeAllRanges();
  shadow = document.createElement("p");
  shadow.className = "reading-hand";
  shadow.setAttribute("aria-hidden", "true");
  const words = hand.card.querySelector(".reading-words")?.textContent ?? "";
  shadow.textContent = taken.length > 1 ? `×${taken.length}` : words.slice(0, 60);
  document.body.append(shadow);
  follow(hand.x, hand.y);
}

/** Choose the cards that have these keys, and no others. @param {string[]} keys */
function choose(keys) {
  for (const box of boxes()) box.checked = keysOf(box).some((key) => keys.includes(key));
}

function follow(x, y) {
  if (shadow) shadow.style.transform = `translate(${x + 12}px, ${y + 12}px)`;
  const over = place(x, y);
  for (const each of document.querySelectorAll("[data-drop]")) each.toggleAttribute("data-over", each === over);
  window.clearInterval(scroller);
  const step = y < EDGE_PX ? -12 : y > window.innerHeight - EDGE_PX ? 12 : 0;
  if (step) scroller = window.setInterval(() => window.scrollBy(0, step), 16);
}

document.addEventListener("pointermove", (event) => {
  if (!hand || event.pointerId !== hand.id) return;
  const isFar = Math.hypot(event.clientX - hand.x, event.clientY - hand.y) > FAR_PX;
  if (!hand.isHeld && isFar) {
    if (event.pointerType === "touch") return release(); // it scrolls
    take();
  }
  if (hand?.isHeld) follow(event.clientX, event.clientY);
});

document.addEventListener("pointerup", (event) => {
  if (!hand || event.pointerId !== hand.id) return;
  if (hand.isHeld) {
    const keys = hand.keys;
    const drop = place(event.clientX, event.clientY)?.dataset.drop;
    // The click that follows a drag chooses nothing.
    window.addEventListener("click", stop, { capture: true, once: true });
    window.setTimeout(() => window.removeEventListener("click", stop, { capture: true }));
    if (drop) put(drop, keys);
  }
  release();
});

function stop(event) {
  event.preventDefault();
  event.stopPropagation();
}

/** Press what does the same for these cards. @param {string} drop @param {string[]} keys */
function put(drop, keys) {
  choose(keys);
  const button = document.querySelector(`button[form="a-lire"][value="${CSS.escape(drop)}"]`);
  if (drop === "aside") document.getElementById("raison")?.focus();
  else if (button instanceof HTMLButtonElement) button.form?.requestSubmit(button);
}

function release() {
  window.clearTimeout(hand?.timer);
  window.clearInterval(scroller);
  const wasHeld = hand?.isHeld;
  hand = null;
  shadow?.remove();
  shadow = null;
  for (const each of document.querySelectorAll("[data-over]")) each.removeAttribute("data-over");
  delete document.documentElement.dataset.dragging;
  if (wasHeld) document.dispatchEvent(new Event("reading:released"));
}

document.addEventListener("pointercancel", release);
window.addEventListener("blur", release);
document.addEventListener("keydown", (event) => {
  if (!hand?.isHeld) return;
  event.stopImmediatePropagation();
  event.preventDefault();
  if (event.key === "Escape") release();
}, { capture: true });
document.addEventListener("touchmove", (event) => {
  if (hand?.isHeld && event.cancelable) event.preventDefault();
}, { passive: false });
document.addEventListener("contextmenu", (event) => {
  if (hand) event.preventDefault(); // a long press is for taking
});
document.addEventListener("dragstart", (event) => {
  if (hand) event.preventDefault();
});
