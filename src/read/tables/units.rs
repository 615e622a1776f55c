//! Units above a table, below it, in a column of their own, or behind the label of a row.
//!
//! ```text
//! Unit: 10,000 yuan                     over the table: for all money in it
//! item              unit    amount
//! fees              yuan    120         in a column: for this row, before the one above
//! fees (yuan)               120         behind the label: the same
//! ```
//!
//! The nearest unit counts. Money is converted; a count in hundreds or thousands is not, since its last digits are not
//! known.

use crate::model::{CellKind, TableIx};
use crate::read::bind::Fit;
use crate::read::grid::{Grid, Row, Token};
use crate::read::header::{Aside, Header};
use crate::read::number::Unit;
use crate::read::section::Section;
use crate::read::tables::{LINES_OVER, Piece, TableReader};
use crate::read::vocabulary::{Vocabulary, Word, WordIx};

/// The units in lines that belong to no table in particular: above all tables, below one, or in a note.
#[derive(Debug, Default)]
pub(super) struct General {
    /// The text that says the counts are hundreds or thousands.
    counts: Option<WordIx>,
    /// The text that names a unit of money.
    money: Option<WordIx>,
    /// The current table has a line of its own which says that it counts one by one.
    pub is_shut_out: bool,
    /// The text that makes the counts of some table hundreds or thousands, for a remark.
    pub told: Option<String>,
}

impl General {
    /// Learns the units in the lines of a piece.
    pub(super) fn learn(&mut self, piece: &Piece<'_>, vocabulary: &Vocabulary<'_>) {
        (self.counts, self.money) = (None, None);
        let first = piece.sections.iter().map(|section| section.start).min().unwrap_or(0);
        for &at in &piece.units {
            let row = piece.grid.row(at);
            for ix in row.tokens.iter().filter_map(|token| token.word()) {
                let units = vocabulary.get(ix).units;
                let over = |section: &&&Section| section.start > at && section.start - at <= LINES_OVER;
                let is_over_one = at >= first && !units.is_note && piece.sections.iter().any(|section| over(&section));
                if units.is_multiple() && !is_over_one {
                    self.counts = self.counts.or(Some(ix));
                }
                if units.money.is_some() && !is_over_one {
                    self.money = self.money.or(Some(ix));
                }
            }
        }
    }
}

/// The rows of a grid, by position, that name units beside its tables.
pub fn lines(grid: &Grid, vocabulary: &Vocabulary<'_>) -> Vec<usize> {
    let is_line = |row: &Row<'_>| {
        let filled: Vec<&Token> = row.tokens.iter().filter(|token| !token.is_empty()).collect();
        // A line may consist of the label of a field alone: 单位（百件）.
        let is_beside = |word: &Word| !word.is_label() || filled.len() == 1 && word.field().is_some();
        let names = |word: WordIx| {
            let word = vocabulary.get(word);
            (word.units.is_multiple() || word.units.money.is_some()) && is_beside(word)
        };
        !filled.iter().any(|token| vocabulary.is_number(**token))
            && filled.iter().filter_map(|token| token.word()).any(names)
    };
    (0..grid.n_rows()).filter(|at| is_line(&grid.row(*at))).collect()
}

impl TableReader<'_> {
    /// The rows right above the header of a section and those in it, from bottom to top.
    fn rows_over(&self, section: &Section) -> impl Iterator<Item = Row<'_>> {
        let first = section.rows.first().copied().unwrap_or(section.start);
        let above = (section.start.saturating_sub(LINES_OVER)..first).rev();
        let is_number = |row: &Row<'_>| row.tokens.iter().any(|token| self.vocabulary.is_number(*token));
        above.map(|at| self.grid.row(at)).take_while(move |row| !is_number(row))
    }

    /// The unit of money right above or in the header of a section, or a multiple for its counts.
    pub(super) fn unit_over(&self, section: &Section) -> Option<(TableIx, WordIx)> {
        let mut above = self.rows_over(section);
        let names = |ix: &WordIx| {
            let units = self.vocabulary.get(*ix).units;
            units.money.is_some() || units.is_multiple()
        };
        let word = above.find_map(|row| row.tokens.iter().filter_map(|token| token.word()).find(names))?;
        Some((section.header.table, word))
    }

    /// True if a line above the section says that it counts one by one (单位：件).
    pub(super) fn counts_singly(&self, section: &Section) -> bool {
        let is_counter = |ix: WordIx| {
            let word = self.vocabulary.get(ix);
            word.units.counts == Some(Unit::Counter) && !word.is_label()
        };
        self.rows_over(section).any(|row| row.tokens.iter().filter_map(|token| token.word()).any(is_counter))
    }

    /// Keeps the text for the remark on a table whose counts are hundreds or thousands.
    pub(super) fn note_multiple(&mut self) {
        let text = self.unit_elsewhere(&CellKind::Count { signed: false });
        let text = text.map(|(word, _)| word.raw.trim().to_owned());
        self.general.told = self.general.told.take().or(text);
    }

    /// The unit that a line above the table, or elsewhere, names for figures of that kind.
    pub(super) fn unit_elsewhere(&self, kind: &CellKind) -> Option<(&Word, Unit)> {
        let of_kind = |ix: WordIx| {
            let word = self.vocabulary.get(ix);
            let unit = match kind {
                CellKind::Money { .. } => word.units.money,
                CellKind::Count { .. } => word.units.counts.filter(|_| word.units.is_multiple()),
                CellKind::Measure { .. } | CellKind::Date => None,
            };
            Some((word, unit?))
        };
        let general = match kind {
            CellKind::Count { .. } => self.general.counts.filter(|_| !self.general.is_shut_out),
            _ => self.general.money,
        };
        self.over.and_then(|(_, ix)| of_kind(ix)).or_else(|| of_kind(general?))
    }

    /// The unit in the row's column of units, or in brackets behind its label.
    pub(super) fn unit_of(&self, row: &Row<'_>, header: &Header, end: usize, fit: Fit) -> Option<WordIx> {
        let is_unit = |ix: &WordIx| self.vocabulary.get(*ix).unit.is_some();
        let column = header.place_of(Aside::Unit).filter(|_| fit == Fit::Aligned);
        let printed = column.and_then(|at| row.token(at).word()).filter(is_unit);
        printed.or_else(|| {
            let mut labels = row.tokens.iter().take(end).filter_map(|token| token.word());
            labels.rfind(|ix| self.vocabulary.get(*ix).unit_behind.is_some())
        })
    }
}
