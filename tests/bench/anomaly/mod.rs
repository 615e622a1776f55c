//! How good the anomaly list is: cities are made, faults planted, and what is found is held against them.
//!
//! `cargo run --release --example tools -- anomaly [--seed N] [--runs N] [--part PART] [--pipeline FOLDER]`

use std::collections::{BTreeMap, BTreeSet};
use std::process::ExitCode;

use clap::{Args, ValueEnum};
use gouji::model::{Lang, Pipeline, Wording};
use gouji::spec;

use crate::baseline::{self, OfficeYear};
use crate::city::{self, Office};
use crate::fault::{self, Fault, Planted};
use crate::judged;
use crate::measure::Truth;

/// Of a thousand office-years so many are spoilt.
const FAULTED: usize = 50;
const SIZES: [usize; 2] = [300, 3000];
const YEARS: usize = 3;

struct Bench {
    pipeline: Pipeline,
    wording: Wording,
    seed: u64,
    runs: u64,
}

/// How the list is measured.
#[derive(Args)]
pub struct Options {
    /// Of everything that is drawn by lot
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Cities of each size
    #[arg(long, default_value_t = 10)]
    runs: u64,
    /// One part only [default: all but `missed`]
    #[arg(long)]
    part: Option<Part>,
    /// A built-in pipeline, or a folder that has one
    #[arg(long, default_value = "cn-disclosure")]
    pipeline: String,
}

/// A part of the measurement.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Part {
    Clean,
    Faulted,
    Baselines,
    Scale,
    Missed,
}

impl Part {
    fn run(self, bench: &Bench) {
        match self {
            Part::Clean => clean(bench),
            Part::Faulted => faulted(bench),
            Part::Baselines => baselines(bench),
            Part::Scale => scale(bench),
            Part::Missed => missed(bench),
        }
    }
}

pub fn run(options: &Options) -> ExitCode {
    let (Ok(pipeline), Ok(wording)) = (spec::load(&options.pipeline), spec::wording(Lang::En)) else {
        eprintln!("error: the pipeline cannot be read");
        return ExitCode::from(2);
    };
    let bench = Bench { pipeline, wording, seed: options.seed, runs: options.runs };
    // What was missed is only told when asked for.
    let is_asked = |part: &Part| options.part.map_or(*part != Part::Missed, |wanted| wanted == *part);
    Part::value_variants().iter().filter(|part| is_asked(part)).for_each(|part| part.run(&bench));
    ExitCode::SUCCESS
}

impl Bench {
    fn seeds(&self, n_offices: usize) -> impl Iterator<Item = u64> + use<> {
        let first = self.seed * 1_000_000 + n_offices as u64 * 100;
        first..first + self.runs
    }

    fn spoilt(&self, n_offices: usize, seed: u64) -> (Vec<Office>, Vec<Planted>) {
        let mut offices = city::city(n_offices, YEARS, seed);
        let planted = fault::plant(&mut offices, FAULTED, seed);
        (offices, planted)
    }
}

fn percent(part: f64, whole: f64) -> String {
    if whole > 0.0 { format!("{:.1} %", 100.0 * part / whole) } else { "–".to_owned() }
}

/// Cities without a fault.
fn clean(bench: &Bench) {
    println!("\n## Clean cities, {YEARS} years, {} runs each\n", bench.runs);
    println!("| offices | office-years | with an anomaly | worst run | rules that spoke |\n|---|---|---|---|---|");
    for n_offices in SIZES {
        let (mut flagged, mut worst, mut all) = (0, 0, 0);
        let mut spoke: BTreeMap<String, usize> = BTreeMap::new();
        for seed in bench.seeds(n_offices) {
            let offices = city::city(n_offices, YEARS, seed);
            let verdict = judged::judge(&offices, &bench.pipeline, &bench.wording);
            flagged += verdict.anomalies.len();
            worst = worst.max(verdict.anomalies.len());
            all += n_offices * YEARS;
            for (rule, found) in verdict.by_rule {
                *spoke.entry(rule).or_default() += found.len();
            }
        }
        let spoke: Vec<String> = spoke.iter().map(|(rule, n)| format!("{rule} {n}")).collect();
        let (share, worst) = (percent(flagged as f64, all as f64), percent(worst as f64, (n_offices * YEARS) as f64));
        println!("| {n_offices} | {all} | {flagged} ({share}) | {worst} | {} |", spoke.join(", "));
    }
}

