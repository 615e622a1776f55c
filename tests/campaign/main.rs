//! What is done to gouji that no user would do: runs killed at any moment, full disks, damaged outputs, odd machines.
//!
//! `campaign all|NAME... [--full] [--seed N] [--program GOUJI]`. Every command makes its inputs, holds what it sees
//! against what README.md promises, and prints its figures; it fails at the first promise that is broken. Without
//! `--full` it does a few of its cases, the same ones for the same seed.

#![allow(clippy::unwrap_used)]

#[path = "../books/mod.rs"]
mod books;
#[allow(dead_code, reason = "the corpus maker uses the rest")]
#[path = "../corpus/mod.rs"]
mod corpus;
mod damaged;
mod full;
mod kills;
mod large;
mod odd;
mod room;

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Instant;

/// How much of a command is done, and with what.
pub struct Order {
    /// The program under test.
    pub program: PathBuf,
    /// Every case, and not a few of them.
    pub full: bool,
    /// Of what is drawn by lot.
    pub seed: u64,
}

impl Order {
    /// How many cases, of a few and of all.
    fn of(&self, few: usize, all: usize) -> usize {
        if self.full { all } else { few }
    }
}

/// What a command has seen: its figures, or the promise that was broken.
type Seen = Result<String, String>;

type Work = fn(&Order) -> Seen;

/// Each command with what it does.
const COMMANDS: [(&str, &str, Work); 9] = [
    ("kills", "SIGKILL at random moments of `run` and `report`", kills::kills),
    ("stops", "SIGINT and SIGTERM at random moments", kills::stops),
    ("full", "the disk full at each of the outputs", full::full),
    ("odd", "order of inputs, locale, time zone, umask, clock, threads", odd::odd),
    ("damaged", "each output of a finished run damaged in each way", damaged::damaged),
    ("sparse", "a file of 5 GB among the inputs", large::sparse),
    ("rubble", "a folder of nothing but damaged files", large::rubble),
    ("bounds", "memory in proportion to the input", large::bounds),
    ("rows", "more findings than a sheet has rows (with --full only, in a release build)", large::rows),
];

fn main() -> ExitCode {
    let Some((names, order)) = order(std::env::args().skip(1)) else {
        eprintln!("usage: campaign all|NAME... [--full] [--seed N] [--program GOUJI]");
        COMMANDS.iter().for_each(|(name, what, _)| eprintln!("  {name:<8} {what}"));
        return ExitCode::from(2);
    };
    let mut worst = ExitCode::SUCCESS;
    for (name, _, work) in COMMANDS.iter().filter(|(name, ..)| names.iter().any(|one| one == name || one == "all")) {
        let start = Instant::now();
        let seen = work(&order);
        let seconds = start.elapsed().as_secs();
        match seen {
            Ok(figures) => println!("{name}: {figures} ({seconds} s)"),
            Err(fault) => {
                println!("{name}: FAILED: {fault}");
                worst = ExitCode::FAILURE;
            }
        }
    }
    worst
}

/// None when the command line is wrong.
fn order(mut typed: impl Iterator<Item = String>) -> Option<(Vec<String>, Order)> {
    let beside = std::env::current_exe().ok()?.parent()?.parent()?.join("gouji");
    let mut order = Order { program: beside, full: false, seed: corpus::bulk::SEED };
    let mut names = Vec::new();
    while let Some(word) = typed.next() {
        match word.as_str() {
            "--full" => order.full = true,
            "--seed" => order.seed = typed.next()?.parse().ok()?,
            "--program" => order.program = PathBuf::from(typed.next()?),
            name if name == "all" || COMMANDS.iter().any(|(known, ..)| *known == name) => names.push(word),
            _ => return None,
        }
    }
    (!names.is_empty()).then_some((names, order))
}
