//! Long exports: a line is a figure, and the lines of one office and year are a filing.

use std::collections::BTreeMap;
use std::sync::Arc;

use csv::ByteRecord;
use rustc_hash::FxHashMap;

use crate::model::{CellIx, Cells, Claim, Evidence, Field, Part, Pipeline, Places, SourceIx, Spot, State, Value, Year};
use crate::read::grid::{LineCounter, plain};
use crate::read::number::{in_cell, parse};
use crate::read::path;
use crate::read::records::{RecordHeader, Records, claim, named, record_reader, text_at, unused_line};
use crate::read::tables::fit_forms;

/// Code, name and year as a line gives them.
type Owner = (Option<Arc<str>>, Option<Arc<str>>, Option<Year>);

/// A figure of a long export before its filing is put together.
struct Figure {
    cell: CellIx,
    value: Value,
    raw: Box<str>,
    spot: Spot,
}

/// Reads every line under the header and puts the figures of each office and year together.
pub(super) fn read(text: &str, delimiter: u8, header: &RecordHeader, source: SourceIx, pipeline: &Pipeline) -> Records {
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
    let places = Places::Each { source, spots: spots.into_boxed_slice() };
    Part { claims: vec![claim], tables, cells, places, prose: Vec::new() }
}
