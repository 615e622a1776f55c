//! A header and the rows under it → rows of cells.

use std::collections::BTreeMap;

use crate::read::aligned::attempt::Attempt;
use crate::read::aligned::columns::Columns;
use crate::read::aligned::header::{Head, is_in_order, is_unclear};
use crate::read::aligned::labels::{Label, Piece};
use crate::read::aligned::lines::Line;
use crate::read::aligned::{LabelKinds, Row};
use crate::read::number::{self, Parsed};
use crate::read::several;
use crate::read::vocabulary::Vocabulary;

/// A block whose columns are known.
#[derive(Clone, Debug)]
pub(super) struct Solved {
    /// Its rows, each with the number of its line in the file.
    pub rows: Vec<(u32, Row)>,
    /// The labels of its columns, for blocks on the next page that have no header.
    leaves: Vec<Label>,
    columns: Columns,
    /// The page that it is on; columns may stand elsewhere on the next.
    page: u32,
    /// Lines whose figures cannot be told and that have no label, so that they have to be listed.
    pub ambiguous: Vec<usize>,
    /// Fewer than `FEWEST_FULL` rows show where the columns are, and some rows lack figures.
    pub weak: bool,
    /// How well it fits.
    pub cost: Cost,
}

/// How well a block, or all blocks, fit their columns; less is better.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Cost {
    /// Rows whose figures cannot be told.
    pub n_ambiguous: usize,
    /// How far the figures of the other rows stray from their columns.
    pub strays: i64,
}

/// Rows with a figure in every column that settle where the columns are.
const FEWEST_FULL: usize = 2;

impl Attempt<'_> {
    /// The block as rows of cells; `None` if its columns cannot be told. A block without a header takes the columns of
    /// the block before.
    pub(super) fn solve(&self, before: Option<&Solved>) -> Option<Solved> {
        let rows: Vec<&Line<'_>> = self.block.rows(self.lines).collect();
        let most = rows.iter().map(|row| row.n_figures()).max()?;
        let page = rows.first().map_or(0, |row| row.page);
        let Head { labels, mut leaves, left, beside } = self.head();
        let goes_on = labels.is_empty();
        if goes_on {
            leaves.clone_from(&before?.leaves);
        }
        if leaves.len() < most || leaves.is_empty() || (!goes_on && is_unclear(&leaves, &left)) {
            return None;
        }
        if !goes_on && !is_in_order(&leaves, self.vocabulary) {
            return None;
        }
        let is_full = |row: &&&Line<'_>| row.n_figures() == leaves.len();
        let n_full = rows.iter().filter(is_full).count();
        let weak = n_full < FEWEST_FULL && n_full < rows.len();
        let (strays, columns) = match Columns::of_rows(&rows, &leaves, self.measure) {
            Some(found) => found,
            None if goes_on => (0, before.filter(|before| before.page == page)?.columns.clone()),
            None => {
                let columns = Columns::of_labels(&leaves, self.measure);
                (columns.strays(&rows), columns)
            }
        };
        let mut rows = if goes_on { Vec::new() } else { self.header(&labels, &leaves)? };
        let (body, rest) = self.body(beside, &columns, leaves.len());
        rows.extend(body.rows);
        let (ambiguous, cost) = (body.ambiguous, Cost { n_ambiguous: body.n_ambiguous, strays });
        rows.extend(self.texts(left.into_iter().chain(rest).collect()));
        Some(Solved { rows, leaves, columns, page, ambiguous, weak, cost })
    }

    /// The rows under the header with their labels, and the pieces that belong to no row.
    fn body(&self, beside: Vec<Piece>, columns: &Columns, n: usize) -> (Body, Vec<Piece>) {
        let pieces = beside.into_iter().chain(self.pieces(&self.block.body)).collect();
        let (labels, left) = self.join(pieces);
        let lines: Vec<usize> = self.block.body.iter().copied().filter(|at| self.lines[*at].is_row()).collect();
        let Assigned { of_row, alone } = self.assign(labels, &left, &lines);
        let (beside, left): (Vec<Piece>, Vec<Piece>) = left.into_iter().partition(|piece| lines.contains(&piece.line));
        let mut body = Body::default();
        for at in &lines {
            let line = &self.lines[*at];
            let label = of_row.get(at);
            // A piece to the left of the label is part of the name of a group that stands beside several rows.
            let is_of_row = |piece: &&Piece| piece.line == *at && label.is_none_or(|label| piece.start > label.start);
            let others = beside.iter().filter(is_of_row).map(|piece| piece.text.clone());
            let stub: Vec<String> = label.map(|label| label.text.clone()).into_iter().chain(others).collect();
            let figures = figures(line, columns, n);
            body.n_ambiguous += usize::from(figures.is_none());
            match figures {
                None if label.is_none() => body.ambiguous.push(*at),
                figures => {
                    // If the columns cannot be told, all figures go into each column, so that none of them is read as a
                    // number.
                    let columns = figures.unwrap_or_else(|| vec![all(line, self.vocabulary); n]);
                    body.rows.push((line.number, Row { stub, columns }));
                }
            }
        }
        for label in alone {
            // A line that has a figure among its words is no row left blank.
            let is_stray = |at: &usize| self.lines.get(*at).is_some_and(|line| line.stray);
            let stray =
                (label.first..=label.last).find(is_stray).filter(|_| LabelKinds::of(&label.text, self.vocabulary).row);
            let number = self.number(label.first);
            match stray.and_then(|at| self.lines.get(at)) {
                Some(line) => {
                    body.n_ambiguous += 1;
                    body.rows.push((
                        number,
                        Row { stub: vec![label.text], columns: vec![several::walled(&line.text()); n] },
                    ));
                }
                None => body.rows.push((number, Row::of(label.text))),
            }
        }
        (body, left)
    }

    /// Gives each row its label. Headings, and labels without figures, stay in their own lines. The name of a group
    /// that stands beside several rows is dropped, as it adds nothing to their labels.
    fn assign(&self, labels: Vec<Label>, left: &[Piece], rows: &[usize]) -> Assigned {
        let mut assigned = Assigned::default();
        for label in labels {
            let kinds = LabelKinds::of(&label.text, self.vocabulary);
            let mut inside = rows.iter().copied().filter(|row| (label.first..=label.last).contains(row));
            match (inside.next(), inside.next()) {
                (None, _) if kinds.row && kinds.group => {}
                (None, _) => assigned.alone.push(label),
                // Beside the group stands a text that could not be joined to a label: the figures may belong to that.
                (Some(_), None) if kinds.group && left.iter().any(|piece| is_right_of(piece, &label)) => {}
                (Some(row), None) if kinds.row || kinds.column => {
                    // If a group and one of its lines stand beside the same row, the line is its label.
                    match assigned.of_row.get(&row) {
                        Some(other) if other.start > label.start => {}
                        _ => drop(assigned.of_row.insert(row, label)),
                    }
                }
                _ => {}
            }
        }
        self.pair(&mut assigned, left, rows);
        // If some figures have no label, a label without figures may be theirs: it is no row left blank.
        if rows.iter().any(|row| !assigned.of_row.contains_key(row)) {
            assigned.alone.retain(|label| !LabelKinds::of(&label.text, self.vocabulary).row);
        }
        assigned
    }

    /// Joins a row without a label with the label on the line above or below it, as some programs write them, if the
    /// match is unique and no other text stands there.
    fn pair(&self, assigned: &mut Assigned, left: &[Piece], rows: &[usize]) {
        let bare: Vec<usize> = rows.iter().copied().filter(|row| !assigned.of_row.contains_key(row)).collect();
        let is_next = |row: usize, label: &Label| {
            let lines = [self.number(label.first).saturating_sub(1), self.number(label.last) + 1];
            let is_text = |piece: &Piece| piece.line == row && piece.start < label.end && piece.end > label.start;
            let says_row = LabelKinds::of(&label.text, self.vocabulary).row;
            says_row && lines.contains(&self.number(row)) && !left.iter().any(is_text)
        };
        for row in &bare {
            let mut near = (0..assigned.alone.len()).filter(|at| is_next(*row, &assigned.alone[*at]));
            let (Some(at), None) = (near.next(), near.next()) else { continue };
            let others = bare.iter().filter(|other| is_next(**other, &assigned.alone[at])).count();
            if others == 1 {
                let label = assigned.alone.remove(at);
                assigned.of_row.insert(*row, label);
            }
        }
    }

    /// The pieces that belong to no row, as lines of text.
    fn texts(&self, mut left: Vec<Piece>) -> Vec<(u32, Row)> {
        left.sort_by_key(|piece| (piece.line, piece.start));
        let lines = left.chunk_by(|a, b| a.line == b.line).map(|pieces| {
            let text = pieces.iter().map(|piece| piece.text.as_str()).collect::<Vec<_>>().join(" ");
            (pieces.first().map_or(0, |piece| self.number(piece.line)), Row::of(text))
        });
        lines.collect()
    }
}

