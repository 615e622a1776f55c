//! `findings.csv`: everything that is to be looked at.

use std::collections::BTreeMap;
use std::path::Path;

use crate::model::{CellIx, CellKind, Filing, Finding, FindingKey, OfficeIx, Repair, Statistics, Subject, Year};
use crate::report::repairs::by_office_year;
use crate::report::table::{Field, Table};
use crate::report::{Error, Results, finding_id, key, place};
use crate::say;

/// The columns of the file, in order.
pub const HEADER: [&str; 28] = [
    "finding",
    "office_code",
    "office",
    "year",
    "rule",
    "key",
    "severity",
    "lhs",
    "rhs",
    "difference",
    "message",
    "cells",
    "source",
    "score",
    "p_value",
    "q_value",
    "expected",
    "status",
    "group_kind",
    "cause",
    "figures",
    "observed",
    "expected_low",
    "expected_high",
    "lfdr",
    "effect",
    "answer",
    "message_data",
];

pub(super) fn write(results: &Results<'_>, folder: &Path) -> Result<u64, Error> {
    let mut table = Table::create(&folder.join("findings.csv"), &HEADER)?;
    let mut ids: BTreeMap<String, u32> = BTreeMap::new();
    let causes = Causes::of(results);
    for (at, finding) in results.findings.iter().enumerate() {
        let score = results.ranking.scores.get(at).map_or(String::new(), |score| format!("{score:.3}"));
        let row = Row::of(finding, results, &mut ids);
        row.write(finding, [&score, causes.of_finding(finding)], results, &mut table)?;
    }
    table.finish()
}

struct Row<'a> {
    id: String,
    code: &'a str,
    office: &'a str,
    group_kind: &'a str,
    key: String,
    sums: [String; 3],
}

