//! The sheet of findings: each with what was filed, what it may have been meant to be, and room for
//! the office's answer.
//!
//! ```text
//! no  code  office  year  severity  message  …  filed  repaired  unique  cause  answer ▾   text
//! 1   D01   …       2023  error     …           37     27        yes     …      corrected  …
//! ```
//!
//! The same list goes to each office with its letter. When it comes back filled in, the columns
//! `answer` and `text` are read as explanations, by the hidden columns that identify the finding.

use rust_xlsxwriter::{DataValidation, Workbook, XlsxError};

use crate::model::{FindingRow, Severity, Status};
use crate::report::book::list::{self, Column, ColumnKind, FIRST, List};
use crate::report::data::ReportData;
use crate::report::field::Field;
use crate::report::location;
use crate::say;

/// The columns: name in the tables, kind and maximum width in characters.
pub(in crate::report) const NAMES: [(&str, ColumnKind, u16); 24] = [
    ("no", ColumnKind::Middle, 8),
    ("office_code", ColumnKind::Text, 22),
    ("office", ColumnKind::Wrapped, 22),
    ("year", ColumnKind::Middle, 8),
    ("severity", ColumnKind::Word, 8),
    ("message", ColumnKind::Wrapped, 46),
    ("lhs", ColumnKind::Decimal, 12),
    ("rhs", ColumnKind::Decimal, 12),
    ("difference", ColumnKind::Decimal, 12),
    ("filed", ColumnKind::Decimal, 14),
    ("repaired", ColumnKind::Decimal, 14),
    ("unique", ColumnKind::Word, 12),
    ("cause", ColumnKind::Wrapped, 34),
    ("answer", ColumnKind::Answer, 18),
    ("text", ColumnKind::Answer, 24),
    ("title", ColumnKind::Wrapped, 24),
    ("table", ColumnKind::Wrapped, 18),
    ("place", ColumnKind::Wrapped, 20),
    ("source", ColumnKind::Wrapped, 30),
    ("status", ColumnKind::Word, 10),
    ("rule", ColumnKind::Text, 14),
    ("key", ColumnKind::Text, 20),
    ("figures", ColumnKind::Text, 18),
    ("finding", ColumnKind::Text, 18),
];

/// The last column that is printed. Those behind it are for filters and for reading the sheet back.
const PRINTED: &str = "text";
/// Columns that only the program reads.
const HIDDEN: [&str; 3] = ["key", "figures", "finding"];

/// Number of columns that stay in view: number, code and name of the office.
const FROZEN: u16 = 3;

/// Adds two sheets about the year in hand, as far as there is room: what has to be corrected or
/// answered, errors first, and the notes, which nobody has to answer.
pub(super) fn write(book: &mut Workbook, data: &ReportData<'_>, room: usize) -> Result<(), XlsxError> {
    let [findings, notes] = in_hand(data);
    list_of(book, data, &findings, ("book.findings", "book.findings_remark", room))?;
    list_of(book, data, &notes, ("book.notes", "book.notes_remark", room))
}

/// The findings of the two sheets.
pub(super) fn in_hand<'a>(data: &ReportData<'a>) -> [Vec<&'a FindingRow>; 2] {
    let (notes, findings) = data.findings_in_hand().into_iter().partition(|finding| finding.severity == Severity::Note);
    [findings, notes]
}

/// Adds one of them. `name` and `remark` are sentences.
fn list_of(
    book: &mut Workbook,
    data: &ReportData<'_>,
    findings: &[&FindingRow],
    (name, remark, room): (&str, &str, usize),
) -> Result<(), XlsxError> {
    let shown = &findings[..findings.len().min(room)];
    let words =
        [("n", findings.len().to_string()), ("shown", shown.len().to_string()), ("file", "findings.csv".into())];
    let words = words.each_ref().map(|(name, value)| (*name, value.as_str()));
    let remark = match shown.len() < findings.len() {
        true => data.wording().say("book.cut_list", &words),
        false => data.wording().say(remark, &words),
    };
    let title = data.say(name);
    sheet(book, data, shown, (title, remark))
}

