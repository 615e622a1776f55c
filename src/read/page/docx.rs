//! The text of a .docx → its blocks in order.
//!
//! ```text
//! w:tbl / w:tr / w:tc     a table, its rows and its cells
//! w:p                     a paragraph, in a cell or outside
//! w:r                     a run: text that is printed in one way; w:rPr says how
//! w:t                     the text itself
//! ```
//!
//! The properties of a cell follow its opening tag, so a cell is opened only when its first content comes.

use std::collections::BTreeMap;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use crate::read::decode::Refusal;
use crate::read::dress::Dress;
use crate::read::page::{Page, PageCell, style};
use crate::read::room::Room;
use crate::read::sheet::{Sheet, Span};
use crate::read::xml::{self, Walk, attribute};

/// The part of a .docx with its text.
pub const DOCUMENT: &str = "word/document.xml";

/// The part with its styles, if there are any.
pub const STYLES: &str = "word/styles.xml";

/// Reads the XML of the text.
pub fn read(text: &str, styles: &Styles, room: &mut Room) -> Result<Sheet, Refusal> {
    let mut document = Document {
        page: Page::new(*room),
        styles,
        cell: None,
        run: None,
        printing: false,
        link: false,
        rows: Vec::new(),
        skipped: 0,
    };
    xml::walk(text, &mut document)?;
    document.page.finish(room)
}

/// A document that is being read.
struct Document<'a> {
    /// What has been read.
    page: Page,
    styles: &'a Styles,
    /// An open cell whose properties may still follow.
    cell: Option<PageCell>,
    /// How the open run is printed.
    run: Option<Dress>,
    /// Inside an element whose text is printed.
    printing: bool,
    /// Inside a link to another place in the document.
    link: bool,
    /// The open rows, the outermost first.
    rows: Vec<Row>,
    /// How many elements that are not printed are open. They may stand inside each other, and the text is printed again
    /// when the last one ends.
    skipped: u32,
}

/// What is known of an open row.
#[derive(Default)]
struct Row {
    /// Inside its properties.
    properties: bool,
    /// It is hidden, or deleted as a tracked change. It is read like any other and dropped at its end, since its
    /// properties may say so only after its first cells.
    gone: bool,
}

/// A copy of content for older programs, deleted or moved text, earlier formatting of a run, and ruby text.
const SKIPPED: [&str; 6] = ["Fallback", "del", "moveFrom", "rPrChange", "trPrChange", "rt"];

impl Walk for Document<'_> {
    fn start(&mut self, tag: &BytesStart<'_>) {
        let name = tag.local_name();
        let name = name.as_ref();
        self.page.beside.revisions |= matches!(name, "del" | "ins" | "moveFrom" | "moveTo");
        if self.skipped > 0 || SKIPPED.contains(&name) {
            if let Some(row) = self.rows.last_mut().filter(|row| row.properties && name == "del") {
                row.gone = true;
            }
            self.skipped += 1;
            return;
        }
        match name {
            "t" => self.printing = true,
            "r" => self.run = Some(Dress::Plain),
            "hyperlink" => self.link = attribute(tag, "anchor").is_some(),
            "blip" | "imagedata" => self.page.beside.pictures = true,
            "tab" => {
                self.begin_cell();
                self.page.tab();
            }
            "br" | "cr" => {
                self.begin_cell();
                self.page.break_line();
            }
            "noBreakHyphen" => self.print("-"),
            _ if self.run.is_some() => self.dress(name, tag),
            _ => self.start_of_table(name, tag),
        }
    }

    fn text(&mut self, text: &str) {
        if self.prints() {
            self.print(text);
        }
    }

    fn end(&mut self, name: &str) {
        if self.skipped > 0 {
            self.skipped -= 1;
            return;
        }
        match name {
            "t" => self.printing = false,
            "r" => self.run = None,
            "hyperlink" => self.link = false,
            "trPr" => self.set_row_properties(false),
            "p" => {
                self.begin_cell();
                self.page.end_paragraph();
            }
            "tc" => {
                self.begin_cell();
                self.page.close_cell();
            }
            "tr" => {
                if self.rows.pop().is_some_and(|row| row.gone) {
                    self.page.drop_row();
                }
                self.page.close_row();
            }
            "tbl" => self.page.close_table(),
            _ => {}
        }
    }
}

