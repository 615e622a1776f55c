//! Reads the rows of CSV outputs. Columns are found by name, and their types are those of the
//! table's record.
//!
//! An output is verified against the list of written files first, so a table that somebody has
//! edited is not taken for that of the run.

use std::fs::File;
use std::path::Path;

use csv::StringRecord;

use crate::model::Message;
use crate::report;
use crate::report::record::{NEWER, OutputTable};
use crate::run::unreadable::Unreadable;
use crate::run::written::WrittenFiles;

/// Reads all rows, each turned into something by `read`.
pub(super) fn rows<R: OutputTable, T>(
    folder: &Path,
    read: impl Fn(R::Row<'_>) -> Option<T>,
) -> Result<Vec<T>, Unreadable> {
    let mut all = Vec::new();
    each_row::<R>(folder, |row| {
        all.push(read(row)?);
        Some(())
    })?;
    Ok(all)
}

/// Calls `read` with every row. A row that it does not understand (`None`) is an error with the
/// line. A column that is newer than the outputs has its default; any other missing column is an
/// error.
///
/// Rows are not collected: `cells.csv` may have ten million.
pub(super) fn each_row<R: OutputTable>(
    folder: &Path,
    mut read: impl FnMut(R::Row<'_>) -> Option<()>,
) -> Result<(), Unreadable> {
    let path = WrittenFiles::verified(folder, R::FILE)?;
    let fault = |error: csv::Error| match error.kind() {
        csv::ErrorKind::Io(error) => Unreadable::of_system(&path, error),
        _ => Unreadable::of(&path, error),
    };
    let file = File::open(&path).map_err(|error| Unreadable::of_system(&path, &error))?;
    let mut reader = csv::Reader::from_reader(file);
    let header: StringRecord =
        reader.headers().map_err(fault)?.iter().map(|name| name.trim_start_matches('\u{FEFF}')).collect();
    for column in &report::columns::<R>().map_err(fault)? {
        if !NEWER.contains(&(R::FILE, column)) && !header.iter().any(|known| known == column) {
            return Err(Unreadable::new(&path, Message::new("fault.no_column").with("column", column)));
        }
    }
    let mut record = StringRecord::new();
    while reader.read_record(&mut record).map_err(fault)? {
        let line = record.position().map_or(0, csv::Position::line);
        let understood = record.deserialize(Some(&header)).ok().and_then(&mut read);
        understood.ok_or_else(|| Unreadable::new(&path, Message::new("fault.unknown_names").with("line", line)))?;
    }
    Ok(())
}
