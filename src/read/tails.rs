//! Rows without a label → the rows above them, which they continue.
//!
//! ```text
//! received │      │         a page break has left the label behind
//!          │ 4    │ 5       and these are its figures
//! decided  │ 1204 │ 130
//!          │      │ 5       the last digit of 1305, wrapped
//! ```
//!
//! What stands right below a row, in its columns and where that has nothing, belongs to that row. Below a figure it may
//! be its last digits: then both are put into the cell as they are printed, and the sums of the form decide what they
//! are ([`crate::read::doubt`]).

use crate::model::Meaning;
use crate::read::grid::{Grid, Row, Token};
use crate::read::header::{Header, Stub};
use crate::read::section::{Scan, Section};
use crate::read::vocabulary::Vocabulary;
use crate::read::{rows, several};

/// A page break puts at most so many lines between a label and its figures.
const FARTHEST: usize = 3;

/// Joins such rows with those above them.
pub(crate) fn join(grid: &mut Grid, scan: &mut Scan, vocabulary: &mut Vocabulary<'_>) {
    for section in 0..scan.sections.len() {
        halves(grid, scan, section, vocabulary);
    }
    for at in scan.lost.clone() {
        let Some(tail) = Tail::of(at, grid, scan, vocabulary) else { continue };
        if tail.is_cut_short {
            move_label(tail.above, at, grid, scan);
            continue;
        }
        let is_taken = tail.fills.len() == tail.n_figures;
        for (column, token) in tail.fills {
            grid.set(tail.above, column, token);
        }
        for (column, whole) in tail.wrapped {
            let word = vocabulary.word(&whole);
            grid.set(tail.above, column, Token::Word(word));
        }
        for column in tail.ambiguous {
            let word = vocabulary.word(&tail.printed);
            grid.set(tail.above, column, Token::Word(word));
        }
        if is_taken {
            scan.lost.retain(|row| *row != at);
        }
    }
}

/// Joins a label whose first half a page break has left behind, if that half is a label of the same line as well, and
/// its row is blank.
fn halves(grid: &mut Grid, scan: &mut Scan, section: usize, vocabulary: &mut Vocabulary<'_>) {
    if scan.sections[section].header.stub != Stub::Rows {
        return;
    }
    for above in scan.sections[section].rows.clone() {
        let below = above + 1..grid.n_rows().min(above + 1 + FARTHEST);
        let is_filled = |at: &usize| grid.row(*at).tokens.iter().any(|token| !token.is_empty());
        let Some(at) = below.clone().find(is_filled) else { continue };
        let Some((column, whole)) = halves_of(above, at, grid, &scan.sections[section].header, vocabulary) else {
            continue;
        };
        let labels: Vec<Token> = grid.row(above).tokens.iter().take(column).copied().collect();
        for (before, label) in labels.into_iter().enumerate().filter(|(_, label)| !label.is_empty()) {
            grid.set(at, before, label);
        }
        let word = vocabulary.word(&whole);
        grid.set(at, column, Token::Word(word));
        scan.lost.retain(|row| *row != at);
        let rows = &mut scan.sections[section].rows;
        rows.retain(|row| *row != at);
        rows.iter_mut().filter(|row| **row == above).for_each(|row| *row = at);
    }
}

/// The field of the lower row with the second half of a blank row's label, and the whole label.
fn halves_of(
    above: usize,
    at: usize,
    grid: &Grid,
    header: &Header,
    vocabulary: &Vocabulary<'_>,
) -> Option<(usize, String)> {
    let (head, tail) = (grid.row(above), grid.row(at));
    let filled = |row: &Row<'_>| (0..row.tokens.len()).filter(|at| !row.token(*at).is_empty()).collect::<Vec<_>>();
    let (column, first) = (*filled(&head).last()?, *filled(&tail).first()?);
    let (Token::Word(one), Token::Word(other)) = (head.token(column), tail.token(first)) else { return None };
    let n_figures = tail.tokens.iter().skip(first + 1).filter(|token| vocabulary.is_figure(**token)).count();
    let is_label = vocabulary.get(one).is_figure() || vocabulary.get(other).is_line_or_group || n_figures == 0;
    if is_label || column != first || filled(&head).iter().any(|at| vocabulary.is_figure(head.token(*at))) {
        return None;
    }
    let whole = format!("{}{}", vocabulary.get(one).raw.trim(), vocabulary.get(other).raw.trim());
    let is_line = |meaning: &Meaning| meaning.is_row() && meaning.table() == Some(header.table);
    let meanings = vocabulary.pipeline.lexicon.meanings(&whole);
    let are_same = |meaning: &Meaning| is_line(meaning) && vocabulary.get(one).meanings.contains(meaning);
    meanings.iter().any(are_same).then_some((column, whole))
}

