//! What the offices of one kind let one expect of a part of a whole.
//!
//! A stratum is a kind of office in one year, or in all years where the year alone has too few offices. Its mean
//! is m = Σ w x / Σ w n with w = 1/(1 + nφ'), offices more than three standard deviations away left out and
//! those within a factor of the dispersion weighing nearly alike, so that no large office is its kind's mean.
//! The dispersions are those of a [`Mixture`] over all strata.
//!
//! An office has habits. Where a share departs from those of its kind, it is also held against what its kind and its
//! own other years together let one expect: a' = m/φ + Σ κx, b' = (1−m)/φ + Σ κ(n−x), κ = 1/(1 + nφ/4), years
//! varying a quarter as much as offices do. The smaller of the two local false-discovery rates is the filing's.
//!
//! An office of a kind with too few offices is held against its own other years only, with the mean of all kinds
//! in the place of its kind's; it has no say in means and dispersions.

use std::collections::BTreeMap;

use crate::model::{CellIx, Message, Method, Mixture, OfficeIx, PeerThresholds, Side, Skip};
use crate::rank::corpus::Corpus;
use crate::rank::counts::{
    beta_binomial_kernel, beta_binomial_up_to, interval, mid_p, negative_binomial, negative_binomial_up_to,
};
use crate::rank::judged::{CANDIDATE, Candidate, Judged};
use crate::rank::{Applied, percent};

/// How a part varies about its mean.
#[derive(Clone, Copy)]
pub(crate) struct Law {
    /// ln f(x; n, m, φ), but for what does not depend on m and φ.
    ln_pmf: fn(f64, f64, f64, f64) -> f64,
    up_to: fn(f64, f64, f64, f64) -> f64,
    variance: fn(f64, f64, f64) -> f64,
    /// True if the part cannot be more than the whole.
    within: bool,
}

/// Beta-binomial, size 1/φ.
pub(crate) const SHARE: Law = Law {
    ln_pmf: |x, n, mean, dispersion| beta_binomial_kernel(x, n, mean, 1.0 / dispersion),
    up_to: |x, n, mean, dispersion| beta_binomial_up_to(x, n, mean, 1.0 / dispersion),
    variance: |n, mean, dispersion| n * mean * (1.0 - mean) * (1.0 + n * dispersion) / (1.0 + dispersion),
    within: true,
};

/// Negative binomial with the whole as exposure, size 1/φ.
pub(crate) const RATE: Law = Law {
    ln_pmf: |x, n, mean, dispersion| negative_binomial(x, n * mean, 1.0 / dispersion),
    up_to: |x, n, mean, dispersion| negative_binomial_up_to(x, n * mean, 1.0 / dispersion),
    variance: |n, mean, dispersion| n * mean * (1.0 + n * mean * dispersion),
    within: false,
};

/// Within this many standard deviations nothing can be an anomaly, beyond it an office has no say in the mean.
const ORDINARY: f64 = 1.5;
const OUTSIDE: f64 = 3.0;
/// Never flag parts this small: with rare events a single case already lies far from the mean.
const FEW: f64 = 3.0;
/// Means nearer to nothing and to all than this are not told apart from it.
const EDGE: f64 = 1e-3;
const ROUNDS: usize = 3;
/// Dispersion of the years of one office against that of the offices of one kind.
const WITHIN: f64 = 0.25;

struct Item {
    filing: usize,
    part: f64,
    whole: f64,
    /// Position in `means`; nothing where its kind has too few offices.
    stratum: Option<usize>,
}

/// What is expected of the filings.
struct Means {
    of_stratum: Vec<f64>,
    of_all: f64,
}

impl Means {
    fn of(&self, item: &Item) -> f64 {
        item.stratum.map_or(self.of_all, |stratum| self.of_stratum[stratum])
    }
}

/// A comparison of parts of a whole among the offices of a kind.
pub(super) struct Comparison<'a> {
    law: Law,
    method: &'a Method,
    part: &'a [CellIx],
    whole: &'a [CellIx],
    thresholds: &'a PeerThresholds,
    corpus: &'a Corpus<'a>,
}

