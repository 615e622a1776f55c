//! `filings.parquet` with `cells.csv`: what the filings say.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use crate::frame::Kept;
use crate::model::{CellIx, Cells, Filed, FormIx, OfficeIx, Scope, State, Value, Year};
use crate::report::FILINGS_FILE;
use crate::run::dossier::Names;
use crate::run::table::{Error, each_row};

/// An office-year.
type Key = (OfficeIx, Year);

pub(super) fn read(folder: &Path, names: &Names<'_>, shown: Option<&BTreeSet<OfficeIx>>) -> Result<Vec<Filed>, Error> {
    let path = folder.join(FILINGS_FILE);
    let fault = |error: String| Error { path: path.display().to_string(), error };
    let wanted = |code: &str| names.office(code).filter(|office| shown.is_none_or(|shown| shown.contains(office)));
    let mut filings = Vec::new();
    Kept::each(&path, |kept| {
        let codes = kept.cells();
        let cells: Vec<Option<CellIx>> = codes.iter().map(|code| names.catalogue.by_code(code)).collect();
        for (row, (code, _)) in kept.offices.iter().enumerate() {
            let Some(office) = wanted(code) else { continue };
            filings.push(filed(office, &kept, row, (&codes, &cells), names));
        }
    })
    .map_err(fault)?;
    filings.sort_by_key(|filed| (filed.office, filed.year));
    states(folder, names, &mut filings)?;
    Ok(filings)
}

fn filed(
    office: OfficeIx,
    kept: &Kept,
    row: usize,
    (codes, cells): (&[String], &[Option<CellIx>]),
    names: &Names<'_>,
) -> Filed {
    let mut figures = Cells::absent(names.catalogue.n_cells());
    for (code, cell) in codes.iter().zip(cells) {
        let Some(cell) = cell else { continue };
        let number = kept.figure(code, row).and_then(|figure| names.scaled(*cell, &figure));
        if let Some(number) = number.and_then(|number| i64::try_from(number).ok()) {
            figures.set(*cell, Value::Number(number), "");
        }
    }
    let head = |name: &str| kept.head(name, row);
    let forms = head("form");
    let mut forms: Vec<FormIx> = forms.split(';').filter_map(|id| names.forms.get(id).copied()).collect();
    forms.sort();
    Filed {
        office,
        year: Year(kept.years[row] as u16),
        forms,
        scope: if head("scope") == Scope::Consolidated.code() { Scope::Consolidated } else { Scope::Own },
        source: head("source"),
        cells: figures,
    }
}

/// Adds to the figures what is no plain number.
fn states(folder: &Path, names: &Names<'_>, filings: &mut [Filed]) -> Result<(), Error> {
    let at: BTreeMap<Key, usize> =
        filings.iter().enumerate().map(|(at, filed)| ((filed.office, filed.year), at)).collect();
    let columns = ["office_code", "year", "cell", "state", "raw"];
    // The rows of a filing stand together, and there may be ten million of them.
    let mut last = (String::new(), String::new(), None);
    each_row(folder, "cells.csv", &columns, |row| {
        let (code, year) = (row.raw(0), row.raw(1));
        if code != last.0 || year != last.1 {
            let office = names.office(&row.text(0));
            let filed = office.and_then(|office| at.get(&(office, row.year(1)))).copied();
            last = (code.to_owned(), year.to_owned(), filed);
        }
        let Some(filed) = last.2 else { return Some(()) };
        let state = State::by_code(row.raw(3))?;
        filings[filed].cells.set(names.catalogue.by_code(row.raw(2))?, Value::Not(state), &row.text(4));
        Some(())
    })
}
