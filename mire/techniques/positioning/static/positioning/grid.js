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

  connectedCallback() {
    const plane = this.querySelector(".grid-plane");
    const point = this.querySelector(".grid-point");
    if (!(plane instanceof HTMLElement) || !(point instanceof HTMLElement)) return;
    this.#listening = new AbortController();
    const until = { signal: this.#listening.signal };
    const sliders = this.querySelector(".grid-sliders");
    if (sliders instanceof HTMLDetailsElement) sliders.open = false;

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
    this.closest("form")?.addEventListener(
      "reset",
      () => window.requestAnimationFrame(() => this.#draw()),
      until,
    );
    this.#draw();
  }

  disconnectedCallback() {
    this.#listening?.abort();
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
    if (!this.#placed?.checked) {
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
    if ((field.name === "x" || field.name === "y") && this.#placed) this.#placed.checked = true;
    this.#draw();
  }

  #draw() {
    const point = this.querySelector(".grid-point");
    const said = this.querySelector("[data-grid-said]");
    if (!(point instanceof HTMLElement)) return;
    const x = Number(this.#slider("x").value);
    const y = Number(this.#slider("y").value);
    const isPlaced = this.#placed?.checked ?? false;
    const span = 2 * (this.#limit + 1);
    point.hidden = !isPlaced;
    point.style.left = `${50 + (100 * x) / span}%`;
    point.style.top = `${50 - (100 * y) / span}%`;
    this.#slider("x").setAttribute("aria-valuetext", this.#words("x", x));
    this.#slider("y").setAttribute("aria-valuetext", this.#words("y", y));
    if (said instanceof HTMLElement) {
      said.dataset.before ??= said.textContent ?? "";
      const words = (this.dataset.wordsPoint ?? "")
        .replace("{x}", this.#words("x", x))
        .replace("{y}", this.#words("y", y));
      const shown = isPlaced ? words : said.dataset.before;
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
