//! The workbook for one office: its form as filed, with wrong cells marked, and its findings, to be
//! answered.
//!
//! ```text
//! 2023, 2022, …   one sheet per year with findings: the form, cells coloured by severity, notes on them
//! findings        the list of findings, with columns for the answer
//! (hidden)        what each square meant and held when it was printed
//! ```
//!
//! The office corrects the form, fills in answers and sends the workbook back. By the hidden sheet
//! it can be read back without guessing.

use std::collections::{BTreeMap, BTreeSet};

use rust_xlsxwriter::{Note, XlsxError};

use crate::model::{
    AsFiled, CellIx, CellKind, Claim, Filed, FindingRow, MarkSheet, Office, OfficeIx, PaperKind, PrintedForm, Severity,
    Square, State, Status, Value, content,
};
use crate::report::book::form::{Entry, FormSheet, TextLine, is_one_page, over, set_columns};
use crate::report::book::list::{clean, page};
use crate::report::book::{empty, findings, mark as mark_sheet};
use crate::report::data::ReportData;
use crate::report::field::Field;
use crate::report::form::{Layout, Slot, SlotContent, versions};
use crate::report::mark;
use crate::report::style::TITLE_POINTS;
use crate::say;

/// Number of rows above the form: title and remark.
const OVER: u32 = 2;

/// How a cell is marked: the colour of the severity, and notes.
struct CellMark {
    /// The most serious of its findings.
    severity: Severity,
    /// Messages and suggested figures, shown as a note on the square.
    notes: Vec<String>,
}

/// The bytes of the workbook, with a sheet for each year that has findings and a filing.
pub(super) fn bytes(data: &ReportData<'_>, office: OfficeIx, open: &[&FindingRow]) -> Result<Vec<u8>, XlsxError> {
    let details = data.office(office);
    let mut marks = MarkSheet { mark: mark(data.context, PaperKind::Form), forms: Vec::new() };
    let mut book = empty(&details.name, &marks.mark)?;
    let years: BTreeSet<_> = open.iter().map(|finding| std::cmp::Reverse(finding.year)).collect();
    for filed in years.iter().filter_map(|year| data.filing(office, year.0)) {
        let found: Vec<&FindingRow> = open.iter().copied().filter(|finding| finding.year == filed.year).collect();
        let sheet = book.add_worksheet();
        sheet.set_name(filed.year.0.to_string())?;
        marks.forms.push(form(sheet, data, filed, &found)?);
    }
    let title = data.say("book.findings");
    let words = [("n", open.len().to_string())];
    let words = words.each_ref().map(|(name, value)| (*name, value.as_str()));
    findings::sheet(&mut book, data, open, (title, data.wording().say("book.answer_remark", &words)))?;
    mark_sheet::write(&mut book, &marks, &data.context.pipeline.catalogue)?;
    book.save_to_buffer()
}

/// Draws one filing on the form versions it was filed on. Returns where everything was drawn.
fn form(
    sheet: &mut rust_xlsxwriter::Worksheet,
    data: &ReportData<'_>,
    filed: &Filed,
    found: &[&FindingRow],
) -> Result<PrintedForm, XlsxError> {
    let styles = &data.styles;
    let catalogue = &data.context.pipeline.catalogue;
    let there: BTreeSet<CellIx> =
        filed.cells.iter().map(|(cell, _)| cell).filter(|cell| filed.cells.has(*cell)).collect();
    let tables = versions(catalogue, &there);
    let layout = Layout::of_tables(catalogue, &tables, &|cell| there.contains(&cell), 0, data.wording().lang);
    let title = head(sheet, data, filed, &layout)?;
    let marks = marks(data, filed, found);
    let entry = |cell: CellIx| match (there.contains(&cell), marks.get(&cell)) {
        (false, _) => Entry::Field(Field::Nothing, Some(&styles.void)),
        (true, mark) => Entry::Field(figure(data, filed, cell), mark.map(|mark| styles.of_severity(mark.severity))),
    };
    FormSheet { sheet, top: OVER, styles }.draw(&layout, &entry)?;
    for (cell, slot) in layout.figures() {
        if let Some(mark) = marks.get(&cell).filter(|mark| !mark.notes.is_empty()) {
            let note = Note::new(clean(&mark.notes.join("\n"))).add_author_prefix(false).set_width(260);
            sheet.insert_note(OVER + slot.row, slot.column, &note)?;
        }
    }
    page(sheet, &data.say("book.footer"))?;
    sheet.set_portrait();
    // A form is read as a whole, so it is printed on one page if it fits.
    if is_one_page(&layout) {
        sheet.set_print_fit_to_pages(1, 1);
    }
    Ok(as_printed(data, filed, &layout, title))
}
/// Writes title and remark above the tables. Returns the title.
fn head(
    sheet: &mut rust_xlsxwriter::Worksheet,
    data: &ReportData<'_>,
    filed: &Filed,
    layout: &Layout,
) -> Result<String, XlsxError> {
    let styles = &data.styles;
    let details = data.office(filed.office);
    let words = [
        ("office", details.name.as_str()),
        ("code", details.code.as_str()),
        ("year", &filed.year.0.to_string()),
        ("title", data.context.pipeline.title.get(data.wording().lang)),
    ];
    let title = data.wording().say("book.own_title", &words);
    set_columns(sheet, layout)?;
    over(sheet, 0, layout, &TextLine { text: &title, format: &styles.title, points: TITLE_POINTS })?;
    let remark = data.wording().say("book.own_remark", &words);
    over(sheet, 1, layout, &TextLine { text: &remark, format: &styles.remark, points: 10.0 })?;
    Ok(clean(&title))
}

