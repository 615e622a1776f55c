//! A count compared with the same office's other years.
//!
//! - Formula: [`crate::rank::history`], f₁ with the dispersion φ₁ instead of φ; the local
//!   false-discovery rate of the two. Filings are skipped if neither the count nor any other year
//!   reaches `least`.
//! - Source: negative-binomial prediction with gamma discounting (West and Harrison 1997; Harvey
//!   and Fernandes 1989), two-component mixture (Efron 2010).
//! - Unit: filings a year, or whatever is counted; `expected`, `low` and `high` in the same unit.

use crate::model::{Count, CountThresholds, Message, Side, Skip};
use crate::rank::Applied;
use crate::rank::counts::{interval, mid_p};
use crate::rank::history::{History, Prediction, References};
use crate::rank::judged::{CANDIDATE, Candidate, Judged};

/// A method that compares a count with the office's other years.
pub(super) type OfCount<'a> = Applied<'a, Count, CountThresholds>;

/// Judges every filing.
pub(super) fn judge(applied: &OfCount<'_>) -> Judged {
    let corpus = applied.corpus;
    let history = applied.history();
    let mut judged = Judged::default();
    for office in corpus.offices() {
        for filing in office.clone().filter(|filing| corpus.is_judged(*filing)) {
            let references = history.readings.get(filing).and_then(|_| history.references(corpus, office, filing));
            match (history.readings.get(filing), references) {
                (Ok(count), Ok(references)) if references.largest().max(count as f64) >= applied.thresholds.least => {
                    judged.add(weigh(
                        WeighedCount { filing, count: count as f64, lfdr: 1.0 },
                        &references,
                        &history,
                        applied,
                    ));
                }
                (Ok(_), Ok(_)) => judged.skip(Skip::TooSmall),
                (Err(why), _) | (_, Err(why)) => judged.skip(why),
            }
        }
    }
    judged
}

/// Compares one count. Zeros are left to the method that looks for them.
fn weigh(
    found: WeighedCount,
    references: &References,
    history: &History<'_>,
    applied: &OfCount<'_>,
) -> Option<Candidate> {
    if found.count == 0.0 || history.is_near(found.count, references) {
        return None;
    }
    let prediction = history.prediction(references);
    let found = WeighedCount { lfdr: prediction.ordinary(found.count), ..found };
    (found.lfdr < CANDIDATE).then(|| applied.candidate(&found, references, &prediction))
}

/// A count of a filing, and how likely it is ordinary given the office's other years.
pub(super) struct WeighedCount {
    /// Position in the corpus.
    pub(super) filing: usize,
    pub(super) count: f64,
    /// Probability that the count is ordinary.
    pub(super) lfdr: f64,
}

impl<'a> OfCount<'a> {
    /// The count of all filings, and what is ordinary for it.
    pub(super) fn history(&self) -> History<'a> {
        History::of(self.corpus, &self.cells.count, self.thresholds.mixture())
    }

    /// The candidate with its figures and the other years in words.
    pub(super) fn candidate(
        &self,
        found: &WeighedCount,
        references: &References,
        prediction: &Prediction,
    ) -> Candidate {
        let (low, high) = interval(|x| prediction.up_to(x), f64::from(u32::MAX));
        let others = references.by_year().into_iter().map(|reference| (reference.year, reference.value));
        let sentence = if found.count == 0.0 { "anomaly.zero" } else { "anomaly.volume" };
        Candidate {
            filing: found.filing,
            lfdr: found.lfdr,
            p: mid_p(prediction.up_to(found.count - 1.0), prediction.up_to(found.count), Side::Both),
            observed: found.count,
            expected: prediction.mean(),
            low,
            high,
            cells: self.cells.count.clone(),
            message: Message::new(sentence).with("years", self.years(others)),
        }
    }
}
