// The page's modules that need no browser.
import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { test } from "node:test";
import { csv, field } from "../../src/report/html/assets/csv.js";
import { limits } from "../../src/report/html/assets/limits.js";
import { seamed } from "../../src/report/html/assets/seams.js";
import { number, share, sum, unpack } from "../../src/report/html/assets/packed.js";
import { Verdicts, explanations, verdictKey } from "../../src/report/html/assets/verdicts.js";

test("a packed row is unpacked to the last cell", () => {
  const cells = unpack(",12,,,b,x2,-3.5,z5", 16);
  const zero = { figure: "0" };
  const absent = { state: "not_in_source" };
  assert.deepEqual(cells, [
    zero,
    { figure: "12" },
    zero,
    zero,
    { state: "blank" },
    absent,
    absent,
    { figure: "-3.5" },
    zero,
    zero,
    zero,
    zero,
    zero,
    absent,
    absent,
    absent,
  ]);
});

test("cells without a figure add nothing, and without any figure there is no sum", () => {
  const cells = unpack("0.1,0.2,b,u", 4);
  assert.equal(sum(cells, [0, 1, 2]), 0.3);
  assert.equal(sum(cells, [2, 3]), null);
  assert.equal(number(cells[2]), null);
});

test("a date is kept as it is and is not added up", () => {
  const cells = unpack("2019-07-16,3", 2);
  assert.deepEqual(cells[0], { figure: "2019-07-16" });
  assert.deepEqual([number(cells[0]), sum(cells, [0, 1])], [null, 3]);
});

test("only the whole is 100.0 %, and only nothing is 0.0 %", () => {
  const shares = [
    [2999, 3000],
    [3000, 3000],
    [1, 30000],
    [0, 30000],
    [1, 3],
    [7, 2],
  ].map(([part, whole]) => share(part, whole));
  assert.deepEqual(shares, ["99.9%", "100.0%", "0.1%", "0.0%", "33.3%", "350.0%"]);
});

test("limits are those of chance if peers are alike, and wider if they differ", () => {
  const equal = limits(Array.from({ length: 20 }, () => ({ part: 50, whole: 100 })));
  assert.deepEqual([equal.mean, equal.wider], [0.5, 1]);
  assert.deepEqual(
    equal.at(100, 1.96).map((it) => it.toFixed(3)),
    ["0.402", "0.598"],
  );
  const apart = limits(Array.from({ length: 20 }, (_, at) => ({ part: at % 2 ? 30 : 70, whole: 100 })));
  assert.equal(apart.wider, 16);
  assert.deepEqual(apart.at(1, 3.09), [0, 1]);
  assert.deepEqual(limits([]).at(10, 1.96), [0, 0]);
});

test("a change of form takes a place between the years, and a year without a filing is no change", () => {
  const form = (/** @type {number} */ year) => ({ 2019: 1, 2020: 1, 2022: 0 })[year];
  const places = seamed([2018, 2019, 2020, 2021, 2022], form, (it) => `form ${it}`);
  assert.deepEqual(
    places.map((place) => place.name || place.seam),
    ["2018", "2019", "2020", "2021", "form 0", "2022"],
  );
});

test("no modules of the page import each other in a circle", () => {
  const assets = new URL("../../src/report/html/assets/", import.meta.url);
  const names = readdirSync(assets).filter((name) => name.endsWith(".js"));
  const imports = new Map(
    names.map((name) => {
      const source = readFileSync(new URL(name, assets), "utf8");
      return [name, [...source.matchAll(/ from "\.\/(\w+\.js)";/g)].map((hit) => hit[1])];
    }),
  );
  // A module is taken out once all that it imports are out. In a circle, none ever is.
  for (let left = -1; left !== imports.size;) {
    left = imports.size;
    for (const [name, needed] of imports) if (!needed.some((it) => imports.has(it))) imports.delete(name);
  }
  assert.deepEqual([...imports.keys()], []);
});

test("the page uses every sentence it has, and has every sentence it uses", () => {
  const root = new URL("../../", import.meta.url);
  const words = readFileSync(new URL("pipelines/lang/zh.toml", root), "utf8").split("\n[html]\n")[1].split("\n[")[0];
  const known = words.split("\n").flatMap((line) => line.match(/^(\w+) = /)?.[1] ?? []);
  const assets = new URL("src/report/html/assets/", root);
  const scripts = readdirSync(assets)
    .filter((name) => name.endsWith(".js"))
    .map((name) => readFileSync(new URL(name, assets), "utf8"))
    .join("\n");
  const literals = new Set([...scripts.matchAll(/"(\w+)"/g)].map((hit) => hit[1]));
  const families = [...scripts.matchAll(/say\(\s*`(\w+_)\$\{/g)].map((hit) => hit[1]);
  const shell = ["title", "no_script", "quoted"];
  const unsaid = known.filter(
    (word) => !literals.has(word) && !shell.includes(word) && !families.some((family) => word.startsWith(family)),
  );
  assert.deepEqual(unsaid, []);
  const said = [...scripts.matchAll(/(?:say|fact|list)\(\s*"(\w+)"/g)].map((hit) => hit[1]);
  assert.deepEqual(
    said.filter((word) => !known.includes(word)),
    [],
  );
});

test("a text that a spreadsheet would run is made harmless, and a number is left alone", () => {
  assert.deepEqual(["=1+1", "@a", "-x", -3, "a"].map(field), ["'=1+1", "'@a", "'-x", "-3", "a"]);
  assert.equal(
    csv([
      ["a", 'b"c'],
      ["d,e", "f\ng"],
    ]),
    '\uFEFFa,"b""c"\r\n"d,e","f\ng"\r\n',
  );
});

test("a finding that was corrected is not explained", () => {
  const about = { office: "D01", year: 2024, rule: "T3-BAL", key: "total", figures: "f" };
  const given = (/** @type {"corrected" | "true"} */ verdict) => ({ verdict, note: "n", by: "b", date: "2024-01-02" });
  const lines = (/** @type {"corrected" | "true"} */ verdict) =>
    explanations([[verdictKey(about), given(verdict)]], (it) => it.note).split("\r\n");
  assert.equal(lines("true")[0], "\uFEFFoffice,year,rule,key,text,by,date,figures");
  assert.equal(lines("true")[1], "D01,2024,T3-BAL,total,n,b,2024-01-02,f");
  assert.equal(lines("corrected")[1], "D01,2024,T3-BAL,total,,b,2024-01-02,f");
});

test("verdicts can be given without storage, but are not kept", () => {
  const verdicts = new Verdicts("p");
  const about = { office: "__proto__", year: 2024, rule: "R", key: "", figures: "" };
  assert.equal(verdicts.of(about), undefined);
  verdicts.set(about, { verdict: "false", note: "", by: "", date: "" });
  assert.equal(verdicts.of(about)?.verdict, "false");
  assert.equal(verdicts.kept, false);
});
