//! From a figure in the outputs back to file, line, column and printed text.
//!
//! The run keeps no copy of its inputs: the file is read again, after its digest has been compared.

use std::collections::BTreeMap;
use std::path::Path;

use polars::prelude::{ParquetReader, SerReader};

use crate::model::{CellIx, Message, Pipeline, Reading, Source, SourceIx, Spot, State, Value};
use crate::read::Read;
use crate::read::vocabulary::Vocabulary;
use crate::report::FILINGS_FILE;
use crate::report::record::IntakeTable;
use crate::run::discover::{FoundFile, text_to_path};
use crate::run::read_one;
use crate::run::table::{self, each_row};
use crate::run::written::WrittenFiles;

/// Where a figure was printed and what stood there.
#[derive(Clone, Debug)]
pub struct Trace {
    /// Its name on the register.
    pub office: String,
    /// The reporting year.
    pub year: i32,
    /// The file as the run named it.
    pub path: String,
    /// Where in the file.
    pub spot: Spot,
    /// What was read there.
    pub value: Value,
    /// What is printed there, where that is more than a plain number.
    pub raw: String,
}

/// Why a figure cannot be traced.
#[derive(Debug)]
pub enum Error {
    /// The outputs of the run cannot be read.
    Outputs(table::Error),
    /// The run has no filing of that office and year.
    NoFiling {
        /// As it was asked for.
        office: String,
        /// As it was asked for.
        year: i32,
        /// Where it was looked for.
        path: String,
    },
    /// The source is no longer what the run has read.
    Moved {
        /// The file as the run named it.
        path: String,
    },
    /// The filing has no such cell.
    NoCell {
        /// Its code.
        cell: String,
    },
}

impl From<table::Error> for Error {
    fn from(error: table::Error) -> Error {
        Error::Outputs(error)
    }
}

impl Error {
    /// What is said of it.
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

/// Traces one cell of a finished run; the office is given by code or name.
pub fn trace(out: &Path, office: &str, year: i32, cell: CellIx, pipeline: &Pipeline) -> Result<Trace, Error> {
    let (name, source) = filing(out, office, year)?;
    let known = digests(out)?;
    let mut unread = None;
    for (path, line) in places(&source, &known).unwrap_or_default() {
        let reading = read_again(path, &known, pipeline)?;
        let parts = reading.parts.iter().filter(|part| part.places.first_line() == line && part.cells.has(cell));
        for part in parts {
            let value = part.cells.get(cell);
            let beginning = Spot { line, column: 1 };
            let spot = part.places.of(cell).map_or(beginning, |place| place.spot);
            let raw = part.cells.raw(cell).to_owned();
            let found = Trace { office: name.clone(), year, path: path.to_owned(), spot, value, raw };
            // What one file of a filing has and could not be read, another may have as well.
            match value {
                Value::Not(State::Unread) => unread = unread.or(Some(found)),
                Value::Number(_) | Value::Not(_) => return Ok(found),
            }
        }
    }
    unread.ok_or_else(|| Error::NoCell { cell: pipeline.catalogue.cell(cell).code.clone() })
}

/// Name and source of the filing.
fn filing(out: &Path, office: &str, year: i32) -> Result<(String, String), Error> {
    let path = WrittenFiles::verified(out, FILINGS_FILE)?;
    let fault = |error: String| table::Error::of(&path, error);
    let file = std::fs::File::open(&path).map_err(|error| fault(error.to_string()))?;
    let columns = ["office_code", "office", "year", "source"].map(str::to_owned).to_vec();
    let frame =
        ParquetReader::new(file).with_columns(Some(columns)).finish().map_err(|error| fault(error.to_string()))?;
    let text = |name: &str| -> Result<Vec<String>, table::Error> {
        let column =
            frame.column(name).and_then(|column| column.str().cloned()).map_err(|error| fault(error.to_string()))?;
        Ok(column.iter().map(|text| text.unwrap_or_default().to_owned()).collect())
    };
    let (codes, names, sources) = (text("office_code")?, text("office")?, text("source")?);
    let years =
        frame.column("year").and_then(|column| column.i32().cloned()).map_err(|error| fault(error.to_string()))?;
    for (at, found_year) in years.iter().enumerate() {
        if found_year == Some(year) && (codes[at] == office || names[at] == office) {
            return Ok((names[at].clone(), sources[at].clone()));
        }
    }
    Err(Error::NoFiling { office: office.to_owned(), year, path: path.display().to_string() })
}

/// What stands in the outputs as `path:line` of each file with `;` between them. A path may have all these signs, so it
/// is one that the run has read.
fn places<'a>(source: &'a str, known: &BTreeMap<String, String>) -> Option<Vec<(&'a str, u32)>> {
    for (colon, _) in source.match_indices(':').filter(|(colon, _)| known.contains_key(&source[..*colon])) {
        let behind = &source[colon + 1..];
        let end = behind.find(|c: char| !c.is_ascii_digit()).unwrap_or(behind.len());
        let Ok(line) = behind[..end].parse() else { continue };
        let first = (&source[..colon], line);
        if end == behind.len() {
            return Some(vec![first]);
        }
        if let Some(further) = behind[end..].strip_prefix(';').and_then(|rest| places(rest, known)) {
            return Some([vec![first], further].concat());
        }
    }
    None
}

/// Reads a source anew; a sheet or member out of the file that holds it. It must be what the run has read.
fn read_again(path: &str, known: &BTreeMap<String, String>, pipeline: &Pipeline) -> Result<Reading, Error> {
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
    if known.get(path) == Some(&reading.intake.blake3) { Ok(reading) } else { Err(moved()) }
}

/// The files on the disk whose path begins a source's: all of it, or what stands before a `/` or `#`.
fn files_of(path: &str) -> impl Iterator<Item = &str> {
    let ends = path.char_indices().rev().filter(|(_, c)| matches!(c, '/' | '#')).map(|(at, _)| at);
    std::iter::once(path.len()).chain(ends).map(|end| &path[..end]).filter(|file| text_to_path(file).is_file())
}

/// Every source that the run has read, with its digest.
fn digests(out: &Path) -> Result<BTreeMap<String, String>, Error> {
    let mut known = BTreeMap::new();
    each_row::<IntakeTable>(out, |row| {
        known.entry(row.path.to_string()).or_insert_with(|| row.blake3.to_string());
        Some(())
    })?;
    Ok(known)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_may_have_every_sign_that_stands_between_paths() {
        let paths = ["a:5", "a:5:3;b", "b#x:1", "c"];
        let known: BTreeMap<String, String> = paths.iter().map(|path| ((*path).to_owned(), String::new())).collect();
        for all in [&[("a:5", 7), ("c", 2)][..], &[("a:5:3;b", 7)], &[("c", 1), ("b#x:1", 2), ("a:5", 1)]] {
            let said: Vec<String> = all.iter().map(|(path, line)| format!("{path}:{line}")).collect();
            assert_eq!(places(&said.join(";"), &known), Some(all.to_vec()));
        }
        assert_eq!(places("d:1", &known), None);
    }
}
