//! Cases that stay pending year after year while none is closed.
//!
//! - Formula: in `years` filings one after the other at least `least` cases are pending, never fewer than the
//!   year before, and none is closed.
//! - Source: the law's terms (a court decides within six months, a reconsideration body within ninety days).
//! - Unit: cases. No chance is given: the figures say it all.

use crate::model::{Finding, Labelled, Message, Method, Skip};
use crate::rank::Context;
use crate::rank::corpus::Corpus;
use crate::rank::judged::Judged;

/// Judges every filing.
pub(crate) fn judge(method: &Method, corpus: &Corpus<'_>, context: &Context<'_>) -> Judged {
    let mut judged = Judged::default();
    let (pendings, closings) = (corpus.column(method.cells("pending")), corpus.column(method.cells("closed")));
    for office in corpus.offices() {
        // How many filings in a row nothing has moved, and what was pending in the last of them.
        let (mut still, mut last) = (0u32, 0);
        for filing in office.clone() {
            let read = pendings.get(filing).and_then(|pending| closings.get(filing).map(|closed| (pending, closed)));
            let follows = corpus.year_before(office, filing).is_some();
            still = match read {
                Ok((pending, 0)) if pending as f64 >= method.threshold("least") => {
                    if follows && pending >= last {
                        still + 1
                    } else {
                        1
                    }
                }
                Ok(_) | Err(_) => 0,
            };
            last = read.map_or(0, |(pending, _)| pending);
            match read {
                _ if !corpus.is_judged(filing) => {}
                Err(why) => judged.skip(why),
                Ok(_) if !follows => judged.skip(Skip::NoLastYear),
                Ok((pending, _)) if f64::from(still) >= method.threshold("years") => {
                    judged.tally.failed += 1;
                    judged.findings.push(finding(filing, pending, still, method, corpus, context));
                }
                Ok(_) => judged.tally.held += 1,
            }
        }
    }
    judged
}

fn finding(
    filing: usize,
    pending: i64,
    still: u32,
    method: &Method,
    corpus: &Corpus<'_>,
    context: &Context<'_>,
) -> Finding {
    let message = Message::new("anomaly.stuck").with("name", Labelled::Observed(method.rule));
    let message = message.with("n", pending).with("years", still);
    context.finding(filing, method, message, method.cells("pending").to_vec(), corpus)
}
