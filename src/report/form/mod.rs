//! Lays out the official form on a grid: which heading, label and figure is in which square.
//!
//! The result is a list of rectangles. Whoever draws them, workbook or page, need not know about
//! groups and axes. All tables of a form share one set of columns, so that they can be drawn one
//! below the other:
//!
//! ```text
//! ┌───────────────────┬───────────────────┐
//! │ corner            │ heading over two  │   SlotContent::Head
//! │                   ├─────────┬─────────┤
//! │                   │ column  │ column  │
//! ├─────────┬─────────┼─────────┼─────────┤
//! │ group   │ row     │ figure  │ figure  │   Label, Label, Figure, Figure
//! │         ├─────────┼─────────┼─────────┤
//! │         │ row     │ figure  │ (void)  │   Void: the form has no such cell
//! └─────────┴─────────┴─────────┴─────────┘
//!   labels = 2          columns = 4
//! ```

mod printed;

use std::collections::BTreeSet;

use crate::model::{Catalogue, CellIx, FormIx, Lang, TableIx};
use crate::report::form::printed::PrintedTable;

/// What is in a rectangle.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum SlotContent {
    /// The name of a table, across its whole width.
    Title(String),
    /// A heading over columns or over a band of rows.
    Head(String),
    /// The label of a row, or of a group of rows.
    Label(String),
    /// A figure.
    Figure(CellIx),
    /// The form has no cell here.
    Void,
}

/// A rectangle of squares.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Slot {
    /// The first row.
    pub row: u32,
    /// The first column.
    pub column: u16,
    /// Number of rows.
    pub rows: u32,
    /// Number of columns.
    pub columns: u16,
    pub content: SlotContent,
}

/// The tables of a form, one below the other.
#[derive(Clone, Debug, Default)]
pub(super) struct Layout {
    /// The rectangles. They do not overlap.
    pub slots: Vec<Slot>,
    pub rows: u32,
    /// Number of label columns. The figures of grids start after them.
    pub labels: u16,
    /// Number of all columns.
    pub columns: u16,
}

impl Layout {
    /// Lays out a form with every row and column it prints. Lines that only some offices print are
    /// included if `used` is true for one of their cells. There will be at least `labels` label
    /// columns.
    pub(super) fn of(
        catalogue: &Catalogue,
        form: FormIx,
        used: &dyn Fn(CellIx) -> bool,
        labels: u16,
        lang: Lang,
    ) -> Layout {
        let tables: Vec<TableVersion> = (0..catalogue.tables.len()).map(|at| (TableIx(at as u8), form)).collect();
        Layout::of_tables(catalogue, &tables, used, labels, lang)
    }

    /// Lays out tables one below the other, each in the given version. Tables that their version
    /// lacks are left out.
    pub(super) fn of_tables(
        catalogue: &Catalogue,
        tables: &[TableVersion],
        used: &dyn Fn(CellIx) -> bool,
        labels: u16,
        lang: Lang,
    ) -> Layout {
        let printed: Vec<PrintedTable<'_>> = tables
            .iter()
            .map(|(table, form)| PrintedTable::of(catalogue, *form, *table, used, lang))
            .filter(|printed| !printed.is_empty())
            .collect();
        let figures = printed.iter().map(PrintedTable::figures).max().unwrap_or(0);
        let depth = printed.iter().map(PrintedTable::depth).max().unwrap_or(0) as u16;
        let line = printed.iter().map(PrintedTable::line).max().unwrap_or(0);
        let labels = labels.max(depth + 1).max(line.saturating_sub(figures));
        let mut layout = Layout { slots: Vec::new(), rows: 0, labels, columns: labels + figures };
        for table in &printed {
            // An empty row between two tables.
            layout.rows += u32::from(layout.rows > 0);
            layout.put(0, 0, 1, layout.columns, SlotContent::Title(table.title().to_owned()));
            layout.rows += 1;
            table.lay(&mut layout);
        }
        layout.once();
        layout
    }

    /// A cell that is on two versions of its table is drawn on the first only.
    fn once(&mut self) {
        let mut seen = BTreeSet::new();
        for slot in &mut self.slots {
            if let SlotContent::Figure(cell) = slot.content
                && !seen.insert(cell)
            {
                slot.content = SlotContent::Void;
            }
        }
    }

    /// The cells with their slots.
    pub(super) fn figures(&self) -> impl Iterator<Item = (CellIx, &Slot)> {
        self.slots.iter().filter_map(|slot| match slot.content {
            SlotContent::Figure(cell) => Some((cell, slot)),
            SlotContent::Title(_) | SlotContent::Head(_) | SlotContent::Label(_) | SlotContent::Void => None,
        })
    }

    /// Adds a rectangle, `row` rows below what has been laid out.
    fn put(&mut self, row: u32, column: u16, rows: u32, columns: u16, content: SlotContent) {
        self.slots.push(Slot { row: self.rows + row, column, rows, columns, content });
    }
}

/// A table in one version of the form.
pub(super) type TableVersion = (TableIx, FormIx);

/// As few forms as it takes to show all the cells, the one that shows most of them first.
pub(super) fn covering(catalogue: &Catalogue, cells: &BTreeSet<CellIx>) -> Vec<FormIx> {
    cover(catalogue, cells, FormIx(0))
}

