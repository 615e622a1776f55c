// Draws figures as on the official form, from the rectangles of its layout.
import { append, el } from "./dom.js";
import { cellName, core, say } from "./record.js";

/** @typedef {import("./record.js").Cell} Cell */
/** @typedef {import("./record.js").Slot} Slot */
/** @typedef {(cell: number, label: string) => HTMLElement} DrawCell makes the `td` of a cell */

/** @param {Slot} slot */
function isHead(slot) {
  return typeof slot[4] === "string";
}

/**
 * The `td` or `th` of a rectangle.
 * @param {Slot[][]} rows the rows of the table, each with the rectangles that begin in it
 * @param {Slot} slot
 * @param {DrawCell} drawCell
 */
function drawSlot(rows, slot, drawCell) {
  const [row, column, height, width, content] = slot;
  const spans = { rowspan: height > 1 ? height : null, colspan: width > 1 ? width : null };
  if (typeof content === "number") {
    const td = drawCell(content, cellName(content));
    if (width > 1) td.setAttribute("colspan", String(width));
    return td;
  }
  if (content === null || content === "") return el("td", { class: "void", ...spans });
  if (typeof content !== "string")
    return el(
      "th",
      { scope: height > 1 ? "rowgroup" : "row", class: height > 1 ? "group" : null, ...spans },
      content[0],
    );
  const isAlone = rows[row].length === 1;
  const isCorner = row + column === 0 && height > 1;
  if (isCorner) return el("td", { class: "corner", ...spans }, content);
  return el(
    "th",
    {
      scope: isAlone ? "rowgroup" : width > 1 && height === 1 ? "colgroup" : "col",
      class: isAlone ? "block" : null,
      ...spans,
    },
    content,
  );
}

/**
 * The parts of a table: a head and a body, or a body for each block of rows that has a head of its own.
 * @param {Slot[]} slots
 * @param {DrawCell} drawCell
 */
function drawParts(slots, drawCell) {
  const rows = Array.from({ length: Math.max(...slots.map((slot) => slot[0] + slot[2])) }, (_, row) =>
    slots.filter((slot) => slot[0] === row),
  );
  /** @type {{ head: boolean, rows: Slot[][] }[]} */
  const blocks = [];
  for (const row of rows) {
    const head = row.every(isHead);
    const last = blocks[blocks.length - 1];
    if (last && last.head === head) last.rows.push(row);
    else blocks.push({ head, rows: [row] });
  }
  const drawRows = (/** @type {Slot[][]} */ some) =>
    some.map((row) =>
      el(
        "tr",
        {},
        row.map((slot) => drawSlot(rows, slot, drawCell)),
      ),
    );
  if (blocks.length === 2 && blocks[0].head)
    return [el("thead", {}, drawRows(blocks[0].rows)), el("tbody", {}, drawRows(blocks[1].rows))];
  return blocks
    .filter((block) => block.head)
    .map((block) => el("tbody", {}, drawRows(block.rows), drawRows(blocks[blocks.indexOf(block) + 1]?.rows ?? [])));
}

/**
 * A filing or a rollup as on its form, table by table.
 * @param {number} sheet
 * @param {DrawCell} drawCell
 * @returns {HTMLElement[]}
 */
export function officialForm(sheet, drawCell) {
  return core.sheets[sheet].map((layout) => {
    const [table, form, slots] = core.layouts[layout];
    const { title } = core.tables[table];
    const drawn = el(
      "table",
      { class: "form" },
      el("caption", {}, title, " ", el("small", {}, core.forms[form].title)),
    );
    append(drawn, drawParts(slots, drawCell));
    return el("div", { class: "scroller", tabindex: 0, role: "region", "aria-label": title }, drawn);
  });
}

/**
 * The text of a cell: its figure, or what was printed instead, or why there is nothing.
 * @param {Cell} cell
 * @param {string} [raw]
 */
export function cellText(cell, raw) {
  if ("figure" in cell) return cell.figure;
  if (raw) return raw;
  return say(cell.state === "unread" ? "state.unread_mark" : `state.${cell.state}`);
}
