//! The facts for the bulletin on the year in hand: how many filed and passed, what is wrong where, and
//! what has changed.
//!
//! Field names are the names that templates use: `{{ latest.pass_rate }}`. A field that a template
//! might want is added here; its text stays in the template.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::model::{BreachKind, Difference, OfficeIx, RuleIx, Severity, Stand, Standing, StandingCounts, Status, Year};
use crate::report::data::ReportData;
use crate::report::progress::{self, Progress};
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
    /// The counts of the year in hand, which the bulletin is about.
    latest: BulletinCounts,
    /// Those of the year before it, if the run has it.
    before: Option<BulletinCounts>,
    /// The change against an earlier run, if one was given.
    since: Option<Since<'a>>,
    /// What is wrong, by kind.
    problems: Vec<Problem<'a>>,
    /// Missing filings.
    missing: Rows<Missing<'a>>,
    /// Filings with errors.
    failed: Rows<Failed<'a>>,
    /// Counts of each district.
    districts: Vec<District<'a>>,
}

/// Counts for a year or a district. One office in one year counts once.
#[derive(Clone, Default, Serialize)]
struct BulletinCounts {
    /// The reporting year.
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

/// What has become of the errors and doubts of an earlier run. Missing filings are counted apart.
#[derive(Serialize)]
struct Since<'a> {
    /// All offices together.
    #[serde(flatten)]
    counts: Progress,
    /// Each office that had some or has some, the one with most left first.
    offices: Rows<SinceOffice<'a>>,
}

/// What has become of those of one office.
#[derive(Serialize)]
struct SinceOffice<'a> {
    office: &'a str,
    #[serde(flatten)]
    counts: Progress,
    /// All corrected, some, none, or nothing that was told of, in words.
    state: String,
}

/// Everything of one kind that is wrong: contradictions within a filing, between years, and so on.
#[derive(Serialize)]
struct Problem<'a> {
    /// The kind in words.
    name: String,
    n: usize,
    /// Number of offices concerned.
    n_offices: usize,
    /// The broken rules, errors first, then by number of offices.
    kinds: Vec<FaultKind<'a>>,
}

/// A broken rule and the offices that broke it.
#[derive(Serialize)]
struct FaultKind<'a> {
    /// Id of the rule.
    rule: &'a str,
    /// What is wrong by the rule.
    wrong: String,
    /// The same in a few words.
    short: String,
    /// `error` or `warning`.
    severity: &'static str,
    n: usize,
    /// Number of offices that broke it.
    n_offices: usize,
    /// Names of the first few of them, the most questionable first.
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
}

