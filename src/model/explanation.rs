//! What offices have answered to findings.

use crate::model::{RuleIx, Year};

/// One accepted answer to one soft finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explanation {
    /// Code or name of the office, or of the group.
    pub office: String,
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
