//! One year is the matter in hand: everything official is about it, and says the same of it everywhere.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use calamine::{Data, Reader, Xlsx, open_workbook};
use gouji::spec;
use regex::Regex;

use crate::book::table;
use crate::notices::{gouji, words};

const SAMPLE: [&str; 6] =
    ["run", "cn-disclosure", "--input", "sample_data/filings", "--registry", "sample_data/register.csv"];

/// A run on the sample: the folder of its outputs, and what it printed.
fn run(folder: &Path, name: &str, more: &[&str]) -> (PathBuf, String) {
    let out = folder.join(name);
    let done = gouji(&[&SAMPLE[..], &["--out", &out.display().to_string()], more].concat());
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    (out, String::from_utf8(done.stdout).unwrap())
}

/// The years that a sheet names, below its header.
fn years(out: &Path, sheet: &str) -> BTreeSet<String> {
    let mut book: Xlsx<_> = open_workbook(out.join("report.xlsx")).unwrap();
    let range = book.worksheet_range(sheet).unwrap();
    let names: Vec<String> = range.rows().nth(2).unwrap().iter().map(ToString::to_string).collect();
    let at = names.iter().position(|name| name == "year").unwrap();
    range.rows().skip(4).map(|row| row[at].to_string()).filter(|year| !year.is_empty()).collect()
}

#[test]
fn all_that_is_official_is_about_the_year_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    let (out, said) = run(folder.path(), "out", &["--year", "2023"]);
    assert!(said.starts_with("2023 年度应报 68 份，已报 67 份，未报 1 份（"), "{said}");
    let ranks = said.lines().filter_map(|line| line.strip_prefix("  ")?.split('.').next());
    assert_eq!(ranks.collect::<Vec<_>>(), ["1", "2", "3", "4", "5"]);
    for sheet in ["审核情况表", "问题清单", "提示", "重点核实", "缺报清单"] {
        assert_eq!(years(&out, sheet), BTreeSet::from(["2023".to_owned()]), "{sheet}");
    }
    let index = table(&out.join("notices/index.csv"));
    assert!(index.len() > 10 && index.iter().all(|row| row["years"] == "2023"));
    // The tables hold all years.
    let told: BTreeSet<String> = table(&out.join("findings.csv")).iter().map(|row| row["year"].clone()).collect();
    assert_eq!(told.len(), 3);
}

#[test]
fn the_same_figures_stand_in_summary_workbook_and_bulletin() {
    let folder = tempfile::tempdir().unwrap();
    let (out, said) = run(folder.path(), "out", &[]);
    let figures = |text: &str, pattern: &str| -> Vec<String> {
        let found = Regex::new(pattern).unwrap().captures(text).unwrap_or_else(|| panic!("{pattern}: {text}"));
        (1..found.len()).map(|at| found[at].to_owned()).collect()
    };
    let bulletin = words(&out.join("notices/通报.docx"));
    let filed = figures(&said, r"2024 年度应报 (\d+) 份，已报 (\d+) 份，未报 (\d+) 份");
    assert_eq!(filed, figures(&bulletin, r"单位(\d+)个，已报送(\d+)个，.*未报送(\d+)个"));
    let passed = figures(&said, r"通过 (\d+) 份.*不通过 (\d+) 份");
    assert_eq!(passed, figures(&bulletin, r"没有差错的(\d+)份，.*有差错的(\d+)份"));
    let found = figures(&said, r"差错 (\d+) 处，疑问 (\d+) 处，异常 (\d+) 处");
    assert_eq!(
        found,
        figures(&bulletin, r"差错(\d+)处、需核实说明的疑问(\d+)处、与往年或者同类单位相差较大的数据(\d+)处")
    );
    let mut book: Xlsx<_> = open_workbook(out.join("report.xlsx")).unwrap();
    let checks = book.worksheet_range("审核情况表").unwrap();
    let sum = |name: &str| -> f64 {
        let at = checks.rows().nth(2).unwrap().iter().position(|cell| *cell == *name).unwrap();
        checks.rows().skip(4).map(|row| if let Data::Float(n) = row[at] { n } else { 0.0 }).sum()
    };
    assert_eq!([sum("errors"), sum("warnings")].map(|n| n.to_string()).as_slice(), &found[..2]);
}

