//! The sheets of an .xls → cells as they are shown.
//!
//! calamine allocates what a file claims, and a few bytes that claim "four billion rows" would end the run. So the
//! records are walked first, as calamine will walk them. Claims are removed, the room that the cells really need is
//! worked out, and calamine gets a new file with these records and nothing else.
//!
//! ```text
//! number of the record, 2 bytes │ length, 2 bytes │ content
//! 0x0809                        │ 16              │ begin of the workbook or of a sheet
//! 0x0085                        │ …               │ name of a sheet, and where its records begin
//! 0x0200                        │ 14              │ DIMENSIONS: the claim, made a record without meaning
//! 0x0203                        │ 14              │ a cell with a number: row, column, style, value
//! 0x000A                        │ 0               │ end
//! ```

use std::collections::BTreeSet;
use std::io::{Cursor, Read, Write};

use calamine::{Data, Reader as _, SheetType, SheetVisible, Xls, XlsError, XlsOptions};
use encoding_rs::{BIG5, Encoding, GB18030, GBK};

use crate::read::archive::Budget;
use crate::read::container::biff::{Record, record, word};
use crate::read::container::book;
use crate::read::container::xls_text::Fonts;
use crate::read::container::{parsed, xls_text};
use crate::read::decode::Refusal;
use crate::read::dress::{self, Dress};
use crate::read::member::BookSheet;
use crate::read::room::Room;
use crate::read::sheet::{self, Merge, NOT_CALCULATED};

/// Reads every sheet.
pub fn read(bytes: &[u8], older: &'static Encoding, budget: &mut Budget) -> Result<Vec<BookSheet>, Refusal> {
    budget.within(bytes.len(), |room| of_stream(bytes, older, room))
}

/// Reads the sheets of the stream in the file.
fn of_stream(bytes: &[u8], older: &'static Encoding, room: &mut Room) -> Result<Vec<BookSheet>, Refusal> {
    parsed(|| {
        let mut stream = workbook(bytes).ok_or(damaged())?;
        let walked = walk(&mut stream, older, *room)?;
        let rebuilt = rebuilt(&stream).ok_or(damaged())?;
        let mut options = XlsOptions::default();
        options.force_codepage = walked.codepage;
        let book = Xls::new_with_options(Cursor::new(rebuilt), options).map_err(|error| refusal(&error))?;
        sheets(book, &walked, room)
    })
}

fn damaged() -> Refusal {
    Refusal::new("intake.damaged")
}

fn refusal(error: &XlsError) -> Refusal {
    match error {
        XlsError::Password => Refusal::new("intake.encrypted"),
        _ => damaged(),
    }
}

/// The stream that holds the workbook.
fn workbook(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut file = cfb::CompoundFile::open(Cursor::new(bytes)).ok()?;
    let mut stream = file.open_stream("/Workbook").or_else(|_| file.open_stream("/Book")).ok()?;
    let mut held = Vec::new();
    // A chain of sectors may run in a circle.
    stream.by_ref().take(bytes.len() as u64 + 1).read_to_end(&mut held).ok()?;
    Some(held)
}

fn rebuilt(stream: &[u8]) -> Option<Vec<u8>> {
    // The format of 1997: calamine takes the newer one for empty if all its streams are long.
    let mut file = cfb::CompoundFile::create_with_version(cfb::Version::V3, Cursor::new(Vec::new())).ok()?;
    file.create_stream("/Workbook").ok()?.write_all(stream).ok()?;
    file.flush().ok()?;
    Some(file.into_inner().into_inner())
}

