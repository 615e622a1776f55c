//! Text in which blanks keep the columns apart is read like the table it was made of.

use gouji::model::{Filing, State, Value};
use gouji::run::Finished;

use crate::books::aligned::{Layout, Place, text};
use crate::books::table::Table;
use crate::corpus::prng::Prng;
use crate::reading::{OFFICE, PIPELINE, YEAR, accepted, as_csv, print, printed, read, row, same_as_csv, value};

const LAYOUT: Layout = Layout { wide: 1, widest: 16, across: Place::Last, down: Place::Middle, apart: 1, page: 1000 };

fn layouts() -> Vec<Layout> {
    let mut layouts = Vec::new();
    for (at, across) in [Place::First, Place::Middle, Place::Last].into_iter().enumerate() {
        for (down_at, down) in [Place::First, Place::Middle, Place::Last].into_iter().enumerate() {
            let widest = [6, 9, 40][(at + down_at) % 3];
            let page = [1000, 12, 7][(at + 2 * down_at) % 3];
            layouts.push(Layout {
                wide: 1 + (at + down_at) % 2,
                widest,
                across,
                down,
                apart: (at * down_at) % 2,
                page,
            });
        }
    }
    layouts
}

#[test]
fn a_filing_aligned_by_blanks_reads_back_cell_for_cell() {
    for (seed, layout) in layouts().into_iter().enumerate() {
        let seed = seed as u64 % 3 + 1;
        let file = text(&printed(seed), layout);
        let finished = same_as_csv(&[("a.txt", file.into_bytes())], seed);
        accepted(&finished, "a.txt");
    }
}

fn blanked(places: &[(usize, usize)]) -> Table {
    let mut table = printed(1);
    places.iter().for_each(|(row, column)| table.cell_mut(*row, *column).text.clear());
    table
}

fn numbers(finished: &Finished) -> usize {
    let filing: &Filing = &finished.filings[0];
    filing.cells.iter().filter(|(_, value)| value.number().is_some()).count()
}

#[test]
fn a_blank_stays_in_its_column() {
    let first = printed(1).row_of("新收");
    for layout in layouts() {
        let file = text(&blanked(&[(first, 4), (first + 2, 3), (first + 3, 9), (first + 4, 5)]), layout);
        let finished = read(&[("a.txt", file.clone().into_bytes())]);
        assert_eq!(finished.filings.len(), 1, "{layout:?}\n{file}");
        let blank = [
            "requests.received@business",
            "requests.granted@natural_person",
            "requests.granted_in_part@total",
            "requests.denied.state_secret@research",
        ];
        for code in blank {
            assert_eq!(value(&finished, code).0, Value::Not(State::Blank), "{code} {layout:?}\n{file}");
        }
        assert_eq!(numbers(&finished), 196, "{layout:?}");
    }
}

#[test]
fn a_column_left_blank_is_told_by_its_label() {
    let first = printed(1).row_of("新收");
    let column: Vec<(usize, usize)> = (first..first + 25).map(|row| (row, 5)).collect();
    for across in [Place::Middle, Place::Last] {
        let file = text(&blanked(&column), Layout { across, ..LAYOUT });
        let finished = read(&[("a.txt", file.clone().into_bytes())]);
        assert_eq!(value(&finished, "requests.received@research").0, Value::Not(State::Blank), "{file}");
        assert_eq!(numbers(&finished), 175, "{file}");
    }
}

#[test]
fn what_cannot_be_told_is_named_and_not_guessed() {
    let file = text(&printed(1), LAYOUT);
    let header = file.lines().find(|line| line.contains("商业企业")).unwrap();
    let unknown = file.replace(header, &header.replace("商业企业", "甲乙丙丁"));
    let finished = read(&[("a.txt", unknown.into_bytes())]);
    let row = row(&finished, "a.txt");
    assert_eq!(value(&finished, "requests.received@natural_person").0, Value::Not(State::Unread));
    assert!(row.unmatched.n_figures() >= 175, "{:?}", row.unmatched);
    assert_eq!(numbers(&finished), 25);
}

#[test]
fn figures_between_two_columns_are_unread() {
    let figures = |line: &str| format!("一、本年新收政府信息公开申请数量{}", line);
    let header = "2024年勾稽市珠算管理局政府信息公开工作年度报告\n\n                        自然人    商业企业    科研机构    社会公益组织    法律服务机构    其他    总计\n";
    let full = "二、上年结转政府信息公开申请数量      1          1          1            1              1          1        1\n（一）予以公开                          1          1          1            1              1          1        1\n";
    let between = figures("           5                      7                                                   12\n");
    let finished = read(&[("a.txt", format!("{header}{full}{between}").into_bytes())]);
    assert_eq!(value(&finished, "requests.carried_in@total").0, Value::Number(1));
    let (read, raw) = value(&finished, "requests.received@natural_person");
    assert_eq!((read, raw.as_str()), (Value::Not(State::Unread), "5 | 7 | 12"));
}

