//! One table in one version of the form: its lines, their headings, and how they are laid out.
//!
//! ```text
//! Print::Grid    labels in front of the rows, headings over the columns
//! Print::Bands   a heading over each group of rows, with columns of its own
//! Print::Line    the rows side by side as headings, all figures in one line
//! ```

use crate::model::{Axis, AxisIx, Catalogue, CellIx, FormIx, Group, Lang, Print, Table, TableIx};
use crate::report::form::{Layout, SlotContent};

/// A table in one version of the form.
pub(super) struct PrintedTable<'a> {
    table: &'a Table,
    /// The rows it prints, in order.
    rows: Vec<AxisIx>,
    /// The columns it prints, in order.
    columns: Vec<AxisIx>,
    /// The label of a row or column.
    label: Box<dyn Fn(Axis, AxisIx) -> String + 'a>,
    /// For each cell of the catalogue, whether the version has it.
    has: &'a [bool],
    lang: Lang,
}

/// Adjacent lines under one heading.
struct HeadingSpan {
    /// Position of the first line.
    start: usize,
    /// Number of lines.
    lines: usize,
    /// Position of the group whose heading it is; `usize::MAX` for a row without a heading.
    group: usize,
}

impl<'a> PrintedTable<'a> {
    /// The table with every row and column of the version. Lines that only some offices print are
    /// included if `used` is true for one of their cells.
    pub(super) fn of(
        catalogue: &'a Catalogue,
        form_ix: FormIx,
        at: TableIx,
        used: &dyn Fn(CellIx) -> bool,
        lang: Lang,
    ) -> PrintedTable<'a> {
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
                // If a group has a subtotal line that is used, it comes before the group's members.
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
        PrintedTable { table, rows, columns, label: Box::new(label), has: &form.has, lang }
    }

    /// True if the version does not have the table.
    pub(super) fn is_empty(&self) -> bool {
        self.rows.is_empty() || self.columns.is_empty()
    }

    /// The name of the table.
    pub(super) fn title(&self) -> &str {
        self.table.title.get(self.lang)
    }

    /// Number of figures side by side; 0 if it is laid out in one line.
    pub(super) fn figures(&self) -> u16 {
        match self.table.print {
            Print::Line => 0,
            Print::Grid => self.columns.len() as u16,
            Print::Bands => {
                let widest = self.bands_of_rows().iter().map(|span| self.band_columns(span).len()).max();
                widest.unwrap_or(0) as u16
            }
        }
    }

    /// Number of figures side by side if it is laid out in one line; otherwise 0.
    pub(super) fn line(&self) -> u16 {
        if self.table.print == Print::Line { (self.rows.len() * self.columns.len()) as u16 } else { 0 }
    }

    /// Maximum number of headings before a row.
    pub(super) fn depth(&self) -> usize {
        match self.table.print {
            Print::Grid => deepest(&self.chains(Axis::Row, &self.rows)),
            Print::Bands | Print::Line => 0,
        }
    }

    /// The headings over each line, the widest first: for a row under "(3) denied" under "3.
    /// results", the positions of these two groups in this order.
    fn chains(&self, axis: Axis, lines: &[AxisIx]) -> Vec<Vec<usize>> {
        let groups = &self.table.groups;
        let width = |group: usize| lines.iter().filter(|line| self.is_under(&groups[group], **line)).count();
        lines
            .iter()
            .map(|line| {
                let over = |at: &usize| groups[*at].axis == axis && self.is_under(&groups[*at], *line);
                let mut chain: Vec<usize> = (0..groups.len()).filter(over).collect();
                chain.sort_by_key(|group| std::cmp::Reverse(width(*group)));
                chain
            })
            .collect()
    }

    /// True if the line is under the group's heading. A subtotal line is where its group is.
    fn is_under(&self, group: &Group, line: AxisIx) -> bool {
        let is_own = |inner: &&Group| inner.axis == group.axis && inner.own == Some(line);
        let own_of = self.table.groups.iter().find(is_own);
        group.has(line) || own_of.is_some_and(|inner| inner.members.iter().all(|line| group.has(*line)))
    }

    /// The label of a group.
    fn group(&self, group: usize) -> String {
        self.table.groups[group].label.get(self.lang).to_owned()
    }

    /// The cell in a row and column, if the version has it.
    fn figure(&self, row: AxisIx, column: AxisIx) -> SlotContent {
        match self.table.cell(row, column).filter(|cell| self.has[cell.at()]) {
            Some(cell) => SlotContent::Figure(cell),
            None => SlotContent::Void,
        }
    }

    /// Lays out the headings over columns and returns their height in rows. Column `n` covers the
    /// squares from `place(n)` to `place(n + 1)`. A column with fewer headings over it reaches
    /// further up, so that all end in the same row.
    fn heads(&self, layout: &mut Layout, columns: &[AxisIx], place: &dyn Fn(usize) -> u16) -> u32 {
        let chains = self.chains(Axis::Column, columns);
        let height = deepest(&chains) + 1;
        for level in 0..height - 1 {
            for span in spans(&chains, level) {
                let (from, to) = (place(span.start), place(span.start + span.lines));
                layout.put(level as u32, from, 1, to - from, SlotContent::Head(self.group(span.group)));
            }
        }
        for (at, column) in columns.iter().enumerate() {
            let level = chains[at].len();
            let label = SlotContent::Head((self.label)(Axis::Column, *column));
            layout.put(level as u32, place(at), (height - level) as u32, place(at + 1) - place(at), label);
        }
        height as u32
    }

    /// Lays out a grid.
    fn grid(&self, layout: &mut Layout) {
        let left = layout.labels;
        let height = self.heads(layout, &self.columns, &|at| left + at as u16);
        layout.put(0, 0, height, left, SlotContent::Head(self.table.corner.get(self.lang).to_owned()));
        layout.rows += height;
        let chains = self.chains(Axis::Row, &self.rows);
        let starts = label_columns(deepest(&chains), left);
        for level in 0..starts.len() - 1 {
            let wide = starts[level + 1] - starts[level];
            for span in spans(&chains, level) {
                let label = SlotContent::Label(self.group(span.group));
                layout.put(span.start as u32, starts[level], span.lines as u32, wide, label);
            }
        }
        for (at, row) in self.rows.iter().enumerate() {
            let from = starts[chains[at].len()];
            layout.put(at as u32, from, 1, left - from, SlotContent::Label((self.label)(Axis::Row, *row)));
            for (column_at, column) in self.columns.iter().enumerate() {
                layout.put(at as u32, left + column_at as u16, 1, 1, self.figure(*row, *column));
            }
        }
        layout.rows += self.rows.len() as u32;
    }

    /// The bands: rows under one heading. A row without a heading is a band of its own.
    fn bands_of_rows(&self) -> Vec<HeadingSpan> {
        let chains = self.chains(Axis::Row, &self.rows);
        let mut bands = spans(&chains, 0);
        let alone = (0..self.rows.len()).filter(|at| chains[*at].is_empty());
        bands.extend(alone.map(|start| HeadingSpan { start, lines: 1, group: usize::MAX }));
        bands.sort_by_key(|span| span.start);
        bands
    }

    /// The columns that have a cell in some row of the band.
    fn band_columns(&self, span: &HeadingSpan) -> Vec<AxisIx> {
        let rows = &self.rows[span.start..span.start + span.lines];
        let used = |column: &AxisIx| rows.iter().any(|row| self.figure(*row, *column) != SlotContent::Void);
        self.columns.iter().copied().filter(used).collect()
    }

    /// Lays out bands. Their columns share the same width, however many a band has.
    fn bands(&self, layout: &mut Layout) {
        let (left, figures) = (layout.labels, layout.columns - layout.labels);
        for span in self.bands_of_rows() {
            if span.group != usize::MAX {
                layout.put(0, 0, 1, layout.columns, SlotContent::Head(self.group(span.group)));
                layout.rows += 1;
            }
            let columns = self.band_columns(&span);
            let n = columns.len().max(1) as u16;
            let place = |at: usize| left + at as u16 * figures / n;
            let height = self.heads(layout, &columns, &place);
            layout.put(0, 0, height, left, SlotContent::Head(self.table.corner.get(self.lang).to_owned()));
            layout.rows += height;
            for row in &self.rows[span.start..span.start + span.lines] {
                layout.put(0, 0, 1, left, SlotContent::Label((self.label)(Axis::Row, *row)));
                for (at, column) in columns.iter().enumerate() {
                    layout.put(0, place(at), 1, place(at + 1) - place(at), self.figure(*row, *column));
                }
                layout.rows += 1;
            }
        }
    }

    /// Lays out the rows as headings side by side, over their columns, with all figures in one
    /// line. Headings are as high up as they can be, and the columns of a row with fewer headings
    /// reach further up.
    fn in_line(&self, layout: &mut Layout) {
        let n = self.line().max(1);
        let wide = self.columns.len();
        let place = |at: usize| at as u16 * layout.columns / n;
        let chains = self.chains(Axis::Row, &self.rows);
        // Headings over the row, the row's label, and the column's.
        let height = deepest(&chains) + 2;
        let mut slots = Vec::new();
        for level in 0..height - 2 {
            for span in spans(&chains, level) {
                let (from, to) = (place(span.start * wide), place((span.start + span.lines) * wide));
                slots.push((level, from, 1, to - from, SlotContent::Head(self.group(span.group))));
            }
        }
        for (at, row) in self.rows.iter().enumerate() {
            let level = chains[at].len();
            let (from, to) = (place(at * wide), place((at + 1) * wide));
            slots.push((level, from, 1, to - from, SlotContent::Head((self.label)(Axis::Row, *row))));
            for (column_at, column) in self.columns.iter().enumerate() {
                let (from, to) = (place(at * wide + column_at), place(at * wide + column_at + 1));
                let head = SlotContent::Head((self.label)(Axis::Column, *column));
                slots.push((level + 1, from, height - level - 1, to - from, head));
                slots.push((height, from, 1, to - from, self.figure(*row, *column)));
            }
        }
        for (row, column, rows, columns, content) in slots {
            layout.put(row as u32, column, rows as u32, columns, content);
        }
        layout.rows += height as u32 + 1;
    }

    /// Lays out the table below what has been laid out.
    pub(super) fn lay(&self, layout: &mut Layout) {
        match self.table.print {
            Print::Grid => self.grid(layout),
            Print::Bands => self.bands(layout),
            Print::Line => self.in_line(layout),
        }
    }
}

