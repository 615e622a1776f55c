//! Everything that is made, measured or tried beside the tests, as one program: each further one would link polars again.
//!
//! `cargo run --example tools -- NAME …`; `tools help NAME` says what it takes.

#![allow(clippy::unwrap_used)]

#[path = "bench/anomaly/mod.rs"]
mod anomaly;
mod books;
mod campaign;
#[allow(dead_code, reason = "some encodings and layouts are for the tests only")]
mod corpus;
#[path = "corpus/tool.rs"]
mod corpus_tool;
mod fuzz;
#[path = "corpus/growth.rs"]
mod growth;
mod localize;
mod release;
#[path = "bench/split.rs"]
mod split;

// In the places where the tests have them as well.
#[path = "bench/anomaly/baseline.rs"]
mod baseline;
#[path = "bench/anomaly/chance.rs"]
mod chance;
#[path = "bench/anomaly/city.rs"]
mod city;
#[path = "bench/anomaly/fault.rs"]
mod fault;
#[path = "bench/anomaly/filings.rs"]
mod filings;
#[path = "bench/anomaly/judged.rs"]
mod judged;
#[path = "bench/anomaly/measure.rs"]
mod measure;
#[path = "fuzz/target.rs"]
mod target;
#[path = "release/tree.rs"]
mod tree;
#[path = "fuzz/trial.rs"]
mod trial;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;

#[derive(Parser)]
#[command(name = "tools", about = "What is made, measured or tried beside the tests of gouji")]
enum Tool {
    /// How good the anomaly list is, on cities with planted faults
    Anomaly(anomaly::Options),
    /// What no user would do to the program: kills, full disks, damaged outputs, odd machines
    Campaign(campaign::Options),
    /// Corpora of invented offices in real layouts
    #[command(subcommand)]
    Corpus(corpus_tool::Command),
    /// Damaged files and texts: no panic, an end, memory in proportion
    Fuzz(fuzz::Options),
    /// How often the wrong cells of a filing are named, how sure, how fast
    Localize(localize::Options),
    /// What is given away: the program with its papers
    #[command(subcommand)]
    Release(release::Command),
    /// The least that any program must do: read files and split them into fields
    Split {
        /// Files, and folders that are gone through
        #[arg(required = true)]
        paths: Vec<PathBuf>,
    },
}

fn main() -> ExitCode {
    match Tool::parse() {
        Tool::Anomaly(options) => anomaly::run(&options),
        Tool::Campaign(options) => campaign::run(options),
        Tool::Corpus(command) => corpus_tool::run(&command),
        Tool::Fuzz(options) => fuzz::run(&options),
        Tool::Localize(options) => localize::run(&options),
        Tool::Release(command) => release::run(&command),
        Tool::Split { paths } => split::run(&paths),
    }
}

/// The program that was built with this one.
fn gouji() -> PathBuf {
    let own = std::env::current_exe().unwrap_or_default();
    own.ancestors().nth(2).map(|folder| folder.join("gouji")).unwrap_or_default()
}
