//! Rows that have lost a figure, in a table whose other rows are whole.
//!
//! Which figure is lost, no label tells: the rest has moved to the left. The arithmetic of the form may leave one
//! place for the gap; where it leaves several or none, the row is not read.

use crate::model::{CellIx, Cells, Pipeline, State, Value};
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
            !is_blank(&row, candidate) && n_fields(&row, candidate) < header.leaves.len()
        })
        .collect();
    let n_short = is_short.iter().filter(|short| **short).count();
    let n_whole = candidates.len() - n_short;
    // Of a sheet each cell says where it stands: a row that ends early has blanks at its end. Where most rows do, it is
    // how the file is written; but of cells that stood a line each nobody knows which are gone.
    let is_strange = n_whole > 0 && n_whole >= n_short;
    if grid.is_stack() || (!grid.is_placed() && is_strange) { is_short } else { vec![false; candidates.len()] }
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
    pipeline: &Pipeline,
) -> Option<Fit> {
    let start = candidate.label.end;
    if row.tokens.len() != start + cells.len() - 1 {
        return None;
    }
    let bound: Vec<CellIx> = cells.iter().copied().flatten().collect();
    let laws = laws::touching(&bound, pipeline);
    let fits = |gap: &usize| {
        let placed = |cell: CellIx| {
            let leaf = cells.iter().position(|other| *other == Some(cell))?;
            match leaf.cmp(gap) {
                std::cmp::Ordering::Less => Some(value(cell, row.token(start + leaf))),
                std::cmp::Ordering::Equal => Some(Value::Not(State::Blank)),
                std::cmp::Ordering::Greater => Some(value(cell, row.token(start + leaf - 1))),
            }
        };
        let told: Vec<bool> = laws.iter().filter_map(|law| laws::holds(law, &placed, read)).collect();
        !told.is_empty() && told.iter().all(|holds| *holds)
    };
    let mut gaps = (0..cells.len()).filter(fits);
    match (gaps.next(), gaps.next()) {
        (Some(gap), None) => Some(Fit::Gap { start, gap }),
        _ => None,
    }
}
