//! The sheets of an .ods → cells.
//!
//! calamine reads .ods files too, but does not tell which cells are merged.
//!
//! ```text
//! <table:table-row table:number-rows-repeated="2">
//!   <table:table-cell table:number-rows-spanned="2"><text:p>Persons</text:p></table:table-cell>
//!   <table:table-cell office:value="12"><text:p>12</text:p></table:table-cell>
//!   <table:table-cell table:number-columns-repeated="16382"/>
//! ```
//!
//! A sheet always goes to the last column and row, with runs of equal cells written once. A run of blanks is therefore
//! cut off, and a text is repeated only within limits.

use std::collections::{BTreeMap, BTreeSet};

use quick_xml::events::BytesStart;

use crate::read::container::book;
use crate::read::decode::Refusal;
use crate::read::dress::{self, Dress};
use crate::read::member::BookSheet;
use crate::read::room::Room;
use crate::read::sheet::{Builder, NOT_CALCULATED, Sheet, Span};
use crate::read::xml::{self, Walk, attribute};

/// The part of an .ods with its sheets.
pub const CONTENT: &str = "content.xml";

/// Reads the XML of that part.
pub fn read(text: &str, room: &mut Room) -> Result<Vec<BookSheet>, Refusal> {
    let mut book = Book { room: *room, ..Book::default() };
    xml::walk(text, &mut book)?;
    *room = book.room;
    Ok(book.sheets)
}

/// A workbook while it is read.
#[derive(Default)]
struct Book {
    room: Room,
    /// The finished sheets.
    sheets: Vec<BookSheet>,
    /// Names of table styles that are not shown.
    hidden_styles: BTreeSet<String>,
    /// The style that is being read.
    style: Option<String>,
    /// Styles of text and cells that raise, strike out or hide.
    dresses: BTreeMap<String, Dress>,
    open: Option<OpenSheet>,
}

/// A sheet while it is read.
struct OpenSheet {
    name: String,
    hidden: bool,
    hidden_rows: bool,
    hidden_columns: bool,
    /// Columns described so far.
    columns: usize,
    /// Ranges of hidden columns, from the first to one past the last.
    not_shown: Vec<(usize, usize)>,
    builder: Builder,
    /// The number of the open row, from 0.
    row: u64,
    /// How often the open row is repeated.
    repeated: u64,
    /// The cells of the open row.
    cells: Vec<Repeated>,
    /// The next column, from 0.
    column: usize,
    cell: Option<Cell>,
    /// How many remarks are open; their text is not the cell's.
    remark: u32,
    /// How the text in the open spans is printed, the outermost first.
    spans: Vec<Dress>,
}

/// A cell, and how often it is repeated.
struct Repeated {
    column: usize,
    /// A run of equal cells is written once with its number.
    times: usize,
    text: String,
    span: Span,
}

/// An open cell.
#[derive(Default)]
struct Cell {
    /// The value in its attributes: the exact number behind a rounded text, or a date or time, whose text must not be
    /// read as a figure.
    value: Option<String>,
    printed: String,
    paragraphs: bool,
    is_formula: bool,
    /// All of its text is struck out.
    is_struck: bool,
    repeated: usize,
    span: Option<Span>,
}

/// The most rows and columns of a spreadsheet.
const MOST_ROWS: u64 = 1 << 20;
const MOST_COLUMNS: usize = 1 << 14;
/// More blank cells side by side are no part of a table. A sheet ends each row with blanks up to the last column that
/// it can have.
const WIDEST_BLANK: usize = 64;
/// A cell with a text is not repeated more often. A label over merged cells is repeated a few times; a million times
/// would be an attack.
const MOST_REPEATED: usize = 1024;