#[test]
fn prose_with_figures_at_its_ends_is_no_table() {
    let prose = "海州市水务局2024年政府信息公开工作年度报告\n\n一、总体情况\n全年公开信息  320\n收到申请  493\n办结  480\n结转  13\n";
    let finished = read(&[("a.txt", prose.into())]);
    assert!(finished.filings.is_empty());
    crate::reading::rejected(&finished, "a.txt", "no table");
}

#[test]
fn what_pdftotext_makes_of_a_print_is_read() {
    // Printed by LibreOffice from the page of `printed(1)`, portrait and as a web page, which prints no title, and read by
    // `pdftotext -layout`: rows are apart by another number of blanks on each page, pages end inside labels.
    let portrait = include_bytes!("fixtures/portrait.txt").to_vec();
    accepted(&same_as_csv(&[("a.txt", portrait)], 1), "a.txt");
    let web = include_bytes!("fixtures/web-page.txt").to_vec();
    same_as_csv(&[("勾稽市珠算管理局2024年.txt", web)], 1);
}

#[test]
fn marks_and_units_close_behind_a_figure_belong_to_it() {
    let file = text(&printed(1), LAYOUT);
    let line = file.lines().find(|line| line.starts_with("行政规范性文件")).unwrap();
    let with = |tail: &str| read(&[("a.txt", file.replace(line, &format!("{line}{tail}")).into_bytes())]);
    let in_force = "proactive.normative_documents@in_force";
    assert_eq!(value(&with(" ②"), in_force), (Value::Number(17), "17 ②".to_owned()));
    assert_eq!(value(&with(" 件"), in_force), (Value::Number(17), "17 件".to_owned()));
    let stray = with("   约");
    assert_eq!(value(&stray, in_force).0, Value::Not(State::Unread));
    let named: Vec<String> = row(&stray, "a.txt").unmatched.iter().map(|one| one.label.to_string()).collect();
    assert!(named.contains(&"行政规范性文件 1 0 17 约".to_owned()), "{named:?}");
}

#[test]
fn the_foot_of_a_page_is_no_part_of_the_row_above_it() {
    let file = text(&printed(1), LAYOUT);
    let last = file.lines().find(|line| line.contains("2.重复申请")).unwrap();
    let with = |foot: &str| {
        let turned = format!("{last}\n{foot}\n\u{C}");
        read(&[("a.txt", file.replace(last, &turned).into_bytes())])
    };
    for foot in ["                    - 3 -", "          — 12 —", "                                        3", "\n"]
    {
        let finished = with(foot);
        accepted(&finished, "a.txt");
        assert_eq!(numbers(&finished), 200, "{foot}");
    }
    // What cannot be told is named, and none of it is called missing.
    let finished = with("        甲乙丙丁");
    let unread = finished.filings[0].cells.iter().filter(|(_, value)| *value == Value::Not(State::Unread)).count();
    assert_eq!(numbers(&finished) + unread, 200, "{:?}", row(&finished, "a.txt").unmatched);
}

/// Lays out a filing with figures left out at random, now and then of whole columns, and words moved a little.
fn worn(prng: &mut Prng, seed: u64) -> String {
    let mut table = printed(seed);
    let places = [Place::First, Place::Middle, Place::Last];
    let layout = Layout {
        wide: 1 + prng.below(2) as usize,
        widest: [6, 9, 16, 40][prng.below(4) as usize],
        across: places[prng.below(3) as usize],
        down: places[prng.below(3) as usize],
        apart: prng.below(2) as usize,
        page: [1000, 12, 7][prng.below(3) as usize],
    };
    let (share, column) = ([2, 10, 40][prng.below(3) as usize], prng.below(20) as usize);
    for cell in table.cells.iter_mut().filter(|cell| cell.text.parse::<f64>().is_ok()) {
        if prng.below(100) < share || cell.column == column {
            cell.text.clear();
        }
    }
    let moved = prng.below(3);
    let file = text(&table, layout);
    let lines = file.lines().map(|line| match line.rfind("  ") {
        Some(at) if moved > 0 && prng.below(10) < moved => format!("{} {}\n", &line[..at], &line[at..]),
        _ => format!("{line}\n"),
    });
    lines.collect()
}

#[test]
fn no_figure_is_read_into_a_cell_that_is_not_its_own() {
    let first: u64 = std::env::var("GOUJI_WORN").ok().and_then(|seed| seed.parse().ok()).unwrap_or(0);
    let expected: Vec<Filing> = (1..=3).map(|seed| as_csv(&print(seed), OFFICE, YEAR)).collect();
    let mut read_in_all = 0;
    for seed in first..first + 30 {
        let file = worn(&mut Prng::new(seed), seed % 3 + 1);
        let finished = read(&[("a.txt", file.clone().into_bytes())]);
        for filing in &finished.filings {
            for ((cell, value), (_, expected)) in filing.cells.iter().zip(expected[seed as usize % 3].cells.iter()) {
                if value.number().is_some() {
                    assert_eq!(value, expected, "{seed}: {}\n{file}", PIPELINE.catalogue.cell(cell).code);
                    read_in_all += 1;
                }
            }
        }
    }
    // Refusing everything is no way to be right.
    assert!(read_in_all > 30 * 100, "{read_in_all}");
}
