//! Repairs of all filings that need them: corpus first, then every office on its own.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rayon::prelude::*;

use crate::check::{self, Reading, View};
use crate::localize::board::Board;
use crate::localize::corpus::{Census, Prior};
use crate::localize::evidence::{self, Evidence};
use crate::localize::habits::Habits;
use crate::localize::{self, Case, Desk};
use crate::model::{
    Check, FactKind, Filing, Finding, FormIx, OfficeIx, Outcome, Pipeline, Repair, Scope, SlipPrices, Subject, When,
    Year,
};
use crate::run::events::{Listener, Stage};

/// Sound filings that are asked what is usual.
const ASKED: usize = 4000;
/// Steps of all searches in filings of which many laws are broken, together.
const STEPS: usize = 1_000_000;
/// Filings handed to a thread at a time.
const CHUNK: usize = 64;

type Boards = BTreeMap<Arc<[Option<FormIx>]>, Board>;

/// What the search for repairs needs for every filing: the rules, the filings, and one board for each set of tables.
struct RepairJob<'a> {
    pipeline: &'a Pipeline,
    filings: &'a [Filing],
    boards: Boards,
}

/// The likeliest repairs of every filing with broken arithmetic or an unreadable figure, in order of filings.
pub(super) fn all(
    filings: &[Filing],
    findings: &[Finding],
    pipeline: &Pipeline,
    listener: &dyn Listener,
) -> Vec<Repair> {
    let mut needing = needing(filings, findings, pipeline);
    // A published total is mended where its parts are.
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

/// How many filings have so many broken laws that their searches are kept short.
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

/// Filings with a broken law of their own, or with an unreadable figure.
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

    /// Puts together what is known of a filing; one whose tables have no board is passed over.
    fn with(&self, at: usize, work: impl FnOnce(&Case<'_>)) {
        let filing = &self.filings[at];
        let Some(board) = self.boards.get(&filing.tables) else { return };
        let outcomes = outcomes(self.pipeline, board, filing);
        let evidence = self.evidence(at, board);
        work(&Case { board, filing, outcomes: &outcomes, evidence: &evidence });
    }

    /// What the office's filings of the years before and after say.
    fn evidence(&self, at: usize, board: &Board) -> Vec<Evidence> {
        let filing = &self.filings[at];
        let of_year = |other: &&Filing, by: i32| {
            (other.office, other.scope) == (filing.office, filing.scope)
                && i32::from(other.year.0) == i32::from(filing.year.0) + by
        };
        let before = at.checked_sub(1).and_then(|at| self.filings.get(at)).filter(|other| of_year(other, -1));
        let after = self.filings.get(at + 1).filter(|other| of_year(other, 1));
        evidence::of(self.pipeline, board, filing, before, after)
    }
}

/// What the laws of a board say of a filing.
fn outcomes(pipeline: &Pipeline, board: &Board, filing: &Filing) -> Vec<Outcome> {
    let mut reading = Reading::default();
    reading.read(filing, None);
    let view = View { now: &reading, before: None, below: None };
    let said = |law: &localize::board::Law| match &pipeline.rule(law.at.rule).check {
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
    board.laws.iter().map(said).collect()
}
