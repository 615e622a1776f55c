//! Rows that have lost a figure, in a table whose other rows are whole.
//!
//! Which figure is lost, no label tells: the rest has moved to the left. The arithmetic of the form may leave one
//! place for the gap; where it leaves several or none, the row is not read.

use crate::model::{CellIx, Cells, Linear, Pipeline, State, Value};
use crate::read::bind::{Candidate, Fit};
use crate::read::grid::{Grid, Row, Token};
use crate::read::header::Header;
use crate::read::laws;

/// For each row of a section whether it has fewer fields behind its label than the table has columns, while the others
/// have as many.
pub fn rows(candidates: &[Candidate], header: &Header, grid: &Grid) -> Vec<bool> {
    let is_short: Vec<bool> = candidates
        .iter()
        .map(|candidate| {
            let row = grid.row(candidate.at);
            // Merged cells say themselves over what they lie.
            let is_merged = row.tokens.iter().skip(candidate.label.end).any(|token| matches!(token, Token::Covered(_)));
            !is_blank(&row, candidate) && !is_merged && n_fields(&row, candidate) < header.leaves.len()
        })
        .collect();
    let n_short = is_short.iter().filter(|short| **short).count();
    let n_whole = candidates.len() - n_short;
    // Of a sheet each cell says where it stands: a row that ends early has blanks at its end. Where most rows do, it is
    // how the file is written; but of cells that stood a line each nobody knows which are gone.
    let is_strange = n_whole > 0 && n_whole >= n_short;
    if grid.is_stack() {
        // A blank line may be a blank cell or none.
        let has_blank = |candidate: &Candidate| {
            let row = grid.row(candidate.at);
            let mut fields = row.tokens.iter().skip(candidate.label.end).take(header.leaves.len());
            n_fields(&row, candidate) < header.leaves.len() || fields.any(|token| token.is_empty())
        };
        return candidates.iter().zip(is_short).map(|(candidate, short)| short || has_blank(candidate)).collect();
    }
    if !grid.is_placed() && is_strange { is_short } else { vec![false; candidates.len()] }
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
    row: &Row<'_>,
    candidate: &Candidate,
    cells: &[Option<CellIx>],
    value: &dyn Fn(CellIx, Token) -> Value,
    read: &Cells,
    (pipeline, is_stack): (&Pipeline, bool),
) -> Option<Fit> {
    let start = candidate.label.end;
    let bound: Vec<CellIx> = cells.iter().copied().flatten().collect();
    let laws = laws::touching(&bound, pipeline);
    // The blank line behind a table is no cell of its last row.
    let trailing = row.tokens.iter().rev().take_while(|token| token.is_empty()).count();
    let n_fields = row.tokens.len().checked_sub(start)?;
    if n_fields >= cells.len() && n_fields - trailing <= cells.len() {
        let placed = |cell: CellIx| {
            let leaf = cells.iter().position(|other| *other == Some(cell))?;
            Some(value(cell, row.token(start + leaf)))
        };
        return confirm(&laws, &placed, read).then_some(Fit::From(start));
    }
    // Of a stack any number of blank cells may be gone: then a sum that holds may be a chance.
    if n_fields + 1 != cells.len() || is_stack {
        return None;
    }
    let fits = |gap: &usize| {
        let placed = |cell: CellIx| {
            let leaf = cells.iter().position(|other| *other == Some(cell))?;
            match leaf.cmp(gap) {
                std::cmp::Ordering::Less => Some(value(cell, row.token(start + leaf))),
                std::cmp::Ordering::Equal => Some(Value::Not(State::Blank)),
                std::cmp::Ordering::Greater => Some(value(cell, row.token(start + leaf - 1))),
            }
        };
        confirm(&laws, &placed, read)
    };
    let mut gaps = (0..cells.len()).filter(fits);
    match (gaps.next(), gaps.next()) {
        (Some(gap), None) => Some(Fit::Gap { start, gap }),
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
