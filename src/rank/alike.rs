//! How likely two honest filings are equal in every figure.
//!
//! A filing consists of a volume, its parts (outcomes × applicants) and other counts of the year.
//! Given the office's own former filing, volume and other counts are negative binomial around the
//! former ones, and the parts are Dirichlet-multinomial with α_c = C p_c + (former part), where p
//! are the shares of the offices of its kind. Given nothing, α_c = C p_c, the volume and small
//! counts are as frequent as over all filings, and large counts can have any order of magnitude, 1
//! / ((x+1) ln 10⁴).
//!
//! ```text
//! volume 3, all granted to natural persons      frequent: many filings are equal to it
//! volume 480 in 12 parts, none of them 0        about e⁻⁴⁰: equal filings are copies
//! ```

use std::collections::BTreeMap;
use std::hash::{Hash, Hasher};

use rustc_hash::FxHasher;

use crate::model::{CellIx, CopyThresholds, Filing, Report, State, Value, Year};
use crate::rank::Applied;
use crate::rank::corpus::figure;
use crate::rank::counts::{ln_rising, negative_binomial};

/// Maximum number of filings that the shares are estimated from.
const SAMPLE: usize = 4000;
/// ln of the range over which large counts are spread: ln 10⁴.
const RANGE: f64 = 9.2;
/// Counts below this have a frequency of their own, estimated from the filings.
const SMALL: usize = 24;
/// Maximum weight of one filing in the shares of its group, in parts. Without it, a few large
/// filings would determine the shares.
const HEARD: f64 = 10.0;

/// A method that looks for equal filings.
pub(super) type OfReport<'a> = Applied<'a, Report, CopyThresholds>;

/// The cells that are compared, and what is ordinary in them.
pub(crate) struct Alike<'a> {
    /// The cells that add up to the volume.
    volume: &'a [CellIx],
    /// The parts of the volume, without totals.
    parts: Vec<CellIx>,
    /// The other counts of the year.
    flows: &'a [CellIx],
    /// All cells that have to be equal.
    all: &'a [CellIx],
    /// C p_c for each group of offices.
    priors: BTreeMap<u32, Vec<f64>>,
    /// For each flow, ln of the frequency of each small count.
    small: Vec<[f64; SMALL]>,
    /// The volumes of the sampled filings, in ascending order.
    volumes: Vec<f64>,
    /// Number of filings for each year.
    years: BTreeMap<Year, f64>,
    /// Dispersion of volume and flows between two years, from the pipeline.
    dispersion: f64,
}

