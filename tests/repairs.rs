//! Laws of the repairs, on filings spoilt from a seed, on the sample and on published filings.

#[path = "localize/bench.rs"]
mod bench;
#[path = "localize/milp.rs"]
mod milp;
#[path = "localize/prng.rs"]
mod prng;
#[path = "localize/slips.rs"]
mod slips;
#[path = "localize/truth.rs"]
mod truth;

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use gouji::localize::corpus::Prior;
use gouji::localize::{self, Case, Desk};
use gouji::model::{CellIx, Outcome, Slip, State, Value};

use crate::shared;
use bench::{Bench, Spoilt};
use prng::Prng;
use slips::Where;
use truth::{CELLS, COLUMNS, REQUESTS};

const SEED: u64 = 400_000;

fn spoilt(bench: &Bench, n: u64, place: Where) -> impl Iterator<Item = Spoilt> + '_ {
    (0..n).filter_map(move |at| bench.spoilt(SEED + at, 1 + (at % 3) as usize, place))
}

#[test]
fn a_repair_settles_what_it_claims_and_leaves_no_count_below_zero() {
    let bench = Bench::new();
    let (prior, mut desk) = (bench.prior(1, 200).0, Desk::default());
    let mut n = 0;
    for spoilt in spoilt(&bench, 600, Where::Everywhere) {
        for repair in bench.repairs(&spoilt, &prior, &mut desk) {
            let mut filing = spoilt.filing.clone();
            for change in &repair.changes {
                assert!(change.repaired >= 0, "{change:?}");
                assert_ne!(change.filed, Some(change.repaired));
                filing.cells.set(change.cell, Value::Number(change.repaired), "");
            }
            for (law, outcome) in bench.board.laws.iter().zip(bench.outcomes(&filing)) {
                let left = repair.leaves.contains(&law.at);
                assert_eq!(matches!(outcome, Outcome::Breaks { .. }), left, "{:?} of {repair:?}", law.at);
                assert!(!(left && repair.resolves.contains(&law.at)));
            }
            n += 1;
        }
    }
    assert!(n > 600, "only {n} repairs were looked at");
}

#[test]
fn a_filing_without_a_broken_rule_has_no_repair() {
    let bench = Bench::new();
    let (prior, mut desk) = (Prior::default(), Desk::default());
    for seed in 0..300 {
        let mut filed = truth::filing(&mut Prng::new(SEED + seed)).map(Some);
        // A total left blank breaks nothing.
        if seed % 2 == 0 {
            filed[truth::request((seed % 25) as usize, 6)] = None;
        }
        let filing = bench.filing(&filed);
        let outcomes = bench.outcomes(&filing);
        let case = Case { board: &bench.board, filing: &filing, outcomes: &outcomes, evidence: &[] };
        assert!(localize::filing(&case, &prior, &bench.pipeline.localize, &mut desk).is_empty(), "seed {seed}");
    }
}

#[test]
fn the_fewest_cells_are_as_few_as_a_solver_finds() {
    let bench = Bench::new();
    let mut desk = Desk::default();
    let mut compared = BTreeMap::new();
    for seed in 0..450 {
        let Some(spoilt) = bench.spoilt(SEED + seed, 1 + (seed % 3) as usize, Where::Requests) else { continue };
        // A count below zero is no bound a solver could be given.
        if spoilt.filed.iter().any(|filed| filed.is_none_or(|filed| filed < 0)) {
            continue;
        }
        let case = Case { board: &bench.board, filing: &spoilt.filing, outcomes: &spoilt.outcomes, evidence: &[] };
        // Five cells and more take the solver seconds each.
        let found = localize::fewest(&case, &bench.pipeline.localize, 2_000, &mut desk).map(|changes| changes.len());
        let Some(found) = found.filter(|found| *found <= 4) else { continue };
        let numbers: Vec<i64> =
            bench.board.cells.iter().map(|cell| spoilt.filing.cells.get(cell.cell).number().unwrap()).collect();
        let smallest = (0..bench.board.n_components).map(|at| milp::fewest(&bench.board, &numbers, at).unwrap().len());
        assert_eq!(found, smallest.sum::<usize>(), "seed {seed}, slips {:?}", spoilt.kinds);
        *compared.entry(found).or_insert(0) += 1;
    }
    assert!(compared.values().sum::<i32>() >= 300 && compared.len() >= 4, "{compared:?}");
}

