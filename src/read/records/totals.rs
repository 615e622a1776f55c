//! Columns of a table of offices that are labelled with rows of the form only.
//!
//! A single figure of an office for 本年新收 is that of all applicants, the total of the row. It is read as such if every
//! column of the export has its own label, several rows of the table are named this way, and no column of the table can
//! only be a single cell.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{AxisIx, CellIx, Meaning, Pipeline, TableIx};
use crate::read::joined;
use crate::read::records::lists::Named;

/// With fewer rows, a label may belong to something else.
const FEWEST: usize = 3;

/// The rows of a table that labels name without a column.
#[derive(Default)]
struct OfTable {
    /// These rows.
    rows: BTreeSet<AxisIx>,
    /// Some label can only be a single cell.
    has_cells: bool,
}

/// Finds the cells of labels that name a row and no column.
pub(super) fn of_rows(named: &mut [Named], labels: &[Vec<&str>], pipeline: &Pipeline) {
    let totals: Vec<Option<CellIx>> = labels.iter().map(|labels| total_of(labels, pipeline)).collect();
    let mut tables: BTreeMap<TableIx, OfTable> = BTreeMap::new();
    let mut times: BTreeMap<CellIx, usize> = BTreeMap::new();
    for (named, total) in named.iter().zip(&totals) {
        match (named, total) {
            (Named::Cells(cells), None) => cells.iter().for_each(|cell| {
                tables.entry(pipeline.catalogue.cell(*cell).table).or_default().has_cells = true;
            }),
            (Named::Cells(_), Some(total)) => {
                let def = pipeline.catalogue.cell(*total);
                tables.entry(def.table).or_default().rows.insert(def.row);
                *times.entry(*total).or_default() += 1;
            }
            (Named::Heading(_), _) => {}
        }
    }
    for (named, total) in named.iter_mut().zip(totals) {
        let Some(total) = total.filter(|total| times.get(total) == Some(&1)) else { continue };
        let of_table = tables.get(&pipeline.catalogue.cell(total).table);
        if of_table.is_some_and(|table| !table.has_cells && table.rows.len() >= FEWEST) {
            *named = Named::Cells(vec![total]);
        }
    }
}

/// The total of the only row that labels name together.
fn total_of(labels: &[&str], pipeline: &Pipeline) -> Option<CellIx> {
    let lines = joined::lines_of_labels(labels, &pipeline.lexicon, &pipeline.catalogue);
    let [Meaning::Row(table, row)] = lines[..] else { return None };
    let declared = pipeline.catalogue.table(table);
    let totals = (0..declared.columns.len()).filter(|at| declared.columns[*at].total);
    let mut cells = totals.filter_map(|at| declared.cell(row, AxisIx(u8::try_from(at).ok()?)));
    match (cells.next(), cells.next()) {
        (Some(only), None) => Some(only),
        _ => None,
    }
}