fn is_right_of(piece: &Piece, label: &Label) -> bool {
    (label.first..=label.last).contains(&piece.line) && piece.start >= label.end
}

/// Labels matched with rows.
#[derive(Default)]
struct Assigned {
    /// By the position of the row's line.
    of_row: BTreeMap<usize, Label>,
    /// Headings, and labels of rows left blank.
    alone: Vec<Label>,
}

/// What stands under a header.
#[derive(Default)]
struct Body {
    rows: Vec<(u32, Row)>,
    ambiguous: Vec<usize>,
    /// All rows whose figures cannot be told, with a label or without.
    n_ambiguous: usize,
}

/// The figures of a row by column, blank where it has none; `None` if that cannot be told.
fn figures(line: &Line<'_>, columns: &Columns, n: usize) -> Option<Vec<String>> {
    let figures = line.words.get(line.figures..)?;
    let mut row = vec![String::new(); n];
    for (column, figure) in columns.place(figures)?.into_iter().zip(figures) {
        figure.text.clone_into(row.get_mut(column)?);
    }
    Some(row)
}

/// The figures of a row as one text that no reader takes for a number: `3 | 5`.
fn all(line: &Line<'_>, vocabulary: &Vocabulary<'_>) -> String {
    let figures = line.words.get(line.figures..).unwrap_or_default();
    let joined = several::joined(&figures.iter().map(|word| word.text).collect::<Vec<_>>());
    // A single figure, or figures that end in a remark, would still be read as a number.
    match number::parse(&joined, &vocabulary.pipeline.numbers) {
        Parsed::NoFigure => joined,
        _ => several::walled(&joined),
    }
}