/// Applicants in another order are other columns with the same rules between them.
#[test]
fn permuting_columns_with_their_rules_permutes_the_answer() {
    let bench = Bench::new();
    let (prior, mut desk) = (Prior::default(), Desk::default());
    let order = [4, 2, 5, 0, 3, 1, 6];
    let place = |cell: usize| if cell < REQUESTS { cell - cell % COLUMNS + order[cell % COLUMNS] } else { cell };
    let (mut first, mut fewest) = (0, 0);
    for spoilt in spoilt(&bench, 300, Where::Requests) {
        let mut filed = [None; CELLS];
        (0..CELLS).for_each(|cell| filed[place(cell)] = spoilt.filed[cell]);
        let filing = bench.filing(&filed);
        let outcomes = bench.outcomes(&filing);
        let case = Case { board: &bench.board, filing: &spoilt.filing, outcomes: &spoilt.outcomes, evidence: &[] };
        let permuted = Case { board: &bench.board, filing: &filing, outcomes: &outcomes, evidence: &[] };
        let mut size = |case: &Case<'_>| {
            localize::fewest(case, &bench.pipeline.localize, 10_000, &mut desk).map(|changes| changes.len())
        };
        if let (Some(one), Some(other)) = (size(&case), size(&permuted)) {
            assert_eq!(one, other);
            fewest += 1;
        }
        // Which cells are neighbours changes, so only single cells keep their price.
        if spoilt.n_slips > 1 || bench.wrong(&spoilt).len() > 1 {
            continue;
        }
        let moved = |cell: CellIx| {
            let at = bench.cells.iter().position(|known| *known == cell).unwrap();
            bench.cells[place(at)]
        };
        let answer = |case: &Case<'_>, desk: &mut Desk| {
            let repairs = localize::filing(case, &prior, &bench.pipeline.localize, desk);
            repairs[0].changes.iter().map(|change| (change.cell, change.repaired)).collect::<Vec<_>>()
        };
        let mut expected: Vec<_> = answer(&case, &mut desk).into_iter().map(|(cell, is)| (moved(cell), is)).collect();
        expected.sort_unstable();
        assert_eq!(answer(&permuted, &mut desk), expected);
        first += 1;
    }
    assert!(first >= 50 && fewest >= 280, "{first} and {fewest} were compared");
}

#[test]
fn most_single_slips_are_named_first() {
    let bench = Bench::new();
    let (prior, mut desk) = (bench.prior(1, 300).0, Desk::default());
    let (mut n, mut first) = (0, 0);
    for spoilt in (0..300).filter_map(|at| bench.spoilt(SEED + at, 1, Where::Requests)) {
        let repairs = bench.repairs(&spoilt, &prior, &mut desk);
        let found: Option<Vec<_>> =
            repairs.first().map(|repair| repair.changes.iter().map(|change| (change.cell, change.repaired)).collect());
        n += 1;
        first += usize::from(found == Some(bench.wrong(&spoilt)));
    }
    assert!(n >= 250 && first * 100 >= n * 97, "{first} of {n}");
}

#[test]
fn an_unreadable_figure_is_what_its_rules_say() {
    let bench = Bench::new();
    let mut desk = Desk::default();
    let truth = truth::filing(&mut Prng::new(SEED));
    let mut filing = bench.filing(&truth.map(Some));
    let cell = bench.cells[truth::request(2, 6)];
    filing.cells.set(cell, Value::Not(State::Unreadable), "#REF!");
    let outcomes = bench.outcomes(&filing);
    let case = Case { board: &bench.board, filing: &filing, outcomes: &outcomes, evidence: &[] };
    let repairs = localize::filing(&case, &Prior::default(), &bench.pipeline.localize, &mut desk);
    let [repair] = &repairs[..] else { panic!("{repairs:?}") };
    assert_eq!(repair.events[0].slip, Slip::Unreadable);
    assert_eq!((repair.changes[0].filed, repair.changes[0].repaired), (None, truth[truth::request(2, 6)]));
}

