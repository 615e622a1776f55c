//! What a method says: of each filing that it is ordinary, that it may not be, or why it cannot tell.

use crate::model::{CellIx, Finding, Message, Skip, Tally};

/// A filing that may not be ordinary, with the figures that say so.
#[derive(Clone, Debug)]
pub struct Candidate {
    /// Position in the corpus.
    pub filing: usize,
    /// The chance that it is ordinary, by this method alone.
    pub lfdr: f64,
    /// The chance of a figure so far from the expected one, if it is ordinary.
    pub p: f64,
    /// What was filed.
    pub observed: f64,
    /// What was to be expected.
    pub expected: f64,
    /// One ordinary figure in twenty lies below this.
    pub low: f64,
    /// One ordinary figure in twenty lies above this.
    pub high: f64,
    /// The cells of the figure.
    pub cells: Vec<CellIx>,
    /// What is to be said, without the figures common to all methods.
    pub message: Message,
}

/// A filing that is more likely ordinary than not is no candidate.
pub(crate) const CANDIDATE: f64 = 0.5;

/// Everything one method said.
#[derive(Clone, Debug, Default)]
pub struct Judged {
    /// In order of filings.
    pub candidates: Vec<Candidate>,
    /// What needs no weighing against other methods, such as remarks about groups.
    pub findings: Vec<Finding>,
    /// `held` counts every filing judged; those listed become `failed` when the list is made.
    pub tally: Tally,
}

impl Judged {
    /// Counts a filing that could not be judged.
    pub fn skip(&mut self, why: Skip) {
        self.tally.skip(why, 1);
    }

    /// Counts a filing that was judged, and keeps it if it may not be ordinary.
    pub fn add(&mut self, candidate: Option<Candidate>) {
        self.tally.held += 1;
        self.candidates.extend(candidate.filter(|candidate| candidate.lfdr < CANDIDATE));
    }
}
