//! Which column of a record export holds what.

use std::collections::BTreeMap;

use crate::model::{CellIx, Field, Layout, Meaning};
use crate::read::grid::{Grid, Token};
use crate::read::records::lists::{self, Named};
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
    /// Where a line of a long export has its figures, each with the label of its column if it has one.
    pub(crate) values: Vec<(usize, String)>,
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
            // The same word heads the offices of an export and the units of a list; what stands below it decides.
            Some(Field::Office) if is_unit_column(grid, at + 1, position, vocabulary) => {
                fields.entry(Field::Unit).or_insert(position);
            }
            Some(field) => {
                fields.entry(field).or_insert(position);
            }
            None if word.is_furniture() => {}
            None => others.push((position, *ix)),
        }
    }
    let has = |field: Field| fields.contains_key(&field);
    if has(Field::Office) || has(Field::OfficeCode) || has(Field::Year) {
        let values = values(&fields, &others, vocabulary);
        if !values.is_empty() {
            let strange = others.iter().filter(|(at, _)| !values.iter().any(|(value, _)| value == at));
            let unmatched = strange.map(|(_, ix)| vocabulary.get(*ix).raw.trim().to_owned()).collect();
            let (layout, cells) = (Layout::Long, Vec::new());
            return Some(RecordHeader { record: at, layout, fields, values, cells, unmatched });
        }
    }
    if !has(Field::Office) && !has(Field::OfficeCode) {
        return None;
    }
    wide_header(at, row.tokens.len(), fields, &others, vocabulary)
}

/// Where the lines of a long export have their figures; nowhere if it is none.
fn values(
    fields: &BTreeMap<Field, usize>,
    others: &[(usize, WordIx)],
    vocabulary: &Vocabulary<'_>,
) -> Vec<(usize, String)> {
    let is_column = |(_, ix): &(usize, WordIx)| vocabulary.get(*ix).meanings.iter().any(Meaning::is_column);
    match (fields.get(&Field::Value), fields.contains_key(&Field::Row), fields.contains_key(&Field::Cell)) {
        (Some(value), true, _) | (Some(value), _, true) => vec![(*value, String::new())],
        (None, true, _) if others.iter().all(is_column) => {
            others.iter().map(|(at, ix)| (*at, vocabulary.get(*ix).raw.trim().to_owned())).collect()
        }
        _ => Vec::new(),
    }
}

/// True if every text in the column is a unit, or stands for none.
fn is_unit_column(grid: &Grid, from: usize, column: usize, vocabulary: &Vocabulary<'_>) -> bool {
    let (mut units, mut others) = (0usize, 0usize);
    for at in from..grid.n_rows() {
        match grid.row(at).token(column) {
            Token::Blank | Token::Covered(_) => {}
            Token::Plain(_) => others += 1,
            Token::Word(ix) if vocabulary.get(ix).unit.is_some() => units += 1,
            Token::Word(ix) => others += usize::from(vocabulary.get(ix).raw.chars().any(char::is_alphanumeric)),
        }
    }
    units > others
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
    let named: Vec<Named> = others.iter().map(|(_, ix)| lists::named(&[&vocabulary.get(*ix).raw], pipeline)).collect();
    let told = lists::tell(&named.iter().collect::<Vec<_>>(), &pipeline.catalogue);
    for ((position, ix), cell) in others.iter().zip(told) {
        // Two headers for one cell: which of them holds is not for us to say.
        match cell {
            Some(cell) if !cells.contains(&Some(cell)) => cells[*position] = Some(cell),
            _ => unmatched.push(vocabulary.get(*ix).raw.trim().to_owned()),
        }
    }
    (cells.iter().flatten().count() >= FEWEST_CELLS).then_some(RecordHeader {
        record: at,
        layout: Layout::Wide,
        fields,
        values: Vec::new(),
        cells,
        unmatched,
    })
}
