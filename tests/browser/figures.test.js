// The figures in the page are those of the tables beside it.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launch, open, standings, ranked, table } from "./browser.js";

/** @type {import("playwright-core").Browser} */
let browser;
before(async () => {
  browser = await launch();
});
after(() => browser.close());

/**
 * The cells of the form that is shown, with their texts.
 * @param {import("playwright-core").Page} page
 * @returns {Promise<[string, string][]>}
 */
function cells(page) {
  return page.evaluate(() =>
    [...document.querySelectorAll("[data-cell]")].map((it) => [
      it.getAttribute("data-cell") ?? "",
      it.querySelector(".value")?.textContent ?? "",
    ]),
  );
}

test("the overview counts what findings.csv lists", async () => {
  const { page, context, go } = await open(browser, "sample");
  const findings = table("sample", "findings.csv").filter((row) => row.status !== "explained");
  for (const year of ["2022", "2023", "2024"]) {
    await go(`?year=${year}`);
    for (const severity of ["error", "warning", "anomaly", "note"]) {
      // Missing filings are counted apart from errors.
      const isCounted = (/** @type {Record<string, string>} */ row) =>
        row.year === year && row.severity === severity && row.rule !== "MISSING";
      const n = findings.filter(isCounted).length;
      assert.equal(await page.locator(`.tile.${severity} strong`).last().innerText(), String(n), `${year} ${severity}`);
    }
    const missing = findings.filter((row) => row.year === year && row.rule === "MISSING").map((row) => row.office);
    const sentence = await page.locator("#circular").innerText();
    for (const name of missing) assert.ok(sentence.includes(name), name);
    const { faulty, filed, due } = standings("sample", year);
    assert.match(sentence, new RegExp(`机关 ${due} 个，已报送 ${filed} 个`));
    assert.match(sentence, new RegExp(`；${faulty} 份报告存在差错`));
  }
  await context.close();
});

test("what could not be read is said in red, counted, found and shown as no error of the office", async () => {
  const { page, context, go } = await open(browser, "unread-out");
  const { partly_read, faulty } = standings("unread-out", "2024");
  // The third one is of an office that is on no register.
  assert.equal(partly_read, 2);
  await go("?year=2024");
  const alarm = page.locator(".alarm");
  assert.match(await alarm.innerText(), /有 3 份报告（涉及 3 个文件）未完整读取/);
  assert.equal(await alarm.evaluate((it) => getComputedStyle(it).color), "rgb(179, 38, 30)");
  const sentence = await page.locator("#circular").innerText();
  assert.match(sentence, new RegExp(`；${faulty} 份报告存在差错`));
  assert.match(sentence, /；2 份未完整读取，未作结论/);
  await go("ranking?year=2024&standing=partly_read");
  const codes = await page.evaluate(() =>
    [...document.querySelectorAll(".ranking tbody small")].map((it) => it.textContent?.trim() ?? ""),
  );
  assert.equal(codes.length, 3);
  const unread = table("unread-out", "cells.csv").filter((row) => row.state === "unread");
  assert.deepEqual([...new Set(unread.map((row) => row.office_code))].sort(), codes.sort());
  for (const code of codes) {
    await go(`office/${code}?year=2024`);
    assert.match(await page.locator(".alarm").innerText(), /不是机关的差错/);
    const marked = await page.evaluate(() =>
      [...document.querySelectorAll("td.unread")].map((it) => it.getAttribute("data-cell") ?? ""),
    );
    assert.deepEqual(
      marked.sort(),
      unread
        .filter((row) => row.office_code === code)
        .map((row) => row.cell)
        .sort(),
    );
    assert.equal(await page.locator("td.unread.suspect, td.unread.involved").count(), 0);
  }
  await go("rollup?year=2024");
  assert.match(await page.locator(".alarm").innerText(), /未计入合计/);
  const short = table("unread-out", "rollup.csv").filter(
    (row) => row.year === "2024" && row.group_kind === "city" && row.unread !== "0",
  );
  for (const row of short)
    assert.ok(
      (await page.locator(`td.unread[data-cell="${row.cell}"] .lost`).innerText()).endsWith(` ${row.unread}`),
      row.cell,
    );
  await go(`compare/${codes.join(",")}?year=2024&cells=all`);
  assert.ok((await page.locator("td.unread").count()) > 0);
  await context.close();
});

