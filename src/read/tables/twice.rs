//! Rows with the label of another: which of them is the row of the form.
//!
//! A second total below the form's own, a row of "other" in a group that has none, a row again with "last year" in
//! brackets behind its label: where one row is labelled as on the form and another only nearly so, the other is none of
//! the form's, and is named.

use crate::model::{Axis, AxisIx, TableIx};
use crate::read::bind::Candidate;
use crate::read::grid::Grid;
use crate::read::header::Header;
use crate::read::vocabulary::{Vocabulary, Word};

/// How much a label is that of the form; words count for more than the number before them, and both for more than what
/// stands behind.
///
/// Beside the form's `(4) total`, a row `total` has the words only and `(4) total (last year)` words and number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
struct Likeness {
    has_words: bool,
    has_number: bool,
    /// Behind its words stands nothing that the form has not.
    has_nothing_more: bool,
}

/// For each row whether it is another one than its label says.
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

/// True if both have something in one place: of two halves of a row each has what the other has not.
fn overlap(one: &Candidate, other: &Candidate, grid: &Grid) -> bool {
    let (row, below) = (grid.row(one.at), grid.row(other.at));
    let from = one.label.end.max(other.label.end);
    (from..one.width.min(other.width)).any(|at| !row.token(at).is_empty() && !below.token(at).is_empty())
}

fn likeness(candidate: &Candidate, header: &Header, grid: &Grid, vocabulary: &Vocabulary<'_>) -> Likeness {
    let (Some(line), axis) = (candidate.label.line, header.stub_axis()) else { return Likeness::default() };
    let labels = grid.row(candidate.at).tokens.get(..candidate.label.end).unwrap_or_default();
    let words = labels.iter().rev().filter_map(|token| token.word()).map(|word| vocabulary.get(word));
    let word = words.into_iter().find(|word| names(word, line, (header.table, axis)));
    let Some(word) = word else { return Likeness::default() };
    let normaliser = &vocabulary.pipeline.lexicon.normaliser;
    let label = &vocabulary.pipeline.catalogue.table(header.table).lines(axis)[line.at()].label;
    let of = |label: &str| {
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
    of(&label.zh).max(of(&label.en))
}

fn names(word: &Word, line: AxisIx, (table, axis): (TableIx, Axis)) -> bool {
    word.in_table(table).any(|meaning| meaning.line_on(axis) == Some(line))
}
