/**
 * The outbox: answers wait on the phone until the server says that they are stored.
 *
 * One slot an activity, the latest answer only, kept in localStorage so that a reload, a lock or
 * a dead battery loses nothing; two tabs share it. Sending twice changes nothing.
 */

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 15000;
/** Refusals that another try can cure. */
const PASSING = new Set([429, 500, 502, 503, 504]);
/** Refusals after which the answer stays on the phone, unsent. */
const FINAL = new Set([401, 404, 409, 410]);

/**
 * @typedef {{ id: string, revision: number, body: Record<string, unknown>,
 *   state: "waiting" | "stored" | "late" | "refused", message?: string }} Slot
 */

export class Outbox {
  /** @param {string} code @param {() => void} onShow */
  constructor(code, onShow) {
    this.key = `mire-${code}`;
    this.code = code;
    this.onShow = onShow;
    this.isOffline = false;
    this.wait = FIRST_WAIT_MS;
    this.isSending = false;
    /** @type {(activity: string, body: Record<string, unknown>) => void} */
    this.changed = () => {};
    /** @type {Record<string, Slot>} */
    this.memory = {};
    window.addEventListener("storage", (event) => {
      if (event.key !== this.key) return;
      const before = this.memory;
      this.memory = this.read();
      for (const [activity, slot] of Object.entries(this.memory)) {
        if (slot.id !== before[activity]?.id) this.changed(activity, slot.body);
      }
      this.onShow();
    });
    this.memory = this.read();
  }

  /** @returns {Record<string, Slot>} */
  read() {
    try {
      return JSON.parse(window.localStorage.getItem(this.key) ?? "{}");
    } catch {
      return this.memory;
    }
  }

  write() {
    try {
      window.localStorage.setItem(this.key, JSON.stringify(this.memory));
    } catch {
      // No storage (private browsing, full): memory still holds it while the page is open.
    }
    this.onShow();
  }

  /** @param {(activity: string, body: Record<string, unknown>) => void} heard */
  onChanged(heard) {
    this.changed = heard;
  }

  /** @param {string} activity @returns {Slot | undefined} */
  slot(activity) {
    return this.memory[activity];
  }

  /** How many answers lie here that the server has not acknowledged. */
  kept() {
    return Object.values(this.memory).filter((slot) => slot.state === "waiting" || slot.state === "late").length;
  }

  /** @param {string} activity @param {Record<string, unknown>} body */
  put(activity, body) {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    const id = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
    const revision = (this.memory[activity]?.revision ?? 0) + 1;
    this.memory[activity] = { id, revision, body, state: "waiting" };
    this.write();
    this.wait = FIRST_WAIT_MS;
    void this.send();
  }

  /**
   * Learn what the server holds for this seat. Returns the answer to show when it is the
   * server's, null when this phone's own is later.
   *
   * @param {string} activity
   * @param {{ answered: boolean, revision: number, own: Record<string, unknown> }} said
   */
  learn(activity, said) {
    const slot = this.memory[activity];
    if (!said.answered || (slot && slot.state === "waiting" && slot.revision > said.revision)) return null;
    if (slot && slot.revision > said.revision) return null;
    const isSame = slot?.revision === said.revision && slot.state === "stored";
    if (!isSame) {
      this.memory[activity] = {
        id: slot?.id ?? "", revision: said.revision, body: said.own, state: "stored",
      };
      this.write();
    }
    return said.own;
  }

  /** The next person takes this phone: nothing of the last one stays on it. */
  forget() {
    this.memory = {};
    try {
      window.localStorage.removeItem(this.key);
    } catch {
      // Nothing was stored.
    }
  }

  start() {
    window.addEventListener("online", () => void this.send());
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "visible") void this.send();
    });
    void this.send();
  }

  async send() {
    if (this.isSending) return;
    this.isSending = true;
    try {
      for (const [activity, slot] of Object.entries(this.memory)) {
        if (slot.state === "waiting" && !(await this.sendOne(activity, slot))) break;
      }
    } finally {
      this.isSending = false;
    }
    const isWaiting = Object.values(this.memory).some((slot) => slot.state === "waiting");
    if (isWaiting) {
      window.setTimeout(() => void this.send(), this.wait);
      this.wait = Math.min(LONGEST_WAIT_MS, this.wait * 2);
    }
  }

  /** @param {string} activity @param {Slot} slot @returns {Promise<boolean>} whether to go on */
  async sendOne(activity, slot) {
    let answer;
    try {
      answer = await fetch(`/live/${this.code}/answer?lang=${document.documentElement.lang}`, {
        method: "POST",
        body: JSON.stringify({ activity, id: slot.id, revision: slot.revision, body: slot.body }),
        headers: { "Content-Type": "application/json" },
        signal: AbortSignal.timeout(10000),
      });
    } catch {
      this.isOffline = true;
      this.onShow();
      return false;
    }
    this.isOffline = false;
    const said = await answer.json().catch(() => ({}));
    if (PASSING.has(answer.status)) {
      slot.message = said.message;
      this.onShow();
      return false;
    }
    if (this.memory[activity]?.id !== slot.id) return true;
    if (answer.ok && said.status === "superseded") {
      slot.revision = said.revision;
      await this.ask(activity);
    } else if (answer.ok) {
      this.memory[activity] = { ...slot, revision: said.revision, state: "stored", message: "" };
    } else if (FINAL.has(answer.status)) {
      this.memory[activity] = { ...slot, state: "late", message: said.message };
    } else {
      this.memory[activity] = { ...slot, state: "refused", message: said.message };
    }
    this.write();
    return true;
  }

  /** A later answer of this seat stands: show that one. @param {string} activity */
  async ask(activity) {
    const answer = await fetch(`/live/${this.code}/own?activity=${activity}&lang=${document.documentElement.lang}`);
    if (!answer.ok) return;
    const said = await answer.json();
    this.memory[activity] = { id: "", revision: said.revision, body: said.own, state: "stored" };
    this.changed(activity, said.own);
  }
}
