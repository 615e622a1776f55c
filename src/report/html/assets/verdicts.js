// What the officer has decided on each finding: kept in this browser, handed out as the file of explanations.
import { csv } from "./csv.js";

/** @typedef {{ verdict: "corrected" | "true" | "false", note: string, by: string, date: string }} Verdict */
/** @typedef {{ office: string, year: number, rule: string, key: string, figures: string }} About */

export const VERDICTS = /** @type {const} */ (["corrected", "true", "false"]);

/** A verdict is on these figures: when they change, it is gone. @param {About} about */
export function verdictKey(about) {
  return JSON.stringify([about.office, about.year, about.rule, about.key, about.figures]);
}

/**
 * The file that a run reads its explanations from. What has been corrected is not explained: the next run sees the
 * new figures for itself, so its line has no text and is passed over.
 * @param {[string, Verdict][]} verdicts
 * @param {(verdict: Verdict) => string} text
 */
export function explanations(verdicts, text) {
  const rows = verdicts.map(([key, verdict]) => {
    const [office, year, rule, line, figures] = JSON.parse(key);
    const said = verdict.verdict === "corrected" ? "" : text(verdict);
    return [office, year, rule, line, said, verdict.by, verdict.date, figures];
  });
  rows.sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
  return csv([["office", "year", "rule", "key", "text", "by", "date", "figures"], ...rows]);
}

/** Verdicts in the browser's store; where there is none, as long as the page is open. */
export class Verdicts {
  /** @param {string} name of the pipeline */
  constructor(name) {
    this.name = `gouji/verdicts/${name}`;
    /** @type {Record<string, Verdict>} */
    this.all = {};
    this.kept = true;
    try {
      const read = JSON.parse(localStorage.getItem(this.name) ?? "{}");
      if (read !== null && typeof read === "object" && !Array.isArray(read)) this.all = read;
    } catch {
      this.kept = false;
    }
  }

  /** Who decides, as the file of explanations names them. */
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

  /** @param {About} about @returns {Verdict | undefined} */
  of(about) {
    const key = verdictKey(about);
    return Object.prototype.hasOwnProperty.call(this.all, key) ? this.all[key] : undefined;
  }

  /** @param {About} about @param {Verdict | null} verdict */
  set(about, verdict) {
    const key = verdictKey(about);
    if (verdict === null) delete this.all[key];
    else this.all[key] = verdict;
    try {
      localStorage.setItem(this.name, JSON.stringify(this.all));
    } catch {
      this.kept = false;
    }
  }
}