/// One turn of a round of corrections: penalties by office go in; the folder of outputs and what was printed come out.
fn turn(folder: &Path, name: &str, penalties: &[(&str, i32)], more: &[&str]) -> (PathBuf, String) {
    let line = |(office, n): &(&str, i32)| format!("{office},2024,proactive.penalties@decisions,{n}\n");
    let (input, out) = (folder.join(format!("{name}.csv")), folder.join(name));
    std::fs::write(&input, format!("单位名称,年度,指标代码,数值\n{}", penalties.iter().map(line).collect::<String>()))
        .unwrap();
    let [input, shown] = [&input, &out].map(|path| path.display().to_string());
    let done = gouji(&[&["run", "--input", &input, "--out", &shown], more].concat());
    (out, String::from_utf8(done.stdout).unwrap())
}

/// The outputs say what has become of what was told of.
#[test]
fn what_has_been_corrected_since_an_earlier_run_is_said_office_by_office() {
    let folder = tempfile::tempdir().unwrap();
    let (before, _) = turn(folder.path(), "before", &[("甲市珠算局", -1), ("甲市算盘局", -1)], &[]);
    let since = ["--since", &before.display().to_string()];
    let (after, said) = turn(folder.path(), "after", &[("甲市珠算局", 1), ("甲市算盘局", -1)], &since);
    assert!(said.contains("上次的差错和疑问 8 处：已更正 1 处，未更正 7 处；新出现 0 处"), "{said}");
    let bulletin = words(&after.join("notices/通报.docx"));
    assert!(bulletin.contains("上次通报的差错和疑问8处，已更正1处，尚未更正7处；本次新发现0处"), "{bulletin}");
    let corrected = bulletin.split("各单位整改情况").last().unwrap();
    assert!(corrected.contains("部分更正") && corrected.contains("未更正"), "{corrected}");
}

/// An office whose filing is no longer among the inputs has corrected nothing.
#[test]
fn what_is_gone_with_its_filing_is_not_corrected() {
    let folder = tempfile::tempdir().unwrap();
    let (before, _) = turn(folder.path(), "before", &[("甲市珠算局", -1), ("甲市算盘局", -1)], &[]);
    let since = ["--since", &before.display().to_string()];
    let (_, said) = turn(folder.path(), "after", &[("甲市算盘局", -1)], &since);
    assert!(said.contains("上次的差错和疑问 8 处：已更正 0 处，未更正 8 处；新出现 0 处"), "{said}");
}

/// What people read has no codes of rules or cells, no paths of a machine, no powers of ten.
#[test]
fn what_people_read_is_free_of_codes() {
    let folder = tempfile::tempdir().unwrap();
    let (out, said) = run(folder.path(), "out", &[]);
    let pipeline = spec::load("cn-disclosure").unwrap();
    let mut codes: Vec<&str> = pipeline.rules.iter().map(|rule| rule.id.0.as_str()).collect();
    codes.extend(pipeline.catalogue.tables.iter().map(|table| table.code.as_str()));
    let place = folder.path().display().to_string();
    let powers = Regex::new(r"\de-\d").unwrap();
    let clean = |what: &str, text: &str| {
        let found = codes.iter().find(|code| text.contains(**code));
        assert!(found.is_none(), "{what} has {found:?}: {text}");
        assert!(!powers.is_match(text) && !text.contains(&place), "{what}: {text}");
    };
    clean("summary", said.rsplit_once('\n').map_or("", |(lines, _)| lines.rsplit_once('\n').unwrap().0));
    for entry in std::fs::read_dir(out.join("notices")).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|ending| ending == "docx") {
            clean(&path.display().to_string(), &words(&path));
        }
    }
}
