//! Pieces of text that stand under each other → the labels that they make together.
//!
//! ```text
//! existing records       two pieces, which are a label
//! must be processed      only together
//! ```

use crate::read::aligned::lines::{Line, Measure, Word};

/// A part of a label, on one line.
#[derive(Clone, Debug)]
pub(super) struct Piece {
    /// Position of its line among the lines.
    pub line: usize,
    /// Its first position on the line, and the one past its last.
    pub start: i32,
    pub end: i32,
    pub text: String,
}

impl Piece {
    pub(super) fn of(word: &Word<'_>, line: usize, measure: Measure) -> Piece {
        Piece { line, start: word.start(measure), end: word.end(measure), text: word.text.to_owned() }
    }
}

/// A label, joined from its pieces.
#[derive(Clone, Debug)]
pub(super) struct Label {
    pub text: String,
    /// The lines of its first and its last piece.
    pub first: usize,
    pub last: usize,
    pub start: i32,
    pub end: i32,
}

impl Label {
    /// Twice the middle of the label, so that it is a whole number.
    pub(super) fn center(&self) -> i32 {
        self.start + self.end
    }

    /// The label as a piece, for joining it with others once more.
    pub(super) fn into_piece(self) -> Piece {
        Piece { line: self.first, start: self.start, end: self.end, text: self.text }
    }
}

/// A label has at most so many pieces, and so many lines may lie between two of them.
const MOST_PIECES: usize = 12;
const FURTHEST: u32 = 5;
/// A label has at most so many bytes.
const LONGEST_LABEL: usize = 240;

/// Joins the pieces that stand under each other and make a known label; gives back the others.
pub(super) fn join(
    pieces: Vec<Piece>,
    lines: &[Line<'_>],
    is_known: &dyn Fn(&str) -> bool,
) -> (Vec<Label>, Vec<Piece>) {
    let (mut labels, mut left) = (Vec::new(), Vec::new());
    for chain in chains(pieces, lines) {
        let cuts = cuts(&chain, lines, is_known);
        let mut at = 0;
        for length in cuts {
            let run = chain.get(at..at + length.max(1)).unwrap_or_default();
            match length {
                0 => left.extend(run.iter().cloned()),
                _ => labels.extend(label(run)),
            }
            at += length.max(1);
        }
    }
    let left = in_order(left, &mut labels, lines, is_known);
    (labels, left)
}

/// Joins two lines of a header piece by piece, where the program has not kept the second line under the first: they
/// need the same number of pieces, and each pair has to be a label.
fn in_order(
    mut left: Vec<Piece>,
    labels: &mut Vec<Label>,
    lines: &[Line<'_>],
    is_known: &dyn Fn(&str) -> bool,
) -> Vec<Piece> {
    left.sort_by_key(|piece| (piece.line, piece.start));
    let mut by_line: Vec<Vec<Piece>> = left.chunk_by(|a, b| a.line == b.line).map(<[Piece]>::to_vec).collect();
    for at in 0..by_line.len() {
        let (upper, lower) = by_line.split_at_mut(at + 1);
        let Some(upper) = upper.last_mut().filter(|upper| upper.len() > 1) else { continue };
        let is_rest = |lower: &&mut Vec<Piece>| {
            let (Some(above), Some(below)) = (upper.first(), lower.first()) else { return false };
            let known = |(a, b): (&Piece, &Piece)| is_known(&format!("{}{}", a.text, b.text));
            let alike = lower.len() == upper.len() && upper.iter().zip(lower.iter()).all(known);
            alike && distance(above.line, below.line, lines) <= FURTHEST
        };
        if let Some(lower) = lower.iter_mut().find(is_rest) {
            for (upper, lower) in upper.drain(..).zip(lower.drain(..)) {
                let (start, end) = (upper.start, upper.end);
                labels.extend(label(&[upper, lower]).map(|label| Label { start, end, ..label }));
            }
        }
    }
    by_line.into_iter().flatten().collect()
}

/// Joins pieces without a blank between them, as a label in Chinese is written.
fn label(run: &[Piece]) -> Option<Label> {
    let (first, last) = (run.first()?, run.last()?);
    Some(Label {
        text: run.iter().map(|piece| piece.text.as_str()).collect(),
        first: first.line,
        last: last.line,
        start: run.iter().map(|piece| piece.start).min()?,
        end: run.iter().map(|piece| piece.end).max()?,
    })
}

/// Pieces that stand under each other, from top to bottom. A piece joins the chain above it that it overlaps most;
/// chains end where too many lines lie between.
fn chains(mut pieces: Vec<Piece>, lines: &[Line<'_>]) -> Vec<Vec<Piece>> {
    pieces.sort_by_key(|piece| (piece.line, piece.start));
    let mut done: Vec<Vec<Piece>> = Vec::new();
    let mut open: Vec<Vec<Piece>> = Vec::new();
    for piece in pieces {
        let is_near =
            |chain: &Vec<Piece>| chain.last().is_some_and(|last| distance(last.line, piece.line, lines) <= FURTHEST);
        let (near, far): (Vec<_>, Vec<_>) = open.into_iter().partition(is_near);
        done.extend(far);
        open = near;
        let over = |chain: &[Piece]| {
            let last = chain.last()?;
            let overlap = last.end.min(piece.end) - last.start.max(piece.start);
            (last.line < piece.line && overlap > 0).then_some((last.line, overlap))
        };
        let best = (0..open.len()).filter_map(|at| over(&open[at]).map(|found| (found, at))).max();
        match best {
            Some((_, at)) => open[at].push(piece),
            None => open.push(vec![piece]),
        }
    }
    done.extend(open);
    done
}

/// How many lines of the file lie between two lines, of which the blank ones have been left out.
fn distance(from: usize, to: usize, lines: &[Line<'_>]) -> u32 {
    let number = |at: usize| lines.get(at).map_or(0, |line| line.number);
    number(to).saturating_sub(number(from))
}

/// The best way to cut a chain of pieces into labels, as the number of pieces of each; 0 stands for a piece that
/// belongs to none. As many pieces as possible are used, in as few labels as possible.
///
/// ```text
/// existing records         [2, 0, 1]: two pieces are a label, the third belongs to none,
/// must be processed        and the fourth is one by itself
/// (see note 2)
/// others
/// ```
fn cuts(chain: &[Piece], lines: &[Line<'_>], is_known: &dyn Fn(&str) -> bool) -> Vec<usize> {
    // best[at]: pieces left over and labels from there on, and the length of the first label.
    let mut best: Vec<((usize, usize), usize)> = vec![((0, 0), 0); chain.len() + 1];
    for at in (0..chain.len()).rev() {
        let ((left, labels), _) = best[at + 1];
        best[at] = ((left + 1, labels), 0);
        let mut text = String::new();
        for length in 1..=MOST_PIECES.min(chain.len() - at) {
            let piece = &chain[at + length - 1];
            if length > 1 && distance(chain[at + length - 2].line, piece.line, lines) > FURTHEST {
                break;
            }
            text.push_str(&piece.text);
            if text.len() > LONGEST_LABEL {
                break;
            }
            if is_known(&text) {
                let ((left, labels), _) = best[at + length];
                best[at] = best[at].min(((left, labels + 1), length));
            }
        }
    }
    let mut cuts = Vec::new();
    let mut at = 0;
    while at < chain.len() {
        cuts.push(best[at].1);
        at += best[at].1.max(1);
    }
    cuts
}
