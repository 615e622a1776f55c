// How the results were obtained: what was read, what was checked, what was not and why, and with which thresholds.
import { el, link, path } from "./dom.js";
import { core, percent, say } from "./record.js";
import { isAsked, skipped } from "./rules.js";
import { figure, foldable, scroller, table } from "./table.js";

/** @typedef {import("./overview.js").Route} Route */
/** @typedef {import("./overview.js").View} View */
/** @typedef {import("./record.js").Rule} Rule */

/**
 * A threshold in per cent: `14%` for 0.14.
 * @param {number} share
 */
const percentText = (share) => `${Number((share * 100).toFixed(2))}%`;

function intake() {
  const counts = Object.entries(core.received).map(([status, n]) =>
    say("received", { status: say(`intake_${status}`), n }),
  );
  const rows = core.intake.map(([path, status, message, unmatched]) => [
    path,
    say(`intake_${status}`),
    message,
    unmatched,
  ]);
  return el(
    "section",
    {},
    el("h2", {}, say("intake")),
    el("p", {}, counts.join(say("comma"))),
    rows.length > 0 &&
      foldable(say("intake_not_whole", { n: rows.length }), () => [
        scroller(
          say("intake"),
          table(say("intake"), [say("file"), say("status"), say("reason"), say("unmatched")], rows.slice(0, 500), {
            hiddenCaption: true,
          }),
        ),
      ]),
  );
}

function rulesAsked() {
  const row = (/** @type {Rule} */ rule) => [
    link(path("rule", rule.id), rule.id),
    rule.title,
    rule.held + rule.failed,
    rule.held + rule.failed === 0 ? say("none") : percent(rule.held, rule.held + rule.failed),
    skipped(rule),
  ];
  const [asked, neverAsked] = [core.rules.filter(isAsked), core.rules.filter((rule) => !isAsked(rule))];
  const header = [say("rule"), say("law"), figure(say("checked")), figure(say("holds")), say("not_asked")];
  const list = (/** @type {Rule[]} */ rules) =>
    scroller(
      say("asked_and_skipped"),
      table(say("asked_and_skipped"), header, rules.map(row), { hiddenCaption: true }),
    );
  return el(
    "section",
    {},
    el("h2", {}, say("asked_and_skipped")),
    el("p", { class: "aside" }, say("skip_note")),
    list(asked),
    neverAsked.length > 0 && foldable(say("never_asked_rules", { n: neverAsked.length }), () => [list(neverAsked)]),
  );
}

function thresholds() {
  if (core.methods.length === 0) return null;
  const rows = core.methods.map((method) => {
    const rule = core.rules[method.rule];
    return [
      link(path("rule", rule.id), rule.id),
      rule.title,
      rule.because,
      Object.entries(method.thresholds)
        .map(([name, value]) => say("threshold_of", { name: say(`threshold.${name}`), value }))
        .join(say("comma")),
    ];
  });
  const { level, doubt, look, peers } = core.levels;
  return el(
    "section",
    {},
    el("h2", {}, say("thresholds")),
    el(
      "p",
      {},
      say("levels", { level: percentText(level), doubt: percentText(doubt), look: percentText(look), peers }),
    ),
    scroller(
      say("thresholds"),
      table(say("thresholds"), [say("rule"), say("law"), say("because"), say("threshold")], rows, {
        hiddenCaption: true,
      }),
    ),
  );
}

function versions() {
  const rows = core.forms.map((form) => [form.title, form.source, String(form.cells.length)]);
  return el(
    "section",
    {},
    el("h2", {}, say("forms")),
    scroller(
      say("forms"),
      table(say("forms"), [say("form"), say("because"), figure(say("cells"))], rows, { hiddenCaption: true }),
    ),
  );
}

/**
 * How the results were obtained.
 * @param {Route} _route
 * @returns {View}
 */
export function methodView(_route) {
  const licences = document.getElementById("licences")?.textContent ?? "";
  return {
    title: say("method"),
    body: [
      el(
        "section",
        {},
        el("h2", {}, say("terms")),
        el(
          "ul",
          {},
          ["terms_pass", "terms_partly", "terms_severity", "terms_explained", "terms_repair", "terms_verdict"].map(
            (name) => el("li", {}, say(name)),
          ),
        ),
      ),
      intake(),
      rulesAsked(),
      thresholds(),
      versions(),
      el(
        "section",
        {},
        el("h2", {}, say("about")),
        el("p", {}, say("about_run", { version: core.version, filings: core.n_filings, shown: core.filed.length })),
        el(
          "dl",
          { class: "facts" },
          el("dt", {}, say("digest_pipeline")),
          el("dd", {}, el("code", {}, core.digests[0])),
          el("dt", {}, say("digest_inputs")),
          el("dd", {}, el("code", {}, core.digests[1])),
        ),
        foldable(say("licences"), () => [el("pre", { class: "licences", tabindex: 0 }, licences)]),
      ),
    ],
  };
}
