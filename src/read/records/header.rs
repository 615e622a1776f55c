//! Which column of a record export holds what.

use std::collections::BTreeMap;

use crate::model::{CellIx, Field, Layout};
use crate::read::grid::{Grid, Token};
use crate::read::path;
use crate::read::vocabulary::{Vocabulary, WordIx};

/// The header of a record export, understood.
#[derive(Debug)]
pub struct RecordHeader {
    /// Position of the header among the records of the file.
    pub record: usize,
    /// Wide or long.
    pub layout: Layout,
    /// Which field of a line says whose figures it holds, and in a long export which figure.
    pub(crate) fields: BTreeMap<Field, usize>,
    /// For every field of a wide export the cell it holds.
    pub(crate) cells: Vec<Option<CellIx>>,
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
    others: &[(usize, WordIx)],
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
