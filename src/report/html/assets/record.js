// The run as the page carries it, and the ways of asking it.
import { share, unpack } from "./packed.js";

/** @typedef {import("./packed.js").Cell} Cell */
/** @typedef {{ at: number, code: string, name: string, kind: string, district: string, parent: string,
 *   consolidated: boolean, from: number | null, to: number | null, registered: boolean }} Office */
/** @typedef {"own" | "consolidated" | "total"} Scope whose figures a filing holds */
/** @typedef {"error" | "warning" | "anomaly" | "note"} Severity */
/** @typedef {{ names: string[], rows: any[][] }} Packed records of one kind: names of their fields, and values */
/** `cause` is 1 where the likeliest repair of the filing is one. */
/** @typedef {{ office: number | null, year: number, rule: number, key: string, severity: Severity,
 *   message: string, cells: number[], path: string, spot: string, status: string, figures: string, score: string,
 *   cause: 1 | null, answer: string, group: string[] | null, statistics: string[][] | null }} Finding */
/** @typedef {{ office: number, year: number, rank: number, changes: [number, string, string][], confidence: string,
 *   resolves: string[], leaves: string[], message: string, proof: string }} Repair */
/** @typedef {{ rank: number, office: number, year: number, score: string, errors: number, warnings: number,
 *   anomalies: number, reasons: string }} Ranked */
/** @typedef {{ kind: string, group: string, year: number, filings: number, expected: number, cells: Cell[],
 *   blanks: Cell[], counted: Cell[], unread: Cell[], sheet: number }} Sums */
/** @typedef {{ office: number, year: number, forms: number[], scope: Scope, sources: [string, string][],
 *   cells: Cell[], raw: Record<string, string>, sheet: number }} Filing `sheet` is how it is laid out */
/** @typedef {[string, string, string, number]} Line code, label, label inside a sentence, 1 for a total */
/** @typedef {{ rows: boolean, bare: string, members: number[] }} Group */
/** @typedef {{ code: string, title: string, rows: Line[], columns: Line[], groups: Group[] }} Table */
/** @typedef {{ id: string, title: string, source: string, cells: number[] }} Form */
/** @typedef {[number, number, number, number, number | string | [string] | null]} Slot a rectangle: row, column, rows, columns; a cell, a heading, the name of rows, or nothing */
/** @typedef {[number, number, Slot[]]} Layout table, form, and what stands where */
/** @typedef {{ id: string, title: string, severity: Severity, formula: string, words: string, because: string,
 *   from: number | null, until: number | null, asked_by: string, held: number, failed: number,
 *   skipped: Record<string, number> }} Rule */
/** @typedef {{ rule: number, name: string, unit: string, share: [number[], number[]] | null,
 *   thresholds: Record<string, number> }} Method */
/** @typedef {{ end: "in" | "outcome" | "left", name: string, cells: number[][] }} Flow the cells of each form */
/** @typedef {{ findings: [number, number, number], filings: [number, number], cells: number, new: Brief[],
 *   gone: Brief[] }} Since new, gone and still there; the first few of them */
/** @typedef {{ office: string, year: string, rule: string, key: string, severity: Severity, message: string }} Brief */
/** @typedef {"missing" | "partly_read" | "faulty" | "doubtful" | "in_order"} Standing how an office stands for a year */
/** @typedef {{ due: number, filed: number, missing: number, partly: number, unread: number, files: number, faulty: number, doubtful: number,
 *   passed: number, judged: number, others: number }} Counted of those that had to file, `others` apart; `unread` is what was partly read of all, from so many `files` */
/** @typedef {[number, number, number, string, number]} CellDef table, row, column, code, decimals */
/** @typedef {{ words: Record<string, string>, pipeline: string, title: string, city: string, version: string,
 *   digests: string[], years: number[], n_filings: number, registered: boolean, offices: Packed, tables: Table[],
 *   cells: CellDef[], forms: Form[], rules: Rule[], methods: Method[], levels: Record<string, number>,
 *   missing: number | null, wholes: [number, number][], back: [number, number][], flow: Flow[], volume: number[][],
 *   findings: Packed, paths: string[], sets: number[][], keys: string[], laws: string[], repairs: Packed, ranking: Packed, rollup: Packed,
 *   standings: Record<string, string>, counted: Record<string, Counted>, since: Since | null, intake: string[][], received: Record<string, number>, filed: [number, number][],
 *   met: Record<string, number[]>, layouts: Layout[], sheets: number[][] }} Core `met`: the forms of a year, the usual one
 *   first; `sheets`: the layouts that are drawn together */

