//! Searches for repairs of all filings that need them, in two passes.
//!
//! ```text
//! census   what is usual in the corpus, learnt from filings without errors      ► Prior
//! pass 1   repairs with the prices of the pipeline                              ► Habits
//! pass 2   repairs with prices adjusted to how these offices mistype            ► the result
//! ```
//!
//! An office that confuses 3 and 8, say, does so more than once; the second pass finds such a slip
//! more likely everywhere. Every filing is searched on its own, so the order of filings and the
//! number of threads do not matter.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rayon::prelude::*;

use crate::check::{self, Reading, View};
use crate::localize::board::Board;
use crate::localize::corpus::{Census, Prior};
use crate::localize::evidence::{Evidence, Years};
use crate::localize::habits::Habits;
use crate::localize::{self, Case, Desk};
use crate::model::{
    Check, FactKind, Filing, Finding, FormIx, OfficeIx, Outcome, Pipeline, Repair, Scope, SlipPrices, Subject, When,
    Year,
};
use crate::run::events::{Listener, Stage};

/// Number of filings, spread evenly over the corpus, from which to learn what is usual.
const ASKED: usize = 4000;
/// Total number of search steps for filings with many broken laws. They share it, so that a corpus
/// full of errors does not take for ever.
const STEPS: usize = 1_000_000;
/// Number of filings handed to a thread at a time.
const CHUNK: usize = 64;

/// The laws prepared for the search, once for every combination of form versions that occurs.
type Boards = BTreeMap<Arc<[Option<FormIx>]>, Board>;

/// What the search for repairs needs for every filing: the rules, the filings, and one board for
/// each set of tables.
struct RepairJob<'a> {
    pipeline: &'a Pipeline,
    /// In order of office and year, so that the neighbours of a filing are the same office's other
    /// years.
    filings: &'a [Filing],
    boards: Boards,
}

/// The likeliest repairs of every filing with broken arithmetic or an unreadable figure, in order
/// of filings.
pub(super) fn all(
    filings: &[Filing],
    findings: &[Finding],
    pipeline: &Pipeline,
    listener: &dyn Listener,
) -> Vec<Repair> {
    let mut needing = needing(filings, findings, pipeline);
    // A published total is wrong because its parts are, so repairs are for these.
    needing.retain(|at| filings[*at].scope != Scope::Total);
    listener.begin(Stage::Localize, 2 * needing.len() as u64);
    if needing.is_empty() {
        return Vec::new();
    }
    let step = filings.len().div_ceil(ASKED).max(1);
    let asked: Vec<usize> = (0..filings.len()).step_by(step).collect();
    let mut boards = Boards::new();
    for at in needing.iter().chain(&asked) {
        let tables = &filings[*at].tables;
        if !boards.contains_key(tables) {
            boards.insert(tables.clone(), Board::of(pipeline, tables));
        }
    }
    let job = RepairJob { pipeline, filings, boards };
    let census = job.census(&asked);
    let mut prior = Prior::fit(&census);
    let n_many = of_many(&needing, filings, findings);
    let share = STEPS.checked_div(n_many).unwrap_or(usize::MAX);
    let given = SlipPrices { steps_of_many: pipeline.localize.steps_of_many.min(share), ..pipeline.localize.clone() };
    let first = job.repairs(&needing, &prior, &given, listener);
    let mut habits = Habits::default();
    first.iter().for_each(|repair| habits.count(repair));
    prior.cells = habits.cells(&census);
    job.repairs(&needing, &prior, &habits.prices(&given), listener)
}

/// Number of filings with at least [`localize::MANY`] broken laws, whose searches are limited.
fn of_many(needing: &[usize], filings: &[Filing], findings: &[Finding]) -> usize {
    let mut broken: BTreeMap<(OfficeIx, Year), usize> = BTreeMap::new();
    for finding in findings.iter().filter(|finding| finding.sums.is_some()) {
        if let Subject::Office(office) = finding.subject {
            *broken.entry((office, finding.year)).or_default() += 1;
        }
    }
    let is_of_many = |at: &&usize| {
        let filing = &filings[**at];
        broken.get(&(filing.office, filing.year)).is_some_and(|n| *n >= localize::MANY)
    };
    needing.iter().filter(is_of_many).count()
}

