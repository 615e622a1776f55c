//! Rows that have lost a figure, in a table whose other rows are whole.
//!
//! ```text
//!            natural   business   other   total
//! received   4         1          0       5
//! granted    3         1          4                one field is missing, and no label tells which
//! ```
//!
//! The sum of the row says here that the missing figure is 0, and the sums of the columns may say where it stood. If
//! the sums of the form leave one way to read the row (`ways`), it is read that way. If they leave several, only what
//! these agree on is read. If they leave none, nothing is read.

mod moved;
mod together;
mod ways;

use std::cell::LazyCell;
use std::collections::BTreeMap;
use std::ops::Deref;

use crate::model::Catalogue;
use crate::read::bind::{self, Candidate, Indent, RowContext};
use crate::read::grid::{Grid, Row, Token};
use crate::read::header::Header;
use crate::read::rows;
use crate::read::short::moved::Moved;
pub use crate::read::short::together::{Around, Suspect, Together, together};
pub use crate::read::short::ways::{Reading, Table, fit};
use crate::read::vocabulary::Vocabulary;

/// What is wrong with a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lack {
    /// It has one field fewer than the other rows.
    Field {
        /// How many fields the other rows have behind their last column.
        beyond: usize,
    },
    /// It is as wide as the others and ends with a blank, and its sums hold if a cell inside it was deleted.
    AtEnd {
        /// The deleted cell was blank too, as the other rows have blanks for zeros.
        blank: bool,
    },
    /// It is as wide as the others and begins with a blank, and a blank inside it may have been deleted.
    AtStart {
        /// What may have been deleted adds nothing to the sums of the row.
        blank: bool,
        /// The other rows print zeros and have no blanks, so that a blank is suspicious.
        is_odd: bool,
    },
    /// It is as wide as the others, and its last fields are blank, the total among them: several cells may have been
    /// deleted.
    Several,
    /// The same, but nothing in the row itself supports it.
    PerhapsSeveral,
    /// It is as wide as the others and begins with several blanks, where the other rows print zeros.
    SeveralAtStart,
    /// It has slid like the rows beside it and has one field fewer: no figure stands under its column.
    Slid,
    /// One column is missing, in every row, and nothing tells which.
    Column,
}

impl Lack {
    /// True if the row begins with blanks.
    pub fn is_at_start(&self) -> bool {
        matches!(self, Lack::AtStart { .. } | Lack::SeveralAtStart)
    }

    /// True if the other rows print zeros and have no blanks.
    fn is_odd(&self) -> bool {
        matches!(self, Lack::AtStart { is_odd: true, .. } | Lack::AtEnd { blank: false })
    }
}

/// For each row of a section what it lacks: it has fewer fields behind its label than the table has columns, while the
/// others have enough, or while all lack one that would be the total; or it has one blank too many at its end or
/// beginning.
pub fn rows(candidates: &[Candidate], header: &Header, grid: &Grid, context: &RowContext<'_>) -> Vec<Option<Lack>> {
    let short = narrow(candidates, header, grid, context);
    // Most tables have no row with a blank, so this is worked out only when asked for.
    let moved = LazyCell::new(|| Moved::of(candidates, header, grid, context));
    let has_blank = |candidate: &Candidate| {
        let row = grid.row(candidate.at);
        header.leaves.iter().any(|leaf| moved::is_blank(row.token(leaf.at), context.vocabulary))
    };
    let lack = |(at, beyond): (usize, Option<usize>)| match beyond {
        Some(beyond) => Some(Lack::Field { beyond }),
        None if has_slid(candidates, at, header, grid) => Some(Lack::Slid),
        None if has_blank(&candidates[at]) => moved.as_ref()?.lack(&candidates[at]),
        None => None,
    };
    short.into_iter().enumerate().map(lack).collect()
}

/// True for a row that begins with a blank, like a row beside it that is one field wider. Under a header whose columns
/// do not stand over their figures, that blank is no figure.
fn has_slid(candidates: &[Candidate], at: usize, header: &Header, grid: &Grid) -> bool {
    let begins_blank = |candidate: &Candidate| {
        let row = grid.row(candidate.at);
        row.token(candidate.label.end).is_empty() && !is_blank(&row, candidate)
    };
    let is_wider = |other: usize| {
        let other = candidates.get(other);
        other.is_some_and(|other| begins_blank(other) && other.behind() == candidates[at].behind() + 1)
    };
    let is_loose = !header.aligned && !grid.is_stack();
    is_loose && begins_blank(&candidates[at]) && (is_wider(at + 1) || at > 0 && is_wider(at - 1))
}

