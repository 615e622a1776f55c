// The run, as the page carries it, and functions to look things up in it.
import { share, unpack } from "./packed.js";

// The types below describe what `record.rs`, `laws.rs`, `forms.rs` and `sheets.rs` write. They refer to an office, a
// rule, a cell and so on by its position in the list of them.

/** @typedef {import("./packed.js").Cell} Cell */

/**
 * @typedef {"own" | "consolidated" | "total"} Scope whose figures a filing holds
 * @typedef {"error" | "warning" | "anomaly" | "note"} Severity
 * @typedef {"missing" | "partly_read" | "faulty" | "doubtful" | "in_order"} Standing how an office stands in a year
 */

/**
 * Records of one kind: the names of their fields, and for each record the values in that order.
 * @typedef {{ names: string[], rows: any[][] }} Packed
 */

/**
 * @typedef {{
 *   at: number, code: string, name: string, kind: string, district: string, parent: string,
 *   consolidated: boolean, from: number | null, to: number | null, registered: boolean,
 * }} Office
 */

/**
 * `cause` is 1 if the likeliest repair of the filing removes the finding. `statistics` holds p, q and the expected
 * value, then the bounds.
 * @typedef {{
 *   office: number | null, year: number, rule: number, key: string, severity: Severity, message: string,
 *   cells: number[], path: string, spot: string, status: string, figures: string, score: string,
 *   cause: 1 | null, answer: string, group: string[] | null, statistics: string[][] | null,
 * }} Finding
 */

/**
 * A change is a cell, the figure that was filed and the figure that is suggested.
 * @typedef {{
 *   office: number, year: number, rank: number, changes: [number, string, string][], confidence: string,
 *   resolves: string[], leaves: string[], message: string, proof: string,
 * }} Repair
 */

/**
 * @typedef {{
 *   rank: number, office: number, year: number, score: string, errors: number, warnings: number,
 *   anomalies: number, reasons: string,
 * }} Ranked
 */

/**
 * The sums of a group of offices. For each sum, `blanks`, `counted` and `unread` say how many filings left the cell
 * blank, how many were added up, and how many could not be read there.
 * @typedef {{
 *   kind: string, group: string, year: number, filings: number, expected: number, cells: Cell[],
 *   blanks: Cell[], counted: Cell[], unread: Cell[], sheet: number,
 * }} Sums
 */

/**
 * `sources` are files with a line, `raw` is what was printed in cells without a figure, and `sheet` says how the filing
 * is laid out.
 * @typedef {{
 *   office: number, year: number, forms: number[], scope: Scope, sources: [string, string][],
 *   cells: Cell[], raw: Record<string, string>, sheet: number,
 * }} Filing
 */

/**
 * @typedef {[string, string, string, number]} Line code, label, label for use in a sentence, 1 for a total
 * @typedef {{ rows: boolean, bare: string, members: number[] }} Group
 * @typedef {{ code: string, title: string, rows: Line[], columns: Line[], groups: Group[] }} Table
 * @typedef {[number, number, number, string, number]} CellDef table, row, column, code, decimals
 * @typedef {{ id: string, title: string, source: string, cells: number[] }} Form
 */

/**
 * A rectangle of a form: row, column, number of rows, number of columns, content. The content is a cell (a number),
 * a heading (a text), the label of a row or group (a text in brackets), or nothing.
 * @typedef {[number, number, number, number, number | string | [string] | null]} Slot
 */

/** @typedef {[number, number, Slot[]]} Layout a table in a form version, and the rectangles it is drawn from */

/**
 * @typedef {{
 *   id: string, title: string, wrong: string, short: string, severity: Severity, formula: string, words: string,
 *   because: string, from: number | null, until: number | null, asked_by: string, held: number, failed: number,
 *   skipped: Record<string, number>,
 * }} Rule
 */

/**
 * A statistical method. `share` holds the cells of the part and of the whole, if the method is about a share.
 * @typedef {{
 *   rule: number, name: string, unit: string, share: [number[], number[]] | null,
 *   thresholds: Record<string, number>,
 * }} Method
 */

/** @typedef {{ end: "in" | "outcome" | "left", name: string, cells: number[][] }} Flow `cells` are given by form */

/** @typedef {{ office: string, year: string, rule: string, key: string, severity: Severity, message: string }} Brief */

/**
 * What has changed since an earlier run: the number of findings that are new, gone and still there, of filings that are
 * new and gone, and of cells. Only the first few hundred findings are listed.
 * @typedef {{
 *   findings: [number, number, number], filings: [number, number], cells: number, new: Brief[], gone: Brief[],
 * }} Since
 */

/**
 * A year in numbers. All count offices that had to file, except `others` (filings of offices that did not), `unread`
 * (all filings that were read only in part) and `files` (the files those came from).
 * @typedef {{
 *   due: number, filed: number, missing: number, partly: number, unread: number, files: number, faulty: number,
 *   doubtful: number, passed: number, judged: number, others: number,
 * }} Counted
 */

