//! The sum over two halves of a city is that of the whole.

use std::collections::BTreeMap;

use gouji::run::Finished;
use gouji::{frame, rollup};
use polars::prelude::PolarsError;
use proptest::prelude::*;

use crate::properties::city::{self, Filed, marred};
use crate::properties::holds;
use crate::reading::PIPELINE;

/// By kind of group, group, year and cell: the sum, and how many filings and blanks are in it.
type Sums = BTreeMap<(&'static str, String, u16, String), (i128, u64, u64)>;

fn sums(finished: &Finished) -> Sums {
    let context = rollup::RollupContext { pipeline: &PIPELINE, register: &finished.register };
    let cells = frame::cells_met(&finished.filings, &PIPELINE.catalogue);
    let filings: Vec<_> = finished.filings.iter().collect();
    let rolled = rollup::roll_up::<PolarsError>(&filings, &cells, &context, &mut |_, _| Ok(())).unwrap();
    let mut sums = Sums::new();
    for row in rolled.rollup.rows {
        for (cell, sum, coverage) in row.cells {
            let code = PIPELINE.catalogue.cell(cell).code.clone();
            let key = (row.kind.code(), row.group.clone(), row.year.0, code);
            assert!(sums.insert(key, (sum, coverage.filings, coverage.blanks)).is_none());
        }
    }
    sums
}

#[test]
fn the_rollup_of_a_union_is_the_sum_of_the_rollups() {
    let cases = (marred(2..7, &["", "/", "7", "0"]), any::<u8>());
    holds("union", 24, cases, |(marred, halves)| {
        let (city, filings) = (&marred.city, marred.filings());
        let is_first = |filed: &Filed| halves >> (filed.office % 8) & 1 == 1;
        let (one, other): (Vec<Filed>, Vec<Filed>) = filings.iter().cloned().partition(is_first);
        prop_assume!(!one.is_empty() && !other.is_empty());
        let of = |filings: &[Filed]| sums(&city::run(&city::export(filings), &city.register()));
        let mut added = of(&one);
        for (key, (sum, filings, blanks)) in of(&other) {
            let entry = added.entry(key).or_default();
            *entry = (entry.0 + sum, entry.1 + filings, entry.2 + blanks);
        }
        let whole = of(&filings);
        prop_assert!(!whole.is_empty());
        let differing: Vec<_> =
            whole.keys().chain(added.keys()).filter(|key| whole.get(*key) != added.get(*key)).collect();
        prop_assert!(differing.is_empty(), "{differing:?}");
        Ok(())
    });
}
