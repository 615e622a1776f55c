//! How often the wrong cells are named, how sure the engine is, and how long it takes.
//!
//! `cargo run --release --example localize -- [--filings N] [--seed N] [--everywhere] [--kinds] [--baselines N]`.

#![allow(clippy::unwrap_used, clippy::print_stdout)]

mod bench;
mod prng;
mod slips;
mod truth;

use std::collections::BTreeMap;
use std::time::Instant;

use gouji::localize::Desk;
use gouji::localize::habits::Habits;
use gouji::model::{CellIx, Proof};

use crate::bench::{Bench, Spoilt};
use crate::slips::{KINDS, Where};

#[derive(Default)]
struct Score {
    n: u64,
    first: u64,
    third: u64,
    values: u64,
    cells: [u64; 3],
}

fn option(name: &str, default: u64) -> u64 {
    let words: Vec<String> = std::env::args().collect();
    words
        .iter()
        .position(|word| word == name)
        .and_then(|at| words.get(at + 1))
        .and_then(|n| n.parse().ok())
        .unwrap_or(default)
}

fn has(name: &str) -> bool {
    std::env::args().any(|word| word == name)
}

fn main() {
    let (n, seed) = (option("--filings", 3000), option("--seed", 1_000_000));
    let place = match (has("--everywhere"), has("--wild")) {
        (true, _) => Where::Everywhere,
        (false, true) => Where::Wild,
        (false, false) => Where::Requests,
    };
    let mut bench = Bench::new();
    let (mut prior, census) = bench.prior(77_000_000 + seed, option("--corpus", 1000) as usize);
    bench.pipeline.localize.window = option("--window", bench.pipeline.localize.window as u64) as i64;
    bench.pipeline.localize.steps = option("--steps", bench.pipeline.localize.steps as u64) as usize;
    let mut desk = Desk::default();
    let n_learnt = option("--learn", 0);
    if n_learnt > 0 {
        // Filings of other seeds, without their truth: as a run learns from its own first pass.
        let mut habits = Habits::default();
        for at in 0..n_learnt {
            let Some(spoilt) = bench.spoilt(33_000_000 + seed + at, 1 + (at % 3) as usize, place) else { continue };
            bench.repairs(&spoilt, &prior, &mut desk).iter().for_each(|repair| habits.count(repair));
        }
        prior.cells = habits.cells(&census);
        bench.pipeline.localize = habits.prices(&bench.pipeline.localize);
    }
    let mut scores: BTreeMap<usize, Score> = BTreeMap::new();
    let mut by_kind: BTreeMap<usize, (u64, u64)> = BTreeMap::new();
    let mut reliability = [(0u64, 0u64, 0.0f64); 10];
    let mut times = Vec::new();
    let (mut unanswered, mut bounded, mut shown) = (0, 0, 0);
    for at in 0..n {
        let Some(spoilt) = bench.spoilt(seed + at, 1 + (at % 3) as usize, place) else { continue };
        // The least of three: other programs on the machine are not to be measured.
        let (mut repairs, mut least) = (Vec::new(), f64::INFINITY);
        for _ in 0..option("--rounds", 3) {
            let start = Instant::now();
            repairs = bench.repairs(&spoilt, &prior, &mut desk);
            least = least.min(start.elapsed().as_secs_f64() * 1000.0);
        }
        times.push(least);
        let wrong = bench.wrong(&spoilt);
        let set: Vec<CellIx> = wrong.iter().map(|(cell, _)| *cell).collect();
        let sets: Vec<Vec<CellIx>> =
            repairs.iter().map(|repair| repair.changes.iter().map(|change| change.cell).collect()).collect();
        let score = scores.entry(spoilt.n_slips).or_default();
        score.n += 1;
        let first = sets.first() == Some(&set);
        score.first += u64::from(first);
        score.third += u64::from(sets.iter().take(3).any(|found| *found == set));
        let values = repairs.first().is_some_and(|repair| {
            repair.changes.iter().map(|change| (change.cell, change.repaired)).collect::<Vec<_>>() == wrong
        });
        score.values += u64::from(values);
        if let Some(found) = sets.first() {
            let both = found.iter().filter(|cell| set.contains(cell)).count() as u64;
            score.cells[0] += both;
            score.cells[1] += found.len() as u64;
        }
        score.cells[2] += set.len() as u64;
        if spoilt.n_slips == 1 {
            let kind = by_kind.entry(spoilt.kinds[0]).or_default();
            kind.0 += 1;
            kind.1 += u64::from(first);
        }
        match repairs.first() {
            None => unanswered += 1,
            Some(best) => {
                bounded += u64::from(best.proof == Proof::Bounded);
                let confidence = f64::from(best.confidence) / 1000.0;
                let bin = &mut reliability[((confidence * 10.0) as usize).min(9)];
                bin.0 += 1;
                bin.1 += u64::from(first);
                bin.2 += confidence;
            }
        }
        if !first
            && has("--misses")
            && shown < option("--misses", 20)
            && spoilt.n_slips as u64 == option("--only", spoilt.n_slips as u64)
        {
            shown += 1;
            miss(&bench, &spoilt, &wrong, &repairs);
        }
    }
    println!("slips  filings  set first  first three  values  precision  recall");
    for (n_slips, score) in &scores {
        let of = |x: u64| 100.0 * x as f64 / score.n as f64;
        println!(
            "{n_slips:>5} {:>8} {:>9.2}% {:>11.2}% {:>6.2}% {:>9.3} {:>8.3}",
            score.n,
            of(score.first),
            of(score.third),
            of(score.values),
            score.cells[0] as f64 / score.cells[1] as f64,
            score.cells[0] as f64 / score.cells[2] as f64
        );
    }
    let all: u64 = scores.values().map(|score| score.n).sum();
    println!("unanswered {unanswered}, bounded {bounded} of {all}");
    let mut error = 0.0;
    println!("confidence  filings  said  right");
    for (bin, (n, right, sum)) in reliability.iter().enumerate().filter(|(_, bin)| bin.0 > 0) {
        let (said, right) = (sum / *n as f64, *right as f64 / *n as f64);
        error += (said - right).abs() * *n as f64 / all as f64;
        println!("{:.1} to {:.1} {n:>9} {said:.3} {right:.3}", bin as f64 / 10.0, (bin + 1) as f64 / 10.0);
    }
    println!("expected calibration error {error:.4}");
    times.sort_by(f64::total_cmp);
    let at = |share: f64| times[((times.len() - 1) as f64 * share) as usize];
    println!(
        "ms per filing: median {:.3}, p95 {:.3}, p99 {:.3}, max {:.3}, mean {:.3}",
        at(0.5),
        at(0.95),
        at(0.99),
        at(1.0),
        times.iter().sum::<f64>() / times.len() as f64
    );
    if has("--kinds") {
        for (kind, (n, first)) in by_kind {
            println!("{:<30} {n:>6} {:>7.2}%", KINDS[kind], 100.0 * first as f64 / n as f64);
        }
    }
}

fn miss(bench: &Bench, spoilt: &Spoilt, wrong: &[(CellIx, i64)], repairs: &[gouji::model::Repair]) {
    let code = |cell: CellIx| bench.pipeline.catalogue.cell(cell).code.clone();
    let filed = |cell: CellIx| spoilt.filing.cells.get(cell).number();
    let kinds: Vec<&str> = spoilt.kinds.iter().map(|kind| KINDS[*kind]).collect();
    println!("--- {}", kinds.join(" + "));
    let truth: Vec<String> =
        wrong.iter().map(|(cell, is)| format!("{}={:?}->{is}", code(*cell), filed(*cell))).collect();
    println!("truth {}", truth.join("; "));
    for repair in repairs.iter().take(3) {
        let changes: Vec<String> =
            repair.changes.iter().map(|c| format!("{}={:?}->{}", code(c.cell), c.filed, c.repaired)).collect();
        let slips: Vec<&str> = repair.events.iter().map(|event| event.slip.code()).collect();
        println!("  {:.3} {:?} {}", f64::from(repair.confidence) / 1000.0, slips, changes.join("; "));
    }
}
