// The city at a glance: who has filed, what holds, what to do next.
import { button, el, hintedLink, link, path } from "./dom.js";
import {
  core,
  findings,
  groups,
  isExpected,
  isOpen,
  isPartlyRead,
  ofForms,
  offices,
  percent,
  ranking,
  say,
  severityName,
  standingOf,
  sumsOf,
  SEVERITIES,
} from "./record.js";
import { flow, series } from "./charts.js";
import { sum } from "./packed.js";
import { figure, foldable, scroller, table } from "./table.js";

/** @typedef {import("./dom.js").Child} Child */
/** @typedef {import("./record.js").Office} Office */
/** @typedef {import("./record.js").Finding} Finding */
/** @typedef {import("./record.js").Standing} Standing */

/**
 * Where in the page the reader is. `change` changes the query in the address; with `redraw` the view is drawn again.
 * @typedef {{
 *   view: string, parts: string[], query: URLSearchParams, year: number,
 *   change: (changes: Record<string, string>) => void,
 * }} Route
 */

/** @typedef {{ title: string, body: Child[] }} View */

/**
 * A year in numbers and lists. `open` counts findings that nobody has explained, by severity; `charged` only those of
 * filings that could be read in full.
 * @typedef {import("./record.js").Counted & {
 *   missed: Office[], failed: Office[], unreadable: Office[],
 *   open: Record<string, number>, charged: Record<string, number>, explained: number,
 * }} Totals
 */

/** @type {Map<number, Totals>} */
const totalsByYear = new Map();

/**
 * A year in numbers and lists, worked out once.
 * @param {number} year
 * @returns {Totals}
 */
function totals(year) {
  const known = totalsByYear.get(year);
  if (known) return known;
  const inYear = findings.filter((finding) => finding.year === year);
  const open = inYear.filter(isOpen);
  const withStanding = (/** @type {Standing} */ wanted) =>
    offices.filter((office) => standingOf(office.at, year) === wanted);
  const dueWithStanding = (/** @type {Standing} */ wanted) =>
    withStanding(wanted).filter((office) => isExpected(office, year));
  const charged = open.filter((finding) => finding.rule !== core.missing && !isPartlyRead(finding.office, year));
  const count = (/** @type {string} */ severity, /** @type {Finding[]} */ all) =>
    all.filter((finding) => finding.severity === severity).length;
  const totals = {
    ...core.counted[year],
    missed: dueWithStanding("missing"),
    failed: dueWithStanding("faulty"),
    unreadable: withStanding("partly_read"),
    open: Object.fromEntries(SEVERITIES.map((severity) => [severity, count(severity, open)])),
    charged: Object.fromEntries(SEVERITIES.map((severity) => [severity, count(severity, charged)])),
    explained: inYear.length - open.length,
  };
  totalsByYear.set(year, totals);
  return totals;
}

/**
 * The number of filings in a year, whether they were due or not.
 * @param {Totals} all
 */
function filingCount(all) {
  return all.filed + all.others;
}

/**
 * The rules with open findings, those with the most first. Notes and missing filings are left out.
 * @param {number} year
 * @param {string} [severity] only findings of this severity
 */
function mostBroken(year, severity) {
  /** @type {Map<number, { rule: number, n: number, offices: Set<number | null> }>} */
  const rules = new Map();
  for (const finding of findings) {
    if (
      finding.year !== year ||
      !isOpen(finding) ||
      finding.severity === "note" ||
      finding.rule === core.missing ||
      (severity && finding.severity !== severity)
    )
      continue;
    if (isPartlyRead(finding.office, year)) continue;
    const entry = rules.get(finding.rule) ?? { rule: finding.rule, n: 0, offices: new Set() };
    entry.n++;
    entry.offices.add(finding.office);
    rules.set(finding.rule, entry);
  }
  return [...rules.values()].sort((a, b) => b.n - a.n);
}

/**
 * The names of some offices in a sentence, at most so many of them.
 * @param {Office[]} list
 * @param {number} most
 */
function names(list, most) {
  const shown = list
    .slice(0, most)
    .map((office) => office.name)
    .join(say("comma"));
  return list.length > most ? say("and_others", { names: shown, n: list.length }) : shown;
}

/**
 * The sentence about a year for the circular.
 * @param {number} year
 */
function circular(year) {
  const all = totals(year);
  const chief = mostBroken(year, "error").slice(0, 3);
  const list = chief
    .map((it) => say("circular_rule", { wrong: core.rules[it.rule].wrong, n: it.n }))
    .join(say("comma"));
  const filed = core.registered
    ? say("circular_filed", {
        title: core.title,
        year,
        expected: all.due,
        filed: all.filed,
        rate: percent(all.filed, all.due),
      })
    : say("circular_found", { title: core.title, year, filed: filingCount(all) });
  return [
    filed,
    all.missing ? say("circular_missing", { n: all.missing, names: names(all.missed, 10) }) : "",
    say("circular_passed", { passed: all.passed, rate: percent(all.passed, all.judged) }),
    all.faulty ? say("circular_failed", { failed: all.faulty, errors: all.charged.error, list }) : "",
    all.partly ? say("circular_partly", { partly: all.partly }) : "",
    say("circular_open", { warnings: all.charged.warning, anomalies: all.charged.anomaly }),
  ].join("");
}

