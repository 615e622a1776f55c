//! The form as the page draws it: the rectangles of [`crate::report::form`], each layout stored
//! once.
//!
//! Thousands of filings are printed on the same few forms. A sheet is the list of layouts, one per
//! table, on which a filing or a group is drawn; filings refer to their sheet by its position.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use crate::model::{AxisIx, Catalogue, CellIx, Form, Lang, TableIx};
use crate::report::form::{Layout, SlotContent, TableVersion, versions};

/// Lines of a table that only some offices print, and that a filing has. `true` is a row.
type Used = BTreeSet<(bool, AxisIx)>;

/// All layouts in use, and the sheets made of them.
pub(super) struct LayoutPool<'a> {
    catalogue: &'a Catalogue,
    lang: Lang,
    /// For each form version, the cells on lines that only some offices print.
    maybe: Vec<Vec<CellIx>>,
    /// The layouts, in order of first use.
    layouts: Vec<Value>,
    /// Position of each layout.
    known: BTreeMap<(TableVersion, Used), usize>,
    /// The sheets, as positions of layouts.
    sheets: Vec<Vec<usize>>,
    /// Position of the sheet for a set of cells. Most filings have one of a few sets.
    met: BTreeMap<BTreeSet<CellIx>, usize>,
}

impl<'a> LayoutPool<'a> {
    /// An empty pool.
    pub(super) fn of(catalogue: &'a Catalogue, lang: Lang) -> LayoutPool<'a> {
        let maybe = |form: &Form| {
            let on = |at: &usize| form.has[*at] && !lines(form, catalogue, CellIx(*at as u16)).is_empty();
            (0..catalogue.n_cells()).filter(on).map(|at| CellIx(at as u16)).collect()
        };
        LayoutPool {
            catalogue,
            lang,
            maybe: catalogue.forms.iter().map(maybe).collect(),
            layouts: Vec::new(),
            known: BTreeMap::new(),
            sheets: Vec::new(),
            met: BTreeMap::new(),
        }
    }

    /// Position of the sheet on which these cells are drawn. Tables without any of them are left
    /// out. A new sheet is laid out on first use.
    pub(super) fn at(&mut self, cells: BTreeSet<CellIx>) -> usize {
        if let Some(known) = self.met.get(&cells) {
            return *known;
        }
        let at = self.sheet(&cells);
        self.met.insert(cells, at);
        at
    }

    /// The same, without the lookup by cells.
    fn sheet(&mut self, cells: &BTreeSet<CellIx>) -> usize {
        let tables: BTreeSet<TableIx> = cells.iter().map(|cell| self.catalogue.cell(*cell).table).collect();
        let versions = versions(self.catalogue, cells).into_iter().filter(|(table, _)| tables.contains(table));
        let sheet: Vec<usize> = versions.map(|version| self.layout(version, cells)).collect();
        self.sheets.iter().position(|known| *known == sheet).unwrap_or_else(|| {
            self.sheets.push(sheet);
            self.sheets.len() - 1
        })
    }

    /// Position of the layout of one table with these cells.
    fn layout(&mut self, version: TableVersion, cells: &BTreeSet<CellIx>) -> usize {
        let (table, form_ix) = version;
        let form = &self.catalogue.forms[form_ix.at()];
        let of_table = |cell: &&CellIx| self.catalogue.cell(**cell).table == table && cells.contains(cell);
        let used = self.maybe[form_ix.at()].iter().filter(of_table);
        let used: Used = used.flat_map(|cell| lines(form, self.catalogue, *cell)).collect();
        if let Some(known) = self.known.get(&(version, used.clone())) {
            return *known;
        }
        let layout = Layout::of_tables(self.catalogue, &[version], &|cell| cells.contains(&cell), 0, self.lang);
        self.layouts.push(json!([table.0, form_ix.0, slots(&layout)]));
        self.known.insert((version, used), self.layouts.len() - 1);
        self.layouts.len() - 1
    }

    /// The fields `layouts` (table, form and rectangles of each) and `sheets`.
    pub(super) fn finish(self) -> [(&'static str, Value); 2] {
        [("layouts", Value::Array(self.layouts)), ("sheets", json!(self.sheets))]
    }
}

/// The lines of a cell that only some offices print.
fn lines(form: &Form, catalogue: &Catalogue, cell: CellIx) -> Vec<(bool, AxisIx)> {
    let def = catalogue.cell(cell);
    let lines = [(true, def.row), (false, def.column)];
    let is_maybe = |(is_row, line): &(bool, AxisIx)| {
        form.optional.contains(&(def.table, *is_row, *line)) || form.is_own_line(*is_row, def)
    };
    lines.into_iter().filter(is_maybe).collect()
}

/// Each slot as row, column, rows, columns and content: the number of a cell, the text of a
/// heading, the text of a label in brackets, or null. The title is left out, as the page draws it
/// itself.
fn slots(layout: &Layout) -> Vec<Value> {
    let slot = |slot: &crate::report::form::Slot| {
        let content = match &slot.content {
            SlotContent::Title(_) => return None,
            SlotContent::Head(text) => json!(text),
            SlotContent::Label(text) => json!([text]),
            SlotContent::Figure(cell) => json!(cell.0),
            SlotContent::Void => Value::Null,
        };
        Some(json!([slot.row - 1, slot.column, slot.rows, slot.columns, content]))
    };
    let mut slots: Vec<&crate::report::form::Slot> = layout.slots.iter().collect();
    slots.sort_by_key(|slot| (slot.row, slot.column));
    slots.into_iter().filter_map(slot).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::FormIx;

    #[test]
    fn filings_with_the_same_lines_share_a_layout() {
        let pipeline = crate::spec::load("cn-disclosure").unwrap();
        let catalogue = &pipeline.catalogue;
        let form = &catalogue.forms[0];
        let mut sheets = LayoutPool::of(catalogue, Lang::Zh);
        let plain: BTreeSet<CellIx> =
            form.cells.iter().copied().filter(|cell| !catalogue.cell(*cell).subtotal).collect();
        let plain_sheet = sheets.at(plain.clone());
        // A filing that leaves out a cell still prints its line.
        assert_eq!(sheets.at(plain.iter().copied().skip(1).collect()), plain_sheet);
        let subtotal = catalogue.by_code("requests.denied@total").unwrap();
        let with_own: BTreeSet<CellIx> = plain.iter().copied().chain([subtotal]).collect();
        let other = sheets.at(with_own);
        assert_ne!(other, plain_sheet);
        let remedies: BTreeSet<CellIx> =
            plain.iter().copied().filter(|cell| catalogue.cell(*cell).code.starts_with("remedies.")).collect();
        sheets.at(remedies);
        let [(_, layouts), (_, known)] = sheets.finish();
        // Three tables, one of them in two layouts, on three sheets.
        assert_eq!((layouts.as_array().unwrap().len(), known.as_array().unwrap().len()), (4, 3));
        let figures = |at: usize| {
            let slots = layouts[at][2].as_array().unwrap().iter();
            slots.filter(|slot| slot[4].is_u64()).count()
        };
        let layout = Layout::of(catalogue, FormIx(0), &|_| false, 0, Lang::Zh);
        let n: usize =
            known[plain_sheet].as_array().unwrap().iter().map(|at| figures(at.as_u64().unwrap() as usize)).sum();
        assert_eq!(n, layout.figures().count());
    }
}
