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
