// The offices of a year with the most questionable first, to search, filter, sort and export.
import { button, choice, el, fill, link, path } from "./dom.js";
import {
  core,
  findings,
  findingsOf,
  hasFiled,
  isExpected,
  isOpen,
  offices,
  placeOf,
  rankedOf,
  say,
  severityName,
  standingOf,
  SEVERITIES,
  STANDINGS,
} from "./record.js";
import { csv, save } from "./csv.js";
import { verdictExport } from "./findings.js";
import { alarm } from "./overview.js";
import { table } from "./table.js";

/** @typedef {import("./overview.js").Route} Route */
/** @typedef {import("./overview.js").View} View */
/** @typedef {import("./record.js").Office} Office */
/** @typedef {import("./record.js").Ranked} Ranked */
/** @typedef {{ office: Office, ranked: Ranked | undefined, text: string }} Row */

/**
 * What the reader has asked for; an empty text asks for nothing.
 * @typedef {{
 *   q: string, district: string, kind: string, rule: string, severity: string, open: string, standing: string,
 * }} Filter
 */

/** Number of rows shown at a time. */
const PAGE = 50;

/**
 * The offices chosen for printing, by code.
 * @type {Set<string>}
 */
export const chosen = new Set();

/** @type {Map<number, Row[]>} */
const rowsByYear = new Map();

/**
 * The offices that filed for a year or had to, in the order of their rank.
 * @param {number} year
 */
function rowsOf(year) {
  const known = rowsByYear.get(year);
  if (known) return known;
  const all = offices
    .map((office) => ({
      office,
      ranked: rankedOf(office.at, year),
      text: `${office.name}\n${office.code}`.toLowerCase(),
    }))
    .filter(({ office, ranked }) => ranked || isExpected(office, year) || hasFiled(office.at, year));
  const rank = (/** @type {Row} */ row) => row.ranked?.rank ?? Number.MAX_SAFE_INTEGER;
  all.sort((a, b) => rank(a) - rank(b) || a.office.at - b.office.at);
  rowsByYear.set(year, all);
  return all;
}

/**
 * The rows that fit a filter.
 * @param {number} year
 * @param {Filter} filter
 */
function filtered(year, filter) {
  const words = filter.q
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== "");
  const rule = core.rules.findIndex((it) => it.id === filter.rule);
  const asksForFindings = filter.rule !== "" || filter.severity !== "" || filter.open !== "";
  const fits = (/** @type {import("./record.js").Finding} */ finding) =>
    (filter.rule === "" || finding.rule === rule) &&
    (filter.severity === "" || finding.severity === filter.severity) &&
    (filter.open === "" || isOpen(finding));
  return rowsOf(year).filter(
    ({ office, text }) =>
      words.every((word) => text.includes(word)) &&
      (filter.district === "" || placeOf(office) === filter.district) &&
      (filter.kind === "" || office.kind === filter.kind) &&
      (filter.standing === "" || standingOf(office.at, year) === filter.standing) &&
      (!asksForFindings || findingsOf(office.at, year).some(fits)),
  );
}

/** @type {Record<string, (row: Row) => number | string>} */
const SORT_KEYS = {
  rank: (row) => row.ranked?.rank ?? Number.MAX_SAFE_INTEGER,
  office: (row) => row.office.name,
  place: (row) => placeOf(row.office),
  error: (row) => -(row.ranked?.errors ?? 0),
  warning: (row) => -(row.ranked?.warnings ?? 0),
  anomaly: (row) => -(row.ranked?.anomalies ?? 0),
};

/**
 * The rows in the order of a column.
 * @param {Row[]} all
 * @param {string} by
 */
function ordered(all, by) {
  const key = SORT_KEYS[by] ?? SORT_KEYS.rank;
  const language = document.documentElement.lang;
  return [...all].sort((a, b) => {
    const [x, y] = [key(a), key(b)];
    return typeof x === "string" ? x.localeCompare(String(y), language) : x - Number(y);
  });
}

/**
 * The rows as CSV, with the columns of `ranking.csv`.
 * @param {number} year
 * @param {Row[]} all
 */
function exported(year, all) {
  const header = ["rank", "office_code", "office", "year", "score", "errors", "warnings", "anomalies", "reasons"];
  const lines = all.map(({ office, ranked }) => [
    ranked?.rank ?? "",
    office.code,
    office.name,
    year,
    ranked?.score ?? "",
    ranked?.errors ?? 0,
    ranked?.warnings ?? 0,
    ranked?.anomalies ?? 0,
    ranked?.reasons ?? "",
  ]);
  return csv([header, ...lines]);
}

/**
 * The first reasons for the rank of an office, or why there are none.
 * @param {Row} row
 * @param {number} year
 */
function reasons({ office, ranked }, year) {
  const list = ranked && ranked.reasons !== "" ? ranked.reasons.split(say("repair.joint")) : [];
  if (list.length === 0)
    return !hasFiled(office.at, year)
      ? say("not_filed")
      : say(findingsOf(office.at, year).length ? "notes_only" : "nothing_found");
  return el(
    "ol",
    { class: "reasons" },
    list.slice(0, 3).map((reason) => el("li", {}, reason)),
  );
}

/**
 * The cells of a row.
 * @param {Row} row
 * @param {number} year
 */
