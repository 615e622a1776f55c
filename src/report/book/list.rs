//! A sheet that is a list: title, remark, header and rows.
//!
//! A hidden row above the header has the names that the tables use for the columns, so that a
//! filled-in sheet can be read back whatever its language:
//!
//! ```text
//! row 0   title                    centred if it fits on a screen
//! row 1   remark                   how many, and what is left out
//! row 2   office_code  office …    hidden
//! row 3   Code         Office …    header, with filters
//! row 4…  rows
//! ```

use rust_xlsxwriter::{Format, IgnoreError, Workbook, Worksheet, XlsxError};

use crate::model::Wording;
use crate::report::field::Field;
use crate::report::style::{Styles, display_width};

/// The row of the title. Rows count from 0.
pub(in crate::report) const TITLE: u32 = 0;
/// The row of the remark.
pub(in crate::report) const REMARK: u32 = 1;
/// The hidden row with the names of the columns in the tables.
pub(in crate::report) const NAMES: u32 = 2;
/// The row of the header.
pub(in crate::report) const HEADER: u32 = 3;
/// The first row of the list itself.
pub(in crate::report) const FIRST: u32 = 4;

/// Maximum number of characters in a cell, set by Excel.
const LONGEST: usize = 32_767;
/// Height of a line of text, in points.
pub(in crate::report) const LINE: f64 = 13.5;
/// Maximum height of a row, in points.
const TALLEST: f64 = 400.0;
/// Total width, in characters, up to which a title is centred. In a wider list the centre would be
/// off the screen.
const SCREEN: f64 = 150.0;

/// How the cells of a column look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::report) enum ColumnKind {
    /// Text on one line, such as a code or a name.
    Text,
    /// Text that may take several lines.
    Wrapped,
    /// One of a few words, centred.
    Word,
    /// A whole number, centred: a year, an ordinal, a small count.
    Middle,
    /// A whole number.
    Count,
    /// A number with as many decimals as it has.
    Decimal,
    /// To be filled in by hand.
    Answer,
}

/// A column of a list.
pub(in crate::report) struct Column {
    /// Name in the tables.
    pub name: &'static str,
    /// The header.
    pub label: String,
    /// How its cells look.
    pub kind: ColumnKind,
    /// Maximum width in characters.
    pub widest: u16,
}

impl Column {
    /// A column by its name in the tables. The header is the sentence `column.NAME`.
    pub(in crate::report) fn of(wording: &Wording, name: &'static str, kind: ColumnKind, widest: u16) -> Column {
        Column { name, label: wording.say(&format!("column.{}", name), &[]), kind, widest }
    }
}

/// A list with what stands above and below it.
pub(in crate::report) struct List {
    /// Name of the sheet.
    pub sheet: String,
    pub title: String,
    /// The line below the title.
    pub remark: String,
    pub columns: Vec<Column>,
    /// Number of columns that stay in view when scrolling.
    pub frozen: u16,
    /// Footer of the printed page: page x of y.
    pub footer: String,
}

/// Adds the sheet with its rows, and returns it for what is specific to the caller. Header and
/// leading columns stay in view, and the list has filters.
pub(in crate::report) fn write<'a>(
    book: &'a mut Workbook,
    list: &List,
    rows: &[Vec<Field>],
    styles: &Styles,
) -> Result<&'a mut Worksheet, XlsxError> {
    let sheet = book.add_worksheet();
    sheet.set_name(&list.sheet)?;
    let widths = widths(list, rows);
    head(sheet, list, &widths, styles)?;
    for (at, fields) in rows.iter().enumerate() {
        for (column, field) in fields.iter().enumerate() {
            let format = format(list.columns[column].kind, styles);
            put(sheet, (FIRST + at as u32, column as u16), field, format)?;
        }
        let lines = lines(list, &widths, fields);
        if lines > 1 {
            sheet.set_row_height(FIRST + at as u32, (lines as f64 * LINE + 3.0).min(TALLEST))?;
        }
    }
    if !rows.is_empty() {
        let last = FIRST + rows.len() as u32 - 1;
        sheet.autofilter(HEADER, 0, last, list.columns.len() as u16 - 1)?;
        // A code of digits is text on purpose.
        sheet.ignore_error_range(FIRST, 0, last, list.columns.len() as u16 - 1, IgnoreError::NumberStoredAsText)?;
    }
    page(sheet, &list.footer)?;
    sheet.set_landscape();
    sheet.set_repeat_rows(HEADER, HEADER)?;
    sheet.set_freeze_panes(FIRST, list.frozen)?;
    Ok(sheet)
}

/// Number of lines that the longest text of a row takes. Not every spreadsheet program adjusts row
/// heights by itself.
fn lines(list: &List, widths: &[f64], fields: &[Field]) -> usize {
    let of = |(at, field): (usize, &Field)| match (field, list.columns[at].kind) {
        (Field::Text(text), ColumnKind::Wrapped | ColumnKind::Decimal | ColumnKind::Answer) => {
            wrapped(text, widths[at] - 1.5)
        }
        _ => 1,
    };
    fields.iter().enumerate().map(of).max().unwrap_or(1)
}

