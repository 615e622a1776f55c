//! The workbook of a run: its figures are those of the tables, nothing in it runs, and it can be given back.

use std::collections::BTreeMap;
use std::io::Cursor;
use std::path::Path;

use calamine::{Data, Range, Reader, Xlsx, open_workbook_from_rs};
use gouji::model::{Dossier, Pipeline, Wording};
use gouji::report::{READBACKS, ReportContext};
use gouji::{run, spec};

use crate::notices::{gouji, made, pipeline, run_with};

type Book = Xlsx<Cursor<Vec<u8>>>;

fn book(file: &Path) -> Book {
    open_workbook_from_rs(Cursor::new(std::fs::read(file).unwrap())).unwrap()
}

/// A list: the row of names, and the rows below the header.
fn list(book: &mut Book, sheet: &str) -> (Vec<String>, Vec<Vec<Data>>) {
    let range: Range<Data> = book.worksheet_range(sheet).unwrap();
    let names = range.rows().nth(2).unwrap().iter().map(ToString::to_string).collect();
    (names, range.rows().skip(4).map(<[Data]>::to_vec).collect())
}

/// The rows of a table, by column.
pub fn table(file: &Path) -> Vec<BTreeMap<String, String>> {
    let text = std::fs::read_to_string(file).unwrap();
    let mut reader = csv::Reader::from_reader(text.trim_start_matches('\u{FEFF}').as_bytes());
    let header = reader.headers().unwrap().clone();
    let row = |record: csv::StringRecord| {
        header.iter().map(str::to_owned).zip(record.iter().map(str::to_owned)).collect::<BTreeMap<_, _>>()
    };
    reader.records().map(|record| row(record.unwrap())).collect()
}

/// True if a cell says what a table prints; a text of a table may have an apostrophe before it.
fn is(read: &Data, printed: &str) -> bool {
    match read {
        Data::Float(number) => printed.parse() == Ok(*number),
        Data::Int(number) => printed.parse() == Ok(*number),
        Data::String(text) => text == printed || Some(text.as_str()) == printed.strip_prefix('\''),
        Data::Empty => printed.is_empty(),
        _ => false,
    }
}

#[test]
fn the_sheets_are_those_that_were_agreed() {
    let (_keep, out) = made();
    let book = book(&out.join("report.xlsx"));
    let is_shown = |sheet: &&calamine::Sheet| sheet.visible == calamine::SheetVisible::Visible;
    let sheets: Vec<&str> = book.sheets_metadata().iter().filter(is_shown).map(|sheet| sheet.name.as_str()).collect();
    let agreed = [
        "汇总表",
        "分单位明细",
        "审核情况表",
        "问题清单",
        "提示",
        "重点核实",
        "缺报清单",
        "收件情况",
        "往年汇总表",
        "规则说明",
    ];
    assert_eq!(sheets, agreed);
}

#[test]
fn findings_and_ranking_are_those_of_the_tables() {
    let (_keep, out) = made();
    let mut book = book(&out.join("report.xlsx"));
    let columns: [(&str, &str, &[&str]); 2] = [
        (
            "问题清单",
            "findings.csv",
            &[
                "finding",
                "office_code",
                "office",
                "year",
                "rule",
                "key",
                "lhs",
                "rhs",
                "difference",
                "message",
                "cause",
            ],
        ),
        ("重点核实", "ranking.csv", &["office_code", "office", "year", "warnings", "anomalies"]),
    ];
    for (sheet, file, columns) in columns {
        let (names, rows) = list(&mut book, sheet);
        // The sheets are about the latest year, errors first; missing filings and notes have sheets of their own.
        let mut wanted = table(&out.join(file));
        let is_elsewhere = |row: &BTreeMap<String, String>| {
            row.get("rule").is_some_and(|rule| rule == "MISSING") || row.get("severity").is_some_and(|it| it == "note")
        };
        wanted.retain(|row| row["year"] == "2024" && !is_elsewhere(row));
        let severities = ["error", "warning", "anomaly"];
        wanted.sort_by_key(|row| row.get("severity").map(|severity| severities.iter().position(|it| it == severity)));
        assert_eq!(rows.len(), wanted.len(), "{sheet}");
        for (row, wanted) in rows.iter().zip(&wanted) {
            for column in columns {
                let at = names.iter().position(|name| name == column).unwrap();
                assert!(is(&row[at], &wanted[*column]), "{sheet} {column}: {:?}, {:?}", row[at], wanted[*column]);
            }
        }
    }
}