/**
 * Everything but the figures of the filings. `wholes` pairs a cell with the total it is part of, `back` a cell with one
 * of last year's to show beside it. `met` lists the forms that were used in a year, the most frequent first. `sheets`
 * are layouts that are drawn together.
 * @typedef {{
 *   words: Record<string, string>, pipeline: string, title: string, city: string, version: string,
 *   digests: string[], years: number[], in_hand: number | null, n_filings: number, registered: boolean, offices: Packed, tables: Table[],
 *   cells: CellDef[], forms: Form[], rules: Rule[], methods: Method[], levels: Record<string, number>,
 *   missing: number | null, wholes: [number, number][], back: [number, number][], flow: Flow[], volume: number[][],
 *   findings: Packed, paths: string[], sets: number[][], keys: string[], laws: string[], repairs: Packed,
 *   ranking: Packed, rollup: Packed, standings: Record<string, string>, counted: Record<string, Counted>,
 *   since: Since | null, intake: string[][], received: Record<string, number>, filed: [number, number][],
 *   met: Record<string, number[]>, layouts: Layout[], sheets: number[][],
 * }} Core
 */

/**
 * The text of an element with data.
 * @param {string} id
 */
function dataText(id) {
  return document.getElementById(id)?.textContent ?? "null";
}

/** @type {Core} */
export const core = JSON.parse(dataText("core"));

export const SEVERITIES = /** @type {Severity[]} */ (["error", "warning", "anomaly", "note"]);

/**
 * One of the program's sentences, with the words in braces filled in. A name without a section is one of `[html]`.
 * @param {string} name
 * @param {Record<string, string | number>} [words]
 */
export function say(name, words = {}) {
  const sentence = core.words[name.includes(".") ? name : `html.${name}`] ?? name;
  return sentence.replace(/\{(\w+)(?:\|([^|{}]*)\|([^|{}]*))?\}/g, (placeholder, word, one, many) => {
    if (!(word in words)) return placeholder;
    const value = String(words[word]);
    return one === undefined ? value : value === "1" ? one : many;
  });
}

/**
 * A row as a record with named fields.
 * @param {Packed} table
 * @param {any[]} row
 * @returns {any}
 */
function record({ names }, row) {
  return Object.fromEntries(names.map((name, index) => [name, row[index] ?? null]));
}

/**
 * All rows as records.
 * @param {Packed} table
 * @returns {any[]}
 */
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

/**
 * The label of a cell with its table, as used in messages.
 * @param {number} cell
 */
function cellLabel(cell) {
  const [table, row, column] = core.cells[cell];
  const { title, rows, columns } = core.tables[table];
  return say("trace.label", { table: title, row: rows[row][2], column: columns[column][2] });
}

/**
 * Replaces the placeholders in a text: of rules by what is wrong, of cells by their labels.
 * @param {string} text
 */
function withLabels(text) {
  return text.replace(/([\u0001\u0002])(\d+)\u0003/g, (placeholder, kind, index) => {
    if (kind === "\u0001") return core.rules[index]?.wrong ?? placeholder;
    return core.cells[index] ? cellLabel(Number(index)) : placeholder;
  });
}

const STATUSES = ["open", "explained", "reopened"];

/** @type {Repair[]} */
const repairs = records(core.repairs).map((repair) => ({
  ...repair,
  resolves: repair.resolves.map((/** @type {number} */ law) => core.laws[law]),
  leaves: repair.leaves.map((/** @type {number} */ law) => core.laws[law]),
  message: withLabels(repair.message),
}));

const repairsByFiling = byOfficeAndYear(repairs);

/** @param {number} office @param {number} year */
export function repairsOf(office, year) {
  return repairsByFiling.get(`${office}/${year}`) ?? [];
}

/** @type {Finding[]} */
export const findings = records(core.findings).map((finding) => ({
  ...finding,
  key: core.keys[finding.key],
  severity: SEVERITIES[finding.severity],
  status: STATUSES[finding.status],
  message: withLabels(finding.message),
  cells: core.sets[finding.cells],
  path: core.paths[finding.path],
  answer: finding.answer ?? "",
}));

/** @type {Ranked[]} */
export const ranking = records(core.ranking).map((ranked) => ({ ...ranked, reasons: withLabels(ranked.reasons) }));

/**
 * Groups rows by office and year.
 * @template {{ office: number | null, year: number }} T
 * @param {T[]} rows
 * @returns {Map<string, T[]>}
 */
