// Charts: each a canvas with a name, and the table of its figures below it.
import { el, fill } from "./dom.js";
import { cellName, core, percent, say } from "./record.js";
import { limits } from "./limits.js";
import { seamed } from "./seams.js";
import { table, unfolded } from "./table.js";

/** @typedef {import("./dom.js").Child} Child */
/** @typedef {{ setOption: (option: object) => void, resize: () => void, dispose: () => void,
 *   on: (event: string, listener: (event: any) => void) => void }} Chart */

/** What the bundle of charts leaves behind. @type {{ init: (element: HTMLElement) => Chart }} */
const library = /** @type {any} */ (globalThis).echarts;

/** @type {{ chart: Chart | null, observer: ResizeObserver }[]} */
let live = [];

/** Gives back what the charts of the last view hold. */
export function dispose() {
  for (const { chart, observer } of live) {
    observer.disconnect();
    chart?.dispose();
  }
  live = [];
}

export const INK = "#1f2933";
export const FAINT = "#d5dbe1";
export const PALETTE = ["#2f6da8", "#7fb0d6", "#3f8f5f", "#9ccaa8", "#b5794a", "#8795a1", "#8a6fae", "#c9a227", "#174a7c"];
const FONT = "system-ui, 'Noto Sans CJK SC', 'Microsoft YaHei', 'PingFang SC', 'WenQuanYi Zen Hei', sans-serif";

/**
 * A chart that is drawn when it has got its size.
 * @param {string} name what it shows, in a sentence
 * @param {number} height
 * @param {(width: number) => object} option of the library
 * @param {HTMLElement} figures its data table
 * @param {(event: any) => void} [clicked]
 */
export function chart(name, height, option, figures, clicked) {
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
      if (clicked) entry.chart.on("click", clicked);
    }
    entry.chart.resize();
    entry.chart.setOption({ animation: false, textStyle: { fontFamily: FONT, color: INK }, ...option(width) });
  }
  live.push(entry);
  entry.observer.observe(canvas);
  return el("figure", { class: "chart" }, el("figcaption", {}, name), canvas, unfolded(say("chart_table"), () => [figures]));
}

/** The lines of a tooltip, as text. @param {string[]} lines */
export function tip(lines) {
  const box = el("div", { class: "tip" });
  fill(box, lines.map((line) => el("div", {}, line)));
  return box;
}

/** What tooltips have in common. */
export const TOOLTIP = { confine: true, backgroundColor: "#fff", borderColor: "#8795a1", textStyle: { color: INK, fontSize: 13 } };

/** How wide a text is, about: a Chinese character is as wide as high, others half of it. @param {string} text */
function breadth(text) {
  return [...text].reduce((all, c) => all + (c.charCodeAt(0) > 255 ? 13 : 7.5), 0);
}

/** @param {number | null} value */
function shown(value) {
  return value === null ? say("none") : String(value);
}

/**
 * What came in, what became of it, what is left.
 * @param {string} title
 * @param {(cells: number[][]) => number | null} figure the sum of some cells, which are given for each form
 * @returns {HTMLElement | null} nothing where the pipeline declares no flow or there is none
 */
