//! Filings → sums over city, district and kind of office, each with its coverage.
//!
//! Every office is counted once in a group: where a consolidated filing is there, the filings it already
//! contains are left out. Nothing is estimated for what is missing; coverage says how much that is.

mod check;
mod groups;

use std::collections::{BTreeMap, BTreeSet};

use polars::prelude::PolarsResult;
use rayon::prelude::*;

use crate::frame::{BATCH, Batch};
use crate::model::{
    CellIx, Coverage, Filing, Finding, GroupKind, Pipeline, Register, Rollup, RollupRow, Tally, Wording, Year,
};
use crate::rollup::groups::{Membership, Signature};

/// What rolling up needs to know.
pub struct Context<'a> {
    pub pipeline: &'a Pipeline,
    pub register: &'a Register,
    pub wording: &'a Wording,
}

/// The sums, and what is to be said about them.
pub struct RolledUp {
    pub rollup: Rollup,
    pub findings: Vec<Finding>,
    pub tallies: BTreeMap<crate::model::RuleIx, Tally>,
}

/// Sums the filings of the given years; `cells` are those that some filing has.
pub fn roll_up(filings: &[&Filing], cells: &[CellIx], context: &Context<'_>) -> PolarsResult<RolledUp> {
    let membership = Membership::of(filings, context.register);
    let signatures = &membership.signatures;
    let mut sums = Sums::new(signatures.len(), cells.len());
    for (batch, groups) in filings.chunks(BATCH).zip(membership.of_filing.chunks(BATCH)) {
        for (group, cells) in Batch::of(batch, cells, &context.pipeline.catalogue).sums(groups)? {
            sums.add(group as usize, &cells);
        }
        sums.count(batch, groups, cells);
    }
    let years: BTreeSet<Year> = filings.iter().map(|filing| filing.year).collect();
    let rows = membership.rows(&years, context);
    let rollup = Rollup { rows: rows.into_iter().map(|row| fill(row, &sums, signatures, cells, context)).collect() };
    let (findings, tallies) = check::rollup(&rollup, filings, &membership, context);
    Ok(RolledUp { rollup, findings, tallies })
}

/// Sums and counts of one signature: offices that are in the same groups in the same year.
struct Sums {
    n_cells: usize,
    sums: Vec<i128>,
    /// Filings that have the cell, and those of them whose cell is no number.
    present: Vec<u64>,
    blank: Vec<u64>,
    filings: Vec<u64>,
}

impl Sums {
    fn new(n_signatures: usize, n_cells: usize) -> Sums {
        let size = n_signatures * n_cells;
        Sums {
            n_cells,
            sums: vec![0; size],
            present: vec![0; size],
            blank: vec![0; size],
            filings: vec![0; n_signatures],
        }
    }

    fn add(&mut self, signature: usize, cells: &[i64]) {
        let start = signature * self.n_cells;
        for (sum, cell) in self.sums[start..].iter_mut().zip(cells) {
            *sum += i128::from(*cell);
        }
    }

    fn count(&mut self, filings: &[&Filing], groups: &[u32], cells: &[CellIx]) {
        for group in groups {
            self.filings[*group as usize] += 1;
        }
        let n_cells = self.n_cells;
        let counted: Vec<(Vec<u64>, Vec<u64>)> = cells
            .par_iter()
            .map(|cell| {
                let mut present = vec![0; self.filings.len()];
                let mut blank = vec![0; self.filings.len()];
                for (filing, group) in filings.iter().zip(groups) {
                    if filing.cells.has(*cell) {
                        present[*group as usize] += 1;
                        blank[*group as usize] += u64::from(filing.cells.get(*cell).number().is_none());
                    }
                }
                (present, blank)
            })
            .collect();
        for (at, (present, blank)) in counted.iter().enumerate() {
            for group in 0..self.filings.len() {
                self.present[group * n_cells + at] += present[group];
                self.blank[group * n_cells + at] += blank[group];
            }
        }
    }
}

/// A row of the rollup before its cells are known.
pub(crate) struct Outline {
    pub kind: GroupKind,
    pub group: String,
    pub year: Year,
    pub expected: u64,
}

fn fill(row: Outline, sums: &Sums, signatures: &[Signature], cells: &[CellIx], context: &Context<'_>) -> RollupRow {
    let members: Vec<usize> =
        (0..signatures.len()).filter(|at| signatures[*at].is_in(row.kind, &row.group, row.year, context)).collect();
    let filings = members.iter().map(|at| sums.filings[*at]).sum();
    let cells = cells
        .iter()
        .enumerate()
        .filter_map(|(cell_at, cell)| {
            let at = |signature: &usize| signature * sums.n_cells + cell_at;
            let coverage = Coverage {
                filings: members.iter().map(|signature| sums.present[at(signature)]).sum(),
                expected: row.expected,
                blanks: members.iter().map(|signature| sums.blank[at(signature)]).sum(),
            };
            let sum = members.iter().map(|signature| sums.sums[at(signature)]).sum();
            (coverage.filings > 0).then_some((*cell, sum, coverage))
        })
        .collect();
    RollupRow { kind: row.kind, group: row.group, year: row.year, filings, expected: row.expected, cells }
}
