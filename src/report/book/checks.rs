//! The sheet of checks: for every office whether it passed, failed or is missing, and how often it
//! broke each rule.
//!
//! ```text
//! no  code  office  district  kind  year  verdict   errors  warnings  …  row sums  …
//! 1   D01   …       north     …     2023  failed    2                    1
//! 2   D02   …       north     …     2023  passed
//! 3   D03   …       south     …     2023  not filed
//! ```
//!
//! It is about the year in hand. There is a column for each rule that somebody broke, headed by its
//! short name, with what is wrong and the id as a note on the header.

use std::collections::{BTreeMap, BTreeSet};

use rust_xlsxwriter::{Note, Workbook, XlsxError};

use crate::model::{OfficeIx, RuleIx, Severity, Standing, Status, Year};
use crate::report::book::list::{self, Column, ColumnKind, FIRST, HEADER, List, put};
use crate::report::data::ReportData;
use crate::report::field::Field;
use crate::say;

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
    let all = data.office_years_in_hand();
    let shown = &all[..all.len().min(room)];
    let rules = rules(data);
    let before = BEFORE.iter().map(|(name, kind, widest)| Column::of(data.wording(), name, *kind, *widest));
    let mut columns: Vec<Column> = before.collect();
    columns.extend(rules.iter().map(|rules| Column {
        name: "rule",
        label: rules.short.clone(),
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
            if let Some(of_rule) = rules.iter().position(|column| column.rules.contains(&finding.rule)) {
                let column = BEFORE.len() + of_rule;
                put(sheet, (row, column as u16), &rows[at][column], &styles.wrong)?;
            }
        }
    }
    list::alarm(sheet, list::REMARK, (&list.remark, &data.alarm(data.dossier().year_in_hand)), &styles.note, styles)?;
    for (at, column) in rules.iter().enumerate() {
        let note = Note::new(list::clean(&hint(column, data))).add_author_prefix(false);
        sheet.insert_note(HEADER, (BEFORE.len() + at) as u16, &note)?;
    }
    Ok(())
}

/// Rules that say the same in short, and share a column.
struct RuleColumn {
    short: String,
    rules: Vec<RuleIx>,
}

/// The rules that at least one office broke in the year in hand, in the order of the pipeline. Who
/// has not filed is told by the verdict.
fn rules(data: &ReportData<'_>) -> Vec<RuleColumn> {
    let broken = data.findings_in_hand().into_iter().filter(|finding| finding.office.is_some());
    let broken: BTreeSet<RuleIx> = broken.map(|finding| finding.rule).collect();
    let mut columns: Vec<RuleColumn> = Vec::new();
    for rule in broken {
        let short = say::short(data.context.pipeline.rule(rule), data.wording());
        match columns.iter_mut().find(|column| column.short == short) {
            Some(column) => column.rules.push(rule),
            None => columns.push(RuleColumn { short, rules: vec![rule] }),
        }
    }
    columns
}

/// What is wrong by the rules of a column, with their ids: the note on its header.
fn hint(column: &RuleColumn, data: &ReportData<'_>) -> String {
    let lines = column.rules.iter().map(|ix| {
        let rule = data.context.pipeline.rule(*ix);
        format!("{} {}", say::wrong(rule, data.wording()), rule.id.0)
    });
    lines.collect::<Vec<String>>().join("\n")
}

/// The row of one office and year. Counts of 0 are left blank, so that the others stand out.
fn row(at: usize, office: OfficeIx, year: Year, rules: &[RuleColumn], data: &ReportData<'_>) -> Vec<Field> {
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
    let broken = |column: &RuleColumn| column.rules.iter().filter_map(|rule| broken.get(rule)).sum();
    row.extend(rules.iter().map(|column| some(broken(column))));
    row
}

/// The verdict in words.
fn verdict(standing: Standing, data: &ReportData<'_>) -> String {
    data.say(&format!("standing.{}", standing.code()))
}

/// The line above the list: how many passed, failed and so on, how many filed without having to,
/// and how many rows are left out.
fn remark(data: &ReportData<'_>, all: &[(OfficeIx, Year)], shown: usize) -> String {
    let counts = data.standings_in_hand();
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
