//! The form of an office comes back: corrected, unchanged, late, twice, changed in its shape, used for something else.

use std::path::{Path, PathBuf};

use calamine::{Reader, Xlsx};

use crate::returned::workbook::{Workbook, gathered};
use crate::returned::{Desk, findings, forms, intake, said};
use gouji::spec;

const OFFICE: &str = "甲市珠算局";
const SENT: &str = "sent.xlsx";

/// The whole form with nothing in it but three applications, of which the total says `total`.
pub fn filing(total: &str) -> String {
    let pipeline = spec::load("cn-disclosure").unwrap();
    let catalogue = &pipeline.catalogue;
    let cells = catalogue.forms[0].cells.iter().map(|cell| catalogue.cell(*cell).code.as_str());
    let figure = |code: &str| match code {
        "requests.received@total" => total.to_owned(),
        "proactive.licences@decisions" => String::new(),
        "proactive.penalties@decisions" => "/".to_owned(),
        _ if code.starts_with("requests.received@nat") || code.starts_with("requests.granted@nat") => "3".to_owned(),
        "requests.granted@total" | "requests.disposed_total@natural_person" | "requests.disposed_total@total" => {
            "3".to_owned()
        }
        _ => "0".to_owned(),
    };
    let (codes, figures): (Vec<&str>, Vec<String>) = cells.map(|code| (code, figure(code))).unzip();
    format!("单位名称,年度,{}\n{OFFICE},2024,{}\n", codes.join(","), figures.join(","))
}

/// A desk on which the office has filed a wrong total, and the form that it was sent.
fn desk() -> Desk {
    let desk = Desk::new();
    desk.write("in/a.csv", &filing("4"));
    let out = desk.run("cn-disclosure", "in", "out", &[]);
    assert!(findings(&out).iter().any(|[rule, severity, _]| rule == "T3-ROW" && severity == "error"));
    desk.copy(&forms(&out)[OFFICE], SENT);
    desk
}

/// The square of a cell in the form, as the hidden sheet has it.
fn square(form: &Path, code: &str) -> String {
    let mut book: Xlsx<_> = calamine::open_workbook(form).unwrap();
    let mark = book.worksheet_range("gouji").unwrap();
    let words: Vec<String> = mark
        .rows()
        .flatten()
        .flat_map(|cell| cell.to_string().split(' ').map(str::to_owned).collect::<Vec<_>>())
        .collect();
    let found = words.iter().find(|word| word.splitn(3, ':').nth(2) == Some(code)).unwrap();
    let mut at = found.split(':').map(|part| part.parse::<u32>().unwrap_or_default());
    let (row, column) = (at.next().unwrap(), at.next().unwrap());
    rust_xlsxwriter::utility::row_col_to_cell(row, column as u16)
}

/// The square of a label.
fn label(form: &Path, text: &str) -> String {
    let mut book: Xlsx<_> = calamine::open_workbook(form).unwrap();
    let range = book.worksheet_range("2024").unwrap();
    let is_it =
        |cell: &&(usize, usize, &calamine::Data)| matches!(cell.2, calamine::Data::String(said) if said == text);
    let found = range.used_cells().find(|cell| is_it(&cell)).unwrap();
    rust_xlsxwriter::utility::row_col_to_cell(found.0 as u32, found.1 as u16)
}

/// The form with figures typed into it.
fn corrected(desk: &Desk, typed: &[(&str, &str)]) -> Workbook {
    let sent = desk.path(SENT);
    let mut book = Workbook::open(&sent);
    typed.iter().for_each(|(code, text)| book.set("2024", &square(&sent, code), text));
    book
}

pub const TOTAL: &str = "requests.received@total";

/// What the run says of a cell in a year.
pub fn cell(out: &Path, year: &str, code: &str) -> Vec<String> {
    let found: Vec<Vec<String>> = said(out).into_iter().filter(|row| row[1] == year && row[2] == code).collect();
    let [only] = &found[..] else { panic!("{code}: {found:?}") };
    only[3..].to_vec()
}

