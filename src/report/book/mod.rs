//! `report.xlsx`: the run as a workbook for officers.
//!
//! ```text
//! sheet      contents                                         module
//! rollup     the sums, drawn as the official form             rollup, total, form
//! filings    all figures, one filing per row                  filings
//! checks     passed, failed or missing, office by office      checks
//! findings   what is wrong, with room for the answer; notes   findings
//! …          ranking, missing, intake                         lists
//! rollup     the sums of the other years                      rollup
//! rules      what was checked                                 lists
//! (hidden)   the mark by which the workbook is recognised     mark
//! ```
//!
//! All but the filings and the sums of other years is about the year in hand.
//!
//! Figures are numbers, totals are formulas with their result, codes are text, and no text is ever
//! run as a formula. Only features that other spreadsheet programs support are used.

mod block;
pub(in crate::report) mod checks;
pub(in crate::report) mod filings;
pub(in crate::report) mod findings;
pub(in crate::report) mod form;
pub(in crate::report) mod list;
mod lists;
pub(in crate::report) mod mark;
pub(in crate::report) mod readback;
pub(in crate::report) mod rollup;
pub(in crate::report) mod total;

use std::path::Path;

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, XlsxError};

use crate::model::{MARK, Mark, MarkSheet, PaperKind, REPORT};
use crate::report::book::rollup::YearsDrawn;
use crate::report::data::ReportData;
use crate::report::{self, Error, ReportContext};

/// Maximum number of rows of a list: what Excel allows, less the rows above and below it.
const EXCEL: usize = 1_048_576 - 16;

/// The file name.
pub(super) const FILE: &str = REPORT;

/// Writes the workbook and returns its number of visible sheets.
pub(super) fn write(context: &ReportContext<'_>, folder: &Path) -> Result<u64, Error> {
    let data = ReportData::of(context);
    let room = room(context);
    let marks = MarkSheet { mark: report::mark(context, PaperKind::Report), forms: Vec::new() };
    let mut book = empty(context.pipeline.title.get(context.wording.lang), &marks.mark)?;
    rollup::write(&mut book, &data, YearsDrawn::InHand)?;
    filings::write(&mut book, &data)?;
    checks::write(&mut book, &data, room)?;
    findings::write(&mut book, &data, room)?;
    lists::ranking(&mut book, &data, room)?;
    lists::missing(&mut book, &data, room)?;
    lists::intake(&mut book, &data, room)?;
    if YearsDrawn::Others.is_drawn(&data) {
        rollup::write(&mut book, &data, YearsDrawn::Others)?;
    }
    lists::rules(&mut book, &data)?;
    mark::write(&mut book, &marks, &context.pipeline.catalogue)?;
    // The hidden sheet of the mark is not counted.
    let sheets = book.worksheets().len() as u64 - 1;
    book.save(folder.join(FILE))?;
    Ok(sheets)
}

/// Maximum number of rows of a list: what the pipeline allows, if a sheet can have as many.
pub(super) fn room(context: &ReportContext<'_>) -> usize {
    context.pipeline.outputs.rows.min(EXCEL)
}

/// An empty workbook. Its creation date is constant, so that the same run gives the same bytes.
pub(super) fn empty(title: &str, mark: &Mark) -> Result<Workbook, XlsxError> {
    let mut book = Workbook::new();
    let made = ExcelDateTime::from_ymd(2000, 1, 1)?;
    let properties = DocProperties::new().set_title(list::clean(title)).set_creation_datetime(&made);
    book.set_properties(&properties.set_custom_property(MARK, mark.line()));
    Ok(book)
}
