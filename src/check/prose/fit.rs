//! The sums that a statement may mean, as they stand in a filing.

use crate::check::Context;
use crate::check::view::{Reading, View};
use crate::model::{Catalogue, CellIx, Filing, Meant, Mention, Skip, State, Term, Text, When};

/// What one reading comes to.
enum Value {
    Number(i64),
    /// Nothing is printed in any of its cells.
    Blank,
    /// A cell cannot be read, or is on another form.
    Unknown,
    /// The material has a cell that it stands on, and nobody knows which.
    Unread,
}

/// All readings of a kind of statement on one filing.
pub(crate) struct Fit<'a> {
    mention: &'a Mention,
    filing: &'a Filing,
    context: &'a Context<'a>,
    values: Vec<Value>,
}

impl<'a> Fit<'a> {
    pub(crate) fn of(mention: &'a Mention, filing: &'a Filing, view: &View<'_>, context: &'a Context<'a>) -> Fit<'a> {
        let catalogue = &context.pipeline.catalogue;
        let value = |meant: &Meant| match terms(meant, filing, catalogue) {
            Some(terms) => sum(terms, view, catalogue),
            None if is_unread(meant, filing, catalogue) => Value::Unread,
            None => Value::Unknown,
        };
        Fit { mention, filing, context, values: mention.readings.iter().map(value).collect() }
    }

    /// Label and value of every reading that has one.
    pub(crate) fn values(&self) -> Vec<(&'a Text, i64)> {
        let all = self.mention.readings.iter().zip(&self.values);
        all.filter_map(|(meant, value)| match value {
            Value::Number(number) => Some((&meant.label, *number)),
            Value::Blank | Value::Unknown | Value::Unread => None,
        })
        .collect()
    }

    /// True if nothing that a statement may mean is left open, last year's figures apart.
    pub(crate) fn is_whole(&self) -> bool {
        let catalogue = &self.context.pipeline.catalogue;
        self.mention.readings.iter().zip(&self.values).all(|(meant, value)| match value {
            Value::Number(_) => true,
            Value::Blank | Value::Unread => false,
            Value::Unknown => {
                terms(meant, self.filing, catalogue).is_none_or(|terms| terms.iter().any(|term| term.when != When::Now))
            }
        })
    }

    /// True if a reading stands on a cell that was not read: then nothing can be said against a statement.
    pub(crate) fn any_unread(&self) -> bool {
        self.values.iter().any(|value| matches!(value, Value::Unread))
    }

    /// Why nothing can be said of a statement.
    pub(crate) fn why_not(&self) -> Skip {
        if self.any_unread() { Skip::Unread } else { Skip::Blank }
    }

    /// True if a reading has nothing but blank cells.
    pub(crate) fn any_blank(&self) -> bool {
        self.values.iter().any(|value| matches!(value, Value::Blank))
    }

    /// The cells of this filing that a statement may mean.
    pub(crate) fn cells(&self) -> Vec<CellIx> {
        let catalogue = &self.context.pipeline.catalogue;
        let all = self.mention.readings.iter().filter_map(|meant| terms(meant, self.filing, catalogue));
        let now = all.flatten().filter(|term| term.when == When::Now);
        let mut cells: Vec<CellIx> = now.map(|term| term.cell).collect();
        cells.sort();
        cells.dedup();
        cells
    }
}

/// The terms of a reading on the form that the filing has for its table.
fn terms<'a>(meant: &'a Meant, filing: &Filing, catalogue: &Catalogue) -> Option<&'a Vec<Term>> {
    let first = meant.terms.iter().flatten().flatten().next()?;
    let form = filing.tables[catalogue.cell(first.cell).table.at()]?;
    meant.terms.get(form.at())?.as_ref().filter(|terms| !terms.is_empty())
}

/// True if the table that a reading is of was not found, and may be among what was not read.
fn is_unread(meant: &Meant, filing: &Filing, catalogue: &Catalogue) -> bool {
    let Some(first) = meant.terms.iter().flatten().flatten().next() else { return false };
    let table = catalogue.cell(first.cell).table;
    filing.cells.any_unread() && filing.unread(catalogue).any(|cell| cell.table == table)
}

fn sum(terms: &[Term], view: &View<'_>, catalogue: &Catalogue) -> Value {
    let mut sum = 0;
    let mut any = false;
    for term in terms {
        let Some(reading) = view.reading(term.when) else { return Value::Unknown };
        match cell(term.cell, reading, catalogue) {
            Value::Number(number) => {
                any = true;
                sum += i64::from(term.coefficient) * number;
            }
            Value::Blank => {}
            unknown @ (Value::Unknown | Value::Unread) => return unknown,
        }
    }
    if any { Value::Number(sum) } else { Value::Blank }
}

/// A figure, or what its row adds up to where the total is left blank.
fn cell(cell: CellIx, reading: &Reading, catalogue: &Catalogue) -> Value {
    if reading.known[cell.at()] {
        return Value::Number(reading.numbers[cell.at()]);
    }
    if reading.is_seam(cell) {
        return Value::Unknown;
    }
    match reading.state(cell) {
        State::Blank | State::NotApplicable => {}
        State::Unread => return Value::Unread,
        State::BelowLimit | State::Unreadable | State::NotInSource => return Value::Unknown,
    }
    if !catalogue.is_total(cell) || !reading.row_has_figures(cell, catalogue) {
        return Value::Blank;
    }
    let def = catalogue.cell(cell);
    let others = || catalogue.table(def.table).row_cells(def.row).filter(|other| *other != cell);
    if others().any(|other| !reading.known[other.at()] && reading.state(other) == State::Unread) {
        return Value::Unread;
    }
    Value::Number(others().map(|other| reading.numbers[other.at()]).sum())
}
