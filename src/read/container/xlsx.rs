//! The sheets of an .xlsx → cells as they are shown, as far as the file says it.
//!
//! A workbook is a zip of XML parts. calamine reads the cells. It does not tell which rows and columns are hidden, or
//! how parts of a text are printed, and it trusts the sizes that the file claims. So every part is unpacked once before
//! (`inspect`), with a limit on its size.
//!
//! ```text
//! xl/workbook.xml               names of the sheets, and whether formulas are calculated on loading
//! xl/_rels/workbook.xml.rels    which part each sheet is
//! xl/worksheets/sheet1.xml      cells, hidden rows and columns
//! xl/sharedStrings.xml          texts of cells, with raised and struck-out runs
//! ```

use std::collections::{BTreeMap, BTreeSet};
use std::io::Cursor;

use calamine::{DataRef, Font, Reader as _, SheetType, SheetVisible, Style, Xlsx, XlsxError};
use memchr::memmem;
use quick_xml::Reader;
use quick_xml::events::Event;

use crate::read::archive::{self, Budget};
use crate::read::container::book;
use crate::read::container::{parsed, rich};
use crate::read::decode::Refusal;
use crate::read::dress::{self, Dress};
use crate::read::member::BookSheet;
use crate::read::room::Room;
use crate::read::sheet::{self, Merge, NOT_CALCULATED};
use crate::read::xml;

/// Reads every sheet.
pub fn read(bytes: &[u8], budget: &mut Budget) -> Result<Vec<BookSheet>, Refusal> {
    let mut layout = inspect(bytes, budget)?;
    let rich = std::mem::take(&mut layout.rich);
    budget.within(layout.n_bytes, |room| sheets(bytes, &rich, &layout, room))
}

/// Reads the sheets of a workbook whose rich parts have been replaced.
fn sheets(
    bytes: &[u8],
    rich: &[(usize, Vec<u8>)],
    layout: &Layout,
    room: &mut Room,
) -> Result<Vec<BookSheet>, Refusal> {
    parsed(|| {
        let rewritten = if rich.is_empty() { None } else { Some(rich::with_parts(bytes, rich)?) };
        let bytes = rewritten.as_deref().unwrap_or(bytes);
        let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(|error| refusal(&error))?;
        let sheets: Vec<(String, SheetVisible)> = book
            .sheets_metadata()
            .iter()
            .filter(|sheet| sheet.typ == SheetType::WorkSheet)
            .take(archive::MOST_SHEETS + 1)
            .map(|sheet| (sheet.name.clone(), sheet.visible))
            .collect();
        // Several sheets may be the same part of the file, which is then read as often.
        let mut left = layout.n_bytes.saturating_mul(2).saturating_add(FREE);
        let mut struck = Struck::default();
        let read = sheets.into_iter().map(|(name, visible)| {
            let n_bytes = layout.sizes.get(&name).copied().unwrap_or_default();
            let is_over = n_bytes > left;
            left = left.saturating_sub(n_bytes);
            let read = match is_over {
                true => Err(Refusal::new("intake.too_large")),
                false => cells(&mut book, &name, layout, &mut struck, room),
            };
            let (sheet, hidden_columns) = match read {
                Ok((sheet, hidden_columns)) => (Ok(sheet), hidden_columns),
                Err(refusal) => (Err(refusal), false),
            };
            let (hidden, hidden_rows) = (visible != SheetVisible::Visible, layout.hidden_rows.contains(&name));
            BookSheet { name, sheet, hidden, hidden_rows, hidden_columns }
        });
        Ok(read.collect())
    })
}

fn refusal(error: &XlsxError) -> Refusal {
    match error {
        XlsxError::Password => Refusal::new("intake.encrypted"),
        _ => Refusal::new("intake.damaged"),
    }
}

/// Bytes that all sheets of even the smallest file may have. Beyond that, reading may cost twice the size of the parts:
/// a hundred sheets that are one and the same part would cost a hundred times as much.
const FREE: usize = 16 << 20;

