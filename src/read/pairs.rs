//! Lists of labels with a figure each → rows of two fields: `reconsideration, upheld; 3`.
//!
//! If a label names a cell, by itself or together with the heading above it, no header is needed. Such a list may stand
//! among the tables of a filing, with label and figure in two fields or in one.

use crate::model::{CellIx, Meaning};
use crate::read::grid::{Grid, Line, Row, Token};
use crate::read::joined;
use crate::read::vocabulary::Vocabulary;

/// Fewer lines with a label and a figure may be sentences.
const FEWEST: usize = 3;
/// Longer lines, in bytes, are not looked at.
const LONGEST: usize = 240;
/// Separators between a label and its figure.
const SEPARATORS: [char; 9] = [':', '\u{FF1A}', ';', '\u{FF1B}', '=', '\t', '|', ' ', '\u{2014}'];
/// The heading of a list is looked for in so many rows above.
const FARTHEST: usize = 30;

/// Splits lines that are the label of a cell and its figure.
pub(crate) fn part(grid: Grid, vocabulary: &mut Vocabulary<'_>) -> Grid {
    let pairs: Vec<Option<[Token; 2]>> = (0..grid.n_rows()).map(|at| pair(&grid.row(at), vocabulary)).collect();
    if grid.is_stack() || pairs.iter().flatten().count() < FEWEST {
        return grid;
    }
    let lines = grid.lines().zip(pairs).map(|(line, pair)| match pair {
        Some(pair) => Line { tokens: pair.to_vec(), columns: vec![line.columns[0]; 2], ..line },
        None => line,
    });
    grid.with_lines(lines)
}

fn pair(row: &Row<'_>, vocabulary: &mut Vocabulary<'_>) -> Option<[Token; 2]> {
    let mut filled = row.tokens.iter().filter(|token| !token.is_empty());
    let (Some(Token::Word(ix)), None) = (filled.next(), filled.next()) else { return None };
    let word = vocabulary.get(*ix);
    let raw = word.raw.trim();
    if raw.len() > LONGEST || word.is_label() || word.claim.is_some() || !raw.contains(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let at = raw.rfind(SEPARATORS)?;
    let (label, rest) = raw.split_at(at);
    let (label, rest) = (label.trim_end_matches(SEPARATORS).to_owned(), rest.trim_start_matches(SEPARATORS).to_owned());
    let figure = vocabulary.token(&rest);
    if label.is_empty() || !vocabulary.is_number(figure) {
        return None;
    }
    let label = vocabulary.word(&label);
    vocabulary.get(label).cell.map(|_| [Token::Word(label), figure])
}

/// The cell that the labels of a row with one figure name together, if necessary with the heading above them, and the
/// field of the figure.
pub(crate) fn cell_of(at: usize, grid: &Grid, vocabulary: &Vocabulary<'_>) -> Option<(CellIx, usize)> {
    let row = grid.row(at);
    let mut figures = (0..row.tokens.len()).filter(|at| vocabulary.is_figure(row.token(*at)));
    let (Some(figure), None) = (figures.next(), figures.next()) else { return None };
    let is_unit = |token: &Token| matches!(token, Token::Word(ix) if vocabulary.get(*ix).unit.is_some());
    if row.tokens.iter().skip(figure + 1).any(|token| !token.is_empty() && !is_unit(token)) {
        return None;
    }
    let own = labels(&row, figure, vocabulary);
    let first = (0..figure).find(|at| matches!(row.token(*at), Token::Word(_)))?;
    let above = || (0..at).rev().take(FARTHEST);
    // A merged label stands only in the first of its rows.
    let beside = (first > 0).then(|| above().find_map(|above| text(grid.row(above).token(first - 1), vocabulary)));
    let over = || above().find_map(|above| heading(&grid.row(above), vocabulary));
    let named = |labels: &[&str]| {
        let lexicon = &vocabulary.pipeline.lexicon;
        if !name_row_and_column(labels, vocabulary) {
            return None;
        }
        match joined::cells(labels, lexicon, &vocabulary.pipeline.catalogue)[..] {
            [only] => Some(only),
            _ => None,
        }
    };
    let with = |heading: &str| named(&[&[heading][..], &own].concat());
    let cell = named(&own).or_else(|| with(beside.flatten()?)).or_else(|| with(over()?))?;
    Some((cell, figure))
}

/// True if labels name a row and a column, together or one of them in a joined label. A row with a single cell may
/// belong to any table.
fn name_row_and_column(labels: &[&str], vocabulary: &Vocabulary<'_>) -> bool {
    let (lexicon, catalogue) = (&vocabulary.pipeline.lexicon, &vocabulary.pipeline.catalogue);
    let any = |wanted: fn(&Meaning) -> bool| labels.iter().any(|label| lexicon.meanings(label).iter().any(wanted));
    let is_apart = any(Meaning::is_row) && any(Meaning::is_column);
    let is_joined = |label: &&str| {
        let normalised = lexicon.normaliser.normalise(label);
        lexicon.meanings_of_normalised(&normalised).is_empty()
            && joined::of_parts(&normalised, lexicon, catalogue).1.is_some()
    };
    is_apart || labels.iter().any(is_joined)
}

/// The labels before a figure, each once, as a heading may also be a line.
fn labels<'a>(row: &Row<'_>, figure: usize, vocabulary: &'a Vocabulary<'_>) -> Vec<&'a str> {
    let mut labels: Vec<&str> = row.tokens.iter().take(figure).filter_map(|token| text(*token, vocabulary)).collect();
    labels.dedup();
    labels
}

/// The text of a field.
fn text<'a>(token: Token, vocabulary: &'a Vocabulary<'_>) -> Option<&'a str> {
    token.word().map(|ix| vocabulary.get(ix).raw.trim())
}

/// The label of a line that stands alone in its row.
fn heading<'a>(row: &Row<'_>, vocabulary: &'a Vocabulary<'_>) -> Option<&'a str> {
    let mut filled = row.tokens.iter().filter(|token| !token.is_empty());
    let (Some(token), None) = (filled.next(), filled.next()) else { return None };
    let word = vocabulary.label(*token)?;
    word.meanings.iter().any(Meaning::is_line).then(|| text(*token, vocabulary))?
}
