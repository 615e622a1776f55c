//! The catalogue: every cell that the forms of a pipeline can hold.
//!
//! All versions of a form share one catalogue, so that the same cell has the same index in a filing of
//! 2019 and one of 2024; a version is the set of cells it prints. Figures are compared across versions
//! exactly where they share a code.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use crate::model::{AxisIx, CellIx, Comparable, Comparisons, FormIx, Likeness, TableIx, Text, Year};

/// What a cell counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CellKind {
    /// A whole number.
    Count {
        /// It may be negative, because the form asks for a change from last year.
        signed: bool,
    },
    /// An amount of money, stored as a whole number of hundredths of the smallest currency unit.
    Money {
        /// The unit the form prints, such as 10,000 yuan.
        unit: String,
        /// How many decimal places of that unit the stored number has.
        decimals: u32,
    },
    /// Any other quantity: days, a percentage, full-time equivalents.
    Measure {
        /// Its unit.
        unit: String,
        /// How many decimal places the stored number has.
        decimals: u32,
        /// Whether figures of two offices can be added up, unlike medians and percentages.
        adds: bool,
    },
    /// A date, stored as the number `yyyymmdd` so that it sorts.
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

    /// True if adding such figures, of two cells or two offices, makes sense.
    pub fn adds(&self) -> bool {
        match self {
            CellKind::Count { .. } | CellKind::Money { .. } => true,
            CellKind::Measure { adds, .. } => *adds,
            CellKind::Date => false,
        }
    }

    /// True for a whole-number count.
    pub fn is_count(&self) -> bool {
        matches!(self, CellKind::Count { .. })
    }
}

/// One cell of the catalogue.
#[derive(Clone, Debug)]
pub struct CellDef {
    /// `table.row@column`, or `table.row` where the table has no columns.
    pub code: String,
    /// Its table.
    pub table: TableIx,
    /// Its row among those of all versions.
    pub row: AxisIx,
    /// Its column among those of all versions.
    pub column: AxisIx,
    /// What it counts, which decides how it is read and written.
    pub kind: CellKind,
    /// It lies on a group's own line on every form that has it, so only some offices print it.
    pub subtotal: bool,
    /// Whether the figures of several offices add up.
    pub adds: bool,
}

/// One row or column of a table.
#[derive(Clone, Debug)]
pub struct Line {
    /// Unique on its axis; the name used in rules, aliases and outputs.
    pub code: String,
    /// The label as printed by the newest version that has the line.
    pub label: Text,
    /// The line is a total of others, so a blank in it is a blank total.
    pub total: bool,
}

/// Several lines of one axis under a common heading.
#[derive(Clone, Debug)]
pub struct Group {
    /// Unique among the groups of its axis.
    pub code: String,
    /// The axis it groups.
    pub axis: Axis,
    /// The heading as the form prints it.
    pub label: Text,
    /// Its lines, over all versions.
    pub members: Vec<AxisIx>,
    /// The subtotal line that some offices print for the group, if the form allows one.
    pub own: Option<AxisIx>,
    /// The own line is a member of no form, so a line with that label and no figures is only the heading.
    pub own_only: bool,
}

impl Group {
    /// True if the line belongs to the group.
    pub fn has(&self, line: AxisIx) -> bool {
        self.own == Some(line) || self.members.contains(&line)
    }
}

impl Table {
    /// True if the line is never anything but a group's own line.
    pub fn is_own_only(&self, axis: Axis, line: AxisIx) -> bool {
        self.groups.iter().any(|group| group.axis == axis && group.own == Some(line) && group.own_only)
    }
}

/// A cell on a group's own line, and the cells it is the sum of on one form.
#[derive(Clone, Debug)]
pub struct Subtotal {
    /// The sum.
    pub cell: CellIx,
    /// Its parts.
    pub members: Vec<CellIx>,
}

/// The rows or the columns of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Axis {
    /// Rows.
    Row,
    /// Columns.
    Column,
}

