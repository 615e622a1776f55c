//! The data dictionary: every column of the outputs, from `docs/columns.toml` and the outputs of the sample.
//! `BLESS=1 cargo test --test main dictionary::` writes it anew.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use gouji::frame::ParquetReader;
use gouji::model::{Lang, Text};
use serde::Deserialize;

use crate::book::table;
use crate::docs::{page, read};
use crate::notices::gouji;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Said {
    file: Vec<Output>,
    /// The fields of `run.json` by their path; `[]` is every item of a list, `*` any name.
    manifest: Vec<Column>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Output {
    name: String,
    holds: Text,
    column: Vec<Column>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Column {
    name: String,
    #[serde(rename = "type")]
    kind: Kind,
    holds: Text,
    unit: Option<Text>,
    empty: Option<Text>,
    #[serde(default)]
    codes: Vec<String>,
    example: Option<String>,
}

#[derive(Deserialize, Clone, Copy, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
enum Kind {
    Text,
    Code,
    List,
    Year,
    Count,
    Number,
    Chance,
    Place,
    File,
    Digest,
}

impl Kind {
    fn name(self, lang: Lang) -> &'static str {
        let [zh, en] = match self {
            Kind::Text => ["文本", "text"],
            Kind::Code => ["代码", "code"],
            Kind::List => ["列表", "list"],
            Kind::Year => ["年份", "year"],
            Kind::Count => ["整数", "whole number"],
            Kind::Number => ["数", "number"],
            Kind::Chance => ["0 至 1 的数", "number from 0 to 1"],
            Kind::Place => ["位置", "place"],
            Kind::File => ["文件", "file"],
            Kind::Digest => ["摘要", "digest"],
        };
        if lang == Lang::Zh { zh } else { en }
    }

    fn fits(self, value: &str, codes: &[String]) -> bool {
        let is_digits = |text: &str| !text.is_empty() && text.chars().all(|c| c.is_ascii_digit());
        let is_known = |code: &str| codes.is_empty() || codes.iter().any(|known| known == code);
        match self {
            Kind::Text | Kind::Place | Kind::File => true,
            Kind::Code => !codes.is_empty() && is_known(value),
            Kind::List => value.split(';').all(|one| !one.is_empty() && is_known(one)),
            Kind::Year => value.len() == 4 && is_digits(value),
            Kind::Count => is_digits(value),
            Kind::Number => value.parse::<f64>().is_ok(),
            Kind::Chance => value.parse::<f64>().is_ok_and(|chance| (0.0..=1.0).contains(&chance)),
            Kind::Digest => value.len() >= 16 && value.chars().all(|c| c.is_ascii_hexdigit()),
        }
    }
}

type Rows = Vec<BTreeMap<String, String>>;

/// A run on the sample in a language.
fn sample(lang: Lang) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    let shown = out.display().to_string();
    let (input, register) = ("sample_data/filings", "sample_data/register.csv");
    let lang = if lang == Lang::Zh { "zh" } else { "en" };
    let done = gouji(&["run", "-q", "-i", input, "--registry", register, "--out", &shown, "--lang", lang]);
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    (folder, out)
}

/// The names of the columns of an output, and its rows.
fn outcome(out: &Path, output: &Output) -> (Vec<String>, Rows) {
    let path = out.join(&output.name);
    if path.extension().is_some_and(|ending| ending == "csv") {
        let text = std::fs::read_to_string(&path).unwrap();
        let header = text.trim_start_matches('\u{FEFF}').lines().next().unwrap().split(',').map(str::to_owned);
        return (header.collect(), table(&path));
    }
    let reader = ParquetReader::read(&path).unwrap();
    let cell = reader.cells().into_iter().find(|cell| cell == "requests.received@total").unwrap();
    let (last, heads) = output.column.split_last().unwrap();
    let row = |at: usize| {
        let head = |name: &str| match name {
            "year" => reader.years[at].to_string(),
            _ => reader.head(name, at),
        };
        let mut row: BTreeMap<String, String> =
            heads.iter().map(|column| (column.name.clone(), head(&column.name))).collect();
        row.insert(last.name.clone(), reader.figure(&cell, at).unwrap_or_default());
        row
    };
    let names = output.column.iter().map(|column| column.name.clone()).collect();
    (names, (0..reader.years.len()).map(row).collect())
}

