//! The catalogue of cells: what the forms of a pipeline can hold.
//!
//! All versions of a form share one catalogue, so that the same cell has the same index in a filing of
//! 2019 and one of 2024; a version is the set of cells it prints. Figures are compared across versions
//! exactly where they share a code.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{Comparable, Comparisons, Likeness, Text, Year};

/// Position of a cell in the catalogue, and in every filing's vector of values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CellIx(pub u16);

/// Position of a table in the catalogue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TableIx(pub u8);

/// Position of a row or column on its axis.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AxisIx(pub u8);

/// Position of a form version in the pipeline; 0 is the one in force.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FormIx(pub u8);

impl CellIx {
    /// The index as an array position.
    pub fn at(self) -> usize {
        usize::from(self.0)
    }
}

impl TableIx {
    /// The index as an array position.
    pub fn at(self) -> usize {
        usize::from(self.0)
    }
}

impl AxisIx {
    /// The index as an array position.
    pub fn at(self) -> usize {
        usize::from(self.0)
    }
}

impl FormIx {
    /// The index as an array position.
    pub fn at(self) -> usize {
        usize::from(self.0)
    }
}

/// What a cell counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CellKind {
    /// A whole number; below zero only where the form asks for a change.
    Count {
        /// The form asks for a change, which may be below zero.
        signed: bool,
    },
    /// An amount, kept in hundredths of the smallest unit: `decimals` of the column's unit.
    Money {
        /// As the form prints it.
        unit: String,
        /// Decimals that a stored amount carries, in that unit.
        decimals: u32,
    },
    /// Any other figure: days, a share, full-time equivalents.
    Measure {
        /// In what it is counted.
        unit: String,
        /// Decimals that a stored figure carries.
        decimals: u32,
        /// The figures of two offices can be added up; those of a median or a percentage cannot.
        adds: bool,
    },
    /// A day, kept as the digits of year, month and day: 20190716 comes before 20190717.
    Date,
}

impl CellKind {
    /// How many decimals a stored value of this kind carries.
    pub fn decimals(&self) -> u32 {
        match self {
            CellKind::Count { .. } | CellKind::Date => 0,
            CellKind::Money { decimals, .. } | CellKind::Measure { decimals, .. } => *decimals,
        }
    }

    /// True if the figures of two cells, or of two offices, add up to a figure that means something.
    pub fn adds(&self) -> bool {
        match self {
            CellKind::Count { .. } | CellKind::Money { .. } => true,
            CellKind::Measure { adds, .. } => *adds,
            CellKind::Date => false,
        }
    }

    /// True for a whole number of cases.
    pub fn is_count(&self) -> bool {
        matches!(self, CellKind::Count { .. })
    }
}

/// One cell of the catalogue.
#[derive(Clone, Debug)]
pub struct CellDef {
    /// `table.row@column`, or `table.row` where the table has no columns.
    pub code: String,
    /// The table it stands in.
    pub table: TableIx,
    /// Its row, over all versions.
    pub row: AxisIx,
    /// Its column, over all versions.
    pub column: AxisIx,
    /// What it counts, and so how it is read and written.
    pub kind: CellKind,
    /// It stands on the own line of a group, on every form that has it: only some offices print it.
    pub subtotal: bool,
    /// The figures of several offices add up.
    pub adds: bool,
}

/// One row or column of a table.
#[derive(Clone, Debug)]
pub struct Line {
    /// Unique on its axis; rules, aliases and outputs use it.
    pub code: String,
    /// As the newest version that has it prints it.
    pub label: Text,
    /// The line sums the others, so that a blank in it is a blank total.
    pub total: bool,
}

/// Several lines of one axis under a common heading.
#[derive(Clone, Debug)]
pub struct Group {
    /// Unique among the groups of its axis.
    pub code: String,
    /// The axis whose lines it is over.
    pub axis: Axis,
    /// As the form prints it.
    pub label: Text,
    /// The lines under it, of all versions.
    pub members: Vec<AxisIx>,
    /// The line that some offices print for the group itself, with the sum of its members.
    pub own: Option<AxisIx>,
    /// No form has that line as one of its own, so that one without figures is the heading and no more.
    pub own_only: bool,
}

impl Group {
    /// True for a line that is printed under its heading.
    pub fn has(&self, line: AxisIx) -> bool {
        self.own == Some(line) || self.members.contains(&line)
    }
}

impl Table {
    /// True for a line that is never more than the own line of a group.
    pub fn is_own_only(&self, axis: Axis, line: AxisIx) -> bool {
        self.groups.iter().any(|group| group.axis == axis && group.own == Some(line) && group.own_only)
    }
}

/// A cell on the own line of a group, and the cells it sums on one form.
#[derive(Clone, Debug)]
pub struct Subtotal {
    /// The sum.
    pub cell: CellIx,
    /// Its parts.
    pub members: Vec<CellIx>,
}

