//! Best-first search for the cheapest sets of changes that make every law hold.
//!
//! Laws are nodes, and cells are the edges between them. A set of changes without a superfluous one
//! is a forest, so some law has a single changed cell, and that law determines its value. Therefore
//! every such set can be reached by repeating one step: take a broken law, take a cell in it, and
//! set it to the one value that makes the law hold. No linear program is needed. Compound slips are
//! tried before single ones.
//!
//! ```text
//! total 12 = 7 + 4         states               cost    bound
//!                          start                0       1 broken law, at least 3000
//! step: law 1              total ► 11           3000    done
//!                          first part ► 8       3400    done
//!                          second part ► 5      3100    done
//! ```
//!
//! The bound: no cell occurs in two laws of one class, so at least as many changes are still needed
//! as a class has broken laws.

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
pub(super) struct Solution {
    /// Cell and new figure, in order of cells.
    pub changes: Vec<(Spot, i64)>,
    /// Sum of the prices of its events.
    pub cost: Millinats,
    /// The slips, each with the cells it made wrong.
    pub events: Vec<(Slip, Vec<Spot>)>,
}

/// The task of one search.
#[derive(Clone, Copy)]
pub(super) struct Asked<'a> {
    pub pricing: Pricing<'a>,
    /// Events with several cells; empty to search for single changes only.
    pub compounds: &'a [Compound],
    /// Only laws of this component are considered.
    pub component: usize,
    /// True if every change costs the same, whatever the slip.
    pub fewest: bool,
    /// Ways that cost more than the cheapest one by this much are not collected.
    pub window: Millinats,
    /// Maximum number of states to visit.
    pub steps: usize,
    /// Factor on the bound in thousandths. Above 1000 the search is quicker but proves nothing.
    pub haste: i64,
}

/// Maximum number of ways collected.
const ENOUGH: usize = 40;
/// Cost of a change where only the number of changes counts.
const ONE: Millinats = 1000;

/// Memory that one search after another uses, so that it is allocated once.
#[derive(Default)]
pub struct Desk {
    /// All states of the search so far.
    nodes: Vec<Node>,
    /// States to visit: lower bound of their cost, and position in `nodes`.
    heap: BinaryHeap<Reverse<(Millinats, u32)>>,
    /// Keys of the states visited.
    seen: FxHashSet<u64>,
    /// `[law]`: how far off each law is in the current state.
    residual: Vec<i64>,
    /// Changes of the current state.
    changes: Vec<(Spot, i64)>,
}

/// A state: the changes of its parent, and one more cell or compound.
#[derive(Clone, Copy)]
struct Node {
    /// Position of the parent in `nodes`; `NONE` for the start.
    parent: u32,
    step: Step,
    /// Sum of the prices so far.
    cost: Millinats,
    /// Identifies the set of changes, whatever their order.
    key: u64,
    /// True if more compounds may follow. Single cells only follow closed states.
    open: bool,
}

/// What a state adds to its parent.
#[derive(Clone, Copy)]
enum Step {
    /// Nothing: the filing as it is.
    Start,
    /// One cell and its new figure.
    Cell(Spot, i64),
    /// A compound, by its position.
    Compound(u16),
}

/// The parent of the start.
const NONE: u32 = u32::MAX;

/// The cheapest ways, in order of cost, and whether it is proved that there is no cheaper one.
/// Empty if no way was found within the steps.
pub(super) fn search(asked: &Asked<'_>, desk: &mut Desk) -> (Vec<Solution>, Proof) {
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

/// A search in progress.
struct Run<'a> {
    asked: &'a Asked<'a>,
    desk: &'a mut Desk,
    /// `[law]`: the least that it costs to make the law hold.
    least: Vec<Millinats>,
    /// Laws of the component that can be evaluated.
    laws: Vec<LawIx>,
    /// States that cost more are dropped. It falls once a way is found.
    limit: Millinats,
    /// The price of the cheapest compound.
    cheapest_compound: Millinats,
    /// The least that any single change costs.
    cheapest_change: Millinats,
}

impl<'a> Run<'a> {
    /// Empties the desk and computes the least prices.
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

    /// Number of laws that are broken in the current state.
    fn n_broken(&self) -> usize {
        self.laws.iter().filter(|law| self.desk.residual[usize::from(**law)] != 0).count()
    }

    /// For each class, the least that it costs to make its broken laws hold.
    fn by_class(&self) -> [Millinats; CLASSES + 1] {
        let mut classes = [0; CLASSES + 1];
        for law in &self.laws {
            if self.desk.residual[usize::from(*law)] != 0 {
                classes[self.asked.pricing.board.laws[usize::from(*law)].class] += self.least[usize::from(*law)];
            }
        }
        classes
    }

    /// Lower bound of what the current state still costs, stretched by the haste.
    fn floor(&self) -> Millinats {
        highest(&self.by_class()) * self.asked.haste / 1000
    }

    /// Adds a state, unless it costs too much or was visited before. A state without broken laws
    /// lowers the limit.
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

    /// Makes a state the current one: collects its changes and computes how far off each law is
    /// with them.
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

    /// True if the current state changes the cell.
    fn is_changed(&self, spot: Spot) -> bool {
        self.desk.changes.iter().any(|(changed, _)| *changed == spot)
    }

    /// Extends the state by each later compound that touches none of its cells. A further compound
    /// has to reduce the number of broken laws.
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

    /// Applies a compound to the residuals, or takes it back if `sign` is −1.
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

    /// Extends the state by each cell of each broken law, set to the value that makes the law hold.
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

    /// Extends the state by one cell, changed by `by`. Drops it if the figure is impossible, was
    /// already changed or leads beyond the limit. The bound is updated from `classes` instead of
    /// being computed anew.
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

    /// The changes and events of a goal.
    fn told(&self, goal: u32) -> Solution {
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
        Solution { changes, cost: self.desk.nodes[goal as usize].cost, events }
    }
}

/// The least that a change of the cell costs in this search.
fn least_price(asked: &Asked<'_>, spot: Spot) -> Millinats {
    match (asked.fewest, asked.pricing.least(spot)) {
        (true, 0) => 0,
        (true, _) => ONE,
        (false, least) => least,
    }
}

/// The highest sum of a class. The last class is left out: its laws share cells, so that one change
/// may fix several of them.
fn highest(classes: &[Millinats; CLASSES + 1]) -> Millinats {
    classes[..CLASSES].iter().copied().max().unwrap_or(0)
}

/// A random-looking number for one change. The key of a set combines them by exclusive or, so that
/// their order does not matter.
fn mark(spot: Spot, number: i64) -> u64 {
    let mut mixed =
        (u64::from(spot) + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ (number as u64).wrapping_mul(0xD6E8_FEB8_6659_FD93);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    // The lowest bit is kept free: it distinguishes open states from closed ones.
    (mixed ^ (mixed >> 31)) & !1
}
