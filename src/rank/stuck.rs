//! Cases that stay pending year after year while none is closed.
//!
//! - Formula: in `years` filings one after the other at least `least` cases are pending, never fewer than the
//!   year before, and none is closed.
//! - Source: the law's terms (a court decides within six months, a reconsideration body within ninety days).
//! - Unit: cases. No chance is given: the figures say it all.

use crate::model::{Finding, Labelled, Message, Pending, Skip, StuckThresholds};
use crate::rank::Applied;
use crate::rank::judged::Judged;

type OfPending<'a> = Applied<'a, Pending, StuckThresholds>;

/// Judges every filing.
pub(super) fn judge(applied: &OfPending<'_>) -> Judged {
    let OfPending { cells, thresholds, corpus, .. } = applied;
    let mut judged = Judged::default();
    let (pendings, closings) = (corpus.column(&cells.pending), corpus.column(&cells.closed));
    for office in corpus.offices() {
        // How many filings in a row nothing has moved, and what was pending in the last of them.
        let (mut still, mut last) = (0u32, 0);
        for filing in office.clone() {
            let read = pendings.get(filing).and_then(|pending| closings.get(filing).map(|closed| (pending, closed)));
            let follows = corpus.year_before(office, filing).is_some();
            still = match read {
                Ok((pending, 0)) if pending as f64 >= thresholds.least => {
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
                Ok((pending, _)) if f64::from(still) >= thresholds.years => {
                    judged.tally.failed += 1;
                    judged.findings.push(applied.still_pending(filing, pending, still));
                }
                Ok(_) => judged.tally.held += 1,
            }
        }
    }
    judged
}

impl OfPending<'_> {
    fn still_pending(&self, filing: usize, pending: i64, years: u32) -> Finding {
        let message = Message::new("anomaly.stuck").with("name", Labelled::Observed(self.method.rule));
        self.finding(filing, message.with("n", pending).with("years", years), &self.cells.pending)
    }
}
