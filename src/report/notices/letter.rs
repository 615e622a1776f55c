//! What an office has to know: its findings, put together by what likely caused them.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::model::{FindingRow, OfficeIx, Severity, Status};
use crate::report::data::ReportData;
use crate::report::location;

/// Findings written out in a letter; the rest is in the workbook that goes with it.
const WRITTEN: usize = 40;

/// Everything a notice may say.
#[derive(Serialize)]
pub(super) struct Letter<'a> {
    /// What kind of return it is about.
    title: &'a str,
    office: Addressee<'a>,
    sender: &'a str,
    contact: &'a str,
    reply_by: &'a str,
    /// The years with findings.
    years: Vec<u16>,
    /// How many findings there are by severity; filings that are missing apart.
    counts: BTreeMap<&'static str, usize>,
    n: usize,
    /// By severity, those that are there.
    sections: Vec<Section<'a>>,
    /// Findings that are in the workbook only.
    rest: usize,
    /// The workbook that goes with the letter; empty where there is no filing.
    workbook: &'a str,
}

#[derive(Serialize)]
struct Addressee<'a> {
    code: &'a str,
    name: &'a str,
    kind: &'a str,
    district: &'a str,
}

#[derive(Serialize)]
struct Section<'a> {
    /// `missing`, or the severity.
    kind: &'static str,
    n: usize,
    groups: Vec<CauseGroup<'a>>,
}

/// Findings that one slip explains.
#[derive(Serialize)]
struct CauseGroup<'a> {
    year: u16,
    /// Empty where none is known, and then there is one finding.
    cause: String,
    /// Nothing else would explain them.
    is_sure: bool,
    findings: Vec<Item<'a>>,
}

#[derive(Serialize)]
struct Item<'a> {
    no: usize,
    year: u16,
    table: String,
    place: String,
    rule: &'a str,
    law: &'a str,
    message: String,
    /// The file without its folders, line and column; empty and 0 where they are not known.
    file: &'a str,
    line: u32,
    column: u32,
    lhs: &'a str,
    rhs: &'a str,
    difference: &'a str,
}

/// The findings of an office that nobody has answered for, the latest year first; none of a year whose filing could not
/// be read whole.
pub(super) fn open<'a>(data: &ReportData<'a>, office: OfficeIx) -> Vec<&'a FindingRow> {
    let years = data.dossier().years.iter().rev().filter(|year| !data.is_partly_read(office, **year));
    years.flat_map(|year| data.findings(office, *year)).filter(|finding| finding.status != Status::Explained).collect()
}

impl<'a> Letter<'a> {
    pub(super) fn of(
        data: &ReportData<'a>,
        office: OfficeIx,
        open: &[&'a FindingRow],
        workbook: &'a str,
    ) -> Letter<'a> {
        let pipeline = data.context.pipeline;
        let known = data.office(office);
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
            office: Addressee { code: &known.code, name: &known.name, kind: &known.kind, district: &known.district },
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

/// Sections in the order of a letter: what has to be done first comes first.
const KINDS: [&str; 5] = ["missing", "error", "warning", "anomaly", "note"];

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

/// Findings of one year and one cause together, where the first of them stands.
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

fn item<'a>(data: &ReportData<'a>, no: usize, finding: &'a FindingRow) -> Item<'a> {
    let pipeline = data.context.pipeline;
    let rule = pipeline.rule(finding.rule);
    let place = location::of(finding, pipeline, data.wording());
    let (file, line, column) = source(&finding.source);
    let message = data.context.said(&finding.message);
    Item {
        no,
        year: finding.year.0,
        // A message that names the table is not begun with it once more.
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

/// `folder/file:line:column`, of which an office knows the file only.
fn source(source: &str) -> (&str, u32, u32) {
    let mut parts = source.rsplitn(3, ':');
    let (column, line, path) = (parts.next(), parts.next(), parts.next());
    let number = |part: Option<&str>| part.and_then(|part| part.parse().ok());
    match (path, number(line), number(column)) {
        (Some(path), Some(line), Some(column)) => (base(path), line, column),
        _ => (base(source), 0, 0),
    }
}

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
