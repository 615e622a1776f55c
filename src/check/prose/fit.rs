//! The figures of a filing that a statement may refer to.
//!
//! A kind of statement has several readings, each a sum of cells. "Received 12 requests" may mean
//! the requests of this year, or those with the ones left over from last year.
//!
//! ```text
//! reading                        value
//! received                       Number(12)
//! received + left over           Number(15)
//! received by companies          Blank        all its cells are blank
//! left over last year            Unknown      no filing of last year
//! ```

use crate::check::CheckContext;
use crate::check::view::{Reading, View};
use crate::model::{Catalogue, CellIx, Filing, Meant, Mention, Skip, State, Term, Text, When};

/// The result of one reading.
enum Value {
    /// The sum of its cells. Blank cells count as 0 beside others.
    Number(i64),
    /// All its cells are blank.
    Blank,
    /// One of its cells is unreadable or is not on the form.
    Unknown,
    /// One of its cells may be among those whose position could not be determined.
    Unread,
}

/// The values of all readings of a kind of statement on one filing.
pub(crate) struct Fit<'a> {
    mention: &'a Mention,
    filing: &'a Filing,
    context: &'a CheckContext<'a>,
    /// In the order of the readings.
    values: Vec<Value>,
}

impl<'a> Fit<'a> {
    /// Evaluates every reading.
    pub(crate) fn of(
        mention: &'a Mention,
        filing: &'a Filing,
        view: &View<'_>,
        context: &'a CheckContext<'a>,
    ) -> Fit<'a> {
        let catalogue = &context.pipeline.catalogue;
        let value = |meant: &Meant| match terms(meant, filing, catalogue) {
            Some(terms) => sum(terms, view, catalogue),
            None if is_unread(meant, filing, catalogue) => Value::Unread,
            None => Value::Unknown,
        };
        Fit { mention, filing, context, values: mention.readings.iter().map(value).collect() }
    }

    /// Label and value of every reading that has a number.
    pub(crate) fn values(&self) -> Vec<(&'a Text, i64)> {
        let all = self.mention.readings.iter().zip(&self.values);
        all.filter_map(|(meant, value)| match value {
            Value::Number(number) => Some((&meant.label, *number)),
            Value::Blank | Value::Unknown | Value::Unread => None,
        })
        .collect()
    }

    /// True if every reading is known. Readings of last year's figures may be unknown.
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

    /// True if some reading depends on a cell that was not read. Then no statement can be refuted.
    pub(crate) fn any_unread(&self) -> bool {
        self.values.iter().any(|value| matches!(value, Value::Unread))
    }

    /// The reason why a statement cannot be checked.
    pub(crate) fn why_not(&self) -> Skip {
        if self.any_unread() { Skip::Unread } else { Skip::Blank }
    }

    /// True if all cells of some reading are blank.
    pub(crate) fn any_blank(&self) -> bool {
        self.values.iter().any(|value| matches!(value, Value::Blank))
    }

    /// The cells of this filing that a statement may refer to, in order and without repetition.
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

/// The cells of a reading, on the form version that the filing has for their table. Nothing if the
/// filing does not have the table or the form lacks one of the cells.
fn terms<'a>(meant: &'a Meant, filing: &Filing, catalogue: &Catalogue) -> Option<&'a Vec<Term>> {
    let first = meant.terms.iter().flatten().flatten().next()?;
    let form = filing.tables[catalogue.cell(first.cell).table.at()]?;
    meant.terms.get(form.at())?.as_ref().filter(|terms| !terms.is_empty())
}

/// True if the table of a reading was not found and may be among what was not read.
fn is_unread(meant: &Meant, filing: &Filing, catalogue: &Catalogue) -> bool {
    let Some(first) = meant.terms.iter().flatten().flatten().next() else { return false };
    let table = catalogue.cell(first.cell).table;
    filing.cells.any_unread() && filing.unread(catalogue).any(|cell| cell.table == table)
}

/// The sum of the terms.
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

/// The figure of a cell. For a blank total in a row with figures, the sum of the row.
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
