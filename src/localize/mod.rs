//! Which cells of a filing with broken arithmetic are wrong, and what they should be.
//!
//! In come a filing, what its laws said, and what the corpus and the office's other years say; out come
//! alternatives, likeliest first, each a set of cells with the figures that make its laws hold. Nothing is ever
//! applied to the data. No form is known here: everything is read off the pipeline's linear rules.
//!
//! A repair is priced by the slips that would turn the true table into the filed one (see `slips.rs`), so that the
//! fewest changes and the likeliest slip are weighed against each other and not one before the other. Prices are
//! whole thousandths of a nat; only logarithms, fitting to the corpus and the final confidence use floating point.

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
use crate::localize::search::{Asked, Found};
use crate::localize::sheet::{Filed, Sheet};
use crate::localize::slips::Pricing;
use crate::localize::weigh::{Alternative, Scales};
use crate::model::{Change, Event, Filing, Outcome, Proof, Repair, RuleAt, Slip, SlipPrices};

pub use search::Desk;

/// One filing with what is known of it.
#[derive(Clone, Copy)]
pub struct Case<'a> {
    /// Of the forms its tables are on.
    pub board: &'a Board,
    /// What was filed.
    pub filing: &'a Filing,
    /// Of the board's laws, in order.
    pub outcomes: &'a [Outcome],
    /// What the office's filings of other years say.
    pub evidence: &'a [Evidence],
}

/// Figures larger than this are no counts of anything, and their sums might not fit.
const LARGEST: u64 = 1_000_000_000_000_000;

/// A filing of which so many laws are broken is searched with fewer steps: it is likelier of another form, or shifted, than
/// full of slips, and all ways to mend it are as good as each other.
pub const MANY: usize = 16;

/// A search that found nothing is tried again, quicker and without proof.
const HASTES: [i64; 3] = [1000, 1600, 2500];

/// The likeliest repairs of a filing; none if nothing in it is broken or unreadable.
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
    let nothing = Found { changes: Vec::new(), cost: 0, events: Vec::new() };
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

/// Every likely way to settle one component.
fn settle(scales: &Scales<'_>, component: usize, steps: usize, desk: &mut Desk) -> (Vec<Found>, Proof) {
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

/// A smallest set of changes that makes the laws hold, whatever the slips; none if none was found in so many steps.
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

/// Counts a filing all of whose laws hold into the census of its corpus.
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

fn change(board: &Board, sheet: &Sheet, spot: Spot, repaired: i64) -> Change {
    Change { cell: board.cells[usize::from(spot)].cell, filed: sheet.printed(spot), repaired }
}

/// Open cells that the search left at what their laws ask for.
fn fill_open(sheet: &Sheet, way: &mut Found) {
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

/// The broken laws that hold with the changes, and the laws that then do not.
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
