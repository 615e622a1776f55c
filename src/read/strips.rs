//! Tables side by side → one grid for each, as if one stood below the other.
//!
//! ```text
//! item     │ natural │ total │   │ item    │ issued │ in force
//! received │ 4       │ 5     │   │ rules   │ 1      │ 3             cut before the second `item`
//! ```
//!
//! Inside a table no label follows a figure, and no header has labels of two tables. If labels stand behind figures in
//! several rows, or labels of one table behind those of another, another table begins there.

use crate::model::{Meaning, TableIx};
use crate::read::grid::{Grid, Row, Token};
use crate::read::vocabulary::Vocabulary;

/// It has to show in so many rows.
const FEWEST_ROWS: usize = 2;
/// A label that comes again in so many rows is no coincidence.
const FEWEST_TWINS: usize = 6;
/// So many labels of single cells are no coincidence.
const FEWEST_CELLS: usize = 3;

/// Cuts a grid where another table begins on the right. A grid without such a place is returned whole.
pub fn part(grid: Grid, vocabulary: &Vocabulary<'_>) -> Vec<Grid> {
    let column = behind_figures(&grid, vocabulary).or_else(|| between_headers(&grid, vocabulary));
    match column.or_else(|| between_twins(&grid, vocabulary)) {
        None => vec![grid],
        Some(column) => {
            let (left, right) = grid.split(column);
            [part(left, vocabulary), part(right, vocabulary)].concat()
        }
    }
}

/// The column at which the second table begins, by labels behind figures.
fn behind_figures(grid: &Grid, vocabulary: &Vocabulary<'_>) -> Option<usize> {
    let labels: Vec<usize> = grid.rows().filter_map(|row| label_behind_figure(&row, vocabulary)).collect();
    let first = *labels.iter().min()?;
    if labels.len() < FEWEST_ROWS {
        return None;
    }
    let is_figure = |token: &Token| match token {
        Token::Blank | Token::Covered(_) => false,
        Token::Plain(_) => true,
        Token::Word(ix) => !vocabulary.get(*ix).is_line_or_group && vocabulary.get(*ix).is_figure(),
    };
    let last = |row: Row<'_>| row.tokens.iter().take(first).rposition(is_figure);
    let last = grid.rows().filter_map(last).max()?;
    Some(gap(grid, last + 1, first).unwrap_or(first))
}

/// The last column in a range that is empty in every row.
fn gap(grid: &Grid, from: usize, to: usize) -> Option<usize> {
    (from..to).rev().find(|column| grid.rows().all(|row| row.token(*column).is_empty()))
}

/// The position of the first label behind a figure.
fn label_behind_figure(row: &Row<'_>, vocabulary: &Vocabulary<'_>) -> Option<usize> {
    let mut figures = false;
    for (at, token) in row.tokens.iter().enumerate() {
        match token {
            Token::Blank | Token::Covered(_) => {}
            Token::Plain(_) => figures = true,
            Token::Word(ix) if vocabulary.get(*ix).is_line_or_group => {
                if figures {
                    return Some(at);
                }
            }
            Token::Word(ix) => figures |= vocabulary.get(*ix).is_figure(),
        }
    }
    None
}

/// The same, by rows whose labels belong to one table on the left and to another on the right.
fn between_headers(grid: &Grid, vocabulary: &Vocabulary<'_>) -> Option<usize> {
    let seams: Vec<(usize, usize)> = grid.rows().filter_map(|row| label_of_another(&row, vocabulary)).collect();
    // A header that names single cells has one row and looks like no other.
    let is_flat = || {
        grid.rows().any(|row| label_of_another(&row, vocabulary).is_some_and(|(_, at)| is_flat(&row, at, vocabulary)))
    };
    let last = seams.iter().map(|(last, _)| *last).max()?;
    let first = seams.iter().map(|(_, first)| *first).min()?;
    if (seams.len() < FEWEST_ROWS && !is_flat()) || last >= first {
        return None;
    }
    // Labels that several tables share do not tell where the first one ends; an empty column does.
    Some(gap(grid, last + 1, first).unwrap_or(first))
}

/// The same, by rows that have the same label twice, each time as far apart: two offices, the left one of which has
/// filled in nothing.
fn between_twins(grid: &Grid, vocabulary: &Vocabulary<'_>) -> Option<usize> {
    let twins: Vec<(usize, usize)> = grid
        .rows()
        .filter_map(|row| {
            let is_line =
                |token: &Token| vocabulary.label(*token).is_some_and(|word| word.meanings.iter().any(Meaning::is_row));
            let first = row.tokens.iter().position(is_line)?;
            let again = (first + 2..row.tokens.len()).find(|at| row.token(*at) == row.token(first))?;
            let is_apart = row.token(again - 1).is_empty();
            is_apart.then_some((first, again))
        })
        .collect();
    let last = twins.iter().map(|(first, _)| *first).max()?;
    let first = twins.iter().map(|(_, again)| *again).min()?;
    let width = twins.first().map(|(one, other)| other - one)?;
    let is_alike = twins.iter().all(|(one, other)| other - one == width);
    (twins.len() >= FEWEST_TWINS && is_alike && last < first).then(|| gap(grid, last + 1, first).unwrap_or(first))
}

/// True if several labels from that position on name a cell each.
fn is_flat(row: &Row<'_>, from: usize, vocabulary: &Vocabulary<'_>) -> bool {
    let is_cell = |token: &&Token| matches!(token, Token::Word(ix) if vocabulary.get(*ix).cell.is_some());
    row.tokens.iter().skip(from).filter(is_cell).count() >= FEWEST_CELLS
}

/// The positions of the last label of one table and of the first label of another behind it.
fn label_of_another(row: &Row<'_>, vocabulary: &Vocabulary<'_>) -> Option<(usize, usize)> {
    let mut known: Option<(TableIx, usize)> = None;
    for (at, token) in row.tokens.iter().enumerate() {
        let Token::Word(ix) = token else { continue };
        let word = vocabulary.get(*ix);
        let of_cell = || word.cell.map(|cell| vocabulary.pipeline.catalogue.cell(cell).table);
        let Some(table) = word.only_table.or_else(of_cell) else { continue };
        match known {
            Some((before, last)) if before != table => return Some((last, at)),
            _ => known = Some((table, at)),
        }
    }
    None
}
