// One office: its filing on the official form, the findings on it, suggested repairs, and how its peers compare.
import { button, choice, el, fill, link, path } from "./dom.js";
import {
  cellName,
  core,
  filingOf,
  findingsOf,
  hasFiled,
  isExpected,
  isInPage,
  isPartlyRead,
  ofForms,
  officeOf,
  offices,
  placeOf,
  rankedOf,
  ranking,
  repairsOf,
  say,
} from "./record.js";
import { officialForm, cellText } from "./form.js";
import { funnel, series } from "./charts.js";
import { findingItem, verdictExport, worstFirst } from "./findings.js";
import { number, sum } from "./packed.js";
import { foldable } from "./table.js";

/** @typedef {import("./dom.js").Child} Child */
/** @typedef {import("./overview.js").Route} Route */
/** @typedef {import("./overview.js").View} View */
/** @typedef {import("./record.js").Office} Office */
/** @typedef {import("./record.js").Filing} Filing */
/** @typedef {import("./record.js").Finding} Finding */
/** @typedef {import("./record.js").Repair} Repair */

/** With fewer peers than this, nothing is compared. */
const FEWEST_PEERS = 5;

/**
 * For a cell, those of last year's to show beside it.
 * @type {Map<number, number[]>}
 */
const besideCell = new Map();
for (const [cell, last] of core.back) besideCell.set(cell, [...(besideCell.get(cell) ?? []), last]);

/**
 * How sure the first repair is, in words: the only one, or one of several.
 * @param {Repair[]} all
 */
function certainty(all) {
  if (all.length > 1) return say("one_of", { n: all.length });
  return say(all[0].proof === "bounded" ? "one_found" : "only_repair");
}

/** The box that says what is wrong with the cell that is pointed at. */
const bubble = el("div", { id: "bubble", role: "tooltip", hidden: true });

/**
 * Shows the box at a cell.
 * @param {HTMLElement} cell
 * @param {string[]} lines
 */
function showBubble(cell, lines) {
  fill(
    bubble,
    lines.map((line) => el("p", {}, line)),
  );
  document.body.append(bubble);
  bubble.hidden = false;
  const bounds = cell.getBoundingClientRect();
  const width = Math.min(420, window.innerWidth - 16);
  bubble.style.width = `${width}px`;
  bubble.style.left = `${Math.max(8, Math.min(bounds.left, window.innerWidth - width - 8)) + window.scrollX}px`;
  const isAbove = bounds.bottom + bubble.offsetHeight + 8 > window.innerHeight && bounds.top > bubble.offsetHeight + 8;
  bubble.style.top = `${(isAbove ? bounds.top - bubble.offsetHeight - 6 : bounds.bottom + 6) + window.scrollY}px`;
}

/** Hides the box. */
export function hideBubble() {
  bubble.hidden = true;
}

/**
 * The text of last year's figure beside this year's. It is named if it is that of another column.
 * @param {number} cell
 * @param {number} last
 * @param {string} value
 */
function lastYearText(cell, last, value) {
  const [table, row] = core.cells[cell];
  const [, lastRow, column] = core.cells[last];
  if (last === cell) return say("last_same", { value });
  return lastRow === row
    ? say("last_named", { name: core.tables[table].columns[column][2], value })
    : say("last", { value });
}

/**
 * Makes the function that draws the cells of a filing.
 * @param {Filing} filing
 * @param {Filing | null} before last year's filing
 * @param {boolean} everywhere whether every cell shows last year's figure
 * @returns {import("./form.js").DrawCell}
 */
