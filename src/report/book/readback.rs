//! Reads `report.xlsx` back and compares it with the run, figure by figure.
//!
//! Columns are found by the names in the hidden row, not by position, so that a figure in the wrong
//! column is a difference too. Sums are looked for where [`rollup::plan`] says they are. A
//! difference reads like `filings!K17: "12", and "21" in the run`.

use std::collections::BTreeMap;
use std::io::Cursor;
use std::path::Path;

use calamine::{Data, Range, Reader, Xlsx};

use crate::model::{FindingRow, IntakeRow, OfficeIx, Severity, Status, Year};
use crate::report::book::list;
use crate::report::book::rollup::YearsDrawn;
use crate::report::book::{FILE, filings, findings, lists, rollup, room, total};
use crate::report::data::ReportData;
use crate::report::field::Field;
use crate::report::{Error, ReportContext};

/// Maximum number of differences kept. One is enough to fail a run.
const KEPT: usize = 20;

/// Lists what in the workbook differs from the run.
pub(in crate::report) fn differences(context: &ReportContext<'_>, folder: &Path) -> Result<Vec<String>, Error> {
    let bytes = std::fs::read(folder.join(FILE))?;
    let mut book: Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(bytes))?;
    let data = ReportData::of(context);
    let mut differences = Differences::default();
    for years in YearsDrawn::ALL.into_iter().filter(|years| years.is_drawn(&data)) {
        rollup(&data, years, &sheet(&mut book, &data.say(years.name()))?, &mut differences);
    }
    let details = ListSheet::of(&mut book, &data.say("book.filings"), filings::FIRST)?;
    details_of(&data, &details, &mut differences);
    checks(&data, &ListSheet::of(&mut book, &data.say("book.checks"), list::FIRST)?, &mut differences);
    for (name, found) in ["book.findings", "book.notes"].iter().zip(findings::in_hand(&data)) {
        findings(&data, &found, &ListSheet::of(&mut book, &data.say(name), list::FIRST)?, &mut differences);
    }
    ranking(&data, &ListSheet::of(&mut book, &data.say("book.ranking"), list::FIRST)?, &mut differences);
    missing(&data, &ListSheet::of(&mut book, &data.say("book.missing"), list::FIRST)?, &mut differences);
    intake(&data, &ListSheet::of(&mut book, &data.say("book.intake"), list::FIRST)?, &mut differences);
    rules(&data, &ListSheet::of(&mut book, &data.say("book.rules"), list::FIRST)?, &mut differences);
    Ok(differences.said)
}

/// The differences found so far, as text for whoever debugs the program.
#[derive(Default)]
struct Differences {
    /// At most [`KEPT`].
    said: Vec<String>,
}

impl Differences {
    /// Compares one square with what it should say.
    fn hold(&mut self, sheet: &str, at: (u32, u16), read: &Data, wanted: &str) {
        if !is(read, wanted) && self.said.len() < KEPT {
            self.said.push(format!("{sheet}!{}: `{read}`, and `{wanted}` in the run", total::name(at)));
        }
    }

    /// Compares the number of rows of a sheet.
    fn count(&mut self, sheet: &str, read: usize, wanted: usize) {
        if read != wanted && self.said.len() < KEPT {
            self.said.push(format!("{sheet}: {read} rows, and {wanted} in the run"));
        }
    }
}

/// True if a square says what a table prints. Numbers are compared as numbers, text after
/// [`list::clean`]; a date or boolean never matches.
fn is(read: &Data, wanted: &str) -> bool {
    match (read, Field::printed(wanted)) {
        (Data::Float(number), Field::Number(wanted)) => *number == wanted,
        (Data::Int(number), Field::Number(wanted)) => *number as f64 == wanted,
        (Data::String(text), _) => *text == list::clean(wanted) && !wanted.is_empty(),
        (Data::Empty, _) => wanted.is_empty(),
        _ => false,
    }
}

/// A workbook in memory.
type Book = Xlsx<Cursor<Vec<u8>>>;

/// A sheet by name. Its range keeps the positions of squares in the sheet.
fn sheet(book: &mut Book, name: &str) -> Result<(String, Range<Data>), Error> {
    Ok((name.to_owned(), book.worksheet_range(name)?))
}

