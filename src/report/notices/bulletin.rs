//! The facts for the bulletin: how many filed and passed, what is wrong where, and what has
//! changed.
//!
//! Field names are the names that templates use: `{{ latest.pass_rate }}`. A field that a template
//! might want is added here; its text stays in the template.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::model::{FindingRow, OfficeIx, RuleIx, Severity, Stand, Standing, StandingCounts, Status, Year};
use crate::report::data::ReportData;
use crate::say;

/// Maximum number of offices named for one kind of fault. The workbook has all.
const NAMED: usize = 10;
/// Maximum number of rows of a list.
const ROWS: usize = 200;

/// Everything a bulletin can say.
#[derive(Serialize)]
pub(super) struct Bulletin<'a> {
    /// Title of the pipeline, which is the kind of return.
    title: &'a str,
    /// Who sends the bulletin, from the pipeline.
    sender: &'a str,
    /// Whom to ask, from the pipeline.
    contact: &'a str,
    /// When answers are due, as text from the pipeline.
    reply_by: &'a str,
    /// The counts of each year, in order.
    years: Vec<BulletinCounts>,
    /// The last year.
    latest: BulletinCounts,
    /// The year before it, if the run has several.
    before: Option<BulletinCounts>,
    /// All years together.
    all: BulletinCounts,
    /// The change against an earlier run, if one was given.
    since: Option<Since>,
    /// Kinds of fault: errors first, then by number of offices.
    kinds: Vec<FaultKind<'a>>,
    /// Missing filings.
    missing: Rows<Missing<'a>>,
    /// Filings with errors.
    failed: Rows<Failed<'a>>,
    /// Counts of each district.
    districts: Vec<District<'a>>,
}

/// Counts for a year, a district or the whole run. One office in one year counts once.
#[derive(Clone, Default, Serialize)]
struct BulletinCounts {
    /// The reporting year; 0 if the counts are not of one year.
    year: u16,
    /// Had to file.
    due: usize,
    /// Filed, whether or not all of it could be read.
    filed: usize,
    /// Had to file and did not.
    missing: usize,
    /// Read in full and without errors.
    passed: usize,
    /// Filed with errors that are not explained.
    failed: usize,
    /// Could not be read in full, and so neither passed nor failed.
    partly: usize,
    /// Percentage that filed, of those that had to: `97.8`.
    filed_rate: String,
    /// Percentage that passed, of those that filed and could be read in full.
    pass_rate: String,
    /// Findings of this severity without an explanation.
    errors: usize,
    /// Likewise of severity warning.
    warnings: usize,
    /// Likewise of severity anomaly.
    anomalies: usize,
    /// Findings that have been explained.
    explained: usize,
    /// Findings whose figures have changed since they were explained.
    reopened: usize,
}

/// Findings that are new, gone and unchanged since the earlier run.
#[derive(Serialize)]
struct Since {
    /// Only in this run.
    new: usize,
    /// Only in the earlier run.
    gone: usize,
    /// In both.
    still: u64,
}

/// A broken rule and the offices that broke it.
#[derive(Serialize)]
struct FaultKind<'a> {
    /// Id of the rule.
    rule: &'a str,
    /// Title of the rule.
    law: &'a str,
    /// `error` or `warning`.
    severity: &'static str,
    n: usize,
    /// Number of offices that broke it.
    n_offices: usize,
    /// Names of the first few of them.
    offices: Vec<&'a str>,
    /// More offices broke it than are named.
    has_more: bool,
}

/// The first rows of a list, with the number of all and of those left out.
#[derive(Serialize)]
struct Rows<T> {
    rows: Vec<T>,
    n: usize,
    /// Number of rows left out.
    rest: usize,
}

/// An office that has not filed for a year.
#[derive(Serialize)]
struct Missing<'a> {
    code: &'a str,
    office: &'a str,
    district: &'a str,
    year: u16,
}

/// An office whose filing has errors, with the titles of the rules it broke.
#[derive(Serialize)]
struct Failed<'a> {
    code: &'a str,
    office: &'a str,
    year: u16,
    errors: u64,
    warnings: u64,
    /// Titles of the rules it broke.
    laws: Vec<&'a str>,
}

