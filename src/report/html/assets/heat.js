// A map of findings, offices by rules, on one canvas. Only the visible part is drawn.
import { choice, el, path } from "./dom.js";
import { core, findingsOf, isOpen, offices, placeOf, ranking, say } from "./record.js";
import { figure, foldable, table } from "./table.js";

/** @typedef {import("./overview.js").Route} Route */
/** @typedef {import("./overview.js").View} View */

/** Height of a row, and of the head with the names of the rules. */
const ROW = 20;
const HEAD = 130;
/** Room for the slanted name of the last column. */
const SLANT = 44;
const MIN_COLUMN = 15;
/** Number of rows in the data table. */
const TABLE_ROWS = 100;
/** @type {Record<string, [string, string]>} colour of the square and of the number in it */
const COLORS = {
  error: ["#b3261e", "#fff"],
  warning: ["#e3a63a", "#1f2933"],
  anomaly: ["#8a6fae", "#fff"],
  note: ["#cbd2d9", "#1f2933"],
};
const WORST_FIRST = ["error", "warning", "anomaly", "note"];

/**
 * The offices with findings in a year, and for each the number of findings by rule.
 * @param {number} year
 * @param {string} district
 */
function matrix(year, district) {
  const rows = ranking
    .filter((row) => row.year === year && (district === "" || placeOf(offices[row.office]) === district))
    .map((row) => {
      /** @type {Map<number, { n: number, severity: string }>} */
      const counts = new Map();
      for (const finding of findingsOf(row.office, year).filter(isOpen)) {
        const count = counts.get(finding.rule) ?? { n: 0, severity: finding.severity };
        count.n++;
        if (WORST_FIRST.indexOf(finding.severity) < WORST_FIRST.indexOf(count.severity))
          count.severity = finding.severity;
        counts.set(finding.rule, count);
      }
      return { office: offices[row.office], counts };
    });
  const rules = core.rules.map((_, rule) => rule).filter((rule) => rows.some((row) => row.counts.has(rule)));
  return { rows, rules };
}

/** @typedef {ReturnType<typeof matrix>["rows"][number]} Row */

/**
 * The map, and a line of text about the cell under the cursor.
 * @param {ReturnType<typeof matrix>} matrix
 * @param {number} year
 */