fn sheets(mut book: Xls<Cursor<Vec<u8>>>, walked: &Walked, room: &mut Room) -> Result<Vec<BookSheet>, Refusal> {
    let known: Vec<calamine::Sheet> = book.sheets_metadata().to_vec();
    let mut sheets = Vec::new();
    for (at, known) in known.into_iter().enumerate().filter(|(_, sheet)| sheet.typ == SheetType::WorkSheet) {
        let facts = walked.sheets.get(at);
        let range = book.worksheet_range(&known.name).map_err(|error| refusal(&error))?;
        let merges = book.merge_cells_by_sheet_name(&known.name).map_err(|error| refusal(&error))?;
        let merges: Vec<Merge> =
            merges.into_iter().map(|merge| Merge { first: merge.start, last: merge.end }).collect();
        let (row, column) = range.start().unwrap_or_default();
        let mut cells: Vec<((u32, u32), String)> = Vec::new();
        for (down, right, value) in range.used_cells() {
            let place = (row.saturating_add(down as u32), column.saturating_add(right as u32));
            let is = |set: fn(&Facts) -> &BTreeSet<(u32, u32)>| facts.is_some_and(|facts| set(facts).contains(&place));
            let text = if is(|facts| &facts.not_calculated) { NOT_CALCULATED.to_owned() } else { text(value) };
            cells.push((
                place,
                dress::dressed(text, if is(|facts| &facts.struck) { Dress::Struck } else { Dress::Plain }),
            ));
        }
        let hidden = facts.map_or(&[][..], |facts| &facts.hidden_columns);
        let hidden_columns = book::has_text_in(&cells, hidden);
        let blanks = facts.map_or(&[][..], |facts| &facts.blanks);
        cells.extend(blanks.iter().map(|place| (*place, String::new())));
        sheets.push(BookSheet {
            sheet: sheet::of_cells(cells, &merges, room),
            hidden: known.visible != SheetVisible::Visible,
            hidden_rows: facts.is_some_and(|facts| facts.hidden_rows),
            hidden_columns,
            name: known.name,
        });
    }
    Ok(sheets)
}

fn text(value: &Data) -> String {
    match value {
        Data::Int(number) => number.to_string(),
        Data::Float(number) => book::number(*number),
        Data::String(text) => xls_text::shown(text),
        Data::Bool(truth) => book::truth(*truth),
        Data::DateTime(date) => book::date(date),
        Data::DateTimeIso(text) | Data::DurationIso(text) => book::no_figure(text.clone()),
        Data::Error(error) => error.to_string(),
        Data::Empty => String::new(),
    }
}

/// What the records say beside the cells.
#[derive(Debug, Default)]
struct Walked {
    /// The code page of the texts, if the file does not give one, or gives an impossible one.
    codepage: Option<u16>,
    /// In the order of the workbook.
    sheets: Vec<Facts>,
}

/// What the records say about one sheet.
#[derive(Debug, Default)]
struct Facts {
    /// Some of its rows are hidden.
    hidden_rows: bool,
    /// Formulas whose result was never calculated.
    not_calculated: BTreeSet<(u32, u32)>,
    /// Cells with a format and without a value.
    blanks: Vec<(u32, u32)>,
    /// Cells that are struck out as a whole.
    struck: BTreeSet<(u32, u32)>,
    /// Ranges of hidden columns, first and last.
    hidden_columns: Vec<(u32, u32)>,
}

/// The code pages of encodings that workbooks before 1997 use without saying so.
const CODE_PAGES: [(&Encoding, u16); 3] = [(GB18030, 936), (GBK, 936), (BIG5, 950)];
/// Western Europe, ASCII, none: written by programs that do not care.
const CARELESS: [u16; 4] = [1252, 367, 0, 0xFFFF];

// Records, by their names in the specification.
const BOF: u16 = 0x0809;
const EOF: u16 = 0x000A;
const CODE_PAGE: u16 = 0x0042;
const BOUND_SHEET: u16 = 0x0085;
const DIMENSIONS: u16 = 0x0200;
const ROW: u16 = 0x0208;
const BLANK: u16 = 0x0201;
const MUL_BLANK: u16 = 0x00BE;
const MUL_RK: u16 = 0x00BD;
const FORMULA: u16 = 0x0006;
const COLUMNS: u16 = 0x007D;
/// Records of a single cell: number, label, rich label, truth value or error, RK; and a cell that shows a shared text.
const CELLS: [u16; 5] = [0x0203, 0x0204, 0x00D6, 0x0205, 0x027E];
const SHARED_TEXT: u16 = 0x00FD;

/// Walks through all records, and removes claims.
fn walk(stream: &mut [u8], older: &'static Encoding, texts: Room) -> Result<Walked, Refusal> {
    let mut walked = Walked::default();
    let mut starts = Vec::new();
    let (mut at, mut version, mut codepage) = (0, 0, None);
    let mut fonts = Fonts::default();
    while let Some(record) = record(stream, at) {
        at = record.at + record.length;
        fonts.add(stream, &record);
        match record.kind {
            BOF => version = word(stream, record.at).unwrap_or_default(),
            CODE_PAGE => codepage = word(stream, record.at),
            BOUND_SHEET => {
                let low = usize::from(word(stream, record.at).unwrap_or_default());
                let high = usize::from(word(stream, record.at + 2).unwrap_or_default());
                starts.push(low | high << 16);
            }
            EOF => break,
            _ => {}
        }
    }
    // Since 1997 texts are in Unicode, whatever the code page.
    let is_old = version != 0x0600;
    if is_old && codepage.is_none_or(|codepage| CARELESS.contains(&codepage)) {
        walked.codepage = CODE_PAGES.iter().find(|(encoding, _)| *encoding == older).map(|(_, codepage)| *codepage);
    }
    let mut needed = Needed::of(stream.len(), fonts.mark(stream), texts);
    for start in starts {
        walked.sheets.push(sheet_facts(stream, start, &fonts, &mut needed)?);
    }
    Ok(walked)
}

