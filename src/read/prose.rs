//! The sentences of a report outside its tables, with their places: the prose rules are checked against them.
//!
//! ```text
//! In 2023 the office received 15 requests.     → a passage
//! Table 3                                      → a passage as well, since a sentence is among the lines
//! Requests    12    3    15                    → none: it belongs to a table
//! ```

use crate::model::{Passage, Place, SourceIx};
use crate::read::grid::{Grid, Token};
use crate::read::vocabulary::Vocabulary;

/// The lines outside the tables, if there is a sentence among them; plain tables have none.
pub fn passages(grid: &Grid, outside: &[usize], source: SourceIx, vocabulary: &Vocabulary<'_>) -> Vec<Passage> {
    let has_sentence = |at: &usize| {
        grid.row(*at).tokens.iter().any(|token| match token {
            Token::Word(word) => vocabulary.get(*word).ends_sentence,
            Token::Blank | Token::Covered(_) | Token::Plain(_) => false,
        })
    };
    if !outside.iter().any(has_sentence) {
        return Vec::new();
    }
    let mut lines: Vec<usize> = outside.to_vec();
    lines.sort_unstable();
    lines.into_iter().map(|at| passage(grid, at, source, vocabulary)).collect()
}

/// One line, with the pieces that a delimiter has cut put together again.
fn passage(grid: &Grid, at: usize, source: SourceIx, vocabulary: &Vocabulary<'_>) -> Passage {
    let row = grid.row(at);
    let printed = row.tokens.iter().filter_map(|token| match token {
        Token::Blank | Token::Covered(_) => None,
        Token::Plain(number) => Some(number.to_string()),
        Token::Word(word) => Some(vocabulary.get(*word).raw.to_string()),
    });
    let text = printed.collect::<Vec<_>>().join(",");
    Passage { place: Place { source, spot: row.spot(0) }, text: text.into_boxed_str() }
}