/// The cells of a sheet, and whether some of them are in hidden columns. Figures in hidden columns are read like
/// others, as people hide what they do not want to print, and a remark says so.
fn cells(
    book: &mut Xlsx<Cursor<&[u8]>>,
    name: &str,
    layout: &Layout,
    struck: &mut Struck,
    room: &mut Room,
) -> Result<(sheet::Sheet, bool), Refusal> {
    let merges = book.merge_cells_by_sheet_name(name).map_err(|error| refusal(&error))?;
    let merges: Vec<Merge> = merges.into_iter().map(|merge| Merge { first: merge.start, last: merge.end }).collect();
    let struck = struck.cells(book, name)?;
    let mut cells = Vec::new();
    // A long text may be stored once and shown in every cell.
    let mut left = *room;
    let mut reader = book.worksheet_cells_reader(name).map_err(|error| refusal(&error))?;
    while let Some(cell) = reader.next_cell_with_formula_metadata().map_err(|error| refusal(&error))? {
        let is_formula = cell.formula.is_some();
        // A workbook that is calculated when it is opened holds 0 for what was not calculated yet.
        let text = match cell.value {
            DataRef::Empty if is_formula => NOT_CALCULATED.to_owned(),
            DataRef::Float(0.0) | DataRef::Int(0) if is_formula && layout.calculates_on_load => {
                NOT_CALCULATED.to_owned()
            }
            value => text(value),
        };
        if !left.cell(&text) {
            *room = left;
            return Err(Refusal::new("intake.too_large"));
        }
        let dress = if struck.contains(&cell.pos) { Dress::Struck } else { Dress::Plain };
        cells.push((cell.pos, dress::dressed(text, dress)));
    }
    let hidden = layout.hidden_columns.get(name).map_or(&[][..], Vec::as_slice);
    let hidden_columns = book::has_text_in(&cells, hidden);
    Ok((sheet::of_cells(cells, &merges, room)?, hidden_columns))
}

/// The styles of a workbook that strike out, looked at when needed.
#[derive(Default)]
struct Struck {
    /// For each style whether it strikes out.
    styles: Option<Vec<bool>>,
}

impl Struck {
    /// The cells of a sheet that are struck out as a whole.
    fn cells(&mut self, book: &mut Xlsx<Cursor<&[u8]>>, name: &str) -> Result<BTreeSet<(u32, u32)>, Refusal> {
        let mut struck = BTreeSet::new();
        if self.styles.as_ref().is_some_and(|styles| !styles.contains(&true)) {
            return Ok(struck);
        }
        let mut reader = book.worksheet_cells_reader(name).map_err(|error| refusal(&error))?;
        let is_struck = |style: &Style| style.font.as_ref().is_some_and(Font::has_strikethrough);
        let styles = self.styles.get_or_insert_with(|| reader.styles().iter().map(is_struck).collect());
        if !styles.contains(&true) {
            return Ok(struck);
        }
        while let Some((row, column, style)) = reader.next_style_id().map_err(|error| refusal(&error))? {
            if styles.get(style) == Some(&true) {
                struck.insert((row, column));
            }
        }
        Ok(struck)
    }
}

/// The value as the sheet shows it.
fn text(value: DataRef<'_>) -> String {
    match value {
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => book::number(number),
        DataRef::String(text) => text,
        DataRef::SharedString(text) => text.to_owned(),
        DataRef::Bool(truth) => book::truth(truth),
        DataRef::DateTime(date) => book::date(&date),
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => book::no_figure(text),
        DataRef::Error(error) => error.to_string(),
        DataRef::Empty => String::new(),
    }
}

/// What a workbook says beside its cells.
#[derive(Debug, Default)]
struct Layout {
    /// The size of all its parts.
    n_bytes: usize,
    /// The size of each sheet.
    sizes: BTreeMap<String, usize>,
    /// It is calculated when it is opened, so that a 0 may stand for a result that was never calculated.
    calculates_on_load: bool,
    /// The names of the sheets with hidden rows.
    hidden_rows: BTreeSet<String>,
    /// The ranges of hidden columns of each sheet that has any.
    hidden_columns: BTreeMap<String, Vec<(u32, u32)>>,
    /// Parts with raised or struck-out runs, rewritten, by their positions.
    rich: Vec<(usize, Vec<u8>)>,
}

/// What a sheet hides.
struct Hidden {
    /// The part of the file with the sheet.
    part: String,
    n_bytes: usize,
    /// Rows.
    rows: bool,
    /// Columns, as ranges.
    columns: Vec<(u32, u32)>,
}

