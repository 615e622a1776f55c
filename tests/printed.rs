//! What is printed: offices side by side, the manual, completions; how a date and a sum are told.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Output;

use calamine::{Data, Reader, Xlsx, open_workbook};

use crate::book::table;
use crate::notices::gouji;
use crate::rules::{one, pair};

/// What a command prints that ends well.
fn printed(arguments: &[&str]) -> String {
    let Output { status, stdout, stderr } = gouji(arguments);
    assert!(status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&stderr));
    String::from_utf8(stdout).unwrap()
}

/// A run on one file; gives the folder of its outputs.
fn run(folder: &Path, pipeline: &str, text: &str) -> String {
    let (input, out) = (folder.join("in.csv"), folder.join("out"));
    std::fs::write(&input, text).unwrap();
    let (input, out) = (input.display().to_string(), out.display().to_string());
    printed(&["run", pipeline, "-q", "--input", &input, "--out", &out, "--lang", "en"]);
    out
}

const FIGURES: &str = "单位名称,年度,指标代码,数值\n\
    甲局,2023,requests.granted@total,27\n\
    甲局,2023,requests.disposed_total@total,76\n\
    甲局,2023,requests.received@total,\n\
    甲局,2023,requests.carried_in@total,0\n\
    乙局,2023,requests.granted@total,12\n\
    乙局,2023,requests.disposed_total@total,20\n\
    乙局,2023,requests.received@total,三七?\n\
    丙局,2022,requests.granted@total,1\n";

#[test]
fn offices_side_by_side_have_figures_shares_and_why_there_is_no_figure() {
    let folder = tempfile::tempdir().unwrap();
    let out = run(folder.path(), "cn-disclosure", FIGURES);
    let compare = |more: &[&str]| printed(&[&["compare", "--out", &out], more].concat());
    // Of the years, the one for which most of them have filed; a row of nothing but zeros is left out.
    assert_eq!(
        compare(&["甲局", "乙局", "丙局", "--lang", "en"]),
        "2023\t甲局\t乙局\t丙局\n\
         requests received and processed / received this year / total\tblank\tunreadable\tnot filed\n\
         requests received and processed / granted / total\t27 (35.5%)\t12 (60%)\tnot filed\n\
         requests received and processed / total of outcomes / total\t76\t20\tnot filed\n"
    );
    // A figure without its whole has no share.
    assert_eq!(
        compare(&["丙局", "甲局", "--year", "2022", "--lang", "zh"]),
        "2022\t丙局\t甲局\n收到和处理政府信息公开申请情况／予以公开／总计\t1\t未报送\n"
    );
    let said: serde_json::Value = serde_json::from_str(&compare(&["甲局", "丙局", "--format", "json"])).unwrap();
    assert_eq!(said["cells"][0]["whole"], "requests.disposed_total@total");
    assert_eq!(said["cells"][0]["figures"], serde_json::json!([{ "value": "27", "share": "0.355" }, null]));
    assert_eq!(said["cells"][1]["figures"], serde_json::json!([{ "value": "76", "share": null }, null]));
    // One office is none to compare.
    assert_eq!(gouji(&["compare", "甲局", "--out", &out]).status.code(), Some(2));
}

/// The commands that the help lists.
fn commands() -> BTreeSet<String> {
    let help = printed(&["--help", "--lang", "en"]);
    let listed = help.lines().skip_while(|line| *line != "Commands:").skip(1).take_while(|line| !line.is_empty());
    let name = |line: &str| line.strip_prefix("  ").filter(|rest| !rest.starts_with(' ')).map(str::to_owned);
    listed
        .filter_map(name)
        .map(|line| line.split(' ').next().unwrap().to_owned())
        .filter(|name| name != "help")
        .collect()
}

