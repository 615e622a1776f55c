// How the page came about: what was read, what was asked, what was not and why, by which thresholds.
import { el, link, path } from "./dom.js";
import { core, percent, say } from "./record.js";
import { isAsked, skipped } from "./rules.js";
import { scroller, table, unfolded } from "./table.js";

/** @typedef {import("./overview.js").Route} Route */
/** @typedef {import("./overview.js").View} View */

/** `14%` of 0.14. @param {number} share */
const hundredths = (share) => `${Number((share * 100).toFixed(2))}%`;
const figure = (/** @type {string} */ text) => ({ text, figure: /** @type {const} */ (true) });

function intake() {
  const counts = Object.entries(core.received).map(([status, n]) => say("received", { status: say(`intake_${status}`), n }));
  const rows = core.intake.map(([path, status, message, unmatched]) => [path, say(`intake_${status}`), message, unmatched]);
  return el(
    "section",
    {},
    el("h2", {}, say("intake")),
    el("p", {}, counts.join(say("comma"))),
    rows.length > 0 && unfolded(say("intake_not_whole", { n: rows.length }), () => [scroller(say("intake"), table(say("intake"), [say("file"), say("status"), say("reason"), say("unmatched")], rows.slice(0, 500), { hidden_caption: true }))]),
  );
}

function asked() {
  const line = (/** @type {import("./record.js").Rule} */ rule) => [link(path("rule", rule.id), rule.id), rule.title, rule.held + rule.failed, rule.held + rule.failed === 0 ? say("none") : percent(rule.held, rule.held + rule.failed), skipped(rule)];
  const [met, unmet] = [core.rules.filter(isAsked), core.rules.filter((rule) => !isAsked(rule))];
  const header = [say("rule"), say("law"), figure(say("checked")), figure(say("holds")), say("not_asked")];
  const list = (/** @type {import("./record.js").Rule[]} */ rules) => scroller(say("asked_and_skipped"), table(say("asked_and_skipped"), header, rules.map(line), { hidden_caption: true }));
  return el("section", {}, el("h2", {}, say("asked_and_skipped")), el("p", { class: "aside" }, say("skip_note")), list(met), unmet.length > 0 && unfolded(say("never_asked_rules", { n: unmet.length }), () => [list(unmet)]));
}

function thresholds() {
  if (core.methods.length === 0) return null;
  const rows = core.methods.map((method) => {
    const rule = core.rules[method.rule];
    return [link(path("rule", rule.id), rule.id), rule.title, rule.because, Object.entries(method.thresholds).map(([name, value]) => say("threshold_of", { name: say(`threshold.${name}`), value })).join(say("comma"))];
  });
  const { level, doubt, look, peers } = core.levels;
  return el(
    "section",
    {},
    el("h2", {}, say("thresholds")),
    el("p", {}, say("levels", { level: hundredths(level), doubt: hundredths(doubt), look: hundredths(look), peers })),
    scroller(say("thresholds"), table(say("thresholds"), [say("rule"), say("law"), say("because"), say("threshold")], rows, { hidden_caption: true })),
  );
}

function versions() {
  const rows = core.forms.map((form) => [form.title, form.source, String(form.cells.length)]);
  return el("section", {}, el("h2", {}, say("forms")), scroller(say("forms"), table(say("forms"), [say("form"), say("because"), figure(say("cells"))], rows, { hidden_caption: true })));
}

/** @param {Route} _at @returns {View} */
export function method_view(_at) {
  const licences = document.getElementById("licences")?.textContent ?? "";
  return {
    title: say("method"),
    body: [
      el("section", {}, el("h2", {}, say("terms")), el("ul", {}, ["terms_pass", "terms_partly", "terms_severity", "terms_explained", "terms_repair", "terms_verdict"].map((name) => el("li", {}, say(name))))),
      intake(),
      asked(),
      thresholds(),
      versions(),
      el("section", {}, el("h2", {}, say("about")), el("p", {}, say("about_run", { version: core.version, filings: core.n_filings, shown: core.filed.length })), el("dl", { class: "facts" }, el("dt", {}, say("digest_pipeline")), el("dd", {}, el("code", {}, core.digests[0])), el("dt", {}, say("digest_inputs")), el("dd", {}, el("code", {}, core.digests[1]))), unfolded(say("licences"), () => [el("pre", { class: "licences", tabindex: 0 }, licences)])),
    ],
  };
}
