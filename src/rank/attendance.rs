//! Years without a filing between years with one, and filings sent in again and again.
//!
//! - Formula: no filing for a year although the office filed before and after it, where no register says who has
//!   to file (with one the rule for missing filings says it); two filings of the same year that differ in at least
//!   `years` of the years.
//! - Source: the regulation asks for one report a year; how punctual an office is, no dated input tells.
//! - Unit: years.

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
        let mut years = office.clone().map(|filing| corpus.filings[filing].year.0);
        let (Some(first), Some(last)) = (years.clone().next(), years.next_back()) else { continue };
        let filed = |year: u16| office.clone().any(|filing| corpus.filings[filing].year.0 == year);
        let gaps = (first..last).filter(|year| !corpus.register.given && !filed(*year)).map(Year);
        for gap in gaps.filter(|gap| corpus.years.contains(gap)) {
            let message = Message::new("anomaly.gap").with("year", gap.0);
            judged.findings.push(applied.of_year(office.start, gap, message));
        }
        let sent = again.get(&corpus.filings[office.start].office).copied().unwrap_or_default();
        if f64::from(sent) >= applied.thresholds.years {
            let message = Message::new("anomaly.again").with("n", sent);
            let year = corpus.filings[office.end - 1].year;
            judged.findings.push(applied.of_year(office.start, year, message));
        }
    }
    judged
}

/// The filings of each office, of whatever scope, as positions.
fn offices(corpus: &Corpus<'_>) -> Vec<Range<usize>> {
    let mut offices = Vec::new();
    let mut start = 0;
    for filings in corpus.filings.chunk_by(|a, b| a.office == b.office) {
        offices.push(start..start + filings.len());
        start += filings.len();
    }
    offices
}

/// In how many years each office has filed twice; there is one finding for each. The same figures once more are a note,
/// and no reproach.
fn again(corpus: &Corpus<'_>) -> BTreeMap<OfficeIx, u32> {
    let mut again = BTreeMap::new();
    let duplicate = corpus.pipeline.fact(FactKind::Duplicate);
    for finding in
        corpus.findings.iter().filter(|finding| Some(finding.rule) == duplicate && finding.severity != Severity::Note)
    {
        if let Subject::Office(office) = finding.subject {
            *again.entry(office).or_default() += 1;
        }
    }
    again
}

impl OfYears<'_> {
    /// A finding about an office and a year, for which there may be no filing.
    fn of_year(&self, filing: usize, year: Year, message: Message) -> Finding {
        Finding { year, place: None, ..self.finding(filing, message, &[]) }
    }
}