impl Walk for Book {
    fn start(&mut self, tag: &BytesStart<'_>) {
        let name = tag.local_name();
        match (name.as_ref(), &mut self.open) {
            ("style", _) => self.style = attribute(tag, "name"),
            ("table-properties", _) if attribute(tag, "display").as_deref() == Some("false") => {
                self.hidden_styles.extend(self.style.clone());
            }
            ("text-properties", _) => {
                if let (Some(style), Some(dress)) = (&self.style, dress_of(tag)) {
                    self.dresses.insert(style.clone(), dress);
                }
            }
            ("table", None) => {
                let hidden = attribute(tag, "style-name").is_some_and(|style| self.hidden_styles.contains(&style));
                let name = attribute(tag, "name").unwrap_or_default();
                self.open = Some(OpenSheet::new(name, hidden, self.room));
            }
            ("annotation" | "shapes" | "note", Some(sheet)) => sheet.remark += 1,
            ("span", Some(sheet)) => sheet.spans.push(dress_named(&self.dresses, tag)),
            (name, Some(sheet)) if sheet.remark == 0 => {
                sheet.start(name, tag);
                if let ("table-cell", Some(cell)) = (name, &mut sheet.cell) {
                    cell.is_struck = dress_named(&self.dresses, tag) == Dress::Struck;
                }
            }
            _ => {}
        }
    }

    fn text(&mut self, text: &str) {
        if let Some(sheet) = &mut self.open
            && sheet.remark == 0
            && let Some(cell) = &mut sheet.cell
            && cell.paragraphs
        {
            let dress = sheet.spans.iter().fold(Dress::Plain, |outer, dress| dress.inside(outer));
            dress::push(&mut cell.printed, text, dress);
        }
    }

    fn end(&mut self, name: &str) {
        match (name, &mut self.open) {
            ("annotation" | "shapes" | "note", Some(sheet)) => sheet.remark = sheet.remark.saturating_sub(1),
            ("span", Some(sheet)) => drop(sheet.spans.pop()),
            ("table", Some(sheet)) if sheet.remark == 0 => {
                if let Some(sheet) = self.open.take() {
                    self.sheets.push(sheet.finish(&mut self.room));
                }
            }
            (name, Some(sheet)) if sheet.remark == 0 => sheet.end(name),
            _ => {}
        }
    }
}

impl OpenSheet {
    fn new(name: String, hidden: bool, room: Room) -> OpenSheet {
        OpenSheet {
            name,
            hidden,
            hidden_rows: false,
            hidden_columns: false,
            columns: 0,
            not_shown: Vec::new(),
            builder: Builder::new(room),
            row: 0,
            repeated: 1,
            cells: Vec::new(),
            column: 0,
            cell: None,
            remark: 0,
            spans: Vec::new(),
        }
    }

    fn start(&mut self, name: &str, tag: &BytesStart<'_>) {
        match name {
            "table-row" => {
                self.cells.clear();
                self.column = 0;
                self.repeated = number(tag, "number-rows-repeated").unwrap_or(1).clamp(1, MOST_ROWS);
                self.hidden_rows |= attribute(tag, "visibility").is_some_and(|said| said != "visible");
            }
            "table-column" => {
                let first = self.columns;
                self.columns = first.saturating_add(repeated(tag)).min(MOST_COLUMNS);
                let is_hidden = attribute(tag, "visibility").is_some_and(|said| said != "visible");
                if is_hidden && self.not_shown.len() < book::MOST_HIDDEN {
                    self.not_shown.push((first, self.columns));
                }
            }
            "table-cell" => self.cell = Some(cell(tag)),
            "covered-table-cell" => self.cell = Some(Cell { repeated: repeated(tag), ..Cell::default() }),
            "p" => {
                if let Some(cell) = &mut self.cell {
                    if cell.paragraphs {
                        cell.printed.push('\n');
                    }
                    cell.paragraphs = true;
                }
            }
            "s" | "tab" | "line-break" => {
                if let Some(cell) = &mut self.cell {
                    cell.printed.push(if name == "line-break" { '\n' } else { ' ' });
                }
            }
            _ => {}
        }
    }

    fn end(&mut self, name: &str) {
        match name {
            "table-cell" | "covered-table-cell" => {
                if let Some(cell) = self.cell.take() {
                    self.close_cell(cell);
                }
            }
            "table-row" => self.close_row(),
            _ => {}
        }
    }

    /// Keeps a finished cell, and advances by the columns it covers.
    fn close_cell(&mut self, cell: Cell) {
        let (repeated, span) = (cell.repeated, cell.span);
        let text = cell.text();
        // Blank cells up to the right edge of the sheet are no part of a table.
        let is_filler = text.is_empty() && repeated > WIDEST_BLANK;
        if let Some(span) = span
            && !is_filler
        {
            let is_hidden = |(first, end): &(usize, usize)| (*first..*end).contains(&self.column);
            self.hidden_columns |= !text.is_empty() && self.not_shown.iter().any(is_hidden);
            let times = repeated.min(MOST_REPEATED).min(MOST_COLUMNS - self.column);
            self.cells.push(Repeated { column: self.column, times, text, span });
        }
        self.column = self.column.saturating_add(repeated).min(MOST_COLUMNS);
    }