fn run(desk: &Desk) -> PathBuf {
    desk.run("cn-disclosure", "in", "second", &["--tables-only"])
}

pub fn rules(out: &Path) -> Vec<String> {
    findings(out).into_iter().map(|[rule, severity, _]| format!("{severity} {rule}")).collect()
}

#[test]
fn a_corrected_form_beside_the_filing_is_taken_with_a_note() {
    let desk = desk();
    corrected(&desk, &[(TOTAL, "3")]).save(&desk.path("in/寄回.xlsx"));
    let out = run(&desk);
    assert_eq!(cell(&out, "2024", TOTAL), ["3"]);
    // What was blank and what does not apply is so still.
    assert_eq!(cell(&out, "2024", "proactive.licences@decisions"), ["blank", ""]);
    assert_eq!(cell(&out, "2024", "proactive.penalties@decisions"), ["not_applicable", "/"]);
    assert_eq!(rules(&out), ["note DUPLICATE"]);
    let [[_, _, message]] = &findings(&out)[..] else { panic!() };
    assert!(
        message.contains("更正 1 格") && message.contains("本年新收") && message.contains("寄回.xlsx#2024"),
        "{message}"
    );
    assert_eq!(intake(&out, "a.csv")["status"], "duplicate");
    assert_eq!(intake(&out, "#2024")["status"], "accepted");
    assert_eq!(intake(&out, "#问题清单")["status"], "ignored");
}

#[test]
fn a_corrected_form_in_the_place_of_the_filing_is_the_filing() {
    let desk = desk();
    std::fs::remove_file(desk.path("in/a.csv")).unwrap();
    corrected(&desk, &[(TOTAL, "3")]).save(&desk.path("in/a.xlsx"));
    let out = run(&desk);
    assert_eq!((cell(&out, "2024", TOTAL), rules(&out)), (vec!["3".to_owned()], Vec::new()));
}

#[test]
fn a_form_in_which_nothing_was_changed_is_the_filing_again_and_no_reproach() {
    let desk = desk();
    let before = rules(&run(&desk));
    desk.copy(&desk.path(SENT), "in/same.xlsx");
    let out = run(&desk);
    assert_eq!(rules(&out), before);
    assert_eq!(intake(&out, "a.csv")["status"], "accepted");
    assert_eq!(intake(&out, "same.xlsx#2024")["status"], "duplicate");
    // In the place of the filing it is the filing.
    std::fs::remove_file(desk.path("in/a.csv")).unwrap();
    assert_eq!(rules(&run(&desk)), before);
    // What was filed since goes before it.
    desk.write("in/z.csv", &filing("3"));
    let out = run(&desk);
    assert_eq!((cell(&out, "2024", TOTAL), rules(&out)), (vec!["3".to_owned()], Vec::new()));
}

#[test]
fn the_last_of_corrections_that_build_on_each_other_counts() {
    let desk = desk();
    corrected(&desk, &[(TOTAL, "5")]).save(&desk.path("in/2.xlsx"));
    let out = desk.run("cn-disclosure", "in", "out", &[]);
    desk.copy(&forms(&out)[OFFICE], SENT);
    corrected(&desk, &[(TOTAL, "3")]).save(&desk.path("in/1.xlsx"));
    let out = run(&desk);
    assert_eq!((cell(&out, "2024", TOTAL), rules(&out)), (vec!["3".to_owned()], vec!["note DUPLICATE".to_owned()]));
    assert_eq!(intake(&out, "2.xlsx#2024")["status"], "duplicate");
    // A copy of it in another place changes nothing, and neither does the form that it was made from.
    desk.copy(&desk.path("in/1.xlsx"), "in/b/copy.xlsx");
    desk.copy(&desk.path(SENT), "in/b/sent.xlsx");
    let out = run(&desk);
    assert_eq!((cell(&out, "2024", TOTAL), rules(&out)), (vec!["3".to_owned()], vec!["note DUPLICATE".to_owned()]));
    std::fs::remove_file(desk.path("in/a.csv")).unwrap();
    let out = run(&desk);
    assert_eq!((cell(&out, "2024", TOTAL), rules(&out)), (vec!["3".to_owned()], Vec::new()));
}

