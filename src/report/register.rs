//! `register.csv`: the offices, in the format of a register, so that the file can be completed and
//! used in the next run.

use std::path::Path;

use crate::report::record::{OfficeRecord, RegisterTable};
use crate::report::table::TableWriter;
use crate::report::{Error, Results};

/// Writes all offices, those that filed without being registered included.
pub(super) fn write(results: &Results<'_>, folder: &Path) -> Result<u64, Error> {
    let mut table = TableWriter::<RegisterTable>::create(folder)?;
    for office in &results.register.offices {
        table.row(&OfficeRecord {
            code: (&office.code).into(),
            name: (&office.name).into(),
            kind: (&office.kind).into(),
            parent: (&office.parent).into(),
            district: (&office.district).into(),
            scope: office.scope.code().into(),
            aliases: office.aliases.join(";").into(),
            from: office.from.map(|year| year.0),
            to: office.to.map(|year| year.0),
            successor: (&office.successor).into(),
        })?;
    }
    table.finish()
}
