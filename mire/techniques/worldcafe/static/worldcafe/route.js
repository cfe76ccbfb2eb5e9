/** Says on a phone where its badge goes now and next. The number stays on this phone. */
class Route extends HTMLElement {
  connectedCallback() {
    this.key = `mire-badge-${document.body.dataset.code ?? ""}`;
    this.field = this.querySelector("input[name=badge]");
    this.said = this.querySelector(".route-said");
    this.querySelector("form")?.addEventListener("submit", (event) => {
      event.preventDefault();
      this.keep(this.field?.value.trim().replace(/^0+(?=\d)/, "") ?? "");
      this.say();
    });
    const kept = this.kept();
    if (kept && this.field instanceof HTMLInputElement) this.field.value = kept;
    if (kept) this.say();
  }

  kept() {
    try {
      return window.localStorage.getItem(this.key) ?? "";
    } catch {
      return "";
    }
  }

  /** @param {string} badge */
  keep(badge) {
    try {
      window.localStorage.setItem(this.key, badge);
    } catch {
      // Nothing is remembered: the number can be typed again.
    }
  }

  say() {
    const badge = this.field instanceof HTMLInputElement ? this.field.value.trim().replace(/^0+(?=\d)/, "") : "";
    const route = JSON.parse(this.dataset.routes ?? "{}")[badge];
    const words = this.dataset;
    if (!(this.said instanceof HTMLElement) || !badge) return;
    this.said.hidden = false;
    if (!route) {
      this.said.textContent = words.wordsUnknown ?? "";
      return;
    }
    const round = Number(words.round ?? 0);
    const at = (number) => route[number] ?? words.wordsNone ?? "";
    const parts = [];
    if (round > 0) parts.push((words.wordsNow ?? "").replace("{n}", at(round - 1)));
    if (round < route.length) parts.push((words.wordsNext ?? "").replace("{n}", at(round)));
    if ((words.changed ?? "").split(" ").includes(badge)) parts.push(words.wordsChanged ?? "");
    this.said.textContent = parts.join(" · ");
  }
}

if (!customElements.get("mire-route")) customElements.define("mire-route", Route);
