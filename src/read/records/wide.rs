//! Wide exports: each line is a filing, each column a cell.
//!
//! ```text
//! office,year,New requests: Persons,New requests: Companies
//! A,2023,12,3
//! B,2023,5,0
//! ```
//!
//! Most large files are of this kind: a million lines with a hundred columns. So a plain count is read from its bytes
//! and set without any text in between, chunks of the file are read by several threads, and what is the same for every
//! line (the forms, the place of each column) is worked out once.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, LazyLock};

use csv::ByteRecord;
use rayon::prelude::*;
use rustc_hash::FxHashMap;

use crate::model::{
    CellIx, Cells, Field, FormIx, Part, Pipeline, Places, SourceIx, State, TableIx, UnmatchedList, Value,
};
use crate::read::cut::LineCounter;
use crate::read::identify::Period;
use crate::read::number::{self, Unit, in_cell, parse};
use crate::read::records::moved::Laws;
use crate::read::records::unknown::Likeness;
use crate::read::records::{
    ForeignFigures, Group, Marks, Owners, RecordHeader, Records, Undated, claim, districts, has_slid, named,
    record_reader, text_at, units, unknown, unused_lines, year_of,
};
use crate::read::tables::fit_forms;
use crate::read::token::plain;

/// Bytes given to a thread at a time.
const CHUNK: usize = 8 << 20;

/// For every column that was not understood, the cells that it may be. Several columns may have the same label.
fn likes(header: &RecordHeader, pipeline: &Pipeline) -> Vec<Vec<CellIx>> {
    if header.foreign.is_empty() {
        return Vec::new();
    }
    let (mut likeness, mut known) = (Likeness::new(pipeline), FxHashMap::<&str, Vec<CellIx>>::default());
    let labels = header.foreign.iter().map(|(_, label)| label.as_str());
    labels.map(|label| known.entry(label).or_insert_with(|| likeness.like(&[label])).clone()).collect()
}

/// Reads every line below the header, in chunks that threads share.
pub(super) fn read(text: &str, delimiter: u8, header: &RecordHeader, source: SourceIx, pipeline: &Pipeline) -> Records {
    let mut columns = vec![0u32; pipeline.catalogue.n_cells()];
    let like = likes(header, pipeline);
    for (position, cell) in header.cells.iter().enumerate() {
        if let Some(cell) = cell {
            // If two columns hold the same cell, the first is its place.
            let first = &mut columns[cell.at()];
            *first = if *first == 0 { position as u32 + 1 } else { *first };
        }
    }
    let fields: Vec<WideField> = header
        .cells
        .iter()
        .enumerate()
        .filter_map(|(at, cell)| {
            let cell = (*cell)?;
            let unit = header.units.get(&at).copied();
            let is_count = pipeline.catalogue.cell(cell).kind.is_count() && unit.is_none();
            Some(WideField { at, cell, is_count, unit, again: columns[cell.at()] as usize != at + 1 })
        })
        .collect();
    let room = columns.iter().rposition(|column| *column > 0).map_or(0, |last| last + 1);
    place_unread(header, &like, &mut columns, pipeline);
    let marks = Marks::of(text, delimiter);
    let own: Vec<(CellIx, usize)> =
        fields.iter().filter(|field| !field.again).map(|field| (field.cell, field.at)).collect();
    let laws = LazyLock::new(Box::new(move || Laws::of(own, pipeline)) as Box<dyn FnOnce() -> _ + Send>);
    let wide = Wide { header, source, pipeline, columns: columns.into(), fields, room, laws, marks, like };
    let chunks = chunks(text, wide.marks.hold);
    let read: Vec<(Records, Vec<u64>)> = chunks
        .par_iter()
        .enumerate()
        .map(|(at, (line, chunk))| wide.chunk(chunk, *line, if at == 0 { header.record + 1 } else { 0 }))
        .collect();
    let room = read.iter().map(|(one, _)| one.parts.len()).sum();
    let mut parts = Vec::with_capacity(room);
    let mut foreign = ForeignFigures::under(header, pipeline);
    let (mut lines, mut undated, mut groups) = (UnmatchedList::default(), Undated::default(), Vec::new());
    for (mut one, counts) in read {
        parts.append(&mut one.parts);
        lines.append(one.unmatched);
        groups.append(&mut one.groups);
        undated.append(one.undated);
        foreign.add(&counts);
    }
    let mut unmatched = foreign.named();
    unmatched.append(lines);
    let mut records = Records { parts, unmatched, undated, ..Records::default() };
    districts::settle(&mut records, groups, header, pipeline);
    records
}

