//! The arithmetic of the form as evidence for where figures belong.

use crate::model::{CellIx, Cells, Linear, Pipeline, State, Value};

/// The equations of a filing with itself in which some of these cells stand, whichever form version they are of.
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

/// Whether a law holds where some cells say what `placed` does and the others what was read; nothing where it cannot
/// be asked.
pub fn holds(law: &Linear, placed: &dyn Fn(CellIx) -> Option<Value>, read: &Cells) -> Option<bool> {
    gap(law, placed, read).map(|gap| gap == 0)
}

/// What a value adds to a sum; nothing where nobody knows it.
pub fn number(value: Value) -> Option<i64> {
    match value {
        Value::Number(number) => Some(number),
        Value::Not(State::Blank | State::NotApplicable) => Some(0),
        Value::Not(State::BelowLimit | State::Unreadable | State::Unread | State::NotInSource) => None,
    }
}

/// What the left side of a law has more than the right one.
pub fn gap(law: &Linear, placed: &dyn Fn(CellIx) -> Option<Value>, read: &Cells) -> Option<i64> {
    let mut gap = 0i64;
    for (coefficient, term) in law.signed_terms() {
        let value = placed(term.cell).unwrap_or_else(|| read.get(term.cell));
        gap = gap.checked_add(number(value)?.checked_mul(coefficient)?)?;
    }
    Some(gap)
}

/// True if all laws hold that can be asked, and one of them is about a figure that is not 0.
pub fn confirm(laws: &[&Linear], read: &Cells) -> bool {
    let told: Vec<(&&Linear, bool)> = laws.iter().filter_map(|law| Some((law, holds(law, &|_| None, read)?))).collect();
    let is_telling = |law: &Linear| law.terms().any(|term| read.get(term.cell).number().is_some_and(|n| n != 0));
    told.iter().all(|(_, holds)| *holds) && told.iter().any(|(law, _)| is_telling(law))
}