/// The counts of a district.
#[derive(Serialize)]
struct District<'a> {
    district: &'a str,
    #[serde(flatten)]
    counts: BulletinCounts,
}

impl<'a> Bulletin<'a> {
    /// Collects the facts. Offices that did not have to file are left out of all lists.
    pub(super) fn of(data: &ReportData<'a>) -> Bulletin<'a> {
        let pipeline = data.context.pipeline;
        let mut sums = BulletinSums::default();
        let due: Vec<Stand> = data.dossier().standings.iter().filter(|stand| stand.is_due).collect();
        for (office, year) in data.office_years() {
            let counts_of_office = count(data, office, year);
            let district = data.office(office).district.as_str();
            sums.years.entry(year).or_default().add(&counts_of_office);
            sums.all.add(&counts_of_office);
            if !district.is_empty() {
                sums.districts.entry(district).or_default().add(&counts_of_office);
            }
        }
        let years: Vec<BulletinCounts> =
            sums.years.into_iter().map(|(year, counts)| BulletinCounts { year: year.0, ..counts.rated() }).collect();
        let since = data.context.since.map(|since| Since {
            new: since.findings_new.len(),
            gone: since.findings_gone.len(),
            still: since.findings_still,
        });
        let district = |(district, counts): (&'a str, BulletinCounts)| District { district, counts: counts.rated() };
        Bulletin {
            title: pipeline.title.get(data.wording().lang),
            sender: &pipeline.letters.sender,
            contact: &pipeline.letters.contact,
            reply_by: &pipeline.letters.reply_by,
            latest: years.last().cloned().unwrap_or_default(),
            before: years.len().checked_sub(2).and_then(|at| years.get(at)).cloned(),
            years,
            all: sums.all.rated(),
            since,
            kinds: kinds(data),
            missing: missing(data, &due),
            failed: failed(data, &due),
            districts: sums.districts.into_iter().map(district).collect(),
        }
    }
}

/// Counts added up so far.
#[derive(Default)]
struct BulletinSums<'a> {
    years: BTreeMap<Year, BulletinCounts>,
    districts: BTreeMap<&'a str, BulletinCounts>,
    all: BulletinCounts,
}

/// The counts of one office in one year. Findings do not count if the filing could not be read in
/// full, since they may be due to that.
fn count(data: &ReportData<'_>, office: OfficeIx, year: Year) -> BulletinCounts {
    let stand = data.dossier().standings.get(office, year);
    let standing =
        stand.filter(|stand| stand.is_due).map(|stand| StandingCounts::of(stand.standing)).unwrap_or_default();
    let mut counts = BulletinCounts {
        due: standing.due as usize,
        missing: standing.missing as usize,
        passed: standing.passed() as usize,
        failed: standing.faulty as usize,
        partly: standing.partly_read as usize,
        ..BulletinCounts::default()
    };
    if data.is_partly_read(office, year) {
        return counts;
    }
    for finding in data.findings(office, year).filter(|finding| !data.is_missing(finding)) {
        match (finding.status, finding.severity) {
            (Status::Explained, _) => counts.explained += 1,
            (_, Severity::Error) => counts.errors += 1,
            (_, Severity::Warning) => counts.warnings += 1,
            (_, Severity::Anomaly) => counts.anomalies += 1,
            (_, Severity::Note) => {}
        }
        counts.reopened += usize::from(finding.status == Status::Reopened);
    }
    counts
}

impl BulletinCounts {
    /// Adds counts. The number of filings and the rates follow from the others
    /// ([`BulletinCounts::rated`]).
    fn add(&mut self, other: &BulletinCounts) {
        self.due += other.due;
        self.missing += other.missing;
        self.passed += other.passed;
        self.failed += other.failed;
        self.partly += other.partly;
        self.errors += other.errors;
        self.warnings += other.warnings;
        self.anomalies += other.anomalies;
        self.explained += other.explained;
        self.reopened += other.reopened;
    }

