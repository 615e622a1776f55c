//! Tests that a pipeline brings along for its rules.

use crate::model::{CellIx, FormIx, Year};

/// One filing, and what must be found in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Case {
    /// What it shows.
    pub name: String,
    /// The form version; cells that are not given are 0.
    pub form: FormIx,
    /// The reporting year.
    pub year: Year,
    /// The office's kind on the register.
    pub kind: String,
    /// What the report says in words.
    pub prose: String,
    /// Cells as printed.
    pub cells: Vec<(CellIx, String)>,
    /// The cells of the year before, if there is a filing for it.
    pub last_year: Option<Vec<(CellIx, String)>>,
    /// The rules whose findings are compared; all but notes if not given.
    pub rules: Option<Vec<String>>,
    /// `RULE key` of every finding that must be there, and no other.
    pub expect: Vec<String>,
}
