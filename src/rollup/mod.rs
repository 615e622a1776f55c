//! Filings → sums over the city, districts and kinds of office, each with its coverage.
//!
//! Within a group every office is counted once: if a consolidated filing is included, the filings
//! it contains are not. A station that files 70 while the bureau above it files a consolidated 120
//! is counted like this:
//!
//! ```text
//! filing                      city   district (the same)   kind
//! bureau, consolidated, 120   yes    yes                   yes, in the sum over bureaus
//! station, own, 70            no     no                    yes, in the sum over stations
//! ```
//!
//! Missing filings are not estimated; [`Coverage`] says how many there are.
//!
//! Filings with the same groups and year share a signature. Columns are summed per signature first,
//! and a row of the rollup adds up the signatures that belong to it, so that each figure is read
//! once however many groups it counts in.

mod check;
mod groups;

use std::collections::{BTreeMap, BTreeSet};

use crate::frame::{self, BATCH, Batch};
use crate::model::{
    CellIx, Coverage, Filing, Finding, GroupKind, Pipeline, Register, Rollup, RollupRow, State, Tally, Year,
};
use crate::rollup::groups::Membership;

/// What a rollup needs besides the filings.
pub struct RollupContext<'a> {
    /// The catalogue, and the rules: most of them hold for sums as well.
    pub pipeline: &'a Pipeline,
    /// Says which groups an office belongs to and who is above it.
    pub register: &'a Register,
}

/// A rollup and what was found while making it.
pub struct RolledUp {
    /// In order of kind of group, name and year.
    pub rollup: Rollup,
    /// Rules that the sums break.
    pub findings: Vec<Finding>,
    /// For each filing, whether the sums of the city, of its district and of its kind of office
    /// include it, in the order of [`GroupKind::ALL`].
    pub counted: Vec<[bool; 3]>,
    /// Results of the rules that are checked on rollups.
    pub tallies: BTreeMap<crate::model::RuleIx, Tally>,
}

/// Receives each batch of columns after it has been summed, with its filings.
pub type Sink<'a, E> = dyn FnMut(&[&Filing], Batch) -> Result<(), E> + 'a;

/// Sums the filings. `cells` are the cells to sum, usually all that occur.
///
/// The filings are transposed into columns only once; `sink` receives the columns, to write
/// `filings.parquet` from them. An error of `sink` ends the rollup.
pub fn roll_up<E>(
    filings: &[&Filing],
    cells: &[CellIx],
    context: &RollupContext<'_>,
    sink: &mut Sink<'_, E>,
) -> Result<RolledUp, E> {
    let membership = Membership::of(filings, context.register);
    let signatures = &membership.signatures;
    let mut sums = SignatureSums::new(signatures.len(), cells);
    frame::each_batch(filings, cells, |at, batch| {
        let rows = at * BATCH..((at + 1) * BATCH).min(filings.len());
        let groups = &membership.of_filing[rows.clone()];
        sums.add(groups, &batch);
        sums.count(groups, &batch);
        sink(&filings[rows], batch)
    })?;
    let years: BTreeSet<Year> = filings.iter().map(|filing| filing.year).collect();
    let rows = membership.rows(&years, context);
    let rollup = Rollup { rows: rows.into_iter().map(|row| sums.fill(row, &membership, context)).collect() };
    let (findings, tallies) = check::rollup(&rollup, &membership, context);
    let counted = membership.of_filing.iter().map(|signature| signatures[*signature as usize].counted).collect();
    Ok(RolledUp { rollup, findings, counted, tallies })
}

/// Sums and counts by signature, each as one flat array of `column * n_signatures + signature`, so
/// that the sums of one column lie together while it is added.
struct SignatureSums<'a> {
    /// The cells that are summed. A column is a position among them.
    cells: &'a [CellIx],
    n_signatures: usize,
    /// In the smallest unit of each cell.
    sums: Vec<i128>,
    /// Number of filings whose form lacks the cell.
    absent: Vec<u64>,
    /// Number of filings with the cell but no number in it; counted as 0.
    blank: Vec<u64>,
    /// Number of filings whose printed figure could not be assigned to the cell.
    unread: Vec<u64>,
    /// Number of filings by signature.
    filings: Vec<u64>,
}

impl<'a> SignatureSums<'a> {
    fn new(n_signatures: usize, cells: &'a [CellIx]) -> SignatureSums<'a> {
        let size = n_signatures * cells.len();
        SignatureSums {
            cells,
            n_signatures,
            sums: vec![0; size],
            absent: vec![0; size],
            blank: vec![0; size],
            unread: vec![0; size],
            filings: vec![0; n_signatures],
        }
    }

    /// Adds the figures of a batch. `groups` has the signature of each row.
    fn add(&mut self, groups: &[u32], batch: &Batch) {
        for (sums, column) in self.sums.chunks_exact_mut(self.n_signatures.max(1)).zip(batch.columns()) {
            for (signature, figure) in groups.iter().zip(column) {
                sums[*signature as usize] += i128::from(*figure);
            }
        }
    }

    /// Counts the filings of a batch and their cells without a number. `groups` has the signature
    /// of each row.
    fn count(&mut self, groups: &[u32], batch: &Batch) {
        for group in groups {
            self.filings[*group as usize] += 1;
        }
        for (row, cell, state) in &batch.gaps {
            let at = *cell as usize * self.n_signatures + groups[*row as usize] as usize;
            match state {
                State::NotInSource => self.absent[at] += 1,
                State::Unread => self.unread[at] += 1,
                State::Blank | State::NotApplicable | State::BelowLimit | State::Unreadable => self.blank[at] += 1,
            }
        }
    }

    /// Adds up the signatures that belong to the row, cell by cell, with the coverage of each. A cell
    /// that occurs in none of its filings is left out.
    fn fill(&self, row: PlannedRow, membership: &Membership<'_>, context: &RollupContext<'_>) -> RollupRow {
        let signatures = membership.signatures.iter().enumerate();
        let members: Vec<usize> = signatures
            .filter(|(_, signature)| signature.is_in(row.kind, &row.group, row.year, context))
            .map(|(at, _)| at)
            .collect();
        let filings: u64 = members.iter().map(|at| self.filings[*at]).sum();
        let adds = |cell: CellIx| context.pipeline.catalogue.cell(cell).adds;
        let cells = self.cells.iter().enumerate().filter(|(_, cell)| adds(**cell)).filter_map(|(column, cell)| {
            let at = |signature: &usize| column * self.n_signatures + signature;
            let all = |counts: &[u64]| members.iter().map(|signature| counts[at(signature)]).sum::<u64>();
            let (unread, blanks) = (all(&self.unread), all(&self.blank));
            let filings = filings - all(&self.absent) - unread;
            let coverage = Coverage { filings, expected: row.expected, blanks, unread };
            let sum = members.iter().map(|signature| self.sums[at(signature)]).sum();
            (coverage.filings + unread > 0).then_some((*cell, sum, coverage))
        });
        RollupRow {
            cells: cells.collect(),
            kind: row.kind,
            group: row.group,
            year: row.year,
            filings,
            expected: row.expected,
        }
    }
}

/// A row of the rollup whose cells have not been filled in yet.
pub(crate) struct PlannedRow {
    pub kind: GroupKind,
    pub group: String,
    pub year: Year,
    /// Number of offices due to file.
    pub expected: u64,
}
