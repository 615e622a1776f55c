// One office: its filing as it sent it, what is wrong in it, how it came there, how its peers stand.
import { button, choice, el, fill, link, path } from "./dom.js";
import { cellName, core, filingOf, findingsOf, hasFiled, isExpected, isInPage, isPartlyRead, ofForms, officeOf, offices, placeOf, rankedOf, repairsOf, say } from "./record.js";
import { official, printed } from "./form.js";
import { funnel, series } from "./charts.js";
import { item, sorted, verdictExport } from "./findings.js";
import { number, sum } from "./packed.js";
import { unfolded } from "./table.js";

/** @typedef {import("./dom.js").Child} Child */
/** @typedef {import("./overview.js").Route} Route */
/** @typedef {import("./overview.js").View} View */
/** @typedef {import("./record.js").Office} Office */
/** @typedef {import("./record.js").Filing} Filing */
/** @typedef {import("./record.js").Finding} Finding */
/** @typedef {import("./record.js").Repair} Repair */

/** Peers below that number say nothing. */
const FEW = 5;

/** @type {Map<number, number[]>} */
const wanted = new Map();
for (const [cell, before] of core.back) wanted.set(cell, [...(wanted.get(cell) ?? []), before]);

/** How sure a repair is, in a word: the only one, or one of several. @param {Repair[]} all */
function sureness(all) {
  if (all.length > 1) return say("one_of", { n: all.length });
  return say(all[0].proof === "bounded" ? "one_found" : "only_repair");
}

/** The box that says what is wrong with a cell while it is pointed at. */
const bubble = el("div", { id: "bubble", role: "tooltip", hidden: true });

/** @param {HTMLElement} cell @param {string[]} lines */
function explain(cell, lines) {
  fill(bubble, lines.map((line) => el("p", {}, line)));
  document.body.append(bubble);
  bubble.hidden = false;
  const at = cell.getBoundingClientRect();
  const width = Math.min(420, window.innerWidth - 16);
  bubble.style.width = `${width}px`;
  bubble.style.left = `${Math.max(8, Math.min(at.left, window.innerWidth - width - 8)) + window.scrollX}px`;
  const above = at.bottom + bubble.offsetHeight + 8 > window.innerHeight && at.top > bubble.offsetHeight + 8;
  bubble.style.top = `${(above ? at.top - bubble.offsetHeight - 6 : at.bottom + 6) + window.scrollY}px`;
}

/** Takes the box away. */
export function silence() {
  bubble.hidden = true;
}

/** Last year's figure beside this year's: named where it is another figure of the row. @param {number} cell @param {number} last @param {string} value */
function lastOf(cell, last, value) {
  const [table, row] = core.cells[cell];
  const [, other, column] = core.cells[last];
  if (last === cell) return say("last_same", { value });
  return other === row ? say("last_named", { name: core.tables[table].columns[column][2], value }) : say("last", { value });
}

/**
 * @param {Filing} filing
 * @param {Filing | null} before last year's
 * @param {boolean} whole last year's figures in every cell
 */
function cells(filing, before, whole) {
  const found = findingsOf(filing.office, filing.year).filter((finding) => finding.status !== "explained" && finding.severity !== "note");
  const repairs = repairsOf(filing.office, filing.year);
  /** @type {Map<number, Finding[]>} */
  const broken = new Map();
  for (const finding of found) for (const cell of finding.cells) broken.set(cell, [...(broken.get(cell) ?? []), finding]);
  const suspects = new Set(repairs.flatMap((repair) => repair.changes.map(([cell]) => cell)));
  for (const finding of found) if (finding.cells.length === 1) suspects.add(finding.cells[0]);
  return (/** @type {number} */ cell, /** @type {string} */ where) => {
    const findings = broken.get(cell) ?? [];
    const likely = repairs[0]?.changes.find(([at]) => at === cell);
    const others = repairs.slice(1).flatMap((repair) => repair.changes.filter(([at]) => at === cell).map(([, , to]) => ({ to, repair })));
    const value = filing.cells[cell];
    const state = "figure" in value ? "" : value.state;
    const last = before ? (whole ? [cell] : (wanted.get(cell) ?? [])) : [];
    const lasts = before ? last.map((at) => ({ at, value: printed(before.cells[at], before.raw[at]) })).filter(({ at }) => number(before.cells[at]) !== null) : [];
    const suspect = likely !== undefined || others.length > 0 || suspects.has(cell);
    const lines = [
      ...findings.map((finding) => `${core.rules[finding.rule].id}　${finding.message}`),
      ...(likely ? [say("repair_line", { to: likely[2], confidence: percentOf(repairs[0].confidence), how: sureness(repairs) })] : []),
      ...others.map(({ to, repair }) => say("repair_other", { to, rank: repair.rank, confidence: percentOf(repair.confidence) })),
    ];
    const worst = sorted(findings)[0];
    const td = el(
      "td",
      { class: `figure ${state} ${suspect ? "suspect" : findings.length ? "involved" : ""} ${worst?.severity ?? ""}`, "data-cell": core.cells[cell][3] },
      el("span", { class: "value" }, printed(value, filing.raw[cell])),
      likely && el("span", { class: "suggestion" }, el("span", { class: "unseen" }, say("suggested")), `→${likely[2]} `, el("small", {}, sureness(repairs))),
      lasts.map(({ at, value }) => el("span", { class: "last", title: say("last_of", { cell: cellName(at), value }) }, lastOf(cell, at, value))),
    );
    if (lines.length > 0) {
      td.setAttribute("tabindex", "0");
      td.setAttribute("aria-label", [where, printed(value, filing.raw[cell]), ...lines].join("；"));
      for (const event of ["mouseenter", "focus"]) td.addEventListener(event, () => explain(td, lines));
      for (const event of ["mouseleave", "blur"]) td.addEventListener(event, silence);
    }
    return td;
  };
}

