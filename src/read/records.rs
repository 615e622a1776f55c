//! Record exports: one line an office-year (wide) or one line a figure (long).
//!
//! The header is understood once; after that a line costs what splitting it costs and a little more, since
//! these files hold up to a million filings.

use std::collections::BTreeMap;
use std::sync::Arc;

use csv::{ByteRecord, ReaderBuilder};
use rayon::prelude::*;
use rustc_hash::FxHashMap;

use crate::model::{
    CellIx, Cells, Claim, Evidence, Field, FormIx, Layout, Part, Pipeline, Places, SourceIx, Spot, State, Value, Year,
};
use crate::read::grid::{Grid, LineCounter, Token, plain};
use crate::read::identify::reporting_year;
use crate::read::number::{in_cell, parse};
use crate::read::path;
use crate::read::tables::{Foreign, fit_forms};
use crate::read::vocabulary::Vocabulary;

/// The header of a record export, understood.
#[derive(Debug)]
pub struct RecordHeader {
    /// Position of the header among the records of the file.
    pub record: usize,
    pub layout: Layout,
    fields: BTreeMap<Field, usize>,
    /// For every field of a wide export the cell it holds.
    cells: Vec<Option<CellIx>>,
    /// Header texts that were not understood.
    pub unmatched: Vec<String>,
}

/// The header of a record export must stand among the first rows.
const DEEPEST_HEADER: usize = 12;
/// A wide export names at least so many cells.
const FEWEST_CELLS: usize = 3;

/// Looks for the header of a record export.
pub fn header(grid: &Grid, vocabulary: &Vocabulary<'_>) -> Option<RecordHeader> {
    (0..grid.n_rows().min(DEEPEST_HEADER)).find_map(|at| header_row(grid, at, vocabulary))
}

fn header_row(grid: &Grid, at: usize, vocabulary: &Vocabulary<'_>) -> Option<RecordHeader> {
    let row = grid.row(at);
    let mut fields = BTreeMap::new();
    let mut others = Vec::new();
    for (position, token) in row.tokens.iter().enumerate() {
        let Token::Word(ix) = token else { continue };
        let word = vocabulary.get(*ix);
        match word.field() {
            Some(field) => {
                fields.entry(field).or_insert(position);
            }
            None if word.is_furniture() => {}
            None => others.push((position, *ix)),
        }
    }
    let has = |field: Field| fields.contains_key(&field);
    if has(Field::Value)
        && (has(Field::Row) || has(Field::Cell))
        && (has(Field::Office) || has(Field::OfficeCode) || has(Field::Year))
    {
        let unmatched = others.iter().map(|(_, ix)| vocabulary.get(*ix).raw.trim().to_owned()).collect();
        return Some(RecordHeader { record: at, layout: Layout::Long, fields, cells: Vec::new(), unmatched });
    }
    if !has(Field::Office) && !has(Field::OfficeCode) {
        return None;
    }
    wide_header(at, row.tokens.len(), fields, &others, vocabulary)
}

fn wide_header(
    at: usize,
    n_fields: usize,
    fields: BTreeMap<Field, usize>,
    others: &[(usize, crate::read::vocabulary::WordIx)],
    vocabulary: &Vocabulary<'_>,
) -> Option<RecordHeader> {
    let pipeline = vocabulary.pipeline;
    let mut cells = vec![None; n_fields];
    let mut unmatched = Vec::new();
    for (position, ix) in others {
        let raw = &vocabulary.get(*ix).raw;
        let cell = path::cell(raw, &pipeline.lexicon, &pipeline.catalogue)
            .or_else(|| path::cell_of_labels(&[raw], &pipeline.lexicon, &pipeline.catalogue));
        // Two headers for one cell: which of them holds is not for us to say.
        match cell {
            Some(cell) if !cells.contains(&Some(cell)) => cells[*position] = Some(cell),
            _ => unmatched.push(raw.trim().to_owned()),
        }
    }
    (cells.iter().flatten().count() >= FEWEST_CELLS).then_some(RecordHeader {
        record: at,
        layout: Layout::Wide,
        fields,
        cells,
        unmatched,
    })
}

/// What a record export held.
#[derive(Debug, Default)]
pub struct Records {
    pub parts: Vec<Part>,
    /// Lines that could not be used, with what was printed.
    pub unmatched: Vec<String>,
}

