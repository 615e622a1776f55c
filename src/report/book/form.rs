//! Draws the official form in a sheet, by the layout of [`crate::report::form`].
//!
//! Spreadsheets do not adjust rows and columns to text in merged cells, so widths and heights are
//! estimated here: from the number of characters, at 7 pixels each, and from the lines they wrap
//! to.

use rust_xlsxwriter::{Format, Formula, Worksheet, XlsxError};

use crate::model::CellIx;
use crate::report::book::list::{LINE, clean, put, wrapped};
use crate::report::field::Field;
use crate::report::form::{Layout, Slot, SlotContent};
use crate::report::style::Styles;

/// What to write for a cell of the form.
pub(in crate::report) enum Entry<'a> {
    /// A value, in its own format or in that of figures.
    Field(Field, Option<&'a Format>),
    /// A formula and its result.
    Formula(String, String),
}

/// Width of a column of figures, and of all label columns together, in characters.
const FIGURE: f64 = 8.5;
/// Width of all label columns together, in characters.
const LABELS: f64 = 54.0;

/// Sets the column widths that the form needs.
pub(in crate::report) fn set_columns(sheet: &mut Worksheet, layout: &Layout) -> Result<(), XlsxError> {
    for (column, width) in widths(layout).into_iter().enumerate() {
        sheet.set_column_width(column as u16, width)?;
    }
    Ok(())
}

/// Width and height between the margins of A4, in points.
const PAPER: (f64, f64) = (520.0, 740.0);
/// Height of title, coverage and remark, in points.
const AROUND: f64 = 90.0;

/// A line of text across a whole form.
pub(in crate::report) struct TextLine<'a> {
    pub text: &'a str,
    pub format: &'a Format,
    /// Font size of the format.
    pub points: f64,
}

/// Writes a line across the whole form, as high as its text needs at its font size.
pub(in crate::report) fn over(
    sheet: &mut Worksheet,
    row: u32,
    layout: &Layout,
    line: &TextLine<'_>,
) -> Result<(), XlsxError> {
    let (text, format, size) = (clean(line.text), line.format, line.points);
    // Column widths are counted in characters of 11 points.
    let room = widths(layout).iter().sum::<f64>() * 11.0 / size - 3.0;
    sheet.set_row_height(row, wrapped(&text, room) as f64 * size * 1.3 + 8.0)?;
    match layout.columns {
        0 | 1 => put(sheet, (row, 0), &Field::Text(text), format),
        columns => sheet.merge_range(row, 0, row, columns - 1, &text, format).map(|_| ()),
    }
}

/// Column widths. Labels are widened so that the form, fitted to the width of a page, is no longer
/// than the page; a form that is much longer is left as it is and takes several pages.
fn widths(layout: &Layout) -> Vec<f64> {
    let mut widths = least_widths(layout);
    let wide = points(&widths);
    let more = length(layout, &widths) - wide;
    if more > 0.0 && more < wide / 2.0 {
        let each = more / 0.75 / 7.0 / f64::from(layout.labels.max(1));
        widths.iter_mut().take(usize::from(layout.labels)).for_each(|width| *width += each);
    }
    widths
}

/// Total width in points. Column widths are counted in characters of 7 pixels with a margin of 5; a
/// pixel is three quarters of a point.
fn points(widths: &[f64]) -> f64 {
    widths.iter().map(|width| (width * 7.0 + 5.0) * 0.75).sum()
}

/// Width at which the form's rows would fit on one page, in points.
fn length(layout: &Layout, widths: &[f64]) -> f64 {
    (heights(layout, widths).iter().sum::<f64>() + AROUND) * PAPER.0 / PAPER.1
}

/// True if the form fits on one page without becoming illegible.
pub(in crate::report) fn is_one_page(layout: &Layout) -> bool {
    let widths = widths(layout);
    length(layout, &widths) <= points(&widths) * 1.1
}

/// The narrowest widths at which no word in a heading is broken.
fn least_widths(layout: &Layout) -> Vec<f64> {
    let label = (LABELS / f64::from(layout.labels.max(1))).max(6.5);
    let usual = |column: u16| if column < layout.labels { label } else { FIGURE };
    let mut widths: Vec<f64> = (0..layout.columns).map(usual).collect();
    for slot in layout.slots.iter().filter(|slot| slot.columns == 1) {
        if let (SlotContent::Head(text), Some(width)) = (&slot.content, widths.get_mut(usize::from(slot.column))) {
            *width = width.max(longest_word(text) as f64 + 2.0);
        }
    }
    widths
}