    /// Fills in the number of filings and the rates.
    fn rated(self) -> BulletinCounts {
        let judged = self.passed + self.failed;
        let filed = judged + self.partly;
        let (filed_rate, pass_rate) = (rate(filed, self.due), rate(self.passed, judged));
        BulletinCounts { filed, filed_rate, pass_rate, ..self }
    }
}

/// A percentage with one decimal: `97.8`. Never 100 unless it is all, and never 0 unless it is
/// none.
fn rate(part: usize, whole: usize) -> String {
    match whole {
        0 => "0".to_owned(),
        _ => say::decimal(say::thousandths(part as i64, whole as i64).into(), 1),
    }
}

/// Errors and warnings by rule. Anomalies are left out: nobody is named for a figure that is merely
/// unlikely.
fn kinds<'a>(data: &ReportData<'a>) -> Vec<FaultKind<'a>> {
    let mut by_rule: BTreeMap<(bool, RuleIx), (usize, BTreeSet<OfficeIx>)> = BTreeMap::new();
    let named = |finding: &&FindingRow| {
        let is_fault = matches!(finding.severity, Severity::Error | Severity::Warning);
        is_fault && finding.status != Status::Explained && !data.is_missing(finding)
    };
    for finding in data.dossier().findings.iter().filter(named) {
        let Some(office) = finding.office.filter(|office| !data.is_partly_read(*office, finding.year)) else {
            continue;
        };
        let kind = by_rule.entry((finding.severity == Severity::Warning, finding.rule)).or_default();
        kind.0 += 1;
        kind.1.insert(office);
    }
    let mut kinds: Vec<FaultKind<'a>> = by_rule
        .into_iter()
        .map(|((is_warning, rule), (n, offices))| {
            let rule = data.context.pipeline.rule(rule);
            FaultKind {
                rule: &rule.id.0,
                law: rule.title.get(data.wording().lang),
                severity: if is_warning { Severity::Warning } else { Severity::Error }.code(),
                n,
                n_offices: offices.len(),
                offices: offices.iter().take(NAMED).map(|office| data.office(*office).name.as_str()).collect(),
                has_more: offices.len() > NAMED,
            }
        })
        .collect();
    kinds.sort_by_key(|kind| (kind.severity != Severity::Error.code(), std::cmp::Reverse(kind.n_offices)));
    kinds
}

/// The offices that have not filed.
fn missing<'a>(data: &ReportData<'a>, due: &[Stand]) -> Rows<Missing<'a>> {
    let found = of_standing(due, Standing::Missing);
    rows(found, |(office, year)| {
        let details = data.office(office);
        Missing { code: &details.code, office: &details.name, district: &details.district, year: year.0 }
    })
}

/// The offices whose filings have errors.
fn failed<'a>(data: &ReportData<'a>, due: &[Stand]) -> Rows<Failed<'a>> {
    let found = of_standing(due, Standing::Faulty);
    rows(found, |(office, year)| {
        let details = data.office(office);
        let errors = data.findings(office, year).filter(|finding| finding.severity == Severity::Error);
        let laws: BTreeSet<RuleIx> = errors.map(|finding| finding.rule).collect();
        let law = |rule: &RuleIx| data.context.pipeline.rule(*rule).title.get(data.wording().lang);
        Failed {
            code: &details.code,
            office: &details.name,
            year: year.0,
            errors: data.open(office, year, Severity::Error),
            warnings: data.open(office, year, Severity::Warning),
            laws: laws.iter().map(law).collect(),
        }
    })
}

/// Office and year of those that stand so, the latest year first.
fn of_standing(due: &[Stand], wanted: Standing) -> Vec<(OfficeIx, Year)> {
    let wanted = due.iter().filter(|stand| stand.standing == wanted);
    let mut found: Vec<(OfficeIx, Year)> = wanted.map(|stand| (stand.office, stand.year)).collect();
    found.sort_by_key(|(office, year)| (std::cmp::Reverse(*year), *office));
    found
}

/// The first rows of a list.
fn rows<T>(found: Vec<(OfficeIx, Year)>, row: impl Fn((OfficeIx, Year)) -> T) -> Rows<T> {
    let n = found.len();
    Rows { rows: found.into_iter().take(ROWS).map(row).collect(), n, rest: n.saturating_sub(ROWS) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rate_is_never_rounded_to_all_or_none() {
        assert_eq!(
            [rate(1, 3), rate(2, 4), rate(3, 3), rate(2999, 3000), rate(1, 9000), rate(0, 3), rate(0, 0)],
            ["33.3", "50", "100", "99.9", "0.1", "0", "0"]
        );
    }
}
