//! Cells of several lines → the rows and columns that were put into one.
//!
//! Some people type a whole group of rows into one row, with a line for each label and figure, or all figures of a row
//! into one cell under a header with as many lines. Programs that save a page as a table do the same. A person matches
//! the lines one by one, and so does this, if every cell with figures has as many lines as there are labels:
//!
//! ```text
//!                     natural persons   total
//! 1. state secret            2            3         two rows: `1. state secret`, 2, 3
//! 2. other laws              1            1                   `2. other laws`, 1, 1
//! ```
//!
//! A label may itself be broken over lines. It is put together if that is the only way to have as many labels as lines
//! of figures. If the numbers of lines differ, it cannot be told which figure is missing: such cells keep all their
//! figures and are listed. Any other line break is white space.

mod columns;
mod labels;
mod rows;

use crate::read::grid::{Grid, Line, Token};
use crate::read::vocabulary::Vocabulary;

/// The same grid with one row for each row and one column for each column.
pub(crate) fn unfold(grid: Grid, vocabulary: &mut Vocabulary<'_>) -> Grid {
    if grid.is_stack() || !grid.rows().any(|row| row.tokens.iter().any(|token| is_several(*token, vocabulary))) {
        return grid;
    }
    let has_spans = grid.has_spans();
    let mut rows: Vec<Line> = grid.lines().collect();
    columns::unfold(&mut rows, has_spans, vocabulary);
    let mut rows = rows::unfold(rows, has_spans, vocabulary);
    rows.iter_mut().flat_map(|row| &mut row.tokens).for_each(|token| *token = narrowed(*token, vocabulary));
    grid.with_lines(rows)
}

/// True for a text of several lines.
fn is_several(token: Token, vocabulary: &Vocabulary<'_>) -> bool {
    matches!(token, Token::Word(word) if vocabulary.get(word).is_several)
}

/// The lines of a text; none for a blank.
fn lines(token: Token, vocabulary: &Vocabulary<'_>) -> Vec<String> {
    match token {
        Token::Blank | Token::Covered(_) => Vec::new(),
        Token::Plain(number) => vec![number.to_string()],
        Token::Word(word) => vocabulary.get(word).raw.split('\n').map(|line| line.trim().to_owned()).collect(),
    }
}

/// The lines of a cell with only figures, of which some may be blank and one must be a number.
fn figures(token: Token, vocabulary: &mut Vocabulary<'_>) -> Option<Vec<Token>> {
    if !is_several(token, vocabulary) {
        return None;
    }
    let tokens: Vec<Token> = lines(token, vocabulary).iter().map(|line| vocabulary.token(line)).collect();
    let is_figure = |token: &Token| token.is_empty() || vocabulary.is_figure(*token);
    let is_all = tokens.iter().all(is_figure) && tokens.iter().any(|token| vocabulary.is_number(*token));
    is_all.then_some(tokens)
}

/// The same for a cell in which something else separates the figures: `12/13`.
fn parted(token: Token, vocabulary: &mut Vocabulary<'_>) -> Option<Vec<Token>> {
    let Token::Word(word) = token else { return None };
    let raw = vocabulary.get(word).raw.trim().to_owned();
    PARTING.iter().find_map(|sign| {
        let pieces: Vec<Token> = raw.split(*sign).map(|piece| vocabulary.token(piece.trim())).collect();
        (pieces.len() > 1 && pieces.iter().all(|piece| vocabulary.is_number(*piece))).then_some(pieces)
    })
}

/// What may stand between figures instead of a line break.
const PARTING: [char; 6] = ['/', '\u{3001}', ';', '\u{FF1B}', '|', ' '];

/// A text of several lines as one line, without blank ones.
fn narrowed(token: Token, vocabulary: &mut Vocabulary<'_>) -> Token {
    if !is_several(token, vocabulary) {
        return token;
    }
    let mut lines = lines(token, vocabulary);
    lines.retain(|line| !line.is_empty());
    vocabulary.token(&lines.join(" "))
}