impl<'a> Alike<'a> {
    /// Estimates shares and frequencies from a sample of the filings.
    pub(super) fn of(applied: &OfReport<'a>) -> Alike<'a> {
        let OfReport { cells, thresholds, corpus, .. } = *applied;
        let catalogue = &corpus.material.pipeline.catalogue;
        let is_part = |cell: &&CellIx| {
            let def = catalogue.cell(**cell);
            !catalogue.table(def.table).rows[def.row.at()].total && !catalogue.is_total(**cell)
        };
        let parts = cells.parts.iter().filter(is_part).copied().collect();
        let flows = &cells.flows;
        let mut alike = Alike {
            volume: &cells.volume,
            parts,
            flows,
            all: &cells.all,
            priors: BTreeMap::new(),
            small: vec![[0.5; SMALL]; flows.len()],
            volumes: Vec::new(),
            years: BTreeMap::new(),
            dispersion: thresholds.dispersion,
        };
        for filing in corpus.material.filings {
            *alike.years.entry(filing.year).or_default() += 1.0;
        }
        let mut sampled = 0.5 * SMALL as f64;
        for at in (0..corpus.material.filings.len()).step_by(corpus.material.filings.len().div_ceil(SAMPLE).max(1)) {
            sampled += 1.0;
            alike.learn(&corpus.material.filings[at], corpus.group(at));
        }
        alike.volumes.sort_by(f64::total_cmp);
        alike.small.iter_mut().flatten().for_each(|often| *often = (*often / sampled).ln());
        for prior in alike.priors.values_mut() {
            let scale = thresholds.concentration / prior.iter().sum::<f64>();
            prior.iter_mut().for_each(|share| *share *= scale);
        }
        alike
    }

    /// Adds one filing to the estimates.
    fn learn(&mut self, filing: &Filing, group: u32) {
        let counts: Vec<f64> = self.parts.iter().map(|cell| count(filing, *cell)).collect();
        let n: f64 = counts.iter().sum();
        let prior = self.priors.entry(group).or_insert_with(|| vec![0.02; self.parts.len()]);
        for (share, count) in prior.iter_mut().zip(counts) {
            *share += count * HEARD.min(n) / n.max(1.0);
        }
        for (small, cell) in self.small.iter_mut().zip(self.flows) {
            if let Some(often) = small.get_mut(count(filing, *cell) as usize) {
                *often += 1.0;
            }
        }
        self.volumes.push(self.volume(filing));
    }

    /// Number of filings for a year.
    pub(crate) fn filings_of(&self, year: Year) -> f64 {
        self.years.get(&year).copied().unwrap_or_default()
    }

    /// ln of the frequency of a volume: the share of filings within a quarter of it, spread evenly.
    fn ln_volume(&self, volume: f64) -> f64 {
        let (low, high) = (volume / 1.25, volume * 1.25);
        let within = self.volumes.partition_point(|v| *v <= high) - self.volumes.partition_point(|v| *v < low);
        ((within as f64 + 1.0) / (self.volumes.len() as f64 + 1.0)).ln() - (high - low).max(1.0).ln()
    }

    /// The volume of a filing. 0 if it has none.
    pub(crate) fn volume(&self, filing: &Filing) -> f64 {
        figure(filing, self.volume).map_or(0.0, |volume| volume as f64)
    }

    /// True if some cell that is compared could not be read. Then it is unknown whether two filings
    /// are equal.
    pub(crate) fn is_unread(&self, filing: &Filing) -> bool {
        filing.cells.any_unread() && self.all.iter().any(|cell| filing.cells.get(*cell) == Value::Not(State::Unread))
    }

    /// True if the two filings are equal in every cell that is compared.
    pub(crate) fn is_same(&self, a: &Filing, b: &Filing) -> bool {
        self.all.iter().all(|cell| a.cells.get(*cell) == b.cells.get(*cell))
    }

    /// A digest of the numbers. Equal filings have the same digest; the reverse has to be checked.
    pub(crate) fn digest(&self, filing: &Filing) -> u64 {
        // FNV-1a over the numbers. The caller checks for equality afterwards.
        self.all.iter().fold(0xCBF2_9CE4_8422_2325, |digest, cell| {
            let number = filing.cells.get(*cell).number().unwrap_or(-1);
            (digest ^ number as u64).wrapping_mul(0x0000_0100_0000_01B3).rotate_left(17)
        })
    }

    /// A digest that also distinguishes why a cell has no number.
    pub(crate) fn exact_digest(&self, filing: &Filing) -> u64 {
        let mut hasher = FxHasher::default();
        self.all.iter().for_each(|cell| filing.cells.get(*cell).hash(&mut hasher));
        hasher.finish()
    }

    /// Number of compared cells that hold a figure other than 0.
    pub(crate) fn figures(&self, filing: &Filing) -> usize {
        self.all.iter().filter(|cell| filing.cells.get(**cell).number().is_some_and(|number| number != 0)).count()
    }

    /// ln of the chance of this filing, given the office's former one.
    pub(crate) fn ln_after(&self, filing: &Filing, group: u32, former: &Filing) -> f64 {
        let about = |x: f64, former: f64| {
            let mean = former + 0.5;
            negative_binomial(x, mean, 1.0 / (1.0 / mean + self.dispersion))
        };
        let flows = self.flows.iter().map(|cell| about(count(filing, *cell), count(former, *cell))).sum::<f64>();
        about(self.volume(filing), self.volume(former)) + flows + self.ln_parts(filing, group, Some(former))
    }

    /// ln of the chance of this filing from any office of the group.
    pub(crate) fn ln_anywhere(&self, filing: &Filing, group: u32) -> f64 {
        let flow = |(cell, small): (&CellIx, &[f64; SMALL])| {
            let x = count(filing, *cell);
            small.get(x as usize).copied().unwrap_or_else(|| -(x + 1.0).ln() - RANGE.ln())
        };
        let flows = self.flows.iter().zip(&self.small).map(flow).sum::<f64>();
        self.ln_volume(self.volume(filing)) + flows + self.ln_parts(filing, group, None)
    }

    /// ln of the Dirichlet-multinomial chance of the parts. Groups without sampled filings have
    /// equal shares.
    fn ln_parts(&self, filing: &Filing, group: u32, former: Option<&Filing>) -> f64 {
        let uniform = 1.0 / self.parts.len().max(1) as f64;
        let prior = self.priors.get(&group);
        let (mut n, mut sum, mut ln_chance) = (0.0, 0.0, 0.0);
        for (at, cell) in self.parts.iter().enumerate() {
            let x = count(filing, *cell);
            let prior = prior.and_then(|prior| prior.get(at)).copied().unwrap_or(uniform);
            let alpha = prior + former.map_or(0.0, |former| count(former, *cell));
            sum += alpha;
            if x > 0.0 {
                n += x;
                ln_chance += ln_rising(alpha, x) - ln_rising(1.0, x);
            }
        }
        ln_chance - ln_rising(sum, n) + ln_rising(1.0, n)
    }
}

/// A cell as a count. 0 if it is not a number or is negative.
fn count(filing: &Filing, cell: CellIx) -> f64 {
    match filing.cells.get(cell) {
        Value::Number(number) => number.max(0) as f64,
        Value::Not(_) => 0.0,
    }
}
