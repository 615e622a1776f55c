//! Whether a filing has the rows, columns and tables of its form.

use crate::check::{Checked, Context, finding};
use crate::model::{
    AxisIx, CellIx, Filing, FindingKey, Form, FormIx, Labelled, Message, Outcome, RuleIx, Scope, Severity, Skip, State,
    Table, TableIx, Value, Word,
};

/// Every row of every table that was found is there. A table of which little was found is an excerpt.
pub(super) fn rows(rule: RuleIx, filing: &Filing, context: &Context<'_>, checked: &mut Checked) {
    for at in 0..context.pipeline.catalogue.tables.len() {
        let ix = TableIx(at as u8);
        let Some(form) = form_of(filing, at, context) else {
            if !is_expected(filing, ix, context) {
                checked.count(rule, &Outcome::Skipped(Skip::NotOnForm));
                continue;
            }
            if filing.unread(&context.pipeline.catalogue).any(|cell| cell.table == ix) {
                checked.count(rule, &Outcome::Skipped(Skip::Unread));
                continue;
            }
            let message = Message::new("finding.table_missing").with("table", ix);
            table_finding(rule, filing, ix, message, context, checked);
            continue;
        };
        let rows = Rows::of(filing, ix, form, context);
        checked.tallies[rule.at()].held += rows.n_found() as u64;
        checked.tallies[rule.at()].skip(Skip::Unread, rows.n_unread as u64);
        if rows.is_incomplete {
            let message = Message::new("finding.table_cut").with("table", ix).with("found", rows.n_found());
            table_finding(rule, filing, ix, message.with("expected", rows.n_expected), context, checked);
            continue;
        }
        for row in rows.missing {
            let message = Message::new("finding.row_missing").with("row", Labelled::Row(ix, row));
            checked.fails(finding(filing, rule, FindingKey::Row(ix, row), message, context));
        }
    }
}

/// The form version of a table, if the filing has the table.
fn form_of<'a>(filing: &Filing, table: usize, context: &Context<'a>) -> Option<&'a Form> {
    filing.tables[table].map(|form| &context.pipeline.catalogue.forms[form.at()])
}

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
    fn of(filing: &Filing, ix: TableIx, form: &Form, context: &Context<'_>) -> Rows {
        let table = context.pipeline.catalogue.table(ix);
        let expected = form.required_rows(ix);
        let of = |wanted: There| {
            let is = move |row: &AxisIx| there(filing, form, table.row_cells(*row)) == wanted;
            expected.iter().copied().filter(is).collect::<Vec<AxisIx>>()
        };
        let (missing, n_unread) = (of(There::No), of(There::Unread).len());
        let few = is_excerpt(expected.len() - missing.len(), expected.len(), context);
        let is_incomplete = few || is_cut(filing, ix.at(), &expected, &missing);
        Rows { n_expected: expected.len(), n_unread, missing, is_incomplete }
    }

    fn n_found(&self) -> usize {
        self.n_expected - self.missing.len() - self.n_unread
    }
}

/// True if one of the form versions that the filing uses prints the table.
fn is_expected(filing: &Filing, table: TableIx, context: &Context<'_>) -> bool {
    let catalogue = &context.pipeline.catalogue;
    let is_printed = filing.tables.iter().flatten().any(|form| catalogue.forms[form.at()].has_table(table));
    // A published total has only what adds up.
    let adds_up = || catalogue.cells.iter().any(|cell| cell.table == table && cell.adds);
    let is_total = filing.scope == Scope::Total;
    is_printed && !context.absent.has(filing.year, table) && (!is_total || adds_up())
}

fn is_excerpt(found: usize, expected: usize, context: &Context<'_>) -> bool {
    found * 1000 < expected * context.pipeline.excerpt
}

/// True if the material ends inside the table: its last rows are not there, and nothing that comes after it.
fn is_cut(filing: &Filing, table: usize, expected: &[AxisIx], missing: &[AxisIx]) -> bool {
    let later = filing.tables.get(table + 1..).unwrap_or_default();
    !missing.is_empty() && expected.ends_with(missing) && !later.is_empty() && later.iter().all(Option::is_none)
}

/// Whether a line of the form is in the material.
#[derive(Clone, Copy, PartialEq, Eq)]
enum There {
    Yes,
    /// All that may be of it could not be read.
    Unread,
    No,
}

fn there(filing: &Filing, form: &Form, cells: impl Iterator<Item = CellIx>) -> There {
    let printed = cells.filter(|cell| form.has[cell.at()] && filing.cells.has(*cell));
    printed.fold(There::No, |there, cell| match (there, filing.cells.get(cell)) {
        (There::No | There::Unread, Value::Not(State::Unread)) => There::Unread,
        _ => There::Yes,
    })
}

