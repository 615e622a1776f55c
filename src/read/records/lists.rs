//! Labels of record exports → cells, where a label alone can be that of several lists.
//!
//! An export names its cells one by one. Most names are of one cell; the lists of older years share many labels
//! with each other and repeat some within themselves. Those are told as in print: by the list that the other
//! names are of, and by what stands before them.

use std::collections::BTreeMap;

use crate::model::{Axis, AxisIx, Catalogue, CellIx, Meaning, Pipeline, TableIx};
use crate::read::joined;
use crate::read::trail::{Anchor, Trail};

/// What the labels of one header or one line can name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Named {
    /// One of these cells; none if the labels are not known.
    Cells(Vec<CellIx>),
    /// A heading over lines of a list, which has no figure.
    Heading(Vec<(TableIx, u8)>),
}

/// With fewer cells of a list beside those of other tables, a label that might be the list's is a stray column.
const FEWEST_OF_A_LIST: usize = 3;

/// What some labels can name together.
pub(super) fn named(labels: &[&str], pipeline: &Pipeline) -> Named {
    let (lexicon, catalogue) = (&pipeline.lexicon, &pipeline.catalogue);
    let cells = joined::cells(labels, lexicon, catalogue);
    if let ([], Some(label)) = (&cells[..], labels.iter().rev().find(|label| !label.trim().is_empty())) {
        let of_list = |meaning: &Meaning| match meaning {
            Meaning::Group(table, group) if catalogue.table(*table).usual.is_some() => Some((*table, *group)),
            _ => None,
        };
        let headings: Vec<_> = lexicon.meanings(label).iter().filter_map(of_list).collect();
        if !headings.is_empty() {
            return Named::Heading(headings);
        }
    }
    Named::Cells(cells)
}

/// The cell of each name, in the order in which they stand; nothing where it cannot be told.
pub(super) fn tell(names: &[&Named], catalogue: &Catalogue) -> Vec<Option<CellIx>> {
    let is_list = |table: TableIx| catalogue.table(table).usual.is_some();
    let table_of = |cell: CellIx| catalogue.cell(cell).table;
    let mut votes: BTreeMap<TableIx, usize> = BTreeMap::new();
    for name in names {
        if let Named::Cells(cells) = name
            && let Some(table) = cells.first().map(|cell| table_of(*cell))
            && cells.iter().all(|cell| table_of(*cell) == table)
        {
            *votes.entry(table).or_default() += 1;
        }
    }
    let usual = votes.iter().filter(|(table, _)| is_list(**table)).max_by_key(|(_, n)| **n).map(|(table, _)| *table);
    let alone = votes.keys().all(|table| is_list(*table));
    let mut trails = vec![Trail::default(); catalogue.tables.len()];
    let mut told: Vec<Option<CellIx>> = Vec::with_capacity(names.len());
    for name in names {
        told.push(match name {
            Named::Heading(headings) => {
                headings.iter().for_each(|(table, group)| trails[table.at()].reach(Anchor::Group(*group)));
                None
            }
            Named::Cells(cells) => one(cells, usual, &mut trails, catalogue),
        });
    }
    for table in votes.keys().filter(|table| is_list(**table) && !alone) {
        let of_table = |cell: &Option<CellIx>| cell.is_some_and(|cell| table_of(cell) == *table);
        if told.iter().filter(|cell| of_table(cell)).count() < FEWEST_OF_A_LIST {
            told.iter_mut().filter(|cell| of_table(cell)).for_each(|cell| *cell = None);
        }
    }
    told
}

/// One of several cells: of the usual list, and there the line that stands next.
fn one(cells: &[CellIx], usual: Option<TableIx>, trails: &mut [Trail], catalogue: &Catalogue) -> Option<CellIx> {
    let def = |cell: &CellIx| catalogue.cell(*cell);
    let of_usual: Vec<CellIx> = match cells {
        [only] => vec![*only],
        _ if cells.iter().all(|cell| catalogue.table(def(cell).table).usual.is_some()) => {
            cells.iter().copied().filter(|cell| Some(def(cell).table) == usual).collect()
        }
        _ => Vec::new(),
    };
    let first = def(of_usual.first()?);
    if of_usual.iter().any(|cell| def(cell).column != first.column) {
        return None;
    }
    let rows: Vec<AxisIx> = of_usual.iter().map(|cell| def(cell).row).collect();
    let trail = &mut trails[first.table.at()];
    let row = trail.choose(&rows, Axis::Row, catalogue.table(first.table))?;
    trail.reach(Anchor::Line(row));
    catalogue.table(first.table).cell(row, first.column)
}
