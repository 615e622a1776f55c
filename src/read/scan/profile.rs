//! What a row holds, as far as that tells headers, rows of figures and lines of text apart.

use crate::model::TableIx;
use crate::read::grid::{Row, Token};
use crate::read::number::Parsed;
use crate::read::vocabulary::{Vocabulary, WordIx};

/// What there is in a row.
#[derive(Default)]
pub(super) struct Profile {
    pub(super) filled: usize,
    /// Distinct labels that are a line or a group of some table.
    pub(super) labels: Vec<WordIx>,
    pub(super) figures: usize,
    /// Position of the first figure.
    pub(super) first_figure: usize,
    /// Positions of those that are numbers and not signs in place of one.
    pub(super) numbers: Vec<usize>,
    pub(super) furniture: usize,
    /// Furniture that is no unit of the row's figures.
    pub(super) signs: usize,
    /// The first table named, and how many its name could be.
    pub(super) heading: Option<TableIx>,
    pub(super) headings: usize,
    /// A year and nothing else.
    pub(super) is_year: bool,
}

impl Profile {
    /// Looks through a row, forgetting the one before.
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

    fn figure(&mut self, at: usize) {
        if self.figures == 0 {
            self.first_figure = at;
        }
        self.figures += 1;
    }
}
