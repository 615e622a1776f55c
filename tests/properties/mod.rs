//! What holds of any filings whatever: laws of the whole program, tried on random cities.
//!
//! `PROPTEST_CASES=2000 cargo test --release properties` tries more cases than the few of every test run.

mod answered;
mod changed;
mod city;
mod same;
mod sums;

use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestCaseResult, TestRng, TestRunner};

/// Tries a law on so many cases, the same ones in every test run, or on more and others where they are asked for.
fn holds<T: std::fmt::Debug>(
    name: &str,
    cases: u32,
    strategy: impl Strategy<Value = T>,
    law: impl Fn(T) -> TestCaseResult,
) {
    let more: Option<u32> = std::env::var("PROPTEST_CASES").ok().and_then(|n| n.parse().ok());
    // What takes a run of the whole program is tried less often.
    let cases = more.map_or(cases, |more| more.div_ceil(MOST / cases));
    let config = Config { cases, failure_persistence: None, max_shrink_iters: 60, ..Config::default() };
    let rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let mut runner = if more.is_some() { TestRunner::new(config) } else { TestRunner::new_with_rng(config, rng) };
    if let Err(error) = runner.run(&strategy, law) {
        panic!("{name}: {error}");
    }
    eprintln!("{name}: {cases} cases");
}

/// Cases of the quickest law in an ordinary test run.
const MOST: u32 = 48;
