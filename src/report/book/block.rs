//! One group and year on the sheet of sums: what is drawn of it, and where.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{CellIx, Coverage, FormIx, GroupKind, Year};
use crate::report::form::Layout;

/// The sum of each cell with its coverage.
pub(super) type CellSums = BTreeMap<CellIx, (i128, Coverage)>;

/// One group in one year, and where it is drawn.
pub(super) struct GroupBlock {
    /// The city or a district.
    pub kind: GroupKind,
    /// Name of the group, in the language of the report.
    pub group: String,
    /// The reporting year.
    pub year: Year,
    /// The first row of the block.
    pub top: u32,
    /// The sums to draw.
    pub sums: CellSums,
    /// The forms it is drawn on, each with its first row and its layout.
    pub tables: Vec<(FormIx, u32, Layout)>,
    /// The cells that each of these forms shows.
    pub shown: Vec<BTreeSet<CellIx>>,
}

impl GroupBlock {
    /// The cells drawn, with their squares.
    pub(super) fn figures(&self) -> impl Iterator<Item = (CellIx, (u32, u16))> + '_ {
        self.tables.iter().zip(&self.shown).flat_map(|((_, top, layout), shown)| {
            let figures = layout.figures().filter(|(cell, _)| shown.contains(cell));
            figures.map(move |(cell, slot)| (cell, (top + slot.row, slot.column)))
        })
    }
}
