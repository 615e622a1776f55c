//! The sums of the form, as evidence of where figures belong.
//!
//! A law is an equation between cells: the total of a row is the sum of its columns, received plus carried in is all
//! outcomes plus carried out. If figures satisfy the laws as they stand and would not if they stood elsewhere, they
//! stand where they belong.

use crate::model::{CellIx, Cells, Linear, Pipeline, State, Value};

/// The equations within one filing that contain any of these cells, on whatever form version.
pub fn touching<'a>(cells: &[CellIx], pipeline: &'a Pipeline) -> Vec<&'a Linear> {
    let mut laws: Vec<&Linear> = Vec::new();
    for rule in &pipeline.rules {
        let is_asked = |linear: &&Linear| {
            rule.is_owed_by_all(linear)
                && !linear.looks_back()
                && linear.is_plain()
                && linear.terms().any(|term| cells.contains(&term.cell))
        };
        for linear in rule.laws().iter().flatten().filter(is_asked) {
            if !laws.iter().any(|law| law.left == linear.left && law.right == linear.right) {
                laws.push(linear);
            }
        }
    }
    laws
}

/// Whether a law holds if some cells say what `placed` gives and the others what was read; `None` if it cannot be
/// asked, because a value is not known.
pub fn holds(law: &Linear, placed: &dyn Fn(CellIx) -> Option<Value>, read: &Cells) -> Option<bool> {
    gap(law, placed, read).map(|gap| gap == 0)
}

/// What a value adds to a sum: 0 if it is blank or does not apply, `None` if it is not known.
pub fn number(value: Value) -> Option<i64> {
    match value {
        Value::Number(number) => Some(number),
        Value::Not(State::Blank | State::NotApplicable) => Some(0),
        Value::Not(State::BelowLimit | State::Unreadable | State::Unread | State::NotInSource) => None,
    }
}

/// By how much the left side of a law exceeds the right one.
pub fn gap(law: &Linear, placed: &dyn Fn(CellIx) -> Option<Value>, read: &Cells) -> Option<i64> {
    let mut gap = 0i64;
    for (coefficient, term) in law.signed_terms() {
        let value = placed(term.cell).unwrap_or_else(|| read.get(term.cell));
        gap = gap.checked_add(number(value)?.checked_mul(coefficient)?)?;
    }
    Some(gap)
}

/// True if all laws hold that can be asked, and one of them is about a figure other than 0.
pub fn confirm(laws: &[&Linear], read: &Cells) -> bool {
    let asked: Vec<(&&Linear, bool)> =
        laws.iter().filter_map(|law| Some((law, holds(law, &|_| None, read)?))).collect();
    let is_telling = |law: &Linear| law.terms().any(|term| read.get(term.cell).number().is_some_and(|n| n != 0));
    asked.iter().all(|(_, holds)| *holds) && asked.iter().any(|(law, _)| is_telling(law))
}
