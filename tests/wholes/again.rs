//! Which of two filings of one office-year holds, table by table.

use gouji::model::{Reception, Severity};

use crate::books::sheet::xlsx;
use crate::books::table::{self, Table};
use crate::corpus::filing::Filing;
use crate::corpus::form::HEADINGS;
use crate::corpus::print::Print;
use crate::said::Said;
use crate::wholes::{YEAR, figures, printed, received, run, titled};

const OFFICE: &str = "海州市水务局";
const TITLE: &str = "海州市水务局2024年政府信息公开工作年度报告";

/// The lines of one table of a printed report, from its heading to the next.
fn table_of(text: &str, at: usize) -> String {
    let from = text.find(HEADINGS[at]).unwrap();
    let to = HEADINGS.get(at + 1).and_then(|next| text.find(next)).unwrap_or(text.len());
    let (from, to) = (text[..from].rfind('\n').map_or(0, |at| at + 1), text[..to].rfind('\n').map_or(0, |at| at + 1));
    text[from..to].to_owned()
}

fn changed(filing: &Filing) -> Filing {
    let mut filing = filing.clone();
    let licences = filing.cells().iter().position(|(code, _)| code == "proactive.licences@decisions").unwrap();
    filing.values[licences] += 7;
    filing
}

#[test]
fn a_correction_is_taken_by_its_path_title_line_or_sheet() {
    let (old, new) = (figures(1), figures(2));
    let before = ("水务局.csv", printed(&old, OFFICE).into_bytes());
    let corrections = [
        ("水务局（更正）.csv", printed(&new, OFFICE)),
        ("修订/水务局.csv", printed(&new, OFFICE)),
        ("a.csv", titled(&new, &format!("{TITLE}（更正）"))),
        ("a.csv", titled(&new, &format!("{TITLE}（修订版）"))),
        ("水务局2.csv", titled(&new, &format!("{TITLE}\n（更正）"))),
    ];
    for (path, text) in corrections {
        let head = text.lines().take(2).collect::<Vec<_>>().join(" / ");
        let outcome = run(&[before.clone(), (path, text.into())], None);
        assert_eq!(outcome.filings()[OFFICE].1, received(&new), "{path}: {head}");
        let said = outcome.said("DUPLICATE");
        assert!(said.len() == 1 && said[0].1.contains("corrected"), "{path}: {said:?}");
    }
    let sheets = [figures(1), figures(2)].map(|filing| table::of(&Print::of(&filing), OFFICE, YEAR));
    let book = xlsx(&[("上报", &sheets[0]), ("更正", &sheets[1])]);
    assert_eq!(run(&[("水务局2024.xlsx", book)], None).filings()[OFFICE].1, received(&new));
}

#[test]
fn the_fuller_filing_is_taken_whatever_its_path() {
    let text = printed(&figures(1), OFFICE);
    let (full, draft) = (text.clone(), text.replace("行政许可,", "行政许可,,").replace("行政处罚,", "行政处罚,,"));
    let emptied: String = draft
        .lines()
        .map(|line| match line.starts_with("行政") && line.contains(",,") {
            true => format!("{},,,\n", line.split(',').next().unwrap()),
            false => format!("{line}\n"),
        })
        .collect();
    for (first, second) in [(&full, &emptied), (&emptied, &full)] {
        let outcome = run(&[("1.csv", first.clone().into()), ("2.csv", second.clone().into())], None);
        assert!(outcome.figure(OFFICE, "proactive.licences@decisions").is_some());
        let said = outcome.said("DUPLICATE");
        assert!(said.len() == 1 && said[0].1.contains("more of it is filled in"), "{said:?}");
    }
}

#[test]
fn a_template_of_zeros_is_not_taken_before_figures() {
    let none = Filing { values: [0; crate::corpus::form::N_CELLS] };
    let outcome =
        run(&[("1.csv", printed(&none, OFFICE).into()), ("2.csv", printed(&figures(1), OFFICE).into())], None);
    assert_eq!(outcome.filings()[OFFICE].1, received(&figures(1)));
}

