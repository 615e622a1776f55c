//! How often each slip happens and each cell goes wrong in a corpus, counted from repairs that are
//! nearly certain.
//!
//! ```text
//! pipeline prices    wrong digit 1000, moved 3000
//! corpus             200 sure repairs, moved three times as often as expected
//! prices used        moved about 900 cheaper, the others dearer
//! ```

#![allow(clippy::float_arithmetic, reason = "likelihoods are counted here, figures are not touched")]

use std::collections::BTreeMap;

use crate::localize::corpus::Census;
use crate::model::{CellIx, Millinats, Repair, Slip, SlipPrices};

/// A repair is counted only if its confidence is at least this, in thousandths.
const SURE: u16 = 900;
/// The pipeline's prices have the weight of this many repairs.
const GIVEN: f64 = 60.0;
/// The assumption that a cell is wrong as often as it is filled in has the weight of this many
/// slips.
const EVEN: f64 = 6.0;

/// What a corpus teaches about slips.
#[derive(Clone, Debug, Default)]
pub struct Habits {
    /// Number of events of each kind.
    kinds: BTreeMap<Slip, u64>,
    /// Number of events that each cell was part of.
    cells: BTreeMap<CellIx, u64>,
}

impl Habits {
    /// Counts the events of a filing's likeliest repair, if it is nearly certain. Unreadable cells
    /// are not slips and are left out.
    pub fn count(&mut self, repair: &Repair) {
        if repair.rank > 1 || repair.confidence < SURE {
            return;
        }
        for event in repair.events.iter().filter(|event| event.slip != Slip::Unreadable) {
            *self.kinds.entry(event.slip).or_default() += 1;
            event.cells.iter().for_each(|cell| *self.cells.entry(*cell).or_default() += 1);
        }
    }

    /// The pipeline's prices, adjusted to what was counted.
    pub fn prices(&self, given: &SlipPrices) -> SlipPrices {
        let counted = self.kinds.values().sum::<u64>() as f64;
        let share = |slip: Slip| (-(given.kind(slip) as f64) / 1000.0).exp();
        let slips = || Slip::ALL.iter().copied().filter(|slip| *slip != Slip::Unreadable);
        let whole: f64 = slips().map(share).sum();
        let mut prices = given.clone();
        for slip in slips() {
            let n = self.kinds.get(&slip).copied().unwrap_or(0) as f64;
            let expected = share(slip) / whole;
            let often = (n + GIVEN * expected) / (counted + GIVEN) / expected;
            prices.kinds[slip as usize] -= (often.ln() * 1000.0).round() as Millinats;
        }
        prices
    }

    /// Extra cost of a slip in each cell, compared with other cells that are filled in as often.
    pub fn cells(&self, census: &Census) -> BTreeMap<CellIx, Millinats> {
        let counted = self.cells.values().sum::<u64>() as f64;
        let filled: f64 = census.filled().values().map(|n| *n as f64).sum();
        let price = |(cell, filled_in): (&CellIx, &u64)| {
            let expected = counted * *filled_in as f64 / filled.max(1.0);
            let n = self.cells.get(cell).copied().unwrap_or(0) as f64;
            (*cell, -(((n + EVEN) / (expected + EVEN)).ln() * 1000.0).round() as Millinats)
        };
        census.filled().iter().map(price).collect()
    }
}
