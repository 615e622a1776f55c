//! The official form on a grid: which heading, label and figure stands in which square.
//!
//! In go a form version of the catalogue and the cells that are of interest, out come rectangles; whoever draws
//! them (a workbook, a page) knows nothing of groups and axes. All tables of a form share one set of columns, so
//! that they can stand below each other in one sheet without a figure being spread over several squares.

use std::collections::BTreeSet;

use crate::model::{Axis, AxisIx, Catalogue, CellIx, FormIx, Lang, Print, Table, TableIx};
use crate::report::People;

/// What stands in a rectangle.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum What {
    /// The name of a table, over its whole width.
    Title(String),
    /// A heading over columns or over a band of rows.
    Head(String),
    /// The name of a row, or of several.
    Label(String),
    /// A figure.
    Figure(CellIx),
    /// The form has nothing here.
    Void,
}

/// A rectangle of squares.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Slot {
    pub row: u32,
    pub column: u16,
    pub rows: u32,
    pub columns: u16,
    pub what: What,
}

/// The tables of a form below each other.
#[derive(Clone, Debug, Default)]
pub(super) struct Layout {
    pub slots: Vec<Slot>,
    pub rows: u32,
    /// Columns of the labels; the figures of grids begin behind them.
    pub labels: u16,
    /// All columns.
    pub columns: u16,
}

impl Layout {
    /// The form with every row and column that it prints, but for those that only some offices print and that
    /// `used` does not want; the labels take `labels` columns or more.
    pub(super) fn of(
        catalogue: &Catalogue,
        form: FormIx,
        used: &dyn Fn(CellIx) -> bool,
        labels: u16,
        lang: Lang,
    ) -> Layout {
        let printed: Vec<Printed<'_>> = (0..catalogue.tables.len())
            .map(|table| Printed::of(catalogue, form, TableIx(table as u8), used, lang))
            .filter(|printed| !printed.rows.is_empty() && !printed.columns.is_empty())
            .collect();
        let figures = printed.iter().map(Printed::figures).max().unwrap_or(0);
        let depth = printed.iter().map(Printed::depth).max().unwrap_or(0) as u16;
        let line = printed.iter().map(Printed::line).max().unwrap_or(0);
        let labels = labels.max(depth + 1).max(line.saturating_sub(figures));
        let mut layout = Layout { slots: Vec::new(), rows: 0, labels, columns: labels + figures };
        for table in &printed {
            // An empty row between two tables.
            layout.rows += u32::from(layout.rows > 0);
            layout.put(0, 0, 1, layout.columns, What::Title(table.table.title.get(lang).to_owned()));
            layout.rows += 1;
            match table.table.print {
                Print::Grid => table.grid(&mut layout),
                Print::Bands => table.bands(&mut layout),
                Print::Line => table.in_line(&mut layout),
            }
        }
        layout
    }

    /// The squares of the figures.
    pub(super) fn figures(&self) -> impl Iterator<Item = (CellIx, &Slot)> {
        self.slots.iter().filter_map(|slot| match slot.what {
            What::Figure(cell) => Some((cell, slot)),
            What::Title(_) | What::Head(_) | What::Label(_) | What::Void => None,
        })
    }

    /// Adds a rectangle, `row` rows below what is there.
    fn put(&mut self, row: u32, column: u16, rows: u32, columns: u16, what: What) {
        self.slots.push(Slot { row: self.rows + row, column, rows, columns, what });
    }
}

/// As few forms as have all the cells, the one with the most of them first.
pub(super) fn covering(catalogue: &Catalogue, cells: &BTreeSet<CellIx>) -> Vec<FormIx> {
    let mut left = cells.clone();
    let mut forms = Vec::new();
    while !left.is_empty() {
        let has = |at: &usize| left.iter().filter(|cell| catalogue.forms[*at].has[cell.at()]).count();
        // Of several with as many, the first: that is the one in force.
        let Some(best) = (0..catalogue.forms.len()).rev().max_by_key(has).filter(|at| has(at) > 0) else { break };
        left.retain(|cell| !catalogue.forms[best].has[cell.at()]);
        forms.push(FormIx(best as u8));
    }
    forms
}

/// The layout of every form of a pipeline, with the lines that some filing of the run uses.
pub(super) struct Layouts(Vec<Layout>);

