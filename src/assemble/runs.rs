//! Lines of an export that are the sum of other lines, whatever they are called: a district after its offices, the
//! departments and towns before a grand total.
//!
//! ```text
//! Office A      8    1
//! Office B      7    0
//! District     15    1     the sum of the two lines above, in every figure
//! Office C      5    2
//! ```
//!
//! The lines that are summed stand together. A line that sums all others is left to the search among filings, as it may
//! be an office that has filed for all.
//!
//! A run is looked for by one figure, the largest of the line, and then compared in all. No figure is negative, so all
//! runs with a sum are found by moving both ends over the lines once.

use std::collections::{BTreeMap, BTreeSet};

use crate::assemble::Settled;
use crate::assemble::sums::{is_telling, known};
use crate::model::{CellIx, Evidence, Pipeline, Year};

/// An export with more lines of a year comes from a register, which says itself what is below what.
const MOST_LINES: usize = 3000;
/// A run may have so many lines without the figure at either end.
const MOST_EMPTY: usize = 4;

/// The positions of lines that are sums of others, among lines of one file.
pub(crate) fn find(lines: &[Settled], is_asked: &dyn Fn(&Settled) -> bool, pipeline: &Pipeline) -> BTreeSet<usize> {
    let mut years: BTreeMap<Year, Vec<usize>> = BTreeMap::new();
    let is_line = |one: &Settled| one.part.claims.first().is_some_and(|claim| claim.from == Evidence::Column);
    for (at, one) in lines.iter().enumerate().filter(|(_, one)| is_line(one)) {
        years.entry(one.year).or_default().push(at);
    }
    let mut found = BTreeSet::new();
    for mut order in years.into_values().filter(|order| (3..=MOST_LINES).contains(&order.len())) {
        order.sort_by_key(|at| lines[*at].part.places.first_line());
        found.extend(OneYear { lines, order, pipeline }.find(is_asked));
    }
    found
}

/// The lines of a year, in their order.
struct OneYear<'a> {
    lines: &'a [Settled],
    order: Vec<usize>,
    pipeline: &'a Pipeline,
}

impl OneYear<'_> {
    fn find(mut self, is_asked: &dyn Fn(&Settled) -> bool) -> Vec<usize> {
        let mut found = Vec::new();
        // The sums of inner groups are no lines of the groups around them.
        let mut candidates: Vec<(i64, usize, CellIx)> = Vec::new();
        for at in self.order.iter().copied().filter(|at| is_asked(&self.lines[*at])) {
            candidates.extend(self.largest(at).map(|(figure, cell)| (figure, at, cell)));
        }
        candidates.sort_by_key(|(figure, at, _)| (*figure, *at));
        for (figure, at, cell) in candidates {
            let others: Vec<usize> = self.order.iter().copied().filter(|other| *other != at).collect();
            if self.runs(&others, figure, cell).into_iter().any(|(from, to)| self.is_sum(at, &others, from, to)) {
                self.order.retain(|other| *other != at);
                found.push(at);
            }
        }
        found
    }

    /// The largest figure of a line among those that add up.
    fn largest(&self, at: usize) -> Option<(i64, CellIx)> {
        let figures = self.lines[at].part.cells.iter().filter(|(cell, _)| self.pipeline.catalogue.cell(*cell).adds);
        let figures = figures.filter_map(|(cell, value)| Some((value.number().filter(|number| *number > 1)?, cell)));
        figures.max_by_key(|(figure, cell)| (*figure, std::cmp::Reverse(*cell)))
    }

    /// A figure of a line; 0 for a blank.
    fn figure(&self, at: usize, cell: CellIx) -> i64 {
        self.lines[at].part.cells.get(cell).number().unwrap_or(0).max(0)
    }

    /// Runs of the other lines whose figures add up to this one.
    fn runs(&self, others: &[usize], figure: i64, cell: CellIx) -> Vec<(usize, usize)> {
        let mut runs = Vec::new();
        let (mut from, mut sum) = (0, 0);
        for (to, other) in others.iter().enumerate() {
            sum += self.figure(*other, cell);
            while sum > figure && from < to {
                sum -= self.figure(others[from], cell);
                from += 1;
            }
            if sum == figure {
                runs.push((from, to + 1));
            }
        }
        let widened = |(from, to): (usize, usize)| {
            let is_empty = |at: &usize| self.figure(others[*at], cell) == 0;
            let before = (0..from).rev().take(MOST_EMPTY).take_while(is_empty).count();
            (0..=before).map(move |more| (from - more, to))
        };
        let mut all: Vec<(usize, usize)> = runs.into_iter().flat_map(widened).collect();
        all.dedup();
        all
    }

    /// True if every figure of the line is the sum of the run, and enough of them prove something.
    fn is_sum(&self, at: usize, others: &[usize], from: usize, to: usize) -> bool {
        let run = others.get(from..to).unwrap_or_default();
        if run.len() < 2 || run.len() == others.len() {
            return false;
        }
        let mut telling: BTreeSet<i64> = BTreeSet::new();
        let cells = &self.lines[at].part.cells;
        for (cell, value) in cells.iter().filter(|(cell, _)| self.pipeline.catalogue.cell(*cell).adds) {
            let Some(own) = known(value) else { return false };
            let figures: Option<Vec<i64>> =
                run.iter().map(|one| known(self.lines[*one].part.cells.get(cell))).collect();
            let Some(figures) = figures else { continue };
            if figures.iter().sum::<i64>() != own {
                return false;
            }
            if own != 0 && figures.iter().filter(|figure| **figure != 0).count() > 1 {
                telling.insert(own);
            }
        }
        is_telling(&telling)
    }
}
