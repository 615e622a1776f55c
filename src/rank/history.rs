//! What an office's other years predict for a count.
//!
//! The count y is negative binomial, NB(m, r). The other years k (up to three, the nearest first,
//! the past before the future) give a gamma posterior of the office's level, with older years
//! discounted (West and Harrison, Bayesian Forecasting, 1997):
//!
//! ```text
//! A = ½ + Σ w_k y_k      B = Σ w_k / g_k      w = 0.7^(distance − 1)
//! m = A / B              1/r = 1/A + κφ
//! ```
//!
//! g is the median growth of the offices of its kind between the two years. κ falls from 1 for one
//! year to ¾ for many: half of what is unexplained is attributed to noise of single years, half to
//! drift.
//!
//! One of the other years may be the faulty one. Therefore m and r are a mixture over which of them
//! are sound. Each way is as likely as its years agree with each other, so a count that any sound
//! neighbour explains is ordinary.
//!
//! ```text
//! 2021: 40   2022: 44   2023: 400   2024: 45
//!
//! 2023   predicted about 43 from 2022, 2024 and 2021       not ordinary
//! 2024   predicted from 2023, 2022 and 2021: either all are sound and 45 is odd, or 2023 is
//!        faulty and 45 is expected; the second is far likelier, so 45 is ordinary
//! ```

use std::collections::BTreeMap;
use std::ops::Range;

use crate::model::{CellIx, Mixture, Skip, Year};
use crate::rank::corpus::{Column, Corpus};
use crate::rank::counts::{ln_sum, negative_binomial, negative_binomial_kernel, negative_binomial_up_to};

/// Prior count of an office's level.
const PRIOR: f64 = 0.5;
/// Weight of a year relative to the year one nearer.
const DISCOUNT: f64 = 0.7;
/// Maximum number of other years that a filing is compared with.
const REFERENCES: usize = 3;
/// Years further away than this are ignored.
const FAR: u16 = 5;
/// Minimum number of pairs of years for a growth to be estimated.
const PAIRS: usize = 30;
/// Pairs of smaller counts are left out when growth and dispersion are estimated.
const SIZE: i64 = 8;
/// ln of the range over which faulty counts are spread.
const RANGE: f64 = 9.2;
/// Counts within this many standard deviations of the pooled mean are not examined further.
const ORDINARY: f64 = 1.5;

/// One count of every filing, and what is ordinary for it.
pub(crate) struct History<'a> {
    /// The count of every filing.
    pub(crate) readings: &'a Column,
    /// Dispersion of ordinary and other counts, and the share of the latter.
    pub mixture: Mixture,
    /// How counts grew from year to year.
    growth: Growth,
}

