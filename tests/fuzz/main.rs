//! Arbitrary files of every format and arbitrary texts of every kind: nothing may panic, everything must end, and
//! must take memory in proportion.
//!
//! `fuzz TARGET|all [--seconds N | --cases N] [--seed N] [--from N] [--keep DIR]` mutates generated files and those of the
//! shared corpus, the same ones for the same seed. The input of the case that is running lies in a file, so that it is
//! there even if the program is ended by it. `fuzz TARGET FILE…` tries these files only, `fuzz targets` names the
//! targets. `fuzz cells` prints the cells of which `tests/fixtures/filing.xls` is made; `fuzz bombs [DIR]` reads small
//! files that say they are large, holds their memory to a bound, and keeps them in a folder if one is given.
//!
//! `tests/fuzz/guided` runs the same led by coverage: an input that comes by something new is mutated in its turn, and
//! with `--keep DIR` stays for the next time.

#![allow(clippy::unwrap_used)]

#[path = "../books/mod.rs"]
mod books;
mod bounds;
mod campaign;
#[allow(dead_code, reason = "the corpus maker uses the rest")]
#[path = "../corpus/mod.rs"]
mod corpus;
mod coverage;
mod mutate;
mod seeds;
mod target;
mod texts;
mod trial;
mod watch;
mod words;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use peak_alloc::PeakAlloc;

use crate::target::Target;

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

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let Some((command, rest)) = words.split_first() else { return usage() };
    match command.as_str() {
        "cells" => seeds::print_cells(),
        "targets" => Target::ALL.iter().for_each(|(_, name)| println!("{name}")),
        "bombs" => return bounds::bombs(rest.first().map(Path::new)),
        "all" => {
            // One failure does not keep the others from being tried.
            let done = Target::ALL.iter().map(|(target, _)| order(*target, rest).map_or_else(usage, campaign::run));
            let failed: Vec<ExitCode> = done.filter(|code| *code != ExitCode::SUCCESS).collect();
            return failed.first().copied().unwrap_or(ExitCode::SUCCESS);
        }
        name => {
            let order = Target::by_name(name).and_then(|target| order(target, rest));
            return order.map_or_else(usage, campaign::run);
        }
    }
    ExitCode::SUCCESS
}

fn usage() -> ExitCode {
    eprintln!("usage: fuzz TARGET|all [--seconds N | --cases N] [--seed N] [--from N] [--keep DIR]");
    eprintln!("       fuzz TARGET FILE…");
    eprintln!("       fuzz targets|cells|bombs [DIR]");
    ExitCode::from(2)
}

fn order(target: Target, words: &[String]) -> Option<Order> {
    let mut order =
        Order { target, seconds: None, cases: None, seed: corpus::bulk::SEED, from: 0, keep: None, files: Vec::new() };
    let mut words = words.iter();
    while let Some(word) = words.next() {
        let number = |word: Option<&String>| word.and_then(|word| word.parse::<u64>().ok());
        match word.as_str() {
            "--seconds" => order.seconds = Some(number(words.next())?),
            "--cases" => order.cases = Some(number(words.next())?),
            "--seed" => order.seed = number(words.next())?,
            "--from" => order.from = number(words.next())?,
            "--keep" => order.keep = Some(PathBuf::from(words.next()?)),
            option if option.starts_with('-') => return None,
            file => order.files.push(PathBuf::from(file)),
        }
    }
    Some(order)
}