function rowCells(row, year) {
  const { office, ranked } = row;
  const box = /** @type {HTMLInputElement} */ (
    el("input", {
      type: "checkbox",
      "aria-label": say("choose", { name: office.name }),
      onchange: () => (box.checked ? chosen.add(office.code) : chosen.delete(office.code)),
    })
  );
  box.checked = chosen.has(office.code);
  const count = (/** @type {string} */ severity, /** @type {number} */ n) =>
    n === 0 ? "0" : el("strong", { class: severity }, n);
  return [
    ranked ? String(ranked.rank) : say("none"),
    el(
      "span",
      {},
      link(path("office", office.code), office.name),
      el("small", {}, ` ${office.code}`),
      standingOf(office.at, year) === "partly_read" && el("span", { class: "tag partly" }, say("standing.partly_read")),
    ),
    placeOf(office),
    count("error", ranked?.errors ?? 0),
    count("warning", ranked?.warnings ?? 0),
    count("anomaly", ranked?.anomalies ?? 0),
    reasons(row, year),
    box,
  ];
}

/**
 * The options of a choice among texts, sorted, after one for all of them.
 * @param {string[]} values
 */
function options(values) {
  const all = [...new Set(values)]
    .filter((value) => value !== "")
    .sort((a, b) => a.localeCompare(b, document.documentElement.lang));
  return [["", say("all")], ...all.map((value) => [value, value])];
}

/**
 * The search field and the filters.
 * @param {Filter} filter
 * @param {number} year
 * @param {(changes: Partial<Filter>) => void} onChange
 */
function controls(filter, year, onChange) {
  const ofYear = rowsOf(year).map((row) => row.office);
  const broken = new Set(findings.filter((finding) => finding.year === year).map((finding) => finding.rule));
  const rules = core.rules.filter((_, rule) => broken.has(rule)).map((rule) => [rule.id, rule.short]);
  const search = /** @type {HTMLInputElement} */ (
    el("input", {
      type: "search",
      value: filter.q,
      placeholder: say("search_hint"),
      oninput: () => onChange({ q: search.value }),
    })
  );
  const open = /** @type {HTMLInputElement} */ (
    el("input", { type: "checkbox", onchange: () => onChange({ open: open.checked ? "1" : "" }) })
  );
  open.checked = filter.open !== "";
  const severities = SEVERITIES.map((it) => [it, severityName(it)]);
  const standings = STANDINGS.map((it) => [it, say(`standing.${it}`)]);
  return el(
    "form",
    { class: "filters", role: "search", onsubmit: (event) => event.preventDefault() },
    el("label", { class: "field wide" }, el("span", {}, say("search")), search),
    choice(say("district"), options(ofYear.map(placeOf)), filter.district, (district) => onChange({ district })),
    choice(say("kind"), options(ofYear.map((office) => office.kind)), filter.kind, (kind) => onChange({ kind })),
    choice(say("standing"), [["", say("all")], ...standings], filter.standing, (standing) => onChange({ standing })),
    choice(say("rule"), [["", say("all")], ...rules], filter.rule, (rule) => onChange({ rule })),
    choice(say("severity"), [["", say("all")], ...severities], filter.severity, (severity) => onChange({ severity })),
    el("label", { class: "field check" }, open, el("span", {}, say("unexplained_only"))),
  );
}

/**
 * The ranking of a year.
 * @param {Route} route
 * @returns {View}
 */
export function rankingView(route) {
  const asked = (/** @type {string} */ name) => route.query.get(name) ?? "";
  /** @type {Filter} */
  const filter = {
    q: asked("q"),
    district: asked("district"),
    kind: asked("kind"),
    rule: asked("rule"),
    severity: asked("severity"),
    open: asked("open"),
    standing: asked("standing"),
  };
  let by = asked("sort");
  let shown = PAGE;
  const list = el("div", { class: "scroller", tabindex: 0, role: "region", "aria-label": say("ranking") });
  const count = el("p", { role: "status", class: "count" });
  const more = button(say("more"), () => {
    shown += PAGE;
    draw();
  });
  const heads = /** @type {[string, string, boolean][]} */ ([
    ["rank", say("rank"), true],
    ["office", say("office"), false],
    ["place", say("district"), false],
    ["error", severityName("error"), true],
    ["warning", severityName("warning"), true],
    ["anomaly", severityName("anomaly"), true],
  ]);
  function sort(/** @type {string} */ value) {
    by = value;
    route.change({ sort: value });
    draw();
    /** @type {HTMLElement | null} */ (list.querySelector("[aria-sort] button"))?.focus();
  }
  const currentRows = () => ordered(filtered(route.year, filter), by);
  function draw() {
    const all = currentRows();
    const sortedBy = by === "" ? "rank" : by;
    const header = [
      ...heads.map(([value, text, figure]) => ({ text, figure, sorted: value === sortedBy, sort: () => sort(value) })),
      say("reasons"),
      say("print"),
    ];
    fill(
      list,
      table(
        say("ranking"),
        header,
        all.slice(0, shown).map((row) => rowCells(row, route.year)),
        { hiddenCaption: true, class: "ranking" },
      ),
    );
    count.textContent = say("ranking_count", { n: all.length, shown: Math.min(shown, all.length) });
    more.hidden = shown >= all.length;
  }
  const onChange = (/** @type {Partial<Filter>} */ changes) => {
    Object.assign(filter, changes);
    shown = PAGE;
    draw();
    route.change(/** @type {Record<string, string>} */ (changes));
  };
  draw();
  return {
    title: say("ranking_of", { year: route.year }),
    body: [
      alarm(route.year),
      controls(filter, route.year, onChange),
      el(
        "div",
        { class: "actions" },
        button(say("export_csv"), () => save(`ranking-${route.year}.csv`, exported(route.year, currentRows()))),
        ...verdictExport(),
        link("print", say("print_chosen")),
      ),
      count,
      list,
      more,
    ],
  };
}
