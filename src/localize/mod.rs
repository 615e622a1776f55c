//! Finds out which cells of a filing with broken arithmetic are wrong, and what they should be.
//!
//! The input is a filing, the results of its laws, and what the corpus and the office's other years
//! suggest. The output is a list of alternatives, likeliest first. Each is a set of cells with the
//! figures that make the laws hold. Nothing is ever applied to the data. This stage knows no form;
//! it reads everything off the pipeline's linear rules.
//!
//! ```text
//! filed   total 21 = natural person 7 + business 5      breaks: 21, 12
//!
//! repair  total 21 ► 12            two digits swapped   likely: one common slip
//! repair  business 5 ► 14          any other figure     less likely
//! repair  natural person 7 ► 16    any other figure     less likely
//! ```
//!
//! A repair costs as much as the slips that would turn the true table into the filed one (see
//! `slips.rs`). So the number of changes and the kind of slip are weighed against each other. Costs
//! are whole thousandths of a nat. Only logarithms, fitting to the corpus and the final confidence
//! use floating point.
//!
//! ```text
//! Filing ──► Sheet      the figures on their Board, and how far off each law is
//!        ──► search     the cheapest ways to make all laws hold, by component
//!        ──► weigh      corpus and other years added to their costs
//!        ──► Repair     costs turned into confidences
//! ```

#![deny(clippy::float_arithmetic)]

pub mod board;
mod compounds;
pub mod corpus;
pub mod evidence;
pub mod habits;
mod nats;
mod search;
mod sheet;
mod slips;
mod weigh;

use crate::localize::board::{Board, Spot};
use crate::localize::corpus::{Census, Prior};
use crate::localize::evidence::Evidence;
use crate::localize::search::{Asked, Solution};
use crate::localize::sheet::{Filed, Sheet};
use crate::localize::slips::Pricing;
use crate::localize::weigh::{Alternative, Scales};
use crate::model::{Change, Event, Filing, Outcome, Proof, Repair, RuleAt, Slip, SlipPrices};

pub use search::Desk;

/// A filing to be repaired, with what is known about it.
#[derive(Clone, Copy)]
pub struct Case<'a> {
    /// The cells and laws of the forms that its tables use.
    pub board: &'a Board,
    /// The filing itself.
    pub filing: &'a Filing,
    /// The result of each law of the board, in the same order.
    pub outcomes: &'a [Outcome],
    /// What the office's filings of other years suggest.
    pub evidence: &'a [Evidence],
}

/// Filings with larger figures are not searched. Such figures are not counts, and their sums might
/// overflow.
const LARGEST: u64 = 1_000_000_000_000_000;

/// From this many broken laws on, a filing is searched with fewer steps. It is probably shifted or
/// on another form rather than full of slips, and then every way to repair it is as good as any
/// other.
pub const MANY: usize = 16;

/// How far the bound of the search is stretched, in thousandths. A search without a result is
/// repeated with the next value: it is quicker, but its result is not proved to be the cheapest.
const HASTES: [i64; 3] = [1000, 1600, 2500];

/// The likeliest repairs of a filing. Empty if nothing in it is broken or unreadable, if it has
/// figures that are too large, or if the search runs out of steps.
pub fn filing(case: &Case<'_>, prior: &Prior, prices: &SlipPrices, desk: &mut Desk) -> Vec<Repair> {
    let n_broken = case.outcomes.iter().filter(|outcome| matches!(outcome, Outcome::Breaks { .. })).count();
    let steps = if n_broken >= MANY { prices.steps_of_many } else { prices.steps };
    let mut sheet = Sheet::default();
    sheet.lay(case.board, case.filing, case.outcomes);
    let too_large = sheet.numbers.iter().any(|number| number.unsigned_abs() > LARGEST);
    if too_large || (n_broken == 0 && !sheet.filed.contains(&Some(Filed::Unreadable))) {
        return Vec::new();
    }
    let scales = Scales { board: case.board, sheet: &sheet, evidence: case.evidence, prior, prices };
    let nothing = Solution { changes: Vec::new(), cost: 0, events: Vec::new() };
    let mut alternatives = vec![Alternative { way: nothing, cost: 0 }];
    let mut proof = Proof::Exact;
    for component in 0..case.board.n_components {
        let off = |(law, residual): (&board::Law, &i64)| law.component == component && *residual != 0;
        if !case.board.laws.iter().zip(&sheet.residual).any(off) {
            continue;
        }
        let (ways, how) = settle(&scales, component, steps, desk);
        if how == Proof::Bounded {
            proof = Proof::Bounded;
        }
        if !ways.is_empty() {
            alternatives = weigh::combine(alternatives, weigh::weigh(ways, &scales));
        }
    }
    tell(case, &scales, alternatives, proof)
}

/// Every likely way to make the laws of one component hold, and whether it is proved that no
/// cheaper one exists.
fn settle(scales: &Scales<'_>, component: usize, steps: usize, desk: &mut Desk) -> (Vec<Solution>, Proof) {
    let pricing = Pricing::of(scales.board, scales.sheet, scales.prices, component);
    let compounds = compounds::all(&pricing, component);
    for haste in HASTES {
        let asked = Asked {
            pricing,
            compounds: &compounds,
            component,
            fewest: false,
            window: scales.prices.window,
            steps,
            haste,
        };
        let (ways, proof) = search::search(&asked, desk);
        if !ways.is_empty() {
            return (ways, proof);
        }
    }
    (Vec::new(), Proof::Bounded)
}

