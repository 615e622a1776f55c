//! The short lists: ranking, missing filings, files not read in full, and rules.
//!
//! Each is an array of columns and a function that makes a row. [`put`] adds title, remark and the
//! number of rows left out.

use std::collections::BTreeSet;

use rust_xlsxwriter::{Workbook, XlsxError};

use crate::model::{FindingRow, IntakeRow, Office, OfficeIx, Ranked, RuleIx, RuleTally, Severity, Year};
use crate::report::book::list::{self, Column, ColumnKind, List};
use crate::report::data::ReportData;
use crate::report::field::Field;
use crate::say;

/// Columns of the ranking: name in the tables, kind and maximum width.
const RANKING: [(&str, ColumnKind, u16); 10] = [
    ("rank", ColumnKind::Middle, 8),
    ("office_code", ColumnKind::Text, 22),
    ("office", ColumnKind::Text, 30),
    ("district", ColumnKind::Text, 14),
    ("kind", ColumnKind::Text, 14),
    ("year", ColumnKind::Middle, 8),
    ("errors", ColumnKind::Middle, 8),
    ("warnings", ColumnKind::Middle, 8),
    ("anomalies", ColumnKind::Middle, 8),
    ("reasons", ColumnKind::Wrapped, 70),
];

/// Adds the ranking of the year in hand: offices, most questionable first, each with its heaviest
/// reasons.
pub(super) fn ranking(book: &mut Workbook, data: &ReportData<'_>, room: usize) -> Result<(), XlsxError> {
    let all = data.ranking_in_hand();
    let row = |(rank, ranked): &(u32, &Ranked)| {
        let office = data.office(ranked.office);
        vec![
            Field::count(u64::from(*rank)),
            Field::text(&office.code),
            Field::text(&office.name),
            Field::text(&office.district),
            Field::text(&office.kind),
            Field::count(u64::from(ranked.year.0)),
            Field::count(data.open(ranked.office, ranked.year, Severity::Error)),
            Field::count(u64::from(ranked.warnings)),
            Field::count(u64::from(ranked.anomalies)),
            Field::text(&data.context.reasons(&ranked.reasons)),
        ]
    };
    let rows = all.iter().take(room).map(row).collect();
    let sentences = ["book.ranking", "book.ranking_title", "book.ranking_remark"];
    put(book, data, sentences, &RANKING, (rows, all.len(), "ranking.csv"))
}

/// Columns of the missing filings.
const MISSING: [(&str, ColumnKind, u16); 8] = [
    ("no", ColumnKind::Middle, 8),
    ("office_code", ColumnKind::Text, 22),
    ("office", ColumnKind::Text, 30),
    ("district", ColumnKind::Text, 14),
    ("kind", ColumnKind::Text, 14),
    ("year", ColumnKind::Middle, 8),
    ("last_filed", ColumnKind::Word, 12),
    ("message", ColumnKind::Wrapped, 60),
];

/// The filings that are missing in the year in hand.
pub(super) fn missing_in_hand<'a>(data: &ReportData<'a>) -> Vec<&'a FindingRow> {
    let findings = data.dossier().findings.iter();
    findings.filter(|finding| data.is_missing(finding) && data.is_in_hand(finding.year)).collect()
}

/// Adds the missing filings, with the last year for which the office did
/// file. Offices that never filed have none there.
pub(super) fn missing(book: &mut Workbook, data: &ReportData<'_>, room: usize) -> Result<(), XlsxError> {
    let all = missing_in_hand(data);
    let mut filed_years: BTreeSet<(OfficeIx, Year)> = BTreeSet::new();
    filed_years.extend(data.dossier().filings.iter().map(|filing| (filing.office, filing.year)));
    let row = |(at, finding): (usize, &&FindingRow)| {
        let office = finding.office.map(|office| data.office(office));
        let word = |of: fn(&Office) -> &String| office.map_or(Field::Nothing, |office| Field::text(of(office)));
        let before =
            finding.office.and_then(|office| filed_years.range((office, Year(0))..(office, finding.year)).next_back());
        let last = before.map(|(_, year)| *year);
        vec![
            Field::count(at as u64 + 1),
            word(|office| &office.code),
            word(|office| &office.name),
            word(|office| &office.district),
            word(|office| &office.kind),
            Field::count(u64::from(finding.year.0)),
            last.map_or(Field::Nothing, |year| Field::Text(year.0.to_string())),
            Field::text(&data.context.message_text(&finding.message)),
        ]
    };
    let rows = all.iter().take(room).enumerate().map(row).collect();
    let sentences = ["book.missing", "book.missing_title", "book.missing_remark"];
    put(book, data, sentences, &MISSING, (rows, all.len(), "findings.csv"))
}

/// Columns of the files not read in full.
const INTAKE: [(&str, ColumnKind, u16); 7] = [
    ("no", ColumnKind::Middle, 8),
    ("path", ColumnKind::Wrapped, 50),
    ("received", ColumnKind::Word, 10),
    ("filings", ColumnKind::Middle, 8),
    ("cells_unread", ColumnKind::Middle, 10),
    ("unmatched", ColumnKind::Wrapped, 60),
    ("message", ColumnKind::Wrapped, 50),
];

