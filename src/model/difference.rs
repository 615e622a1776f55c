//! What two runs have not in common.

use serde::Serialize;

/// Office, year and names of what is compared.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct FilingKey {
    /// The register's code.
    pub office_code: String,
    /// Its name.
    pub office: String,
    /// The reporting year.
    pub year: i32,
}

/// A finding of one of the runs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FindingBrief {
    /// The stable id.
    pub finding: String,
    /// The office, or the group.
    pub office: String,
    /// The reporting year.
    pub year: String,
    /// The rule's id.
    pub rule: String,
    /// The finding's key.
    pub key: String,
    /// Its severity.
    pub severity: String,
    /// What it says.
    pub message: String,
}

/// A cell that is not the same in both runs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CellChange {
    /// Whose it is.
    #[serde(flatten)]
    pub filing: FilingKey,
    /// The cell code.
    pub cell: String,
    /// The figure, or the state, in the earlier run.
    pub before: String,
    /// The same in the later one.
    pub after: String,
}

/// What two runs have not in common.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// Findings of the later run only.
    pub findings_new: Vec<FindingBrief>,
    /// Findings of the earlier run only.
    pub findings_gone: Vec<FindingBrief>,
    /// Findings of both.
    pub findings_still: u64,
    /// Filings of the later run only.
    pub filings_new: Vec<FilingKey>,
    /// Filings of the earlier run only.
    pub filings_gone: Vec<FilingKey>,
    /// Cells of filings that both have.
    pub cells_changed: Vec<CellChange>,
}
