// Texts from filings and registers stay texts, whatever they contain.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { HOSTILE } from "./corpus.js";
import { launch, open } from "./browser.js";

/** @type {import("playwright-core").Browser} */
let browser;
before(async () => {
  browser = await launch();
});
after(() => browser.close());

test("names, codes, kinds, districts and cells that are markup or script change nothing", async () => {
  const { page, context, faults, go } = await open(browser, "hostile-out");
  const codes = HOSTILE.map((_, at) => encodeURIComponent(`H${at}<b>`));
  const views = [
    "",
    "ranking",
    "heat",
    "rollup",
    "method",
    "rules",
    "rule/NUM-PARSE",
    "print",
    `compare/${codes.slice(0, 3).join(",")}`,
    ...codes.map((code) => `office/${code}`),
    "office/<img src=x onerror=window.hit=1>",
    `rollup/district/${encodeURIComponent(HOSTILE[1])}`,
  ];
  const elements = ["img", "script", "svg", "iframe", "b", "[onerror]", "[onload]", "a[href^='javascript']"];
  const strange = elements.map((selector) => `#page ${selector}`).join(", ");
  for (const view of views) {
    await go(view);
    for (const summary of await page.locator("summary").all()) await summary.click();
    const made = await page.evaluate(
      (strange) => ({
        hit: /** @type {any} */ (window).hit,
        strange: document.querySelectorAll(strange).length,
      }),
      strange,
    );
    assert.deepEqual(made, { hit: undefined, strange: 0 }, view);
  }
  await go(`office/${codes[0]}`);
  assert.ok((await page.locator("h1").innerText()).includes(HOSTILE[0]));
  const raw = await page.locator("td.unreadable .value").allInnerTexts();
  assert.ok(raw.includes(HOSTILE[1]), raw.join());
  const charts = await page.locator("figure.chart .canvas").all();
  assert.ok(charts.length >= 2);
  let told = 0;
  for (const chart of charts) {
    await chart.scrollIntoViewIfNeeded();
    const box = await chart.boundingBox();
    for (let step = 0; box && step < 150; step++) {
      await page.mouse.move(box.x + (box.width * ((step * 7) % 50)) / 50, box.y + (box.height * (step % 25)) / 25);
      told += await page.locator(".tip").count();
    }
  }
  assert.ok(told > 0, "no tooltip was shown");
  assert.equal(await page.evaluate(() => /** @type {any} */ (window).hit), undefined);
  assert.deepEqual(faults, []);
  await context.close();
});

test("even a script that got into the page could not run or load anything", async () => {
  const { page, context, faults, go } = await open(browser, "sample");
  await go("");
  await page.evaluate(() => {
    const script = document.createElement("script");
    script.textContent = "window.hit = 1";
    document.body.append(script);
    const image = document.createElement("img");
    image.src = "https://example.invalid/x.png";
    document.body.append(image);
    document.body.setAttribute("onclick", "window.hit = 2");
    document.body.click();
  });
  await page.waitForTimeout(200);
  assert.equal(await page.evaluate(() => /** @type {any} */ (window).hit), undefined);
  assert.ok(faults.some((fault) => fault.includes("Content Security Policy")));
  await context.close();
});
