//! `intake.csv`: what became of every input file, archive member and sheet.

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
            status: row.reception.code().into(),
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
