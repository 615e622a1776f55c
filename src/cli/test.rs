//! `gouji test [PIPELINE]`: runs the tests that a pipeline brings along.
//!
//! ```text
//! failed a total that is not the sum
//!     not found: T3-ROW granted
//!     found as well: T3-OUT total
//! tests: 12, passed 11, failed 1
//! ```

use serde_json::json;

use crate::cli::arguments::{Format, Options};
use crate::cli::screen::{print_json, print_text};
use crate::cli::{DONE, FINDINGS, Fault, load};
use crate::model::Wording;
use crate::run::cases::{self, CaseResult};

/// Runs the tests and prints which failed, and why. The exit code is 1 if any did.
pub(super) fn test(name: &str, options: &Options) -> Result<u8, Fault> {
    let (pipeline, wording) = load(name, options.lang())?;
    let results = cases::run(&pipeline);
    let failed = results.iter().filter(|result| !result.passed()).count();
    match options.format {
        Format::Json => print_json(&as_json(&results))?,
        Format::Text | Format::Md if !options.quiet => print_text(&as_text(&results, failed, &wording))?,
        Format::Text | Format::Md => {}
    }
    Ok(if failed == 0 { DONE } else { FINDINGS })
}

/// A line for each test, with missing and unexpected findings below it, and the totals.
fn as_text(results: &[CaseResult], failed: usize, wording: &Wording) -> String {
    if results.is_empty() {
        return wording.say("test.none", &[]);
    }
    let mut lines = Vec::new();
    for result in results {
        let sentence = if result.passed() { "test.passed" } else { "test.failed" };
        lines.push(wording.say(sentence, &[("name", &result.name)]));
        lines.extend(result.missing.iter().map(|finding| wording.say("test.missing", &[("finding", finding)])));
        lines.extend(result.extra.iter().map(|finding| wording.say("test.extra", &[("finding", finding)])));
    }
    let (n, passed) = (results.len().to_string(), (results.len() - failed).to_string());
    lines.push(wording.say("test.total", &[("n", &n), ("passed", &passed), ("failed", &failed.to_string())]));
    lines.join("\n")
}

/// The same as JSON: `{ "tests": [{ "name": …, "passed": true, "missing": [], "extra": [] }] }`.
fn as_json(results: &[CaseResult]) -> String {
    let tests: Vec<serde_json::Value> = results
        .iter()
        .map(|result| json!({ "name": result.name, "passed": result.passed(), "missing": result.missing, "extra": result.extra }))
        .collect();
    json!({ "tests": tests }).to_string()
}
