//! Where the figures of a row belong.

use std::cmp::Ordering;

use crate::read::grid::Token;
use crate::read::header::Header;

/// Where the figures of a row belong.
///
/// ```text
/// item     │ natural │ business │ total
/// received │ 4       │ 1        │ 5              Aligned
/// received │         │ 4        │ 1     │ 5      From(2)
/// received │ 4       │ 5                         Gap { start: 1, gap: 1 }: what `business` had is lost
/// received │         │ 4        │ 5              Pushed { start: 1, blank: 1 }: the blank was that of `business`
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fit {
    /// Under their labels.
    Aligned,
    /// One after the other from that position: the row has slid, or the labels say no more than the order.
    From(usize),
    /// One cell after the other, from that position, however many fields each merged cell takes.
    Cells(usize),
    /// One after the other from a position, but for one column whose figure is lost.
    Gap {
        /// Position of the first figure.
        start: usize,
        /// Position of the column among the others.
        gap: usize,
    },
    /// One after the other behind a blank that has moved to the front of the row, with the figures before it.
    Pushed {
        /// Where the blank stands now.
        start: usize,
        /// The column that it was the blank of.
        blank: usize,
    },
}

impl Fit {
    /// The column whose figure is lost.
    pub fn lost(&self) -> Option<usize> {
        match self {
            Fit::Gap { gap, .. } => Some(*gap),
            Fit::Aligned | Fit::From(_) | Fit::Cells(_) | Fit::Pushed { .. } => None,
        }
    }
}

/// A total of a row and what it is the sum of, as positions among the columns of the header.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sum {
    /// The total.
    pub total: usize,
    /// Its parts.
    pub parts: Vec<usize>,
}

/// The position of a leaf's figure in a row.
pub fn position(fit: Fit, leaf: usize, header: &Header, tokens: &[Token]) -> usize {
    match fit {
        Fit::Aligned => header.leaves[leaf].at,
        Fit::From(start) => start + leaf,
        Fit::Gap { start, gap } => match leaf.cmp(&gap) {
            Ordering::Less => start + leaf,
            Ordering::Equal => tokens.len(),
            Ordering::Greater => start + leaf - 1,
        },
        Fit::Pushed { start, blank } => match leaf.cmp(&blank) {
            Ordering::Less => start + leaf + 1,
            Ordering::Equal => start,
            Ordering::Greater => start + leaf,
        },
        Fit::Cells(start) => {
            let mut cells = (start..tokens.len()).filter(|at| !matches!(tokens[*at], Token::Covered(_)));
            cells.nth(leaf).unwrap_or(tokens.len())
        }
    }
}
