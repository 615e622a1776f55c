//! What is given away: the program built with the profile `dist`, packed with its papers.
//!
//! `tools release archive [--target T] [--program FILE] --out DIR` builds, or takes what was built elsewhere, and packs for a
//! platform; `tools release papers --out DIR` writes the papers alone: third-party notices, bill of materials, completions and
//! manual pages. `.tar.gz` for Linux needs GNU tar, and
//! `aarch64-unknown-linux-gnu` on another machine `rustup target add` and its C compiler (`gcc-aarch64-linux-gnu`).

mod archive;
mod notices;
mod papers;
mod sbom;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, Subcommand};

use crate::tree;

/// What is made.
#[derive(Subcommand)]
pub enum Command {
    /// The program, packed with its papers
    Archive {
        #[command(flatten)]
        made: Made,
        /// Built elsewhere [default: it is built here]
        #[arg(long)]
        program: Option<PathBuf>,
    },
    /// The papers alone: third-party notices, bill of materials, completions and manual pages
    Papers {
        #[command(flatten)]
        made: Made,
    },
}

/// For what, and where to.
#[derive(Args)]
pub struct Made {
    /// The platform
    #[arg(long, default_value_t = archive::host(), help = format!("The platform: {}", tree::TARGETS.join(", ")))]
    target: String,
    /// The folder to write into
    #[arg(long)]
    out: PathBuf,
}

pub fn run(command: &Command) -> ExitCode {
    match done(command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::from(3)
        }
    }
}

fn done(command: &Command) -> anyhow::Result<()> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    match command {
        Command::Papers { made } => papers::write(root, &made.target, &made.out),
        Command::Archive { made, program } => {
            let program = program.clone().map_or_else(|| archive::build(root, &made.target), Ok)?;
            println!("{}", archive::write(root, &made.target, &program, &made.out)?.display());
            Ok(())
        }
    }
}
