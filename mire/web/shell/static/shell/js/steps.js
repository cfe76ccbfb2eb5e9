/**
 * <mire-steps>: shows the questions of a form, each a fieldset of radio buttons, one at a time.
 *
 * Without it they stand one under the other. The radio buttons stay the only truth; an answer is
 * sent by the page, once every question has one.
 */

class MireSteps extends HTMLElement {
  /** @type {AbortController | null} */
  #listening = null;

  /** The question in sight, from 0. */
  #at = 0;

  /** The activity whose form this is. */
  #answer = "";

  /** Whether someone wanted to send while the question in sight has no answer. */
  #isMissing = false;

  /** A new frame of the room morphs us back to what the server drew; a refusal names a field. */
  #redraw = new MutationObserver(() => this.#onChange());

  connectedCallback() {
    if (this.#questions.length < 2) return;
    this.#listening = new AbortController();
    const until = { signal: this.#listening.signal };
    const form = this.closest("form");
    this.#answer = form?.getAttribute("data-answer") ?? "";
    this.addEventListener("click", (event) => this.#onClick(event), until);
    this.addEventListener("change", () => this.#onAnswer(), until);
    form?.addEventListener("mire:filled", () => this.#onFilled(), until);
    form?.addEventListener("submit", (event) => this.#onSubmit(event), until);
    this.#onFilled();
    this.#redraw.observe(this, {
      subtree: true,
      childList: true,
      attributes: true,
      attributeFilter: ["data-stepped", "data-away", "hidden"],
    });
  }

  disconnectedCallback() {
    this.#listening?.abort();
    this.#redraw.disconnect();
  }

  /** @returns {HTMLFieldSetElement[]} */
  get #questions() {
    return [...this.querySelectorAll("fieldset")];
  }

  /** @param {HTMLFieldSetElement} question */
  #isAnswered(question) {
    return question.querySelector("input:checked") !== null;
  }

  /** Another form begins at its first question that has no answer. */
  #onFilled() {
    const answer = this.closest("form")?.getAttribute("data-answer") ?? "";
    if (answer !== this.#answer) {
      this.#answer = answer;
      this.#at = 0;
      this.#isMissing = false;
    }
    this.#draw();
  }

  /** @param {Event} event */
  #onClick(event) {
    const button = event.target instanceof Element ? event.target.closest("[data-step]") : null;
    if (button instanceof HTMLElement) this.#go(this.#at + Number(button.dataset.step));
  }

  #onAnswer() {
    this.#isMissing = false;
    this.#draw();
  }

  /** What has no answer yet comes into sight, and is not sent. @param {Event} event */
  #onSubmit(event) {
    const missing = this.#questions.findIndex((each) => !this.#isAnswered(each));
    if (missing < 0) return;
    event.preventDefault();
    event.stopPropagation();
    this.#isMissing = true;
    this.#go(missing);
  }

  /** A refusal that came back stands beside its field: that question comes into sight. */
  #onChange() {
    const refused = this.#questions.findIndex((each) => {
      const line = each.querySelector("[data-error-for]");
      return line instanceof HTMLElement && !line.hidden && line.textContent !== "";
    });
    if (refused >= 0 && this.#said !== refused) this.#at = refused;
    this.#said = refused;
    this.#draw();
  }

  /** The question whose refusal was already brought into sight, -1 for none. */
  #said = -1;

  /** Show a question, and begin to read there. @param {number} at */
  #go(at) {
    this.#at = Math.max(0, Math.min(this.#questions.length - 1, at));
    this.#draw();
    const legend = this.#questions[this.#at]?.querySelector("legend");
    legend?.setAttribute("tabindex", "-1");
    legend?.focus();
  }

  /** Writes nothing that is already so: our own writes wake the observer once, in vain. */
  #draw() {
    const questions = this.#questions;
    if (!this.hasAttribute("data-stepped")) this.toggleAttribute("data-stepped", true);
    questions.forEach((each, index) => {
      const isAway = index !== this.#at;
      if (each.hasAttribute("data-away") !== isAway) each.toggleAttribute("data-away", isAway);
    });
    for (const part of this.querySelectorAll("[data-steps]")) show(part, true);
    for (const button of this.querySelectorAll("[data-step]")) {
      const to = this.#at + Number(button.getAttribute("data-step"));
      show(button, to >= 0 && to < questions.length);
    }
    // While questions are left, going on is the act; sending comes with the last.
    const isLeft = this.#at < questions.length - 1 && questions.some((each) => !this.#isAnswered(each));
    const form = this.closest("form");
    if (form && form.hasAttribute("data-left") !== isLeft) form.toggleAttribute("data-left", isLeft);
    const next = this.querySelector('[data-step="1"]');
    if (next && next.classList.contains("button-primary") !== isLeft) next.classList.toggle("button-primary", isLeft);
    const missing = this.querySelector("[data-steps-missing]");
    if (missing) show(missing, this.#isMissing);
    const said = this.querySelector("[data-answered]");
    if (!said) return;
    const answered = questions.filter((each) => this.#isAnswered(each)).length;
    const words = (this.dataset.wordsAnswered ?? "")
      .replace("{n}", String(answered))
      .replace("{all}", String(questions.length));
    if (said.textContent !== words) said.textContent = words;
  }
}

/** @param {Element} part @param {boolean} isShown */
function show(part, isShown) {
  if (part instanceof HTMLElement && part.hidden === isShown) part.hidden = !isShown;
}

if (!customElements.get("mire-steps")) customElements.define("mire-steps", MireSteps);
