//! `repairs.csv`: what a filing with broken arithmetic may have meant.

use std::path::Path;

use crate::report::table::Table;
use crate::report::{Error, Results};

const HEADER: [&str; 10] =
    ["office_code", "office", "year", "rank", "changes", "confidence", "kind", "resolves", "leaves", "message"];

pub(super) fn write(_: &Results<'_>, folder: &Path) -> Result<u64, Error> {
    Table::create(&folder.join("repairs.csv"), &HEADER)?.finish()
}
