//! What the other filings of a corpus suggest: how sums are usually divided into parts.
//!
//! A [`Census`] counts figures of sound filings. It holds whole numbers, so that partial counts can
//! be added in any order. A [`Prior`] is fitted to it: the parts of a sum follow a
//! Dirichlet-multinomial distribution, with mean shares and one concentration for each rule of a
//! form.
//!
//! ```text
//! sound filings   10 = 9 + 1,  20 = 19 + 1,  8 = 8 + 0, …
//! prior           mean shares .95 and .05
//! repair          10 = 9 + 1   usual: no extra cost
//!                 10 = 2 + 8   unusual: several thousand millinats
//! ```

#![allow(clippy::float_arithmetic, reason = "likelihoods are fitted here, figures are not touched")]

use std::collections::BTreeMap;

use crate::localize::board::{Board, Spot};
use crate::model::{CellIx, FormIx, Millinats, RuleIx};

/// Sums from this on are not counted, nor are their parts.
const COUNTED: usize = 512;
/// Costs of smaller figures are computed beforehand.
const TABULATED: usize = 160;
/// A census of this many filings is trusted by half, and a larger one by more.
const TRUSTED: f64 = 30.0;

/// A sharing: its rule, its form, and true for the right side of the law.
type Key = (RuleIx, FormIx, bool);

/// Counts over the sound filings of a corpus.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Census {
    /// Number of filings counted.
    filings: u64,
    /// Sums and parts of each sharing.
    sharings: BTreeMap<Key, Counts>,
    /// Number of filings in which the cell is not 0.
    filled: BTreeMap<CellIx, u64>,
}

/// How often the sum and the parts of one sharing have each value.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Counts {
    /// `sums[n]`: number of filings in which the parts add up to n.
    sums: Vec<u32>,
    /// `parts[part][x]`: number of filings in which the part is x.
    parts: Vec<Vec<u32>>,
    /// `totals[part]`: sum of the part over all filings.
    totals: Vec<u64>,
}

impl Census {
    /// Counts a sound filing. `numbers` are the figures of the board's cells, in the same order.
    /// Sums that are 0, too large or have a negative part are left out.
    pub fn count(&mut self, board: &Board, numbers: &[i64]) {
        self.filings += 1;
        for (cell, number) in board.cells.iter().zip(numbers) {
            *self.filled.entry(cell.cell).or_default() += u64::from(*number != 0);
        }
        for sharing in &board.sharings {
            let counts = self.sharings.entry((sharing.rule, sharing.form, sharing.right)).or_default();
            let parts = || sharing.parts.iter().map(|part| numbers[usize::from(*part)]);
            let sum: i64 = parts().sum();
            let small = usize::try_from(sum).is_ok_and(|sum| (1..COUNTED).contains(&sum));
            if !small || parts().any(|part| part < 0) {
                continue;
            }
            bump(&mut counts.sums, sum);
            counts.parts.resize(sharing.parts.len(), Vec::new());
            counts.totals.resize(sharing.parts.len(), 0);
            for (part, number) in parts().enumerate() {
                bump(&mut counts.parts[part], number);
                counts.totals[part] += number.unsigned_abs();
            }
        }
    }

    /// Number of filings in which each cell is not 0.
    pub fn filled(&self) -> &BTreeMap<CellIx, u64> {
        &self.filled
    }

    /// Adds the counts of other filings.
    pub fn add(&mut self, other: &Census) {
        self.filings += other.filings;
        for (cell, n) in &other.filled {
            *self.filled.entry(*cell).or_default() += n;
        }
        for (key, theirs) in &other.sharings {
            let mine = self.sharings.entry(*key).or_default();
            add(&mut mine.sums, &theirs.sums);
            mine.parts.resize(mine.parts.len().max(theirs.parts.len()), Vec::new());
            mine.totals.resize(mine.parts.len(), 0);
            mine.parts.iter_mut().zip(&theirs.parts).for_each(|(mine, theirs)| add(mine, theirs));
            mine.totals.iter_mut().zip(&theirs.totals).for_each(|(mine, theirs)| *mine += theirs);
        }
    }
}

/// Adds one to a histogram, which grows as needed.
fn bump(histogram: &mut Vec<u32>, number: i64) {
    let at = usize::try_from(number).unwrap_or(0);
    if histogram.len() <= at {
        histogram.resize(at + 1, 0);
    }
    histogram[at] += 1;
}

/// Adds one histogram to another.
fn add(mine: &mut Vec<u32>, theirs: &[u32]) {
    mine.resize(mine.len().max(theirs.len()), 0);
    mine.iter_mut().zip(theirs).for_each(|(mine, theirs)| *mine += theirs);
}

/// How unlikely it is that a sum is divided in a certain way, as a cost.
#[derive(Clone, Debug, Default)]
pub struct Prior {
    shares: BTreeMap<Key, Shares>,
    /// How far the census is trusted, in thousandths: 0 for an empty one, 1000 for a very large
    /// one.
    trust: i64,
    /// Extra cost of a slip in each cell; negative if slips are more frequent there.
    pub cells: BTreeMap<CellIx, Millinats>,
}

/// The costs for one sharing.
#[derive(Clone, Debug)]
struct Shares {
    /// Costs of the sum, by value.
    whole: Costs,
    /// Costs of each part, by value.
    parts: Vec<Costs>,
}

