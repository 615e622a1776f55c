//! Command line of the corpus maker: invented offices, valid filings, real layouts.

#[path = "mod.rs"]
#[allow(dead_code, reason = "some encodings and layouts are for the tests only")]
mod corpus;

use std::path::PathBuf;
use std::process::ExitCode;

use crate::corpus::bulk::{self, Shape};
use crate::corpus::sample;

const USAGE: &str = "usage: corpus matrix|wide|long --filings N --out DIR [--seed N]
       corpus sample --out DIR";

struct Arguments {
    command: String,
    n_filings: u64,
    out: PathBuf,
    seed: u64,
}

fn main() -> ExitCode {
    let Some(arguments) = arguments(std::env::args().skip(1)) else {
        eprintln!("{USAGE}");
        return ExitCode::from(2);
    };
    let done = match arguments.command.as_str() {
        "matrix" => bulk::write(Shape::Matrix, &arguments.out, arguments.n_filings, arguments.seed),
        "wide" => bulk::write(Shape::Wide, &arguments.out, arguments.n_filings, arguments.seed),
        "long" => bulk::write(Shape::Long, &arguments.out, arguments.n_filings, arguments.seed),
        _ => sample::write(&arguments.out),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: cannot write the corpus to `{}`: {error}", arguments.out.display());
            ExitCode::from(3)
        }
    }
}

/// None when the command line is wrong.
fn arguments(mut words: impl Iterator<Item = String>) -> Option<Arguments> {
    let command = words.next()?;
    if !["matrix", "wide", "long", "sample"].contains(&command.as_str()) {
        return None;
    }
    let mut arguments = Arguments { command, n_filings: 1000, out: PathBuf::new(), seed: bulk::SEED };
    while let Some(word) = words.next() {
        let value = words.next()?;
        match word.as_str() {
            "--filings" => arguments.n_filings = value.parse().ok()?,
            "--seed" => arguments.seed = value.parse().ok()?,
            "--out" => arguments.out = PathBuf::from(value),
            _ => return None,
        }
    }
    (!arguments.out.as_os_str().is_empty()).then_some(arguments)
}
