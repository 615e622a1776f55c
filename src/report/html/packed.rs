//! A row of figures as one short text, so that ten thousand filings fit into a page that opens at once.
//!
//! Tokens stand between commas: nothing is 0, a decimal is itself, and a letter is what is no figure; a number
//! behind the letter says how many cells in a row are the same. Many zeros in a row are a letter as well.

use serde_json::{Value as Json, json};

use crate::model::{Catalogue, CellIx, Cells, State, Value};
use crate::say;

/// A filing's cells up to the last one its forms have.
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

/// Figures of a rollup, in the order of the catalogue, nothing standing for a sum of no figures; cells that no filing
/// has are not on it.
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

/// What the page knows a state by.
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

/// A run of zeros.
const ZERO: char = 'z';
/// So many zeros are shorter as nothing at all.
const FEW_ZEROS: u32 = 3;

#[derive(Default)]
struct Packer {
    text: String,
    run: Option<(char, u32)>,
    tokens: u32,
}

impl Packer {
    fn figure(&mut self, figure: &str) {
        if figure == "0" {
            return self.letter(ZERO);
        }
        self.flush();
        self.token(figure);
    }

    fn letter(&mut self, letter: char) {
        match &mut self.run {
            Some((same, n)) if *same == letter => *n += 1,
            Some(_) | None => {
                self.flush();
                self.run = Some((letter, 1));
            }
        }
    }

    fn token(&mut self, token: &str) {
        if self.tokens > 0 {
            self.text.push(',');
        }
        self.tokens += 1;
        self.text.push_str(token);
    }

    fn flush(&mut self) {
        match self.run.take() {
            Some((ZERO, n)) if n <= FEW_ZEROS => (0..n).for_each(|_| self.token("")),
            Some((letter, 1)) => self.token(&letter.to_string()),
            Some((letter, n)) => self.token(&format!("{letter}{n}")),
            None => {}
        }
    }

    /// What is not on the form at the end needs no saying.
    fn finish(mut self) -> String {
        if self.run.is_some_and(|(letter, _)| letter == 'x') {
            self.run = None;
        }
        self.flush();
        self.text
    }
}

/// Records of one kind, the names of their fields once and a row of values for each; what is nothing at the end of a row
/// is left out.
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
        rows.push(row);
    }
    json!({ "names": names, "rows": rows })
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
