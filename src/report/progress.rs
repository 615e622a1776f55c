//! What has become of the errors and warnings that an earlier run told of, for the year in hand.
//!
//! ```text
//! earlier run   T3-ROW granted, T3-BAL total, XY-CARRY total
//! this run      T3-BAL total, NUM-NNEG received         told 3, gone 2, still 1, new 1
//! ```
//!
//! Missing filings are counted apart, and findings that were explained are not told of.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::model::{Difference, FactKind, FindingBrief, FindingRow, OfficeIx, Severity, Standing, Status};
use crate::report::data::ReportData;

/// Errors and warnings then and now.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Progress {
    /// Told of in the earlier run.
    pub told: usize,
    /// Gone since.
    pub gone: usize,
    /// Still there.
    pub still: usize,
    /// Only in this run.
    pub new: usize,
}

impl Progress {
    /// The counts of several offices together.
    pub(super) fn sum(all: impl Iterator<Item = Progress>) -> Progress {
        all.fold(Progress::default(), |sum, one| Progress {
            told: sum.told + one.told,
            gone: sum.gone + one.gone,
            still: sum.still + one.still,
            new: sum.new + one.new,
        })
    }
}

/// The findings told of, with their offices: errors and warnings of the year in hand that nobody has
/// explained. Anomalies are left out, since nobody is named for a figure that is merely unlikely, and
/// so are filings that could not be read in full.
pub(super) fn told<'a>(data: &ReportData<'a>) -> Vec<(OfficeIx, &'a FindingRow)> {
    let is_told = |finding: &&FindingRow| is_fault(finding.severity) && finding.status != Status::Explained;
    let of_office = |finding: &'a FindingRow| {
        let office = finding.office.filter(|office| !data.is_partly_read(*office, finding.year))?;
        Some((office, finding))
    };
    data.findings_in_hand().into_iter().filter(is_told).filter_map(of_office).collect()
}

/// True for what has to be corrected or explained.
fn is_fault(severity: Severity) -> bool {
    matches!(severity, Severity::Error | Severity::Warning)
}

/// The counts of each office that had some or has some, by name, the one with most left first.
pub(super) fn by_office<'a>(data: &ReportData<'a>, difference: &'a Difference) -> Vec<(&'a str, Progress)> {
    let pipeline = data.context.pipeline;
    let missing = pipeline.fact(FactKind::Missing).map(|rule| pipeline.rule(rule).id.0.as_str());
    let year = data.dossier().year_in_hand.map_or(String::new(), |year| year.0.to_string());
    let severity = |brief: &FindingBrief| Severity::ALL.iter().copied().find(|one| one.code() == brief.severity);
    let was_told = |brief: &&FindingBrief| {
        let is_of_office = brief.year == year && !brief.office_code.is_empty();
        is_of_office && severity(brief).is_some_and(is_fault) && missing != Some(brief.rule.as_str())
    };
    let new: BTreeSet<&str> = difference.findings_new.iter().map(|brief| brief.finding.as_str()).collect();
    let mut gone: BTreeMap<&str, (&'a str, usize)> = BTreeMap::new();
    for brief in difference.findings_gone.iter().filter(was_told) {
        gone.entry(&brief.office_code).or_insert((&brief.office, 0)).1 += 1;
    }
    let standing = |code: &str| {
        let office = data.dossier().register.by_code(code)?;
        data.standing(office, data.dossier().year_in_hand?)
    };
    let mut offices: BTreeMap<&str, (&'a str, Progress)> = BTreeMap::new();
    for (code, (name, n)) in gone {
        // What is gone with the filing has not been corrected, and nothing is said of one that could
        // not be read in full.
        let counts = match standing(code) {
            Some(Standing::PartlyRead) => continue,
            None | Some(Standing::Missing) => Progress { told: n, still: n, ..Progress::default() },
            Some(Standing::Faulty | Standing::Doubtful | Standing::InOrder) => {
                Progress { told: n, gone: n, ..Progress::default() }
            }
        };
        offices.insert(code, (name, counts));
    }
    for (office, finding) in told(data) {
        let office = data.office(office);
        let (_, counts) = offices.entry(&office.code).or_insert((&office.name, Progress::default()));
        let is_new = new.contains(finding.id.as_str());
        counts.told += usize::from(!is_new);
        counts.still += usize::from(!is_new);
        counts.new += usize::from(is_new);
    }
    let mut found: Vec<(&str, Progress)> = offices.into_values().collect();
    found.sort_by_key(|(_, counts)| std::cmp::Reverse((counts.still, counts.new)));
    found
}

/// The counts of all offices.
pub(super) fn of_all(data: &ReportData<'_>, difference: &Difference) -> Progress {
    Progress::sum(by_office(data, difference).into_iter().map(|(_, counts)| counts))
}
