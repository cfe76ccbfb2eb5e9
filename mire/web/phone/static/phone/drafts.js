/**
 * Drafts: what is typed and not yet sent, kept through a reload in this tab's own storage.
 *
 * One draft an activity; it goes when the answer is sent, when the question is no longer open,
 * when the meeting ends and when the phone changes hands.
 */

/** @typedef {Record<string, string | number | boolean>} Fields */

export class Drafts {
  /** @param {string} code */
  constructor(code) {
    this.prefix = `mire-draft-${code}-`;
    this.agreed = `mire-agreed-${code}`;
  }

  /** @param {string} activity @param {Fields} fields */
  keep(activity, fields) {
    try {
      window.sessionStorage.setItem(this.prefix + activity, JSON.stringify(fields));
    } catch {
      // No storage: a reload loses what is not sent.
    }
  }

  /** @param {string} activity @returns {Fields | null} */
  of(activity) {
    try {
      return JSON.parse(window.sessionStorage.getItem(this.prefix + activity) ?? "null");
    } catch {
      return null;
    }
  }

  /** The activities that a draft is kept of, but one. @param {string} but @returns {string[]} */
  others(but) {
    try {
      return Object.keys(window.sessionStorage)
        .filter((key) => key.startsWith(this.prefix) && key !== this.prefix + but)
        .map((key) => key.slice(this.prefix.length));
    } catch {
      return [];
    }
  }

  /** Whether what is complete may be sent by itself when a question closes. */
  isAgreed() {
    try {
      return window.sessionStorage.getItem(this.agreed) === "1";
    } catch {
      return false;
    }
  }

  /** @param {boolean} isAgreed */
  agree(isAgreed) {
    try {
      if (isAgreed) window.sessionStorage.setItem(this.agreed, "1");
      else window.sessionStorage.removeItem(this.agreed);
    } catch {
      // No storage: the box is ticked until the next frame.
    }
  }

  /** What is sent is no draft any more. @param {string} activity */
  drop(activity) {
    try {
      window.sessionStorage.removeItem(this.prefix + activity);
    } catch {
      // Nothing was stored.
    }
  }

  /** Forget every draft, but that of one activity. @param {string} [but] */
  forget(but) {
    try {
      for (const key of Object.keys(window.sessionStorage)) {
        if (key.startsWith(this.prefix) && key !== this.prefix + (but ?? "")) {
          window.sessionStorage.removeItem(key);
        }
      }
    } catch {
      // Nothing was stored.
    }
  }
}
