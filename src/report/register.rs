//! `register.csv`: the offices, in the form in which a register is given, to be completed and given back.

use std::path::Path;

use crate::report::table::{Field, Table};
use crate::report::{Error, Results};

const HEADER: [&str; 10] =
    ["code", "name", "kind", "parent", "district", "scope", "aliases", "from", "to", "successor"];

pub(super) fn write(results: &Results<'_>, folder: &Path) -> Result<u64, Error> {
    let mut table = Table::create(&folder.join("register.csv"), &HEADER)?;
    for office in &results.register.offices {
        let year = |year: Option<crate::model::Year>| year.map_or_else(String::new, |year| year.0.to_string());
        table.row(&[
            Field::Text(&office.code),
            Field::Text(&office.name),
            Field::Text(&office.kind),
            Field::Text(&office.parent),
            Field::Text(&office.district),
            Field::Text(office.scope.code()),
            Field::Text(&office.aliases.join(";")),
            Field::Figure(&year(office.from)),
            Field::Figure(&year(office.to)),
            Field::Text(&office.successor),
        ])?;
    }
    table.finish()
}
