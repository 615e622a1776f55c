//! Why an output cannot be read back.

use std::io;
use std::path::Path;

use crate::model::Message;

/// An output that cannot be read back.
#[derive(Debug)]
pub struct Unreadable {
    /// The file.
    pub path: String,
    /// What went wrong; `None` if the file is readable but is not what the run wrote.
    pub error: Option<Message>,
}

impl Unreadable {
    /// The file has been changed since it was written.
    pub(super) fn changed(path: &Path) -> Unreadable {
        Unreadable { path: path.display().to_string(), error: None }
    }

    /// The file can be read but not understood.
    pub(super) fn new(path: &Path, error: Message) -> Unreadable {
        Unreadable { path: path.display().to_string(), error: Some(error) }
    }

    /// The file cannot be read, according to the library that reads it.
    pub(super) fn of(path: &Path, error: impl ToString) -> Unreadable {
        Unreadable::new(path, Message::verbatim(error.to_string()))
    }

    /// The file cannot be read, according to the system.
    pub(super) fn of_system(path: &Path, error: &io::Error) -> Unreadable {
        Unreadable::new(path, Message::verbatim(error))
    }

    /// The message to the user.
    pub fn message(&self) -> Message {
        match &self.error {
            None => Message::new("out.changed").with("path", &self.path),
            Some(error) => Message::new("out.not_readable").with("path", &self.path).with("error", error.clone()),
        }
    }
}