impl Document<'_> {
    /// True inside an element whose text is printed.
    fn prints(&self) -> bool {
        self.printing && self.skipped == 0
    }

    /// Adds text to the open cell or paragraph. A link within the document leads to a note.
    fn print(&mut self, text: &str) {
        self.begin_cell();
        match self.run.unwrap_or_default() {
            Dress::Plain if self.link => self.page.text(text, Dress::Note),
            dress => self.page.text(text, dress),
        }
    }

    /// Opens the cell, since its properties are complete.
    fn begin_cell(&mut self) {
        if let Some(kind) = self.cell.take() {
            self.page.open_cell(kind);
        }
    }

    /// Applies a property of a run.
    fn dress(&mut self, name: &str, tag: &BytesStart<'_>) {
        let dress = match name {
            "rStyle" => self.styles.dress(&attribute(tag, "val").unwrap_or_default()),
            // The mark of the note follows in the run itself.
            "footnoteReference" | "endnoteReference" if is_on(attribute(tag, "customMarkFollows"), false) => {
                Some(Dress::Raised)
            }
            _ => dress_of(name, tag),
        };
        if let (Some(dress), Some(run)) = (dress, &mut self.run) {
            *run = dress.inside(*run);
        }
        // A text box lies inside a run.
        if matches!(name, "tbl" | "tr" | "tc" | "trPr") {
            self.run = None;
            self.start_of_table(name, tag);
        }
    }

    /// Tags of tables and their properties.
    fn start_of_table(&mut self, name: &str, tag: &BytesStart<'_>) {
        match name {
            "tbl" => {
                self.begin_cell();
                self.page.open_table();
            }
            "tr" => {
                self.rows.push(Row::default());
                self.page.open_row();
            }
            "trPr" => self.set_row_properties(true),
            "hidden" if is_on(attribute(tag, "val"), true) => {
                if let Some(row) = self.rows.last_mut().filter(|row| row.properties) {
                    row.gone = true;
                    self.page.beside.hidden = true;
                }
            }
            "tc" => {
                self.begin_cell();
                self.cell = Some(PageCell::Own(Span::ONE));
            }
            "gridBefore" => self.page_blank_cells(count(tag)),
            "gridSpan" => {
                if let Some(PageCell::Own(span)) = &mut self.cell {
                    span.columns = count(tag);
                } else if let Some(PageCell::Continued(columns)) = &mut self.cell {
                    *columns = count(tag);
                }
            }
            // The second name is that of Word 2003.
            "vMerge" | "vmerge" if attribute(tag, "val").is_none_or(|value| value != "restart") => {
                if let Some(PageCell::Own(span)) = self.cell {
                    self.cell = Some(PageCell::Continued(span.columns));
                }
            }
            _ => {}
        }
    }

    /// Notes that the properties of the innermost row begin or end.
    fn set_row_properties(&mut self, open: bool) {
        if let Some(row) = self.rows.last_mut() {
            row.properties = open;
        }
    }

    /// Places that a row leaves out at its left.
    fn page_blank_cells(&mut self, columns: u32) {
        self.page.open_cell(PageCell::Own(Span { columns, rows: 1 }));
        self.page.close_cell();
    }
}

/// The styles of runs that raise, strike out or hide.
#[derive(Debug, Default)]
pub struct Styles {
    known: BTreeMap<String, Dress>,
}

impl Styles {
    /// Reads the XML of the styles. If it is damaged, what stands before the damage counts.
    pub fn read(xml: &str) -> Styles {
        let mut reader = Reader::from_str(xml);
        let mut styles = Styles::default();
        let mut open: Option<String> = None;
        while let Ok(event) = reader.read_event() {
            let tag = match &event {
                Event::Start(tag) | Event::Empty(tag) => tag,
                Event::Eof => break,
                _ => continue,
            };
            match tag.local_name().as_ref() {
                "style" => {
                    let is_of_runs = attribute(tag, "type").as_deref() == Some("character");
                    open = attribute(tag, "styleId").filter(|_| is_of_runs);
                }
                name => {
                    let said = || attribute(tag, "val").unwrap_or_default();
                    let dress = match name {
                        "basedOn" => styles.dress(&said()),
                        "name" => style::of_name(&said()),
                        _ => dress_of(name, tag),
                    };
                    if let (Some(dress), Some(style)) = (dress, &open) {
                        let outer = styles.known.get(style).copied().unwrap_or_default();
                        styles.known.insert(style.clone(), dress.inside(outer));
                    }
                }
            }
        }
        styles
    }

    /// How a style prints text: by its declaration, or else by its name.
    fn dress(&self, style: &str) -> Option<Dress> {
        self.known.get(style).copied().or_else(|| style::of_name(style))
    }
}

/// How a property says that runs are printed.
fn dress_of(name: &str, tag: &BytesStart<'_>) -> Option<Dress> {
    match name {
        "vertAlign" => attribute(tag, "val").filter(|said| said != "baseline").map(|_| Dress::Raised),
        // In half points; less than two points merely adjust a line.
        "position" => attribute(tag, "val").is_some_and(|said| is_off_the_line(&said)).then_some(Dress::Small),
        "color" => attribute(tag, "val").filter(|said| said.eq_ignore_ascii_case("FFFFFF")).map(|_| Dress::Pale),
        "strike" | "dstrike" => is_on(attribute(tag, "val"), true).then_some(Dress::Struck),
        "vanish" => is_on(attribute(tag, "val"), true).then_some(Dress::Hidden),
        _ => None,
    }
}

/// True for text that is raised or lowered by two points or more.
fn is_off_the_line(said: &str) -> bool {
    said.trim().parse::<i32>().is_ok_and(|halves| halves.abs() >= 4)
}

/// True if a property is switched on; without a value, `otherwise` holds.
fn is_on(said: Option<String>, otherwise: bool) -> bool {
    said.map_or(otherwise, |said| !matches!(said.as_str(), "0" | "false" | "off"))
}

/// Word allows 63 columns.
const WIDEST: u32 = 1000;

/// The number of columns that a property gives.
fn count(tag: &BytesStart<'_>) -> u32 {
    attribute(tag, "val").and_then(|value| value.trim().parse().ok()).unwrap_or(1).clamp(1, WIDEST)
}
