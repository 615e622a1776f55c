// Bundles the scripts of report.html:
//
//     echarts.min.js    the part of ECharts that the page draws with, named in echarts.js
//     page.bundle.js    the page's own modules in the folder above, starting from main.js, readable
//
// They are written beside this file, or into the folder that is given.
//
// The first line of page.bundle.js says which modules it was made from, so that a stale bundle is noticed without npm:
//
//     // Bundled by bundles/build from modules with sha256-DIGEST
//
// DIGEST is SHA-256 in Base64 over all `*.js` of the folder above in the order of their names, each as its name,
// a line feed and its content. A unit test in ../../shell.rs computes it again.
import { createHash } from "node:crypto";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = fileURLToPath(new URL(".", import.meta.url));
const modules = fileURLToPath(new URL("..", import.meta.url));
const out = process.argv[2] ?? here;

const digest = createHash("sha256");
for (const name of readdirSync(modules).sort()) {
  if (name.endsWith(".js")) digest.update(`${name}\n`).update(readFileSync(join(modules, name)));
}

/** @type {import("esbuild").BuildOptions} */
const common = { bundle: true, format: "iife", target: "chrome80", legalComments: "none", logLevel: "warning" };
await build({
  ...common,
  entryPoints: [join(here, "echarts.js")],
  outfile: join(out, "echarts.min.js"),
  globalName: "echarts",
  minify: true,
});
await build({
  ...common,
  absWorkingDir: modules,
  entryPoints: [join(modules, "main.js")],
  outfile: join(out, "page.bundle.js"),
  charset: "utf8",
  // Modules are strict, and a script is only where it says so.
  banner: { js: `// Bundled by bundles/build from modules with sha256-${digest.digest("base64")}\n"use strict";` },
});