/// Gives cells without a column the place of one that was not understood and may be theirs, so that a finding about the
/// missing cell points to that column. Tables without any column may come from another file, with their own places.
fn place_unread(header: &RecordHeader, like: &[Vec<CellIx>], columns: &mut [u32], pipeline: &Pipeline) {
    let table = |cell: CellIx| pipeline.catalogue.cell(cell).table;
    let met: BTreeSet<TableIx> = header.cells.iter().flatten().map(|cell| table(*cell)).collect();
    for ((position, _), cells) in header.foreign.iter().zip(like) {
        for cell in cells.iter().filter(|cell| met.contains(&table(**cell))) {
            if let Some(column) = columns.get_mut(cell.at()).filter(|column| **column == 0) {
                *column = *position as u32 + 1;
            }
        }
    }
}

/// Cuts a text at line ends outside quotation marks, each chunk with its first line. A field in quotation marks may
/// hold line ends; a chunk that began inside one would take all quotation marks the wrong way round.
fn chunks(text: &str, quoting: bool) -> Vec<(u32, &str)> {
    let bytes = text.as_bytes();
    let mut pieces = Vec::new();
    let (mut start, mut line) = (0, 1u32);
    while start < bytes.len() {
        let mut end = (start + CHUNK).min(bytes.len());
        let mut quoted = quoting && memchr::memchr_iter(b'"', &bytes[start..end]).count() % 2 == 1;
        while end < bytes.len() {
            let Some(next) = memchr::memchr2(b'"', b'\n', &bytes[end..]) else {
                end = bytes.len();
                break;
            };
            end += next + 1;
            match bytes[end - 1] {
                b'"' => quoted = quoting && !quoted,
                _ if !quoted => break,
                _ => {}
            }
        }
        pieces.push((line, &text[start..end]));
        line += memchr::memchr_iter(b'\n', &bytes[start..end]).count() as u32;
        start = end;
    }
    pieces
}

/// An export while it is read.
struct Wide<'a> {
    header: &'a RecordHeader,
    source: SourceIx,
    pipeline: &'a Pipeline,
    /// The column of each cell.
    columns: Arc<[u32]>,
    /// The columns that hold cells.
    fields: Vec<WideField>,
    /// One past the last cell of the catalogue that the export has. A filing keeps room for so many cells and no more.
    room: usize,
    /// The laws over its columns, for lines that may have lost a field.
    laws: LazyLock<Laws<'a>, Box<dyn FnOnce() -> Laws<'a> + Send + 'a>>,
    /// Its quotation marks.
    marks: Marks<'a>,
    /// The cells that each column that was not understood may be.
    like: Vec<Vec<CellIx>>,
}

/// A column that holds a cell.
struct WideField {
    /// Its position.
    at: usize,
    cell: CellIx,
    /// The cell is a count, so that a field of digits needs no further look.
    is_count: bool,
    /// The unit of the column, if it is not the cell's.
    unit: Option<Unit>,
    /// Another column holds the same cell.
    again: bool,
}

/// What the lines of one chunk share.
#[derive(Default)]
struct Shared {
    /// Texts about owners that have been met.
    owners: Owners,
    /// Lines whose year could not be told.
    undated: Undated,
    /// The forms of every line, if all columns belong to one form version.
    forms: Option<Forms>,
    /// Figures that their line's form has no cell for.
    foreign: UnmatchedList,
    /// For the forms of a line, the missing cells that each column that was not understood may be.
    may_be: BTreeMap<Forms, Vec<Vec<CellIx>>>,
}

/// The form version of each table.
type Forms = Arc<[Option<FormIx>]>;

