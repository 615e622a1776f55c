// Every view can be drawn and used, and does nothing it should not.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { GOUJI, ROOT, WORK, barriers, launch, open, parsed, ranked, table } from "./browser.js";

const VIEWS = [
  "",
  "ranking",
  "office/D09?year=2024",
  "office/D03?year=2023",
  "office/D20?year=2024",
  "heat?year=2023",
  "compare/D01,D02,D03?year=2024",
  "compare/D01,D02?year=2024&as=shares",
  "rollup?year=2024",
  "rules",
  "rule/T3-BAL?year=2023",
  "method",
  "print",
  "no-such-view",
  "office/no-such-office",
];

/** @type {import("playwright-core").Browser} */
let browser;
before(async () => {
  browser = await launch();
});
after(() => browser.close());

for (const report of ["sample", "english"]) {
  for (const width of [1440, 400]) {
    test(`${report}, ${width} wide: every view is drawn whole, with no fault, no request and no barrier`, async () => {
      const { page, context, faults, go } = await open(browser, report, { width, height: width === 400 ? 800 : 900 });
      for (const view of VIEWS) {
        await go(view);
        const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
        assert.ok(wide <= 0, `${view} is ${wide} px wider than the window`);
        const unsaid = await page.evaluate(() => document.body.innerText.match(/\{\w+\}|undefined|NaN|\[object/)?.[0]);
        assert.equal(unsaid, undefined, view);
        assert.deepEqual(await barriers(page), [], view);
        if (process.env.PICTURES) {
          mkdirSync(process.env.PICTURES, { recursive: true });
          await page.screenshot({
            path: join(process.env.PICTURES, `${report}-${view.replace(/\W+/g, "-") || "overview"}-${width}.png`),
            fullPage: true,
          });
        }
      }
      assert.deepEqual(faults, []);
      await context.close();
    });
  }
}

test("an office is found by name and by code, and the list says how many there are", async () => {
  const { page, context, go } = await open(browser, "sample");
  await go("ranking?year=2024");
  const found = () => page.locator(".ranking tbody tr").count();
  const whole = await found();
  await page.getByRole("searchbox").fill("d09");
  assert.equal(await found(), 1);
  await page.getByRole("searchbox").fill("减法区 人民政府");
  const governments = await found();
  assert.ok(governments > 0 && governments < whole);
  assert.match(await page.locator(".count").innerText(), new RegExp(String(governments)));
  assert.match(page.url(), /q=/);
  await page.getByRole("link", { name: "勾稽市减法区人民政府" }).click();
  await page.waitForFunction(() => location.hash.startsWith("#/office/Q2"));
  await context.close();
});

test("filters leave what they name, and the export has what is left", async () => {
  const { page, context, go } = await open(browser, "sample");
  await go("ranking?year=2023");
  await page.getByLabel("规则").selectOption("T3-BAL");
  const wanted = new Set(
    table("sample", "findings.csv")
      .filter((row) => row.year === "2023" && row.rule === "T3-BAL")
      .map((row) => row.office_code),
  );
  assert.equal(await page.locator(".ranking tbody tr").count(), wanted.size);
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: /CSV/ }).click(),
  ]);
  const rows = parsed(readFileSync(await download.path(), "utf8"));
  assert.deepEqual(
    rows,
    ranked("sample", "2023").filter((row) => wanted.has(row.office_code)),
  );
  await page.getByLabel("级别").selectOption("anomaly");
  assert.equal(await page.locator(".ranking tbody tr").count(), 0);
  await context.close();
});

test("the wrong cell is framed, tells its arithmetic on focus, and has the repair beside it", async () => {
  const { page, context, go } = await open(browser, "sample");
  await go("office/D09?year=2024");
  const cell = page.locator('[data-cell="requests.received@natural_person"]');
  assert.equal(await cell.locator(".value").innerText(), "83");
  assert.match(await cell.locator(".suggestion").innerText(), /→38\s*唯一/);
  assert.equal(await cell.evaluate((it) => getComputedStyle(it).outlineStyle), "solid");
  await cell.focus();
  const bubble = page.getByRole("tooltip");
  assert.match(await bubble.innerText(), /83＋2＝85，38＋2＝40，差 45/);
  await page.keyboard.press("Tab");
  await go("office/D02?year=2024");
  assert.match(await page.locator('[data-cell="requests.carried_in@total"] .last').innerText(), /上年报告 \d+/);
  assert.match(await page.locator(".source").first().innerText(), /sample_data\/filings\/.+ 第? ?\d+/);
  await context.close();
});

