// The frame around the views: where one is, which year is looked at, what is drawn.
import { button, choice, el, fill, link } from "./dom.js";
import { core, officeOf, say } from "./record.js";
import { chosen, ranking_view } from "./ranking.js";
import { compare_view } from "./compare.js";
import { dispose } from "./charts.js";
import { heat_view } from "./heat.js";
import { method_view } from "./method.js";
import { office_view, sheets, silence } from "./office.js";
import { overview } from "./overview.js";
import { rollup_view } from "./rollup.js";
import { rule_view, rules_view } from "./rules.js";

/** @typedef {import("./overview.js").Route} Route */
/** @typedef {import("./overview.js").View} View */

/** The overview and the offices chosen in the ranking, one behind the other. @param {Route} at @returns {View} */
function print_view(at) {
  const first = overview(at);
  const picked = [...chosen].flatMap((code) => officeOf(code) ?? []);
  return {
    title: first.title,
    body: [
      el("p", { class: "actions unprinted" }, button(say("print"), () => window.print()), el("span", {}, say("print_count", { n: picked.length })), link("ranking", say("choose_offices"))),
      ...first.body,
      ...picked.map((office) => el("article", { class: "sheet" }, el("h1", {}, say("office_of", { name: office.name, year: at.year })), sheets(office, at.year, true))),
    ],
  };
}

/** @type {Record<string, (at: Route) => View>} */
const VIEWS = { "": overview, ranking: ranking_view, office: office_view, heat: heat_view, compare: compare_view, rollup: rollup_view, rules: rules_view, rule: rule_view, method: method_view, print: print_view };
const NAVIGATION = ["", "ranking", "heat", "compare", "rollup", "rules", "method"];

const main = el("main", { id: "main", tabindex: -1 });
const navigation = el("nav", { "aria-label": say("views") });
const years = el("div", { class: "year" });
let year = core.years[core.years.length - 1] ?? 0;

/** @param {string} part */
function decoded(part) {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** @returns {Route} */
function route() {
  const [path, query] = location.hash.replace(/^#\/?/, "").split("?");
  const asked = new URLSearchParams(query ?? "");
  const wanted = Number(asked.get("year"));
  if (core.years.includes(wanted)) year = wanted;
  const [view, ...parts] = path.split("/").map(decoded);
  const change = (/** @type {Record<string, string>} */ query) => {
    const { redraw, ...rest } = query;
    for (const [name, value] of Object.entries(rest)) value === "" ? asked.delete(name) : asked.set(name, value);
    history.replaceState(null, "", `#/${path}?${asked}`);
    if (redraw) draw();
  };
  asked.set("year", String(year));
  return { view, parts, query: asked, year, change };
}

function draw() {
  dispose();
  silence();
  const at = route();
  const { title, body } = (VIEWS[at.view] ?? overview)(at);
  document.title = `${title} · ${say("title")}`;
  fill(main, el("h1", {}, title), body);
  fill(navigation, NAVIGATION.map((view) => el("a", { href: `#/${view}`, "aria-current": at.view === view ? "page" : null }, say(view === "" ? "overview" : view))));
  const options = core.years.map((it) => /** @type {[string, string]} */ ([String(it), String(it)]));
  fill(years, choice(say("year"), options, String(year), (value) => at.change({ year: value, redraw: "1" })));
  // The year is part of a link that is mailed on.
  history.replaceState(null, "", `#/${location.hash.replace(/^#\/?/, "").split("?")[0]}?${at.query}`);
}

function moved() {
  draw();
  window.scrollTo(0, 0);
  main.focus({ preventScroll: true });
}

fill(
  document.getElementById("page") ?? document.body,
  el("a", { class: "skip", href: "#main", onclick: (event) => (event.preventDefault(), main.focus()) }, say("skip_to_content")),
  el("header", {}, el("a", { class: "brand", href: "#/" }, el("strong", {}, core.city), " ", core.title), navigation, years),
  main,
  el("footer", {}, say("footer", { version: core.version })),
);
window.addEventListener("hashchange", moved);
draw();
