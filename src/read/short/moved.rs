//! Rows that have lost a cell and are as wide as the others: a blank was put in at the end, or at the beginning.

use crate::model::Axis;
use crate::read::bind::{self, Candidate, Context, Fit, Sum};
use crate::read::grid::{Grid, Token};
use crate::read::header::{Header, Leaf, Stub};
use crate::read::short::Lack;

/// A table whose rows have sums.
pub(super) struct Moved<'a> {
    grid: &'a Grid,
    header: &'a Header,
    context: &'a Context<'a>,
    sums: Vec<Sum>,
    /// Blanks are rare in it.
    is_dense: bool,
}

impl<'a> Moved<'a> {
    /// Nothing where the columns do not stand side by side under their labels.
    pub(super) fn of(
        candidates: &[Candidate],
        header: &'a Header,
        grid: &'a Grid,
        context: &'a Context<'a>,
    ) -> Option<Moved<'a>> {
        // What a column of subtotals or one that is not the form's adds to the sums is not known.
        let table = context.catalogue.table(header.table);
        let is_plain = |leaf: &Leaf| match (leaf.row, leaf.column) {
            (_, Some(column)) => !table.is_own_only(Axis::Column, column),
            (Some(row), None) => !table.is_own_only(Axis::Row, row),
            (None, None) => false,
        };
        let is_side_by_side = bind::contiguous(header).is_some() && header.aligned && !grid.is_stack();
        if !is_side_by_side || !header.leaves.iter().all(is_plain) {
            return None;
        }
        let sums = context.sums(header);
        if sums.is_empty() && header.stub != Stub::Columns {
            return None;
        }
        let mut moved = Moved { grid, header, context, sums, is_dense: false };
        let blanks = candidates.iter().map(|candidate| moved.blanks(candidate)).filter(|blanks| !blanks.is_empty());
        // A row that is blank altogether says nothing of the others.
        let n_with = blanks.filter(|blanks| blanks.len() < header.leaves.len()).count();
        moved.is_dense = n_with * 2 < candidates.len() || candidates.len() == 1;
        Some(moved)
    }

    /// The columns in which a row is blank.
    fn blanks(&self, candidate: &Candidate) -> Vec<usize> {
        let row = self.grid.row(candidate.at);
        let is_blank = |leaf: &usize| row.token(self.header.leaves[*leaf].at).is_empty();
        (0..self.header.leaves.len()).filter(is_blank).collect()
    }

    /// What a row lacks that is as wide as the others.
    pub(super) fn lack(&self, candidate: &Candidate) -> Option<Lack> {
        let row = self.grid.row(candidate.at);
        let (n, start) = (self.header.leaves.len(), self.header.leaves[0].at);
        let blanks = self.blanks(candidate);
        let is_merged = row.tokens.iter().skip(candidate.label.end).any(|token| matches!(token, Token::Covered(_)));
        let is_plain = candidate.fits.contains(&Fit::Aligned) && candidate.label.end <= start && !is_merged;
        if !is_plain || blanks.len() == n || (self.is_dense && blanks.len() > 1) {
            return None;
        }
        // On its side a table has its sums in its columns, and all laws have to be asked.
        if self.sums.is_empty() {
            return match blanks[..] {
                [only] if self.is_dense && only == n - 1 => Some(Lack::AtEnd { blank: false }),
                [0] if self.is_dense => Some(Lack::AtStart { blank: false }),
                _ => None,
            };
        }
        let is_summed = self.add_up(Fit::Aligned, Lost::Nothing, row.tokens);
        let lost = |gap| if self.is_dense { Lost::Figure(gap) } else { Lost::Blank };
        if blanks.contains(&(n - 1)) && !is_summed {
            // A gap in the last column is what is printed.
            let holds = |gap: usize| self.add_up(Fit::Gap { start, gap }, lost(gap), row.tokens);
            let one = (0..n - 1).any(holds).then_some(Lack::AtEnd { blank: !self.is_dense });
            return one.or_else(|| self.ends_with_its_sum(row.tokens).then_some(Lack::Several));
        }
        let is_pushed = |blank: usize| self.add_up(Fit::Pushed { start, blank }, lost(blank), row.tokens);
        let may_be_pushed = match is_summed {
            true => blanks == [0],
            false => blanks.contains(&0) && (1..n).any(is_pushed),
        };
        may_be_pushed.then_some(Lack::AtStart { blank: !self.is_dense })
    }

    /// True if the last figure of a row is the sum of those before it, which are several: where its total should be
    /// there is none.
    fn ends_with_its_sum(&self, tokens: &[Token]) -> bool {
        let figures = self.header.leaves.iter().filter_map(|leaf| self.context.figure(leaf.at, tokens));
        let figures: Vec<i64> = figures.filter(|figure| *figure != 0).collect();
        if self.sums.iter().all(|sum| sum.total + 1 < self.header.leaves.len()) {
            return false;
        }
        figures.split_last().is_some_and(|(last, parts)| parts.len() > 1 && parts.iter().sum::<i64>() == *last)
    }

    /// True if every sum of the row holds, with whatever is gone.
    fn add_up(&self, fit: Fit, lost: Lost, tokens: &[Token]) -> bool {
        let figure = |leaf: usize| self.context.figure(bind::position(fit, leaf, self.header, tokens), tokens);
        self.sums.iter().all(|Sum { total, parts }| {
            let sum: i64 = parts.iter().filter_map(|leaf| figure(*leaf)).sum();
            match (lost, figure(*total)) {
                (Lost::Figure(leaf), _) if leaf == *total => true,
                (Lost::Figure(leaf), Some(total)) if parts.contains(&leaf) => sum <= total,
                (_, total) => total.unwrap_or(0) == sum,
            }
        })
    }
}

/// What a row has lost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Lost {
    Nothing,
    Blank,
    /// In that column.
    Figure(usize),
}
