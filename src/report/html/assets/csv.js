// CSV that spreadsheets open as it is: UTF-8 with BOM, CRLF, nothing that runs as a formula.
import { el } from "./dom.js";

/**
 * Quotes a field. A text that a spreadsheet would run as a formula gets an apostrophe; a number does not.
 * @param {string | number} value
 */
export function field(value) {
  const text = typeof value === "string" && /^[=+\-@\t\r]/.test(value) ? `'${value}` : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text;
}

/**
 * A CSV file.
 * @param {(string | number)[][]} rows the first is the header
 */
export function csv(rows) {
  return `\uFEFF${rows.map((row) => `${row.map(field).join(",")}\r\n`).join("")}`;
}

/**
 * Offers a file for download.
 * @param {string} name
 * @param {string} text
 */
export function save(name, text) {
  const url = URL.createObjectURL(new Blob([text], { type: "text/csv;charset=utf-8" }));
  const anchor = el("a", { href: url, download: name });
  document.body.append(anchor);
  anchor.click();
  anchor.remove();
  setTimeout(() => URL.revokeObjectURL(url), 1000);
}
