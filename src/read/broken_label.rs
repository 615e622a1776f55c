//! Labels that a narrow column or a page break has cut in two or three lines → whole labels.
//!
//! ```text
//! (2) existing records must │   │   │                                              │   │   │
//! be processed anew         │ 0 │ 2 │  →  (2) existing records must be processed anew │ 0 │ 2 │
//! ```
//!
//! A text beside figures that is no label by itself, and is one together with the text above or below it in the same
//! column, where no figures stand, is that label.

use crate::model::Meaning;
use crate::read::grid::{Grid, Token};
use crate::read::vocabulary::{Vocabulary, Word, WordIx};

/// The numbers of lines above and below a text that are tried as the rest of its label, in this order.
const TRIED: [(usize, usize); 5] = [(1, 0), (2, 0), (0, 1), (1, 1), (0, 2)];

/// Puts such labels together: the whole label stands where the figures are, and the other lines are left blank.
pub(super) fn join(grid: &mut Grid, vocabulary: &mut Vocabulary<'_>) {
    for at in 0..grid.n_rows() {
        let Some((column, word)) = unknown_label(grid, at, vocabulary) else { continue };
        let raw = vocabulary.get(word).raw.to_string();
        let above = texts(grid, (at, column), vocabulary, |at| at.checked_sub(1));
        let below = texts(grid, (at, column), vocabulary, |at| Some(at + 1));
        let joined = TRIED.into_iter().find_map(|(up, down)| {
            let (up, down) = (above.get(..up)?, below.get(..down)?);
            let heads = up.iter().rev().map(|(_, text)| text.as_str());
            let tails = down.iter().map(|(_, text)| text.as_str());
            let joined: String = heads.chain([raw.as_str()]).chain(tails).collect();
            let is_known = vocabulary.pipeline.lexicon.meanings(&joined).iter().any(Meaning::is_line);
            let rows: Vec<usize> = up.iter().chain(down).map(|(row, _)| *row).collect();
            is_known.then_some((joined, rows))
        });
        let Some((joined, rows)) = joined else { continue };
        let whole = Token::Word(vocabulary.word(&joined));
        grid.set(at, column, whole);
        rows.into_iter().for_each(|row| grid.set(row, column, Token::Blank));
    }
}

/// The one text before the figures of a row that is no label, with its column.
fn unknown_label(grid: &Grid, at: usize, vocabulary: &Vocabulary<'_>) -> Option<(usize, WordIx)> {
    let row = grid.row(at);
    // A text alone on its line is prose.
    if row.tokens.len() < 2 {
        return None;
    }
    let mut unknown = None;
    // Behind the label of a line stands what is printed in its cells, and no half of another label.
    let is_whole =
        |word: &Word| word.meanings.iter().any(Meaning::is_line) && !word.meanings.iter().any(Meaning::is_group);
    for (column, token) in row.tokens.iter().enumerate() {
        match token {
            Token::Blank | Token::Covered(_) => {}
            Token::Plain(_) => return unknown,
            Token::Word(ix) => {
                let word = vocabulary.get(*ix);
                if word.is_figure() || is_whole(word) {
                    return unknown;
                }
                // A bare ordinal goes with any text and says nothing, and so does a unit.
                let normaliser = &vocabulary.pipeline.lexicon.normaliser;
                if !word.is_label() && word.unit.is_none() && !normaliser.is_bare_ordinal(&word.raw) {
                    unknown = Some((column, *ix));
                }
            }
        }
    }
    // Without figures it may be a row left blank.
    unknown
}

/// The texts of up to two rows next to a row in one column, with their rows, as long as no figures stand beside them;
/// `next` says which way to go.
fn texts(
    grid: &Grid,
    (row, column): (usize, usize),
    vocabulary: &Vocabulary<'_>,
    next: fn(usize) -> Option<usize>,
) -> Vec<(usize, String)> {
    let mut texts = Vec::new();
    let mut at = row;
    while texts.len() < 2 {
        match next(at).filter(|next| *next < grid.n_rows()) {
            Some(neighbour) => at = neighbour,
            None => break,
        }
        let row = grid.row(at);
        let has_figures = row.tokens.iter().any(|token| vocabulary.is_figure(*token));
        match (row.token(column), has_figures) {
            (Token::Word(word), false) => texts.push((at, vocabulary.get(word).raw.to_string())),
            _ => break,
        }
    }
    texts
}
