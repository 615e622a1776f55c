//! The facts for a letter: the cells that are likely wrong, and the office's findings of the year in
//! hand.
//!
//! Field names are the names that templates use: `{{ office.name }}`.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::model::{FindingRow, OfficeIx, Severity, Status, Wording};
use crate::report::book::total;
use crate::report::data::ReportData;
use crate::report::location;
use crate::say;

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
    /// The year in hand, which the letter is about.
    year: u16,
    /// The cells that are likely wrong, as the likeliest repair has them; empty if there is none.
    suspects: Vec<Suspect>,
    /// No other repair would put the filing right.
    is_sure: bool,
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

/// A cell that is likely wrong.
#[derive(Serialize)]
struct Suspect {
    /// Title of its table.
    table: String,
    /// Row and column in the words of the form.
    place: String,
    /// What was filed; empty for a blank.
    filed: String,
    /// What it should probably be.
    repaired: String,
    /// What may have happened, such as two digits exchanged.
    slip: String,
}

/// The findings of one severity.
#[derive(Serialize)]
struct Section<'a> {
    /// `missing`, or the code of the severity.
    kind: &'static str,
    /// Number of findings in the section.
    n: usize,
    /// The first of them.
    findings: Vec<Item<'a>>,
}

/// One finding.
#[derive(Serialize)]
struct Item<'a> {
    /// Number within the letter, from 1.
    no: usize,
    /// Title of the table; empty if the message already names it.
    table: String,
    /// Row, column or cell in the words of the form.
    place: String,
    /// Id of the rule.
    rule: &'a str,
    /// What is wrong by the rule, in a few words.
    short: String,
    /// The message of the finding.
    message: String,
    /// The likeliest repair of the filing resolves it.
    has_cause: bool,
    /// The file without its folders; empty if unknown.
    file: &'a str,
    /// Where in the file: `E24`. Empty if a reader of such a file could not find it by that.
    spot: String,
    /// The two sides of the comparison, as in `findings.csv`; empty if there are none.
    lhs: &'a str,
    rhs: &'a str,
    /// Left side minus right side.
    difference: &'a str,
}

/// An office's findings of the year in hand that have not been explained. None if its filing could
/// not be read in full.
pub(super) fn open<'a>(data: &ReportData<'a>, office: OfficeIx) -> Vec<&'a FindingRow> {
    let year = data.dossier().year_in_hand.filter(|year| !data.is_partly_read(office, *year));
    let findings = year.into_iter().flat_map(|year| data.findings(office, year));
    findings.filter(|finding| finding.status != Status::Explained).collect()
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
        let (suspects, is_sure) = suspects(data, office, open);
        let mut counts = BTreeMap::from(KINDS.map(|kind| (kind, 0)));
        for finding in open {
            *counts.entry(kind(data, finding)).or_default() += 1;
        }
        let mut no = 0;
        let sections: Vec<Section<'a>> = KINDS
            .into_iter()
            .map(|wanted| {
                let found: Vec<&&FindingRow> = open.iter().filter(|finding| kind(data, finding) == wanted).collect();
                let first = found.iter().take(WRITTEN.saturating_sub(no));
                let findings: Vec<Item<'_>> =
                    first.zip(no + 1..).map(|(finding, no)| item(data, no, finding)).collect();
                no += findings.len();
                Section { kind: wanted, n: found.len(), findings }
            })
            .filter(|section| !section.findings.is_empty())
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
            year: data.dossier().year_in_hand.map_or(0, |year| year.0),
            suspects,
            is_sure,
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

/// What the likeliest repair changes, if it resolves any of the findings, and whether it is the only
/// one.
fn suspects(data: &ReportData<'_>, office: OfficeIx, open: &[&FindingRow]) -> (Vec<Suspect>, bool) {
    let Some(likeliest) = open.iter().find_map(|finding| data.likeliest(finding)) else {
        return (Vec::new(), false);
    };
    let (pipeline, wording) = (data.context.pipeline, data.wording());
    let renderer = say::Renderer::of(pipeline, wording);
    let suspect = |suspect: say::Suspect<'_>| Suspect {
        table: location::of_cell(suspect.cell, pipeline, wording).table,
        place: say::square(pipeline, suspect.cell, wording),
        filed: renderer.word(suspect.filed),
        repaired: renderer.word(suspect.repaired),
        slip: renderer.word(suspect.slip),
    };
    (
        say::suspects(&likeliest.message).into_iter().map(suspect).collect(),
        data.repairs(office, likeliest.year).count() == 1,
    )
}