/// For each row that has one field fewer than the others, how many fields the others have behind their last column.
fn narrow(candidates: &[Candidate], header: &Header, grid: &Grid, context: &RowContext<'_>) -> Vec<Option<usize>> {
    let n_columns = header.leaves.len();
    // In a sheet every cell has its place: a row that ends early has blanks at its end.
    if grid.is_placed() && !grid.is_stack() {
        return vec![None; candidates.len()];
    }
    // Asked for only if a row does not end with a figure under the last column.
    let kinds = LazyCell::new(|| Kinds::of(candidates, header, context));
    // If merged cells have collapsed, all rows have as many fields behind their labels, and they are of different
    // widths.
    let begins = |candidate: &Candidate| {
        grid.row(candidate.at).tokens[..candidate.label.end].iter().all(|token| !token.is_empty())
    };
    let is_collapsed =
        candidates.windows(2).all(|pair| pair[0].behind() == pair[1].behind()) && candidates.iter().all(begins);
    let is_short: Vec<Option<usize>> = candidates
        .iter()
        .map(|candidate| {
            let row = grid.row(candidate.at);
            // A merged cell says itself what it covers.
            let is_merged = row.tokens.iter().skip(candidate.label.end).any(|token| matches!(token, Token::Covered(_)));
            let lost = match beyond(&row, candidate, header, &kinds, context.vocabulary) {
                _ if n_fields(&row, candidate) < n_columns => Some(0),
                Some(0) if header.aligned && !kinds.tell(candidate) => kinds.slid(candidate),
                beyond => beyond.filter(|_| !is_collapsed),
            };
            lost.filter(|_| !is_blank(&row, candidate) && !is_merged)
        })
        .collect();
    let n_short = is_short.iter().flatten().count();
    let n_whole = candidates.len() - n_short;
    // If most rows end early, that is how the file is written, unless all of them lack their total. But if each cell
    // stood on a line of its own, any of them may be missing.
    let is_strange = n_whole > 0 && n_whole >= n_short || ends_with_total(header, context.catalogue);
    if grid.is_stack() {
        // A blank line may be a blank cell or nothing.
        let has_blank = |candidate: &Candidate| {
            let row = grid.row(candidate.at);
            let mut fields = row.tokens.iter().skip(candidate.label.end).take(n_columns);
            n_fields(&row, candidate) < n_columns || fields.any(|token| token.is_empty())
        };
        let short = candidates.iter().zip(is_short);
        return short.map(|(candidate, short)| short.or(has_blank(candidate).then_some(0))).collect();
    }
    if is_strange { is_short } else { vec![None; candidates.len()] }
}

/// How many fields the other rows have behind the last column, if this row has one field fewer than they: it ends
/// before the header does, or with the blank or remark that stands behind the columns of the others. A figure is
/// missing, or a blank before the first one. If the label stands elsewhere than those of rows like it, the whole row
/// has slid instead.
fn beyond(
    row: &Row<'_>,
    candidate: &Candidate,
    header: &Header,
    kinds: &impl Deref<Target = Kinds>,
    vocabulary: &Vocabulary<'_>,
) -> Option<usize> {
    if !header.aligned {
        let last = row.token(candidate.label.end + header.leaves.len() - 1);
        let is_behind = last.is_empty() || !vocabulary.is_figure(last);
        let is_short = is_behind && candidate.behind() + 1 == kinds.behind;
        return if is_short { kinds.behind.checked_sub(header.leaves.len()) } else { None };
    }
    let first = first_column(header, candidate)?;
    let end = first + header.leaves.len();
    if candidate.width < end {
        return Some(0);
    }
    let last = row.token(end - 1);
    if !last.is_empty() && vocabulary.is_figure(last) {
        return None;
    }
    // Only a row that has slid by one field is narrower by one without having lost a figure.
    let is_in_place = first == candidate.label.end || kinds.is_in_place(candidate);
    let may_have_slid = first == candidate.label.end + 1 || !is_in_place;
    let usual = kinds.width(candidate).max(if may_have_slid { 0 } else { kinds.frequent });
    usual.checked_sub(end).filter(|_| candidate.width + 1 == usual)
}

