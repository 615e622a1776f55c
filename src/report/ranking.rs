//! `ranking.csv`: office-years, most questionable first.

use std::path::Path;

use crate::report::table::{Field, Table};
use crate::report::{Error, Results};
use crate::say;

const HEADER: [&str; 10] =
    ["rank", "office_code", "office", "year", "score", "errors", "warnings", "anomalies", "reasons", "reasons_data"];

pub(super) fn write(results: &Results<'_>, folder: &Path) -> Result<u64, Error> {
    let mut table = Table::create(&folder.join("ranking.csv"), &HEADER)?;
    let names = say::Names::of(results.pipeline, results.wording);
    for row in &results.ranking.rows {
        let office = results.register.office(row.office);
        table.row(&[
            Field::Figure(&row.rank.to_string()),
            Field::Text(&office.code),
            Field::Text(&office.name),
            Field::Figure(&row.year.0.to_string()),
            Field::Figure(&format!("{:.3}", row.score)),
            Field::Figure(&row.errors.to_string()),
            Field::Figure(&row.warnings.to_string()),
            Field::Figure(&row.anomalies.to_string()),
            Field::Text(&say::reasons(&row.reasons, &names)),
            Field::Text(&results.data(&row.reasons)),
        ])?;
    }
    table.finish()
}
