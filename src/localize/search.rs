//! Best-first search for the cheapest sets of changes that make every law hold.
//!
//! Laws are nodes and cells are the edges between them, so a set of changes without a superfluous one is a
//! forest: some law has a single changed cell, and that law fixes its value. "Take a broken law, take a cell in
//! it, set it to the one value that settles the law" therefore reaches every such set, and no linear program is
//! needed. Compound slips go before single ones. The lower bound: no cell is in two laws of a class, so at
//! least as many changes are still to come as a class has broken laws.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use rustc_hash::FxHashSet;

use crate::localize::board::{CLASSES, LawIx, Spot};
use crate::localize::compounds::Compound;
use crate::localize::sheet::settling;
use crate::localize::slips::Pricing;
use crate::model::{Millinats, Proof, Slip};

/// One way to make every law of a component hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Found {
    /// In order of cells.
    pub changes: Vec<(Spot, i64)>,
    pub cost: Millinats,
    pub events: Vec<(Slip, Vec<Spot>)>,
}

/// What is asked of a search.
#[derive(Clone, Copy)]
pub(super) struct Asked<'a> {
    pub pricing: Pricing<'a>,
    pub compounds: &'a [Compound],
    pub component: usize,
    /// Every change costs the same, whatever the slip.
    pub fewest: bool,
    pub window: Millinats,
    pub steps: usize,
    /// Above 1000 the bound is stretched: quicker, and no longer a proof.
    pub haste: i64,
}

/// More ways than this are not collected.
const ENOUGH: usize = 40;
/// What a change costs where only their number counts.
const ONE: Millinats = 1000;

/// Memory that searches share.
#[derive(Default)]
pub struct Desk {
    nodes: Vec<Node>,
    heap: BinaryHeap<Reverse<(Millinats, u32)>>,
    seen: FxHashSet<u64>,
    residual: Vec<i64>,
    changes: Vec<(Spot, i64)>,
}

/// A state: its parent's changes and one more cell or compound.
#[derive(Clone, Copy)]
struct Node {
    parent: u32,
    step: Step,
    cost: Millinats,
    /// Of the set of changes, whatever their order.
    key: u64,
    /// Compounds may still follow.
    open: bool,
}

#[derive(Clone, Copy)]
enum Step {
    Start,
    Cell(Spot, i64),
    Compound(u16),
}

const NONE: u32 = u32::MAX;

/// The cheapest ways, in order of cost, and whether that is proved.
pub(super) fn search(asked: &Asked<'_>, desk: &mut Desk) -> (Vec<Found>, Proof) {
    let mut run = Run::new(asked, desk);
    run.push(Node { parent: NONE, step: Step::Start, cost: 0, key: 0, open: false }, run.floor(), run.n_broken());
    if !asked.compounds.is_empty() {
        run.push(Node { parent: NONE, step: Step::Start, cost: 0, key: 0, open: true }, run.cheapest_compound, 1);
    }
    let mut goals = Vec::new();
    let mut steps = 0;
    let mut proof = if asked.haste > 1000 { Proof::Bounded } else { Proof::Exact };
    while let Some(Reverse((bound, at))) = run.desk.heap.pop() {
        if bound > run.limit || goals.len() >= ENOUGH {
            break;
        }
        if steps >= asked.steps {
            proof = Proof::Bounded;
            break;
        }
        steps += 1;
        let node = run.desk.nodes[at as usize];
        if !run.desk.seen.insert(node.key ^ u64::from(node.open)) {
            continue;
        }
        run.lay(at);
        if node.open {
            run.add_compounds(at);
        } else if run.n_broken() == 0 {
            goals.push(at);
        } else {
            run.add_cells(at);
        }
    }
    (goals.into_iter().map(|goal| run.told(goal)).collect(), proof)
}

struct Run<'a> {
    asked: &'a Asked<'a>,
    desk: &'a mut Desk,
    /// `[law]`: the least that settling it costs.
    least: Vec<Millinats>,
    /// The component's laws that can be evaluated.
    laws: Vec<LawIx>,
    /// No state dearer than this is of interest.
    limit: Millinats,
    cheapest_compound: Millinats,
    cheapest_change: Millinats,
}