fn run(out: &Path, arguments: &[&str]) {
    let status = Command::new(env!("CARGO_BIN_EXE_gouji"))
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .args(["run", "--quiet", "--out"])
        .arg(out)
        .args(arguments)
        .status()
        .unwrap();
    assert!(status.success());
}

fn rows(out: &Path, file: &str) -> Vec<BTreeMap<String, String>> {
    let text = std::fs::read_to_string(out.join(file)).unwrap();
    let mut reader = csv::Reader::from_reader(text.trim_start_matches('\u{FEFF}').as_bytes());
    reader.deserialize().map(Result::unwrap).collect()
}

#[test]
fn the_sample_names_the_planted_cells_and_findings_share_their_cause() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    run(&out, &["--input", "sample_data/filings", "--registry", "sample_data/register.csv"]);
    let repairs = rows(&out, "repairs.csv");
    let likeliest = |office: &str, year: &str| {
        let of =
            |row: &&BTreeMap<String, String>| row["office_code"] == office && row["year"] == year && row["rank"] == "1";
        repairs.iter().find(of).map(|row| (row["changes"].as_str(), row["kind"].as_str())).unwrap_or_default()
    };
    let planted = [
        ("D03", "2023", "requests.granted@total=37->27", "wrong_digit"),
        ("D06", "2024", "requests.granted@total=#REF!->31", "unreadable"),
        ("D09", "2024", "requests.received@natural_person=83->38", "transposed_digits"),
        ("D18", "2024", "requests.received@business=11->7", "arbitrary"),
        ("Q4-06", "2024", "requests.unavailable.not_held@total=4->1", "stale_total"),
        // Next year's filing says which of the two rows it was.
        ("D02", "2023", "requests.carried_out@natural_person=8->5;requests.carried_out@total=10->7", "carried_over"),
    ];
    for (office, year, changes, kind) in planted {
        assert_eq!(likeliest(office, year), (changes, kind), "{office} {year}");
    }
    let findings = rows(&out, "findings.csv");
    let causes: Vec<&str> = findings
        .iter()
        .filter(|row| row["office_code"] == "D19" && row["year"] == "2023")
        .map(|row| row["cause"].as_str())
        .collect();
    assert!(causes.len() == 4 && !causes[0].is_empty() && causes.iter().all(|cause| *cause == causes[0]), "{causes:?}");
    for row in &repairs {
        let confidence: f64 = row["confidence"].parse().unwrap();
        assert!((0.0..=1.0).contains(&confidence) && row["confidence"].len() == 5, "{row:?}");
    }
}

#[test]
fn the_one_published_filing_that_does_not_add_up_is_found_with_its_repair() {
    let Some(real) = shared::folder("corpus/real-filings/raw") else { return };
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    run(&out, &["--input", real.to_str().unwrap()]);
    let errors: Vec<_> = rows(&out, "findings.csv").into_iter().filter(|row| row["severity"] == "error").collect();
    let keys: Vec<(&str, &str)> = errors.iter().map(|row| (row["rule"].as_str(), row["key"].as_str())).collect();
    assert_eq!(keys, [("T3-OUT", "natural_person"), ("T3-OUT", "total")]);
    assert_eq!(errors[0]["cause"], errors[1]["cause"]);
    let repairs = rows(&out, "repairs.csv");
    assert!(repairs.iter().all(|row| row["year"] == "2020"));
    // The row 部分公开 repeats the 6 of the row above it.
    assert_eq!(
        repairs[0]["changes"],
        "requests.granted_in_part@natural_person=6->0;requests.granted_in_part@total=6->0"
    );
    assert_eq!(repairs[0]["resolves"], "T3-OUT:natural_person;T3-OUT:total");
}
