//! How much one finding weighs.
//!
//! weight = w · (s + (1 − s) · m), where w is the pipeline's weight of the severity, s its share for a
//! finding without a difference, and m = min(1, |difference| / size of the table). The size is the largest
//! figure of the table: a difference of 1 matters in a filing of 3 requests and hardly in one of 3,000.
//! An anomaly weighs the same times its certainty 1 − lfdr / `look`, m being its effect.

use crate::model::{CellIx, Filing, Finding, Pipeline, Severity, TableIx};

/// The weight of a finding, 0 for a note.
pub fn weight(finding: &Finding, filing: Option<&Filing>, pipeline: &Pipeline) -> f64 {
    let weights = &pipeline.ranking;
    let of_severity = match finding.severity {
        Severity::Error => weights.error,
        Severity::Warning => weights.warning,
        Severity::Anomaly => weights.anomaly * certainty(finding, pipeline),
        Severity::Note => 0.0,
    };
    let size = match &finding.statistics {
        Some(statistics) => statistics.effect,
        None => materiality(finding, filing, pipeline),
    };
    of_severity * (weights.whole + (1.0 - weights.whole) * size)
}

/// How much of the doubt that is put up with an anomaly leaves unused.
fn certainty(finding: &Finding, pipeline: &Pipeline) -> f64 {
    let doubt = finding.statistics.as_ref().map_or(0.0, |statistics| statistics.lfdr);
    (1.0 - doubt / pipeline.anomaly.look).clamp(0.0, 1.0)
}

/// |difference| against the size of the table, at most 1.
fn materiality(finding: &Finding, filing: Option<&Filing>, pipeline: &Pipeline) -> f64 {
    let (Some(sums), Some(filing), Some(first)) = (&finding.sums, filing, finding.cells.first()) else { return 0.0 };
    let table = pipeline.catalogue.cell(*first).table;
    let size = size(filing, table, pipeline).max(1);
    (sums.difference().unsigned_abs() as f64 / size as f64).min(1.0)
}

/// The largest figure of a table, amounts of money apart.
fn size(filing: &Filing, table: TableIx, pipeline: &Pipeline) -> u64 {
    let cells = pipeline.catalogue.cells.iter().enumerate();
    cells
        .filter(|(_, def)| def.table == table && def.kind.is_count())
        .filter_map(|(at, _)| filing.cells.get(CellIx(at as u16)).number())
        .map(i64::unsigned_abs)
        .max()
        .unwrap_or(0)
}
