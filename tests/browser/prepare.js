// The reports that the tests open, each from a run of its own.
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { hostile, large } from "./corpus.js";
import { GOUJI, ROOT, WORK } from "./browser.js";

const clean = join(WORK, "clean", "wide.csv");
large(clean, join(WORK, "large"));
hostile(clean, join(WORK, "hostile"));

/** @param {string} name @param {string} inputs @param {string[]} more */
function run(name, inputs, ...more) {
  const files = ["--input", join(inputs, "filings"), "--registry", join(inputs, "register.csv"), "--out", join(WORK, name)];
  execFileSync(GOUJI, ["run", "--quiet", ...files, ...more], { cwd: ROOT, stdio: ["ignore", "ignore", "inherit"] });
}

run("sample", "sample_data");
run("english", "sample_data", "--lang", "en");
run("since", "sample_data", "--years", "2023,2024", "--since", join(WORK, "sample"));
run("hostile-out", join(WORK, "hostile"));
run("large-out", join(WORK, "large"));
