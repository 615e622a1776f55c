//! Reads filings from `filings.parquet`, and from `cells.csv` why cells are not numbers.
//!
//! A run may have a million filings. All of them are counted, but only those of the offices that
//! reports show are kept in memory.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use crate::frame::ParquetReader;
use crate::model::{CellIx, Cells, Filed, FormIx, OfficeIx, State, Value, Year};
use crate::report::FILINGS_FILE;
use crate::report::record;
use crate::run::dossier::CodeIndex;
use crate::run::table::each_row;
use crate::run::unreadable::Unreadable;
use crate::run::written::WrittenFiles;

/// An office-year.
type Key = (OfficeIx, Year);

/// The filings of a run.
#[derive(Default)]
pub(super) struct Filings {
    /// Those read in full.
    pub shown: Vec<Filed>,
    /// Every filing, with whether all of it could be read.
    pub all: Vec<(OfficeIx, Year, bool)>,
    /// The files of filings that could be read only in part.
    pub partly_read: Vec<(OfficeIx, Year, String)>,
}

/// Reads the filings; in full only those of the offices in `shown`, or all if that is `None`. The
/// file is read in batches.
pub(super) fn read(
    folder: &Path,
    index: &CodeIndex<'_>,
    shown: Option<&BTreeSet<OfficeIx>>,
) -> Result<Filings, Unreadable> {
    let path = WrittenFiles::verified(folder, FILINGS_FILE)?;
    let is_wanted = |office: OfficeIx| shown.is_none_or(|shown| shown.contains(&office));
    let states = states(folder, index, &is_wanted)?;
    let mut filings = Filings::default();
    ParquetReader::each_batch(&path, |batch| {
        let codes = batch.cells();
        let cells: Vec<Option<CellIx>> = codes.iter().map(|code| index.catalogue.by_code(code)).collect();
        for (row, (code, _)) in batch.offices.iter().enumerate() {
            let Some(office) = index.office(code) else { continue };
            let key = (office, Year(batch.years[row] as u16));
            let is_whole = !states.unread.contains(&key);
            filings.all.push((key.0, key.1, is_whole));
            if !is_whole {
                filings.partly_read.extend(paths(&batch.head("source", row)).map(|path| (key.0, key.1, path)));
            }
            if is_wanted(office) {
                filings.shown.push(filed(office, &batch, row, (&codes, &cells), index));
            }
        }
    })
    .map_err(|error| Unreadable::of(&path, error))?;
    filings.shown.sort_by_key(|filed| (filed.office, filed.year));
    filings.partly_read.sort();
    for filed in &mut filings.shown {
        for (cell, state, raw) in states.of.get(&(filed.office, filed.year)).into_iter().flatten() {
            filed.cells.set(*cell, Value::Not(*state), raw);
        }
    }
    Ok(filings)
}

/// The files in the column `source`, which has `path:line` of each, joined by `;`.
fn paths(source: &str) -> impl Iterator<Item = String> + '_ {
    source.split(';').map(|part| part.rsplit_once(':').map_or(part, |(path, _)| path).to_owned())
}

/// One filing with its figures. `codes` are the cell columns of the file and `cells` the pipeline's
/// cells of that code; columns of a cell that the pipeline no longer has are ignored.
fn filed(
    office: OfficeIx,
    batch: &ParquetReader,
    row: usize,
    (codes, cells): (&[String], &[Option<CellIx>]),
    index: &CodeIndex<'_>,
) -> Filed {
    let mut figures = Cells::absent(index.catalogue.n_cells());
    for (code, cell) in codes.iter().zip(cells) {
        let Some(cell) = cell else { continue };
        let number = batch.figure(code, row).and_then(|figure| index.scaled(*cell, &figure));
        if let Some(number) = number.and_then(|number| i64::try_from(number).ok()) {
            figures.set(*cell, Value::Number(number), "");
        }
    }
    let head = |name: &str| batch.head(name, row);
    let forms = head("form");
    let mut forms: Vec<FormIx> = forms.split(';').filter_map(|id| index.forms.get(id).copied()).collect();
    forms.sort();
    Filed {
        office,
        year: Year(batch.years[row] as u16),
        forms,
        scope: head("scope").parse().unwrap_or_default(),
        source: head("source"),
        cells: figures,
    }
}

/// What `cells.csv` says.
#[derive(Default)]
struct States {
    /// The cells of filings that are read in full, each with its state and the printed text.
    of: BTreeMap<Key, Vec<(CellIx, State, String)>>,
    /// Filings in which the figure of some cell could not be assigned.
    unread: BTreeSet<Key>,
}

/// Reads `cells.csv`. A cell code that the pipeline does not have is an error.
fn states(folder: &Path, index: &CodeIndex<'_>, is_wanted: &dyn Fn(OfficeIx) -> bool) -> Result<States, Unreadable> {
    let mut states = States::default();
    // The rows of a filing are consecutive, so its office is looked up once. There may be ten
    // million rows.
    let mut last = (String::new(), 0, None);
    each_row::<record::CellsTable>(folder, |row| {
        if *row.office_code != *last.0 || row.year != last.1 {
            let office = index.office(&row.office_code);
            last = (row.office_code.to_string(), row.year, office.map(|office| (office, Year(row.year))));
        }
        let Some(key) = last.2 else { return Some(()) };
        let state = row.state;
        if state == State::Unread {
            states.unread.insert(key);
        }
        if is_wanted(key.0) {
            let cell = index.catalogue.by_code(&row.cell)?;
            states.of.entry(key).or_default().push((cell, state, row.raw.to_string()));
        }
        Some(())
    })?;
    Ok(states)
}