/// A sheet that is a list.
struct ListSheet {
    name: String,
    range: Range<Data>,
    /// Position of each column, by its name in the tables.
    columns: BTreeMap<String, u16>,
    /// The first row of the list.
    first: u32,
    /// Number of rows.
    rows: u32,
}

/// Stands for squares outside the range.
static NOTHING: Data = Data::Empty;

impl ListSheet {
    /// Finds columns and rows of a sheet.
    fn of(book: &mut Book, name: &str, first: u32) -> Result<ListSheet, Error> {
        let (name, range) = sheet(book, name)?;
        let width = range.end().map_or(0, |(_, column)| column + 1);
        let named = |column: u32| Some((range.get_value((list::NAMES, column))?.to_string(), column as u16));
        let columns: BTreeMap<String, u16> = (0..width).filter_map(named).collect();
        // The list ends at the first row with nothing in its first column.
        let is_there = |row: &u32| range.get_value((*row, 0)).is_some_and(|cell| *cell != Data::Empty);
        let rows = (first..).take_while(is_there).count() as u32;
        Ok(ListSheet { name, range, columns, first, rows })
    }

    /// A square by row of the list and name of the column, with its position.
    fn get(&self, row: usize, column: &str) -> (&Data, (u32, u16)) {
        let Some(column) = self.columns.get(column) else { return (&NOTHING, (list::NAMES, 0)) };
        let at = (self.first + row as u32, *column);
        (self.range.get_value((at.0, u32::from(at.1))).unwrap_or(&NOTHING), at)
    }

    /// Compares some columns of a row.
    fn hold(&self, row: usize, wanted: &[(&str, &str)], differences: &mut Differences) {
        for (column, wanted) in wanted {
            let (read, at) = self.get(row, column);
            differences.hold(&self.name, at, read, wanted);
        }
    }
}

/// Sums, where the plan of the sheet says that they are.
fn rollup(
    data: &ReportData<'_>,
    years: YearsDrawn,
    (name, range): &(String, Range<Data>),
    differences: &mut Differences,
) {
    for block in rollup::plan(data, years).0 {
        let mut shown = 0;
        for (cell, at) in block.figures() {
            let read = range.get_value((at.0, u32::from(at.1))).unwrap_or(&NOTHING);
            let sum = block.sums.get(&cell).filter(|(_, coverage)| coverage.has_figure());
            let wanted = sum.map_or(String::new(), |(sum, _)| rollup::printed(data, cell, *sum));
            differences.hold(name, at, read, &wanted);
            shown += 1;
        }
        differences.count(name, shown, block.sums.len());
    }
}

/// Every figure of every filing shown.
fn details_of(data: &ReportData<'_>, list: &ListSheet, differences: &mut Differences) {
    let catalogue = &data.context.pipeline.catalogue;
    let cells = filings::cells(data);
    for (row, filed) in data.dossier().filings.iter().enumerate() {
        let office = data.office(filed.office);
        let year = filed.year.0.to_string();
        list.hold(row, &[("office_code", &office.code), ("office", &office.name), ("year", &year)], differences);
        for cell in &cells {
            let wanted = data.printed(filed, *cell);
            list.hold(row, &[(&catalogue.cell(*cell).code, &wanted)], differences);
        }
    }
    differences.count(&list.name, list.rows as usize, data.dossier().filings.len());
}

/// Open findings by severity, counted anew from the list of findings and not by the index that the
/// sheet was written from.
fn checks(data: &ReportData<'_>, list: &ListSheet, differences: &mut Differences) {
    let mut open: BTreeMap<(OfficeIx, Year, Severity), u64> = BTreeMap::new();
    let is_counted = |finding: &&FindingRow| finding.status != Status::Explained && !data.is_missing(finding);
    for finding in data.dossier().findings.iter().filter(is_counted) {
        if let Some(office) = finding.office {
            *open.entry((office, finding.year, finding.severity)).or_default() += 1;
        }
    }
    let all = data.office_years_in_hand();
    for (row, (office, year)) in all.iter().take(room(data.context)).enumerate() {
        let columns = [("errors", Severity::Error), ("warnings", Severity::Warning), ("anomalies", Severity::Anomaly)];
        let counted = columns.map(|(name, severity)| {
            (name, open.get(&(*office, *year, severity)).map_or(String::new(), u64::to_string))
        });
        list.hold(row, &[("office_code", &data.office(*office).code), ("year", &year.0.to_string())], differences);
        list.hold(row, &counted.each_ref().map(|(name, n)| (*name, n.as_str())), differences);
    }
    differences.count(&list.name, list.rows as usize, all.len().min(room(data.context)));
}