/// Cities with faults.
fn faulted(bench: &Bench) {
    println!("\n## Cities with 5 % of office-years faulted, {YEARS} years, {} runs each\n", bench.runs);
    let names: Vec<String> = fault::ALL.iter().map(|fault| format!("{fault:?}")).collect();
    println!(
        "| offices | average precision, mean (least) | with an anomaly | innocent of these | runs with no innocent in the first ten | {} |",
        names.join(" | ")
    );
    println!("|---|---|---|---|---{}|", "|---".repeat(names.len()));
    for n_offices in SIZES {
        let mut precisions: Vec<f64> = Vec::new();
        let (mut flagged, mut innocent, mut pure) = (0, 0, 0);
        let mut recalls: BTreeMap<Fault, (usize, usize)> = BTreeMap::new();
        let mut blamed: BTreeMap<String, usize> = BTreeMap::new();
        for seed in bench.seeds(n_offices) {
            let (offices, planted) = bench.spoilt(n_offices, seed);
            let truth = Truth::of(&planted);
            let verdict = judged::judge(&offices, &bench.pipeline, &bench.wording);
            precisions.push(truth.average_precision(&verdict.ranking));
            flagged += verdict.anomalies.len();
            innocent += truth.innocents(&verdict.anomalies);
            pure += u64::from(truth.innocents_in_front(&verdict.ranking, 10) == 0);
            for fault in fault::ALL {
                let (found, planted) = truth.recall(fault, &verdict);
                let recall = recalls.entry(fault).or_default();
                *recall = (recall.0 + found, recall.1 + planted);
            }
            for (rule, found) in &verdict.by_rule {
                *blamed.entry(rule.clone()).or_default() += truth.innocents(found);
            }
        }
        let mean = precisions.iter().sum::<f64>() / precisions.len() as f64;
        let least = precisions.iter().copied().fold(1.0, f64::min);
        let recalls: Vec<String> = recalls
            .values()
            .map(|(found, planted)| format!("{found}/{planted} ({})", percent(*found as f64, *planted as f64)))
            .collect();
        let share = percent(innocent as f64, flagged as f64);
        println!(
            "| {n_offices} | {mean:.3} ({least:.3}) | {flagged} | {innocent} ({share}) | {pure} of {} | {} |",
            bench.runs,
            recalls.join(" | ")
        );
        let blamed: Vec<String> =
            blamed.iter().filter(|(_, n)| **n > 0).map(|(rule, n)| format!("{rule} {n}")).collect();
        println!("\ninnocents by rule at {n_offices}: {}\n", blamed.join(", "));
    }
}

/// Jumps and zeros, and shares of 其他, by customary edits and by ours, on the same cities.
fn baselines(bench: &Bench) {
    let n_offices = 2000;
    println!("\n## Against customary edits, {n_offices} offices, last of {YEARS} years, {} runs\n", bench.runs);
    println!("| method | flagged a run | innocent of these | found of the faults |\n|---|---|---|---|");
    let mut rows: BTreeMap<(usize, &str), [usize; 4]> = BTreeMap::new();
    for seed in bench.seeds(n_offices) {
        let (offices, planted) = bench.spoilt(n_offices, seed);
        let truth = Truth::of(&planted);
        let verdict = judged::judge(&offices, &bench.pipeline, &bench.wording);
        let year = YEARS - 1;
        let ours = |rules: &[&str]| -> Vec<OfficeYear> {
            let found = rules.iter().filter_map(|rule| verdict.by_rule.get(*rule)).flatten();
            let found: BTreeSet<OfficeYear> = found.copied().filter(|at| at.1 == year).collect();
            found.into_iter().collect()
        };
        let (volume, share): (&[Fault], &[Fault]) = (&[Fault::Jump, Fault::Zeroed], &[Fault::Other]);
        let lists: [(&str, Vec<OfficeYear>, &[Fault]); 7] = [
            ("volume: Hidiroglou–Berthelot C=4", baseline::hidiroglou_berthelot(&offices, year, 4.0), volume),
            ("volume: Hidiroglou–Berthelot C=7", baseline::hidiroglou_berthelot(&offices, year, 7.0), volume),
            ("volume: Hidiroglou–Berthelot C=20", baseline::hidiroglou_berthelot(&offices, year, 20.0), volume),
            ("volume: Poisson, Benjamini–Hochberg 5 %", baseline::poisson(&offices, year), volume),
            ("volume: gouji, AN-VOLUME and AN-ZERO", ours(&["AN-VOLUME", "AN-ZERO"]), volume),
            ("share: raw 其他 above 30 %", baseline::raw_share(&offices, year, 0.3), share),
            ("share: gouji, AN-OTHER", ours(&["AN-OTHER"]), share),
        ];
        for (at, (name, list, faults)) in lists.into_iter().enumerate() {
            // A fault of the year before is what a ratio to it shows as well.
            let touched = |at: &OfficeYear| truth.faults.contains_key(&(at.0, at.1.wrapping_sub(1)));
            let flagged: BTreeSet<OfficeYear> = list.into_iter().filter(|at| !touched(at)).collect();
            let of_kind = truth.faults.iter().filter(|(at, planted)| at.1 == year && faults.contains(&planted.fault));
            let of_kind: Vec<&OfficeYear> = of_kind.map(|(at, _)| at).collect();
            let row = rows.entry((at, name)).or_default();
            row[0] += flagged.len();
            row[1] += truth.innocents(&flagged);
            row[2] += of_kind.iter().filter(|at| flagged.contains(at)).count();
            row[3] += of_kind.len();
        }
    }
    for ((_, name), [flagged, innocent, found, planted]) in rows {
        let mean = flagged as f64 / bench.runs as f64;
        let (innocent, found) = (percent(innocent as f64, flagged as f64), percent(found as f64, planted as f64));
        println!("| {name} | {mean:.1} | {innocent} | {found} |");
    }
}

