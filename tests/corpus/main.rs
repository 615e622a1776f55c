//! Command line of the corpus maker: invented offices, valid filings, real layouts.

#[path = "mod.rs"]
#[allow(dead_code, reason = "some encodings and layouts are for the tests only")]
mod corpus;
#[path = "growth.rs"]
mod growth;

use std::path::PathBuf;
use std::process::ExitCode;

use crate::corpus::bulk::{self, Shape};
use crate::corpus::sample;

const USAGE: &str = "usage: corpus matrix|wide|long --filings N --out DIR [--seed N]
       corpus sample --out DIR
       corpus growth --out DIR [--program GOUJI] [--shape PART-OF-ITS-NAME] [--times N]";

struct Arguments {
    command: String,
    n_filings: u64,
    out: PathBuf,
    seed: u64,
    program: PathBuf,
    shape: String,
    times: usize,
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
        "growth" => growth::measure(&arguments.out, &arguments.program, &arguments.shape, arguments.times),
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
    if !["matrix", "wide", "long", "sample", "growth"].contains(&command.as_str()) {
        return None;
    }
    let mut arguments = Arguments {
        command,
        n_filings: 1000,
        out: PathBuf::new(),
        seed: bulk::SEED,
        program: beside()?,
        shape: String::new(),
        times: 1,
    };
    while let Some(word) = words.next() {
        let value = words.next()?;
        match word.as_str() {
            "--filings" => arguments.n_filings = value.parse().ok()?,
            "--seed" => arguments.seed = value.parse().ok()?,
            "--program" => arguments.program = PathBuf::from(value),
            "--shape" => arguments.shape = value,
            "--times" => arguments.times = value.parse().ok()?,
            "--out" => arguments.out = PathBuf::from(value),
            _ => return None,
        }
    }
    (!arguments.out.as_os_str().is_empty()).then_some(arguments)
}

/// The program that was built with this one.
fn beside() -> Option<PathBuf> {
    Some(std::env::current_exe().ok()?.parent()?.parent()?.join("gouji"))
}
