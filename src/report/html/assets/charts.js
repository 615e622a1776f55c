// Charts. Each has a name, a canvas, and a table of its figures below.
import { el, fill } from "./dom.js";
import { cellName, core, percent, say } from "./record.js";
import { limits } from "./limits.js";
import { seamed } from "./seams.js";
import { figure as figureHead, foldable, table } from "./table.js";

/** @typedef {import("./dom.js").Child} Child */
/** @typedef {{ setOption: (option: object) => void, resize: () => void, dispose: () => void,
 *   on: (event: string, listener: (event: any) => void) => void }} Chart */

/**
 * The chart library, which is a script of its own.
 * @type {{ init: (element: HTMLElement) => Chart }}
 */
const library = /** @type {any} */ (globalThis).echarts;

/** @type {{ chart: Chart | null, observer: ResizeObserver }[]} */
let live = [];

/** Frees what the charts of the last view hold. */
export function disposeCharts() {
  for (const { chart, observer } of live) {
    observer.disconnect();
    chart?.dispose();
  }
  live = [];
}

const INK = "#1f2933";
const FAINT = "#d5dbe1";
const PALETTE = ["#2f6da8", "#7fb0d6", "#3f8f5f", "#9ccaa8", "#b5794a", "#8795a1", "#8a6fae", "#c9a227", "#174a7c"];
const FONT = "system-ui, 'Noto Sans CJK SC', 'Microsoft YaHei', 'PingFang SC', 'WenQuanYi Zen Hei', sans-serif";

/**
 * A chart. It is drawn once its canvas has a size, and again whenever that changes.
 * @param {string} name what it shows
 * @param {number} height
 * @param {(width: number) => object} option the library's description of a chart
 * @param {HTMLElement} figures the table
 * @param {(event: any) => void} [onClick]
 */
function chart(name, height, option, figures, onClick) {
  const canvas = el("div", { class: "canvas", role: "img", "aria-label": name });
  canvas.style.height = `${height}px`;
  /** @type {{ chart: Chart | null, observer: ResizeObserver }} */
  const entry = { chart: null, observer: new ResizeObserver(() => draw()) };
  let width = 0;
  function draw() {
    if (canvas.clientWidth === 0 || canvas.clientWidth === width) return;
    width = canvas.clientWidth;
    if (entry.chart === null) {
      entry.chart = library.init(canvas);
      if (onClick) entry.chart.on("click", onClick);
    }
    entry.chart.resize();
    entry.chart.setOption({ animation: false, textStyle: { fontFamily: FONT, color: INK }, ...option(width) });
  }
  live.push(entry);
  entry.observer.observe(canvas);
  return el(
    "figure",
    { class: "chart" },
    el("figcaption", {}, name),
    canvas,
    foldable(say("chart_table"), () => [figures]),
  );
}

/**
 * The content of a tooltip.
 * @param {string[]} lines
 */
function tip(lines) {
  const box = el("div", { class: "tip" });
  fill(
    box,
    lines.map((line) => el("div", {}, line)),
  );
  return box;
}

/** Options of every tooltip. */
const TOOLTIP = {
  confine: true,
  backgroundColor: "#fff",
  borderColor: "#8795a1",
  textStyle: { color: INK, fontSize: 13 },
};

/**
 * The approximate width of a text in pixels: a Chinese character takes the full width, any other half of it.
 * @param {string} text
 */
function textWidth(text) {
  return [...text].reduce((width, c) => width + (c.charCodeAt(0) > 255 ? 13 : 7.5), 0);
}

/**
 * A figure, or a dash if there is none.
 * @param {number | null} value
 */
function figureText(value) {
  return value === null ? say("none") : String(value);
}

/**
 * A diagram of what came in, what became of it and what is left.
 * @param {string} title
 * @param {(cells: number[][]) => number | null} figure the sum of some cells, which are given by form
 * @returns {HTMLElement | null} null if the pipeline declares no flow, or nothing came in
 */
