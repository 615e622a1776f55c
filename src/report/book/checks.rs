//! The sheet of checks: for every office whether it passed, failed or is missing, and how often it
//! broke each rule.
//!
//! ```text
//! no  code  office  district  kind  year  verdict   errors  warnings  …  T3-OUT  T3-ROW  …
//! 1   D01   …       north     …     2023  failed    2                    1       1
//! 2   D02   …       north     …     2023  passed
//! 3   D03   …       south     …     2023  not filed
//! ```
//!
//! There is a column for each rule that somebody broke, with the title of the rule as a note on its
//! header.

use std::collections::{BTreeMap, BTreeSet};

use rust_xlsxwriter::{Note, Workbook, XlsxError};

use crate::model::{OfficeIx, RuleIx, Severity, Standing, Status, Year};
use crate::report::book::list::{self, Column, ColumnKind, FIRST, HEADER, List, put};
use crate::report::data::ReportData;
use crate::report::field::Field;

/// The columns before those of the rules: name, kind and maximum width in characters.
const BEFORE: [(&str, ColumnKind, u16); 11] = [
    ("no", ColumnKind::Middle, 8),
    ("office_code", ColumnKind::Text, 22),
    ("office", ColumnKind::Text, 30),
    ("district", ColumnKind::Text, 14),
    ("kind", ColumnKind::Text, 14),
    ("year", ColumnKind::Middle, 8),
    ("verdict", ColumnKind::Word, 9),
    ("errors", ColumnKind::Middle, 8),
    ("warnings", ColumnKind::Middle, 8),
    ("anomalies", ColumnKind::Middle, 8),
    ("explained", ColumnKind::Middle, 8),
];
/// Position of the column `verdict`.
const VERDICT: u16 = 6;

/// Adds the sheet. `room` is the maximum number of rows; the tables have all of them. The verdict
/// is coloured, and so are the counts of rules behind errors.
pub(super) fn write(book: &mut Workbook, data: &ReportData<'_>, room: usize) -> Result<(), XlsxError> {
    let styles = &data.styles;
    let all = data.office_years();
    let shown = &all[..all.len().min(room)];
    let rules = rules(data);
    let before = BEFORE.iter().map(|(name, kind, widest)| Column::of(data.wording(), name, *kind, *widest));
    let mut columns: Vec<Column> = before.collect();
    columns.extend(rules.iter().map(|rule| Column {
        name: "rule",
        label: data.context.pipeline.rule(*rule).id.0.clone(),
        kind: ColumnKind::Count,
        widest: 9,
    }));
    let list = List {
        sheet: data.say("book.checks"),
        title: data.say("book.checks_title"),
        remark: remark(data, &all, shown.len()),
        columns,
        frozen: 3,
        footer: data.say("book.footer"),
    };
    let rows: Vec<Vec<Field>> =
        shown.iter().enumerate().map(|(at, (office, year))| row(at, *office, *year, &rules, data)).collect();
    let sheet = list::write(book, &list, &rows, styles)?;
    for (at, (office, year)) in shown.iter().enumerate() {
        let row = FIRST + at as u32;
        let format = match data.standing(*office, *year) {
            None | Some(Standing::InOrder | Standing::Doubtful) => continue,
            Some(Standing::Faulty) => &styles.wrong,
            Some(Standing::Missing) => &styles.doubtful,
            Some(Standing::PartlyRead) => &styles.unread,
        };
        put(sheet, (row, VERDICT), &rows[at][usize::from(VERDICT)], format)?;
        for finding in data.findings(*office, *year).filter(|finding| finding.severity == Severity::Error) {
            if let Some(rule) = rules.iter().position(|rule| *rule == finding.rule) {
                let column = BEFORE.len() + rule;
                put(sheet, (row, column as u16), &rows[at][column], &styles.wrong)?;
            }
        }
    }
    list::alarm(sheet, list::REMARK, (&list.remark, &data.alarm(None)), &styles.note, styles)?;
    for (at, rule) in rules.iter().enumerate() {
        let title = data.context.pipeline.rule(*rule).title.get(data.wording().lang);
        let note = Note::new(list::clean(title)).add_author_prefix(false);
        sheet.insert_note(HEADER, (BEFORE.len() + at) as u16, &note)?;
    }
    Ok(())
}

/// The rules broken by at least one office, in the order of the pipeline.
fn rules(data: &ReportData<'_>) -> Vec<RuleIx> {
    let broken = data.dossier().findings.iter().filter(|finding| finding.office.is_some());
    broken.map(|finding| finding.rule).collect::<BTreeSet<_>>().into_iter().collect()
}

/// The row of one office and year. Counts of 0 are left blank, so that the others stand out.
fn row(at: usize, office: OfficeIx, year: Year, rules: &[RuleIx], data: &ReportData<'_>) -> Vec<Field> {
    let details = data.office(office);
    let mut broken: BTreeMap<RuleIx, u64> = BTreeMap::new();
    for finding in data.findings(office, year) {
        *broken.entry(finding.rule).or_default() += 1;
    }
    let explained = data.findings(office, year).filter(|finding| finding.status == Status::Explained).count();
    let some = |n: u64| if n == 0 { Field::Nothing } else { Field::count(n) };
    let mut row = vec![
        Field::count(at as u64 + 1),
        Field::text(&details.code),
        Field::text(&details.name),
        Field::text(&details.district),
        Field::text(&details.kind),
        Field::count(u64::from(year.0)),
        data.standing(office, year).map_or(Field::Nothing, |standing| Field::Text(verdict(standing, data))),
        some(data.open(office, year, Severity::Error)),
        some(data.open(office, year, Severity::Warning)),
        some(data.open(office, year, Severity::Anomaly)),
        some(explained as u64),
    ];
    row.extend(rules.iter().map(|rule| some(broken.get(rule).copied().unwrap_or(0))));
    row
}

/// The verdict in words.
fn verdict(standing: Standing, data: &ReportData<'_>) -> String {
    data.say(&format!("standing.{}", standing.code()))
}

/// The line above the list: how many passed, failed and so on, how many filed without having to,
/// and how many rows are left out.
fn remark(data: &ReportData<'_>, all: &[(OfficeIx, Year)], shown: usize) -> String {
    let counts = data.standings(None);
    let words = [
        ("due", counts.due.to_string()),
        ("n", all.len().to_string()),
        ("passed", counts.passed().to_string()),
        ("doubtful", counts.doubtful.to_string()),
        ("failed", counts.faulty.to_string()),
        ("missing", counts.missing.to_string()),
        ("partly", counts.partly_read.to_string()),
        ("others", counts.others.to_string()),
        ("shown", shown.to_string()),
        ("file", "findings.csv".to_owned()),
    ];
    let words = words.each_ref().map(|(name, value)| (*name, value.as_str()));
    let mut remark = data.wording().say("book.checks_remark", &words);
    if counts.others > 0 {
        remark.push_str(&data.wording().say("book.checks_others", &words));
    }
    if shown < all.len() {
        remark.push_str(&data.wording().say("book.cut_list", &words));
    }
    remark
}