export function flow(title, figure) {
  const parts = core.flow.map((it) => ({ ...it, value: figure(it.cells) }));
  const drawn = parts.filter((it) => it.value !== null && it.value > 0);
  if (!drawn.some((it) => it.end === "in")) return null;
  const middle = say("flow_middle");
  // A name may stand at both ends, so each node is known by its end as well.
  const node = (/** @type {{ end: string, name: string }} */ it) => `${it.end}\n${it.name}`;
  const color = (/** @type {string} */ name) => PALETTE[parts.findIndex((it) => node(it) === name) % PALETTE.length];
  const label = (/** @type {any} */ at) => {
    const part = drawn.find((it) => node(it) === at.name);
    return part ? `${part.name} ${part.value}` : middle;
  };
  // Names stand right of the last nodes: as much room as the longest takes.
  const room = Math.max(...drawn.filter((it) => it.end !== "in").map((it) => breadth(label({ name: node(it) }))), 0);
  const whole = drawn.filter((it) => it.end === "in").reduce((all, it) => all + (it.value ?? 0), 0);
  const option = (/** @type {number} */ width) => ({
    tooltip: {
      ...TOOLTIP,
      formatter: (/** @type {any} */ at) => (at.dataType === "edge" ? tip([`${label({ name: at.data.source })} → ${label({ name: at.data.target })}`]) : tip([label(at)])),
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
        data: [{ name: middle, itemStyle: { color: "#52606d" } }, ...drawn.map((it) => ({ name: node(it), itemStyle: { color: color(node(it)) } }))],
        links: drawn.map((it) => (it.end === "in" ? { source: node(it), target: middle, value: it.value } : { source: middle, target: node(it), value: it.value })),
      },
    ],
  });
  const rows = parts.map((it) => [it.name, say(`flow_${it.end}`), shown(it.value), it.value === null ? say("none") : percent(it.value, whole)]);
  const figures = table(title, [say("flow_figure"), say("flow_end"), { text: say("value"), figure: true }, { text: say("flow_share"), figure: true }], rows, { hidden_caption: true });
  return chart(title, 320, option, figures);
}

/**
 * Volume and outcomes over the years.
 * @param {string} title
 * @param {number[]} years
 * @param {(year: number, cells: number[][]) => number | null} figure
 * @param {(year: number) => number | undefined} form the version of a year
 */
export function series(title, years, figure, form) {
  const outcomes = core.flow.filter((it) => it.end === "outcome");
  if (core.volume.length === 0 && outcomes.length === 0) return null;
  const drawn = [core.volume, ...outcomes.map((it) => it.cells)].some((cells) => years.some((year) => figure(year, cells) !== null));
  if (!drawn) return null;
  const places = seamed(years, form, (it) => core.forms[it].title);
  const along = (/** @type {number[][]} */ cells) => places.map((place) => (place.year === null ? null : figure(place.year, cells)));
  const seams = places.flatMap((place, at) => (place.seam ? [{ xAxis: at, label: { formatter: place.seam, color: INK }, lineStyle: { color: INK, type: "dashed" } }] : []));
  const bars = outcomes.map((it) => ({
    name: it.name,
    type: "bar",
    stack: "outcomes",
    barMaxWidth: 46,
    data: along(it.cells),
    itemStyle: { color: PALETTE[core.flow.indexOf(it) % PALETTE.length] },
  }));
  const volume = core.flow.find((it) => it.cells.join() === core.volume.join())?.name ?? (core.volume.length ? cellName(core.volume[0][0]) : "");
  const line = {
    name: volume,
    type: "line",
    data: along(core.volume),
    symbolSize: 7,
    lineStyle: { color: INK, width: 2 },
    itemStyle: { color: INK },
    markLine: { symbol: "none", silent: true, data: seams },
  };
  const option = (/** @type {number} */ width) => ({
    tooltip: {
      ...TOOLTIP,
      trigger: "axis",
      formatter: (/** @type {any[]} */ all) => tip([all[0].name, ...all.filter((it) => it.value !== null && it.value !== undefined).map((it) => `${it.seriesName} ${it.value}`)]),
    },
    legend: { top: 0, left: 0, itemWidth: 14, itemHeight: 10, textStyle: { color: INK, fontSize: 12 } },
    grid: { left: 8, right: 12, top: width < 500 ? 84 : 52, bottom: 4, containLabel: true },
    xAxis: { type: "category", data: places.map((place) => place.name), axisLine: { lineStyle: { color: INK } }, axisLabel: { color: INK } },
    yAxis: { type: "value", axisLabel: { color: INK }, splitLine: { lineStyle: { color: FAINT } } },
    series: [...bars, ...(core.volume.length ? [line] : [])],
  });
  const header = [say("year"), say("form"), ...(core.volume.length ? [volume] : []), ...outcomes.map((it) => it.name)];
  const rows = years.map((year) => {
    const at = form(year);
    const figures = [...(core.volume.length ? [core.volume] : []), ...outcomes.map((it) => it.cells)];
    return [String(year), at === undefined ? "" : core.forms[at].title, ...figures.map((cells) => shown(figure(year, cells)))];
  });
  const figures = table(title, header.map((text, at) => (at < 2 ? text : { text, figure: /** @type {const} */ (true) })), rows, { hidden_caption: true });
  return chart(title, 300, option, el("div", { class: "scroller", tabindex: 0, role: "region", "aria-label": title }, figures));
}