/// A smallest set of changes that makes the laws hold, whatever the slips. Nothing if none was
/// found within `steps`.
pub fn fewest(case: &Case<'_>, prices: &SlipPrices, steps: usize, desk: &mut Desk) -> Option<Vec<Change>> {
    let mut sheet = Sheet::default();
    sheet.lay(case.board, case.filing, case.outcomes);
    let mut changes = Vec::new();
    for component in 0..case.board.n_components {
        let pricing = Pricing::of(case.board, &sheet, prices, component);
        let asked = Asked { pricing, compounds: &[], component, fewest: true, window: 0, steps, haste: 1000 };
        let (ways, _) = search::search(&asked, desk);
        changes.extend(ways.into_iter().next()?.changes);
    }
    Some(changes.into_iter().map(|(spot, number)| change(case.board, &sheet, spot, number)).collect())
}

/// Adds the filing to the census of its corpus if all its laws hold.
pub fn count_sound(case: &Case<'_>, census: &mut Census) {
    let sound = |outcome: &Outcome| match outcome {
        Outcome::Holds => true,
        Outcome::Breaks { .. } | Outcome::Skipped(_) => false,
    };
    if case.outcomes.iter().all(sound) {
        let numbers: Vec<i64> =
            case.board.cells.iter().map(|cell| case.filing.cells.get(cell.cell).number().unwrap_or(0)).collect();
        census.count(case.board, &numbers);
    }
}

/// Makes repairs of the alternatives, with their confidences. Stops at the alternative of changing
/// nothing, and at the maximum number of repairs.
fn tell(case: &Case<'_>, scales: &Scales<'_>, alternatives: Vec<Alternative>, proof: Proof) -> Vec<Repair> {
    let Scales { sheet, prices, .. } = *scales;
    let costs: Vec<i64> = alternatives.iter().map(|alternative| alternative.cost).collect();
    let shares = nats::shares(&costs, prices.temperature);
    let mut repairs = Vec::new();
    for (alternative, confidence) in alternatives.into_iter().zip(shares) {
        let mut way = alternative.way;
        way.events.sort_by(|a, b| a.1.cmp(&b.1));
        fill_open(sheet, &mut way);
        if way.changes.is_empty() || repairs.len() >= prices.repairs {
            break;
        }
        let (resolves, leaves) = settled(case, sheet, &way.changes);
        let cell = |spot: &Spot| case.board.cells[usize::from(*spot)].cell;
        let mut changes: Vec<Change> =
            way.changes.iter().map(|(spot, number)| change(case.board, sheet, *spot, *number)).collect();
        changes.sort_unstable();
        repairs.push(Repair {
            office: case.filing.office,
            year: case.filing.year,
            rank: repairs.len() as u32 + 1,
            changes,
            events: way
                .events
                .iter()
                .map(|(slip, spots)| Event { slip: *slip, cells: spots.iter().map(cell).collect() })
                .collect(),
            confidence,
            resolves,
            leaves,
            proof,
        });
    }
    repairs
}

/// The change of one cell, with what was printed in it.
fn change(board: &Board, sheet: &Sheet, spot: Spot, repaired: i64) -> Change {
    Change { cell: board.cells[usize::from(spot)].cell, filed: sheet.printed(spot), repaired }
}

/// Adds the open cells that the search did not change. They take the figure that their laws
/// require.
fn fill_open(sheet: &Sheet, way: &mut Solution) {
    for (at, filed) in sheet.filed.iter().enumerate() {
        let spot = at as Spot;
        let slip = match filed {
            Some(Filed::Unreadable) => Slip::Unreadable,
            Some(Filed::BlankTotal) => Slip::BlankedTotal,
            Some(Filed::Number | Filed::Blank) | None => continue,
        };
        if !way.changes.iter().any(|(changed, _)| *changed == spot) {
            way.changes.push((spot, sheet.numbers[at]));
            way.events.push((slip, vec![spot]));
        }
    }
    way.changes.sort_unstable();
}

/// The broken laws that hold with the changes, and the laws that are broken with them. Laws that
/// involve another year are included if they belong to this filing.
fn settled(case: &Case<'_>, sheet: &Sheet, changes: &[(Spot, i64)]) -> (Vec<RuleAt>, Vec<RuleAt>) {
    let (mut resolves, mut leaves) = (Vec::new(), Vec::new());
    let number = |spot: Spot| {
        changes.iter().find(|(changed, _)| *changed == spot).map_or(sheet.numbers[usize::from(spot)], |(_, is)| *is)
    };
    for (law, outcome) in case.board.laws.iter().zip(case.outcomes) {
        if matches!(outcome, Outcome::Breaks { .. }) {
            let holds = law.terms.iter().map(|(spot, a)| a * number(*spot)).sum::<i64>() == 0;
            if holds { resolves.push(law.at.clone()) } else { leaves.push(law.at.clone()) }
        }
    }
    for evidence in case.evidence.iter().filter(|evidence| evidence.own) {
        let (before, after) =
            (evidence::holds(evidence, &sheet.numbers, &[]), evidence::holds(evidence, &sheet.numbers, changes));
        match (before, after) {
            (false, true) => resolves.push(evidence.at.clone()),
            (_, false) => leaves.push(evidence.at.clone()),
            (true, true) => {}
        }
    }
    (resolves, leaves)
}
