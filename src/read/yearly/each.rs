//! This year and last year under every label of a header, so that each column is two.
//!
//! ```text
//!           New requests      Answered
//!           This y.  Last y.  This y.  Last y.
//! Persons   12       9        11       9
//! ```
//!
//! Last year's columns are taken out, and a label that stands over the removed one moves to the other.

use std::ops::Range;

use crate::read::grid::{Grid, Line, Row, Token};
use crate::read::vocabulary::Vocabulary;
use crate::read::yearly::{Mark, Which, without_columns};

/// A header has at most so many rows above the one that names the years.
const MOST_ABOVE: usize = 6;

/// The rows of a table whose header names both years in turn, right above the figures.
pub(super) fn under_each(
    at: usize,
    marks: &[Vec<Mark>],
    grid: &Grid,
    vocabulary: &Vocabulary<'_>,
) -> Option<Range<usize>> {
    let own = marks.get(at)?;
    let (first, last) = (own.first()?.column, own.last()?.column);
    let is_by_turns = own.len() % 2 == 0
        && own.chunks(2).all(|pair| pair[0].which == own[0].which && pair[1].which != own[0].which)
        && own.iter().enumerate().all(|(n, mark)| mark.is_alone && mark.column == first + n);
    let is_number = |row: &Row<'_>, column: usize| vocabulary.is_number(row.token(column));
    let has_number = |row: &Row<'_>| (0..row.tokens.len()).any(|column| is_number(row, column));
    let figures = |at: usize| {
        let row = grid.row(at);
        (first..=last).any(|column| is_number(&row, column))
    };
    let next = at + 1;
    if !is_by_turns || has_number(&grid.row(at)) || next >= grid.n_rows() || !figures(next) {
        return None;
    }
    let above = (at.saturating_sub(MOST_ABOVE)..at).rev().take_while(|at| !has_number(&grid.row(*at)));
    let start = above.last().unwrap_or(at);
    // A label stands over one of the two columns or over both.
    let is_clear = |at: usize| {
        own.chunks(2).all(|pair| {
            let row = grid.row(at);
            let (one, other) = (row.token(pair[0].column), row.token(pair[1].column));
            one.is_empty() || other.is_empty() || one == other
        })
    };
    let goes_on = |at: &usize| {
        let row = grid.row(*at);
        let is_bare = || (first..=last).all(|column| row.token(column).is_empty());
        marks[*at].is_empty() && row.tokens.len() > 1 && (figures(*at) || is_bare())
    };
    let end = (next..grid.n_rows()).find(|at| !goes_on(at)).unwrap_or(grid.n_rows());
    (start..at).all(is_clear).then_some(start..end)
}

/// Removes last year's columns; gives how many figures they had.
pub(super) fn take(
    lines: &mut [Line],
    at: usize,
    rows: Range<usize>,
    marks: &[Mark],
    is_figure: &dyn Fn(&Token) -> bool,
) -> usize {
    let is_last = |column: usize| marks.iter().any(|mark| mark.column == column && mark.which == Which::Last);
    let mut n_left = 0;
    for row in rows {
        let line = &mut lines[row];
        for pair in marks.chunks(2).filter(|_| row <= at) {
            let (gone, kept) = if pair[0].which == Which::Last { (pair[0], pair[1]) } else { (pair[1], pair[0]) };
            let label = line.tokens.get(gone.column).copied().filter(|token| !token.is_empty());
            let place = line.tokens.get_mut(kept.column);
            match (place, label) {
                // The year itself is no label.
                (Some(place), _) if row == at => *place = Token::Blank,
                (Some(place), Some(label)) if place.is_empty() => *place = label,
                _ => {}
            }
        }
        n_left += without_columns(line, &is_last, is_figure);
    }
    n_left
}