/**
 * How a number compares with that of the year before.
 * @param {number} now
 * @param {number | null} before
 */
function comparison(now, before) {
  if (before === null) return null;
  const difference = now - before;
  return el(
    "span",
    { class: "delta" },
    difference === 0
      ? say("as_before")
      : say(difference > 0 ? "more_than_before" : "fewer_than_before", { n: Math.abs(difference) }),
  );
}

/**
 * A number in large print.
 * @param {string} name
 * @param {Child} value
 * @param {Child} below
 * @param {string} [severity]
 */
function tile(name, value, below, severity) {
  return el(
    "div",
    { class: `tile ${severity ?? ""}` },
    el("dt", {}, name),
    el("dd", {}, el("strong", {}, value), el("span", {}, below)),
  );
}

/**
 * A number that leads to what it counts.
 * @param {number} n
 * @param {string} to
 */
function counted(n, to) {
  return n > 0 ? link(to, String(n)) : String(n);
}

/**
 * The main numbers of a year.
 * @param {number} year
 */
function tiles(year) {
  const all = totals(year);
  const before = core.years.includes(year - 1) ? totals(year - 1) : null;
  const severities = SEVERITIES.map((severity) =>
    tile(
      severityName(severity),
      counted(all.charged[severity], `ranking?severity=${severity}`),
      comparison(all.charged[severity], before && before.charged[severity]),
      severity,
    ),
  );
  return el(
    "dl",
    { class: "tiles", "aria-label": say("figures_of", { year }) },
    core.registered
      ? tile(
          say("filed"),
          el("span", {}, `${all.filed} `, el("small", {}, `/ ${all.due}`)),
          percent(all.filed, all.due),
        )
      : tile(say("filed"), filingCount(all), null),
    core.registered &&
      tile(say("missing"), counted(all.missing, "ranking?standing=missing"), null, all.missing ? "error" : ""),
    all.unread > 0 &&
      tile(
        say("standing.partly_read"),
        counted(all.unread, "ranking?standing=partly_read"),
        say("in_files", { files: all.files }),
        "error",
      ),
    tile(
      say("pass_rate"),
      percent(all.passed, all.judged),
      say("passed_of", { passed: all.passed, filings: all.judged }),
    ),
    severities,
  );
}

/**
 * A warning about filings that could be read only in part, if there are any.
 * @param {number} year
 */
export function alarm(year) {
  const { unread, files } = totals(year);
  return (
    unread > 0 &&
    el(
      "p",
      { class: "alarm", role: "alert" },
      say("standing.alarm", { n: unread, files }),
      " ",
      link("method", say("intake")),
    )
  );
}

/**
 * The offices to call first.
 * @param {number} year
 */
function calls(year) {
  const first = ranking.filter((row) => row.year === year && !isPartlyRead(row.office, year)).slice(0, 10);
  const rows = first.map((row) => [
    row.rank,
    link(path("office", offices[row.office].code), offices[row.office].name),
    row.errors,
    row.warnings,
    row.anomalies,
    row.reasons.split(say("repair.joint"))[0],
  ]);
  const header = [
    figure(say("rank")),
    say("office"),
    figure(severityName("error")),
    figure(severityName("warning")),
    figure(severityName("anomaly")),
    say("first_reason"),
  ];
  const list = rows.length
    ? scroller(say("calls"), table(say("calls"), header, rows, { hiddenCaption: true, class: "calls" }))
    : el("p", {}, say("nothing_found"));
  return el(
    "section",
    {},
    el("h2", {}, say("calls")),
    list,
    el("p", { class: "unprinted" }, link("ranking", say("all_offices"))),
  );
}

/**
 * The rules that are broken most often.
 * @param {number} year
 */
function problems(year) {
  const rules = mostBroken(year).slice(0, 12);
  if (rules.length === 0) return null;
  const most = Math.max(1, ...rules.map((it) => it.n));
  const rows = rules.map((it) => {
    const rule = core.rules[it.rule];
    const bar = el("span", { class: `bar ${rule.severity}` });
    bar.style.width = `${Math.max(2, (it.n / most) * 100)}%`;
    return [
      hintedLink(path("rule", rule.id), rule.id, rule.wrong),
      it.offices.size,
      el("span", { class: "barred" }, String(it.n), el("span", { class: "track" }, bar)),
    ];
  });
  return el(
    "section",
    {},
    el("h2", {}, say("problems")),
    scroller(
      say("problems"),
      table(say("problems"), [say("finding"), figure(say("offices")), say("findings")], rows, {
        hiddenCaption: true,
      }),
    ),
  );
}

/**
 * The offices whose filing could be read only in part, and those that have not filed.
 * @param {number} year
 * @returns {Child[]}
 */
function missing(year) {
  const all = totals(year);
  const list = (/** @type {string} */ name, /** @type {Office[]} */ offices) =>
    offices.length > 0 && el("section", {}, el("h2", {}, say(name, { n: offices.length })), nameList(offices, 40));
  return [list("partly_by_name", all.unreadable), list("missing_by_name", all.missed)];
}