impl Layouts {
    pub(super) fn of(people: &People<'_>) -> Layouts {
        let catalogue = &people.pipeline.catalogue;
        let filings = &people.dossier.filings;
        let used: Vec<bool> =
            (0..catalogue.n_cells()).map(|at| filings.iter().any(|filed| filed.cells.has(CellIx(at as u16)))).collect();
        let forms = (0..catalogue.forms.len()).map(|at| FormIx(at as u8));
        let layout = |form| Layout::of(catalogue, form, &|cell| used[cell.at()], 0, people.wording.lang);
        Layouts(forms.map(layout).collect())
    }

    pub(super) fn of_form(&self, form: FormIx) -> &Layout {
        &self.0[form.at()]
    }
}

/// One table as one version prints it.
struct Printed<'a> {
    table: &'a Table,
    rows: Vec<AxisIx>,
    columns: Vec<AxisIx>,
    /// The label of a row or a column.
    label: Box<dyn Fn(Axis, AxisIx) -> String + 'a>,
    has: &'a [bool],
    lang: Lang,
}

/// Lines side by side under one heading: where they begin and how many they are.
struct Run {
    start: usize,
    lines: usize,
    group: usize,
}

impl<'a> Printed<'a> {
    fn of(
        catalogue: &'a Catalogue,
        form_ix: FormIx,
        at: TableIx,
        used: &dyn Fn(CellIx) -> bool,
        lang: Lang,
    ) -> Printed<'a> {
        let form = &catalogue.forms[form_ix.at()];
        let table = catalogue.table(at);
        let cells = |is_row: bool, line: AxisIx| -> Vec<CellIx> {
            let across = if is_row { table.columns.len() } else { table.rows.len() };
            let cell = |other: usize| match is_row {
                true => table.cell(line, AxisIx(other as u8)),
                false => table.cell(AxisIx(other as u8), line),
            };
            (0..across).filter_map(cell).filter(|cell| form.has[cell.at()]).collect()
        };
        let wanted = |is_row: bool, line: &AxisIx| {
            !form.optional.contains(&(at, is_row, *line)) || cells(is_row, *line).into_iter().any(used)
        };
        let lines = |is_row: bool, all: &[Vec<AxisIx>]| -> Vec<AxisIx> {
            let all = all.get(at.at()).map_or(&[][..], Vec::as_slice);
            let mut lines: Vec<AxisIx> = all.iter().copied().filter(|line| wanted(is_row, line)).collect();
            let axis = if is_row { Axis::Row } else { Axis::Column };
            for group in table.groups.iter().filter(|group| group.axis == axis) {
                // Few offices print a line for a group itself; where one does, it stands before the group's own.
                let own = group.own.filter(|own| form.own_lines.contains(&(at, is_row, *own)));
                let Some(own) = own.filter(|own| cells(is_row, *own).into_iter().any(used)) else { continue };
                let first = lines.iter().position(|line| group.members.contains(line)).unwrap_or(lines.len());
                lines.insert(first, own);
            }
            lines
        };
        let label = move |axis: Axis, line: AxisIx| {
            let own = form.labels.get(&(at, axis == Axis::Row, line));
            own.unwrap_or(&table.lines(axis)[line.at()].label).get(lang).to_owned()
        };
        let (rows, columns) = (lines(true, &form.rows), lines(false, &form.columns));
        Printed { table, rows, columns, label: Box::new(label), has: &form.has, lang }
    }

    /// Its figures abreast, where it is no line.
    fn figures(&self) -> u16 {
        match self.table.print {
            Print::Line => 0,
            Print::Grid => self.columns.len() as u16,
            Print::Bands => {
                let widest = self.band_runs().iter().map(|run| self.band_columns(run).len()).max();
                widest.unwrap_or(0) as u16
            }
        }
    }

    /// Its figures abreast, where it is a line.
    fn line(&self) -> u16 {
        if self.table.print == Print::Line { (self.rows.len() * self.columns.len()) as u16 } else { 0 }
    }

    /// How many headings stand before a row at most.
    fn depth(&self) -> usize {
        match self.table.print {
            Print::Grid => deepest(&self.chains(Axis::Row, &self.rows)),
            Print::Bands | Print::Line => 0,
        }
    }

    /// The headings over each line, the widest first.
    fn chains(&self, axis: Axis, lines: &[AxisIx]) -> Vec<Vec<usize>> {
        let groups = &self.table.groups;
        let width = |group: usize| lines.iter().filter(|line| groups[group].has(**line)).count();
        lines
            .iter()
            .map(|line| {
                let over = |at: &usize| groups[*at].axis == axis && groups[*at].has(*line);
                let mut chain: Vec<usize> = (0..groups.len()).filter(over).collect();
                chain.sort_by_key(|group| std::cmp::Reverse(width(*group)));
                chain
            })
            .collect()
    }

    fn group(&self, group: usize) -> String {
        self.table.groups[group].label.get(self.lang).to_owned()
    }

    fn figure(&self, row: AxisIx, column: AxisIx) -> What {
        match self.table.cell(row, column).filter(|cell| self.has[cell.at()]) {
            Some(cell) => What::Figure(cell),
            None => What::Void,
        }
    }

    /// Headings over columns that begin at `left`; each column is `wide(column)` squares from `place(column)`.
    fn heads(&self, layout: &mut Layout, columns: &[AxisIx], place: &dyn Fn(usize) -> u16) -> u32 {
        let chains = self.chains(Axis::Column, columns);
        let height = deepest(&chains) + 1;
        for level in 0..height - 1 {
            for run in runs(&chains, level) {
                let (from, to) = (place(run.start), place(run.start + run.lines));
                layout.put(level as u32, from, 1, to - from, What::Head(self.group(run.group)));
            }
        }
        for (at, column) in columns.iter().enumerate() {
            let level = chains[at].len();
            let label = What::Head((self.label)(Axis::Column, *column));
            layout.put(level as u32, place(at), (height - level) as u32, place(at + 1) - place(at), label);
        }
        height as u32
    }

    fn grid(&self, layout: &mut Layout) {
        let left = layout.labels;
        let height = self.heads(layout, &self.columns, &|at| left + at as u16);
        layout.put(0, 0, height, left, What::Head(self.table.corner.get(self.lang).to_owned()));
        layout.rows += height;
        let chains = self.chains(Axis::Row, &self.rows);
        let starts = label_columns(deepest(&chains), left);
        for level in 0..starts.len() - 1 {
            let wide = starts[level + 1] - starts[level];
            for run in runs(&chains, level) {
                let label = What::Label(self.group(run.group));
                layout.put(run.start as u32, starts[level], run.lines as u32, wide, label);
            }
        }
        for (at, row) in self.rows.iter().enumerate() {
            let from = starts[chains[at].len()];
            layout.put(at as u32, from, 1, left - from, What::Label((self.label)(Axis::Row, *row)));
            for (column_at, column) in self.columns.iter().enumerate() {
                layout.put(at as u32, left + column_at as u16, 1, 1, self.figure(*row, *column));
            }
        }
        layout.rows += self.rows.len() as u32;
    }

    /// Rows under one heading; a row without any is a band of its own.
    fn band_runs(&self) -> Vec<Run> {
        let chains = self.chains(Axis::Row, &self.rows);
        let mut bands = runs(&chains, 0);
        let alone = (0..self.rows.len()).filter(|at| chains[*at].is_empty());
        bands.extend(alone.map(|start| Run { start, lines: 1, group: usize::MAX }));
        bands.sort_by_key(|run| run.start);
        bands
    }

    fn band_columns(&self, run: &Run) -> Vec<AxisIx> {
        let rows = &self.rows[run.start..run.start + run.lines];
        let used = |column: &AxisIx| rows.iter().any(|row| self.figure(*row, *column) != What::Void);
        self.columns.iter().copied().filter(used).collect()
    }

    fn bands(&self, layout: &mut Layout) {
        let (left, figures) = (layout.labels, layout.columns - layout.labels);
        for run in self.band_runs() {
            if run.group != usize::MAX {
                layout.put(0, 0, 1, layout.columns, What::Head(self.group(run.group)));
                layout.rows += 1;
            }
            let columns = self.band_columns(&run);
            let n = columns.len().max(1) as u16;
            let place = |at: usize| left + at as u16 * figures / n;
            let height = self.heads(layout, &columns, &place);
            layout.put(0, 0, height, left, What::Head(self.table.corner.get(self.lang).to_owned()));
            layout.rows += height;
            for row in &self.rows[run.start..run.start + run.lines] {
                layout.put(0, 0, 1, left, What::Label((self.label)(Axis::Row, *row)));
                for (at, column) in columns.iter().enumerate() {
                    layout.put(0, place(at), 1, place(at + 1) - place(at), self.figure(*row, *column));
                }
                layout.rows += 1;
            }
        }
    }

    /// The rows as headings beside each other, over the columns of each.
    fn in_line(&self, layout: &mut Layout) {
        let n = self.line().max(1);
        let wide = self.columns.len();
        let place = |at: usize| at as u16 * layout.columns / n;
        let chains = self.chains(Axis::Row, &self.rows);
        let height = deepest(&chains) + 1;
        let mut slots = Vec::new();
        for level in 0..height - 1 {
            for run in runs(&chains, level) {
                let (from, to) = (place(run.start * wide), place((run.start + run.lines) * wide));
                slots.push((level as u32, from, 1, to - from, What::Head(self.group(run.group))));
            }
        }
        for (at, row) in self.rows.iter().enumerate() {
            let level = chains[at].len();
            let (from, to) = (place(at * wide), place((at + 1) * wide));
            let label = What::Head((self.label)(Axis::Row, *row));
            slots.push((level as u32, from, (height - level) as u32, to - from, label));
            for (column_at, column) in self.columns.iter().enumerate() {
                let (from, to) = (place(at * wide + column_at), place(at * wide + column_at + 1));
                let head = What::Head((self.label)(Axis::Column, *column));
                slots.push((height as u32, from, 1, to - from, head));
                slots.push((height as u32 + 1, from, 1, to - from, self.figure(*row, *column)));
            }
        }
        for (row, column, rows, columns, what) in slots {
            layout.put(row, column, rows, columns, what);
        }
        layout.rows += height as u32 + 2;
    }
}

