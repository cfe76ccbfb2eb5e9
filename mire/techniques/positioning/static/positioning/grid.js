/**
 * <mire-grid>: the plane on which a participant places a point, by touch, mouse or arrow keys.
 *
 * The form's own controls stay the only truth: two sliders (x, y) and the stance. The plane
 * writes into them and draws what they say; the words come from the template's data attributes.
 */

/** Steps that an arrow key moves the point by, alone and with Shift. */
const STEP = 1;
const LEAP = 5;

/** @type {Record<string, [number, number]>} */
const ARROWS = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowDown: [0, -1],
  ArrowUp: [0, 1],
};

class MireGrid extends HTMLElement {
  /** @type {AbortController | null} */
  #listening = null;

  /** What the stance says until a point is placed. */
  #unplaced = "";

  /** Whether a point was placed: two sliders at rest say nothing yet. */
  #isTouched = false;

  /** Whether someone wanted to send without having placed it. */
  #isMissing = false;

  /** The activity whose form this is. */
  #answer = "";

  /** Whether the reader wants the sliders in sight. */
  #wantsSliders = false;

  /** A new frame of the room morphs our children back to what the server drew. */
  #redraw = new MutationObserver(() => this.#draw());

  connectedCallback() {
    const plane = this.querySelector(".grid-plane");
    const point = this.querySelector(".grid-point");
    if (!(plane instanceof HTMLElement) || !(point instanceof HTMLElement)) return;
    this.#listening = new AbortController();
    const until = { signal: this.#listening.signal };
    this.#unplaced = this.querySelector("[data-grid-said]")?.textContent ?? "";
    // The server drew a point, or the page filled the form before we came.
    this.#isTouched = this.hasAttribute("data-placed") || "given" in this.#slider("x").dataset;

    plane.addEventListener("click", (event) => this.#placeAt(plane, event), until);
    plane.addEventListener("keydown", (event) => this.#onKey(event), until);
    point.addEventListener("click", (event) => event.stopPropagation(), until);
    point.addEventListener("pointerdown", (event) => point.setPointerCapture(event.pointerId), until);
    point.addEventListener(
      "pointermove",
      (event) => {
        if (point.hasPointerCapture(event.pointerId)) this.#placeAt(plane, event);
      },
      until,
    );
    this.addEventListener("input", (event) => this.#onInput(event), until);
    const form = this.closest("form");
    this.#answer = form?.getAttribute("data-answer") ?? "";
    // The page fills the form with a stored answer; a reset empties it once the event is over.
    form?.addEventListener("mire:filled", (event) => this.#onFilled(event), until);
    form?.addEventListener("submit", (event) => this.#onSubmit(event), until);
    form?.addEventListener("reset", () => window.requestAnimationFrame(() => this.#onReset()), until);
    this.querySelector(".grid-sliders > summary")?.addEventListener(
      "click",
      () => (this.#wantsSliders = !this.#wantsSliders),
      until,
    );
    this.#draw();
    this.#redraw.observe(this, {
      subtree: true,
      childList: true,
      characterData: true,
      attributeFilter: ["hidden", "style", "open", "checked", "value", "data-unset"],
    });
  }

  disconnectedCallback() {
    this.#listening?.abort();
    this.#redraw.disconnect();
  }

  /** @returns {number} */
  get #limit() {
    return Number(this.dataset.limit);
  }

  /**
   * @param {"x" | "y"} name
   * @returns {HTMLInputElement}
   */
  #slider(name) {
    const found = this.querySelector(`input[name="${name}"]`);
    if (!(found instanceof HTMLInputElement)) throw new TypeError(`no slider ${name}`);
    return found;
  }

  /** @returns {HTMLInputElement | null} */
  get #placed() {
    return this.querySelector('input[name="stance"][value="placed"]');
  }

  /**
   * @param {HTMLElement} plane
   * @param {MouseEvent} event
   */
  #placeAt(plane, event) {
    const box = plane.getBoundingClientRect();
    const across = (event.clientX - box.left) / box.width;
    const up = 1 - (event.clientY - box.top) / box.height;
    // The drawing leaves one unit of margin around the outermost positions.
    const span = 2 * (this.#limit + 1);
    this.#place(
      Math.round((across - 0.5) * span),
      Math.round((up - 0.5) * span),
    );
  }

  /** @param {KeyboardEvent} event */
  #onKey(event) {
    const arrow = ARROWS[event.key];
    if (!arrow || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    if (!this.#placed?.checked || !this.#isTouched) {
      this.#place(0, 0);
      return;
    }
    const by = event.shiftKey ? LEAP : STEP;
    this.#place(
      Number(this.#slider("x").value) + by * arrow[0],
      Number(this.#slider("y").value) + by * arrow[1],
    );
  }

  /**
   * @param {number} x
   * @param {number} y
   */
  #place(x, y) {
    const clamp = (/** @type {number} */ value) =>
      Math.max(-this.#limit, Math.min(this.#limit, value));
    this.#slider("x").value = String(clamp(x));
    this.#slider("y").value = String(clamp(y));
    // Whoever listens to the form hears what a hand on the slider would have said.
    this.#slider("x").dispatchEvent(new Event("input", { bubbles: true }));
    this.#slider("x").dispatchEvent(new Event("change", { bubbles: true }));
  }

  /** @param {Event} event */
  #onInput(event) {
    const field = event.target;
    if (!(field instanceof HTMLInputElement)) return;
    if (field.name === "x" || field.name === "y") {
      this.#isTouched = true;
      if (this.#placed) this.#placed.checked = true;
    }
    this.#isMissing = false;
    this.#draw();
  }

  /** @param {Event} event with the answer in its detail, none when only the frame is new */
  #onFilled(event) {
    const answer = this.closest("form")?.getAttribute("data-answer") ?? "";
    if (answer !== this.#answer) {
      this.#answer = answer;
      this.#isTouched = false;
    }
    const own = event instanceof CustomEvent ? event.detail?.own : null;
    if (typeof own?.x === "number" && typeof own?.y === "number") this.#isTouched = true;
    this.#draw();
  }

  /** A point that nobody placed is not sent as the middle. @param {Event} event */
  #onSubmit(event) {
    this.#isMissing = !this.#isTouched && (this.#placed?.checked ?? false);
    if (this.#isMissing) {
      event.preventDefault();
      event.stopPropagation();
      this.querySelector(".grid-plane")?.focus();
    }
    this.#draw();
  }

  #onReset() {
    this.#isTouched = false;
    this.#isMissing = false;
    this.#draw();
  }

  /** Writes nothing that is already so: our own writes wake the observer once, in vain. */
  #draw() {
    const sliders = this.querySelector(".grid-sliders");
    if (sliders instanceof HTMLDetailsElement && sliders.open !== this.#wantsSliders) {
      sliders.open = this.#wantsSliders;
    }
    const point = this.querySelector(".grid-point");
    const said = this.querySelector("[data-grid-said]");
    if (!(point instanceof HTMLElement)) return;
    const x = Number(this.#slider("x").value);
    const y = Number(this.#slider("y").value);
    const isPlaced = this.#isTouched && (this.#placed?.checked ?? false);
    const missing = this.querySelector("[data-grid-missing]");
    if (missing instanceof HTMLElement && missing.hidden === this.#isMissing) {
      missing.hidden = !this.#isMissing;
    }
    for (const slider of [this.#slider("x"), this.#slider("y")]) {
      if ("unset" in slider.dataset === this.#isTouched) slider.toggleAttribute("data-unset", !this.#isTouched);
    }
    const span = 2 * (this.#limit + 1);
    const left = `${(50 + (100 * x) / span).toFixed(2)}%`;
    const top = `${(50 - (100 * y) / span).toFixed(2)}%`;
    if (point.hidden === isPlaced) point.hidden = !isPlaced;
    if (point.dataset.at !== `${left} ${top}` || !point.style.left) {
      point.dataset.at = `${left} ${top}`;
      point.style.left = left;
      point.style.top = top;
    }
    this.#slider("x").setAttribute("aria-valuetext", this.#words("x", x));
    this.#slider("y").setAttribute("aria-valuetext", this.#words("y", y));
    if (said instanceof HTMLElement) {
      const words = (this.dataset.wordsPoint ?? "")
        .replace("{x}", this.#words("x", x))
        .replace("{y}", this.#words("y", y));
      const shown = isPlaced ? words : this.#unplaced;
      if (said.textContent !== shown) said.textContent = shown;
    }
  }

  /**
   * @param {"x" | "y"} axis
   * @param {number} value
   * @returns {string}
   */
  #words(axis, value) {
    const side = value === 0 ? "zero" : value < 0 ? "low" : "high";
    const words = this.getAttribute(`data-words-${axis}-${side}`) ?? "{n}";
    return words.replace("{n}", String(Math.abs(value)));
  }
}

if (!customElements.get("mire-grid")) customElements.define("mire-grid", MireGrid);
