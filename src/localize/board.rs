//! Cells, laws and lines of a form by small indices. They are the same for all filings of a form.
//!
//! The laws are the pipeline's linear rules within one filing, and the lines are the rows and
//! columns of its tables. Nothing else is known about a form.
//!
//! ```text
//! rule     total = natural person + business        (received)
//!
//! cells    0 total   1 natural person   2 business
//! law 0    +1·cell 0  −1·cell 1  −1·cell 2  = 0     total: cell 0
//! sharing  cells 1 and 2 share the sum out
//! line     1, 2, 0 from left to right: a row that ends in a total
//! ```

use std::collections::BTreeMap;

use crate::model::{AxisIx, CellIx, CellKind, FormIx, Linear, Pipeline, RuleAt, RuleIx, Severity, TableIx};

/// Position of a cell on the board.
pub type Spot = u16;
/// Position of a law on the board.
pub type LawIx = u16;

/// Number of classes that laws are divided into. More would not tighten the bound of the search.
pub const CLASSES: usize = 12;

/// One cell that occurs in some law.
#[derive(Clone, Debug)]
pub struct BoardCell {
    /// Its position in the catalogue.
    pub cell: CellIx,
    /// True if it may be negative.
    pub signed: bool,
    /// True if a blank in it is a blank total.
    pub total_column: bool,
    /// True if some law says that it is the sum of others.
    pub total: bool,
    /// The laws it occurs in, with its coefficient.
    pub laws: Vec<(LawIx, i64)>,
    /// Its row and its column: position of the line, and position within the line. `u16::MAX` for a
    /// line that is not on the board.
    pub lines: [(u16, u16); 2],
    /// The cells next to it in its row and its column.
    pub neighbours: Vec<Spot>,
    /// The sums it is a part of: position of the sharing, and position among its parts.
    pub parts: Vec<(u16, u16)>,
}

/// One instance of a linear rule within a filing: Σ coefficient · cell = 0.
#[derive(Clone, Debug)]
pub struct Law {
    /// Its rule, and the row or column that the rule was unfolded for.
    pub at: RuleAt,
    /// The law as declared, for whoever evaluates it.
    pub linear: Linear,
    /// Cells with their coefficients. Those of the right side have the opposite sign.
    pub terms: Vec<(Spot, i64)>,
    /// The cell that is the sum of all others.
    pub total: Option<Spot>,
    /// No cell occurs in two laws of one class. [`CLASSES`] itself stands for laws that fit in
    /// none.
    pub class: usize,
    /// Laws of different components share neither cells nor tables.
    pub component: usize,
}

/// A row or column of a table, in the order in which it is printed.
#[derive(Clone, Debug)]
pub struct BoardLine {
    /// From left to right, or from top to bottom.
    pub cells: Vec<Spot>,
    /// True for a row, false for a column.
    pub is_row: bool,
    /// True if the last cell is in a total column.
    pub ends_in_total: bool,
}

/// The parts that a sum is divided into: one side of a law.
#[derive(Clone, Debug)]
pub struct Sharing {
    /// The rule of the law.
    pub rule: RuleIx,
    /// The form version of the law.
    pub form: FormIx,
    /// True if the parts are the right side of the law.
    pub right: bool,
    /// In the order of the formula.
    pub parts: Vec<Spot>,
}

/// Cells, laws and lines of the forms a filing's tables are on.
#[derive(Clone, Debug)]
pub struct Board {
    /// Every cell that occurs in some law.
    pub cells: Vec<BoardCell>,
    /// In the order of the rules.
    pub laws: Vec<Law>,
    /// Rows and columns, table by table.
    pub lines: Vec<BoardLine>,
    /// The sums whose usual division the corpus is asked about.
    pub sharings: Vec<Sharing>,
    /// Number of components. Each is searched on its own.
    pub n_components: usize,
    /// Position on the board of each cell.
    spots: BTreeMap<CellIx, Spot>,
}

impl Board {
    /// The board of filings whose tables use these forms. Only equations between figures of one
    /// filing are on it: no bounds, no laws about other years, no rules for some kinds of office,
    /// and none that are less severe than an error.
    pub fn of(pipeline: &Pipeline, tables: &[Option<FormIx>]) -> Board {
        let mut board = Board {
            cells: Vec::new(),
            laws: Vec::new(),
            lines: Vec::new(),
            sharings: Vec::new(),
            n_components: 0,
            spots: BTreeMap::new(),
        };
        for (at, rule) in pipeline.rules.iter().enumerate() {
            let form = rule.form_among(tables);
            for linear in rule.laws_on(form) {
                if rule.is_owed_by_all(linear)
                    && linear.is_plain()
                    && !linear.looks_back()
                    && linear.severity == Severity::Error
                {
                    board.add_law(pipeline, RuleIx(at as u16), form, linear);
                }
            }
        }
        for (at, form) in tables.iter().enumerate() {
            if let Some(form) = form {
                board.add_lines(pipeline, TableIx(at as u8), *form);
            }
        }
        board.colour();
        board.divide(pipeline);
        board
    }

    /// Position of a cell on the board. Nothing if it occurs in no law.
    pub fn spot(&self, cell: CellIx) -> Option<Spot> {
        self.spots.get(&cell).copied()
    }

