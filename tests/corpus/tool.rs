//! The corpus maker on the command line: invented offices, valid filings, real layouts.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, Subcommand};

use crate::corpus::bulk::{self, Shape};
use crate::corpus::sample;
use crate::growth;

/// What is made.
#[derive(Subcommand)]
pub enum Command {
    /// A file for each filing, as it is printed
    Matrix(Bulk),
    /// One file with a line for each filing
    Wide(Bulk),
    /// One file with a line for each figure
    Long(Bulk),
    /// The sample of the repository
    Sample {
        /// The folder to write into
        #[arg(long)]
        out: PathBuf,
    },
    /// How what a run takes grows with what it is given
    Growth {
        /// The folder to write into
        #[arg(long)]
        out: PathBuf,
        /// The program that is measured [default: the one built with this]
        #[arg(long)]
        program: Option<PathBuf>,
        /// Part of the names of the shapes
        #[arg(long, default_value = "")]
        shape: String,
        /// How many times their usual n the shapes begin with
        #[arg(long, default_value_t = 1)]
        times: usize,
    },
}

/// A large corpus.
#[derive(Args)]
pub struct Bulk {
    /// How many filings
    #[arg(long, default_value_t = 1000)]
    filings: u64,
    /// The folder to write into
    #[arg(long)]
    out: PathBuf,
    /// Of everything that is drawn by lot
    #[arg(long, default_value_t = bulk::SEED)]
    seed: u64,
}

pub fn run(command: &Command) -> ExitCode {
    let many = |shape, bulk: &Bulk| bulk::write(shape, &bulk.out, bulk.filings, bulk.seed);
    let (out, done): (&Path, _) = match command {
        Command::Matrix(bulk) => (&bulk.out, many(Shape::Matrix, bulk)),
        Command::Wide(bulk) => (&bulk.out, many(Shape::Wide, bulk)),
        Command::Long(bulk) => (&bulk.out, many(Shape::Long, bulk)),
        Command::Sample { out } => (out, sample::write(out)),
        Command::Growth { out, program, shape, times } => {
            let program = program.clone().unwrap_or_else(crate::gouji);
            (out, growth::measure(out, &program, shape, *times))
        }
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: cannot write the corpus to `{}`: {error}", out.display());
            ExitCode::from(3)
        }
    }
}