/// Adds the files that were not read in full, in order of their paths, with the labels that matched
/// nothing: whoever maintains the pipeline finds new spellings here.
pub(super) fn intake(book: &mut Workbook, data: &ReportData<'_>, room: usize) -> Result<(), XlsxError> {
    let all: Vec<&IntakeRow> = data.dossier().not_whole().collect();
    let row = |(at, received): (usize, &&IntakeRow)| {
        let [filings, _, _, unread] = received.counts;
        vec![
            Field::count(at as u64 + 1),
            Field::text(&received.path),
            Field::Text(data.say(&format!("html.intake_{}", received.reception.code()))),
            Field::count(filings),
            Field::count(unread),
            Field::text(&received.unmatched),
            Field::text(&say::messages(&received.messages, data.context.pipeline, data.wording())),
        ]
    };
    let rows = all.iter().take(room).enumerate().map(row).collect();
    let sentences = ["book.intake", "book.intake_title", "book.intake_remark"];
    put(book, data, sentences, &INTAKE, (rows, all.len(), "intake.csv"))
}

/// Columns of the rules.
const RULES: [(&str, ColumnKind, u16); 11] = [
    ("rule", ColumnKind::Text, 20),
    ("title", ColumnKind::Wrapped, 36),
    ("table", ColumnKind::Wrapped, 22),
    ("severity", ColumnKind::Word, 9),
    ("asked", ColumnKind::Count, 10),
    ("held", ColumnKind::Count, 10),
    ("failed", ColumnKind::Count, 10),
    ("skipped", ColumnKind::Count, 10),
    ("years", ColumnKind::Word, 12),
    ("formula", ColumnKind::Wrapped, 40),
    ("because", ColumnKind::Wrapped, 50),
];

/// Adds the rules: what was checked, why, and how often. This is the whole list, never cut, so that
/// a reader sees what was not checked too.
pub(super) fn rules(book: &mut Workbook, data: &ReportData<'_>) -> Result<(), XlsxError> {
    let pipeline = data.context.pipeline;
    let lang = data.wording().lang;
    let row = |at: usize| {
        let ix = RuleIx(at as u16);
        let rule = pipeline.rule(ix);
        let tally = data.dossier().tallies.iter().find(|tally| tally.rule == ix);
        let skipped = tally.map_or(0, |tally| tally.skipped.values().sum());
        let (held, failed) = tally.map_or((0, 0), |tally| (tally.held, tally.failed));
        vec![
            Field::text(&rule.id.0),
            Field::text(rule.title.get(lang)),
            rule.table.map_or(Field::Nothing, |table| Field::text(pipeline.catalogue.table(table).title.get(lang))),
            Field::Text(data.say(&format!("severity.{}", rule.severity.code()))),
            Field::count(held + failed + skipped),
            Field::count(held),
            Field::count(failed),
            Field::count(skipped),
            Field::text(&years(rule.from, rule.until)),
            Field::text(rule.formula()),
            Field::text(&rule.because),
        ]
    };
    // Rules that were never checked come last.
    let mut order: Vec<usize> = (0..pipeline.rules.len()).collect();
    let is_idle = |at: &usize| data.dossier().tallies.iter().all(|tally| tally.rule.at() != *at || asked(tally) == 0);
    order.sort_by_key(is_idle);
    let rows: Vec<Vec<Field>> = order.into_iter().map(row).collect();
    let n = rows.len();
    let sentences = ["book.rules", "book.rules_title", "book.rules_remark"];
    put(book, data, sentences, &RULES, (rows, n, "run.json"))
}

/// How often a rule applied: checked and skipped.
fn asked(tally: &RuleTally) -> u64 {
    tally.held + tally.failed + tally.skipped.values().sum::<u64>()
}

/// `2019–2022`; an open end is left blank, and a rule without limits gets nothing.
fn years(from: Option<Year>, until: Option<Year>) -> String {
    match (from, until) {
        (None, None) => String::new(),
        _ => [from, until].map(|year| year.map_or(String::new(), |year| year.0.to_string())).join("–"),
    }
}

/// Adds a list. `sheet`, `title` and `remark` are names of sentences. `n` is the number of all
/// rows, maybe more than those given, and `file` is the table that has all of them.
fn put(
    book: &mut Workbook,
    data: &ReportData<'_>,
    [sheet, title, remark]: [&str; 3],
    columns: &[(&'static str, ColumnKind, u16)],
    (rows, n, file): (Vec<Vec<Field>>, usize, &str),
) -> Result<(), XlsxError> {
    let styles = &data.styles;
    let words = [("n", n.to_string()), ("shown", rows.len().to_string()), ("file", file.to_owned())];
    let words = words.each_ref().map(|(name, value)| (*name, value.as_str()));
    let mut remark = data.wording().say(remark, &words);
    if rows.len() < n {
        remark.push_str(&data.wording().say("book.cut_list", &words));
    }
    let columns = columns.iter().map(|(name, kind, widest)| Column::of(data.wording(), name, *kind, *widest));
    let list = List {
        sheet: data.say(sheet),
        title: data.say(title),
        remark,
        columns: columns.collect(),
        frozen: 3.min(columns_before(&rows)),
        footer: data.say("book.footer"),
    };
    list::write(book, &list, &rows, styles).map(|_| ())
}

/// Maximum number of columns to keep in view; none if the list is empty.
fn columns_before(rows: &[Vec<Field>]) -> u16 {
    if rows.is_empty() { 0 } else { u16::MAX }
}
