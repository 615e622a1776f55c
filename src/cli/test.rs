//! `gouji test`: the tests that a pipeline brings along.

use serde_json::json;

use crate::cli::arguments::{Format, Options};
use crate::cli::screen::{print_json, print_text};
use crate::cli::{DONE, FINDINGS, Fault, load};
use crate::model::Wording;
use crate::run::cases::{self, Result as Shown};

/// Runs the tests of a pipeline.
pub(super) fn test(name: &str, options: &Options) -> Result<u8, Fault> {
    let (pipeline, wording) = load(name, options.lang())?;
    let shown = cases::run(&pipeline);
    let failed = shown.iter().filter(|shown| !shown.passed()).count();
    match options.format {
        Format::Json => print_json(&as_json(&shown))?,
        Format::Text | Format::Md if !options.quiet => print_text(&as_text(&shown, failed, &wording))?,
        Format::Text | Format::Md => {}
    }
    Ok(if failed == 0 { DONE } else { FINDINGS })
}

fn as_text(shown: &[Shown], failed: usize, wording: &Wording) -> String {
    if shown.is_empty() {
        return wording.say("test.none", &[]);
    }
    let mut lines = Vec::new();
    for one in shown {
        let sentence = if one.passed() { "test.passed" } else { "test.failed" };
        lines.push(wording.say(sentence, &[("name", &one.name)]));
        lines.extend(one.missing.iter().map(|finding| wording.say("test.missing", &[("finding", finding)])));
        lines.extend(one.extra.iter().map(|finding| wording.say("test.extra", &[("finding", finding)])));
    }
    let (n, passed) = (shown.len().to_string(), (shown.len() - failed).to_string());
    lines.push(wording.say("test.total", &[("n", &n), ("passed", &passed), ("failed", &failed.to_string())]));
    lines.join("\n")
}

fn as_json(shown: &[Shown]) -> String {
    let tests: Vec<serde_json::Value> = shown
        .iter()
        .map(|one| json!({ "name": one.name, "passed": one.passed(), "missing": one.missing, "extra": one.extra }))
        .collect();
    json!({ "tests": tests }).to_string()
}
