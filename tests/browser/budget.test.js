// A report on three thousand offices over three years: its size, its speed, and how much it draws.
import assert from "node:assert/strict";
import { statSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { WORK, launch, open } from "./browser.js";

/** @type {import("playwright-core").Browser} */
let browser;
before(async () => {
  browser = await launch();
});
after(() => browser.close());

/**
 * The median of some measurements.
 * @param {number[]} all
 */
function median(all) {
  return [...all].sort((a, b) => a - b)[Math.floor(all.length / 2)];
}

test("the file is at most 8 MB", (t) => {
  const { size } = statSync(join(WORK, "large-out", "report.html"));
  t.diagnostic(`report.html has ${(size / 1e6).toFixed(2)} MB`);
  assert.ok(size <= 8e6, String(size));
});

test("the first view is there within 1.5 s, with at most 2,500 nodes", async (t) => {
  const times = [];
  let nodes = 0;
  for (let round = 0; round < 5; round++) {
    const { page, context, go, faults } = await open(browser, "large-out");
    await go("");
    // From the start of loading to the first paint with the overview in it.
    const shown = await page.evaluate(
      () =>
        new Promise((done) =>
          requestAnimationFrame(() =>
            setTimeout(
              () => done(performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? performance.now()),
              0,
            ),
          ),
        ),
    );
    times.push(/** @type {number} */ (shown));
    nodes = await page.evaluate(() => document.querySelectorAll("*").length);
    assert.deepEqual(faults, []);
    await context.close();
  }
  t.diagnostic(`first view ${times.map(Math.round).join(", ")} ms; ${nodes} nodes`);
  assert.ok(median(times) < 1500, times.join());
  assert.ok(nodes <= 2500, String(nodes));
});

test("search and each filter take less than 100 ms, the median of five", async (t) => {
  const { page, context, go } = await open(browser, "large-out");
  await go("ranking?year=2024");
  const took = await page.evaluate(async () => {
    /** @type {Record<string, number[]>} */
    const took = {};
    // Style and layout are part of what is measured, so they are forced before the clock is read.
    const measure = (/** @type {string} */ name, /** @type {() => void} */ act) => {
      const start = performance.now();
      act();
      document.body.getBoundingClientRect();
      (took[name] ??= []).push(performance.now() - start);
    };
    const search = /** @type {HTMLInputElement} */ (document.querySelector("input[type=search]"));
    for (let round = 0; round < 5; round++) {
      for (const words of ["0", "00123", "减法区", "nobody", ""]) {
        measure(`search “${words}”`, () => {
          search.value = words;
          search.dispatchEvent(new Event("input"));
        });
        await new Promise((done) => requestAnimationFrame(done));
      }
      for (const select of document.querySelectorAll(".filters select")) {
        for (const at of [1, 0]) {
          measure(`filter ${select.parentElement?.textContent?.slice(0, 2)} ${at}`, () => {
            /** @type {HTMLSelectElement} */ (select).selectedIndex = at;
            select.dispatchEvent(new Event("change"));
          });
          await new Promise((done) => requestAnimationFrame(done));
        }
      }
    }
    return took;
  });
  const slowest = Object.entries(took)
    .map(([name, all]) => /** @type {[string, number]} */ ([name, median(all)]))
    .sort((a, b) => b[1] - a[1]);
  t.diagnostic(
    slowest
      .slice(0, 4)
      .map(([name, ms]) => `${name} ${ms.toFixed(0)} ms`)
      .join(", "),
  );
  assert.ok(slowest[0][1] < 100, slowest.join(" | "));
  await context.close();
});

test("an office, the map and a rule open within a second", async (t) => {
  const { page, context, go, faults } = await open(browser, "large-out");
  await go("");
  /** @type {string[]} */
  const took = [];
  for (const view of [
    "office/N00001",
    "office/N02000",
    "heat",
    "compare/N00001,N00002,N00003,N00004,N00005,N00006",
    "rule/T3-ROW",
    "rollup",
    "method",
  ]) {
    const ms = await page.evaluate(async (view) => {
      const start = performance.now();
      location.hash = `#/${view}?year=2024`;
      await new Promise((done) => window.addEventListener("hashchange", done, { once: true }));
      await new Promise((done) => requestAnimationFrame(() => setTimeout(done, 0)));
      return performance.now() - start;
    }, view);
    took.push(`${view} ${Math.round(ms)} ms`);
    assert.ok(ms < 1000, `${view} ${ms}`);
  }
  t.diagnostic(took.join(", "));
  assert.deepEqual(faults, []);
  await context.close();
});
