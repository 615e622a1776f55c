//! What could not be read → advice on how to fix the file.
//!
//! Every figure that is refused is listed with its place. Some are refused because a program has damaged them, and the
//! sender can undo that. For each kind of damage the intake shows the first case with a remark:
//!
//! - `=SUM(B2:B9)` instead of a number: the formula was never calculated;
//! - `#REF!`, `#DIV/0!`: the spreadsheet could not calculate it;
//! - `1.2E+05`: digits are lost;
//! - `2024-03-05` or `5-Mar`: a spreadsheet took `3/5` for a date;
//! - `1,234` in a file whose fields end at commas: one figure has become two.

use regex::Regex;
use std::sync::LazyLock;

use crate::model::{CellIx, Message, Part, Pipeline, Reading, Spot, State, Value, mark};
use crate::read::laws;
use crate::read::sheet::NOT_CALCULATED;

/// Adds the remarks to a reading. `text` is the content of a text file, and empty for other files.
pub(crate) fn add(reading: &mut Reading, text: &str, pipeline: &Pipeline) {
    let mut remarks: Vec<(&'static str, Spot, String)> = Vec::new();
    let refused = reading.parts.iter().flat_map(refused);
    for (spot, raw) in refused {
        if let Some(sentence) = cause(&raw)
            && !remarks.iter().any(|(known, ..)| *known == sentence)
        {
            remarks.push((sentence, spot, raw));
        }
    }
    let torn = reading.parts.iter().find_map(|part| torn_row(part, pipeline));
    remarks.extend(torn.or_else(|| torn_line(reading, text).map(|(spot, raw)| ("intake.thousands", spot, raw))));
    for (sentence, spot, raw) in remarks {
        let message = Message::new(sentence).with("line", spot.line).with("column", spot.column).with("raw", raw);
        reading.intake.remark(message);
    }
}

/// Every cell that holds no figure, or whose figure could not be bound, with its place and what is printed in it.
fn refused(part: &Part) -> impl Iterator<Item = (Spot, String)> + '_ {
    without_figure(part).map(|(cell, raw)| (part.places.of(cell).map(|place| place.spot).unwrap_or_default(), raw))
}

/// The same cells by their index, for looking up what else is known of them.
fn without_figure(part: &Part) -> impl Iterator<Item = (CellIx, String)> + '_ {
    let is_without_figure = |value: &Value| matches!(value, Value::Not(State::Unreadable | State::Unread));
    part.cells
        .iter()
        .filter(move |(_, value)| is_without_figure(value))
        .map(|(cell, _)| (cell, part.cells.raw(cell).to_owned()))
}

/// A cell error of a spreadsheet: `#REF!`, `#N/A`, or `####` where the column was too narrow.
static ERROR: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"^#(?:#+|[A-Z/0]+[!?]|N/A)$").ok());
/// A number in scientific notation, whose last digits are gone.
static SHORTENED: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"^[+-]?\d(?:\.\d+)?[eE]\+?\d+$").ok());
/// A date that a spreadsheet has made of a fraction or a range, in the notations that spreadsheets write.
static DATE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        "^(?:(?:19|20)\\d\\d[-/]\\d{1,2}[-/]\\d{1,2}.*|\\d{1,2}\u{6708}\\d{1,2}\u{65E5}|\\d{1,2}-[A-Z][a-z]{2})$",
    )
    .ok()
});

/// The sentence about what a program has done to a figure; `None` if the text shows no known damage.
fn cause(raw: &str) -> Option<&'static str> {
    let is = |pattern: &LazyLock<Option<Regex>>| pattern.as_ref().is_some_and(|pattern| pattern.is_match(raw));
    let is_formula = raw == NOT_CALCULATED || raw.starts_with('=') && raw.len() > 1;
    match () {
        () if is_formula => Some("intake.formula"),
        () if is(&ERROR) => Some("intake.error_value"),
        () if is(&SHORTENED) => Some("intake.lost_digits"),
        () if is(&DATE) => Some("intake.became_date"),
        () if !raw.is_empty() && raw.chars().all(|c| mark::is_mark(c) || mark::is_sign(c)) => Some("intake.only_marks"),
        () if raw.starts_with(mark::STRUCK) && mark::without_struck(raw).is_empty() => Some("intake.struck_out"),
        () => None,
    }
}

/// `1,234` between the commas of a file.
static THOUSANDS: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"(?:^|,)(\d{1,3}(?:,\d{3})+)(?:,|$)").ok());

