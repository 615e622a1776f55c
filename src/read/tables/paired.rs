//! Rows that name a cell by themselves.

use crate::read::pairs;
use crate::read::tables::TableReader;

impl TableReader<'_> {
    /// Reads a row that names its cell and has one figure; true if the cell was still free.
    pub(super) fn pair(&mut self, at: usize) -> bool {
        let Some((cell, figure)) = pairs::cell_of(at, self.grid, self.vocabulary) else { return false };
        let row = self.grid.row(at);
        let mut behind = row.tokens.iter().skip(figure + 1).filter_map(|token| token.word());
        let unit = behind.find(|ix| self.vocabulary.get(*ix).unit.is_some());
        self.is_again = self.cells.has(cell);
        self.cell(cell, row.token(figure), unit, row.spot(figure));
        self.is_again = false;
        true
    }
}