function map({ rows, rules }, year) {
  const canvas = /** @type {HTMLCanvasElement} */ (
    el("canvas", {
      tabindex: 0,
      role: "application",
      "aria-label": say("heat_name", { offices: rows.length, rules: rules.length }),
      "aria-describedby": "heat-help",
    })
  );
  const spacer = el("div", { class: "spacer" });
  spacer.style.height = `${HEAD + rows.length * ROW}px`;
  const box = el("div", { class: "heat" }, canvas, spacer);
  const status = el("p", { role: "status", class: "count" }, say("heat_help"));
  const cursor = { row: 0, column: 0, shown: false };
  // On a narrow screen the map is wider than the part of it that is visible.
  let visibleWidth = 0;
  let width = 0;
  let height = 0;
  const labelWidth = () => Math.min(260, Math.max(110, visibleWidth * 0.28));
  const columnWidth = () =>
    Math.max(MIN_COLUMN, Math.min(72, (visibleWidth - labelWidth() - SLANT) / Math.max(1, rules.length)));

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
    for (let i = 0; i <= height / ROW + 1; i++) drawRow(context, rows[first + i], first + i, offset + i * ROW);
    drawHead(context);
  }

  /**
   * @param {CanvasRenderingContext2D} context
   * @param {Row | undefined} row
   * @param {number} index
   * @param {number} y
   */
  function drawRow(context, row, index, y) {
    if (!row) return;
    const isCurrent = cursor.shown && cursor.row === index;
    context.fillStyle = isCurrent ? "#e4edf6" : index % 2 ? "#f5f7fa" : "#fff";
    context.fillRect(0, y, width, ROW);
    context.fillStyle = "#1f2933";
    context.textAlign = "left";
    context.fillText(clipped(context, row.office.name, labelWidth() - 10), 4, y + ROW / 2);
    rules.forEach((rule, column) => {
      const count = row.counts.get(rule);
      const x = labelWidth() + column * columnWidth();
      if (count) {
        const [color, ink] = COLORS[count.severity];
        context.fillStyle = color;
        context.fillRect(x + 1, y + 1, columnWidth() - 2, ROW - 2);
        context.fillStyle = ink;
        context.textAlign = "center";
        context.fillText(String(count.n), x + columnWidth() / 2, y + ROW / 2 + 1);
      }
      if (isCurrent && cursor.column === column) {
        context.strokeStyle = "#1f2933";
        context.lineWidth = 2;
        context.strokeRect(x + 1, y + 1, columnWidth() - 2, ROW - 2);
      }
    });
  }

  /** @param {CanvasRenderingContext2D} context */
  function drawHead(context) {
    context.fillStyle = "#fff";
    context.fillRect(0, 0, width, HEAD);
    context.fillStyle = "#1f2933";
    context.textAlign = "left";
    rules.forEach((rule, column) => {
      context.save();
      context.translate(labelWidth() + (column + 0.5) * columnWidth(), HEAD - 6);
      context.rotate(-Math.PI / 2.6);
      context.fillText(clipped(context, core.rules[rule].short, HEAD), 0, 0);
      context.restore();
    });
    context.fillStyle = "#8795a1";
    context.fillRect(0, HEAD - 1, width, 1);
  }

  /** Says what is under the cursor. */
  function describe() {
    const row = rows[cursor.row];
    const rule = rules[cursor.column];
    if (!row || rule === undefined) return;
    const count = row.counts.get(rule);
    status.textContent = say("heat_cell", {
      office: row.office.name,
      rule: core.rules[rule].id,
      wrong: core.rules[rule].wrong,
      n: count?.n ?? 0,
    });
    draw();
  }
  const moveCursor = (/** @type {MouseEvent} */ event) => {
    const bounds = canvas.getBoundingClientRect();
    const [x, y] = [event.clientX - bounds.left, event.clientY - bounds.top];
    cursor.row = Math.floor((y - HEAD + box.scrollTop) / ROW);
    cursor.column = Math.max(0, Math.floor((x - labelWidth()) / columnWidth()));
    cursor.shown = y > HEAD && cursor.row < rows.length;
  };
  const open = () =>
    cursor.shown &&
    rows[cursor.row] &&
    (location.hash = `#/${path("office", rows[cursor.row].office.code)}?year=${year}`);
  canvas.addEventListener("mousemove", (event) => (moveCursor(event), describe()));
  canvas.addEventListener("click", (event) => (moveCursor(event), open()));
  canvas.addEventListener("keydown", (event) => {
    const step = /** @type {Record<string, [number, number]>} */ ({
      ArrowUp: [-1, 0],
      ArrowDown: [1, 0],
      ArrowLeft: [0, -1],
      ArrowRight: [0, 1],
    })[event.key];
    if (event.key === "Enter") return open();
    if (!step) return;
    event.preventDefault();
    cursor.row = Math.min(rows.length - 1, Math.max(0, cursor.row + (cursor.shown ? step[0] : 0)));
    cursor.column = Math.min(rules.length - 1, Math.max(0, cursor.column + (cursor.shown ? step[1] : 0)));
    cursor.shown = true;
    const top = cursor.row * ROW;
    if (top < box.scrollTop) box.scrollTop = top;
    if (top + ROW > box.scrollTop + height - HEAD) box.scrollTop = top + ROW - height + HEAD;
    describe();
  });
  box.addEventListener("scroll", draw);
  new ResizeObserver(() => {
    visibleWidth = box.clientWidth;
    width = Math.max(visibleWidth, labelWidth() + rules.length * columnWidth() + SLANT);
    height = Math.min(620, HEAD + rows.length * ROW);
    box.style.height = `${height}px`;
    canvas.style.width = `${width}px`;
    canvas.style.height = `${height}px`;
    draw();
  }).observe(box);
  return [status, box];
}

/**
 * As much of a text as fits into a width.
 * @param {CanvasRenderingContext2D} context
 * @param {string} text
 * @param {number} width
 */
function clipped(context, text, width) {
  let shown = text;
  while (shown.length > 1 && context.measureText(shown).width > width) shown = `${shown.slice(0, -2)}…`;
  return shown;
}

/**
 * The map of findings of a year.
 * @param {Route} route
 * @returns {View}
 */
export function heatView(route) {
  const district = route.query.get("district") ?? "";
  const found = matrix(route.year, district);
  const districts = [...new Set(offices.map(placeOf))];
  const header = [say("office"), ...found.rules.map((rule) => figure(core.rules[rule].short))];
  const tableRows = () =>
    found.rows
      .slice(0, TABLE_ROWS)
      .map((row) => [row.office.name, ...found.rules.map((rule) => String(row.counts.get(rule)?.n ?? ""))]);
  const legend = WORST_FIRST.map((severity) => el("span", { class: `mark ${severity}` }, say(`severity.${severity}`)));
  return {
    title: say("heat_of", { year: route.year }),
    body: [
      el(
        "div",
        { class: "filters" },
        choice(say("district"), [["", say("all")], ...districts.map((it) => [it, it])], district, (value) =>
          route.change({ district: value, redraw: "1" }),
        ),
        el("p", { class: "legend" }, legend),
      ),
      el("p", { class: "unseen", id: "heat-help" }, say("heat_help")),
      found.rows.length === 0 ? el("p", {}, say("nothing_found")) : map(found, route.year),
      foldable(say("chart_table"), () => [
        el(
          "div",
          { class: "scroller tall", tabindex: 0, role: "region", "aria-label": say("chart_table") },
          table(say("heat_of", { year: route.year }), header, tableRows()),
        ),
      ]),
    ],
  };
}
