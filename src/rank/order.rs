//! Ranks office-years by their findings, most questionable first.
//!
//! The score of an office-year is the sum of the weights of its findings. The weights come from the
//! pipeline, see `materiality.rs`. Findings that an office has explained and notes do not count.
//!
//! ```text
//! office A 2023   error 6.7 + warning 1.2                              7.9   rank 2
//! office B 2023   error 5.0 + anomalies 3.0 and 2.5 of one family      8.0   rank 1
//! ```

use std::collections::BTreeMap;

use crate::model::{
    Check, Filing, Finding, Labelled, Message, OfficeIx, Pipeline, Ranked, Ranking, RuleIx, Severity, Status, Subject,
    Word, Year,
};
use crate::rank::materiality;
use crate::say;

/// Maximum number of reasons given for a rank.
const REASONS: usize = 3;

/// Ranks the office-years that have an error, a warning or an anomaly. `filings` have to be in
/// order of office and year. Equal scores have the same rank.
///
/// The result also holds the weight of every finding, in the order of `findings`.
pub fn rank(findings: &[Finding], filings: &[&Filing], pipeline: &Pipeline) -> Ranking {
    let mut of: BTreeMap<(OfficeIx, Year), Vec<(f64, &Finding)>> = BTreeMap::new();
    let mut scores = Vec::with_capacity(findings.len());
    for finding in findings {
        let Subject::Office(office) = finding.subject else {
            scores.push(0.0);
            continue;
        };
        let filing = filings
            .binary_search_by_key(&(office, finding.year), |filing| (filing.office, filing.year))
            .ok()
            .map(|at| filings[at]);
        // Rounded, so that the rows are sorted by the figure that is in the file.
        let weight = thousandths(materiality::weight(finding, filing, pipeline));
        scores.push(weight);
        if finding.severity != Severity::Note && finding.status != Status::Explained {
            of.entry((office, finding.year)).or_default().push((weight, finding));
        }
    }
    let mut rows: Vec<Ranked> =
        of.into_iter().map(|((office, year), weighed)| ranked(office, year, &weighed, pipeline)).collect();
    // A stable sort: equal scores stay in order of office and year.
    rows.sort_by(|a, b| b.score.total_cmp(&a.score));
    for at in 0..rows.len() {
        let tied = at > 0 && rows[at].score == rows[at - 1].score;
        rows[at].rank = if tied { rows[at - 1].rank } else { at as u32 + 1 };
    }
    Ranking { rows, scores }
}

/// The row of one office-year. Its rank is set once all rows are sorted.
fn ranked(office: OfficeIx, year: Year, weighed: &[(f64, &Finding)], pipeline: &Pipeline) -> Ranked {
    let count = |severity: Severity| weighed.iter().filter(|(_, finding)| finding.severity == severity).count() as u32;
    Ranked {
        rank: 0,
        office,
        year,
        score: thousandths(score(weighed, pipeline)),
        errors: count(Severity::Error),
        warnings: count(Severity::Warning),
        anomalies: count(Severity::Anomaly),
        reasons: reasons(weighed, pipeline),
    }
}

/// Rounds to three decimals.
fn thousandths(score: f64) -> f64 {
    (score * 1000.0).round() / 1000.0
}

/// The sum of the weights. Of anomalies of one family only the heaviest counts.
fn score(weighed: &[(f64, &Finding)], pipeline: &Pipeline) -> f64 {
    let mut families: BTreeMap<&str, f64> = BTreeMap::new();
    let mut score = 0.0;
    for (weight, finding) in weighed {
        match pipeline.methods.iter().find(|method| method.rule == finding.rule) {
            Some(method) => {
                let family = families.entry(&method.family).or_default();
                *family = family.max(*weight);
            }
            None => score += weight,
        }
    }
    score + families.values().sum::<f64>()
}

/// What one rule contributes to a score.
#[derive(Default)]
struct Reason {
    /// Sum of the weights of its findings.
    weight: f64,
    /// Number of its findings.
    times: usize,
    /// The largest difference, with its number of decimals.
    difference: Option<(i64, u32)>,
    /// The message of an anomaly, which says more than the rule.
    message: Option<Message>,
}

/// The rules that weigh most, each once and with its largest difference.
fn reasons(weighed: &[(f64, &Finding)], pipeline: &Pipeline) -> Vec<Message> {
    let mut by_rule: BTreeMap<RuleIx, Reason> = BTreeMap::new();
    for (weight, finding) in weighed {
        let reason = by_rule.entry(finding.rule).or_default();
        reason.weight += weight;
        reason.times += 1;
        if finding.statistics.is_some() {
            reason.message = Some(finding.message.clone());
        }
        let compares = matches!(pipeline.rule(finding.rule).check, Check::Linear { .. } | Check::Conditional { .. });
        if let Some(sums) = finding.sums.as_ref().filter(|_| compares) {
            let difference = (sums.difference().abs(), sums.decimals);
            reason.difference = reason.difference.max(Some(difference));
        }
    }
    let mut rules: Vec<_> = by_rule.into_iter().collect();
    rules.sort_by(|a, b| b.1.weight.total_cmp(&a.1.weight));
    let said = rules.into_iter().take(REASONS).map(|(rule, reason)| {
        let id = &pipeline.rule(rule).id.0;
        if let Some(message) = reason.message {
            return Message::new("reason.anomaly").with("rule", id).with("message", message);
        }
        let nothing = || Word::from("");
        let times = (reason.times > 1).then(|| Message::new("reason.times").with("n", reason.times).into());
        let difference = reason.difference.map(|(difference, decimals)| {
            let difference = say::decimal(i128::from(difference), decimals);
            Message::new("reason.difference").with("difference", difference).into()
        });
        Message::new("reason.rule")
            .with("rule", id)
            .with("wrong", Labelled::Rule(rule))
            .with("times", times.unwrap_or_else(nothing))
            .with("difference", difference.unwrap_or_else(nothing))
    });
    said.collect()
}
