//! Whatever the program has written, wherever it lies among the inputs and whatever it was saved as: no filing.

use std::path::Path;

use crate::book::table;
use crate::notices::gouji;
use crate::returned::workbook::{Workbook, gathered};
use crate::returned::{Desk, findings, forms, intake};

/// A warning that may be explained, and an error that may not.
const FILINGS: &str = "单位名称,单位编码,年度,指标代码,数值\n\
    甲市珠算局,A1,2023,proactive.normative_documents@in_force,9\n\
    甲市珠算局,A1,2024,proactive.normative_documents@issued,2\n\
    甲市珠算局,A1,2024,proactive.normative_documents@repealed,1\n\
    甲市珠算局,A1,2024,proactive.normative_documents@in_force,14\n\
    甲市珠算局,A1,2024,proactive.penalties@decisions,-1\n";
const REGISTER: &str = "code,name,kind,parent,district\nA1,甲市珠算局,部门,,甲市\n";

pub fn papers_desk() -> Desk {
    let desk = Desk::new();
    desk.write("in/a.csv", FILINGS);
    desk.write("register.csv", REGISTER);
    desk
}

pub fn run(desk: &Desk, out: &str, more: &[&str]) -> std::path::PathBuf {
    let register = desk.path("register.csv").display().to_string();
    desk.run("cn-disclosure", "in", out, &[&["--registry", register.as_str()], more].concat())
}

/// The same filings and findings as without the papers.
fn assert_none_counts(desk: &Desk, before: &Path) {
    let after = run(desk, "after", &["--tables-only"]);
    for file in ["filings.parquet", "findings.csv", "rollup.csv", "cells.csv"] {
        assert_eq!(std::fs::read(after.join(file)).unwrap(), std::fs::read(before.join(file)).unwrap(), "{file}");
    }
    let rows = table(&after.join("intake.csv"));
    for row in rows.iter().filter(|row| !row["path"].ends_with("a.csv")) {
        assert_eq!(row["status"], "ignored", "{row:?}");
        assert!(row["message"].contains("本程序") || row["message"].contains("--registry"), "{row:?}");
    }
}

/// Every file of a run but the forms of offices, which come back as filings.
fn papers(out: &Path) -> Vec<std::path::PathBuf> {
    let all = walkdir::WalkDir::new(out).into_iter().map(Result::unwrap).filter(|entry| entry.file_type().is_file());
    let is_form = |path: &Path| path.parent().unwrap().ends_with("notices") && path.extension().unwrap() == "xlsx";
    all.map(walkdir::DirEntry::into_path).filter(|path| !is_form(path)).collect()
}

#[test]
fn nothing_that_a_run_has_written_is_a_filing() {
    let desk = papers_desk();
    let out = run(&desk, "out", &[]);
    let papers = papers(&out);
    assert!(papers.len() >= 16, "{papers:?}");
    for (at, paper) in papers.iter().enumerate() {
        // Two that lie together are a folder of outputs: here each lies alone, and has another name.
        let name = paper.file_name().unwrap().to_string_lossy();
        desk.copy(paper, &format!("in/{at}/副本 {name}"));
    }
    assert_none_counts(&desk, &out);
}

#[test]
fn a_folder_of_outputs_among_the_inputs_is_passed_over_but_for_what_is_not_of_the_run() {
    let desk = papers_desk();
    let out = run(&desk, "out", &[]);
    let copied = desk.path("in/旧结果");
    assert!(std::process::Command::new("cp").arg("-r").arg(&out).arg(&copied).status().unwrap().success());
    assert_none_counts(&desk, &out);
    assert_eq!(table(&desk.path("after/intake.csv")).len(), 3);
    desk.write("in/旧结果/补报.csv", &FILINGS.replace("甲市珠算局,A1", "甲市算盘局,A2"));
    let after = run(&desk, "after", &["--tables-only"]);
    assert_eq!(intake(&after, "补报.csv")["filings"], "2");
}

#[test]
fn outputs_may_lie_among_the_inputs() {
    let desk = papers_desk();
    let before = run(&desk, "out", &[]);
    for _ in 0..2 {
        let after = run(&desk, "in/out", &["--tables-only"]);
        assert_eq!(
            std::fs::read(after.join("findings.csv")).unwrap(),
            std::fs::read(before.join("findings.csv")).unwrap()
        );
        assert_eq!(intake(&after, "a.csv")["filings"], "2");
    }
}

#[test]
fn an_archive_of_outputs_holds_no_filing() {
    let desk = papers_desk();
    let out = run(&desk, "out", &[]);
    let files: Vec<_> =
        walkdir::WalkDir::new(&out).into_iter().map(Result::unwrap).filter(|e| e.file_type().is_file()).collect();
    for (name, folder) in [("a.zip", ""), ("b.zip", "2024/结果/")] {
        let mut archive = zip::ZipWriter::new(std::fs::File::create(desk.path("in").join(name)).unwrap());
        for file in &files {
            let inside = file.path().strip_prefix(&out).unwrap().display().to_string();
            archive.start_file(format!("{folder}{inside}"), zip::write::SimpleFileOptions::default()).unwrap();
            std::io::Write::write_all(&mut archive, &std::fs::read(file.path()).unwrap()).unwrap();
        }
        archive.finish().unwrap();
    }
    assert_none_counts(&desk, &out);
}

