// Figures in the layout of the official form: headings over rows and columns as the form prints them.
import { append, el } from "./dom.js";
import { cellName, core, say } from "./record.js";

/** @typedef {import("./dom.js").Child} Child */
/** @typedef {import("./record.js").Cell} Cell */
/** @typedef {(cell: number, where: string) => HTMLElement} Drawn the td of a cell; `where` is what it is in words */
/** @typedef {{ text: string, span: number, depth: number }} Heading over `span` lines, `depth` levels deep */
/** @typedef {{ table: number, form: number, rows: number[], columns: number[], at: Map<string, number> }} Sheet */

/**
 * The form version that a table of a filing is of: the one most of whose cells the filing has.
 * @param {number} table
 * @param {number[]} forms
 * @param {Cell[]} cells
 * @returns {number | null}
 */
export function versionOf(table, forms, cells) {
  const there = (/** @type {number} */ form) => {
    const of = core.forms[form].cells.filter((cell) => core.cells[cell][0] === table);
    const met = of.filter((cell) => !isAbsent(cells[cell]));
    return of.length === 0 ? 0 : met.length / of.length;
  };
  const best = forms.map((form) => ({ form, share: there(form) })).sort((a, b) => b.share - a.share)[0];
  return best && best.share > 0 ? best.form : null;
}

/**
 * The lines of a form, and among them the own lines of groups that the filing has.
 * @param {number} table @param {number} form @param {Cell[]} filed @returns {Sheet}
 */
function sheet(table, form, filed) {
  const { cells, own } = core.forms[form];
  const [rows, columns] = [[...core.forms[form].rows[table]], [...core.forms[form].columns[table]]];
  for (const cell of own) {
    const [of, row, column] = core.cells[cell];
    if (of !== table || isAbsent(filed[cell])) continue;
    among(rows, row, table, true);
    among(columns, column, table, false);
  }
  /** @type {Map<string, number>} */
  const at = new Map();
  // What few offices print is not shown as lacking.
  for (const [of, isRow, line] of core.forms[form].optional) {
    const lines = isRow ? rows : columns;
    const met = cells.some((cell) => core.cells[cell][0] === table && core.cells[cell][isRow ? 1 : 2] === line && !isAbsent(filed[cell]));
    if (of === table && !met && lines.includes(line)) lines.splice(lines.indexOf(line), 1);
  }
  for (const cell of [...cells, ...own]) {
    const [of, row, column] = core.cells[cell];
    if (of === table) at.set(`${row}/${column}`, cell);
  }
  return { table, form, rows, columns, at };
}

/** @param {Cell} cell */
function isAbsent(cell) {
  return "state" in cell && cell.state === "not_in_source";
}

/** Puts the own line of a group before its members. @param {number[]} lines @param {number} line @param {number} table @param {boolean} isRow */
function among(lines, line, table, isRow) {
  if (lines.includes(line)) return;
  const group = core.tables[table].groups.find((it) => it.rows === isRow && it.own === line);
  const first = lines.findIndex((it) => group?.members.includes(it));
  lines.splice(first === -1 ? lines.length : first, 0, line);
}

/** @param {Sheet} sheet @param {boolean} isRow @param {number} line */
function label(sheet, isRow, line) {
  const own = core.forms[sheet.form].labels.find((it) => it[0] === sheet.table && (it[1] === 1) === isRow && it[2] === line);
  const { rows, columns } = core.tables[sheet.table];
  return own ? own[3] : (isRow ? rows : columns)[line][1];
}

/** True for a line under a heading; the own line of a group stands wherever its group does. @param {import("./record.js").Group[]} all @param {import("./record.js").Group} group @param {number} line */
function holds(all, group, line) {
  const own = all.find((it) => it.rows === group.rows && it.own === line);
  return group.members.includes(line) || (own !== undefined && own.members.every((it) => group.members.includes(it)));
}

/** The headings above a line, the widest first. @param {Sheet} sheet @param {boolean} isRow @param {number} line */
function above(sheet, isRow, line) {
  const lines = isRow ? sheet.rows : sheet.columns;
  const { groups } = core.tables[sheet.table];
  return groups
    .filter((group) => group.rows === isRow && holds(groups, group, line) && group.label !== label(sheet, isRow, line))
    .map((group) => ({ label: group.label, size: lines.filter((it) => holds(groups, group, it)).length }))
    .sort((a, b) => b.size - a.size)
    .map((group) => group.label);
}

/**
 * The headings of lines, level by level; a heading that several neighbours share stands once, over all of them.
 * @param {Sheet} sheet @param {boolean} isRow @param {number[]} lines
 * @returns {(Heading | null)[][]} by level and line; null where a heading reaches over
 */
function headings(sheet, isRow, lines) {
  const chains = lines.map((line) => [...above(sheet, isRow, line), label(sheet, isRow, line)]);
  const depth = Math.max(...chains.map((chain) => chain.length));
  const same = (/** @type {number} */ a, /** @type {number} */ b, /** @type {number} */ level) =>
    level < chains[a].length - 1 && level < chains[b].length - 1 && chains[a].slice(0, level + 1).join("\n") === chains[b].slice(0, level + 1).join("\n");
  return Array.from({ length: depth }, (_, level) =>
    chains.map((chain, at) => {
      if (level >= chain.length || (at > 0 && same(at, at - 1, level))) return null;
      let span = 1;
      while (at + span < chains.length && same(at, at + span, level)) span++;
      return { text: chain[level], span, depth: level === chain.length - 1 ? depth - level : 1 };
    }),
  );
}

