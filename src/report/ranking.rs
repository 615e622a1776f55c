//! `ranking.csv`: office-years, most questionable first.
//!
//! ```text
//! rank  office_code   office    year  score   errors  warnings  anomalies  reasons
//! 1     xc99f8e33768  对数委员会  2023  11.316  2       0         0          T3-OUT …, largest difference 10; T3-ROW …
//! ```
//!
//! Office-years without an open error, warning or anomaly are not in it.

use std::path::Path;

use crate::report::record::{RankingRecord, RankingTable};
use crate::report::table::TableWriter;
use crate::report::{Error, Results};
use crate::say;

/// Writes the table. Scores have three decimals; equal scores share a rank.
pub(super) fn write(results: &Results<'_>, folder: &Path) -> Result<u64, Error> {
    let mut table = TableWriter::<RankingTable>::create(folder)?;
    let renderer = say::Renderer::of(results.pipeline, results.wording);
    for row in &results.ranking.rows {
        let office = results.register.office(row.office);
        table.row(&RankingRecord {
            rank: row.rank,
            office_code: (&office.code).into(),
            office: (&office.name).into(),
            year: row.year.0,
            score: format!("{:.3}", row.score).into(),
            errors: row.errors,
            warnings: row.warnings,
            anomalies: row.anomalies,
            reasons: say::coded_reasons(&row.reasons, &renderer).into(),
            reasons_data: results.data(&row.reasons).into(),
        })?;
    }
    table.finish()
}
