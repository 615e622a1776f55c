// Plain tables with a caption and a header, for lists and for the figures behind a chart.
import { append, button, el } from "./dom.js";

/** @typedef {import("./dom.js").Child} Child */

/**
 * The head of a column. A column of figures is aligned to the right; `sort` makes the head a button.
 * @typedef {{ text: string, figure?: boolean, sorted?: boolean, sort?: () => void }} Head
 */

/**
 * The head of a column of figures.
 * @param {string} text
 * @returns {Head}
 */
export function figure(text) {
  return { text, figure: true };
}

/**
 * A table. The first cell of each row is its heading.
 * @param {string} caption
 * @param {(string | Head)[]} header
 * @param {(Child | Child[])[][]} rows
 * @param {{ hiddenCaption?: boolean, class?: string }} [options]
 */
export function table(caption, header, rows, options = {}) {
  const heads = header.map((it) => (typeof it === "string" ? { text: it } : it));
  const head = (/** @type {Head} */ it) =>
    el(
      "th",
      {
        scope: "col",
        class: it.figure ? "figure" : null,
        "aria-sort": it.sorted ? (it.figure ? "descending" : "ascending") : null,
      },
      it.sort ? button(it.text, it.sort) : it.text,
    );
  const cell = (/** @type {Child | Child[]} */ child, /** @type {number} */ column) =>
    el(
      column === 0 ? "th" : "td",
      {
        class: heads[column].figure ? "figure" : null,
        scope: column === 0 ? "row" : null,
        "data-name": heads[column].text,
      },
      child,
    );
  return el(
    "table",
    { class: `list ${options.class ?? ""}` },
    el("caption", { class: options.hiddenCaption ? "unseen" : null }, caption),
    el("thead", {}, el("tr", {}, heads.map(head))),
    el(
      "tbody",
      {},
      rows.map((row) => el("tr", {}, row.map(cell))),
    ),
  );
}

/**
 * Lets something wide scroll by itself, also with the keyboard, so that the page need not.
 * @param {string} label
 * @param {...Child} children
 */
export function scroller(label, ...children) {
  return el("div", { class: "scroller", tabindex: 0, role: "region", "aria-label": label }, children);
}

/**
 * Something that is folded away at first, and only made when it is opened.
 * @param {string} summary
 * @param {() => Child[]} make
 */
export function foldable(summary, make) {
  const details = /** @type {HTMLDetailsElement} */ (el("details", {}, el("summary", {}, summary)));
  details.addEventListener("toggle", () => {
    if (details.open && details.childElementCount === 1) append(details, make());
  });
  return details;
}