/// Every field of a JSON text by its path, with a value.
fn fields(value: &serde_json::Value, path: &str, found: &mut BTreeMap<String, String>) {
    match value {
        serde_json::Value::Object(map) => {
            let below = |name: &str| if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
            map.iter().for_each(|(name, value)| fields(value, &below(name), found));
        }
        serde_json::Value::Array(all) => all.iter().for_each(|value| fields(value, &format!("{path}[]"), found)),
        serde_json::Value::String(text) => drop(found.entry(path.to_owned()).or_insert_with(|| text.clone())),
        plain => drop(found.entry(path.to_owned()).or_insert_with(|| plain.to_string())),
    }
}

/// The description of a field: of its own path, or of any below.
fn about<'a>(path: &str, described: &'a [Column]) -> Option<&'a Column> {
    let of = |column: &&Column| match column.name.strip_suffix('*') {
        Some(stem) => path.starts_with(stem),
        None => path == column.name,
    };
    described.iter().find(of)
}

const LONGEST: usize = 60;

/// A value as a field of a table in Markdown.
fn shown(value: &str) -> String {
    let plain = value.replace(['\r', '\n', '`'], " ").replace('|', "\\|");
    let cut: String = plain.chars().take(LONGEST).collect();
    let rest = if cut.len() < plain.len() { "…" } else { "" };
    if value.is_empty() { String::new() } else { format!("`{cut}{rest}`") }
}

fn line(column: &Column, example: &str, lang: Lang) -> String {
    let said = |text: &Option<Text>| text.as_ref().map_or("", |text| text.get(lang)).to_owned();
    let codes: Vec<String> = column.codes.iter().map(|code| format!("`{code}`")).collect();
    let codes = match (codes.is_empty(), lang) {
        (true, _) => String::new(),
        (false, Lang::Zh) => format!("（{}）", codes.join("、")),
        (false, Lang::En) => format!(" ({})", codes.join(", ")),
    };
    format!(
        "| `{}` | {} | {} | {}{codes} | {} | {} |\n",
        column.name,
        column.kind.name(lang),
        said(&column.unit),
        column.holds.get(lang),
        said(&column.empty),
        shown(example),
    )
}

/// What stands over the tables, and over the fields of `run.json`.
fn words(lang: Lang) -> [&'static str; 3] {
    match lang {
        Lang::Zh => [
            "# 数据字典\n\n各输出文件的每一栏。本页由 `docs/columns.toml` 和样例的输出生成（`BLESS=1 cargo test --test main dictionary::`），请勿手工修改。\nCSV 文件为 UTF-8（带 BOM）、逗号分隔、首行为栏名；列表以 `;` 分隔；会被表格软件当作公式的文本前加一撇号。\n栏的次序固定，新的栏只加在最后。\n",
            "| 栏 | 类型 | 单位 | 内容 | 何时为空 | 示例 |\n|---|---|---|---|---|---|\n",
            "一次运行的输入和各项计数；`[]` 为列表的每一项，`*` 为任一名称。`timings.json` 是各阶段所用的秒数。\n",
        ],
        Lang::En => [
            "# Data dictionary\n\nEvery column of the outputs. This page is made of `docs/columns.toml` and the outputs of the sample (`BLESS=1 cargo test --test main dictionary::`); do not edit it.\nCSV files are UTF-8 with a byte-order mark, separated by commas, with the names in the first line; lists are separated by `;`; a text that a spreadsheet would run as a formula has an apostrophe before it.\nThe order of columns is fixed, and new ones are added at the end.\n",
            "| column | type | unit | holds | empty when | example |\n|---|---|---|---|---|---|\n",
            "What a run read, and its counts; `[]` stands for every item of a list, `*` for any name. `timings.json` has the seconds of each stage.\n",
        ],
    }
}

