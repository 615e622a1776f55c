//! What is wrong with a pipeline, and where.

use serde_spanned::Spanned;

use crate::model::Message;

/// A mistake in a pipeline's files, or in another file given to a run, that keeps the run from starting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error {
    /// The file, as shown in messages.
    pub file: String,
    /// Line from 1; 0 if the mistake concerns the file as a whole.
    pub line: usize,
    /// Column from 1, in characters; 0 if the mistake concerns the line as a whole.
    pub column: usize,
    /// What is wrong, with the offending word in quotation marks.
    pub message: Message,
    /// How to fix it, if that is known.
    pub hint: Option<Box<Message>>,
}

/// A file that is being read: what errors point into.
#[derive(Clone, Copy, Debug)]
pub struct Source<'a> {
    /// Its name as shown in messages.
    pub name: &'a str,
    /// Its content.
    pub text: &'a str,
}

impl<'a> Source<'a> {
    /// A text and the name of its file.
    pub fn new(name: &'a str, text: &'a str) -> Source<'a> {
        Source { name, text }
    }

    /// An error at a byte offset of the text.
    pub fn error(self, offset: usize, message: Message) -> Error {
        let before = &self.text[..self.text.floor_char_boundary(offset)];
        let line = line_of(self.text, offset);
        let column = before.rsplit('\n').next().map_or(0, |line| line.chars().count()) + 1;
        Error { file: self.name.to_owned(), line, column, message, hint: None }
    }

    /// An error about a value, at its place.
    pub(super) fn error_at<T>(self, value: &Spanned<T>, message: Message) -> Error {
        self.error(value.span().start, message)
    }
}

impl Error {
    /// An error that concerns the file as a whole.
    pub fn whole(file: &str, message: Message) -> Error {
        Error { file: file.to_owned(), line: 0, column: 0, message, hint: None }
    }

    /// The same error with a hint.
    pub fn hint(mut self, hint: impl Into<Option<Message>>) -> Error {
        self.hint = hint.into().map(Box::new);
        self
    }

    /// The error as a screen shows it: its place first, and the hint on a line of its own.
    pub fn in_full(&self) -> Message {
        let sentence = match (self.line, self.column) {
            (0, _) => "place.file",
            (_, 0) => "place.line",
            _ => "place.column",
        };
        let message = Message::new(sentence)
            .with("file", &self.file)
            .with("line", self.line)
            .with("column", self.column)
            .with("message", self.message.clone());
        with_hint(message, self.hint.as_deref().cloned())
    }
}

/// A message followed by a hint on a line of its own, if there is one.
pub fn with_hint(message: Message, hint: Option<Message>) -> Message {
    match hint {
        Some(hint) => Message::new("place.with_hint").with("message", message).with("hint", hint),
        None => message,
    }
}

/// A hint with the known word closest to an unknown one, if any is close enough.
pub fn nearest<'a>(word: &str, known: impl Iterator<Item = &'a str>) -> Option<Message> {
    known
        .map(|candidate| (strsim::damerau_levenshtein(word, candidate), candidate))
        .filter(|(distance, candidate)| *distance <= (candidate.chars().count() / 3).max(2))
        .min()
        .map(|(_, candidate)| Message::new("hint.did_you_mean").with("word", candidate))
}

/// The line of a byte offset, from 1.
pub(super) fn line_of(text: &str, offset: usize) -> usize {
    text.as_bytes()[..offset.min(text.len())].iter().filter(|byte| **byte == b'\n').count() + 1
}

/// The header of a CSV file, with the optional columns in brackets.
pub(super) fn header_line(columns: &[&str], n_required: usize) -> String {
    let (required, other) = columns.split_at(n_required);
    format!("{}[,{}]", required.join(","), other.join(","))
}

/// The message about a text that is not a valid regular expression, with the words of the parser.
pub(super) fn no_pattern(error: &regex::Error) -> Message {
    Message::new("file.no_pattern").with("error", error.to_string())
}
