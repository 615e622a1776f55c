//! Labels that begin with a part which only the exporter knows: `三/（三）不予公开/1.属于国家秘密/自然人`.
//!
//! It may abbreviate the title of the table, or say that these are last year's figures. It is ignored if it is the same
//! on all such labels of a table, and no label without it names the same cell.
//!
//! ```text
//! T3/received/natural persons   T3/received/total       T3 is ignored
//! received/total   previous/received/total              not ignored: it is another figure
//! ```

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{CellIx, Pipeline, TableIx};
use crate::read::joined;
use crate::read::records::lists::Named;

/// On fewer labels, a part in common may be a coincidence.
const FEWEST: usize = 3;

/// Finds the cells of labels of which all but the first part is understood.
pub(super) fn pass_over(named: &mut [Named], labels: &[Vec<&str>], pipeline: &Pipeline) {
    let catalogue = &pipeline.catalogue;
    let mut behind: Vec<(usize, String, CellIx)> = Vec::new();
    let mut taken: BTreeSet<CellIx> = BTreeSet::new();
    for (at, (named, labels)) in named.iter().zip(labels).enumerate() {
        match named {
            Named::Cells(cells) if cells.is_empty() => {
                if let Some((head, cells)) = joined::cells_behind_head(labels, &pipeline.lexicon, catalogue)
                    && let [cell] = cells[..]
                {
                    behind.push((at, head, cell));
                }
            }
            Named::Cells(cells) => taken.extend(cells),
            Named::Heading(_) => {}
        }
    }
    let mut heads: BTreeMap<TableIx, BTreeSet<&str>> = BTreeMap::new();
    let mut times: BTreeMap<CellIx, usize> = BTreeMap::new();
    for (_, head, cell) in &behind {
        heads.entry(catalogue.cell(*cell).table).or_default().insert(head);
        *times.entry(*cell).or_default() += 1;
    }
    let n_of = |table: TableIx| behind.iter().filter(|(_, _, cell)| catalogue.cell(*cell).table == table).count();
    let is_sure = |cell: CellIx| {
        let table = catalogue.cell(cell).table;
        heads.get(&table).is_some_and(|heads| heads.len() == 1)
            && n_of(table) >= FEWEST
            && times.get(&cell) == Some(&1)
            && !taken.contains(&cell)
    };
    for (at, _, cell) in &behind {
        if is_sure(*cell) {
            named[*at] = Named::Cells(vec![*cell]);
        }
    }
}
