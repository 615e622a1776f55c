// Offices by rules on one canvas, of which only what is in sight is drawn.
import { choice, el, path } from "./dom.js";
import { core, findingsOf, isOpen, offices, placeOf, ranking, say } from "./record.js";
import { table, unfolded } from "./table.js";

/** @typedef {import("./overview.js").Route} Route */
/** @typedef {import("./overview.js").View} View */

const ROW = 20;
const HEAD = 130;
/** The names of the rules lean over the last column. */
const LEAN = 44;
const NARROWEST = 15;
/** Lines of the data table. */
const TABLE_ROWS = 100;
/** @type {Record<string, [string, string]>} colour and ink, the darker the more */
const COLORS = { error: ["#b3261e", "#fff"], warning: ["#e3a63a", "#1f2933"], anomaly: ["#8a6fae", "#fff"], note: ["#cbd2d9", "#1f2933"] };
const WORST = ["error", "warning", "anomaly", "note"];

/** Offices with findings of a year, and how many of each rule. @param {number} year @param {string} district */
function matrix(year, district) {
  const lines = ranking
    .filter((row) => row.year === year && (district === "" || placeOf(offices[row.office]) === district))
    .map((row) => {
      /** @type {Map<number, { n: number, severity: string }>} */
      const by = new Map();
      for (const finding of findingsOf(row.office, year).filter(isOpen)) {
        const of = by.get(finding.rule) ?? { n: 0, severity: finding.severity };
        of.n++;
        if (WORST.indexOf(finding.severity) < WORST.indexOf(of.severity)) of.severity = finding.severity;
        by.set(finding.rule, of);
      }
      return { office: offices[row.office], by };
    });
  const rules = core.rules.map((_, at) => at).filter((at) => lines.some((line) => line.by.has(at)));
  return { lines, rules };
}

