//! `cells.csv`: every cell of a filing's own form version that is not a plain number, and why.
//!
//! ```text
//! office_code  year  cell                     state           raw   source
//! D01          2023  requests.granted@total   blank                 filings/a.csv:23:10
//! D01          2023  requests.carried@total   unreadable      三七?  filings/a.csv:24:10
//! D02          2023  proactive.rules@issued   not_in_source
//! ```
//!
//! Together with `filings.parquet` this is everything that was read.

use std::collections::BTreeMap;
use std::path::Path;

use rayon::prelude::*;

use crate::model::{Catalogue, CellIx, Filing, FormIx, State, TableIx, Value};
use crate::report::record::{CellRecord, CellsTable};
use crate::report::table::TableWriter;
use crate::report::{Error, Results, place};

/// Writes the table. Filings mostly share a few combinations of form versions, so the cells are
/// looked up once for each.
pub(super) fn write(results: &Results<'_>, folder: &Path) -> Result<u64, Error> {
    let mut table = TableWriter::<CellsTable>::create(folder)?;
    let catalogue = &results.pipeline.catalogue;
    let mut own_of_forms: BTreeMap<&[Option<FormIx>], Vec<CellIx>> = BTreeMap::new();
    for filing in lacking(results.filings, catalogue) {
        let cells = own_of_forms.entry(&filing.tables).or_insert_with(|| own_cells(&filing.tables, catalogue));
        let code = &results.register.office(filing.office).code;
        for cell in cells {
            let Value::Not(state) = filing.cells.get(*cell) else { continue };
            if state == State::NotInSource && is_left_out(*cell, filing, catalogue) {
                continue;
            }
            let printed = filing.places.of(*cell).filter(|_| state != State::NotInSource);
            let at = printed.map(|at| place(at, results.sources)).unwrap_or_default();
            table.row(&CellRecord {
                office_code: code.into(),
                year: filing.year.0,
                cell: (&catalogue.cell(*cell).code).into(),
                state,
                raw: filing.cells.raw(*cell).into(),
                source: at.into(),
            })?;
        }
    }
    table.finish()
}

/// The filings that have something else than a number in some cell of their own form.
fn lacking<'a>(filings: &'a [&Filing], catalogue: &Catalogue) -> Vec<&'a Filing> {
    let of_chunk = |filings: &[&'a Filing]| {
        let mut own_of_forms: BTreeMap<&[Option<FormIx>], Vec<CellIx>> = BTreeMap::new();
        let mut found = Vec::new();
        for filing in filings.iter().copied() {
            let cells = own_of_forms.entry(&filing.tables).or_insert_with(|| own_cells(&filing.tables, catalogue));
            if !filing.cells.all_numbers(cells) {
                found.push(filing);
            }
        }
        found
    };
    filings.par_chunks(1 << 12).flat_map_iter(of_chunk).collect()
}

/// The cells of the form versions that a filing's tables follow; for a table that was not found, of
/// the version it would be expected in.
fn own_cells(tables: &[Option<FormIx>], catalogue: &Catalogue) -> Vec<CellIx> {
    let all = catalogue.cells.iter().enumerate();
    let is_own = |(at, table): (usize, TableIx)| catalogue.version_of(tables, table).is_some_and(|form| form.has[at]);
    all.filter(|(at, def)| is_own((*at, def.table))).map(|(at, _)| CellIx(at as u16)).collect()
}

/// True for cells whose absence means nothing: the subtotal line of a group, which few offices
/// print, and a line of an open list, which has room for more lines than anybody needs.
fn is_left_out(cell: CellIx, filing: &Filing, catalogue: &Catalogue) -> bool {
    let def = catalogue.cell(cell);
    let is_open = catalogue.table(def.table).by_line && filing.tables.get(def.table.at()).is_some_and(Option::is_some);
    let form = catalogue.version_of(&filing.tables, def.table);
    is_open || form.is_some_and(|form| form.is_own_line(true, def) || form.is_own_line(false, def))
}
