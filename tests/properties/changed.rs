//! Figures that are in order are not accused; one that is wrong is, and named.

use gouji::model::Severity;
use proptest::prelude::*;

use crate::corpus::form::N_CELLS;
use crate::properties::city::{self, City, cities};
use crate::properties::holds;
use crate::reading::PIPELINE;
use crate::said::Said;

#[test]
fn consistent_filings_have_no_error_and_nothing_to_repair() {
    holds("consistent", 48, cities(1..6, 1..4), |city| {
        let finished = city::run(&city::export(&city.filings()), &city.register());
        prop_assert_eq!(finished.filings.len(), city.filings().len());
        let errors: Vec<String> = finished
            .findings
            .iter()
            .filter(|found| found.severity == Severity::Error)
            .map(|found| found.said())
            .collect();
        prop_assert!(errors.is_empty(), "{errors:#?}");
        prop_assert!(finished.repairs.is_empty(), "{:#?}", finished.repairs);
        Ok(())
    });
}

/// The first cell of table 三: no figure of table 二 is owed to another of its filing.
const FIRST_BOUND: usize = 10;

/// How a figure goes wrong.
#[derive(Clone, Copy, Debug)]
enum Slip {
    /// One of its digits is another one.
    Digit(usize, u8),
    /// Two digits change places.
    Turned(usize),
    /// A digit is gone.
    Lost(usize),
    /// A digit is there twice.
    Twice(usize),
    More,
    Less,
    /// Any other figure.
    Other(i64),
}

fn slips() -> impl Strategy<Value = Slip> {
    prop_oneof![
        (0..6usize, 0..10u8).prop_map(|(at, digit)| Slip::Digit(at, digit)),
        (0..6usize).prop_map(Slip::Turned),
        (0..6usize).prop_map(Slip::Lost),
        (0..6usize).prop_map(Slip::Twice),
        Just(Slip::More),
        Just(Slip::Less),
        (0..3000i64).prop_map(Slip::Other),
    ]
}

impl Slip {
    /// The wrong figure; the same one where it cannot go wrong in this way.
    fn of(self, figure: i64) -> i64 {
        let mut digits = figure.to_string().into_bytes();
        let n = digits.len();
        match self {
            Slip::Digit(at, digit) => digits[at % n] = b'0' + digit,
            Slip::Turned(at) if at % n + 1 < n => digits.swap(at % n, at % n + 1),
            Slip::Lost(at) if n > 1 => drop(digits.remove(at % n)),
            Slip::Twice(at) => digits.insert(at % n, digits[at % n]),
            Slip::More => return figure + 1,
            Slip::Less => return (figure - 1).max(0),
            Slip::Other(other) => return other,
            Slip::Turned(_) | Slip::Lost(_) => {}
        }
        String::from_utf8(digits).unwrap().parse().unwrap()
    }
}

#[test]
fn one_wrong_figure_is_an_error_whose_repairs_have_the_right_one() {
    let cases = (any::<u64>(), FIRST_BOUND..N_CELLS, slips());
    holds("changed", 48, cases, |(seed, at, slip)| {
        let mut filings = City { seed, n_offices: 1, n_years: 1 }.filings();
        let text = filings[0].text_mut(at);
        let right: i64 = text.parse().unwrap();
        let wrong = slip.of(right);
        prop_assume!(wrong != right);
        *text = wrong.to_string();
        let code = filings[0].texts[at].0.clone();
        let finished = city::run(&city::export(&filings), "");
        let errors = finished.findings.iter().filter(|found| found.severity == Severity::Error);
        let cell = city::cell(&code);
        let naming = errors.clone().filter(|found| found.cells.contains(&cell)).count();
        prop_assert!(naming > 0, "{code} {right} → {wrong}: {} errors", errors.count());
        let is_right = |change: &gouji::model::Change| change.cell == cell && change.repaired == right;
        let named = finished.repairs.iter().any(|repair| repair.changes.iter().any(is_right));
        let said: Vec<String> = finished
            .repairs
            .iter()
            .map(|repair| {
                let change = |change: &gouji::model::Change| {
                    let code = &PIPELINE.catalogue.cell(change.cell).code;
                    format!("{code}={:?}->{}", change.filed, change.repaired)
                };
                format!("{} {:?}", repair.confidence, repair.changes.iter().map(change).collect::<Vec<_>>())
            })
            .collect();
        prop_assert!(named, "{code} {right} → {wrong} is not among {said:#?}");
        Ok(())
    });
}
