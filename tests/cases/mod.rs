//! Small inputs, one kind of difficulty each, against what a person reads in them.
//!
//! The shared ones stand beside the checkout; those of the project's own are made here, of the same kinds and by other
//! hands. What is judged is what a run has written: `filings.parquet`, `cells.csv` and `intake.csv`.

mod judge;

use std::path::{Path, PathBuf};

use crate::cases::judge::{Score, Truths};
use crate::shared;

/// Every case of a folder, in order of its name.
fn cases(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap();
    let mut cases: Vec<PathBuf> =
        entries.map(|entry| entry.unwrap().path()).filter(|path| path.join("truth.json").exists()).collect();
    cases.sort();
    cases
}

/// Judges every case of a folder and prints a line for each that is not perfect.
fn scored(folder: &Path) -> Score {
    let mut all = Score::default();
    for case in cases(folder) {
        let name = case.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if std::env::var("CASE").is_ok_and(|wanted| !name.starts_with(&wanted)) {
            continue;
        }
        let truths = Truths::read(&case.join("truth.json"));
        let score = judge::judge(&case.join("input"), &truths);
        if !score.is_perfect() {
            eprintln!("{name}: {score}");
            score.told.iter().take(12).for_each(|told| eprintln!("    {told}"));
        }
        all.add(&score);
    }
    eprintln!("all: {all}");
    all
}

#[test]
fn the_shared_cases_are_read_as_a_person_reads_them() {
    let Some(folder) = shared::folder("corpus/cases") else { return };
    let all = scored(&folder);
    assert_eq!(
        (all.wrong, all.invented, all.lost, all.misplaced, all.misscoped),
        (0, 0, 0, 0, 0),
        "{all}: nothing may be wrong, or lost without a word"
    );
    assert!(all.named * 99 <= all.right, "{all}: 99 of 100 figures are read, and not only named");
}