function byOfficeAndYear(rows) {
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

const findingsByFiling = byOfficeAndYear(findings);
const rankedByFiling = byOfficeAndYear(ranking);
const filingsInPage = new Set(core.filed.map(([office, year]) => `${office}/${year}`));

/** @param {number} office @param {number} year */
export function findingsOf(office, year) {
  return findingsByFiling.get(`${office}/${year}`) ?? [];
}

/** @param {number} office @param {number} year @returns {Ranked | undefined} */
export function rankedOf(office, year) {
  return rankedByFiling.get(`${office}/${year}`)?.[0];
}

/** @type {Record<string, Standing>} */
const STANDING = { m: "missing", p: "partly_read", f: "faulty", d: "doubtful", o: "in_order" };
export const STANDINGS = Object.values(STANDING);

/**
 * How an office stands in a year; null if it neither filed nor had to.
 * @param {number} office
 * @param {number} year
 * @returns {Standing | null}
 */
export function standingOf(office, year) {
  return STANDING[(core.standings[year]?.[office] ?? "-").toLowerCase()] ?? null;
}

/** @param {number} office @param {number} year */
export function hasFiled(office, year) {
  const standing = standingOf(office, year);
  return standing !== null && standing !== "missing";
}

/**
 * True if the page has the figures of a filing.
 * @param {number} office
 * @param {number} year
 */
export function isInPage(office, year) {
  return filingsInPage.has(`${office}/${year}`);
}

/**
 * True if the filing could be read only in part, which is not held against the office.
 * @param {number | null} office
 * @param {number} year
 */
export function isPartlyRead(office, year) {
  return office !== null && standingOf(office, year) === "partly_read";
}

/**
 * True if the office had to file for a year.
 * @param {Office} office
 * @param {number} year
 */
export function isExpected(office, year) {
  return /[A-Z]/.test(core.standings[year]?.[office.at] ?? "-");
}

/**
 * True for a finding that nobody has explained.
 * @param {Finding} finding
 */
export function isOpen(finding) {
  return finding.status !== "explained";
}

/** @type {Map<string, any> | null} */
let filingRows = null;
/** @type {string[]} */
let filingPaths = [];
/** @type {Map<string, Filing>} */
const unpacked = new Map();

/**
 * A filing with its figures. The data of all filings are parsed when the first one is needed.
 * @param {number} office
 * @param {number} year
 * @returns {Filing | null}
 */
export function filingOf(office, year) {
  if (filingRows === null) {
    const data = JSON.parse(dataText("filings"));
    filingRows = new Map(records(data.table).map((row) => [`${row.office}/${row.year}`, row]));
    filingPaths = data.paths;
  }
  const key = `${office}/${year}`;
  const row = filingRows.get(key);
  if (!row) return null;
  const known = unpacked.get(key);
  if (known) return known;
  const filing = {
    ...row,
    sources: row.sources.map((/** @type {[number, string]} */ [path, line]) => [filingPaths[path], line]),
    cells: unpack(row.cells, core.cells.length),
  };
  unpacked.set(key, filing);
  return filing;
}

/**
 * The cells for some of the forms, each of them once.
 * @param {number[][]} cells by form
 * @param {number[]} forms
 */
export function ofForms(cells, forms) {
  return [...new Set(forms.flatMap((form) => cells[form]))];
}

/** Every group of offices that is summed up, for every year. Its figures are unpacked by `sumsOf`. */
export const groups = records(core.rollup);

/** @param {string} kind @param {string} group @param {number} year @returns {Sums | null} */
export function sumsOf(kind, group, year) {
  const found = groups.find((row) => row.kind === kind && row.group === group && row.year === year);
  if (!found) return null;
  const [cells, blanks, counted, unread] = [found.cells, found.blanks, found.counted, found.unread].map((text) =>
    unpack(text, core.cells.length),
  );
  return { ...found, cells, blanks, counted, unread };
}

/**
 * The label of a row, with that of the smallest group it belongs to.
 * @param {number} table
 * @param {number} row
 */
function rowName(table, row) {
  const { rows, groups } = core.tables[table];
  const group = groups
    .filter((it) => it.rows && it.members.includes(row))
    .sort((a, b) => a.members.length - b.members.length)[0];
  return group && group.bare !== rows[row][2] ? say("under", { group: group.bare, row: rows[row][2] }) : rows[row][2];
}

/**
 * The label of a cell for use in a sentence: row and column.
 * @param {number} cell
 */
export function cellName(cell) {
  const [table, row, column] = core.cells[cell];
  return say("cell", { row: rowName(table, row), column: core.tables[table].columns[column][2] });
}

/**
 * The district of an office, or the city if it is of no district.
 * @param {Office} office
 */
export function placeOf(office) {
  return office.district === "" ? core.city : office.district;
}

/** @param {string} severity */
export function severityName(severity) {
  return say(`severity.${severity}`);
}

/**
 * A share in per cent, or a dash if the whole is 0.
 * @param {number} part
 * @param {number} whole
 */
export function percent(part, whole) {
  return whole === 0 ? say("none") : share(part, whole);
}
