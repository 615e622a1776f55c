//! Invented cities: offices of several kinds and districts, whose honest filings vary from year to year.
//!
//! Volumes are log-normal within a kind, drift by 15 % a year, and each year is overdispersed (gamma noise,
//! φ = 0.06) about a level that grows with the city and the kind. Every office has habits of its own in outcomes
//! (Dirichlet, size 15 about its kind's, and 60 about its own from year to year), applicants and disputes.

use crate::chance::Chance;

pub const KINDS: [&str; 4] = ["street", "district bureau", "city bureau", "district government"];
const KIND_SHARES: [f64; 4] = [0.60, 0.25, 0.12, 0.03];
const KIND_VOLUMES: [f64; 4] = [10.0, 22.0, 60.0, 180.0];
const VOLUME_SPREAD: f64 = 1.0;
const DRIFT: f64 = 0.15;
const NOISE: f64 = 0.06;
const DISTRICTS: usize = 16;
pub const FIRST_YEAR: u16 = 2022;

pub const LEAVES: usize = 21;
pub const APPLICANTS: usize = 6;
/// Position of the last outcome, 3.其他 of （六）.
pub const OTHER: usize = 20;
/// As in published reports of whole cities.
const OUTCOMES: [f64; LEAVES] = [
    380.0, 100.0, 1.0, 9.0, 2.0, 10.0, 6.0, 4.0, 7.0, 14.0, 250.0, 12.0, 3.0, 65.0, 14.0, 1.0, 9.0, 2.0, 18.0, 3.0,
    60.0,
];
const ASKERS: [f64; APPLICANTS] = [880.0, 75.0, 10.0, 12.0, 16.0, 7.0];
const RESULTS: [f64; 4] = [60.0, 8.0, 22.0, 10.0];

/// Figures of one honest or faulty filing, by what they are.
#[derive(Clone, Debug, PartialEq)]
pub struct Figures {
    pub received: [i64; APPLICANTS],
    pub carried_in: [i64; APPLICANTS],
    pub outcomes: [[i64; APPLICANTS]; LEAVES],
    pub carried_out: [i64; APPLICANTS],
    /// Issued, repealed, in force.
    pub documents: [i64; 3],
    /// Licences, penalties, coercive measures.
    pub decisions: [i64; 3],
    /// In hundredths of 10,000 yuan.
    pub fees: i64,
    /// Reconsideration and the two kinds of litigation: upheld, corrected, other, pending.
    pub remedies: [[i64; 4]; 3],
    /// Cells whose print is off by so much, as position in `outcomes`.
    pub slips: Vec<(usize, usize, i64)>,
}

impl Figures {
    pub fn volume(&self) -> i64 {
        self.received.iter().sum()
    }

    pub fn disposed(&self) -> i64 {
        self.outcomes.iter().flatten().sum()
    }
}

/// One office and its filings, a year each.
pub struct Office {
    pub kind: usize,
    pub district: usize,
    pub years: Vec<Figures>,
}

/// What an office is like.
struct Habits {
    level: f64,
    outcomes: [f64; LEAVES],
    applicants: [f64; APPLICANTS],
    results: [f64; 4],
    decisions: [f64; 3],
    fees: f64,
    disputes: f64,
}

/// A city without faults.
pub fn city(n_offices: usize, n_years: usize, seed: u64) -> Vec<Office> {
    let mut chance = Chance::new(seed);
    let outcomes: [[f64; LEAVES]; 4] = std::array::from_fn(|_| chance.dirichlet(&normed(OUTCOMES), 40.0));
    let growth: Vec<[f64; 4]> = (0..n_years)
        .map(|_| {
            let city = 0.12 * chance.normal();
            std::array::from_fn(|_| (city + 0.06 * chance.normal()).exp())
        })
        .collect();
    (0..n_offices)
        .map(|at| {
            // Ten offices have a mixed city too.
            let kind = if n_offices < 50 { at % 2 } else { chance.pick(&KIND_SHARES) };
            let mut habits = habits(kind, &outcomes[kind], &mut chance);
            let mut years: Vec<Figures> = Vec::new();
            for growth in &growth {
                habits.level *= growth[kind] * (DRIFT * chance.normal()).exp();
                let filing = filing(&habits, years.last(), &mut chance);
                years.push(filing);
            }
            Office { kind, district: chance.below(DISTRICTS), years }
        })
        .collect()
}

fn normed<const N: usize>(weights: [f64; N]) -> [f64; N] {
    let sum: f64 = weights.iter().sum();
    weights.map(|weight| weight / sum)
}

fn habits(kind: usize, outcomes: &[f64; LEAVES], chance: &mut Chance) -> Habits {
    let mut some = |share: f64, median: f64, spread: f64| match chance.unit() < share {
        true => chance.log_normal(median, spread),
        false => 0.0,
    };
    let decisions = [some(0.45, 120.0, 1.3), some(0.30, 60.0, 1.3), some(0.08, 15.0, 1.0)];
    let fees = some(0.20, 3000.0, 1.2);
    Habits {
        level: chance.log_normal(KIND_VOLUMES[kind], VOLUME_SPREAD),
        outcomes: chance.dirichlet(outcomes, 15.0),
        applicants: chance.dirichlet(&normed(ASKERS), 20.0),
        results: chance.dirichlet(&normed(RESULTS), 25.0),
        decisions,
        fees,
        disputes: 0.05 * chance.gamma(2.0) / 2.0,
    }
}

fn filing(habits: &Habits, before: Option<&Figures>, chance: &mut Chance) -> Figures {
    let mean = habits.level * chance.gamma(1.0 / NOISE) * NOISE;
    let n = chance.poisson(mean);
    let received = chance.spread(n, &habits.applicants);
    let carried_in = before.map_or([0; APPLICANTS], |before| before.carried_out);
    let mix = chance.dirichlet(&habits.outcomes, 60.0);
    let mut outcomes = [[0; APPLICANTS]; LEAVES];
    let mut carried_out = [0; APPLICANTS];
    let late = 0.04 * chance.gamma(2.0) / 2.0;
    for column in 0..APPLICANTS {
        let asked = received[column] + carried_in[column];
        carried_out[column] = chance.binomial(asked, late.min(0.9));
        for (leaf, n) in chance.spread(asked - carried_out[column], &mix).into_iter().enumerate() {
            outcomes[leaf][column] = n;
        }
    }
    let stock = before.map_or_else(|| chance.poisson(6.0), |before| before.documents[2]);
    let (issued, repealed) = (chance.poisson(0.8), chance.poisson(0.5).min(stock));
    let mut remedies = [[0; 4]; 3];
    for (block, factor) in [1.0, 0.2, 0.15].into_iter().enumerate() {
        let pending = before.map_or(0, |before| before.remedies[block][3]);
        let cases = pending + chance.poisson(habits.disputes * factor * n as f64);
        remedies[block] = chance.spread(cases, &habits.results);
    }
    let decisions = habits.decisions.map(|level| {
        let mean = level * chance.gamma(1.0 / 0.08) * 0.08;
        chance.poisson(mean)
    });
    Figures {
        received,
        carried_in,
        outcomes,
        carried_out,
        documents: [issued, repealed, stock + issued - repealed],
        decisions,
        fees: chance.log_normal(habits.fees, 0.25) as i64,
        remedies,
        slips: Vec::new(),
    }
}
