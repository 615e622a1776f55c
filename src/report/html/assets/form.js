// Figures in the layout of the official form: the rectangles that the program has laid out, drawn as a table.
import { append, el } from "./dom.js";
import { cellName, core, say } from "./record.js";

/** @typedef {import("./record.js").Cell} Cell */
/** @typedef {import("./record.js").Slot} Slot */
/** @typedef {(cell: number, where: string) => HTMLElement} Drawn the td of a cell; `where` is what it is in words */

/** @param {Slot} slot */
function isHead(slot) {
  return typeof slot[4] === "string";
}

/** @param {Slot[][]} rows the rows of a table, each with the rectangles that begin in it @param {Slot} slot @param {Drawn} drawn */
function square(rows, slot, drawn) {
  const [row, column, tall, wide, what] = slot;
  const spans = { rowspan: tall > 1 ? tall : null, colspan: wide > 1 ? wide : null };
  if (typeof what === "number") {
    const td = drawn(what, cellName(what));
    if (wide > 1) td.setAttribute("colspan", String(wide));
    return td;
  }
  if (what === null || what === "") return el("td", { class: "void", ...spans });
  if (typeof what !== "string") return el("th", { scope: tall > 1 ? "rowgroup" : "row", class: tall > 1 ? "group" : null, ...spans }, what[0]);
  const isAlone = rows[row].length === 1;
  const isCorner = row + column === 0 && tall > 1;
  if (isCorner) return el("td", { class: "corner", ...spans }, what);
  return el("th", { scope: isAlone ? "rowgroup" : wide > 1 && tall === 1 ? "colgroup" : "col", class: isAlone ? "block" : null, ...spans }, what);
}

/** The rows of a table in its parts: a head where there is one for all, or a body for each block with a head of its own. @param {Slot[]} slots @param {Drawn} drawn */
function parts(slots, drawn) {
  const rows = Array.from({ length: Math.max(...slots.map((slot) => slot[0] + slot[2])) }, (_, row) => slots.filter((slot) => slot[0] === row));
  /** @type {{ head: boolean, rows: Slot[][] }[]} */
  const runs = [];
  for (const row of rows) {
    const head = row.every(isHead);
    const last = runs[runs.length - 1];
    if (last && last.head === head) last.rows.push(row);
    else runs.push({ head, rows: [row] });
  }
  const lines = (/** @type {Slot[][]} */ of) => of.map((row) => el("tr", {}, row.map((slot) => square(rows, slot, drawn))));
  if (runs.length === 2 && runs[0].head) return [el("thead", {}, lines(runs[0].rows)), el("tbody", {}, lines(runs[1].rows))];
  return runs.filter((run) => run.head).map((run) => el("tbody", {}, lines(run.rows), lines(runs[runs.indexOf(run) + 1]?.rows ?? [])));
}

/**
 * A filing or a rollup, table by table, as its form prints it.
 * @param {number} sheet which layouts
 * @param {Drawn} drawn
 * @returns {HTMLElement[]}
 */
export function official(sheet, drawn) {
  return core.sheets[sheet].map((at) => {
    const [table, form, slots] = core.layouts[at];
    const { title } = core.tables[table];
    const shown = el("table", { class: "form" }, el("caption", {}, title, " ", el("small", {}, core.forms[form].title)));
    append(shown, parts(slots, drawn));
    return el("div", { class: "scroller", tabindex: 0, role: "region", "aria-label": title }, shown);
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
