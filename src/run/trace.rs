//! From a figure in the outputs back to file, line, column and printed text.
//!
//! The run keeps no copy of its inputs: the file is read again, after its digest has been compared.

use std::path::{Path, PathBuf};

use polars::prelude::{ParquetReader, SerReader};

use crate::model::{CellIx, Pipeline, Reading, Source, SourceIx, Spot, State, Value, Wording};
use crate::read::Read;
use crate::read::vocabulary::Vocabulary;
use crate::report::FILINGS_FILE;
use crate::run::discover::Found;
use crate::run::read_one;
use crate::run::table::each_row;

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
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The outputs of the run cannot be read.
    #[error("{path}: {error}")]
    Outputs {
        /// Which of them.
        path: String,
        /// What went wrong.
        error: String,
    },
    /// The run has no filing of that office and year.
    #[error("no filing of `{office}` for {year} in {path}")]
    NoFiling {
        /// As it was asked for.
        office: String,
        /// As it was asked for.
        year: i32,
        /// Where it was looked for.
        path: String,
    },
    /// The source is no longer what the run has read.
    #[error("`{path}` has changed or gone since the run")]
    Moved {
        /// The file as the run named it.
        path: String,
    },
    /// The filing has no such cell.
    #[error("the filing has no cell `{cell}`")]
    NoCell {
        /// Its code.
        cell: String,
    },
}

/// Traces one cell of a finished run; the office is given by code or name.
pub fn trace(
    out: &Path,
    office: &str,
    year: i32,
    cell: CellIx,
    pipeline: &Pipeline,
    wording: &Wording,
) -> Result<Trace, Error> {
    let (name, source) = filing(out, office, year)?;
    let mut unread = None;
    for part in source.split(';') {
        let Some((path, line)) = part.rsplit_once(':') else { continue };
        let line: u32 = line.parse().unwrap_or(0);
        let reading = read_again(out, path, pipeline, wording)?;
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
    let path = out.join(FILINGS_FILE);
    let fault = |error: String| Error::Outputs { path: path.display().to_string(), error };
    let file = std::fs::File::open(&path).map_err(|error| fault(error.to_string()))?;
    let columns = ["office_code", "office", "year", "source"].map(str::to_owned).to_vec();
    let frame =
        ParquetReader::new(file).with_columns(Some(columns)).finish().map_err(|error| fault(error.to_string()))?;
    let text = |name: &str| -> Result<Vec<String>, Error> {
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

/// Reads a source anew; a sheet or member out of the file that holds it.
fn read_again(out: &Path, path: &str, pipeline: &Pipeline, wording: &Wording) -> Result<Reading, Error> {
    let moved = || Error::Moved { path: path.to_owned() };
    let file = file_of(path).ok_or_else(moved)?;
    let source = Source { path: file.to_owned(), root_len: 0 };
    let found = Found { source, file: PathBuf::from(file), skip: None };
    let reading = match read_one(SourceIx(0), &found, wording, &mut Vocabulary::new(pipeline)) {
        Read::Text(reading) => Some(reading).filter(|_| file == path),
        Read::Members(members) => {
            members.into_iter().find(|member| member.source.path == path).map(|member| member.reading)
        }
    };
    let reading = reading.ok_or_else(moved)?;
    compare_digest(out, path, &reading.intake.blake3)?;
    Ok(reading)
}

/// The file on the disk whose path begins a source's: all of it, or what stands before a `/` or `#`.
fn file_of(path: &str) -> Option<&str> {
    let ends = path.char_indices().rev().filter(|(_, c)| matches!(c, '/' | '#')).map(|(at, _)| at);
    std::iter::once(path.len()).chain(ends).map(|end| &path[..end]).find(|file| Path::new(file).is_file())
}

/// The source must be the one that the run has read.
fn compare_digest(out: &Path, path: &str, digest: &str) -> Result<(), Error> {
    let mut read = None;
    each_row(out, "intake.csv", &["path", "blake3"], |row| {
        if read.is_none() && row.raw(0) == path {
            read = Some(row.raw(1) == digest);
        }
        Some(())
    })
    .map_err(|error| Error::Outputs { path: error.path, error: error.error })?;
    if read == Some(true) { Ok(()) } else { Err(Error::Moved { path: path.to_owned() }) }
}