/// What all sheets together may need: calamine allocates it before it can be stopped.
struct Needed {
    cells: usize,
    places: usize,
    /// Bytes of records. Several sheets may begin at the same place in the file.
    records: usize,
    /// The number of characters of each shared text.
    lengths: Vec<u16>,
    /// Room for the texts of cells.
    texts: Room,
}

/// Places that a workbook of any size may need.
const PLACES: usize = 1 << 20;
/// Further places for each of its bytes.
const PLACES_PER_BYTE: usize = 4;
/// The most places of a workbook.
const MOST_PLACES: usize = 1 << 25;
/// A character of a shared text takes at most so many bytes.
const BYTES_A_CHARACTER: usize = 3;

impl Needed {
    fn of(n_bytes: usize, lengths: Vec<u16>, texts: Room) -> Needed {
        let places = PLACES.saturating_add(n_bytes.saturating_mul(PLACES_PER_BYTE)).min(MOST_PLACES);
        Needed { cells: n_bytes, places, records: n_bytes.saturating_mul(2), lengths, texts }
    }

    /// Takes so many of what is left, or refuses the file.
    fn take(left: &mut usize, n: usize) -> Result<(), Refusal> {
        *left = left.checked_sub(n).ok_or(Refusal::new("intake.too_large"))?;
        Ok(())
    }

    /// Takes the room for a cell that shows a shared text.
    fn text(&mut self, stream: &[u8], at: usize) -> Result<(), Refusal> {
        let low = usize::from(word(stream, at).unwrap_or_default());
        let high = usize::from(word(stream, at + 2).unwrap_or_default());
        let length = self.lengths.get(low | high << 16).copied().map_or(0, usize::from);
        match self.texts.text(length * BYTES_A_CHARACTER) {
            true => Ok(()),
            false => Err(Refusal::new("intake.too_large")),
        }
    }
}

/// The outermost cells of a sheet.
#[derive(Default)]
struct Bounds {
    /// There is any cell.
    any: bool,
    first: (u16, u16),
    last: (u16, u16),
}

impl Bounds {
    /// Includes a cell.
    fn add(&mut self, row: u16, column: u16) {
        if !self.any {
            (self.first, self.last, self.any) = ((row, column), (row, column), true);
        }
        self.first = (self.first.0.min(row), self.first.1.min(column));
        self.last = (self.last.0.max(row), self.last.1.max(column));
    }

    /// The places between them.
    fn area(&self) -> usize {
        let length = |first: u16, last: u16| usize::from(last - first) + 1;
        length(self.first.0, self.last.0).saturating_mul(length(self.first.1, self.last.1))
    }
}

