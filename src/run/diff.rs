//! Two finished runs, finding by finding and cell by cell.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use crate::frame::Kept;
use crate::model::{CellChange, Difference, FilingKey, FindingBrief};
use crate::report::FILINGS_FILE;

/// Outputs that cannot be compared.
#[derive(Debug, thiserror::Error)]
#[error("{path}: {error}")]
pub struct Error {
    /// The file.
    pub path: String,
    /// What went wrong.
    pub error: String,
}

/// Compares the outputs of two runs.
pub fn diff(before: &Path, after: &Path) -> Result<Difference, Error> {
    let (was, is) = (Findings::read(before)?, Findings::read(after)?);
    let only = |these: &Findings, those: &Findings| -> Vec<FindingBrief> {
        these.rows.iter().filter(|row| !those.ids.contains(&row.finding)).cloned().collect()
    };
    let mut difference = Difference {
        findings_new: only(&is, &was),
        findings_gone: only(&was, &is),
        findings_still: is.ids.intersection(&was.ids).count() as u64,
        ..Difference::default()
    };
    cells(&Filings::read(before)?, &Filings::read(after)?, &mut difference);
    Ok(difference)
}

/// The findings of one run.
struct Findings {
    rows: Vec<FindingBrief>,
    ids: BTreeSet<String>,
}

impl Findings {
    fn read(folder: &Path) -> Result<Findings, Error> {
        let rows = rows_of(&folder.join("findings.csv"), &COLUMNS)?;
        let rows: Vec<FindingBrief> = rows.into_iter().map(finding).collect();
        Ok(Findings { ids: rows.iter().map(|row| row.finding.clone()).collect(), rows })
    }
}

const COLUMNS: [&str; 7] = ["finding", "office", "year", "rule", "key", "severity", "message"];

fn finding([finding, office, year, rule, key, severity, message]: [String; 7]) -> FindingBrief {
    FindingBrief { finding, office, year, rule, key, severity, message }
}

/// The named columns of a CSV output, row by row.
fn rows_of<const N: usize>(path: &Path, columns: &[&str; N]) -> Result<Vec<[String; N]>, Error> {
    let fault = |error: String| Error { path: path.display().to_string(), error };
    let mut reader = csv::Reader::from_path(path).map_err(|error| fault(error.to_string()))?;
    let header = reader.headers().map_err(|error| fault(error.to_string()))?.clone();
    let mut at = [0; N];
    for (at, column) in at.iter_mut().zip(columns) {
        let found = header.iter().position(|name| name.trim_start_matches('\u{FEFF}') == *column);
        *at = found.ok_or_else(|| fault(format!("there is no column `{column}`")))?;
    }
    let mut rows = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|error| fault(error.to_string()))?;
        rows.push(at.map(|at| record.get(at).unwrap_or_default().to_owned()));
    }
    Ok(rows)
}

/// The filings of one run, with why a cell is no number.
struct Filings {
    kept: Kept,
    rows: BTreeMap<(String, i32), usize>,
    states: BTreeMap<(String, i32, String), String>,
}

impl Filings {
    fn read(folder: &Path) -> Result<Filings, Error> {
        let path = folder.join(FILINGS_FILE);
        let fault = |error: String| Error { path: path.display().to_string(), error };
        let kept = Kept::read(&path).map_err(fault)?;
        let keys = kept.offices.iter().zip(&kept.years).map(|((code, _), year)| (code.clone(), *year));
        let rows = keys.enumerate().map(|(row, key)| (key, row)).collect();
        let states = rows_of(&folder.join("cells.csv"), &["office_code", "year", "cell", "state"])?;
        let state = |[code, year, cell, state]: [String; 4]| Some(((code, year.parse().ok()?, cell), state));
        Ok(Filings { states: states.into_iter().filter_map(state).collect(), rows, kept })
    }

    fn head(&self, (code, year): &(String, i32), row: usize) -> FilingKey {
        let office = self.kept.offices.get(row).map(|(_, name)| name.clone()).unwrap_or_default();
        FilingKey { office_code: code.clone(), office, year: *year }
    }

    /// The figure of a cell, or why it has none.
    fn value(&self, key: &(String, i32), row: usize, cell: &str) -> String {
        self.kept.figure(cell, row).unwrap_or_else(|| {
            let (code, year) = key;
            let key = (code.clone(), *year, cell.to_owned());
            self.states.get(&key).map_or("not_on_form", String::as_str).to_owned()
        })
    }

    fn only_here(&self, other: &Filings) -> Vec<FilingKey> {
        let only = self.rows.iter().filter(|(key, _)| !other.rows.contains_key(*key));
        only.map(|(key, row)| self.head(key, *row)).collect()
    }
}

fn cells(before: &Filings, after: &Filings, difference: &mut Difference) {
    difference.filings_new = after.only_here(before);
    difference.filings_gone = before.only_here(after);
    let cells: BTreeSet<String> = before.kept.cells().into_iter().chain(after.kept.cells()).collect();
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