/// Reads every record under the header.
pub fn read(text: &str, delimiter: u8, header: &RecordHeader, source: SourceIx, pipeline: &Pipeline) -> Records {
    match header.layout {
        Layout::Long => long(text, delimiter, header, source, pipeline),
        Layout::Wide | Layout::Matrix | Layout::Report => wide(text, delimiter, header, source, pipeline),
    }
}

/// Bytes handed to a thread at a time.
const CHUNK: usize = 8 << 20;

fn wide(text: &str, delimiter: u8, header: &RecordHeader, source: SourceIx, pipeline: &Pipeline) -> Records {
    let mut columns = vec![0u32; pipeline.catalogue.n_cells()];
    for (position, cell) in header.cells.iter().enumerate() {
        if let Some(cell) = cell {
            columns[cell.at()] = position as u32 + 1;
        }
    }
    let fields = header
        .cells
        .iter()
        .enumerate()
        .filter_map(|(at, cell)| {
            let cell = (*cell)?;
            Some(WideField { at, cell, is_count: pipeline.catalogue.cell(cell).kind.decimals() == 0 })
        })
        .collect();
    let wide = Wide { header, source, pipeline, columns: columns.into(), fields };
    let chunks = chunks(text);
    let read: Vec<Records> = chunks
        .par_iter()
        .enumerate()
        .map(|(at, (line, chunk))| wide.chunk(chunk, *line, delimiter, if at == 0 { header.record + 1 } else { 0 }))
        .collect();
    let mut all =
        Records { parts: Vec::with_capacity(read.iter().map(|one| one.parts.len()).sum()), unmatched: Vec::new() };
    for mut one in read {
        all.parts.append(&mut one.parts);
        all.unmatched.append(&mut one.unmatched);
    }
    all
}