/// Corners and sizes: what is judged, what is not, and how long it takes.
fn scale(bench: &Bench) {
    println!("\n## Corners and sizes\n");
    println!(
        "| offices | years | with an anomaly | judged | not judged, by reason | seconds | a filing |\n|---|---|---|---|---|---|---|"
    );
    for (n_offices, n_years) in [(1, 1), (10, 10), (300, 3), (3000, 3), (10_000, 3), (30_000, 3)] {
        let offices = city::city(n_offices, n_years, bench.seed);
        let verdict = judged::judge(&offices, &bench.pipeline, &bench.wording);
        let mut reasons: BTreeMap<&str, u64> = BTreeMap::new();
        for (why, n) in verdict.tallies.iter().flat_map(|(_, tally)| tally.skipped()) {
            *reasons.entry(why.code()).or_default() += n;
        }
        let judged: u64 = verdict.tallies.iter().map(|(_, tally)| tally.checked()).sum();
        let reasons: Vec<String> = reasons.iter().map(|(why, n)| format!("{why} {n}")).collect();
        let each = verdict.seconds * 1e6 / (n_offices * n_years) as f64;
        println!(
            "| {n_offices} | {n_years} | {} | {judged} | {} | {:.2} | {each:.1} µs |",
            verdict.anomalies.len(),
            reasons.join(", "),
            verdict.seconds
        );
    }
}

/// Every fault that was not found and every innocent that was, for whoever tunes a method.
fn missed(bench: &Bench) {
    for (n_offices, seed) in SIZES.into_iter().flat_map(|n| bench.seeds(n).map(move |seed| (n, seed))) {
        let (offices, planted) = bench.spoilt(n_offices, seed);
        let truth = Truth::of(&planted);
        let verdict = judged::judge(&offices, &bench.pipeline, &bench.wording);
        let volumes = |office: usize| -> Vec<i64> { offices[office].years.iter().map(|year| year.volume()).collect() };
        for planted in planted.iter().filter(|planted| planted.fault != Fault::Slip) {
            let at = (planted.office, planted.year);
            if !verdict.anomalies.contains(&at) {
                let others: Vec<i64> =
                    offices[at.0].years.iter().map(|year| year.outcomes[city::OTHER].iter().sum()).collect();
                println!("missed {planted:?} volumes {:?} others {others:?} {}", volumes(at.0), offices[at.0].kind);
            }
        }
        for (rule, found) in &verdict.by_rule {
            for at in found.iter().filter(|at| truth.innocents(&BTreeSet::from([**at])) > 0) {
                let said = &verdict.messages[&(rule.clone(), *at)];
                println!("innocent {rule} {at:?} volumes {:?} {:?}: {said}", volumes(at.0), truth.of_office(at.0));
            }
        }
    }
}
