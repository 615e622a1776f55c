//! The document inside a .docx → its blocks in order.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use crate::read::decode::Refusal;
use crate::read::dress::Dress;
use crate::read::page::{Kind, Page};
use crate::read::sheet::{Sheet, Span};
use crate::read::xml::{attribute, entity};

/// Where a .docx keeps its text.
pub const DOCUMENT: &str = "word/document.xml";

/// Reads the text of `word/document.xml`.
pub fn read(xml: &str) -> Result<Sheet, Refusal> {
    let mut reader = Reader::from_str(xml);
    let mut document = Document { page: Page::new(xml.len()), cell: None, printing: false, skipped: 0 };
    loop {
        match reader.read_event() {
            Ok(Event::Start(tag)) => document.start(&tag),
            Ok(Event::Empty(tag)) => {
                document.start(&tag);
                document.end(tag.local_name().as_ref());
            }
            Ok(Event::End(tag)) => document.end(tag.local_name().as_ref()),
            Ok(Event::Text(text)) if document.prints() => document.text(&text.xml10_content()),
            Ok(Event::GeneralRef(name)) if document.prints() => {
                if let Some(text) = entity(&name) {
                    document.text(text.encode_utf8(&mut [0; 4]));
                }
            }
            Ok(Event::Eof) => break,
            Ok(_) => {}
            // Half a document would lack tables without saying so.
            Err(_) => return Err(Refusal::plain("intake.damaged")),
        }
    }
    document.page.finish()
}

struct Document {
    page: Page,
    /// The cell that is open but whose properties may still follow.
    cell: Option<Kind>,
    printing: bool,
    /// Depth inside a copy of content for older programs.
    skipped: u32,
}

impl Document {
    fn prints(&self) -> bool {
        self.printing && self.skipped == 0
    }

    fn text(&mut self, text: &str) {
        self.begin_cell();
        self.page.text(text, Dress::Plain);
    }

    /// A cell is known when its properties are over.
    fn begin_cell(&mut self) {
        if let Some(kind) = self.cell.take() {
            self.page.open_cell(kind);
        }
    }

    fn start(&mut self, tag: &BytesStart<'_>) {
        if tag.local_name().as_ref() == "Fallback" || self.skipped > 0 {
            self.skipped += 1;
            return;
        }
        match tag.local_name().as_ref() {
            "t" => self.printing = true,
            "tab" | "br" | "cr" => {
                self.begin_cell();
                self.page.blank();
            }
            "tbl" => {
                self.begin_cell();
                self.page.open_table();
            }
            "tr" => self.page.open_row(),
            "tc" => {
                self.begin_cell();
                self.cell = Some(Kind::Own(Span::ONE));
            }
            "gridBefore" => self.page_blank_cells(count(tag)),
            "gridSpan" => {
                if let Some(Kind::Own(span)) = &mut self.cell {
                    span.columns = count(tag);
                } else if let Some(Kind::Continued(columns)) = &mut self.cell {
                    *columns = count(tag);
                }
            }
            "vMerge" if attribute(tag, "val").is_none_or(|value| value != "restart") => {
                if let Some(Kind::Own(span)) = self.cell {
                    self.cell = Some(Kind::Continued(span.columns));
                }
            }
            _ => {}
        }
    }

    fn page_blank_cells(&mut self, columns: u32) {
        self.page.open_cell(Kind::Own(Span { columns, rows: 1 }));
        self.page.close_cell();
    }

    fn end(&mut self, name: &str) {
        if self.skipped > 0 {
            self.skipped -= 1;
            return;
        }
        match name {
            "t" => self.printing = false,
            "p" => {
                self.begin_cell();
                self.page.break_block();
            }
            "tc" => {
                self.begin_cell();
                self.page.close_cell();
            }
            "tr" => self.page.close_row(),
            "tbl" => self.page.close_table(),
            _ => {}
        }
    }
}

/// Word allows 63 columns.
const WIDEST: u32 = 1000;

fn count(tag: &BytesStart<'_>) -> u32 {
    attribute(tag, "val").and_then(|value| value.trim().parse().ok()).unwrap_or(1).clamp(1, WIDEST)
}
