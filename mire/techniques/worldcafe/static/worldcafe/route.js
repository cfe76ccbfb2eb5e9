/** Says on a phone where its badge goes now and next. The number stays on this phone. */
class Route extends HTMLElement {
  /** A new frame morphs what is said back to what the server drew: nothing. */
  #redraw = new MutationObserver(() => this.say());

  connectedCallback() {
    this.asked = "";
    this.key = `mire-badge-${document.body.dataset.code ?? ""}`;
    // Heard here: a form to book with and one to ask with take turns.
    this.addEventListener("submit", (event) => {
      event.preventDefault();
      this.keep(this.field?.value.trim().replace(/^0+(?=\d)/, "") ?? "");
      this.say();
    });
    this.say();
    this.#redraw.observe(this, {
      subtree: true,
      childList: true,
      characterData: true,
      attributeFilter: ["hidden", "disabled", "data-round", "data-routes", "data-changed"],
    });
  }

  disconnectedCallback() {
    this.#redraw.disconnect();
  }

  get field() {
    return this.querySelector("[name=badge]");
  }

  kept() {
    try {
      return window.localStorage.getItem(this.key) ?? this.asked;
    } catch {
      return this.asked;
    }
  }

  /** @param {string} badge */
  keep(badge) {
    this.asked = badge;
    try {
      window.localStorage.setItem(this.key, badge);
    } catch {
      // Nothing is remembered: the number can be typed again.
    }
  }

  /** The last number asked for: what is being typed is not asked yet. */
  say() {
    // A table that closed while it was chosen: the choice is to be made again.
    for (const shut of this.querySelectorAll("input:disabled:checked")) shut.checked = false;
    const badge = this.kept();
    const said = this.querySelector(".route-said");
    if (!(said instanceof HTMLElement) || !badge) return;
    const field = this.field;
    if (field && field !== this.filled) {
      this.filled = field;
      field.value ||= badge;
    }
    const words = this.worded(badge);
    if (said.hidden) said.hidden = false;
    if (said.textContent !== words) said.textContent = words;
  }

  /** @param {string} badge */
  worded(badge) {
    const words = this.dataset;
    const route = JSON.parse(words.routes ?? "{}")[badge];
    if (!route) return words.wordsUnknown ?? "";
    const round = Number(words.round ?? 0);
    const at = (index, some, none) => (route[index] ? (some ?? "").replace("{n}", route[index]) : (none ?? ""));
    const parts = [];
    if (round > 0) parts.push(at(round - 1, words.wordsNow, words.wordsNoneNow));
    if (round < route.length) parts.push(at(round, words.wordsNext, words.wordsNone));
    if ((words.changed ?? "").split(" ").includes(badge)) parts.push(words.wordsChanged ?? "");
    return parts.join("\n");
  }
}

if (!customElements.get("mire-route")) customElements.define("mire-route", Route);
