// What the officer has decided on each finding. Kept in this browser, and exported as the file of explanations.
import { csv } from "./csv.js";

/** @typedef {{ verdict: "corrected" | "true" | "false", note: string, by: string, date: string }} Verdict */
/** @typedef {{ office: string, year: number, rule: string, key: string, figures: string }} Subject of a verdict */

export const VERDICTS = /** @type {const} */ (["corrected", "true", "false"]);

/**
 * The key of a verdict. It contains the figures, so that a verdict no longer holds once they change.
 * @param {Subject} subject
 */
export function verdictKey(subject) {
  return JSON.stringify([subject.office, subject.year, subject.rule, subject.key, subject.figures]);
}

/**
 * The file from which a run reads explanations. A finding that has been corrected needs none, as the next run sees the
 * new figures itself: its line has no text, and is skipped.
 * @param {[string, Verdict][]} verdicts
 * @param {(verdict: Verdict) => string} text
 */
export function explanations(verdicts, text) {
  const rows = verdicts.map(([key, verdict]) => {
    const [office, year, rule, line, figures] = JSON.parse(key);
    const explanation = verdict.verdict === "corrected" ? "" : text(verdict);
    return [office, year, rule, line, explanation, verdict.by, verdict.date, figures];
  });
  rows.sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
  return csv([["office", "year", "rule", "key", "text", "by", "date", "figures"], ...rows]);
}

/** Verdicts in the browser's storage, or in memory while the page is open if there is no storage. */
export class Verdicts {
  /** @param {string} name of the pipeline */
  constructor(name) {
    this.name = `gouji/verdicts/${name}`;
    /** @type {Record<string, Verdict>} */
    this.all = {};
    this.kept = true;
    try {
      const stored = JSON.parse(localStorage.getItem(this.name) ?? "{}");
      if (stored !== null && typeof stored === "object" && !Array.isArray(stored)) this.all = stored;
    } catch {
      this.kept = false;
    }
  }

  /** The name of the person who decides, for the file of explanations. */
  get by() {
    try {
      return localStorage.getItem("gouji/by") ?? "";
    } catch {
      return "";
    }
  }

  set by(name) {
    try {
      localStorage.setItem("gouji/by", name);
    } catch {
      this.kept = false;
    }
  }

  /** @param {Subject} subject @returns {Verdict | undefined} */
  of(subject) {
    const key = verdictKey(subject);
    return Object.prototype.hasOwnProperty.call(this.all, key) ? this.all[key] : undefined;
  }

  /** @param {Subject} subject @param {Verdict | null} verdict */
  set(subject, verdict) {
    const key = verdictKey(subject);
    if (verdict === null) delete this.all[key];
    else this.all[key] = verdict;
    try {
      localStorage.setItem(this.name, JSON.stringify(this.all));
    } catch {
      this.kept = false;
    }
  }
}
