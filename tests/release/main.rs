//! What is given away: the program built with the profile `dist`, packed with its papers.
//!
//! `release archive [--target T] [--program FILE] --out DIR` builds, or takes what was built elsewhere, and packs for a
//! platform; `release papers --out DIR` writes the papers alone: third-party notices, bill of materials, completions and
//! manual pages. `.tar.gz` for Linux needs GNU tar, and
//! `aarch64-unknown-linux-gnu` on another machine `rustup target add` and its C compiler (`gcc-aarch64-linux-gnu`).

mod archive;
mod notices;
mod papers;
mod sbom;
mod tree;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

const USAGE: &str = "usage: release archive|papers [--target TARGET] [--program FILE] --out DIR";

struct Arguments {
    command: String,
    target: String,
    /// Built elsewhere.
    program: Option<PathBuf>,
    out: PathBuf,
}

fn main() -> ExitCode {
    let Some(arguments) = arguments(std::env::args().skip(1)) else {
        eprintln!("{USAGE}\ntargets: {}", tree::TARGETS.join(", "));
        return ExitCode::from(2);
    };
    match done(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::from(3)
        }
    }
}

fn done(arguments: &Arguments) -> anyhow::Result<()> {
    let Arguments { command, target, program, out } = arguments;
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    if command == "papers" {
        return papers::write(root, target, out);
    }
    let program = program.clone().map_or_else(|| archive::build(root, target), Ok)?;
    println!("{}", archive::write(root, target, &program, out)?.display());
    Ok(())
}

/// None when the command line is wrong.
fn arguments(mut words: impl Iterator<Item = String>) -> Option<Arguments> {
    let command = words.next().filter(|word| ["archive", "papers"].contains(&word.as_str()))?;
    let mut arguments = Arguments { command, target: archive::host(), program: None, out: PathBuf::new() };
    while let Some(word) = words.next() {
        let value = words.next()?;
        match word.as_str() {
            "--target" => arguments.target = value,
            "--program" => arguments.program = Some(PathBuf::from(value)),
            "--out" => arguments.out = PathBuf::from(value),
            _ => return None,
        }
    }
    (!arguments.out.as_os_str().is_empty() && !arguments.target.is_empty()).then_some(arguments)
}
