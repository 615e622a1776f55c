//! Findings → office-years, most questionable first.
//!
//! The score is the sum of what each finding weighs. Statistical methods are to come beside
//! `materiality`, one file each.

mod materiality;

use std::collections::BTreeMap;

use crate::model::{
    Filing, Finding, OfficeIx, Pipeline, Ranked, Ranking, RuleIx, Severity, Status, Subject, Wording, Year,
};
use crate::say;

/// What ranking needs to know.
pub struct Context<'a> {
    /// The weights, and the titles that reasons give.
    pub pipeline: &'a Pipeline,
    /// The language of the reasons.
    pub wording: &'a Wording,
}

/// Reasons given for a rank.
const REASONS: usize = 3;

/// Ranks the office-years that have an error, a warning or an anomaly; `filings` are in order of office and year.
pub fn rank(findings: &[Finding], filings: &[&Filing], context: &Context<'_>) -> Ranking {
    let mut of: BTreeMap<(OfficeIx, Year), Vec<&Finding>> = BTreeMap::new();
    let counts = |finding: &&Finding| finding.severity != Severity::Note && finding.status != Status::Explained;
    for finding in findings.iter().filter(counts) {
        if let Subject::Office(office) = finding.subject {
            of.entry((office, finding.year)).or_default().push(finding);
        }
    }
    let mut rows: Vec<Ranked> = of
        .into_iter()
        .map(|((office, year), findings)| {
            let filing = filings
                .binary_search_by_key(&(office, year), |filing| (filing.office, filing.year))
                .ok()
                .map(|at| filings[at]);
            ranked(office, year, &findings, filing, context)
        })
        .collect();
    // A stable sort: equal scores stay in order of office and year.
    rows.sort_by(|a, b| b.score.total_cmp(&a.score));
    for at in 0..rows.len() {
        let tied = at > 0 && rows[at].score == rows[at - 1].score;
        rows[at].rank = if tied { rows[at - 1].rank } else { at as u32 + 1 };
    }
    Ranking { rows }
}

fn ranked(
    office: OfficeIx,
    year: Year,
    findings: &[&Finding],
    filing: Option<&Filing>,
    context: &Context<'_>,
) -> Ranked {
    let count = |severity: Severity| findings.iter().filter(|finding| finding.severity == severity).count() as u32;
    let weighed: Vec<(f64, &Finding)> =
        findings.iter().map(|finding| (materiality::weight(finding, filing, context.pipeline), *finding)).collect();
    Ranked {
        rank: 0,
        office,
        year,
        // Thousandths, so that the figure in the file is the figure that was sorted by.
        score: (weighed.iter().map(|(weight, _)| weight).sum::<f64>() * 1000.0).round() / 1000.0,
        errors: count(Severity::Error),
        warnings: count(Severity::Warning),
        anomalies: count(Severity::Anomaly),
        reasons: reasons(&weighed, context),
    }
}

/// What one rule adds to a rank.
#[derive(Default)]
struct Reason {
    weight: f64,
    times: usize,
    /// The largest, with its decimals.
    difference: Option<(i64, u32)>,
}

/// The heaviest rules in words, each once, with its largest difference.
fn reasons(weighed: &[(f64, &Finding)], context: &Context<'_>) -> String {
    let mut by_rule: BTreeMap<RuleIx, Reason> = BTreeMap::new();
    for (weight, finding) in weighed {
        let reason = by_rule.entry(finding.rule).or_default();
        reason.weight += weight;
        reason.times += 1;
        if let Some(sums) = &finding.sums {
            let difference = (sums.difference().abs(), sums.decimals);
            reason.difference = reason.difference.max(Some(difference));
        }
    }
    let mut rules: Vec<_> = by_rule.into_iter().collect();
    rules.sort_by(|a, b| b.1.weight.total_cmp(&a.1.weight));
    let said: Vec<String> = rules
        .into_iter()
        .take(REASONS)
        .map(|(rule, Reason { times: n, difference, .. })| {
            let rule = context.pipeline.rule(rule);
            let times =
                if n > 1 { context.wording.say("reason.times", &[("n", &n.to_string())]) } else { String::new() };
            let title = format!("{} {}", rule.id.0, rule.title.get(context.wording.lang));
            let said = context.wording.say("reason.rule", &[("title", &title), ("times", &times)]);
            match difference {
                Some((difference, decimals)) => {
                    let difference = say::decimal(i128::from(difference), decimals);
                    format!("{said}{}", context.wording.say("reason.difference", &[("difference", &difference)]))
                }
                None => said,
            }
        })
        .collect();
    said.join("; ")
}