#[test]
fn the_manual_has_a_page_for_the_program_and_for_every_command_with_its_options() {
    let commands = commands();
    assert!(commands.len() > 10 && commands.contains("compare"), "{commands:?}");
    let pages: Vec<String> = ["zh", "en"].map(|lang| printed(&["man", "--lang", lang])).into();
    for page in &pages {
        let titles: Vec<&str> = page.lines().filter_map(|line| line.strip_prefix(".TH ")?.split(' ').next()).collect();
        let of_commands: BTreeSet<&str> = titles.iter().filter_map(|title| title.strip_prefix("gouji-")).collect();
        assert_eq!((titles[0], titles.len()), ("gouji", commands.len() + 1), "{titles:?}");
        assert_eq!(of_commands, commands.iter().map(String::as_str).collect());
        assert!(page.contains("\\-\\-registry") && page.contains("\\-\\-explanations"));
    }
    assert!(pages[0].contains("读取") && !pages[1].contains("读取"));
}

#[test]
fn completions_know_every_command_in_every_shell() {
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let script = printed(&["completions", shell]);
        let unknown: Vec<String> =
            commands().into_iter().filter(|command| !script.contains(command.as_str())).collect();
        assert!(unknown.is_empty(), "{shell}: {unknown:?}");
        assert!(script.contains("registry"), "{shell}");
    }
    assert_eq!(gouji(&["completions", "tcsh"]).status.code(), Some(2));
}

#[test]
fn a_date_is_a_date_in_every_output_and_is_not_added_up() {
    const CELL: &str = "oldest_appeals.n1@date";
    let folder = tempfile::tempdir().unwrap();
    let text = format!(
        "Agency,Fiscal Year,{CELL},oldest_appeals.n1@days,oldest_appeals.n2@date\n\
         Office of Beads,2019,2012-03-04,1750.5,2012-01-31\n\
         Office of Rods,2019,2014-07-08,1000,2015-09-10\n"
    );
    let out = run(folder.path(), "us-foia", &text);
    let page = std::fs::read_to_string(Path::new(&out).join("report.html")).unwrap();
    assert!(page.contains("2012-01-31,x,2012-03-04,1750.5\"") && !page.contains("20120304"));
    let mut book: Xlsx<_> = open_workbook(Path::new(&out).join("report.xlsx")).unwrap();
    let filings = book.worksheet_range("Filings").unwrap();
    let column = filings.rows().find_map(|row| row.iter().position(|cell| *cell == *CELL)).unwrap();
    let office = |name: &str| filings.rows().find(|row| row.iter().any(|cell| *cell == *name)).unwrap();
    assert_eq!(office("Office of Beads")[column], Data::String("2012-03-04".to_owned()));
    // Below the filings of the year stand the sums: of days, and not of dates.
    let last = filings.rows().next_back().unwrap();
    assert_eq!((&last[column], &last[column + 1]), (&Data::Empty, &Data::Empty));
    let summed = table(&Path::new(&out).join("rollup.csv"));
    assert!(!summed.iter().any(|row| row["cell"] == CELL));
    // What is between two dates is days.
    let found = table(&Path::new(&out).join("findings.csv"));
    let found = found.iter().find(|row| row["rule"] == "OLD-APP-DATE").unwrap();
    assert_eq!(["lhs", "rhs", "difference"].map(|name| found[name].as_str()), ["2012-03-04", "2012-01-31", "33"]);
    let side_by_side = printed(&["compare", "Office of Beads", "Office of Rods", "--out", &out, "--lang", "en"]);
    assert!(side_by_side.contains("Oldest / Date\t2012-03-04\t2014-07-08\n"), "{side_by_side}");
}

#[test]
fn a_sum_is_written_as_it_is_by_hand() {
    let places = ["甲市珠算局 2024 received error"];
    let negative = one("received@natural_person=-2 received@business=5 received@research=-3 received@total=1");
    let said = pair("T3-ROW", "", &one(""), &negative, &places);
    assert!(said[0].contains("行各类申请人之和不等于总计：总计 1，-2＋5＋（－3）＋0＋0＋0＝0，差 1"), "{said:?}");
    let said = pair("T3-OUT", "", &one(""), &one("disposed_total@total=5"), &["甲市珠算局 2024 total error"]);
    assert!(said[0].contains("总计 5，有关 21 格均为 0，差 5"), "{said:?}");
}