impl Wide<'_> {
    /// Reads the lines of a chunk. `skip` is the number of records down to the header, for the first chunk.
    fn chunk(&self, text: &str, first_line: u32, skip: usize) -> (Records, Vec<u64>) {
        let mut reader = record_reader(text, &self.marks);
        let mut record = ByteRecord::new();
        let mut lines = LineCounter::new(text);
        let mut records = Records::default();
        let mut shared = Shared::default();
        let mut foreign = ForeignFigures::under(self.header, self.pipeline);
        let mut seen = 0;
        while reader.read_byte_record(&mut record).unwrap_or(false) {
            let start = record.position().map_or(0, |at| at.byte() as usize);
            let line = lines.line_of_record(start) + first_line - 1;
            seen += 1;
            if seen <= skip {
                continue;
            }
            let usable = !self.marks.tear(&record, self.header) && !has_slid(&record, self.header);
            match usable.then(|| self.part(&record, line, &mut shared)).flatten() {
                Some(mut part) => {
                    self.mark_unread(&record, &mut part, &mut foreign, &mut shared);
                    part.cells.shrink();
                    records.parts.push(part);
                }
                None => match usable.then(|| Group::of(&record, line, self.pipeline)).flatten() {
                    Some(group) => records.groups.push(group),
                    None => records.unmatched.extend(unused_lines(&record, line, self.pipeline)),
                },
            }
        }
        records.unmatched.append(shared.foreign);
        records.undated = shared.undated;
        (records, foreign.counts)
    }

    /// The filing of a line; `None` if it names no office or no clear year.
    fn part(&self, record: &ByteRecord, line: u32, shared: &mut Shared) -> Option<Part> {
        let year = match year_of(record, self.header, &mut shared.owners, self.pipeline) {
            Some((_, Period::Year(year))) => Some(year),
            Some((text, period)) => {
                shared.undated.add(period, &text);
                return None;
            }
            None => None,
        };
        let claim = claim(record, self.header, self.pipeline, year, &mut shared.owners);
        claim.office.as_ref().or(claim.code.as_ref())?;
        let mut cells = Cells::absent_up_to(self.pipeline.catalogue.n_cells(), self.room);
        let mut any = false;
        let mut moved: Vec<(CellIx, u32)> = Vec::new();
        for field @ WideField { at, cell, is_count, again, .. } in &self.fields {
            let printed = record.get(*at).unwrap_or(b"");
            any |= !printed.is_empty();
            match plain(printed) {
                _ if *again => {
                    if self.set_again(&mut cells, field, printed) {
                        moved.push((*cell, *at as u32 + 1));
                    }
                }
                Some(number) if *is_count => cells.set_plain(*cell, number),
                _ if printed.is_empty() => cells.set_blank(*cell),
                _ => self.set(&mut cells, field, printed),
            }
        }
        // In a file with one of several tables, an office with a blank line has filed the other tables.
        if !any && self.header.tables.is_empty() {
            return None;
        }
        // A line that ends early may have lost a field anywhere.
        if any && record.len() < self.n_fields() && !self.laws.confirm(&cells) {
            return None;
        }
        self.leave_moved(record, &mut cells);
        let unit = text_at(record, self.header.fields.get(&Field::Unit));
        if !unit.is_empty() && units::is_multiple(unit, self.pipeline) {
            units::leave(&mut cells, unit, self.pipeline);
        }
        let tables = shared.forms_of(self.pipeline, &mut cells, line);
        let places = self.places(line, &moved);
        Some(Part::of_tables(vec![claim], tables, cells, places))
    }

    /// Leaves figures unread that may have moved, in a line with a blank at either end: somebody may have deleted a
    /// field and left the rest to move up. The sums over the columns show whether they have.
    fn leave_moved(&self, record: &ByteRecord, cells: &mut Cells) {
        let is_blank = |field: Option<&WideField>| {
            field.is_some_and(|field| record.get(field.at).is_none_or(|printed| printed.trim_ascii().is_empty()))
        };
        if !is_blank(self.fields.first()) && !is_blank(self.fields.last()) {
            return;
        }
        for cell in self.laws.may_have_moved(record, cells) {
            let field = self.columns[cell.at()].checked_sub(1).and_then(|at| record.get(at as usize));
            let printed = String::from_utf8_lossy(field.unwrap_or(b"")).trim().to_owned();
            cells.set(cell, Value::Not(State::Unread), &printed);
        }
    }

    /// How many fields a whole line has.
    fn n_fields(&self) -> usize {
        self.fields.last().map_or(0, |last| last.at + 1)
    }

    /// The places of the cells of a line; `moved` are those that stand in their second column.
    fn places(&self, line: u32, moved: &[(CellIx, u32)]) -> Places {
        if moved.is_empty() {
            return Places::Record { source: self.source, line, columns: Arc::clone(&self.columns) };
        }
        let mut columns = self.columns.to_vec();
        for (cell, column) in moved {
            columns[cell.at()] = *column;
        }
        Places::Record { source: self.source, line, columns: columns.into() }
    }

    /// Counts figures in columns that were not understood, and marks cells that the line lacks and that may be there.
    fn mark_unread(&self, record: &ByteRecord, part: &mut Part, foreign: &mut ForeignFigures<'_>, shared: &mut Shared) {
        if self.like.is_empty() {
            return;
        }
        let Part { tables, cells, .. } = part;
        let may_be = shared.may_be.entry(Arc::clone(tables)).or_insert_with(|| {
            let like: Vec<&[CellIx]> = self.like.iter().map(Vec::as_slice).collect();
            unknown::may_be(&like, tables, cells, self.header.tables.first().copied(), &self.pipeline.catalogue)
        });
        foreign.count(record, |column, printed| {
            unknown::mark(cells, may_be.get(column).map_or(&[], Vec::as_slice), printed);
        });
    }

    /// Sets a cell from its second column. If the columns differ, neither is taken. True if the figure is the second
    /// column's.
    ///
    /// ```text
    /// total = 5    total = blank    5
    /// total = blank   total = 5     5, and the place is that of the second column
    /// total = 5    total = 6        unreadable: `5 | 6`
    /// ```
    fn set_again(&self, cells: &mut Cells, field: &WideField, printed: &[u8]) -> bool {
        let (cell, text) = (field.cell, String::from_utf8_lossy(printed));
        let trimmed = text.trim();
        let before = cells.get(cell);
        if trimmed.is_empty() {
            return false;
        }
        if before == Value::Not(State::Blank) {
            self.set(cells, field, trimmed.as_bytes());
            return true;
        }
        let kind = &self.pipeline.catalogue.cell(cell).kind;
        if self.value(field, trimmed) != before {
            let first = match (cells.raw(cell), before) {
                ("", Value::Number(number)) => crate::say::number(i128::from(number), kind),
                (raw, _) => raw.to_owned(),
            };
            cells.set(cell, Value::Not(State::Unreadable), &format!("{first} | {trimmed}"));
        }
        false
    }

    /// Sets a field that is no plain count; these are few.
    fn set(&self, cells: &mut Cells, field: &WideField, printed: &[u8]) {
        let (cell, text) = (field.cell, String::from_utf8_lossy(printed));
        let trimmed = text.trim();
        if trimmed.is_empty() {
            return cells.set_blank(cell);
        }
        let value = self.value(field, trimmed);
        match field.unit {
            Some(unit) => {
                let unit = number::unit_name(unit, &self.pipeline.numbers);
                cells.set(cell, value, format!("{trimmed} {unit}").trim());
            }
            None if value.number().is_some() && number::is_all_figure(trimmed) => cells.set(cell, value, ""),
            None => cells.set(cell, value, trimmed),
        }
    }

    /// What a field that is no plain count says in its cell.
    fn value(&self, field: &WideField, printed: &str) -> Value {
        let numbers = &self.pipeline.numbers;
        let parsed = parse(printed, numbers);
        let parsed = field.unit.map_or(parsed, |unit| number::in_unit(parsed, unit));
        in_cell(parsed, &self.pipeline.catalogue.cell(field.cell).kind, numbers)
    }
}

impl Shared {
    /// The forms of a line. In a wide export they are the same for every line and worked out once, unless the columns
    /// belong to several versions, of which each line fills in one.
    fn forms_of(&mut self, pipeline: &Pipeline, cells: &mut Cells, line: u32) -> Forms {
        if let Some(forms) = &self.forms {
            return Arc::clone(forms);
        }
        let (forms, foreign) = fit_forms(pipeline, cells);
        let forms: Forms = forms.into();
        if foreign.is_empty() {
            self.forms = Some(Arc::clone(&forms));
        }
        self.foreign.extend(named(pipeline, line, &foreign));
        forms
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chunks_end_at_lines_outside_quotation_marks() {
        let row = format!("a,\"b\nc\",{}\n", "x".repeat(1000));
        let text = row.repeat(20_000);
        let pieces = chunks(&text, true);
        assert!(pieces.len() > 1);
        assert!(pieces.iter().all(|(_, piece)| piece.starts_with("a,\"b\n") && piece.ends_with("x\n")));
        assert_eq!(pieces[1].0 as usize, text[..pieces[0].1.len()].matches('\n').count() + 1);
        assert_eq!(pieces.iter().map(|(_, piece)| *piece).collect::<String>(), text);
    }
}
