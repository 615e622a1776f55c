// Rows of figures as the page carries them: one short text each, read when it is needed.

/** What is in a cell: a figure as it is printed in the outputs, or the code of what it is instead. */
/** @typedef {{ figure: string } | { state: string }} Cell */

/** @type {Record<string, Cell>} */
const STATES = {
  b: { state: "blank" },
  n: { state: "not_applicable" },
  l: { state: "below_limit" },
  u: { state: "unreadable" },
  r: { state: "unread" },
  x: { state: "not_in_source" },
};
/** @type {Cell} */
const ZERO = { figure: "0" };

/**
 * The cells of a row, one for each of the catalogue.
 * @param {string} text
 * @param {number} n
 * @returns {Cell[]}
 */
export function unpack(text, n) {
  /** @type {Cell[]} */
  const cells = [];
  for (const token of text.split(",")) {
    const letter = token.charAt(0);
    const same = letter === "z" ? ZERO : STATES[letter];
    if (token === "") cells.push(ZERO);
    else if (same === undefined) cells.push({ figure: token });
    else {
      const times = token.length === 1 ? 1 : Number(token.slice(1));
      for (let at = 0; at < times; at++) cells.push(same);
    }
  }
  while (cells.length < n) cells.push(STATES.x);
  return cells;
}

/**
 * The number in a cell; nothing where there is none, or a day.
 * @param {Cell | undefined} cell
 * @returns {number | null}
 */
export function number(cell) {
  const value = cell && "figure" in cell ? Number(cell.figure) : NaN;
  return Number.isNaN(value) ? null : value;
}

/**
 * A share of a whole other than 0 in per cent, with one decimal. Only all of it is 100.0, and only nothing 0.0.
 * @param {number} part
 * @param {number} whole
 */
export function share(part, whole) {
  const exact = (part / whole) * 100;
  const kept = part > 0 && part < whole ? Math.min(Math.max(exact, 0.1), 99.9) : exact;
  return `${kept.toFixed(1)}%`;
}

/**
 * The sum of some cells; nothing where none of them has a figure. Tenths that a sum of decimals picks up are cut off.
 * @param {Cell[]} cells
 * @param {number[]} which
 * @returns {number | null}
 */
export function sum(cells, which) {
  const numbers = which.map((at) => number(cells[at])).filter((it) => it !== null);
  if (numbers.length === 0) return null;
  return Number(numbers.reduce((all, one) => all + one, 0).toFixed(6));
}
