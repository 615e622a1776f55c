//! Figures that an office takes over from the offices it succeeds. Its first year is compared with
//! the sum of their last year.
//!
//! ```text
//! A 2023   carried over 3 ┐
//! B 2023   carried over 4 ┴─►  C 2023   7   (inherited)
//!                              C 2024   from last year 7: holds
//! ```

use std::collections::BTreeMap;

use crate::model::{Cells, Filing, OfficeIx, Register, State, Value, Year};

/// The sums by successor and by the last year of its predecessors.
#[derive(Clone, Debug, Default)]
pub struct Inherited {
    of: BTreeMap<(OfficeIx, Year), Filing>,
}

impl Inherited {
    /// Sums the last filings of the offices that have a successor. `filings` have to be in order of
    /// office and year. There is no sum if one of the predecessors did not file or their forms
    /// differ.
    pub fn of(filings: &[Filing], register: &Register) -> Inherited {
        let mut heirs: BTreeMap<(OfficeIx, Year), Vec<OfficeIx>> = BTreeMap::new();
        for (at, office) in register.offices.iter().enumerate().filter(|(_, office)| !office.successor.is_empty()) {
            if let (Some(heir), Some(last)) = (register.by_code(&office.successor), office.to) {
                heirs.entry((heir, last)).or_default().push(OfficeIx(at as u32));
            }
        }
        let find = |office: OfficeIx, year: Year| {
            let at = filings.binary_search_by_key(&(office, year), |filing| (filing.office, filing.year)).ok()?;
            filings.get(at)
        };
        let sum = |((heir, year), offices): ((OfficeIx, Year), Vec<OfficeIx>)| {
            let last: Vec<&Filing> = offices.iter().map(|office| find(*office, year)).collect::<Option<_>>()?;
            Some(((heir, year), sum_of(heir, &last)?))
        };
        Inherited { of: heirs.into_iter().filter_map(sum).collect() }
    }

    /// The sum that the office took over at the end of that year.
    pub fn get(&self, office: OfficeIx, year: Year) -> Option<&Filing> {
        self.of.get(&(office, year))
    }
}

/// The sum of the filings, as a filing of the successor. Nothing if their forms differ.
fn sum_of(heir: OfficeIx, filings: &[&Filing]) -> Option<Filing> {
    let (first, others) = filings.split_first()?;
    if others.iter().any(|other| other.tables != first.tables) {
        return None;
    }
    let mut sum = Filing { office: heir, ..(*first).clone() };
    for other in others {
        let mut cells = Cells::absent(sum.cells.iter().count());
        for (cell, value) in sum.cells.iter() {
            cells.set(cell, added(value, other.cells.get(cell)), "");
        }
        sum.cells = cells;
    }
    Some(sum)
}

/// The sum of two values. It is not a number if either is not: then the state with the least
/// certainty is kept, that is unread before not in the source before any other.
fn added(a: Value, b: Value) -> Value {
    match (a, b) {
        (Value::Number(a), Value::Number(b)) => Value::Number(a + b),
        (Value::Not(State::Unread), _) | (_, Value::Not(State::Unread)) => Value::Not(State::Unread),
        (Value::Not(State::NotInSource), _) | (_, Value::Not(State::NotInSource)) => Value::Not(State::NotInSource),
        (Value::Not(state), _) | (_, Value::Not(state)) => Value::Not(state),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sum_with_a_blank_is_no_number() {
        assert_eq!(added(Value::Number(2), Value::Number(3)), Value::Number(5));
        assert_eq!(added(Value::Number(2), Value::Not(State::Blank)), Value::Not(State::Blank));
    }
}
