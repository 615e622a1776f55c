//! Pages and documents: their blocks in order, paragraphs as rows of one field, tables as rows.
//!
//! The lines of a cell are kept, since several rows or columns may have been put into one cell (`read::folded`).
//!
//! If a table stands inside another, the outer one is only layout, or the inner one follows its cell. Either way, what
//! was printed before it comes first, then its rows.

mod attributes;
pub mod docx;
mod growing;
pub mod html;
pub mod markdown;
mod regions;
mod style;

use crate::read::decode::Refusal;
use crate::read::dress::Dress;
use crate::read::page::growing::Growing;
use crate::read::room::Room;
use crate::read::sheet::{Beside, Builder, Sheet, Span};

/// What a cell of a page is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PageCell {
    /// A cell of its own.
    Own(Span),
    /// The continuation of the cell above, so many columns wide.
    Continued(u32),
}

/// A page while it is read.
#[derive(Debug)]
pub struct Page {
    /// Its finished rows.
    builder: Builder,
    /// The open tables, the outermost first.
    tables: Vec<Table>,
    /// Text outside the cells since the last break.
    text: Growing,
    line: u32,
    /// The title of the page.
    pub title: String,
    /// What there is beside text.
    pub beside: Beside,
}

#[derive(Debug, Default)]
struct Table {
    cells: Vec<(String, PageCell)>,
    /// The open cell: the text of its blocks, a line for each, and its kind.
    open: Option<(Growing, PageCell)>,
    n_rows: u64,
}

impl Page {
    /// An empty page.
    pub fn new(room: Room) -> Page {
        Page {
            builder: Builder::new(room),
            tables: Vec::new(),
            text: Growing::default(),
            line: 0,
            title: String::new(),
            beside: Beside::default(),
        }
    }

    fn growing(&mut self) -> &mut Growing {
        self.tables.last_mut().and_then(|table| table.open.as_mut()).map_or(&mut self.text, |(cell, _)| cell)
    }

    /// Adds a run of text.
    pub fn text(&mut self, text: &str, dress: Dress) {
        match dress {
            Dress::Hidden => self.beside.hidden |= text.contains(|c: char| c.is_ascii_digit()),
            dress => self.growing().push(text, dress),
        }
    }

    /// Adds white space.
    pub fn blank(&mut self) {
        self.text(" ", Dress::Plain);
    }

    /// Ends a line inside a block.
    pub fn break_line(&mut self) {
        match self.is_inside().1 {
            true => self.growing().push(LINE, Dress::Plain),
            false => self.blank(),
        }
    }

    /// The text since the last break.
    pub fn pending(&self) -> &str {
        self.tables.last().and_then(|table| table.open.as_ref()).map_or(&self.text, |(cell, _)| cell).text()
    }

    /// True inside a table; and true inside a cell.
    pub fn is_inside(&self) -> (bool, bool) {
        let table = self.tables.last();
        (table.is_some(), table.is_some_and(|table| table.open.is_some()))
    }

    /// Ends a paragraph, which is a line even if it is empty.
    pub fn end_paragraph(&mut self) {
        self.break_line();
        self.break_block();
    }

    /// Ends a block, which is no line if it is empty.
    pub fn break_block(&mut self) {
        if self.is_inside().1 {
            return self.growing().push(BLOCK, Dress::Plain);
        }
        let text = std::mem::take(&mut self.text).finish();
        self.paragraph(&text);
    }

    /// Adds a tab, which separates the fields of a line outside the tables.
    pub fn tab(&mut self) {
        match self.is_inside().0 {
            true => self.blank(),
            false => self.growing().push(TAB, Dress::Plain),
        }
    }

    fn paragraph(&mut self, text: &str) {
        let fields: Vec<String> = text.split(TAB).map(narrowed).collect();
        let text = narrowed(&fields.join(" "));
        if !text.is_empty() {
            self.line = self.line.saturating_add(1);
            self.builder.paragraph(self.line, &text);
            self.builder.tabs(fields);
        }
    }

