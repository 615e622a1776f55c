// Makes the reports that the tests open, each by a run of its own.
import { execFileSync } from "node:child_process";
import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { hostile, large, seam, unread } from "./corpus.js";
import { GOUJI, ROOT, WORK } from "./browser.js";

const clean = join(WORK, "clean", "wide.csv");
large(clean, join(WORK, "large"));
hostile(clean, join(WORK, "hostile"));
seam(join(ROOT, "sample_data", "filings"), join(WORK, "seam"));
unread(join(ROOT, "sample_data"), join(WORK, "unread"));

/**
 * A pipeline that declares no charts, and leaves room for only a few filings in the page.
 * @param {string} out
 */
function plain(out) {
  cpSync(join(ROOT, "pipelines", "cn-disclosure"), out, { recursive: true });
  const file = join(out, "pipeline.toml");
  const text = readFileSync(file, "utf8");
  const [from, to] = [text.indexOf("\n[page]"), text.indexOf("\n[[method]]")];
  const rest = text.slice(from, to);
  const kept = rest.slice(rest.indexOf("\n[anomaly]"));
  writeFileSync(file, (text.slice(0, from) + kept + text.slice(to)).replace(/^filings = \d+/m, "filings = 60"));
  return out;
}

/**
 * Runs gouji on a folder of filings and a register.
 * @param {string} name of the folder of outputs
 * @param {string} inputs
 * @param {string[]} more arguments
 */
function run(name, inputs, ...more) {
  const files = [
    "--input",
    join(inputs, "filings"),
    "--registry",
    join(inputs, "register.csv"),
    "--out",
    join(WORK, name),
  ];
  execFileSync(GOUJI, ["run", ...more, "--quiet", ...files], { cwd: ROOT, stdio: ["ignore", "ignore", "inherit"] });
}

run("sample", "sample_data");
run("english", "sample_data", "--lang", "en");
run("since", "sample_data", "--years", "2023,2024", "--since", join(WORK, "sample"));
run("plain-out", "sample_data", plain(join(WORK, "plain")));
run("seam-out", join(WORK, "seam"));
run("unread-out", join(WORK, "unread"));
run("hostile-out", join(WORK, "hostile"));
run("large-out", join(WORK, "large"));
