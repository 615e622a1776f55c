//! Files that somebody has edited by hand: a column of numbers in front, stray quotation marks, commas in figures.

use gouji::model::Pipeline;
use gouji::spec;

use crate::corpus::filing::Filing;
use crate::corpus::form::cell_codes;
use crate::corpus::layout::{Cover, Heading, Spans, matrix};
use crate::corpus::print::Print;
use crate::corpus::prng::Prng;
use crate::layouts::dress::Expected;
use crate::layouts::file::{File, OFFICE, YEAR};
use crate::layouts::judge::{self, Verdict};

fn filing() -> Filing {
    Filing::of_volume(&mut Prng::new(7), 4000)
}

fn text() -> String {
    let cover = Cover { office: OFFICE, year: YEAR, heading: Heading::Title };
    matrix(&Print::of(&filing()), cover, Spans::Blank, ',')
}

fn read(text: String) -> Verdict {
    let pipeline: Pipeline = spec::load("cn-disclosure").unwrap();
    let expected = vec![filing().values.iter().map(|value| Expected::Number(*value)).collect()];
    let (path, bytes, owners) = ("a.csv".to_owned(), text.clone().into_bytes(), vec![(OFFICE, Some(YEAR))]);
    judge::judge(&File { path, bytes, text, expected, owners, doubtful: Vec::new(), sideways: [false; 2] }, &pipeline)
}

#[test]
fn a_column_of_numbers_in_front_is_no_figure() {
    let numbered = text().lines().enumerate().map(|(at, line)| format!("{},{line}\n", at + 1)).collect();
    let verdict = read(numbered);
    assert!(verdict.wrong.is_empty() && verdict.named == 0, "{verdict:#?}");
}

#[test]
fn lines_between_two_stray_quotation_marks_are_not_lost() {
    let mark = |line: &str| if line.contains("予以公开") || line.contains("不予公开") { "\"" } else { "" };
    let marked = text().lines().map(|line| format!("{}{line}\n", mark(line))).collect();
    let verdict = read(marked);
    assert!(verdict.wrong.is_empty() && verdict.named == 0, "{verdict:#?}");
}

#[test]
fn a_figure_with_an_unquoted_comma_makes_its_row_unreadable_and_no_other() {
    let total = filing().values[cell_codes().iter().position(|code| code == "requests.received@total").unwrap()];
    assert!(total >= 1000, "{total}");
    let (whole, split) = (format!(",{total}\n"), format!(",{},{:03}\n", total / 1000, total % 1000));
    let verdict = read(text().replacen(&whole, &split, 1));
    assert!(verdict.wrong.is_empty(), "{verdict:#?}");
    assert_eq!(verdict.named, 7, "{verdict:#?}");
}