/// The rows of a section, by where their labels stand.
struct Kinds {
    /// By position of the row in the grid.
    indents: BTreeMap<usize, Indent>,
    /// The widths of the rows whose labels stand alike.
    widths: BTreeMap<Indent, Vec<usize>>,
    /// Fields of the widest row.
    widest: usize,
    /// Fields that most rows have.
    frequent: usize,
    /// Fields that most rows have behind the label.
    behind: usize,
}

impl Kinds {
    fn of(candidates: &[Candidate], header: &Header, context: &RowContext<'_>) -> Kinds {
        let indents = candidates.iter().map(|candidate| (candidate.at, context.indent(candidate, header))).collect();
        let widest = candidates.iter().map(|candidate| candidate.width).max().unwrap_or(0);
        let behind = rows::most_frequent(candidates.iter().map(Candidate::behind));
        let frequent = rows::most_frequent(candidates.iter().map(|candidate| candidate.width));
        let mut kinds = Kinds { indents, widths: BTreeMap::new(), widest, frequent, behind };
        for candidate in candidates {
            kinds.widths.entry(kinds.indent(candidate)).or_default().push(candidate.width);
        }
        kinds
    }

    /// Where the label of a row stands.
    fn indent(&self, candidate: &Candidate) -> Indent {
        let unknown = Indent { depth: 0, label_end: candidate.label.end };
        self.indents.get(&candidate.at).copied().unwrap_or(unknown)
    }

    /// The widths of rows like this one.
    fn widths(&self, candidate: &Candidate) -> &[usize] {
        self.widths.get(&self.indent(candidate)).map_or(&[], Vec::as_slice)
    }

    /// True if the label stands as far to the right as its depth requires, even if no other row is like it.
    fn is_in_place(&self, candidate: &Candidate) -> bool {
        candidate.label.end > self.indent(candidate).depth
    }

    /// True if it is known how wide such a row is.
    fn tell(&self, candidate: &Candidate) -> bool {
        let widths = self.widths(candidate);
        widths.contains(&self.widest) || (widths.len() == 1 && self.is_in_place(candidate))
    }

    /// How wide such a row is. Of two rows the wider one is whole.
    fn width(&self, candidate: &Candidate) -> usize {
        let widths = self.widths(candidate);
        let widest = widths.iter().copied().max().unwrap_or(0);
        let n_widest = widths.iter().filter(|width| **width == widest).count();
        match n_widest * 2 >= widths.len() {
            _ if widths.len() == 1 && self.is_in_place(candidate) => self.widest,
            true => widest,
            false => rows::most_frequent(widths.iter().copied()),
        }
    }

    /// A row that is narrower than others which have slid like it has lost a figure as well, and not even its sums tell
    /// which.
    fn slid(&self, candidate: &Candidate) -> Option<usize> {
        (candidate.width + 1 == self.width(candidate)).then_some(1)
    }
}

/// Where the columns begin, if they stand side by side behind the label of the row.
fn first_column(header: &Header, candidate: &Candidate) -> Option<usize> {
    bind::contiguous(header).filter(|first| header.aligned && candidate.label.end <= *first)
}

/// True if the last column is a total.
fn ends_with_total(header: &Header, catalogue: &Catalogue) -> bool {
    let columns = &catalogue.table(header.table).columns;
    header.leaves.last().and_then(|leaf| leaf.column).is_some_and(|column| columns[column.at()].total)
}

/// True for a row without anything behind its label.
fn is_blank(row: &Row<'_>, candidate: &Candidate) -> bool {
    row.tokens.iter().skip(candidate.label.end).all(|token| token.is_empty())
}

/// Fields behind the label; a merged cell counts once.
fn n_fields(row: &Row<'_>, candidate: &Candidate) -> usize {
    let behind = row.tokens.iter().skip(candidate.label.end);
    behind.filter(|token| !matches!(token, Token::Covered(_))).count()
}
