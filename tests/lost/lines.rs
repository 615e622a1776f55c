//! A stray quotation mark in a record export takes no line away without a word.

use gouji::model::{State, Value};
use gouji::run::Finished;

use crate::reading::read;

const WIDE: &str = "单位名称,年度,requests.received@total,requests.carried_in@total,proactive.penalties@decisions";
const LONG: &str = "单位名称,年度,指标代码,数值";

fn lines(header: &str) -> Vec<String> {
    let offices = (1..=8).map(|office| match header {
        WIDE => format!("甲市第{office}局,2024,{office}1,{office}2,{office}3"),
        _ => format!("甲市第{office}局,2024,requests.received@total,{office}1"),
    });
    std::iter::once(header.to_owned()).chain(offices).collect()
}

/// A line with a mark before or behind one of its fields.
fn marked(line: &str, field: usize, is_behind: bool) -> String {
    let mut fields: Vec<String> = line.split(',').map(str::to_owned).collect();
    fields[field] = if is_behind { format!("{}\"", fields[field]) } else { format!("\"{}", fields[field]) };
    fields.join(",")
}

/// A figure, or what is printed in the place of one and named as such.
fn is_told(value: &Value) -> bool {
    matches!(value, Value::Number(_) | Value::Not(State::Unreadable | State::Unread))
}

/// The offices of which there is neither a filing with all its figures nor a word in the intake.
fn without_a_word(finished: &Finished, lines: &[String], torn: &[String], n_figures: usize) -> Vec<String> {
    let is_read = |office: &str| {
        finished.filings.iter().any(|filing| {
            let figures = filing.cells.iter().filter(|(_, value)| is_told(value)).count();
            let name = &finished.register.office(filing.office).name;
            name.trim_matches('"') == office && figures == n_figures
        })
    };
    let unmatched = || finished.intake.iter().flat_map(|row| row.unmatched.iter());
    let is_said = |office: &str, line: usize| {
        // A label that is met again is said once.
        let is_again = |label: &str| label.contains('"') && torn[line - 1].contains(label);
        let is_of = |label: &str| label.replace('"', "").contains(office) || is_again(label);
        unmatched().any(|one| one.spot.line as usize == line || is_of(&one.label))
    };
    let offices = lines[1..].iter().map(|line| line.split(',').next().unwrap_or_default().to_owned()).enumerate();
    offices.filter(|(at, office)| !is_read(office) && !is_said(office, at + 2)).map(|(_, office)| office).collect()
}

#[test]
fn a_stray_mark_or_two_take_no_line_away_without_a_word() {
    for (header, n_fields, n_figures) in [(WIDE, 5, 3), (LONG, 4, 1)] {
        let whole = lines(header);
        let all = |marks: &[(usize, usize, bool)]| {
            let mut torn = whole.clone();
            for (line, field, is_behind) in marks {
                torn[*line] = marked(&torn[*line], *field, *is_behind);
            }
            let finished = read(&[("a.csv", (torn.join("\n") + "\n").into_bytes())]);
            let lost = without_a_word(&finished, &whole, &torn, n_figures);
            assert!(lost.is_empty(), "{lost:?} of\n{}\n{:?}", torn.join("\n"), finished.intake);
        };
        let places: Vec<(usize, bool)> = (0..n_fields).flat_map(|field| [(field, false), (field, true)]).collect();
        for (field, is_behind) in &places {
            all(&[(3, *field, *is_behind)]);
            all(&[(8, *field, *is_behind)]);
            for (other, is_other_behind) in &places {
                all(&[(3, *field, *is_behind), (4, *other, *is_other_behind)]);
                all(&[(3, *field, *is_behind), (6, *other, *is_other_behind)]);
            }
        }
    }
}

#[test]
fn a_field_of_several_lines_is_still_one() {
    let lines = lines(WIDE).into_iter().enumerate().map(|(at, line)| match at {
        0 => format!("{line},备注"),
        3 => format!("{line},\"见附件,\n另报\""),
        _ => format!("{line},"),
    });
    let finished = read(&[("a.csv", lines.collect::<Vec<_>>().join("\n").into_bytes())]);
    assert_eq!(finished.filings.len(), 8, "{:?}", finished.intake);
}