/** @param {string} id */
function text(id) {
  return document.getElementById(id)?.textContent ?? "null";
}

/** @type {Core} */
export const core = JSON.parse(text("core"));

export const SEVERITIES = /** @type {Severity[]} */ (["error", "warning", "anomaly", "note"]);

/**
 * A sentence of the program, with what stands in braces filled in. A name without a section is the page's own.
 * @param {string} name
 * @param {Record<string, string | number>} [words]
 */
export function say(name, words = {}) {
  const sentence = core.words[name.includes(".") ? name : `html.${name}`] ?? name;
  return sentence.replace(/\{(\w+)(?:\|([^|{}]*)\|([^|{}]*))?\}/g, (whole, word, one, many) => {
    if (!(word in words)) return whole;
    const filled = String(words[word]);
    return one === undefined ? filled : filled === "1" ? one : many;
  });
}

/** A record of a table. @param {Packed} table @param {any[]} row @returns {any} */
function record({ names }, row) {
  return Object.fromEntries(names.map((name, at) => [name, row[at] ?? null]));
}

/** All records of a table. @param {Packed} table @returns {any[]} */
function records(table) {
  return table.rows.map((row) => record(table, row));
}

/** @type {Office[]} */
export const offices = records(core.offices).map((office, at) => ({ at, ...office }));

/** @type {Map<string, Office>} */
const byCode = new Map(offices.map((office) => [office.code, office]));

/** @param {string} code */
export function officeOf(code) {
  return byCode.get(code);
}

/** The label of a cell with its table, as messages have it. @param {number} cell */
function cellLabel(cell) {
  const [table, row, column] = core.cells[cell];
  const { title, rows, columns } = core.tables[table];
  return say("trace.label", { table: title, row: rows[row][2], column: columns[column][2] });
}

/** A text with the titles and labels that stand as marks in it. @param {string} text */
function whole(text) {
  return text.replace(/([\u0001\u0002])(\d+)\u0003/g, (all, mark, at) => {
    if (mark === "\u0001") return core.rules[at]?.title ?? all;
    return core.cells[at] ? cellLabel(Number(at)) : all;
  });
}

const STATUSES = ["open", "explained", "reopened"];

/** @type {Repair[]} */
const repairs = records(core.repairs).map((repair) => ({
  ...repair,
  resolves: repair.resolves.map((/** @type {number} */ at) => core.laws[at]),
  leaves: repair.leaves.map((/** @type {number} */ at) => core.laws[at]),
  message: whole(repair.message),
}));

const repairsBy = gathered(repairs);

/** @param {number} office @param {number} year */
export function repairsOf(office, year) {
  return repairsBy.get(`${office}/${year}`) ?? [];
}

/** @type {Finding[]} */
export const findings = records(core.findings).map((finding) => ({
  ...finding,
  key: core.keys[finding.key],
  severity: SEVERITIES[finding.severity],
  status: STATUSES[finding.status],
  message: whole(finding.message),
  cells: core.sets[finding.cells],
  path: core.paths[finding.path],
  answer: finding.answer ?? "",
}));

/** @type {Ranked[]} */
export const ranking = records(core.ranking).map((ranked) => ({ ...ranked, reasons: whole(ranked.reasons) }));

/**
 * Rows by office and year.
 * @template {{ office: number | null, year: number }} T
 * @param {T[]} rows
 * @returns {Map<string, T[]>}
 */
function gathered(rows) {
  /** @type {Map<string, T[]>} */
  const map = new Map();
  for (const row of rows) {
    const key = `${row.office}/${row.year}`;
    const list = map.get(key);
    if (list) list.push(row);
    else map.set(key, [row]);
  }
  return map;
}

const findingsBy = gathered(findings);
const rankedBy = gathered(ranking);
/** False where the run has more filings than the page has room for. */
export const isWhole = core.n_filings === core.filed.length;
const filedBy = new Set(core.filed.map(([office, year]) => `${office}/${year}`));

/** @param {number} office @param {number} year */
export function findingsOf(office, year) {
  return findingsBy.get(`${office}/${year}`) ?? [];
}

