//! Rows that have lost a figure, in a table whose other rows are whole.
//!
//! Which figure is lost, no label tells: the rest has moved. The arithmetic of the form may leave one way to read the
//! row (`ways`); where it leaves several, what they do not agree on is not read, and where it leaves none, nothing is.

mod moved;
mod together;
mod ways;

use std::cell::LazyCell;
use std::collections::BTreeMap;
use std::ops::Deref;

use crate::model::Catalogue;
use crate::read::bind::{self, Candidate, Context, Indent};
use crate::read::grid::{Grid, Row, Token};
use crate::read::header::Header;
use crate::read::rows;
use crate::read::short::moved::Moved;
pub use crate::read::short::together::{Around, Suspect, Together, together};
pub use crate::read::short::ways::{Reading, Table, fit};
use crate::read::vocabulary::Vocabulary;

/// What is strange about a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lack {
    /// It has a field less than the others.
    Field {
        /// How many fields the others have behind their last column.
        beyond: usize,
    },
    /// It is as wide as the others with a blank at its end, and its sums hold if one was in the row.
    AtEnd {
        /// The one in the row was blank too: the others have blanks for noughts.
        blank: bool,
    },
    /// It is as wide as the others with a blank at its beginning, and one that was in the row may be gone.
    AtStart {
        /// What may be gone adds nothing to the sums of the row.
        blank: bool,
        /// Other rows have noughts and no blanks.
        is_odd: bool,
    },
    /// It is as wide as the others with blanks at its end, its total among them, and more than one cell may be gone.
    Several,
    /// The same, but nothing in the row itself speaks for it.
    PerhapsSeveral,
    /// It is as wide as the others with several blanks at its beginning, where others have noughts and no blanks.
    SeveralAtStart,
    /// It has slid as the rows beside it have, and has a field less than they: nothing in it is under its column.
    Slid,
    /// A column of it is gone, and of every other row too: which one, nothing tells.
    Column,
}

impl Lack {
    /// True if blanks stand where the row begins.
    pub fn is_at_start(&self) -> bool {
        matches!(self, Lack::AtStart { .. } | Lack::SeveralAtStart)
    }

    /// True if other rows have noughts and no blanks.
    fn is_odd(&self) -> bool {
        matches!(self, Lack::AtStart { is_odd: true, .. } | Lack::AtEnd { blank: false })
    }
}