test("the ranking is ranking.csv, line by line", async () => {
  const { page, context, go } = await open(browser, "sample");
  for (const year of ["2022", "2023", "2024"]) {
    await go(`ranking?year=${year}`);
    const lines = await page.evaluate(() =>
      [...document.querySelectorAll(".ranking tbody tr")].map((row) =>
        [...row.children].map((cell) => /** @type {HTMLElement} */ (cell).innerText),
      ),
    );
    const wanted = ranked("sample", year);
    const shown = lines
      .slice(0, wanted.length)
      .map(([rank, office, , errors, warnings, anomalies, reasons]) => [
        rank,
        office.trim().replace(/\s+/g, " "),
        errors,
        warnings,
        anomalies,
        reasons.split("\n").join("；"),
      ]);
    assert.deepEqual(
      shown.sort(),
      wanted
        .map((row) => [
          row.rank,
          `${row.office} ${row.office_code}`,
          row.errors,
          row.warnings,
          row.anomalies,
          row.reasons.split("；").slice(0, 3).join("；"),
        ])
        .sort(),
    );
  }
  await context.close();
});

test("every sum of every group is that of rollup.csv", async () => {
  const { page, context, go } = await open(browser, "sample");
  const rollup = table("sample", "rollup.csv").filter((row) => row.year === "2024");
  const groups = [...new Set(rollup.map((row) => `${row.group_kind}/${row.group}`))];
  assert.ok(groups.length >= 6);
  for (const group of groups) {
    const [kind, name] = group.split("/");
    await go(`rollup/${kind}/${encodeURIComponent(name)}?year=2024`);
    const shown = new Map(await cells(page));
    const of = rollup.filter((row) => row.group_kind === kind && row.group === name);
    assert.ok(of.length >= 200);
    for (const row of of) assert.equal(shown.get(row.cell), row.value || "空白", `${group} ${row.cell}`);
  }
  await context.close();
});

test("the figures of a kind of office add up to its rollup, and other cells are shown as printed", async () => {
  const { page, context, go } = await open(browser, "sample");
  await go("ranking?year=2024");
  const ranked = await page.evaluate(() =>
    [...document.querySelectorAll(".ranking tbody small")].map((it) => it.textContent?.trim() ?? ""),
  );
  const departments = ranked.filter((code) => /^D\d+$/.test(code) && code !== "D20");
  const states = table("sample", "cells.csv").filter((row) => row.year === "2024");
  /** @type {Map<string, number>} */
  const sums = new Map();
  for (const code of departments) {
    await go(`office/${code}?year=2024`);
    for (const [cell, value] of await cells(page)) {
      const state = states.find((row) => row.office_code === code && row.cell === cell);
      if (state) assert.equal(value, state.raw || "空白", `${code} ${cell}`);
      else sums.set(cell, (sums.get(cell) ?? 0) + Math.round(Number(value) * 1e6));
    }
  }
  const rollup = table("sample", "rollup.csv").filter(
    (row) => row.year === "2024" && row.group_kind === "kind" && row.group === "市政府部门",
  );
  assert.ok(rollup.length >= 200 && departments.length >= 15);
  for (const row of rollup) assert.equal((sums.get(row.cell) ?? 0) / 1e6, Number(row.value), row.cell);
  await context.close();
});

test("suggested repairs are those of repairs.csv", async () => {
  const { page, context, go } = await open(browser, "sample");
  const likeliest = table("sample", "repairs.csv").filter((row) => row.rank === "1");
  assert.ok(likeliest.length > 10);
  for (const row of likeliest) {
    await go(`office/${row.office_code}?year=${row.year}`);
    assert.ok((await page.locator(".repairs li").first().innerText()).includes(row.message), row.office_code);
    for (const change of row.changes.split(";")) {
      const [, cell, , to] = change.match(/^(.+?)=(.*)->(.*)$/) ?? [];
      const shown = await page.locator(`[data-cell="${cell}"] .suggestion`).innerText();
      assert.ok(shown.includes(`→${to} `), `${row.office_code} ${change}: ${shown}`);
    }
  }
  await context.close();
});
