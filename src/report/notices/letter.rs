//! The facts for a letter: the office's findings, grouped by their likely cause.
//!
//! Field names are the names that templates use: `{{ office.name }}`.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::model::{FindingRow, OfficeIx, Severity, Status};
use crate::report::data::ReportData;
use crate::report::location;

/// Maximum number of findings in a letter. The workbook sent with it has all.
const WRITTEN: usize = 40;

/// Everything a letter can say.
#[derive(Serialize)]
pub(super) struct Letter<'a> {
    /// Title of the pipeline, which is the kind of return.
    title: &'a str,
    /// The office written to.
    office: Addressee<'a>,
    /// Who sends the letter, from the pipeline.
    sender: &'a str,
    /// Whom to ask, from the pipeline.
    contact: &'a str,
    /// When the answer is due, as text from the pipeline.
    reply_by: &'a str,
    /// The years with findings, in order.
    years: Vec<u16>,
    /// Number of findings by severity, with missing filings counted separately.
    counts: BTreeMap<&'static str, usize>,
    /// Number of findings.
    n: usize,
    /// The findings by severity; empty sections are left out.
    sections: Vec<Section<'a>>,
    /// Number of findings left out of the letter.
    rest: usize,
    /// File name of the workbook sent with the letter; empty if there is no filing to show.
    workbook: &'a str,
}

/// The office written to.
#[derive(Serialize)]
struct Addressee<'a> {
    code: &'a str,
    name: &'a str,
    kind: &'a str,
    district: &'a str,
}

/// The findings of one severity.
#[derive(Serialize)]
struct Section<'a> {
    /// `missing`, or the code of the severity.
    kind: &'static str,
    /// Number of findings in the section.
    n: usize,
    /// The findings, by cause.
    groups: Vec<CauseGroup<'a>>,
}

/// Findings that one repair explains.
#[derive(Serialize)]
struct CauseGroup<'a> {
    year: u16,
    /// The repair in words. Empty if there is none; the group then has one finding.
    cause: String,
    /// No other repair would explain them.
    is_sure: bool,
    /// The findings, in the order of their numbers.
    findings: Vec<Item<'a>>,
}

/// One finding.
#[derive(Serialize)]
struct Item<'a> {
    /// Number within the letter, from 1.
    no: usize,
    /// The reporting year.
    year: u16,
    /// Title of the table; empty if the message already names it.
    table: String,
    /// Row, column or cell in the words of the form.
    place: String,
    /// Id of the rule.
    rule: &'a str,
    /// Title of the rule.
    law: &'a str,
    /// The message of the finding.
    message: String,
    /// The file without its folders; empty if unknown, and then line and column are 0.
    file: &'a str,
    line: u32,
    column: u32,
    /// The two sides of the comparison, as in `findings.csv`; empty if there are none.
    lhs: &'a str,
    rhs: &'a str,
    /// Left side minus right side.
    difference: &'a str,
}

/// An office's findings that have not been explained, the latest year first. Years whose filing
/// could not be read in full are left out.
pub(super) fn open<'a>(data: &ReportData<'a>, office: OfficeIx) -> Vec<&'a FindingRow> {
    let years = data.dossier().years.iter().rev().filter(|year| !data.is_partly_read(office, **year));
    years.flat_map(|year| data.findings(office, *year)).filter(|finding| finding.status != Status::Explained).collect()
}

impl<'a> Letter<'a> {
    /// Collects the facts. `open` are the findings from [`open`], `workbook` the file name of the
    /// office's form.
    pub(super) fn of(
        data: &ReportData<'a>,
        office: OfficeIx,
        open: &[&'a FindingRow],
        workbook: &'a str,
    ) -> Letter<'a> {
        let pipeline = data.context.pipeline;
        let details = data.office(office);
        let mut years: Vec<u16> = open.iter().map(|finding| finding.year.0).collect();
        years.sort_unstable();
        years.dedup();
        let mut counts = BTreeMap::from(KINDS.map(|kind| (kind, 0)));
        for finding in open {
            *counts.entry(kind(data, finding)).or_default() += 1;
        }
        let mut no = 0;
        let sections: Vec<Section<'a>> = KINDS
            .into_iter()
            .map(|wanted| {
                let found: Vec<&&FindingRow> = open.iter().filter(|finding| kind(data, finding) == wanted).collect();
                Section { kind: wanted, n: found.len(), groups: groups(data, office, &found, &mut no) }
            })
            .filter(|section| section.n > 0)
            .collect();
        Letter {
            title: pipeline.title.get(data.wording().lang),
            office: Addressee {
                code: &details.code,
                name: &details.name,
                kind: &details.kind,
                district: &details.district,
            },
            sender: &pipeline.letters.sender,
            contact: &pipeline.letters.contact,
            reply_by: &pipeline.letters.reply_by,
            years,
            counts,
            n: open.len(),
            sections,
            rest: open.len() - no,
            workbook,
        }
    }
}

