//! Checks that a filing has the tables, rows and columns of its form.
//!
//! ```text
//! form prints    filing has             finding
//! table 1        –                      table missing (warning)
//! table 1        3 of 40 rows           table cut: an excerpt, or the file ends there (warning)
//! table 1        39 of 40 rows          row missing, for the row
//! table 1        5 of 6 columns         column missing, for the column
//! tables 1, 2    1 of 2019, 2 of 2021   form versions mixed
//! ```
//!
//! Whether few rows are an excerpt is decided by a threshold of the pipeline.

use crate::check::{Asked, Checked};
use crate::model::{
    AxisIx, CellIx, Filing, Finding, FindingKey, Form, FormIx, Labelled, Message, Outcome, Scope, Severity, Skip,
    State, TableIx, Value, Word,
};

/// The rows of one table that a filing should have, counted by whether they are there.
struct Rows {
    /// Number of rows that the form requires.
    n_expected: usize,
    /// Rows that may be among the cells which could not be read.
    n_unread: usize,
    /// Rows that are not there.
    missing: Vec<AxisIx>,
    /// True if so many rows are missing that the input is at fault and not the office: the table is
    /// an excerpt or the file ends inside it.
    is_incomplete: bool,
}

impl Rows {
    /// Number of rows that are there.
    fn n_found(&self) -> usize {
        self.n_expected - self.missing.len() - self.n_unread
    }
}

/// Whether a row or column of the form is in the input.
#[derive(Clone, Copy, PartialEq, Eq)]
enum There {
    /// At least one of its cells was read, even if it is blank.
    Yes,
    /// All its cells that may be there could not be read.
    Unread,
    /// None of its cells is there.
    No,
}