/// Which axis of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Axis {
    /// One member a row.
    Row,
    /// One member a column.
    Column,
}

/// How a table is laid out in print.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Print {
    /// Rows below each other, columns beside each other.
    #[default]
    Grid,
    /// Each group of rows under a heading of its own, with the columns that it has.
    Bands,
    /// All figures in one line: the columns of the first row, then those of the second.
    Line,
}

/// A row axis × a column axis, over all form versions.
#[derive(Clone, Debug)]
pub struct Table {
    /// The first part of the code of each of its cells.
    pub code: String,
    /// As the form prints it.
    pub title: Text,
    /// Of all versions, in the order in which they were first declared.
    pub rows: Vec<Line>,
    /// Of all versions, in the order in which they were first declared.
    pub columns: Vec<Line>,
    /// Headings over rows and over columns.
    pub groups: Vec<Group>,
    /// The column of a figure that is given without one, as in a list.
    pub usual: Option<AxisIx>,
    /// How the form lays it out.
    pub print: Print,
    /// What the form prints in the corner over the labels of the rows.
    pub corner: Text,
    /// An export has a line for each of its rows, and says nothing of which is which: they are filled in order.
    pub by_line: bool,
    /// Row-major; `None` where the forms have no such cell.
    grid: Vec<Option<CellIx>>,
}

impl Table {
    /// The cell at a row and a column, if any form has it.
    pub fn cell(&self, row: AxisIx, column: AxisIx) -> Option<CellIx> {
        self.grid.get(row.at() * self.columns.len() + column.at()).copied().flatten()
    }

    /// The cells of a row, in column order.
    pub fn row_cells(&self, row: AxisIx) -> impl Iterator<Item = CellIx> + '_ {
        (0..self.columns.len()).filter_map(move |c| self.cell(row, AxisIx(c as u8)))
    }

    /// Its rows or its columns.
    pub fn lines(&self, axis: Axis) -> &[Line] {
        match axis {
            Axis::Row => &self.rows,
            Axis::Column => &self.columns,
        }
    }

    /// The row of that code.
    pub fn row(&self, code: &str) -> Option<AxisIx> {
        position(&self.rows, code)
    }

    /// The column of that code.
    pub fn column(&self, code: &str) -> Option<AxisIx> {
        position(&self.columns, code)
    }
}

fn position(lines: &[Line], code: &str) -> Option<AxisIx> {
    lines.iter().position(|line| line.code == code).map(|at| AxisIx(at as u8))
}

/// One version of the form.
#[derive(Clone, Debug)]
pub struct Form {
    /// The name of its file.
    pub id: String,
    /// What it is called in outputs.
    pub title: Text,
    /// The decree that prescribes it.
    pub source: String,
    /// First year for which it is prescribed.
    pub from: Option<Year>,
    /// Last year for which it is prescribed.
    pub until: Option<Year>,
    /// Its cells, in the order of its own file.
    pub cells: Vec<CellIx>,
    /// `has[cell]` for every cell of the catalogue.
    pub has: Vec<bool>,
    /// Rows (true) and columns that are the own lines of groups; they are in neither of `rows` and `columns`.
    pub own_lines: BTreeSet<(TableIx, bool, AxisIx)>,
    /// What they sum.
    pub subtotals: Vec<Subtotal>,
    /// The rows it prints, per table.
    pub rows: Vec<Vec<AxisIx>>,
    /// The columns it prints, per table.
    pub columns: Vec<Vec<AxisIx>>,
    /// The labels it prints, by table, axis and line, where they differ from the catalogue's.
    pub labels: BTreeMap<(TableIx, bool, AxisIx), Text>,
    /// Rows (true) and columns that only some offices print, so that nobody lacks them.
    pub optional: BTreeSet<(TableIx, bool, AxisIx)>,
}

impl Form {
    /// True if it is prescribed for that year.
    pub fn in_force(&self, year: Year) -> bool {
        self.from.is_none_or(|from| from <= year) && self.until.is_none_or(|until| year <= until)
    }

    /// True if the cell's row (true) or column is the own line of a group: no part of what its members make up.
    pub fn is_own_line(&self, is_row: bool, cell: &CellDef) -> bool {
        let line = if is_row { cell.row } else { cell.column };
        self.own_lines.contains(&(cell.table, is_row, line))
    }

    /// True for a cell that every office has to print: on no line that may be left out, and on no own line of a group.
    pub fn is_owed(&self, cell: &CellDef) -> bool {
        let is_optional = |is_row: bool, line: AxisIx| self.optional.contains(&(cell.table, is_row, line));
        let is_own = self.is_own_line(true, cell) || self.is_own_line(false, cell);
        !is_own && !is_optional(true, cell.row) && !is_optional(false, cell.column)
    }