/// The sections in the order of the letter, the most urgent first.
const KINDS: [&str; 5] = ["missing", "error", "warning", "anomaly", "note"];

/// The section that a finding belongs to.
fn kind(data: &ReportData<'_>, finding: &FindingRow) -> &'static str {
    if data.is_missing(finding) {
        return "missing";
    }
    match finding.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Anomaly => "anomaly",
        Severity::Note => "note",
    }
}

/// Groups findings of one year and one cause, at the place of the first. `no` counts the findings
/// written so far in the letter.
fn groups<'a>(
    data: &ReportData<'a>,
    office: OfficeIx,
    findings: &[&&'a FindingRow],
    no: &mut usize,
) -> Vec<CauseGroup<'a>> {
    let mut order: Vec<Vec<&'a FindingRow>> = Vec::new();
    for finding in findings.iter().take(WRITTEN.saturating_sub(*no)) {
        let is_same = |first: &&FindingRow| first.has_cause && first.year == finding.year;
        let same = |group: &&mut Vec<&FindingRow>| finding.has_cause && group.first().is_some_and(is_same);
        match order.iter_mut().find(same) {
            Some(group) => group.push(finding),
            None => order.push(vec![finding]),
        }
    }
    let mut group = |findings: Vec<&'a FindingRow>| {
        let first = findings.first()?;
        let (year, cause) = (first.year, data.cause(first));
        let is_sure = data.repairs(office, year).count() == 1;
        let findings = findings.into_iter().map(|finding| {
            *no += 1;
            item(data, *no, finding)
        });
        Some(CauseGroup { year: year.0, cause, is_sure, findings: findings.collect() })
    };
    order.into_iter().filter_map(&mut group).collect()
}

/// One finding, with its number.
fn item<'a>(data: &ReportData<'a>, no: usize, finding: &'a FindingRow) -> Item<'a> {
    let pipeline = data.context.pipeline;
    let rule = pipeline.rule(finding.rule);
    let place = location::of(finding, pipeline, data.wording());
    let (file, line, column) = source(&finding.source);
    let message = data.context.message_text(&finding.message);
    Item {
        no,
        year: finding.year.0,
        // A message that already names the table does not need it as a prefix.
        table: if message.contains(&place.table) { String::new() } else { place.table },
        place: place.place,
        rule: &rule.id.0,
        law: rule.title.get(data.wording().lang),
        message,
        file,
        line,
        column,
        lhs: &finding.sums[0],
        rhs: &finding.sums[1],
        difference: &finding.sums[2],
    }
}

/// Splits `folder/file:line:column`. An office knows its file, but not our folders.
fn source(source: &str) -> (&str, u32, u32) {
    let mut parts = source.rsplitn(3, ':');
    let (column, line, path) = (parts.next(), parts.next(), parts.next());
    let number = |part: Option<&str>| part.and_then(|part| part.parse().ok());
    match (path, number(line), number(column)) {
        (Some(path), Some(line), Some(column)) => (base(path), line, column),
        _ => (base(source), 0, 0),
    }
}

/// The file name without folders.
fn base(path: &str) -> &str {
    path.rsplit(['/', '\\']).next().unwrap_or(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_source_is_reduced_to_file_line_and_column() {
        assert_eq!(source("in/2024/甲局.csv:5:3"), ("甲局.csv", 5, 3));
        assert_eq!(source("in/甲局.csv"), ("甲局.csv", 0, 0));
        assert_eq!(source(""), ("", 0, 0));
    }
}
