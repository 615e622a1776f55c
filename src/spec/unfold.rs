//! Instantiates a formula for every row, column or cell that its rule is for, on every form
//! version.
//!
//! ```text
//! table = "requests", each = "column", formula = "received + carried_in = disposed_total + carried_out"
//! => key natural_person:  received@natural_person + carried_in@natural_person = …
//!    key business:        received@business + carried_in@business = …
//!    …
//! ```
//!
//! A version that lacks one of the named cells gets no instance for that line. Names inside
//! `sum(…)` are the exception: there a version has whatever parts it has, and may have none. A name
//! that fits no cell of any version is an error.

use std::collections::BTreeMap;

use serde_spanned::Spanned;

use crate::model::{
    AxisIx, CellIx, CellKind, Clause, Conditional, Each, Form, Line, Linear, Message, Relation, Severity, TableIx,
    Term, When,
};
use crate::spec::error::{Error, nearest};
use crate::spec::form::matching;
use crate::spec::formula::{self, Comparison, LARGEST_SIDE, MILLION, Named, Side};
use crate::spec::written::Written;

/// What a rule is instantiated for. `table` is implied in its names; with `Each::Once` they may be
/// of any table.
#[derive(Clone, Copy)]
pub(crate) struct Lines {
    pub table: Option<TableIx>,
    pub each: Each,
}

/// A formula whose names are being resolved, with what its rule says besides.
pub(crate) struct Unfolding<'a> {
    /// The file and the catalogue.
    pub written: &'a Written<'a>,
    /// Byte offset of the formula in its file.
    pub start: usize,
    pub lines: Lines,
    /// Severity of instances that `severity_at` does not name.
    pub severity: Severity,
    /// Severity by key of the instance; `abc*` stands for all keys that begin with `abc`.
    pub severity_at: &'a BTreeMap<String, Severity>,
    /// The lines to instantiate; all if `None`.
    pub only: Option<&'a [Spanned<String>]>,
    /// Allowed rounding error of each figure, in millionths of the column's unit.
    pub precision: i64,
}

/// The row, column or cell of one instance.
struct Item {
    /// Code of the row, column or cell; empty for a rule without `each`. Keys of findings begin
    /// with it.
    key: String,
    /// The row or column, for `Each::Row` and `Each::Column`.
    line: Option<(TableIx, AxisIx)>,
    /// The cell, for `Each::Cell` and `Each::Subtotal`.
    cell: Option<CellIx>,
}

/// Name of the cell itself in a rule for each cell: `cell = children(cell)`.
const CELL: &str = "cell";
/// Names of the cell and of its parts in a rule for the own lines of groups:
/// `subtotal = sum(parts)`.
const SUBTOTAL: &str = "subtotal";
const PARTS: &str = "parts";

/// The clauses of a formula that consists of comparisons and ordered lists; `None` if it has a
/// `present(…)`, which only conditional rules can hold. Ordered lists become comparisons in
/// [`Unfolding::linear`].
pub(crate) fn linears(clauses: &[formula::Clause]) -> Option<Vec<&formula::Clause>> {
    let plain = clauses.iter().all(|clause| !matches!(clause, formula::Clause::Present(_)));
    plain.then(|| clauses.iter().collect())
}

