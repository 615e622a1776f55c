//! `findings.csv`: every finding, with its two sides, its statistics, its cause and its answer.
//!
//! ```text
//! rule    key      severity  lhs  rhs  difference  message                     cause
//! T3-OUT  total    error     76   86   -10         …76, 37 + 8 + … = 86…       granted / total: `37` should be `27`
//! T3-ROW  granted  error     37   27   10          …37, 23 + 3 + … = 27…       (the same)
//! ```
//!
//! One slip usually breaks several rules. Such findings have the same cause, by which reports group
//! them.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::Path;

use crate::model::{CellIx, CellKind, Filing, Finding, FindingKey, OfficeIx, Repair, Statistics, Subject, Sums, Year};
use crate::report::record::{FindingRecord, FindingsTable};
use crate::report::repairs::by_office_year;
use crate::report::table::TableWriter;
use crate::report::{Error, Results, finding_id, key, place};
use crate::say;

/// Writes the table. Rows are in the order of the findings.
pub(super) fn write(results: &Results<'_>, folder: &Path) -> Result<u64, Error> {
    let mut table = TableWriter::<FindingsTable>::create(folder)?;
    let mut ids: BTreeMap<String, u32> = BTreeMap::new();
    let causes = Causes::of(results);
    for (at, finding) in results.findings.iter().enumerate() {
        let score = results.ranking.scores.get(at).map_or(String::new(), |score| format!("{score:.3}"));
        table.row(&record(finding, results, &mut ids, score, causes.of_finding(finding)))?;
    }
    table.finish()
}

/// The row of a finding. Every column is named, so that one that is added cannot be forgotten here.
fn record<'a>(
    finding: &'a Finding,
    results: &'a Results<'_>,
    ids: &mut BTreeMap<String, u32>,
    score: String,
    cause: &'a str,
) -> FindingRecord<'a> {
    let (code, office, group_kind) = match &finding.subject {
        Subject::Office(office) => {
            let office = results.register.office(*office);
            (office.code.as_str(), office.name.as_str(), "")
        }
        Subject::Group(kind, group) => ("", results.group(kind, group), kind.as_str()),
    };
    let key = key(&finding.key, results.pipeline);
    let rule = &results.pipeline.rule(finding.rule).id.0;
    let catalogue = &results.pipeline.catalogue;
    let cells: Vec<&str> = finding.cells.iter().map(|cell| catalogue.cell(*cell).code.as_str()).collect();
    let [lhs, rhs, difference] = finding.sums.as_ref().map(sums).unwrap_or_default().map(Cow::Owned);
    let [p_value, q_value, expected, observed, expected_low, expected_high, lfdr, effect] =
        finding.statistics.as_deref().map(statistics).unwrap_or_default().map(Cow::Owned);
    FindingRecord {
        finding: id(finding, rule, &key, results, ids).into(),
        office_code: code.into(),
        office: office.into(),
        year: finding.year.0,
        rule: rule.into(),
        key: key.into(),
        severity: finding.severity,
        lhs,
        rhs,
        difference,
        message: results.message_text(&finding.message).into(),
        cells: cells.join(";").into(),
        source: source(finding, results).into(),
        score: score.into(),
        p_value,
        q_value,
        expected,
        status: finding.status,
        group_kind: group_kind.into(),
        cause: cause.into(),
        figures: say::figures(finding, filing(finding, results)).into(),
        observed,
        expected_low,
        expected_high,
        lfdr,
        effect,
        answer: finding.answer.as_deref().unwrap_or_default().into(),
        message_data: say::as_data(&finding.message, results.pipeline).to_string().into(),
    }
}

/// The stable id of a finding, the same in every language. If two findings of one office-year have
/// the same rule and key, the later ones get a number, so that ids stay unique.
fn id(finding: &Finding, rule: &str, key: &str, results: &Results<'_>, ids: &mut BTreeMap<String, u32>) -> String {
    let whose = match &finding.subject {
        Subject::Office(office) => results.register.office(*office).code.clone(),
        Subject::Group(kind, group) => format!("{kind}/{group}"),
    };
    let id = finding_id(&whose, finding.year.0, rule, key);
    let before = ids.entry(id.clone()).or_default();
    *before += 1;
    match *before {
        1 => id,
        more => finding_id(&whose, finding.year.0, rule, &format!("{key}#{more}")),
    }
}

/// Where to look: `path:line:column`, `path`, or nothing.
fn source(finding: &Finding, results: &Results<'_>) -> String {
    match (finding.place, finding.source) {
        (Some(at), _) => place(at, results.sources),
        (None, Some(source)) => results.sources[source.at()].path.clone(),
        (None, None) => String::new(),
    }
}

/// Left side, right side and difference as text; dates as `2019-07-16`, with the difference in
/// days.
fn sums(sums: &Sums) -> [String; 3] {
    let side = |sum: i64| match sums.dates {
        true => say::number(i128::from(sum), &CellKind::Date),
        false => say::decimal(i128::from(sum), sums.decimals),
    };
    [side(sums.left), side(sums.right), say::decimal(i128::from(sums.difference()), sums.decimals)]
}

/// p, q, expected, observed, low, high, lfdr and effect, which are empty in findings of rules.
/// Figures have two decimals, probabilities four significant digits.
fn statistics(statistics: &Statistics) -> [String; 8] {
    let figure = |value: f64| ((value * 100.0).round() / 100.0).to_string();
    let chance = |value: f64| format!("{value:.3e}");
    [
        chance(statistics.p),
        chance(statistics.q),
        figure(statistics.expected),
        figure(statistics.observed),
        figure(statistics.low),
        figure(statistics.high),
        chance(statistics.lfdr),
        format!("{:.3}", statistics.effect),
    ]
}

/// The likeliest repair of each filing, with its description.
struct Causes<'a> {
    /// By office and year.
    likeliest: BTreeMap<(OfficeIx, Year), (&'a Repair, String)>,
}

impl<'a> Causes<'a> {
    /// Puts each filing's repair of rank 1 into words.
    fn of(results: &Results<'a>) -> Causes<'a> {
        let filings = by_office_year(results.filings);
        let likeliest = results.repairs.iter().filter(|repair| repair.rank == 1).filter_map(|repair| {
            let filing = filings.get(&(repair.office, repair.year))?;
            let text = results.message_text(&say::repair(results.pipeline, filing, repair));
            Some(((repair.office, repair.year), (repair, text)))
        });
        Causes { likeliest: likeliest.collect() }
    }

    /// The description of the repair that would resolve a finding; empty if there is none. Several
    /// findings may have one cause.
    ///
    /// A finding about a single cell is resolved if the repair changes that cell, and a broken law
    /// if it is on the repair's list. Findings about a whole filing, row or table are never
    /// explained by a repair.
    fn of_finding(&self, finding: &Finding) -> &str {
        let Subject::Office(office) = &finding.subject else { return "" };
        let Some((repair, text)) = self.likeliest.get(&(*office, finding.year)) else { return "" };
        let goes = match &finding.key {
            // A law about the filing as a whole, resting on a cell that the repair changes.
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
        if goes { text } else { "" }
    }
}

/// The filing that a finding is about; `None` if it is about a group or a missing filing.
fn filing<'a>(finding: &Finding, results: &Results<'a>) -> Option<&'a Filing> {
    let Subject::Office(office) = finding.subject else { return None };
    let key = (office, finding.year);
    let at = results.filings.binary_search_by_key(&key, |filing| (filing.office, filing.year)).ok()?;
    results.filings.get(at).copied()
}