#[test]
fn a_table_saved_by_a_spreadsheet_is_known_by_its_header() {
    let desk = papers_desk();
    let out = run(&desk, "out", &[]);
    for (at, file) in ["cells.csv", "rollup.csv", "ranking.csv", "repairs.csv"].into_iter().enumerate() {
        let text = std::fs::read_to_string(out.join(file)).unwrap();
        let mut reader =
            csv::ReaderBuilder::new().has_headers(false).from_reader(text.trim_start_matches('\u{FEFF}').as_bytes());
        let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
        let lines: Vec<String> = rows.iter().map(|row| row.iter().collect::<Vec<_>>().join("\t")).collect();
        let saved = encoding_rs::GB18030.encode(&lines.join("\r\n")).0.into_owned();
        std::fs::write(desk.path(&format!("in/{at}.txt")), saved).unwrap();
        let mut book = rust_xlsxwriter::Workbook::new();
        let sheet = book.add_worksheet();
        for (row, cells) in rows.iter().enumerate() {
            for (column, cell) in cells.iter().enumerate() {
                sheet.write_string(row as u32, column as u16, cell).unwrap();
            }
        }
        book.save(desk.path(&format!("in/{at}.xlsx"))).unwrap();
    }
    assert_none_counts(&desk, &out);
}

#[test]
fn a_sheet_of_the_workbook_on_a_run_is_no_filing_by_itself() {
    use calamine::{Reader, Xlsx};
    let desk = papers_desk();
    for lang in ["zh", "en"] {
        let out = run(&desk, "out", &["--lang", lang]);
        let report = out.join("report.xlsx");
        let mut book: Xlsx<_> = calamine::open_workbook(&report).unwrap();
        for (at, name) in book.sheet_names().into_iter().filter(|name| name != "gouji").enumerate() {
            gathered(&[(&report, &name, "Sheet1")], &desk.path(&format!("in/{at}.xlsx")));
            let range = book.worksheet_range(&name).unwrap();
            let line =
                |row: &[calamine::Data]| row.iter().map(|cell| format!("\"{cell}\"")).collect::<Vec<_>>().join(",");
            let text = range.rows().map(line).collect::<Vec<_>>().join("\r\n");
            // The list of rules has nothing of an office in it, and no table of the form.
            if name != "规则说明" && name != "Rules" {
                desk.write(&format!("in/{at}.csv"), &text);
            }
        }
        let rules = book.sheet_names().iter().filter(|name| *name != "gouji").count() - 1;
        std::fs::remove_file(desk.path(&format!("in/{rules}.xlsx"))).unwrap();
        let before = run(&desk, "out", &["--lang", "zh", "--tables-only"]);
        assert_none_counts(&desk, &before);
    }
}

#[test]
fn a_workbook_that_has_lost_its_marks_is_known_by_its_lists() {
    let desk = papers_desk();
    let out = run(&desk, "out", &[]);
    Workbook::open(&out.join("report.xlsx")).without_marks().save(&desk.path("in/x.xlsx"));
    assert_none_counts(&desk, &out);
}

#[test]
fn the_form_of_another_pipeline_is_no_filing_of_this_one() {
    let desk = papers_desk();
    let codes = ["received", "resolvable", "time.in_time", "time.late"].map(|row| format!("requests.{row}@q1"));
    desk.write("uk/a.csv", &format!("Government body,Year,{}\nOffice of Beads,2024,many,2,3,4\n", codes.join(",")));
    let out = desk.run("uk-foi", "uk", "uk-out", &[]);
    let before = run(&desk, "out", &[]);
    desk.copy(&forms(&out)["Office of Beads"], "in/uk.xlsx");
    assert_none_counts(&desk, &before);
    assert!(intake(&desk.path("after"), "uk.xlsx")["message"].contains("uk-foi"));
}

/// Fills in the answer to the finding of a rule in a list of findings.
fn answer(from: &Path, to: &Path, rule: &str, [word, text]: [&str; 2]) {
    use calamine::{Reader, Xlsx};
    let mut book: Xlsx<_> = calamine::open_workbook(from).unwrap();
    let range = book.worksheet_range("问题清单").unwrap();
    let names: Vec<String> = range.rows().nth(2).unwrap().iter().map(ToString::to_string).collect();
    let at = |column: &str| names.iter().position(|name| name == column).unwrap();
    let row =
        range.rows().position(|row| matches!(&row[at("rule")], calamine::Data::String(said) if said == rule)).unwrap()
            as u32;
    let mut changed = Workbook::open(from);
    for (column, typed) in [("answer", word), ("text", text)] {
        changed.set("问题清单", &rust_xlsxwriter::utility::row_col_to_cell(row, at(column) as u16), typed);
    }
    changed.save(to);
}

