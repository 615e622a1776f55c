// Every rule: what it says, on what it rests, how often it holds, who breaks it.
import { button, el, fill, link, path } from "./dom.js";
import { core, findings, offices, percent, say } from "./record.js";
import { sorted, tag } from "./findings.js";
import { scroller, table, unfolded } from "./table.js";

/** @typedef {import("./dom.js").Child} Child */
/** @typedef {import("./overview.js").Route} Route */
/** @typedef {import("./overview.js").View} View */
/** @typedef {import("./record.js").Rule} Rule */

const PAGE = 100;
const figure = (/** @type {string} */ text) => ({ text, figure: /** @type {const} */ (true) });

/** True if some filing could be held against it, or would have been but for a reason that is told. @param {Rule} rule */
export function isAsked(rule) {
  return rule.held + rule.failed > 0 || Object.values(rule.skipped).some((n) => n > 0);
}

/** @param {Rule} rule */
function rate(rule) {
  return rule.held + rule.failed === 0 ? say("never_asked") : percent(rule.held, rule.held + rule.failed);
}

/** @param {Route} at @returns {View} */
export function rules_view(at) {
  const counts = new Map();
  for (const finding of findings) if (finding.year === at.year) counts.set(finding.rule, (counts.get(finding.rule) ?? 0) + 1);
  const line = (/** @type {Rule} */ rule) => [link(path("rule", rule.id), rule.id), rule.title, tag(rule.severity), rule.held + rule.failed, rate(rule), counts.get(core.rules.indexOf(rule)) ?? 0];
  const [met, unmet] = [core.rules.filter(isAsked), core.rules.filter((rule) => !isAsked(rule))];
  const header = [say("rule"), say("law"), say("severity"), figure(say("checked")), figure(say("holds")), figure(say("findings_in", { year: at.year }))];
  const list = (/** @type {Rule[]} */ rules) => scroller(say("rules"), table(say("rules"), header, rules.map(line), { hidden_caption: true }));
  return { title: say("rules"), body: [el("p", { class: "aside" }, say("rules_note", { years: core.years.join(say("comma")) })), list(met), unmet.length > 0 && unfolded(say("never_asked_rules", { n: unmet.length }), () => [list(unmet)])] };
}

/** Why a rule could not be asked, and how often. @param {Rule} rule */
export function skipped(rule) {
  return Object.entries(rule.skipped)
    .filter(([, n]) => n > 0)
    .map(([why, n]) => say("skipped", { why: say(`skip.${why}`), n }))
    .join(say("semicolon"));
}

/** @param {Rule} rule */
function definition(rule) {
  const fact = (/** @type {string} */ name, /** @type {Child} */ value) => (value === "" ? null : [el("dt", {}, say(name)), el("dd", {}, value)]);
  const years = rule.from === null && rule.until === null ? "" : say("in_force", { from: rule.from ?? "", until: rule.until ?? "" });
  return el(
    "dl",
    { class: "facts" },
    fact("severity", tag(rule.severity)),
    fact("formula", rule.words === rule.formula ? say(`asked_${rule.asked_by}`) : rule.words),
    rule.formula !== "" && fact("formula_codes", el("code", {}, rule.formula)),
    fact("because", rule.because),
    fact("years", years),
    fact("holds", say("holds_of", { rate: rate(rule), held: rule.held, failed: rule.failed })),
    fact("not_asked", skipped(rule)),
  );
}

/** @param {Route} at @returns {View} */
export function rule_view(at) {
  const ix = core.rules.findIndex((rule) => rule.id === at.parts[0]);
  const rule = core.rules[ix];
  if (!rule) return { title: say("no_such_rule", { id: at.parts[0] ?? "" }), body: [link("rules", say("rules"))] };
  const all = sorted(findings.filter((finding) => finding.rule === ix && finding.year === at.year));
  const list = el("div", {});
  let shown = PAGE;
  const more = button(say("more"), () => {
    shown += PAGE;
    draw();
  });
  function draw() {
    const rows = all.slice(0, shown).map((finding) => [
      finding.office === null ? (finding.group?.[1] ?? "") : link(path("office", offices[finding.office].code), offices[finding.office].name),
      tag(finding.severity),
      finding.message,
      finding.status === "open" ? "" : [say(`status_${finding.status}`), finding.answer !== "" && el("div", {}, finding.answer)],
    ]);
    fill(list, scroller(say("who_fails"), table(say("who_fails"), [say("office"), say("severity"), say("finding"), say("status")], rows, { hidden_caption: true })));
    more.hidden = shown >= all.length;
  }
  draw();
  return {
    title: say("rule_of", { id: rule.id, title: rule.title }),
    body: [definition(rule), el("h2", {}, say("who_fails_in", { year: at.year, n: all.length })), all.length === 0 ? el("p", {}, say("nobody")) : list, more],
  };
}

