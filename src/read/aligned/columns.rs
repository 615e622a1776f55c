//! Positions of figures → the columns they are in.
//!
//! ```text
//!           natural   business   total
//! received       12          4      16      right edges at 17, 28 and 36: one column each
//! granted         3                  3      3 ends at 17 and the other 3 at 36, so `business` is blank
//! ```

use std::collections::BTreeMap;

use crate::read::aligned::labels::Label;
use crate::read::aligned::lines::{Line, Measure, Word};

/// The part of a figure that is aligned with its column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Edge {
    Right,
    Middle,
    Left,
}

/// The columns of a block, and how to tell which of them a figure is in.
#[derive(Clone, Debug)]
pub(super) struct Columns {
    measure: Measure,
    stands: Stands,
    /// How far each label reaches, if every figure of the full rows stands under its own label.
    under: Option<Vec<(i32, i32)>>,
}

#[derive(Clone, Debug)]
enum Stands {
    /// By position. Positions are doubled, so that the middle of a figure is a whole number. There are several edges if
    /// the rows show all of them equally well.
    At(Vec<(Edge, Vec<i32>)>),
    /// By the labels that the figures stand under, from first to last position.
    Under(Vec<(i32, i32)>),
}

impl Columns {
    /// Finds the columns from the rows that have a figure in each of them, with how far these stray from a common edge:
    /// the edge with the least straying is used. One such row shows every edge equally, so a figure then has to be in
    /// the same column by all of them. `None` if no row has a figure in each column.
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

    /// Takes the columns from the labels, if no row has a figure in each.
    pub(super) fn of_labels(labels: &[Label], measure: Measure) -> Columns {
        let reach = labels.iter().map(|label| (label.start, label.end)).collect();
        Columns { measure, stands: Stands::Under(reach), under: None }
    }

    /// How far the figures under the same labels stray from a common edge; the best edge counts.
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

    /// The column of each figure of a row; `None` if it cannot be told for one of them.
    pub(super) fn place(&self, figures: &[Word<'_>]) -> Option<Vec<usize>> {
        let mut placed: Vec<usize> = Vec::with_capacity(figures.len());
        for figure in figures {
            let column = match &self.stands {
                Stands::At(edges) => alike(edges, figure, self.measure),
                Stands::Under(labels) => under(labels, figure, self.measure),
            }?;
            // A sign such as `/` may stand at another edge of its column than figures do.
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

/// The median of some positions, and the sum of the distances from it.
fn strays(places: &mut [i32]) -> (i32, i64) {
    places.sort_unstable();
    let middle = places.get(places.len() / 2).copied().unwrap_or_default();
    (middle, places.iter().map(|place| i64::from((place - middle).abs())).sum())
}

/// The column in which a figure is by every edge that decides; `None` if they differ.
fn alike(edges: &[(Edge, Vec<i32>)], figure: &Word<'_>, measure: Measure) -> Option<usize> {
    let mut said = edges.iter().filter_map(|(edge, at)| nearest(at, place(figure, measure, *edge)));
    let first = said.next()?;
    said.all(|other| other == first).then_some(first)
}

/// The column whose position is clearly the nearest.
fn nearest(columns: &[i32], place: i32) -> Option<usize> {
    let (column, at) = columns.iter().enumerate().min_by_key(|(_, at)| (**at - place).abs())?;
    let others = columns.iter().enumerate().filter(|(other, _)| *other != column);
    let next = others.map(|(_, other)| (other - at).abs()).min();
    next.is_none_or(|next| (at - place).abs() * CLEARLY < next).then_some(column)
}

/// A figure is clearly in a column if the next one is so many times as far away.
const CLEARLY: i32 = 3;

/// The label that a figure stands under, if there is only one.
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