#[test]
fn of_two_alike_the_first_path_is_taken_and_the_office_is_asked() {
    let (one, other) = (figures(1), changed(&figures(1)));
    let outcome = run(&[("1.csv", printed(&one, OFFICE).into()), ("2.csv", printed(&other, OFFICE).into())], None);
    let found = outcome.found("DUPLICATE");
    let [only] = &found[..] else { panic!("{found:?}") };
    assert_eq!((only.severity, only.cells.len()), (Severity::Warning, 1));
    assert!(only.said().contains("please confirm") && only.said().contains("1.csv"), "{}", only.said());
    assert_eq!(outcome.row("2.csv").reception, Reception::Duplicate);
}

#[test]
fn three_filings_are_one_finding_that_says_how_many() {
    let files: Vec<(&str, Vec<u8>)> = [("1.csv", 1), ("2.csv", 2), ("3.csv", 3)]
        .map(|(path, seed)| (path, printed(&figures(seed), OFFICE).into()))
        .into();
    let outcome = run(&files, None);
    let said = outcome.said("DUPLICATE");
    assert!(said.len() == 1 && said[0].1.starts_with("3 reports"), "{said:?}");
}

#[test]
fn the_same_figures_are_no_reproach() {
    let text = printed(&figures(1), OFFICE);
    let respelt = text.replace('\n', "\r\n");
    for again in [text.clone(), respelt] {
        let outcome = run(&[("a/1.csv", text.clone().into()), ("b/1.csv", again.into())], None);
        let said = outcome.said("DUPLICATE");
        assert!(said.len() == 1 && said[0].0 == Severity::Note && said[0].1.contains("same figures"), "{said:?}");
        assert_eq!(outcome.row("b/1.csv").reception, Reception::Duplicate);
        assert!(outcome.row("b/1.csv").said().contains("same figures"));
    }
}

#[test]
fn a_correction_of_one_table_replaces_it_and_the_others_stay() {
    let (old, new) = (figures(1), figures(2));
    let correction = format!("{TITLE}（更正）\n{}", table_of(&printed(&new, OFFICE), 1));
    let outcome = run(&[("1.csv", printed(&old, OFFICE).into()), ("2.csv", correction.into())], None);
    let cell = |filing: &Filing, code: &str| filing.cells().iter().find(|(known, _)| known == code).map(|(_, n)| *n);
    for (code, of) in [
        ("requests.received@total", &new),
        ("requests.granted@natural_person", &new),
        ("proactive.licences@decisions", &old),
        ("proactive.normative_documents@in_force", &old),
        ("remedies.reconsideration@total", &old),
    ] {
        assert_eq!(outcome.figure(OFFICE, code), cell(of, code), "{code}");
    }
    let said = outcome.said("DUPLICATE");
    assert!(said.len() == 1 && said[0].1.contains("requests received and processed"), "{said:?}");
    // Figures are where they were printed.
    let filing = &outcome.finished.filings[0];
    let path = |code: &str| {
        let cell = gouji::spec::load("cn-disclosure").unwrap().catalogue.by_code(code).unwrap();
        outcome.finished.sources[filing.places.of(cell).unwrap().source.at()].path.clone()
    };
    assert_eq!(
        (path("requests.received@total").as_str(), path("proactive.licences@decisions").as_str()),
        ("2.csv", "1.csv")
    );
}

#[test]
fn a_correction_of_some_rows_leaves_the_others_as_they_were() {
    let (old, new) = (figures(1), figures(2));
    let correction = format!(
        "单位名称,年度,一、本年新收政府信息公开申请数量/总计,二、上年结转政府信息公开申请数量/总计,（一）予以公开/总计\n{OFFICE},{YEAR},{},0,3\n",
        received(&new)
    );
    let outcome = run(&[("1.csv", printed(&old, OFFICE).into()), ("更正.csv", correction.into())], None);
    let cell = |filing: &Filing, code: &str| filing.cells().iter().find(|(known, _)| known == code).map(|(_, n)| *n);
    assert_eq!(outcome.figure(OFFICE, "requests.received@total"), cell(&new, "requests.received@total"));
    assert_eq!(outcome.figure(OFFICE, "requests.disposed_total@total"), cell(&old, "requests.disposed_total@total"));
}

