//! The words over the figures of a block → the labels of its columns.
//!
//! ```text
//!               Natural    Commercial   Research
//! item          persons    enterprises  institutes   Total
//! received           12             3            0      15
//! ```
//!
//! A label over two lines is put together from the pieces below each other. Figures are aligned at the right and words
//! anywhere, so the position of a label says only in which order the columns come, and not where they are.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use crate::model::{Axis, AxisIx, Group, Meaning, TableIx};
use crate::read::aligned::attempt::Attempt;
use crate::read::aligned::labels::{Label, Piece};
use crate::read::aligned::{LabelKinds, Row, columns_of};
use crate::read::vocabulary::Vocabulary;

/// The words above the figures, sorted by what they are.
#[derive(Default)]
pub(super) struct Head {
    /// All labels over the columns, with the headings among them.
    pub labels: Vec<Label>,
    /// The labels of single columns, from left to right.
    pub leaves: Vec<Label>,
    /// Texts over the columns that are no labels.
    pub left: Vec<Piece>,
    /// Texts over the labels of the rows.
    pub beside: Vec<Piece>,
}

impl Attempt<'_> {
    /// Sorts the words over the rows. A label of a column is known by its words first, and by its position second,
    /// since programs shift the words of a header line that has few of them.
    pub(super) fn head(&self) -> Head {
        let figures = self.block.edge(self.lines, self.measure);
        let labels_end = self.block.labels_end(self.lines, self.measure);
        let is_over = |start: i32, end: i32| end > figures || labels_end.is_some_and(|labels| start > labels);
        let (labels, left) = self.join(self.pieces(&self.block.head).collect());
        let table = table_of(&labels, self.vocabulary);
        let is_column = |label: &Label| {
            let of_table = |(of, _): &(TableIx, AxisIx)| Some(*of) == table;
            columns_of(&label.text, self.vocabulary).iter().any(of_table)
        };
        let lowest = labels.iter().filter(|label| is_column(label)).map(|label| label.first).max();
        // In a table whose rows have no labels, all labels stand in the header.
        let is_above = |label: &Label| labels_end.is_none() && lowest.is_some_and(|lowest| label.first < lowest);
        let (labels, of_rows): (Vec<Label>, Vec<Label>) = labels.into_iter().partition(|label| {
            let is_group = LabelKinds::of(&label.text, self.vocabulary).group;
            is_column(label) || is_group || is_over(label.start, label.end) || is_above(label)
        });
        let (left, mut beside): (Vec<Piece>, Vec<Piece>) =
            left.into_iter().partition(|piece| is_over(piece.start, piece.end));
        beside.extend(of_rows.into_iter().map(Label::into_piece));
        // Pieces of a row's label may happen to be the name of another table's column.
        if !labels.iter().any(|label| is_over(label.start, label.end)) {
            beside.extend(labels.into_iter().map(Label::into_piece).chain(left));
            return Head { beside, ..Head::default() };
        }
        let columns: Vec<&Label> = labels.iter().filter(|label| is_column(label)).collect();
        let leaves = leaves(&columns, self.vocabulary);
        Head { labels, leaves, left, beside }
    }

    /// The rows of the header. If the labels of columns repeat, each repetition stands under a line of the form, as in
    /// a table with one band for each kind of applicant, and there are two rows.
    pub(super) fn header(&self, labels: &[Label], leaves: &[Label]) -> Option<Vec<(u32, Row)>> {
        let mut rows = Vec::new();
        let lowest = leaves.iter().map(|leaf| leaf.first).max()?;
        let names: Vec<String> = leaves.iter().map(|leaf| leaf.text.clone()).collect();
        let runs = runs(&names, self.vocabulary);
        if runs.len() > 1 {
            let mut over = vec![String::new(); names.len()];
            let of_rows = self.rows_over(labels, leaves.first()?)?;
            if of_rows.len() != runs.len() {
                return None;
            }
            for ((from, _), label) in runs.iter().zip(of_rows) {
                over.get_mut(*from)?.clone_from(&label.text);
            }
            let above = labels.iter().map(|label| label.first).min()?;
            rows.push((self.number(above), Row { stub: Vec::new(), columns: over }));
        }
        rows.push((self.number(lowest), Row { stub: Vec::new(), columns: names }));
        Some(rows)
    }

    /// The labels of lines that stand over columns, from left to right; `None` if they are neither in the order of the
    /// form nor on one line.
    fn rows_over<'b>(&self, labels: &'b [Label], column: &Label) -> Option<Vec<&'b Label>> {
        let tables: Vec<TableIx> =
            columns_of(&column.text, self.vocabulary).into_iter().map(|(table, _)| table).collect();
        let row = |label: &Label| {
            let kinds = LabelKinds::of(&label.text, self.vocabulary);
            let is_of_table = |meaning: &&Meaning| meaning.table().is_some_and(|table| tables.contains(&table));
            let meanings = self.vocabulary.pipeline.lexicon.meanings(&label.text);
            meanings.iter().filter(is_of_table).find_map(Meaning::row).filter(|_| !kinds.column && !kinds.group)
        };
        let mut rows: Vec<(AxisIx, &Label)> = labels.iter().filter_map(|label| Some((row(label)?, label))).collect();
        rows.sort_by_key(|(_, label)| label.center());
        let in_order = rows.windows(2).all(|pair| match pair {
            [(left, a), (right, b)] => left < right || a.first == b.first,
            _ => true,
        });
        in_order.then(|| rows.into_iter().map(|(_, label)| label).collect())
    }
}