/// One finding, with its number.
fn item<'a>(data: &ReportData<'a>, no: usize, finding: &'a FindingRow) -> Item<'a> {
    let pipeline = data.context.pipeline;
    let rule = pipeline.rule(finding.rule);
    let place = location::of(finding, pipeline, data.wording());
    let (file, spot) = source(&finding.source);
    let message = official(&data.context.message_text(&finding.message), data.wording());
    Item {
        no,
        // A message that already names the table does not need it as a prefix.
        table: if message.contains(&place.table) { String::new() } else { place.table },
        place: place.place,
        rule: &rule.id.0,
        short: say::short(rule, data.wording()),
        message,
        has_cause: finding.has_cause,
        file,
        spot,
        lhs: &finding.sums[0],
        rhs: &finding.sums[1],
        difference: &finding.sums[2],
    }
}

/// Splits `folder/file:line:column` into file and square: `甲局.xlsx`, `E24`. An office knows its
/// file, but not our folders; and only a spreadsheet shows squares.
fn source(source: &str) -> (&str, String) {
    let mut parts = source.rsplitn(3, ':');
    let (column, line, path) = (parts.next(), parts.next(), parts.next());
    let number = |part: Option<&str>| part.and_then(|part| part.parse::<u32>().ok()).filter(|number| *number > 0);
    match (path, number(line), number(column)) {
        (Some(path), Some(line), Some(column)) if is_spreadsheet(base(path)) => {
            (base(path), total::name((line - 1, (column - 1) as u16)))
        }
        (Some(path), Some(_), Some(_)) => (base(path), String::new()),
        _ => (base(source), String::new()),
    }
}

/// True for a file, or a sheet of it, that people open as a spreadsheet.
fn is_spreadsheet(name: &str) -> bool {
    const ENDINGS: [&str; 7] = ["csv", "tsv", "xlsx", "xlsm", "xls", "et", "ods"];
    let file = name.split('#').next().unwrap_or(name);
    let ending = file.rsplit('.').next().unwrap_or("").to_ascii_lowercase();
    ENDINGS.contains(&ending.as_str())
}

/// A message as an official paper prints it: in Chinese, figures stand in a line without blanks
/// around them. What is quoted stays as it was filed.
fn official(text: &str, wording: &Wording) -> String {
    if !wording.say("document.blank_at_figures", &[]).is_empty() {
        return text.to_owned();
    }
    let mut tight = String::with_capacity(text.len());
    let (mut depth, mut before) = (0u32, ' ');
    let mut characters = text.chars().peekable();
    while let Some(c) = characters.next() {
        match c {
            '\u{201C}' => depth += 1,
            '\u{201D}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        let after = characters.peek().copied().unwrap_or(' ');
        if c != ' ' || depth > 0 || (before.is_ascii() && after.is_ascii()) {
            tight.push(c);
        }
        before = c;
    }
    tight
}

/// The file name without folders.
fn base(path: &str) -> &str {
    path.rsplit(['/', '\\']).next().unwrap_or(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_source_is_reduced_to_file_and_square() {
        assert_eq!(source("in/2024/甲局.csv:24:5"), ("甲局.csv", "E24".to_owned()));
        assert_eq!(source("in/甲局.xlsx#表三:5:27"), ("甲局.xlsx#表三", "AA5".to_owned()));
        assert_eq!(source("in/甲局.docx:5:3"), ("甲局.docx", String::new()));
        assert_eq!(source("in/甲局.csv"), ("甲局.csv", String::new()));
        assert_eq!(source(""), ("", String::new()));
    }
}
