// Every office of a year, the most questionable first: searched, filtered, sorted, handed out.
import { button, choice, el, fill, link, path } from "./dom.js";
import { core, findings, findingsOf, hasFiled, isExpected, isOpen, offices, placeOf, rankedOf, say, severityName, standingOf, SEVERITIES, STANDINGS } from "./record.js";
import { csv, save } from "./csv.js";
import { verdictExport } from "./findings.js";
import { alarm } from "./overview.js";
import { table } from "./table.js";

/** @typedef {import("./overview.js").Route} Route */
/** @typedef {import("./overview.js").View} View */
/** @typedef {import("./record.js").Office} Office */
/** @typedef {import("./record.js").Ranked} Ranked */
/** @typedef {{ office: Office, ranked: Ranked | undefined, text: string }} Row */
/** @typedef {{ q: string, district: string, kind: string, rule: string, severity: string, open: string, standing: string }} Filter */

/** Lines that are drawn at a time. */
const PAGE = 50;

/** The offices chosen for printing, by code. @type {Set<string>} */
export const chosen = new Set();

/** @type {Map<number, Row[]>} */
const rowsOf = new Map();

/** Everybody who had to file for a year or did, the heaviest first. @param {number} year */
function rows(year) {
  const before = rowsOf.get(year);
  if (before) return before;
  const all = offices
    .map((office) => ({ office, ranked: rankedOf(office.at, year), text: `${office.name}\n${office.code}`.toLowerCase() }))
    .filter(({ office, ranked }) => ranked || isExpected(office, year) || hasFiled(office.at, year));
  const rank = (/** @type {Row} */ row) => row.ranked?.rank ?? Number.MAX_SAFE_INTEGER;
  all.sort((a, b) => rank(a) - rank(b) || a.office.at - b.office.at);
  rowsOf.set(year, all);
  return all;
}

/** @param {number} year @param {Filter} filter */
export function filtered(year, filter) {
  const words = filter.q.toLowerCase().split(/\s+/).filter((word) => word !== "");
  const rule = core.rules.findIndex((it) => it.id === filter.rule);
  const asks = filter.rule !== "" || filter.severity !== "" || filter.open !== "";
  const fits = (/** @type {import("./record.js").Finding} */ finding) =>
    (filter.rule === "" || finding.rule === rule) && (filter.severity === "" || finding.severity === filter.severity) && (filter.open === "" || isOpen(finding));
  return rows(year).filter(
    ({ office, text }) =>
      words.every((word) => text.includes(word)) &&
      (filter.district === "" || placeOf(office) === filter.district) &&
      (filter.kind === "" || office.kind === filter.kind) &&
      (filter.standing === "" || standingOf(office.at, year) === filter.standing) &&
      (!asks || findingsOf(office.at, year).some(fits)),
  );
}

/** @type {Record<string, (row: Row) => number | string>} */
const BY = {
  rank: (row) => row.ranked?.rank ?? Number.MAX_SAFE_INTEGER,
  office: (row) => row.office.name,
  place: (row) => placeOf(row.office),
  error: (row) => -(row.ranked?.errors ?? 0),
  warning: (row) => -(row.ranked?.warnings ?? 0),
  anomaly: (row) => -(row.ranked?.anomalies ?? 0),
};

/** @param {Row[]} all @param {string} by */
function ordered(all, by) {
  const of = BY[by] ?? BY.rank;
  const language = document.documentElement.lang;
  return [...all].sort((a, b) => {
    const [x, y] = [of(a), of(b)];
    return typeof x === "string" ? x.localeCompare(String(y), language) : x - Number(y);
  });
}

/** The same columns as the table of the run. @param {number} year @param {Row[]} all */
function exported(year, all) {
  const header = ["rank", "office_code", "office", "year", "score", "errors", "warnings", "anomalies", "reasons"];
  const lines = all.map(({ office, ranked }) => [ranked?.rank ?? "", office.code, office.name, year, ranked?.score ?? "", ranked?.errors ?? 0, ranked?.warnings ?? 0, ranked?.anomalies ?? 0, ranked?.reasons ?? ""]);
  return csv([header, ...lines]);
}

/** @param {Row} row @param {number} year */
function reasons({ office, ranked }, year) {
  const list = ranked && ranked.reasons !== "" ? ranked.reasons.split("; ") : [];
  if (list.length === 0) return !hasFiled(office.at, year) ? say("not_filed") : say(findingsOf(office.at, year).length ? "notes_only" : "nothing_found");
  return el("ol", { class: "reasons" }, list.slice(0, 3).map((reason) => el("li", {}, reason)));
}

