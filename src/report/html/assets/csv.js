// CSV as spreadsheets in offices want it: UTF-8 with BOM, CRLF, nothing that runs as a formula.
import { el } from "./dom.js";

/**
 * A text that a spreadsheet would run as a formula gets an apostrophe; a number is left as it is.
 * @param {string | number} field
 */
export function field(field) {
  const text = typeof field === "string" && /^[=+\-@\t\r]/.test(field) ? `'${field}` : String(field);
  return /[",\r\n]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text;
}

/**
 * @param {(string | number)[][]} rows the first is the header
 */
export function csv(rows) {
  return `\uFEFF${rows.map((row) => `${row.map(field).join(",")}\r\n`).join("")}`;
}

/**
 * Hands a file to whoever sits before the page.
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