/// Cuts a text at line ends outside quotation marks, with the line each piece begins on.
fn chunks(text: &str) -> Vec<(u32, &str)> {
    let bytes = text.as_bytes();
    let mut pieces = Vec::new();
    let (mut start, mut line) = (0, 1u32);
    while start < bytes.len() {
        let mut end = (start + CHUNK).min(bytes.len());
        let mut quoted = memchr::memchr_iter(b'"', &bytes[start..end]).count() % 2 == 1;
        while end < bytes.len() {
            let Some(next) = memchr::memchr2(b'"', b'\n', &bytes[end..]) else {
                end = bytes.len();
                break;
            };
            end += next + 1;
            match bytes[end - 1] {
                b'"' => quoted = !quoted,
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

struct Wide<'a> {
    header: &'a RecordHeader,
    source: SourceIx,
    pipeline: &'a Pipeline,
    columns: Arc<[u32]>,
    fields: Vec<WideField>,
}

/// One field of every line that holds a cell.
struct WideField {
    at: usize,
    cell: CellIx,
    is_count: bool,
}

/// What the lines of one chunk share.
#[derive(Default)]
struct Shared {
    names: FxHashMap<Box<str>, Arc<str>>,
    /// The forms of every line, where all columns belong to one form version.
    forms: Option<Forms>,
    /// Figures that belong to no cell of their line's form.
    foreign: Vec<String>,
}

type Forms = Arc<[Option<FormIx>]>;

impl Wide<'_> {
    fn chunk(&self, text: &str, first_line: u32, delimiter: u8, skip: usize) -> Records {
        let mut reader = record_reader(text, delimiter);
        let mut record = ByteRecord::new();
        let mut lines = LineCounter::new(text);
        let mut records = Records::default();
        let mut shared = Shared::default();
        let mut seen = 0;
        while reader.read_byte_record(&mut record).unwrap_or(false) {
            let start = record.position().map_or(0, |at| at.byte() as usize);
            let line = lines.line_of_record(start) + first_line - 1;
            seen += 1;
            if seen <= skip {
                continue;
            }
            match self.part(&record, line, &mut shared) {
                Some(part) => records.parts.push(part),
                None => records.unmatched.extend(unused_line(&record, line)),
            }
        }
        records.unmatched.append(&mut shared.foreign);
        records
    }

    fn part(&self, record: &ByteRecord, line: u32, shared: &mut Shared) -> Option<Part> {
        let claim = claim(record, self.header, self.pipeline, &mut shared.names);
        claim.office.as_ref().or(claim.code.as_ref())?;
        let mut cells = Cells::absent(self.pipeline.catalogue.n_cells());
        let mut any = false;
        for WideField { at, cell, is_count } in &self.fields {
            let field = record.get(*at).unwrap_or(b"");
            any |= !field.is_empty();
            match plain(field) {
                Some(number) if *is_count => cells.set_plain(*cell, number),
                _ if field.is_empty() => cells.set_blank(*cell),
                _ => self.set(&mut cells, *cell, field),
            }
        }
        if !any {
            return None;
        }
        let tables = shared.forms_of(self.pipeline, &mut cells, line);
        cells.shrink();
        let places = Places::Record { source: self.source, line, columns: Arc::clone(&self.columns) };
        Some(Part { claims: vec![claim], tables, cells, places })
    }

    /// The few fields that are no plain count.
    fn set(&self, cells: &mut Cells, cell: CellIx, field: &[u8]) {
        let field = String::from_utf8_lossy(field);
        let trimmed = field.trim();
        let kind = &self.pipeline.catalogue.cell(cell).kind;
        if trimmed.is_empty() {
            cells.set_blank(cell);
        } else {
            let value = in_cell(parse(trimmed, &self.pipeline.numbers), kind, &self.pipeline.numbers);
            let raw = if value.number().is_some() { "" } else { trimmed };
            cells.set(cell, value, raw);
        }
    }
}

impl Shared {
    /// Every line of a wide export has the same cells, so its forms are worked out once; unless the columns
    /// are those of several versions, of which each line fills in one.
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

/// Foreign figures as they are named among the unmatched.
fn named(pipeline: &Pipeline, line: u32, foreign: &[Foreign]) -> Vec<String> {
    let filled = foreign.iter().filter(|(_, printed)| !printed.is_empty());
    filled.map(|(cell, printed)| format!("{line}:1 {} {printed}", pipeline.catalogue.cell(*cell).code)).collect()
}

fn record_reader(text: &str, delimiter: u8) -> csv::Reader<&[u8]> {
    ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .buffer_capacity(64 * 1024)
        .from_reader(text.as_bytes())
}

/// The text of a field; records are cut from valid text, so every field is one.
fn text_at<'a>(record: &'a ByteRecord, at: Option<&usize>) -> &'a str {
    at.and_then(|at| record.get(*at)).and_then(|field| std::str::from_utf8(field).ok()).unwrap_or("")
}

fn unused_line(record: &ByteRecord, line: u32) -> Option<String> {
    let fields = record.iter().map(|field| String::from_utf8_lossy(field).trim().to_owned());
    let filled: Vec<String> = fields.filter(|field| !field.is_empty()).take(4).collect();
    (!filled.is_empty()).then(|| format!("{line}:1 {}", filled.join(" ")))
}

fn claim(
    record: &ByteRecord,
    header: &RecordHeader,
    pipeline: &Pipeline,
    names: &mut FxHashMap<Box<str>, Arc<str>>,
) -> Claim {
    let mut shared = |field: Field| {
        let bytes = header.fields.get(&field).and_then(|at| record.get(*at))?;
        let text = std::str::from_utf8(bytes).ok().map(str::trim).filter(|text| !text.is_empty())?;
        Some(match names.get(text) {
            Some(known) => Arc::clone(known),
            None => Arc::clone(names.entry(text.into()).or_insert_with(|| text.into())),
        })
    };
    let year = shared(Field::Year).and_then(|text| {
        let digits: String = text.chars().filter(char::is_ascii_digit).take(4).collect();
        reporting_year(digits.parse().ok()?, &pipeline.identity)
    });
    Claim { from: Evidence::Column, office: shared(Field::Office), code: shared(Field::OfficeCode), year }
}

/// Code, name and year as a line gives them.
type Owner = (Option<Arc<str>>, Option<Arc<str>>, Option<Year>);

/// A figure of a long export before its filing is put together.
struct Figure {
    cell: CellIx,
    value: Value,
    raw: Box<str>,
    spot: Spot,
}

fn long(text: &str, delimiter: u8, header: &RecordHeader, source: SourceIx, pipeline: &Pipeline) -> Records {
    let mut reader = record_reader(text, delimiter);
    let mut record = ByteRecord::new();
    let mut lines = LineCounter::new(text);
    let mut names = FxHashMap::default();
    let mut meant: FxHashMap<String, Option<CellIx>> = FxHashMap::default();
    let mut filings: BTreeMap<Owner, Vec<Figure>> = BTreeMap::new();
    let mut unmatched = Vec::new();
    let mut seen = 0;
    let mut key = String::new();
    while reader.read_byte_record(&mut record).unwrap_or(false) {
        let line = lines.line_of_record(record.position().map_or(0, |at| at.byte() as usize));
        seen += 1;
        if seen <= header.record + 1 {
            continue;
        }
        let claim = claim(&record, header, pipeline, &mut names);
        let labels = [Field::Cell, Field::Table, Field::Row, Field::Column]
            .map(|field| text_at(&record, header.fields.get(&field)));
        key.clear();
        labels.iter().for_each(|label| {
            key.push_str(label);
            key.push('\u{1F}');
        });
        let cell = match meant.get(&key) {
            Some(known) => *known,
            None => *meant.entry(key.clone()).or_insert_with(|| cell_of(&labels, pipeline)),
        };
        let value_at = header.fields.get(&Field::Value).copied().unwrap_or(0);
        let field = text_at(&record, Some(&value_at));
        match cell {
            Some(cell) if claim.office.is_some() || claim.code.is_some() || claim.year.is_some() => {
                let spot = Spot { line, column: value_at as u32 + 1 };
                let figure = figure(cell, field, spot, pipeline);
                filings.entry((claim.code, claim.office, claim.year)).or_default().push(figure);
            }
            _ => unmatched.extend(unused_line(&record, line)),
        }
    }
    let parts = filings
        .into_iter()
        .map(|((code, office, year), figures)| {
            let claim = Claim { from: Evidence::Column, office, code, year };
            assemble(claim, figures, source, pipeline, &mut unmatched)
        })
        .collect();
    Records { parts, unmatched }
}

/// The code outright, or the labels together; a table field may repeat what the row says.
fn cell_of(labels: &[&str; 4], pipeline: &Pipeline) -> Option<CellIx> {
    let [code, table, row, column] = *labels;
    let (lexicon, catalogue) = (&pipeline.lexicon, &pipeline.catalogue);
    if let Some(cell) = catalogue.by_code(code.trim()) {
        return Some(cell);
    }
    path::cell_of_labels(&[table, row, column], lexicon, catalogue).or_else(|| {
        let joined =
            [table, row, column].map(str::trim).into_iter().filter(|label| !label.is_empty()).collect::<Vec<_>>();
        path::cell(&joined.join("/"), lexicon, catalogue)
    })
}

fn figure(cell: CellIx, field: &str, spot: Spot, pipeline: &Pipeline) -> Figure {
    let trimmed = field.trim();
    let kind = &pipeline.catalogue.cell(cell).kind;
    let value = if trimmed.is_empty() {
        Value::Not(State::Blank)
    } else {
        in_cell(parse(trimmed, &pipeline.numbers), kind, &pipeline.numbers)
    };
    let raw = if plain(trimmed.as_bytes()).is_some() { "" } else { trimmed };
    Figure { cell, value, raw: raw.into(), spot }
}

fn assemble(
    claim: Claim,
    figures: Vec<Figure>,
    source: SourceIx,
    pipeline: &Pipeline,
    unmatched: &mut Vec<String>,
) -> Part {
    let n_cells = pipeline.catalogue.n_cells();
    let mut cells = Cells::absent(n_cells);
    let mut spots = vec![Spot::default(); n_cells];
    for figure in figures {
        let before = cells.get(figure.cell);
        let differs = cells.has(figure.cell) && before != figure.value;
        match (differs, before) {
            (true, Value::Number(number)) => {
                let now = figure.value.number().map_or_else(|| figure.raw.to_string(), |now| now.to_string());
                cells.set(figure.cell, Value::Not(State::Unreadable), &format!("{number} | {now}"));
            }
            _ => {
                cells.set(figure.cell, figure.value, &figure.raw);
                spots[figure.cell.at()] = figure.spot;
            }
        }
    }
    let (tables, foreign) = fit_forms(pipeline, &mut cells);
    for (cell, printed) in &foreign {
        let line = std::mem::take(&mut spots[cell.at()]).line;
        unmatched.extend(named(pipeline, line, &[(*cell, printed.clone())]));
    }
    cells.shrink();
    let tables = tables.into();
    Part { claims: vec![claim], tables, cells, places: Places::Each { source, spots: spots.into_boxed_slice() } }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chunks_end_at_lines_outside_quotation_marks() {
        let row = format!("a,\"b\nc\",{}\n", "x".repeat(1000));
        let text = row.repeat(20_000);
        let pieces = chunks(&text);
        assert!(pieces.len() > 1);
        assert!(pieces.iter().all(|(_, piece)| piece.starts_with("a,\"b\n") && piece.ends_with("x\n")));
        assert_eq!(pieces[1].0 as usize, text[..pieces[0].1.len()].matches('\n').count() + 1);
        assert_eq!(pieces.iter().map(|(_, piece)| *piece).collect::<String>(), text);
    }
}