/// Every column of a finding that comes from the tables.
fn findings(data: &ReportData<'_>, all: &[&FindingRow], list: &ListSheet, differences: &mut Differences) {
    for (row, finding) in all.iter().take(room(data.context)).enumerate() {
        let code = finding.office.map_or("", |office| data.office(office).code.as_str());
        let [lhs, rhs, difference] = &finding.sums;
        let wanted = [
            ("finding", finding.id.as_str()),
            ("office_code", code),
            ("year", &finding.year.0.to_string()),
            ("rule", &data.context.pipeline.rule(finding.rule).id.0),
            ("key", &finding.key),
            ("lhs", lhs),
            ("rhs", rhs),
            ("difference", difference),
            ("message", &data.context.message_text(&finding.message)),
            ("source", &finding.source),
            ("figures", &finding.figures),
        ];
        list.hold(row, &wanted, differences);
    }
    differences.count(&list.name, list.rows as usize, all.len().min(room(data.context)));
}

/// Every column of the ranking except the reasons.
fn ranking(data: &ReportData<'_>, list: &ListSheet, differences: &mut Differences) {
    let all = data.ranking_in_hand();
    for (row, (rank, ranked)) in all.iter().take(room(data.context)).enumerate() {
        let wanted = [
            ("office_code", data.office(ranked.office).code.clone()),
            ("rank", rank.to_string()),
            ("year", ranked.year.0.to_string()),
            ("warnings", ranked.warnings.to_string()),
            ("anomalies", ranked.anomalies.to_string()),
        ];
        list.hold(row, &wanted.each_ref().map(|(name, value)| (*name, value.as_str())), differences);
    }
    differences.count(&list.name, list.rows as usize, all.len().min(room(data.context)));
}

/// The number of missing filings.
fn missing(data: &ReportData<'_>, list: &ListSheet, differences: &mut Differences) {
    let n = lists::missing_in_hand(data).len();
    differences.count(&list.name, list.rows as usize, n.min(room(data.context)));
}

/// Path and counts of the files not read in full.
fn intake(data: &ReportData<'_>, list: &ListSheet, differences: &mut Differences) {
    let all: Vec<&IntakeRow> = data.dossier().not_whole().collect();
    for (row, received) in all.iter().take(room(data.context)).enumerate() {
        let [filings, _, _, unread] = received.counts.map(|n| n.to_string());
        let wanted = [("path", received.path.as_str()), ("filings", &filings), ("cells_unread", &unread)];
        list.hold(row, &wanted, differences);
    }
    differences.count(&list.name, list.rows as usize, all.len().min(room(data.context)));
}

/// Counts of every rule that the run has a tally of.
fn rules(data: &ReportData<'_>, list: &ListSheet, differences: &mut Differences) {
    let tallies = &data.dossier().tallies;
    for row in 0..list.rows as usize {
        let (read, _) = list.get(row, "rule");
        let id = read.to_string();
        let of = |rule: crate::model::RuleIx| data.context.pipeline.rule(rule).id.0 == id;
        let Some(tally) = tallies.iter().find(|tally| of(tally.rule)) else { continue };
        let skipped: u64 = tally.skipped.values().sum();
        let counts = [("held", tally.held), ("failed", tally.failed), ("skipped", skipped)];
        let counts = counts.map(|(name, n)| (name, n.to_string()));
        list.hold(row, &counts.each_ref().map(|(name, n)| (*name, n.as_str())), differences);
    }
    differences.count(&list.name, list.rows as usize, data.context.pipeline.rules.len());
}
