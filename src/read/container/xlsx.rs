//! The sheets of an .xlsx → cells as they are shown, as far as the file says.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Cursor;

use calamine::{DataRef, Reader as _, SheetType, SheetVisible, Xlsx, XlsxError};
use memchr::memmem;
use quick_xml::Reader;
use quick_xml::events::Event;

use crate::read::container::archive::{self, Budget};
use crate::read::container::book::{self, BookSheet};
use crate::read::container::parsed;
use crate::read::decode::Refusal;
use crate::read::sheet::{self, Merge};
use crate::read::xml;

/// Reads every sheet.
pub fn read(bytes: &[u8], budget: &mut Budget) -> Result<Vec<BookSheet>, Refusal> {
    let layout = inspect(bytes, budget)?;
    parsed(|| {
        let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(|error| refusal(&error))?;
        let sheets: Vec<(String, SheetVisible)> = book
            .sheets_metadata()
            .iter()
            .filter(|sheet| sheet.typ == SheetType::WorkSheet)
            .map(|sheet| (sheet.name.clone(), sheet.visible))
            .collect();
        let read = sheets.into_iter().map(|(name, visible)| BookSheet {
            sheet: cells(&mut book, &name, &layout),
            hidden: visible != SheetVisible::Visible,
            hidden_rows: layout.hidden_rows.contains(&name),
            name,
        });
        Ok(read.collect())
    })
}

fn refusal(error: &XlsxError) -> Refusal {
    match error {
        XlsxError::Password => Refusal::plain("intake.encrypted"),
        _ => Refusal::plain("intake.damaged"),
    }
}

fn cells(book: &mut Xlsx<Cursor<&[u8]>>, name: &str, layout: &Layout) -> Result<sheet::Sheet, Refusal> {
    let merges = book.merge_cells_by_sheet_name(name).map_err(|error| refusal(&error))?;
    let merges: Vec<Merge> = merges.into_iter().map(|merge| Merge { first: merge.start, last: merge.end }).collect();
    let mut cells = Vec::new();
    let mut reader = book.worksheet_cells_reader(name).map_err(|error| refusal(&error))?;
    while let Some(cell) = reader.next_cell_with_formula_metadata().map_err(|error| refusal(&error))? {
        let is_formula = cell.formula.is_some();
        // A workbook that asks to be calculated when it is opened holds 0 where nothing was calculated yet.
        let text = match cell.value {
            DataRef::Empty if is_formula => NOT_CALCULATED.to_owned(),
            DataRef::Float(0.0) | DataRef::Int(0) if is_formula && layout.calculates_on_load => {
                NOT_CALCULATED.to_owned()
            }
            value => text(value),
        };
        cells.push((cell.pos, text));
    }
    sheet::of_cells(cells, &merges, layout.n_bytes)
}

/// Printed for a formula of which the file does not say what it comes to.
pub const NOT_CALCULATED: &str = "=?";

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
    n_bytes: usize,
    calculates_on_load: bool,
    /// Names of the sheets with hidden rows.
    hidden_rows: BTreeSet<String>,
}

/// Unpacks every part once, to count it and to look for what calamine does not tell.
fn inspect(bytes: &[u8], budget: &mut Budget) -> Result<Layout, Refusal> {
    let mut archive = archive::open(bytes)?;
    let mut layout = Layout::default();
    let mut sheets: BTreeMap<String, String> = BTreeMap::new();
    let mut targets: BTreeMap<String, String> = BTreeMap::new();
    let mut with_hidden_rows: BTreeSet<String> = BTreeSet::new();
    for at in 0..archive.len() {
        let name = archive.name_for_index(at).and_then(Result::ok).map(|name| name.into_owned()).unwrap_or_default();
        let part = archive::unpack(&mut archive, at, budget)?;
        layout.n_bytes = layout.n_bytes.saturating_add(part.len());
        if claims_too_much(&part) {
            return Err(Refusal::plain("intake.damaged"));
        }
        if name.ends_with("workbook.xml") {
            sheets = attributes(&part, "sheet", "id", "name");
            layout.calculates_on_load = memmem::find(&part, b"fullCalcOnLoad=\"1\"").is_some();
        } else if name.ends_with("workbook.xml.rels") {
            targets = attributes(&part, "Relationship", "Id", "Target");
        } else if has_hidden_rows(&part) {
            with_hidden_rows.insert(name);
        }
    }
    for (id, target) in targets {
        let part = target.trim_start_matches("/xl/").trim_start_matches('/');
        if with_hidden_rows.iter().any(|name| name.ends_with(part))
            && let Some(name) = sheets.get(&id)
        {
            layout.hidden_rows.insert(name.clone());
        }
    }
    Ok(layout)
}

/// calamine makes room for as many strings as a file says it has, before it reads one; and for that it must be
/// looked for in an encoding in which it can be found.
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

fn has_hidden_rows(part: &[u8]) -> bool {
    memmem::find_iter(part, b"row ").any(|at| {
        let tag = part.get(at..).unwrap_or_default();
        let end = memchr::memchr(b'>', tag).unwrap_or(tag.len());
        let tag = tag.get(..end).unwrap_or_default();
        memmem::find(tag, b"hidden=\"1\"").is_some() || memmem::find(tag, b"hidden=\"true\"").is_some()
    })
}

/// One attribute by another, of every tag of that name.
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
