// Unpacks rows of figures, each of which the page carries as one short text. `packed.rs` packs them.

/** @typedef {{ figure: string } | { state: string }} Cell its figure as the outputs print it, or why it has none */

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
 * The cells of a row, as many as the catalogue has.
 * @param {string} text
 * @param {number} n
 * @returns {Cell[]}
 */
export function unpack(text, n) {
  /** @type {Cell[]} */
  const cells = [];
  for (const token of text.split(",")) {
    const letter = token.charAt(0);
    const repeated = letter === "z" ? ZERO : STATES[letter];
    if (token === "") cells.push(ZERO);
    else if (repeated === undefined) cells.push({ figure: token });
    else {
      const times = token.length === 1 ? 1 : Number(token.slice(1));
      for (let i = 0; i < times; i++) cells.push(repeated);
    }
  }
  while (cells.length < n) cells.push(STATES.x);
  return cells;
}

/**
 * The number in a cell; null if it has no figure, or a date.
 * @param {Cell | undefined} cell
 * @returns {number | null}
 */
export function number(cell) {
  const value = cell && "figure" in cell ? Number(cell.figure) : NaN;
  return Number.isNaN(value) ? null : value;
}

/**
 * A share in per cent, with one decimal. Only the whole is 100.0, and only nothing is 0.0. `whole` is not 0.
 * @param {number} part
 * @param {number} whole
 */
export function share(part, whole) {
  const exact = (part / whole) * 100;
  const bounded = part > 0 && part < whole ? Math.min(Math.max(exact, 0.1), 99.9) : exact;
  return `${bounded.toFixed(1)}%`;
}

/**
 * The sum of some cells; null if none of them has a figure. The error that adding decimals picks up is rounded off.
 * @param {Cell[]} cells
 * @param {number[]} positions
 * @returns {number | null}
 */
export function sum(cells, positions) {
  const numbers = positions.map((at) => number(cells[at])).filter((it) => it !== null);
  if (numbers.length === 0) return null;
  return Number(numbers.reduce((total, it) => total + it, 0).toFixed(6));
}