/// An office whose filing has errors, with what is wrong.
#[derive(Serialize)]
struct Failed<'a> {
    code: &'a str,
    office: &'a str,
    errors: u64,
    warnings: u64,
    /// What is wrong by the rules it broke, in a few words each.
    wrong: Vec<String>,
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
        let standings = data.dossier().standings.iter();
        let due: Vec<Stand> = standings.filter(|stand| stand.is_due && data.is_in_hand(stand.year)).collect();
        for (office, year) in data.office_years() {
            let counts_of_office = count(data, office, year);
            let district = data.office(office).district.as_str();
            sums.years.entry(year).or_default().add(&counts_of_office);
            if !district.is_empty() && data.is_in_hand(year) {
                sums.districts.entry(district).or_default().add(&counts_of_office);
            }
        }
        let of_year = |year: Year| {
            let counts = sums.years.get(&year).cloned()?;
            Some(BulletinCounts { year: year.0, ..counts.rated() })
        };
        let in_hand = data.dossier().year_in_hand;
        let before = in_hand.and_then(|year| data.dossier().years.iter().rev().find(|other| **other < year));
        let district = |(district, counts): (&'a str, BulletinCounts)| District { district, counts: counts.rated() };
        Bulletin {
            title: pipeline.title.get(data.wording().lang),
            sender: &pipeline.letters.sender,
            contact: &pipeline.letters.contact,
            reply_by: &pipeline.letters.reply_by,
            latest: in_hand.and_then(of_year).unwrap_or_default(),
            before: before.copied().and_then(of_year),
            since: data.context.since.map(|difference| since(data, difference)),
            problems: problems(data),
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

/// What is wrong, by kind and rule.
fn problems<'a>(data: &ReportData<'a>) -> Vec<Problem<'a>> {
    let pipeline = data.context.pipeline;
    let rank = data.rank_in_hand();
    let mut by_kind: BTreeMap<BreachKind, BTreeMap<(Severity, RuleIx), Vec<OfficeIx>>> = BTreeMap::new();
    for (office, finding) in progress::told(data) {
        let rules = by_kind.entry(pipeline.rule(finding.rule).breach_kind()).or_default();
        rules.entry((finding.severity, finding.rule)).or_default().push(office);
    }
    let fault = |((severity, ix), found): ((Severity, RuleIx), &Vec<OfficeIx>)| {
        let mut offices: Vec<OfficeIx> = found.iter().copied().collect::<BTreeSet<_>>().into_iter().collect();
        offices.sort_by_key(|office| rank(*office));
        let rule = pipeline.rule(ix);
        FaultKind {
            rule: &rule.id.0,
            wrong: say::wrong(rule, data.wording()),
            short: say::short(rule, data.wording()),
            severity: severity.code(),
            n: found.len(),
            n_offices: offices.len(),
            offices: offices.iter().take(NAMED).map(|office| data.office(*office).name.as_str()).collect(),
            has_more: offices.len() > NAMED,
        }
    };
    let problem = |(kind, rules): (BreachKind, BTreeMap<(Severity, RuleIx), Vec<OfficeIx>>)| {
        let offices: BTreeSet<OfficeIx> = rules.values().flatten().copied().collect();
        let mut kinds: Vec<(Severity, FaultKind<'a>)> =
            rules.iter().map(|(at, found)| (at.0, fault((*at, found)))).collect();
        kinds.sort_by_key(|(severity, kind)| (*severity, std::cmp::Reverse(kind.n_offices)));
        Problem {
            name: data.say(&format!("breach.{}", kind.code())),
            n: rules.values().map(Vec::len).sum(),
            n_offices: offices.len(),
            kinds: kinds.into_iter().map(|(_, kind)| kind).collect(),
        }
    };
    by_kind.into_iter().map(problem).collect()
}

/// What has become of the errors and warnings of the earlier run, the office with most left first.
fn since<'a>(data: &ReportData<'a>, difference: &'a Difference) -> Since<'a> {
    let offices = progress::by_office(data, difference);
    let counts = Progress::sum(offices.iter().map(|(_, counts)| *counts));
    let n = offices.len();
    let row = |(office, counts): (&'a str, Progress)| SinceOffice { office, counts, state: state(data, counts) };
    let rows = offices.into_iter().take(ROWS).map(row).collect();
    Since { counts, offices: Rows { rows, n, rest: n.saturating_sub(ROWS) } }
}

/// Whether an office has corrected everything it was told of, in words.
fn state(data: &ReportData<'_>, counts: Progress) -> String {
    data.say(match counts {
        Progress { told: 0, .. } => "since.new",
        Progress { still: 0, .. } => "since.all",
        Progress { gone: 0, .. } => "since.none",
        _ => "since.some",
    })
}

/// The offices that have not filed.
fn missing<'a>(data: &ReportData<'a>, due: &[Stand]) -> Rows<Missing<'a>> {
    let found = of_standing(due, Standing::Missing);
    rows(found, |(office, _)| {
        let details = data.office(office);
        Missing { code: &details.code, office: &details.name, district: &details.district }
    })
}

/// The offices whose filings have errors, the most questionable first.
fn failed<'a>(data: &ReportData<'a>, due: &[Stand]) -> Rows<Failed<'a>> {
    let rank = data.rank_in_hand();
    let mut found = of_standing(due, Standing::Faulty);
    found.sort_by_key(|(office, _)| rank(*office));
    rows(found, |(office, year)| {
        let details = data.office(office);
        let errors = data.findings(office, year).filter(|finding| finding.severity == Severity::Error);
        let rules: BTreeSet<RuleIx> = errors.map(|finding| finding.rule).collect();
        let wrong = |rule: &RuleIx| say::short(data.context.pipeline.rule(*rule), data.wording());
        Failed {
            code: &details.code,
            office: &details.name,
            errors: data.open(office, year, Severity::Error),
            warnings: data.open(office, year, Severity::Warning),
            wrong: rules.iter().map(wrong).collect(),
        }
    })
}

/// Office and year of those that stand so.
fn of_standing(due: &[Stand], wanted: Standing) -> Vec<(OfficeIx, Year)> {
    due.iter().filter(|stand| stand.standing == wanted).map(|stand| (stand.office, stand.year)).collect()
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
