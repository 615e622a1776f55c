//! `rollup.csv`: sums by city, district and kind of office, with coverage.

use std::path::Path;

use crate::report::table::{Field, Table};
use crate::report::{Error, Results};
use crate::say;

const HEADER: [&str; 9] = ["group_kind", "group", "year", "cell", "value", "filings", "expected", "blanks", "unread"];

pub(super) fn write(results: &Results<'_>, folder: &Path) -> Result<u64, Error> {
    let catalogue = &results.pipeline.catalogue;
    let mut table = Table::create(&folder.join("rollup.csv"), &HEADER)?;
    for row in &results.rollup.rows {
        for (cell, sum, coverage) in &row.cells {
            let def = catalogue.cell(*cell);
            // Nothing that was filed comes to 0.
            let value = if coverage.has_figure() { say::number(*sum, &def.kind) } else { String::new() };
            table.row(&[
                Field::Text(row.kind.code()),
                Field::Text(results.group(row.kind.code(), &row.group)),
                Field::Figure(&row.year.0.to_string()),
                Field::Text(&def.code),
                Field::Figure(&value),
                Field::Figure(&coverage.filings.to_string()),
                Field::Figure(&coverage.expected.to_string()),
                Field::Figure(&coverage.blanks.to_string()),
                Field::Figure(&coverage.unread.to_string()),
            ])?;
        }
    }
    table.finish()
}