function cellDrawer(filing, before, everywhere) {
  const found = findingsOf(filing.office, filing.year).filter(
    (finding) => finding.status !== "explained" && finding.severity !== "note",
  );
  const repairs = repairsOf(filing.office, filing.year);
  /** @type {Map<number, Finding[]>} */
  const byCell = new Map();
  for (const finding of found)
    for (const cell of finding.cells) byCell.set(cell, [...(byCell.get(cell) ?? []), finding]);
  const suspects = new Set(repairs.flatMap((repair) => repair.changes.map(([cell]) => cell)));
  for (const finding of found) if (finding.cells.length === 1) suspects.add(finding.cells[0]);
  return (cell, label) => {
    const findings = byCell.get(cell) ?? [];
    const likeliest = repairs[0]?.changes.find(([changed]) => changed === cell);
    const others = repairs
      .slice(1)
      .flatMap((repair) => repair.changes.filter(([changed]) => changed === cell).map(([, , to]) => ({ to, repair })));
    const value = filing.cells[cell];
    const state = "figure" in value ? "" : value.state;
    const beside = before ? (everywhere ? [cell] : (besideCell.get(cell) ?? [])) : [];
    const lastYear = before
      ? beside
          .map((last) => ({ last, value: cellText(before.cells[last], before.raw[last]) }))
          .filter(({ last }) => number(before.cells[last]) !== null)
      : [];
    const isSuspect = likeliest !== undefined || others.length > 0 || suspects.has(cell);
    const lines = [
      ...findings.map((finding) => finding.message),
      ...(likeliest
        ? [
            say("repair_line", {
              to: likeliest[2],
              confidence: confidenceText(repairs[0].confidence),
              how: certainty(repairs),
            }),
          ]
        : []),
      ...others.map(({ to, repair }) =>
        say("repair_other", { to, rank: repair.rank, confidence: confidenceText(repair.confidence) }),
      ),
    ];
    const worst = worstFirst(findings)[0];
    const td = el(
      "td",
      {
        class: `figure ${state} ${isSuspect ? "suspect" : findings.length ? "involved" : ""} ${worst?.severity ?? ""}`,
        "data-cell": core.cells[cell][3],
      },
      el("span", { class: "value" }, cellText(value, filing.raw[cell])),
      likeliest &&
        el(
          "span",
          { class: "suggestion" },
          el("span", { class: "unseen" }, say("suggested")),
          `→${likeliest[2]} `,
          el("small", {}, certainty(repairs)),
        ),
      lastYear.map(({ last, value }) =>
        el(
          "span",
          { class: "last", title: say("last_of", { cell: cellName(last), value }) },
          lastYearText(cell, last, value),
        ),
      ),
    );
    if (lines.length > 0) {
      td.setAttribute("tabindex", "0");
      td.setAttribute("aria-label", [label, cellText(value, filing.raw[cell]), ...lines].join("；"));
      for (const event of ["mouseenter", "focus"]) td.addEventListener(event, () => showBubble(td, lines));
      for (const event of ["mouseleave", "blur"]) td.addEventListener(event, hideBubble);
    }
    return td;
  };
}

/**
 * A confidence in per cent. It is never 100, since nothing is certain.
 * @param {string} confidence from 0 to 1
 */
function confidenceText(confidence) {
  const percent = Math.min(99, Math.floor(Number(confidence) * 100));
  return percent === 0 ? "<1%" : `${percent}%`;
}

/**
 * The official form, with its legend and the switch for last year's figures.
 * @param {Filing} filing
 * @param {boolean} printing
 */
function formSection(filing, printing) {
  const before = filingOf(filing.office, filing.year - 1);
  let everywhere = false;
  const box = el("div", { class: "forms" });
  const draw = () => fill(box, officialForm(filing.sheet, cellDrawer(filing, before, everywhere)));
  draw();
  const toggle = /** @type {HTMLInputElement} */ (
    el("input", {
      type: "checkbox",
      onchange: () => {
        everywhere = toggle.checked;
        draw();
      },
    })
  );
  const legend = el(
    "p",
    { class: "legend" },
    el("span", { class: "mark suspect" }, say("legend_suspect")),
    el("span", { class: "mark involved" }, say("legend_involved")),
    el("span", { class: "mark last" }, say("legend_last")),
    filing.cells.some((cell) => "state" in cell && cell.state === "unread") &&
      el("span", { class: "mark unread" }, say("legend_unread")),
    !printing && before !== null && el("label", { class: "check" }, toggle, say("last_year_whole")),
  );
  return [legend, box];
}

