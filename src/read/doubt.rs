//! Texts that a person would read as figures and the number parser does not → figures, if the sums of the form confirm
//! them.
//!
//! ```text
//! 10 498      10498, or 10 with something behind it
//! 2 6 4       264
//! 33l         331
//! 12.264      12264, if other counts have full stops between their thousands
//! 293/2%      293
//! ```
//!
//! A reading is taken if every law of the form that can be asked holds with it, and no other reading does as well.
//! Digits that printing or scanning has broken up and nothing confirms become unread: the office did write a number.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{CellIx, CellKind, Cells, NumberWords, Pipeline, State, Value, narrowed};
use crate::read::number::{Parsed, in_cell, is_digits, parse};
use crate::read::{laws, several};

/// What has happened to the digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Damage {
    /// They are separated by white space.
    Spaced,
    /// Some of them have become letters: `O` for 0, `l` for 1.
    Letters,
    /// They are separated by full stops, three by three.
    Dots,
    /// Nothing has, but something else stands in the cell as well.
    Company,
}

/// The possible readings of a text, the likeliest first.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Ways {
    /// Why it is no plain figure.
    damage: Damage,
    /// The numbers that it may be; none for digits that nothing can confirm.
    numbers: Vec<i64>,
}

/// Reads what the sums confirm, and marks broken digits that nothing confirms as unread. Gives the cells whose value
/// has become a number, or another number.
pub(crate) fn settle(cells: &mut Cells, pipeline: &Pipeline) -> Vec<CellIx> {
    let doubts = doubts(cells, pipeline);
    let mut read = Vec::new();
    if doubts.is_empty() {
        return read;
    }
    let most = doubts.values().map(|ways| ways.numbers.len()).max().unwrap_or(0);
    let mut confirmed: BTreeMap<CellIx, BTreeSet<i64>> = BTreeMap::new();
    for way in 0..most {
        let taken = |cell: CellIx| doubts.get(&cell)?.numbers.get(way).or(doubts.get(&cell)?.numbers.last()).copied();
        for cell in doubts.keys() {
            if let Some(number) = taken(*cell).filter(|_| holds(*cell, &taken, cells, pipeline)) {
                confirmed.entry(*cell).or_default().insert(number);
            }
        }
    }
    for (cell, ways) in &doubts {
        let raw = cells.raw(*cell).to_owned();
        let numbers: Vec<i64> = confirmed.get(cell).into_iter().flatten().copied().collect();
        match numbers[..] {
            [only] => {
                read.extend((cells.get(*cell) != Value::Number(only)).then_some(*cell));
                cells.set(*cell, Value::Number(only), &raw);
            }
            _ if ways.damage != Damage::Company => cells.set(*cell, Value::Not(State::Unread), &raw),
            _ => {}
        }
    }
    read
}

/// The cells in doubt. A figure such as `1.000` is in doubt if other counts are written with full stops.
fn doubts(cells: &Cells, pipeline: &Pipeline) -> BTreeMap<CellIx, Ways> {
    let is_count = |cell: CellIx| matches!(pipeline.catalogue.cell(cell).kind, CellKind::Count { .. });
    let mut doubts: BTreeMap<CellIx, Ways> = BTreeMap::new();
    for (cell, _) in cells.iter().filter(|(_, value)| *value == Value::Not(State::Unreadable)) {
        match ways(cells.raw(cell), &pipeline.numbers) {
            Some(ways) if is_count(cell) => drop(doubts.insert(cell, ways)),
            // No law says what an amount of money with broken digits is.
            Some(Ways { damage: damage @ (Damage::Spaced | Damage::Letters), .. }) => {
                doubts.insert(cell, Ways { damage, numbers: Vec::new() });
            }
            Some(_) | None => {}
        }
    }
    if doubts.values().any(|ways| ways.damage == Damage::Dots) {
        for (cell, value) in cells.iter().filter(|(cell, _)| is_count(*cell)) {
            let Value::Number(bare) = value else { continue };
            if let Some(joined) = dotted(cells.raw(cell)) {
                doubts.insert(cell, Ways { damage: Damage::Dots, numbers: vec![joined, bare] });
            }
        }
    }
    doubts
}