/**
 * Links to some offices. All but the first `most` are folded away.
 * @param {Office[]} list
 * @param {number} most
 */
function nameList(list, most) {
  const names = (/** @type {Office[]} */ offices) =>
    el(
      "ul",
      { class: "names" },
      offices.map((office) => el("li", {}, link(path("office", office.code), office.name))),
    );
  return [
    list.length > 0 && names(list.slice(0, most)),
    list.length > most && foldable(say("and_more", { n: list.length - most }), () => [names(list.slice(most))]),
  ];
}

/**
 * The years side by side, and which offices have errors now, had them the year before, or both.
 * @param {number} year
 */
function changes(year) {
  const rows = core.years.map((it) => {
    const all = totals(it);
    return [
      String(it),
      core.registered ? all.due : say("none"),
      filingCount(all),
      all.partly,
      percent(all.passed, all.judged),
      ...SEVERITIES.map((severity) => all.charged[severity]),
      all.explained,
    ];
  });
  const header = [
    say("year"),
    ...[
      say("expected"),
      say("filed"),
      say("standing.partly_read"),
      say("pass_rate"),
      ...SEVERITIES.map(severityName),
      say("status_explained"),
    ].map(figure),
  ];
  const parts = [scroller(say("by_year"), table(say("by_year"), header, rows, { hiddenCaption: true }))];
  if (core.years.includes(year - 1)) {
    const [now, before] = [totals(year).failed, totals(year - 1).failed];
    const list = (/** @type {string} */ name, /** @type {Office[]} */ offices) =>
      el("div", {}, el("h3", {}, say(name, { n: offices.length })), nameList(offices, 10));
    parts.push(
      el(
        "div",
        { class: "columns" },
        list(
          "newly_failed",
          now.filter((office) => !before.includes(office)),
        ),
        list(
          "still_failed",
          now.filter((office) => before.includes(office)),
        ),
        list(
          "no_longer_failed",
          before.filter((office) => !now.includes(office)),
        ),
      ),
    );
  }
  return el("section", {}, el("h2", {}, say("changes")), parts);
}

/**
 * The sum of some cells over the whole city.
 * @param {number} year
 * @param {number[][]} cells by form
 */
function cityFigure(year, cells) {
  const group = groups.find((it) => it.kind === "city" && it.year === year);
  const sums = group ? sumsOf("city", group.group, year) : null;
  return sums ? sum(sums.cells, ofForms(cells, core.met[year] ?? [])) : null;
}

/**
 * The charts that the pipeline declares.
 * @param {number} year
 */
function charts(year) {
  const flows = flow(say("flow_of", { city: core.city, year }), (cells) => cityFigure(year, cells));
  const years = series(say("series_of", { name: core.city }), core.years, cityFigure, (it) => core.met[it]?.[0]);
  if (!flows && !years) return null;
  return el("section", {}, el("h2", {}, say("volume_and_outcomes")), el("div", { class: "pair" }, flows, years));
}

/** What has changed since an earlier run, if one was given. */
function since() {
  if (!core.since) return null;
  const { findings, filings, cells } = core.since;
  const list = (
    /** @type {string} */ name,
    /** @type {number} */ n,
    /** @type {import("./record.js").Brief[]} */ all,
  ) =>
    n > 0 &&
    foldable(say(name, { n }), () => [
      table(
        say(name, { n }),
        [say("office"), say("year"), say("rule"), say("severity"), say("finding")],
        all.map((it) => [it.office, it.year, it.rule, severityName(it.severity), it.message]),
        { hiddenCaption: true },
      ),
    ]);
  return el(
    "section",
    {},
    el("h2", {}, say("since")),
    el(
      "p",
      {},
      say("since_counts", {
        new: findings[0],
        gone: findings[1],
        still: findings[2],
        filings: filings[0],
        without: filings[1],
        cells,
      }),
    ),
    list("since_gone", findings[1], core.since.gone),
    list("since_new", findings[0], core.since.new),
  );
}

/**
 * The whole city in one year.
 * @param {Route} route
 * @returns {View}
 */
export function overview(route) {
  const sentence = circular(route.year);
  const copied = el("span", { role: "status", class: "aside" });
  const copy = button(say("copy"), () => {
    const done = () => (copied.textContent = say("copied"));
    navigator.clipboard?.writeText(sentence).then(done, () => getSelection()?.selectAllChildren(text));
    if (!navigator.clipboard) getSelection()?.selectAllChildren(text);
  });
  const text = el("p", { id: "circular" }, sentence);
  return {
    title: say("overview_of", { city: core.city, year: route.year }),
    body: [
      alarm(route.year),
      tiles(route.year),
      el(
        "section",
        { class: "circular" },
        el("h2", {}, say("circular")),
        text,
        el("div", { class: "actions" }, copy, copied),
      ),
      since(),
      calls(route.year),
      ...missing(route.year),
      problems(route.year),
      charts(route.year),
      changes(route.year),
    ],
  };
}
