//! What offices have answered to findings.

use crate::model::{RuleIx, Year};

/// One accepted answer to one soft finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explanation {
    /// Code or name of the office, or of the group.
    pub office: String,
    /// The name of the office where both are given: codes are those of one register, and names of all.
    pub name: String,
    /// The year of the finding.
    pub year: Year,
    /// The rule that was broken.
    pub rule: RuleIx,
    /// The finding's key.
    pub key: String,
    /// Why it is as it should be.
    pub text: String,
    /// Who has accepted it.
    pub by: String,
    /// When.
    pub date: String,
    /// Digest of the figures that were explained; empty where any will do.
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