    /// True if the form prints the table.
    pub fn has_table(&self, table: TableIx) -> bool {
        self.rows.get(table.at()).is_some_and(|rows| !rows.is_empty())
    }

    /// The rows of a table that every office has to print.
    pub fn required_rows(&self, table: TableIx) -> Vec<AxisIx> {
        self.required(table, true, &self.rows)
    }

    /// The columns of a table that every office has to print.
    pub fn required_columns(&self, table: TableIx) -> Vec<AxisIx> {
        self.required(table, false, &self.columns)
    }

    fn required(&self, table: TableIx, is_row: bool, lines: &[Vec<AxisIx>]) -> Vec<AxisIx> {
        let all = lines.get(table.at()).map_or(&[][..], Vec::as_slice);
        all.iter().copied().filter(|line| !self.optional.contains(&(table, is_row, *line))).collect()
    }
}

/// Every cell of every form version of a pipeline.
#[derive(Clone, Debug)]
pub struct Catalogue {
    /// Of all versions.
    pub tables: Vec<Table>,
    /// In the order of outputs: table by table, the cells of the form in force first.
    pub cells: Vec<CellDef>,
    /// The first is the one in force.
    pub forms: Vec<Form>,
    /// Which figures of one version are those of another.
    pub comparisons: Comparisons,
    by_code: BTreeMap<String, CellIx>,
}

impl Catalogue {
    /// Puts tables, cells and forms together; `grids[t]` is row-major over `tables[t]`.
    pub fn new(mut tables: Vec<Table>, cells: Vec<CellDef>, forms: Vec<Form>) -> Catalogue {
        for table in &mut tables {
            table.grid = vec![None; table.rows.len() * table.columns.len()];
        }
        let mut by_code = BTreeMap::new();
        for (at, cell) in cells.iter().enumerate() {
            let table = &mut tables[cell.table.at()];
            let slot = cell.row.at() * table.columns.len() + cell.column.at();
            table.grid[slot] = Some(CellIx(at as u16));
            by_code.insert(cell.code.clone(), CellIx(at as u16));
        }
        Catalogue { tables, cells, forms, comparisons: Comparisons::default(), by_code }
    }

    /// The definition of a cell.
    pub fn cell(&self, cell: CellIx) -> &CellDef {
        &self.cells[cell.at()]
    }

    /// The cell of that code.
    pub fn by_code(&self, code: &str) -> Option<CellIx> {
        self.by_code.get(code).copied()
    }

    /// The table of an index.
    pub fn table(&self, table: TableIx) -> &Table {
        &self.tables[table.at()]
    }

    /// The version that a table of a filing is of: the one that was found, or the newest of the filing's versions that
    /// prints the table; nothing for a table that none of them has.
    pub fn version_of(&self, tables: &[Option<FormIx>], table: TableIx) -> Option<&Form> {
        let found = tables.get(table.at()).copied().flatten();
        let form = found.or_else(|| {
            let met = tables.iter().flatten().copied();
            met.filter(|form| self.forms.get(form.at()).is_some_and(|form| form.has_table(table))).min()
        })?;
        self.forms.get(form.at())
    }

    /// The table of that code.
    pub fn table_by_code(&self, code: &str) -> Option<TableIx> {
        self.tables.iter().position(|table| table.code == code).map(|at| TableIx(at as u8))
    }

    /// `table.row`, as rules and findings name a row.
    pub fn row_code(&self, table: TableIx, row: AxisIx) -> String {
        let table = self.table(table);
        format!("{}.{}", table.code, table.rows[row.at()].code)
    }

    /// How a filing of the version `from` gives the figure of a cell as the version `to` counts it: by what is
    /// declared between the two, by the same cell, or by what is declared towards another version that has it.
    pub fn comparable(&self, from: FormIx, to: FormIx, cell: CellIx) -> Comparable {
        if from != to
            && let Some(declared) = self.comparisons.declared(from, to, cell)
        {
            return declared.clone();
        }
        if self.forms[from.at()].has[cell.at()] {
            return Comparable { cells: vec![cell], likeness: Likeness::Exact };
        }
        let none = Comparable { cells: Vec::new(), likeness: Likeness::No };
        self.comparisons.towards_any(from, cell).cloned().unwrap_or(none)
    }

    /// How many cells a filing's vector has.
    pub fn n_cells(&self) -> usize {
        self.cells.len()
    }
}

impl Table {
    /// A table whose grid is filled in by [`Catalogue::new`].
    pub fn declare(code: String, title: Text) -> Table {
        Table {
            code,
            title,
            rows: Vec::new(),
            columns: Vec::new(),
            groups: Vec::new(),
            usual: None,
            print: Print::default(),
            corner: Text::default(),
            by_line: false,
            grid: Vec::new(),
        }
    }
}