impl<'a> History<'a> {
    /// Reads the count everywhere and estimates growth and dispersion. With fewer pairs of years
    /// than the pipeline's `fit`, the declared mixture is used.
    pub(crate) fn of(corpus: &'a Corpus<'_>, cells: &[CellIx], declared: Mixture) -> History<'a> {
        let readings = corpus.column(cells);
        let pairs = pairs(corpus, readings);
        let growth = Growth::of(&pairs);
        let mut history = History { readings, mixture: declared, growth };
        // Zeros have a method of their own, and here they would widen the second component.
        let items: Vec<[f64; 3]> = pairs
            .iter()
            .filter(|pair| pair.now > 0 && pair.before > 0)
            .map(|pair| {
                let level = pair.before as f64 + PRIOR;
                [pair.now as f64, level * history.growth.factor(pair.group, pair.year.0 - 1, pair.year.0), 1.0 / level]
            })
            .collect();
        if items.len() >= corpus.material.pipeline.anomaly.fit {
            let ln_pmf = |&[x, mean, spread]: &[f64; 3], dispersion: f64| {
                negative_binomial_kernel(x, mean, 1.0 / (spread + dispersion))
            };
            let ln_both = |item: &[f64; 3], at: &Mixture| (ln_pmf(item, at.inner), ln_pmf(item, at.outer));
            history.mixture = Mixture::fit(&items, declared, ln_both);
            // One faulty year spoils two pairs.
            history.mixture.share /= 2.0;
        }
        history
    }

    /// The years to compare a filing with. A first year with only one later year is not judged,
    /// since of two years that differ the later one is examined.
    pub(crate) fn references(
        &self,
        corpus: &Corpus<'_>,
        office: &Range<usize>,
        filing: usize,
    ) -> Result<References, Skip> {
        let year = corpus.year(filing).0;
        let mut found = References { n: 0, items: [Reference::default(); REFERENCES] };
        // Filings are in order of years, so the nearest lie just before and just after.
        let (mut before, mut after) = (filing, filing + 1);
        while found.n < REFERENCES {
            let past = (before > office.start).then(|| year - corpus.year(before - 1).0);
            let future = (after < office.end).then(|| corpus.year(after).0 - year);
            let (at, distance) = match (past, future) {
                (Some(past), Some(future)) if future < past => (after, future),
                (Some(past), _) => (before - 1, past),
                (None, Some(future)) => (after, future),
                (None, None) => break,
            };
            if distance > FAR {
                break;
            }
            if at >= after {
                after += 1
            } else {
                before -= 1
            }
            if let Ok(value) = self.readings.get(at) {
                let from = corpus.year(at);
                found.items[found.n] = Reference {
                    year: from,
                    value: value as f64,
                    growth: self.growth.factor(corpus.group(filing), from.0, year),
                    weight: DISCOUNT.powi(i32::from(distance) - 1),
                };
                found.n += 1;
            }
        }
        let only_later = found.n == 1 && found.items[0].year.0 > year;
        if found.n == 0 || only_later { Err(Skip::NoOtherYear) } else { Ok(found) }
    }

    /// True if the count is so near the pooled mean that it cannot be an anomaly.
    pub(crate) fn is_near(&self, x: f64, references: &References) -> bool {
        let way = references.pool(references.all());
        let variance = way.mean + way.mean * way.mean / way.size(self.mixture.inner);
        (x - way.mean).powi(2) < ORDINARY * ORDINARY * variance
    }

    /// The prediction from the references, mixed over all ways in which they can be sound.
    pub(crate) fn prediction(&self, references: &References) -> Prediction {
        let all = references.all();
        let ln_weights: Vec<f64> = (1..=all).map(|sound| self.ln_weight(references, sound)).collect();
        let total = ln_sum(ln_weights.iter().copied());
        let ways = (1..=all).zip(&ln_weights).map(|(sound, ln_weight)| (ln_weight - total, references.pool(sound)));
        Prediction { ways: ways.collect(), mixture: self.mixture }
    }

    /// ln of the probability that exactly these references are sound; `sound` has a bit for each.
    /// The first sound one and all faulty ones can have any order of magnitude.
    fn ln_weight(&self, references: &References, sound: u8) -> f64 {
        let mut ln_weight = 0.0;
        let mut taken = 0u8;
        for (at, reference) in references.items[..references.n].iter().enumerate() {
            let bit = 1 << at;
            let is_sound = sound & bit != 0;
            ln_weight += if is_sound { 1.0 - self.mixture.share } else { self.mixture.share }.ln();
            ln_weight += if is_sound && taken != 0 {
                let way = references.pool(taken);
                negative_binomial(reference.value, way.mean / reference.growth, way.size(self.mixture.inner))
            } else {
                -(reference.value + 1.0).ln() - RANGE.ln()
            };
            if is_sound {
                taken |= bit;
            }
        }
        ln_weight
    }
}

/// Another year of the office.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Reference {
    pub year: Year,
    /// Its count.
    pub value: f64,
    /// Factor by which counts of the group grew from that year to the year of the filing.
    growth: f64,
    /// `DISCOUNT` to the power of its distance minus one.
    weight: f64,
}

impl Default for Reference {
    fn default() -> Reference {
        Reference { year: Year(0), value: 0.0, growth: 1.0, weight: 0.0 }
    }
}

/// The other years that a filing is compared with, the nearest first.
#[derive(Clone, Copy, Debug)]
pub(crate) struct References {
    /// How many of `items` are used.
    n: usize,
    items: [Reference; REFERENCES],
}

impl References {
    /// The references in order of years.
    pub(crate) fn by_year(&self) -> Vec<Reference> {
        let mut items = self.items[..self.n].to_vec();
        items.sort_by_key(|reference| reference.year);
        items
    }

    /// The largest count among them.
    pub(crate) fn largest(&self) -> f64 {
        self.items[..self.n].iter().map(|reference| reference.value).fold(0.0, f64::max)
    }

    /// The prediction if all of them are sound.
    pub(crate) fn pooled(&self) -> Way {
        self.pool(self.all())
    }

    /// A bit for each reference.
    fn all(&self) -> u8 {
        (1u8 << self.n) - 1
    }

    /// The prediction if exactly these references are sound.
    fn pool(&self, sound: u8) -> Way {
        let (mut shape, mut rate, mut weights, mut squares) = (PRIOR, 0.0, 0.0, 0.0);
        for (at, reference) in self.items[..self.n].iter().enumerate() {
            if sound & (1 << at) != 0 {
                shape += reference.weight * reference.value;
                rate += reference.weight / reference.growth;
                weights += reference.weight;
                squares += reference.weight * reference.weight;
            }
        }
        let alone = squares / (weights * weights);
        Way { mean: shape / rate, spread: 1.0 / shape, unexplained: 0.75 + 0.25 * alone }
    }
}

/// A negative binomial: the prediction from one set of sound references.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Way {
    /// m: the expected count.
    pub mean: f64,
    /// 1/A: the uncertainty of the level.
    spread: f64,
    /// κ: the share of the dispersion that applies.
    unexplained: f64,
}

impl Way {
    /// r at a dispersion φ.
    pub(crate) fn size(&self, dispersion: f64) -> f64 {
        1.0 / (self.spread + self.unexplained * dispersion)
    }
}

