//! Arbitrary files of every format and arbitrary texts of every kind: nothing may panic, everything must end, and
//! must take memory in proportion.
//!
//! `tools fuzz TARGET|all [--seconds N | --cases N] [--seed N] [--from N] [--keep DIR]` mutates generated files and those of the
//! shared corpus, the same ones for the same seed. The input of the case that is running lies in a file, so that it is
//! there even if the program is ended by it. `fuzz TARGET FILE…` tries these files only, `fuzz targets` names the
//! targets. `fuzz cells` prints the cells of which `tests/fixtures/filing.xls` is made; `fuzz bombs [DIR]` reads small
//! files that say they are large, holds their memory to a bound, and keeps them in a folder if one is given.
//!
//! `tests/fuzz/guided` runs the same led by coverage: an input that comes by something new is mutated in its turn, and
//! with `--keep DIR` stays for the next time.

mod bounds;
mod campaign;
mod coverage;
mod mutate;
mod seeds;
mod texts;
mod watch;
mod words;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use peak_alloc::PeakAlloc;

use crate::corpus;
use crate::target::Target;

/// Counts for all tools; the two additions for each piece of memory are below what their timings can tell.
#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

/// What is asked for.
struct Order {
    target: Target,
    seconds: Option<u64>,
    cases: Option<u64>,
    seed: u64,
    from: u64,
    /// Inputs of an earlier time, and where new ones are kept.
    keep: Option<PathBuf>,
    /// Nothing is mutated, and these are tried.
    files: Vec<PathBuf>,
}

/// What is tried, and for how long.
#[derive(Args)]
pub struct Options {
    /// A target, `all` of them, or `targets`, `cells`, `bombs`
    command: String,
    /// Files to try instead of mutating; the folder that keeps the bombs
    files: Vec<PathBuf>,
    /// For so long; with `--cases` whichever comes first
    #[arg(long)]
    seconds: Option<u64>,
    /// So many
    #[arg(long)]
    cases: Option<u64>,
    /// Of what is drawn by lot
    #[arg(long, default_value_t = corpus::bulk::SEED)]
    seed: u64,
    /// The first case
    #[arg(long, default_value_t = 0)]
    from: u64,
    /// Inputs of an earlier time, and where new ones are kept
    #[arg(long)]
    keep: Option<PathBuf>,
}

pub fn run(options: &Options) -> ExitCode {
    match options.command.as_str() {
        "cells" => seeds::print_cells(),
        "targets" => Target::ALL.iter().for_each(|(_, name)| println!("{name}")),
        "bombs" => return bounds::bombs(options.files.first().map(PathBuf::as_path)),
        "all" => {
            // One failure does not keep the others from being tried.
            let done = Target::ALL.iter().map(|(target, _)| campaign::run(options.order(*target)));
            let failed: Vec<ExitCode> = done.filter(|code| *code != ExitCode::SUCCESS).collect();
            return failed.first().copied().unwrap_or(ExitCode::SUCCESS);
        }
        name => match Target::by_name(name) {
            Some(target) => return campaign::run(options.order(target)),
            None => {
                eprintln!("error: no target `{name}`; `fuzz targets` names them");
                return ExitCode::from(2);
            }
        },
    }
    ExitCode::SUCCESS
}

impl Options {
    fn order(&self, target: Target) -> Order {
        let Options { seconds, cases, seed, from, .. } = *self;
        Order { target, seconds, cases, seed, from, keep: self.keep.clone(), files: self.files.clone() }
    }
}
