//! Rows that have lost a figure, in a table whose other rows are whole.
//!
//! Which figure is lost, no label tells: the rest has moved to the left. The arithmetic of the form may leave one
//! place for the gap; where it leaves several or none, the row is not read.

use std::collections::BTreeSet;

use crate::model::{Catalogue, CellIx, Cells, Linear, Pipeline, State, Value};
use crate::read::bind::{self, Candidate, Context, Fit};
use crate::read::grid::{Grid, Row, Token};
use crate::read::header::Header;
use crate::read::vocabulary::Vocabulary;
use crate::read::{laws, rows};

/// For each row of a section whether it has fewer fields behind its label than the table has columns, while the others
/// have as many, or while those that all lack would be the totals of all; and how many fields the others have behind
/// their last column.
pub fn rows(candidates: &[Candidate], header: &Header, grid: &Grid, context: &Context<'_>) -> Vec<Option<usize>> {
    let n_columns = header.leaves.len();
    // Of a sheet each cell says where it stands: a row that ends early has blanks at its end.
    if grid.is_placed() && !grid.is_stack() {
        return vec![None; candidates.len()];
    }
    let kinds = Kinds::of(candidates, header, context);
    // Where merged cells are gone, as many fields stand behind every label, and the rows are of many widths.
    let is_collapsed = candidates.windows(2).all(|pair| pair[0].behind() == pair[1].behind());
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
    kinds: &Kinds<'_>,
    vocabulary: &Vocabulary<'_>,
) -> Option<usize> {
    if !header.aligned {
        let last = row.token(candidate.label.end + header.leaves.len() - 1);
        let is_short = candidate.behind() + 1 == kinds.behind && (last.is_empty() || !vocabulary.is_figure(last));
        return kinds.behind.checked_sub(header.leaves.len()).filter(|_| is_short);
    }
    let end = first_column(header, candidate)? + header.leaves.len();
    if candidate.width < end {
        return Some(0);
    }
    let last = row.token(end - 1);
    let is_behind = last.is_empty() || !vocabulary.is_figure(last);
    let usual = kinds.width(candidate);
    usual.checked_sub(end).filter(|_| candidate.width + 1 == usual && is_behind)
}

/// The rows of a section by how many headings they stand under and where their labels end.
struct Kinds<'a> {
    candidates: &'a [Candidate],
    header: &'a Header,
    context: &'a Context<'a>,
    /// Of the widest row.
    widest: usize,
    /// Fields behind the label of most rows.
    behind: usize,
    /// Kinds of which a row is as wide as the widest.
    whole: BTreeSet<(usize, usize)>,
}

