//! Findings that an office has answered for, and answers that no longer fit.

use std::collections::BTreeMap;

use crate::model::{
    Explanation, Filing, Finding, GroupKind, Lang, OfficeIx, Pipeline, Register, RuleIx, Severity, Status, Subject,
    Year,
};
use crate::report;
use crate::say;

/// Which explanations were used, by their position.
pub type Used = Vec<bool>;

/// Marks the findings that are explained, and those whose figures have changed since; an error is never explained.
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
        // The last line of the file is the latest word.
        for at in candidates.iter().copied() {
            if !is_about(finding, &explanations[at], register, pipeline) {
                continue;
            }
            used[at] = true;
            let said = &explanations[at].figures;
            let fits = said.is_empty() || *said == figures;
            finding.status = if fits { Status::Explained } else { Status::Reopened };
            finding.answer = Some(answer(&explanations[at]).into());
        }
    }
    used
}

/// The text, with who has accepted it and when behind it.
fn answer(explanation: &Explanation) -> String {
    let Explanation { text, by, date, .. } = explanation;
    let signed: Vec<&str> = [by.as_str(), date.as_str()].into_iter().filter(|said| !said.is_empty()).collect();
    match signed.is_empty() {
        true => text.clone(),
        false => format!("{text} ({})", signed.join(", ")),
    }
}

/// The filing a finding is about.
pub fn filing_of<'a>(finding: &Finding, filings: &'a [Filing]) -> Option<&'a Filing> {
    let Subject::Office(office) = finding.subject else { return None };
    let key: (OfficeIx, Year) = (office, finding.year);
    let at = filings.binary_search_by_key(&key, |filing| (filing.office, filing.year)).ok()?;
    filings.get(at)
}

fn is_about(
    finding: &Finding,
    Explanation { office, name, .. }: &Explanation,
    register: &Register,
    pipeline: &Pipeline,
) -> bool {
    match &finding.subject {
        Subject::Office(ix) => {
            let known = register.office(*ix);
            known.code == *office || known.name == *office || known.name == *name
        }
        // Everybody has a name in each language, and the answer may have been given in the other one.
        Subject::Group(kind, _) if kind == GroupKind::City.code() => {
            [Lang::Zh, Lang::En].iter().any(|lang| pipeline.city.get(*lang) == office)
        }
        Subject::Group(_, group) => group == office,
    }
}