/** @param {Sheet} sheet @param {number} row @param {number} column @param {Drawn} drawn */
function figure(sheet, row, column, drawn) {
  const cell = sheet.at.get(`${row}/${column}`);
  if (cell === undefined) return el("td", { class: "void" });
  return drawn(cell, cellName(cell));
}

/** Rows down, columns across. @param {Sheet} sheet @param {Drawn} drawn */
function plain(sheet, drawn) {
  const over = headings(sheet, false, sheet.columns);
  const beside = headings(sheet, true, sheet.rows);
  const { corner } = core.tables[sheet.table];
  const empty = el("td", { class: corner === "" ? "void" : "corner", colspan: beside.length, rowspan: over.length }, corner);
  const head = over.map((level, at) =>
    el("tr", {}, at === 0 && empty, level.map((it) => it && el("th", { scope: it.span > 1 ? "colgroup" : "col", colspan: it.span, rowspan: it.depth }, it.text))),
  );
  const body = sheet.rows.map((row, at) =>
    el(
      "tr",
      {},
      beside.map((level) => level[at]).map((it) => it && el("th", { scope: it.span > 1 ? "rowgroup" : "row", rowspan: it.span, colspan: it.depth, class: it.span > 1 ? "group" : null }, it.text)),
      sheet.columns.map((column) => figure(sheet, row, column, drawn)),
    ),
  );
  return [el("thead", {}, head), el("tbody", {}, body)];
}

/** One line of figures, the rows side by side. @param {Sheet} sheet @param {Drawn} drawn */
function across(sheet, drawn) {
  const over = headings(sheet, true, sheet.rows);
  const n = sheet.columns.length;
  const head = over.map((level) =>
    el("tr", {}, level.map((it) => it && el("th", { scope: "colgroup", colspan: it.span * n, rowspan: it.depth }, it.text))),
  );
  const under = sheet.rows.flatMap(() => sheet.columns.map((column) => el("th", { scope: "col" }, label(sheet, false, column))));
  const figures = sheet.rows.flatMap((row) => sheet.columns.map((column) => figure(sheet, row, column, drawn)));
  return [el("thead", {}, head, el("tr", {}, under)), el("tbody", {}, el("tr", {}, figures))];
}

/** Rows by their heading, each with the columns it has. @param {Sheet} sheet */
function blocks(sheet) {
  /** @type {{ heading: string, rows: number[], columns: number[] }[]} */
  const blocks = [];
  for (const row of sheet.rows) {
    const heading = above(sheet, true, row)[0] ?? "";
    const columns = sheet.columns.filter((column) => sheet.at.has(`${row}/${column}`));
    const last = blocks[blocks.length - 1];
    if (last && last.heading === heading && last.columns.join() === columns.join()) last.rows.push(row);
    else blocks.push({ heading, rows: [row], columns });
  }
  return blocks;
}

/** Blocks below each other, each with columns of its own. @param {Sheet} sheet @param {Drawn} drawn */
function stacked(sheet, drawn) {
  const all = blocks(sheet);
  const most = Math.max(...all.map((block) => block.columns.length));
  return all.map(({ heading, rows, columns }) => {
    const wide = (/** @type {number} */ at) => (at === columns.length - 1 ? most - at : 1);
    const head = columns.map((column, at) => el("th", { scope: "col", colspan: wide(at) }, label(sheet, false, column)));
    const line = (/** @type {number} */ row) => {
      const cells = columns.map((column) => figure(sheet, row, column, drawn));
      cells.forEach((cell, at) => wide(at) > 1 && cell.setAttribute("colspan", String(wide(at))));
      return el("tr", {}, el("th", { scope: "row" }, label(sheet, true, row)), cells);
    };
    return el(
      "tbody",
      {},
      heading !== "" && el("tr", {}, el("th", { scope: "rowgroup", colspan: most + 1, class: "block" }, heading)),
      el("tr", {}, el("th", { scope: "col" }, core.tables[sheet.table].corner), head),
      rows.map(line),
    );
  });
}

/**
 * A filing or a rollup, table by table, as its form prints it.
 * @param {number[]} forms the versions it may be of
 * @param {Cell[]} cells
 * @param {Drawn} drawn
 * @returns {HTMLElement[]}
 */
export function official(forms, cells, drawn) {
  return core.tables.flatMap((table, at) => {
    const form = versionOf(at, forms, cells);
    if (form === null) return [];
    const of = sheet(at, form, cells);
    const shown = el("table", { class: "form" }, el("caption", {}, table.title, " ", el("small", {}, core.forms[form].title)));
    const lay = { grid: plain, bands: stacked, line: across }[table.print];
    append(shown, lay(of, drawn));
    return [el("div", { class: "scroller", tabindex: 0, role: "region", "aria-label": table.title }, shown)];
  });
}

/**
 * What stands in a cell: its figure, or what was printed in its place.
 * @param {Cell} cell
 * @param {string} [raw]
 */
export function printed(cell, raw) {
  if ("figure" in cell) return cell.figure;
  if (raw) return raw;
  return say(cell.state === "unread" ? "state.unread_mark" : `state.${cell.state}`);
}
