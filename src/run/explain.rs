//! Matches findings with the explanations that offices gave for them.
//!
//! An explanation applies to a finding with the same office, year, rule and key. It was given for
//! certain figures (see [`say::figures`]):
//!
//! ```text
//! finding    figures now   explanation given for   status
//! warning    3f2a…         3f2a… or not stated     explained
//! warning    9c11…         3f2a…                   reopened
//! error      3f2a…         3f2a…                   open: an error is never explained
//! ```

use std::collections::BTreeMap;

use crate::model::{
    Explanation, Filing, Finding, GroupKind, Lang, OfficeIx, Pipeline, Register, RuleIx, Severity, Status, Subject,
    Year,
};
use crate::report;
use crate::say;

/// For each explanation, whether it matched a finding.
pub type Used = Vec<bool>;

/// Sets status and answer of the findings that have an explanation. Of several explanations the
/// last one applies. `filings` are in order of office and year.
pub fn explain(
    findings: &mut [Finding],
    filings: &[Filing],
    explanations: &[Explanation],
    register: &Register,
    pipeline: &Pipeline,
) -> Used {
    let mut used = vec![false; explanations.len()];
    let mut by_place: BTreeMap<(Year, RuleIx, &str), Vec<usize>> = BTreeMap::new();
    for (at, explanation) in explanations.iter().enumerate() {
        by_place.entry((explanation.year, explanation.rule, &explanation.key)).or_default().push(at);
    }
    for finding in findings.iter_mut().filter(|finding| finding.severity != Severity::Error) {
        let key = report::key(&finding.key, pipeline);
        let Some(candidates) = by_place.get(&(finding.year, finding.rule, key.as_str())) else { continue };
        let figures = say::figures(finding, filing_of(finding, filings));
        // Later explanations override earlier ones.
        for at in candidates.iter().copied() {
            if !is_about(finding, &explanations[at], register, pipeline) {
                continue;
            }
            used[at] = true;
            let given_for = &explanations[at].figures;
            let fits = given_for.is_empty() || *given_for == figures;
            finding.status = if fits { Status::Explained } else { Status::Reopened };
            finding.answer = Some(answer(&explanations[at]).into());
        }
    }
    used
}

/// The text, with who accepted it and when: `text (by, date)`.
fn answer(explanation: &Explanation) -> String {
    let Explanation { text, by, date, .. } = explanation;
    let signed: Vec<&str> = [by.as_str(), date.as_str()].into_iter().filter(|text| !text.is_empty()).collect();
    match signed.is_empty() {
        true => text.clone(),
        false => format!("{text} ({})", signed.join(", ")),
    }
}

/// The filing that a finding is about. `filings` are in order of office and year.
pub fn filing_of<'a>(finding: &Finding, filings: &'a [Filing]) -> Option<&'a Filing> {
    let Subject::Office(office) = finding.subject else { return None };
    let key: (OfficeIx, Year) = (office, finding.year);
    let at = filings.binary_search_by_key(&key, |filing| (filing.office, filing.year)).ok()?;
    filings.get(at)
}

/// True if an explanation is for the finding's office, given by code or name, or for its group. A
/// name may have changed since, so both names are compared.
fn is_about(
    finding: &Finding,
    Explanation { office, name, .. }: &Explanation,
    register: &Register,
    pipeline: &Pipeline,
) -> bool {
    match &finding.subject {
        Subject::Office(ix) => {
            let office_row = register.office(*ix);
            office_row.code == *office || office_row.name == *office || office_row.name == *name
        }
        // The group of all offices has a name in each language, and the answer may come from a run
        // in the other one.
        Subject::Group(kind, _) if kind == GroupKind::City.code() => {
            [Lang::Zh, Lang::En].iter().any(|lang| pipeline.city.get(*lang) == office)
        }
        Subject::Group(_, group) => group == office,
    }
}
