/**
 * <mire-clock>: the time left of an activity, as a ring that empties and as minutes and seconds.
 *
 * The device's own clock may be wrong by an hour: the time is the server's, read from
 * `data-now-ms` (its now when the page or frame was drawn) and carried on by the device's
 * monotonic counter. The words are the template's (`data-word-over`, `data-say-300`, …).
 */

/** Seconds left at which the live region speaks. */
const MOMENTS = [300, 60, 0];

/** Milliseconds by which the wall clock outruns the counter when a device has slept. */
const SLEPT = 2000;

/** The server's milliseconds at counter zero; null until a page has told them. */
let offset = null;

/** How fast the room's clock goes: 1, but in a rehearsal. */
let rate = 1;

/** Whether the next reading replaces the offset, even by an earlier one. */
let isStale = true;

let lastCounter = performance.now();
let lastWall = Date.now();

/**
 * Learn from one reading. A reading can only come late (a frame kept a while, a slow network),
 * which makes the server seem earlier than it is: the latest of all is the best.
 *
 * @param {string | null | undefined} said the server's now in milliseconds, then its rate if not 1
 * @param {number} atCounter the counter's value when the reading was received, at the earliest
 */
export function learn(said, atCounter = performance.now()) {
  const [serverMs, told = 1] = String(said ?? "").split(" ").map(Number);
  if (!serverMs || !Number.isFinite(serverMs) || !(told > 0)) return;
  if (told !== rate) isStale = true;
  rate = told;
  const heard = serverMs - rate * atCounter;
  if (offset === null || isStale || heard > offset) offset = heard;
  isStale = false;
}

/** @returns {number | null} the server's now, in milliseconds; null when nothing was learnt */
export function serverNow() {
  return offset === null ? null : offset + rate * performance.now();
}

/** Many devices stop the counter while they sleep: catch up by the wall clock's step. */
function noticeSleep() {
  const counter = performance.now();
  const wall = Date.now();
  const slept = wall - lastWall - (counter - lastCounter);
  if (slept > SLEPT && offset !== null) {
    offset += rate * slept;
    isStale = true;
  }
  lastCounter = counter;
  lastWall = wall;
}

/** @returns {number} when the page itself began to arrive, on the counter */
function pageArrival() {
  const [page] = performance.getEntriesByType("navigation");
  return page instanceof PerformanceNavigationTiming ? page.responseStart : performance.now();
}

/**
 * @param {number} seconds left, negative when over
 * @returns {string} "12:05", or "+2:10" when over
 */
export function written(seconds) {
  const whole = Math.abs(seconds);
  const minutes = Math.floor(whole / 60);
  const rest = String(whole % 60).padStart(2, "0");
  return `${seconds < 0 ? "+" : ""}${minutes}:${rest}`;
}

class MireClock extends HTMLElement {
  static observedAttributes = ["data-now-ms", "data-ends-at-ms", "data-left-s", "data-total-s"];

  /** @type {number | undefined} */
  #timer;

  /** @type {number | null} */
  #before = null;

  /** A new frame of the room morphs our children back to what the server drew. */
  #redraw = new MutationObserver(() => this.#draw());

  connectedCallback() {
    this.#learn(document.readyState === "complete" ? performance.now() : pageArrival());
    this.#timer = window.setInterval(() => this.#draw(), 250);
    this.#draw();
    this.#redraw.observe(this, {
      subtree: true,
      childList: true,
      characterData: true,
      attributeFilter: ["stroke-dasharray"],
    });
  }

  disconnectedCallback() {
    window.clearInterval(this.#timer);
    this.#redraw.disconnect();
  }

  /** @param {string} name */
  attributeChangedCallback(name) {
    if (!this.isConnected || this.#timer === undefined) return;
    if (name === "data-now-ms") this.#learn(performance.now());
    if (name === "data-ends-at-ms" || name === "data-left-s") this.#before = null;
    this.#draw();
  }

  /** @param {number} atCounter */
  #learn(atCounter) {
    const said = this.dataset.nowMs;
    if (said) learn(said, atCounter);
  }

  /** @returns {number | null} seconds left; those that stand still while the clock is paused */
  #left() {
    if (this.dataset.leftS) return Number(this.dataset.leftS);
    const now = serverNow();
    const endsAt = Number(this.dataset.endsAtMs || NaN);
    return now === null || !Number.isFinite(endsAt) ? null : (endsAt - now) / 1000;
  }

  #draw() {
    noticeSleep();
    const left = this.#left();
    if (left === null) return;
    const seconds = Math.ceil(left);
    const total = Number(this.dataset.totalS) || 0;
    const share = total > 0 ? Math.min(1, Math.max(0, left / total)) : 0;
    const ring = this.querySelector(".clock-left");
    const dashes = `${(100 * share).toFixed(2)} 100`;
    if (ring && ring.getAttribute("stroke-dasharray") !== dashes) {
      ring.setAttribute("stroke-dasharray", dashes);
      ring.setAttribute("stroke-opacity", share > 0 ? "1" : "0");
    }
    this.toggleAttribute("data-over", seconds < 0);
    put(this.querySelector(".clock-time"), written(seconds));
    const over = seconds < 0 ? this.dataset.wordOver : "";
    put(this.querySelector(".clock-unit"), this.dataset.paused ?? over ?? "");
    this.#announce(seconds);
  }

  /** @param {number} seconds */
  #announce(seconds) {
    const before = this.#before;
    this.#before = seconds;
    if (before === null) return;
    for (const moment of MOMENTS) {
      if (before > moment && seconds <= moment) {
        put(this.querySelector(".clock-said"), this.getAttribute(`data-say-${moment}`) ?? "");
        this.dispatchEvent(new CustomEvent("mire-moment", { bubbles: true, detail: moment }));
      }
    }
  }
}

/**
 * @param {Element | null} element
 * @param {string} words
 */
function put(element, words) {
  if (element && element.textContent !== words) element.textContent = words;
}

document.addEventListener("visibilitychange", noticeSleep);
if (!customElements.get("mire-clock")) customElements.define("mire-clock", MireClock);