export function flow(title, figure) {
  const parts = core.flow.map((it) => ({ ...it, value: figure(it.cells) }));
  const drawn = parts.filter((it) => it.value !== null && it.value > 0);
  if (!drawn.some((it) => it.end === "in")) return null;
  const middle = say("flow_middle");
  // The same name may stand at both ends, so the id of a node contains the end.
  const nodeId = (/** @type {{ end: string, name: string }} */ it) => `${it.end}\n${it.name}`;
  const color = (/** @type {string} */ id) => PALETTE[parts.findIndex((it) => nodeId(it) === id) % PALETTE.length];
  const label = (/** @type {{ name: string }} */ node) => {
    const part = drawn.find((it) => nodeId(it) === node.name);
    return part ? `${part.name} ${part.value}` : middle;
  };
  // Names stand to the right of the last nodes, which have to leave room for the longest.
  const room = Math.max(
    ...drawn.filter((it) => it.end !== "in").map((it) => textWidth(label({ name: nodeId(it) }))),
    0,
  );
  const total = drawn.filter((it) => it.end === "in").reduce((total, it) => total + (it.value ?? 0), 0);
  const option = (/** @type {number} */ width) => ({
    tooltip: {
      ...TOOLTIP,
      formatter: (/** @type {any} */ hovered) =>
        hovered.dataType === "edge"
          ? tip([`${label({ name: hovered.data.source })} → ${label({ name: hovered.data.target })}`])
          : tip([label(hovered)]),
    },
    series: [
      {
        type: "sankey",
        left: 4,
        right: Math.min(width * 0.45, room + 10),
        top: 8,
        bottom: 8,
        nodeGap: 10,
        nodeWidth: 14,
        draggable: false,
        label: { color: INK, fontSize: width < 500 ? 11 : 13, formatter: label },
        lineStyle: { color: "gradient", opacity: 0.35 },
        data: [
          { name: middle, itemStyle: { color: "#52606d" } },
          ...drawn.map((it) => ({ name: nodeId(it), itemStyle: { color: color(nodeId(it)) } })),
        ],
        links: drawn.map((it) =>
          it.end === "in"
            ? { source: nodeId(it), target: middle, value: it.value }
            : { source: middle, target: nodeId(it), value: it.value },
        ),
      },
    ],
  });
  const rows = parts.map((it) => [
    it.name,
    say(`flow_${it.end}`),
    figureText(it.value),
    it.value === null ? say("none") : percent(it.value, total),
  ]);
  const figures = table(
    title,
    [say("flow_figure"), say("flow_end"), figureHead(say("value")), figureHead(say("flow_share"))],
    rows,
    { hiddenCaption: true },
  );
  return chart(title, 320, option, figures);
}

/**
 * A chart of volume and outcomes over the years.
 * @param {string} title
 * @param {number[]} years
 * @param {(year: number, cells: number[][]) => number | null} figure
 * @param {(year: number) => number | undefined} form the form used in a year, if any was
 * @returns {HTMLElement | null} null if there is nothing to draw
 */
export function series(title, years, figure, form) {
  const outcomes = core.flow.filter((it) => it.end === "outcome");
  if (core.volume.length === 0 && outcomes.length === 0) return null;
  const isDrawn = [core.volume, ...outcomes.map((it) => it.cells)].some((cells) =>
    years.some((year) => figure(year, cells) !== null),
  );
  if (!isDrawn) return null;
  const places = seamed(years, form, (it) => core.forms[it].title);
  const valuesOf = (/** @type {number[][]} */ cells) =>
    places.map((place) => (place.year === null ? null : figure(place.year, cells)));
  const seams = places.flatMap((place, index) =>
    place.seam
      ? [{ xAxis: index, label: { formatter: place.seam, color: INK }, lineStyle: { color: INK, type: "dashed" } }]
      : [],
  );
  const bars = outcomes.map((it) => ({
    name: it.name,
    type: "bar",
    stack: "outcomes",
    barMaxWidth: 46,
    data: valuesOf(it.cells),
    itemStyle: { color: PALETTE[core.flow.indexOf(it) % PALETTE.length] },
  }));
  const volume =
    core.flow.find((it) => it.cells.join() === core.volume.join())?.name ??
    (core.volume.length ? cellName(core.volume[0][0]) : "");
  const line = {
    name: volume,
    type: "line",
    data: valuesOf(core.volume),
    symbolSize: 7,
    lineStyle: { color: INK, width: 2 },
    itemStyle: { color: INK },
    markLine: { symbol: "none", silent: true, data: seams },
  };
  const option = (/** @type {number} */ width) => ({
    tooltip: {
      ...TOOLTIP,
      trigger: "axis",
      formatter: (/** @type {any[]} */ hovered) =>
        tip([
          hovered[0].name,
          ...hovered
            .filter((it) => it.value !== null && it.value !== undefined)
            .map((it) => `${it.seriesName} ${it.value}`),
        ]),
    },
    legend: { top: 0, left: 0, itemWidth: 14, itemHeight: 10, textStyle: { color: INK, fontSize: 12 } },
    grid: { left: 8, right: 12, top: width < 500 ? 84 : 52, bottom: 4, containLabel: true },
    xAxis: {
      type: "category",
      data: places.map((place) => place.name),
      axisLine: { lineStyle: { color: INK } },
      axisLabel: { color: INK },
    },
    yAxis: { type: "value", axisLabel: { color: INK }, splitLine: { lineStyle: { color: FAINT } } },
    series: [...bars, ...(core.volume.length ? [line] : [])],
  });
  const header = [say("year"), say("form"), ...(core.volume.length ? [volume] : []), ...outcomes.map((it) => it.name)];
  const rows = years.map((year) => {
    const formOfYear = form(year);
    const columns = [...(core.volume.length ? [core.volume] : []), ...outcomes.map((it) => it.cells)];
    return [
      String(year),
      formOfYear === undefined ? "" : core.forms[formOfYear].title,
      ...columns.map((cells) => figureText(figure(year, cells))),
    ];
  });
  const figures = table(
    title,
    header.map((text, column) => (column < 2 ? text : figureHead(text))),
    rows,
    { hiddenCaption: true },
  );
  return chart(
    title,
    300,
    option,
    el("div", { class: "scroller", tabindex: 0, role: "region", "aria-label": title }, figures),
  );
}

