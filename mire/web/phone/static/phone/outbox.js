/**
 * The outbox: answers wait on the phone until the server says that they are stored.
 *
 * One slot an activity, the latest answer only, kept in localStorage so that a reload, a lock or
 * a dead battery loses nothing; two tabs share it. Sending twice changes nothing. Once a
 * question is no longer open its slot goes, but for an answer that came too late: that one
 * stays here, and here only, until the meeting ends or the phone changes hands.
 */

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 15000;
/** Refusals that another try can cure. */
const PASSING = new Set([429, 500, 502, 503, 504]);
/** Refusals after which the answer stays on the phone, unsent. */
const FINAL = new Set([401, 404, 409, 410]);

/**
 * ``counted`` is the last revision that the server acknowledged, 0 when it never did.
 *
 * @typedef {{ id: string, revision: number, counted?: number, body: Record<string, unknown>,
 *   state: "waiting" | "stored" | "late" | "refused", message?: string, field?: string }} Slot
 */

export class Outbox {
  /** @param {string} code @param {() => void} onShow @param {string} lateChange words */
  constructor(code, onShow, lateChange) {
    this.key = `mire-${code}`;
    this.code = code;
    this.onShow = onShow;
    this.lateChange = lateChange;
    this.isOffline = false;
    this.isOver = false;
    /** Whether this browser holds what memory holds: not where storage is full or forbidden. */
    this.isKept = true;
    this.wait = FIRST_WAIT_MS;
    this.isSending = false;
    /** The activity that takes answers now; null until a frame says. @type {string | null} */
    this.open = null;
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

  /** Nothing is left under our key when nothing is left to keep. */
  write() {
    this.tidy();
    try {
      if (Object.keys(this.memory).length === 0) window.localStorage.removeItem(this.key);
      else window.localStorage.setItem(this.key, JSON.stringify(this.memory));
      this.isKept = true;
    } catch {
      // No storage (private browsing, full): memory still holds it while the page is open.
      this.isKept = false;
    }
    this.onShow();
  }

  /** Drop what the server holds, or refused for good, of every question that is not open. */
  tidy() {
    if (this.isOver) this.memory = {};
    if (this.open === null) return;
    for (const [activity, slot] of Object.entries(this.memory)) {
      const isDone = slot.state === "stored" || slot.state === "refused";
      if (activity !== this.open && isDone) delete this.memory[activity];
    }
  }

  /** A frame says which activity takes answers now, "" for none. @param {string} activity */
  settle(activity) {
    this.open = activity;
    const before = Object.keys(this.memory).length;
    this.tidy();
    if (Object.keys(this.memory).length !== before) this.write();
  }

  /** The meeting is over: nothing of it stays. Returns whether an answer was still waiting. */
  end() {
    const wasWaiting = Object.values(this.memory).some((slot) => slot.state === "waiting");
    this.isOver = true;
    this.forget();
    return wasWaiting;
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

  /** Whether an answer that is not acknowledged would be lost with this page. */
  isAtRisk() {
    return !this.isKept && Object.values(this.memory).some((slot) => slot.state === "waiting");
  }

  /** @param {string} activity @param {Record<string, unknown>} body */
  put(activity, body) {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    const id = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
    const { revision = 0, counted = 0 } = this.memory[activity] ?? {};
    this.memory[activity] = { id, revision: revision + 1, counted, body, state: "waiting" };
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
    if (!said.answered) return null;
    if (slot && slot.revision > said.revision) {
      slot.counted = Math.max(slot.counted ?? 0, said.revision);
      return null;
    }
    const isSame = slot?.revision === said.revision && slot.state === "stored";
    if (!isSame) {
      this.memory[activity] = {
        id: slot?.id ?? "", revision: said.revision, counted: said.revision, body: said.own, state: "stored",
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
    const now = this.memory[activity];
    if (now?.id !== slot.id) {
      // Another answer took its place meanwhile; that this one is stored is still worth knowing.
      if (now && answer.ok) now.counted = Math.max(now.counted ?? 0, said.revision);
      return true;
    }
    const { counted = 0 } = now;
    if (answer.ok && said.status === "superseded") {
      slot.revision = said.revision;
      await this.ask(activity);
    } else if (answer.ok) {
      this.memory[activity] = {
        ...slot, revision: said.revision, counted: said.revision, state: "stored", message: "",
      };
    } else if (FINAL.has(answer.status)) {
      const isChange = counted > 0 && said.refused === "late";
      this.memory[activity] = {
        ...slot, counted, state: "late", message: isChange ? this.lateChange : said.message,
      };
    } else {
      this.memory[activity] = {
        ...slot, counted, state: "refused", message: said.message, field: said.field,
      };
    }
    this.write();
    return true;
  }

  /** A later answer of this seat stands: show that one. @param {string} activity */
  async ask(activity) {
    const answer = await fetch(`/live/${this.code}/own?activity=${activity}&lang=${document.documentElement.lang}`);
    if (!answer.ok) return;
    const said = await answer.json();
    this.memory[activity] = {
      id: "", revision: said.revision, counted: said.revision, body: said.own, state: "stored",
    };
    this.changed(activity, said.own);
  }
}
