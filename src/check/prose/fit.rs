//! The sums that a statement may mean, as they stand in a filing.

use crate::check::Context;
use crate::check::view::{Reading, View};
use crate::model::{Catalogue, CellIx, Filing, Meant, Mention, State, Term, When};

/// What one reading comes to.
enum Value {
    Number(i64),
    /// Nothing is printed in any of its cells.
    Blank,
    /// A cell cannot be read, or is on another form.
    Unknown,
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
            None => Value::Unknown,
        };
        Fit { mention, filing, context, values: mention.readings.iter().map(value).collect() }
    }

    /// Label and value of every reading that has one.
    pub(crate) fn values(&self) -> Vec<(String, i64)> {
        let lang = self.context.wording.lang;
        let all = self.mention.readings.iter().zip(&self.values);
        all.filter_map(|(meant, value)| match value {
            Value::Number(number) => Some((meant.label.get(lang).to_owned(), *number)),
            Value::Blank | Value::Unknown => None,
        })
        .collect()
    }

    /// True if nothing that a statement may mean is left open, last year's figures apart.
    pub(crate) fn is_whole(&self) -> bool {
        let catalogue = &self.context.pipeline.catalogue;
        self.mention.readings.iter().zip(&self.values).all(|(meant, value)| match value {
            Value::Number(_) => true,
            Value::Blank => false,
            Value::Unknown => {
                terms(meant, self.filing, catalogue).is_none_or(|terms| terms.iter().any(|term| term.when != When::Now))
            }
        })
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
            Value::Unknown => return Value::Unknown,
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
        State::BelowLimit | State::Unreadable | State::Unread | State::NotInSource => return Value::Unknown,
    }
    let def = catalogue.cell(cell);
    let table = catalogue.table(def.table);
    if !table.columns[def.column.at()].total || !reading.row_has_figures(cell, catalogue) {
        return Value::Blank;
    }
    Value::Number(
        table.row_cells(def.row).filter(|other| *other != cell).map(|other| reading.numbers[other.at()]).sum(),
    )
}
