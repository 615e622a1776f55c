//! `repairs.csv`: what a filing with broken arithmetic may have meant.
//!
//! ```text
//! rank  changes                        confidence  kind         resolves                      leaves
//! 1     requests.granted@total=37->27  1.000       wrong_digit  T3-OUT:total;T3-ROW:granted
//! ```
//!
//! The total 37 should probably be 27: one wrong digit, after which both broken rules hold. A
//! filing may have several rows, the likeliest first.

use std::collections::BTreeMap;
use std::path::Path;

use crate::model::{Change, Filing, OfficeIx, Repair, RuleAt, Year};
use crate::report::record::{RepairRecord, RepairsTable};
use crate::report::table::TableWriter;
use crate::report::{Error, Results};
use crate::say;

/// Writes the table, in order of filings, likeliest first.
pub(super) fn write(results: &Results<'_>, folder: &Path) -> Result<u64, Error> {
    let mut table = TableWriter::<RepairsTable>::create(folder)?;
    let filings = by_office_year(results.filings);
    for repair in results.repairs {
        let Some(filing) = filings.get(&(repair.office, repair.year)) else { continue };
        let office = results.register.office(repair.office);
        let changes: Vec<String> = repair.changes.iter().map(|change| shown(results, filing, change)).collect();
        let kinds: Vec<&str> = repair.events.iter().map(|event| event.slip.code()).collect();
        let message = say::repair(results.pipeline, filing, repair);
        table.row(&RepairRecord {
            office_code: (&office.code).into(),
            office: (&office.name).into(),
            year: repair.year.0,
            rank: repair.rank,
            changes: changes.join(";").into(),
            confidence: confidence(repair).into(),
            kind: kinds.join(";").into(),
            resolves: rules(results, &repair.resolves).into(),
            leaves: rules(results, &repair.leaves).into(),
            message: results.message_text(&message).into(),
            proof: repair.proof.code().into(),
            message_data: say::as_data(&message, results.pipeline).to_string().into(),
        })?;
    }
    table.finish()
}

/// Filings by office and year.
pub(super) fn by_office_year<'a>(filings: &[&'a Filing]) -> BTreeMap<(OfficeIx, Year), &'a Filing> {
    filings.iter().map(|filing| ((filing.office, filing.year), *filing)).collect()
}

/// One change: `cell=filed->repaired`, as `requests.granted@total=37->27`. If the cell had no
/// number, `filed` is the printed text.
fn shown(results: &Results<'_>, filing: &Filing, change: &Change) -> String {
    let def = results.pipeline.catalogue.cell(change.cell);
    let decimal = |number: i64| say::number(i128::from(number), &def.kind);
    let filed = match change.filed {
        Some(number) => decimal(number),
        // Without the characters that separate changes and rows.
        None => filing.cells.raw(change.cell).replace([';', '\r', '\n'], " "),
    };
    format!("{}={filed}->{}", def.code, decimal(change.repaired))
}

/// The confidence with three decimals: `0.875`.
fn confidence(repair: &Repair) -> String {
    format!("{}.{:03}", repair.confidence / 1000, repair.confidence % 1000)
}

/// Instances of rules, joined by `;`: `T3-ROW:granted;T3-COL:total`.
fn rules(results: &Results<'_>, all: &[RuleAt]) -> String {
    let named = |at: &RuleAt| format!("{}:{}", results.pipeline.rule(at.rule).id.0, at.key);
    all.iter().map(named).collect::<Vec<_>>().join(";")
}
