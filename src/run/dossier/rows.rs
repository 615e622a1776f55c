//! Reads the rows of the CSV outputs, and replaces codes by indices.
//!
//! ```text
//! findings.csv  D01, T3-ROW, requests.granted@total   →   OfficeIx(0), RuleIx(2), CellIx(57)
//! ```
//!
//! A row with an unknown code is an error: the tables belong to another register or pipeline.
//! Numbers that are only shown stay text, so that reports print them exactly as the tables do.
//! Messages are read from their JSON, so that they can be put into another language.

use std::path::Path;

use crate::model::{Coverage, FindingRow, IntakeRow, Ranked, RepairRow, RollupCell, Year};
use crate::report::record::{
    FindingRecord, FindingsTable, IntakeRecord, IntakeTable, RankingRecord, RankingTable, RepairRecord, RepairsTable,
    RollupRecord, RollupTable,
};
use crate::run::dossier::CodeIndex;
use crate::run::table::rows;
use crate::run::unreadable::Unreadable;

/// `findings.csv`. A row without an office code is about a group.
pub(super) fn findings(folder: &Path, index: &CodeIndex<'_>) -> Result<Vec<FindingRow>, Unreadable> {
    rows::<FindingsTable, _>(folder, |row| finding(&row, index))
}

/// Rules and cells must be known. An unknown office code means that the row is about a group.
fn finding(row: &FindingRecord<'_>, index: &CodeIndex<'_>) -> Option<FindingRow> {
    let office = index.office(&row.office_code);
    Some(FindingRow {
        id: row.finding.to_string(),
        office,
        group: office.is_none().then(|| index.group(&row.group_kind, &row.office)),
        year: Year(row.year),
        rule: *index.rules.get(&*row.rule)?,
        key: row.key.to_string(),
        severity: row.severity,
        sums: [&row.lhs, &row.rhs, &row.difference].map(ToString::to_string),
        message: index.message(&row.message_data, &row.message),
        cells: list(&row.cells).map(|code| index.catalogue.by_code(code)).collect::<Option<_>>()?,
        source: row.source.to_string(),
        score: row.score.to_string(),
        statistics: [&row.p_value, &row.q_value, &row.expected].map(ToString::to_string),
        bounds: [&row.observed, &row.expected_low, &row.expected_high].map(ToString::to_string),
        status: row.status,
        answer: row.answer.to_string(),
        has_cause: !row.cause.is_empty(),
        figures: row.figures.to_string(),
    })
}

/// The items of a column joined by `;`. An empty column has none.
fn list(text: &str) -> impl Iterator<Item = &str> {
    text.split(';').filter(|item| !item.is_empty())
}

/// `repairs.csv`.
pub(super) fn repairs(folder: &Path, index: &CodeIndex<'_>) -> Result<Vec<RepairRow>, Unreadable> {
    rows::<RepairsTable, _>(folder, |row| repair(&row, index))
}

/// Changes are written as `cell=filed->repaired`. What was filed may itself contain `->`, so the
/// last one counts.
fn repair(row: &RepairRecord<'_>, index: &CodeIndex<'_>) -> Option<RepairRow> {
    let change = |item: &str| {
        let (cell, figures) = item.split_once('=')?;
        let (filed, repaired) = figures.rsplit_once("->")?;
        Some((index.catalogue.by_code(cell)?, filed.to_owned(), repaired.to_owned()))
    };
    Some(RepairRow {
        office: index.office(&row.office_code)?,
        year: Year(row.year),
        rank: row.rank,
        changes: row.changes.split(';').map(change).collect::<Option<_>>()?,
        confidence: row.confidence.to_string(),
        kind: row.kind.to_string(),
        resolves: list(&row.resolves).map(str::to_owned).collect(),
        leaves: list(&row.leaves).map(str::to_owned).collect(),
        message: index.message(&row.message_data, &row.message),
        proof: row.proof.to_string(),
    })
}

/// `ranking.csv`.
pub(super) fn ranking(folder: &Path, index: &CodeIndex<'_>) -> Result<Vec<Ranked>, Unreadable> {
    rows::<RankingTable, _>(folder, |row| ranked(&row, index))
}

/// The score is a number here, as it is compared and rounded.
fn ranked(row: &RankingRecord<'_>, index: &CodeIndex<'_>) -> Option<Ranked> {
    Some(Ranked {
        rank: row.rank,
        office: index.office(&row.office_code)?,
        year: Year(row.year),
        score: row.score.parse().ok()?,
        errors: row.errors,
        warnings: row.warnings,
        anomalies: row.anomalies,
        reasons: index.messages(&row.reasons_data, &row.reasons),
    })
}

/// `rollup.csv`.
pub(super) fn rollup(folder: &Path, index: &CodeIndex<'_>) -> Result<Vec<RollupCell>, Unreadable> {
    rows::<RollupTable, _>(folder, |row| rolled(&row, index))
}

/// A sum of no figures is empty in the table and 0 here; its coverage tells it from a real 0.
fn rolled(row: &RollupRecord<'_>, index: &CodeIndex<'_>) -> Option<RollupCell> {
    let cell = index.catalogue.by_code(&row.cell)?;
    let RollupRecord { filings, expected, blanks, unread, .. } = *row;
    Some(RollupCell {
        kind: row.group_kind,
        group: index.group(row.group_kind.code(), &row.group).1,
        year: Year(row.year),
        cell,
        value: if row.value.is_empty() { 0 } else { index.scaled(cell, &row.value)? },
        coverage: Coverage { filings, expected, blanks, unread },
    })
}

/// `intake.csv`.
pub(super) fn intake(folder: &Path, index: &CodeIndex<'_>) -> Result<Vec<IntakeRow>, Unreadable> {
    rows::<IntakeTable, _>(folder, |row| Some(received(&row, index)))
}

/// Counts are in the order filings, cells read, blank and unread.
fn received(row: &IntakeRecord<'_>, index: &CodeIndex<'_>) -> IntakeRow {
    IntakeRow {
        path: row.path.to_string(),
        blake3: row.blake3.to_string(),
        reception: row.status,
        encoding: row.encoding.to_string(),
        layout: row.layout.to_string(),
        form: row.form.to_string(),
        offices: row.offices.to_string(),
        counts: [row.filings, row.cells_read, row.cells_blank, row.cells_unread],
        unmatched: row.unmatched.to_string(),
        messages: index.messages(&row.messages_data, &row.message),
    }
}
