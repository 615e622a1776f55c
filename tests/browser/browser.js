// Opens pages in headless Chromium, and records everything they should not do.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

export const ROOT = fileURLToPath(new URL("../..", import.meta.url));
export const WORK = process.env.WORK ?? "";
export const GOUJI = process.env.GOUJI ?? "";

const ARGUMENTS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

export function launch() {
  return chromium.launch({ executablePath: process.env.CHROMIUM, headless: true, args: ARGUMENTS });
}

/**
 * Opens the page of a report. `faults` collects errors in the console and in scripts, dialogs, and any request.
 * @param {import("playwright-core").Browser} browser
 * @param {string} report the folder of the run
 * @param {{ width?: number, height?: number }} [size]
 */
export async function open(browser, report, size = {}) {
  const context = await browser.newContext({
    viewport: { width: size.width ?? 1440, height: size.height ?? 900 },
    acceptDownloads: true,
  });
  const page = await context.newPage();
  /** @type {string[]} */
  const faults = [];
  page.on(
    "console",
    (message) => ["error", "warning"].includes(message.type()) && faults.push(`console: ${message.text()}`),
  );
  page.on("pageerror", (error) => faults.push(`script: ${error.message}`));
  const url = pathToFileURL(join(WORK, report, "report.html")).href;
  page.on(
    "request",
    (request) =>
      !request.url().startsWith(url) && !request.url().startsWith("blob:") && faults.push(`request: ${request.url()}`),
  );
  page.on("dialog", (dialog) => (faults.push(`dialog: ${dialog.message()}`), dialog.dismiss()));
  /** @param {string} path */
  const go = async (path) => {
    await page.goto(`${url}#/${path}`);
    await page.waitForFunction(() => document.querySelector("main h1"));
    // Charts are drawn once they have a size.
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
  };
  return { page, context, faults, go };
}

/**
 * The rows of an output, by the names of its columns.
 * @param {string} report
 * @param {string} file
 * @returns {Record<string, string>[]}
 */
export function table(report, file) {
  return parsed(readFileSync(join(WORK, report, file), "utf8"));
}

/**
 * The rows of a CSV file, by the names of its columns.
 * @param {string} text RFC 4180
 * @returns {Record<string, string>[]}
 */
export function parsed(text) {
  const rows = [[""]];
  const chars = text.replace(/^\uFEFF/, "");
  let quoted = false;
  for (let at = 0; at < chars.length; at++) {
    const row = rows[rows.length - 1];
    const c = chars[at];
    if (c === '"' && quoted && chars[at + 1] === '"') row[row.length - 1] += chars[++at];
    else if (c === '"') quoted = !quoted;
    else if (c === "," && !quoted) row.push("");
    else if (c === "\r" && !quoted) continue;
    else if (c === "\n" && !quoted) rows.push([""]);
    else row[row.length - 1] += c;
  }
  const [header, ...lines] = rows.filter((row) => row.length > 1);
  return lines.map((row) => Object.fromEntries(header.map((name, at) => [name, row[at] ?? ""])));
}

/**
 * How many offices stand how in a year, as counted by the run.
 * @param {string} report
 * @param {string} year
 * @returns {Record<string, number>}
 */
export function standings(report, year) {
  const run = JSON.parse(readFileSync(join(WORK, report, "run.json"), "utf8"));
  return run.standings.find((/** @type {{ year: number }} */ it) => String(it.year) === year);
}

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/**
 * Serious and critical findings of the accessibility checker.
 * @param {import("playwright-core").Page} page
 * @returns {Promise<string[]>}
 */
export async function barriers(page) {
  await page.evaluate(axe);
  return page.evaluate(async () => {
    const { violations } = await /** @type {any} */ (globalThis).axe.run();
    return violations
      .filter((/** @type {any} */ it) => ["serious", "critical"].includes(it.impact))
      .map(
        (/** @type {any} */ it) =>
          `${it.id}: ${it.nodes
            .slice(0, 3)
            .map((/** @type {any} */ node) => node.html.slice(0, 160))
            .join(" | ")}`,
      );
  });
}

/**
 * The rows of `ranking.csv` for a year as the page tells them: ranked within the year, reasons without codes, and a
 * missing filing no error.
 * @param {string} run
 * @param {string} year
 * @returns {Record<string, string>[]}
 */
export function ranked(run, year) {
  const rows = table(run, "ranking.csv").filter((row) => row.year === year);
  const missing = new Set(
    table(run, "findings.csv")
      .filter((row) => row.year === year && row.rule === "MISSING")
      .map((row) => row.office_code),
  );
  return rows.map(({ reasons_data, ...row }) => ({
    ...row,
    rank: String(1 + rows.filter((other) => Number(other.rank) < Number(row.rank)).length),
    errors: String(Number(row.errors) - (missing.has(row.office_code) ? 1 : 0)),
    reasons: row.reasons.replace(/（[A-Z0-9-]+）/g, "").replaceAll("; ", "；"),
  }));
}