/**
 * The suggested repairs.
 * @param {Repair[]} repairs
 */
function repairsSection(repairs) {
  if (repairs.length === 0) return null;
  return el(
    "section",
    { class: "repairs" },
    el("h2", {}, say("repairs")),
    el("p", { class: "aside" }, say("repairs_note")),
    el(
      "ol",
      {},
      repairs.map((repair) =>
        el(
          "li",
          {},
          el("strong", {}, say("confidence", { confidence: confidenceText(repair.confidence) })),
          " ",
          repair.message,
        ),
      ),
    ),
  );
}

/**
 * The findings. Pointing at one marks its cells in the form.
 * @param {number} office
 * @param {number} year
 * @param {HTMLElement} form
 */
function findingsSection(office, year, form) {
  const all = worstFirst(findingsOf(office, year));
  const onPoint = (/** @type {Finding | null} */ finding) => {
    for (const marked of form.querySelectorAll(".pointed")) marked.classList.remove("pointed");
    for (const cell of finding?.cells ?? [])
      form.querySelector(`[data-cell="${core.cells[cell][3]}"]`)?.classList.add("pointed");
  };
  return el(
    "section",
    {},
    el("h2", {}, say("findings_count", { n: all.length })),
    all.length === 0
      ? el("p", {}, say("nothing_found"))
      : el(
          "ul",
          { class: "findings" },
          all.map((finding, index) => findingItem(finding, index, onPoint)),
        ),
  );
}

/**
 * The offices of the same kind that have filed.
 * @param {Office} office
 * @param {number} year
 */
function peersOf(office, year) {
  return offices.filter((it) => it.kind === office.kind && hasFiled(it.at, year));
}

/**
 * Where the office stands among its peers.
 * @param {Office} office
 * @param {number} year
 */
function position(office, year) {
  const filing = filingOf(office.at, year);
  const shares = core.methods.filter(
    (method) => method.share !== null && filing && (sum(filing.cells, method.share[1]) ?? 0) > 0,
  );
  if (shares.length === 0) return null;
  const broken = new Set(findingsOf(office.at, year).map((finding) => finding.rule));
  let method = shares.find((it) => broken.has(it.rule)) ?? shares[0];
  const peers = peersOf(office, year);
  const box = el("div", {});
  const draw = () => {
    const [parts, wholes] = /** @type {[number[], number[]]} */ (method.share);
    const points = peers.flatMap((it) => {
      const cells = filingOf(it.at, year)?.cells ?? [];
      const [part, whole] = [sum(cells, parts), sum(cells, wholes)];
      return part === null || whole === null || whole <= 0 || part < 0 || part > whole
        ? []
        : [{ office: it.at, part, whole, name: it.name }];
    });
    const title = say("funnel_of", {
      name: method.name,
      kind: office.kind === "" ? say("all") : office.kind,
      n: points.length,
    });
    if (points.length < FEWEST_PEERS) return fill(box, el("p", {}, say("few_peers")));
    const open = (/** @type {number} */ peer) =>
      (location.hash = `#/${path("office", offices[peer].code)}?year=${year}`);
    fill(
      box,
      funnel(title, points, office.at, [say("whole"), say("share")], open),
      el("p", { class: "aside" }, say("funnel_note")),
    );
  };
  draw();
  const pick = choice(
    say("figure"),
    shares.map((it) => [String(it.rule), it.name]),
    String(method.rule),
    (value) => {
      method = shares.find((it) => String(it.rule) === value) ?? method;
      draw();
    },
  );
  return el("section", {}, el("h2", {}, say("position")), pick, box);
}

/**
 * The files a filing came from. All but the first two are folded away.
 * @param {Filing} filing
 */
function sources({ sources }) {
  const named = sources.map(([file, line]) =>
    el("div", { class: "source" }, line === "" ? file : say("source_line", { path: file, line })),
  );
  return [
    named.slice(0, 2),
    named.length > 2 && foldable(say("and_more", { n: named.length - 2 }), () => named.slice(2)),
  ];
}

