//! Compares two finished runs, finding by finding and cell by cell (`gouji diff`, and `--since`).
//!
//! Findings are matched by id, filings by office code and year:
//!
//! ```text
//!             before          after           reported as
//! finding     only here                       gone
//! finding                     only here       new
//! filing      only here                       gone, without its cells
//! cell        12              21              changed, 12 to 21
//! cell        blank           12              changed, blank to 12
//! ```
//!
//! Everything is read from the tables, so runs of different versions or languages can be compared.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use crate::frame::ParquetReader;
use crate::model::{CellChange, Difference, FilingKey, FindingBrief, State};
use crate::report::FILINGS_FILE;
use crate::report::record::{self, FindingRecord, OutputTable};
use crate::run::table::{each_row, rows};
use crate::run::unreadable::Unreadable;
use crate::run::written::WrittenFiles;

/// Compares two output folders. The error names the file that cannot be read.
pub fn diff(before: &Path, after: &Path) -> Result<Difference, Unreadable> {
    let (was, is) = (FindingSet::read(before)?, FindingSet::read(after)?);
    let only = |these: &FindingSet, those: &FindingSet| -> Vec<FindingBrief> {
        these.rows.iter().filter(|row| !those.ids.contains(&row.finding)).cloned().collect()
    };
    let mut difference = Difference {
        findings_new: only(&is, &was),
        findings_gone: only(&was, &is),
        findings_still: is.ids.intersection(&was.ids).count() as u64,
        ..Difference::default()
    };
    cells(&FilingSet::read(before)?, &FilingSet::read(after)?, &mut difference);
    Ok(difference)
}

/// The files that are read of each run.
const READ: [&str; 3] = [record::FindingsTable::FILE, record::CellsTable::FILE, FILINGS_FILE];

/// True if the folder contains a run, even a damaged one.
pub fn is_run(folder: &Path) -> bool {
    READ.iter().any(|file| folder.join(file).is_file())
}

/// Verifies the files that a comparison will read against the list of written files, so that damage
/// is reported before anything else is done.
pub fn hold(folder: &Path) -> Result<(), Unreadable> {
    READ.iter().try_for_each(|file| {
        let path = WrittenFiles::verified(folder, file)?;
        fs::metadata(&path).map(drop).map_err(|error| Unreadable::of_system(&path, &error))
    })
}

/// The findings of one run, with their ids for lookup.
struct FindingSet {
    rows: Vec<FindingBrief>,
    ids: BTreeSet<String>,
}

impl FindingSet {
    fn read(folder: &Path) -> Result<FindingSet, Unreadable> {
        let rows = rows::<record::FindingsTable, _>(folder, |row| Some(brief(&row)))?;
        Ok(FindingSet { ids: rows.iter().map(|row| row.finding.clone()).collect(), rows })
    }
}

/// The columns of a finding that a comparison shows.
fn brief(row: &FindingRecord<'_>) -> FindingBrief {
    FindingBrief {
        finding: row.finding.to_string(),
        office_code: row.office_code.to_string(),
        office: row.office.to_string(),
        year: row.year.to_string(),
        rule: row.rule.to_string(),
        key: row.key.to_string(),
        severity: row.severity.code().to_owned(),
        message: row.message.to_string(),
    }
}

/// The filings of one run.
struct FilingSet {
    reader: ParquetReader,
    /// Row of each filing in the file, by office code and year.
    rows: BTreeMap<(String, i32), usize>,
    /// Why a cell is not a number, by office code, year and cell.
    states: BTreeMap<(String, i32, String), &'static str>,
}

impl FilingSet {
    fn read(folder: &Path) -> Result<FilingSet, Unreadable> {
        let path = WrittenFiles::verified(folder, FILINGS_FILE)?;
        let reader = ParquetReader::read(&path).map_err(|error| Unreadable::of(&path, error))?;
        let keys = reader.offices.iter().zip(&reader.years).map(|((code, _), year)| (code.clone(), *year));
        let rows = keys.enumerate().map(|(row, key)| (key, row)).collect();
        let mut states = BTreeMap::new();
        each_row::<record::CellsTable>(folder, |row| {
            // Not every output has rows for cells that the source lacks.
            if row.state != State::NotInSource {
                let key = (row.office_code.to_string(), i32::from(row.year), row.cell.to_string());
                states.insert(key, row.state.code());
            }
            Some(())
        })?;
        Ok(FilingSet { states, rows, reader })
    }

    /// How the comparison names the filing in a row.
    fn head(&self, (code, year): &(String, i32), row: usize) -> FilingKey {
        let office = self.reader.offices.get(row).map(|(_, name)| name.clone()).unwrap_or_default();
        FilingKey { office_code: code.clone(), office, year: *year }
    }

    /// The figure of a cell as text, or the code of why it has none.
    fn value(&self, key: &(String, i32), row: usize, cell: &str) -> String {
        self.reader.figure(cell, row).unwrap_or_else(|| {
            let (code, year) = key;
            let key = (code.clone(), *year, cell.to_owned());
            self.states.get(&key).copied().unwrap_or(State::NotInSource.code()).to_owned()
        })
    }

    /// Filings that the other run does not have.
    fn only_here(&self, other: &FilingSet) -> Vec<FilingKey> {
        let only = self.rows.iter().filter(|(key, _)| !other.rows.contains_key(*key));
        only.map(|(key, row)| self.head(key, *row)).collect()
    }
}

/// Adds the filings that only one run has, and the cells that differ in filings both have.
fn cells(before: &FilingSet, after: &FilingSet, difference: &mut Difference) {
    difference.filings_new = after.only_here(before);
    difference.filings_gone = before.only_here(after);
    let cells: BTreeSet<String> = before.reader.cells().into_iter().chain(after.reader.cells()).collect();
    for (key, row_after) in &after.rows {
        let Some(row_before) = before.rows.get(key) else { continue };
        for cell in &cells {
            let (was, is) = (before.value(key, *row_before, cell), after.value(key, *row_after, cell));
            if was != is {
                let filing = after.head(key, *row_after);
                difference.cells_changed.push(CellChange { filing, cell: cell.clone(), before: was, after: is });
            }
        }
    }
}