test("a verdict is kept, and a run can read its explanations from the exported ones", async () => {
  const { page, context, go } = await open(browser, "sample");
  await go("office/D02?year=2024");
  await page.getByLabel("核实人").fill("王五");
  await page.keyboard.press("Tab");
  const finding = page.locator('[data-finding="XY-CARRY natural_person"]');
  await finding.getByLabel("核实结论").selectOption("true");
  await finding.getByRole("textbox").fill("=台账如此");
  await page.keyboard.press("Tab");
  await page.locator('[data-finding="XY-CARRY total"]').getByLabel("核实结论").selectOption("corrected");
  await page.reload();
  assert.equal(await finding.getByLabel("核实结论").inputValue(), "true");
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: /导出核实结论（2）/ }).click(),
  ]);
  const file = join(WORK, "explanations.csv");
  await download.saveAs(file);
  execFileSync(
    GOUJI,
    [
      "run",
      "--quiet",
      "--input",
      "sample_data/filings",
      "--registry",
      "sample_data/register.csv",
      "--explanations",
      file,
      "--out",
      join(WORK, "explained"),
    ],
    { cwd: ROOT },
  );
  const of = table("explained", "findings.csv").filter((row) => row.office_code === "D02" && row.year === "2024");
  assert.deepEqual(of.map((row) => [row.key, row.status]).sort(), [
    ["natural_person", "explained"],
    ["total", "open"],
  ]);
  await context.close();
  const again = await open(browser, "explained");
  await again.go("office/D02?year=2024");
  assert.equal(await again.page.locator('[data-finding="XY-CARRY natural_person"] .status').innerText(), "已说明");
  assert.match(
    await again.page.locator('[data-finding="XY-CARRY natural_person"]').innerText(),
    /说明：.*情况属实：=台账如此.*王五/s,
  );
  await again.go("?year=2024");
  assert.equal(await again.page.locator(".tile.warning strong").innerText(), "5");
  await again.context.close();
});

test("the accessibility checker finds a barrier that is planted", async () => {
  const { page, context, go } = await open(browser, "sample");
  await go("");
  await page.evaluate(() => document.querySelector("main")?.append(document.createElement("input")));
  assert.match((await barriers(page)).join(), /label/);
  await context.close();
});

test("offices are put side by side as figures and as shares", async () => {
  const { page, context, go } = await open(browser, "sample");
  await go("compare?year=2024");
  for (const name of ["D01", "D02"]) {
    await page.getByRole("searchbox").fill(name);
    await page.locator(".found button").first().click();
  }
  await page.waitForFunction(() => document.querySelectorAll(".compare thead th").length === 3);
  const figures = await page.locator(".compare tbody tr").count();
  assert.ok(figures > 20);
  await page.getByLabel("显示").selectOption("shares");
  await page.waitForFunction(() => document.querySelector(".compare tbody td")?.textContent?.endsWith("%"));
  await context.close();
});

test("the map of findings can be explored by keyboard, and Enter opens the office", async () => {
  const { page, context, go } = await open(browser, "sample");
  await go("heat?year=2023");
  await page.locator("canvas").first().focus();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowDown");
  const told = await page.getByRole("status").innerText();
  assert.match(told, /：\d+ 处/);
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { level: 1, name: told.split("　")[0] }).waitFor();
  assert.match(page.url(), /#\/office\//);
  await context.close();
});

test("what has changed since an earlier run is counted as the tables count it", async () => {
  const { page, context, go } = await open(browser, "since");
  await go("");
  const ids = (/** @type {string} */ report) => new Set(table(report, "findings.csv").map((row) => row.finding));
  const [before, after] = [ids("sample"), ids("since")];
  const gone = [...before].filter((id) => !after.has(id)).length;
  const still = [...before].filter((id) => after.has(id)).length;
  assert.ok(gone > 10 && still > 10);
  const text = await page.locator("main").innerText();
  assert.ok(text.includes(`消除 ${gone} 处，仍在 ${still} 处`), text.slice(0, 400));
  await context.close();
});

test("a series continues over a change of form, and a subtotal stands under its headings", async () => {
  const { page, context, faults, go } = await open(browser, "seam-out");
  await go("office/D01?year=2024");
  const chart = page.locator("figure.chart").first();
  await chart.locator("summary").click();
  await chart.locator("tbody tr").first().waitFor();
  const rows = await chart.locator("tbody tr").allInnerTexts();
  assert.deepEqual(
    rows.map((row) => row.split("\t").slice(0, 3)),
    [
      ["2016", "2014 年统计表", "10"],
      ["2024", "2021 年格式", "225"],
    ],
  );
  const form = page.locator("table.form").nth(1);
  const headings = (/** @type {string} */ name) => form.locator(`tbody th.group:text-is("${name}")`);
  assert.equal(await headings("三、本年度办理结果").count(), 1);
  assert.equal(await headings("（三）不予公开").getAttribute("rowspan"), "9");
  const own = page.locator('[data-cell="requests.denied@total"]');
  assert.equal(await own.locator(".value").innerText(), "9");
  assert.equal(
    await own.locator("xpath=following::td[@data-cell][1]").getAttribute("data-cell"),
    "requests.denied.state_secret@natural_person",
  );
  assert.deepEqual(faults, []);
  await context.close();
});

