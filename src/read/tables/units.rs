//! Units that stand over a table, in a column of their own or behind the label of a row.

use crate::model::TableIx;
use crate::read::bind::Fit;
use crate::read::grid::Row;
use crate::read::header::{Aside, Header};
use crate::read::number::Unit;
use crate::read::scan::Section;
use crate::read::tables::{LINES_OVER, TableReader};
use crate::read::vocabulary::WordIx;

impl TableReader<'_> {
    /// The unit of money named right over the header of a section, or in it; or one that no count has.
    pub(super) fn unit_over(&self, section: &Section) -> Option<(TableIx, WordIx)> {
        let table = section.header.table;
        let first = section.rows.first().copied().unwrap_or(section.start);
        let above = (section.start.saturating_sub(LINES_OVER)..first).rev();
        let mut above = above
            .map(|at| self.grid.row(at))
            .take_while(|row| !row.tokens.iter().any(|token| self.vocabulary.is_number(*token)));
        let word = above.find_map(|row| {
            let mut words = row.tokens.iter().filter_map(|token| token.word());
            words.find(|ix| matches!(self.vocabulary.get(*ix).unit_over, Some(Unit::Money(_) | Unit::Measure(_))))
        })?;
        Some((table, word))
    }

    /// The unit in the row's column of units, or in brackets behind its label.
    pub(super) fn unit_of(&self, row: &Row<'_>, header: &Header, end: usize, fit: Fit) -> Option<WordIx> {
        let is_unit = |ix: &WordIx| self.vocabulary.get(*ix).unit.is_some();
        let column = header.asides.iter().find(|(_, aside)| *aside == Aside::Unit && fit == Fit::Aligned);
        let printed = column.and_then(|(at, _)| row.token(*at).word()).filter(is_unit);
        printed.or_else(|| {
            let mut labels = row.tokens.iter().take(end).filter_map(|token| token.word());
            labels.rfind(|ix| self.vocabulary.get(*ix).unit_behind.is_some())
        })
    }
}