/// For each row of a section what it lacks: it has fewer fields behind its label than the table has columns, while the
/// others have as many, or while those that all lack would be the totals of all; or the blank at its end is one too
/// many.
pub fn rows(candidates: &[Candidate], header: &Header, grid: &Grid, context: &Context<'_>) -> Vec<Option<Lack>> {
    let short = narrow(candidates, header, grid, context);
    // Of most tables nobody has to know, since no row has a blank.
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

/// True for a row with a blank behind its label that a row beside it has as well, which has a field more: under a header
/// whose columns do not stand over their figures that blank is no figure.
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

/// The rows that have a field less than the others, with how many the others have behind their last column.
fn narrow(candidates: &[Candidate], header: &Header, grid: &Grid, context: &Context<'_>) -> Vec<Option<usize>> {
    let n_columns = header.leaves.len();
    // Of a sheet each cell says where it stands: a row that ends early has blanks at its end.
    if grid.is_placed() && !grid.is_stack() {
        return vec![None; candidates.len()];
    }
    // Asked for only where a row does not end in a figure under the last column.
    let kinds = LazyCell::new(|| Kinds::of(candidates, header, context));
    // Where merged cells are gone, as many fields stand behind every label and no blank before any, and the rows are of
    // many widths.
    let begins = |candidate: &Candidate| {
        grid.row(candidate.at).tokens[..candidate.label.end].iter().all(|token| !token.is_empty())
    };
    let is_collapsed =
        candidates.windows(2).all(|pair| pair[0].behind() == pair[1].behind()) && candidates.iter().all(begins);
    let is_short: Vec<Option<usize>> = candidates
        .iter()
        .map(|candidate| {
            let row = grid.row(candidate.at);
            // Merged cells say themselves over what they lie.
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
    // Where most rows end early, it is how the file is written, unless it is their totals that all of them lack; but of
    // cells that stood a line each nobody knows which are gone.
    let is_strange = n_whole > 0 && n_whole >= n_short || ends_with_total(header, context.catalogue);
    if grid.is_stack() {
        // A blank line may be a blank cell or none.
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

/// Fields that other rows have behind the last column, where a row under its header has one field less than they: it
/// ends before the header, or with the blank or the remark that stands behind the columns of the others, and so a figure
/// is gone, or a blank before the first. (Where the label stands elsewhere than those of its kind, the whole row has
/// slid.)
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
    // Only a row that has slid over one place is a field narrower without having lost one.
    let is_in_place = first == candidate.label.end || kinds.is_in_place(candidate);
    let may_have_slid = first == candidate.label.end + 1 || !is_in_place;
    let usual = kinds.width(candidate).max(if may_have_slid { 0 } else { kinds.frequent });
    usual.checked_sub(end).filter(|_| candidate.width + 1 == usual)
}

/// The rows of a section by how their labels stand.
struct Kinds {
    /// By position of the row in the grid.
    indents: BTreeMap<usize, Indent>,
    widths: BTreeMap<Indent, Vec<usize>>,
    /// Of the widest row.
    widest: usize,
    /// Of most rows.
    frequent: usize,
    /// Fields behind the label of most rows.
    behind: usize,
}

impl Kinds {
    fn of(candidates: &[Candidate], header: &Header, context: &Context<'_>) -> Kinds {
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

    fn indent(&self, candidate: &Candidate) -> Indent {
        let unknown = Indent { depth: 0, label_end: candidate.label.end };
        self.indents.get(&candidate.at).copied().unwrap_or(unknown)
    }

    fn widths(&self, candidate: &Candidate) -> &[usize] {
        self.widths.get(&self.indent(candidate)).map_or(&[], Vec::as_slice)
    }

    /// A label that stands as deep as its line is in its place, though it may be the only one there.
    fn is_in_place(&self, candidate: &Candidate) -> bool {
        candidate.label.end > self.indent(candidate).depth
    }

    /// True if it is known how wide a row of that kind is.
    fn tell(&self, candidate: &Candidate) -> bool {
        let widths = self.widths(candidate);
        widths.contains(&self.widest) || (widths.len() == 1 && self.is_in_place(candidate))
    }

    /// How wide rows of its kind are; of two rows of a kind the wider one is whole.
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

    /// A row that is narrower than others which have slid as it has: it has lost a figure as well, and nothing says
    /// where, not even its sums.
    fn slid(&self, candidate: &Candidate) -> Option<usize> {
        (candidate.width + 1 == self.width(candidate)).then_some(1)
    }
}

/// Where the columns begin, if they stand side by side behind the label of the row.
fn first_column(header: &Header, candidate: &Candidate) -> Option<usize> {
    bind::contiguous(header).filter(|first| header.aligned && candidate.label.end <= *first)
}

/// True if the last column is one of totals.
fn ends_with_total(header: &Header, catalogue: &Catalogue) -> bool {
    let columns = &catalogue.table(header.table).columns;
    header.leaves.last().and_then(|leaf| leaf.column).is_some_and(|column| columns[column.at()].total)
}

fn is_blank(row: &Row<'_>, candidate: &Candidate) -> bool {
    row.tokens.iter().skip(candidate.label.end).all(|token| token.is_empty())
}

/// Fields behind the label; a merged cell is one.
fn n_fields(row: &Row<'_>, candidate: &Candidate) -> usize {
    let behind = row.tokens.iter().skip(candidate.label.end);
    behind.filter(|token| !matches!(token, Token::Covered(_))).count()
}
