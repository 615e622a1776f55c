// The sums of the city, a district or a kind of office, in the form an office files.
import { choice, el, link } from "./dom.js";
import { core, groups, say, sumsOf } from "./record.js";
import { official, printed } from "./form.js";
import { number } from "./packed.js";

/** @typedef {import("./overview.js").Route} Route */
/** @typedef {import("./overview.js").View} View */

/** @param {Route} at @returns {View} */
export function rollup_view(at) {
  const here = groups.filter((group) => group.year === at.year);
  const wanted = here.find((group) => group.kind === at.parts[0] && group.group === at.parts[1]) ?? here[0];
  const sums = wanted ? sumsOf(wanted.kind, wanted.group, at.year) : null;
  if (!sums) return { title: say("rollup"), body: [el("p", {}, say("no_rollup"))] };
  const options = here.map((group) => /** @type {[string, string]} */ ([`${group.kind}/${group.group}`, group.kind === "city" ? group.group : say("group", { kind: say(`group_${group.kind}`), name: group.group })]));
  const pick = choice(say("group_of"), options, `${sums.kind}/${sums.group}`, (value) => {
    const cut = value.indexOf("/");
    location.hash = `#/rollup/${value.slice(0, cut)}/${encodeURIComponent(value.slice(cut + 1))}?year=${at.year}`;
  });
  const drawn = (/** @type {number} */ cell) => {
    const blanks = number(sums.blanks[cell]) ?? 0;
    const unread = number(sums.unread[cell]) ?? 0;
    return el("td", { class: unread > 0 ? "figure unread" : "figure", "data-cell": core.cells[cell][3] }, el("span", { class: "value" }, printed(sums.cells[cell])), blanks > 0 && el("span", { class: "last" }, say("blanks", { n: blanks })), unread > 0 && el("span", { class: "lost" }, say("unread", { n: unread })));
  };
  const lost = Math.max(0, ...sums.unread.map((cell) => number(cell) ?? 0));
  return {
    title: say("rollup_of", { name: sums.group, year: at.year }),
    body: [
      el("div", { class: "filters" }, pick),
      el("p", { class: "coverage" }, say("coverage", { filings: sums.filings, expected: sums.expected }), sums.filings < sums.expected && el("strong", {}, say("incomplete", { n: sums.expected - sums.filings }))),
      lost > 0 && el("p", { class: "alarm", role: "alert" }, say("unread_note", { n: lost }), " ", link("method", say("intake"))),
      el("p", { class: "aside" }, say("blanks_note")),
      el("div", { class: "forms" }, official(sums.sheet, drawn)),
    ],
  };
}