/// Costs by value for one Dirichlet weight.
#[derive(Clone, Debug)]
struct Costs {
    /// The Dirichlet weight: the concentration for the sum, and its share of it for a part.
    weight: f64,
    /// 1 for a part, -1 for the sum.
    sign: f64,
    /// Costs of values below `TABULATED`.
    table: Vec<Millinats>,
}

impl Prior {
    /// Fits the prior to a census. Sharings that no filing filled in have no costs.
    pub fn fit(census: &Census) -> Prior {
        let trust = census.filings as f64 / (census.filings as f64 + TRUSTED);
        let shares = census.sharings.iter().filter(|(_, counts)| !counts.sums.is_empty());
        Prior {
            shares: shares.map(|(key, counts)| (*key, Shares::fit(counts))).collect(),
            trust: (trust * 1000.0).round() as i64,
            cells: BTreeMap::new(),
        }
    }

    /// Cost of the changes over all sums they touch, compared with the printed figures. Negative if
    /// the changes make the division more usual.
    pub fn cost(&self, board: &Board, numbers: &[i64], changes: &[(Spot, i64)]) -> Millinats {
        let mut sums: Vec<(u16, i64)> = Vec::with_capacity(16);
        let mut cost = 0;
        for (spot, number) in changes {
            let filed = numbers[usize::from(*spot)];
            for (sharing, part) in &board.cells[usize::from(*spot)].parts {
                let Some(shares) = self.shares_of(board, *sharing) else { continue };
                let Some(costs) = shares.parts.get(usize::from(*part)) else { continue };
                cost += costs.of(*number) - costs.of(filed);
                match sums.iter_mut().find(|(known, _)| known == sharing) {
                    Some((_, by)) => *by += number - filed,
                    None => sums.push((*sharing, number - filed)),
                }
            }
        }
        for (sharing, by) in sums {
            let Some(shares) = self.shares_of(board, sharing) else { continue };
            let parts = &board.sharings[usize::from(sharing)].parts;
            let filed: i64 = parts.iter().map(|part| numbers[usize::from(*part)]).sum();
            cost += shares.whole.of(filed + by) - shares.whole.of(filed);
        }
        cost * self.trust / 1000
    }

    /// Extra cost of slips in these cells, from how often each goes wrong.
    pub fn habit(&self, board: &Board, changes: &[(Spot, i64)]) -> Millinats {
        let price = |(spot, _): &(Spot, i64)| self.cells.get(&board.cells[usize::from(*spot)].cell);
        changes.iter().filter_map(price).sum()
    }

    /// The costs for a sharing. Nothing if the census has no sums for it.
    fn shares_of(&self, board: &Board, sharing: u16) -> Option<&Shares> {
        let sharing = board.sharings.get(usize::from(sharing))?;
        self.shares.get(&(sharing.rule, sharing.form, sharing.right))
    }
}

impl Shares {
    /// Takes the mean shares from the totals, and the concentration with the greatest likelihood
    /// from a grid between e⁻² and e⁹.
    fn fit(counts: &Counts) -> Shares {
        let whole: f64 = counts.totals.iter().map(|total| *total as f64).sum();
        let n = counts.parts.len() as f64;
        let mean: Vec<f64> = counts.totals.iter().map(|total| (*total as f64 + 0.5) / (whole + 0.5 * n)).collect();
        let loss = |concentration: f64| {
            let parts = counts.parts.iter().zip(&mean).map(|(histogram, mean)| loss(histogram, concentration * mean));
            parts.sum::<f64>() - loss(&counts.sums, concentration)
        };
        let grid = (-8..=36).map(|step| (f64::from(step) * 0.25).exp());
        let best = grid.map(|concentration| (loss(concentration), concentration)).min_by(|a, b| a.0.total_cmp(&b.0));
        let concentration = best.map_or(1.0, |(_, concentration)| concentration);
        Shares {
            whole: Costs::new(concentration, -1.0),
            parts: mean.iter().map(|mean| Costs::new(concentration * mean, 1.0)).collect(),
        }
    }
}

/// Negative log-likelihood of a histogram: `-Σ count · ln(Γ(weight + x) / (Γ(weight) x!))`.
fn loss(histogram: &[u32], weight: f64) -> f64 {
    let (mut rising, mut sum) = (0.0, 0.0);
    for (x, count) in histogram.iter().enumerate() {
        sum -= f64::from(*count) * rising;
        rising += ((weight + x as f64) / (x as f64 + 1.0)).ln();
    }
    sum
}

impl Costs {
    /// Computes the table. `sign` is 1 for a part and −1 for a sum.
    fn new(weight: f64, sign: f64) -> Costs {
        let mut rising = 0.0;
        let mut table = Vec::with_capacity(TABULATED);
        for x in 0..TABULATED {
            table.push((-sign * rising * 1000.0).round() as Millinats);
            rising += ((weight + x as f64) / (x as f64 + 1.0)).ln();
        }
        Costs { weight, sign, table }
    }

    /// `-ln(Γ(weight + x) / (Γ(weight) x!))`, times the sign. Beyond the table it is extrapolated
    /// by its growth. 0 for negative numbers.
    fn of(&self, number: i64) -> Millinats {
        let Ok(at) = usize::try_from(number) else { return 0 };
        if let Some(cost) = self.table.get(at) {
            return *cost;
        }
        let last = TABULATED - 1;
        let growth =
            (self.weight - 1.0) * ((number as f64 + 0.5 * self.weight) / (last as f64 + 0.5 * self.weight)).ln();
        self.table.last().copied().unwrap_or(0) - (self.sign * growth * 1000.0).round() as Millinats
    }
}
