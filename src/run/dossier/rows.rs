//! Every CSV output, row by row.

use std::path::Path;

use crate::model::{Coverage, FindingRow, GroupKind, IntakeRow, Ranked, RepairRow, RollupCell, Severity, Status};
use crate::report::{FINDING_COLUMNS, INTAKE_COLUMNS};
use crate::run::dossier::Names;
use crate::run::table::{Error, Row, rows};

pub(super) fn findings(folder: &Path, names: &Names<'_>) -> Result<Vec<FindingRow>, Error> {
    rows(folder, "findings.csv", &FINDING_COLUMNS, |row| finding(row, names))
}

fn finding(row: &Row<'_>, names: &Names<'_>) -> Option<FindingRow> {
    let office = names.office(&row.text(1));
    let cells = row.raw(11).split(';').filter(|code| !code.is_empty());
    Some(FindingRow {
        id: row.text(0),
        office,
        group: office.is_none().then(|| names.group(row.text(18), row.text(2))),
        year: row.year(3),
        rule: *names.rules.get(row.raw(4))?,
        key: row.text(5),
        severity: Severity::ALL.into_iter().find(|severity| severity.code() == row.raw(6))?,
        sums: [7, 8, 9].map(|column| row.raw(column).to_owned()),
        message: names.message(&row.text(27), row.text(10)),
        cells: cells.map(|code| names.catalogue.by_code(code)).collect::<Option<_>>()?,
        source: row.text(12),
        score: row.raw(13).to_owned(),
        statistics: [14, 15, 16].map(|column| row.raw(column).to_owned()),
        bounds: [21, 22, 23].map(|column| row.raw(column).to_owned()),
        status: Status::ALL.into_iter().find(|status| status.code() == row.raw(17))?,
        answer: row.text(26),
        has_cause: !row.raw(19).is_empty(),
        figures: row.text(20),
    })
}

const REPAIRS: [&str; 11] = [
    "office_code",
    "year",
    "rank",
    "changes",
    "confidence",
    "kind",
    "resolves",
    "leaves",
    "message",
    "proof",
    "message_data",
];

pub(super) fn repairs(folder: &Path, names: &Names<'_>) -> Result<Vec<RepairRow>, Error> {
    rows(folder, "repairs.csv", &REPAIRS, |row| repair(row, names))
}

fn repair(row: &Row<'_>, names: &Names<'_>) -> Option<RepairRow> {
    let list = |column: usize| row.text(column).split(';').filter(|said| !said.is_empty()).map(str::to_owned).collect();
    let changes = row.text(3);
    let change = |said: &str| {
        let (cell, figures) = said.split_once('=')?;
        let (filed, repaired) = figures.rsplit_once("->")?;
        Some((names.catalogue.by_code(cell)?, filed.to_owned(), repaired.to_owned()))
    };
    Some(RepairRow {
        office: names.office(&row.text(0))?,
        year: row.year(1),
        rank: row.number(2),
        changes: changes.split(';').map(change).collect::<Option<_>>()?,
        confidence: row.raw(4).to_owned(),
        kind: row.text(5),
        resolves: list(6),
        leaves: list(7),
        message: names.message(&row.text(10), row.text(8)),
        proof: row.text(9),
    })
}

const RANKING: [&str; 9] =
    ["rank", "office_code", "year", "score", "errors", "warnings", "anomalies", "reasons", "reasons_data"];

pub(super) fn ranking(folder: &Path, names: &Names<'_>) -> Result<Vec<Ranked>, Error> {
    rows(folder, "ranking.csv", &RANKING, |row| ranked(row, names))
}

fn ranked(row: &Row<'_>, names: &Names<'_>) -> Option<Ranked> {
    Some(Ranked {
        rank: row.number(0),
        office: names.office(&row.text(1))?,
        year: row.year(2),
        score: row.number(3),
        errors: row.number(4),
        warnings: row.number(5),
        anomalies: row.number(6),
        reasons: names.messages(&row.text(8), row.text(7)),
    })
}

const ROLLUP: [&str; 9] = ["group_kind", "group", "year", "cell", "value", "filings", "expected", "blanks", "unread"];

pub(super) fn rollup(folder: &Path, names: &Names<'_>) -> Result<Vec<RollupCell>, Error> {
    rows(folder, "rollup.csv", &ROLLUP, |row| rolled(row, names))
}

fn rolled(row: &Row<'_>, names: &Names<'_>) -> Option<RollupCell> {
    let cell = names.catalogue.by_code(row.raw(3))?;
    Some(RollupCell {
        kind: GroupKind::ALL.into_iter().find(|kind| kind.code() == row.raw(0))?,
        group: names.group(row.text(0), row.text(1)).1,
        year: row.year(2),
        cell,
        value: if row.raw(4).is_empty() { 0 } else { names.scaled(cell, row.raw(4))? },
        coverage: Coverage {
            filings: row.number(5),
            expected: row.number(6),
            blanks: row.number(7),
            unread: row.number(8),
        },
    })
}

pub(super) fn intake(folder: &Path, names: &Names<'_>) -> Result<Vec<IntakeRow>, Error> {
    rows(folder, "intake.csv", &INTAKE_COLUMNS, |row| Some(received(row, names)))
}

fn received(row: &Row<'_>, names: &Names<'_>) -> IntakeRow {
    IntakeRow {
        path: row.text(0),
        blake3: row.text(1),
        status: row.text(2),
        encoding: row.text(3),
        layout: row.text(4),
        form: row.text(5),
        offices: row.text(6),
        counts: [7, 8, 9, 10].map(|column| row.number(column)),
        unmatched: row.text(11),
        messages: names.messages(&row.text(13), row.text(12)),
    }
}