/** Nothing is certain, however small the rest. @param {string} confidence from 0 to 1 */
function percentOf(confidence) {
  const percent = Math.min(99, Math.floor(Number(confidence) * 100));
  return percent === 0 ? "<1%" : `${percent}%`;
}

/** The official form with its last-year switch. @param {Filing} filing @param {boolean} printing */
function filed(filing, printing) {
  const before = filingOf(filing.office, filing.year - 1);
  let whole = false;
  const box = el("div", { class: "forms" });
  const draw = () => fill(box, official(filing.sheet, cells(filing, before, whole)));
  draw();
  const toggle = /** @type {HTMLInputElement} */ (
    el("input", {
      type: "checkbox",
      onchange: () => {
        whole = toggle.checked;
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
    filing.cells.some((cell) => "state" in cell && cell.state === "unread") && el("span", { class: "mark unread" }, say("legend_unread")),
    !printing && before !== null && el("label", { class: "check" }, toggle, say("last_year_whole")),
  );
  return [legend, box];
}

/** @param {Repair[]} repairs */
function proposals(repairs) {
  if (repairs.length === 0) return null;
  return el(
    "section",
    { class: "repairs" },
    el("h2", {}, say("repairs")),
    el("p", { class: "aside" }, say("repairs_note")),
    el("ol", {}, repairs.map((repair) => el("li", {}, el("strong", {}, say("confidence", { confidence: percentOf(repair.confidence) })), " ", repair.message))),
  );
}

/** Findings and forms point at each other. @param {number} office @param {number} year @param {HTMLElement} form */
function findingsSection(office, year, form) {
  const all = sorted(findingsOf(office, year));
  const pointed = (/** @type {Finding | null} */ finding) => {
    for (const marked of form.querySelectorAll(".pointed")) marked.classList.remove("pointed");
    for (const cell of finding?.cells ?? []) form.querySelector(`[data-cell="${core.cells[cell][3]}"]`)?.classList.add("pointed");
  };
  return el(
    "section",
    {},
    el("h2", {}, say("findings_count", { n: all.length })),
    all.length === 0 ? el("p", {}, say("nothing_found")) : el("ul", { class: "findings" }, all.map((finding, at) => item(finding, at, pointed))),
  );
}

/** @param {Office} office @param {number} year */
function peersOf(office, year) {
  return offices.filter((it) => it.kind === office.kind && hasFiled(it.at, year));
}

/** @param {Office} office @param {number} year */
function position(office, year) {
  const filing = filingOf(office.at, year);
  const shares = core.methods.filter((method) => method.share !== null && filing && (sum(filing.cells, method.share[1]) ?? 0) > 0);
  if (shares.length === 0) return null;
  const met = new Set(findingsOf(office.at, year).map((finding) => finding.rule));
  let method = shares.find((it) => met.has(it.rule)) ?? shares[0];
  const peers = peersOf(office, year);
  const box = el("div", {});
  const draw = () => {
    const [parts, wholes] = /** @type {[number[], number[]]} */ (method.share);
    const points = peers.flatMap((it) => {
      const cells = filingOf(it.at, year)?.cells ?? [];
      const [part, whole] = [sum(cells, parts), sum(cells, wholes)];
      return part === null || whole === null || whole <= 0 || part < 0 || part > whole ? [] : [{ office: it.at, part, whole, name: it.name }];
    });
    const title = say("funnel_of", { name: method.name, kind: office.kind === "" ? say("all") : office.kind, n: points.length });
    if (points.length < FEW) return fill(box, el("p", {}, say("few_peers")));
    const opened = (/** @type {number} */ at) => (location.hash = `#/${path("office", offices[at].code)}?year=${year}`);
    fill(box, funnel(title, points, office.at, [say("whole"), say("share")], opened), el("p", { class: "aside" }, say("funnel_note")));
  };
  draw();
  const pick = choice(say("figure"), shares.map((it) => [String(it.rule), it.name]), String(method.rule), (value) => {
    method = shares.find((it) => String(it.rule) === value) ?? method;
    draw();
  });
  return el("section", {}, el("h2", {}, say("position")), pick, box);
}

/** The files a filing came from; of many the first, and the rest behind a fold. @param {Filing} filing */
function sources({ sources }) {
  const named = sources.map(([file, line]) => el("div", { class: "source" }, line === "" ? file : say("source_line", { path: file, line })));
  return [named.slice(0, 2), named.length > 2 && unfolded(say("and_more", { n: named.length - 2 }), () => named.slice(2))];
}

/** @param {Office} office @param {number} year */
function facts(office, year) {
  const filing = filingOf(office.at, year);
  const above = officeOf(office.parent);
  const fact = (/** @type {string} */ name, /** @type {Child | Child[]} */ value) => el("div", {}, el("dt", {}, say(name)), el("dd", {}, value));
  const ranked = rankedOf(office.at, year);
  return el(
    "dl",
    { class: "facts inline" },
    fact("code", office.code),
    office.kind !== "" && fact("kind", office.kind),
    fact("district", placeOf(office)),
    above && fact("above", link(path("office", above.code), above.name)),
    filing && fact("scope", say(`scope_${filing.scope}`)),
    ranked && fact("rank", say("rank_score", { rank: ranked.rank, score: ranked.score })),
    filing && fact("sources", sources(filing)),
  );
}

/** What a print shows of an office as well. @param {Office} office @param {number} year @param {boolean} printing @returns {Child[]} */
export function sheets(office, year, printing) {
  const filing = filingOf(office.at, year);
  if (!filing) {
    const missing = hasFiled(office.at, year) && !isInPage(office.at, year) ? say("not_in_page") : isExpected(office, year) ? say("not_filed") : say("not_expected");
    return [facts(office, year), el("p", { class: "missing" }, missing), findingsSection(office.at, year, el("div"))];
  }
  const form = el("section", { class: "filing" }, el("h2", {}, say("filing_of", { year })), filed(filing, printing));
  const list = findingsSection(office.at, year, form);
  const unread = isPartlyRead(office.at, year) && el("p", { class: "alarm", role: "alert" }, say("partly_read_office"), " ", link("method", say("intake")));
  return [facts(office, year), unread, el("div", { class: "desk" }, el("div", { class: "side" }, proposals(repairsOf(office.at, year)), list), form)];
}

/** @param {Route} at @returns {View} */
export function office_view(at) {
  const office = officeOf(at.parts[0] ?? "");
  if (!office) return { title: say("no_such_office", { code: at.parts[0] ?? "" }), body: [link("ranking", say("all_offices"))] };
  const years = core.years.map((year) => {
    const n = findingsOf(office.at, year).filter((finding) => finding.severity === "error").length;
    const absent = say(!core.registered ? "year_none" : isExpected(office, year) ? "year_missing" : "year_not_expected", { year });
    const filed = isPartlyRead(office.at, year) ? say("year_partly", { year }) : n ? say("year_errors", { year, n }) : String(year);
    const text = hasFiled(office.at, year) ? filed : absent;
    return el("a", { href: `#/${path("office", office.code)}?year=${year}`, "aria-current": year === at.year ? "page" : null }, text);
  });
  const figure = (/** @type {number} */ year, /** @type {number[][]} */ cells) => {
    const filing = filingOf(office.at, year);
    return filing ? sum(filing.cells, ofForms(cells, filing.forms)) : null;
  };
  const over = series(say("series_of", { name: office.name }), core.years, figure, (year) => filingOf(office.at, year)?.forms[0]);
  return {
    title: say("office_of", { name: office.name, year: at.year }),
    body: [
      el("nav", { class: "tabs", "aria-label": say("years") }, years),
      el("div", { class: "actions" }, ...verdictExport(), link(path("compare", office.code), say("compare_with")), button(say("print"), () => window.print())),
      ...sheets(office, at.year, false),
      el("div", { class: "pair" }, over && el("section", {}, el("h2", {}, say("series")), over), position(office, at.year)),
    ],
  };
}
