//! The result of a method: which filings are ordinary, which may not be, and why others could not
//! be judged.

use crate::model::{CellIx, Finding, Message, Skip, Tally};

/// A filing that may not be ordinary, with the figures that suggest it.
#[derive(Clone, Debug)]
pub struct Candidate {
    /// Position in the corpus.
    pub filing: usize,
    /// Probability that the filing is ordinary, by this method alone (local false-discovery rate).
    pub lfdr: f64,
    /// Chance of a figure at least this far from the expected one in an ordinary filing.
    pub p: f64,
    /// The figure that was filed.
    pub observed: f64,
    /// The figure that was expected.
    pub expected: f64,
    /// One ordinary figure in twenty lies below this.
    pub low: f64,
    /// One ordinary figure in twenty lies above this.
    pub high: f64,
    /// The cells of the figure.
    pub cells: Vec<CellIx>,
    /// The text of the finding, without the figures common to all methods.
    pub message: Message,
}

/// Candidates have an lfdr below this. The others are more likely ordinary than not.
pub(crate) const CANDIDATE: f64 = 0.5;

/// The whole result of one method, which reports in one of two ways:
///
/// - **Candidates**, if it knows how likely a filing is ordinary (lfdr). [`list`](crate::rank::list())
///   weighs them against those of the other methods, gives each its q, and counts as failed what it
///   lists.
/// - **Findings**, if it has only a p-value (`digits`) or no probability at all (`stuck`). They bypass
///   the list: the method chooses them and counts them itself, each filing as held or failed. In
///   statistics without an lfdr, `lfdr` and `q` are both the q of Benjamini–Hochberg, since the
///   ranking takes 1 − lfdr / `look` for the certainty of a finding about an office.
///
/// `digits` and `attendance` count all that they judge as held, whatever they find: they judge
/// districts and offices, each of which may have several findings.
#[derive(Clone, Debug, Default)]
pub struct Judged {
    /// In order of filings.
    pub candidates: Vec<Candidate>,
    /// Findings that are not weighed against other methods.
    pub findings: Vec<Finding>,
    /// `held` counts every filing judged; candidates become `failed` when they are listed. A method
    /// with findings counts both.
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
