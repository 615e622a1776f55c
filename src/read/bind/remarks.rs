//! Remarks behind the figures of a row: they slide with the row, and tell that it has slid.

use crate::read::grid::{Row, Token};
use crate::read::header::{Aside, AsideColumn, Header};
use crate::read::vocabulary::Vocabulary;

/// The column of remarks behind columns that stand side by side.
pub(super) struct Remarks {
    columns: std::ops::Range<usize>,
    at: usize,
    width: usize,
}

impl Remarks {
    /// Nothing where the columns do not stand side by side, from the first one on.
    pub(super) fn of(header: &Header, first: Option<usize>) -> Option<Remarks> {
        let first = first?;
        let columns = first..first + header.leaves.len();
        let is_behind = |column: &&AsideColumn| column.holds == Aside::Remark && columns.end <= column.at;
        let at = header.asides.iter().find(is_behind)?.at;
        Some(Remarks { columns, at, width: header.width })
    }

    /// True of the place to which a remark has slid with figures that begin at `start`.
    pub(super) fn is_at(&self, at: usize, start: usize) -> bool {
        at + self.columns.start == self.at + start
    }

    /// True if a row is narrower than the header and has a text in its last column that is no figure: that is its
    /// remark, and it has slid with all the rest.
    pub(super) fn has_slid(&self, row: &Row<'_>, vocabulary: &Vocabulary<'_>) -> bool {
        let is_text = |token: Token| !token.is_empty() && !vocabulary.is_figure(token);
        row.tokens.len() < self.width && is_text(row.token(self.columns.end - 1))
    }
}
