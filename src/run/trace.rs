//! Traces a figure in the outputs back to file, line, column and printed text (`gouji trace`).
//!
//! A run keeps no copy of its inputs, so the file is read again. Its digest must be the one that
//! the run recorded.

use std::collections::BTreeMap;
use std::path::Path;

use crate::frame::ParquetReader;
use crate::model::{CellIx, Message, Pipeline, Reading, Source, SourceIx, Spot, State, Value};
use crate::read::Read;
use crate::read::vocabulary::Vocabulary;
use crate::report::FILINGS_FILE;
use crate::report::record::IntakeTable;
use crate::run::discover::{FoundFile, text_to_path};
use crate::run::read_one;
use crate::run::table::each_row;
use crate::run::unreadable::Unreadable;
use crate::run::written::WrittenFiles;

/// Where a figure was printed, and what was printed there.
#[derive(Clone, Debug)]
pub struct Trace {
    /// The office's name on the register.
    pub office: String,
    /// The reporting year.
    pub year: i32,
    /// The file, as the run names it.
    pub path: String,
    /// Line and column in the file.
    pub spot: Spot,
    /// The value that was read.
    pub value: Value,
    /// The printed text, if it is more than a plain number.
    pub raw: String,
}

/// Why a figure cannot be traced.
#[derive(Debug)]
pub enum Error {
    /// The outputs of the run cannot be read.
    Outputs(Unreadable),
    /// The run has no filing of this office and year.
    NoFiling {
        /// As given by the user.
        office: String,
        /// As given by the user.
        year: i32,
        /// The file in which it was looked for.
        path: String,
    },
    /// The source is gone or has changed since the run.
    Moved {
        /// The file as the run named it.
        path: String,
    },
    /// The filing does not have this cell.
    NoCell {
        /// The code of the cell.
        cell: String,
    },
}

impl From<Unreadable> for Error {
    fn from(error: Unreadable) -> Error {
        Error::Outputs(error)
    }
}

impl Error {
    /// The message to the user.
    pub fn message(&self) -> Message {
        match self {
            Error::Outputs(error) => error.message(),
            Error::NoFiling { office, year, path } => {
                let message = Message::new("fault.no_filing").with("office", office).with("year", i64::from(*year));
                message.with("path", path)
            }
            Error::Moved { path } => Message::new("fault.moved").with("path", path),
            Error::NoCell { cell } => Message::new("fault.no_cell").with("cell", cell),
        }
    }
}

/// Traces one cell of a finished run. The office is given by code or name.
///
/// # Errors
///
/// [`Error::NoFiling`] and [`Error::NoCell`] if there is nothing to trace, [`Error::Moved`] if the
/// source has been moved or changed since the run, and [`Error::Outputs`] if the outputs themselves
/// cannot be read.
pub fn trace(out: &Path, office: &str, year: i32, cell: CellIx, pipeline: &Pipeline) -> Result<Trace, Error> {
    let (name, source) = filing(out, office, year)?;
    let digests = digests(out)?;
    let mut unread = None;
    for (path, line) in places(&source, &digests).unwrap_or_default() {
        let reading = read_again(path, &digests, pipeline)?;
        let parts = reading.parts.iter().filter(|part| part.places.first_line() == line && part.cells.has(cell));
        for part in parts {
            let value = part.cells.get(cell);
            let beginning = Spot { line, column: 1 };
            let spot = part.places.of(cell).map_or(beginning, |place| place.spot);
            let raw = part.cells.raw(cell).to_owned();
            let found = Trace { office: name.clone(), year, path: path.to_owned(), spot, value, raw };
            // The cell may be unread in one file of the filing and have a figure in another.
            match value {
                Value::Not(State::Unread) => unread = unread.or(Some(found)),
                Value::Number(_) | Value::Not(_) => return Ok(found),
            }
        }
    }
    unread.ok_or_else(|| Error::NoCell { cell: pipeline.catalogue.cell(cell).code.clone() })
}