/// Moves a label that ends its row in front of the figures below, which belong to it.
fn move_label(above: usize, at: usize, grid: &mut Grid, scan: &mut Scan) {
    for (column, token) in grid.row(above).tokens.to_vec().into_iter().enumerate() {
        grid.set(at, column, token);
    }
    for row in scan.sections.iter_mut().flat_map(|section| &mut section.rows).filter(|row| **row == above) {
        *row = at;
    }
    scan.lost.retain(|row| *row != at);
}

/// What a row has for the row above.
#[derive(Default)]
struct Tail {
    above: usize,
    /// The row above has no fields but its labels.
    is_cut_short: bool,
    n_figures: usize,
    /// Figures for its empty columns.
    fills: Vec<(usize, Token)>,
    /// Figures, joined with what may be their last digits.
    wrapped: Vec<(usize, String)>,
    /// Empty columns that some of the figures may belong to.
    ambiguous: Vec<usize>,
    /// All figures in one text, for the cells of which it cannot be told.
    printed: String,
}

impl Tail {
    fn of(at: usize, grid: &Grid, scan: &Scan, vocabulary: &Vocabulary<'_>) -> Option<Tail> {
        let row = grid.row(at);
        let is_plain = |token: &Token| !matches!(token, Token::Covered(_));
        if !rows::has_only_figures(&row, vocabulary) || !row.tokens.iter().all(is_plain) {
            return None;
        }
        let (section, above) = above(at, scan)?;
        let columns = columns(above, grid, &section.header, vocabulary)?;
        let filled: Vec<usize> = (0..row.tokens.len()).filter(|at| !row.token(*at).is_empty()).collect();
        let label = grid.row(above);
        let empty: Vec<usize> = columns.iter().copied().filter(|column| label.token(*column).is_empty()).collect();
        let mut tail = Tail { above, n_figures: filled.len(), ..Tail::default() };
        let is_empty = empty.len() == columns.len();
        if columns.iter().any(|column| *column >= label.tokens.len()) {
            tail.is_cut_short = is_empty && filled == columns;
            return tail.is_cut_short.then_some(tail);
        }
        if is_empty && filled.len() == columns.len() && filled != columns {
            // All figures of a row; a page break has shifted them.
            tail.fills = columns.iter().zip(filled).map(|(column, from)| (*column, row.token(from))).collect();
            return Some(tail);
        }
        let is_near = above + 1 == at;
        let (fills, below): (Vec<usize>, Vec<usize>) = filled.iter().partition(|at| label.token(**at).is_empty());
        let is_under = filled.iter().all(|at| columns.contains(at));
        match (fills.len(), below.len()) {
            (n, 0) if is_under && (n > 1 || is_empty && is_near) => {
                tail.fills = fills.into_iter().map(|at| (at, row.token(at))).collect();
            }
            (0, n) if is_under && is_near && (n == 1 || n * 2 <= columns.len()) => {
                let text = |token: Token| text(token, vocabulary);
                let whole = |at: usize| Some((at, format!("{}\n{}", text(label.token(at))?, text(row.token(at))?)));
                tail.wrapped = below.into_iter().map(whole).collect::<Option<_>>()?;
            }
            // As many figures as columns, below a row that has some: that is a row of its own.
            (n, m) if (is_near || n + m > 1) && n + m < columns.len() && !empty.is_empty() => {
                let text = |at: &usize| text(row.token(*at), vocabulary);
                let printed = filled.iter().map(text).collect::<Option<Vec<_>>>()?;
                tail.printed = several::walled(&several::joined(&printed));
                tail.ambiguous = empty;
            }
            _ => return None,
        }
        Some(tail)
    }
}

/// The last row of a table above a row of no table, if only a few stray lines are between them.
fn above(at: usize, scan: &Scan) -> Option<(&Section, usize)> {
    let section = scan.sections.iter().rfind(|section| section.start < at)?;
    let above = section.rows.iter().copied().rfind(|row| *row < at)?;
    let is_near = at - above <= FARTHEST && (above + 1..at).all(|between| !scan.lost.contains(&between));
    (is_near && section.header.stub == Stub::Rows && section.header.aligned).then_some((section, above))
}

/// The columns of the figures in a row; `None` if one of them is in a merged cell.
fn columns(at: usize, grid: &Grid, header: &Header, vocabulary: &Vocabulary<'_>) -> Option<Vec<usize>> {
    let row = grid.row(at);
    let is_line = rows::names_line(&row, header, vocabulary) && !grid.has_spans();
    let columns: Vec<usize> = header.leaves.iter().filter(|leaf| leaf.width == 1).map(|leaf| leaf.at).collect();
    (is_line && columns.len() == header.leaves.len()).then_some(columns)
}

/// A figure as it is printed.
fn text(token: Token, vocabulary: &Vocabulary<'_>) -> Option<String> {
    let text = match token {
        Token::Plain(number) => number.to_string(),
        Token::Word(word) => vocabulary.get(word).raw.trim().to_owned(),
        Token::Blank | Token::Covered(_) => return None,
    };
    text.bytes().all(|byte| byte.is_ascii_digit()).then_some(text)
}
