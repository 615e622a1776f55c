//! What came of the filings, in figures.

use std::collections::BTreeMap;

use gouji::model::{CellIx, Proof, Repair};

use crate::localize::bench::Spoilt;
use crate::localize::slips::KINDS;

/// Counts over all filings.
#[derive(Default)]
pub struct Score {
    by_slips: BTreeMap<usize, Counts>,
    /// Filings with one slip, and those of them whose set is first.
    by_kind: BTreeMap<usize, (u64, u64)>,
    /// Filings, those whose set is first, and the sum of what was said, by tenths of confidence.
    reliability: [(u64, u64, f64); 10],
    times: Vec<f64>,
    unanswered: u64,
    bounded: u64,
}

#[derive(Default)]
struct Counts {
    n: u64,
    first: u64,
    third: u64,
    values: u64,
}

impl Score {
    /// Counts one filing; true if the set of its wrong cells is first.
    pub fn count(&mut self, spoilt: &Spoilt, wrong: &[(CellIx, i64)], repairs: &[Repair], milliseconds: f64) -> bool {
        let set: Vec<CellIx> = wrong.iter().map(|(cell, _)| *cell).collect();
        let is_set = |repair: &Repair| repair.changes.iter().map(|change| change.cell).eq(set.iter().copied());
        let first = repairs.first().is_some_and(is_set);
        let counts = self.by_slips.entry(spoilt.n_slips).or_default();
        counts.n += 1;
        counts.first += u64::from(first);
        counts.third += u64::from(repairs.iter().take(3).any(is_set));
        counts.values += u64::from(repairs.first().is_some_and(|repair| {
            repair.changes.iter().map(|change| (change.cell, change.repaired)).eq(wrong.iter().copied())
        }));
        if let [kind] = spoilt.kinds[..] {
            let of_kind = self.by_kind.entry(kind).or_default();
            *of_kind = (of_kind.0 + 1, of_kind.1 + u64::from(first));
        }
        self.times.push(milliseconds);
        match repairs.first() {
            None => self.unanswered += 1,
            Some(best) => {
                self.bounded += u64::from(best.proof == Proof::Bounded);
                let confidence = f64::from(best.confidence) / 1000.0;
                let (n, right, said) = &mut self.reliability[((confidence * 10.0) as usize).min(9)];
                (*n, *right, *said) = (*n + 1, *right + u64::from(first), *said + confidence);
            }
        }
        first
    }

    /// Prints everything, by kinds of single slips as well if asked to.
    pub fn print(mut self, kinds: bool) {
        println!("slips  filings  set first  first three  values");
        for (n_slips, counts) in &self.by_slips {
            let of = |x: u64| 100.0 * x as f64 / counts.n as f64;
            let (first, third, values) = (of(counts.first), of(counts.third), of(counts.values));
            println!("{n_slips:>5} {:>8} {first:>9.2}% {third:>11.2}% {values:>6.2}%", counts.n);
        }
        let all: u64 = self.by_slips.values().map(|counts| counts.n).sum();
        println!("unanswered {}, bounded {} of {all}", self.unanswered, self.bounded);
        let mut error = 0.0;
        println!("confidence  filings  said  right");
        for (tenth, (n, right, sum)) in self.reliability.iter().enumerate().filter(|(_, tenth)| tenth.0 > 0) {
            let (said, right) = (sum / *n as f64, *right as f64 / *n as f64);
            error += (said - right).abs() * *n as f64 / all as f64;
            println!("0.{tenth} and more {n:>6} {said:.3} {right:.3}");
        }
        println!("expected calibration error {error:.4}");
        self.times.sort_by(f64::total_cmp);
        let at = |share: f64| self.times[((self.times.len() - 1) as f64 * share) as usize];
        let (median, p95, p99, most) = (at(0.5), at(0.95), at(0.99), at(1.0));
        println!("ms per filing: median {median:.3}, p95 {p95:.3}, p99 {p99:.3}, max {most:.3}");
        for (kind, (n, first)) in self.by_kind.iter().filter(|_| kinds) {
            println!("{:<30} {n:>6} {:>7.2}%", KINDS[*kind], 100.0 * *first as f64 / *n as f64);
        }
    }
}