/** @typedef {{ office: number, part: number, whole: number, name: string }} Peer */

/**
 * A funnel plot: shares by size, with the limits of chance. Clicking an office opens it.
 * @param {string} title
 * @param {Peer[]} peers
 * @param {number} office the one that is marked
 * @param {[string, string]} axes names of the size and of the share
 * @param {(office: number) => void} open
 */
export function funnel(title, peers, office, axes, open) {
  const { mean, at: limitsAt } = limits(peers);
  const largest = Math.max(1, ...peers.map((it) => it.whole)) * 1.05;
  const sizes = Array.from({ length: 60 }, (_, step) => Math.max(1, (largest * (step + 1)) / 60));
  const curve = (/** @type {number} */ z, /** @type {number} */ side, /** @type {string} */ type) => ({
    type: "line",
    name: say(z < 3 ? "limit_inner" : "limit_outer"),
    symbol: "none",
    silent: true,
    lineStyle: { color: "#52606d", type, width: 1 },
    data: sizes.map((size) => [size, limitsAt(size, z)[side] * 100]),
  });
  const share = (/** @type {Peer} */ it) => (it.part / it.whole) * 100;
  const point = (/** @type {Peer} */ it) => ({
    value: [it.whole, share(it)],
    peer: it,
  });
  const option = () => ({
    tooltip: {
      ...TOOLTIP,
      formatter: (/** @type {any} */ hovered) => {
        /** @type {Peer | undefined} */
        const peer = hovered.data?.peer;
        if (!peer) return "";
        return tip([peer.name, `${peer.part} / ${peer.whole} = ${percent(peer.part, peer.whole)}`]);
      },
    },
    grid: { left: 12, right: 20, top: 34, bottom: 26, containLabel: true },
    xAxis: {
      type: "value",
      max: largest,
      name: axes[0],
      nameLocation: "middle",
      nameGap: 26,
      nameTextStyle: { color: INK },
      axisLabel: { color: INK, formatter: (/** @type {number} */ it) => String(Math.round(it)) },
      splitLine: { show: false },
    },
    yAxis: {
      type: "value",
      min: 0,
      max: 100,
      name: axes[1],
      nameTextStyle: { color: INK, align: "left" },
      axisLabel: { color: INK, formatter: "{value}%" },
      splitLine: { lineStyle: { color: FAINT } },
    },
    series: [
      curve(1.96, 0, "dashed"),
      curve(1.96, 1, "dashed"),
      curve(3.09, 0, "solid"),
      curve(3.09, 1, "solid"),
      {
        type: "line",
        symbol: "none",
        silent: true,
        lineStyle: { color: "#2f6da8", width: 1 },
        data: [
          [0, mean * 100],
          [largest, mean * 100],
        ],
      },
      {
        type: "scatter",
        symbolSize: 6,
        itemStyle: { color: "#7b8794", opacity: 0.7 },
        data: peers.filter((it) => it.office !== office).map(point),
      },
      {
        type: "scatter",
        symbolSize: 13,
        symbol: "diamond",
        itemStyle: { color: "#b3261e", borderColor: "#fff" },
        data: peers.filter((it) => it.office === office).map(point),
        z: 5,
      },
    ],
  });
  const rows = [...peers]
    .sort((a, b) => share(b) - share(a))
    .map((it) => [
      it.name,
      String(it.part),
      String(it.whole),
      percent(it.part, it.whole),
      limitsAt(it.whole, 3.09)
        .map((limit) => `${(limit * 100).toFixed(1)}%`)
        .join(" – "),
    ]);
  const header = [say("office"), ...[say("part"), say("whole"), axes[1], say("limit_outer")].map(figureHead)];
  const figures = el(
    "div",
    { class: "scroller tall", tabindex: 0, role: "region", "aria-label": title },
    table(title, header, rows.slice(0, 400), { hiddenCaption: true }),
  );
  return chart(title, 320, option, figures, (clicked) => clicked.data?.peer && open(clicked.data.peer.office));
}