impl<'a> Row<'a> {
    fn of(finding: &'a Finding, results: &'a Results<'_>, ids: &mut BTreeMap<String, u32>) -> Row<'a> {
        let (code, office, group_kind) = match &finding.subject {
            Subject::Office(office) => {
                let office = results.register.office(*office);
                (office.code.as_str(), office.name.as_str(), "")
            }
            Subject::Group(kind, group) => ("", results.group(kind, group), kind.as_str()),
        };
        let key = key(&finding.key, results.pipeline);
        let rule = &results.pipeline.rule(finding.rule).id.0;
        // Its id is the same in every language, and so is the name in it.
        let whose = match &finding.subject {
            Subject::Office(_) => code.to_owned(),
            Subject::Group(kind, group) => format!("{kind}/{group}"),
        };
        let mut id = finding_id(&whose, finding.year.0, rule, &key);
        // Two further filings of one office-year are two findings with one key.
        let before = ids.entry(id.clone()).or_default();
        *before += 1;
        if *before > 1 {
            id = finding_id(&whose, finding.year.0, rule, &format!("{key}#{before}"));
        }
        let sums = match &finding.sums {
            Some(sums) => {
                let side = |sum: i64| match sums.dates {
                    true => say::number(i128::from(sum), &CellKind::Date),
                    false => say::decimal(i128::from(sum), sums.decimals),
                };
                let difference = say::decimal(i128::from(sums.difference()), sums.decimals);
                [side(sums.left), side(sums.right), difference]
            }
            None => Default::default(),
        };
        Row { id, code, office, group_kind, key, sums }
    }

    fn write(
        &self,
        finding: &Finding,
        [score, cause]: [&str; 2],
        results: &Results<'_>,
        table: &mut Table,
    ) -> Result<(), Error> {
        let statistics = statistics(finding.statistics.as_deref());
        let catalogue = &results.pipeline.catalogue;
        let cells: Vec<&str> = finding.cells.iter().map(|cell| catalogue.cell(*cell).code.as_str()).collect();
        let source = match (finding.place, finding.source) {
            (Some(at), _) => place(at, results.sources),
            (None, Some(source)) => results.sources[source.at()].path.clone(),
            (None, None) => String::new(),
        };
        table.row(&[
            Field::Text(&self.id),
            Field::Text(self.code),
            Field::Text(self.office),
            Field::Figure(&finding.year.0.to_string()),
            Field::Text(&results.pipeline.rule(finding.rule).id.0),
            Field::Text(&self.key),
            Field::Text(finding.severity.code()),
            Field::Figure(&self.sums[0]),
            Field::Figure(&self.sums[1]),
            Field::Figure(&self.sums[2]),
            Field::Text(&results.said(&finding.message)),
            Field::Text(&cells.join(";")),
            Field::Text(&source),
            Field::Figure(score),
            Field::Figure(&statistics[0]),
            Field::Figure(&statistics[1]),
            Field::Figure(&statistics[2]),
            Field::Text(finding.status.code()),
            Field::Text(self.group_kind),
            Field::Text(cause),
            Field::Text(&say::figures(finding, filing(finding, results))),
            Field::Figure(&statistics[3]),
            Field::Figure(&statistics[4]),
            Field::Figure(&statistics[5]),
            Field::Figure(&statistics[6]),
            Field::Figure(&statistics[7]),
            Field::Text(finding.answer.as_deref().unwrap_or_default()),
            Field::Text(&say::as_data(&finding.message, results.pipeline).to_string()),
        ])
    }
}

/// p, q, expected; observed, low, high, lfdr and effect. No finding of a rule has them.
fn statistics(statistics: Option<&Statistics>) -> [String; 8] {
    let Some(said) = statistics else { return Default::default() };
    let figure = |value: f64| ((value * 100.0).round() / 100.0).to_string();
    let chance = |value: f64| format!("{value:.3e}");
    [
        chance(said.p),
        chance(said.q),
        figure(said.expected),
        figure(said.observed),
        figure(said.low),
        figure(said.high),
        chance(said.lfdr),
        format!("{:.3}", said.effect),
    ]
}

/// The likeliest repair of each filing, in words.
struct Causes<'a> {
    likeliest: BTreeMap<(OfficeIx, Year), (&'a Repair, String)>,
}

impl<'a> Causes<'a> {
    fn of(results: &Results<'a>) -> Causes<'a> {
        let filings = by_office_year(results.filings);
        let likeliest = results.repairs.iter().filter(|repair| repair.rank == 1).filter_map(|repair| {
            let filing = filings.get(&(repair.office, repair.year))?;
            let said = results.said(&say::repair(results.pipeline, filing, repair));
            Some(((repair.office, repair.year), (repair, said)))
        });
        Causes { likeliest: likeliest.collect() }
    }

    /// Findings that go when one repair is made have one cause.
    fn of_finding(&self, finding: &Finding) -> &str {
        let Subject::Office(office) = &finding.subject else { return "" };
        let Some((repair, said)) = self.likeliest.get(&(*office, finding.year)) else { return "" };
        let goes = match &finding.key {
            // A law of the whole filing that rests on a cell the repair changes.
            FindingKey::Line(key) if key.is_empty() => {
                repair.changes.iter().any(|change| finding.cells.contains(&change.cell))
            }
            FindingKey::Line(key) => repair.resolves.iter().any(|at| at.rule == finding.rule && at.key == *key),
            FindingKey::Cell(cell) => {
                let is_changed = |cell: &CellIx| repair.changes.iter().any(|change| change.cell == *cell);
                is_changed(cell) && finding.cells.iter().all(is_changed)
            }
            FindingKey::Whole | FindingKey::Row(..) | FindingKey::Column(..) | FindingKey::Table(_) => false,
        };
        if goes { said } else { "" }
    }
}

/// The filing a finding is about.
fn filing<'a>(finding: &Finding, results: &Results<'a>) -> Option<&'a Filing> {
    let Subject::Office(office) = finding.subject else { return None };
    let key = (office, finding.year);
    let at = results.filings.binary_search_by_key(&key, |filing| (filing.office, filing.year)).ok()?;
    results.filings.get(at).copied()
}
