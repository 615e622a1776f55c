//! The column of remarks behind the figures. Remarks slide with their row, and so show that it has slid.
//!
//! ```text
//! received │ 4 │ 1 │ 5 │ see note       as printed under the header
//! decided  │ 3 │ 3 │ done │             `done` is a remark in the column of the total: one figure to the left is lost
//! ```

use crate::read::grid::{Row, Token};
use crate::read::header::{Aside, AsideColumn, Header};
use crate::read::vocabulary::Vocabulary;

/// A column of remarks behind columns that stand side by side.
pub(super) struct Remarks {
    /// The fields of the columns.
    columns: std::ops::Range<usize>,
    /// The field of the remarks.
    at: usize,
    /// Fields of the header.
    width: usize,
}

impl Remarks {
    /// `None` if the columns do not stand side by side, or no column of remarks stands behind them. `first` is where
    /// they begin.
    pub(super) fn of(header: &Header, first: Option<usize>) -> Option<Remarks> {
        let first = first?;
        let columns = first..first + header.leaves.len();
        let is_behind = |column: &&AsideColumn| column.holds == Aside::Remark && columns.end <= column.at;
        let at = header.asides.iter().find(is_behind)?.at;
        Some(Remarks { columns, at, width: header.width })
    }

    /// True for the field to which the remark has moved if the figures begin at `start`.
    pub(super) fn is_at(&self, at: usize, start: usize) -> bool {
        at + self.columns.start == self.at + start
    }

    /// True if the row is narrower than the header and has a text in its last column of figures: that is the remark,
    /// and the row has slid.
    pub(super) fn has_slid(&self, row: &Row<'_>, vocabulary: &Vocabulary<'_>) -> bool {
        let is_text = |token: Token| !token.is_empty() && !vocabulary.is_figure(token);
        row.tokens.len() < self.width && is_text(row.token(self.columns.end - 1))
    }
}
