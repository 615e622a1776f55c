// Bundled by bundles/build from modules with sha256-RwQu0W7La7BjybLzrgrDT9Avncig9rXcSHZgE99SyJc=
"use strict";
(() => {
  // dom.js
  function el(tag2, attributes, ...children) {
    const element = document.createElement(tag2);
    for (const [name, value] of Object.entries(attributes ?? {})) {
      if (value === false || value === null || value === void 0) continue;
      if (typeof value === "function") element.addEventListener(name.slice(2), value);
      else element.setAttribute(name, value === true ? "" : String(value));
    }
    append(element, children);
    return element;
  }
  function append(parent, children) {
    for (
      const child of
      /** @type {(Exclude<Child, Node[]>)[]} */
      children.flat(3)
    ) {
      if (child === null || child === void 0 || child === false) continue;
      parent.append(typeof child === "number" ? String(child) : child);
    }
  }
  function fill(parent, ...children) {
    parent.textContent = "";
    append(parent, children);
  }
  function link(path2, ...children) {
    return el("a", { href: `#/${path2}` }, ...children);
  }
  function hintedLink(path2, hint, ...children) {
    return el("a", { href: `#/${path2}`, title: hint }, ...children);
  }
  function path(...parts) {
    return parts.map((part) => encodeURIComponent(String(part))).join("/");
  }
  function choice(label, options2, chosen2, onChange) {
    const select = (
      /** @type {HTMLSelectElement} */
      el(
        "select",
        { onchange: () => onChange(select.value) },
        options2.map(([value, text]) => el("option", { value }, text))
      )
    );
    select.value = chosen2;
    return el("label", { class: "field" }, el("span", {}, label), select);
  }
  function button(text, onClick, attributes) {
    return el("button", { type: "button", onclick: onClick, ...attributes }, text);
  }

  // packed.js
  var STATES = {
    b: { state: "blank" },
    n: { state: "not_applicable" },
    l: { state: "below_limit" },
    u: { state: "unreadable" },
    r: { state: "unread" },
    x: { state: "not_in_source" }
  };
  var ZERO = { figure: "0" };
  function unpack(text, n) {
    const cells = [];
    for (const token of text.split(",")) {
      const letter = token.charAt(0);
      const repeated = letter === "z" ? ZERO : STATES[letter];
      if (token === "") cells.push(ZERO);
      else if (repeated === void 0) cells.push({ figure: token });
      else {
        const times = token.length === 1 ? 1 : Number(token.slice(1));
        for (let i = 0; i < times; i++) cells.push(repeated);
      }
    }
    while (cells.length < n) cells.push(STATES.x);
    return cells;
  }
  function number(cell) {
    const value = cell && "figure" in cell ? Number(cell.figure) : NaN;
    return Number.isNaN(value) ? null : value;
  }
  function share(part, whole) {
    const exact = part / whole * 100;
    const bounded = part > 0 && part < whole ? Math.min(Math.max(exact, 0.1), 99.9) : exact;
    return `${bounded.toFixed(1)}%`;
  }
  function sum(cells, positions) {
    const numbers = positions.map((at) => number(cells[at])).filter((it) => it !== null);
    if (numbers.length === 0) return null;
    return Number(numbers.reduce((total, it) => total + it, 0).toFixed(6));
  }

  // record.js
  function dataText(id) {
    var _a;
    return ((_a = document.getElementById(id)) == null ? void 0 : _a.textContent) ?? "null";
  }
  var core = JSON.parse(dataText("core"));
  var SEVERITIES = (
    /** @type {Severity[]} */
    ["error", "warning", "anomaly", "note"]
  );
  function say(name, words = {}) {
    const sentence = core.words[name.includes(".") ? name : `html.${name}`] ?? name;
    return sentence.replace(/\{(\w+)(?:\|([^|{}]*)\|([^|{}]*))?\}/g, (placeholder, word, one, many) => {
      if (!(word in words)) return placeholder;
      const value = String(words[word]);
      return one === void 0 ? value : value === "1" ? one : many;
    });
  }
  function record({ names: names2 }, row) {
    return Object.fromEntries(names2.map((name, index) => [name, row[index] ?? null]));
  }
  function records(table2) {
    return table2.rows.map((row) => record(table2, row));
  }
  var offices = records(core.offices).map((office, at) => ({ at, ...office }));
  var byCode = new Map(offices.map((office) => [office.code, office]));
  function officeOf(code) {
    return byCode.get(code);
  }
  function cellLabel(cell) {
    const [table2, row, column] = core.cells[cell];
    const { title, rows, columns } = core.tables[table2];
    return say("trace.label", { table: title, row: rows[row][2], column: columns[column][2] });
  }
  function withLabels(text) {
    return text.replace(/([\u0001\u0002])(\d+)\u0003/g, (placeholder, kind, index) => {
      var _a;
      if (kind === "") return ((_a = core.rules[index]) == null ? void 0 : _a.wrong) ?? placeholder;
      return core.cells[index] ? cellLabel(Number(index)) : placeholder;
    });
  }
  var STATUSES = ["open", "explained", "reopened"];
  var repairs = records(core.repairs).map((repair) => ({
    ...repair,
    resolves: repair.resolves.map((law) => core.laws[law]),
    leaves: repair.leaves.map((law) => core.laws[law]),
    message: withLabels(repair.message)
  }));
  var repairsByFiling = byOfficeAndYear(repairs);
  function repairsOf(office, year2) {
    return repairsByFiling.get(`${office}/${year2}`) ?? [];
  }
  var findings = records(core.findings).map((finding) => ({
    ...finding,
    key: core.keys[finding.key],
    severity: SEVERITIES[finding.severity],
    status: STATUSES[finding.status],
    message: withLabels(finding.message),
    cells: core.sets[finding.cells],
    path: core.paths[finding.path],
    answer: finding.answer ?? ""
  }));
  var ranking = records(core.ranking).map((ranked) => ({ ...ranked, reasons: withLabels(ranked.reasons) }));
  function byOfficeAndYear(rows) {
    const map2 = /* @__PURE__ */ new Map();
    for (const row of rows) {
      const key = `${row.office}/${row.year}`;
      const list = map2.get(key);
      if (list) list.push(row);
      else map2.set(key, [row]);
    }
    return map2;
  }
  var findingsByFiling = byOfficeAndYear(findings);
  var rankedByFiling = byOfficeAndYear(ranking);
  var filingsInPage = new Set(core.filed.map(([office, year2]) => `${office}/${year2}`));
  function findingsOf(office, year2) {
    return findingsByFiling.get(`${office}/${year2}`) ?? [];
  }
  function rankedOf(office, year2) {
    var _a;
    return (_a = rankedByFiling.get(`${office}/${year2}`)) == null ? void 0 : _a[0];
  }
  var STANDING = { m: "missing", p: "partly_read", f: "faulty", d: "doubtful", o: "in_order" };
  var STANDINGS = Object.values(STANDING);
  function standingOf(office, year2) {
    var _a;
    return STANDING[(((_a = core.standings[year2]) == null ? void 0 : _a[office]) ?? "-").toLowerCase()] ?? null;
  }
  function hasFiled(office, year2) {
    const standing = standingOf(office, year2);
    return standing !== null && standing !== "missing";
  }
  function isInPage(office, year2) {
    return filingsInPage.has(`${office}/${year2}`);
  }
  function isPartlyRead(office, year2) {
    return office !== null && standingOf(office, year2) === "partly_read";
  }
  function isExpected(office, year2) {
    var _a;
    return /[A-Z]/.test(((_a = core.standings[year2]) == null ? void 0 : _a[office.at]) ?? "-");
  }
  function isOpen(finding) {
    return finding.status !== "explained";
  }
  var filingRows = null;
  var filingPaths = [];
  var unpacked = /* @__PURE__ */ new Map();
  function filingOf(office, year2) {
    if (filingRows === null) {
      const data = JSON.parse(dataText("filings"));
      filingRows = new Map(records(data.table).map((row2) => [`${row2.office}/${row2.year}`, row2]));
      filingPaths = data.paths;
    }
    const key = `${office}/${year2}`;
    const row = filingRows.get(key);
    if (!row) return null;
    const known = unpacked.get(key);
    if (known) return known;
    const filing = {
      ...row,
      sources: row.sources.map(([path2, line]) => [filingPaths[path2], line]),
      cells: unpack(row.cells, core.cells.length)
    };
    unpacked.set(key, filing);
    return filing;
  }
  function ofForms(cells, forms) {
    return [...new Set(forms.flatMap((form) => cells[form]))];
  }
  var groups = records(core.rollup);
  function sumsOf(kind, group, year2) {
    const found = groups.find((row) => row.kind === kind && row.group === group && row.year === year2);
    if (!found) return null;
    const [cells, blanks, counted2, unread] = [found.cells, found.blanks, found.counted, found.unread].map(
      (text) => unpack(text, core.cells.length)
    );
    return { ...found, cells, blanks, counted: counted2, unread };
  }
  function rowName(table2, row) {
    const { rows, groups: groups2 } = core.tables[table2];
    const group = groups2.filter((it) => it.rows && it.members.includes(row)).sort((a, b) => a.members.length - b.members.length)[0];
    return group && group.bare !== rows[row][2] ? say("under", { group: group.bare, row: rows[row][2] }) : rows[row][2];
  }
  function cellName(cell) {
    const [table2, row, column] = core.cells[cell];
    return say("cell", { row: rowName(table2, row), column: core.tables[table2].columns[column][2] });
  }
  function placeOf(office) {
    return office.district === "" ? core.city : office.district;
  }
  function severityName(severity) {
    return say(`severity.${severity}`);
  }
  function percent(part, whole) {
    return whole === 0 ? say("none") : share(part, whole);
  }

  // csv.js
  function field(value) {
    const text = typeof value === "string" && /^[=+\-@\t\r]/.test(value) ? `'${value}` : String(value);
    return /[",\r\n]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text;
  }
  function csv(rows) {
    return `\uFEFF${rows.map((row) => `${row.map(field).join(",")}\r
`).join("")}`;
  }
  function save(name, text) {
    const url = URL.createObjectURL(new Blob([text], { type: "text/csv;charset=utf-8" }));
    const anchor = el("a", { href: url, download: name });
    document.body.append(anchor);
    anchor.click();
    anchor.remove();
    setTimeout(() => URL.revokeObjectURL(url), 1e3);
  }

  // verdicts.js
  var VERDICTS = (
    /** @type {const} */
    ["corrected", "true", "false"]
  );
  function verdictKey(subject) {
    return JSON.stringify([subject.office, subject.year, subject.rule, subject.key, subject.figures]);
  }
  function explanations(verdicts2, text) {
    const rows = verdicts2.map(([key, verdict]) => {
      const [office, year2, rule, line, figures] = JSON.parse(key);
      const explanation = verdict.verdict === "corrected" ? "" : text(verdict);
      return [office, year2, rule, line, explanation, verdict.by, verdict.date, figures];
    });
    rows.sort((a, b) => JSON.stringify(a) < JSON.stringify(b) ? -1 : 1);
    return csv([["office", "year", "rule", "key", "text", "by", "date", "figures"], ...rows]);
  }
  var Verdicts = class {
    /** @param {string} name of the pipeline */
    constructor(name) {
      this.name = `gouji/verdicts/${name}`;
      this.all = {};
      this.kept = true;
      try {
        const stored = JSON.parse(localStorage.getItem(this.name) ?? "{}");
        if (stored !== null && typeof stored === "object" && !Array.isArray(stored)) this.all = stored;
      } catch {
        this.kept = false;
      }
    }
    /** The name of the person who decides, for the file of explanations. */
    get by() {
      try {
        return localStorage.getItem("gouji/by") ?? "";
      } catch {
        return "";
      }
    }
    set by(name) {
      try {
        localStorage.setItem("gouji/by", name);
      } catch {
        this.kept = false;
      }
    }
    /** @param {Subject} subject @returns {Verdict | undefined} */
    of(subject) {
      const key = verdictKey(subject);
      return Object.prototype.hasOwnProperty.call(this.all, key) ? this.all[key] : void 0;
    }
    /** @param {Subject} subject @param {Verdict | null} verdict */
    set(subject, verdict) {
      const key = verdictKey(subject);
      if (verdict === null) delete this.all[key];
      else this.all[key] = verdict;
      try {
        localStorage.setItem(this.name, JSON.stringify(this.all));
      } catch {
        this.kept = false;
      }
    }
  };

  // findings.js
  var verdicts = new Verdicts(core.pipeline);
  var ORDER = { error: 0, warning: 1, anomaly: 2, note: 3 };
  function worstFirst(all) {
    return [...all].sort((a, b) => ORDER[a.severity] - ORDER[b.severity] || Number(b.score) - Number(a.score));
  }
  function tag(severity, more) {
    return el("span", { class: `tag ${severity}` }, severityName(severity), more);
  }
  function sourceText(finding) {
    if (finding.path === "") return "";
    const [line, column] = finding.spot.split(":");
    return line ? say("source_at", { path: finding.path, line, column: column ?? "" }) : finding.path;
  }
  function subjectOf(finding) {
    const office = finding.office === null ? "" : offices[finding.office].code;
    return { office, year: finding.year, rule: core.rules[finding.rule].id, key: finding.key, figures: finding.figures };
  }
  function explanationText(verdict) {
    const word = say(`verdict_${verdict.verdict}`);
    return verdict.note === "" ? word : say("verdict_text", { verdict: word, note: verdict.note });
  }
  function currentVerdicts() {
    const keys = new Set(
      findings.filter((finding) => finding.office !== null).map((finding) => verdictKey(subjectOf(finding)))
    );
    return Object.entries(verdicts.all).filter(([key]) => keys.has(key));
  }
  function verdictExport() {
    const count = () => say("verdict_export", { n: currentVerdicts().length });
    const exportButton = button(
      count(),
      () => save("explanations.csv", explanations(currentVerdicts(), explanationText))
    );
    document.addEventListener("verdict", () => exportButton.textContent = count());
    const by = (
      /** @type {HTMLInputElement} */
      el("input", { type: "text", class: "by", value: verdicts.by, onchange: () => verdicts.by = by.value.trim() })
    );
    return [
      exportButton,
      el("label", { class: "field" }, el("span", {}, say("verdict_by")), by),
      verdicts.kept ? null : el("span", { class: "aside" }, say("verdict_not_kept"))
    ];
  }
  function verdictControls(finding, index) {
    const subject = subjectOf(finding);
    const stored = verdicts.of(subject);
    const note = (
      /** @type {HTMLInputElement} */
      el("input", {
        type: "text",
        "aria-label": say("verdict_note_of", { n: index + 1 }),
        placeholder: say("verdict_note"),
        value: (stored == null ? void 0 : stored.note) ?? ""
      })
    );
    let chosen2 = (stored == null ? void 0 : stored.verdict) ?? "";
    const store = () => {
      const date = /* @__PURE__ */ new Date();
      const day = [date.getFullYear(), date.getMonth() + 1, date.getDate()].map((part) => String(part).padStart(2, "0")).join("-");
      const verdict = VERDICTS.find((it) => it === chosen2);
      verdicts.set(subject, verdict ? { verdict, note: note.value.trim(), by: verdicts.by, date: day } : null);
      note.hidden = chosen2 === "" || chosen2 === "corrected";
      document.dispatchEvent(new Event("verdict"));
    };
    note.addEventListener("change", store);
    note.hidden = chosen2 === "" || chosen2 === "corrected";
    const options2 = [
      ["", say("verdict_none")],
      ...VERDICTS.map((it) => (
        /** @type {[string, string]} */
        [it, say(`verdict_${it}`)]
      ))
    ];
    const select = choice(say("verdict"), options2, chosen2, (value) => {
      chosen2 = value;
      store();
    });
    return el("div", { class: "verdict" }, select, note);
  }
  function chance(text) {
    const probability = Number(text);
    if (probability < 1e-3) return say("chance_tiny");
    return say("chance_of", { percent: String(Math.round(probability * 1e3) / 10) });
  }
  function findingItem(finding, index, onPoint) {
    const rule = core.rules[finding.rule];
    const place = sourceText(finding);
    const listeners = onPoint ? {
      onmouseenter: () => onPoint(finding),
      onmouseleave: () => onPoint(null),
      onfocusin: () => onPoint(finding),
      onfocusout: () => onPoint(null)
    } : {};
    const bounds = finding.statistics ? say("statistics", {
      p: chance(finding.statistics[0][0]),
      q: chance(finding.statistics[0][1]),
      expected: finding.statistics[0][2]
    }) : "";
    return el(
      "li",
      { class: `finding ${finding.severity}`, "data-finding": `${rule.id} ${finding.key}`, ...listeners },
      el(
        "div",
        { class: "head" },
        tag(finding.severity),
        " ",
        hintedLink(path("rule", rule.id), rule.id, rule.short),
        finding.status === "open" ? null : el("span", { class: "tag status" }, say(`status_${finding.status}`))
      ),
      el("p", {}, finding.message),
      finding.cause === 1 && el("p", { class: "cause" }, say("cause_repair")),
      finding.answer !== "" && el("p", {}, say("answer"), finding.answer),
      bounds !== "" && el("p", { class: "aside" }, bounds),
      place !== "" && el("p", { class: "aside source" }, place),
      finding.office !== null && verdictControls(finding, index)
    );
  }

  // limits.js
  function limits(peers) {
    const whole = peers.reduce((total, it) => total + it.whole, 0);
    const mean = whole === 0 ? 0 : peers.reduce((total, it) => total + it.part, 0) / whole;
    const variance = mean * (1 - mean);
    const z = peers.map((it) => variance === 0 ? 0 : (it.part / it.whole - mean) / Math.sqrt(variance / it.whole)).sort((a, b) => a - b);
    const cut = Math.floor(z.length / 10);
    const winsorised = z.map((it) => Math.min(Math.max(it, z[cut] ?? 0), z[z.length - 1 - cut] ?? 0));
    const wider = Math.max(1, winsorised.reduce((total, it) => total + it * it, 0) / Math.max(1, winsorised.length));
    const at = (size, z2) => {
      const half = z2 * Math.sqrt(wider * variance / size);
      return [Math.max(0, mean - half), Math.min(1, mean + half)];
    };
    return { mean, wider, at };
  }

  // seams.js
  function seamed(years2, form, title) {
    const places = [];
    let before;
    for (const year2 of years2) {
      const now = form(year2);
      if (before !== void 0 && now !== void 0 && now !== before)
        places.push({ year: null, name: "", seam: title(now) });
      before = now ?? before;
      places.push({ year: year2, name: String(year2), seam: "" });
    }
    return places;
  }

  // table.js
  function figure(text) {
    return { text, figure: true };
  }
  function table(caption, header, rows, options2 = {}) {
    const heads = header.map((it) => typeof it === "string" ? { text: it } : it);
    const head = (it) => el(
      "th",
      {
        scope: "col",
        class: it.figure ? "figure" : null,
        "aria-sort": it.sorted ? it.figure ? "descending" : "ascending" : null
      },
      it.sort ? button(it.text, it.sort) : it.text
    );
    const cell = (child, column) => el(
      column === 0 ? "th" : "td",
      {
        class: heads[column].figure ? "figure" : null,
        scope: column === 0 ? "row" : null,
        "data-name": heads[column].text
      },
      child
    );
    return el(
      "table",
      { class: `list ${options2.class ?? ""}` },
      el("caption", { class: options2.hiddenCaption ? "unseen" : null }, caption),
      el("thead", {}, el("tr", {}, heads.map(head))),
      el(
        "tbody",
        {},
        rows.map((row) => el("tr", {}, row.map(cell)))
      )
    );
  }
  function scroller(label, ...children) {
    return el("div", { class: "scroller", tabindex: 0, role: "region", "aria-label": label }, children);
  }
  function foldable(summary, make) {
    const details = (
      /** @type {HTMLDetailsElement} */
      el("details", {}, el("summary", {}, summary))
    );
    details.addEventListener("toggle", () => {
      if (details.open && details.childElementCount === 1) append(details, make());
    });
    return details;
  }

  // charts.js
  var library = (
    /** @type {any} */
    globalThis.echarts
  );
  var live = [];
  function disposeCharts() {
    for (const { chart: chart2, observer } of live) {
      observer.disconnect();
      chart2 == null ? void 0 : chart2.dispose();
    }
    live = [];
  }
  var INK = "#1f2933";
  var FAINT = "#d5dbe1";
  var PALETTE = ["#2f6da8", "#7fb0d6", "#3f8f5f", "#9ccaa8", "#b5794a", "#8795a1", "#8a6fae", "#c9a227", "#174a7c"];
  var FONT = "system-ui, 'Noto Sans CJK SC', 'Microsoft YaHei', 'PingFang SC', 'WenQuanYi Zen Hei', sans-serif";
  function chart(name, height, option, figures, onClick) {
    const canvas = el("div", { class: "canvas", role: "img", "aria-label": name });
    canvas.style.height = `${height}px`;
    const entry = { chart: null, observer: new ResizeObserver(() => draw2()) };
    let width = 0;
    function draw2() {
      if (canvas.clientWidth === 0 || canvas.clientWidth === width) return;
      width = canvas.clientWidth;
      if (entry.chart === null) {
        entry.chart = library.init(canvas);
        if (onClick) entry.chart.on("click", onClick);
      }
      entry.chart.resize();
      entry.chart.setOption({ animation: false, textStyle: { fontFamily: FONT, color: INK }, ...option(width) });
    }
    live.push(entry);
    entry.observer.observe(canvas);
    return el(
      "figure",
      { class: "chart" },
      el("figcaption", {}, name),
      canvas,
      foldable(say("chart_table"), () => [figures])
    );
  }
  function tip(lines) {
    const box = el("div", { class: "tip" });
    fill(
      box,
      lines.map((line) => el("div", {}, line))
    );
    return box;
  }
  var TOOLTIP = {
    confine: true,
    backgroundColor: "#fff",
    borderColor: "#8795a1",
    textStyle: { color: INK, fontSize: 13 }
  };
  function textWidth(text) {
    return [...text].reduce((width, c) => width + (c.charCodeAt(0) > 255 ? 13 : 7.5), 0);
  }
  function figureText(value) {
    return value === null ? say("none") : String(value);
  }
  function flow(title, figure2) {
    const parts = core.flow.map((it) => ({ ...it, value: figure2(it.cells) }));
    const drawn = parts.filter((it) => it.value !== null && it.value > 0);
    if (!drawn.some((it) => it.end === "in")) return null;
    const middle = say("flow_middle");
    const nodeId = (it) => `${it.end}
${it.name}`;
    const color = (id) => PALETTE[parts.findIndex((it) => nodeId(it) === id) % PALETTE.length];
    const label = (node) => {
      const part = drawn.find((it) => nodeId(it) === node.name);
      return part ? `${part.name} ${part.value}` : middle;
    };
    const room = Math.max(
      ...drawn.filter((it) => it.end !== "in").map((it) => textWidth(label({ name: nodeId(it) }))),
      0
    );
    const total = drawn.filter((it) => it.end === "in").reduce((total2, it) => total2 + (it.value ?? 0), 0);
    const option = (width) => ({
      tooltip: {
        ...TOOLTIP,
        formatter: (hovered) => hovered.dataType === "edge" ? tip([`${label({ name: hovered.data.source })} → ${label({ name: hovered.data.target })}`]) : tip([label(hovered)])
      },
      series: [
        {
          type: "sankey",
          left: 4,
          right: Math.min(width * 0.45, room + 10),
          top: 8,
          bottom: 8,
          nodeGap: 10,
          nodeWidth: 14,
          draggable: false,
          label: { color: INK, fontSize: width < 500 ? 11 : 13, formatter: label },
          lineStyle: { color: "gradient", opacity: 0.35 },
          data: [
            { name: middle, itemStyle: { color: "#52606d" } },
            ...drawn.map((it) => ({ name: nodeId(it), itemStyle: { color: color(nodeId(it)) } }))
          ],
          links: drawn.map(
            (it) => it.end === "in" ? { source: nodeId(it), target: middle, value: it.value } : { source: middle, target: nodeId(it), value: it.value }
          )
        }
      ]
    });
    const rows = parts.map((it) => [
      it.name,
      say(`flow_${it.end}`),
      figureText(it.value),
      it.value === null ? say("none") : percent(it.value, total)
    ]);
    const figures = table(
      title,
      [say("flow_figure"), say("flow_end"), figure(say("value")), figure(say("flow_share"))],
      rows,
      { hiddenCaption: true }
    );
    return chart(title, 320, option, figures);
  }
  function series(title, years2, figure2, form) {
    var _a;
    const outcomes = core.flow.filter((it) => it.end === "outcome");
    if (core.volume.length === 0 && outcomes.length === 0) return null;
    const isDrawn = [core.volume, ...outcomes.map((it) => it.cells)].some(
      (cells) => years2.some((year2) => figure2(year2, cells) !== null)
    );
    if (!isDrawn) return null;
    const places = seamed(years2, form, (it) => core.forms[it].title);
    const valuesOf = (cells) => places.map((place) => place.year === null ? null : figure2(place.year, cells));
    const seams = places.flatMap(
      (place, index) => place.seam ? [{ xAxis: index, label: { formatter: place.seam, color: INK }, lineStyle: { color: INK, type: "dashed" } }] : []
    );
    const bars = outcomes.map((it) => ({
      name: it.name,
      type: "bar",
      stack: "outcomes",
      barMaxWidth: 46,
      data: valuesOf(it.cells),
      itemStyle: { color: PALETTE[core.flow.indexOf(it) % PALETTE.length] }
    }));
    const volume = ((_a = core.flow.find((it) => it.cells.join() === core.volume.join())) == null ? void 0 : _a.name) ?? (core.volume.length ? cellName(core.volume[0][0]) : "");
    const line = {
      name: volume,
      type: "line",
      data: valuesOf(core.volume),
      symbolSize: 7,
      lineStyle: { color: INK, width: 2 },
      itemStyle: { color: INK },
      markLine: { symbol: "none", silent: true, data: seams }
    };
    const option = (width) => ({
      tooltip: {
        ...TOOLTIP,
        trigger: "axis",
        formatter: (hovered) => tip([
          hovered[0].name,
          ...hovered.filter((it) => it.value !== null && it.value !== void 0).map((it) => `${it.seriesName} ${it.value}`)
        ])
      },
      legend: { top: 0, left: 0, itemWidth: 14, itemHeight: 10, textStyle: { color: INK, fontSize: 12 } },
      grid: { left: 8, right: 12, top: width < 500 ? 84 : 52, bottom: 4, containLabel: true },
      xAxis: {
        type: "category",
        data: places.map((place) => place.name),
        axisLine: { lineStyle: { color: INK } },
        axisLabel: { color: INK }
      },
      yAxis: { type: "value", axisLabel: { color: INK }, splitLine: { lineStyle: { color: FAINT } } },
      series: [...bars, ...core.volume.length ? [line] : []]
    });
    const header = [say("year"), say("form"), ...core.volume.length ? [volume] : [], ...outcomes.map((it) => it.name)];
    const rows = years2.map((year2) => {
      const formOfYear = form(year2);
      const columns = [...core.volume.length ? [core.volume] : [], ...outcomes.map((it) => it.cells)];
      return [
        String(year2),
        formOfYear === void 0 ? "" : core.forms[formOfYear].title,
        ...columns.map((cells) => figureText(figure2(year2, cells)))
      ];
    });
    const figures = table(
      title,
      header.map((text, column) => column < 2 ? text : figure(text)),
      rows,
      { hiddenCaption: true }
    );
    return chart(
      title,
      300,
      option,
      el("div", { class: "scroller", tabindex: 0, role: "region", "aria-label": title }, figures)
    );
  }
  function funnel(title, peers, office, axes, open) {
    const { mean, at: limitsAt } = limits(peers);
    const largest = Math.max(1, ...peers.map((it) => it.whole)) * 1.05;
    const sizes = Array.from({ length: 60 }, (_, step) => Math.max(1, largest * (step + 1) / 60));
    const curve = (z, side, type) => ({
      type: "line",
      name: say(z < 3 ? "limit_inner" : "limit_outer"),
      symbol: "none",
      silent: true,
      lineStyle: { color: "#52606d", type, width: 1 },
      data: sizes.map((size) => [size, limitsAt(size, z)[side] * 100])
    });
    const share2 = (it) => it.part / it.whole * 100;
    const point = (it) => ({
      value: [it.whole, share2(it)],
      peer: it
    });
    const option = () => ({
      tooltip: {
        ...TOOLTIP,
        formatter: (hovered) => {
          var _a;
          const peer = (_a = hovered.data) == null ? void 0 : _a.peer;
          if (!peer) return "";
          return tip([peer.name, `${peer.part} / ${peer.whole} = ${percent(peer.part, peer.whole)}`]);
        }
      },
      grid: { left: 12, right: 20, top: 34, bottom: 26, containLabel: true },
      xAxis: {
        type: "value",
        max: largest,
        name: axes[0],
        nameLocation: "middle",
        nameGap: 26,
        nameTextStyle: { color: INK },
        axisLabel: { color: INK, formatter: (it) => String(Math.round(it)) },
        splitLine: { show: false }
      },
      yAxis: {
        type: "value",
        min: 0,
        max: 100,
        name: axes[1],
        nameTextStyle: { color: INK, align: "left" },
        axisLabel: { color: INK, formatter: "{value}%" },
        splitLine: { lineStyle: { color: FAINT } }
      },
      series: [
        curve(1.96, 0, "dashed"),
        curve(1.96, 1, "dashed"),
        curve(3.09, 0, "solid"),
        curve(3.09, 1, "solid"),
        {
          type: "line",
          symbol: "none",
          silent: true,
          lineStyle: { color: "#2f6da8", width: 1 },
          data: [
            [0, mean * 100],
            [largest, mean * 100]
          ]
        },
        {
          type: "scatter",
          symbolSize: 6,
          itemStyle: { color: "#7b8794", opacity: 0.7 },
          data: peers.filter((it) => it.office !== office).map(point)
        },
        {
          type: "scatter",
          symbolSize: 13,
          symbol: "diamond",
          itemStyle: { color: "#b3261e", borderColor: "#fff" },
          data: peers.filter((it) => it.office === office).map(point),
          z: 5
        }
      ]
    });
    const rows = [...peers].sort((a, b) => share2(b) - share2(a)).map((it) => [
      it.name,
      String(it.part),
      String(it.whole),
      percent(it.part, it.whole),
      limitsAt(it.whole, 3.09).map((limit) => `${(limit * 100).toFixed(1)}%`).join(" – ")
    ]);
    const header = [say("office"), ...[say("part"), say("whole"), axes[1], say("limit_outer")].map(figure)];
    const figures = el(
      "div",
      { class: "scroller tall", tabindex: 0, role: "region", "aria-label": title },
      table(title, header, rows.slice(0, 400), { hiddenCaption: true })
    );
    return chart(title, 320, option, figures, (clicked) => {
      var _a;
      return ((_a = clicked.data) == null ? void 0 : _a.peer) && open(clicked.data.peer.office);
    });
  }

  // overview.js
  var totalsByYear = /* @__PURE__ */ new Map();
  function totals(year2) {
    const known = totalsByYear.get(year2);
    if (known) return known;
    const inYear = findings.filter((finding) => finding.year === year2);
    const open = inYear.filter(isOpen);
    const withStanding = (wanted) => offices.filter((office) => standingOf(office.at, year2) === wanted);
    const dueWithStanding = (wanted) => withStanding(wanted).filter((office) => isExpected(office, year2));
    const charged = open.filter((finding) => finding.rule !== core.missing && !isPartlyRead(finding.office, year2));
    const count = (severity, all) => all.filter((finding) => finding.severity === severity).length;
    const totals2 = {
      ...core.counted[year2],
      missed: dueWithStanding("missing"),
      failed: dueWithStanding("faulty"),
      unreadable: withStanding("partly_read"),
      open: Object.fromEntries(SEVERITIES.map((severity) => [severity, count(severity, open)])),
      charged: Object.fromEntries(SEVERITIES.map((severity) => [severity, count(severity, charged)])),
      explained: inYear.length - open.length
    };
    totalsByYear.set(year2, totals2);
    return totals2;
  }
  function filingCount(all) {
    return all.filed + all.others;
  }
  function mostBroken(year2, severity) {
    const rules = /* @__PURE__ */ new Map();
    for (const finding of findings) {
      if (finding.year !== year2 || !isOpen(finding) || finding.severity === "note" || finding.rule === core.missing || severity && finding.severity !== severity)
        continue;
      if (isPartlyRead(finding.office, year2)) continue;
      const entry = rules.get(finding.rule) ?? { rule: finding.rule, n: 0, offices: /* @__PURE__ */ new Set() };
      entry.n++;
      entry.offices.add(finding.office);
      rules.set(finding.rule, entry);
    }
    return [...rules.values()].sort((a, b) => b.n - a.n);
  }
  function names(list, most) {
    const shown = list.slice(0, most).map((office) => office.name).join(say("comma"));
    return list.length > most ? say("and_others", { names: shown, n: list.length }) : shown;
  }
  function circular(year2) {
    const all = totals(year2);
    const chief = mostBroken(year2, "error").slice(0, 3);
    const list = chief.map((it) => say("circular_rule", { wrong: core.rules[it.rule].wrong, n: it.n })).join(say("comma"));
    const filed = core.registered ? say("circular_filed", {
      title: core.title,
      year: year2,
      expected: all.due,
      filed: all.filed,
      rate: percent(all.filed, all.due)
    }) : say("circular_found", { title: core.title, year: year2, filed: filingCount(all) });
    return [
      filed,
      all.missing ? say("circular_missing", { n: all.missing, names: names(all.missed, 10) }) : "",
      say("circular_passed", { passed: all.passed, rate: percent(all.passed, all.judged) }),
      all.faulty ? say("circular_failed", { failed: all.faulty, errors: all.charged.error, list }) : "",
      all.partly ? say("circular_partly", { partly: all.partly }) : "",
      say("circular_open", { warnings: all.charged.warning, anomalies: all.charged.anomaly })
    ].join("");
  }
  function comparison(now, before) {
    if (before === null) return null;
    const difference = now - before;
    return el(
      "span",
      { class: "delta" },
      difference === 0 ? say("as_before") : say(difference > 0 ? "more_than_before" : "fewer_than_before", { n: Math.abs(difference) })
    );
  }
  function tile(name, value, below, severity) {
    return el(
      "div",
      { class: `tile ${severity ?? ""}` },
      el("dt", {}, name),
      el("dd", {}, el("strong", {}, value), el("span", {}, below))
    );
  }
  function counted(n, to) {
    return n > 0 ? link(to, String(n)) : String(n);
  }
  function tiles(year2) {
    const all = totals(year2);
    const before = core.years.includes(year2 - 1) ? totals(year2 - 1) : null;
    const severities = SEVERITIES.map(
      (severity) => tile(
        severityName(severity),
        counted(all.charged[severity], `ranking?severity=${severity}`),
        comparison(all.charged[severity], before && before.charged[severity]),
        severity
      )
    );
    return el(
      "dl",
      { class: "tiles", "aria-label": say("figures_of", { year: year2 }) },
      core.registered ? tile(
        say("filed"),
        el("span", {}, `${all.filed} `, el("small", {}, `/ ${all.due}`)),
        percent(all.filed, all.due)
      ) : tile(say("filed"), filingCount(all), null),
      core.registered && tile(say("missing"), counted(all.missing, "ranking?standing=missing"), null, all.missing ? "error" : ""),
      all.unread > 0 && tile(
        say("standing.partly_read"),
        counted(all.unread, "ranking?standing=partly_read"),
        say("in_files", { files: all.files }),
        "error"
      ),
      tile(
        say("pass_rate"),
        percent(all.passed, all.judged),
        say("passed_of", { passed: all.passed, filings: all.judged })
      ),
      severities
    );
  }
  function alarm(year2) {
    const { unread, files } = totals(year2);
    return unread > 0 && el(
      "p",
      { class: "alarm", role: "alert" },
      say("standing.alarm", { n: unread, files }),
      " ",
      link("method", say("intake"))
    );
  }
  function calls(year2) {
    const first = ranking.filter((row) => row.year === year2 && !isPartlyRead(row.office, year2)).slice(0, 10);
    const rows = first.map((row) => [
      row.rank,
      link(path("office", offices[row.office].code), offices[row.office].name),
      row.errors,
      row.warnings,
      row.anomalies,
      row.reasons.split(say("repair.joint"))[0]
    ]);
    const header = [
      figure(say("rank")),
      say("office"),
      figure(severityName("error")),
      figure(severityName("warning")),
      figure(severityName("anomaly")),
      say("first_reason")
    ];
    const list = rows.length ? scroller(say("calls"), table(say("calls"), header, rows, { hiddenCaption: true, class: "calls" })) : el("p", {}, say("nothing_found"));
    return el(
      "section",
      {},
      el("h2", {}, say("calls")),
      list,
      el("p", { class: "unprinted" }, link("ranking", say("all_offices")))
    );
  }
  function problems(year2) {
    const rules = mostBroken(year2).slice(0, 12);
    if (rules.length === 0) return null;
    const most = Math.max(1, ...rules.map((it) => it.n));
    const rows = rules.map((it) => {
      const rule = core.rules[it.rule];
      const bar = el("span", { class: `bar ${rule.severity}` });
      bar.style.width = `${Math.max(2, it.n / most * 100)}%`;
      return [
        hintedLink(path("rule", rule.id), rule.id, rule.wrong),
        it.offices.size,
        el("span", { class: "barred" }, String(it.n), el("span", { class: "track" }, bar))
      ];
    });
    return el(
      "section",
      {},
      el("h2", {}, say("problems")),
      scroller(
        say("problems"),
        table(say("problems"), [say("finding"), figure(say("offices")), say("findings")], rows, {
          hiddenCaption: true
        })
      )
    );
  }
  function missing(year2) {
    const all = totals(year2);
    const list = (name, offices2) => offices2.length > 0 && el("section", {}, el("h2", {}, say(name, { n: offices2.length })), nameList(offices2, 40));
    return [list("partly_by_name", all.unreadable), list("missing_by_name", all.missed)];
  }
  function nameList(list, most) {
    const names2 = (offices2) => el(
      "ul",
      { class: "names" },
      offices2.map((office) => el("li", {}, link(path("office", office.code), office.name)))
    );
    return [
      list.length > 0 && names2(list.slice(0, most)),
      list.length > most && foldable(say("and_more", { n: list.length - most }), () => [names2(list.slice(most))])
    ];
  }
  function changes(year2) {
    const rows = core.years.map((it) => {
      const all = totals(it);
      return [
        String(it),
        core.registered ? all.due : say("none"),
        filingCount(all),
        all.partly,
        percent(all.passed, all.judged),
        ...SEVERITIES.map((severity) => all.charged[severity]),
        all.explained
      ];
    });
    const header = [
      say("year"),
      ...[
        say("expected"),
        say("filed"),
        say("standing.partly_read"),
        say("pass_rate"),
        ...SEVERITIES.map(severityName),
        say("status_explained")
      ].map(figure)
    ];
    const parts = [scroller(say("by_year"), table(say("by_year"), header, rows, { hiddenCaption: true }))];
    if (core.years.includes(year2 - 1)) {
      const [now, before] = [totals(year2).failed, totals(year2 - 1).failed];
      const list = (name, offices2) => el("div", {}, el("h3", {}, say(name, { n: offices2.length })), nameList(offices2, 10));
      parts.push(
        el(
          "div",
          { class: "columns" },
          list(
            "newly_failed",
            now.filter((office) => !before.includes(office))
          ),
          list(
            "still_failed",
            now.filter((office) => before.includes(office))
          ),
          list(
            "no_longer_failed",
            before.filter((office) => !now.includes(office))
          )
        )
      );
    }
    return el("section", {}, el("h2", {}, say("changes")), parts);
  }
  function cityFigure(year2, cells) {
    const group = groups.find((it) => it.kind === "city" && it.year === year2);
    const sums = group ? sumsOf("city", group.group, year2) : null;
    return sums ? sum(sums.cells, ofForms(cells, core.met[year2] ?? [])) : null;
  }
  function charts(year2) {
    const flows = flow(say("flow_of", { city: core.city, year: year2 }), (cells) => cityFigure(year2, cells));
    const years2 = series(say("series_of", { name: core.city }), core.years, cityFigure, (it) => {
      var _a;
      return (_a = core.met[it]) == null ? void 0 : _a[0];
    });
    if (!flows && !years2) return null;
    return el("section", {}, el("h2", {}, say("volume_and_outcomes")), el("div", { class: "pair" }, flows, years2));
  }
  function since() {
    if (!core.since) return null;
    const { findings: findings2, filings, cells } = core.since;
    const list = (name, n, all) => n > 0 && foldable(say(name, { n }), () => [
      table(
        say(name, { n }),
        [say("office"), say("year"), say("rule"), say("severity"), say("finding")],
        all.map((it) => [it.office, it.year, it.rule, severityName(it.severity), it.message]),
        { hiddenCaption: true }
      )
    ]);
    return el(
      "section",
      {},
      el("h2", {}, say("since")),
      el(
        "p",
        {},
        say("since_counts", {
          new: findings2[0],
          gone: findings2[1],
          still: findings2[2],
          filings: filings[0],
          without: filings[1],
          cells
        })
      ),
      list("since_gone", findings2[1], core.since.gone),
      list("since_new", findings2[0], core.since.new)
    );
  }
  function overview(route) {
    const sentence = circular(route.year);
    const copied = el("span", { role: "status", class: "aside" });
    const copy = button(say("copy"), () => {
      var _a, _b;
      const done = () => copied.textContent = say("copied");
      (_a = navigator.clipboard) == null ? void 0 : _a.writeText(sentence).then(done, () => {
        var _a2;
        return (_a2 = getSelection()) == null ? void 0 : _a2.selectAllChildren(text);
      });
      if (!navigator.clipboard) (_b = getSelection()) == null ? void 0 : _b.selectAllChildren(text);
    });
    const text = el("p", { id: "circular" }, sentence);
    return {
      title: say("overview_of", { city: core.city, year: route.year }),
      body: [
        alarm(route.year),
        tiles(route.year),
        el(
          "section",
          { class: "circular" },
          el("h2", {}, say("circular")),
          text,
          el("div", { class: "actions" }, copy, copied)
        ),
        since(),
        calls(route.year),
        ...missing(route.year),
        problems(route.year),
        charts(route.year),
        changes(route.year)
      ]
    };
  }

  // ranking.js
  var PAGE = 50;
  var chosen = /* @__PURE__ */ new Set();
  var rowsByYear = /* @__PURE__ */ new Map();
  function rowsOf(year2) {
    const known = rowsByYear.get(year2);
    if (known) return known;
    const all = offices.map((office) => ({
      office,
      ranked: rankedOf(office.at, year2),
      text: `${office.name}
${office.code}`.toLowerCase()
    })).filter(({ office, ranked }) => ranked || isExpected(office, year2) || hasFiled(office.at, year2));
    const rank = (row) => {
      var _a;
      return ((_a = row.ranked) == null ? void 0 : _a.rank) ?? Number.MAX_SAFE_INTEGER;
    };
    all.sort((a, b) => rank(a) - rank(b) || a.office.at - b.office.at);
    rowsByYear.set(year2, all);
    return all;
  }
  function filtered(year2, filter) {
    const words = filter.q.toLowerCase().split(/\s+/).filter((word) => word !== "");
    const rule = core.rules.findIndex((it) => it.id === filter.rule);
    const asksForFindings = filter.rule !== "" || filter.severity !== "" || filter.open !== "";
    const fits = (finding) => (filter.rule === "" || finding.rule === rule) && (filter.severity === "" || finding.severity === filter.severity) && (filter.open === "" || isOpen(finding));
    return rowsOf(year2).filter(
      ({ office, text }) => words.every((word) => text.includes(word)) && (filter.district === "" || placeOf(office) === filter.district) && (filter.kind === "" || office.kind === filter.kind) && (filter.standing === "" || standingOf(office.at, year2) === filter.standing) && (!asksForFindings || findingsOf(office.at, year2).some(fits))
    );
  }
  var SORT_KEYS = {
    rank: (row) => {
      var _a;
      return ((_a = row.ranked) == null ? void 0 : _a.rank) ?? Number.MAX_SAFE_INTEGER;
    },
    office: (row) => row.office.name,
    place: (row) => placeOf(row.office),
    error: (row) => {
      var _a;
      return -(((_a = row.ranked) == null ? void 0 : _a.errors) ?? 0);
    },
    warning: (row) => {
      var _a;
      return -(((_a = row.ranked) == null ? void 0 : _a.warnings) ?? 0);
    },
    anomaly: (row) => {
      var _a;
      return -(((_a = row.ranked) == null ? void 0 : _a.anomalies) ?? 0);
    }
  };
  function ordered(all, by) {
    const key = SORT_KEYS[by] ?? SORT_KEYS.rank;
    const language = document.documentElement.lang;
    return [...all].sort((a, b) => {
      const [x, y] = [key(a), key(b)];
      return typeof x === "string" ? x.localeCompare(String(y), language) : x - Number(y);
    });
  }
  function exported(year2, all) {
    const header = ["rank", "office_code", "office", "year", "score", "errors", "warnings", "anomalies", "reasons"];
    const lines = all.map(({ office, ranked }) => [
      (ranked == null ? void 0 : ranked.rank) ?? "",
      office.code,
      office.name,
      year2,
      (ranked == null ? void 0 : ranked.score) ?? "",
      (ranked == null ? void 0 : ranked.errors) ?? 0,
      (ranked == null ? void 0 : ranked.warnings) ?? 0,
      (ranked == null ? void 0 : ranked.anomalies) ?? 0,
      (ranked == null ? void 0 : ranked.reasons) ?? ""
    ]);
    return csv([header, ...lines]);
  }
  function reasons({ office, ranked }, year2) {
    const list = ranked && ranked.reasons !== "" ? ranked.reasons.split(say("repair.joint")) : [];
    if (list.length === 0)
      return !hasFiled(office.at, year2) ? say("not_filed") : say(findingsOf(office.at, year2).length ? "notes_only" : "nothing_found");
    return el(
      "ol",
      { class: "reasons" },
      list.slice(0, 3).map((reason) => el("li", {}, reason))
    );
  }
  function rowCells(row, year2) {
    const { office, ranked } = row;
    const box = (
      /** @type {HTMLInputElement} */
      el("input", {
        type: "checkbox",
        "aria-label": say("choose", { name: office.name }),
        onchange: () => box.checked ? chosen.add(office.code) : chosen.delete(office.code)
      })
    );
    box.checked = chosen.has(office.code);
    const count = (severity, n) => n === 0 ? "0" : el("strong", { class: severity }, n);
    return [
      ranked ? String(ranked.rank) : say("none"),
      el(
        "span",
        {},
        link(path("office", office.code), office.name),
        el("small", {}, ` ${office.code}`),
        standingOf(office.at, year2) === "partly_read" && el("span", { class: "tag partly" }, say("standing.partly_read"))
      ),
      placeOf(office),
      count("error", (ranked == null ? void 0 : ranked.errors) ?? 0),
      count("warning", (ranked == null ? void 0 : ranked.warnings) ?? 0),
      count("anomaly", (ranked == null ? void 0 : ranked.anomalies) ?? 0),
      reasons(row, year2),
      box
    ];
  }
  function options(values) {
    const all = [...new Set(values)].filter((value) => value !== "").sort((a, b) => a.localeCompare(b, document.documentElement.lang));
    return [["", say("all")], ...all.map((value) => [value, value])];
  }
  function controls(filter, year2, onChange) {
    const ofYear = rowsOf(year2).map((row) => row.office);
    const broken = new Set(findings.filter((finding) => finding.year === year2).map((finding) => finding.rule));
    const rules = core.rules.filter((_, rule) => broken.has(rule)).map((rule) => [rule.id, rule.short]);
    const search = (
      /** @type {HTMLInputElement} */
      el("input", {
        type: "search",
        value: filter.q,
        placeholder: say("search_hint"),
        oninput: () => onChange({ q: search.value })
      })
    );
    const open = (
      /** @type {HTMLInputElement} */
      el("input", { type: "checkbox", onchange: () => onChange({ open: open.checked ? "1" : "" }) })
    );
    open.checked = filter.open !== "";
    const severities = SEVERITIES.map((it) => [it, severityName(it)]);
    const standings = STANDINGS.map((it) => [it, say(`standing.${it}`)]);
    return el(
      "form",
      { class: "filters", role: "search", onsubmit: (event) => event.preventDefault() },
      el("label", { class: "field wide" }, el("span", {}, say("search")), search),
      choice(say("district"), options(ofYear.map(placeOf)), filter.district, (district) => onChange({ district })),
      choice(say("kind"), options(ofYear.map((office) => office.kind)), filter.kind, (kind) => onChange({ kind })),
      choice(say("standing"), [["", say("all")], ...standings], filter.standing, (standing) => onChange({ standing })),
      choice(say("rule"), [["", say("all")], ...rules], filter.rule, (rule) => onChange({ rule })),
      choice(say("severity"), [["", say("all")], ...severities], filter.severity, (severity) => onChange({ severity })),
      el("label", { class: "field check" }, open, el("span", {}, say("unexplained_only")))
    );
  }
  function rankingView(route) {
    const asked = (name) => route.query.get(name) ?? "";
    const filter = {
      q: asked("q"),
      district: asked("district"),
      kind: asked("kind"),
      rule: asked("rule"),
      severity: asked("severity"),
      open: asked("open"),
      standing: asked("standing")
    };
    let by = asked("sort");
    let shown = PAGE;
    const list = el("div", { class: "scroller", tabindex: 0, role: "region", "aria-label": say("ranking") });
    const count = el("p", { role: "status", class: "count" });
    const more = button(say("more"), () => {
      shown += PAGE;
      draw2();
    });
    const heads = (
      /** @type {[string, string, boolean][]} */
      [
        ["rank", say("rank"), true],
        ["office", say("office"), false],
        ["place", say("district"), false],
        ["error", severityName("error"), true],
        ["warning", severityName("warning"), true],
        ["anomaly", severityName("anomaly"), true]
      ]
    );
    function sort(value) {
      var _a;
      by = value;
      route.change({ sort: value });
      draw2();
      (_a = list.querySelector("[aria-sort] button")) == null ? void 0 : _a.focus();
    }
    const currentRows = () => ordered(filtered(route.year, filter), by);
    function draw2() {
      const all = currentRows();
      const sortedBy = by === "" ? "rank" : by;
      const header = [
        ...heads.map(([value, text, figure2]) => ({ text, figure: figure2, sorted: value === sortedBy, sort: () => sort(value) })),
        say("reasons"),
        say("print")
      ];
      fill(
        list,
        table(
          say("ranking"),
          header,
          all.slice(0, shown).map((row) => rowCells(row, route.year)),
          { hiddenCaption: true, class: "ranking" }
        )
      );
      count.textContent = say("ranking_count", { n: all.length, shown: Math.min(shown, all.length) });
      more.hidden = shown >= all.length;
    }
    const onChange = (changes2) => {
      Object.assign(filter, changes2);
      shown = PAGE;
      draw2();
      route.change(
        /** @type {Record<string, string>} */
        changes2
      );
    };
    draw2();
    return {
      title: say("ranking_of", { year: route.year }),
      body: [
        alarm(route.year),
        controls(filter, route.year, onChange),
        el(
          "div",
          { class: "actions" },
          button(say("export_csv"), () => save(`ranking-${route.year}.csv`, exported(route.year, currentRows()))),
          ...verdictExport(),
          link("print", say("print_chosen"))
        ),
        count,
        list,
        more
      ]
    };
  }

  // form.js
  function isHead(slot) {
    return typeof slot[4] === "string";
  }
  function drawSlot(rows, slot, drawCell) {
    const [row, column, height, width, content] = slot;
    const spans = { rowspan: height > 1 ? height : null, colspan: width > 1 ? width : null };
    if (typeof content === "number") {
      const td = drawCell(content, cellName(content));
      if (width > 1) td.setAttribute("colspan", String(width));
      return td;
    }
    if (content === null || content === "") return el("td", { class: "void", ...spans });
    if (typeof content !== "string")
      return el(
        "th",
        { scope: height > 1 ? "rowgroup" : "row", class: height > 1 ? "group" : null, ...spans },
        content[0]
      );
    const isAlone = rows[row].length === 1;
    const isCorner = row + column === 0 && height > 1;
    if (isCorner) return el("td", { class: "corner", ...spans }, content);
    return el(
      "th",
      {
        scope: isAlone ? "rowgroup" : width > 1 && height === 1 ? "colgroup" : "col",
        class: isAlone ? "block" : null,
        ...spans
      },
      content
    );
  }
  function drawParts(slots, drawCell) {
    const rows = Array.from(
      { length: Math.max(...slots.map((slot) => slot[0] + slot[2])) },
      (_, row) => slots.filter((slot) => slot[0] === row)
    );
    const blocks = [];
    for (const row of rows) {
      const head = row.every(isHead);
      const last = blocks[blocks.length - 1];
      if (last && last.head === head) last.rows.push(row);
      else blocks.push({ head, rows: [row] });
    }
    const drawRows = (some) => some.map(
      (row) => el(
        "tr",
        {},
        row.map((slot) => drawSlot(rows, slot, drawCell))
      )
    );
    if (blocks.length === 2 && blocks[0].head)
      return [el("thead", {}, drawRows(blocks[0].rows)), el("tbody", {}, drawRows(blocks[1].rows))];
    return blocks.filter((block) => block.head).map((block) => {
      var _a;
      return el("tbody", {}, drawRows(block.rows), drawRows(((_a = blocks[blocks.indexOf(block) + 1]) == null ? void 0 : _a.rows) ?? []));
    });
  }
  function officialForm(sheet, drawCell) {
    return core.sheets[sheet].map((layout) => {
      const [table2, form, slots] = core.layouts[layout];
      const { title } = core.tables[table2];
      const drawn = el(
        "table",
        { class: "form" },
        el("caption", {}, title, " ", el("small", {}, core.forms[form].title))
      );
      append(drawn, drawParts(slots, drawCell));
      return el("div", { class: "scroller", tabindex: 0, role: "region", "aria-label": title }, drawn);
    });
  }
  function cellText(cell, raw) {
    if ("figure" in cell) return cell.figure;
    if (raw) return raw;
    return say(cell.state === "unread" ? "state.unread_mark" : `state.${cell.state}`);
  }

  // compare.js
  var MOST_OFFICES = 6;
  var wholes = new Map(core.wholes);
  function matching(text, picked) {
    const wanted = text.trim().toLowerCase();
    if (wanted === "") return [];
    return offices.filter((office) => !picked.includes(office) && `${office.name}
${office.code}`.toLowerCase().includes(wanted)).slice(0, 8);
  }
  function picker(picked, onChange) {
    const codes = picked.map((office) => office.code);
    const found = el("ul", { class: "found" });
    const search = (
      /** @type {HTMLInputElement} */
      el("input", {
        type: "search",
        placeholder: say("search_hint"),
        oninput: () => fill(
          found,
          matching(search.value, picked).map(
            (office) => el(
              "li",
              {},
              button(`${office.name} ${office.code}`, () => onChange([...codes, office.code]))
            )
          )
        )
      })
    );
    const chips = picked.map(
      (office) => el(
        "li",
        {},
        link(path("office", office.code), office.name),
        button("×", () => onChange(codes.filter((code) => code !== office.code)), {
          "aria-label": say("take_out", { name: office.name })
        })
      )
    );
    return el(
      "div",
      { class: "picker" },
      el("ul", { class: "chips" }, chips),
      picked.length < MOST_OFFICES && el("label", { class: "field wide" }, el("span", {}, say("add_office")), search),
      found
    );
  }
  function shownText(filing, cell, shares) {
    if (!filing) return say("none");
    const whole = wholes.get(cell);
    if (!shares) return cellText(filing.cells[cell], filing.raw[cell]);
    const [part, total] = [number(filing.cells[cell]), whole === void 0 ? null : number(filing.cells[whole])];
    return part === null || total === null ? say("none") : percent(part, total);
  }
  function isUnread(filing, cell) {
    const value = filing == null ? void 0 : filing.cells[cell];
    return value !== void 0 && "state" in value && value.state === "unread";
  }
  function sideBySide(picked, year2, table2, shares, all) {
    const filings = picked.map((office) => filingOf(office.at, year2));
    const isShown = (cell) => filings.some((filing) => {
      const value = filing == null ? void 0 : filing.cells[cell];
      if (!value) return false;
      return "figure" in value ? all || value.figure !== "0" : value.state !== "not_in_source" && (all || value.state !== "blank");
    });
    const cells = core.cells.map((_, cell) => cell).filter((cell) => core.cells[cell][0] === table2 && isShown(cell) && (!shares || wholes.has(cell)));
    const row = (cell) => {
      const whole = wholes.get(cell);
      const name = shares && whole !== void 0 ? say("share_of", { part: cellName(cell), whole: cellName(whole) }) : cellName(cell);
      return el(
        "tr",
        {},
        el("th", { scope: "row" }, name),
        filings.map(
          (filing) => el("td", { class: isUnread(filing, cell) ? "figure unread" : "figure" }, shownText(filing, cell, shares))
        )
      );
    };
    return scroller(
      core.tables[table2].title,
      el(
        "table",
        { class: "list compare" },
        el("caption", {}, core.tables[table2].title),
        el(
          "thead",
          {},
          el(
            "tr",
            {},
            el("th", { scope: "col" }, say("figure")),
            picked.map((office) => el("th", { scope: "col", class: "figure" }, office.name))
          )
        ),
        el("tbody", {}, cells.map(row))
      )
    );
  }
  function compareView(route) {
    var _a;
    const picked = (route.parts[0] ?? "").split(",").flatMap((code) => officeOf(code) ?? []).slice(0, MOST_OFFICES);
    const tables = core.tables.map((table3, index) => [String(index), table3.title]);
    const used = tables.filter(
      ([index]) => picked.some(
        (office) => {
          var _a2;
          return (_a2 = filingOf(office.at, route.year)) == null ? void 0 : _a2.cells.some(
            (cell, ix) => core.cells[ix][0] === Number(index) && "figure" in cell
          );
        }
      )
    );
    const wanted = route.query.get("table") ?? "";
    const table2 = used.some(([index]) => index === wanted) ? wanted : ((_a = used[used.length > 1 ? 1 : 0]) == null ? void 0 : _a[0]) ?? "0";
    const shares = route.query.get("as") === "shares";
    const all = route.query.get("cells") === "all";
    const onChange = (codes) => location.hash = `#/compare/${codes.map(encodeURIComponent).join(",")}?year=${route.year}`;
    const controls2 = el(
      "div",
      { class: "filters" },
      choice(say("table"), used, table2, (value) => route.change({ table: value, redraw: "1" })),
      choice(
        say("cells_shown"),
        [
          ["", say("cells_filled")],
          ["all", say("all")]
        ],
        all ? "all" : "",
        (value) => route.change({ cells: value, redraw: "1" })
      ),
      choice(
        say("shown_as"),
        [
          ["", say("as_figures")],
          ["shares", say("as_shares")]
        ],
        shares ? "shares" : "",
        (value) => route.change({ as: value, redraw: "1" })
      )
    );
    const body = picked.length < 2 ? [el("p", {}, say("pick_two"))] : [controls2, sideBySide(picked, route.year, Number(table2), shares, all)];
    return { title: say("compare_of", { year: route.year }), body: [picker(picked, onChange), ...body] };
  }

  // heat.js
  var ROW = 20;
  var HEAD = 130;
  var SLANT = 44;
  var MIN_COLUMN = 15;
  var TABLE_ROWS = 100;
  var COLORS = {
    error: ["#b3261e", "#fff"],
    warning: ["#e3a63a", "#1f2933"],
    anomaly: ["#8a6fae", "#fff"],
    note: ["#cbd2d9", "#1f2933"]
  };
  var WORST_FIRST = ["error", "warning", "anomaly", "note"];
  function matrix(year2, district) {
    const rows = ranking.filter((row) => row.year === year2 && (district === "" || placeOf(offices[row.office]) === district)).map((row) => {
      const counts = /* @__PURE__ */ new Map();
      for (const finding of findingsOf(row.office, year2).filter(isOpen)) {
        const count = counts.get(finding.rule) ?? { n: 0, severity: finding.severity };
        count.n++;
        if (WORST_FIRST.indexOf(finding.severity) < WORST_FIRST.indexOf(count.severity))
          count.severity = finding.severity;
        counts.set(finding.rule, count);
      }
      return { office: offices[row.office], counts };
    });
    const rules = core.rules.map((_, rule) => rule).filter((rule) => rows.some((row) => row.counts.has(rule)));
    return { rows, rules };
  }
  function map({ rows, rules }, year2) {
    const canvas = (
      /** @type {HTMLCanvasElement} */
      el("canvas", {
        tabindex: 0,
        role: "application",
        "aria-label": say("heat_name", { offices: rows.length, rules: rules.length }),
        "aria-describedby": "heat-help"
      })
    );
    const spacer = el("div", { class: "spacer" });
    spacer.style.height = `${HEAD + rows.length * ROW}px`;
    const box = el("div", { class: "heat" }, canvas, spacer);
    const status = el("p", { role: "status", class: "count" }, say("heat_help"));
    const cursor = { row: 0, column: 0, shown: false };
    let visibleWidth = 0;
    let width = 0;
    let height = 0;
    const labelWidth = () => Math.min(260, Math.max(110, visibleWidth * 0.28));
    const columnWidth = () => Math.max(MIN_COLUMN, Math.min(72, (visibleWidth - labelWidth() - SLANT) / Math.max(1, rules.length)));
    function draw2() {
      const context = canvas.getContext("2d");
      if (!context || width === 0) return;
      const ratio = window.devicePixelRatio || 1;
      canvas.width = width * ratio;
      canvas.height = height * ratio;
      context.scale(ratio, ratio);
      context.fillStyle = "#fff";
      context.fillRect(0, 0, width, height);
      context.font = `12px ${getComputedStyle(document.body).fontFamily}`;
      context.textBaseline = "middle";
      const first = Math.floor(box.scrollTop / ROW);
      const offset = HEAD - box.scrollTop % ROW;
      for (let i = 0; i <= height / ROW + 1; i++) drawRow(context, rows[first + i], first + i, offset + i * ROW);
      drawHead(context);
    }
    function drawRow(context, row, index, y) {
      if (!row) return;
      const isCurrent = cursor.shown && cursor.row === index;
      context.fillStyle = isCurrent ? "#e4edf6" : index % 2 ? "#f5f7fa" : "#fff";
      context.fillRect(0, y, width, ROW);
      context.fillStyle = "#1f2933";
      context.textAlign = "left";
      context.fillText(clipped(context, row.office.name, labelWidth() - 10), 4, y + ROW / 2);
      rules.forEach((rule, column) => {
        const count = row.counts.get(rule);
        const x = labelWidth() + column * columnWidth();
        if (count) {
          const [color, ink] = COLORS[count.severity];
          context.fillStyle = color;
          context.fillRect(x + 1, y + 1, columnWidth() - 2, ROW - 2);
          context.fillStyle = ink;
          context.textAlign = "center";
          context.fillText(String(count.n), x + columnWidth() / 2, y + ROW / 2 + 1);
        }
        if (isCurrent && cursor.column === column) {
          context.strokeStyle = "#1f2933";
          context.lineWidth = 2;
          context.strokeRect(x + 1, y + 1, columnWidth() - 2, ROW - 2);
        }
      });
    }
    function drawHead(context) {
      context.fillStyle = "#fff";
      context.fillRect(0, 0, width, HEAD);
      context.fillStyle = "#1f2933";
      context.textAlign = "left";
      rules.forEach((rule, column) => {
        context.save();
        context.translate(labelWidth() + (column + 0.5) * columnWidth(), HEAD - 6);
        context.rotate(-Math.PI / 2.6);
        context.fillText(clipped(context, core.rules[rule].short, HEAD), 0, 0);
        context.restore();
      });
      context.fillStyle = "#8795a1";
      context.fillRect(0, HEAD - 1, width, 1);
    }
    function describe() {
      const row = rows[cursor.row];
      const rule = rules[cursor.column];
      if (!row || rule === void 0) return;
      const count = row.counts.get(rule);
      status.textContent = say("heat_cell", {
        office: row.office.name,
        rule: core.rules[rule].id,
        wrong: core.rules[rule].wrong,
        n: (count == null ? void 0 : count.n) ?? 0
      });
      draw2();
    }
    const moveCursor = (event) => {
      const bounds = canvas.getBoundingClientRect();
      const [x, y] = [event.clientX - bounds.left, event.clientY - bounds.top];
      cursor.row = Math.floor((y - HEAD + box.scrollTop) / ROW);
      cursor.column = Math.max(0, Math.floor((x - labelWidth()) / columnWidth()));
      cursor.shown = y > HEAD && cursor.row < rows.length;
    };
    const open = () => cursor.shown && rows[cursor.row] && (location.hash = `#/${path("office", rows[cursor.row].office.code)}?year=${year2}`);
    canvas.addEventListener("mousemove", (event) => (moveCursor(event), describe()));
    canvas.addEventListener("click", (event) => (moveCursor(event), open()));
    canvas.addEventListener("keydown", (event) => {
      const step = (
        /** @type {Record<string, [number, number]>} */
        {
          ArrowUp: [-1, 0],
          ArrowDown: [1, 0],
          ArrowLeft: [0, -1],
          ArrowRight: [0, 1]
        }[event.key]
      );
      if (event.key === "Enter") return open();
      if (!step) return;
      event.preventDefault();
      cursor.row = Math.min(rows.length - 1, Math.max(0, cursor.row + (cursor.shown ? step[0] : 0)));
      cursor.column = Math.min(rules.length - 1, Math.max(0, cursor.column + (cursor.shown ? step[1] : 0)));
      cursor.shown = true;
      const top = cursor.row * ROW;
      if (top < box.scrollTop) box.scrollTop = top;
      if (top + ROW > box.scrollTop + height - HEAD) box.scrollTop = top + ROW - height + HEAD;
      describe();
    });
    box.addEventListener("scroll", draw2);
    new ResizeObserver(() => {
      visibleWidth = box.clientWidth;
      width = Math.max(visibleWidth, labelWidth() + rules.length * columnWidth() + SLANT);
      height = Math.min(620, HEAD + rows.length * ROW);
      box.style.height = `${height}px`;
      canvas.style.width = `${width}px`;
      canvas.style.height = `${height}px`;
      draw2();
    }).observe(box);
    return [status, box];
  }
  function clipped(context, text, width) {
    let shown = text;
    while (shown.length > 1 && context.measureText(shown).width > width) shown = `${shown.slice(0, -2)}…`;
    return shown;
  }
  function heatView(route) {
    const district = route.query.get("district") ?? "";
    const found = matrix(route.year, district);
    const districts = [...new Set(offices.map(placeOf))];
    const header = [say("office"), ...found.rules.map((rule) => figure(core.rules[rule].short))];
    const tableRows = () => found.rows.slice(0, TABLE_ROWS).map((row) => [row.office.name, ...found.rules.map((rule) => {
      var _a;
      return String(((_a = row.counts.get(rule)) == null ? void 0 : _a.n) ?? "");
    })]);
    const legend = WORST_FIRST.map((severity) => el("span", { class: `mark ${severity}` }, say(`severity.${severity}`)));
    return {
      title: say("heat_of", { year: route.year }),
      body: [
        el(
          "div",
          { class: "filters" },
          choice(
            say("district"),
            [["", say("all")], ...districts.map((it) => [it, it])],
            district,
            (value) => route.change({ district: value, redraw: "1" })
          ),
          el("p", { class: "legend" }, legend)
        ),
        el("p", { class: "unseen", id: "heat-help" }, say("heat_help")),
        found.rows.length === 0 ? el("p", {}, say("nothing_found")) : map(found, route.year),
        foldable(say("chart_table"), () => [
          el(
            "div",
            { class: "scroller tall", tabindex: 0, role: "region", "aria-label": say("chart_table") },
            table(say("heat_of", { year: route.year }), header, tableRows())
          )
        ])
      ]
    };
  }

  // rules.js
  var PAGE2 = 100;
  function isAsked(rule) {
    return rule.held + rule.failed > 0 || Object.values(rule.skipped).some((n) => n > 0);
  }
  function rate(rule) {
    return rule.held + rule.failed === 0 ? say("never_asked") : percent(rule.held, rule.held + rule.failed);
  }
  function rulesView(route) {
    const counts = /* @__PURE__ */ new Map();
    for (const finding of findings)
      if (finding.year === route.year) counts.set(finding.rule, (counts.get(finding.rule) ?? 0) + 1);
    const row = (rule) => [
      link(path("rule", rule.id), rule.id),
      rule.title,
      tag(rule.severity),
      rule.held + rule.failed,
      rate(rule),
      counts.get(core.rules.indexOf(rule)) ?? 0
    ];
    const [asked, neverAsked] = [core.rules.filter(isAsked), core.rules.filter((rule) => !isAsked(rule))];
    const header = [
      say("rule"),
      say("law"),
      say("severity"),
      figure(say("checked")),
      figure(say("holds")),
      figure(say("findings_in", { year: route.year }))
    ];
    const list = (rules) => scroller(say("rules"), table(say("rules"), header, rules.map(row), { hiddenCaption: true }));
    return {
      title: say("rules"),
      body: [
        el("p", { class: "aside" }, say("rules_note", { years: core.years.join(say("comma")) })),
        list(asked),
        neverAsked.length > 0 && foldable(say("never_asked_rules", { n: neverAsked.length }), () => [list(neverAsked)])
      ]
    };
  }
  function skipped(rule) {
    return Object.entries(rule.skipped).filter(([, n]) => n > 0).map(([why, n]) => say("skipped", { why: say(`skip.${why}`), n })).join(say("semicolon"));
  }
  function definition(rule) {
    const fact = (name, value) => value === "" ? null : [el("dt", {}, say(name)), el("dd", {}, value)];
    const years2 = rule.from === null && rule.until === null ? "" : say("in_force", { from: rule.from ?? "", until: rule.until ?? "" });
    return el(
      "dl",
      { class: "facts" },
      fact("severity", tag(rule.severity)),
      fact("formula", rule.words === rule.formula ? say(`asked_${rule.asked_by}`) : rule.words),
      rule.formula !== "" && fact("formula_codes", el("code", {}, rule.formula)),
      fact("because", rule.because),
      fact("years", years2),
      fact("holds", say("holds_of", { rate: rate(rule), held: rule.held, failed: rule.failed })),
      fact("not_asked", skipped(rule))
    );
  }
  function ruleView(route) {
    const position2 = core.rules.findIndex((rule2) => rule2.id === route.parts[0]);
    const rule = core.rules[position2];
    if (!rule) return { title: say("no_such_rule", { id: route.parts[0] ?? "" }), body: [link("rules", say("rules"))] };
    const all = worstFirst(findings.filter((finding) => finding.rule === position2 && finding.year === route.year));
    const list = el("div", {});
    let shown = PAGE2;
    const more = button(say("more"), () => {
      shown += PAGE2;
      draw2();
    });
    function draw2() {
      const rows = all.slice(0, shown).map((finding) => {
        var _a;
        return [
          finding.office === null ? ((_a = finding.group) == null ? void 0 : _a[1]) ?? "" : link(path("office", offices[finding.office].code), offices[finding.office].name),
          tag(finding.severity),
          finding.message,
          finding.status === "open" ? "" : [say(`status_${finding.status}`), finding.answer !== "" && el("div", {}, finding.answer)]
        ];
      });
      fill(
        list,
        scroller(
          say("who_fails"),
          table(say("who_fails"), [say("office"), say("severity"), say("finding"), say("status")], rows, {
            hiddenCaption: true
          })
        )
      );
      more.hidden = shown >= all.length;
    }
    draw2();
    return {
      title: say("rule_of", { id: rule.id, title: rule.title }),
      body: [
        definition(rule),
        el("h2", {}, say("who_fails_in", { year: route.year, n: all.length })),
        all.length === 0 ? el("p", {}, say("nobody")) : list,
        more
      ]
    };
  }

  // method.js
  var percentText = (share2) => `${Number((share2 * 100).toFixed(2))}%`;
  function intake() {
    const counts = Object.entries(core.received).map(
      ([status, n]) => say("received", { status: say(`intake_${status}`), n })
    );
    const rows = core.intake.map(([path2, status, message, unmatched]) => [
      path2,
      say(`intake_${status}`),
      message,
      unmatched
    ]);
    return el(
      "section",
      {},
      el("h2", {}, say("intake")),
      el("p", {}, counts.join(say("comma"))),
      rows.length > 0 && foldable(say("intake_not_whole", { n: rows.length }), () => [
        scroller(
          say("intake"),
          table(say("intake"), [say("file"), say("status"), say("reason"), say("unmatched")], rows.slice(0, 500), {
            hiddenCaption: true
          })
        )
      ])
    );
  }
  function rulesAsked() {
    const row = (rule) => [
      link(path("rule", rule.id), rule.id),
      rule.title,
      rule.held + rule.failed,
      rule.held + rule.failed === 0 ? say("none") : percent(rule.held, rule.held + rule.failed),
      skipped(rule)
    ];
    const [asked, neverAsked] = [core.rules.filter(isAsked), core.rules.filter((rule) => !isAsked(rule))];
    const header = [say("rule"), say("law"), figure(say("checked")), figure(say("holds")), say("not_asked")];
    const list = (rules) => scroller(
      say("asked_and_skipped"),
      table(say("asked_and_skipped"), header, rules.map(row), { hiddenCaption: true })
    );
    return el(
      "section",
      {},
      el("h2", {}, say("asked_and_skipped")),
      el("p", { class: "aside" }, say("skip_note")),
      list(asked),
      neverAsked.length > 0 && foldable(say("never_asked_rules", { n: neverAsked.length }), () => [list(neverAsked)])
    );
  }
  function thresholds() {
    if (core.methods.length === 0) return null;
    const rows = core.methods.map((method) => {
      const rule = core.rules[method.rule];
      return [
        link(path("rule", rule.id), rule.id),
        rule.title,
        rule.because,
        Object.entries(method.thresholds).map(([name, value]) => say("threshold_of", { name: say(`threshold.${name}`), value })).join(say("comma"))
      ];
    });
    const { level, doubt, look, peers } = core.levels;
    return el(
      "section",
      {},
      el("h2", {}, say("thresholds")),
      el(
        "p",
        {},
        say("levels", { level: percentText(level), doubt: percentText(doubt), look: percentText(look), peers })
      ),
      scroller(
        say("thresholds"),
        table(say("thresholds"), [say("rule"), say("law"), say("because"), say("threshold")], rows, {
          hiddenCaption: true
        })
      )
    );
  }
  function versions() {
    const rows = core.forms.map((form) => [form.title, form.source, String(form.cells.length)]);
    return el(
      "section",
      {},
      el("h2", {}, say("forms")),
      scroller(
        say("forms"),
        table(say("forms"), [say("form"), say("because"), figure(say("cells"))], rows, { hiddenCaption: true })
      )
    );
  }
  function methodView(_route) {
    var _a;
    const licences = ((_a = document.getElementById("licences")) == null ? void 0 : _a.textContent) ?? "";
    return {
      title: say("method"),
      body: [
        el(
          "section",
          {},
          el("h2", {}, say("terms")),
          el(
            "ul",
            {},
            ["terms_pass", "terms_partly", "terms_severity", "terms_explained", "terms_repair", "terms_verdict"].map(
              (name) => el("li", {}, say(name))
            )
          )
        ),
        intake(),
        rulesAsked(),
        thresholds(),
        versions(),
        el(
          "section",
          {},
          el("h2", {}, say("about")),
          el("p", {}, say("about_run", { version: core.version, filings: core.n_filings, shown: core.filed.length })),
          el(
            "dl",
            { class: "facts" },
            el("dt", {}, say("digest_pipeline")),
            el("dd", {}, el("code", {}, core.digests[0])),
            el("dt", {}, say("digest_inputs")),
            el("dd", {}, el("code", {}, core.digests[1]))
          ),
          foldable(say("licences"), () => [el("pre", { class: "licences", tabindex: 0 }, licences)])
        )
      ]
    };
  }

  // office.js
  var FEWEST_PEERS = 5;
  var besideCell = /* @__PURE__ */ new Map();
  for (const [cell, last] of core.back) besideCell.set(cell, [...besideCell.get(cell) ?? [], last]);
  function certainty(all) {
    if (all.length > 1) return say("one_of", { n: all.length });
    return say(all[0].proof === "bounded" ? "one_found" : "only_repair");
  }
  var bubble = el("div", { id: "bubble", role: "tooltip", hidden: true });
  function showBubble(cell, lines) {
    fill(
      bubble,
      lines.map((line) => el("p", {}, line))
    );
    document.body.append(bubble);
    bubble.hidden = false;
    const bounds = cell.getBoundingClientRect();
    const width = Math.min(420, window.innerWidth - 16);
    bubble.style.width = `${width}px`;
    bubble.style.left = `${Math.max(8, Math.min(bounds.left, window.innerWidth - width - 8)) + window.scrollX}px`;
    const isAbove = bounds.bottom + bubble.offsetHeight + 8 > window.innerHeight && bounds.top > bubble.offsetHeight + 8;
    bubble.style.top = `${(isAbove ? bounds.top - bubble.offsetHeight - 6 : bounds.bottom + 6) + window.scrollY}px`;
  }
  function hideBubble() {
    bubble.hidden = true;
  }
  function lastYearText(cell, last, value) {
    const [table2, row] = core.cells[cell];
    const [, lastRow, column] = core.cells[last];
    if (last === cell) return say("last_same", { value });
    return lastRow === row ? say("last_named", { name: core.tables[table2].columns[column][2], value }) : say("last", { value });
  }
  function cellDrawer(filing, before, everywhere) {
    const found = findingsOf(filing.office, filing.year).filter(
      (finding) => finding.status !== "explained" && finding.severity !== "note"
    );
    const repairs2 = repairsOf(filing.office, filing.year);
    const byCell = /* @__PURE__ */ new Map();
    for (const finding of found)
      for (const cell of finding.cells) byCell.set(cell, [...byCell.get(cell) ?? [], finding]);
    const suspects = new Set(repairs2.flatMap((repair) => repair.changes.map(([cell]) => cell)));
    for (const finding of found) if (finding.cells.length === 1) suspects.add(finding.cells[0]);
    return (cell, label) => {
      var _a;
      const findings2 = byCell.get(cell) ?? [];
      const likeliest = (_a = repairs2[0]) == null ? void 0 : _a.changes.find(([changed]) => changed === cell);
      const others = repairs2.slice(1).flatMap((repair) => repair.changes.filter(([changed]) => changed === cell).map(([, , to]) => ({ to, repair })));
      const value = filing.cells[cell];
      const state = "figure" in value ? "" : value.state;
      const beside = before ? everywhere ? [cell] : besideCell.get(cell) ?? [] : [];
      const lastYear = before ? beside.map((last) => ({ last, value: cellText(before.cells[last], before.raw[last]) })).filter(({ last }) => number(before.cells[last]) !== null) : [];
      const isSuspect = likeliest !== void 0 || others.length > 0 || suspects.has(cell);
      const lines = [
        ...findings2.map((finding) => finding.message),
        ...likeliest ? [
          say("repair_line", {
            to: likeliest[2],
            confidence: confidenceText(repairs2[0].confidence),
            how: certainty(repairs2)
          })
        ] : [],
        ...others.map(
          ({ to, repair }) => say("repair_other", { to, rank: repair.rank, confidence: confidenceText(repair.confidence) })
        )
      ];
      const worst = worstFirst(findings2)[0];
      const td = el(
        "td",
        {
          class: `figure ${state} ${isSuspect ? "suspect" : findings2.length ? "involved" : ""} ${(worst == null ? void 0 : worst.severity) ?? ""}`,
          "data-cell": core.cells[cell][3]
        },
        el("span", { class: "value" }, cellText(value, filing.raw[cell])),
        likeliest && el(
          "span",
          { class: "suggestion" },
          el("span", { class: "unseen" }, say("suggested")),
          `→${likeliest[2]} `,
          el("small", {}, certainty(repairs2))
        ),
        lastYear.map(
          ({ last, value: value2 }) => el(
            "span",
            { class: "last", title: say("last_of", { cell: cellName(last), value: value2 }) },
            lastYearText(cell, last, value2)
          )
        )
      );
      if (lines.length > 0) {
        td.setAttribute("tabindex", "0");
        td.setAttribute("aria-label", [label, cellText(value, filing.raw[cell]), ...lines].join("；"));
        for (const event of ["mouseenter", "focus"]) td.addEventListener(event, () => showBubble(td, lines));
        for (const event of ["mouseleave", "blur"]) td.addEventListener(event, hideBubble);
      }
      return td;
    };
  }
  function confidenceText(confidence) {
    const percent2 = Math.min(99, Math.floor(Number(confidence) * 100));
    return percent2 === 0 ? "<1%" : `${percent2}%`;
  }
  function formSection(filing, printing) {
    const before = filingOf(filing.office, filing.year - 1);
    let everywhere = false;
    const box = el("div", { class: "forms" });
    const draw2 = () => fill(box, officialForm(filing.sheet, cellDrawer(filing, before, everywhere)));
    draw2();
    const toggle = (
      /** @type {HTMLInputElement} */
      el("input", {
        type: "checkbox",
        onchange: () => {
          everywhere = toggle.checked;
          draw2();
        }
      })
    );
    const legend = el(
      "p",
      { class: "legend" },
      el("span", { class: "mark suspect" }, say("legend_suspect")),
      el("span", { class: "mark involved" }, say("legend_involved")),
      el("span", { class: "mark last" }, say("legend_last")),
      filing.cells.some((cell) => "state" in cell && cell.state === "unread") && el("span", { class: "mark unread" }, say("legend_unread")),
      !printing && before !== null && el("label", { class: "check" }, toggle, say("last_year_whole"))
    );
    return [legend, box];
  }
  function repairsSection(repairs2) {
    if (repairs2.length === 0) return null;
    return el(
      "section",
      { class: "repairs" },
      el("h2", {}, say("repairs")),
      el("p", { class: "aside" }, say("repairs_note")),
      el(
        "ol",
        {},
        repairs2.map(
          (repair) => el(
            "li",
            {},
            el("strong", {}, say("confidence", { confidence: confidenceText(repair.confidence) })),
            " ",
            repair.message
          )
        )
      )
    );
  }
  function findingsSection(office, year2, form) {
    const all = worstFirst(findingsOf(office, year2));
    const onPoint = (finding) => {
      var _a;
      for (const marked of form.querySelectorAll(".pointed")) marked.classList.remove("pointed");
      for (const cell of (finding == null ? void 0 : finding.cells) ?? [])
        (_a = form.querySelector(`[data-cell="${core.cells[cell][3]}"]`)) == null ? void 0 : _a.classList.add("pointed");
    };
    return el(
      "section",
      {},
      el("h2", {}, say("findings_count", { n: all.length })),
      all.length === 0 ? el("p", {}, say("nothing_found")) : el(
        "ul",
        { class: "findings" },
        all.map((finding, index) => findingItem(finding, index, onPoint))
      )
    );
  }
  function peersOf(office, year2) {
    return offices.filter((it) => it.kind === office.kind && hasFiled(it.at, year2));
  }
  function position(office, year2) {
    const filing = filingOf(office.at, year2);
    const shares = core.methods.filter(
      (method2) => method2.share !== null && filing && (sum(filing.cells, method2.share[1]) ?? 0) > 0
    );
    if (shares.length === 0) return null;
    const broken = new Set(findingsOf(office.at, year2).map((finding) => finding.rule));
    let method = shares.find((it) => broken.has(it.rule)) ?? shares[0];
    const peers = peersOf(office, year2);
    const box = el("div", {});
    const draw2 = () => {
      const [parts, wholes2] = (
        /** @type {[number[], number[]]} */
        method.share
      );
      const points = peers.flatMap((it) => {
        var _a;
        const cells = ((_a = filingOf(it.at, year2)) == null ? void 0 : _a.cells) ?? [];
        const [part, whole] = [sum(cells, parts), sum(cells, wholes2)];
        return part === null || whole === null || whole <= 0 || part < 0 || part > whole ? [] : [{ office: it.at, part, whole, name: it.name }];
      });
      const title = say("funnel_of", {
        name: method.name,
        kind: office.kind === "" ? say("all") : office.kind,
        n: points.length
      });
      if (points.length < FEWEST_PEERS) return fill(box, el("p", {}, say("few_peers")));
      const open = (peer) => location.hash = `#/${path("office", offices[peer].code)}?year=${year2}`;
      fill(
        box,
        funnel(title, points, office.at, [say("whole"), say("share")], open),
        el("p", { class: "aside" }, say("funnel_note"))
      );
    };
    draw2();
    const pick = choice(
      say("figure"),
      shares.map((it) => [String(it.rule), it.name]),
      String(method.rule),
      (value) => {
        method = shares.find((it) => String(it.rule) === value) ?? method;
        draw2();
      }
    );
    return el("section", {}, el("h2", {}, say("position")), pick, box);
  }
  function sources({ sources: sources2 }) {
    const named = sources2.map(
      ([file, line]) => el("div", { class: "source" }, line === "" ? file : say("source_line", { path: file, line }))
    );
    return [
      named.slice(0, 2),
      named.length > 2 && foldable(say("and_more", { n: named.length - 2 }), () => named.slice(2))
    ];
  }
  function facts(office, year2) {
    const filing = filingOf(office.at, year2);
    const above = officeOf(office.parent);
    const fact = (name, value) => el("div", {}, el("dt", {}, say(name)), el("dd", {}, value));
    const ranked = rankedOf(office.at, year2);
    return el(
      "dl",
      { class: "facts inline" },
      fact("code", office.code),
      office.kind !== "" && fact("kind", office.kind),
      fact("district", placeOf(office)),
      above && fact("above", link(path("office", above.code), above.name)),
      filing && fact("scope", say(`scope_${filing.scope}`)),
      ranked && fact("rank", say("rank_in", { rank: ranked.rank, n: ranking.filter((row) => row.year === year2).length })),
      filing && fact("sources", sources(filing))
    );
  }
  function officeSheet(office, year2, printing) {
    const filing = filingOf(office.at, year2);
    if (!filing) {
      const missing2 = hasFiled(office.at, year2) && !isInPage(office.at, year2) ? say("not_in_page") : isExpected(office, year2) ? say("not_filed") : say("not_expected");
      return [facts(office, year2), el("p", { class: "missing" }, missing2), findingsSection(office.at, year2, el("div"))];
    }
    const form = el(
      "section",
      { class: "filing" },
      el("h2", {}, say("filing_of", { year: year2 })),
      formSection(filing, printing)
    );
    const list = findingsSection(office.at, year2, form);
    const unread = isPartlyRead(office.at, year2) && el("p", { class: "alarm", role: "alert" }, say("partly_read_office"), " ", link("method", say("intake")));
    return [
      facts(office, year2),
      unread,
      el("div", { class: "desk" }, el("div", { class: "side" }, repairsSection(repairsOf(office.at, year2)), list), form)
    ];
  }
  function officeView(route) {
    const office = officeOf(route.parts[0] ?? "");
    if (!office)
      return {
        title: say("no_such_office", { code: route.parts[0] ?? "" }),
        body: [link("ranking", say("all_offices"))]
      };
    const years2 = core.years.map((year2) => {
      const n = findingsOf(office.at, year2).filter((finding) => finding.severity === "error").length;
      const notFiled = say(
        !core.registered ? "year_none" : isExpected(office, year2) ? "year_missing" : "year_not_expected",
        { year: year2 }
      );
      const filed = isPartlyRead(office.at, year2) ? say("year_partly", { year: year2 }) : n ? say("year_errors", { year: year2, n }) : String(year2);
      const text = hasFiled(office.at, year2) ? filed : notFiled;
      return el(
        "a",
        { href: `#/${path("office", office.code)}?year=${year2}`, "aria-current": year2 === route.year ? "page" : null },
        text
      );
    });
    const figure2 = (year2, cells) => {
      const filing = filingOf(office.at, year2);
      return filing ? sum(filing.cells, ofForms(cells, filing.forms)) : null;
    };
    const overYears = series(
      say("series_of", { name: office.name }),
      core.years,
      figure2,
      (year2) => {
        var _a;
        return (_a = filingOf(office.at, year2)) == null ? void 0 : _a.forms[0];
      }
    );
    return {
      title: say("office_of", { name: office.name, year: route.year }),
      body: [
        el("nav", { class: "tabs", "aria-label": say("years") }, years2),
        el(
          "div",
          { class: "actions" },
          ...verdictExport(),
          link(path("compare", office.code), say("compare_with")),
          button(say("print"), () => window.print())
        ),
        ...officeSheet(office, route.year, false),
        el(
          "div",
          { class: "pair" },
          overYears && el("section", {}, el("h2", {}, say("series")), overYears),
          position(office, route.year)
        )
      ]
    };
  }

  // rollup.js
  function rollupView(route) {
    const ofYear = groups.filter((group) => group.year === route.year);
    const wanted = ofYear.find((group) => group.kind === route.parts[0] && group.group === route.parts[1]) ?? ofYear[0];
    const sums = wanted ? sumsOf(wanted.kind, wanted.group, route.year) : null;
    if (!sums) return { title: say("rollup"), body: [el("p", {}, say("no_rollup"))] };
    const options2 = ofYear.map((group) => [
      `${group.kind}/${group.group}`,
      group.kind === "city" ? group.group : say("group", { kind: say(`group_${group.kind}`), name: group.group })
    ]);
    const pick = choice(say("group_of"), options2, `${sums.kind}/${sums.group}`, (value) => {
      const slash = value.indexOf("/");
      location.hash = `#/${path("rollup", value.slice(0, slash), value.slice(slash + 1))}?year=${route.year}`;
    });
    const drawCell = (cell) => {
      const blanks = number(sums.blanks[cell]) ?? 0;
      const unread = number(sums.unread[cell]) ?? 0;
      return el(
        "td",
        { class: unread > 0 ? "figure unread" : "figure", "data-cell": core.cells[cell][3] },
        el("span", { class: "value" }, cellText(sums.cells[cell])),
        blanks > 0 && el("span", { class: "last" }, say("blanks", { n: blanks })),
        unread > 0 && el("span", { class: "lost" }, say("unread", { n: unread }))
      );
    };
    const mostUnread = Math.max(0, ...sums.unread.map((cell) => number(cell) ?? 0));
    return {
      title: say("rollup_of", { name: sums.group, year: route.year }),
      body: [
        el("div", { class: "filters" }, pick),
        el(
          "p",
          { class: "coverage" },
          say("coverage", { filings: sums.filings, expected: sums.expected }),
          sums.filings < sums.expected && el("strong", {}, say("incomplete", { n: sums.expected - sums.filings }))
        ),
        mostUnread > 0 && el(
          "p",
          { class: "alarm", role: "alert" },
          say("unread_note", { n: mostUnread }),
          " ",
          link("method", say("intake"))
        ),
        el("p", { class: "aside" }, say("blanks_note")),
        el("div", { class: "forms" }, officialForm(sums.sheet, drawCell))
      ]
    };
  }

  // main.js
  function printView(route) {
    const first = overview(route);
    const picked = [...chosen].flatMap((code) => officeOf(code) ?? []);
    return {
      title: first.title,
      body: [
        el(
          "p",
          { class: "actions unprinted" },
          button(say("print"), () => window.print()),
          el("span", {}, say("print_count", { n: picked.length })),
          link("ranking", say("choose_offices"))
        ),
        ...first.body,
        ...picked.map(
          (office) => el(
            "article",
            { class: "sheet" },
            el("h1", {}, say("office_of", { name: office.name, year: route.year })),
            officeSheet(office, route.year, true)
          )
        )
      ]
    };
  }
  var VIEWS = {
    "": overview,
    ranking: rankingView,
    office: officeView,
    heat: heatView,
    compare: compareView,
    rollup: rollupView,
    rules: rulesView,
    rule: ruleView,
    method: methodView,
    print: printView
  };
  var NAVIGATION = ["", "ranking", "heat", "compare", "rollup", "rules", "method"];
  var main = el("main", { id: "main", tabindex: -1 });
  var navigation = el("nav", { "aria-label": say("views") });
  var years = el("div", { class: "year" });
  var year = core.in_hand ?? core.years[core.years.length - 1] ?? 0;
  function decoded(part) {
    try {
      return decodeURIComponent(part);
    } catch {
      return part;
    }
  }
  function currentRoute() {
    const [path2, query] = location.hash.replace(/^#\/?/, "").split("?");
    const parameters = new URLSearchParams(query ?? "");
    const wanted = Number(parameters.get("year"));
    if (core.years.includes(wanted)) year = wanted;
    const [view, ...parts] = path2.split("/").map(decoded);
    const change = (changes2) => {
      const { redraw, ...rest } = changes2;
      for (const [name, value] of Object.entries(rest))
        value === "" ? parameters.delete(name) : parameters.set(name, value);
      history.replaceState(null, "", `#/${path2}?${parameters}`);
      if (redraw) draw();
    };
    parameters.set("year", String(year));
    return { view, parts, query: parameters, year, change };
  }
  function draw() {
    disposeCharts();
    hideBubble();
    const route = currentRoute();
    const { title, body } = (VIEWS[route.view] ?? overview)(route);
    document.title = `${title} · ${say("title")}`;
    fill(main, el("h1", {}, title), body);
    fill(
      navigation,
      NAVIGATION.map(
        (view) => el(
          "a",
          { href: `#/${view}`, "aria-current": route.view === view ? "page" : null },
          say(view === "" ? "overview" : view)
        )
      )
    );
    const options2 = core.years.map((it) => [String(it), String(it)]);
    fill(
      years,
      choice(say("year"), options2, String(year), (value) => route.change({ year: value, redraw: "1" }))
    );
    history.replaceState(null, "", `#/${location.hash.replace(/^#\/?/, "").split("?")[0]}?${route.query}`);
  }
  function onHashChange() {
    draw();
    window.scrollTo(0, 0);
    main.focus({ preventScroll: true });
  }
  fill(
    document.getElementById("page") ?? document.body,
    el(
      "a",
      { class: "skip", href: "#main", onclick: (event) => (event.preventDefault(), main.focus()) },
      say("skip_to_content")
    ),
    el(
      "header",
      {},
      el("a", { class: "brand", href: "#/" }, el("strong", {}, core.city), " ", core.title),
      navigation,
      years
    ),
    main,
    el("footer", {}, say("footer", { version: core.version }))
  );
  window.addEventListener("hashchange", onHashChange);
  draw();
})();