impl<'a> Kinds<'a> {
    fn of(candidates: &'a [Candidate], header: &'a Header, context: &'a Context<'a>) -> Kinds<'a> {
        let widest = candidates.iter().map(|candidate| candidate.width).max().unwrap_or(0);
        let behind = rows::most_frequent(candidates.iter().map(Candidate::behind));
        let mut kinds = Kinds { candidates, header, context, widest, behind, whole: BTreeSet::new() };
        let as_wide = candidates.iter().filter(|candidate| candidate.width == widest);
        kinds.whole = as_wide.map(|candidate| kinds.kind(candidate)).collect();
        kinds
    }

    fn kind(&self, candidate: &Candidate) -> (usize, usize) {
        (self.context.depth(candidate, self.header), candidate.label.end)
    }

    fn widths(&self, candidate: &Candidate) -> Vec<usize> {
        let kind = self.kind(candidate);
        self.candidates.iter().filter(|other| self.kind(other) == kind).map(|other| other.width).collect()
    }

    /// A label that stands as deep as its line is in its place, though it may be the only one there.
    fn is_in_place(&self, candidate: &Candidate) -> bool {
        candidate.label.end > self.context.depth(candidate, self.header)
    }

    /// True if it is known how wide a row of that kind is.
    fn tell(&self, candidate: &Candidate) -> bool {
        let is_alone = || self.is_in_place(candidate) && self.widths(candidate).len() == 1;
        self.whole.contains(&self.kind(candidate)) || is_alone()
    }

    /// How wide rows of its kind are; of two rows of a kind the wider one is whole.
    fn width(&self, candidate: &Candidate) -> usize {
        let widths = self.widths(candidate);
        let widest = widths.iter().copied().max().unwrap_or(0);
        let n_widest = widths.iter().filter(|width| **width == widest).count();
        match n_widest * 2 >= widths.len() {
            _ if widths.len() == 1 && self.is_in_place(candidate) => self.widest,
            true => widest,
            false => rows::most_frequent(widths.into_iter()),
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

/// The one way to read a row that has lost a figure; `cells` are those of its columns, `value` what a token says in one
/// of them, `read` is what the other rows say, and `beyond` how many fields stand behind the columns.
pub fn fit(
    (row, candidate, header): (&Row<'_>, &Candidate, &Header),
    cells: &[Option<CellIx>],
    value: &dyn Fn(CellIx, Token) -> Value,
    read: &Cells,
    (pipeline, is_stack, beyond): (&Pipeline, bool, usize),
) -> Option<Fit> {
    let end = candidate.label.end;
    let bound: Vec<CellIx> = cells.iter().copied().flatten().collect();
    let laws = laws::touching(&bound, pipeline);
    let holds = |fit: &Fit| {
        let placed = |cell: CellIx| {
            let leaf = cells.iter().position(|other| *other == Some(cell))?;
            Some(match fit {
                Fit::Gap { gap, .. } if *gap == leaf => Value::Not(State::Blank),
                _ => value(cell, row.token(bind::position(*fit, leaf, header, row.tokens))),
            })
        };
        confirm(&laws, &placed, read)
    };
    // The blank line behind a table is no cell of its last row.
    let trailing = row.tokens.iter().rev().take_while(|token| token.is_empty()).count();
    let n_fields = row.tokens.len().checked_sub(end)?;
    // Behind the label there may be blanks over which other rows have labels, and one of these may be gone instead.
    let n = cells.len() + beyond;
    let first = first_column(header, candidate).filter(|first| row.tokens.len() + 1 == first + n);
    let start = first.unwrap_or(end);
    let mut fits: Vec<Fit> = Vec::new();
    if start == end && beyond == 0 && n_fields >= cells.len() && n_fields - trailing <= cells.len() {
        let whole = Fit::From(end);
        return holds(&whole).then_some(whole);
    }
    // Of a stack any number of blank cells may be gone: then a sum that holds may be a chance.
    if !is_stack && row.tokens.len() + 1 == start + n {
        fits.extend((0..cells.len()).map(|gap| Fit::Gap { start, gap }));
    }
    fits.extend((end < start).then(|| Fit::From(start - 1)));
    let is_label = |fit: &Fit| matches!(fit, Fit::From(from) if (end..*from).any(|at| !row.token(at).is_empty()));
    let mut holding = fits.into_iter().filter(|fit| !is_label(fit) && holds(fit));
    match (holding.next(), holding.next()) {
        (Some(only), None) => Some(only),
        _ => None,
    }
}

/// True if all laws hold that can be asked, and some of them is about a figure of the row that is not 0: noughts hold
/// wherever they stand.
fn confirm(laws: &[&Linear], placed: &dyn Fn(CellIx) -> Option<Value>, read: &Cells) -> bool {
    let is_number = |cell: CellIx| matches!(placed(cell).unwrap_or_else(|| read.get(cell)), Value::Number(_));
    // A blank total is no nought.
    let asked = laws.iter().filter(|law| law.sum().is_none_or(|(whole, _)| is_number(whole.cell)));
    let told = asked.filter_map(|law| Some((law, laws::holds(law, placed, read)?)));
    let (mut all, mut telling) = (true, false);
    for (law, holds) in told {
        all &= holds;
        telling |= law.terms().any(|term| matches!(placed(term.cell), Some(Value::Number(number)) if number != 0));
    }
    all && telling
}
