//! Exports of one table a file: which table a file holds, by its name and its header together.
//!
//! Tables that share all their labels are told apart by the name of the file alone, and a file may have been saved
//! under the name of another table; so the name says which tables come into question, and the header has to fit.

use std::collections::BTreeSet;

use crate::model::{CellIx, Meaning, Pipeline, Source, TableIx};
use crate::read::joined;

/// What a header has come to: the table, and the cell of each of its columns.
pub(super) struct Told {
    pub table: TableIx,
    pub cells: Vec<Option<CellIx>>,
}

/// What the name of a file says about its table.
#[derive(Clone, Debug, Default)]
pub struct Subject {
    /// The pipeline's files hold one table each.
    pub one_table: bool,
    /// The tables that a file of that name may hold, the likeliest first; none for a name that is not known.
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

/// The tables of a name as it stands, with its words joined alike, and without what people add to names.
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

/// The tables that a header fits equally well, the best there are: one, or it cannot be told.
pub(super) fn fitting(subject: &Subject, labels: &[String], pipeline: &Pipeline) -> Vec<Told> {
    let all = || (0..pipeline.catalogue.tables.len()).map(|at| TableIx(at as u8));
    let told = |table: TableIx| Told { table, cells: cells(table, labels, pipeline) };
    let count = |told: &Told| told.cells.iter().flatten().count();
    let named: Vec<Told> = subject.tables.iter().map(|table| told(*table)).collect();
    let by_name = named.iter().map(count).max().unwrap_or(0);
    let any: Vec<Told> = if by_name == labels.len() { Vec::new() } else { all().map(told).collect() };
    let by_header = any.iter().map(count).max().unwrap_or(0);
    // A header that is wholly another table's outweighs a name that it fits in part, such as by a total.
    let is_named = by_name > 0 && (by_name == labels.len() || by_header < labels.len());
    match is_named {
        true => named.into_iter().filter(|told| count(told) == by_name).take(1).collect(),
        false => any.into_iter().filter(|told| by_header > 0 && count(told) == by_header).collect(),
    }
}

/// The cell that each label names in a table; nothing where it names none or one that was named before.
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
    // A column without a row of its own, such as the day beside each of ten figures, belongs to the next figure's row.
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
