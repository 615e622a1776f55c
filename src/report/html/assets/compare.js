// Two to six offices side by side, cell by cell, as figures or as shares.
import { button, choice, el, fill, link, path } from "./dom.js";
import { cellName, core, filingOf, officeOf, offices, percent, say } from "./record.js";
import { number } from "./packed.js";
import { cellText } from "./form.js";
import { scroller } from "./table.js";

/** @typedef {import("./overview.js").Route} Route */
/** @typedef {import("./overview.js").View} View */
/** @typedef {import("./record.js").Office} Office */
/** @typedef {import("./record.js").Filing} Filing */

const MOST_OFFICES = 6;
/** The total that a cell is part of. */
const wholes = new Map(core.wholes);

/**
 * The first few offices whose name or code contains a text, without those that are picked already.
 * @param {string} text
 * @param {Office[]} picked
 */
function matching(text, picked) {
  const wanted = text.trim().toLowerCase();
  if (wanted === "") return [];
  return offices
    .filter((office) => !picked.includes(office) && `${office.name}\n${office.code}`.toLowerCase().includes(wanted))
    .slice(0, 8);
}

/**
 * The picked offices, and a search for another.
 * @param {Office[]} picked
 * @param {(codes: string[]) => void} onChange
 */
function picker(picked, onChange) {
  const codes = picked.map((office) => office.code);
  const found = el("ul", { class: "found" });
  const search = /** @type {HTMLInputElement} */ (
    el("input", {
      type: "search",
      placeholder: say("search_hint"),
      oninput: () =>
        fill(
          found,
          matching(search.value, picked).map((office) =>
            el(
              "li",
              {},
              button(`${office.name} ${office.code}`, () => onChange([...codes, office.code])),
            ),
          ),
        ),
    })
  );
  const chips = picked.map((office) =>
    el(
      "li",
      {},
      link(path("office", office.code), office.name),
      button("×", () => onChange(codes.filter((code) => code !== office.code)), {
        "aria-label": say("take_out", { name: office.name }),
      }),
    ),
  );
  return el(
    "div",
    { class: "picker" },
    el("ul", { class: "chips" }, chips),
    picked.length < MOST_OFFICES && el("label", { class: "field wide" }, el("span", {}, say("add_office")), search),
    found,
  );
}

/**
 * The text of a cell: its figure, or its share of the total it is part of.
 * @param {Filing | null} filing
 * @param {number} cell
 * @param {boolean} shares
 */
function shownText(filing, cell, shares) {
  if (!filing) return say("none");
  const whole = wholes.get(cell);
  if (!shares) return cellText(filing.cells[cell], filing.raw[cell]);
  const [part, total] = [number(filing.cells[cell]), whole === undefined ? null : number(filing.cells[whole])];
  return part === null || total === null ? say("none") : percent(part, total);
}

/** @param {Filing | null} filing @param {number} cell */
function isUnread(filing, cell) {
  const value = filing?.cells[cell];
  return value !== undefined && "state" in value && value.state === "unread";
}

/**
 * A table with a column for each office.
 * @param {Office[]} picked
 * @param {number} year
 * @param {number} table
 * @param {boolean} shares
 * @param {boolean} all also cells that are 0 or blank in every filing
 */
function sideBySide(picked, year, table, shares, all) {
  const filings = picked.map((office) => filingOf(office.at, year));
  const isShown = (/** @type {number} */ cell) =>
    filings.some((filing) => {
      const value = filing?.cells[cell];
      if (!value) return false;
      return "figure" in value
        ? all || value.figure !== "0"
        : value.state !== "not_in_source" && (all || value.state !== "blank");
    });
  const cells = core.cells
    .map((_, cell) => cell)
    .filter((cell) => core.cells[cell][0] === table && isShown(cell) && (!shares || wholes.has(cell)));
  const row = (/** @type {number} */ cell) => {
    const whole = wholes.get(cell);
    const name =
      shares && whole !== undefined
        ? say("share_of", { part: cellName(cell), whole: cellName(whole) })
        : cellName(cell);
    return el(
      "tr",
      {},
      el("th", { scope: "row" }, name),
      filings.map((filing) =>
        el("td", { class: isUnread(filing, cell) ? "figure unread" : "figure" }, shownText(filing, cell, shares)),
      ),
    );
  };
  return scroller(
    core.tables[table].title,
    el(
      "table",
      { class: "list compare" },
      el("caption", {}, core.tables[table].title),
      el(
        "thead",
        {},
        el(
          "tr",
          {},
          el("th", { scope: "col" }, say("figure")),
          picked.map((office) => el("th", { scope: "col", class: "figure" }, office.name)),
        ),
      ),
      el("tbody", {}, cells.map(row)),
    ),
  );
}

/**
 * Some offices side by side.
 * @param {Route} route
 * @returns {View}
 */
export function compareView(route) {
  const picked = (route.parts[0] ?? "")
    .split(",")
    .flatMap((code) => officeOf(code) ?? [])
    .slice(0, MOST_OFFICES);
  const tables = core.tables.map((table, index) => [String(index), table.title]);
  const used = tables.filter(([index]) =>
    picked.some((office) =>
      filingOf(office.at, route.year)?.cells.some(
        (cell, ix) => core.cells[ix][0] === Number(index) && "figure" in cell,
      ),
    ),
  );
  const wanted = route.query.get("table") ?? "";
  const table = used.some(([index]) => index === wanted) ? wanted : (used[used.length > 1 ? 1 : 0]?.[0] ?? "0");
  const shares = route.query.get("as") === "shares";
  const all = route.query.get("cells") === "all";
  const onChange = (/** @type {string[]} */ codes) =>
    (location.hash = `#/compare/${codes.map(encodeURIComponent).join(",")}?year=${route.year}`);
  const controls = el(
    "div",
    { class: "filters" },
    choice(say("table"), used, table, (value) => route.change({ table: value, redraw: "1" })),
    choice(
      say("cells_shown"),
      [
        ["", say("cells_filled")],
        ["all", say("all")],
      ],
      all ? "all" : "",
      (value) => route.change({ cells: value, redraw: "1" }),
    ),
    choice(
      say("shown_as"),
      [
        ["", say("as_figures")],
        ["shares", say("as_shares")],
      ],
      shares ? "shares" : "",
      (value) => route.change({ as: value, redraw: "1" }),
    ),
  );
  const body =
    picked.length < 2
      ? [el("p", {}, say("pick_two"))]
      : [controls, sideBySide(picked, route.year, Number(table), shares, all)];
  return { title: say("compare_of", { year: route.year }), body: [picker(picked, onChange), ...body] };
}