    /// Adds a law and its cells. A cell that occurs on both sides counts once, with the sum of its
    /// coefficients, and is left out if they cancel.
    fn add_law(&mut self, pipeline: &Pipeline, rule: RuleIx, form: FormIx, linear: &Linear) {
        let ix = self.laws.len() as LawIx;
        let mut terms: Vec<(Spot, i64)> = Vec::new();
        for (coefficient, term) in linear.signed_terms() {
            let spot = self.place(pipeline, term.cell);
            match terms.iter_mut().find(|(known, _)| *known == spot) {
                Some((_, sum)) => *sum += coefficient,
                None => terms.push((spot, coefficient)),
            }
        }
        terms.retain(|(_, coefficient)| *coefficient != 0);
        for (spot, coefficient) in &terms {
            self.cells[usize::from(*spot)].laws.push((ix, *coefficient));
        }
        let total = linear.sum().and_then(|(total, _)| self.spot(total.cell));
        if let Some(total) = total {
            self.cells[usize::from(total)].total = true;
        }
        self.share_out(rule, form, linear);
        let at = RuleAt { rule, key: linear.key.clone() };
        self.laws.push(Law { at, linear: linear.clone(), terms, total, class: CLASSES, component: 0 });
    }

    /// Position of a cell, which is added if it is new.
    fn place(&mut self, pipeline: &Pipeline, cell: CellIx) -> Spot {
        if let Some(spot) = self.spot(cell) {
            return spot;
        }
        let spot = self.cells.len() as Spot;
        let def = pipeline.catalogue.cell(cell);
        self.cells.push(BoardCell {
            cell,
            signed: def.kind == CellKind::Count { signed: true },
            total_column: pipeline.catalogue.is_total(cell),
            total: false,
            laws: Vec::new(),
            lines: [(u16::MAX, 0); 2],
            neighbours: Vec::new(),
            parts: Vec::new(),
        });
        self.spots.insert(cell, spot);
        spot
    }

    /// Adds each side that is a plain sum of at least two cells to the sharings.
    fn share_out(&mut self, rule: RuleIx, form: FormIx, linear: &Linear) {
        for (side, right) in [(&linear.left, false), (&linear.right, true)] {
            if side.len() < 2 || side.iter().any(|term| term.coefficient != 1) {
                continue;
            }
            let parts: Vec<Spot> = side.iter().filter_map(|term| self.spot(term.cell)).collect();
            for (at, part) in parts.iter().enumerate() {
                self.cells[usize::from(*part)].parts.push((self.sharings.len() as u16, at as u16));
            }
            self.sharings.push(Sharing { rule, form, right, parts });
        }
    }

    /// Adds the rows and columns of a table, as far as their cells occur in laws.
    fn add_lines(&mut self, pipeline: &Pipeline, table: TableIx, form: FormIx) {
        let form = &pipeline.catalogue.forms[form.at()];
        let def = pipeline.catalogue.table(table);
        let (rows, columns) = (&form.rows[table.at()], &form.columns[table.at()]);
        let cell = |row: AxisIx, column: AxisIx| def.cell(row, column).filter(|cell| form.has[cell.at()]);
        for row in rows {
            let cells = columns.iter().filter_map(|column| cell(*row, *column)).collect();
            self.add_line(cells, true);
        }
        for column in columns {
            let cells = rows.iter().filter_map(|row| cell(*row, *column)).collect();
            self.add_line(cells, false);
        }
    }

    fn add_line(&mut self, cells: Vec<CellIx>, is_row: bool) {
        let cells: Vec<Spot> = cells.into_iter().filter_map(|cell| self.spot(cell)).collect();
        let ix = self.lines.len() as u16;
        for (at, spot) in cells.iter().enumerate() {
            let beside = [at.checked_sub(1), Some(at + 1)].into_iter().flatten().filter_map(|at| cells.get(at));
            let cell = &mut self.cells[usize::from(*spot)];
            cell.lines[usize::from(!is_row)] = (ix, at as u16);
            cell.neighbours.extend(beside);
        }
        let ends_in_total = cells.last().is_some_and(|last| self.cells[usize::from(*last)].total_column);
        self.lines.push(BoardLine { cells, is_row, ends_in_total });
    }

    /// Assigns classes by greedy colouring, so that no two laws of a class share a cell.
    fn colour(&mut self) {
        for at in 0..self.laws.len() {
            let mut taken = [false; CLASSES + 1];
            for (spot, _) in &self.laws[at].terms {
                for (other, _) in &self.cells[usize::from(*spot)].laws {
                    if usize::from(*other) < at {
                        taken[self.laws[usize::from(*other)].class] = true;
                    }
                }
            }
            let free = taken.iter().position(|taken| !taken).unwrap_or(CLASSES);
            self.laws[at].class = free.min(CLASSES);
        }
    }

    /// Assigns components. Laws that share a cell or a table belong to the same one.
    fn divide(&mut self, pipeline: &Pipeline) {
        let mut component: Vec<usize> = (0..pipeline.catalogue.tables.len()).collect();
        let table = |cell: CellIx| pipeline.catalogue.cell(cell).table.at();
        for law in &self.laws {
            let mut tables = law.terms.iter().map(|(spot, _)| table(self.cells[usize::from(*spot)].cell));
            let Some(first) = tables.next() else { continue };
            for other in tables {
                let (from, to) = (component[other], component[first]);
                component.iter_mut().filter(|at| **at == from).for_each(|at| *at = to);
            }
        }
        let mut names: Vec<usize> = Vec::new();
        for law in &mut self.laws {
            let Some((spot, _)) = law.terms.first() else { continue };
            let name = component[table(self.cells[usize::from(*spot)].cell)];
            law.component = names.iter().position(|known| *known == name).unwrap_or_else(|| {
                names.push(name);
                names.len() - 1
            });
        }
        self.n_components = names.len();
    }
}