#[test]
fn the_sums_are_those_of_the_rollup_in_the_places_of_the_form() {
    let (_keep, out) = made();
    let mut book = book(&out.join("report.xlsx"));
    let range = book.worksheet_range("汇总表").unwrap();
    let city: BTreeMap<String, String> = table(&out.join("rollup.csv"))
        .into_iter()
        .filter(|row| row["group_kind"] == "city" && row["year"] == "2024")
        .map(|row| (row["cell"].clone(), row["value"].clone()))
        .collect();
    // The city of the latest year comes first; its rows are found by their labels.
    let labelled = |label: &str| range.rows().find(|row| row.iter().any(|cell| *cell == *label)).unwrap();
    for (label, row) in [
        ("一、本年新收政府信息公开申请数量", "received"),
        ("（一）予以公开", "granted"),
        ("2.没有现成信息需要另行制作", "unavailable.needs_creation"),
        ("（七）总计", "disposed_total"),
        ("四、结转下年度继续办理", "carried_out"),
    ] {
        let columns =
            ["natural_person", "business", "research", "public_welfare", "legal_services", "other_org", "total"];
        let figures: Vec<&Data> = labelled(label).iter().filter(|cell| matches!(cell, Data::Float(_))).collect();
        assert_eq!(figures.len(), columns.len(), "{label}");
        for (read, column) in figures.iter().zip(columns) {
            let wanted = &city[&format!("requests.{row}@{column}")];
            assert!(is(read, wanted), "{label} {column}: {read:?}, {wanted}");
        }
    }
    let fees = labelled("行政事业性收费").iter().find(|cell| matches!(cell, Data::Float(_))).unwrap();
    assert!(is(fees, &city["proactive.fees@amount_10k_yuan"]), "{fees:?}");
}

#[test]
fn totals_are_formulas_and_nothing_else_is() {
    let (_keep, out) = made();
    let mut book = book(&out.join("report.xlsx"));
    let mut formulas = 0;
    for sheet in book.sheet_names() {
        let range = book.worksheet_formula(&sheet).unwrap();
        for (row, column, formula) in range.used_cells().filter(|(_, _, formula)| !formula.is_empty()) {
            assert!(formula.starts_with("SUM(") || formula.starts_with("SUMIF("), "{sheet} {row} {column}: {formula}");
            formulas += 1;
        }
    }
    assert!(formulas > 500, "{formulas}");
}

fn differences(out: &Path, change: impl FnOnce(&mut Dossier)) -> Vec<String> {
    let pipeline: Pipeline = spec::load("cn-disclosure").unwrap();
    let wording: Wording = spec::wording(pipeline.language).unwrap();
    let mut dossier = run::dossier::read(out, &pipeline, wording.lang, usize::MAX).unwrap();
    change(&mut dossier);
    let context = ReportContext { dossier: &dossier, since: None, pipeline: &pipeline, wording: &wording, taken: &[] };
    let workbook = READBACKS.iter().filter(|(file, _)| file.ends_with(".xlsx"));
    workbook.flat_map(|(_, differences)| differences(&context, out).unwrap()).collect()
}

#[test]
fn a_page_that_does_not_hold_what_the_run_has_is_told() {
    let (_keep, out) = made();
    let pipeline: Pipeline = spec::load("cn-disclosure").unwrap();
    let wording: Wording = spec::wording(pipeline.language).unwrap();
    let mut dossier = run::dossier::read(&out, &pipeline, wording.lang, usize::MAX).unwrap();
    let held = |dossier: &Dossier| {
        let context = ReportContext { dossier, since: None, pipeline: &pipeline, wording: &wording, taken: &[] };
        let page = READBACKS.iter().filter(|(file, _)| file.ends_with(".html"));
        page.flat_map(|(_, differences)| differences(&context, &out).unwrap()).collect::<Vec<_>>()
    };
    assert_eq!(held(&dossier), Vec::<String>::new());
    dossier.rollup[7].value += 1;
    assert_eq!(held(&dossier).len(), 1);
}

#[test]
fn a_workbook_that_does_not_say_what_the_run_has_is_told() {
    let (_keep, out) = made();
    assert_eq!(differences(&out, |_| {}), Vec::<String>::new());
    let one = |change: fn(&mut Dossier)| differences(&out, change).len();
    assert_eq!(one(|dossier| dossier.rollup[7].value += 1), 1);
    // Both are told of the year in hand only.
    let finding = |dossier: &mut Dossier| {
        let shown = dossier.findings.iter_mut().find(|finding| finding.year.0 == 2024 && finding.office.is_some());
        shown.unwrap().sums[2] = "77".into();
    };
    assert_eq!(one(finding), 1);
    let ranked = |dossier: &mut Dossier| {
        dossier.ranking.iter_mut().find(|row| row.year.0 == 2024).unwrap().warnings += 1;
    };
    assert_eq!(one(ranked), 1);
    assert_eq!(one(|dossier| dossier.tallies[0].held += 1), 1);
    let cell = gouji::model::CellIx(40);
    let filed = differences(&out, |dossier| {
        dossier.filings[9].cells.set(cell, gouji::model::Value::Number(12_345), "");
    });
    assert!(filed.len() == 1 && filed[0].contains("12345"), "{filed:?}");
    assert!(one(|dossier| drop(dossier.findings.pop())) > 0);
}

