//! A city as a run judges it, and what it has found.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Instant;

use gouji::model::{Filing, Pipeline, Severity, Subject, Tally, Wording, Year};
use gouji::rank;
use gouji::run;
use gouji::run::events::Silent;

use crate::baseline::OfficeYear;
use crate::city::{FIRST_YEAR, Office};
use crate::filings;
use gouji::say;

/// What a run says of a city.
pub struct Verdict {
    /// Most questionable first.
    pub ranking: Vec<OfficeYear>,
    /// Those with an anomaly.
    pub anomalies: BTreeSet<OfficeYear>,
    /// The same by rule.
    pub by_rule: BTreeMap<String, BTreeSet<OfficeYear>>,
    /// What each of them says.
    pub messages: BTreeMap<(String, OfficeYear), String>,
    /// By rule: asked, checked, failed and why not.
    pub tallies: Vec<(String, Tally)>,
    /// What the statistics took.
    pub seconds: f64,
}

/// Checks and ranks a city.
pub fn judge(offices: &[Office], pipeline: &Pipeline, wording: &Wording) -> Verdict {
    let register = filings::register(offices);
    let filings = filings::filings(offices, pipeline);
    let years: BTreeSet<Year> = filings.iter().map(|filing| filing.year).collect();
    let mut findings = run::check_all(&filings, &register, pipeline, &Silent).findings;
    let start = Instant::now();
    let material =
        rank::Material { pipeline, filings: &filings, register: &register, years: &years, findings: &findings };
    let anomalies = run::anomalies(material);
    let seconds = start.elapsed().as_secs_f64();
    findings.extend(anomalies.findings);
    let reported: Vec<&Filing> = filings.iter().collect();
    let ranking = rank::rank(&findings, &reported, pipeline);
    let mut verdict = Verdict {
        ranking: ranking.rows.iter().map(|row| (row.office.at(), at(row.year))).collect(),
        anomalies: BTreeSet::new(),
        by_rule: BTreeMap::new(),
        messages: BTreeMap::new(),
        tallies: Vec::new(),
        seconds,
    };
    for finding in findings.iter().filter(|finding| finding.severity == Severity::Anomaly) {
        if let Subject::Office(office) = finding.subject {
            let office_year = (office.at(), at(finding.year));
            verdict.anomalies.insert(office_year);
            let rule = pipeline.rule(finding.rule).id.0.clone();
            verdict.by_rule.entry(rule.clone()).or_default().insert(office_year);
            verdict.messages.insert((rule, office_year), say::message(&finding.message, pipeline, wording));
        }
    }
    let tallies = anomalies.tallies.into_iter();
    verdict.tallies = tallies.map(|(rule, tally)| (pipeline.rule(rule).id.0.clone(), tally)).collect();
    verdict
}

fn at(year: Year) -> usize {
    usize::from(year.0 - FIRST_YEAR)
}