fn deepest(chains: &[Vec<usize>]) -> usize {
    chains.iter().map(Vec::len).max().unwrap_or(0)
}

/// The headings of a level, each over lines that stand side by side.
fn runs(chains: &[Vec<usize>], level: usize) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    for (at, chain) in chains.iter().enumerate() {
        let Some(group) = chain.get(level) else { continue };
        let same = at > 0 && chains[at - 1].get(..=level) == chain.get(..=level);
        match runs.last_mut().filter(|_| same) {
            Some(run) => run.lines += 1,
            None => runs.push(Run { start: at, lines: 1, group: *group }),
        }
    }
    runs
}

/// Where the headings before rows begin, and where the labels of the rows themselves.
fn label_columns(depth: usize, labels: u16) -> Vec<u16> {
    let spare = labels.saturating_sub(depth as u16 + 1);
    let mut starts: Vec<u16> = (0..=depth as u16).collect();
    // The innermost heading has words of some length; the room is there.
    if depth > 0
        && spare >= 4
        && let Some(last) = starts.last_mut()
    {
        *last += 1;
    }
    starts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Pipeline;

    fn built_in() -> Pipeline {
        crate::spec::load("cn-disclosure").unwrap()
    }

    #[test]
    fn every_cell_of_a_form_has_one_square_and_no_two_things_the_same() {
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
                // With the lines of groups for themselves, where somebody uses them.
                let had = (0..catalogue.n_cells()).map(|at| CellIx(at as u16)).filter(|cell| form.has[cell.at()]);
                assert!(!used || all == had.collect(), "{}", form.id);
            }
        }
    }

    #[test]
    fn the_form_in_force_is_laid_out_as_it_is_printed() {
        let pipeline = built_in();
        let layout = Layout::of(&pipeline.catalogue, FormIx(0), &|_| false, 0, Lang::Zh);
        let find = |text: &str| {
            let is = |slot: &&Slot| matches!(&slot.what, What::Head(said) | What::Label(said) if said == text);
            layout.slots.iter().find(is).unwrap()
        };
        // Fifteen figures of table four abreast; seven of table three, under a heading of three levels.
        assert_eq!((layout.columns, layout.labels), (15, 8));
        assert_eq!((find("申请人情况").columns, find("法人或其他组织").columns, find("自然人").rows), (7, 5, 2));
        assert_eq!((find("三、本年度办理结果").rows, find("（三）不予公开").rows), (22, 8));
        assert_eq!((find("一、本年新收政府信息公开申请数量").columns, find("（一）予以公开").columns), (8, 7));
        assert_eq!((find("行政诉讼").columns, find("行政复议").rows), (10, 2));
        assert_eq!(find("第二十条第（一）项").columns, 15);
    }
}
