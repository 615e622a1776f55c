//! A header in one row whose labels name a row and a column of the form at once: `reconsideration, upheld`.
//!
//! ```text
//! office   │ reconsideration, upheld │ reconsideration, overturned │ litigation, upheld
//! Office A │ 3                       │ 1                           │ 0
//! ```
//!
//! Each column is then a cell, and a line has no label of its own to be found.

use crate::model::{CellIx, Form, TableIx};
use crate::read::grid::Row;
use crate::read::header::{Header, Leaf, Stub};
use crate::read::vocabulary::{Vocabulary, WordIx};

/// A row with fewer such labels might be anything.
const FEWEST_CELLS: usize = 3;

/// Reads the last of some rows, if each of its labels is a cell of the same table. A label may also be a row that has a
/// single cell on every form which has the other cells.
pub(super) fn read(rows: &[Row<'_>], width: usize, vocabulary: &Vocabulary<'_>) -> Option<Header> {
    let row = rows.last()?;
    let labels: Vec<(usize, WordIx)> = row
        .tokens
        .iter()
        .enumerate()
        .filter(|(_, token)| !token.is_empty())
        .map(|(at, token)| token.word().map(|word| (at, word)))
        .collect::<Option<_>>()?;
    let catalogue = &vocabulary.pipeline.catalogue;
    let mut named: Vec<CellIx> = labels.iter().filter_map(|(_, word)| vocabulary.get(*word).cell).collect();
    let table = catalogue.cell(*named.first()?).table;
    if named.len() < FEWEST_CELLS {
        return None;
    }
    let only = |word: &WordIx| only_of_row(*word, table, &named, vocabulary);
    let cells: Vec<(usize, WordIx, CellIx)> = labels
        .iter()
        .map(|(at, word)| Some((*at, *word, vocabulary.get(*word).cell.or_else(|| only(word))?)))
        .collect::<Option<_>>()?;
    named = cells.iter().map(|(_, _, cell)| *cell).collect();
    named.sort_unstable();
    named.dedup();
    let is_of_table = |cell: &CellIx| catalogue.cell(*cell).table == table;
    let is_header = named.len() == cells.len() && named.iter().all(is_of_table);
    is_header.then(|| header(&cells, table, width, vocabulary))
}

/// The cell of such a row.
fn only_of_row(word: WordIx, table: TableIx, named: &[CellIx], vocabulary: &Vocabulary<'_>) -> Option<CellIx> {
    let catalogue = &vocabulary.pipeline.catalogue;
    let row = vocabulary.get(word).in_table(table).find_map(|meaning| meaning.row())?;
    let forms = catalogue.forms.iter().filter(|form| named.iter().all(|cell| form.has[cell.at()]));
    let of_form = |form: &Form| -> Vec<CellIx> {
        catalogue.table(table).row_cells(row).filter(|cell| form.has[cell.at()]).collect()
    };
    let mut cells: Vec<CellIx> = forms.flat_map(of_form).collect();
    cells.sort_unstable();
    cells.dedup();
    match cells[..] {
        [only] => Some(only),
        _ => None,
    }
}

/// The header with these cells as its columns.
fn header(cells: &[(usize, WordIx, CellIx)], table: TableIx, width: usize, vocabulary: &Vocabulary<'_>) -> Header {
    let leaf = |(at, label, cell): &(usize, WordIx, CellIx)| {
        let def = vocabulary.pipeline.catalogue.cell(*cell);
        let unit = vocabulary.get(*label).unit_behind.map(|_| *label);
        Leaf { row: Some(def.row), column: Some(def.column), at: *at, width: 1, label: *label, unit }
    };
    let leaves = cells.iter().map(leaf).collect();
    let (asides, misprinted) = (Vec::new(), Vec::new());
    Header { table, leaves, asides, aligned: true, spanned: false, stub: Stub::Nothing, misprinted, remarks: 0, width }
}