/// What to print for a cell so that it will be read back as what it is. Text that was not a figure
/// must not look like one, and a date must not look like a number.
fn figure(data: &ReportData<'_>, filed: &Filed, cell: CellIx) -> Field {
    let kind = &data.context.pipeline.catalogue.cell(cell).kind;
    let raw = filed.cells.raw(cell);
    let signs = if kind.is_count() { ",+-\u{FF0C}" } else { ",.+-\u{FF0C}\u{FF0E}" };
    let is_figure = !raw.is_empty() && raw.chars().all(|c| c.is_numeric() || c.is_whitespace() || signs.contains(c));
    match filed.cells.get(cell) {
        Value::Not(State::Unreadable | State::Unread) if is_figure => {
            Field::Text(data.wording().say("html.quoted", &[("label", raw)]))
        }
        Value::Number(day) if *kind == CellKind::Date => Field::Text(say::number(i128::from(day), kind)),
        _ => data.figure(filed, cell),
    }
}

/// Where everything was drawn and what was filed, for the hidden sheet. Blanks and plain numbers
/// need no entry of their own, as they are read back as what they are.
fn as_printed(data: &ReportData<'_>, filed: &Filed, layout: &Layout, title: String) -> PrintedForm {
    let catalogue = &data.context.pipeline.catalogue;
    let details = data.office(filed.office);
    let square = |slot: &Slot| (OVER + slot.row, u32::from(slot.column));
    let labels = layout.slots.iter().filter_map(|slot| match &slot.content {
        SlotContent::Title(text) | SlotContent::Head(text) | SlotContent::Label(text) if !text.is_empty() => {
            Some((square(slot), clean(text)))
        }
        _ => None,
    });
    let mut labels: Vec<(Square, String)> = labels.collect();
    labels.sort();
    let as_filed = layout.figures().filter_map(|(cell, _)| match filed.cells.get(cell) {
        Value::Number(_) | Value::Not(State::Blank) => None,
        Value::Not(state) => {
            let printed = match figure(data, filed, cell) {
                Field::Text(text) => clean(&text),
                Field::Number(number) => number.to_string(),
                Field::Nothing => String::new(),
            };
            Some(AsFiled { cell, state, raw: clean(filed.cells.raw(cell)), printed })
        }
    });
    PrintedForm {
        sheet: filed.year.0.to_string(),
        code: details.code.clone(),
        office: details.name.clone(),
        within: within(data, details).to_owned(),
        year: Some(filed.year),
        title,
        labels: PrintedForm::digest(labels.iter().map(|(_, text)| text.as_str())),
        frame: labels.into_iter().map(|(square, _)| square).collect(),
        figures: layout.figures().map(|(cell, slot)| (square(slot), cell)).collect(),
        as_filed: as_filed.collect(),
        filed: content(&filed.cells, catalogue),
    }
}

/// Name of the parent office, if the office's name begins with it; otherwise empty.
fn within<'a>(data: &ReportData<'a>, office: &'a Office) -> &'a str {
    let above = data.dossier().register.offices.iter().find(|above| above.code == office.parent);
    let is_part = |above: &&Office| office.name.starts_with(&Claim::of_component(&above.name, ""));
    above.filter(is_part).map_or("", |above| &above.name)
}

/// Marks cells. Those that the likeliest repair would change get the colour of an error and the
/// suggested figure as a note; other cells of findings get the finding's colour.
fn marks(data: &ReportData<'_>, filed: &Filed, found: &[&FindingRow]) -> BTreeMap<CellIx, CellMark> {
    let mut marks: BTreeMap<CellIx, CellMark> = BTreeMap::new();
    let mut mark = |cell: CellIx, severity: Severity, note: Option<&str>| {
        let mark = marks.entry(cell).or_insert(CellMark { severity, notes: Vec::new() });
        mark.severity = mark.severity.min(severity);
        if let Some(note) = note.filter(|note| !mark.notes.iter().any(|known| known == note)) {
            mark.notes.push(note.to_owned());
        }
    };
    for finding in found.iter().filter(|finding| finding.status != Status::Explained) {
        let is_alone = finding.cells.len() == 1;
        let message = data.context.message_text(&finding.message);
        for cell in &finding.cells {
            // Any term of a broken sum may be the wrong one, so none is marked as an error.
            let severity = if is_alone { finding.severity } else { finding.severity.max(Severity::Warning) };
            mark(*cell, severity, is_alone.then_some(message.as_str()));
        }
    }
    let likeliest = data.repairs(filed.office, filed.year).filter(|repair| repair.rank == 1);
    for repair in likeliest.filter(|_| found.iter().any(|finding| finding.has_cause)) {
        for (cell, _, repaired) in &repair.changes {
            let note = data.wording().say("book.suggested", &[("repaired", repaired)]);
            mark(*cell, Severity::Error, Some(&note));
        }
    }
    marks
}
