//! Any valid filing in any combination of an office's habits reads back cell for cell; where the print loses
//! information the reader says so. A figure that is read wrongly and not named is the worst that can happen.
//!
//! `PROPTEST_CASES=20000 cargo test --release layouts` runs more cases than the few hundred of every test run.

mod account;
mod choices;
mod dress;
mod exports;
mod file;
mod habits;
mod judge;
mod lines;
mod marks;
mod names;
mod odd;
mod remedies;
mod sideways;
mod slips;
mod tables;

use gouji::spec;
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

use crate::layouts::file::File;
use crate::layouts::habits::Habits;
use crate::layouts::judge::Verdict;

/// Cases in an ordinary test run: together some 800.
const CASES: u32 = 500;
/// Of those that print several filings each.
const CASES_OF_SEVERAL: u32 = 150;

fn run<T: std::fmt::Debug>(
    name: &str,
    cases: u32,
    strategy: impl Strategy<Value = T>,
    print: fn(&T) -> File,
    habits: fn(&T) -> &Habits,
) {
    let pipeline = spec::load("cn-disclosure").unwrap();
    let more = std::env::var("PROPTEST_CASES").ok().and_then(|n| n.parse().ok());
    let cases = more.unwrap_or(cases);
    let config = Config { cases, failure_persistence: None, max_shrink_iters: 4000, ..Config::default() };
    // The same cases in every test run, others whenever more are asked for.
    let rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let mut runner = if more.is_some() { TestRunner::new(config) } else { TestRunner::new_with_rng(config, rng) };
    let mut tally = std::cell::Cell::new((0u32, 0u32));
    let result = runner.run(&strategy, |case| {
        let file = print(&case);
        let verdict: Verdict = judge::judge(&file, &pipeline);
        let (n, named) = tally.get();
        tally.set((n + 1, named + u32::from(verdict.named > 0)));
        prop_assert!(verdict.wrong.is_empty(), "{}: read wrongly: {:#?}\n{}", file.path, verdict.wrong, file.text);
        let is_undated = file.owners.iter().any(|(_, year)| year.is_none());
        let excused = is_undated || habits(&case).loses_information();
        prop_assert!(excused || verdict.named == 0, "{}: not read: {:#?}\n{}", file.path, verdict.unread, file.text);
        Ok(())
    });
    let (n, named) = *tally.get_mut();
    eprintln!("{name}: {n} cases, {named} with cells that could not be told");
    if let Err(error) = result {
        panic!("{error}");
    }
}

#[test]
fn a_filing_in_any_layout_reads_back_cell_for_cell() {
    run("one filing", CASES, choices::habits(), file::print, |habits| habits);
}

#[test]
fn several_filings_in_one_file_are_kept_apart() {
    run(
        "several",
        CASES_OF_SEVERAL,
        choices::arrangements(),
        |(habits, arrangement)| file::arrange(habits, *arrangement),
        |case| &case.0,
    );
}

#[test]
fn exports_of_several_offices_and_years_read_back_cell_for_cell() {
    run("exports", CASES_OF_SEVERAL, exports::exports(), exports::print, |export| &export.habits);
}
