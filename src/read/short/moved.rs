//! Rows that have lost a cell and are still as wide as the others: a blank was added at the end, or at the beginning.
//!
//! ```text
//!            natural   business   other   total
//! received   4         1          0       5
//! granted    3         0          3                `other` was deleted, and the rest has moved to the left
//! refused              1          0       1        nothing is wrong, or the 1 is `natural`, and a cell behind it is gone
//! ```

use crate::model::Axis;
use crate::read::bind::{self, Candidate, Fit, RowContext, Sum};
use crate::read::grid::{Grid, Token};
use crate::read::header::{Header, Leaf, Stub};
use crate::read::short::Lack;
use crate::read::vocabulary::Vocabulary;

/// A table whose rows have sums.
pub(super) struct Moved<'a> {
    grid: &'a Grid,
    header: &'a Header,
    context: &'a RowContext<'a>,
    /// The sums in a row; empty for a table on its side.
    sums: Vec<Sum>,
    /// It prints zeros, so that blanks are rare.
    is_dense: bool,
    /// Its last column is a total, which most rows that are not blank have.
    has_totals: bool,
    /// Every row has lost the same column.
    has_lost_column: bool,
}

impl<'a> Moved<'a> {
    /// `None` if the columns do not stand side by side under their labels.
    pub(super) fn of(
        candidates: &[Candidate],
        header: &'a Header,
        grid: &'a Grid,
        context: &'a RowContext<'a>,
    ) -> Option<Moved<'a>> {
        // It is not known what a column of subtotals, or one that the form does not have, adds to the sums.
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
        let mut moved =
            Moved { grid, header, context, sums, is_dense: false, has_totals: false, has_lost_column: false };
        // A row that is all blank says nothing about the others.
        let n = header.leaves.len();
        let blanks = candidates.iter().map(|candidate| moved.blanks(candidate).len()).filter(|n_blank| *n_blank < n);
        let blanks: Vec<usize> = blanks.collect();
        let rows: Vec<Vec<Option<i64>>> = candidates.iter().map(|candidate| moved.figures(candidate)).collect();
        // In a table that prints zeros, blanks are suspicious however many rows have one.
        moved.is_dense = match blanks[..] {
            [only] => only * 2 < n,
            _ => {
                let is_rare = blanks.iter().filter(|n_blank| **n_blank > 0).count() * 2 < blanks.len();
                let n_noughts = rows.iter().flatten().filter(|figure| **figure == Some(0)).count();
                is_rare || n_noughts > MANY_NOUGHTS * blanks.iter().sum::<usize>()
            }
        };
        moved.has_totals = moved.has_totals(&rows);
        moved.has_lost_column = moved.has_lost_column(candidates, &rows);
        Some(moved)
    }

    /// The figure in each column of a row.
    fn figures(&self, candidate: &Candidate) -> Vec<Option<i64>> {
        let tokens = self.grid.row(candidate.at).tokens;
        self.header.leaves.iter().map(|leaf| self.context.figure(leaf.at, tokens)).collect()
    }

    fn has_totals(&self, rows: &[Vec<Option<i64>>]) -> bool {
        let with_figures = rows.iter().filter(|row| row.iter().any(Option::is_some));
        let (with, without): (Vec<_>, Vec<_>) = with_figures.partition(|row| row.last().is_some_and(Option::is_some));
        without.len() <= with.len().max(1)
    }

    /// True if one column is missing in all rows. Either the last column is blank everywhere and the one before it may
    /// be the total; or the first is blank everywhere in a table that prints zeros, and totals are more than their
    /// parts.
    fn has_lost_column(&self, candidates: &[Candidate], rows: &[Vec<Option<i64>>]) -> bool {
        let n = self.header.leaves.len();
        let Some(Sum { parts, .. }) = self.sums.iter().find(|sum| sum.total + 1 == n) else { return false };
        // What a sign, or a figure with a mark, adds to a sum is not known here.
        let is_clear = |(candidate, row): (&Candidate, &Vec<Option<i64>>)| {
            let printed = self.grid.row(candidate.at);
            let mut leaves = self.header.leaves.iter().zip(row);
            leaves.all(|(leaf, figure)| figure.is_some() || printed.token(leaf.at).is_empty())
        };
        if !candidates.iter().zip(rows).all(is_clear) {
            return false;
        }
        let has_figures = |row: &&Vec<Option<i64>>| row.iter().flatten().any(|figure| *figure != 0);
        let rows: Vec<&Vec<Option<i64>>> = rows.iter().filter(has_figures).collect();
        let sum = |row: &[Option<i64>], end: usize| -> i64 {
            parts.iter().filter(|leaf| **leaf < end).filter_map(|leaf| row[*leaf]).sum()
        };
        let may_be_total =
            |row: &&Vec<Option<i64>>| row[n - 1].is_none() && row[n - 2].is_some_and(|last| last >= sum(row, n - 2));
        // The total includes what is missing. If nothing stands before it, any figure is as large.
        let is_last =
            rows.iter().all(may_be_total) && rows.iter().filter(|row| sum(row, n - 2) > 0).count() >= FEWEST_ROWS;
        let lacks = |row: &&&Vec<Option<i64>>| row[n - 1].is_some_and(|total| total > sum(row, n));
        // One total may be wrong.
        let is_first = || {
            self.is_dense && rows.iter().all(|row| row[0].is_none()) && rows.iter().filter(lacks).count() >= FEWEST_ROWS
        };
        is_last || is_first()
    }

    /// The columns in which a row is blank. A sign or remark at one end of the row, and nowhere else in it, may stand
    /// for a blank.
    fn blanks(&self, candidate: &Candidate) -> Vec<usize> {
        let row = self.grid.row(candidate.at);
        let (n, token) = (self.header.leaves.len(), |leaf: usize| row.token(self.header.leaves[leaf].at));
        let blanks: Vec<usize> = (0..n).filter(|leaf| token(*leaf).is_empty()).collect();
        if !blanks.is_empty() {
            return blanks;
        }
        let signs = (0..n).filter(|leaf| is_blank(token(*leaf), self.context.vocabulary));
        match signs.collect::<Vec<usize>>()[..] {
            [only] if only == 0 || only + 1 == n => vec![only],
            _ => Vec::new(),
        }
    }

    /// What a row lacks that is as wide as the others.
    pub(super) fn lack(&self, candidate: &Candidate) -> Option<Lack> {
        let row = self.grid.row(candidate.at);
        let (n, start) = (self.header.leaves.len(), self.header.leaves[0].at);
        let blanks = self.blanks(candidate);
        let is_merged = row.tokens.iter().skip(candidate.label.end).any(|token| matches!(token, Token::Covered(_)));
        let is_plain = candidate.fits.contains(&Fit::Aligned) && candidate.label.end <= start && !is_merged;
        if !is_plain || blanks.len() == n {
            return None;
        }
        if self.has_lost_column {
            return Some(Lack::Column);
        }
        // A table on its side has its sums in its columns, so all laws have to be asked.
        if self.sums.is_empty() {
            return match blanks[..] {
                [only] if self.is_dense && only == n - 1 => Some(Lack::AtEnd { blank: false }),
                [0] if self.is_dense => Some(Lack::AtStart { blank: false, is_odd: true }),
                _ => None,
            };
        }
        let is_summed = self.add_up(Fit::Aligned, Lost::Nothing, row.tokens);
        if blanks.contains(&(n - 1)) && !is_summed {
            return self.lack_at_end(row.tokens, &blanks);
        }
        let n_first = blanks.iter().enumerate().take_while(|(at, blank)| at == *blank).count();
        if self.is_dense {
            return match (n_first, is_summed) {
                (0, _) => None,
                _ if blanks.len() > n_first => None,
                (1, _) => Some(Lack::AtStart { blank: is_summed, is_odd: true }),
                (_, _) => Some(Lack::SeveralAtStart),
            };
        }
        let is_pushed = |blank: usize| self.add_up(Fit::Pushed { start, blank }, Lost::Blank, row.tokens);
        let may_be_pushed = match is_summed {
            true => blanks == [0],
            false => n_first > 0 && (1..n).any(is_pushed),
        };
        may_be_pushed.then_some(Lack::AtStart { blank: true, is_odd: false })
    }

    /// What a row lacks whose last column is blank and whose sums do not hold.
    fn lack_at_end(&self, tokens: &[Token], blanks: &[usize]) -> Option<Lack> {
        let (n, start) = (self.header.leaves.len(), self.header.leaves[0].at);
        let Some(Sum { parts, .. }) = self.sums.iter().find(|sum| sum.total + 1 == n) else {
            // A gap in the last column is what is printed.
            let lost = |gap| if self.is_dense { Lost::Figure(gap) } else { Lost::Blank };
            let holds = |gap: usize| self.add_up(Fit::Gap { start, gap }, lost(gap), tokens);
            let is_one = !self.is_dense || blanks.len() == 1;
            return (is_one && (0..n - 1).any(holds)).then_some(Lack::AtEnd { blank: !self.is_dense });
        };
        if !self.has_totals {
            return None;
        }
        let n_last = blanks.iter().rev().zip((0..n).rev()).take_while(|(blank, at)| *blank == at).count();
        let figure = |leaf: usize| self.context.figure(self.header.leaves[leaf].at, tokens).unwrap_or(0);
        let figures: Vec<i64> = parts.iter().copied().filter(|leaf| *leaf + n_last < n).map(figure).collect();
        let (last, before) = figures.split_last()?;
        let sum: i64 = before.iter().sum();
        // A figure that is at least as large as all before it may be their total.
        let may_be_total = *last >= sum;
        match (n_last, self.is_dense) {
            (1, _) => may_be_total.then_some(Lack::AtEnd { blank: !self.is_dense }),
            (_, true) => Some(Lack::Several),
            (_, false) if may_be_total && sum > 0 => Some(Lack::Several),
            (_, false) => (sum > 0).then_some(Lack::PerhapsSeveral),
        }
    }

    /// True if every sum of the row holds when it is read that way.
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

/// In fewer rows with figures, a figure may equal the sum of the others by coincidence.
const FEWEST_ROWS: usize = 3;

/// A table prints zeros if it has at least so many of them for each blank.
const MANY_NOUGHTS: usize = 4;

/// True for a blank, and for a sign or remark in place of a figure.
pub(super) fn is_blank(token: Token, vocabulary: &Vocabulary<'_>) -> bool {
    match token {
        Token::Blank | Token::Covered(_) => true,
        Token::Plain(_) => false,
        Token::Word(word) => {
            !vocabulary.is_number(token) && !vocabulary.get(word).raw.contains(|c: char| c.is_ascii_digit())
        }
    }
}

/// What a row has lost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Lost {
    Nothing,
    Blank,
    /// A figure, in that column.
    Figure(usize),
}