#[test]
fn corrections_that_contradict_each_other_or_another_filing_are_told() {
    let desk = desk();
    corrected(&desk, &[(TOTAL, "3")]).save(&desk.path("in/1.xlsx"));
    corrected(&desk, &[("requests.received@natural_person", "4")]).save(&desk.path("in/2.xlsx"));
    let out = run(&desk);
    let about = |out: &Path| rules(out).into_iter().filter(|rule| rule.ends_with("DUPLICATE")).collect::<Vec<_>>();
    assert_eq!(about(&out), ["note DUPLICATE", "warning DUPLICATE"]);
    std::fs::remove_file(desk.path("in/2.xlsx")).unwrap();
    // Nobody knows whether this filing is older than the correction.
    desk.write("in/a.csv", &filing("9"));
    let out = run(&desk);
    assert_eq!((cell(&out, "2024", TOTAL), about(&out)), (vec!["3".to_owned()], vec!["warning DUPLICATE".to_owned()]));
}

#[test]
fn a_form_is_known_again_under_other_names_and_with_rows_added_above() {
    let desk = desk();
    let mut book = corrected(&desk, &[(TOTAL, "3")]);
    book.push_down("2024");
    book.rename("2024", "更正表");
    book.save(&desk.path("in/2023/2022年乙市算盘局.xlsx"));
    let out = run(&desk);
    assert_eq!((cell(&out, "2024", TOTAL), rules(&out)), (vec!["3".to_owned()], vec!["note DUPLICATE".to_owned()]));
}

#[test]
fn forms_of_several_offices_and_years_in_one_workbook_are_told_apart() {
    let desk = Desk::new();
    let of = |office: &str, year: &str, total: &str| filing(total).replace(OFFICE, office).replace("2024", year);
    for (name, office, year) in [("a", OFFICE, "2024"), ("b", OFFICE, "2023"), ("c", "甲市算盘局", "2024")] {
        desk.write(&format!("in/{name}.csv"), &of(office, year, "4"));
    }
    let out = desk.run("cn-disclosure", "in", "out", &[]);
    let sent = forms(&out);
    let sent_before = forms(&desk.run("cn-disclosure", "in", "before", &["--year", "2023"]));
    let mut first = Workbook::open(&sent_before[OFFICE]);
    first.set("2023", &square(&sent_before[OFFICE], TOTAL), "5");
    first.save(&desk.path("first.xlsx"));
    let mut second = Workbook::open(&sent["甲市算盘局"]);
    second.set("2024", &square(&sent["甲市算盘局"], TOTAL), "6");
    second.save(&desk.path("second.xlsx"));
    let (first, second) = (desk.path("first.xlsx"), desk.path("second.xlsx"));
    let sheets = [
        (sent[OFFICE].as_path(), "2024", "甲市珠算局一"),
        (&first, "2023", "甲市珠算局二"),
        (&first, "gouji", "gouji"),
        (&sent[OFFICE], "gouji", "gouji (3)"),
        (&second, "2024", "2024"),
        (&second, "gouji", "gouji (2)"),
    ];
    gathered(&sheets, &desk.path("in/2022/收齐.xlsx"));
    let out = run(&desk);
    let totals: Vec<Vec<String>> =
        said(&out).into_iter().filter(|row| row[2] == TOTAL).map(|row| row[1..].to_vec()).collect();
    let total = |year: &str, figure: &str| vec![year.to_owned(), TOTAL.to_owned(), figure.to_owned()];
    let mut totals = totals;
    totals.sort();
    assert_eq!(totals, [total("2023", "5"), total("2024", "4"), total("2024", "6")]);
    let others = ["T3-", "RU-", "DUP-", "XY-", "AN-"];
    let told: Vec<String> =
        rules(&out).into_iter().filter(|rule| !others.iter().any(|other| rule.contains(other))).collect();
    assert_eq!(told, ["note DUPLICATE", "note DUPLICATE"]);
}

