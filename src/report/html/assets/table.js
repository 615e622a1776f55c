// Plain tables: a caption, a header, rows; the same for lists and for the figures behind a chart.
import { append, button, el } from "./dom.js";

/** @typedef {import("./dom.js").Child} Child */

/** @typedef {{ text: string, figure?: boolean, sorted?: boolean, sort?: () => void }} Head a figure is set to the right; `sort` makes the name a button */

/**
 * @param {string} caption
 * @param {(string | Head)[]} header
 * @param {(Child | Child[])[][]} rows
 * @param {{ hidden_caption?: boolean, class?: string }} [how]
 */
export function table(caption, header, rows, how = {}) {
  const heads = header.map((it) => (typeof it === "string" ? { text: it } : it));
  const head = (/** @type {Head} */ it) =>
    el("th", { scope: "col", class: it.figure ? "figure" : null, "aria-sort": it.sorted ? (it.figure ? "descending" : "ascending") : null }, it.sort ? button(it.text, it.sort) : it.text);
  const cell = (/** @type {Child | Child[]} */ child, /** @type {number} */ at) =>
    el(at === 0 ? "th" : "td", { class: heads[at].figure ? "figure" : null, scope: at === 0 ? "row" : null, "data-name": heads[at].text }, child);
  return el(
    "table",
    { class: `list ${how.class ?? ""}` },
    el("caption", { class: how.hidden_caption ? "unseen" : null }, caption),
    el("thead", {}, el("tr", {}, heads.map(head))),
    el("tbody", {}, rows.map((row) => el("tr", {}, row.map(cell)))),
  );
}

/**
 * A wide thing that scrolls on its own, so that the page does not; the keyboard can scroll it too.
 * @param {string} label
 * @param {...Child} children
 */
export function scroller(label, ...children) {
  return el("div", { class: "scroller", tabindex: 0, role: "region", "aria-label": label }, children);
}

/**
 * What is shown only when asked for; it is made at that moment.
 * @param {string} summary
 * @param {() => Child[]} make
 */
export function unfolded(summary, make) {
  const details = /** @type {HTMLDetailsElement} */ (el("details", {}, el("summary", {}, summary)));
  details.addEventListener("toggle", () => {
    if (details.open && details.childElementCount === 1) append(details, make());
  });
  return details;
}