impl<'a> Comparison<'a> {
    /// Of the cells of a method, as they vary by `law`.
    pub(super) fn of<C>(
        law: Law,
        (part, whole): (&'a [CellIx], &'a [CellIx]),
        applied: &Applied<'a, C, PeerThresholds>,
    ) -> Comparison<'a> {
        let Applied { method, thresholds, corpus, .. } = *applied;
        Comparison { law, method, part, whole, thresholds, corpus }
    }

    /// Judges every filing.
    pub(super) fn judge(&self) -> Judged {
        let (law, corpus) = (self.law, self.corpus);
        let mut judged = Judged::default();
        let (items, n_strata) = in_strata(self.readings(&mut judged), corpus);
        let (means, mixture) = self.fit(&items, n_strata);
        for (at, item) in items.iter().enumerate().filter(|(_, item)| corpus.is_judged(item.filing)) {
            let own = || own_years(&items, at, mixture.inner, corpus);
            match item.stratum {
                Some(_) => judged.add(self.weigh(item, means.of(item), &mixture, &own)),
                None if !law.within || own().whole < self.thresholds.least => judged.skip(Skip::FewPeers),
                None => judged.add(self.weigh_alone(item, means.of_all, &mixture, &own())),
            }
        }
        judged
    }

    /// The filings whose whole is large enough, as filing, part and whole.
    fn readings(&self, judged: &mut Judged) -> Vec<(usize, f64, f64)> {
        let corpus = self.corpus;
        let mut readings = Vec::new();
        let (parts, wholes) = (corpus.column(self.part), corpus.column(self.whole));
        for at in 0..corpus.filings.len() {
            let n = wholes.get(at);
            let read = match n {
                Ok(n) if (n as f64) < self.thresholds.least => Err(Skip::TooSmall),
                Ok(n) => parts.get(at).map(|x| (x, n)),
                Err(why) => Err(why),
            };
            match read {
                Ok((x, n)) if !self.law.within || x <= n => readings.push((at, x as f64, n as f64)),
                // A part larger than its whole is the business of arithmetic.
                Ok(_) if corpus.is_judged(at) => judged.skip(Skip::Unreadable),
                Err(why) if corpus.is_judged(at) => judged.skip(why),
                Ok(_) | Err(_) => {}
            }
        }
        readings
    }

    /// The mean of every stratum and the mixture of all, each from the other in turn.
    fn fit(&self, items: &[Item], n_strata: usize) -> (Means, Mixture) {
        let (law, declared) = (self.law, self.thresholds.mixture());
        let mut mixture = declared;
        let mut means = Means { of_stratum: vec![0.0; n_strata], of_all: 0.0 };
        let among: Vec<&Item> = items.iter().filter(|item| item.stratum.is_some()).collect();
        for round in 0..ROUNDS {
            let is_outside = |item: &Item| {
                let (expected, variance) = law.spread(item, means.of(item), mixture.inner);
                let off = item.part - expected;
                round > 0 && off.abs() > FEW && off * off > OUTSIDE * OUTSIDE * variance
            };
            // Half a part in one whole that has it keeps a mean off 0.
            let (mut sums, mut all) = (vec![(0.0, 0.0); n_strata], (0.0, 0.0));
            for item in items.iter().filter(|item| !is_outside(item)) {
                let weight = 1.0 / (1.0 + item.whole * mixture.inner);
                for sum in item.stratum.map(|stratum| &mut sums[stratum]).into_iter().chain([&mut all]) {
                    sum.0 += weight * item.part;
                    sum.1 += weight * item.whole;
                }
            }
            let most = if law.within { 1.0 - EDGE } else { f64::MAX };
            let mean = |(part, whole): &(f64, f64)| (part / whole.max(1e-9)).clamp(EDGE, most);
            means = Means { of_stratum: sums.iter().map(mean).collect(), of_all: mean(&all) };
            if among.len() >= self.corpus.pipeline.anomaly.fit && round + 1 < ROUNDS {
                mixture = Mixture::fit(&among, declared, |item, at| law.ln_both(item, means.of(item), at.inner, at));
            }
        }
        (means, mixture)
    }

    /// An office whose kind says nothing, by its own other years.
    fn weigh_alone(&self, item: &Item, mean: f64, mixture: &Mixture, own: &Own) -> Option<Candidate> {
        let lfdr = own.ordinary(self.law, item, mean, mixture);
        let (mean, dispersion) = own.expected(mean, mixture);
        if self.is_ordinary(item, mean, dispersion) || lfdr >= CANDIDATE {
            return None;
        }
        let message = Message::new("anomaly.share_alone").with("own", percent(own.part / own.whole.max(1e-9)));
        Some(self.candidate(item, [mean, dispersion, lfdr], message))
    }

    /// True if nobody would ask about the part: it is not above what is expected, or hardly off it.
    fn is_ordinary(&self, item: &Item, mean: f64, dispersion: f64) -> bool {
        let (expected, variance) = self.law.spread(item, mean, dispersion);
        let off = item.part - expected;
        let is_asked = off > 0.0 || self.method.side == Side::Both;
        !is_asked || off.abs() < self.thresholds.excess || off * off < ORDINARY * ORDINARY * variance
    }

    /// The item against a mean and a dispersion, with its local false-discovery rate.
    fn candidate(&self, item: &Item, [mean, dispersion, lfdr]: [f64; 3], message: Message) -> Candidate {
        let up_to = |x: f64| (self.law.up_to)(x, item.whole, mean, dispersion);
        let most = if self.law.within { item.whole } else { f64::from(u32::MAX) };
        let (low, high) = interval(up_to, most);
        Candidate {
            filing: item.filing,
            lfdr,
            p: mid_p(up_to(item.part - 1.0), up_to(item.part), self.method.side),
            observed: item.part,
            expected: item.whole * mean,
            low,
            high,
            cells: self.part.to_vec(),
            message: message.with("whole", format!("{:.0}", item.whole)).with("share", percent(item.part / item.whole)),
        }
    }

    fn weigh(&self, item: &Item, mean: f64, mixture: &Mixture, own: &dyn Fn() -> Own) -> Option<Candidate> {
        let law = self.law;
        if self.is_ordinary(item, mean, mixture.inner) {
            return None;
        }
        let (ln_inner, ln_outer) = law.ln_both(item, mean, mixture.inner, mixture);
        let of_kind = mixture.ordinary(ln_inner, ln_outer);
        let own = own();
        let of_office = match law.within && own.whole > 0.0 {
            true => own.ordinary(law, item, mean, mixture),
            false => 1.0,
        };
        let lfdr = of_kind.min(of_office);
        if lfdr >= CANDIDATE {
            return None;
        }
        let sentence = match (law.within, of_office < of_kind) {
            (true, true) => "anomaly.share_own",
            (true, false) => "anomaly.share",
            (false, _) => "anomaly.rate",
        };
        let own = percent(own.part / own.whole.max(1e-9));
        let message = Message::new(sentence).with("peers", percent(mean)).with("own", own);
        Some(self.candidate(item, [mean, mixture.inner, lfdr], message))
    }
}

