//! Whether a filing has the rows, columns and tables of its form.

use crate::check::{Asked, Checked};
use crate::model::{
    AxisIx, CellIx, Filing, Finding, FindingKey, Form, FormIx, Labelled, Message, Outcome, Scope, Severity, Skip,
    State, TableIx, Value, Word,
};

/// The rows of one table that a filing should have.
struct Rows {
    n_expected: usize,
    /// The material may have them.
    n_unread: usize,
    missing: Vec<AxisIx>,
    /// So little was found that the material, and not the office, is short of the rest.
    is_incomplete: bool,
}

impl Rows {
    fn n_found(&self) -> usize {
        self.n_expected - self.missing.len() - self.n_unread
    }
}

/// Whether a line of the form is in the material.
#[derive(Clone, Copy, PartialEq, Eq)]
enum There {
    Yes,
    /// All that may be of it could not be read.
    Unread,
    No,
}

impl Asked<'_> {
    /// Every row of every table that was found is there. A table of which little was found is an excerpt.
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

    /// A table that was not found, though the form prints it.
    fn absent_table(&self, table: TableIx, checked: &mut Checked) {
        if !self.is_expected(table) {
            checked.count(self.rule, &Outcome::Skipped(Skip::NotOnForm));
        } else if self.filing.unread(self.catalogue()).any(|cell| cell.table == table) {
            checked.count(self.rule, &Outcome::Skipped(Skip::Unread));
        } else {
            checked.fails(self.of_table(table, Message::new("finding.table_missing").with("table", table)));
        }
    }

    /// The form version of a table, if the filing has the table.
    fn form_of(&self, table: TableIx) -> Option<&Form> {
        self.filing.tables[table.at()].map(|form| &self.catalogue().forms[form.at()])
    }

    /// True if one of the form versions that the filing uses prints the table.
    fn is_expected(&self, table: TableIx) -> bool {
        let (filing, catalogue) = (self.filing, self.catalogue());
        let is_printed = filing.tables.iter().flatten().any(|form| catalogue.forms[form.at()].has_table(table));
        // A published total has only what adds up.
        let adds_up = || catalogue.cells.iter().any(|cell| cell.table == table && cell.adds);
        let is_total = filing.scope == Scope::Total;
        is_printed && !self.context.absent.has(filing.year, table) && (!is_total || adds_up())
    }

    /// The rows that the filing has of a table, and those that it lacks.
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

    fn is_excerpt(&self, found: usize, expected: usize) -> bool {
        found * 1000 < expected * self.context.pipeline.excerpt
    }

    /// Whether the material has some of these cells, as far as the form prints them.
    fn there(&self, form: &Form, cells: impl Iterator<Item = CellIx>) -> There {
        let cells = cells.filter(|cell| form.has[cell.at()] && self.filing.cells.has(*cell));
        cells.fold(There::No, |there, cell| match (there, self.filing.cells.get(cell)) {
            (There::No | There::Unread, Value::Not(State::Unread)) => There::Unread,
            _ => There::Yes,
        })
    }

    /// A table that is not there, or hardly: a warning, since the file may be an excerpt.
    fn of_table(&self, table: TableIx, message: Message) -> Finding {
        Finding { severity: Severity::Warning, ..self.finding(FindingKey::Table(table), message) }
    }

    /// Every column of every table that was found is there, for the rows that are. An excerpt is not checked, and
    /// a table with few of its columns is one.
    pub(super) fn columns(&self, checked: &mut Checked) {
        for at in 0..self.catalogue().tables.len() {
            let ix = TableIx(at as u8);
            match self.form_of(ix).filter(|form| !self.rows_of(ix, form).is_incomplete) {
                Some(form) => self.columns_of(ix, form, checked),
                None => checked.count(self.rule, &Outcome::Skipped(Skip::NotOnForm)),
            }
        }
    }

    fn columns_of(&self, ix: TableIx, form: &Form, checked: &mut Checked) {
        let table = self.catalogue().table(ix);
        let rows = &form.rows[ix.at()];
        let there: Vec<&AxisIx> =
            rows.iter().filter(|row| self.there(form, table.row_cells(**row)) == There::Yes).collect();
        // A column is asked for where some row that is there has it on its form.
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

    /// All tables are of one form version.
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

/// True if the material ends inside the table: its last rows are not there, and nothing that comes after it.
fn is_cut(filing: &Filing, table: usize, expected: &[AxisIx], missing: &[AxisIx]) -> bool {
    let later = filing.tables.get(table + 1..).unwrap_or_default();
    !missing.is_empty() && expected.ends_with(missing) && !later.is_empty() && later.iter().all(Option::is_none)
}

/// True for a table that shows which of these versions it is of.
fn differs(table: usize, found: &[FormIx], forms: &[Form]) -> bool {
    let lines = |form: &FormIx| (&forms[form.at()].rows[table], &forms[form.at()].columns[table]);
    found.windows(2).any(|pair| lines(&pair[0]) != lines(&pair[1]))
}
