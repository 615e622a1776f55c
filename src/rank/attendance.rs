//! Years without a filing between years with one, and offices that file twice again and again.
//!
//! - Formula: no filing for a year although the office filed before and after it, if no register
//!   says who has to file (with a register the rule about missing filings reports it); two
//!   different filings for the same year, in at least `years` years.
//! - Source: the regulation requires one report a year. The input has no dates of arrival, so
//!   nothing is known about punctuality.
//! - Unit: years.
//!
//! ```text
//! 2020  2021  2022  2023
//! filed –     filed filed     a gap in 2021: one finding
//! 2×    2×    2×    filed     three years filed twice: one finding, if `years` is at most 3
//! ```

use std::collections::BTreeMap;
use std::ops::Range;

use crate::model::{AttendanceThresholds, FactKind, Finding, Message, NoCells, OfficeIx, Severity, Subject, Year};
use crate::rank::Applied;
use crate::rank::corpus::Corpus;
use crate::rank::judged::Judged;

type OfYears<'a> = Applied<'a, NoCells, AttendanceThresholds>;

/// Judges every office.
pub(super) fn judge(applied: &OfYears<'_>) -> Judged {
    let corpus = applied.corpus;
    let mut judged = Judged::default();
    let again = again(corpus);
    for office in offices(corpus) {
        judged.tally.held += 1;
        let mut years = office.clone().map(|filing| corpus.material.filings[filing].year.0);
        let (Some(first), Some(last)) = (years.clone().next(), years.next_back()) else { continue };
        let filed = |year: u16| office.clone().any(|filing| corpus.material.filings[filing].year.0 == year);
        let gaps = (first..last).filter(|year| !corpus.material.register.given && !filed(*year)).map(Year);
        for gap in gaps.filter(|gap| corpus.material.years.contains(gap)) {
            let message = Message::new("anomaly.gap").with("year", gap.0);
            judged.findings.push(applied.of_year(office.start, gap, message));
        }
        let sent = again.get(&corpus.material.filings[office.start].office).copied().unwrap_or_default();
        if f64::from(sent) >= applied.thresholds.years {
            let message = Message::new("anomaly.again").with("n", sent);
            let year = corpus.material.filings[office.end - 1].year;
            judged.findings.push(applied.of_year(office.start, year, message));
        }
    }
    judged
}

/// Positions of the filings of each office, whatever their scope.
fn offices(corpus: &Corpus<'_>) -> Vec<Range<usize>> {
    let mut offices = Vec::new();
    let mut start = 0;
    for filings in corpus.material.filings.chunk_by(|a, b| a.office == b.office) {
        offices.push(start..start + filings.len());
        start += filings.len();
    }
    offices
}

/// Number of years in which each office filed twice with different figures. Filing the same figures
/// twice is only noted by the rule and does not count.
fn again(corpus: &Corpus<'_>) -> BTreeMap<OfficeIx, u32> {
    let mut again = BTreeMap::new();
    let duplicate = corpus.material.pipeline.fact(FactKind::Duplicate);
    for finding in corpus
        .material
        .findings
        .iter()
        .filter(|finding| Some(finding.rule) == duplicate && finding.severity != Severity::Note)
    {
        if let Subject::Office(office) = finding.subject {
            *again.entry(office).or_default() += 1;
        }
    }
    again
}

impl OfYears<'_> {
    /// A finding about an office and a year. There may be no filing for that year, so it has no
    /// place.
    fn of_year(&self, filing: usize, year: Year, message: Message) -> Finding {
        Finding { year, place: None, ..self.finding(filing, message, &[]) }
    }
}
