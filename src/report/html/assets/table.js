// Plain tables: a caption, a header, rows; the same for lists and for the figures behind a chart.
import { append, el } from "./dom.js";

/** @typedef {import("./dom.js").Child} Child */

/**
 * @param {string} caption
 * @param {(string | { text: string, figure: true })[]} header a figure's column is set to the right
 * @param {(Child | Child[])[][]} rows
 * @param {{ hidden_caption?: boolean, class?: string }} [how]
 */
export function table(caption, header, rows, how = {}) {
  const isFigure = header.map((name) => typeof name !== "string");
  const name = (/** @type {string | { text: string }} */ name) => (typeof name === "string" ? name : name.text);
  const cell = (/** @type {Child | Child[]} */ child, /** @type {number} */ at) =>
    el(at === 0 ? "th" : "td", { class: isFigure[at] ? "figure" : null, scope: at === 0 ? "row" : null }, child);
  return el(
    "table",
    { class: `list ${how.class ?? ""}` },
    el("caption", { class: how.hidden_caption ? "unseen" : null }, caption),
    el("thead", {}, el("tr", {}, header.map((it, at) => el("th", { scope: "col", class: isFigure[at] ? "figure" : null }, name(it))))),
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
