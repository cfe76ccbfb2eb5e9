/**
 * What a person was doing in a frame, carried over to the next one: what they typed or ticked,
 * what they opened, where the focus and the selection were.
 *
 * The morph keeps most of it, not all: it puts attributes back as the server drew them, and it
 * moves or makes anew what does not match. So everything is noted before a swap, by names that
 * outlive it, and put back after it, in one go: nobody sees the moment between.
 */

const CONTROLS = "input:not([type=hidden]), select, textarea";
const REACHABLE = "a[href], button, input, select, textarea, summary, [tabindex]";
const CHECKABLE = new Set(["radio", "checkbox"]);

/**
 * @typedef {{ opened: Map<string, boolean>, controls: Map<string, string | boolean>,
 *   active: Element | null, name: string, selection: [number, number] | null }} Held
 */

/** What an element is called in this frame and in the next one. @param {Element} element */
function nameOf(element) {
  const answer = element.closest("form[data-answer]")?.getAttribute("data-answer") ?? "";
  if (element.id) return `${answer}#${element.id}`;
  const around = element.parentElement?.closest("[id]")?.id ?? "";
  const words = element.matches("details") ? element.querySelector("summary")?.textContent : element.textContent;
  const own = element.getAttribute("data-key") ?? element.getAttribute("name") ?? words ?? "";
  const value = CHECKABLE.has(element.getAttribute("type") ?? "") ? element.getAttribute("value") : "";
  return [answer, around, element.tagName, own.trim(), value].join("|");
}

/** @param {Element} control */
const stateOf = (control) => (CHECKABLE.has(control.type) ? control.checked : control.value);

/** Whether a control says something else than the server drew. @param {Element} control */
function isTouched(control) {
  if (CHECKABLE.has(control.type)) return control.checked !== control.defaultChecked;
  if (control instanceof HTMLSelectElement) {
    return [...control.options].some((option) => option.selected !== option.defaultSelected);
  }
  return control.value !== control.defaultValue;
}

/**
 * Note what there is. A phone's own answer is not in its frames: its form is kept whole.
 *
 * @param {HTMLElement} frame
 * @returns {Held}
 */
export function hold(frame) {
  const active = frame.contains(document.activeElement) ? document.activeElement : null;
  const kept = [...frame.querySelectorAll(CONTROLS)].filter(
    (control) => control.closest("form[data-answer]") || isTouched(control),
  );
  const isTyping = active && typeof active.selectionStart === "number";
  return {
    opened: new Map([...frame.querySelectorAll("details")].map((one) => [nameOf(one), one.open])),
    controls: new Map(kept.map((control) => [nameOf(control), stateOf(control)])),
    active,
    name: active ? nameOf(active) : "",
    selection: isTyping ? [active.selectionStart, active.selectionEnd] : null,
  };
}

/** Put it back. @param {HTMLElement} frame @param {Held} held */
export function putBack(frame, held) {
  for (const details of frame.querySelectorAll("details")) {
    const was = held.opened.get(nameOf(details));
    if (was !== undefined && details.open !== was) details.open = was;
  }
  for (const control of frame.querySelectorAll(CONTROLS)) {
    const was = held.controls.get(nameOf(control));
    if (was === undefined || stateOf(control) === was) continue;
    if (typeof was === "boolean") control.checked = was;
    else control.value = was;
  }
  if (!held.active) return;
  const isSame = held.active.isConnected && nameOf(held.active) === held.name;
  const target = isSame
    ? held.active
    : [...frame.querySelectorAll(REACHABLE)].find((one) => nameOf(one) === held.name) ??
      (held.active.isConnected ? held.active : null);
  if (!(target instanceof HTMLElement)) {
    // What had the focus is gone: the next Tab is to start from what has come instead.
    frame.querySelector("[data-lost-focus]")?.focus({ preventScroll: true });
    return;
  }
  if (document.activeElement !== target) target.focus({ preventScroll: true });
  if (held.selection && target.selectionStart !== undefined && target.selectionStart !== null) {
    const [start, end] = held.selection;
    if (target.selectionStart !== start || target.selectionEnd !== end) target.setSelectionRange(start, end);
  }
}
