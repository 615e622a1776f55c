//! Why a run could not be done.

use std::io;

use crate::model::{Message, Word};
use crate::run::table;

/// Why a run could not be done.
#[derive(Debug)]
pub enum Error {
    /// No input is there, or all of them are empty folders.
    NoInput(String),
    /// The folder of outputs cannot be made or put in place.
    Folder {
        /// Which one.
        path: String,
        /// What the system said.
        error: io::Error,
    },
    /// The folder of outputs may not be where it is, or is somebody else's.
    Out {
        /// The name of the sentence that says why.
        sentence: &'static str,
        /// Which folder.
        path: String,
        /// What speaks against it.
        other: String,
    },
    /// Another run is writing into the folder of outputs.
    Busy(String),
    /// One of the inputs is not there.
    InputGone {
        /// Which one.
        path: String,
        /// What the system said.
        error: io::Error,
    },
    /// One output cannot be written.
    Output {
        /// Its name.
        file: &'static str,
        /// What went wrong.
        error: crate::report::Error,
    },
    /// One output is not what the run has found, which is a fault of the program.
    Differs {
        /// Its name.
        file: &'static str,
        /// How many were found before the comparison was given up.
        n: usize,
        /// One of them, for whoever looks for the fault.
        first: String,
    },
    /// polars refused a sum, which is a fault of the program.
    Rollup(polars::prelude::PolarsError),
    /// What was just written cannot be read back.
    ReadBack(table::Error),
    /// An output of a finished run cannot be read, or is not what the run had written.
    Former(table::Error),
}

impl Error {
    /// What is said of it.
    pub fn message(&self) -> Message {
        match self {
            Error::NoInput(paths) => Message::new("fault.no_input").with("paths", paths),
            Error::Folder { path, error } => Message::new("fault.folder").with("path", path).with("error", error),
            Error::Out { sentence, path, other } => Message::new(sentence).with("path", path).with("other", other),
            Error::Busy(path) => Message::new("out.busy").with("path", path),
            Error::InputGone { path, error } => Message::new("out.input_gone").with("path", path).with("error", error),
            Error::Output { file, error } => {
                Message::new("fault.output").with("file", *file).with("error", output(error))
            }
            Error::Differs { file, n, first } => {
                Message::new("fault.differs").with("file", *file).with("n", *n).with("first", first)
            }
            Error::Rollup(error) => Message::new("fault.sums").with("error", error.to_string()),
            Error::ReadBack(error) => Message::new("fault.read_back").with("error", error.message()),
            Error::Former(error) => error.message(),
        }
    }
}

/// What went wrong while writing.
fn output(error: &crate::report::Error) -> Word {
    match error {
        crate::report::Error::Io(error) => error.into(),
        other => Word::from(other.to_string()),
    }
}

impl From<polars::prelude::PolarsError> for Error {
    fn from(error: polars::prelude::PolarsError) -> Error {
        Error::Rollup(error)
    }
}

impl From<table::Error> for Error {
    fn from(error: table::Error) -> Error {
        Error::ReadBack(error)
    }
}

impl From<crate::report::Error> for Error {
    fn from(error: crate::report::Error) -> Error {
        Error::Output { file: crate::report::FILINGS_FILE, error }
    }
}

impl From<serde_json::Error> for Error {
    fn from(error: serde_json::Error) -> Error {
        Error::Output { file: crate::run::manifest::MANIFEST_FILE, error: io::Error::from(error).into() }
    }
}
