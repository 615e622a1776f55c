//! What the offices of one kind predict for a part of a whole.
//!
//! A stratum is a kind of office in one year, or in all years if a single year has too few offices.
//! Its mean is taken over part x and whole n of its filings:
//!
//! ```text
//! m = Σ w x / Σ w n      w = 1 / (1 + nφ)
//! ```
//!
//! Offices more than three standard deviations away are left out, and large offices weigh little
//! more than small ones, so that no office alone determines the mean. The dispersions φ are those
//! of a [`Mixture`] over all strata.
//!
//! An office has habits. A share that departs from those of its kind is also compared with what its
//! kind and its own other years together predict, a beta distribution:
//!
//! ```text
//! a' = m/φ + Σ κ x       b' = (1−m)/φ + Σ κ (n−x)      κ = 1 / (1 + nφ/4)
//! ```
//!
//! Years vary a quarter as much as offices do. The smaller of the two local false-discovery rates
//! is that of the filing.
//!
//! An office of a kind with too few offices is compared with its own other years only. The mean of
//! all kinds takes the place of its kind's, and it has no influence on means and dispersions.
//!
//! ```text
//! counties in 2023: 4 %, 5 %, 6 %, 5 %, … of the requests refused, mean 5 %
//!
//! county A   30 of 100 refused, other years 28 %    unlike its kind: listed
//! county B   12 of 100 refused, other years 1 %     possible in its kind, but unlike itself: listed
//! county C   12 of 100 refused, other years 11 %    ordinary by both
//! ```

use std::collections::BTreeMap;

use crate::model::{CellIx, Message, Method, Mixture, OfficeIx, PeerThresholds, Side, Skip};
use crate::rank::corpus::Corpus;
use crate::rank::counts::{
    beta_binomial_kernel, beta_binomial_up_to, interval, mid_p, negative_binomial_kernel, negative_binomial_up_to,
};
use crate::rank::judged::{CANDIDATE, Candidate, Judged};
use crate::rank::{Applied, percent};

/// How a part x of a whole n varies around its mean m, with dispersion φ.
#[derive(Clone, Copy)]
pub(crate) struct Distribution {
    /// ln f(x; n, m, φ), except for a term that does not depend on m and φ.
    ln_pmf: fn(f64, f64, f64, f64) -> f64,
    /// P(X ≤ x), with the same arguments.
    up_to: fn(f64, f64, f64, f64) -> f64,
    /// The variance of x, from n, m and φ.
    variance: fn(f64, f64, f64) -> f64,
    /// True if the part cannot exceed the whole.
    within: bool,
}

/// Beta-binomial with size 1/φ, for a part of a whole.
pub(crate) const SHARE: Distribution = Distribution {
    ln_pmf: |x, n, mean, dispersion| beta_binomial_kernel(x, n, mean, 1.0 / dispersion),
    up_to: |x, n, mean, dispersion| beta_binomial_up_to(x, n, mean, 1.0 / dispersion),
    variance: |n, mean, dispersion| n * mean * (1.0 - mean) * (1.0 + n * dispersion) / (1.0 + dispersion),
    within: true,
};

/// Negative binomial with the whole as exposure and size 1/φ, for a count per unit.
pub(crate) const RATE: Distribution = Distribution {
    ln_pmf: |x, n, mean, dispersion| negative_binomial_kernel(x, n * mean, 1.0 / dispersion),
    up_to: |x, n, mean, dispersion| negative_binomial_up_to(x, n * mean, 1.0 / dispersion),
    variance: |n, mean, dispersion| n * mean * (1.0 + n * mean * dispersion),
    within: false,
};

/// Parts within this many standard deviations of the expected one are not examined.
const ORDINARY: f64 = 1.5;
/// Offices beyond this many standard deviations have no influence on the mean.
const OUTSIDE: f64 = 3.0;
/// Offices this near to the expected part always count for the mean: with rare events, a single
/// case already lies many standard deviations away.
const FEW: f64 = 3.0;
/// Means are kept this far from 0, and those of shares also from 1.
const EDGE: f64 = 1e-3;
/// Number of times that means and dispersions are estimated from each other.
const ROUNDS: usize = 3;
/// Dispersion between the years of one office, relative to that between the offices of one kind.
const WITHIN: f64 = 0.25;

/// A filing that is compared.
struct Item {
    /// Its position in the corpus.
    filing: usize,
    part: f64,
    whole: f64,
    /// Position in `Means::of_stratum`. `None` if its kind has too few offices.
    stratum: Option<usize>,
}

/// Expected shares or rates.
struct Means {
    /// By stratum.
    of_stratum: Vec<f64>,
    /// Over all filings, whatever their kind.
    of_all: f64,
}

impl Means {
    /// The mean for a filing.
    fn of(&self, item: &Item) -> f64 {
        item.stratum.map_or(self.of_all, |stratum| self.of_stratum[stratum])
    }
}

/// A comparison of parts of a whole among the offices of each kind.
pub(super) struct PeerComparison<'a> {
    law: Distribution,
    method: &'a Method,
    part: &'a [CellIx],
    whole: &'a [CellIx],
    thresholds: &'a PeerThresholds,
    corpus: &'a Corpus<'a>,
}

impl<'a> PeerComparison<'a> {
    /// The comparison for the cells of a method, which vary by `law`.
    pub(super) fn of<C>(
        law: Distribution,
        (part, whole): (&'a [CellIx], &'a [CellIx]),
        applied: &Applied<'a, C, PeerThresholds>,
    ) -> PeerComparison<'a> {
        let Applied { method, thresholds, corpus, .. } = *applied;
        PeerComparison { law, method, part, whole, thresholds, corpus }
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

