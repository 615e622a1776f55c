//! What offices answered to findings.

use crate::model::{RuleIx, Year};

/// One accepted answer to a finding that is not an error; errors have to be corrected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explanation {
    /// Code or name of the office, or of the group.
    pub office: String,
    /// The office's name if code and name are both given: codes belong to one register, names are good for all.
    pub name: String,
    /// The year of the finding.
    pub year: Year,
    /// The rule that was broken.
    pub rule: RuleIx,
    /// The finding's key.
    pub key: String,
    /// The reason given.
    pub text: String,
    /// Who accepted it.
    pub by: String,
    /// When it was accepted.
    pub date: String,
    /// Digest of the figures that were explained; empty if the answer holds for any figures.
    pub figures: String,
}

/// A sheet of a workbook in which offices have answered.
#[derive(Clone, Debug)]
pub struct AnswerSheet {
    /// As the workbook calls it.
    pub name: String,
    /// The names of its columns, which are those of the tables of a run.
    pub columns: Vec<String>,
    /// The rows below them, each with its number in the sheet.
    pub rows: Vec<(usize, Vec<String>)>,
}
