//! The sheets of a workbook that Excel 2003 or another system has written as one XML text → cells.
//!
//! ```text
//! <Worksheet Name="Table 3">
//!   <Row>
//!     <Cell ss:MergeDown="1"><Data ss:Type="String">Persons</Data></Cell>
//!     <Cell ss:Index="3"><Data ss:Type="Number">12</Data></Cell>
//!   </Row>
//! ```
//!
//! A cell says its column only if it does not follow the last one, and cells that a merged cell covers are not written;
//! so positions are counted.

use std::collections::BTreeSet;

use quick_xml::events::BytesStart;

use crate::read::container::book;
use crate::read::decode::Refusal;
use crate::read::dress::{self, Dress};
use crate::read::member::BookSheet;
use crate::read::room::Room;
use crate::read::sheet::{self, Merge, NOT_CALCULATED};
use crate::read::xml::{self, Walk, attribute};

/// Reads every sheet.
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
    /// The style that is being read.
    style: Option<String>,
    /// Styles that strike out a whole cell.
    struck: BTreeSet<String>,
    /// The sheet that is being read.
    open: Option<OpenSheet>,
}

/// A sheet while it is read.
#[derive(Default)]
struct OpenSheet {
    name: String,
    hidden: bool,
    hidden_rows: bool,
    /// Ranges of hidden columns, from the first to the last.
    hidden_columns: Vec<(u32, u32)>,
    /// Row, column and text of the finished cells.
    cells: Vec<((u32, u32), String)>,
    merges: Vec<Merge>,
    row: Row,
    /// The next row, the next column that is described, and the next cell.
    next: (u32, u32, u32),
    cell: Option<Cell>,
    /// For every column, the first row that no merged cell covers.
    free_from: Vec<u32>,
    /// What is left for its cells, and for the places that are looked at to find where they stand.
    left: Room,
    /// The room is used up; no more cells are kept.
    too_large: bool,
    /// How many remarks are open; their text is not the cell's.
    remark: u32,
    /// Inside the element that says whether the sheet is shown.
    visible: bool,
}

/// The open row.
#[derive(Default)]
struct Row {
    at: u32,
    hidden: bool,
    style: Option<String>,
}

/// An open cell.
#[derive(Default)]
struct Cell {
    at: (u32, u32),
    is_formula: bool,
    /// Its style strikes out all of it.
    is_struck: bool,
    /// The declared type of its data: `Number`, `String`, `DateTime`, `Boolean` or `Error`.
    kind: String,
    /// How the open tags inside its data print text, the outermost first.
    dress: Vec<Dress>,
    printed: String,
}

/// The most rows and columns of a sheet.
const MOST_ROWS: u32 = 1 << 20;
const MOST_COLUMNS: u32 = 1 << 14;

impl Walk for Book {
    fn start(&mut self, tag: &BytesStart<'_>) {
        let name = tag.local_name();
        match (name.as_ref(), &mut self.open) {
            ("Style", None) => self.style = attribute(tag, "ID"),
            ("Font", None) if attribute(tag, "StrikeThrough").as_deref() == Some("1") => {
                self.struck.extend(self.style.clone());
            }
            ("Worksheet", _) => {
                let name = attribute(tag, "Name").unwrap_or_default();
                self.open = Some(OpenSheet { name, left: self.room, ..OpenSheet::default() });
            }
            (name, Some(sheet)) => sheet.start(name, tag, &self.struck),
            (_, None) => {}
        }
    }

    fn text(&mut self, text: &str) {
        let Some(sheet) = &mut self.open else { return };
        if sheet.visible {
            sheet.hidden |= text.contains("Hidden");
        } else if let Some(cell) = sheet.cell.as_mut().filter(|cell| sheet.remark == 0 && !cell.dress.is_empty()) {
            let dress = cell.dress.iter().fold(Dress::Plain, |outer, dress| dress.inside(outer));
            dress::push(&mut cell.printed, text, dress);
        }
    }

    fn cdata(&mut self, text: &str) {
        self.text(text);
    }

    fn end(&mut self, name: &str) {
        match (name, &mut self.open) {
            ("Worksheet", _) => {
                if let Some(sheet) = self.open.take() {
                    self.sheets.push(sheet.finish(&mut self.room));
                }
            }
            (name, Some(sheet)) => sheet.end(name),
            (_, None) => {}
        }
    }
}

impl OpenSheet {
    fn start(&mut self, name: &str, tag: &BytesStart<'_>, struck: &BTreeSet<String>) {
        match name {
            "Comment" | "PhoneticText" => self.remark += 1,
            _ if self.remark > 0 => {}
            "Visible" => self.visible = true,
            "Column" => self.column(tag),
            "Row" => self.open_row(tag),
            "Cell" => self.open_cell(tag, struck),
            _ => {
                if let Some(cell) = &mut self.cell {
                    cell.start(name, tag);
                }
            }
        }
    }

    /// A description of columns: those of a span are all alike. Only whether they are hidden counts, for a remark if
    /// such a column has figures.
    fn column(&mut self, tag: &BytesStart<'_>) {
        let first = index(tag).unwrap_or(self.next.1).min(MOST_COLUMNS);
        let last = first.saturating_add(number(tag, "Span").unwrap_or(0)).min(MOST_COLUMNS);
        if is_hidden(tag) {
            self.hidden_columns.push((first, last));
        }
        self.next.1 = last + 1;
    }

