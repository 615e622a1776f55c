// The sums of the city, a district or a kind of office, on the form that an office files.
import { choice, el, link, path } from "./dom.js";
import { core, groups, say, sumsOf } from "./record.js";
import { officialForm, cellText } from "./form.js";
import { number } from "./packed.js";

/** @typedef {import("./overview.js").Route} Route */
/** @typedef {import("./overview.js").View} View */

/**
 * The sums of a group in a year.
 * @param {Route} route
 * @returns {View}
 */
export function rollupView(route) {
  const ofYear = groups.filter((group) => group.year === route.year);
  const wanted = ofYear.find((group) => group.kind === route.parts[0] && group.group === route.parts[1]) ?? ofYear[0];
  const sums = wanted ? sumsOf(wanted.kind, wanted.group, route.year) : null;
  if (!sums) return { title: say("rollup"), body: [el("p", {}, say("no_rollup"))] };
  const options = ofYear.map((group) => [
    `${group.kind}/${group.group}`,
    group.kind === "city" ? group.group : say("group", { kind: say(`group_${group.kind}`), name: group.group }),
  ]);
  const pick = choice(say("group_of"), options, `${sums.kind}/${sums.group}`, (value) => {
    const slash = value.indexOf("/");
    location.hash = `#/${path("rollup", value.slice(0, slash), value.slice(slash + 1))}?year=${route.year}`;
  });
  const drawCell = (/** @type {number} */ cell) => {
    const blanks = number(sums.blanks[cell]) ?? 0;
    const unread = number(sums.unread[cell]) ?? 0;
    return el(
      "td",
      { class: unread > 0 ? "figure unread" : "figure", "data-cell": core.cells[cell][3] },
      el("span", { class: "value" }, cellText(sums.cells[cell])),
      blanks > 0 && el("span", { class: "last" }, say("blanks", { n: blanks })),
      unread > 0 && el("span", { class: "lost" }, say("unread", { n: unread })),
    );
  };
  const mostUnread = Math.max(0, ...sums.unread.map((cell) => number(cell) ?? 0));
  return {
    title: say("rollup_of", { name: sums.group, year: route.year }),
    body: [
      el("div", { class: "filters" }, pick),
      el(
        "p",
        { class: "coverage" },
        say("coverage", { filings: sums.filings, expected: sums.expected }),
        sums.filings < sums.expected && el("strong", {}, say("incomplete", { n: sums.expected - sums.filings })),
      ),
      mostUnread > 0 &&
        el(
          "p",
          { class: "alarm", role: "alert" },
          say("unread_note", { n: mostUnread }),
          " ",
          link("method", say("intake")),
        ),
      el("p", { class: "aside" }, say("blanks_note")),
      el("div", { class: "forms" }, officialForm(sums.sheet, drawCell)),
    ],
  };
}
