//! A header in one row that names every figure below it: block and result in one label, `reconsideration, upheld`.

use crate::model::{CellIx, TableIx};
use crate::read::grid::{Row, Token};
use crate::read::header::{Header, Leaf, Stub};
use crate::read::vocabulary::{Vocabulary, WordIx};

/// With fewer labels the row might be anything.
const FEWEST_CELLS: usize = 3;

/// Reads the last of some rows, if each of its labels is one cell of the same table.
pub(super) fn read(rows: &[Row<'_>], width: usize, vocabulary: &Vocabulary<'_>) -> Option<Header> {
    let row = rows.last()?;
    let cells: Vec<(usize, WordIx, CellIx)> = row
        .tokens
        .iter()
        .enumerate()
        .filter(|(_, token)| !token.is_empty())
        .map(|(at, token)| match token {
            Token::Word(word) => Some((at, *word, vocabulary.get(*word).cell?)),
            Token::Blank | Token::Covered(_) | Token::Plain(_) => None,
        })
        .collect::<Option<_>>()?;
    let catalogue = &vocabulary.pipeline.catalogue;
    let table = catalogue.cell(cells.first()?.2).table;
    let mut named: Vec<CellIx> = cells.iter().map(|(_, _, cell)| *cell).collect();
    named.sort_unstable();
    named.dedup();
    let is_of_table = |cell: &CellIx| catalogue.cell(*cell).table == table;
    let is_header = named.len() == cells.len() && named.len() >= FEWEST_CELLS && named.iter().all(is_of_table);
    is_header.then(|| header(&cells, table, width, vocabulary))
}

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
