//! `intake.csv`: what became of every input file.

use std::path::Path;

use crate::report::table::{Field, Table};
use crate::report::{Error, Results};
use crate::say;

/// The columns of the file, in order.
pub const HEADER: [&str; 14] = [
    "path",
    "blake3",
    "status",
    "encoding",
    "layout",
    "form",
    "offices",
    "filings",
    "cells_read",
    "cells_blank",
    "cells_unread",
    "unmatched",
    "message",
    "messages_data",
];

pub(super) fn write(results: &Results<'_>, folder: &Path) -> Result<u64, Error> {
    let mut table = Table::create(&folder.join("intake.csv"), &HEADER)?;
    for row in results.intake {
        table.row(&[
            Field::Text(&results.sources[row.source.at()].path),
            Field::Text(&row.blake3),
            Field::Text(row.reception.code()),
            Field::Text(&row.encoding),
            Field::Text(row.layout.map_or("", |layout| layout.code())),
            Field::Text(&row.form),
            Field::Text(&row.offices),
            Field::Figure(&row.filings.to_string()),
            Field::Figure(&row.cells_read.to_string()),
            Field::Figure(&row.cells_blank.to_string()),
            Field::Figure(&row.cells_unread.to_string()),
            Field::Text(&say::unmatched(&row.unmatched, results.wording)),
            Field::Text(&say::messages(&row.messages, results.pipeline, results.wording)),
            Field::Text(&results.data(&row.messages)),
        ])?;
    }
    table.finish()
}