/// Unpacks every part once, to count it and to look for what calamine does not tell. calamine unpacks it again; that is
/// cheaper than reading XML twice.
fn inspect(bytes: &[u8], budget: &mut Budget) -> Result<Layout, Refusal> {
    let mut archive = archive::open(bytes)?;
    let mut layout = Layout::default();
    let mut sheets: BTreeMap<String, String> = BTreeMap::new();
    let mut targets: BTreeMap<String, String> = BTreeMap::new();
    let mut hidden: Vec<Hidden> = Vec::new();
    for at in 0..archive.len() {
        let name = archive.name_for_index(at).and_then(Result::ok).map(|name| name.into_owned()).unwrap_or_default();
        let part = archive::unpack(&mut archive, at, budget)?;
        layout.n_bytes = layout.n_bytes.saturating_add(part.len());
        if claims_too_much(&part) {
            return Err(Refusal::new("intake.damaged"));
        }
        if name.ends_with("workbook.xml") {
            sheets = attributes(&part, "sheet", "id", "name");
            layout.calculates_on_load = memmem::find(&part, b"fullCalcOnLoad=\"1\"").is_some();
        } else if name.ends_with("workbook.xml.rels") {
            targets = attributes(&part, "Relationship", "Id", "Target");
        } else {
            layout.rich.extend(rich::dressed(&part).map(|part| (at, part)));
            hidden.push(Hidden {
                part: name,
                n_bytes: part.len(),
                rows: has_hidden_rows(&part),
                columns: hidden_columns(&part),
            });
        }
    }
    fn file(path: &str) -> &str {
        path.rsplit('/').next().unwrap_or(path)
    }
    let mut by_file: BTreeMap<&str, Vec<&Hidden>> = BTreeMap::new();
    hidden.iter().for_each(|hidden| by_file.entry(file(&hidden.part)).or_default().push(hidden));
    for (id, target) in targets {
        let part = target.trim_start_matches("/xl/").trim_start_matches('/');
        let Some(name) = sheets.get(&id) else { continue };
        let named = by_file.get(file(part)).map_or(&[][..], Vec::as_slice);
        for hidden in named.iter().filter(|hidden| hidden.part.ends_with(part)) {
            layout.sizes.insert(name.clone(), hidden.n_bytes);
            layout.hidden_rows.extend(hidden.rows.then(|| name.clone()));
            layout.hidden_columns.entry(name.clone()).or_default().extend(&hidden.columns);
        }
    }
    Ok(layout)
}

/// True if a part claims more strings than it can hold: calamine allocates them before it reads one. The claim has to
/// be looked for in an encoding in which it can be found, so a part in UTF-16 is refused; no program writes one.
fn claims_too_much(part: &[u8]) -> bool {
    if part.starts_with(b"\xFF\xFE") || part.starts_with(b"\xFE\xFF") {
        return true;
    }
    memmem::find_iter(part, b"uniqueCount").any(|at| {
        let said = part.get(at + b"uniqueCount".len()..).unwrap_or_default().iter();
        let digits = said.skip_while(|byte| !byte.is_ascii_digit()).take_while(|byte| byte.is_ascii_digit());
        let count =
            digits.fold(0usize, |count, digit| count.saturating_mul(10).saturating_add(usize::from(digit - b'0')));
        count > part.len()
    })
}

/// True if some row is hidden.
fn has_hidden_rows(part: &[u8]) -> bool {
    hidden(part, b"row ").next().is_some()
}

/// The ranges of hidden columns, from 0.
fn hidden_columns(part: &[u8]) -> Vec<(u32, u32)> {
    let number = |tag: &[u8], name: &[u8]| {
        let at = memmem::find(tag, name)? + name.len();
        let digits = tag.get(at..)?.iter().take_while(|byte| byte.is_ascii_digit());
        Some(digits.fold(0u32, |number, digit| number.saturating_mul(10).saturating_add(u32::from(digit - b'0'))))
    };
    let columns = hidden(part, b"col ").filter_map(|tag| Some((number(tag, b"min=\"")?, number(tag, b"max=\"")?)));
    columns.map(|(first, last)| (first.saturating_sub(1), last.saturating_sub(1))).collect()
}

/// The tags of that name that are hidden.
fn hidden<'a>(part: &'a [u8], name: &'a [u8]) -> impl Iterator<Item = &'a [u8]> {
    let tags = memmem::find_iter(part, name).map(|at| {
        let tag = part.get(at..).unwrap_or_default();
        tag.get(..memchr::memchr(b'>', tag).unwrap_or(tag.len())).unwrap_or_default()
    });
    let says = |tag: &[u8], text: &[u8]| memmem::find(tag, text).is_some();
    tags.filter(move |tag| says(tag, b"hidden=\"1\"") || says(tag, b"hidden=\"true\""))
}

/// An attribute of every tag of that name, by another attribute.
fn attributes(part: &[u8], tag_name: &str, key: &str, value: &str) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let Ok(text) = std::str::from_utf8(part) else { return found };
    let mut reader = Reader::from_str(text);
    loop {
        match reader.read_event() {
            Ok(Event::Start(tag) | Event::Empty(tag)) if tag.local_name().as_ref() == tag_name => {
                if let (Some(key), Some(value)) = (xml::attribute(&tag, key), xml::attribute(&tag, value)) {
                    found.insert(key, value);
                }
            }
            Ok(Event::Eof) | Err(_) => return found,
            Ok(_) => {}
        }
    }
}
