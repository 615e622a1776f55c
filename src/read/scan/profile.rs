//! Counts of what stands in a row, to tell headers, rows of figures and lines of text apart.

use crate::model::TableIx;
use crate::read::grid::{Row, Token};
use crate::read::number::Parsed;
use crate::read::vocabulary::{Vocabulary, WordIx};

/// What stands in a row. For `(1) granted │ 3 │ / │ 3`: four filled fields, one label, three figures beginning at 1, of
/// which the fields 1 and 3 are numbers.
#[derive(Default)]
pub(super) struct Profile {
    /// Fields that are not blank.
    pub(super) filled: usize,
    /// The different labels that are a line or a group of some table.
    pub(super) labels: Vec<WordIx>,
    /// Figures, and signs that stand for one, such as `/`.
    pub(super) figures: usize,
    /// The position of the first figure.
    pub(super) first_figure: usize,
    /// The positions of numbers; signs in place of a number are left out.
    pub(super) numbers: Vec<usize>,
    /// Printed matter that is neither label nor figure, such as `No.` or `unit: cases`.
    pub(super) furniture: usize,
    /// Furniture that is no unit of the row's figures.
    pub(super) signs: usize,
    /// The table that the first title in the row can be of.
    pub(super) heading: Option<TableIx>,
    /// How many tables that title can be of.
    pub(super) headings: usize,
    /// Some field is a year and nothing else.
    pub(super) is_year: bool,
}

impl Profile {
    /// Profiles a row, in place of the one before.
    pub(super) fn fill(&mut self, row: &Row<'_>, vocabulary: &Vocabulary<'_>) {
        let (mut labels, mut numbers) = (std::mem::take(&mut self.labels), std::mem::take(&mut self.numbers));
        labels.clear();
        numbers.clear();
        *self = Profile { labels, numbers, ..Profile::default() };
        for (at, token) in row.tokens.iter().enumerate() {
            match token {
                Token::Blank | Token::Covered(_) => continue,
                Token::Plain(_) => {
                    self.figure(at);
                    self.numbers.push(at);
                }
                Token::Word(ix) => {
                    let word = vocabulary.get(*ix);
                    if self.heading.is_none() {
                        self.heading = word.headings().next();
                        self.headings = word.headings().count();
                    }
                    self.is_year |= word.is_year;
                    if word.is_line_or_group {
                        if !self.labels.contains(ix) {
                            self.labels.push(*ix);
                        }
                    } else if word.is_furniture() {
                        self.furniture += 1;
                        self.signs += usize::from(word.unit.is_none());
                    } else if word.is_figure() {
                        self.figure(at);
                        if matches!(word.parsed, Parsed::Figure { .. }) {
                            self.numbers.push(at);
                        }
                    }
                }
            }
            self.filled += 1;
        }
    }

    /// Counts a figure.
    fn figure(&mut self, at: usize) {
        if self.figures == 0 {
            self.first_figure = at;
        }
        self.figures += 1;
    }
}
