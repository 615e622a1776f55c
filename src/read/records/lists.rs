//! Labels of exports → cells, where a label may belong to several lists.
//!
//! An export names its cells one by one. Most names mean one cell, but the lists of older forms share many labels, and
//! repeat some. Those are resolved as in print: by the list that the other names belong to, and by what stands before
//! them.
//!
//! ```text
//! received   granted   other   refused   secret   other   total
//!                      ↑ under `granted`          ↑ under `refused`: a row called `other` ends each group
//! ```

use std::collections::BTreeMap;

use crate::model::{Axis, AxisIx, Catalogue, CellIx, Meaning, Pipeline, TableIx};
use crate::read::joined;
use crate::read::trail::{Anchor, Trail};

/// What the labels of a column or line can name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Named {
    /// One of these cells; none if the labels are not known.
    Cells(Vec<CellIx>),
    /// A heading over lines of a list, which has no figure.
    Heading(Vec<(TableIx, u8)>),
}

/// If fewer cells of a list stand beside those of other tables, a label that may belong to the list is an extra column.
const FEWEST_OF_A_LIST: usize = 3;

/// A label has at most so many bytes.
pub(super) const LONGEST_LABEL: usize = 600;

/// What labels can name together.
pub(super) fn named(labels: &[&str], pipeline: &Pipeline) -> Named {
    let (lexicon, catalogue) = (&pipeline.lexicon, &pipeline.catalogue);
    if labels.iter().any(|label| label.len() > LONGEST_LABEL) {
        return Named::Cells(Vec::new());
    }
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

/// The cell of each name, in the order of the columns; `None` if it cannot be told. `title` is the table that the lines
/// above name.
pub(super) fn tell(names: &[&Named], title: Option<TableIx>, catalogue: &Catalogue) -> Vec<Option<CellIx>> {
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
    let usual = usual_list(&votes, catalogue);
    let alone = votes.keys().all(|table| is_list(*table));
    let mut trails = vec![Trail::default(); catalogue.tables.len()];
    let mut cells: Vec<Option<CellIx>> = Vec::with_capacity(names.len());
    for name in names {
        cells.push(match name {
            Named::Heading(headings) => {
                headings.iter().for_each(|(table, group)| trails[table.at()].reach(Anchor::Group(*group)));
                None
            }
            Named::Cells(cells) => one(cells, usual, &mut trails, catalogue),
        });
    }
    for table in votes.keys().filter(|table| is_list(**table) && !alone) {
        let of_table = |cell: &Option<CellIx>| cell.is_some_and(|cell| table_of(cell) == *table);
        if cells.iter().filter(|cell| of_table(cell)).count() < FEWEST_OF_A_LIST {
            cells.iter_mut().filter(|cell| of_table(cell)).for_each(|cell| *cell = None);
        }
    }
    // If all unambiguous labels belong to one table, the ambiguous ones do as well.
    let only = votes.keys().next().copied().filter(|_| votes.len() == 1);
    if let Some(table) = title.or(only) {
        by_table(names, table, &mut cells, catalogue);
    }
    by_neighbours(names, &mut cells, catalogue);
    cells
}

/// The list that nearly all names belong to. An export of one list may have a few names of another, as a total of its
/// own.
fn usual_list(votes: &BTreeMap<TableIx, usize>, catalogue: &Catalogue) -> Option<TableIx> {
    let mut lists: Vec<(usize, TableIx)> = votes
        .iter()
        .filter(|(table, _)| catalogue.table(**table).usual.is_some())
        .map(|(table, n)| (*n, *table))
        .collect();
    lists.sort_unstable();
    let (most, table) = lists.pop()?;
    lists.iter().all(|(other, _)| other * VOTES_PER_STRAY <= most).then_some(table)
}

/// For each name of another list, so many must belong to the usual one.
const VOTES_PER_STRAY: usize = 4;

/// Resolves labels by the table that the export is about. A label that comes twice is left open.
fn by_table(names: &[&Named], table: TableIx, told: &mut [Option<CellIx>], catalogue: &Catalogue) {
    for at in 0..names.len() {
        let (Named::Cells(cells), None) = (names[at], told[at]) else { continue };
        let mut of_table = cells.iter().copied().filter(|cell| catalogue.cell(*cell).table == table);
        let comes_once = names.iter().filter(|other| **other == names[at]).count() == 1;
        if let (Some(only), None, true) = (of_table.next(), of_table.next(), comes_once)
            && !told.contains(&Some(only))
        {
            told[at] = Some(only);
        }
    }
}

/// Resolves labels by the columns beside them: if there is one way to give each label in a run its cell in the order of
/// the form, it is taken.
fn by_neighbours(names: &[&Named], told: &mut [Option<CellIx>], catalogue: &Catalogue) {
    // Columns in another order than the form's say nothing about those between them.
    let order: Vec<CellIx> = told.iter().copied().flatten().collect();
    if !is_in_order(&order, catalogue) {
        return;
    }
    let mut at = 0;
    while at < names.len() {
        let n_run = (at..names.len()).take_while(|at| is_shared(names[*at], told[*at])).count();
        let run = at..at + n_run;
        at += n_run.max(1);
        if !(1..=LONGEST_RUN).contains(&n_run) {
            continue;
        }
        let candidates: Vec<&[CellIx]> = names[run.clone()].iter().map(|name| cells_of(name)).collect();
        let before: Vec<CellIx> = told[..run.start].iter().copied().flatten().collect();
        let behind: Vec<CellIx> = told[run.end..].iter().copied().flatten().collect();
        let mut ways = Ways { candidates, before, behind, catalogue, found: Vec::new() };
        ways.go_on(&mut Vec::new());
        if let [only] = &ways.found[..] {
            told[run].iter_mut().zip(only).for_each(|(told, cell)| *told = Some(*cell));
        }
    }
}

/// A run has at most so many labels.
const LONGEST_RUN: usize = 12;

fn is_shared(name: &Named, told: Option<CellIx>) -> bool {
    told.is_none() && cells_of(name).len() > 1
}

fn cells_of(name: &Named) -> &[CellIx] {
    match name {
        Named::Cells(cells) => cells,
        Named::Heading(_) => &[],
    }
}

/// True if the cells stand table by table, and in each table in the form's order. People delete columns but hardly ever
/// reorder them.
fn is_in_order(cells: &[CellIx], catalogue: &Catalogue) -> bool {
    let table = |cell: &CellIx| catalogue.cell(*cell).table;
    let mut left: Vec<TableIx> = Vec::new();
    cells.windows(2).all(|pair| {
        if table(&pair[0]) == table(&pair[1]) {
            return pair[0] < pair[1];
        }
        left.push(table(&pair[0]));
        !left.contains(&table(&pair[1]))
    })
}

/// The ways to give each label of a run a cell, in the order of the form.
struct Ways<'a> {
    /// The cells that each label may be.
    candidates: Vec<&'a [CellIx]>,
    /// The cells of the columns to the left.
    before: Vec<CellIx>,
    /// The cells of the columns to the right.
    behind: Vec<CellIx>,
    catalogue: &'a Catalogue,
    /// The ways found.
    found: Vec<Vec<CellIx>>,
}

impl Ways<'_> {
    fn go_on(&mut self, way: &mut Vec<CellIx>) {
        // Two ways are as good as a hundred.
        if self.found.len() > 1 {
            return;
        }
        let all = [&self.before[..], way, &self.behind].concat();
        if !is_in_order(&all, self.catalogue) {
            return;
        }
        let Some(candidates) = self.candidates.get(way.len()).copied() else {
            if self.touches(way) {
                self.found.push(way.clone());
            }
            return;
        };
        for cell in candidates {
            way.push(*cell);
            self.go_on(way);
            way.pop();
        }
    }

    /// True if some cell belongs to a table that a column outside the run belongs to; otherwise nothing supports the
    /// way.
    fn touches(&self, way: &[CellIx]) -> bool {
        let table = |cell: &CellIx| self.catalogue.cell(*cell).table;
        let mut outside = self.before.iter().chain(&self.behind);
        outside.any(|other| way.iter().any(|cell| table(cell) == table(other)))
    }
}

/// One of several cells: that of the usual list, and there the next one.
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
