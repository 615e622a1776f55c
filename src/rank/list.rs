//! Makes one list of the results of all methods, with a stated share of innocent office-years.
//!
//! 1. Methods that use the same figures are a family. The smallest lfdr among them is that of the
//!    family, since a filing is at most as likely ordinary as its least ordinary figure.
//! 2. Families use different figures. A filing is ordinary if it is so by every family: lfdr is the
//!    product over the families.
//! 3. Filings are put in order of lfdr. The longest beginning of that list whose mean lfdr is at
//!    most `level` is listed; the mean is the share of innocents in it (Efron 2010, 5; Sun and Cai
//!    2007). A filing whose own lfdr is above `doubt` is not listed, however certain the others
//!    are. Further filings, up to a mean of `look`, are noted.
//!
//! ```text
//! level .05, look .15, doubt .2
//!
//! lfdr     .01   .03   .09   .19   .30
//! mean     .01   .02   .043  .08   .124
//!          listed            noted
//! ```

use std::collections::BTreeMap;

use crate::model::{Finding, Labelled, Message, Method, RuleIx, Severity, Statistics, Tally};
use crate::rank::corpus::Corpus;
use crate::rank::judged::{CANDIDATE, Candidate, Judged};
use crate::rank::number;

/// The listed anomalies as findings, and the counts of each method.
#[derive(Debug, Default)]
pub struct Anomalies {
    /// Listed filings have findings with the severity of an anomaly, noted ones are notes.
    pub findings: Vec<Finding>,
    /// By the rule of each method. Listed filings are counted as failed.
    pub tallies: Vec<(RuleIx, Tally)>,
}

/// A filing with the results of all methods that made it a candidate.
struct Suspect {
    /// Its position in the corpus.
    filing: usize,
    /// Probability that it is ordinary by all families.
    lfdr: f64,
    /// Position of the method, and its candidate.
    reasons: Vec<(usize, Candidate)>,
}

/// Makes the list. `judged` has to be in the order of the pipeline's methods.
pub fn list(judged: Vec<Judged>, corpus: &Corpus<'_>) -> Anomalies {
    let methods = &corpus.material.pipeline.methods;
    let levels = &corpus.material.pipeline.anomaly;
    let mut anomalies = Anomalies::default();
    let mut by_filing: BTreeMap<usize, Vec<(usize, Candidate)>> = BTreeMap::new();
    for (at, (method, said)) in methods.iter().zip(judged).enumerate() {
        anomalies.findings.extend(said.findings);
        anomalies.tallies.push((method.rule, said.tally));
        for candidate in said.candidates {
            by_filing.entry(candidate.filing).or_default().push((at, candidate));
        }
    }
    let mut suspects: Vec<Suspect> =
        by_filing.into_iter().map(|(filing, said)| suspect(filing, said, methods)).collect();
    suspects.sort_by(|a, b| a.lfdr.total_cmp(&b.lfdr).then(a.filing.cmp(&b.filing)));
    let mut sum = 0.0;
    for (at, suspect) in suspects.into_iter().enumerate() {
        sum += suspect.lfdr;
        let q = sum / (at as f64 + 1.0);
        let severity = if q <= levels.level && suspect.lfdr <= levels.doubt {
            None
        } else if q <= levels.look && suspect.lfdr < CANDIDATE {
            Some(Severity::Note)
        } else {
            break;
        };
        for finding in findings(&suspect, q, severity, corpus) {
            let tally = anomalies.tallies.iter_mut().find(|(rule, _)| *rule == finding.rule);
            if let Some((_, tally)) = tally.filter(|_| finding.severity == Severity::Anomaly) {
                tally.held -= 1;
                tally.failed += 1;
            }
            anomalies.findings.push(finding);
        }
    }
    anomalies
}

/// Combines the candidates of one filing.
fn suspect(filing: usize, reasons: Vec<(usize, Candidate)>, methods: &[Method]) -> Suspect {
    let mut families: BTreeMap<&str, f64> = BTreeMap::new();
    for (at, candidate) in &reasons {
        let family = families.entry(&methods[*at].family).or_insert(1.0);
        *family = family.min(candidate.lfdr);
    }
    // A family by which the filing is more likely ordinary than not does not count against it.
    let lfdr = families.values().map(|lfdr| if *lfdr < CANDIDATE { *lfdr } else { 1.0 }).product();
    Suspect { filing, lfdr, reasons }
}

/// The findings about a suspect: one for each method with an lfdr below the level, and at least one
/// for the strongest. `severity` replaces that of the rule for filings that are only noted.
fn findings(suspect: &Suspect, q: f64, severity: Option<Severity>, corpus: &Corpus<'_>) -> Vec<Finding> {
    let strongest = suspect.reasons.iter().map(|(_, candidate)| candidate.lfdr).fold(1.0, f64::min);
    let level = corpus.material.pipeline.anomaly.level;
    let worth = suspect.reasons.iter().filter(|(_, said)| said.lfdr <= strongest.max(level));
    worth
        .map(|(at, candidate)| {
            let method = &corpus.material.pipeline.methods[*at];
            let message = message(candidate, method, corpus);
            let mut finding = corpus.finding(method, suspect.filing, message, &candidate.cells);
            if let Some(severity) = severity {
                finding.severity = severity;
                finding.message = Message::new("anomaly.look").with("sentence", finding.message);
            }
            finding.statistics = Some(Box::new(Statistics {
                observed: candidate.observed,
                expected: candidate.expected,
                low: candidate.low,
                high: candidate.high,
                p: candidate.p,
                lfdr: candidate.lfdr,
                q,
                effect: effect(candidate.observed, candidate.expected),
            }));
            finding
        })
        .collect()
}

/// The difference relative to the larger of the two, from 0 to 1.
pub(crate) fn effect(observed: f64, expected: f64) -> f64 {
    let larger = observed.max(expected);
    if larger > 0.0 { ((observed - expected).abs() / larger).min(1.0) } else { 0.0 }
}

/// The message of a candidate, with the figures that all methods have.
fn message(candidate: &Candidate, method: &Method, corpus: &Corpus<'_>) -> Message {
    let filing = &corpus.material.filings[candidate.filing];
    let message = candidate.message.clone();
    message
        .with("year", filing.year.0)
        .with("observed", number(candidate.observed))
        .with("expected", number((candidate.expected * 10.0).round() / 10.0))
        .with("low", number(candidate.low))
        .with("high", number(candidate.high))
        .with("kind", &corpus.material.register.office(filing.office).kind)
        .with("name", Labelled::Observed(method.rule))
        .with("unit", Labelled::Unit(method.rule))
}
