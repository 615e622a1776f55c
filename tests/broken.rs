//! Print that a person reads and a program stumbles over: read where the sums say so, else unread, and no office is told
//! that it was wrong.

use gouji::model::{Severity, State, Value};
use gouji::run::Finished;

use crate::books::table;
use crate::reading::{OFFICE, YEAR, print, read};

/// The first line of table 三, and its others by the number of the line.
const FIRST: &str = "一、本年新收";
const OUTCOMES: usize = 2;
const TOTAL: usize = 23;

/// Every value of the filing, and how many errors the office is told.
fn told(text: String) -> (Vec<Value>, usize) {
    let finished: Finished = read(&[("a.csv", text.into_bytes())]);
    let values = finished.filings[0].cells.iter().map(|(_, value)| value).collect();
    (values, finished.findings.iter().filter(|finding| finding.severity == Severity::Error).count())
}

/// A filing before and after some of its lines have become others.
fn changed(change: impl Fn(usize, &str) -> String) -> [(Vec<Value>, usize); 2] {
    let whole = table::csv(&print(1), OFFICE, YEAR);
    let first = whole.lines().position(|line| line.starts_with(FIRST)).unwrap();
    let lines = whole.lines().enumerate().map(|(at, line)| change(at.wrapping_sub(first), line) + "\n");
    let broken = lines.collect();
    [told(whole), told(broken)]
}

/// A line with another text in a field counted from the end.
fn with(line: &str, from_end: usize, other: impl Fn(&str) -> String) -> String {
    let mut fields: Vec<String> = line.split(',').map(str::to_owned).collect();
    let at = fields.len() - 1 - from_end;
    fields[at] = other(&fields[at]);
    fields.join(",")
}

/// A line without its figures, and one of nothing else.
fn parted(line: &str) -> (String, String) {
    let fields: Vec<&str> = line.split(',').collect();
    let (labels, figures) = fields.split_at(fields.len().saturating_sub(7));
    let blank = |n: usize| ",".repeat(n);
    (labels.join(",") + &blank(7), blank(labels.len()) + &figures.join(","))
}

fn spaced(figure: &str) -> String {
    figure.chars().map(|c| c.to_string()).collect::<Vec<_>>().join(" ")
}

#[test]
fn broken_digits_are_read_where_the_sums_confirm_them() {
    let ways: [fn(&str) -> String; 5] = [
        spaced,
        |figure| figure.replace('1', "l").replace('0', "O"),
        |figure| format!("{figure}/2%"),
        |figure| format!("[{figure}]"),
        |figure| format!("<b>{figure}</b>&nbsp;"),
    ];
    for way in ways {
        let [plain, broken] = changed(|at, line| {
            if at < 25 { (0..7).fold(line.to_owned(), |line, at| with(&line, at, way)) } else { line.to_owned() }
        });
        assert_eq!(plain, broken, "{}", way("1024"));
    }
}

#[test]
fn and_unread_where_they_do_not() {
    let wrong = |figure: &str| spaced(&format!("{figure}7"));
    let [(plain, errors), (broken, after)] =
        changed(|at, line| if at == OUTCOMES { with(line, 0, wrong) } else { line.to_owned() });
    let differing: Vec<&Value> = plain.iter().zip(&broken).filter(|(a, b)| a != b).map(|(_, b)| b).collect();
    assert_eq!(differing, [&Value::Not(State::Unread)]);
    assert_eq!(errors, after);
}

#[test]
fn figures_that_a_page_break_has_parted_from_their_label_are_its_own() {
    for row in [1, OUTCOMES, 12, 24] {
        let [plain, broken] = changed(|at, line| {
            let (label, figures) = parted(line);
            if at == row { format!("{label}\n— 5 —\n{figures}") } else { line.to_owned() }
        });
        assert_eq!(plain, broken, "row {row}");
        let [plain, broken] = changed(|at, line| {
            let (label, figures) = parted(line);
            if at == row { format!("{}\n{figures}", label.trim_end_matches(',')) } else { line.to_owned() }
        });
        assert_eq!(plain, broken, "row {row}, cut short");
    }
}

#[test]
fn figures_without_a_label_below_a_row_that_has_its_own_are_another_row() {
    let [plain, broken] = changed(|at, line| {
        let (_, figures) = parted(line);
        if at == OUTCOMES { format!("{line}\n{figures}") } else { line.to_owned() }
    });
    assert_eq!(plain, broken);
}

