//! Header labels that narrow columns have broken over two or three rows → whole labels.
//!
//! ```text
//!            natural   busi-    total             natural persons   businesses   total
//!            persons   nesses             →
//! ```
//!
//! They are joined in the first of the rows if several columns at once have a label only when their texts are joined.

use crate::model::Meaning;
use crate::read::grid::{Grid, Row, Token};
use crate::read::vocabulary::Vocabulary;

/// Columns whose texts are a label only together; fewer may be a coincidence.
const FEWEST: usize = 3;
/// Rows that a label is broken over at most.
const MOST_ROWS: usize = 3;

/// Joins such labels.
pub(crate) fn join(grid: &mut Grid, vocabulary: &mut Vocabulary<'_>) {
    let mut at = 0;
    while at + 1 < grid.n_rows() {
        // The line that Markdown draws under a header is skipped. Most rows have figures below them, so only the rows
        // above figures are looked at.
        let rows: Vec<usize> = (at..grid.n_rows())
            .filter(|row| *row == at || !is_ruler(&grid.row(*row), vocabulary))
            .take(MOST_ROWS)
            .take_while(|row| may_be_broken(&grid.row(*row), vocabulary))
            .collect();
        let found = (2..=rows.len()).rev().find_map(|n| Some((n, joined(rows.get(..n)?, grid, vocabulary)?)));
        let Some((n_rows, labels)) = found else {
            at += 1;
            continue;
        };
        for (column, label) in labels {
            let word = vocabulary.word(&label);
            grid.set(at, column, Token::Word(word));
            rows.iter().take(n_rows).skip(1).for_each(|row| grid.set(*row, column, Token::Blank));
        }
        at = rows.get(n_rows - 1).map_or(at, |last| *last) + 1;
    }
}

/// True for a row of dashes, as Markdown draws it under a header.
fn is_ruler(row: &Row<'_>, vocabulary: &Vocabulary<'_>) -> bool {
    let is_line = |token: &Token| match token {
        Token::Word(ix) => vocabulary.get(*ix).raw.trim().chars().all(|c| matches!(c, '-' | ':')),
        Token::Blank | Token::Covered(_) => true,
        Token::Plain(_) => false,
    };
    row.tokens.iter().any(|token| !token.is_empty()) && row.tokens.iter().all(is_line)
}

/// True for a row of several fields with texts in it and no figures.
fn may_be_broken(row: &Row<'_>, vocabulary: &Vocabulary<'_>) -> bool {
    row.tokens.len() >= FEWEST
        && row.tokens.iter().any(|token| !token.is_empty())
        && !row.tokens.iter().any(|token| vocabulary.is_figure(*token))
}

/// The labels that some rows make together, by column; `None` if a text remains that is part of no label.
fn joined(rows: &[usize], grid: &Grid, vocabulary: &Vocabulary<'_>) -> Option<Vec<(usize, String)>> {
    let width = rows.iter().map(|at| grid.row(*at).tokens.len()).max()?;
    let words = |column: usize| {
        rows.iter().filter_map(move |at| grid.row(*at).token(column).word()).map(|ix| vocabulary.get(ix))
    };
    let mut broken: Vec<usize> = Vec::new();
    for column in 0..width {
        // Texts that are labels by themselves stand under each other on purpose.
        if words(column).nth(1).is_some() {
            if words(column).any(|word| word.meanings.iter().any(Meaning::is_column)) {
                return None;
            }
            broken.push(column);
        }
    }
    if broken.len() < FEWEST {
        return None;
    }
    let lexicon = &vocabulary.pipeline.lexicon;
    let whole = |column: usize| {
        let whole: String = words(column).map(|word| word.raw.trim()).collect();
        lexicon.meanings(&whole).iter().any(Meaning::is_column).then_some((column, whole))
    };
    broken.into_iter().map(whole).collect()
}