/// Maximum number of headings over a line.
fn deepest(chains: &[Vec<usize>]) -> usize {
    chains.iter().map(Vec::len).max().unwrap_or(0)
}

/// The headings of a level, each over adjacent lines that share it and all wider ones.
fn spans(chains: &[Vec<usize>], level: usize) -> Vec<HeadingSpan> {
    let mut spans: Vec<HeadingSpan> = Vec::new();
    for (at, chain) in chains.iter().enumerate() {
        let Some(group) = chain.get(level) else { continue };
        let same = at > 0 && chains[at - 1].get(..=level) == chain.get(..=level);
        match spans.last_mut().filter(|_| same) {
            Some(span) => span.lines += 1,
            None => spans.push(HeadingSpan { start: at, lines: 1, group: *group }),
        }
    }
    spans
}

/// First column of each level of headings before rows, and of the rows' own labels. With two levels
/// and seven label columns: `[0, 1, 3]`, as the innermost heading gets a second column if there is
/// space.
fn label_columns(depth: usize, labels: u16) -> Vec<u16> {
    let spare = labels.saturating_sub(depth as u16 + 1);
    let mut starts: Vec<u16> = (0..=depth as u16).collect();
    // The innermost heading has longer texts, and there is space for a wider column.
    if depth > 0
        && spare >= 4
        && let Some(last) = starts.last_mut()
    {
        *last += 1;
    }
    starts
}