    /// The filings whose whole is large enough, as filing, part and whole. Counts the others as
    /// skipped.
    fn readings(&self, judged: &mut Judged) -> Vec<(usize, f64, f64)> {
        let corpus = self.corpus;
        let mut readings = Vec::new();
        let (parts, wholes) = (corpus.column(self.part), corpus.column(self.whole));
        for at in 0..corpus.material.filings.len() {
            let n = wholes.get(at);
            let read = match n {
                Ok(n) if (n as f64) < self.thresholds.least => Err(Skip::TooSmall),
                Ok(n) => parts.get(at).map(|x| (x, n)),
                Err(why) => Err(why),
            };
            match read {
                Ok((x, n)) if !self.law.within || x <= n => readings.push((at, x as f64, n as f64)),
                // A rule about sums reports a part that is larger than its whole.
                Ok(_) if corpus.is_judged(at) => judged.skip(Skip::Unreadable),
                Err(why) if corpus.is_judged(at) => judged.skip(why),
                Ok(_) | Err(_) => {}
            }
        }
        readings
    }

    /// Estimates the means of the strata and the mixture, each from the other in turn.
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
            // Sums of part and whole, for each stratum and for all filings.
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
            if among.len() >= self.corpus.material.pipeline.anomaly.fit && round + 1 < ROUNDS {
                let items: Vec<[f64; 3]> = among.iter().map(|item| [item.part, item.whole, means.of(item)]).collect();
                mixture = Mixture::fit(&items, declared, |item, at| law.ln_both(item, at.inner, at));
            }
        }
        (means, mixture)
    }

    /// Compares an office whose kind has too few offices with its own other years.
    fn weigh_alone(&self, item: &Item, mean: f64, mixture: &Mixture, own: &Own) -> Option<Candidate> {
        let lfdr = own.ordinary(self.law, item, mean, mixture);
        let (mean, dispersion) = own.expected(mean, mixture);
        if self.is_ordinary(item, mean, dispersion) || lfdr >= CANDIDATE {
            return None;
        }
        let message = Message::new("anomaly.share_alone").with("own", percent(own.part / own.whole.max(1e-9)));
        Some(self.candidate(item, [mean, dispersion, lfdr], message))
    }

    /// True if the part is not worth a question: it is on the side that is not examined, or too
    /// near to the expected one.
    fn is_ordinary(&self, item: &Item, mean: f64, dispersion: f64) -> bool {
        let (expected, variance) = self.law.spread(item, mean, dispersion);
        let off = item.part - expected;
        let is_asked = off > 0.0 || self.method.side == Side::Both;
        !is_asked || off.abs() < self.thresholds.excess || off * off < ORDINARY * ORDINARY * variance
    }

    /// The candidate with its figures. The array holds mean, dispersion and lfdr.
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

    /// Compares a filing with its kind and, for shares, with the office's own years. `own` is only
    /// computed if the filing departs from its kind.
    fn weigh(&self, item: &Item, mean: f64, mixture: &Mixture, own: &dyn Fn() -> Own) -> Option<Candidate> {
        let law = self.law;
        if self.is_ordinary(item, mean, mixture.inner) {
            return None;
        }
        let (ln_inner, ln_outer) = law.ln_both(&[item.part, item.whole, mean], mixture.inner, mixture);
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

impl Distribution {
    /// ln f₀ at the dispersion `inner`, and ln f₁, of part, whole and mean. Shares that are not
    /// ordinary can have any value, so f₁ has a mean half way between the usual one and one half.
    fn ln_both(&self, &[part, whole, mean]: &[f64; 3], inner: f64, mixture: &Mixture) -> (f64, f64) {
        let other = if self.within { (mean + 0.5) / 2.0 } else { mean };
        let ln_pmf = |mean, dispersion| (self.ln_pmf)(part, whole, mean, dispersion);
        (ln_pmf(mean, inner), ln_pmf(other, mixture.outer))
    }

    /// Expected part and its variance.
    fn spread(&self, item: &Item, mean: f64, dispersion: f64) -> (f64, f64) {
        (item.whole * mean, (self.variance)(item.whole, mean, dispersion))
    }
}

/// Puts every filing into its stratum. Also returns the number of strata.
fn in_strata(readings: Vec<(usize, f64, f64)>, corpus: &Corpus<'_>) -> (Vec<Item>, usize) {
    let peers = corpus.material.pipeline.anomaly.peers;
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

/// Part and whole over the office's other years. Large years weigh little more than small ones.
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

/// Part and whole over the office's other years, weighted.
struct Own {
    part: f64,
    whole: f64,
}

impl Own {
    /// The mean and the dispersion that these years and the office's kind together predict.
    fn expected(&self, mean: f64, mixture: &Mixture) -> (f64, f64) {
        let size = 1.0 / mixture.inner;
        let whole = size + self.whole;
        ((mean * size + self.part) / whole, 1.0 / whole + WITHIN * mixture.inner)
    }

    /// The probability that a filing is ordinary, given these years.
    fn ordinary(&self, law: Distribution, item: &Item, mean: f64, mixture: &Mixture) -> f64 {
        let (mean, dispersion) = self.expected(mean, mixture);
        let (ln_inner, ln_outer) = law.ln_both(&[item.part, item.whole, mean], dispersion, mixture);
        mixture.ordinary(ln_inner, ln_outer)
    }
}
