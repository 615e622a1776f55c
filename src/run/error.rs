//! Why a run could not be done.

use crate::run::table;

/// Why a run could not be done.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// No input is there, or all of them are empty folders.
    #[error("nothing to read in {0}")]
    NoInput(String),
    /// The folder of outputs cannot be made or put in place.
    #[error("{path}: {error}")]
    Folder {
        /// Which one.
        path: String,
        /// What the system said.
        error: std::io::Error,
    },
    /// The folder of outputs may not be where it is, or is somebody else's.
    #[error("{path} cannot be the folder of outputs, because of {other}")]
    Out {
        /// The name of the sentence that says why.
        sentence: &'static str,
        /// Which folder.
        path: String,
        /// What speaks against it.
        other: String,
    },
    /// Another run is writing into the folder of outputs.
    #[error("another run is writing into {0}")]
    Busy(String),
    /// One of the inputs is not there.
    #[error("{path}: {error}; nothing was read")]
    InputGone {
        /// Which one.
        path: String,
        /// What the system said.
        error: std::io::Error,
    },
    /// One output cannot be written.
    #[error("{file} cannot be written ({error}); the former outputs are as they were")]
    Output {
        /// Its name.
        file: &'static str,
        /// What went wrong.
        error: crate::report::Error,
    },
    /// One output is not what the run has found, which is a fault of the program.
    #[error(
        "{file} does not agree with the run in {n} places, the first is {first}; the former outputs are as they were"
    )]
    Differs {
        /// Its name.
        file: &'static str,
        /// How many were found before the comparison was given up.
        n: usize,
        /// One of them.
        first: String,
    },
    /// `filings.parquet` cannot be written.
    #[error("filings.parquet cannot be written ({0}); the former outputs are as they were")]
    Filings(#[from] crate::report::Error),
    /// polars refused a sum, which is a fault of the program.
    #[error("summing up: {0}")]
    Rollup(#[from] polars::prelude::PolarsError),
    /// What was just written cannot be read back.
    #[error("reading the outputs back: {0}")]
    ReadBack(#[from] table::Error),
    /// An output of a finished run cannot be read, or is not what the run had written.
    #[error(transparent)]
    Former(table::Error),
    /// `run.json` cannot be put together, which is a fault of the program.
    #[error("writing run.json: {0}")]
    Manifest(#[from] serde_json::Error),
}