#[test]
fn digits_below_a_figure_are_its_last_ones_if_the_sums_say_so() {
    let below = |whole: &str, digits: &str| {
        let (_, figures) = parted(whole);
        let mut fields: Vec<&str> = figures.split(',').collect();
        fields.iter_mut().for_each(|field| *field = "");
        let last = fields.len() - 1;
        fields[last] = digits;
        fields.join(",")
    };
    let [plain, broken] = changed(|at, line| {
        let (_, last) = line.rsplit_once(',').unwrap_or_default();
        match at {
            TOTAL if last.len() > 1 => {
                let (head, tail) = last.split_at(1);
                format!("{}\n{}", with(line, 0, |_| head.to_owned()), below(line, tail))
            }
            _ => line.to_owned(),
        }
    });
    assert_eq!(plain, broken);
    let [plain, stray] =
        changed(|at, line| if at == TOTAL { format!("{line}\n{}", below(line, "5")) } else { line.to_owned() });
    assert_eq!(plain, stray);
}

#[test]
fn of_two_rows_with_one_label_the_one_labelled_as_on_the_form_is_its_row() {
    for other in ["合计", "总计（上年）", "9.总计"] {
        let [plain, broken] = changed(|at, line| {
            if at != TOTAL {
                return line.to_owned();
            }
            let (label, figures) = parted(line);
            let n_labels = label.split(',').count().saturating_sub(7);
            let figures = (0..7).fold(figures, |line, at| with(&line, at, |figure| format!("{figure}3")));
            let fields: Vec<&str> = figures.split(',').collect();
            let figures = fields[n_labels.min(fields.len())..].join(",");
            let blank = ",".repeat(n_labels.saturating_sub(1));
            format!("{line}\n{other}{blank},{figures}")
        });
        assert_eq!(plain, broken, "{other}");
    }
}

#[test]
fn of_two_rows_labelled_alike_neither_is_read_and_nobody_is_accused() {
    let [(plain, errors), (broken, after)] = changed(|at, line| {
        let twice =
            |line: &str| (0..7).fold(line.to_owned(), |line, at| with(&line, at, |figure| format!("{figure}3")));
        if at == OUTCOMES { format!("{line}\n{}", twice(line)) } else { line.to_owned() }
    });
    let differing: Vec<&Value> = plain.iter().zip(&broken).filter(|(a, b)| a != b).map(|(_, b)| b).collect();
    assert_eq!(differing, [&Value::Not(State::Unread); 7]);
    assert_eq!(errors, after);
}

#[test]
fn a_blank_row_of_the_same_label_contradicts_nothing() {
    for is_first in [true, false] {
        let [plain, broken] = changed(|at, line| {
            let (blank, _) = parted(line);
            match (at, is_first) {
                (12, true) => format!("{blank}\n{line}"),
                (12, false) => format!("{line}\n{blank}"),
                _ => line.to_owned(),
            }
        });
        assert_eq!(plain, broken, "{is_first}");
    }
}

/// A filing with a ninth ground of denial, which its total and its intake contain with so many more.
fn with_ninth_ground(more: i64) -> [(Vec<Value>, usize); 2] {
    const LAST_GROUND: usize = 11;
    let plus = |line: &str, more: i64| {
        let sum = |figure: &str| (figure.parse::<i64>().unwrap_or(0) + more).to_string();
        with(&with(line, 0, sum), 6, sum)
    };
    changed(|at, line| match at {
        LAST_GROUND => {
            let n_labels = line.split(',').count() - 7;
            let blank = ",".repeat(n_labels - 1);
            format!("{line}\n{blank}9.属于工作秘密,4,0,0,0,0,0,4")
        }
        0 | TOTAL => plus(line, 4 + more),
        _ => line.to_owned(),
    })
}

#[test]
fn a_sum_may_contain_a_row_that_the_form_has_not() {
    let [(_, plain), (_, with_it)] = with_ninth_ground(0);
    assert_eq!(plain, with_it);
    let [(_, plain), (_, wrong)] = with_ninth_ground(1);
    assert!(wrong > plain, "{wrong} and {plain}");
}

#[test]
fn halves_of_a_row_a_line_apart_are_one_and_figures_between_the_columns_are_none() {
    let torn = |line: &str, by: usize| {
        let n_labels = line.split(',').count() - 7;
        let fields: Vec<&str> = line.split(',').collect();
        let head = fields[..n_labels + 3].join(",") + &",".repeat(4);
        let tail = ",".repeat(n_labels + 3 + by) + &fields[n_labels + 3..].join(",");
        format!("{head}\n{tail}")
    };
    let [plain, broken] = changed(|at, line| if at == 7 { torn(line, 0) } else { line.to_owned() });
    assert_eq!(plain, broken);
    let [(plain, errors), (moved, after)] = changed(|at, line| if at == 7 { torn(line, 2) } else { line.to_owned() });
    let is_invented = |(a, b): (&Value, &Value)| a != b && b.number().is_some();
    assert!(!plain.iter().zip(&moved).any(is_invented));
    assert_eq!(errors, after);
}
