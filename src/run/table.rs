//! Rows of a CSV output, their columns by name.

use std::fs::File;
use std::io;
use std::path::Path;

use csv::StringRecord;

use crate::model::Message;
use crate::report;
use crate::report::record::{NEWER, OutputTable};
use crate::run::written::WrittenFiles;

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
        Error::new(path, Message::verbatim(error))
    }

    /// What is said of it.
    pub fn message(&self) -> Message {
        match &self.error {
            None => Message::new("out.changed").with("path", &self.path),
            Some(error) => Message::new("out.not_readable").with("path", &self.path).with("error", error.clone()),
        }
    }
}

/// The rows of a CSV output that `read` understands.
pub(super) fn rows<R: OutputTable, T>(folder: &Path, read: impl Fn(R::Row<'_>) -> Option<T>) -> Result<Vec<T>, Error> {
    let mut all = Vec::new();
    each_row::<R>(folder, |row| {
        all.push(read(row)?);
        Some(())
    })?;
    Ok(all)
}

/// Hands on the rows of a CSV output one by one; a row that is not understood is a fault. A column that is newer than the
/// outputs has its default.
pub(super) fn each_row<R: OutputTable>(
    folder: &Path,
    mut read: impl FnMut(R::Row<'_>) -> Option<()>,
) -> Result<(), Error> {
    let path = WrittenFiles::verified(folder, R::FILE)?;
    let fault = |error: csv::Error| match error.kind() {
        csv::ErrorKind::Io(error) => Error::of_system(&path, error),
        _ => Error::of(&path, error),
    };
    let file = File::open(&path).map_err(|error| Error::of_system(&path, &error))?;
    let mut reader = csv::Reader::from_reader(file);
    let header: StringRecord =
        reader.headers().map_err(fault)?.iter().map(|name| name.trim_start_matches('\u{FEFF}')).collect();
    for column in &report::columns::<R>().map_err(fault)? {
        if !NEWER.contains(&column) && !header.iter().any(|known| known == column) {
            return Err(Error::new(&path, Message::new("fault.no_column").with("column", column)));
        }
    }
    let mut record = StringRecord::new();
    while reader.read_record(&mut record).map_err(fault)? {
        let line = record.position().map_or(0, csv::Position::line);
        let understood = record.deserialize(Some(&header)).ok().and_then(&mut read);
        understood.ok_or_else(|| Error::new(&path, Message::new("fault.unknown_names").with("line", line)))?;
    }
    Ok(())
}