    /// Gives the row to the builder, as often as it is repeated.
    fn close_row(&mut self) {
        let times = match self.cells.iter().any(|cell| !cell.text.is_empty()) {
            true => self.repeated,
            false => u64::from(!self.cells.is_empty()),
        };
        for at in 0..times {
            let number = self.row.saturating_add(at);
            self.builder.begin_row(number);
            for Repeated { column, times, text, span } in &self.cells {
                (0..*times).for_each(|at| self.builder.cell_at(column + at, text, *span));
            }
            self.builder.end_row(u32::try_from(number + 1).unwrap_or(u32::MAX));
            if self.builder.is_full() {
                break;
            }
        }
        self.row = self.row.saturating_add(self.repeated).min(MOST_ROWS);
    }

    fn finish(self, room: &mut Room) -> BookSheet {
        BookSheet {
            name: self.name,
            sheet: self.builder.finish(room).map(Sheet::placed),
            hidden: self.hidden,
            hidden_rows: self.hidden_rows,
            hidden_columns: self.hidden_columns,
        }
    }
}

fn cell(tag: &BytesStart<'_>) -> Cell {
    let kind = attribute(tag, "value-type").unwrap_or_default();
    let columns = number(tag, "number-columns-spanned").unwrap_or(1).clamp(1, MOST_COLUMNS as u64);
    let rows = number(tag, "number-rows-spanned").unwrap_or(1).clamp(1, MOST_ROWS);
    let value = match kind.as_str() {
        "float" | "currency" | "percentage" => attribute(tag, "value").map(|value| match value.parse() {
            Ok(number) => book::number(number),
            Err(_) => value,
        }),
        "boolean" => attribute(tag, "boolean-value").map(|truth| book::truth(truth == "true")),
        "date" => attribute(tag, "date-value").map(book::no_figure),
        "time" => attribute(tag, "time-value").map(book::no_figure),
        _ => None,
    };
    Cell {
        value,
        is_formula: attribute(tag, "formula").is_some(),
        repeated: repeated(tag),
        span: Some(Span { columns: columns as u32, rows: rows as u32 }),
        ..Cell::default()
    }
}

/// How a style prints text.
fn dress_of(tag: &BytesStart<'_>) -> Option<Dress> {
    let is_said = |name: &str| attribute(tag, name).is_some_and(|said| said != "none");
    let position = attribute(tag, "text-position").unwrap_or_default();
    let first = position.split_whitespace().next().unwrap_or_default();
    let is_raised = !matches!(first.trim_end_matches('%'), "" | "0");
    if attribute(tag, "display").as_deref() == Some("none") {
        return Some(Dress::Hidden);
    }
    if is_said("text-line-through-style") || is_said("text-line-through-type") {
        return Some(Dress::Struck);
    }
    is_raised.then_some(Dress::Raised)
}

/// How a style, by its name, prints text.
fn dress_named(dresses: &BTreeMap<String, Dress>, tag: &BytesStart<'_>) -> Dress {
    attribute(tag, "style-name").and_then(|style| dresses.get(&style).copied()).unwrap_or_default()
}

impl Cell {
    fn text(self) -> String {
        let dress = if self.is_struck { Dress::Struck } else { Dress::Plain };
        dress::dressed(self.plain(), dress)
    }

    fn plain(self) -> String {
        let printed = self.printed.trim();
        // A formula with an error may carry the value 0 beside the name of the error.
        let is_error = printed.starts_with('#') || printed.starts_with("Err:");
        match self.value {
            Some(value) if !is_error => value,
            _ if printed.is_empty() && self.is_formula => NOT_CALCULATED.to_owned(),
            _ => self.printed,
        }
    }
}

/// How often a tag says that its cell or row is repeated.
fn repeated(tag: &BytesStart<'_>) -> usize {
    number(tag, "number-columns-repeated").unwrap_or(1).clamp(1, MOST_COLUMNS as u64) as usize
}

fn number(tag: &BytesStart<'_>, name: &str) -> Option<u64> {
    attribute(tag, name)?.trim().parse().ok()
}