/** @param {Row} row @param {number} year */
function line(row, year) {
  const { office, ranked } = row;
  const box = /** @type {HTMLInputElement} */ (
    el("input", { type: "checkbox", "aria-label": say("choose", { name: office.name }), onchange: () => (box.checked ? chosen.add(office.code) : chosen.delete(office.code)) })
  );
  box.checked = chosen.has(office.code);
  const count = (/** @type {string} */ severity, /** @type {number} */ n) => (n === 0 ? "0" : el("strong", { class: severity }, n));
  return [
    ranked ? String(ranked.rank) : say("none"),
    el("span", {}, link(path("office", office.code), office.name), el("small", {}, ` ${office.code}`), standingOf(office.at, year) === "partly_read" && el("span", { class: "tag partly" }, say("standing.partly_read"))),
    placeOf(office),
    count("error", ranked?.errors ?? 0),
    count("warning", ranked?.warnings ?? 0),
    count("anomaly", ranked?.anomalies ?? 0),
    reasons(row, year),
    box,
  ];
}

/** @param {string[]} values */
function options(values) {
  const all = [...new Set(values)].filter((value) => value !== "").sort((a, b) => a.localeCompare(b, document.documentElement.lang));
  return [["", say("all")], ...all.map((value) => [value, value])].map(([value, text]) => /** @type {[string, string]} */ ([value, text]));
}

/** @param {Filter} filter @param {number} year @param {(filter: Partial<Filter>) => void} changed */
function controls(filter, year, changed) {
  const here = rows(year).map((row) => row.office);
  const met = new Set(findings.filter((finding) => finding.year === year).map((finding) => finding.rule));
  const rules = core.rules.filter((_, at) => met.has(at)).map((rule) => /** @type {[string, string]} */ ([rule.id, `${rule.id} ${rule.title}`]));
  const search = /** @type {HTMLInputElement} */ (el("input", { type: "search", value: filter.q, placeholder: say("search_hint"), oninput: () => changed({ q: search.value }) }));
  const open = /** @type {HTMLInputElement} */ (el("input", { type: "checkbox", onchange: () => changed({ open: open.checked ? "1" : "" }) }));
  open.checked = filter.open !== "";
  const severities = SEVERITIES.map((it) => /** @type {[string, string]} */ ([it, severityName(it)]));
  const standings = STANDINGS.map((it) => /** @type {[string, string]} */ ([it, say(`standing.${it}`)]));
  return el(
    "form",
    { class: "filters", role: "search", onsubmit: (event) => event.preventDefault() },
    el("label", { class: "field wide" }, el("span", {}, say("search")), search),
    choice(say("district"), options(here.map(placeOf)), filter.district, (district) => changed({ district })),
    choice(say("kind"), options(here.map((office) => office.kind)), filter.kind, (kind) => changed({ kind })),
    choice(say("standing"), [["", say("all")], ...standings], filter.standing, (standing) => changed({ standing })),
    choice(say("rule"), [["", say("all")], ...rules], filter.rule, (rule) => changed({ rule })),
    choice(say("severity"), [["", say("all")], ...severities], filter.severity, (severity) => changed({ severity })),
    el("label", { class: "field check" }, open, el("span", {}, say("unexplained_only"))),
  );
}

/** @param {Route} at @returns {View} */
export function ranking_view(at) {
  const of = (/** @type {string} */ name) => at.query.get(name) ?? "";
  /** @type {Filter} */
  const filter = { q: of("q"), district: of("district"), kind: of("kind"), rule: of("rule"), severity: of("severity"), open: of("open"), standing: of("standing") };
  let by = of("sort");
  let shown = PAGE;
  const list = el("div", { class: "scroller", tabindex: 0, role: "region", "aria-label": say("ranking") });
  const count = el("p", { role: "status", class: "count" });
  const more = button(say("more"), () => {
    shown += PAGE;
    draw();
  });
  const heads = /** @type {[string, string, boolean][]} */ ([["rank", say("rank"), true], ["office", say("office"), false], ["place", say("district"), false], ["error", severityName("error"), true], ["warning", severityName("warning"), true], ["anomaly", severityName("anomaly"), true]]);
  function sort(/** @type {string} */ value) {
    by = value;
    at.change({ sort: value });
    draw();
    /** @type {HTMLElement | null} */ (list.querySelector("[aria-sort] button"))?.focus();
  }
  const current = () => ordered(filtered(at.year, filter), by);
  function draw() {
    const all = current();
    const now = by === "" ? "rank" : by;
    const header = [...heads.map(([value, text, figure]) => ({ text, figure, sorted: value === now, sort: () => sort(value) })), say("reasons"), say("print")];
    fill(list, table(say("ranking"), header, all.slice(0, shown).map((row) => line(row, at.year)), { hidden_caption: true, class: "ranking" }));
    count.textContent = say("ranking_count", { n: all.length, shown: Math.min(shown, all.length) });
    more.hidden = shown >= all.length;
  }
  const changed = (/** @type {Partial<Filter>} */ change) => {
    Object.assign(filter, change);
    shown = PAGE;
    draw();
    at.change(/** @type {Record<string, string>} */ (change));
  };
  draw();
  return {
    title: say("ranking_of", { year: at.year }),
    body: [
      alarm(at.year),
      controls(filter, at.year, changed),
      el("div", { class: "actions" }, button(say("export_csv"), () => save(`ranking-${at.year}.csv`, exported(at.year, current()))), ...verdictExport(), link("print", say("print_chosen"))),
      count,
      list,
      more,
    ],
  };
}
