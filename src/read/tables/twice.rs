//! Rows with the same label: which of them is the row of the form.
//!
//! There may be a second total below the form's own, a row "other" in a group that has none, or the same row again with
//! "last year" in brackets. If one row is labelled as on the form and another only nearly so, the other one is listed
//! as unmatched.

use crate::model::{Axis, AxisIx, TableIx};
use crate::read::bind::Candidate;
use crate::read::grid::Grid;
use crate::read::header::Header;
use crate::read::vocabulary::{Vocabulary, Word};

/// How much a label is like that of the form. Words count more than the number before them, and both count more than
/// what stands behind.
///
/// If the form has `(4) total`, a row `total` has only the words, and `(4) total (last year)` has words and number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
struct Likeness {
    /// Its words are those of the form.
    has_words: bool,
    /// So is the number before them.
    has_number: bool,
    /// Nothing stands behind them that is not on the form.
    has_nothing_more: bool,
}

/// For each row whether it is another row than its label says.
pub(super) fn others(candidates: &[Candidate], header: &Header, grid: &Grid, vocabulary: &Vocabulary<'_>) -> Vec<bool> {
    let mut lines: Vec<AxisIx> = candidates.iter().filter_map(|candidate| candidate.label.line).collect();
    lines.sort_unstable();
    if lines.windows(2).all(|pair| pair[0] != pair[1]) {
        return vec![false; candidates.len()];
    }
    let like = |candidate: &Candidate| likeness(candidate, header, grid, vocabulary);
    let is_other = |candidate: &Candidate| {
        let Some(line) = candidate.label.line else { return false };
        let mut same = candidates.iter().filter(|other| other.label.line == Some(line) && other.at != candidate.at);
        same.any(|other| like(other) > like(candidate) && overlap(other, candidate, grid))
    };
    candidates.iter().map(is_other).collect()
}

/// True for a row without anything behind its label.
pub(super) fn is_blank(candidate: &Candidate, grid: &Grid) -> bool {
    grid.row(candidate.at).tokens.iter().skip(candidate.label.end).all(|token| token.is_empty())
}

/// True if both rows have something in the same field. Two halves of one row do not.
fn overlap(one: &Candidate, other: &Candidate, grid: &Grid) -> bool {
    let (row, below) = (grid.row(one.at), grid.row(other.at));
    let from = one.label.end.max(other.label.end);
    (from..one.width.min(other.width)).any(|at| !row.token(at).is_empty() && !below.token(at).is_empty())
}

/// How much the label of a row is like that of the line that it names.
fn likeness(candidate: &Candidate, header: &Header, grid: &Grid, vocabulary: &Vocabulary<'_>) -> Likeness {
    let (Some(line), axis) = (candidate.label.line, header.stub_axis()) else { return Likeness::default() };
    let labels = grid.row(candidate.at).tokens.get(..candidate.label.end).unwrap_or_default();
    let words = labels.iter().rev().filter_map(|token| token.word()).map(|word| vocabulary.get(word));
    let word = words.into_iter().find(|word| names(word, line, (header.table, axis)));
    let Some(word) = word else { return Likeness::default() };
    let normaliser = &vocabulary.pipeline.lexicon.normaliser;
    let label = &vocabulary.pipeline.catalogue.table(header.table).lines(axis)[line.at()].label;
    let compare = |label: &str| {
        let (form, printed) = (normaliser.parts(label), normaliser.parts(&word.raw));
        let behind = |label: &str| normaliser.normalise(normaliser.without_annotation(label)).len();
        let annotation = |label: &str| normaliser.normalise(label).split_off(behind(label));
        let more = annotation(&word.raw);
        Likeness {
            has_words: form.core == printed.core,
            has_number: form.ordinal == printed.ordinal,
            has_nothing_more: more.is_empty() || more == annotation(label),
        }
    };
    compare(&label.zh).max(compare(&label.en))
}

/// True if the word can be that line.
fn names(word: &Word, line: AxisIx, (table, axis): (TableIx, Axis)) -> bool {
    word.in_table(table).any(|meaning| meaning.line_on(axis) == Some(line))
}