fn dictionary(said: &Said, lang: Lang) -> String {
    let (_keep, out) = sample(lang);
    let [before, heads, of_run] = words(lang);
    let mut text = before.to_owned();
    for output in &said.file {
        let (header, rows) = outcome(&out, output);
        let names: Vec<&String> = output.column.iter().map(|column| &column.name).collect();
        assert_eq!(names, header.iter().collect::<Vec<_>>(), "docs/columns.toml, {}", output.name);
        text.push_str(&format!("\n## {}\n\n{}\n\n{heads}", output.name, output.holds.get(lang)));
        for column in &output.column {
            let values = || rows.iter().map(|row| row[&column.name].as_str());
            for value in values().filter(|value| !value.is_empty()) {
                assert!(column.kind.fits(value, &column.codes), "{} {}: `{value}`", output.name, column.name);
            }
            let may_be_empty = column.empty.is_some();
            assert!(may_be_empty || values().all(|value| !value.is_empty()), "{} {}", output.name, column.name);
            let first = values().find(|value| !value.is_empty());
            let example = column.example.as_deref().or(first).unwrap_or_default();
            assert!(!example.is_empty(), "{} {} needs an example", output.name, column.name);
            text.push_str(&line(column, example, lang));
        }
    }
    let run: serde_json::Value = serde_json::from_slice(&std::fs::read(out.join("run.json")).unwrap()).unwrap();
    let mut found = BTreeMap::new();
    fields(&run, "", &mut found);
    let unknown: Vec<&String> = found.keys().filter(|path| about(path, &said.manifest).is_none()).collect();
    assert!(unknown.is_empty(), "docs/columns.toml does not describe {unknown:?} of run.json");
    text.push_str(&format!("\n## run.json\n\n{of_run}\n{heads}"));
    for column in &said.manifest {
        let of = found.iter().find(|(path, _)| about(path, std::slice::from_ref(column)).is_some());
        let (path, value) = of.unwrap_or_else(|| panic!("run.json has no `{}`", column.name));
        assert!(column.kind.fits(value, &column.codes), "{path}: `{value}`");
        // Digests change with every change of the pipeline.
        let example = if column.kind == Kind::Digest { &"9f86d081884c7d65…".to_owned() } else { value };
        text.push_str(&line(column, example, lang));
    }
    text
}

#[test]
fn the_data_dictionary_has_every_column_of_every_output() {
    let said: Said = toml::from_str(&read("columns.toml")).unwrap();
    for (lang, name) in [(Lang::Zh, "data-dictionary.zh-CN.md"), (Lang::En, "data-dictionary.md")] {
        let now = dictionary(&said, lang);
        if std::env::var_os("BLESS").is_some() {
            std::fs::write(page(name), &now).unwrap();
        }
        assert!(read(name) == now, "docs/{name} is not what BLESS=1 cargo test --test main dictionary:: writes");
    }
}

/// Every table among the outputs is in the dictionary.
#[test]
fn the_data_dictionary_has_every_table() {
    let said: Said = toml::from_str(&read("columns.toml")).unwrap();
    let (_keep, out) = sample(Lang::En);
    let files = walkdir::WalkDir::new(&out).into_iter().map(|entry| entry.unwrap().into_path());
    let tables = files.filter(|path| path.extension().is_some_and(|ending| ending == "csv" || ending == "parquet"));
    let found: BTreeSet<String> = tables.map(|path| path.strip_prefix(&out).unwrap().display().to_string()).collect();
    assert_eq!(found, said.file.iter().map(|output| output.name.clone()).collect::<BTreeSet<_>>());
}