/** @param {ReturnType<typeof matrix>} all @param {number} year */
function map({ lines, rules }, year) {
  const canvas = /** @type {HTMLCanvasElement} */ (el("canvas", { tabindex: 0, role: "application", "aria-label": say("heat_name", { offices: lines.length, rules: rules.length }), "aria-describedby": "heat-help" }));
  const spacer = el("div", { class: "spacer" });
  spacer.style.height = `${HEAD + lines.length * ROW}px`;
  const box = el("div", { class: "heat" }, canvas, spacer);
  const status = el("p", { role: "status", class: "count" }, say("heat_help"));
  const at = { row: 0, column: 0, shown: false };
  /** What is in sight, and what there is; on a narrow screen the map is wider. */
  let shown = 0;
  let width = 0;
  let height = 0;
  const label = () => Math.min(260, Math.max(110, shown * 0.28));
  const column = () => Math.max(NARROWEST, Math.min(72, (shown - label() - LEAN) / Math.max(1, rules.length)));

  function draw() {
    const context = canvas.getContext("2d");
    if (!context || width === 0) return;
    const ratio = window.devicePixelRatio || 1;
    canvas.width = width * ratio;
    canvas.height = height * ratio;
    context.scale(ratio, ratio);
    context.fillStyle = "#fff";
    context.fillRect(0, 0, width, height);
    context.font = `12px ${getComputedStyle(document.body).fontFamily}`;
    context.textBaseline = "middle";
    const first = Math.floor(box.scrollTop / ROW);
    const offset = HEAD - (box.scrollTop % ROW);
    for (let line = 0; line <= height / ROW + 1; line++) row(context, lines[first + line], first + line, offset + line * ROW);
    head(context);
  }

  /** @param {CanvasRenderingContext2D} context @param {ReturnType<typeof matrix>["lines"][number] | undefined} line @param {number} number @param {number} y */
  function row(context, line, number, y) {
    if (!line) return;
    const current = at.shown && at.row === number;
    context.fillStyle = current ? "#e4edf6" : number % 2 ? "#f5f7fa" : "#fff";
    context.fillRect(0, y, width, ROW);
    context.fillStyle = "#1f2933";
    context.textAlign = "left";
    context.fillText(clipped(context, line.office.name, label() - 10), 4, y + ROW / 2);
    rules.forEach((rule, place) => {
      const of = line.by.get(rule);
      const x = label() + place * column();
      if (of) {
        const [color, ink] = COLORS[of.severity];
        context.fillStyle = color;
        context.fillRect(x + 1, y + 1, column() - 2, ROW - 2);
        context.fillStyle = ink;
        context.textAlign = "center";
        context.fillText(String(of.n), x + column() / 2, y + ROW / 2 + 1);
      }
      if (current && at.column === place) {
        context.strokeStyle = "#1f2933";
        context.lineWidth = 2;
        context.strokeRect(x + 1, y + 1, column() - 2, ROW - 2);
      }
    });
  }

  /** @param {CanvasRenderingContext2D} context */
  function head(context) {
    context.fillStyle = "#fff";
    context.fillRect(0, 0, width, HEAD);
    context.fillStyle = "#1f2933";
    context.textAlign = "left";
    rules.forEach((rule, place) => {
      context.save();
      context.translate(label() + (place + 0.5) * column(), HEAD - 6);
      context.rotate(-Math.PI / 2.6);
      context.fillText(clipped(context, core.rules[rule].id, HEAD), 0, 0);
      context.restore();
    });
    context.fillStyle = "#8795a1";
    context.fillRect(0, HEAD - 1, width, 1);
  }

  function tell() {
    const line = lines[at.row];
    const rule = rules[at.column];
    if (!line || rule === undefined) return;
    const of = line.by.get(rule);
    status.textContent = say("heat_cell", { office: line.office.name, rule: core.rules[rule].id, title: core.rules[rule].title, n: of?.n ?? 0 });
    draw();
  }
  const point = (/** @type {MouseEvent} */ event) => {
    const bounds = canvas.getBoundingClientRect();
    const [x, y] = [event.clientX - bounds.left, event.clientY - bounds.top];
    at.row = Math.floor((y - HEAD + box.scrollTop) / ROW);
    at.column = Math.max(0, Math.floor((x - label()) / column()));
    at.shown = y > HEAD && at.row < lines.length;
  };
  const open = () => at.shown && lines[at.row] && (location.hash = `#/${path("office", lines[at.row].office.code)}?year=${year}`);
  canvas.addEventListener("mousemove", (event) => (point(event), tell()));
  canvas.addEventListener("click", (event) => (point(event), open()));
  canvas.addEventListener("keydown", (event) => {
    const step = /** @type {Record<string, [number, number]>} */ ({ ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] })[event.key];
    if (event.key === "Enter") return open();
    if (!step) return;
    event.preventDefault();
    at.row = Math.min(lines.length - 1, Math.max(0, at.row + (at.shown ? step[0] : 0)));
    at.column = Math.min(rules.length - 1, Math.max(0, at.column + (at.shown ? step[1] : 0)));
    at.shown = true;
    const top = at.row * ROW;
    if (top < box.scrollTop) box.scrollTop = top;
    if (top + ROW > box.scrollTop + height - HEAD) box.scrollTop = top + ROW - height + HEAD;
    tell();
  });
  box.addEventListener("scroll", draw);
  new ResizeObserver(() => {
    shown = box.clientWidth;
    width = Math.max(shown, label() + rules.length * column() + LEAN);
    height = Math.min(620, HEAD + lines.length * ROW);
    box.style.height = `${height}px`;
    canvas.style.width = `${width}px`;
    canvas.style.height = `${height}px`;
    draw();
  }).observe(box);
  return [status, box];
}

/** As much of a text as fits. @param {CanvasRenderingContext2D} context @param {string} text @param {number} width */
function clipped(context, text, width) {
  let shown = text;
  while (shown.length > 1 && context.measureText(shown).width > width) shown = `${shown.slice(0, -2)}…`;
  return shown;
}

/** @param {Route} at @returns {View} */
export function heat_view(at) {
  const district = at.query.get("district") ?? "";
  const all = matrix(at.year, district);
  const districts = [...new Set(offices.map(placeOf))];
  const header = [say("office"), ...all.rules.map((rule) => ({ text: core.rules[rule].id, figure: /** @type {const} */ (true) }))];
  const rows = () => all.lines.slice(0, TABLE_ROWS).map((line) => [line.office.name, ...all.rules.map((rule) => String(line.by.get(rule)?.n ?? ""))]);
  const legend = WORST.map((severity) => el("span", { class: `mark ${severity}` }, say(`severity.${severity}`)));
  return {
    title: say("heat_of", { year: at.year }),
    body: [
      el("div", { class: "filters" }, choice(say("district"), [["", say("all")], ...districts.map((it) => /** @type {[string, string]} */ ([it, it]))], district, (value) => at.change({ district: value, redraw: "1" })), el("p", { class: "legend" }, legend)),
      el("p", { class: "unseen", id: "heat-help" }, say("heat_help")),
      all.lines.length === 0 ? el("p", {}, say("nothing_found")) : map(all, at.year),
      unfolded(say("chart_table"), () => [el("div", { class: "scroller tall", tabindex: 0, role: "region", "aria-label": say("chart_table") }, table(say("heat_of", { year: at.year }), header, rows()))]),
    ],
  };
}
