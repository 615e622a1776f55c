//! Last digits and round numbers over a whole district, never of one office.
//!
//! - Formula: for all counts from `least` up, the last digits are tested against one in ten each
//!   (χ², 9 degrees of freedom), and the multiples of ten against one in ten (binomial, upper
//!   tail). A district with fewer than `figures` counts is not judged. Benjamini–Hochberg over the
//!   districts and both tests at `level`.
//! - Source: Mosimann, Wiseman and Edelman, Data fabrication: can people generate random digits?
//!   (1995).
//! - Unit: `observed` is the number of multiples of ten among the counts, `expected` a tenth of the
//!   counts.
//!
//! ```text
//! district   1000 counts, last digits 0…9: 190/92/88/90/91/88/90/91/90/90
//! evenness   p tiny      roundness   190 multiples of ten, 100 expected: p tiny
//!            two findings about the district
//! ```

use std::collections::BTreeMap;

use statrs::distribution::{ChiSquared, ContinuousCDF};
use statrs::function::beta::checked_beta_reg;

use crate::model::{
    Counts, DigitThresholds, Finding, FindingKey, GroupKind, Message, Skip, Statistics, Subject, Value, Year,
};
use crate::rank::Applied;
use crate::rank::judged::Judged;
use crate::rank::list::effect;

/// The method with its cells and thresholds.
type OfDigits<'a> = Applied<'a, Counts, DigitThresholds>;

/// The key of a finding, and its sentence: last digits that are uneven.
const UNEVEN: [&str; 2] = ["digits", "anomaly.digits"];
/// Likewise: counts that are often round.
const ROUND: [&str; 2] = ["round", "anomaly.digits_round"];

/// A district and how often each last digit occurs in it.
struct Group<'a> {
    name: &'a str,
    /// `digits[d]`: number of counts that end in d.
    digits: [f64; 10],
}

/// Tests every district. The findings are about the district and not about a filing.
pub(super) fn judge(applied: &OfDigits<'_>) -> Judged {
    let mut judged = Judged::default();
    let mut tests: Vec<(f64, [&'static str; 2], Group<'_>)> = Vec::new();
    for group in groups(applied) {
        let n: f64 = group.digits.iter().sum();
        if n < applied.thresholds.figures {
            judged.skip(Skip::TooSmall);
            continue;
        }
        judged.tally.held += 1;
        tests.push((evenness(&group.digits, n), UNEVEN, Group { ..group }));
        tests.push((roundness(group.digits[0], n), ROUND, group));
    }
    tests.sort_by(|a, b| a.0.total_cmp(&b.0));
    let n_tests = tests.len() as f64;
    let q = |at: usize, p: f64| (p * n_tests / (at as f64 + 1.0)).min(1.0);
    let listed = (0..tests.len()).rev().find(|at| q(*at, tests[*at].0) <= applied.thresholds.level);
    for (at, (p, key_and_sentence, group)) in tests.iter().enumerate().take(listed.map_or(0, |at| at + 1)) {
        judged.findings.push(applied.of_group(group, *key_and_sentence, [*p, q(at, *p)]));
    }
    judged
}

/// The last digits of each district, over the judged years. Offices without a district are left
/// out.
fn groups<'a>(applied: &OfDigits<'a>) -> Vec<Group<'a>> {
    let OfDigits { cells, thresholds, corpus, .. } = applied;
    let mut groups: BTreeMap<&str, [f64; 10]> = BTreeMap::new();
    for filing in corpus.material.filings.iter().filter(|filing| corpus.material.years.contains(&filing.year)) {
        let district = corpus.material.register.office(filing.office).district.as_str();
        let digits = groups.entry(district).or_default();
        for cell in &cells.counts {
            if let Value::Number(number) = filing.cells.get(*cell)
                && number as f64 >= thresholds.least
            {
                digits[(number.unsigned_abs() % 10) as usize] += 1.0;
            }
        }
    }
    groups.into_iter().filter(|(name, _)| !name.is_empty()).map(|(name, digits)| Group { name, digits }).collect()
}

/// p of last digits at least this uneven. `n` is the number of counts.
fn evenness(digits: &[f64; 10], n: f64) -> f64 {
    let expected = n / 10.0;
    let distance = digits.iter().map(|digit| (digit - expected).powi(2) / expected).sum();
    ChiSquared::new(9.0).map_or(1.0, |law| law.sf(distance))
}

/// p of at least this many multiples of ten among `n` counts.
fn roundness(round: f64, n: f64) -> f64 {
    if round > 0.0 { checked_beta_reg(round, n - round + 1.0, 0.1).unwrap_or(1.0) } else { 1.0 }
}

impl OfDigits<'_> {
    /// The finding about a district, with p and q. It belongs to the last year judged and has no place.
    /// There is no lfdr, for which q stands.
    fn of_group(&self, group: &Group<'_>, [key, sentence]: [&'static str; 2], [p, q]: [f64; 2]) -> Finding {
        let n: f64 = group.digits.iter().sum();
        let spread: Vec<String> = group.digits.iter().map(|digit| format!("{digit:.0}")).collect();
        let message = Message::new(sentence)
            .with("group", group.name)
            .with("n", format!("{n:.0}"))
            .with("round", format!("{:.0}", group.digits[0]))
            .with("digits", spread.join("/"));
        let deviation = 1.645 * (n * 0.09).sqrt();
        let subject = Subject::Group(GroupKind::District.code().to_owned(), group.name.to_owned());
        let year = self.corpus.material.years.last().copied().unwrap_or(Year(0));
        let weight = (self.method.rule, self.corpus.material.pipeline.rule(self.method.rule).severity);
        Finding {
            key: FindingKey::Line(key.to_owned()),
            statistics: Some(Box::new(Statistics {
                observed: group.digits[0],
                expected: n / 10.0,
                low: (n / 10.0 - deviation).floor().max(0.0),
                high: (n / 10.0 + deviation).ceil(),
                p,
                lfdr: q,
                q,
                effect: effect(group.digits[0], n / 10.0),
            })),
            cells: self.cells.counts.clone(),
            ..Finding::new(subject, year, weight, message)
        }
    }
}
