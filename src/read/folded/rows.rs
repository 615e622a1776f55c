//! A row with several lines in each cell → several rows.
//!
//! ```text
//! | Persons      | 12 |       | Persons      | 12 |
//! | Enterprises  | 3  |   →   | Enterprises  | 3  |
//! | Others       | 0  |       | Others       | 0  |
//!
//! one row of three lines      three rows
//! ```
//!
//! Every cell with figures must have as many lines as there are labels. A label that is broken over two lines makes one
//! row; a heading among the labels makes a row without figures.

use crate::model::Meaning;
use crate::read::folded::labels::{self, Label};
use crate::read::folded::{figures, is_several, lines, parted};
use crate::read::grid::{By, Line, Token};
use crate::read::vocabulary::Vocabulary;

/// Splits such rows.
pub(super) fn unfold(rows: Vec<Line>, has_spans: bool, vocabulary: &mut Vocabulary<'_>) -> Vec<Line> {
    let mut made: Vec<Line> = Vec::with_capacity(rows.len());
    let mut rows = rows;
    for at in 0..rows.len() {
        if !rows[at].tokens.iter().any(|token| is_several(*token, vocabulary)) {
            made.push(rows[at].clone());
        } else if let Some(several) = several(&rows[at], has_spans, vocabulary) {
            made.extend(several);
        } else {
            hand_down(&mut rows, at, vocabulary);
            made.push(rows[at].clone());
        }
    }
    made
}

/// How a cell is distributed over the rows.
enum Part {
    /// One label for each row, and headings between them.
    Labels(Vec<Label>),
    /// One line for each row.
    Lines(Vec<Token>),
    /// A text in the first row, which holds for all.
    Once(Token),
}

/// The rows that a row is, if it has as many labels as lines of figures.
fn several(row: &Line, has_spans: bool, vocabulary: &mut Vocabulary<'_>) -> Option<Vec<Line>> {
    let n_rows = n_lines(row, vocabulary)?;
    let mut parts: Vec<Part> = Vec::with_capacity(row.tokens.len());
    for token in &row.tokens {
        parts.push(part(*token, n_rows, vocabulary)?);
    }
    let labels = parts.iter().find_map(|part| match part {
        Part::Labels(labels) => Some(labels.clone()),
        Part::Lines(_) | Part::Once(_) => None,
    })?;
    for (part, token) in parts.iter_mut().zip(&row.tokens) {
        if matches!(part, Part::Once(_)) && is_several(*token, vocabulary) {
            place_headings(part, *token, &labels, vocabulary)?;
        }
    }
    // Headings in a column of labels have no line among the figures.
    let has_headings = |part: &Part| matches!(part, Part::Labels(labels) if labels.iter().any(|one| one.is_heading));
    let n_columns = parts.iter().filter(|part| matches!(part, Part::Labels(_))).count();
    if n_columns > 1 && parts.iter().any(has_headings) {
        return None;
    }
    let mut next = 0;
    let rows = labels.iter().enumerate().map(|(at, label)| {
        let figure = (!label.is_heading).then_some(next);
        next += usize::from(!label.is_heading);
        let tokens = parts.iter().map(|part| match part {
            Part::Labels(labels) => labels.get(at).map_or(Token::Blank, |label| vocabulary.token(&label.text)),
            Part::Lines(lines) => figure.and_then(|at| lines.get(at).copied()).unwrap_or(Token::Blank),
            Part::Once(token) => match (at, token) {
                (0, token) => *token,
                (_, Token::Covered(by)) => Token::Covered(*by),
                (_, Token::Blank) => Token::Blank,
                (_, Token::Plain(_) | Token::Word(_)) if has_spans => Token::Covered(By::Above),
                (_, Token::Plain(_) | Token::Word(_)) => Token::Blank,
            },
        });
        Line { line: row.line, tokens: tokens.collect(), columns: row.columns.clone(), is_unfolded: true }
    });
    Some(rows.collect())
}