/// The prediction for a count, mixed over which references are sound.
pub(crate) struct Prediction {
    /// ln of the probability of each way.
    ways: Vec<(f64, Way)>,
    mixture: Mixture,
}

impl Prediction {
    /// ln of the chance of this count in an ordinary filing.
    pub(crate) fn ln_ordinary(&self, x: f64) -> f64 {
        self.ln_pmf(x, self.mixture.inner)
    }

    /// The probability that a filing with this count is ordinary: its local false-discovery rate.
    pub(crate) fn ordinary(&self, x: f64) -> f64 {
        self.mixture.ordinary(self.ln_ordinary(x), self.ln_pmf(x, self.mixture.outer))
    }

    /// ln of the chance of this count at a dispersion.
    fn ln_pmf(&self, x: f64, dispersion: f64) -> f64 {
        let term = |(ln_weight, way): &(f64, Way)| ln_weight + negative_binomial(x, way.mean, way.size(dispersion));
        ln_sum(self.ways.iter().map(term))
    }

    /// The chance of at most this count in an ordinary filing.
    pub(crate) fn up_to(&self, x: f64) -> f64 {
        let term = |(w, way): &(f64, Way)| w.exp() * negative_binomial_up_to(x, way.mean, way.size(self.mixture.inner));
        self.ways.iter().map(term).sum()
    }

    /// The expected count.
    pub(crate) fn mean(&self) -> f64 {
        self.ways.iter().map(|(ln_weight, way)| ln_weight.exp() * way.mean).sum()
    }
}

/// Two successive years of one office, with large enough counts.
struct Pair {
    group: u32,
    /// The later year.
    year: Year,
    before: i64,
    now: i64,
}

/// All pairs in the corpus.
fn pairs(corpus: &Corpus<'_>, readings: &Column) -> Vec<Pair> {
    let mut pairs = Vec::new();
    for office in corpus.offices() {
        for at in office.clone().skip(1) {
            let before = corpus.year_before(office, at).and_then(|before| readings.get(before).ok());
            if let (Some(before), Ok(now)) = (before, readings.get(at))
                && before.max(now) >= SIZE
            {
                pairs.push(Pair { group: corpus.group(at), year: corpus.year(at), before, now });
            }
        }
    }
    pairs
}

/// How the counts of each group grew. Levels are arbitrary; only their ratios have a meaning.
struct Growth {
    /// The year of the first level.
    first: u16,
    /// `of_group[group][year − first]`: the level.
    of_group: Vec<Vec<f64>>,
}

impl Growth {
    /// Takes the median growth from year to year: that of the group, or of all offices where the
    /// group has too few pairs, or none.
    fn of(pairs: &[Pair]) -> Growth {
        let mut of_group: BTreeMap<(u32, u16), Vec<f64>> = BTreeMap::new();
        let mut of_all: BTreeMap<u16, Vec<f64>> = BTreeMap::new();
        for pair in pairs.iter().filter(|pair| pair.before > 0 && pair.now > 0) {
            let ratio = ((pair.now as f64 + PRIOR) / (pair.before as f64 + PRIOR)).ln();
            of_group.entry((pair.group, pair.year.0)).or_default().push(ratio);
            of_all.entry(pair.year.0).or_default().push(ratio);
        }
        let years = pairs.iter().map(|pair| pair.year.0);
        let (first, last) = (years.clone().min().unwrap_or(1) - 1, years.max().unwrap_or(0));
        let n_groups = pairs.iter().map(|pair| pair.group + 1).max().unwrap_or(0);
        let (of_group, of_all) = (medians(of_group), medians(of_all));
        let levels = |group: u32| {
            let mut level: f64 = 0.0;
            let steps = (first..=last).map(|year| {
                level += of_group.get(&(group, year)).or_else(|| of_all.get(&year)).copied().unwrap_or_default();
                level.exp()
            });
            steps.collect()
        };
        Growth { first, of_group: (0..n_groups).map(levels).collect() }
    }

    /// The growth factor from one year to another. Years outside the corpus have the level of the
    /// nearest one.
    fn factor(&self, group: u32, from: u16, to: u16) -> f64 {
        let Some(levels) = self.of_group.get(group as usize) else { return 1.0 };
        let level = |year: u16| {
            let at = usize::from(year.saturating_sub(self.first)).min(levels.len().saturating_sub(1));
            levels.get(at).copied().unwrap_or(1.0)
        };
        level(to) / level(from)
    }
}

/// The median of each list. Lists with fewer than `PAIRS` items are left out.
fn medians<K: Ord>(ratios: BTreeMap<K, Vec<f64>>) -> BTreeMap<K, f64> {
    let enough = ratios.into_iter().filter(|(_, ratios)| ratios.len() >= PAIRS);
    enough
        .map(|(key, mut ratios)| {
            let middle = ratios.len() / 2;
            let (_, median, _) = ratios.select_nth_unstable_by(middle, f64::total_cmp);
            (key, *median)
        })
        .collect()
}
