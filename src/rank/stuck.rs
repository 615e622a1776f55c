//! Cases that stay pending year after year while none is closed.
//!
//! - Formula: in `years` successive filings at least `least` cases are pending, never fewer than
//!   the year before, and none is closed.
//! - Source: the law's terms (a court decides within six months, a reconsideration body within
//!   ninety days).
//! - Unit: cases. There is no probability, since the figures speak for themselves.
//!
//! ```text
//! years = 3, least = 2
//! 2021: 4 pending, 0 closed   2022: 4, 0   2023: 6, 0    a finding about 2023
//! 2021: 4 pending, 0 closed   2022: 4, 1   2023: 6, 0    nothing: one was closed
//! ```

use crate::model::{Finding, Labelled, Message, Pending, Skip, StuckThresholds};
use crate::rank::Applied;
use crate::rank::judged::Judged;

/// The method with its cells and thresholds.
type OfPending<'a> = Applied<'a, Pending, StuckThresholds>;

/// Judges every filing. A filing without one for the year before is skipped.
pub(super) fn judge(applied: &OfPending<'_>) -> Judged {
    let OfPending { cells, thresholds, corpus, .. } = applied;
    let mut judged = Judged::default();
    let (pendings, closings) = (corpus.column(&cells.pending), corpus.column(&cells.closed));
    for office in corpus.offices() {
        // Number of successive filings in which nothing moved, and the cases pending in the last.
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
    /// The finding about cases that have been pending for `years` years.
    fn still_pending(&self, filing: usize, pending: i64, years: u32) -> Finding {
        let message = Message::new("anomaly.stuck").with("name", Labelled::Observed(self.method.rule));
        self.finding(filing, message.with("n", pending).with("years", years), &self.cells.pending)
    }
}