/// The number of lines that every cell with figures has.
fn n_lines(row: &Line, vocabulary: &mut Vocabulary<'_>) -> Option<usize> {
    let mut n_lines = None;
    for token in &row.tokens {
        match (figures(*token, vocabulary).or_else(|| parted(*token, vocabulary)), n_lines) {
            (Some(lines), None) => n_lines = Some(lines.len()),
            (Some(lines), Some(n)) if lines.len() != n => return None,
            // A single figure beside several lines may belong to all rows or to one.
            (None, _) if vocabulary.is_number(*token) => return None,
            (Some(_) | None, _) => {}
        }
    }
    n_lines
}

/// How a cell is distributed, given the number of lines of figures. `None` if it cannot be told which line belongs to
/// which row.
fn part(token: Token, n_rows: usize, vocabulary: &mut Vocabulary<'_>) -> Option<Part> {
    if let Some(lines) = figures(token, vocabulary).or_else(|| parted(token, vocabulary)) {
        return Some(Part::Lines(lines));
    }
    if !is_several(token, vocabulary) {
        return Some(Part::Once(token));
    }
    let lines = lines(token, vocabulary);
    let known = labels::split(&lines, n_rows, None, vocabulary);
    let labels = known.or_else(|| (lines.len() == n_rows).then(|| labels::a_line_each(&lines, vocabulary))?);
    if let Some(labels) = labels {
        return Some(Part::Labels(labels));
    }
    // A sign for each figure, a unit for each line, or a remark about all.
    if lines.len() == n_rows {
        return Some(Part::Lines(lines.iter().map(|line| vocabulary.token(line)).collect()));
    }
    Some(Part::Once(token))
}

/// Places headings of several lines between the labels. A text that is a single label holds for all rows.
fn place_headings(part: &mut Part, token: Token, labels: &[Label], vocabulary: &mut Vocabulary<'_>) -> Option<()> {
    let lines = lines(token, vocabulary);
    if vocabulary.label(token).is_some() {
        return Some(());
    }
    let placed = labels::headed(&lines, labels, vocabulary)?;
    *part = Part::Lines(placed.iter().map(|heading| vocabulary.token(heading)).collect());
    Some(())
}

/// Distributes figures of several lines over the first of several rows that have none: a merged cell, or what is left
/// of one.
fn hand_down(rows: &mut [Line], at: usize, vocabulary: &mut Vocabulary<'_>) {
    let Some(n_rows) = rows.get(at).and_then(|row| n_lines(row, vocabulary)) else { return };
    let Some(below) = rows.get(at..at + n_rows) else { return };
    let mut several: Vec<(usize, Vec<Token>)> = Vec::new();
    for (column, token) in rows[at].tokens.clone().into_iter().enumerate() {
        several.extend(figures(token, vocabulary).map(|lines| (column, lines)));
    }
    let is_room =
        |row: &Line| several.iter().all(|(column, _)| row.tokens.get(*column).is_none_or(|token| token.is_empty()));
    let is_of_them = |row: &Line| names_row(row, vocabulary) && is_room(row);
    let is_whole = names_row(&rows[at], vocabulary) && below.iter().skip(1).all(is_of_them);
    if !is_whole || rows.get(at + n_rows).is_some_and(is_of_them) {
        return;
    }
    for (down, row) in rows.iter_mut().skip(at).take(n_rows).enumerate() {
        for (column, lines) in &several {
            while row.tokens.len() <= *column {
                row.tokens.push(Token::Blank);
                row.columns.push(row.tokens.len() as u32);
            }
            row.tokens[*column] = lines.get(down).copied().unwrap_or(Token::Blank);
        }
        row.is_unfolded = true;
    }
}

/// True if some label of the row is a row of a table.
fn names_row(row: &Line, vocabulary: &Vocabulary<'_>) -> bool {
    row.tokens.iter().any(|token| {
        let word = vocabulary.label(*token);
        word.is_some_and(|word| word.meanings.iter().any(Meaning::is_row))
    })
}