/**
 * Facts about an office and its filing.
 * @param {Office} office
 * @param {number} year
 */
function facts(office, year) {
  const filing = filingOf(office.at, year);
  const above = officeOf(office.parent);
  const fact = (/** @type {string} */ name, /** @type {Child | Child[]} */ value) =>
    el("div", {}, el("dt", {}, say(name)), el("dd", {}, value));
  const ranked = rankedOf(office.at, year);
  return el(
    "dl",
    { class: "facts inline" },
    fact("code", office.code),
    office.kind !== "" && fact("kind", office.kind),
    fact("district", placeOf(office)),
    above && fact("above", link(path("office", above.code), above.name)),
    filing && fact("scope", say(`scope_${filing.scope}`)),
    ranked && fact("rank", say("rank_in", { rank: ranked.rank, n: ranking.filter((row) => row.year === year).length })),
    filing && fact("sources", sources(filing)),
  );
}

/**
 * An office and its filing in one year, on screen and in print.
 * @param {Office} office
 * @param {number} year
 * @param {boolean} printing
 * @returns {Child[]}
 */
export function officeSheet(office, year, printing) {
  const filing = filingOf(office.at, year);
  if (!filing) {
    const missing =
      hasFiled(office.at, year) && !isInPage(office.at, year)
        ? say("not_in_page")
        : isExpected(office, year)
          ? say("not_filed")
          : say("not_expected");
    return [facts(office, year), el("p", { class: "missing" }, missing), findingsSection(office.at, year, el("div"))];
  }
  const form = el(
    "section",
    { class: "filing" },
    el("h2", {}, say("filing_of", { year })),
    formSection(filing, printing),
  );
  const list = findingsSection(office.at, year, form);
  const unread =
    isPartlyRead(office.at, year) &&
    el("p", { class: "alarm", role: "alert" }, say("partly_read_office"), " ", link("method", say("intake")));
  return [
    facts(office, year),
    unread,
    el("div", { class: "desk" }, el("div", { class: "side" }, repairsSection(repairsOf(office.at, year)), list), form),
  ];
}

/**
 * One office in one year.
 * @param {Route} route
 * @returns {View}
 */
export function officeView(route) {
  const office = officeOf(route.parts[0] ?? "");
  if (!office)
    return {
      title: say("no_such_office", { code: route.parts[0] ?? "" }),
      body: [link("ranking", say("all_offices"))],
    };
  const years = core.years.map((year) => {
    const n = findingsOf(office.at, year).filter((finding) => finding.severity === "error").length;
    const notFiled = say(
      !core.registered ? "year_none" : isExpected(office, year) ? "year_missing" : "year_not_expected",
      { year },
    );
    const filed = isPartlyRead(office.at, year)
      ? say("year_partly", { year })
      : n
        ? say("year_errors", { year, n })
        : String(year);
    const text = hasFiled(office.at, year) ? filed : notFiled;
    return el(
      "a",
      { href: `#/${path("office", office.code)}?year=${year}`, "aria-current": year === route.year ? "page" : null },
      text,
    );
  });
  const figure = (/** @type {number} */ year, /** @type {number[][]} */ cells) => {
    const filing = filingOf(office.at, year);
    return filing ? sum(filing.cells, ofForms(cells, filing.forms)) : null;
  };
  const overYears = series(
    say("series_of", { name: office.name }),
    core.years,
    figure,
    (year) => filingOf(office.at, year)?.forms[0],
  );
  return {
    title: say("office_of", { name: office.name, year: route.year }),
    body: [
      el("nav", { class: "tabs", "aria-label": say("years") }, years),
      el(
        "div",
        { class: "actions" },
        ...verdictExport(),
        link(path("compare", office.code), say("compare_with")),
        button(say("print"), () => window.print()),
      ),
      ...officeSheet(office, route.year, false),
      el(
        "div",
        { class: "pair" },
        overYears && el("section", {}, el("h2", {}, say("series")), overYears),
        position(office, route.year),
      ),
    ],
  };
}
