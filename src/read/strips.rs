//! Tables that stand side by side → one grid for each, as if they stood one under the other.
//!
//! Inside one table no label follows a figure, and no header row has labels of two tables. Where labels of lines stand
//! behind figures in several rows, or labels of one table behind those of another, another table begins.

use crate::model::{Meaning, TableIx};
use crate::read::grid::{Grid, Row, Token};
use crate::read::vocabulary::{Vocabulary, Word};

/// In so many rows it must show.
const FEWEST_ROWS: usize = 2;

/// Cuts a grid where another table begins to the right; a grid without such a place comes back whole.
pub fn part(grid: Grid, vocabulary: &Vocabulary<'_>) -> Vec<Grid> {
    match behind_figures(&grid, vocabulary).or_else(|| between_headers(&grid, vocabulary)) {
        None => vec![grid],
        Some(column) => {
            let (left, right) = grid.split(column);
            [part(left, vocabulary), part(right, vocabulary)].concat()
        }
    }
}

/// The column at which the second table begins, told by labels behind figures.
fn behind_figures(grid: &Grid, vocabulary: &Vocabulary<'_>) -> Option<usize> {
    let labels: Vec<usize> = grid.rows().filter_map(|row| label_behind_figure(&row, vocabulary)).collect();
    let first = *labels.iter().min()?;
    if labels.len() < FEWEST_ROWS {
        return None;
    }
    let is_figure = |token: &Token| match token {
        Token::Blank | Token::Covered(_) => false,
        Token::Plain(_) => true,
        Token::Word(ix) => !is_line(vocabulary.get(*ix)) && vocabulary.get(*ix).is_figure(),
    };
    let last = |row: Row<'_>| row.tokens.iter().take(first).rposition(is_figure);
    let last = grid.rows().filter_map(last).max()?;
    Some(gap(grid, last + 1, first).unwrap_or(first))
}

/// The last column between two that is empty in every row.
fn gap(grid: &Grid, from: usize, to: usize) -> Option<usize> {
    (from..to).rev().find(|column| grid.rows().all(|row| row.token(*column).is_empty()))
}

fn is_line(word: &Word) -> bool {
    let line = |meaning: &Meaning| matches!(meaning, Meaning::Row(..) | Meaning::Column(..) | Meaning::Group(..));
    word.meanings.iter().any(line)
}

/// Position of the first label behind a figure.
fn label_behind_figure(row: &Row<'_>, vocabulary: &Vocabulary<'_>) -> Option<usize> {
    let mut figures = false;
    for (at, token) in row.tokens.iter().enumerate() {
        match token {
            Token::Blank | Token::Covered(_) => {}
            Token::Plain(_) => figures = true,
            Token::Word(ix) if is_line(vocabulary.get(*ix)) => {
                if figures {
                    return Some(at);
                }
            }
            Token::Word(ix) => figures |= vocabulary.get(*ix).is_figure(),
        }
    }
    None
}

/// The same, told by rows whose labels belong to one table at the left and to another at the right.
fn between_headers(grid: &Grid, vocabulary: &Vocabulary<'_>) -> Option<usize> {
    let seams: Vec<(usize, usize)> = grid.rows().filter_map(|row| label_of_another(&row, vocabulary)).collect();
    let last = seams.iter().map(|(last, _)| *last).max()?;
    let first = seams.iter().map(|(_, first)| *first).min()?;
    if seams.len() < FEWEST_ROWS || last >= first {
        return None;
    }
    // Labels that several tables share do not tell where the first one ends; an empty column does.
    Some(gap(grid, last + 1, first).unwrap_or(first))
}

/// Positions of the last label of one table and of the first label of another behind it.
fn label_of_another(row: &Row<'_>, vocabulary: &Vocabulary<'_>) -> Option<(usize, usize)> {
    let mut known: Option<(TableIx, usize)> = None;
    for (at, token) in row.tokens.iter().enumerate() {
        let Token::Word(ix) = token else { continue };
        let Some(table) = only_table(vocabulary.get(*ix)) else { continue };
        match known {
            Some((before, last)) if before != table => return Some((last, at)),
            _ => known = Some((table, at)),
        }
    }
    None
}

/// The one table that a label of a line or group belongs to.
fn only_table(word: &Word) -> Option<TableIx> {
    let is_line = |meaning: &&Meaning| matches!(meaning, Meaning::Row(..) | Meaning::Column(..) | Meaning::Group(..));
    let mut tables = word.meanings.iter().filter(is_line).filter_map(|meaning| meaning.table());
    let first = tables.next()?;
    tables.all(|table| table == first).then_some(first)
}
