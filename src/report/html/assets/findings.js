// Findings in words, with the officer's verdicts on them.
import { button, choice, el, hintedLink, path } from "./dom.js";
import { core, findings, offices, say, severityName } from "./record.js";
import { save } from "./csv.js";
import { VERDICTS, Verdicts, explanations, verdictKey } from "./verdicts.js";

/** @typedef {import("./dom.js").Child} Child */
/** @typedef {import("./record.js").Finding} Finding */
/** @typedef {import("./verdicts.js").Verdict} Verdict */

export const verdicts = new Verdicts(core.pipeline);

/** @type {Record<string, number>} */
const ORDER = { error: 0, warning: 1, anomaly: 2, note: 3 };

/**
 * Findings with the worst first.
 * @param {Finding[]} all
 */
export function worstFirst(all) {
  return [...all].sort((a, b) => ORDER[a.severity] - ORDER[b.severity] || Number(b.score) - Number(a.score));
}

/**
 * A coloured label with the severity.
 * @param {string} severity
 * @param {Child} [more]
 */
export function tag(severity, more) {
  return el("span", { class: `tag ${severity}` }, severityName(severity), more);
}

/**
 * Where to look a finding up in the material.
 * @param {Finding} finding
 */
function sourceText(finding) {
  if (finding.path === "") return "";
  const [line, column] = finding.spot.split(":");
  return line ? say("source_at", { path: finding.path, line, column: column ?? "" }) : finding.path;
}

/**
 * What a verdict on a finding is about.
 * @param {Finding} finding
 */
function subjectOf(finding) {
  const office = finding.office === null ? "" : offices[finding.office].code;
  return { office, year: finding.year, rule: core.rules[finding.rule].id, key: finding.key, figures: finding.figures };
}

/**
 * A verdict as the text of an explanation.
 * @param {Verdict} verdict
 */
function explanationText(verdict) {
  const word = say(`verdict_${verdict.verdict}`);
  return verdict.note === "" ? word : say("verdict_text", { verdict: word, note: verdict.note });
}

/**
 * The verdicts on findings of this run. The browser may keep others.
 * @returns {[string, Verdict][]}
 */
function currentVerdicts() {
  const keys = new Set(
    findings.filter((finding) => finding.office !== null).map((finding) => verdictKey(subjectOf(finding))),
  );
  return Object.entries(verdicts.all).filter(([key]) => keys.has(key));
}

/**
 * A button that exports the verdicts and says how many there are, and a field for the name of the person who decides.
 * @returns {(Node | null)[]}
 */
export function verdictExport() {
  const count = () => say("verdict_export", { n: currentVerdicts().length });
  const exportButton = button(count(), () =>
    save("explanations.csv", explanations(currentVerdicts(), explanationText)),
  );
  document.addEventListener("verdict", () => (exportButton.textContent = count()));
  const by = /** @type {HTMLInputElement} */ (
    el("input", { type: "text", class: "by", value: verdicts.by, onchange: () => (verdicts.by = by.value.trim()) })
  );
  return [
    exportButton,
    el("label", { class: "field" }, el("span", {}, say("verdict_by")), by),
    verdicts.kept ? null : el("span", { class: "aside" }, say("verdict_not_kept")),
  ];
}

/**
 * The controls for the verdict on a finding.
 * @param {Finding} finding
 * @param {number} index of the finding on the page
 */
function verdictControls(finding, index) {
  const subject = subjectOf(finding);
  const stored = verdicts.of(subject);
  const note = /** @type {HTMLInputElement} */ (
    el("input", {
      type: "text",
      "aria-label": say("verdict_note_of", { n: index + 1 }),
      placeholder: say("verdict_note"),
      value: stored?.note ?? "",
    })
  );
  let chosen = stored?.verdict ?? "";
  const store = () => {
    const date = new Date();
    const day = [date.getFullYear(), date.getMonth() + 1, date.getDate()]
      .map((part) => String(part).padStart(2, "0"))
      .join("-");
    const verdict = VERDICTS.find((it) => it === chosen);
    verdicts.set(subject, verdict ? { verdict, note: note.value.trim(), by: verdicts.by, date: day } : null);
    note.hidden = chosen === "" || chosen === "corrected";
    document.dispatchEvent(new Event("verdict"));
  };
  note.addEventListener("change", store);
  note.hidden = chosen === "" || chosen === "corrected";
  /** @type {[string, string][]} */
  const options = [
    ["", say("verdict_none")],
    ...VERDICTS.map((it) => /** @type {[string, string]} */ ([it, say(`verdict_${it}`)])),
  ];
  const select = choice(say("verdict"), options, chosen, (value) => {
    chosen = value;
    store();
  });
  return el("div", { class: "verdict" }, select, note);
}

/**
 * A probability as a percentage. Below a thousandth its size tells a reader nothing more.
 * @param {string} text
 */
function chance(text) {
  const probability = Number(text);
  if (probability < 0.001) return say("chance_tiny");
  return say("chance_of", { percent: String(Math.round(probability * 1000) / 10) });
}

/**
 * A finding in full: what is wrong, the arithmetic, the place and the verdict.
 * @param {Finding} finding
 * @param {number} index
 * @param {(finding: Finding | null) => void} [onPoint] called with the finding while it is onPoint at, then with null
 */
export function findingItem(finding, index, onPoint) {
  const rule = core.rules[finding.rule];
  const place = sourceText(finding);
  const listeners = onPoint
    ? {
        onmouseenter: () => onPoint(finding),
        onmouseleave: () => onPoint(null),
        onfocusin: () => onPoint(finding),
        onfocusout: () => onPoint(null),
      }
    : {};
  const bounds = finding.statistics
    ? say("statistics", {
        p: chance(finding.statistics[0][0]),
        q: chance(finding.statistics[0][1]),
        expected: finding.statistics[0][2],
      })
    : "";
  return el(
    "li",
    { class: `finding ${finding.severity}`, "data-finding": `${rule.id} ${finding.key}`, ...listeners },
    el(
      "div",
      { class: "head" },
      tag(finding.severity),
      " ",
      hintedLink(path("rule", rule.id), rule.id, rule.short),
      finding.status === "open" ? null : el("span", { class: "tag status" }, say(`status_${finding.status}`)),
    ),
    el("p", {}, finding.message),
    finding.cause === 1 && el("p", { class: "cause" }, say("cause_repair")),
    finding.answer !== "" && el("p", {}, say("answer"), finding.answer),
    bounds !== "" && el("p", { class: "aside" }, bounds),
    place !== "" && el("p", { class: "aside source" }, place),
    finding.office !== null && verdictControls(finding, index),
  );
}