    /// Opens a table.
    pub fn open_table(&mut self) {
        self.close_row();
        self.break_block();
        self.builder.begin_table();
        if !self.builder.is_full() {
            self.tables.push(Table::default());
        }
    }

    /// Closes the innermost table.
    pub fn close_table(&mut self) {
        if self.tables.is_empty() {
            return;
        }
        self.close_row();
        self.break_block();
        self.tables.pop();
        self.builder.end_table();
    }

    /// Opens a row and closes the one before.
    pub fn open_row(&mut self) {
        self.close_row();
    }

    /// Closes the open row. A row with a single cell of several blocks becomes several paragraphs.
    pub fn close_row(&mut self) {
        self.close_cell();
        let Some(table) = self.tables.last_mut() else { return };
        let cells = std::mem::take(&mut table.cells);
        if cells.is_empty() {
            return;
        }
        let number = table.n_rows;
        table.n_rows += 1;
        if let [(text, PageCell::Own(Span { rows: 1, .. }))] = &cells[..]
            && text.trim().contains(['\n', '\u{2029}'])
        {
            text.split(['\n', '\u{2029}']).for_each(|block| self.paragraph(block));
            return;
        }
        self.line = self.line.saturating_add(1);
        self.builder.begin_row(number);
        for (text, kind) in &cells {
            match kind {
                PageCell::Own(span) => self.builder.cell(&lines(text), *span),
                PageCell::Continued(columns) => self.builder.covered(*columns),
            }
        }
        self.builder.end_row(self.line);
    }

    /// Opens a cell and closes the one before. Outside a table this does nothing.
    pub fn open_cell(&mut self, kind: PageCell) {
        self.close_cell();
        self.break_block();
        if let Some(table) = self.tables.last_mut() {
            table.open = Some((Growing::default(), kind));
        }
    }

    /// Closes the open cell.
    pub fn close_cell(&mut self) {
        if let Some(table) = self.tables.last_mut()
            && let Some((text, kind)) = table.open.take()
        {
            table.cells.push((text.finish(), kind));
        }
    }

    /// Drops the open row, which is not printed.
    pub fn drop_row(&mut self) {
        if let Some(table) = self.tables.last_mut() {
            (table.open, table.cells) = (None, Vec::new());
        }
    }

    /// The rows of the page; the rest of its room is given back.
    pub fn finish(mut self, room: &mut Room) -> Result<Sheet, Refusal> {
        while !self.tables.is_empty() {
            self.close_table();
        }
        self.break_block();
        let (title, beside) = (self.title, self.beside);
        let mut sheet = self.builder.finish(room)?;
        (sheet.title, sheet.beside) = (title, beside);
        Ok(sheet)
    }
}

/// Separators between lines and between blocks: characters that cannot be printed.
const LINE: &str = "\u{2028}";
const BLOCK: &str = "\u{2029}";
const TAB: &str = "\u{1F}";

/// The lines of a cell as they are shown. An empty block takes no room, an empty line does, and no line follows the
/// last break.
fn lines(text: &str) -> String {
    if !text.contains(['\u{2028}', '\u{2029}']) {
        return narrowed(text);
    }
    let mut lines: Vec<String> = Vec::new();
    for line in text.split_inclusive(['\u{2028}', '\u{2029}']) {
        let content = line.trim_end_matches(['\u{2028}', '\u{2029}']);
        let is_shown = line.ends_with(LINE) || content.contains(|c: char| !c.is_ascii_whitespace());
        if is_shown {
            lines.push(narrowed(content));
        }
    }
    lines.join("\n")
}

/// The text with runs of white space replaced by a single blank.
fn narrowed(text: &str) -> String {
    let mut narrow = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !narrow.is_empty() {
            narrow.push(' ');
        }
        narrow.push_str(word);
    }
    narrow
}