impl<'a> Run<'a> {
    fn new(asked: &'a Asked<'a>, desk: &'a mut Desk) -> Run<'a> {
        desk.nodes.clear();
        desk.heap.clear();
        desk.seen.clear();
        let Pricing { board, sheet, .. } = asked.pricing;
        desk.residual.clone_from(&sheet.residual);
        let here = |law: &usize| board.laws[*law].component == asked.component && sheet.active[*law];
        let laws: Vec<LawIx> = (0..board.laws.len()).filter(here).map(|law| law as LawIx).collect();
        let mut least = vec![0; board.laws.len()];
        for law in &laws {
            let cells = board.laws[usize::from(*law)].terms.iter();
            least[usize::from(*law)] = cells.map(|(spot, _)| least_price(asked, *spot)).min().unwrap_or(0);
        }
        let cheapest_change = laws.iter().map(|law| least[usize::from(*law)]).min().unwrap_or(0);
        let cheapest_compound = asked.compounds.iter().map(|compound| compound.price).min().unwrap_or(0);
        Run { asked, desk, least, laws, limit: Millinats::MAX / 4, cheapest_compound, cheapest_change }
    }

    fn n_broken(&self) -> usize {
        self.laws.iter().filter(|law| self.desk.residual[usize::from(**law)] != 0).count()
    }

    fn by_class(&self) -> [Millinats; CLASSES + 1] {
        let mut classes = [0; CLASSES + 1];
        for law in &self.laws {
            if self.desk.residual[usize::from(*law)] != 0 {
                classes[self.asked.pricing.board.laws[usize::from(*law)].class] += self.least[usize::from(*law)];
            }
        }
        classes
    }

    /// At least this is still to be paid.
    fn floor(&self) -> Millinats {
        highest(&self.by_class()) * self.asked.haste / 1000
    }

    fn push(&mut self, node: Node, floor: Millinats, n_broken: usize) {
        let bound = node.cost + floor;
        if bound > self.limit || self.desk.seen.contains(&(node.key ^ u64::from(node.open))) {
            return;
        }
        if n_broken == 0 && !node.open {
            self.limit = self.limit.min(node.cost + self.asked.window);
        }
        let at = self.desk.nodes.len() as u32;
        self.desk.nodes.push(node);
        self.desk.heap.push(Reverse((bound, at)));
    }

    /// Lays a state out: its changes, and by how much each law is off with them.
    fn lay(&mut self, at: u32) {
        let Pricing { board, sheet, .. } = self.asked.pricing;
        self.desk.residual.clone_from(&sheet.residual);
        self.desk.changes.clear();
        let mut at = at;
        while at != NONE {
            let node = self.desk.nodes[at as usize];
            match node.step {
                Step::Start => {}
                Step::Cell(spot, number) => self.desk.changes.push((spot, number)),
                Step::Compound(which) => {
                    self.desk.changes.extend_from_slice(&self.asked.compounds[usize::from(which)].changes);
                }
            }
            at = node.parent;
        }
        for (spot, number) in &self.desk.changes {
            let by = number - sheet.numbers[usize::from(*spot)];
            for (law, coefficient) in &board.cells[usize::from(*spot)].laws {
                if sheet.active[usize::from(*law)] {
                    self.desk.residual[usize::from(*law)] += coefficient * by;
                }
            }
        }
    }

    fn is_changed(&self, spot: Spot) -> bool {
        self.desk.changes.iter().any(|(changed, _)| *changed == spot)
    }

    /// Follows the state with each compound that comes later and touches none of its cells.
    fn add_compounds(&mut self, at: u32) {
        let parent = self.desk.nodes[at as usize];
        let first = match parent.step {
            Step::Compound(which) => usize::from(which) + 1,
            Step::Start | Step::Cell(..) => 0,
        };
        let before = self.n_broken();
        for which in first..self.asked.compounds.len() {
            let compound = &self.asked.compounds[which];
            let cost = parent.cost + compound.price;
            if cost > self.limit || compound.changes.iter().any(|(spot, _)| self.is_changed(*spot)) {
                continue;
            }
            self.shift(compound, 1);
            let (after, floor) = (self.n_broken(), self.floor());
            self.shift(compound, -1);
            if after > before || (after == before && !matches!(parent.step, Step::Start)) {
                continue;
            }
            let key = compound.changes.iter().fold(parent.key, |key, (spot, number)| key ^ mark(*spot, *number));
            let node = Node { parent: at, step: Step::Compound(which as u16), cost, key, open: false };
            self.push(node, floor, after);
            if after > 0 {
                self.push(Node { open: true, ..node }, self.cheapest_compound.min(floor), after);
            }
        }
    }

    fn shift(&mut self, compound: &Compound, sign: i64) {
        let Pricing { board, sheet, .. } = self.asked.pricing;
        for (spot, number) in &compound.changes {
            let by = sign * (number - sheet.numbers[usize::from(*spot)]);
            for (law, coefficient) in &board.cells[usize::from(*spot)].laws {
                if sheet.active[usize::from(*law)] {
                    self.desk.residual[usize::from(*law)] += coefficient * by;
                }
            }
        }
    }

    /// Follows the state with each cell of each broken law, set to what settles that law.
    fn add_cells(&mut self, at: u32) {
        let parent = self.desk.nodes[at as usize];
        let board = self.asked.pricing.board;
        let (classes, before) = (self.by_class(), self.n_broken());
        for index in 0..self.laws.len() {
            let law = usize::from(self.laws[index]);
            let off = self.desk.residual[law];
            if off == 0 {
                continue;
            }
            for (spot, coefficient) in &board.laws[law].terms {
                if let Some(by) = settling(off, *coefficient) {
                    self.add_cell((at, &parent), (*spot, by), &classes, before);
                }
            }
        }
    }

    fn add_cell(
        &mut self,
        (at, parent): (u32, &Node),
        (spot, by): (Spot, i64),
        classes: &[Millinats; CLASSES + 1],
        before: usize,
    ) {
        let Pricing { board, sheet, .. } = self.asked.pricing;
        let cell = &board.cells[usize::from(spot)];
        let truth = sheet.numbers[usize::from(spot)] + by;
        if (truth < 0 && !cell.signed) || sheet.filed[usize::from(spot)].is_none() {
            return;
        }
        let (mut classes, mut broken) = (*classes, before);
        for (law, coefficient) in &cell.laws {
            let law = usize::from(*law);
            if !sheet.active[law] {
                continue;
            }
            let (was, is) = (self.desk.residual[law], self.desk.residual[law] + coefficient * by);
            if was != 0 && is == 0 {
                classes[board.laws[law].class] -= self.least[law];
                broken -= 1;
            } else if was == 0 && is != 0 {
                classes[board.laws[law].class] += self.least[law];
                broken += 1;
            }
        }
        let floor = highest(&classes) * self.asked.haste / 1000;
        if parent.cost + self.cheapest_change + floor > self.limit || self.is_changed(spot) {
            return;
        }
        let price =
            if self.asked.fewest { least_price(self.asked, spot) } else { self.asked.pricing.change(spot, truth).0 };
        let (cost, key) = (parent.cost + price, parent.key ^ mark(spot, truth));
        self.push(Node { parent: at, step: Step::Cell(spot, truth), cost, key, open: false }, floor, broken);
    }

    /// A goal as it is told to others.
    fn told(&self, goal: u32) -> Found {
        let (mut changes, mut events, mut at) = (Vec::new(), Vec::new(), goal);
        while at != NONE {
            let node = self.desk.nodes[at as usize];
            match node.step {
                Step::Start => {}
                Step::Cell(spot, number) => {
                    changes.push((spot, number));
                    events.push((self.asked.pricing.change(spot, number).1, vec![spot]));
                }
                Step::Compound(which) => {
                    let compound = &self.asked.compounds[usize::from(which)];
                    changes.extend_from_slice(&compound.changes);
                    events.push((compound.slip, compound.changes.iter().map(|(spot, _)| *spot).collect()));
                }
            }
            at = node.parent;
        }
        changes.sort_unstable();
        events.sort_by(|a, b| a.1.cmp(&b.1));
        Found { changes, cost: self.desk.nodes[goal as usize].cost, events }
    }
}

fn least_price(asked: &Asked<'_>, spot: Spot) -> Millinats {
    match (asked.fewest, asked.pricing.least(spot)) {
        (true, 0) => 0,
        (true, _) => ONE,
        (false, least) => least,
    }
}

/// The last class is of laws that share cells with each other, of which nothing can be said.
fn highest(classes: &[Millinats; CLASSES + 1]) -> Millinats {
    classes[..CLASSES].iter().copied().max().unwrap_or(0)
}

/// A random-looking mark of one change; the marks of a set are combined whatever their order.
fn mark(spot: Spot, number: i64) -> u64 {
    let mut mixed =
        (u64::from(spot) + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ (number as u64).wrapping_mul(0xD6E8_FEB8_6659_FD93);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    // The lowest bit tells open states from closed ones.
    (mixed ^ (mixed >> 31)) & !1
}
