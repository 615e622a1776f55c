//! Where the figures of a block stand → which column each of them is in.

use std::collections::BTreeMap;

use crate::read::aligned::labels::Label;
use crate::read::aligned::lines::{Line, Measure, Word};

/// Which part of a figure stands where its column is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Edge {
    Right,
    Middle,
    Left,
}

/// The columns of a block.
#[derive(Clone, Debug)]
pub(super) struct Columns {
    measure: Measure,
    stands: Stands,
    /// From where to where the labels reach, if every figure of the rows that are full stands under its own.
    under: Option<Vec<(i32, i32)>>,
}

#[derive(Clone, Debug)]
enum Stands {
    /// Under each other at these positions, twice counted: at one edge, or at several where these show it alike.
    At(Vec<(Edge, Vec<i32>)>),
    /// Under labels that reach from one position to the other.
    Under(Vec<(i32, i32)>),
}

impl Columns {
    /// The columns as rows that have a figure in each show them, at the edge at which these stand most nearly one under
    /// the other, and how far they stray from there. One such row shows all edges alike, and a figure has to stand in the
    /// same column by each of them. Nothing without such a row.
    pub(super) fn of_rows(rows: &[&Line<'_>], labels: &[Label], measure: Measure) -> Option<(i64, Columns)> {
        let n = labels.len();
        let full: Vec<&[Word<'_>]> =
            rows.iter().filter(|row| row.n_figures() == n).filter_map(|row| row.words.get(row.figures..)).collect();
        if full.is_empty() || n == 0 {
            return None;
        }
        let reach: Vec<(i32, i32)> = labels.iter().map(|label| (label.start, label.end)).collect();
        let is_under = |row: &&[Word<'_>]| {
            row.iter().enumerate().all(|(column, figure)| under(&reach, figure, measure) == Some(column))
        };
        let reach = full.iter().all(is_under).then_some(reach);
        let tried = [Edge::Right, Edge::Middle, Edge::Left].into_iter().map(|edge| {
            let mut all = 0;
            let column = |column: usize| {
                let words = full.iter().filter_map(|row| row.get(column));
                let mut places: Vec<i32> = words.map(|word| place(word, measure, edge)).collect();
                let (middle, stray) = strays(&mut places);
                all += stray;
                middle
            };
            let at = (0..n).map(column).collect();
            (all, (edge, at))
        });
        let tried: Vec<(i64, (Edge, Vec<i32>))> = tried.collect();
        let least = tried.iter().map(|(strays, _)| *strays).min()?;
        let edges = tried.into_iter().filter(|(strays, _)| *strays == least).map(|(_, edge)| edge).collect();
        Some((least, Columns { measure, stands: Stands::At(edges), under: reach }))
    }

    /// The columns as their labels stand, where no row has a figure in each.
    pub(super) fn of_labels(labels: &[Label], measure: Measure) -> Columns {
        let reach = labels.iter().map(|label| (label.start, label.end)).collect();
        Columns { measure, stands: Stands::Under(reach), under: None }
    }

    /// How far figures under labels stray from each other, at the edge at which they stand most nearly one under the other.
    pub(super) fn strays(&self, rows: &[&Line<'_>]) -> i64 {
        let figures = rows.iter().filter_map(|row| row.words.get(row.figures..));
        let mut of_column: BTreeMap<usize, Vec<&Word<'_>>> = BTreeMap::new();
        for figures in figures {
            for (column, figure) in self.place(figures).into_iter().flatten().zip(figures) {
                of_column.entry(column).or_default().push(figure);
            }
        }
        let stray = |edge: Edge| {
            let of = |words: &Vec<&Word<'_>>| {
                let mut places: Vec<i32> = words.iter().map(|word| place(word, self.measure, edge)).collect();
                strays(&mut places).1
            };
            of_column.values().map(of).sum::<i64>()
        };
        [Edge::Right, Edge::Middle, Edge::Left].into_iter().map(stray).min().unwrap_or_default()
    }

    /// The column of each figure of a row; nothing where it cannot be told.
    pub(super) fn place(&self, figures: &[Word<'_>]) -> Option<Vec<usize>> {
        let mut placed: Vec<usize> = Vec::with_capacity(figures.len());
        for figure in figures {
            let column = match &self.stands {
                Stands::At(edges) => alike(edges, figure, self.measure),
                Stands::Under(labels) => under(labels, figure, self.measure),
            }?;
            // A sign may stand at the other edge of its column than figures do.
            let is_under_another =
                |reach: &Vec<(i32, i32)>| under(reach, figure, self.measure).is_some_and(|other| other != column);
            let is_before = placed.last().is_some_and(|last| *last >= column);
            if is_before || self.under.as_ref().is_some_and(is_under_another) {
                return None;
            }
            placed.push(column);
        }
        Some(placed)
    }
}

/// The position in the middle of some, and how far the others are from it.
fn strays(places: &mut [i32]) -> (i32, i64) {
    places.sort_unstable();
    let middle = places.get(places.len() / 2).copied().unwrap_or_default();
    (middle, places.iter().map(|place| i64::from((place - middle).abs())).sum())
}

/// The column that a figure stands in by every edge that says one.
fn alike(edges: &[(Edge, Vec<i32>)], figure: &Word<'_>, measure: Measure) -> Option<usize> {
    let mut said = edges.iter().filter_map(|(edge, at)| nearest(at, place(figure, measure, *edge)));
    let first = said.next()?;
    said.all(|other| other == first).then_some(first)
}

/// The column that a position is clearly nearest to.
fn nearest(columns: &[i32], place: i32) -> Option<usize> {
    let (column, at) = columns.iter().enumerate().min_by_key(|(_, at)| (**at - place).abs())?;
    let others = columns.iter().enumerate().filter(|(other, _)| *other != column);
    let next = others.map(|(_, other)| (other - at).abs()).min();
    next.is_none_or(|next| (at - place).abs() * CLEARLY < next).then_some(column)
}

/// A figure strays less from its column than the next column is away, by so many times.
const CLEARLY: i32 = 3;

/// The one label that a figure stands under.
fn under(labels: &[(i32, i32)], figure: &Word<'_>, measure: Measure) -> Option<usize> {
    let (from, to) = (figure.start(measure), figure.end(measure));
    let mut over = labels.iter().enumerate().filter(|(_, (start, end))| *start < to && from < *end);
    match (over.next(), over.next()) {
        (Some((column, _)), None) => Some(column),
        _ => None,
    }
}

fn place(word: &Word<'_>, measure: Measure, edge: Edge) -> i32 {
    match edge {
        Edge::Right => word.end(measure) * 2,
        Edge::Middle => word.start(measure) + word.end(measure),
        Edge::Left => word.start(measure) * 2,
    }
}