impl Asked<'_> {
    /// Checks that every table has all its rows. A table that is an excerpt has one finding instead
    /// of one for each missing row.
    pub(super) fn rows(&self, checked: &mut Checked) {
        for at in 0..self.catalogue().tables.len() {
            let ix = TableIx(at as u8);
            let Some(form) = self.form_of(ix) else {
                self.absent_table(ix, checked);
                continue;
            };
            let rows = self.rows_of(ix, form);
            checked.tallies[self.rule.at()].held += rows.n_found() as u64;
            checked.tallies[self.rule.at()].skip(Skip::Unread, rows.n_unread as u64);
            if rows.is_incomplete {
                let message = Message::new("finding.table_cut").with("table", ix).with("found", rows.n_found());
                checked.fails(self.of_table(ix, message.with("expected", rows.n_expected)));
                continue;
            }
            for row in rows.missing {
                let message = Message::new("finding.row_missing").with("row", Labelled::Row(ix, row));
                checked.fails(self.finding(FindingKey::Row(ix, row), message));
            }
        }
    }

    /// Counts a table that was not found: skipped if the filing need not have it or it may be
    /// unread, and failed otherwise.
    fn absent_table(&self, table: TableIx, checked: &mut Checked) {
        if !self.is_expected(table) {
            checked.count(self.rule, &Outcome::Skipped(Skip::NotOnForm));
        } else if self.filing.unread(self.catalogue()).any(|cell| cell.table == table) {
            checked.count(self.rule, &Outcome::Skipped(Skip::Unread));
        } else {
            checked.fails(self.of_table(table, Message::new("finding.table_missing").with("table", table)));
        }
    }

    /// The form version of a table, on which its rows and columns are checked whatever the versions of the others.
    /// Nothing if the filing does not have the table.
    fn form_of(&self, table: TableIx) -> Option<&Form> {
        self.filing.tables[table.at()].map(|form| &self.catalogue().forms[form.at()])
    }

    /// True if the filing should have the table: a form version that it uses prints it, and some
    /// other office has it.
    fn is_expected(&self, table: TableIx) -> bool {
        let (filing, catalogue) = (self.filing, self.catalogue());
        let is_printed = filing.tables.iter().flatten().any(|form| catalogue.forms[form.at()].has_table(table));
        // A published total holds only cells that add up.
        let adds_up = || catalogue.cells.iter().any(|cell| cell.table == table && cell.adds);
        let is_total = filing.scope == Scope::Total;
        is_printed && !self.context.absent.has(filing.year, table) && (!is_total || adds_up())
    }

    /// The rows of a table, counted by whether the filing has them.
    fn rows_of(&self, ix: TableIx, form: &Form) -> Rows {
        let table = self.catalogue().table(ix);
        let expected = form.required_rows(ix);
        let of = |wanted: There| {
            let is = move |row: &AxisIx| self.there(form, table.row_cells(*row)) == wanted;
            expected.iter().copied().filter(is).collect::<Vec<AxisIx>>()
        };
        let (missing, n_unread) = (of(There::No), of(There::Unread).len());
        let few = self.is_excerpt(expected.len() - missing.len(), expected.len());
        let is_incomplete = few || is_cut(self.filing, ix.at(), &expected, &missing);
        Rows { n_expected: expected.len(), n_unread, missing, is_incomplete }
    }

    /// True if too few lines were found to check for the missing ones. The threshold is in
    /// thousandths.
    fn is_excerpt(&self, found: usize, expected: usize) -> bool {
        found * 1000 < expected * self.context.pipeline.excerpt
    }

    /// Whether the filing has some of these cells. Cells that the form does not print are passed
    /// over.
    fn there(&self, form: &Form, cells: impl Iterator<Item = CellIx>) -> There {
        let cells = cells.filter(|cell| form.has[cell.at()] && self.filing.cells.has(*cell));
        cells.fold(There::No, |there, cell| match (there, self.filing.cells.get(cell)) {
            (There::No | There::Unread, Value::Not(State::Unread)) => There::Unread,
            _ => There::Yes,
        })
    }

    /// A finding about a whole table. It is a warning, since the file may be an excerpt.
    fn of_table(&self, table: TableIx, message: Message) -> Finding {
        Finding { severity: Severity::Warning, ..self.finding(FindingKey::Table(table), message) }
    }

    /// Checks that every table has all its columns. Tables with too few rows are skipped, as they
    /// are an excerpt.
    pub(super) fn columns(&self, checked: &mut Checked) {
        for at in 0..self.catalogue().tables.len() {
            let ix = TableIx(at as u8);
            match self.form_of(ix).filter(|form| !self.rows_of(ix, form).is_incomplete) {
                Some(form) => self.columns_of(ix, form, checked),
                None => checked.count(self.rule, &Outcome::Skipped(Skip::NotOnForm)),
            }
        }
    }

    /// Checks the columns of one table. With too few columns the table is an excerpt and has one
    /// finding instead of one for each missing column.
    fn columns_of(&self, ix: TableIx, form: &Form, checked: &mut Checked) {
        let table = self.catalogue().table(ix);
        let rows = &form.rows[ix.at()];
        let there: Vec<&AxisIx> =
            rows.iter().filter(|row| self.there(form, table.row_cells(**row)) == There::Yes).collect();
        // A column is required only if some row of the filing has a cell in it.
        let is_printed = |row: &AxisIx, column| table.cell(*row, column).is_some_and(|cell| form.has[cell.at()]);
        let (asked, unasked): (Vec<AxisIx>, Vec<AxisIx>) =
            form.required_columns(ix).into_iter().partition(|column| there.iter().any(|row| is_printed(row, *column)));
        let of = |wanted: There| {
            let is =
                |column: &AxisIx| self.there(form, rows.iter().filter_map(|row| table.cell(*row, *column))) == wanted;
            asked.iter().copied().filter(is).collect::<Vec<AxisIx>>()
        };
        let (missing, n_unread) = (of(There::No), of(There::Unread).len());
        let tally = &mut checked.tallies[self.rule.at()];
        tally.skip(Skip::NotOnForm, unasked.len() as u64);
        tally.skip(Skip::Unread, n_unread as u64);
        let n_found = asked.len() - missing.len() - n_unread;
        tally.held += n_found as u64;
        if n_unread == 0 && self.is_excerpt(n_found, asked.len()) {
            let message = Message::new("finding.columns_cut").with("table", ix).with("found", n_found);
            checked.fails(self.of_table(ix, message.with("expected", asked.len())));
            return;
        }
        for column in missing {
            let message = Message::new("finding.column_missing").with("table", ix);
            let message = message.with("column", Labelled::Column(ix, column));
            checked.fails(self.finding(FindingKey::Column(ix, column), message));
        }
    }

    /// Checks that all tables are of one form version. The finding names only tables by which the
    /// versions can be told apart.
    pub(super) fn versions(&self, checked: &mut Checked) {
        let (filing, catalogue) = (self.filing, self.catalogue());
        let mut found: Vec<_> = filing.tables.iter().flatten().copied().collect();
        found.sort();
        found.dedup();
        if found.len() < 2 {
            checked.count(self.rule, &Outcome::Holds);
            return;
        }
        // A table of which a part could not be read may look like another version.
        if filing.unread(catalogue).any(|cell| differs(cell.table.at(), &found, &catalogue.forms)) {
            checked.count(self.rule, &Outcome::Skipped(Skip::Unread));
            return;
        }
        let telling = filing.tables.iter().enumerate().filter(|(at, _)| differs(*at, &found, &catalogue.forms));
        let versions = telling.filter_map(|(at, form)| {
            let table = TableIx(at as u8);
            Some(Message::new("finding.version_of").with("table", table).with("form", Labelled::Form((*form)?)))
        });
        let message = Message::new("finding.version_mix").with("versions", Word::all_of(versions, "sum.joint"));
        checked.fails(self.finding(FindingKey::Whole, message));
    }
}

/// True if the input ends inside the table: the missing rows are its last ones, and no later table
/// is there.
fn is_cut(filing: &Filing, table: usize, expected: &[AxisIx], missing: &[AxisIx]) -> bool {
    let later = filing.tables.get(table + 1..).unwrap_or_default();
    !missing.is_empty() && expected.ends_with(missing) && !later.is_empty() && later.iter().all(Option::is_none)
}

/// True if the rows or columns of the table are not the same in all these form versions.
fn differs(table: usize, found: &[FormIx], forms: &[Form]) -> bool {
    let lines = |form: &FormIx| (&forms[form.at()].rows[table], &forms[form.at()].columns[table]);
    found.windows(2).any(|pair| lines(&pair[0]) != lines(&pair[1]))
}
