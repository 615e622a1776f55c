// The frame around the views: header, navigation, and which view of which year is shown.
import { button, choice, el, fill, link } from "./dom.js";
import { core, officeOf, say } from "./record.js";
import { chosen, rankingView } from "./ranking.js";
import { compareView } from "./compare.js";
import { disposeCharts } from "./charts.js";
import { heatView } from "./heat.js";
import { methodView } from "./method.js";
import { hideBubble, officeSheet, officeView } from "./office.js";
import { overview } from "./overview.js";
import { rollupView } from "./rollup.js";
import { ruleView, rulesView } from "./rules.js";

/** @typedef {import("./overview.js").Route} Route */
/** @typedef {import("./overview.js").View} View */

/**
 * The overview and the offices chosen in the ranking, one after the other.
 * @param {Route} route
 * @returns {View}
 */
function printView(route) {
  const first = overview(route);
  const picked = [...chosen].flatMap((code) => officeOf(code) ?? []);
  return {
    title: first.title,
    body: [
      el(
        "p",
        { class: "actions unprinted" },
        button(say("print"), () => window.print()),
        el("span", {}, say("print_count", { n: picked.length })),
        link("ranking", say("choose_offices")),
      ),
      ...first.body,
      ...picked.map((office) =>
        el(
          "article",
          { class: "sheet" },
          el("h1", {}, say("office_of", { name: office.name, year: route.year })),
          officeSheet(office, route.year, true),
        ),
      ),
    ],
  };
}

/** @type {Record<string, (route: Route) => View>} */
const VIEWS = {
  "": overview,
  ranking: rankingView,
  office: officeView,
  heat: heatView,
  compare: compareView,
  rollup: rollupView,
  rules: rulesView,
  rule: ruleView,
  method: methodView,
  print: printView,
};
const NAVIGATION = ["", "ranking", "heat", "compare", "rollup", "rules", "method"];

const main = el("main", { id: "main", tabindex: -1 });
const navigation = el("nav", { "aria-label": say("views") });
const years = el("div", { class: "year" });
let year = core.in_hand ?? core.years[core.years.length - 1] ?? 0;

/**
 * A part of a path; as it is if it is not properly encoded.
 * @param {string} part
 */
function decoded(part) {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/**
 * The view, year and query that the address asks for.
 * @returns {Route}
 */
function currentRoute() {
  const [path, query] = location.hash.replace(/^#\/?/, "").split("?");
  const parameters = new URLSearchParams(query ?? "");
  const wanted = Number(parameters.get("year"));
  if (core.years.includes(wanted)) year = wanted;
  const [view, ...parts] = path.split("/").map(decoded);
  const change = (/** @type {Record<string, string>} */ changes) => {
    const { redraw, ...rest } = changes;
    for (const [name, value] of Object.entries(rest))
      value === "" ? parameters.delete(name) : parameters.set(name, value);
    history.replaceState(null, "", `#/${path}?${parameters}`);
    if (redraw) draw();
  };
  parameters.set("year", String(year));
  return { view, parts, query: parameters, year, change };
}

/** Draws the view that the address asks for. */
function draw() {
  disposeCharts();
  hideBubble();
  const route = currentRoute();
  const { title, body } = (VIEWS[route.view] ?? overview)(route);
  document.title = `${title} · ${say("title")}`;
  fill(main, el("h1", {}, title), body);
  fill(
    navigation,
    NAVIGATION.map((view) =>
      el(
        "a",
        { href: `#/${view}`, "aria-current": route.view === view ? "page" : null },
        say(view === "" ? "overview" : view),
      ),
    ),
  );
  const options = core.years.map((it) => [String(it), String(it)]);
  fill(
    years,
    choice(say("year"), options, String(year), (value) => route.change({ year: value, redraw: "1" })),
  );
  // The address contains the year, so that it can be passed on as a link.
  history.replaceState(null, "", `#/${location.hash.replace(/^#\/?/, "").split("?")[0]}?${route.query}`);
}

function onHashChange() {
  draw();
  window.scrollTo(0, 0);
  main.focus({ preventScroll: true });
}

fill(
  document.getElementById("page") ?? document.body,
  el(
    "a",
    { class: "skip", href: "#main", onclick: (event) => (event.preventDefault(), main.focus()) },
    say("skip_to_content"),
  ),
  el(
    "header",
    {},
    el("a", { class: "brand", href: "#/" }, el("strong", {}, core.city), " ", core.title),
    navigation,
    years,
  ),
  main,
  el("footer", {}, say("footer", { version: core.version })),
);
window.addEventListener("hashchange", onHashChange);
draw();