/// The table that most labels are columns of.
fn table_of(labels: &[Label], vocabulary: &Vocabulary<'_>) -> Option<TableIx> {
    let mut counts: BTreeMap<TableIx, usize> = BTreeMap::new();
    for label in labels {
        let mut tables: Vec<TableIx> =
            columns_of(&label.text, vocabulary).into_iter().map(|(table, _)| table).collect();
        tables.dedup();
        tables.into_iter().for_each(|table| *counts.entry(table).or_default() += 1);
    }
    counts.into_iter().max_by_key(|(table, count)| (*count, Reverse(*table))).map(|(table, _)| table)
}

/// The labels of single columns, from left to right. A text that may be a heading counts as one if one of its members
/// is there.
fn leaves(columns: &[&Label], vocabulary: &Vocabulary<'_>) -> Vec<Label> {
    let named: Vec<(TableIx, AxisIx)> = columns.iter().flat_map(|label| columns_of(&label.text, vocabulary)).collect();
    let heads = |meaning: &Meaning| {
        let group = vocabulary.group(*meaning).filter(|group| group.axis == Axis::Column);
        let is_member = |group: &Group, (table, column): &(TableIx, AxisIx)| {
            meaning.table() == Some(*table) && group.members.contains(column)
        };
        group.is_some_and(|group| named.iter().any(|column| is_member(group, column)))
    };
    let is_heading = |label: &Label| vocabulary.pipeline.lexicon.meanings(&label.text).iter().any(heads);
    let mut leaves: Vec<Label> =
        columns.iter().filter(|label| !is_heading(label)).map(|label| (*label).clone()).collect();
    leaves.sort_by_key(|label| (label.center(), label.first));
    leaves
}

/// True if the order of the columns can be trusted: it is that of the form, or one line shows it. Programs shift words
/// from line to line, so what seems further left in another line may be further right.
pub(super) fn is_in_order(leaves: &[Label], vocabulary: &Vocabulary<'_>) -> bool {
    let names: Vec<String> = leaves.iter().map(|leaf| leaf.text.clone()).collect();
    let in_order = |left: &Label, right: &Label| {
        let of_right = columns_of(&right.text, vocabulary);
        let before =
            |(table, column): &(TableIx, AxisIx)| of_right.iter().any(|(of, next)| of == table && column < next);
        left.first == right.first || columns_of(&left.text, vocabulary).iter().any(before)
    };
    let runs = runs(&names, vocabulary);
    let mut pairs = runs.iter().filter_map(|(from, to)| leaves.get(*from..*to)).flat_map(|run| run.windows(2));
    pairs.all(|pair| match pair {
        [left, right] => in_order(left, right),
        _ => true,
    })
}

/// True if a text that is no label stands among the lines with labels of columns: it may be the label of a column.
pub(super) fn is_unclear(leaves: &[Label], left: &[Piece]) -> bool {
    let first = leaves.iter().map(|leaf| leaf.first).min();
    let last = leaves.iter().map(|leaf| leaf.last).max();
    left.iter()
        .any(|piece| first.is_some_and(|first| piece.line >= first) && last.is_some_and(|last| piece.line <= last))
}

/// Cuts labels into runs, each of which begins where a label comes again; as first position and the one past the last.
fn runs(names: &[String], vocabulary: &Vocabulary<'_>) -> Vec<(usize, usize)> {
    let mut runs = Vec::new();
    let mut start = 0;
    for at in 0..names.len() {
        let columns = columns_of(&names[at], vocabulary);
        let again = names[start..at].iter().any(|name| columns_of(name, vocabulary) == columns);
        if again {
            runs.push((start, at));
            start = at;
        }
    }
    runs.push((start, names.len()));
    runs
}