/// Adds a sheet with the given findings. Answers are chosen from a list: corrected, the figure
/// stands, or the finding is mistaken.
pub(in crate::report) fn sheet(
    book: &mut Workbook,
    data: &ReportData<'_>,
    findings: &[&FindingRow],
    (title, remark): (String, String),
) -> Result<(), XlsxError> {
    let styles = &data.styles;
    let list = List {
        sheet: title.clone(),
        title,
        remark,
        columns: NAMES.iter().map(|(name, kind, widest)| Column::of(data.wording(), name, *kind, *widest)).collect(),
        frozen: FROZEN,
        footer: data.say("book.footer"),
    };
    let rows: Vec<Vec<Field>> = findings.iter().enumerate().map(|(at, finding)| row(at, finding, data)).collect();
    let sheet = list::write(book, &list, &rows, styles)?;
    let at = |name: &str| NAMES.iter().position(|(known, ..)| *known == name).unwrap_or(0) as u16;
    for name in HIDDEN {
        sheet.set_column_hidden(at(name))?;
    }
    sheet.set_print_area(0, 0, FIRST + rows.len().max(1) as u32 - 1, at(PRINTED))?;
    if !rows.is_empty() {
        let answers = ["answer.corrected", "answer.stands", "answer.mistaken"].map(|name| data.say(name));
        let choice = DataValidation::new().allow_list_strings(&answers)?;
        let column = at("answer");
        sheet.add_data_validation(FIRST, column, FIRST + rows.len() as u32 - 1, column, &choice)?;
    }
    Ok(())
}

/// The row of one finding.
fn row(at: usize, finding: &FindingRow, data: &ReportData<'_>) -> Vec<Field> {
    let (code, office) = whose(finding, data);
    let pipeline = data.context.pipeline;
    let rule = pipeline.rule(finding.rule);
    let place = location::of(finding, pipeline, data.wording());
    let [lhs, rhs, difference] = finding.sums.each_ref().map(|sum| Field::printed(sum));
    let [filed, repaired, unique] = suggestion(finding, data);
    vec![
        Field::count(at as u64 + 1),
        Field::text(code),
        Field::text(office),
        Field::count(u64::from(finding.year.0)),
        Field::Text(data.say(&format!("severity.{}", finding.severity.code()))),
        Field::text(&data.context.message_text(&finding.message)),
        lhs,
        rhs,
        difference,
        filed,
        repaired,
        unique,
        Field::text(&data.cause(finding)),
        match finding.status {
            Status::Explained => Field::Text(data.say("answer.stands")),
            Status::Open | Status::Reopened => Field::Nothing,
        },
        Field::text(&finding.answer),
        Field::text(rule.title.get(data.wording().lang)),
        Field::text(&place.table),
        Field::text(&place.place),
        Field::text(&finding.source),
        Field::Text(data.say(&format!("status.{}", finding.status.code()))),
        Field::text(&rule.id.0),
        Field::text(&finding.key),
        Field::text(&finding.figures),
        Field::text(&finding.id),
    ]
}

/// Code and name of the office; a group has only a name.
pub(in crate::report) fn whose<'a>(finding: &'a FindingRow, data: &ReportData<'a>) -> (&'a str, &'a str) {
    match (finding.office, &finding.group) {
        (Some(office), _) => {
            let office = data.office(office);
            (&office.code, &office.name)
        }
        (None, Some((_, group))) => ("", group),
        (None, None) => ("", ""),
    }
}

/// What was filed, what it should be, and whether that is the only explanation.
///
/// If the repair changes several cells, all changes are listed with the names of their cells,
/// unless the finding is about exactly one of them. If it does not resolve the finding, only what
/// was filed is shown.
fn suggestion(finding: &FindingRow, data: &ReportData<'_>) -> [Field; 3] {
    let nothing = [Field::Nothing, Field::Nothing, Field::Nothing];
    let Some(office) = finding.office else { return nothing };
    let Some(likeliest) = data.likeliest(finding) else {
        return [filed_alone(finding, data), Field::Nothing, Field::Nothing];
    };
    let unique = match data.repairs(office, finding.year).count() {
        _ if likeliest.proof != "exact" => data.say("book.unique_open"),
        1 => data.say("book.unique_yes"),
        n => data.wording().say("book.unique_no", &[("n", &(n - 1).to_string())]),
    };
    // The changes to cells that the finding is about.
    let about: Vec<_> = likeliest.changes.iter().filter(|(cell, ..)| finding.cells.contains(cell)).collect();
    let unique = Field::Text(unique);
    match about[..] {
        [(_, filed, repaired)] => [Field::printed(filed), Field::printed(repaired), unique],
        _ => {
            let side = |filed: bool| {
                let described = |(cell, was, is): &(_, String, String)| {
                    let figure = if filed { was } else { is };
                    format!("{} {figure}", say::cell(data.context.pipeline, *cell, data.wording()))
                };
                likeliest.changes.iter().map(described).collect::<Vec<_>>().join("\n")
            };
            [Field::text(&side(true)), Field::text(&side(false)), unique]
        }
    }
}

/// The figure of the finding's cell, if it is about exactly one.
fn filed_alone(finding: &FindingRow, data: &ReportData<'_>) -> Field {
    let filing = finding.office.and_then(|office| data.filing(office, finding.year));
    match (&finding.cells[..], filing) {
        ([cell], Some(filing)) => data.figure(filing, *cell),
        _ => Field::Nothing,
    }
}
