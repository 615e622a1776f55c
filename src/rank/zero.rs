//! A count that is 0 although the office's other years are not: a form left at zero, or decisions
//! that vanish.
//!
//! - Formula: `P(0) = (r/(r+m))^r` from [`crate::rank::history`], mixed over its ways. With π the
//!   share of filings that are zero without cause, `lfdr = (1−π) P(0) / ((1−π) P(0) + π)`. π is
//!   estimated from the zeros beyond the expected ones,
//!   `(max(0, observed − Σ P(0)) + 100 π₀) / (n + 100)`, where π₀ is declared.
//! - Source: zero-inflated negative binomial (Lambert 1992), empirical Bayes (Efron 2010).
//! - Unit: as the count.
//!
//! ```text
//! 2021: 40   2022: 44   2023: 0     P(0) tiny: listed
//! 2021: 1    2022: 2    2023: 0     P(0) = .3: ordinary
//! ```

use crate::model::Skip;
use crate::rank::history::References;
use crate::rank::judged::{CANDIDATE, Judged};
use crate::rank::volume::{OfCount, WeighedCount};

/// The declared share has the weight of this many filings.
const PRIOR: f64 = 100.0;

/// Judges every filing, but lists only those with a count of 0.
pub(super) fn judge(applied: &OfCount<'_>) -> Judged {
    let corpus = applied.corpus;
    let history = applied.history();
    let mut judged = Judged::default();
    let mut zeros: Vec<(usize, References)> = Vec::new();
    let (mut n, mut expected) = (0.0, 0.0);
    for office in corpus.offices() {
        for filing in office.clone().filter(|filing| corpus.is_judged(*filing)) {
            let references = history.readings.get(filing).and_then(|_| history.references(corpus, office, filing));
            let (count, references) = match (history.readings.get(filing), references) {
                (Ok(count), Ok(references)) if references.largest() >= applied.thresholds.least => (count, references),
                (Ok(_), Ok(_)) => {
                    judged.skip(Skip::TooSmall);
                    continue;
                }
                (Err(why), _) | (_, Err(why)) => {
                    judged.skip(why);
                    continue;
                }
            };
            judged.add(None);
            n += 1.0;
            let way = references.pooled();
            let size = way.size(history.mixture.inner);
            expected += (size / (size + way.mean)).powf(size);
            if count == 0 {
                zeros.push((filing, references));
            }
        }
    }
    let share = excess(zeros.len() as f64, expected, n, applied.thresholds.contamination);
    for (filing, references) in zeros {
        let prediction = history.prediction(&references);
        let ordinary = (1.0 - share) * prediction.ln_ordinary(0.0).exp();
        let lfdr = ordinary / (ordinary + share);
        if lfdr < CANDIDATE {
            let found = WeighedCount { filing, count: 0.0, lfdr };
            judged.candidates.push(applied.candidate(&found, &references, &prediction));
        }
    }
    judged
}

/// The share of filings beyond the expected ones, drawn towards the declared share.
pub(crate) fn excess(observed: f64, expected: f64, n: f64, declared: f64) -> f64 {
    ((observed - expected).max(0.0) + PRIOR * declared) / (n + PRIOR)
}
