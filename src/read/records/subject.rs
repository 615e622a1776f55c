//! Exports with one table in each file: which table a file holds, by its name and its header together.
//!
//! Tables that share all labels can only be told apart by the name of the file, but a file may have been saved under
//! the name of another table. So the name says which tables are possible, and the header has to fit.

use std::collections::BTreeSet;

use crate::model::{CellIx, Meaning, Pipeline, Source, TableIx};
use crate::read::joined;

/// A table that a header fits, and the cell of each column.
pub(super) struct TableFit {
    /// The table.
    pub table: TableIx,
    /// The cell of each column, as far as it names one.
    pub cells: Vec<Option<CellIx>>,
}

/// What the name of a file says about its table.
#[derive(Clone, Debug, Default)]
pub struct Subject {
    /// In this pipeline files hold one table each.
    pub one_table: bool,
    /// The tables that a file of that name may hold, the likeliest first; none if the name is not known.
    pub tables: Vec<TableIx>,
}

/// What the name of a file, of a member of an archive or of a sheet says about its table.
pub fn subject(source: &Source, pipeline: &Pipeline) -> Subject {
    if !pipeline.lexicon.names_files {
        return Subject::default();
    }
    let name = source.below_root().rsplit('/').next().unwrap_or_default();
    let (file, sheet) = name.split_once('#').unwrap_or((name, ""));
    let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
    let tables = [sheet, stem].into_iter().map(|name| of_name(name, pipeline)).find(|found| !found.is_empty());
    Subject { one_table: true, tables: tables.unwrap_or_default() }
}

/// The tables of a name as it is, with its separators made uniform, or without the words that people add to names.
fn of_name(name: &str, pipeline: &Pipeline) -> Vec<TableIx> {
    let joined = name.split([' ', '_', '-']).filter(|word| !word.is_empty()).collect::<Vec<_>>().join("-");
    let bare = pipeline.identity.path_words.replace_all(&joined, "").into_owned();
    let tries = [name, &joined, &bare].into_iter().map(|name| tables(name, pipeline));
    tries.into_iter().find(|found| !found.is_empty()).unwrap_or_default()
}

fn tables(name: &str, pipeline: &Pipeline) -> Vec<TableIx> {
    let of_file = |meaning: &Meaning| match meaning {
        Meaning::File(table) => Some(*table),
        _ => None,
    };
    pipeline.lexicon.meanings(name).iter().filter_map(of_file).collect()
}

/// The tables that a header fits best, all equally well. If there are several, it cannot be told which one it is.
pub(super) fn fitting(subject: &Subject, labels: &[String], pipeline: &Pipeline) -> Vec<TableFit> {
    let all = || (0..pipeline.catalogue.tables.len()).map(|at| TableIx(at as u8));
    let fit = |table: TableIx| TableFit { table, cells: cells(table, labels, pipeline) };
    let count = |fit: &TableFit| fit.cells.iter().flatten().count();
    let named: Vec<TableFit> = subject.tables.iter().map(|table| fit(*table)).collect();
    let by_name = named.iter().map(count).max().unwrap_or(0);
    let any: Vec<TableFit> = if by_name == labels.len() { Vec::new() } else { all().map(fit).collect() };
    let by_header = any.iter().map(count).max().unwrap_or(0);
    // A header that fits another table completely counts more than a name that it fits in part, for example by a total.
    let is_named = by_name > 0 && (by_name == labels.len() || by_header < labels.len());
    match is_named {
        true => named.into_iter().filter(|fit| count(fit) == by_name).take(1).collect(),
        false => any.into_iter().filter(|fit| by_header > 0 && count(fit) == by_header).collect(),
    }
}

/// The cell that each label names in a table; `None` if it names none, or one that was named before.
fn cells(table: TableIx, labels: &[String], pipeline: &Pipeline) -> Vec<Option<CellIx>> {
    let (lexicon, catalogue) = (&pipeline.lexicon, &pipeline.catalogue);
    let mut seen = BTreeSet::new();
    let mut cells: Vec<Option<CellIx>> = labels
        .iter()
        .map(|label| match joined::cells_of_table(label, table, lexicon, catalogue)[..] {
            [only] => Some(only).filter(|cell| seen.insert(*cell)),
            _ => None,
        })
        .collect();
    // A column without a row of its own, such as the date beside each of ten figures, belongs to the row of the next
    // figure.
    for at in 0..labels.len() {
        let of_table = lexicon.meanings(&labels[at]).iter().filter(|meaning| meaning.table() == Some(table));
        let column = of_table.filter_map(Meaning::column).next();
        let (None, Some(column)) = (cells[at], column) else { continue };
        let beside = [cells.get(at + 1), at.checked_sub(1).and_then(|before| cells.get(before))];
        let found = beside.into_iter().flatten().flatten().find_map(|next| {
            catalogue.table(table).cell(catalogue.cell(*next).row, column).filter(|cell| !seen.contains(cell))
        });
        seen.extend(found);
        cells[at] = found;
    }
    cells
}
