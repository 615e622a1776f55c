//! The form of one office as it was filed, with what is wrong in it marked; and its findings, to be answered.

use std::collections::{BTreeMap, BTreeSet};

use rust_xlsxwriter::{Note, XlsxError};

use crate::model::{CellIx, Filed, FindingRow, OfficeIx, Severity, Status};
use crate::report::book::form::{Entry, draw, is_one_page, over, set_columns};
use crate::report::book::list::{Field, clean, page};
use crate::report::book::style::{Styles, TITLE_POINTS};
use crate::report::book::{empty, findings};
use crate::report::desk::Desk;
use crate::report::form::{Layouts, covering};

/// Title, and whose it is.
const OVER: u32 = 2;

/// What is said of a cell.
struct Mark {
    severity: Severity,
    notes: Vec<String>,
}

/// The workbook.
pub(super) fn bytes(
    desk: &Desk<'_>,
    office: OfficeIx,
    open: &[&FindingRow],
    layouts: &Layouts,
    styles: &Styles,
) -> Result<Vec<u8>, XlsxError> {
    let known = desk.office(office);
    let mut book = empty(&known.name)?;
    let years: BTreeSet<_> = open.iter().map(|finding| std::cmp::Reverse(finding.year)).collect();
    for filed in years.iter().filter_map(|year| desk.filing(office, year.0)) {
        let found: Vec<&FindingRow> = open.iter().copied().filter(|finding| finding.year == filed.year).collect();
        let sheet = book.add_worksheet();
        sheet.set_name(filed.year.0.to_string())?;
        form(sheet, desk, filed, &found, layouts, styles)?;
    }
    let title = desk.say("book.findings");
    let words = [("n", open.len().to_string())];
    let words = words.each_ref().map(|(name, said)| (*name, said.as_str()));
    findings::sheet(&mut book, desk, open, (title, desk.wording().say("book.answer_remark", &words)), styles)?;
    book.save_to_buffer()
}

fn form(
    sheet: &mut rust_xlsxwriter::Worksheet,
    desk: &Desk<'_>,
    filed: &Filed,
    found: &[&FindingRow],
    layouts: &Layouts,
    styles: &Styles,
) -> Result<(), XlsxError> {
    let marks = marks(desk, filed, found);
    let mut left: BTreeSet<CellIx> =
        filed.cells.iter().map(|(cell, _)| cell).filter(|cell| filed.cells.has(*cell)).collect();
    let known = desk.office(filed.office);
    let words = [
        ("office", known.name.as_str()),
        ("code", known.code.as_str()),
        ("year", &filed.year.0.to_string()),
        ("title", desk.people.pipeline.title.get(desk.wording().lang)),
    ];
    let mut top = OVER;
    let mut is_short = true;
    for (at, form) in covering(&desk.people.pipeline.catalogue, &left).into_iter().enumerate() {
        let layout = layouts.of_form(form);
        is_short &= at == 0 && is_one_page(layout);
        if at == 0 {
            set_columns(sheet, layout)?;
            over(sheet, 0, layout, &desk.wording().say("book.own_title", &words), &styles.title, TITLE_POINTS)?;
            over(sheet, 1, layout, &desk.wording().say("book.own_remark", &words), &styles.remark, 10.0)?;
        }
        let shown: BTreeSet<CellIx> = layout.figures().map(|(cell, _)| cell).filter(|cell| left.remove(cell)).collect();
        let entry = |cell: CellIx| match (shown.contains(&cell), marks.get(&cell)) {
            (false, _) => Entry::Field(Field::Nothing, Some(&styles.void)),
            (true, None) => Entry::Field(desk.figure(filed, cell), None),
            (true, Some(mark)) => Entry::Field(desk.figure(filed, cell), Some(styles.of_severity(mark.severity))),
        };
        draw(sheet, top, layout, styles, &entry)?;
        for (cell, slot) in layout.figures().filter(|(cell, _)| shown.contains(cell)) {
            if let Some(mark) = marks.get(&cell).filter(|mark| !mark.notes.is_empty()) {
                let note = Note::new(clean(&mark.notes.join("\n"))).add_author_prefix(false).set_width(260);
                sheet.insert_note(top + slot.row, slot.column, &note)?;
            }
        }
        top += layout.rows + 1;
    }
    page(sheet, &desk.say("book.footer"))?;
    sheet.set_portrait();
    // A form is looked at as a whole, if that can be.
    if is_short {
        sheet.set_print_fit_to_pages(1, 1);
    }
    Ok(())
}

/// What the repair would change is what is likely wrong; what else a finding rests on may be.
fn marks(desk: &Desk<'_>, filed: &Filed, found: &[&FindingRow]) -> BTreeMap<CellIx, Mark> {
    let mut marks: BTreeMap<CellIx, Mark> = BTreeMap::new();
    let mut mark = |cell: CellIx, severity: Severity, note: Option<&str>| {
        let mark = marks.entry(cell).or_insert(Mark { severity, notes: Vec::new() });
        mark.severity = mark.severity.min(severity);
        if let Some(note) = note.filter(|note| !mark.notes.iter().any(|known| known == note)) {
            mark.notes.push(note.to_owned());
        }
    };
    for finding in found.iter().filter(|finding| finding.status != Status::Explained) {
        let is_alone = finding.cells.len() == 1;
        for cell in &finding.cells {
            // Of a broken sum any part may be the wrong one.
            let severity = if is_alone { finding.severity } else { finding.severity.max(Severity::Warning) };
            mark(*cell, severity, is_alone.then_some(finding.message.as_str()));
        }
    }
    let likeliest = desk.repairs(filed.office, filed.year).filter(|repair| repair.rank == 1);
    for repair in likeliest.filter(|_| found.iter().any(|finding| !finding.cause.is_empty())) {
        for (cell, _, repaired) in &repair.changes {
            let note = desk.wording().say("book.suggested", &[("repaired", repaired)]);
            mark(*cell, Severity::Error, Some(&note));
        }
    }
    marks
}
