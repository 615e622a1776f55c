//! Units that stand over a table, in a column of their own or behind the label of a row.

use crate::model::TableIx;
use crate::read::bind::Fit;
use crate::read::grid::{Row, Token};
use crate::read::header::{Aside, Header};
use crate::read::number::Unit;
use crate::read::scan::Section;
use crate::read::tables::{LINES_OVER, TableReader};
use crate::read::vocabulary::WordIx;

impl TableReader<'_> {
    /// The unit of money named right over the header of a section, or in it; or one that no count has.
    pub(super) fn unit_over(&self, section: &Section) -> Option<(TableIx, WordIx, Unit)> {
        let table = section.header.table;
        let first = section.rows.first().copied().unwrap_or(section.start);
        let above = (section.start.saturating_sub(LINES_OVER)..first).rev();
        let mut above = above
            .map(|at| self.grid.row(at))
            .take_while(|row| !row.tokens.iter().any(|token| self.vocabulary.is_number(*token)));
        above.find_map(|row| {
            row.tokens.iter().find_map(|token| match token {
                Token::Word(ix) => {
                    let unit = self.vocabulary.get(*ix).unit_over;
                    unit.filter(|unit| matches!(unit, Unit::Money(_) | Unit::Measure(_))).map(|unit| (table, *ix, unit))
                }
                Token::Blank | Token::Covered(_) | Token::Plain(_) => None,
            })
        })
    }

    /// The unit in the row's column of units, or in brackets behind its label.
    pub(super) fn unit_of(&self, row: &Row<'_>, header: &Header, end: usize, fit: Fit) -> Option<WordIx> {
        let is_unit = |ix: &WordIx| self.vocabulary.get(*ix).unit.is_some();
        let word = |token: Token| match token {
            Token::Word(ix) => Some(ix),
            Token::Blank | Token::Covered(_) | Token::Plain(_) => None,
        };
        let column = header.asides.iter().find(|(_, aside)| *aside == Aside::Unit && fit == Fit::Aligned);
        let printed = column.and_then(|(at, _)| word(row.token(*at))).filter(is_unit);
        printed.or_else(|| {
            let mut labels = row.tokens.iter().take(end).filter_map(|token| word(*token));
            labels.rfind(|ix| self.vocabulary.get(*ix).unit_behind.is_some())
        })
    }
}