/// Number of lines of a text wrapped at a width of `room` characters.
pub(in crate::report) fn wrapped(text: &str, room: f64) -> usize {
    let of = |line: &str| (display_width(line) as f64 / room.max(2.0)).ceil().max(1.0) as usize;
    text.lines().map(of).sum()
}

/// Writes one field. An empty one still gets its border.
pub(in crate::report) fn put(
    sheet: &mut Worksheet,
    (row, column): (u32, u16),
    field: &Field,
    format: &Format,
) -> Result<(), XlsxError> {
    match field {
        Field::Text(text) => sheet.write_string_with_format(row, column, clean(text), format)?,
        Field::Number(number) => sheet.write_number_with_format(row, column, *number, format)?,
        Field::Nothing => sheet.write_blank(row, column, format)?,
    };
    Ok(())
}

/// Writes a remark that begins with a warning in red. Does nothing if there is no warning.
pub(in crate::report) fn alarm(
    sheet: &mut Worksheet,
    row: u32,
    (remark, alarm): (&str, &str),
    around: &Format,
    styles: &Styles,
) -> Result<(), XlsxError> {
    if alarm.is_empty() {
        return Ok(());
    }
    let (alarm, remark) = (format!("{}\u{3000}", clean(alarm)), clean(remark));
    let parts = [(&styles.alarm, alarm.as_str()), (&styles.note, remark.as_str())];
    sheet.write_rich_string_with_format(row, 0, &parts, around)?;
    Ok(())
}

/// A text as a cell can hold it: control characters become spaces, except line breaks, and it is
/// cut to the maximum length.
pub(in crate::report) fn clean(text: &str) -> String {
    let is_lost = |c: char| (c.is_control() && c != '\n') || matches!(c, '\u{FFFE}' | '\u{FFFF}');
    text.chars().map(|c| if is_lost(c) { ' ' } else { c }).take(LONGEST).collect()
}

/// Page setup: A4, all columns on one page, page numbers below.
pub(in crate::report) fn page(sheet: &mut Worksheet, footer: &str) -> Result<(), XlsxError> {
    sheet.set_paper_size(9);
    sheet.set_print_fit_to_pages(1, 0);
    sheet.set_margins(0.5, 0.5, 0.6, 0.7, 0.3, 0.3);
    sheet.set_print_center_horizontally(true);
    sheet.set_footer(footer);
    Ok(())
}

/// Writes title, remark, hidden names and header.
fn head(sheet: &mut Worksheet, list: &List, widths: &[f64], styles: &Styles) -> Result<(), XlsxError> {
    let last = list.columns.len() as u16 - 1;
    if widths.iter().sum::<f64>() <= SCREEN && last > 0 {
        sheet.merge_range(TITLE, 0, TITLE, last, &clean(&list.title), &styles.title)?;
    } else {
        sheet.write_string_with_format(TITLE, 0, clean(&list.title), &styles.title_left)?;
    }
    sheet.set_row_height(TITLE, 30)?;
    sheet.write_string_with_format(REMARK, 0, clean(&list.remark), &styles.note)?;
    sheet.set_row_height(REMARK, 18)?;
    for (at, column) in list.columns.iter().enumerate() {
        let at = at as u16;
        sheet.write_string(NAMES, at, column.name)?;
        sheet.write_string_with_format(HEADER, at, clean(&column.label), &styles.head)?;
        sheet.set_column_width(at, widths[usize::from(at)])?;
    }
    sheet.set_row_hidden(NAMES)?;
    sheet.set_row_height(HEADER, 30)?;
    Ok(())
}

/// Column widths: as wide as the longest value or half the header, within the column's maximum.
fn widths(list: &List, rows: &[Vec<Field>]) -> Vec<f64> {
    let wanted = |(at, column): (usize, &Column)| {
        let content = rows.iter().filter_map(|row| row.get(at)).map(Field::width).max().unwrap_or(0);
        // The header takes two lines, and needs space for the filter's button.
        let header = display_width(&column.label).div_ceil(2) + 3;
        if column.kind == ColumnKind::Answer {
            return f64::from(column.widest);
        }
        content.max(header).clamp(5, usize::from(column.widest)) as f64 + 1.5
    };
    list.columns.iter().enumerate().map(wanted).collect()
}

/// The format of a kind of column.
fn format(kind: ColumnKind, styles: &Styles) -> &Format {
    match kind {
        ColumnKind::Text => &styles.text,
        ColumnKind::Wrapped => &styles.wrapped,
        ColumnKind::Word => &styles.centred,
        ColumnKind::Middle => &styles.year,
        ColumnKind::Count => &styles.count,
        ColumnKind::Decimal => &styles.wrapped_decimal,
        ColumnKind::Answer => &styles.answer,
    }
}