test("a form is drawn as it is printed: headings side by side, each as deep and as wide as on paper", async () => {
  const { page, context, faults, go } = await open(browser, "sample");
  await go("office/D03?year=2023");
  const heads = (/** @type {number} */ at) =>
    page
      .locator("table.form")
      .nth(at)
      .evaluate((element) => {
        const form = /** @type {HTMLTableElement} */ (element);
        return [...(form.tHead?.rows ?? [])].map((row) =>
          [...row.cells].map((it) => `${it.innerText} ${it.rowSpan}×${it.colSpan}`),
        );
      });
  const results = ["结果维持", "结果纠正", "其他结果", "尚未审结", "总计"];
  assert.deepEqual(await heads(2), [
    ["行政复议 1×5", "行政诉讼 1×10"],
    [...results.map((it) => `${it} 2×1`), "未经复议直接起诉 1×5", "复议后起诉 1×5"],
    [...results, ...results].map((it) => `${it} 1×1`),
  ]);
  assert.deepEqual(
    (await heads(1)).map((row) => row.slice(0, 2)),
    [
      ["（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和） 3×3", "申请人情况 1×7"],
      ["自然人 2×1", "法人或其他组织 1×5"],
      ["商业企业 1×1", "科研机构 1×1"],
    ],
  );
  // Each block of rows has a heading and a header of its own.
  assert.equal(await page.locator("table.form").nth(0).locator("tbody").count(), 4);
  assert.equal(await page.locator("table.form").nth(0).locator("th.block").count(), 4);
  assert.deepEqual(faults, []);
  await context.close();
});

test("a run too large for the page is counted in full, and charts that are not declared are not drawn", async () => {
  const { page, context, faults, go } = await open(browser, "plain-out");
  await go("?year=2024");
  assert.match(await page.locator(".tile").first().innerText(), /66 \/ 67/);
  assert.equal(await page.locator("figure.chart").count(), 0);
  const last = table("sample", "register.csv")
    .filter((row) => /^Q1-/.test(row.code))
    .pop()?.code;
  await go(`office/${last}?year=2024`);
  assert.match(await page.locator(".missing").innerText(), /filings.parquet/);
  await go("office/D09?year=2024");
  assert.equal(await page.locator("table.form").count(), 3);
  for (const view of ["ranking", "heat", "rollup", "method", "print"]) await go(view);
  assert.deepEqual(faults, []);
  await context.close();
});

test("a print has the overview and each chosen office on sheets of A4", async () => {
  const { page, context, faults, go } = await open(browser, "sample");
  await go("ranking?year=2024");
  for (const at of [0, 1]) await page.locator(".ranking tbody input[type=checkbox]").nth(at).check();
  await page.getByRole("link", { name: "打印总览和选中的机关" }).click();
  await page.waitForFunction(() => document.querySelectorAll("article.sheet").length === 2);
  await page.waitForTimeout(300);
  const pdf = await page.pdf({ preferCSSPageSize: true });
  const sheets = pdf.toString("latin1").match(/\/Type\s*\/Page\b/g)?.length ?? 0;
  assert.ok(sheets >= 4 && sheets <= 9, `${sheets} sheets`);
  const [, width, height] = pdf.toString("latin1").match(/\/MediaBox\s*\[0 0 ([\d.]+) ([\d.]+)\]/) ?? [];
  assert.deepEqual([Math.round(Number(width)), Math.round(Number(height))], [595, 842]);
  await page.emulateMedia({ media: "print" });
  assert.equal(await page.locator("header").isVisible(), false);
  assert.equal(await page.getByRole("button").first().isVisible(), false);
  if (process.env.PICTURES) {
    const { writeFileSync } = await import("node:fs");
    writeFileSync(join(process.env.PICTURES, "print.pdf"), pdf);
  }
  assert.deepEqual(faults, []);
  await context.close();
});

test("each chart has a name and the table of its figures", async () => {
  const { page, context, go } = await open(browser, "sample");
  for (const view of ["", "office/D09?year=2024"]) {
    await go(view);
    const charts = await page.locator("figure.chart").count();
    assert.ok(charts >= 2, view);
    for (let at = 0; at < charts; at++) {
      const chart = page.locator("figure.chart").nth(at);
      assert.ok(await chart.getByRole("img").getAttribute("aria-label"));
      await chart.locator("summary").click();
      await chart.locator("table tbody tr").first().waitFor();
    }
  }
  await context.close();
});