/// The office's name and the column `source` of the filing, from `filings.parquet`.
fn filing(out: &Path, office: &str, year: i32) -> Result<(String, String), Error> {
    let path = WrittenFiles::verified(out, FILINGS_FILE)?;
    let filings = ParquetReader::read_heads(&path, &["source"]).map_err(|error| Unreadable::of(&path, error))?;
    for (row, ((code, name), found_year)) in filings.offices.iter().zip(&filings.years).enumerate() {
        if *found_year == year && (code == office || name == office) {
            return Ok((name.clone(), filings.head("source", row)));
        }
    }
    Err(Error::NoFiling { office: office.to_owned(), year, path: path.display().to_string() })
}

/// Splits the column `source`, which has `path:line` of each file, joined by `;`:
/// `in/a.csv:1;in/b.csv:40` is line 1 of one file and line 40 of another. A path may itself contain
/// these characters, so only paths that the run has read are accepted. `None` if no such split
/// exists.
fn places<'a>(source: &'a str, digests: &BTreeMap<String, String>) -> Option<Vec<(&'a str, u32)>> {
    for (colon, _) in source.match_indices(':').filter(|(colon, _)| digests.contains_key(&source[..*colon])) {
        let behind = &source[colon + 1..];
        let end = behind.find(|c: char| !c.is_ascii_digit()).unwrap_or(behind.len());
        let Ok(line) = behind[..end].parse() else { continue };
        let first = (&source[..colon], line);
        if end == behind.len() {
            return Some(vec![first]);
        }
        if let Some(further) = behind[end..].strip_prefix(';').and_then(|rest| places(rest, digests)) {
            return Some([vec![first], further].concat());
        }
    }
    None
}

/// Reads a source again; for a sheet or archive member, the file that contains it. Returns
/// [`Error::Moved`] if its digest has changed, or if no file of that name is there any more.
fn read_again(path: &str, digests: &BTreeMap<String, String>, pipeline: &Pipeline) -> Result<Reading, Error> {
    let moved = || Error::Moved { path: path.to_owned() };
    let mut vocabulary = Vocabulary::new(pipeline);
    let mut again = |file: &str| {
        let source = Source { path: file.to_owned(), root_len: 0 };
        let found = FoundFile { source, file: text_to_path(file), skip: None };
        match read_one(SourceIx(0), &found, &mut vocabulary) {
            Read::Text(reading) => Some(reading).filter(|_| file == path),
            Read::Members(members) => {
                members.into_iter().find(|member| member.source.path == path).map(|member| member.reading)
            }
        }
    };
    let reading = files_of(path).find_map(&mut again).ok_or_else(moved)?;
    if digests.get(path) == Some(&reading.intake.blake3) { Ok(reading) } else { Err(moved()) }
}

/// The existing files that may contain a source: its whole path, or any part of it that ends before
/// a `/` or `#`.
fn files_of(path: &str) -> impl Iterator<Item = &str> {
    let ends = path.char_indices().rev().filter(|(_, c)| matches!(c, '/' | '#')).map(|(at, _)| at);
    std::iter::once(path.len()).chain(ends).map(|end| &path[..end]).filter(|file| text_to_path(file).is_file())
}

/// The digest of every source that the run has read, by path.
fn digests(out: &Path) -> Result<BTreeMap<String, String>, Error> {
    let mut digests = BTreeMap::new();
    each_row::<IntakeTable>(out, |row| {
        digests.entry(row.path.to_string()).or_insert_with(|| row.blake3.to_string());
        Some(())
    })?;
    Ok(digests)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_may_contain_the_separators() {
        let paths = ["a:5", "a:5:3;b", "b#x:1", "c"];
        let digests: BTreeMap<String, String> = paths.iter().map(|path| ((*path).to_owned(), String::new())).collect();
        for all in [&[("a:5", 7), ("c", 2)][..], &[("a:5:3;b", 7)], &[("c", 1), ("b#x:1", 2), ("a:5", 1)]] {
            let places_text: Vec<String> = all.iter().map(|(path, line)| format!("{path}:{line}")).collect();
            assert_eq!(places(&places_text.join(";"), &digests), Some(all.to_vec()));
        }
        assert_eq!(places("d:1", &digests), None);
    }
}
