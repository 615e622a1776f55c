// Findings in words, with what the officer has decided on them.
import { button, choice, el, link, path } from "./dom.js";
import { core, findings, offices, say, severityName } from "./record.js";
import { save } from "./csv.js";
import { VERDICTS, Verdicts, explanations, verdictKey } from "./verdicts.js";

/** @typedef {import("./dom.js").Child} Child */
/** @typedef {import("./record.js").Finding} Finding */
/** @typedef {import("./verdicts.js").Verdict} Verdict */

export const verdicts = new Verdicts(core.pipeline);

/** @type {Record<string, number>} */
const ORDER = { error: 0, warning: 1, anomaly: 2, note: 3 };

/** The worst first. @param {Finding[]} all */
export function sorted(all) {
  return [...all].sort((a, b) => ORDER[a.severity] - ORDER[b.severity] || Number(b.score) - Number(a.score));
}

/** @param {string} severity @param {Child} [more] */
export function tag(severity, more) {
  return el("span", { class: `tag ${severity}` }, severityName(severity), more);
}

/** Where a finding is to be looked up in the material. @param {Finding} finding */
export function source(finding) {
  if (finding.path === "") return "";
  const [line, column] = finding.spot.split(":");
  return line ? say("source_at", { path: finding.path, line, column: column ?? "" }) : finding.path;
}

/** @param {Finding} finding */
function about(finding) {
  const office = finding.office === null ? "" : offices[finding.office].code;
  return { office, year: finding.year, rule: core.rules[finding.rule].id, key: finding.key, figures: finding.figures };
}

/** @param {Verdict} verdict */
function said(verdict) {
  const word = say(`verdict_${verdict.verdict}`);
  return verdict.note === "" ? word : say("verdict_text", { verdict: word, note: verdict.note });
}

/** The verdicts on findings of this run. @returns {[string, Verdict][]} */
function given() {
  const here = new Set(findings.filter((finding) => finding.office !== null).map((finding) => verdictKey(about(finding))));
  return Object.entries(verdicts.all).filter(([key]) => here.has(key));
}

/** The button that hands the verdicts out, with how many there are, and who gives them. @returns {(Node | null)[]} */
export function verdictExport() {
  const count = () => say("verdict_export", { n: given().length });
  const out = button(count(), () => save("explanations.csv", explanations(given(), said)));
  document.addEventListener("verdict", () => (out.textContent = count()));
  const by = /** @type {HTMLInputElement} */ (el("input", { type: "text", class: "by", value: verdicts.by, onchange: () => (verdicts.by = by.value.trim()) }));
  return [out, el("label", { class: "field" }, el("span", {}, say("verdict_by")), by), verdicts.kept ? null : el("span", { class: "aside" }, say("verdict_not_kept"))];
}

/** @param {Finding} finding @param {number} at its number on the page */
function verdict(finding, at) {
  const key = about(finding);
  const now = verdicts.of(key);
  const note = /** @type {HTMLInputElement} */ (
    el("input", { type: "text", "aria-label": say("verdict_note_of", { n: at + 1 }), placeholder: say("verdict_note"), value: now?.note ?? "" })
  );
  let chosen = now?.verdict ?? "";
  const keep = () => {
    const date = new Date();
    const day = [date.getFullYear(), date.getMonth() + 1, date.getDate()].map((part) => String(part).padStart(2, "0")).join("-");
    const verdict = VERDICTS.find((it) => it === chosen);
    verdicts.set(key, verdict ? { verdict, note: note.value.trim(), by: verdicts.by, date: day } : null);
    note.hidden = chosen === "" || chosen === "corrected";
    document.dispatchEvent(new Event("verdict"));
  };
  note.addEventListener("change", keep);
  note.hidden = chosen === "" || chosen === "corrected";
  /** @type {[string, string][]} */
  const options = [["", say("verdict_none")], ...VERDICTS.map((it) => /** @type {[string, string]} */ ([it, say(`verdict_${it}`)]))];
  const select = choice(say("verdict"), options, chosen, (value) => {
    chosen = value;
    keep();
  });
  return el("div", { class: "verdict" }, select, note);
}

/**
 * One finding, whole: what is broken, the arithmetic, the place, the verdict.
 * @param {Finding} finding
 * @param {number} at
 * @param {(finding: Finding | null) => void} [pointed] the reader looks at it
 */
export function item(finding, at, pointed) {
  const rule = core.rules[finding.rule];
  const place = source(finding);
  const look = pointed ? { onmouseenter: () => pointed(finding), onmouseleave: () => pointed(null), onfocusin: () => pointed(finding), onfocusout: () => pointed(null) } : {};
  const bounds = finding.statistics
    ? say("statistics", { p: finding.statistics[0][0], q: finding.statistics[0][1], expected: finding.statistics[0][2] })
    : "";
  return el(
    "li",
    { class: `finding ${finding.severity}`, "data-finding": `${rule.id} ${finding.key}`, ...look },
    el("div", { class: "head" }, tag(finding.severity), " ", link(path("rule", rule.id), rule.id), finding.status === "open" ? null : el("span", { class: "tag status" }, say(`status_${finding.status}`))),
    el("p", {}, finding.message),
    finding.cause === 1 && el("p", { class: "cause" }, say("cause_repair")),
    finding.answer !== "" && el("p", {}, say("answer"), finding.answer),
    bounds !== "" && el("p", { class: "aside" }, bounds),
    place !== "" && el("p", { class: "aside source" }, place),
    finding.office !== null && verdict(finding, at),
  );
}
