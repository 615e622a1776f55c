//! Last year's figures filed again.
//!
//! - Formula: every cell is equal to that of the year before; P is the chance that an honest office
//!   repeats itself to the last figure ([`crate::rank::alike`]); lfdr = (1−π) P / ((1−π) P + π),
//!   with π estimated from the repetitions beyond the expected ones as in [`crate::rank::zero`].
//!   Filings below `least` are equal by accident and are not judged.
//! - Source: Dirichlet-multinomial predictive (Minka 2000), empirical Bayes (Efron 2010).
//! - Unit: `observed` is the number of equal figures other than 0; `expected` is 0.
//!
//! ```text
//! 2022: 212 requests in 12 parts    2023: the same in every cell    listed
//! 2022: 1 request, granted          2023: the same in every cell    below `least`: skipped
//! ```

use crate::model::{Message, Skip};
use crate::rank::alike::{Alike, OfReport};
use crate::rank::chance_in_words;
use crate::rank::judged::{CANDIDATE, Candidate, Judged};
use crate::rank::zero::excess;

/// Maximum number of filings for which the chance of repeating itself is computed.
const SAMPLE: usize = 1000;

/// Judges every filing that has one for the year before.
pub(super) fn judge(applied: &OfReport<'_>) -> Judged {
    let OfReport { cells, thresholds, corpus, .. } = applied;
    let alike = Alike::of(applied);
    let mut judged = Judged::default();
    let mut pairs: Vec<(usize, usize)> = Vec::new();
    let volumes = corpus.column(&cells.volume);
    for office in corpus.offices() {
        for filing in office.clone().filter(|filing| corpus.is_judged(*filing)) {
            match corpus.year_before(office, filing) {
                _ if alike.is_unread(&corpus.material.filings[filing]) => judged.skip(Skip::Unread),
                _ if volumes.get(filing).map_or(0.0, |volume| volume as f64) < thresholds.least => {
                    judged.skip(Skip::TooSmall);
                }
                Some(before) => pairs.push((filing, before)),
                None => judged.skip(Skip::NoLastYear),
            }
        }
    }
    judged.tally.held += pairs.len() as u64;
    let chance = |at: usize| {
        let filing = &corpus.material.filings[at];
        alike.ln_after(filing, corpus.group(at), filing).exp()
    };
    let stride = pairs.len().div_ceil(SAMPLE).max(1);
    let sampled = pairs.iter().step_by(stride).map(|(_, before)| chance(*before)).sum::<f64>();
    let same =
        |pair: &&(usize, usize)| alike.is_same(&corpus.material.filings[pair.0], &corpus.material.filings[pair.1]);
    let repeated: Vec<&(usize, usize)> = pairs.iter().filter(same).collect();
    let expected = sampled * stride as f64;
    let share = excess(repeated.len() as f64, expected, pairs.len() as f64, thresholds.contamination);
    for (filing, before) in repeated {
        let p = chance(*filing);
        let lfdr = (1.0 - share) * p / ((1.0 - share) * p + share);
        if lfdr < CANDIDATE {
            judged.candidates.push(Candidate {
                filing: *filing,
                lfdr,
                p,
                observed: alike.figures(&corpus.material.filings[*filing]) as f64,
                expected: 0.0,
                low: 0.0,
                high: 0.0,
                cells: cells.volume.clone(),
                message: Message::new("anomaly.repeated")
                    .with("before", corpus.material.filings[*before].year.0)
                    .with("odds", chance_in_words(p)),
            });
        }
    }
    judged
}