/// The list of findings with answers in it, written anew as an office would.
fn answered(from: &Path, file: &Path, answers: &[(&str, &str, &str)]) {
    let (names, rows) = list(&mut book(from), "问题清单");
    let at = |column: &str| names.iter().position(|name| name == column).unwrap();
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    for (column, name) in names.iter().enumerate() {
        sheet.write_string(2, column as u16, name).unwrap();
    }
    for (row, cells) in rows.iter().enumerate() {
        for (column, cell) in cells.iter().enumerate() {
            let answer = answers.iter().find(|(rule, ..)| cells[at("rule")] == **rule);
            let said = match answer {
                Some((_, answer, _)) if column == at("answer") => (*answer).to_owned(),
                Some((_, _, text)) if column == at("text") => (*text).to_owned(),
                _ => cell.to_string(),
            };
            sheet.write_string(row as u32 + 4, column as u16, said).unwrap();
        }
    }
    book.save(file).unwrap();
}

fn again(out: &Path, explanations: &Path, into: &Path) -> (i32, String) {
    let (explanations, into) = (explanations.display().to_string(), into.display().to_string());
    let input = out.with_file_name("in").display().to_string();
    let done = gouji(&["run", "--input", &input, "--explanations", &explanations, "--out", &into]);
    let told = format!("{}{}", String::from_utf8_lossy(&done.stdout), String::from_utf8_lossy(&done.stderr));
    (done.status.code().unwrap(), told)
}

#[test]
fn the_workbook_given_back_with_answers_explains_findings() {
    let folder = tempfile::tempdir().unwrap();
    let (input, out) = (folder.path().join("in"), folder.path().join("out"));
    std::fs::create_dir(&input).unwrap();
    let filings = "单位名称,年度,指标代码,数值\n\
                   甲市珠算局,2023,proactive.normative_documents@in_force,9\n\
                   甲市珠算局,2024,proactive.normative_documents@issued,2\n\
                   甲市珠算局,2024,proactive.normative_documents@repealed,1\n\
                   甲市珠算局,2024,proactive.normative_documents@in_force,14\n";
    std::fs::write(input.join("a.csv"), filings).unwrap();
    let none = folder.path().join("none.csv");
    std::fs::write(&none, "office,year,rule,key,text\n").unwrap();
    assert_eq!(again(&out, &none, &out).0, 0);
    let status = |out: &Path| {
        let rows = table(&out.join("findings.csv"));
        rows.into_iter().find(|row| row["rule"] == "XY-STOCK").map(|row| row["status"].clone()).unwrap()
    };
    let (file, second) = (folder.path().join("answered.xlsx"), folder.path().join("second"));
    let report = out.join("report.xlsx");
    for (answer, text, wanted) in [
        ("情况属实（附说明）", "机构改革划入 4 件", "explained"),
        ("误报", "已核对", "explained"),
        ("not a fault", "checked", "explained"),
        ("情况属实（附说明）", "", "open"),
        ("已更正", "已更正", "open"),
        ("", "正在核对", "open"),
    ] {
        answered(&report, &file, &[("XY-STOCK", answer, text)]);
        let (code, told) = again(&out, &file, &second);
        assert_eq!((code, status(&second).as_str()), (0, wanted), "{answer} {text}: {told}");
    }
    // What was answered stands in the next workbook, which explains as well as the first.
    answered(&report, &file, &[("XY-STOCK", "情况属实", "划入 4 件")]);
    assert_eq!(again(&out, &file, &second).0, 0);
    assert_eq!(again(&out, &second.join("report.xlsx"), &folder.path().join("third")).0, 0);
    assert_eq!(status(&folder.path().join("third")), "explained");
    // The list that came with the letter will do as well.
    let sent = out.join("notices").join(&table(&out.join("notices/index.csv"))[0]["xlsx"]);
    answered(&sent, &file, &[("XY-STOCK", "误报", "已核对")]);
    assert_eq!((again(&out, &file, &second).0, status(&second).as_str()), (0, "explained"));
    answered(&report, &file, &[("XY-STOCK", "情况属石", "划入")]);
    let (code, told) = again(&out, &file, &second);
    assert!(
        code == 2 && told.contains("整改情况“情况属石”不是可选的答复") && told.contains("是否指“情况属实”"),
        "{code} {told}"
    );
}

#[test]
fn a_list_that_is_cut_says_so_and_where_the_rest_is() {
    let (_pipeline, name) = pipeline("pipeline.toml", |text| text.replace("rows = 50000", "rows = 2"));
    let (_keep, out, done) = run_with(&name);
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    let mut book = book(&out.join("report.xlsx"));
    let n = table(&out.join("findings.csv")).len();
    assert_eq!(list(&mut book, "问题清单").1.len(), 2);
    let remark = book.worksheet_range("问题清单").unwrap().get_value((1, 0)).unwrap().to_string();
    assert!(remark.contains(&format!("前 2 条，共 {n} 条；其余见 findings.csv")), "{remark}");
}
