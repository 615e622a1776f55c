//! Rows of a CSV output, their columns by name.

use std::io;
use std::path::Path;

use csv::StringRecord;

use crate::model::{Message, Year};
use crate::report;
use crate::run::error::system;
use crate::run::written::Written;

/// Outputs that cannot be read back.
#[derive(Debug)]
pub struct Error {
    /// The file.
    pub path: String,
    /// What went wrong; nothing where the file can be read and is not what the run has written.
    pub error: Option<Message>,
}

impl Error {
    /// A file that somebody or something has changed since it was written.
    pub(super) fn changed(path: &Path) -> Error {
        Error { path: path.display().to_string(), error: None }
    }

    /// A file that is read and cannot be understood.
    pub(super) fn new(path: &Path, error: Message) -> Error {
        Error { path: path.display().to_string(), error: Some(error) }
    }

    /// A file that cannot be read, with what the library that reads it says.
    pub(super) fn of(path: &Path, error: impl ToString) -> Error {
        Error::new(path, Message::verbatim(error.to_string()))
    }

    /// A file that the system does not give out.
    pub(super) fn of_system(path: &Path, error: &io::Error) -> Error {
        Error::new(path, Message::verbatim(system(error)))
    }

    /// What is said of it.
    pub fn message(&self) -> Message {
        match &self.error {
            None => Message::new("out.changed").with("path", &self.path),
            Some(error) => Message::new("out.not_readable").with("path", &self.path).with("error", error.clone()),
        }
    }
}

/// One record with its columns in the order asked for.
pub(super) struct Row<'a> {
    record: &'a StringRecord,
    at: &'a [usize],
}

impl<'a> Row<'a> {
    /// A figure or a code.
    pub(super) fn raw(&self, column: usize) -> &'a str {
        self.record.get(self.at[column]).unwrap_or_default()
    }

    /// A text, without the apostrophe that keeps spreadsheets from running it.
    pub(super) fn text(&self, column: usize) -> String {
        let raw = self.raw(column);
        raw.strip_prefix('\'').filter(|text| report::neutral(text) != *text).unwrap_or(raw).to_owned()
    }

    pub(super) fn number<N: std::str::FromStr + Default>(&self, column: usize) -> N {
        self.raw(column).parse().unwrap_or_default()
    }

    pub(super) fn year(&self, column: usize) -> Year {
        Year(self.number(column))
    }
}

/// The rows of a CSV output that `read` understands.
pub(super) fn rows<T>(
    folder: &Path,
    file: &str,
    columns: &[&str],
    read: impl Fn(&Row<'_>) -> Option<T>,
) -> Result<Vec<T>, Error> {
    let mut all = Vec::new();
    each_row(folder, file, columns, |row| {
        all.push(read(row)?);
        Some(())
    })?;
    Ok(all)
}

/// Columns that outputs of earlier versions have not.
const NEWER: [&str; 4] = ["unread", "message_data", "messages_data", "reasons_data"];

/// Hands on the rows of a CSV output one by one; a row that is not understood is a fault. A column
/// that is newer than the outputs is empty.
pub(super) fn each_row(
    folder: &Path,
    file: &str,
    columns: &[&str],
    mut read: impl FnMut(&Row<'_>) -> Option<()>,
) -> Result<(), Error> {
    let path = Written::hold(folder, file)?;
    let fault = |error: csv::Error| match error.into_kind() {
        csv::ErrorKind::Io(error) => Error::of_system(&path, &error),
        kind => Error::of(&path, format!("{kind:?}")),
    };
    let mut reader = csv::Reader::from_path(&path).map_err(fault)?;
    let header = reader.headers().map_err(fault)?.clone();
    let place = |column: &&str| {
        let found = header.iter().position(|known| known.trim_start_matches('\u{FEFF}') == *column);
        let is_newer = NEWER.contains(column);
        let lacks = || Error::new(&path, Message::new("fault.no_column").with("column", *column));
        found.or(is_newer.then_some(usize::MAX)).ok_or_else(lacks)
    };
    let at = columns.iter().map(place).collect::<Result<Vec<usize>, Error>>()?;
    let mut record = StringRecord::new();
    while reader.read_record(&mut record).map_err(fault)? {
        let line = record.position().map_or(0, csv::Position::line);
        let understood = read(&Row { record: &record, at: &at });
        understood.ok_or_else(|| Error::new(&path, Message::new("fault.unknown_names").with("line", line)))?;
    }
    Ok(())
}