#[test]
fn a_form_of_another_shape_is_read_by_its_labels_and_is_still_the_correction() {
    let desk = desk();
    let mut book = corrected(&desk, &[(TOTAL, "3")]);
    // A label in the office's own spelling.
    book.set("2024", &label(&desk.path(SENT), "二、上年结转政府信息公开申请数量"), "上年结转政府信息公开申请数量");
    book.save(&desk.path("in/b.xlsx"));
    let out = run(&desk);
    assert_eq!((cell(&out, "2024", TOTAL), rules(&out)), (vec!["3".to_owned()], vec!["note DUPLICATE".to_owned()]));
}

#[test]
fn a_form_with_another_title_is_that_of_its_title() {
    let desk = desk();
    let mut book = corrected(&desk, &[(TOTAL, "3")]);
    book.set("2024", "A1", "甲市珠算局 2025 年政府信息公开工作年度报告");
    book.save(&desk.path("in/b.xlsx"));
    let out = run(&desk);
    assert_eq!((cell(&out, "2025", TOTAL), cell(&out, "2024", TOTAL)), (vec!["3".to_owned()], vec!["4".to_owned()]));
    // The sheet is still that of 2024, which somebody should look at.
    assert!(rules(&out).contains(&"warning TXT-YEAR".to_owned()), "{:?}", rules(&out));
}

#[test]
fn what_is_typed_is_read_as_in_any_filing_and_what_stands_beside_the_form_is_named() {
    let desk = desk();
    let typed = [
        (TOTAL, "4→3"),
        ("requests.received@business", "２"),
        ("requests.granted@total", ""),
        ("proactive.fees@amount_10k_yuan", "25000元"),
    ];
    let mut book = corrected(&desk, &typed);
    book.add("2024", 90, "77");
    book.add("2024", 91, "合计应为 3");
    book.save(&desk.path("in/b.xlsx"));
    let out = run(&desk);
    let unmatched = intake(&out, "#2024")["unmatched"].clone();
    assert!(unmatched.contains("90:1 77") && !unmatched.contains("合计"), "{unmatched}");
    assert_eq!(cell(&out, "2024", TOTAL), ["unreadable", "4→3"]);
    assert_eq!(cell(&out, "2024", "requests.received@business"), ["2"]);
    assert_eq!(cell(&out, "2024", "requests.granted@total"), ["blank", ""]);
    assert_eq!(cell(&out, "2024", "proactive.fees@amount_10k_yuan"), ["2.5"]);
}

#[test]
fn a_table_that_was_not_filed_is_absent_until_it_is_filled_in() {
    let desk = Desk::new();
    let all = filing("4");
    let (head, figures) = all.trim_end().split_once('\n').unwrap();
    let is_kept = |(name, _): &(&str, &str)| !name.starts_with("remedies.");
    let (names, kept): (Vec<&str>, Vec<&str>) = head.split(',').zip(figures.split(',')).filter(is_kept).unzip();
    desk.write("in/a.csv", &format!("{}\n{}\n", names.join(","), kept.join(",")));
    let out = desk.run("cn-disclosure", "in", "out", &[]);
    desk.copy(&forms(&out)[OFFICE], SENT);
    std::fs::remove_file(desk.path("in/a.csv")).unwrap();
    desk.copy(&desk.path(SENT), "in/b.xlsx");
    let is_of = |out: &Path| said(out).iter().filter(|row| row[2].starts_with("remedies.")).count();
    assert_eq!(is_of(&run(&desk)), 0);
    corrected(&desk, &[("remedies.reconsideration@upheld", "1"), ("remedies.reconsideration@total", "1")])
        .save(&desk.path("in/b.xlsx"));
    let out = run(&desk);
    assert_eq!(cell(&out, "2024", "remedies.reconsideration@upheld"), ["1"]);
    assert_eq!(cell(&out, "2024", "remedies.reconsideration@pending"), ["blank", ""]);
    assert_eq!(is_of(&out), 5);
}
