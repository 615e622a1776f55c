//! What is wrong with a pipeline, and where.

use std::fmt;

/// A mistake in a pipeline's files that keeps a run from starting.
#[derive(Debug, PartialEq, Eq)]
pub struct Error {
    /// The file, as shown in messages.
    pub file: String,
    /// Line from 1; 0 if the mistake concerns the file as a whole.
    pub line: usize,
    /// Column from 1, in characters; 0 if the mistake concerns the line as a whole.
    pub column: usize,
    /// What is wrong, with the offending word in backticks.
    pub message: String,
    /// How to fix it, if that is known.
    pub hint: Option<String>,
}

impl Error {
    /// An error at a byte offset of a file's text.
    pub fn at(file: &str, text: &str, offset: usize, message: impl Into<String>) -> Error {
        let before = &text[..text.floor_char_boundary(offset)];
        let line = before.bytes().filter(|byte| *byte == b'\n').count() + 1;
        let column = before.rsplit('\n').next().map_or(0, |line| line.chars().count()) + 1;
        Error { file: file.to_owned(), line, column, message: message.into(), hint: None }
    }

    /// An error that concerns the file as a whole.
    pub fn whole(file: &str, message: impl Into<String>) -> Error {
        Error { file: file.to_owned(), line: 0, column: 0, message: message.into(), hint: None }
    }

    /// The same error with a hint.
    pub fn hint(mut self, hint: Option<String>) -> Error {
        self.hint = hint;
        self
    }
}

impl fmt::Display for Error {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            0 => write!(out, "{}: {}", self.file, self.message)?,
            line if self.column == 0 => write!(out, "{}:{line}: {}", self.file, self.message)?,
            line => write!(out, "{}:{line}:{}: {}", self.file, self.column, self.message)?,
        }
        match &self.hint {
            Some(hint) => write!(out, "\nhint: {hint}"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for Error {}

/// The known word closest to an unknown one, if any is close enough.
pub fn closest<'a>(word: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    known
        .map(|candidate| (strsim::damerau_levenshtein(word, candidate), candidate))
        .filter(|(distance, candidate)| *distance <= (candidate.chars().count() / 3).max(2))
        .min()
        .map(|(_, candidate)| candidate)
}

/// A hint with the known word closest to an unknown one, if any is close enough.
pub fn nearest<'a>(word: &str, known: impl Iterator<Item = &'a str>) -> Option<String> {
    closest(word, known).map(|candidate| format!("did you mean `{candidate}`?"))
}
