//! Ranks the ways that a search found.
//!
//! The corpus, the other years and the habits of the corpus are added to the cost of each way. Ways
//! that change the same cells are taken together, since the question is first of all which cells
//! are wrong.
//!
//! ```text
//! way                  slips    corpus    years    cost
//! total ► 12           3000     +0        +0       3000 ┐ one alternative: the total is wrong,
//! total ► 13           5000     +0        +2000    7000 ┘ figure 12, cost a little below 3000
//! business ► 14        4000     +2500     +0       6500   another one
//! ```

use std::collections::BTreeMap;

use crate::localize::board::{Board, Spot};
use crate::localize::corpus::Prior;
use crate::localize::evidence::{self, Evidence};
use crate::localize::nats::either;
use crate::localize::search::Solution;
use crate::localize::sheet::Sheet;
use crate::model::{Millinats, SlipPrices};

/// A set of cells, with the likeliest figures for them.
#[derive(Clone, Debug)]
pub(super) struct Alternative {
    /// The cheapest way that changes these cells.
    pub way: Solution,
    /// The cost of all ways that change these cells, taken together.
    pub cost: Millinats,
}

/// Cost of leaving a count negative.
const NEGATIVE: Millinats = 12_000;
/// Maximum number of alternatives kept.
const KEPT: usize = 24;

/// What the ways of all components are weighed with.
#[derive(Clone, Copy)]
pub(super) struct Scales<'a> {
    pub board: &'a Board,
    pub sheet: &'a Sheet,
    pub evidence: &'a [Evidence],
    pub prior: &'a Prior,
    pub prices: &'a SlipPrices,
}

/// The alternatives of one component, likeliest first.
pub(super) fn weigh(ways: Vec<Solution>, scales: &Scales<'_>) -> Vec<Alternative> {
    let numbers = &scales.sheet.numbers;
    let mut sets: BTreeMap<Vec<Spot>, Vec<(Millinats, Solution)>> = BTreeMap::new();
    for way in ways {
        let corpus = scales.prior.cost(scales.board, numbers, &way.changes) * scales.prices.corpus / 1000;
        let years = evidence::cost(scales.evidence, numbers, &way.changes, scales.prices.other_year);
        let habit = scales.prior.habit(scales.board, &way.changes);
        let negative = negatives(scales, &way.changes) * NEGATIVE;
        let cells = way.changes.iter().map(|(spot, _)| *spot).collect();
        sets.entry(cells).or_default().push((way.cost + corpus + years + habit + negative, way));
    }
    let mut alternatives: Vec<Alternative> = sets.into_values().filter_map(together).collect();
    alternatives.sort_by(|a, b| (a.cost, &a.way.changes).cmp(&(b.cost, &b.way.changes)));
    alternatives.truncate(KEPT);
    alternatives
}

/// Number of negative counts that the changes leave as they are.
fn negatives(scales: &Scales<'_>, changes: &[(Spot, i64)]) -> i64 {
    let cells = scales.board.cells.iter().zip(&scales.sheet.numbers).enumerate();
    let left = cells.filter(|(at, (cell, number))| {
        **number < 0 && !cell.signed && !changes.iter().any(|(spot, _)| usize::from(*spot) == *at)
    });
    left.count() as i64
}

/// Makes one alternative of ways that change the same cells. Nothing if there are none.
fn together(mut ways: Vec<(Millinats, Solution)>) -> Option<Alternative> {
    ways.sort_by(|a, b| (a.0, &a.1.changes, &a.1.events.len()).cmp(&(b.0, &b.1.changes, &b.1.events.len())));
    let mut costs: Vec<(Millinats, &[(Spot, i64)])> = Vec::new();
    for (cost, way) in &ways {
        // The same figures by another slip do not make the alternative likelier.
        if !costs.iter().any(|(_, known)| *known == way.changes) {
            costs.push((*cost, &way.changes));
        }
    }
    let costs: Vec<Millinats> = costs.into_iter().map(|(cost, _)| cost).collect();
    let cost = either(&costs);
    ways.into_iter().next().map(|(_, way)| Alternative { way, cost })
}

/// Every combination of an alternative of one component with one of another, likeliest first.
pub(super) fn combine(one: Vec<Alternative>, other: Vec<Alternative>) -> Vec<Alternative> {
    let mut both = Vec::with_capacity(one.len() * other.len());
    for a in &one {
        for b in &other {
            let mut way = a.way.clone();
            way.changes.extend_from_slice(&b.way.changes);
            way.changes.sort_unstable();
            way.events.extend_from_slice(&b.way.events);
            way.cost += b.way.cost;
            both.push(Alternative { way, cost: a.cost + b.cost });
        }
    }
    both.sort_by(|a, b| (a.cost, &a.way.changes).cmp(&(b.cost, &b.way.changes)));
    both.truncate(KEPT);
    both
}
