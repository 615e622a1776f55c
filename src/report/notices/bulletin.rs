//! What is to be told of the whole run: how many filed and passed, what is wrong where, what has changed.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::model::{FindingRow, OfficeIx, RuleIx, Severity, Stand, Standing, StandingCounts, Status, Year};
use crate::report::data::ReportData;
use crate::say;

/// Offices named of one kind of fault, and rows of a table; the workbook has all.
const NAMED: usize = 10;
const ROWS: usize = 200;

/// Everything a bulletin may say.
#[derive(Serialize)]
pub(super) struct Bulletin<'a> {
    /// What kind of return it is about.
    title: &'a str,
    sender: &'a str,
    contact: &'a str,
    reply_by: &'a str,
    /// In order.
    years: Vec<BulletinCounts>,
    /// The last of them, and the one before it.
    latest: BulletinCounts,
    before: Option<BulletinCounts>,
    /// All years together.
    all: BulletinCounts,
    /// Against an earlier run, where one was given.
    since: Option<Since>,
    /// Kinds of fault, errors first, those of most offices first.
    kinds: Vec<FaultKind<'a>>,
    missing: Rows<Missing<'a>>,
    failed: Rows<Failed<'a>>,
    districts: Vec<District<'a>>,
}

#[derive(Clone, Default, Serialize)]
struct BulletinCounts {
    year: u16,
    due: usize,
    filed: usize,
    missing: usize,
    passed: usize,
    failed: usize,
    /// Could not be read whole, and so are neither.
    partly: usize,
    /// Of those that had to file.
    filed_rate: String,
    /// Of those that filed and were read whole.
    pass_rate: String,
    errors: usize,
    warnings: usize,
    anomalies: usize,
    explained: usize,
    reopened: usize,
}

#[derive(Serialize)]
struct Since {
    new: usize,
    gone: usize,
    still: u64,
}

#[derive(Serialize)]
struct FaultKind<'a> {
    rule: &'a str,
    law: &'a str,
    severity: &'static str,
    n: usize,
    n_offices: usize,
    offices: Vec<&'a str>,
    has_more: bool,
}

#[derive(Serialize)]
struct Rows<T> {
    rows: Vec<T>,
    n: usize,
    rest: usize,
}

#[derive(Serialize)]
struct Missing<'a> {
    code: &'a str,
    office: &'a str,
    district: &'a str,
    year: u16,
}

#[derive(Serialize)]
struct Failed<'a> {
    code: &'a str,
    office: &'a str,
    year: u16,
    errors: u64,
    warnings: u64,
    laws: Vec<&'a str>,
}

#[derive(Serialize)]
struct District<'a> {
    district: &'a str,
    #[serde(flatten)]
    counts: BulletinCounts,
}

impl<'a> Bulletin<'a> {
    pub(super) fn of(data: &ReportData<'a>) -> Bulletin<'a> {
        let pipeline = data.context.pipeline;
        let mut sums = BulletinSums::default();
        let due: Vec<Stand> = data.dossier().standings.iter().filter(|stand| stand.is_due).collect();
        for (office, year) in data.office_years() {
            let one = count(data, office, year);
            let district = data.office(office).district.as_str();
            sums.years.entry(year).or_default().add(&one);
            sums.all.add(&one);
            if !district.is_empty() {
                sums.districts.entry(district).or_default().add(&one);
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

#[derive(Default)]
struct BulletinSums<'a> {
    years: BTreeMap<Year, BulletinCounts>,
    districts: BTreeMap<&'a str, BulletinCounts>,
    all: BulletinCounts,
}

/// One office in one year; nothing is counted against it where its filing could not be read whole.
fn count(data: &ReportData<'_>, office: OfficeIx, year: Year) -> BulletinCounts {
    let stand = data.dossier().standings.get(office, year);
    let one = stand.filter(|stand| stand.is_due).map(|stand| StandingCounts::of(stand.standing)).unwrap_or_default();
    let mut counts = BulletinCounts {
        due: one.due as usize,
        missing: one.missing as usize,
        passed: one.passed() as usize,
        failed: one.faulty as usize,
        partly: one.partly_read as usize,
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

    /// With what follows from the counts.
    fn rated(self) -> BulletinCounts {
        let judged = self.passed + self.failed;
        let filed = judged + self.partly;
        let (filed_rate, pass_rate) = (rate(filed, self.due), rate(self.passed, judged));
        BulletinCounts { filed, filed_rate, pass_rate, ..self }
    }
}

/// `97.8`, of a hundred.
fn rate(part: usize, whole: usize) -> String {
    match whole {
        0 => "0".to_owned(),
        _ => say::decimal(say::thousandths(part as i64, whole as i64).into(), 1),
    }
}

/// What is wrong, by rule; what is only unlikely is no fault to name anybody for.
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

fn missing<'a>(data: &ReportData<'a>, due: &[Stand]) -> Rows<Missing<'a>> {
    let found = of_standing(due, Standing::Missing);
    rows(found, |(office, year)| {
        let known = data.office(office);
        Missing { code: &known.code, office: &known.name, district: &known.district, year: year.0 }
    })
}

fn failed<'a>(data: &ReportData<'a>, due: &[Stand]) -> Rows<Failed<'a>> {
    let found = of_standing(due, Standing::Faulty);
    rows(found, |(office, year)| {
        let known = data.office(office);
        let errors = data.findings(office, year).filter(|finding| finding.severity == Severity::Error);
        let laws: BTreeSet<RuleIx> = errors.map(|finding| finding.rule).collect();
        let law = |rule: &RuleIx| data.context.pipeline.rule(*rule).title.get(data.wording().lang);
        Failed {
            code: &known.code,
            office: &known.name,
            year: year.0,
            errors: data.open(office, year, Severity::Error),
            warnings: data.open(office, year, Severity::Warning),
            laws: laws.iter().map(law).collect(),
        }
    })
}

/// The latest year first.
fn of_standing(due: &[Stand], wanted: Standing) -> Vec<(OfficeIx, Year)> {
    let wanted = due.iter().filter(|stand| stand.standing == wanted);
    let mut found: Vec<(OfficeIx, Year)> = wanted.map(|stand| (stand.office, stand.year)).collect();
    found.sort_by_key(|(office, year)| (std::cmp::Reverse(*year), *office));
    found
}

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
