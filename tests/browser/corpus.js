// Makes inputs for reports: large and full of slips, unreadable in places, over a change of form, hostile.
import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/**
 * Random numbers that are the same every time, by a linear congruence.
 * @param {number} seed
 */
function dice(seed) {
  let state = seed >>> 0;
  return (/** @type {number} */ n) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * n);
  };
}

/**
 * A count with a slip: two digits swapped, or a little too much.
 * @param {string} figure
 * @param {(n: number) => number} roll
 */
function slip(figure, roll) {
  if (figure.length > 1 && figure[0] !== figure[1]) return figure[1] + figure[0] + figure.slice(2);
  return String(Number(figure) + 1 + roll(9));
}

/**
 * Filings of thousands of offices in one table: some are missing, and two in five have one or more wrong figures.
 * @param {string} clean a table without errors, made by `tools corpus wide`
 * @param {string} out
 */
export function large(clean, out) {
  const roll = dice(7);
  const [header, ...lines] = readFileSync(clean, "utf8")
    .replace(/\r?\n$/, "")
    .split(/\r?\n/);
  /** @type {Map<string, string>} */
  const codes = new Map();
  const kept = lines.flatMap((line) => {
    const fields = line.split(",");
    if (!codes.has(fields[0])) codes.set(fields[0], `N${String(codes.size + 1).padStart(5, "0")}`);
    if (roll(100) === 0) return [];
    if (roll(5) < 2) {
      const slips = 1 + roll(3);
      for (let n = 0; n < slips; n++) {
        const at = 12 + roll(fields.length - 12);
        fields[at] = slip(fields[at], roll);
      }
    }
    return [fields.join(",")];
  });
  mkdirSync(join(out, "filings"), { recursive: true });
  writeFileSync(join(out, "filings", "wide.csv"), [header, ...kept, ""].join("\n"));
  const kinds = ["街道办事处", "镇人民政府", "县区部门"];
  const register = [...codes].map(([name, code], at) => `${code},${name},${kinds[at % 3]},,${name.slice(3, 6)}`);
  writeFileSync(join(out, "register.csv"), ["code,name,kind,parent,district", ...register, ""].join("\n"));
}

/**
 * The sample, with unknown labels in three reports: of a row, of a column, and of rows in another table.
 * @param {string} sample
 * @param {string} out
 */
export function unread(sample, out) {
  cpSync(sample, out, { recursive: true });
  /** @type {[string, string, string][]} */
  const strange = [
    ["勾稽市算盘博物馆", "科研机构", "学术团体"],
    ["勾稽市算筹保护局", "（一）予以公开", "（一）准予提供"],
    ["勾稽市账簿局", "行政许可,", "许可证,"],
  ];
  for (const [office, known, unknown] of strange) {
    const file = join(out, "filings", "departments", "published", "2024", `${office}.csv`);
    const filing = readFileSync(file, "utf8");
    if (!filing.includes(known)) throw new Error(`${office} does not print ${known}`);
    writeFileSync(file, filing.replace(known, unknown));
  }
}

/**
 * An office that once filed the table of 2014, and now prints a subtotal for a group.
 * @param {string} filings of the sample
 * @param {string} out
 */
export function seam(filings, out) {
  mkdirSync(join(out, "filings", "2024"), { recursive: true });
  writeFileSync(
    join(out, "filings", "汇总.csv"),
    "单位名称,年度,（一）收到申请数,1.当面申请数,2.传真申请数,3.网络申请数,4.信函申请数\n勾稽市珠算管理局,2016,10,1,2,3,4\n",
  );
  const filing = readFileSync(join(filings, "departments", "published", "2024", "勾稽市珠算管理局.csv"), "utf8");
  const own = filing.replace(
    ",（三）不予公开,1.属于国家秘密,",
    ",（三）不予公开,小计,8,0,0,1,0,0,9\n,,1.属于国家秘密,",
  );
  writeFileSync(join(out, "filings", "2024", "勾稽市珠算管理局.csv"), own);
  writeFileSync(join(out, "register.csv"), "code,name,kind,parent,district\nD01,勾稽市珠算管理局,,,\n");
}

/** Texts that are markup or script, for every place where a filing or a register has a text. */
export const HOSTILE = [
  "<img src=x onerror=window.hit=1>",
  "</script><script>window.hit=1</script>",
  "<!--<script>",
  '"><svg onload=window.hit=1>',
  "javascript:window.hit=1",
  "{{constructor.constructor('window.hit=1')()}}",
];

/**
 * Filings and a register in which every text is hostile.
 * @param {string} clean
 * @param {string} out
 */
export function hostile(clean, out) {
  const [header, ...lines] = readFileSync(clean, "utf8").split(/\r?\n/);
  const quoted = (/** @type {string} */ text) => `"${text.replace(/"/g, '""')}"`;
  mkdirSync(join(out, "filings"), { recursive: true });
  const rows = HOSTILE.flatMap((name, at) =>
    lines.slice(at * 3, at * 3 + 3).map((line) => {
      const fields = line.split(",");
      fields[0] = quoted(name);
      fields[20] = quoted(HOSTILE[(at + 1) % HOSTILE.length]);
      return fields.join(",");
    }),
  );
  writeFileSync(join(out, "filings", "wide.csv"), [header, ...rows, ""].join("\n"));
  const register = HOSTILE.map(
    (name, at) => `${quoted(`H${at}<b>`)},${quoted(name)},${quoted(HOSTILE[0])},,${quoted(name)}`,
  );
  writeFileSync(join(out, "register.csv"), ["code,name,kind,parent,district", ...register, ""].join("\n"));
}
