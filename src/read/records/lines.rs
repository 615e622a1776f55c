//! Exports with a line for each row of a table: the lines of an office, put together in their order.
//!
//! ```text
//! office,year,rules,norms        the first line of an office is the first row of the table,
//! A,2023,3,14                    the second line the second row
//! A,2023,0,2
//! B,2023,1,5
//! ```
//!
//! Such an export does not name its rows, so the order is all there is.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::model::{CellIx, Cells, Claim, Part, Pipeline, Places, Spot, TableIx, Unmatched, UnmatchedList};
use crate::read::records::Records;

/// Makes one part from the lines of each office and year. Lines beyond the rows of the table are listed.
pub(super) fn gather(records: Records, table: TableIx, pipeline: &Pipeline) -> Records {
    let mut gathered = Records { unmatched: records.unmatched, undated: records.undated, ..Records::default() };
    let mut at_of: BTreeMap<Owner, usize> = BTreeMap::new();
    let mut lines: Vec<Vec<Part>> = Vec::new();
    for part in records.parts {
        let at = *at_of.entry(owner(&part)).or_insert(lines.len());
        match lines.get_mut(at) {
            Some(known) => known.push(part),
            None => lines.push(vec![part]),
        }
    }
    for parts in lines {
        gathered.parts.extend(one(parts, table, pipeline, &mut gathered.unmatched));
    }
    gathered
}

/// Name and code of an office, and a year.
type Owner = (Option<Arc<str>>, Option<Arc<str>>, Option<u16>);

/// Of the first statement of a part, which is that of its line.
fn owner(part: &Part) -> Owner {
    let owner = |claim: &Claim| (claim.code.clone(), claim.office.clone(), claim.year.map(|year| year.0));
    part.claims.first().map(owner).unwrap_or_default()
}

/// The lines of one office and year → one part. Each line was read as the first row of the table; its cells are moved
/// to the row that its position stands for.
fn one(parts: Vec<Part>, table: TableIx, pipeline: &Pipeline, unmatched: &mut UnmatchedList) -> Option<Part> {
    let catalogue = &pipeline.catalogue;
    let declared = catalogue.table(table);
    let mut cells = Cells::absent(catalogue.n_cells());
    let mut spots = vec![Spot::default(); catalogue.n_cells()];
    let mut whole: Option<Part> = None;
    for (line, part) in parts.into_iter().enumerate() {
        for cell in declared.row_cells(crate::model::AxisIx(0)).filter(|cell| part.cells.has(*cell)) {
            let place = part.places.of(cell);
            match of_line(cell, line, table, pipeline) {
                Some(target) => {
                    cells.set(target, part.cells.get(cell), part.cells.raw(cell));
                    spots[target.at()] = place.map_or(Spot::default(), |place| place.spot);
                }
                None => unmatched.add(left_over(&part, cell, pipeline)),
            }
        }
        whole = whole.or(Some(part));
    }
    let whole = whole?;
    cells.shrink();
    let places = Places::each(whole.places.source(), spots);
    Some(Part { cells, places, ..whole })
}

/// The cell in the row of the n-th line, in the column of a cell of the first row.
fn of_line(cell: CellIx, line: usize, table: TableIx, pipeline: &Pipeline) -> Option<CellIx> {
    let declared = pipeline.catalogue.table(table);
    let row = u8::try_from(line).ok().filter(|row| usize::from(*row) < declared.rows.len())?;
    declared.cell(crate::model::AxisIx(row), pipeline.catalogue.cell(cell).column)
}

/// A figure of a line beyond the last row of the table, listed under the name of its office.
fn left_over(part: &Part, cell: CellIx, pipeline: &Pipeline) -> Unmatched {
    let spot = part.places.of(cell).map_or(Spot::default(), |place| place.spot);
    let printed = match part.cells.get(cell).number() {
        Some(number) => crate::say::number(i128::from(number), &pipeline.catalogue.cell(cell).kind),
        None => part.cells.raw(cell).to_owned(),
    };
    let office = part.claims.first().and_then(|claim| claim.office.clone()).unwrap_or_else(|| "".into());
    Unmatched::new(&office, &printed, 1, spot)
}