    fn open_row(&mut self, tag: &BytesStart<'_>) {
        let at = index(tag).unwrap_or(self.next.0).min(MOST_ROWS);
        // Empty rows that look alike are written as one.
        self.next.0 = at.saturating_add(1).saturating_add(number(tag, "Span").unwrap_or(0)).min(MOST_ROWS);
        self.next.2 = 0;
        self.row = Row { at, hidden: is_hidden(tag), style: attribute(tag, "StyleID") };
    }

    fn open_cell(&mut self, tag: &BytesStart<'_>, struck: &BTreeSet<String>) {
        if self.too_large {
            return;
        }
        let row = self.row.at;
        let given = index(tag);
        let mut column = given.unwrap_or(self.next.2).min(MOST_COLUMNS);
        let covered = |column: u32| self.free_from.get(column as usize).is_some_and(|free| *free > row);
        // Excel gives the position of a cell behind covered places; other programs leave it to be counted.
        let first = column;
        while given.is_none() && covered(column) {
            column += 1;
        }
        self.too_large |= !self.left.place((column - first) as usize);
        let span = |name: &str, most: u32| number(tag, name).unwrap_or(0).min(most);
        let (across, down) = (span("MergeAcross", MOST_COLUMNS), span("MergeDown", MOST_ROWS));
        if (across, down) != (0, 0) {
            self.merge((row, column), (row.saturating_add(down), column.saturating_add(across).min(MOST_COLUMNS)));
        }
        self.next.2 = column.saturating_add(across).saturating_add(1).min(MOST_COLUMNS);
        let style = attribute(tag, "StyleID").or_else(|| self.row.style.clone());
        self.cell = Some(Cell {
            at: (row, column),
            is_formula: attribute(tag, "Formula").is_some(),
            is_struck: style.is_some_and(|style| struck.contains(&style)),
            ..Cell::default()
        });
    }

    /// Notes which places below a merged cell are covered.
    fn merge(&mut self, first: (u32, u32), last: (u32, u32)) {
        self.merges.push(Merge { first, last });
        if last.0 > first.0 {
            let (from, to) = (first.1 as usize, last.1 as usize + 1);
            if self.free_from.len() < to {
                self.free_from.resize(to, 0);
            }
            self.free_from.iter_mut().take(to).skip(from).for_each(|free| *free = last.0 + 1);
        }
    }

    fn end(&mut self, name: &str) {
        match name {
            "Comment" | "PhoneticText" => self.remark = self.remark.saturating_sub(1),
            _ if self.remark > 0 => {}
            "Visible" => self.visible = false,
            "Cell" => {
                if let Some(cell) = self.cell.take() {
                    let (at, text) = (cell.at, cell.text());
                    self.hidden_rows |= self.row.hidden && !text.is_empty();
                    self.too_large |= !self.left.cell(&text);
                    if !self.too_large {
                        self.cells.push((at, text));
                    }
                }
            }
            _ => {
                if let Some(cell) = &mut self.cell {
                    cell.dress.pop();
                }
            }
        }
    }

    /// The sheet, or the reason why it cannot be read.
    fn finish(self, room: &mut Room) -> BookSheet {
        BookSheet {
            hidden_columns: book::has_text_in(&self.cells, &self.hidden_columns),
            sheet: match self.too_large {
                true => Err(Refusal::new("intake.too_large")),
                false => sheet::of_cells(self.cells, &self.merges, room),
            },
            name: self.name,
            hidden: self.hidden,
            hidden_rows: self.hidden_rows,
        }
    }
}

impl Cell {
    /// A tag in a cell: its data, or a tag that says how a part of the data is printed.
    fn start(&mut self, name: &str, tag: &BytesStart<'_>) {
        let dress = match name {
            "Data" => {
                self.kind = attribute(tag, "Type").unwrap_or_default();
                Dress::Plain
            }
            "Sup" | "Sub" => Dress::Raised,
            "S" => Dress::Struck,
            _ => Dress::Plain,
        };
        // Other tags, such as the name of a cell, print nothing.
        let is_shown = name == "Data" || !self.dress.is_empty();
        self.dress.extend(is_shown.then_some(dress));
    }

    /// What the cell shows. A formula without a result has not been calculated by the program that wrote the file.
    fn text(self) -> String {
        let printed = self.printed.trim();
        let text = match self.kind.as_str() {
            _ if printed.is_empty() && self.is_formula => NOT_CALCULATED.to_owned(),
            "Number" => printed.parse().map_or_else(|_| printed.to_owned(), book::number),
            "DateTime" => book::no_figure(printed.to_owned()),
            "Boolean" => book::truth(printed == "1"),
            _ => printed.to_owned(),
        };
        dress::dressed(text, if self.is_struck { Dress::Struck } else { Dress::Plain })
    }
}

/// The position that an element gives, from 0.
fn index(tag: &BytesStart<'_>) -> Option<u32> {
    number(tag, "Index").map(|index| index.saturating_sub(1))
}

fn number(tag: &BytesStart<'_>, name: &str) -> Option<u32> {
    attribute(tag, name)?.trim().parse().ok()
}

fn is_hidden(tag: &BytesStart<'_>) -> bool {
    attribute(tag, "Hidden").is_some_and(|said| said == "1")
}