fn has_row(filing: &Filing, table: &Table, form: &Form, row: AxisIx) -> bool {
    there(filing, form, table.row_cells(row)) == There::Yes
}

/// A table that is not there, or hardly: a warning, since the file may be an excerpt.
fn table_finding(
    rule: RuleIx,
    filing: &Filing,
    table: TableIx,
    message: Message,
    context: &Context<'_>,
    checked: &mut Checked,
) {
    let mut found = finding(filing, rule, FindingKey::Table(table), message, context);
    found.severity = Severity::Warning;
    checked.fails(found);
}

/// Every column of every table that was found is there, for the rows that are. Of an excerpt nothing is asked, and
/// a table with few of its columns is one.
pub(super) fn columns(rule: RuleIx, filing: &Filing, context: &Context<'_>, checked: &mut Checked) {
    for (at, table) in context.pipeline.catalogue.tables.iter().enumerate() {
        let ix = TableIx(at as u8);
        let form = form_of(filing, at, context);
        let Some(form) = form.filter(|form| !Rows::of(filing, ix, form, context).is_incomplete) else {
            checked.count(rule, &Outcome::Skipped(Skip::NotOnForm));
            continue;
        };
        let (asked, unasked): (Vec<AxisIx>, Vec<AxisIx>) =
            form.required_columns(ix).into_iter().partition(|column| asks(filing, table, form, at, *column));
        let of = |wanted: There| {
            let is = |column: &AxisIx| {
                let cells = form.rows[at].iter().filter_map(|row| table.cell(*row, *column));
                there(filing, form, cells) == wanted
            };
            asked.iter().copied().filter(is).collect::<Vec<AxisIx>>()
        };
        let (missing, n_unread) = (of(There::No), of(There::Unread).len());
        checked.tallies[rule.at()].skip(Skip::NotOnForm, unasked.len() as u64);
        checked.tallies[rule.at()].skip(Skip::Unread, n_unread as u64);
        let n_found = asked.len() - missing.len() - n_unread;
        checked.tallies[rule.at()].held += n_found as u64;
        if n_unread == 0 && is_excerpt(n_found, asked.len(), context) {
            let message = Message::new("finding.columns_cut").with("table", ix).with("found", n_found);
            table_finding(rule, filing, ix, message.with("expected", asked.len()), context, checked);
            continue;
        }
        for column in missing {
            let message = Message::new("finding.column_missing").with("table", ix);
            let message = message.with("column", Labelled::Column(ix, column));
            checked.fails(finding(filing, rule, FindingKey::Column(ix, column), message, context));
        }
    }
}

/// True if some row that is there has that column on its form.
fn asks(filing: &Filing, table: &Table, form: &Form, at: usize, column: AxisIx) -> bool {
    let mut rows = form.rows[at].iter().filter(|row| has_row(filing, table, form, **row));
    rows.any(|row| table.cell(*row, column).is_some_and(|cell| form.has[cell.at()]))
}

/// All tables are of one form version.
pub(super) fn versions(rule: RuleIx, filing: &Filing, context: &Context<'_>, checked: &mut Checked) {
    let catalogue = &context.pipeline.catalogue;
    let mut found: Vec<_> = filing.tables.iter().flatten().copied().collect();
    found.sort();
    found.dedup();
    if found.len() < 2 {
        checked.count(rule, &Outcome::Holds);
        return;
    }
    // A table of which a part could not be read may look like another version.
    if filing.unread(catalogue).any(|cell| differs(cell.table.at(), &found, &catalogue.forms)) {
        checked.count(rule, &Outcome::Skipped(Skip::Unread));
        return;
    }
    let telling = filing.tables.iter().enumerate().filter(|(at, _)| differs(*at, &found, &catalogue.forms));
    let versions = telling.filter_map(|(at, form)| {
        let table = TableIx(at as u8);
        Some(Message::new("finding.version_of").with("table", table).with("form", Labelled::Form((*form)?)))
    });
    let message = Message::new("finding.version_mix").with("versions", Word::all_of(versions, "sum.joint"));
    checked.fails(finding(filing, rule, FindingKey::Whole, message, context));
}

/// True for a table that shows which of these versions it is of.
fn differs(table: usize, found: &[FormIx], forms: &[Form]) -> bool {
    let lines = |form: &FormIx| (&forms[form.at()].rows[table], &forms[form.at()].columns[table]);
    found.windows(2).any(|pair| lines(&pair[0]) != lines(&pair[1]))
}