/// How a table is laid out in print.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Print {
    /// An ordinary grid.
    #[default]
    Grid,
    /// A band for each group of rows, with its own heading and its own columns.
    Bands,
    /// All figures in a single line: the columns of the first row, then those of the second.
    Line,
}

/// A row axis × a column axis, over all form versions.
#[derive(Clone, Debug)]
pub struct Table {
    /// The first part of the code of each of its cells.
    pub code: String,
    /// The title as the form prints it.
    pub title: Text,
    /// Over all versions, in the order of their first declaration.
    pub rows: Vec<Line>,
    /// Over all versions, in the order of their first declaration.
    pub columns: Vec<Line>,
    /// Groups of rows and of columns.
    pub groups: Vec<Group>,
    /// The column to use for a figure that comes without one, as in a list.
    pub usual: Option<AxisIx>,
    /// How the form lays it out.
    pub print: Print,
    /// What the form prints in the top left corner, over the row labels.
    pub corner: Text,
    /// Exports have an unlabelled line for each row, and rows are filled in their order.
    pub by_line: bool,
    /// Row-major; `None` where no form has such a cell.
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
    /// The decree or notice that prescribes it.
    pub source: String,
    /// First year for which it is prescribed.
    pub from: Option<Year>,
    /// Last year for which it is prescribed.
    pub until: Option<Year>,
    /// Its cells, in the order of its file.
    pub cells: Vec<CellIx>,
    /// `has[cell]` for every cell of the catalogue.
    pub has: Vec<bool>,
    /// Own lines of groups, as table, is-row and line; they are in neither `rows` nor `columns`.
    pub own_lines: BTreeSet<(TableIx, bool, AxisIx)>,
    /// The cells on these lines, with their parts.
    pub subtotals: Vec<Subtotal>,
    /// The rows it prints, per table.
    pub rows: Vec<Vec<AxisIx>>,
    /// The columns it prints, per table.
    pub columns: Vec<Vec<AxisIx>>,
    /// Labels by table, is-row and line, where they differ from the catalogue's.
    pub labels: BTreeMap<(TableIx, bool, AxisIx), Text>,
    /// Optional lines, as table, is-row and line: only some offices print them, and none is reported missing.
    pub optional: BTreeSet<(TableIx, bool, AxisIx)>,
}

impl Form {
    /// True if it is prescribed for that year.
    pub fn in_force(&self, year: Year) -> bool {
        self.from.is_none_or(|from| from <= year) && self.until.is_none_or(|until| year <= until)
    }

    /// True if the cell's row (if `is_row`) or column is a group's own line, and so no part of sums over the members.
    pub fn is_own_line(&self, is_row: bool, cell: &CellDef) -> bool {
        let line = if is_row { cell.row } else { cell.column };
        self.own_lines.contains(&(cell.table, is_row, line))
    }

    /// True if every office has to print the cell: it lies on neither an optional line nor a group's own line.
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
    /// Over all versions.
    pub tables: Vec<Table>,
    /// In output order: table by table, the cells of the form in force first.
    pub cells: Vec<CellDef>,
    /// The first is the one in force.
    pub forms: Vec<Form>,
    /// Which figures correspond between versions.
    pub comparisons: Comparisons,
    by_code: BTreeMap<String, CellIx>,
}

impl Catalogue {
    /// Puts tables, cells and forms together and fills in the grid of each table.
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

    /// True for a cell of a column that sums the others of its row.
    pub fn is_total(&self, cell: CellIx) -> bool {
        let def = self.cell(cell);
        self.table(def.table).columns[def.column.at()].total
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

    /// The form version of one table of a filing: the one it was recognised as, or else the newest of the filing's
    /// versions that has the table; `None` if none of them does.
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

    /// How to compute a cell as version `to` counts it from a filing on version `from`: by a declaration between the
    /// two, by the same cell, or by a declaration towards another version that has the cell.
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

    /// Number of cells.
    pub fn n_cells(&self) -> usize {
        self.cells.len()
    }
}

impl Table {
    /// A table without lines; [`Catalogue::new`] fills in its grid.
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
