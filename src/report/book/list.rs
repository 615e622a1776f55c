//! One sheet that is a list: title, remark, header, rows.
//!
//! Above the header stands a hidden row with the names that the tables use for the same columns, so that a
//! filled-in sheet can be read back whatever language it is in.

use rust_xlsxwriter::{Format, IgnoreError, Workbook, Worksheet, XlsxError};

use crate::model::Wording;
use crate::report::book::style::{Styles, display_width};

/// Rows of the sheet, from 0.
pub(in crate::report) const TITLE: u32 = 0;
pub(in crate::report) const REMARK: u32 = 1;
/// The hidden row with the names of the tables' columns.
pub(in crate::report) const NAMES: u32 = 2;
pub(in crate::report) const HEADER: u32 = 3;
/// The first row of the list itself.
pub(in crate::report) const FIRST: u32 = 4;

/// Excel takes so many characters in a cell.
const LONGEST: usize = 32_767;
/// Points of a line of text, and of the tallest row that there can be.
pub(in crate::report) const LINE: f64 = 13.5;
const TALLEST: f64 = 400.0;
/// A title is in the middle as long as the middle is on the screen.
const SCREEN: f64 = 150.0;

/// What the cells of a column are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::report) enum ColumnKind {
    /// A text on one line: a code, a name.
    Text,
    /// A text that may take several lines.
    Wrapped,
    /// A word out of few.
    Word,
    /// A whole number that stands in the middle: a year, an ordinal, how many of a few.
    Middle,
    /// A whole number.
    Count,
    /// A number with the decimals that it has.
    Decimal,
    /// A number that is weighed, not counted.
    Score,
    /// To be filled in by hand.
    Answer,
}

/// A column of a list.
pub(in crate::report) struct Column {
    /// As the tables call it.
    pub name: &'static str,
    pub label: String,
    pub kind: ColumnKind,
    /// The widest it may become, in characters.
    pub widest: u16,
}

impl Column {
    /// A column by its name in the tables.
    pub(in crate::report) fn of(wording: &Wording, name: &'static str, kind: ColumnKind, widest: u16) -> Column {
        Column { name, label: wording.say(&format!("column.{}", name), &[]), kind, widest }
    }
}

/// One field of a list.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::report) enum Field {
    Text(String),
    Number(f64),
    Nothing,
}

impl Field {
    /// A number as printed in a table; what is too long for a spreadsheet to keep whole stays a text.
    pub(in crate::report) fn printed(number: &str) -> Field {
        let digits = number.chars().filter(char::is_ascii_digit).count();
        match number.parse::<f64>() {
            Ok(value) if digits <= 15 => Field::Number(value),
            _ if number.is_empty() => Field::Nothing,
            _ => Field::Text(number.to_owned()),
        }
    }

    pub(in crate::report) fn count(number: u64) -> Field {
        Field::Number(number as f64)
    }

    pub(in crate::report) fn text(text: &str) -> Field {
        if text.is_empty() { Field::Nothing } else { Field::Text(text.to_owned()) }
    }

    fn width(&self) -> usize {
        match self {
            Field::Text(text) => display_width(text),
            Field::Number(number) => number.to_string().len(),
            Field::Nothing => 0,
        }
    }
}

/// A list and what is said above it.
pub(in crate::report) struct List {
    /// The name of the sheet.
    pub sheet: String,
    pub title: String,
    pub remark: String,
    pub columns: Vec<Column>,
    /// So many columns stay where they are when the rest is scrolled.
    pub frozen: u16,
    /// Page x of y.
    pub footer: String,
}

/// Adds the sheet with its rows; gives the sheet for what a list does not know.
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
        // A code of digits is a text on purpose.
        sheet.ignore_error_range(FIRST, 0, last, list.columns.len() as u16 - 1, IgnoreError::NumberStoredAsText)?;
    }
    page(sheet, &list.footer)?;
    sheet.set_landscape();
    sheet.set_repeat_rows(HEADER, HEADER)?;
    sheet.set_freeze_panes(FIRST, list.frozen)?;
    Ok(sheet)
}

/// Lines that the longest text of a row takes; not every spreadsheet makes room by itself.
fn lines(list: &List, widths: &[f64], fields: &[Field]) -> usize {
    let of = |(at, field): (usize, &Field)| match (field, list.columns[at].kind) {
        (Field::Text(text), ColumnKind::Wrapped | ColumnKind::Decimal | ColumnKind::Answer) => {
            wrapped(text, widths[at] - 1.5)
        }
        _ => 1,
    };
    fields.iter().enumerate().map(of).max().unwrap_or(1)
}

/// Lines of a text that is wrapped at so many columns.
pub(in crate::report) fn wrapped(text: &str, room: f64) -> usize {
    let of = |line: &str| (display_width(line) as f64 / room.max(2.0)).ceil().max(1.0) as usize;
    text.lines().map(of).sum()
}

/// Writes one field; an empty one keeps its lines.
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

/// Puts before a remark over a list what has to be seen; nothing where there is nothing to be said.
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

/// A text as a cell can hold it: no sign that a workbook cannot keep, and not too long.
pub(in crate::report) fn clean(text: &str) -> String {
    let is_lost = |c: char| (c.is_control() && c != '\n') || matches!(c, '\u{FFFE}' | '\u{FFFF}');
    text.chars().map(|c| if is_lost(c) { ' ' } else { c }).take(LONGEST).collect()
}

/// A4, everything beside each other on one page, page numbers below.
pub(in crate::report) fn page(sheet: &mut Worksheet, footer: &str) -> Result<(), XlsxError> {
    sheet.set_paper_size(9);
    sheet.set_print_fit_to_pages(1, 0);
    sheet.set_margins(0.5, 0.5, 0.6, 0.7, 0.3, 0.3);
    sheet.set_print_center_horizontally(true);
    sheet.set_footer(footer);
    Ok(())
}

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

fn widths(list: &List, rows: &[Vec<Field>]) -> Vec<f64> {
    let wanted = |(at, column): (usize, &Column)| {
        let content = rows.iter().filter_map(|row| row.get(at)).map(Field::width).max().unwrap_or(0);
        // Two lines of header, and room for the button of the filter.
        let header = display_width(&column.label).div_ceil(2) + 3;
        if column.kind == ColumnKind::Answer {
            return f64::from(column.widest);
        }
        content.max(header).clamp(5, usize::from(column.widest)) as f64 + 1.5
    };
    list.columns.iter().enumerate().map(wanted).collect()
}

fn format(kind: ColumnKind, styles: &Styles) -> &Format {
    match kind {
        ColumnKind::Text => &styles.text,
        ColumnKind::Wrapped => &styles.wrapped,
        ColumnKind::Word => &styles.centred,
        ColumnKind::Middle => &styles.year,
        ColumnKind::Count => &styles.count,
        ColumnKind::Decimal => &styles.wrapped_decimal,
        ColumnKind::Score => &styles.score,
        ColumnKind::Answer => &styles.answer,
    }
}