/// True if some law about the cell can be asked, and all that can be asked hold.
fn holds(cell: CellIx, taken: &dyn Fn(CellIx) -> Option<i64>, cells: &Cells, pipeline: &Pipeline) -> bool {
    let placed = |cell: CellIx| taken(cell).map(Value::Number);
    let asked = laws::touching(&[cell], pipeline);
    let mut asked = asked.into_iter().filter_map(|law| laws::holds(law, &placed, cells)).peekable();
    asked.peek().is_some() && asked.all(|holds| holds)
}

/// The possible readings of a text; `None` if there is no doubt about it.
fn ways(raw: &str, words: &NumberWords) -> Option<Ways> {
    let narrow = narrowed(raw);
    let narrow = narrow.trim();
    if let Some(joined) = dotted(narrow) {
        return Some(Ways { damage: Damage::Dots, numbers: vec![joined] });
    }
    let unsaid = Ways { damage: Damage::Spaced, numbers: Vec::new() };
    let lines: Vec<&str> = narrow.split_whitespace().collect();
    // Figures that the reader itself has put into one cell.
    if several::is_only_figures(narrow) {
        return Some(unsaid);
    }
    let is_broken = |line: &&str| line.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    if lines.len() > 1 && narrow.contains('.') && lines.iter().all(is_broken) {
        return Some(unsaid);
    }
    if lines.len() > 1 && lines.iter().all(|line| is_digits(line)) {
        let mut numbers: Vec<i64> = lines.concat().parse().into_iter().collect();
        // The first of two figures may be whole, with something else below it or behind it.
        let is_pair = lines.len() == 2;
        numbers.extend(lines.first().filter(|_| is_pair).and_then(|line| line.parse::<i64>().ok()));
        return Some(Ways { damage: Damage::Spaced, numbers });
    }
    if let Some(number) = lettered(narrow) {
        return Some(Ways { damage: Damage::Letters, numbers: vec![number] });
    }
    let numbers = in_company(narrow, words)?;
    Some(Ways { damage: Damage::Company, numbers })
}

/// `12.264` as 12264; `None` for anything else.
fn dotted(text: &str) -> Option<i64> {
    let mut groups = text.split('.');
    let first = groups.next().filter(|first| is_digits(first) && first.len() <= 3 && !first.starts_with('0'))?;
    let rest: Vec<&str> = groups.collect();
    let grouped = !rest.is_empty() && rest.iter().all(|group| is_digits(group) && group.len() == 3);
    grouped.then(|| format!("{first}{}", rest.concat()).parse().ok())?
}

/// `1O7` as 107 and `33l` as 331; `None` if there is any other letter.
fn lettered(text: &str) -> Option<i64> {
    let digit = |c: char| match c {
        'O' | 'o' => Some('0'),
        'l' | 'I' => Some('1'),
        c => c.is_ascii_digit().then_some(c),
    };
    let digits: Option<String> = text.chars().map(digit).collect();
    digits?.parse().ok()
}

/// Separators between several figures in one cell.
const SEPARATORS: [char; 6] = [',', ';', '/', '\n', '\u{3001}', '\u{3002}'];

/// The counts in a text with several parts; `None` if a part with digits is neither a count nor a share.
fn in_company(text: &str, words: &NumberWords) -> Option<Vec<i64>> {
    let bracketed =
        text.strip_prefix(['[', '(', '\u{3010}']).and_then(|rest| rest.strip_suffix([']', ')', '\u{3011}']));
    if let Some(inside) = bracketed.filter(|inside| is_digits(inside)) {
        return Some(vec![inside.parse().ok()?]);
    }
    let pieces: Vec<&str> = text.split(SEPARATORS).map(str::trim).filter(|piece| !piece.is_empty()).collect();
    if pieces.len() < 2 {
        return None;
    }
    let mut numbers = Vec::new();
    for piece in pieces.iter().filter(|piece| piece.contains(|c: char| c.is_ascii_digit())) {
        if !piece.ends_with('%') {
            numbers.push(behind_word(piece, words)?);
        }
    }
    (!numbers.is_empty()).then_some(numbers)
}

