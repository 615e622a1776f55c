//! A count against the same office's other years.
//!
//! - Formula: [`crate::rank::history`], f₁ with the dispersion φ₁ instead of φ; the local false-discovery rate
//!   of the two. Nothing is said where neither the count nor any other year reaches `least`.
//! - Source: negative-binomial prediction with gamma discounting (West and Harrison 1997; Harvey and Fernandes
//!   1989), two-component mixture (Efron 2010).
//! - Unit: filings a year, or whatever is counted; `expected`, `low` and `high` in the same unit.

use crate::model::{Message, Method, Side, Skip};
use crate::rank::corpus::Corpus;
use crate::rank::counts::{interval, mid_p};
use crate::rank::history::{History, Prediction, References};
use crate::rank::judged::{CANDIDATE, Candidate, Judged};
use crate::rank::{Context, years};

/// Judges every filing.
pub(crate) fn judge(method: &Method, corpus: &Corpus<'_>, context: &Context<'_>) -> Judged {
    let declared = context.declared(method);
    let history = History::of(corpus, method.cells("count"), declared, context.pipeline.anomaly.fit);
    let mut judged = Judged::default();
    for office in corpus.offices() {
        for filing in office.clone().filter(|filing| corpus.is_judged(*filing)) {
            let references = history.readings.get(filing).and_then(|_| history.references(corpus, office, filing));
            match (history.readings.get(filing), references) {
                (Ok(count), Ok(references)) if references.largest().max(count as f64) >= method.threshold("least") => {
                    judged.add(weigh(count as f64, filing, &references, &history, method));
                }
                (Ok(_), Ok(_)) => judged.skip(Skip::TooSmall),
                (Err(why), _) | (_, Err(why)) => judged.skip(why),
            }
        }
    }
    judged
}

/// A count of 0 is left to the method that looks for it.
fn weigh(
    count: f64,
    filing: usize,
    references: &References,
    history: &History<'_>,
    method: &Method,
) -> Option<Candidate> {
    if count == 0.0 || history.is_near(count, references) {
        return None;
    }
    let prediction = history.prediction(references);
    let lfdr = prediction.ordinary(count);
    (lfdr < CANDIDATE).then(|| {
        let found = Found { filing, count, lfdr };
        candidate(&found, references, &prediction, method, "anomaly.volume")
    })
}

/// A filing found unlikely by its history.
pub(crate) struct Found {
    pub filing: usize,
    pub count: f64,
    pub lfdr: f64,
}

/// The candidate with its figures and the other years in words.
pub(crate) fn candidate(
    found: &Found,
    references: &References,
    prediction: &Prediction,
    method: &Method,
    sentence: &'static str,
) -> Candidate {
    let (low, high) = interval(|x| prediction.up_to(x), f64::from(u32::MAX));
    let others = references.by_year().into_iter().map(|reference| (reference.year, reference.value));
    Candidate {
        filing: found.filing,
        lfdr: found.lfdr,
        p: mid_p(prediction.up_to(found.count - 1.0), prediction.up_to(found.count), Side::Both),
        observed: found.count,
        expected: prediction.mean(),
        low,
        high,
        cells: method.cells("count").to_vec(),
        message: Message::new(sentence).with("years", years(others, method)),
    }
}