#[test]
fn tables_in_files_of_their_own_are_compared_table_by_table() {
    let (one, other) = (figures(1), changed(&figures(1)));
    let (one, other) = (printed(&one, OFFICE), printed(&other, OFFICE));
    let file = |text: &str, at: usize| format!("{TITLE}\n{}", table_of(text, at)).into_bytes();
    let outcome = run(
        &[
            ("甲/2.csv", file(&one, 0)),
            ("甲/3.csv", file(&one, 1)),
            ("甲/4.csv", file(&one, 2)),
            ("乙/2.csv", file(&other, 0)),
            ("乙/3.csv", file(&other, 1)),
            ("乙/4.csv", file(&other, 2)),
        ],
        None,
    );
    let found = outcome.found("DUPLICATE");
    let [only] = &found[..] else { panic!("{found:?}") };
    assert_eq!((only.cells.len(), only.severity), (1, Severity::Warning), "{}", only.said());
}

#[test]
fn two_halves_of_a_table_are_no_duplicates() {
    let text = printed(&figures(1), OFFICE);
    let whole = table_of(&text, 1);
    let lines: Vec<&str> = whole.lines().collect();
    let head = lines.iter().position(|line| line.contains("新收")).unwrap();
    let half = |range: std::ops::Range<usize>| {
        let rows = [&lines[..head], &lines[range]].concat().join("\n");
        format!("{TITLE}\n{rows}\n").into_bytes()
    };
    let outcome = run(&[("1.csv", half(head..head + 12)), ("2.csv", half(head + 12..lines.len()))], None);
    assert_eq!(outcome.said("DUPLICATE"), vec![]);
    assert!(outcome.figure(OFFICE, "requests.received@total").is_some());
    assert!(outcome.figure(OFFICE, "requests.carried_out@total").is_some());
}

#[test]
fn two_sheets_of_a_workbook_with_exports_are_two_exports() {
    let table = |lines: &[&str]| -> Table {
        let mut cells = Vec::new();
        for (row, line) in lines.iter().enumerate() {
            for (column, text) in line.split(',').enumerate() {
                cells.push(table::Cell { row, column, rows: 1, columns: 1, text: text.to_owned() });
            }
        }
        Table { cells, n_rows: lines.len() }
    };
    let head =
        "单位名称,年度,一、本年新收政府信息公开申请数量/总计,二、上年结转政府信息公开申请数量/总计,（七）总计/总计";
    let of = |year: u16, lines: [&str; 2]| {
        let lines = lines.map(|line| line.replace("年", &year.to_string()));
        table(&[head, &lines[0], &lines[1]])
    };
    let sheets = [of(2023, ["甲局,年,3,0,3", "乙局,年,4,0,4"]), of(2024, ["甲局,年,5,0,5", "乙局,年,6,0,6"])];
    let outcome = run(&[("a.xlsx", xlsx(&[("2023", &sheets[0]), ("2024", &sheets[1])]))], None);
    assert_eq!((outcome.finished.filings.len(), outcome.city()), (4, (11, 2)));
}

#[test]
fn an_office_that_sends_twice_is_counted_by_years_and_not_by_files() {
    let file = |year: u16, seed: u64| table::csv(&Print::of(&figures(seed)), OFFICE, year).into_bytes();
    let often = |years: [u16; 3]| {
        let names = ["1.csv", "2.csv", "3.csv"];
        let files: Vec<(&str, Vec<u8>)> =
            names.into_iter().zip(years).enumerate().map(|(at, (name, year))| (name, file(year, at as u64))).collect();
        let mut files = files;
        files.push(("4.csv", file(YEAR, 7)));
        files.push(("5.csv", file(YEAR, 8)));
        run(&files, None)
    };
    assert_eq!(often([YEAR, YEAR, YEAR]).said("AN-ATTENDANCE"), vec![], "five times for one year");
    assert_eq!(often([YEAR, YEAR - 1, YEAR - 1]).said("AN-ATTENDANCE").len(), 1, "twice and more for two years");
    // The same figures once more are no second filing.
    let same = |year: u16| file(year, u64::from(year - 2000));
    let files = [("a.csv", same(2023)), ("b.csv", same(2023)), ("c.csv", same(2024)), ("d.csv", same(2024))];
    assert_eq!(run(&files, None).said("AN-ATTENDANCE"), vec![]);
}
