//! Filings → sums over city, district and kind of office, each with its coverage.
//!
//! Every office is counted once in a group: where a consolidated filing is there, the filings it already
//! contains are left out. Nothing is estimated for what is missing; coverage says how much that is.

mod check;
mod groups;

use std::collections::{BTreeMap, BTreeSet};

use polars::prelude::PolarsError;

use crate::frame::{self, BATCH, Batch};
use crate::model::{
    CellIx, Coverage, Filing, Finding, GroupKind, Pipeline, Register, Rollup, RollupRow, State, Tally, Year,
};
use crate::rollup::groups::{Membership, Signature};

/// What rolling up needs to know.
pub struct RollupContext<'a> {
    /// The rules that a rollup has to obey as well.
    pub pipeline: &'a Pipeline,
    /// Who belongs to which group, and who stands above whom.
    pub register: &'a Register,
}

/// The sums, and what is to be said about them.
pub struct RolledUp {
    /// By kind of group, name and year.
    pub rollup: Rollup,
    /// Gaps of the sums, and filings that would count twice.
    pub findings: Vec<Finding>,
    /// For every filing whether the sums over everybody count it.
    pub counted: Vec<bool>,
    /// Of the rules that only a rollup can be asked.
    pub tallies: BTreeMap<crate::model::RuleIx, Tally>,
}

/// Takes each batch of columns when its sums are done, with the filings in it.
pub type Sink<'a, E> = dyn FnMut(&[&Filing], Batch) -> Result<(), E> + 'a;

/// Sums the filings; `cells` are those that some filing has. The columns are made once: what else needs them
/// gets them through the sink.
pub fn roll_up<E: From<PolarsError>>(
    filings: &[&Filing],
    cells: &[CellIx],
    context: &RollupContext<'_>,
    sink: &mut Sink<'_, E>,
) -> Result<RolledUp, E> {
    let membership = Membership::of(filings, context.register);
    let signatures = &membership.signatures;
    let catalogue = &context.pipeline.catalogue;
    let adds: Vec<bool> = cells.iter().map(|cell| catalogue.cell(*cell).adds).collect();
    let mut sums = SignatureSums::new(signatures.len(), cells.len());
    frame::each_batch(filings, cells, catalogue, |at, batch| {
        let rows = at * BATCH..((at + 1) * BATCH).min(filings.len());
        let groups = &membership.of_filing[rows.clone()];
        for (group, cells) in batch.sums(groups, &adds)? {
            sums.add(group as usize, &cells);
        }
        sums.count(groups, &batch);
        sink(&filings[rows], batch)
    })?;
    let years: BTreeSet<Year> = filings.iter().map(|filing| filing.year).collect();
    let rows = membership.rows(&years, context);
    let rollup = Rollup { rows: rows.into_iter().map(|row| fill(row, &sums, signatures, cells, context)).collect() };
    let (findings, tallies) = check::rollup(&rollup, filings, &membership, context);
    let is_counted = |signature: &u32| signatures[*signature as usize].is_in_all();
    let counted = membership.of_filing.iter().map(is_counted).collect();
    Ok(RolledUp { rollup, findings, counted, tallies })
}

/// Sums and counts of one signature: offices that are in the same groups in the same year.
struct SignatureSums {
    n_cells: usize,
    sums: Vec<i128>,
    /// Filings that have no such cell, those whose cell is no number, and those whose cell could not be bound.
    absent: Vec<u64>,
    blank: Vec<u64>,
    unread: Vec<u64>,
    filings: Vec<u64>,
}

impl SignatureSums {
    fn new(n_signatures: usize, n_cells: usize) -> SignatureSums {
        let size = n_signatures * n_cells;
        SignatureSums {
            n_cells,
            sums: vec![0; size],
            absent: vec![0; size],
            blank: vec![0; size],
            unread: vec![0; size],
            filings: vec![0; n_signatures],
        }
    }

    fn add(&mut self, signature: usize, cells: &[i64]) {
        let start = signature * self.n_cells;
        for (sum, cell) in self.sums[start..].iter_mut().zip(cells) {
            *sum += i128::from(*cell);
        }
    }

    fn count(&mut self, groups: &[u32], batch: &Batch) {
        for group in groups {
            self.filings[*group as usize] += 1;
        }
        for (row, cell, state) in &batch.gaps {
            let at = groups[*row as usize] as usize * self.n_cells + *cell as usize;
            match state {
                State::NotInSource => self.absent[at] += 1,
                State::Unread => self.unread[at] += 1,
                State::Blank | State::NotApplicable | State::BelowLimit | State::Unreadable => self.blank[at] += 1,
            }
        }
    }
}

/// A row of the rollup before its cells are known.
pub(crate) struct PlannedRow {
    pub kind: GroupKind,
    pub group: String,
    pub year: Year,
    pub expected: u64,
}

fn fill(
    row: PlannedRow,
    sums: &SignatureSums,
    signatures: &[Signature],
    cells: &[CellIx],
    context: &RollupContext<'_>,
) -> RollupRow {
    let members: Vec<usize> =
        (0..signatures.len()).filter(|at| signatures[*at].is_in(row.kind, &row.group, row.year, context)).collect();
    let filings: u64 = members.iter().map(|at| sums.filings[*at]).sum();
    let cells = cells
        .iter()
        .enumerate()
        .filter(|(_, cell)| context.pipeline.catalogue.cell(**cell).adds)
        .filter_map(|(cell_at, cell)| {
            let at = |signature: &usize| signature * sums.n_cells + cell_at;
            let all = |counts: &[u64]| members.iter().map(|signature| counts[at(signature)]).sum::<u64>();
            let (unread, blanks) = (all(&sums.unread), all(&sums.blank));
            let filings = filings - all(&sums.absent) - unread;
            let coverage = Coverage { filings, expected: row.expected, blanks, unread };
            let sum = members.iter().map(|signature| sums.sums[at(signature)]).sum();
            (coverage.filings + unread > 0).then_some((*cell, sum, coverage))
        })
        .collect();
    RollupRow { kind: row.kind, group: row.group, year: row.year, filings, expected: row.expected, cells }
}