/// Positions of the filings with a broken law or an unreadable figure.
fn needing(filings: &[Filing], findings: &[Finding], pipeline: &Pipeline) -> Vec<usize> {
    let broken: BTreeSet<(OfficeIx, Year)> = findings
        .iter()
        .filter(|finding| match &pipeline.rule(finding.rule).check {
            Check::Linear { .. } => finding.sums.is_some(),
            Check::Fact(kind) => *kind == FactKind::Readable,
            Check::Conditional { .. }
            | Check::Unique { .. }
            | Check::Usual { .. }
            | Check::Prose
            | Check::Method(_) => false,
        })
        .filter_map(|finding| match finding.subject {
            Subject::Office(office) => Some((office, finding.year)),
            Subject::Group(..) => None,
        })
        .collect();
    let needs = |filing: &Filing| broken.contains(&(filing.office, filing.year));
    (0..filings.len()).filter(|at| needs(&filings[*at])).collect()
}

impl RepairJob<'_> {
    /// Learns what is usual from the given filings, as far as they are without errors.
    fn census(&self, asked: &[usize]) -> Census {
        let parts: Vec<Census> = asked
            .par_chunks(CHUNK)
            .map(|chunk| {
                let mut census = Census::default();
                for at in chunk {
                    self.with(*at, |case| localize::count_sound(case, &mut census));
                }
                census
            })
            .collect();
        let mut census = Census::default();
        parts.iter().for_each(|part| census.add(part));
        census
    }

    /// Searches all given filings with the same prior and prices, in parallel.
    fn repairs(&self, needing: &[usize], prior: &Prior, prices: &SlipPrices, listener: &dyn Listener) -> Vec<Repair> {
        needing
            .par_chunks(CHUNK)
            .flat_map_iter(|chunk| {
                let mut desk = Desk::default();
                let mut repairs = Vec::new();
                for at in chunk {
                    self.with(*at, |case| repairs.extend(localize::filing(case, prior, prices, &mut desk)));
                }
                listener.step(Stage::Localize, chunk.len() as u64);
                repairs
            })
            .collect()
    }

    /// Collects what the search needs about one filing, and hands it to `work`. A filing whose form
    /// versions have no board is skipped.
    fn with(&self, at: usize, work: impl FnOnce(&Case<'_>)) {
        let filing = &self.filings[at];
        let Some(board) = self.boards.get(&filing.tables) else { return };
        let outcomes = outcomes(self.pipeline, board, filing);
        let evidence = self.evidence(at, board);
        work(&Case { board, filing, outcomes: &outcomes, evidence: &evidence });
    }

    /// Evidence from the office's filings of the year before and the year after: a figure far from
    /// both is more likely the wrong one. `at` is the position of the filing.
    fn evidence(&self, at: usize, board: &Board) -> Vec<Evidence> {
        let filing = &self.filings[at];
        let of_year = |other: &&Filing, by: i32| {
            (other.office, other.scope) == (filing.office, filing.scope)
                && i32::from(other.year.0) == i32::from(filing.year.0) + by
        };
        let before = at.checked_sub(1).and_then(|at| self.filings.get(at)).filter(|other| of_year(other, -1));
        let after = self.filings.get(at + 1).filter(|other| of_year(other, 1));
        Years { pipeline: self.pipeline, filing, before, after }.evidence(board)
    }
}

/// Checks the laws of a board on a filing. Laws that look at other years or offices are skipped:
/// they do not say which figure of this filing is wrong.
fn outcomes(pipeline: &Pipeline, board: &Board, filing: &Filing) -> Vec<Outcome> {
    let mut reading = Reading::default();
    reading.read(filing, None);
    let view = View { now: &reading, before: None, below: None };
    let outcome = |law: &localize::board::Law| match &pipeline.rule(law.at.rule).check {
        Check::Linear { blank, .. } if law.linear.terms().all(|term| term.when == When::Now) => {
            check::evaluate(&law.linear, *blank, &view, &pipeline.catalogue)
        }
        Check::Linear { .. }
        | Check::Conditional { .. }
        | Check::Unique { .. }
        | Check::Usual { .. }
        | Check::Prose
        | Check::Method(_)
        | Check::Fact(_) => Outcome::Skipped(crate::model::Skip::NoLastYear),
    };
    board.laws.iter().map(outcome).collect()
}