/// The count at the end of a part, behind any word.
fn behind_word(piece: &str, words: &NumberWords) -> Option<i64> {
    let figure = piece.trim_start_matches(|c: char| c.is_alphabetic() || c.is_whitespace() || c == ':');
    let parsed @ Parsed::Figure { .. } = parse(figure, words) else { return None };
    in_cell(parsed, &CellKind::Count { signed: false }, words).number()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::spec;

    fn numbers(raw: &str) -> Option<(Damage, Vec<i64>)> {
        let pipeline = spec::load("cn-disclosure").unwrap();
        ways(raw, &pipeline.numbers).map(|ways| (ways.damage, ways.numbers))
    }

    #[test]
    fn text_that_a_person_reads_as_a_figure_is_in_doubt() {
        for (raw, damage, ways) in [
            ("10 498", Damage::Spaced, vec![10_498, 10]),
            ("10\u{A0}498", Damage::Spaced, vec![10_498, 10]),
            ("2 6 4", Damage::Spaced, vec![264]),
            ("3\n26", Damage::Spaced, vec![326, 3]),
            ("33l", Damage::Letters, vec![331]),
            ("1O7", Damage::Letters, vec![107]),
            ("lO", Damage::Letters, vec![10]),
            ("3 | 5", Damage::Spaced, vec![]),
            ("| 5 |", Damage::Spaced, vec![]),
            ("6.7954 7", Damage::Spaced, vec![]),
            ("12.264", Damage::Dots, vec![12_264]),
            ("293/2%", Damage::Company, vec![293]),
            ("293\n2%", Damage::Company, vec![293]),
            ("[255]", Damage::Company, vec![255]),
            ("本年354件，上年1件", Damage::Company, vec![354, 1]),
        ] {
            assert_eq!(numbers(raw), Some((damage, ways)), "{raw}");
        }
    }

    #[test]
    fn text_that_nobody_reads_as_a_figure_is_not() {
        for raw in ["2.5", "12.", "1月2日", "#REF!", "待定", "约3", "0.264", "1,2a", "1234.567"] {
            assert_eq!(numbers(raw), None, "{raw}");
        }
    }

    /// One row of a table of which all other rows are 0, with its cells as they are printed.
    fn read(printed: [&str; 7]) -> Vec<Value> {
        let pipeline = spec::load("cn-disclosure").unwrap();
        let mut cells = Cells::absent(pipeline.catalogue.n_cells());
        let columns =
            ["natural_person", "business", "research", "public_welfare", "legal_services", "other_org", "total"];
        let codes: Vec<CellIx> = columns
            .iter()
            .map(|column| pipeline.catalogue.by_code(&format!("requests.granted@{column}")).unwrap())
            .collect();
        for (cell, text) in codes.iter().zip(printed) {
            let value =
                in_cell(parse(text, &pipeline.numbers), &pipeline.catalogue.cell(*cell).kind, &pipeline.numbers);
            cells.set(*cell, value, text);
        }
        settle(&mut cells, &pipeline);
        codes.iter().map(|cell| cells.get(*cell)).collect()
    }

    #[test]
    fn a_reading_counts_if_the_sums_confirm_it() {
        let all = |numbers: [i64; 7]| numbers.map(Value::Number).to_vec();
        assert_eq!(read(["2 6 4", "1", "0", "0", "0", "0", "265"]), all([264, 1, 0, 0, 0, 0, 265]));
        assert_eq!(read(["1.000", "0", "0", "0", "0", "0", "1.000"]), all([1, 0, 0, 0, 0, 0, 1]));
        assert_eq!(read(["1.000", "2.500", "0", "0", "0", "0", "3.500"]), all([1000, 2500, 0, 0, 0, 0, 3500]));
        assert_eq!(read(["2 64", "1", "0", "0", "0", "0", "265"])[0], Value::Number(264));
        assert_eq!(read(["2 64", "1", "0", "0", "0", "0", "3"])[0], Value::Number(2));
        assert_eq!(read(["2 64", "1", "0", "0", "0", "0", "4"])[0], Value::Not(State::Unread));
        let broken = read(["2 6 4", "1", "0", "0", "0", "0", "264"]);
        assert_eq!((broken[0], broken[6]), (Value::Not(State::Unread), Value::Number(264)));
        let office = read(["3/4", "1", "0", "0", "0", "0", "264"]);
        assert_eq!(office[0], Value::Not(State::Unreadable));
    }
}