/// The first number with separators between its thousands, as it is written.
fn thousands(fields: &str) -> Option<String> {
    THOUSANDS.as_ref()?.captures(fields)?.get(1).map(|found| found.as_str().to_owned())
}

/// A row of a printed table that has more figures than cells. If putting a torn number together makes them fit, and no
/// sum of the form contradicts it, that number is shown; otherwise the whole row is, since any figure may be the extra
/// one.
fn torn_row(part: &Part, pipeline: &Pipeline) -> Option<(&'static str, Spot, String)> {
    let all: Vec<(CellIx, String)> = without_figure(part).filter(|(_, raw)| raw.contains(',')).collect();
    all.iter().find_map(|(cell, raw)| {
        let cells: Vec<CellIx> = all.iter().filter(|(_, other)| other == raw).map(|(cell, _)| *cell).collect();
        let pieces: Vec<&str> = raw.trim_matches(',').split(',').collect();
        if pieces.len() <= cells.len() || cells.len() < 2 && thousands(raw).is_none() {
            return None;
        }
        let spot = part.places.of(*cell)?.spot;
        let torn = thousands(raw).filter(|_| is_confirmed(raw, &cells, part, pipeline));
        Some(torn.map_or(("intake.more_figures", spot, raw.trim_matches(',').to_owned()), |torn| {
            ("intake.thousands", spot, torn)
        }))
    })
}

/// True if the row has as many figures as cells once the torn number is put together, and the sums of the form hold.
fn is_confirmed(raw: &str, cells: &[CellIx], part: &Part, pipeline: &Pipeline) -> bool {
    let Some(torn) = thousands(raw) else { return false };
    let whole = raw.trim_matches(',').replacen(&torn, &torn.replace(',', ""), 1);
    let figures: Vec<i64> = whole.split(',').map_while(|piece| piece.trim().parse().ok()).collect();
    if figures.len() != cells.len() || figures.len() != whole.split(',').count() {
        return false;
    }
    let placed = |cell: CellIx| {
        cells.iter().position(|one| *one == cell).and_then(|at| figures.get(at)).map(|n| Value::Number(*n))
    };
    let laws = laws::touching(cells, pipeline);
    laws.into_iter().filter_map(|law| laws::holds(law, &placed, &part.cells)).all(|holds| holds)
}

/// Lines at the start of a file that show how many fields a line has.
const LINES: usize = 400;

/// A line of an export that has more fields than the others because one of its numbers is torn.
fn torn_line(reading: &Reading, text: &str) -> Option<(Spot, String)> {
    let n_fields = |line: &str| line.matches(',').count() + 1;
    let mut counts: Vec<usize> = text.lines().take(LINES).map(n_fields).collect();
    counts.sort_unstable();
    let usual = *counts.get(counts.len() / 2)?;
    reading.intake.unmatched.iter().filter(|one| one.n_figures > 0).find_map(|one| {
        let line = text.lines().nth(usize::try_from(one.spot.line).ok()?.checked_sub(1)?)?;
        let found = thousands(line.trim_end()).filter(|_| !line.contains('"'))?;
        // With the number put together, the line is as long as the others.
        let is_torn = n_fields(line).checked_sub(found.matches(',').count()) == Some(usual);
        if !is_torn {
            return None;
        }
        Some((one.spot, found))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn damage_by_a_program_is_recognised_by_the_text() {
        let cases = [
            ("=SUM(D2:D9)", Some("intake.formula")),
            ("=?", Some("intake.formula")),
            ("#REF!", Some("intake.error_value")),
            ("#N/A", Some("intake.error_value")),
            ("####", Some("intake.error_value")),
            ("1.23457E+11", Some("intake.lost_digits")),
            ("2024-01-02", Some("intake.became_date")),
            ("1月2日", Some("intake.became_date")),
            ("¹⁵", Some("intake.only_marks")),
            ("~~15~~", Some("intake.struck_out")),
            ("~~15~~x", None),
            ("", None),
            ("约15件", None),
            ("=", None),
        ];
        for (raw, said) in cases {
            assert_eq!(cause(raw), said, "{raw}");
        }
        assert_eq!(thousands("行政许可,14,208,,").as_deref(), Some("14,208"));
        assert_eq!(thousands("a,1,234,567").as_deref(), Some("1,234,567"));
        assert_eq!(thousands("412,37,31"), None);
    }
}
