//! What is done to gouji that no user would do: runs killed at any moment, full disks, damaged outputs, odd machines.
//!
//! `tools campaign all|NAME... [--full] [--seed N] [--program GOUJI]`. Every command makes its inputs, holds what it sees
//! against what README.md promises, and prints its figures; it fails at the first promise that is broken. Without
//! `--full` it does a few of its cases, the same ones for the same seed.

mod damaged;
mod full;
mod kills;
mod large;
mod odd;
mod room;

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Instant;

use clap::Args;
use clap::builder::PossibleValuesParser;

use crate::corpus;

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

/// Which commands, and how much of each.
#[derive(Args)]
#[command(after_help = commands())]
pub struct Options {
    /// `all`, or some of the commands below
    #[arg(required = true, value_parser = names(), hide_possible_values = true)]
    names: Vec<String>,
    /// Every case, and not a few of them
    #[arg(long)]
    full: bool,
    /// Of what is drawn by lot
    #[arg(long, default_value_t = corpus::bulk::SEED)]
    seed: u64,
    /// The program under test [default: the one built with this]
    #[arg(long)]
    program: Option<PathBuf>,
}

fn names() -> PossibleValuesParser {
    PossibleValuesParser::new(COMMANDS.iter().map(|(name, ..)| *name).chain(["all"]))
}

fn commands() -> String {
    COMMANDS.iter().map(|(name, what, _)| format!("  {name:<8} {what}\n")).collect()
}

pub fn run(options: Options) -> ExitCode {
    let Options { names, full, seed, program } = options;
    let order = Order { program: program.unwrap_or_else(crate::gouji), full, seed };
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
