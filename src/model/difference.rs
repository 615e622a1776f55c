//! How two runs differ.

use serde::Serialize;

/// The filing of an office for a year.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct FilingKey {
    /// The office's code on the register.
    pub office_code: String,
    /// The office's name.
    pub office: String,
    /// The reporting year.
    pub year: i32,
}

/// A finding, in short.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FindingBrief {
    /// The stable id.
    pub finding: String,
    /// The office's code; empty for a group.
    pub office_code: String,
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

/// A cell that changed from one run to the other.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CellChange {
    /// The filing it belongs to.
    #[serde(flatten)]
    pub filing: FilingKey,
    /// The cell code.
    pub cell: String,
    /// The figure, or the state, in the earlier run.
    pub before: String,
    /// The same in the later one.
    pub after: String,
}

/// How two runs differ.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// Findings only in the later run.
    pub findings_new: Vec<FindingBrief>,
    /// Findings only in the earlier run.
    pub findings_gone: Vec<FindingBrief>,
    /// How many findings are in both.
    pub findings_still: u64,
    /// Filings only in the later run.
    pub filings_new: Vec<FilingKey>,
    /// Filings only in the earlier run.
    pub filings_gone: Vec<FilingKey>,
    /// Cells that changed, among the filings in both runs.
    pub cells_changed: Vec<CellChange>,
}
