//! Packs a row of figures into one short text, so that a page with ten thousand filings opens at
//! once.
//!
//! The text is a list of tokens, separated by commas. An empty token is 0, a number is itself, and
//! a letter stands for a cell that is not a number. A number after the letter repeats it; a longer
//! run of zeros is written that way too:
//!
//! ```text
//! 0, 12, 0, 0, blank, not on the form ×2, -3.5, 0 ×5   →   ,12,,,b,x2,-3.5,z5
//! ```
//!
//! `packed.js` unpacks it.

use serde_json::{Value as Json, json};

use crate::model::{Catalogue, CellIx, Cells, State, Value};
use crate::say;

/// The cells of a filing, up to the last one that its forms have.
pub(super) fn filing(cells: &Cells, catalogue: &Catalogue) -> String {
    let mut packer = Packer::default();
    for (cell, value) in cells.iter() {
        match value {
            Value::Number(number) => {
                packer.figure(&say::number(i128::from(number), &catalogue.cell(cell).kind));
            }
            Value::Not(state) => packer.letter(letter(state)),
        }
    }
    packer.finish()
}

/// The figures of a group, in catalogue order. An empty figure stands for a sum of no figures;
/// cells that no filing has are not in the list.
pub(super) fn sums(figures: &[(CellIx, String)], n_cells: usize) -> String {
    let mut packer = Packer::default();
    let mut figures = figures.iter().peekable();
    for at in 0..n_cells {
        match figures.next_if(|(cell, _)| cell.at() == at) {
            Some((_, figure)) if figure.is_empty() => packer.letter(letter(State::Blank)),
            Some((_, figure)) => packer.figure(figure),
            None => packer.letter(letter(State::NotInSource)),
        }
    }
    packer.finish()
}

/// The letter for a state.
fn letter(state: State) -> char {
    match state {
        State::Blank => 'b',
        State::NotApplicable => 'n',
        State::BelowLimit => 'l',
        State::Unreadable => 'u',
        State::Unread => 'r',
        State::NotInSource => 'x',
    }
}

/// The letter for a run of zeros.
const ZERO: char = 'z';
/// Up to this many zeros are shorter as empty tokens.
const FEW_ZEROS: u32 = 3;

/// Builds the text token by token.
#[derive(Default)]
struct Packer {
    text: String,
    /// A letter that has not been written yet, and how often it was repeated.
    run: Option<(char, u32)>,
    /// Number of tokens written.
    tokens: u32,
}

impl Packer {
    /// Adds a number.
    fn figure(&mut self, figure: &str) {
        if figure == "0" {
            return self.letter(ZERO);
        }
        self.flush();
        self.token(figure);
    }

    /// Adds a cell that is not a number, or a zero.
    fn letter(&mut self, letter: char) {
        match &mut self.run {
            Some((same, n)) if *same == letter => *n += 1,
            Some(_) | None => {
                self.flush();
                self.run = Some((letter, 1));
            }
        }
    }

    /// Writes a token.
    fn token(&mut self, token: &str) {
        if self.tokens > 0 {
            self.text.push(',');
        }
        self.tokens += 1;
        self.text.push_str(token);
    }

    /// Writes the pending run.
    fn flush(&mut self) {
        match self.run.take() {
            Some((ZERO, n)) if n <= FEW_ZEROS => (0..n).for_each(|_| self.token("")),
            Some((letter, 1)) => self.token(&letter.to_string()),
            Some((letter, n)) => self.token(&format!("{letter}{n}")),
            None => {}
        }
    }

    /// Returns the text, without trailing cells that are not on the form.
    fn finish(mut self) -> String {
        if self.run.is_some_and(|(letter, _)| letter == 'x') {
            self.run = None;
        }
        self.flush();
        self.text
    }
}

/// Records of one kind as a table: the field names once, and a row of values for each record.
/// Trailing nulls of a row are left out. Records are taken one by one: as objects, a million of them
/// would need several gigabytes.
pub(super) fn table(records: impl IntoIterator<Item = Json>) -> Json {
    let (mut names, mut rows) = (Vec::new(), Vec::new());
    for record in records {
        let Json::Object(fields) = record else { continue };
        if names.is_empty() {
            names = fields.keys().cloned().collect();
        }
        let mut row: Vec<Json> = fields.into_iter().map(|(_, value)| value).collect();
        while row.last().is_some_and(Json::is_null) {
            row.pop();
        }
        row.shrink_to_fit();
        rows.push(Json::Array(row));
    }
    // `json!` would copy them.
    Json::Object([("names".to_owned(), json!(names)), ("rows".to_owned(), Json::Array(rows))].into_iter().collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zeros_are_empty_and_repeats_are_counted() {
        let mut packer = Packer::default();
        for figure in ["0", "12", "0", "0"] {
            packer.figure(figure);
        }
        packer.letter('b');
        packer.letter('x');
        packer.letter('x');
        packer.figure("-3.5");
        (0..5).for_each(|_| packer.figure("0"));
        packer.letter('x');
        assert_eq!(packer.finish(), ",12,,,b,x2,-3.5,z5");
    }
}
