// The run as the page carries it, and the ways of asking it.
import { share, unpack } from "./packed.js";

/** @typedef {import("./packed.js").Cell} Cell */
/** @typedef {{ at: number, code: string, name: string, kind: string, district: string, parent: string,
 *   consolidated: boolean, from: number | null, to: number | null, registered: boolean }} Office */
/** @typedef {"own" | "consolidated" | "total"} Scope whose figures a filing holds */
/** @typedef {"error" | "warning" | "anomaly" | "note"} Severity */
/** `cause` is 1 where it is the likeliest repair of the filing. */
/** @typedef {{ office: number | null, year: number, rule: number, key: string, severity: Severity,
 *   message: string, cells: number[], path: string, spot: string, status: string, figures: string, score: string,
 *   cause: string | 1, answer: string, group: string[] | null, statistics: string[][] | null }} Finding */
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
 *   digests: string[], years: number[], n_filings: number, registered: boolean, offices: any[][], tables: Table[],
 *   cells: CellDef[], forms: Form[], rules: Rule[], methods: Method[], levels: Record<string, number>,
 *   missing: number | null, wholes: [number, number][], back: [number, number][], flow: Flow[], volume: number[][],
 *   findings: any[][], paths: string[], sets: number[][], keys: string[], laws: string[], repairs: any[][], ranking: any[][], rollup: any[][],
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

/** @type {Office[]} */
export const offices = core.offices.map((row, at) => ({
  at,
  code: row[0],
  name: row[1],
  kind: row[2],
  district: row[3],
  parent: row[4],
  consolidated: row[5] === 1,
  from: row[6],
  to: row[7],
  registered: row[8] === 1,
}));

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
const repairs = core.repairs.map((row) => ({
  office: row[0],
  year: row[1],
  rank: row[2],
  changes: row[3],
  confidence: row[4],
  resolves: row[5].map((/** @type {number} */ at) => core.laws[at]),
  leaves: row[6].map((/** @type {number} */ at) => core.laws[at]),
  message: whole(row[7]),
  proof: row[8],
}));

const repairsBy = gathered(repairs);

/** @param {number} office @param {number} year */
export function repairsOf(office, year) {
  return repairsBy.get(`${office}/${year}`) ?? [];
}

/** @type {Finding[]} */
export const findings = core.findings.map((row) => ({
  office: row[0],
  year: row[1],
  rule: row[2],
  key: core.keys[row[3]],
  severity: SEVERITIES[row[4]],
  status: STATUSES[row[5]],
  message: whole(row[6]),
  cells: core.sets[row[7]],
  path: core.paths[row[8]],
  spot: row[9],
  figures: row[10],
  score: row[11],
  cause: row[12] ?? "",
  statistics: row[13] ?? null,
  group: row[14] ?? null,
  answer: row[15] ?? "",
}));

/** @type {Ranked[]} */
export const ranking = core.ranking.map((row) => ({
  rank: row[0],
  office: row[1],
  year: row[2],
  score: row[3],
  errors: row[4],
  warnings: row[5],
  anomalies: row[6],
  reasons: whole(row[7]),
}));

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

/** @type {Map<string, any[]> | null} */
let rows = null;
/** @type {string[]} */
let paths = [];
/** @type {Map<string, Filing>} */
const unpacked = new Map();

/** @type {Scope[]} In the order of the model's. */
const SCOPES = ["own", "consolidated", "total"];

/**
 * A filing with its figures; they are read when the first one is asked for.
 * @param {number} office
 * @param {number} year
 * @returns {Filing | null}
 */
export function filingOf(office, year) {
  if (rows === null) {
    const read = JSON.parse(text("filings"));
    rows = new Map(read.rows.map((/** @type {any[]} */ row) => [`${row[0]}/${row[1]}`, row]));
    paths = read.paths;
  }
  const key = `${office}/${year}`;
  const row = rows.get(key);
  if (!row) return null;
  const known = unpacked.get(key);
  if (known) return known;
  const filing = {
    office,
    year,
    forms: row[2],
    scope: SCOPES[row[3]],
    sources: row[4].map((/** @type {[number, string]} */ [path, line]) => [paths[path], line]),
    cells: unpack(row[5], core.cells.length),
    raw: row[6],
    sheet: row[7],
  };
  unpacked.set(key, filing);
  return filing;
}

/** Cells of some forms, each once. @param {number[][]} cells by form @param {number[]} forms */
export function ofForms(cells, forms) {
  return [...new Set(forms.flatMap((form) => cells[form]))];
}

/** The groups that are summed up, by kind, name and year; their figures are unpacked one by one. */
export const groups = core.rollup.map((row) => ({ kind: row[0], group: row[1], year: row[2] }));

/** @param {string} kind @param {string} group @param {number} year @returns {Sums | null} */
export function sumsOf(kind, group, year) {
  const row = core.rollup.find((row) => row[0] === kind && row[1] === group && row[2] === year);
  if (!row) return null;
  const [cells, blanks, counted, unread] = [row[5], row[6], row[7], row[8]].map((text) => unpack(text, core.cells.length));
  return { kind, group, year, filings: row[3], expected: row[4], cells, blanks, counted, unread, sheet: row[9] };
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