/// Walks through the records of one sheet.
fn sheet_facts(stream: &mut [u8], start: usize, fonts: &Fonts, needed: &mut Needed) -> Result<Facts, Refusal> {
    let mut facts = Facts::default();
    let mut bounds = Bounds::default();
    let mut at = start;
    while let Some(record) = record(stream, at) {
        at = record.at + record.length;
        Needed::take(&mut needed.records, record.length + 4)?;
        let row = word(stream, record.at).unwrap_or_default();
        let column = word(stream, record.at + 2).unwrap_or_default();
        let n_cells = match record.kind {
            DIMENSIONS => {
                // A kind that means nothing and claims nothing.
                stream[record.at - 4..record.at - 2].copy_from_slice(&BLANK.to_le_bytes());
                continue;
            }
            EOF => break,
            COLUMNS => {
                let is_hidden = word(stream, record.at + 8).is_some_and(|flags| flags & 0x01 != 0);
                facts.hidden_columns.extend(is_hidden.then_some((u32::from(row), u32::from(column))));
                continue;
            }
            ROW => {
                facts.hidden_rows |= word(stream, record.at + 12).is_some_and(|flags| flags & 0x20 != 0);
                continue;
            }
            FORMULA => {
                let flags = word(stream, record.at + 14).unwrap_or_default();
                // A formula with an empty text as its result is taken as it is: forms that hide zeros have many.
                let zero = stream.get(record.at + 6..record.at + 14) == Some(&[0; 8]);
                if zero && flags & CALCULATE_ON_LOAD != 0 {
                    facts.not_calculated.insert((u32::from(row), u32::from(column)));
                }
                1
            }
            BLANK | MUL_BLANK => {
                let blanks = blanks(stream, &record);
                Needed::take(&mut needed.cells, blanks.len())?;
                facts.blanks.extend(blanks.map(|column| (u32::from(row), u32::from(column))));
                continue;
            }
            MUL_RK => record.length / 6,
            SHARED_TEXT => {
                needed.text(stream, record.at + 6)?;
                1
            }
            kind if CELLS.contains(&kind) => 1,
            _ => continue,
        };
        let struck =
            (0..n_cells).filter(|at| word(stream, record.at + 4 + at * 6).is_some_and(|xf| fonts.is_struck(xf)));
        facts.struck.extend(struck.map(|at| (u32::from(row), u32::from(column).saturating_add(at as u32))));
        Needed::take(&mut needed.cells, n_cells)?;
        bounds.add(row, column);
        bounds.add(row, column.saturating_add(n_cells.saturating_sub(1).min(255) as u16));
    }
    Needed::take(&mut needed.places, bounds.area())?;
    Ok(facts)
}

/// The columns of the cells without a value that a record stands for.
fn blanks(stream: &[u8], record: &Record) -> std::ops::Range<u16> {
    let first = word(stream, record.at + 2).unwrap_or_default();
    let end = match record.kind {
        BLANK if record.length == 6 => first.saturating_add(1),
        BLANK => first,
        _ => {
            let last = word(stream, (record.at + record.length).saturating_sub(2)).unwrap_or_default();
            last.saturating_add(1).min(first.saturating_add((record.length / 2) as u16))
        }
    };
    first..end
}

/// Flag of a formula that is calculated when the file is opened.
const CALCULATE_ON_LOAD: u16 = 0x02;

#[cfg(test)]
mod tests {
    use super::*;

    fn record(kind: u16, fields: &[u8]) -> Vec<u8> {
        [&kind.to_le_bytes()[..], &(fields.len() as u16).to_le_bytes(), fields].concat()
    }

    fn label(row: u8, text: &str) -> Vec<u8> {
        let gbk = encoding_rs::GBK.encode(text).0;
        let place = [row, 0, 0, 0, 0, 0, gbk.len() as u8, 0];
        record(0x0204, &[&place[..], &gbk].concat())
    }

    /// A workbook of 1995: no Unicode, and a code page that its texts are not in.
    fn old(dimensions: &[u8]) -> Vec<u8> {
        let bof = |kind: u8| record(BOF, &[0, 5, kind, 0, 0, 0, 0, 0]);
        let name = |start: u32| {
            let name = encoding_rs::GBK.encode("年报").0;
            record(BOUND_SHEET, &[&start.to_le_bytes()[..], &[0, 0, name.len() as u8], &name].concat())
        };
        let globals =
            |start: u32| [bof(5), record(CODE_PAGE, &1252u16.to_le_bytes()), name(start), record(EOF, &[])].concat();
        let start = globals(0).len() as u32;
        let sheet = [bof(0x10), record(DIMENSIONS, dimensions), label(0, "总计"), record(EOF, &[])];
        let mut stream = [globals(start), sheet.concat()].concat();
        stream.resize(8192, 0);
        rebuilt(&stream).unwrap()
    }

    fn sheets(bytes: &[u8]) -> Result<Vec<BookSheet>, Refusal> {
        read(bytes, GB18030, &mut Budget::of(bytes.len()))
    }

    #[test]
    fn texts_in_no_code_page_are_gbk() {
        let sheets = sheets(&old(&[0; 10])).unwrap();
        assert_eq!(sheets[0].name, "年报");
        assert_eq!(sheets[0].sheet.as_ref().unwrap().text(), "总计");
    }

    #[test]
    fn a_claim_of_four_billion_rows_takes_no_room() {
        let claim = [0, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF, 0, 0, 0xFF, 0xFF, 0, 0];
        assert_eq!(sheets(&old(&claim)).unwrap().len(), 1);
    }
}
