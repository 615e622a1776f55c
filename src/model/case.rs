//! Tests that a pipeline brings along for its rules.

use crate::model::{CellIx, FormIx, Year};

/// One filing, and what must be found in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Case {
    /// What the test shows, for its line in the report of `gouji test`.
    pub name: String,
    /// The form version the filing is on; cells that are not given are 0.
    pub form: FormIx,
    /// The reporting year.
    pub year: Year,
    /// The office's kind on the register.
    pub kind: String,
    /// What the report says in words.
    pub prose: String,
    /// Cells as printed.
    pub cells: Vec<(CellIx, String)>,
    /// The cells of the filing for the year before, if there is one.
    pub last_year: Option<Vec<(CellIx, String)>>,
    /// The rules whose findings are compared; if none are given, all except those that only make notes.
    pub rules: Option<Vec<String>>,
    /// `RULE key` of every expected finding. Any finding beyond these fails the test.
    pub expect: Vec<String>,
}
