//! Rows that have lost a figure, in a table whose other rows are whole.
//!
//! Which figure is lost, no label tells: the rest has moved to the left. The arithmetic of the form may leave one
//! place for the gap; where it leaves several or none, the row is not read.

use std::cell::LazyCell;
use std::collections::BTreeSet;

use crate::model::{Catalogue, CellIx, Cells, Linear, Pipeline, State, Value};
use crate::read::bind::{self, Candidate, Context, Fit};
use crate::read::grid::{Grid, Row, Token};
use crate::read::header::Header;
use crate::read::laws;

/// For each row of a section whether it has fewer fields behind its label than the table has columns, while the others
/// have as many, or while those that all lack would be the totals of all.
pub fn rows(candidates: &[Candidate], header: &Header, grid: &Grid, context: &Context<'_>) -> Vec<bool> {
    let n_columns = header.leaves.len();
    // Of a sheet each cell says where it stands: a row that ends early has blanks at its end.
    if grid.is_placed() && !grid.is_stack() {
        return vec![false; candidates.len()];
    }
    let usual = candidates.iter().map(|candidate| candidate.width).max().unwrap_or(0);
    let standing = |candidate: &Candidate| (context.depth(candidate, header), candidate.label.end);
    let whole = LazyCell::new(|| {
        let as_wide = candidates.iter().filter(|candidate| candidate.width == usual);
        as_wide.map(standing).collect::<BTreeSet<_>>()
    });
    // Where merged cells are gone, as many fields stand behind every label, and the rows are of many widths.
    let is_collapsed = candidates.windows(2).all(|pair| pair[0].behind() == pair[1].behind());
    let is_short: Vec<bool> = candidates
        .iter()
        .map(|candidate| {
            let row = grid.row(candidate.at);
            // Merged cells say themselves over what they lie.
            let is_merged = row.tokens.iter().skip(candidate.label.end).any(|token| matches!(token, Token::Covered(_)));
            let has_lost = n_fields(&row, candidate) < n_columns
                || (!is_collapsed && is_narrow(candidate, header) && whole.contains(&standing(candidate)));
            !is_blank(&row, candidate) && !is_merged && has_lost
        })
        .collect();
    let n_short = is_short.iter().filter(|short| **short).count();
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
        return candidates.iter().zip(is_short).map(|(candidate, short)| short || has_blank(candidate)).collect();
    }
    if is_strange { is_short } else { vec![false; candidates.len()] }
}

/// True of a row under its header that ends before it: a figure is gone, or a blank before the first. (Where the
/// label stands elsewhere than those of its kind, the whole row has slid.)
fn is_narrow(candidate: &Candidate, header: &Header) -> bool {
    first_column(header, candidate).is_some_and(|first| candidate.width < first + header.leaves.len())
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
/// of them, and `read` is what the other rows say.
pub fn fit(
    (row, candidate, header): (&Row<'_>, &Candidate, &Header),
    cells: &[Option<CellIx>],
    value: &dyn Fn(CellIx, Token) -> Value,
    read: &Cells,
    (pipeline, is_stack): (&Pipeline, bool),
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
    let first = first_column(header, candidate).filter(|first| row.tokens.len() + 1 == first + cells.len());
    let start = first.unwrap_or(end);
    let mut fits: Vec<Fit> = Vec::new();
    if start == end && n_fields >= cells.len() && n_fields - trailing <= cells.len() {
        let whole = Fit::From(end);
        return holds(&whole).then_some(whole);
    }
    // Of a stack any number of blank cells may be gone: then a sum that holds may be a chance.
    if !is_stack && row.tokens.len() + 1 == start + cells.len() {
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
