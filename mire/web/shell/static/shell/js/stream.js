/**
 * Keeps a page's frame up to date: server-sent events where they pass, polling where a proxy
 * cuts or holds them back. A frame is a whole screen; htmx's morph swaps it in, and keep.js
 * leaves what someone typed, opened or pointed at as it was.
 */
import { learn } from "./clock.js";
import { hold, putBack } from "./keep.js";

/** Neither frame nor beat for this long: the stream is taken for dead, and we poll. */
const SILENT_MS = 20000;
const POLL_MS = 2000;
/** How often a polling page tries the stream again. */
const RETRY_MS = 60000;
/** A short cut says nothing. */
const DISCREET_MS = 5000;

/** @type {((target: Element, fragment: DocumentFragment, inner: boolean) => void) | undefined} */
let morph;
window.htmx?.registerExtension("mire", { init: (api) => void (morph = api.morph) });

/**
 * @param {{ onFrame?: () => void, onLink?: (isUp: boolean) => void }} hooks
 */
export function follow({ onFrame = () => {}, onLink = () => {} }) {
  const frame = document.getElementById("frame");
  if (!frame) return;
  /** The frame that is shown: the page's own is known to the server where it is everybody's. */
  let tag = frame.dataset.have ?? "";
  let isBegun = false;
  let lastHeard = performance.now();
  /** @type {EventSource | null} */
  let source = null;
  let isPolling = false;
  let lastTried = 0;

  learn(document.body.dataset.nowMs);

  function heard(said) {
    lastHeard = performance.now();
    learn(said);
    onLink(true);
  }

  /** What the page came with is of now: what a frame sets going begins, without one. */
  function begin() {
    if (!isBegun && tag) onFrame();
    isBegun = true;
  }

  function swap(html) {
    isBegun = true;
    const template = document.createElement("template");
    template.innerHTML = html;
    const held = hold(frame);
    if (morph) morph(frame, template.content, true);
    else frame.replaceChildren(template.content);
    putBack(frame, held);
    onFrame();
  }

  function listen() {
    lastTried = performance.now();
    source?.close();
    source = new EventSource(`${frame.dataset.stream}&have=${tag}`);
    source.addEventListener("beat", (event) => {
      heard(event.data);
      isPolling = false;
      begin();
    });
    source.addEventListener("frame", (event) => {
      tag = event.lastEventId;
      swap(event.data);
    });
    source.addEventListener("error", () => {
      if (source?.readyState === EventSource.CLOSED) isPolling = true;
    });
  }

  async function poll() {
    try {
      const answer = await fetch(`${frame.dataset.poll}&have=${tag}`, {
        cache: "no-store",
        signal: AbortSignal.timeout(8000),
      });
      if (answer.status === 401 || answer.status === 404) return window.location.reload();
      if (!answer.ok) return;
      heard(answer.headers.get("X-Now"));
      if (answer.status === 200) {
        tag = answer.headers.get("X-Frame-Tag") ?? "";
        swap(await answer.text());
      } else begin();
    } catch {
      // The network is away: the next turn tries again.
    }
  }

  async function watch() {
    const silence = performance.now() - lastHeard;
    if (silence > DISCREET_MS && (isPolling || source?.readyState !== EventSource.OPEN)) onLink(false);
    if (silence > SILENT_MS) isPolling = true;
    if (isPolling) {
      await poll();
      if (performance.now() - lastTried > RETRY_MS) listen();
    }
    window.setTimeout(watch, POLL_MS);
  }

  /** A phone that wakes up asks at once. */
  function woke() {
    if (document.visibilityState !== "visible") return;
    if (source?.readyState !== EventSource.OPEN || performance.now() - lastHeard > SILENT_MS) {
      void poll();
      listen();
    }
  }

  document.addEventListener("visibilitychange", woke);
  window.addEventListener("online", woke);
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) woke();
  });
  listen();
  window.setTimeout(watch, POLL_MS);
}