/// Length of the longest word in letters. Chinese can be broken anywhere.
fn longest_word(text: &str) -> usize {
    text.split(|c: char| !c.is_ascii_alphanumeric()).map(str::len).max().unwrap_or(0)
}

/// A sheet on which a form is drawn, its first row being `top`.
pub(in crate::report) struct FormSheet<'a> {
    pub sheet: &'a mut Worksheet,
    pub top: u32,
    pub styles: &'a Styles,
}

impl<'a> FormSheet<'a> {
    /// Draws the tables. `entry` says what to write for each cell.
    pub(in crate::report) fn draw(
        mut self,
        layout: &Layout,
        entry: &dyn Fn(CellIx) -> Entry<'a>,
    ) -> Result<(), XlsxError> {
        let styles = self.styles;
        for slot in &layout.slots {
            match &slot.content {
                SlotContent::Title(text) => self.span(slot, text, &styles.section)?,
                SlotContent::Head(text) => self.span(slot, text, &styles.head)?,
                SlotContent::Label(text) if slot.rows > 1 => self.span(slot, text, &styles.group)?,
                SlotContent::Label(text) => self.span(slot, text, &styles.label)?,
                SlotContent::Void => self.span(slot, "", &styles.void)?,
                SlotContent::Figure(cell) => self.figure(slot, entry(*cell))?,
            }
        }
        for (row, height) in heights(layout, &widths(layout)).into_iter().enumerate() {
            self.sheet.set_row_height(self.top + row as u32, height)?;
        }
        Ok(())
    }

    /// Writes a figure. Text that stands in place of one is centred. A figure over several squares is
    /// merged first.
    fn figure(&mut self, slot: &Slot, entry: Entry<'_>) -> Result<(), XlsxError> {
        let (row, column) = (self.top + slot.row, slot.column);
        let format = match &entry {
            Entry::Field(_, Some(format)) => format,
            Entry::Field(Field::Text(_), None) => &self.styles.centred,
            _ => &self.styles.figure,
        };
        if slot.columns > 1 {
            self.span(slot, "", format)?;
        }
        match &entry {
            Entry::Field(field, _) => put(self.sheet, (row, column), field, format),
            Entry::Formula(formula, result) => {
                let formula = Formula::new(formula).set_result(result);
                self.sheet.write_formula_with_format(row, column, formula, format).map(|_| ())
            }
        }
    }

    /// Writes a text over a rectangle, merging its squares if there are several.
    fn span(&mut self, slot: &Slot, text: &str, format: &Format) -> Result<(), XlsxError> {
        let (row, column) = (self.top + slot.row, slot.column);
        let (last_row, last_column) = (row + slot.rows - 1, column + slot.columns - 1);
        if slot.rows > 1 || slot.columns > 1 {
            self.sheet.merge_range(row, column, last_row, last_column, &clean(text), format)?;
        } else {
            put(self.sheet, (row, column), &Field::Text(text.to_owned()), format)?;
        }
        Ok(())
    }
}

/// Row heights in points: each row is as high as the lines of its texts. A text over several rows
/// raises them only if they are too low together.
fn heights(layout: &Layout, widths: &[f64]) -> Vec<f64> {
    let mut heights = vec![LINE + 5.0; layout.rows as usize];
    let needs = |slot: &Slot, text: &str| {
        let wide: f64 = widths.iter().skip(usize::from(slot.column)).take(usize::from(slot.columns)).sum();
        // A wide character that does not fit leaves a column empty.
        wrapped(text, wide - 1.5) as f64 * LINE + 4.0
    };
    let mut texts: Vec<(&Slot, f64)> = Vec::new();
    for slot in &layout.slots {
        match &slot.content {
            SlotContent::Title(_) => heights[slot.row as usize] = 22.0,
            SlotContent::Head(text) | SlotContent::Label(text) => texts.push((slot, needs(slot, text))),
            SlotContent::Figure(_) | SlotContent::Void => {}
        }
    }
    texts.sort_by_key(|(slot, _)| slot.rows);
    for (slot, needed) in texts {
        let rows = slot.row as usize..(slot.row + slot.rows) as usize;
        let there: f64 = heights[rows.clone()].iter().sum();
        if there < needed {
            let more = (needed - there) / f64::from(slot.rows);
            heights[rows].iter_mut().for_each(|height| *height += more);
        }
    }
    heights
}
