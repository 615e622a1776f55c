//! `register.csv`: the offices, in the format of a register, so that the file can be completed and
//! used in the next run.
//!
//! ```text
//! code          name      kind    parent  district  scope  aliases  from  to  successor
//! D01           珠算局     bureau  D00     north     own    …        2019
//! xc99f8e33768  对数委员会                            own
//! ```
//!
//! An office that filed without being registered gets a code made from its name, which stays the
//! same from run to run.

use std::path::Path;

use crate::report::record::{OfficeRecord, RegisterTable};
use crate::report::table::TableWriter;
use crate::report::{Error, Results};

/// Writes all offices in order of code, those that filed without being registered included.
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