pub fn status(out: &Path, rule: &str) -> String {
    let rows = table(&out.join("findings.csv"));
    rows.into_iter().find(|row| row["rule"] == rule).map(|row| row["status"].clone()).unwrap()
}

const EXPLAINED: [&str; 2] = ["情况属实（附说明）", "机构改革划入 4 件"];

#[test]
fn answers_in_a_paper_among_the_inputs_are_taken() {
    let desk = papers_desk();
    let out = run(&desk, "out", &[]);
    assert_eq!(status(&out, "XY-STOCK"), "open");
    let report = out.join("report.xlsx");
    let sent = forms(&out)["甲市珠算局"].clone();
    for (from, to) in [(&report, "in/随便.xlsx"), (&sent, "in/寄回.xlsx"), (&report, "in/旧/report.xlsx")] {
        answer(from, &desk.path(to), "XY-STOCK", EXPLAINED);
        if to.contains('旧') {
            ["run.json", "intake.csv"].iter().for_each(|file| desk.copy(&out.join(file), &format!("in/旧/{file}")));
        }
        let after = run(&desk, "after", &["--tables-only"]);
        assert_eq!(status(&after, "XY-STOCK"), "explained", "{to}");
        assert!(
            table(&after.join("intake.csv")).iter().any(|row| row["message"].contains("整改情况说明 1 条")),
            "{to}"
        );
        std::fs::remove_file(desk.path(to)).unwrap();
    }
    // A list that was saved by itself.
    use calamine::{Reader, Xlsx};
    answer(&report, &desk.path("r.xlsx"), "XY-STOCK", EXPLAINED);
    let range =
        calamine::open_workbook::<Xlsx<_>, _>(desk.path("r.xlsx")).unwrap().worksheet_range("问题清单").unwrap();
    let line = |row: &[calamine::Data]| row.iter().map(|cell| format!("\"{cell}\"")).collect::<Vec<_>>().join(",");
    desk.write("in/清单.csv", &range.rows().map(line).collect::<Vec<_>>().join("\r\n"));
    assert_eq!(status(&run(&desk, "after", &["--tables-only"]), "XY-STOCK"), "explained");
    std::fs::remove_file(desk.path("in/清单.csv")).unwrap();
    // An error is not explained away here either.
    answer(&report, &desk.path("in/r.xlsx"), "NUM-NNEG", ["误报", "冲减"]);
    assert_eq!(status(&run(&desk, "after", &["--tables-only"]), "NUM-NNEG"), "open");
}

#[test]
fn answers_of_a_run_without_a_register_hold_for_the_offices_of_one() {
    let desk = papers_desk();
    let out = desk.run("cn-disclosure", "in", "out", &[]);
    answer(&out.join("report.xlsx"), &desk.path("in/r.xlsx"), "XY-STOCK", EXPLAINED);
    assert_eq!(status(&run(&desk, "after", &["--tables-only"]), "XY-STOCK"), "explained");
}

#[test]
fn explanations_that_are_given_go_before_answers_that_are_found() {
    let desk = papers_desk();
    let out = run(&desk, "out", &[]);
    answer(&out.join("report.xlsx"), &desk.path("in/r.xlsx"), "XY-STOCK", EXPLAINED);
    desk.write(
        "e.csv",
        "office,year,rule,key,text,by,date,figures\nA1,2024,XY-STOCK,normative_documents,另有说明,,,\n",
    );
    let given = desk.path("e.csv").display().to_string();
    let after = run(&desk, "after", &["--tables-only", "--explanations", &given]);
    let row = table(&after.join("findings.csv")).into_iter().find(|row| row["rule"] == "XY-STOCK").unwrap();
    assert_eq!((row["status"].as_str(), row["answer"].as_str()), ("explained", "另有说明"));
    // One that speaks of something else leaves the answer that was found.
    desk.write("e.csv", "office,year,rule,key,text\nA1,2023,XY-STOCK,normative_documents,无\n");
    assert_eq!(status(&run(&desk, "after", &["--tables-only", "--explanations", &given]), "XY-STOCK"), "explained");
}

#[test]
fn an_answer_that_cannot_be_taken_is_told_and_stops_nothing() {
    let desk = papers_desk();
    let out = run(&desk, "out", &[]);
    let before = findings(&out);
    answer(&out.join("report.xlsx"), &desk.path("in/r.xlsx"), "XY-STOCK", ["情况属石", "划入"]);
    let after = run(&desk, "after", &["--tables-only"]);
    assert_eq!(findings(&after), before);
    let row = intake(&after, "r.xlsx");
    assert!(row["status"] == "ignored" && row["message"].contains("“情况属石”不是可选的答复"), "{row:?}");
    // Given on purpose, the same file is a mistake of whoever gave it.
    let given = desk.path("in/r.xlsx").display().to_string();
    let input = desk.path("in").display().to_string();
    let out = desk.path("never").display().to_string();
    assert_eq!(
        gouji(&["run", "-q", "--input", &input, "--explanations", &given, "--out", &out]).status.code(),
        Some(2)
    );
}