/// The same. Of several forms that show as many cells, `preferred` wins, or else the newest.
fn cover(catalogue: &Catalogue, cells: &BTreeSet<CellIx>, preferred: FormIx) -> Vec<FormIx> {
    let mut left = cells.clone();
    let mut forms = Vec::new();
    while !left.is_empty() {
        let has = |at: &usize| left.iter().filter(|cell| catalogue.forms[*at].has[cell.at()]).count();
        let worth = |at: &usize| (has(at), *at == preferred.at());
        let Some(best) = (0..catalogue.forms.len()).rev().max_by_key(worth).filter(|at| has(at) > 0) else { break };
        left.retain(|cell| !catalogue.forms[best].has[cell.at()]);
        forms.push(FormIx(best as u8));
    }
    forms
}

/// The tables on which to print a filing with these cells, each in the version that has them, since
/// offices mix tables of two versions. If no version has all cells of a table, it is printed in
/// several. A table without any cells is printed in the version to which most of the filing
/// belongs.
pub(super) fn versions(catalogue: &Catalogue, cells: &BTreeSet<CellIx>) -> Vec<TableVersion> {
    let main = covering(catalogue, cells).first().copied().unwrap_or(FormIx(0));
    let of = |at: usize| {
        let table = TableIx(at as u8);
        let there = cells.iter().copied().filter(|cell| catalogue.cell(*cell).table == table).collect();
        let mut forms = cover(catalogue, &there, main);
        if forms.is_empty() {
            forms.push(main);
        }
        forms.into_iter().map(move |form| (table, form))
    };
    (0..catalogue.tables.len()).flat_map(of).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Pipeline;

    fn built_in() -> Pipeline {
        crate::spec::load("cn-disclosure").unwrap()
    }

    #[test]
    fn every_cell_has_one_slot_and_no_slots_overlap() {
        let pipeline = built_in();
        let catalogue = &pipeline.catalogue;
        for (at, form) in catalogue.forms.iter().enumerate() {
            for used in [true, false] {
                let layout = Layout::of(catalogue, FormIx(at as u8), &|_| used, 0, Lang::Zh);
                let mut taken = BTreeSet::new();
                for slot in &layout.slots {
                    for row in slot.row..slot.row + slot.rows {
                        for column in slot.column..slot.column + slot.columns {
                            assert!(taken.insert((row, column)), "{} {slot:?}", form.id);
                            assert!(row < layout.rows && column < layout.columns, "{} {slot:?}", form.id);
                        }
                    }
                }
                let shown: Vec<CellIx> = layout.figures().map(|(cell, _)| cell).collect();
                let all: BTreeSet<CellIx> = shown.iter().copied().collect();
                assert_eq!(shown.len(), all.len(), "{}", form.id);
                // Includes the subtotal lines of groups, if they are used.
                let had = (0..catalogue.n_cells()).map(|at| CellIx(at as u16)).filter(|cell| form.has[cell.at()]);
                assert!(!used || all == had.collect(), "{}", form.id);
            }
        }
    }

    #[test]
    fn a_groups_own_line_stands_under_its_heading() {
        let pipeline = built_in();
        let own = pipeline.catalogue.by_code("requests.denied@total").unwrap();
        let layout = Layout::of(&pipeline.catalogue, FormIx(0), &|cell| cell == own, 0, Lang::Zh);
        let find = |text: &str| {
            let is = |slot: &&Slot| matches!(&slot.content, SlotContent::Label(said) if said == text);
            layout.slots.iter().filter(is).map(|slot| slot.rows).collect::<Vec<_>>()
        };
        assert_eq!((find("三、本年度办理结果"), find("（三）不予公开")), (vec![23], vec![9]));
    }

    #[test]
    fn the_current_form_is_laid_out_as_it_is_printed() {
        let pipeline = built_in();
        let layout = Layout::of(&pipeline.catalogue, FormIx(0), &|_| false, 0, Lang::Zh);
        let find = |text: &str| {
            let is = |slot: &&Slot| match &slot.content {
                SlotContent::Head(label) | SlotContent::Label(label) => label == text,
                _ => false,
            };
            layout.slots.iter().find(is).unwrap()
        };
        // Table four has fifteen figures side by side; table three has seven, under headings of
        // three levels.
        assert_eq!((layout.columns, layout.labels), (15, 8));
        assert_eq!((find("申请人情况").columns, find("法人或其他组织").columns, find("自然人").rows), (7, 5, 2));
        assert_eq!((find("三、本年度办理结果").rows, find("（三）不予公开").rows), (22, 8));
        assert_eq!((find("一、本年新收政府信息公开申请数量").columns, find("（一）予以公开").columns), (8, 7));
        // Reconsideration is beside litigation, and its results reach down as far as those of the
        // two kinds of litigation.
        assert_eq!((find("行政复议").column, find("行政复议").rows, find("行政复议").columns), (0, 1, 5));
        assert_eq!((find("行政诉讼").columns, find("复议后起诉").columns), (10, 5));
        let results: Vec<_> =
            layout.slots.iter().filter(|slot| slot.content == SlotContent::Head("结果维持".into())).collect();
        assert_eq!(results.iter().map(|slot| (slot.column, slot.rows)).collect::<Vec<_>>(), [(0, 2), (5, 1), (10, 1)]);
        assert_eq!(find("第二十条第（一）项").columns, 15);
    }
}
