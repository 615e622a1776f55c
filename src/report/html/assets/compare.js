// Two to six offices side by side, cell by cell and as shares.
import { button, choice, el, fill, link, path } from "./dom.js";
import { cellName, core, filingOf, officeOf, offices, percent, say } from "./record.js";
import { number } from "./packed.js";
import { printed } from "./form.js";
import { scroller } from "./table.js";

/** @typedef {import("./overview.js").Route} Route */
/** @typedef {import("./overview.js").View} View */
/** @typedef {import("./record.js").Office} Office */
/** @typedef {import("./record.js").Filing} Filing */

const MOST = 6;
const wholes = new Map(core.wholes);

/** Offices that fit some words, a few. @param {string} words @param {Office[]} but */
function fitting(words, but) {
  const wanted = words.trim().toLowerCase();
  if (wanted === "") return [];
  return offices.filter((office) => !but.includes(office) && `${office.name}\n${office.code}`.toLowerCase().includes(wanted)).slice(0, 8);
}

/** @param {Office[]} picked @param {(codes: string[]) => void} changed */
function picker(picked, changed) {
  const codes = picked.map((office) => office.code);
  const found = el("ul", { class: "found" });
  const search = /** @type {HTMLInputElement} */ (
    el("input", {
      type: "search",
      placeholder: say("search_hint"),
      oninput: () => fill(found, fitting(search.value, picked).map((office) => el("li", {}, button(`${office.name} ${office.code}`, () => changed([...codes, office.code]))))),
    })
  );
  const chips = picked.map((office) => el("li", {}, link(path("office", office.code), office.name), button("×", () => changed(codes.filter((code) => code !== office.code)), { "aria-label": say("take_out", { name: office.name }) })));
  return el("div", { class: "picker" }, el("ul", { class: "chips" }, chips), picked.length < MOST && el("label", { class: "field wide" }, el("span", {}, say("add_office")), search), found);
}

/** @param {Filing | null} filing @param {number} cell @param {boolean} shares */
function shown(filing, cell, shares) {
  if (!filing) return say("none");
  const whole = wholes.get(cell);
  if (!shares) return printed(filing.cells[cell], filing.raw[cell]);
  const [part, of] = [number(filing.cells[cell]), whole === undefined ? null : number(filing.cells[whole])];
  return part === null || of === null ? say("none") : percent(part, of);
}

/** @param {Filing | null} filing @param {number} cell */
function isUnread(filing, cell) {
  const value = filing?.cells[cell];
  return value !== undefined && "state" in value && value.state === "unread";
}

/** @param {Office[]} picked @param {number} year @param {number} table @param {boolean} shares @param {boolean} all with the cells that nobody has figures in */
function sideBySide(picked, year, table, shares, all) {
  const filings = picked.map((office) => filingOf(office.at, year));
  const there = (/** @type {number} */ cell) =>
    filings.some((filing) => {
      const value = filing?.cells[cell];
      if (!value) return false;
      return "figure" in value ? all || value.figure !== "0" : value.state !== "not_in_source" && (all || value.state !== "blank");
    });
  const cells = core.cells.map((_, at) => at).filter((at) => core.cells[at][0] === table && there(at) && (!shares || wholes.has(at)));
  const line = (/** @type {number} */ cell) => {
    const whole = wholes.get(cell);
    const name = shares && whole !== undefined ? say("share_of", { part: cellName(cell), whole: cellName(whole) }) : cellName(cell);
    return el("tr", {}, el("th", { scope: "row" }, name), filings.map((filing) => el("td", { class: isUnread(filing, cell) ? "figure unread" : "figure" }, shown(filing, cell, shares))));
  };
  return scroller(
    core.tables[table].title,
    el("table", { class: "list compare" }, el("caption", {}, core.tables[table].title), el("thead", {}, el("tr", {}, el("th", { scope: "col" }, say("figure")), picked.map((office) => el("th", { scope: "col", class: "figure" }, office.name)))), el("tbody", {}, cells.map(line))),
  );
}

/** @param {Route} at @returns {View} */
export function compare_view(at) {
  const picked = (at.parts[0] ?? "").split(",").flatMap((code) => officeOf(code) ?? []).slice(0, MOST);
  const tables = core.tables.map((table, index) => /** @type {[string, string]} */ ([String(index), table.title]));
  const used = tables.filter(([index]) => picked.some((office) => filingOf(office.at, at.year)?.cells.some((cell, ix) => core.cells[ix][0] === Number(index) && "figure" in cell)));
  const of = at.query.get("table") ?? "";
  const table = used.some(([index]) => index === of) ? of : (used[used.length > 1 ? 1 : 0]?.[0] ?? "0");
  const shares = at.query.get("as") === "shares";
  const all = at.query.get("cells") === "all";
  const changed = (/** @type {string[]} */ codes) => (location.hash = `#/compare/${codes.map(encodeURIComponent).join(",")}?year=${at.year}`);
  const controls = el(
    "div",
    { class: "filters" },
    choice(say("table"), used, table, (value) => at.change({ table: value, redraw: "1" })),
    choice(say("cells_shown"), [["", say("cells_filled")], ["all", say("all")]], all ? "all" : "", (value) => at.change({ cells: value, redraw: "1" })),
    choice(say("shown_as"), [["", say("as_figures")], ["shares", say("as_shares")]], shares ? "shares" : "", (value) => at.change({ as: value, redraw: "1" })),
  );
  const body = picked.length < 2 ? [el("p", {}, say("pick_two"))] : [controls, sideBySide(picked, at.year, Number(table), shares, all)];
  return { title: say("compare_of", { year: at.year }), body: [picker(picked, changed), ...body] };
}