/**
 * @param {string} title
 * @param {{ office: number, part: number, whole: number, name: string }[]} peers
 * @param {number} office the one it is about
 * @param {[string, string]} axes names of the size and of the share
 * @param {(office: number) => void} opened
 */
export function funnel(title, peers, office, axes, opened) {
  const { mean, at } = limits(peers);
  const most = Math.max(1, ...peers.map((it) => it.whole)) * 1.05;
  const sizes = Array.from({ length: 60 }, (_, step) => Math.max(1, (most * (step + 1)) / 60));
  const curve = (/** @type {number} */ z, /** @type {number} */ side, /** @type {string} */ type) => ({
    type: "line",
    name: say(z < 3 ? "limit_inner" : "limit_outer"),
    symbol: "none",
    silent: true,
    lineStyle: { color: "#52606d", type, width: 1 },
    data: sizes.map((size) => [size, at(size, z)[side] * 100]),
  });
  const share = (/** @type {{ part: number, whole: number }} */ it) => (it.part / it.whole) * 100;
  const point = (/** @type {{ office: number, part: number, whole: number, name: string }} */ it) => ({ value: [it.whole, share(it)], peer: it });
  const option = () => ({
    tooltip: {
      ...TOOLTIP,
      formatter: (/** @type {any} */ hit) => (hit.data?.peer ? tip([hit.data.peer.name, `${hit.data.peer.part} / ${hit.data.peer.whole} = ${percent(hit.data.peer.part, hit.data.peer.whole)}`]) : ""),
    },
    grid: { left: 12, right: 20, top: 34, bottom: 26, containLabel: true },
    xAxis: { type: "value", max: most, name: axes[0], nameLocation: "middle", nameGap: 26, nameTextStyle: { color: INK }, axisLabel: { color: INK, formatter: (/** @type {number} */ it) => String(Math.round(it)) }, splitLine: { show: false } },
    yAxis: { type: "value", min: 0, max: 100, name: axes[1], nameTextStyle: { color: INK, align: "left" }, axisLabel: { color: INK, formatter: "{value}%" }, splitLine: { lineStyle: { color: FAINT } } },
    series: [
      curve(1.96, 0, "dashed"),
      curve(1.96, 1, "dashed"),
      curve(3.09, 0, "solid"),
      curve(3.09, 1, "solid"),
      { type: "line", symbol: "none", silent: true, lineStyle: { color: "#2f6da8", width: 1 }, data: [[0, mean * 100], [most, mean * 100]] },
      { type: "scatter", symbolSize: 6, itemStyle: { color: "#7b8794", opacity: 0.7 }, data: peers.filter((it) => it.office !== office).map(point) },
      { type: "scatter", symbolSize: 13, symbol: "diamond", itemStyle: { color: "#b3261e", borderColor: "#fff" }, data: peers.filter((it) => it.office === office).map(point), z: 5 },
    ],
  });
  const rows = [...peers].sort((a, b) => share(b) - share(a)).map((it) => [it.name, String(it.part), String(it.whole), percent(it.part, it.whole), at(it.whole, 3.09).map((limit) => `${(limit * 100).toFixed(1)}%`).join(" – ")]);
  const header = [say("office"), ...[say("part"), say("whole"), axes[1], say("limit_outer")].map((text) => ({ text, figure: /** @type {const} */ (true) }))];
  const figures = el("div", { class: "scroller tall", tabindex: 0, role: "region", "aria-label": title }, table(title, header, rows.slice(0, 400), { hidden_caption: true }));
  return chart(title, 320, option, figures, (hit) => hit.data?.peer && opened(hit.data.peer.office));
}
