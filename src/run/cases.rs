//! Runs the tests that a pipeline brings along (`gouji test`).
//!
//! A test is one filing, optionally with last year's, and the findings that the rules should make
//! of it. It is checked exactly as in a run, with the test's office as the only one on the
//! register.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::model::{
    Case, CellIx, Cells, Counted, Filing, Finding, Office, OfficeIx, Passage, Pipeline, Place, Places, Register, Scope,
    Severity, SourceIx, Spot, Year,
};
use crate::read::number::{in_cell, parse};
use crate::report;
use crate::run::check_all;
use crate::run::events::Silent;

/// The result of one test.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseResult {
    /// The test's name.
    pub name: String,
    /// Expected findings that were not made, as `RULE key`.
    pub missing: Vec<String>,
    /// Findings that were made but not expected, as `RULE key`.
    pub extra: Vec<String>,
}

impl CaseResult {
    /// True if exactly the expected findings were made.
    pub fn passed(&self) -> bool {
        self.missing.is_empty() && self.extra.is_empty()
    }
}

/// Runs every test of a pipeline, in the order of declaration.
pub fn run(pipeline: &Pipeline) -> Vec<CaseResult> {
    pipeline.cases.iter().map(|case| run_case(case, pipeline)).collect()
}

/// Runs one test. Without a list of rules, all findings except notes are compared.
fn run_case(case: &Case, pipeline: &Pipeline) -> CaseResult {
    let Year(year) = case.year;
    let before = case.last_year.as_ref().map(|cells| filing(case, Year(year.saturating_sub(1)), cells, "", pipeline));
    let now = filing(case, case.year, &case.cells, &case.prose, pipeline);
    let filings: Vec<Filing> = before.into_iter().chain([now]).collect();
    let found = findings(&filings, case, pipeline);
    let is_compared = |finding: &&Finding| match &case.rules {
        Some(rules) => rules.contains(&pipeline.rule(finding.rule).id.0),
        None => finding.severity != Severity::Note,
    };
    let named = |finding: &Finding| {
        let key = report::key(&finding.key, pipeline);
        format!("{} {key}", pipeline.rule(finding.rule).id.0).trim_end().to_owned()
    };
    let found = found.iter().filter(|finding| finding.year == case.year).filter(is_compared);
    let found: BTreeSet<String> = found.map(named).collect();
    let expected: BTreeSet<String> = case.expect.iter().map(|expected| expected.trim().to_owned()).collect();
    CaseResult {
        name: case.name.clone(),
        missing: expected.difference(&found).cloned().collect(),
        extra: found.difference(&expected).cloned().collect(),
    }
}

/// All findings about the filings, on a register with the test's office only.
fn findings(filings: &[Filing], case: &Case, pipeline: &Pipeline) -> Vec<Finding> {
    let register = Register { offices: vec![office(case)], given: true };
    check_all(filings, &register, pipeline, &Silent).findings
}

/// The office of a test, named after the test.
fn office(case: &Case) -> Office {
    Office { kind: case.kind.clone(), ..Office::named("", &case.name) }
}

/// A filing of the case's form in which every cell is 0 except those given: `""` is a blank, and
/// text is parsed as if it were printed, so a test can have unreadable figures. `prose` is the
/// report's text, one passage per line.
fn filing(case: &Case, year: Year, given: &[(CellIx, String)], prose: &str, pipeline: &Pipeline) -> Filing {
    let catalogue = &pipeline.catalogue;
    let form = &catalogue.forms[case.form.at()];
    let mut cells = Cells::absent(catalogue.n_cells());
    for cell in &form.cells {
        cells.set_plain(*cell, 0);
    }
    for (cell, printed) in given {
        match printed.trim() {
            "" => cells.set(*cell, crate::model::Value::Not(crate::model::State::Blank), ""),
            text => {
                let value = in_cell(parse(text, &pipeline.numbers), &catalogue.cell(*cell).kind, &pipeline.numbers);
                cells.set(*cell, value, text);
            }
        }
    }
    let tables: Vec<_> = form.rows.iter().map(|rows| (!rows.is_empty()).then_some(case.form)).collect();
    let place = |line: usize| Place { source: SourceIx(0), spot: Spot { line: line as u32 + 1, column: 1 } };
    let passages = prose.lines().enumerate().map(|(at, line)| Passage { place: place(at), text: line.into() });
    Filing {
        office: OfficeIx(0),
        year,
        scope: Scope::default(),
        counted: Counted::default(),
        tables: Arc::from(tables),
        cells,
        places: Places::Each { source: SourceIx(0), spots: vec![Spot::default(); catalogue.n_cells()].into() },
        prose: passages.collect(),
        strays: Box::default(),
    }
}
