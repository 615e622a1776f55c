//! The hidden sheet by which the program recognises a workbook when it comes back.

use rust_xlsxwriter::{Workbook, XlsxError};

use crate::model::{Catalogue, MARK, MarkSheet};
use crate::report::book::list::clean;

/// Adds the sheet as the last one. Document properties are lost when a workbook is saved in another
/// format; a sheet is not. It is "very hidden": spreadsheet programs do not offer to show it.
pub(in crate::report) fn write(book: &mut Workbook, marks: &MarkSheet, catalogue: &Catalogue) -> Result<(), XlsxError> {
    let sheet = book.add_worksheet();
    sheet.set_name(MARK)?;
    sheet.set_very_hidden(true);
    for (row, texts) in marks.rows(catalogue).iter().enumerate() {
        for (column, text) in texts.iter().enumerate().filter(|(_, text)| !text.is_empty()) {
            sheet.write_string(row as u32, column as u16, clean(text))?;
        }
    }
    Ok(())
}
