//! `cells.csv`: every cell that is no plain number, and why.

use std::path::Path;

use crate::model::{State, Value};
use crate::report::table::{Field, Table};
use crate::report::{Error, Results, place};

pub(super) fn write(results: &Results<'_>, folder: &Path) -> Result<u64, Error> {
    let header = ["office_code", "year", "cell", "state", "raw", "source"];
    let mut table = Table::create(&folder.join("cells.csv"), &header)?;
    let catalogue = &results.pipeline.catalogue;
    let other = results.filings.iter().filter(|filing| !filing.cells.all_numbers(results.cells));
    for filing in other {
        let code = &results.register.office(filing.office).code;
        let year = filing.year.0.to_string();
        for cell in results.cells {
            let Value::Not(state) = filing.cells.get(*cell) else { continue };
            // Few offices print lines of their own for groups, and an open list has room for more lines than anybody
            // prints: none of them is lacking.
            let def = catalogue.cell(*cell);
            let is_open = catalogue.table(def.table).by_line && filing.tables[def.table.at()].is_some();
            if state == State::NotInSource && (def.subtotal || is_open) {
                continue;
            }
            let at = filing.places.of(*cell).map(|at| place(at, results.sources)).unwrap_or_default();
            table.row(&[
                Field::Text(code),
                Field::Figure(&year),
                Field::Text(&catalogue.cell(*cell).code),
                Field::Text(state.code()),
                Field::Text(filing.cells.raw(*cell)),
                Field::Text(&at),
            ])?;
        }
    }
    table.finish()
}