impl Unfolding<'_> {
    /// Instantiates comparisons on a form. A line gets no instance of a comparison if the form
    /// lacks one of its cells.
    pub(crate) fn linear(&self, form: &Form, clauses: &[&formula::Clause]) -> Result<Vec<Linear>, Error> {
        let mut instances = Vec::new();
        for item in self.items(form)? {
            for clause in clauses {
                for unfolded in self.clause(&item, form, clause)?.unwrap_or_default() {
                    if let Clause::Compare(mut linear) = unfolded {
                        let on_own_line = linear.terms().any(|term| self.is_on_own_line(term, form));
                        linear.on_own_line = on_own_line;
                        instances.push(linear);
                    }
                }
            }
        }
        // Instances on lines that few filings have come last, so that most filings can skip them.
        instances.sort_by_key(|linear| linear.on_own_line);
        Ok(instances)
    }

    /// True if the cell is on a line that some offices print for a group. Few filings have it.
    fn is_on_own_line(&self, term: &Term, form: &Form) -> bool {
        let def = self.written.catalogue.cell(term.cell);
        form.is_own_line(true, def) || form.is_own_line(false, def)
    }

    /// Instantiates a conditional rule on a form. A line gets an instance only if the form has the
    /// cells of all its clauses.
    pub(crate) fn conditional(
        &self,
        form: &Form,
        given: &[formula::Clause],
        then: &[formula::Clause],
    ) -> Result<Vec<Conditional>, Error> {
        let mut instances = Vec::new();
        for item in self.items(form)? {
            let all = |clauses: &[formula::Clause]| -> Result<Option<Vec<Clause>>, Error> {
                let unfolded: Result<Vec<_>, Error> =
                    clauses.iter().map(|clause| self.clause(&item, form, clause)).collect();
                Ok(unfolded?.into_iter().collect::<Option<Vec<Vec<Clause>>>>().map(|all| all.concat()))
            };
            if let (Some(given), Some(then)) = (all(given)?, all(then)?)
                && !then.is_empty()
            {
                let severity = self.severity(&item.key);
                instances.push(Conditional { key: item.key, line: item.line, severity, given, then });
            }
        }
        Ok(instances)
    }

    /// The cells that match a list of codes and patterns, over all form versions. Sorted, each
    /// once. Patterns leave out subtotals.
    pub(crate) fn cells(&self, names: &[Named]) -> Result<Vec<CellIx>, Error> {
        let mut cells = Vec::new();
        for named in names {
            let is_meant = |cell: &CellIx| !named.name.contains('*') || !self.written.catalogue.cell(*cell).subtotal;
            cells.extend(self.by_code(named)?.into_iter().filter(is_meant));
        }
        cells.sort();
        cells.dedup();
        Ok(cells)
    }

    /// The terms of a side that names its cells in full; `None` if the form lacks one that is not a pattern.
    pub(crate) fn side_once(&self, side: &Side, form: &Form) -> Result<Option<Vec<Term>>, Error> {
        self.terms(&Item { key: String::new(), line: None, cell: None }, form, &side.names)
    }

    /// Severity of an instance: that of the first fitting pattern in the order of the alphabet, or
    /// the rule's.
    fn severity(&self, key: &str) -> Severity {
        let fits = |pattern: &str| match pattern.strip_suffix('*') {
            Some(stem) => key.starts_with(stem),
            None => key == pattern,
        };
        self.severity_at.iter().find(|(pattern, _)| fits(pattern)).map_or(self.severity, |(_, severity)| *severity)
    }

    /// The rows, columns or cells the rule is for on a form. Rows and columns are those of all
    /// versions; the form's cells decide later which of them get an instance.
    fn items(&self, form: &Form) -> Result<Vec<Item>, Error> {
        let catalogue = self.written.catalogue;
        let once = || vec![Item { key: String::new(), line: None, cell: None }];
        let items = match (self.lines.each, self.lines.table) {
            (Each::Once, _) | (Each::Row | Each::Column, None) => return Ok(once()),
            (Each::Subtotal, table) => {
                let of_table = |cell: &CellIx| table.is_none_or(|table| catalogue.cell(*cell).table == table);
                let cells = form.subtotals.iter().map(|subtotal| subtotal.cell).filter(of_table);
                let item = |cell| Item { key: catalogue.cell(cell).code.clone(), line: None, cell: Some(cell) };
                cells.map(item).collect()
            }
            (Each::Cell, table) => {
                let meant =
                    form.cells.iter().filter(|cell| table.is_none_or(|table| catalogue.cell(**cell).table == table));
                let item =
                    |cell: &CellIx| Item { key: catalogue.cell(*cell).code.clone(), line: None, cell: Some(*cell) };
                meant.map(item).collect()
            }
            (each @ (Each::Row | Each::Column), Some(table)) => {
                let declared = catalogue.table(table);
                let over = if each == Each::Row { &declared.rows } else { &declared.columns };
                self.lines_meant(over)?
                    .into_iter()
                    .map(|at| Item { key: over[at.at()].code.clone(), line: Some((table, at)), cell: None })
                    .collect()
            }
        };
        Ok(items)
    }

    /// The lines named by `only`, or all. A name that fits no line is an error.
    fn lines_meant(&self, lines: &[Line]) -> Result<Vec<AxisIx>, Error> {
        let Some(only) = self.only else { return Ok((0..lines.len()).map(|at| AxisIx(at as u8)).collect()) };
        let mut meant = Vec::new();
        for pattern in only {
            let found = matching(lines, pattern.get_ref());
            if found.is_empty() {
                let hint = nearest(pattern.get_ref(), lines.iter().map(|line| line.code.as_str()));
                return Err(self.written.unknown("unknown.line", pattern).hint(hint));
            }
            meant.extend(found);
        }
        meant.sort();
        meant.dedup();
        Ok(meant)
    }

    /// The clauses for one item; `None` if the form lacks a cell that is not a pattern. An ordered
    /// list makes a clause for each pair of neighbours: `increasing(a, b, c)` is `a <= b` and
    /// `b <= c`.
    fn clause(&self, item: &Item, form: &Form, clause: &formula::Clause) -> Result<Option<Vec<Clause>>, Error> {
        match clause {
            formula::Clause::Compare(comparison) => {
                Ok(self.comparison(item, form, comparison)?.map(|linear| vec![Clause::Compare(linear)]))
            }
            formula::Clause::Present(names) => {
                let terms = self.terms(item, form, names)?;
                let cells = |terms: Vec<Term>| terms.into_iter().map(|term| term.cell).collect();
                Ok(terms.map(|terms| vec![Clause::Present(cells(terms))]))
            }
            formula::Clause::Sorted(names, relation) => {
                let Some(terms) = self.terms(item, form, names)? else { return Ok(None) };
                let pairs = terms.windows(2).map(|pair| {
                    let side = |term: &Term| (vec![*term], 0);
                    let item = Item { key: self.pair_key(item, pair), ..*item };
                    self.compare(&item, side(&pair[0]), *relation, side(&pair[1])).map(Clause::Compare)
                });
                pairs.collect::<Result<Vec<Clause>, Error>>().map(Some)
            }
        }
    }

    /// The key of one step in an ordered list: `simple:median-highest`. Each step is a finding of its own.
    fn pair_key(&self, item: &Item, pair: &[Term]) -> String {
        let catalogue = self.written.catalogue;
        let line = |term: &Term| {
            let def = catalogue.cell(term.cell);
            let table = catalogue.table(def.table);
            match self.lines.each {
                Each::Row => table.columns[def.column.at()].code.as_str(),
                Each::Column => table.rows[def.row.at()].code.as_str(),
                Each::Cell | Each::Subtotal | Each::Once => def.code.as_str(),
            }
        };
        let steps = pair.iter().map(line).collect::<Vec<_>>().join("-");
        if item.key.is_empty() { steps } else { format!("{}:{steps}", item.key) }
    }

    /// The law for one item; `None` if the form lacks a named cell, or has no cell for either side.
    fn comparison(&self, item: &Item, form: &Form, said: &Comparison) -> Result<Option<Linear>, Error> {
        let left = self.terms(item, form, &said.left.names)?;
        let right = self.terms(item, form, &said.right.names)?;
        let (Some(left), Some(right)) = (left, right) else { return Ok(None) };
        if left.is_empty() && right.is_empty() {
            return Ok(None);
        }
        self.compare(item, (left, said.left.constant), said.relation, (right, said.right.constant)).map(Some)
    }

    /// Combines two sides, converting constants and tolerance to the smallest unit of their cells.
    ///
    /// ```text
    /// fees <= 100.50, fees in yuan with two decimals    constants [0, 10050]
    /// ```
    ///
    /// Errors: figures of different kinds or decimals; a sum of figures that do not add up, such as
    /// medians; coefficients so large that a sum could overflow; a constant with more decimals than
    /// the cells have.
    fn compare(
        &self,
        item: &Item,
        (left, left_constant): (Vec<Term>, i64),
        relation: Relation,
        (right, right_constant): (Vec<Term>, i64),
    ) -> Result<Linear, Error> {
        let catalogue = self.written.catalogue;
        let mut kinds = left.iter().chain(&right).map(|term| &catalogue.cell(term.cell).kind);
        let of = |kind: &CellKind| (kind.decimals(), *kind == CellKind::Date);
        let (first, _) = kinds.clone().next().map_or((0, false), of);
        if kinds.clone().any(|other| Some(of(other)) != kinds.clone().next().map(of)) {
            return Err(self.fault(Message::new("formula.kinds")));
        }
        if (left.len() > 1 || right.len() > 1) && kinds.any(|kind| !kind.adds()) {
            return Err(self.fault(Message::new("formula.not_added")));
        }
        let weight = |terms: &[Term]| terms.iter().map(|term| i64::from(term.coefficient.abs())).sum::<i64>();
        if weight(&left).max(weight(&right)) > LARGEST_SIDE {
            return Err(self.fault(Message::new("formula.too_often").with("most", LARGEST_SIDE)));
        }
        let parts = |millionths: i64| -> Result<i64, Error> {
            let scaled = i128::from(millionths) * 10i128.pow(first);
            let whole = i64::try_from(scaled / i128::from(MILLION)).ok();
            let kept = whole.filter(|_| scaled % i128::from(MILLION) == 0);
            kept.ok_or_else(|| self.fault(Message::new("formula.decimals")))
        };
        Ok(Linear {
            key: item.key.clone(),
            line: item.line,
            severity: self.severity(&item.key),
            on_own_line: false,
            constants: [parts(left_constant)?, parts(right_constant)?],
            precision: if first == 0 { 0 } else { parts(self.precision)? },
            left,
            right,
            relation,
        })
    }

    /// The terms of a list of names on a form; `None` if the form lacks one that is not in a
    /// `sum(…)`.
    ///
    /// ```text
    /// sum(denied.*), form has denied.a and denied.b    1·denied.a  1·denied.b
    /// denied.c, form has no such row                   None: no instance for this line
    /// ```
    fn terms(&self, item: &Item, form: &Form, names: &[Named]) -> Result<Option<Vec<Term>>, Error> {
        let mut terms = Vec::new();
        for named in names {
            // A pattern stands for parts only; their total has to be named itself. And medians of the offices below
            // are never summed.
            let [rows, columns] = self.patterns(&named.name);
            let is_meant = |cell: &CellIx| {
                let def = self.written.catalogue.cell(*cell);
                let is_sum = rows && form.is_own_line(true, def) || columns && form.is_own_line(false, def);
                !is_sum && (named.when != When::Children || def.adds)
            };
            let found: Vec<CellIx> = self
                .named(item, form, named)?
                .into_iter()
                .filter(|cell| form.has[cell.at()] && is_meant(cell))
                .collect();
            if found.is_empty() && !named.summed {
                return Ok(None);
            }
            let term = |cell| Term { coefficient: named.coefficient, cell, when: named.when };
            terms.extend(found.into_iter().map(term));
        }
        Ok(Some(terms))
    }

    /// Whether a name may stand for several rows, and for several columns.
    ///
    /// ```text
    /// denied.*@total                      [true, false]
    /// denied.*, with each = "column"      [true, false]
    /// received, without each              [false, true]    all columns of the row
    /// ```
    fn patterns(&self, name: &str) -> [bool; 2] {
        let is_pattern = name.contains('*');
        match (name.split_once('@'), self.lines.each) {
            (Some((row, column)), _) => [row.contains('*'), column.contains('*')],
            (None, Each::Row) => [false, is_pattern],
            (None, Each::Column) => [is_pattern, false],
            (None, Each::Cell | Each::Subtotal | Each::Once) => [is_pattern, true],
        }
    }

    /// The cells a name stands for in one instance: with `each = "row"` a column of that row, with
    /// `each = "column"` a row of that column. Names with an `@` are always whole codes.
    fn named(&self, item: &Item, form: &Form, named: &Named) -> Result<Vec<CellIx>, Error> {
        match (item.cell, self.lines.each, named.name.as_str()) {
            (Some(cell), Each::Cell, CELL) | (Some(cell), Each::Subtotal, SUBTOTAL) => return Ok(vec![cell]),
            (Some(cell), Each::Subtotal, PARTS) => {
                let of_cell = form.subtotals.iter().find(|subtotal| subtotal.cell == cell);
                return Ok(of_cell.map(|subtotal| subtotal.members.clone()).unwrap_or_default());
            }
            _ => {}
        }
        let (Some((table, at)), Each::Row | Each::Column) = (item.line, self.lines.each) else {
            return self.by_code(named);
        };
        let declared = self.written.catalogue.table(table);
        if named.name.contains('@') {
            return self.by_code(named);
        }
        let across = if self.lines.each == Each::Row { &declared.columns } else { &declared.rows };
        let found = matching(across, &named.name);
        if found.is_empty() {
            let message = Message::new(self.unknown()).with("word", &named.name);
            let hint = nearest(&named.name, across.iter().map(|line| line.code.as_str()));
            return Err(self.written.error(self.start + named.offset, message).hint(hint));
        }
        let cell = |other| match self.lines.each {
            Each::Row => declared.cell(at, other),
            Each::Column | Each::Cell | Each::Subtotal | Each::Once => declared.cell(other, at),
        };
        Ok(found.into_iter().filter_map(cell).collect())
    }

    /// The sentence for an unknown name, by what a name stands for in this rule.
    fn unknown(&self) -> &'static str {
        match self.lines.each {
            Each::Row => "unknown.column",
            Each::Column => "unknown.row",
            Each::Cell | Each::Subtotal | Each::Once => "unknown.cell",
        }
    }

    /// An error that concerns the formula as a whole.
    fn fault(&self, message: Message) -> Error {
        self.written.error(self.start, message)
    }

    /// The cells of a code or pattern such as `row@column`, `denied.*@total` or `requests.*`. The
    /// rule's table is implied; a name that fits nothing in it is tried as a whole code. No cell at
    /// all is an error.
    fn by_code(&self, named: &Named) -> Result<Vec<CellIx>, Error> {
        let catalogue = self.written.catalogue;
        let code = match self.lines.table {
            Some(table) => format!("{}.{}", catalogue.table(table).code, named.name),
            None => named.name.clone(),
        };
        let found = self.matching_cells(&code);
        // A cell of another table is named with that table.
        let found = if found.is_empty() { self.matching_cells(&named.name) } else { found };
        if found.is_empty() {
            let known = catalogue.cells.iter().map(|cell| cell.code.as_str());
            let message = Message::new("unknown.cell").with("word", &code);
            return Err(self.written.error(self.start + named.offset, message).hint(nearest(&code, known)));
        }
        Ok(found)
    }

    /// The cells of a whole code. The row may end in `.*`; the column may be `*`, or missing, for
    /// all columns.
    fn matching_cells(&self, code: &str) -> Vec<CellIx> {
        let catalogue = self.written.catalogue;
        let (row, column) = code.split_once('@').unwrap_or((code, "*"));
        (0..catalogue.n_cells())
            .map(|at| CellIx(at as u16))
            .filter(|cell| {
                let code = &catalogue.cell(*cell).code;
                let (of_row, of_column) = code.split_once('@').unwrap_or((code, ""));
                let fits_row = match row.strip_suffix(".*") {
                    Some(stem) => of_row == stem || of_row.strip_prefix(stem).is_some_and(|rest| rest.starts_with('.')),
                    None => of_row == row,
                };
                fits_row && (column == "*" || of_column == column)
            })
            .collect()
    }
}
