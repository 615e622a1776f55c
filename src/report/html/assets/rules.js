// The rules: what each says, what it rests on, how often it holds, and who breaks it.
import { button, el, fill, link, path } from "./dom.js";
import { core, findings, offices, percent, say } from "./record.js";
import { tag, worstFirst } from "./findings.js";
import { figure, foldable, scroller, table } from "./table.js";

/** @typedef {import("./dom.js").Child} Child */
/** @typedef {import("./overview.js").Route} Route */
/** @typedef {import("./overview.js").View} View */
/** @typedef {import("./record.js").Rule} Rule */

/** Number of rows shown at a time. */
const PAGE = 100;

/**
 * True if the rule was checked on some filing, or was left unchecked there for a stated reason.
 * @param {Rule} rule
 */
export function isAsked(rule) {
  return rule.held + rule.failed > 0 || Object.values(rule.skipped).some((n) => n > 0);
}

/**
 * How often a rule held, in per cent.
 * @param {Rule} rule
 */
function rate(rule) {
  return rule.held + rule.failed === 0 ? say("never_asked") : percent(rule.held, rule.held + rule.failed);
}

/**
 * All rules.
 * @param {Route} route
 * @returns {View}
 */
export function rulesView(route) {
  const counts = new Map();
  for (const finding of findings)
    if (finding.year === route.year) counts.set(finding.rule, (counts.get(finding.rule) ?? 0) + 1);
  const row = (/** @type {Rule} */ rule) => [
    link(path("rule", rule.id), rule.id),
    rule.title,
    tag(rule.severity),
    rule.held + rule.failed,
    rate(rule),
    counts.get(core.rules.indexOf(rule)) ?? 0,
  ];
  const [asked, neverAsked] = [core.rules.filter(isAsked), core.rules.filter((rule) => !isAsked(rule))];
  const header = [
    say("rule"),
    say("law"),
    say("severity"),
    figure(say("checked")),
    figure(say("holds")),
    figure(say("findings_in", { year: route.year })),
  ];
  const list = (/** @type {Rule[]} */ rules) =>
    scroller(say("rules"), table(say("rules"), header, rules.map(row), { hiddenCaption: true }));
  return {
    title: say("rules"),
    body: [
      el("p", { class: "aside" }, say("rules_note", { years: core.years.join(say("comma")) })),
      list(asked),
      neverAsked.length > 0 && foldable(say("never_asked_rules", { n: neverAsked.length }), () => [list(neverAsked)]),
    ],
  };
}

/**
 * Why a rule was not checked, and how often.
 * @param {Rule} rule
 */
export function skipped(rule) {
  return Object.entries(rule.skipped)
    .filter(([, n]) => n > 0)
    .map(([why, n]) => say("skipped", { why: say(`skip.${why}`), n }))
    .join(say("semicolon"));
}

/**
 * A rule in full.
 * @param {Rule} rule
 */
function definition(rule) {
  const fact = (/** @type {string} */ name, /** @type {Child} */ value) =>
    value === "" ? null : [el("dt", {}, say(name)), el("dd", {}, value)];
  const years =
    rule.from === null && rule.until === null
      ? ""
      : say("in_force", { from: rule.from ?? "", until: rule.until ?? "" });
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

/**
 * One rule, and who breaks it in a year.
 * @param {Route} route
 * @returns {View}
 */
export function ruleView(route) {
  const position = core.rules.findIndex((rule) => rule.id === route.parts[0]);
  const rule = core.rules[position];
  if (!rule) return { title: say("no_such_rule", { id: route.parts[0] ?? "" }), body: [link("rules", say("rules"))] };
  const all = worstFirst(findings.filter((finding) => finding.rule === position && finding.year === route.year));
  const list = el("div", {});
  let shown = PAGE;
  const more = button(say("more"), () => {
    shown += PAGE;
    draw();
  });
  function draw() {
    const rows = all
      .slice(0, shown)
      .map((finding) => [
        finding.office === null
          ? (finding.group?.[1] ?? "")
          : link(path("office", offices[finding.office].code), offices[finding.office].name),
        tag(finding.severity),
        finding.message,
        finding.status === "open"
          ? ""
          : [say(`status_${finding.status}`), finding.answer !== "" && el("div", {}, finding.answer)],
      ]);
    fill(
      list,
      scroller(
        say("who_fails"),
        table(say("who_fails"), [say("office"), say("severity"), say("finding"), say("status")], rows, {
          hiddenCaption: true,
        }),
      ),
    );
    more.hidden = shown >= all.length;
  }
  draw();
  return {
    title: say("rule_of", { id: rule.id, title: rule.title }),
    body: [
      definition(rule),
      el("h2", {}, say("who_fails_in", { year: route.year, n: all.length })),
      all.length === 0 ? el("p", {}, say("nobody")) : list,
      more,
    ],
  };
}
