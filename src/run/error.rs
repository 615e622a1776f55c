//! Why a run failed.

use std::io;

use crate::model::{Message, Word};
use crate::run::unreadable::Unreadable;

/// Why a run failed. The command line turns it into a message and an exit code.
#[derive(Debug)]
pub enum Error {
    /// The inputs contain no files. Holds the inputs as given.
    NoInput(String),
    /// The output folder cannot be created or put in place.
    Folder {
        /// The folder.
        path: String,
        /// The system's error.
        error: io::Error,
    },
    /// The output folder is in the wrong place, or contains somebody else's files.
    Out {
        /// Name of the sentence that says why.
        sentence: &'static str,
        /// The folder.
        path: String,
        /// The file, input or directory in question.
        other: String,
    },
    /// Another run is writing into the output folder.
    Busy(String),
    /// An input does not exist.
    InputGone {
        /// The input.
        path: String,
        /// The system's error.
        error: io::Error,
    },
    /// An output cannot be written.
    Output {
        /// Its file name.
        file: &'static str,
        /// The error of the writer.
        error: crate::report::Error,
    },
    /// An output differs from what the run found, which is a fault of the program.
    Differs {
        /// Its file name.
        file: &'static str,
        /// Number of differences found before the comparison stopped.
        n: usize,
        /// The first difference, for whoever debugs the program. Not translated.
        first: String,
    },
    /// An output that was just written cannot be read back.
    ReadBack(Unreadable),
    /// An output of a finished run cannot be read, or has been changed since it was written.
    Former(Unreadable),
}

impl Error {
    /// The message to the user.
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
            Error::ReadBack(error) => Message::new("fault.read_back").with("error", error.message()),
            Error::Former(error) => error.message(),
        }
    }
}

/// The cause in a message: an error of the system, or the text of the library that wrote the file.
fn output(error: &crate::report::Error) -> Word {
    match error {
        crate::report::Error::Io(error) => error.into(),
        other => Word::from(other.to_string()),
    }
}

impl From<Unreadable> for Error {
    fn from(error: Unreadable) -> Error {
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
