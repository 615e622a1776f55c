//! `intake.csv`: what became of every input file, archive member and sheet.
//!
//! ```text
//! path           blake3  status    encoding       layout  form  offices   filings  cells_read  …  message
//! filings/a.csv  d6f0…   accepted  UTF-8 (valid)  matrix  2021  对数委员会  1        200         …
//! filings/c.csv  7a3c…   rejected  UTF-8 (valid)                          0        0           …  no table
//! ```
//!
//! A file that nobody could read is a row as well, so the file is the proof that none was
//! overlooked.

use std::path::Path;

use crate::report::record::{IntakeRecord, IntakeTable};
use crate::report::table::TableWriter;
use crate::report::{Error, Results};
use crate::say;

/// Writes one row for each source, in path order, whether or not a filing came out of it.
pub(super) fn write(results: &Results<'_>, folder: &Path) -> Result<u64, Error> {
    let mut table = TableWriter::<IntakeTable>::create(folder)?;
    for row in results.intake {
        table.row(&IntakeRecord {
            path: (&results.sources[row.source.at()].path).into(),
            blake3: (&row.blake3).into(),
            status: row.reception,
            encoding: (&row.encoding).into(),
            layout: row.layout.map_or("", |layout| layout.code()).into(),
            form: (&row.form).into(),
            offices: (&row.offices).into(),
            filings: row.filings,
            cells_read: row.cells_read,
            cells_blank: row.cells_blank,
            cells_unread: row.cells_unread,
            unmatched: say::unmatched(&row.unmatched, results.wording).into(),
            message: say::messages(&row.messages, results.pipeline, results.wording).into(),
            messages_data: results.data(&row.messages).into(),
        })?;
    }
    table.finish()
}
