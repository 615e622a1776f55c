//! How much one finding weighs in the score of an office-year.
//!
//! weight = w · (s + (1 − s) · m), where w is the pipeline's weight of the severity, s the share of
//! it that a finding without a difference has, and m = min(1, |difference| / size of the table).
//! The size is the largest figure of the table: a difference of 1 matters in a filing of 3 requests
//! and hardly in one of 3,000. The weight of an anomaly is multiplied by its certainty 1 − lfdr /
//! `look`, and m is its effect.
//!
//! ```text
//! error, w = 10, s = .5
//! table up to 3      off by 1     10 · (.5 + .5 · .333)     6.7
//! table up to 3,000  off by 1     10 · (.5 + .5 · .0003)    5.0
//! ```

use crate::model::{CellIx, Filing, Finding, Pipeline, Severity, TableIx};

/// The weight of a finding, in points. 0 for a note.
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

/// 1 − lfdr / `look`, from 0 to 1.
fn certainty(finding: &Finding, pipeline: &Pipeline) -> f64 {
    let doubt = finding.statistics.as_ref().map_or(0.0, |statistics| statistics.lfdr);
    (1.0 - doubt / pipeline.anomaly.look).clamp(0.0, 1.0)
}

/// |difference| relative to the size of the table, at most 1. 0 for a finding without a difference or
/// without a filing.
fn materiality(finding: &Finding, filing: Option<&Filing>, pipeline: &Pipeline) -> f64 {
    let (Some(sums), Some(filing), Some(first)) = (&finding.sums, filing, finding.cells.first()) else { return 0.0 };
    let table = pipeline.catalogue.cell(*first).table;
    let size = size(filing, table, pipeline).max(1);
    (sums.difference().unsigned_abs() as f64 / size as f64).min(1.0)
}

/// The largest figure of a table, without amounts of money.
fn size(filing: &Filing, table: TableIx, pipeline: &Pipeline) -> u64 {
    let cells = pipeline.catalogue.cells.iter().enumerate();
    cells
        .filter(|(_, def)| def.table == table && def.kind.is_count())
        .filter_map(|(at, _)| filing.cells.get(CellIx(at as u16)).number())
        .map(i64::unsigned_abs)
        .max()
        .unwrap_or(0)
}
