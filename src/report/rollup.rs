//! `rollup.csv`: sums by city, district and kind of office, with coverage.
//!
//! ```text
//! group_kind  group  year  cell                    value  filings  expected  blanks  unread
//! city        city   2023  proactive.rules@issued  12     118      121       3       0
//! ```
//!
//! Here 118 of 121 filings due are in the sum, 3 of them with a blank that counts as 0. Cells whose
//! figures do not add up over offices, such as dates and medians, have no rows.

use std::path::Path;

use crate::report::record::{RollupRecord, RollupTable};
use crate::report::table::TableWriter;
use crate::report::{Error, Results};
use crate::say;

/// Writes one row for each group, year and cell.
pub(super) fn write(results: &Results<'_>, folder: &Path) -> Result<u64, Error> {
    let catalogue = &results.pipeline.catalogue;
    let mut table = TableWriter::<RollupTable>::create(folder)?;
    for row in &results.rollup.rows {
        for (cell, sum, coverage) in &row.cells {
            let def = catalogue.cell(*cell);
            // If no filing has a figure, the sum is empty and not 0.
            let value = if coverage.has_figure() { say::number(*sum, &def.kind) } else { String::new() };
            table.row(&RollupRecord {
                group_kind: row.kind,
                group: results.group(row.kind.code(), &row.group).into(),
                year: row.year.0,
                cell: (&def.code).into(),
                value: value.into(),
                filings: coverage.filings,
                expected: coverage.expected,
                blanks: coverage.blanks,
                unread: coverage.unread,
            })?;
        }
    }
    table.finish()
}