impl Law {
    /// ln f₀ at a dispersion and ln f₁. Shares that are not ordinary can be any, so that f₁ lies about a mean half
    /// way to one half.
    fn ln_both(&self, item: &Item, mean: f64, inner: f64, mixture: &Mixture) -> (f64, f64) {
        let other = if self.within { (mean + 0.5) / 2.0 } else { mean };
        let ln_pmf = |mean, dispersion| (self.ln_pmf)(item.part, item.whole, mean, dispersion);
        (ln_pmf(mean, inner), ln_pmf(other, mixture.outer))
    }

    /// Expected part and its variance.
    fn spread(&self, item: &Item, mean: f64, dispersion: f64) -> (f64, f64) {
        (item.whole * mean, (self.variance)(item.whole, mean, dispersion))
    }
}

/// Puts every filing into its stratum; gives the number of strata.
fn in_strata(readings: Vec<(usize, f64, f64)>, corpus: &Corpus<'_>) -> (Vec<Item>, usize) {
    let peers = corpus.pipeline.anomaly.peers;
    let mut in_year: BTreeMap<(u32, u16), usize> = BTreeMap::new();
    // Filings are in order of offices, so that an office is new where it is not the last one of its group.
    let mut in_all: BTreeMap<u32, (OfficeIx, usize)> = BTreeMap::new();
    let key = |filing: usize| (corpus.group(filing), corpus.year(filing).0);
    for (filing, ..) in &readings {
        *in_year.entry(key(*filing)).or_default() += 1;
        let office = corpus.office(*filing);
        let (last, n_offices) = in_all.entry(key(*filing).0).or_insert((office, 1));
        if *last != office {
            (*last, *n_offices) = (office, *n_offices + 1);
        }
    }
    let mut strata: BTreeMap<(u32, Option<u16>), usize> = BTreeMap::new();
    let mut items = Vec::with_capacity(readings.len());
    for (filing, part, whole) in readings {
        let (group, year) = key(filing);
        let stratum = match in_year.get(&(group, year)) {
            Some(offices) if *offices >= peers => Some((group, Some(year))),
            _ if in_all.get(&group).is_some_and(|(_, n_offices)| *n_offices >= peers) => Some((group, None)),
            _ => None,
        };
        let next = strata.len();
        let stratum = stratum.map(|stratum| *strata.entry(stratum).or_insert(next));
        items.push(Item { filing, part, whole, stratum });
    }
    (items, strata.len())
}

/// The part and the whole of the office's other years, each year as much as it says, and the part in a hundred.
fn own_years(items: &[Item], at: usize, dispersion: f64, corpus: &Corpus<'_>) -> Own {
    let office = corpus.office(items[at].filing);
    let same = |item: &&Item| corpus.office(item.filing) == office;
    let before = items[..at].iter().rev().take_while(same);
    let after = items[at + 1..].iter().take_while(same);
    let mut own = Own { part: 0.0, whole: 0.0 };
    for item in before.chain(after) {
        let weight = 1.0 / (1.0 + item.whole * dispersion * WITHIN);
        own.part += weight * item.part;
        own.whole += weight * item.whole;
    }
    own
}

/// What the office's other years say.
struct Own {
    part: f64,
    whole: f64,
}

impl Own {
    /// The mean that these years and the kind's let one expect, and the dispersion about it.
    fn expected(&self, mean: f64, mixture: &Mixture) -> (f64, f64) {
        let size = 1.0 / mixture.inner;
        let whole = size + self.whole;
        ((mean * size + self.part) / whole, 1.0 / whole + WITHIN * mixture.inner)
    }

    /// The chance that an item is ordinary after these years.
    fn ordinary(&self, law: Law, item: &Item, mean: f64, mixture: &Mixture) -> f64 {
        let (mean, dispersion) = self.expected(mean, mixture);
        let (ln_inner, ln_outer) = law.ln_both(item, mean, dispersion, mixture);
        mixture.ordinary(ln_inner, ln_outer)
    }
}