/** @param {number} office @param {number} year @returns {Ranked | undefined} */
export function rankedOf(office, year) {
  return rankedBy.get(`${office}/${year}`)?.[0];
}

/** @type {Record<string, Standing>} */
const STANDING = { m: "missing", p: "partly_read", f: "faulty", d: "doubtful", o: "in_order" };
export const STANDINGS = Object.values(STANDING);

/** How an office stands for a year; nothing where it has not filed and did not have to. @param {number} office @param {number} year @returns {Standing | null} */
export function standingOf(office, year) {
  return STANDING[(core.standings[year]?.[office] ?? "-").toLowerCase()] ?? null;
}

/** @param {number} office @param {number} year */
export function hasFiled(office, year) {
  const standing = standingOf(office, year);
  return standing !== null && standing !== "missing";
}

/** True if the page has the figures of a filing. @param {number} office @param {number} year */
export function isInPage(office, year) {
  return filedBy.has(`${office}/${year}`);
}

/** True if some of what the office filed could not be read: it is no evidence against the office. @param {number | null} office @param {number} year */
export function isPartlyRead(office, year) {
  return office !== null && standingOf(office, year) === "partly_read";
}

/**
 * True if the office has to file for that year.
 * @param {Office} office
 * @param {number} year
 */
export function isExpected(office, year) {
  return /[A-Z]/.test(core.standings[year]?.[office.at] ?? "-");
}

/** True for what nobody has answered for. @param {Finding} finding */
export function isOpen(finding) {
  return finding.status !== "explained";
}

/** @type {Map<string, any> | null} */
let rows = null;
/** @type {string[]} */
let paths = [];
/** @type {Map<string, Filing>} */
const unpacked = new Map();

/**
 * A filing with its figures; they are read when the first one is asked for.
 * @param {number} office
 * @param {number} year
 * @returns {Filing | null}
 */
export function filingOf(office, year) {
  if (rows === null) {
    const read = JSON.parse(text("filings"));
    rows = new Map(records(read.table).map((row) => [`${row.office}/${row.year}`, row]));
    paths = read.paths;
  }
  const key = `${office}/${year}`;
  const row = rows.get(key);
  if (!row) return null;
  const known = unpacked.get(key);
  if (known) return known;
  const filing = {
    ...row,
    sources: row.sources.map((/** @type {[number, string]} */ [path, line]) => [paths[path], line]),
    cells: unpack(row.cells, core.cells.length),
  };
  unpacked.set(key, filing);
  return filing;
}

/** Cells of some forms, each once. @param {number[][]} cells by form @param {number[]} forms */
export function ofForms(cells, forms) {
  return [...new Set(forms.flatMap((form) => cells[form]))];
}

/** The groups that are summed up, by kind, name and year; their figures are unpacked one by one. */
export const groups = records(core.rollup);

/** @param {string} kind @param {string} group @param {number} year @returns {Sums | null} */
export function sumsOf(kind, group, year) {
  const found = groups.find((row) => row.kind === kind && row.group === group && row.year === year);
  if (!found) return null;
  const [cells, blanks, counted, unread] = [found.cells, found.blanks, found.counted, found.unread].map((text) => unpack(text, core.cells.length));
  return { ...found, cells, blanks, counted, unread };
}

/** The label of a row with the heading that is next above it, where the row says little without. @param {number} table @param {number} row */
export function rowName(table, row) {
  const { rows, groups } = core.tables[table];
  const over = groups.filter((group) => group.rows && group.members.includes(row)).sort((a, b) => a.members.length - b.members.length)[0];
  return over && over.bare !== rows[row][2] ? say("under", { group: over.bare, row: rows[row][2] }) : rows[row][2];
}

/** The label of a cell in a sentence: row and column. @param {number} cell */
export function cellName(cell) {
  const [table, row, column] = core.cells[cell];
  return say("cell", { row: rowName(table, row), column: core.tables[table].columns[column][2] });
}

/** @param {Office} office */
export function placeOf(office) {
  return office.district === "" ? core.city : office.district;
}

/** @param {string} severity */
export function severityName(severity) {
  return say(`severity.${severity}`);
}

/** A share of a whole in per cent, or that there is no whole. @param {number} part @param {number} whole */
export function percent(part, whole) {
  return whole === 0 ? say("none") : share(part, whole);
}
