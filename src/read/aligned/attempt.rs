//! One way to read a block: its lines in one measure, cut into pieces, and the labels that these make.

use crate::read::aligned::LabelKinds;
use crate::read::aligned::block::Block;
use crate::read::aligned::labels::{self, Label, Piece};
use crate::read::aligned::lines::{Line, Measure};
use crate::read::vocabulary::Vocabulary;

/// A block of lines, read in one measure.
pub(super) struct Attempt<'a> {
    /// The header and the rows.
    pub block: &'a Block,
    /// All lines of the text; the block refers to them by position.
    pub lines: &'a [Line<'a>],
    pub vocabulary: &'a Vocabulary<'a>,
    /// How wide a wide character counts.
    pub measure: Measure,
}

impl Attempt<'_> {
    /// The texts before the figures of some lines.
    pub(super) fn pieces(&self, lines: &[usize]) -> impl Iterator<Item = Piece> {
        lines.iter().flat_map(|at| pieces(&self.lines[*at], *at, self.measure, self.vocabulary))
    }

    /// Joins pieces to labels, and gives back the pieces that belong to none.
    pub(super) fn join(&self, pieces: Vec<Piece>) -> (Vec<Label>, Vec<Piece>) {
        labels::join(pieces, self.lines, &|text| LabelKinds::of(text, self.vocabulary).is_line())
    }

    /// The number of a line in the file, from 1.
    pub(super) fn number(&self, at: usize) -> u32 {
        self.lines.get(at).map_or(0, |line| line.number)
    }
}

/// Cuts the words of a line before its figures into pieces. A single blank joins two words of a label (`natural
/// persons`), but parts two columns in scripts that write no blanks, and before a word that is a label by itself.
fn pieces(line: &Line<'_>, at: usize, measure: Measure, vocabulary: &Vocabulary<'_>) -> Vec<Piece> {
    let words = line.words.get(..line.figures).unwrap_or_default();
    let mut pieces: Vec<Piece> = Vec::new();
    for word in words {
        let piece = Piece::of(word, at, measure);
        match pieces.last_mut() {
            Some(last) if piece.start == last.end + 1 && !is_apart(last, &piece, vocabulary) => {
                last.text = format!("{} {}", last.text, piece.text);
                last.end = piece.end;
            }
            _ => pieces.push(piece),
        }
    }
    pieces
}

/// True if one blank between two texts parts two columns.
fn is_apart(left: &Piece, right: &Piece, vocabulary: &Vocabulary<'_>) -> bool {
    let is_ascii = left.text.is_ascii() && right.text.is_ascii();
    !is_ascii || LabelKinds::of(&right.text, vocabulary).is_line()
}
