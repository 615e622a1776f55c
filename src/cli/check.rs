//! `gouji check FILE…`: an office checks its own filing before sending it.
//!
//! ```text
//! a.csv:23:10: error T3-ROW: row “granted” does not obey “…”: total 37, 23 + 3 + … = 27, difference 10
//! likely cause (99 %): … / granted / total: `37` should probably be `27` (one wrong digit); all rules then hold
//! ```
//!
//! Nothing is written, and no register is used, so no filing counts as missing.

use serde_json::json;

use crate::cli::arguments::{CheckArgs, Format, Options};
use crate::cli::screen::{print_json, print_lines};
use crate::cli::{Fault, NOT_DONE, code, load, unreadable};
use crate::model::{Pipeline, Reception, Register, Subject, Wording, Year};
use crate::report;
use crate::run::events::Silent;
use crate::run::{self, Finished, RunRequest};
use crate::say;

/// Checks files and prints what was found.
///
/// The exit code is 3 if a file could not be read at all, and otherwise 1 if a finding is at or
/// above `--fail-on`, else 0.
pub(super) fn check(args: &CheckArgs, options: &Options) -> Result<u8, Fault> {
    let (pipeline, wording) = load(&args.pipeline, options.lang())?;
    for file in &args.files {
        std::fs::metadata(file).map_err(|error| Fault::not_done_in(&wording, &unreadable(file, &error)))?;
    }
    let year = args.year.map(Year);
    let request = RunRequest { inputs: args.files.clone(), year, ..RunRequest::default() };
    let finished = run::find_out(&request, &pipeline, Register::default(), &Silent)
        .map_err(|error| Fault::of_run(error, &wording))?;
    match options.format {
        Format::Json => print_json(&as_json(&finished, &pipeline, &wording))?,
        Format::Text if !options.quiet => print_lines(&as_text(&finished, &pipeline, &wording))?,
        Format::Text | Format::Md => {}
    }
    let rejected = finished.intake.iter().any(|row| row.reception == Reception::Rejected);
    match code(of_offices(&finished).map(|finding| finding.severity), options.fail_on) {
        0 if rejected => Ok(NOT_DONE),
        code => Ok(code),
    }
}

/// Findings about offices. Those about groups would only repeat them, since the group is this
/// filing.
fn of_offices(finished: &Finished) -> impl Iterator<Item = &crate::model::Finding> {
    finished.findings.iter().filter(|finding| matches!(finding.subject, Subject::Office(_)))
}

/// One line for each file not read in full, each finding and each repair; or that there is nothing
/// to report.
fn as_text(finished: &Finished, pipeline: &Pipeline, wording: &Wording) -> Vec<String> {
    let mut lines = Vec::new();
    for row in finished.intake.iter().filter(|row| row.reception != Reception::Accepted) {
        let unmatched = say::unmatched(&row.unmatched, wording);
        let joint = if unmatched.is_empty() { "" } else { ": " };
        let message = say::messages(&row.messages, pipeline, wording);
        lines.push(format!("{}: {message}{joint}{unmatched}", finished.sources[row.source.at()].path));
    }
    lines.extend(unread(finished, pipeline, wording));
    let mut any = false;
    for finding in of_offices(finished) {
        any = true;
        let severity = wording.say(&format!("severity.{}", finding.severity.code()), &[]);
        let place = finding.place.map(|at| report::place(at, &finished.sources)).unwrap_or_default();
        let message = say::message(&finding.message, pipeline, wording);
        lines.push(format!("{place}: {severity} {}: {message}", pipeline.rule(finding.rule).id.0));
    }
    lines.extend(repairs(finished, pipeline, wording));
    if !any && lines.is_empty() {
        lines.push(wording.say("summary.check_none", &[]));
    }
    lines
}

/// A line for each filing that could be read only in part.
fn unread<'a>(
    finished: &'a Finished,
    pipeline: &'a Pipeline,
    wording: &'a Wording,
) -> impl Iterator<Item = String> + 'a {
    finished.filings.iter().filter(|filing| filing.cells.any_unread()).map(|filing| {
        let words = [
            ("office", finished.register.office(filing.office).name.clone()),
            ("year", filing.year.0.to_string()),
            ("n", filing.unread(&pipeline.catalogue).count().to_string()),
        ];
        wording.say("summary.check_unread", &words.each_ref().map(|(word, filled)| (*word, filled.as_str())))
    })
}

/// A line for each repair, the likeliest first.
fn repairs<'a>(
    finished: &'a Finished,
    pipeline: &'a Pipeline,
    wording: &'a Wording,
) -> impl Iterator<Item = String> + 'a {
    finished.repairs.iter().filter_map(|repair| {
        let filing =
            finished.filings.iter().find(|filing| (filing.office, filing.year) == (repair.office, repair.year))?;
        // Never 100 %, however unlikely the alternatives.
        let likely = (repair.confidence / 10).min(99).to_string();
        let text = say::message(&say::repair(pipeline, filing, repair), pipeline, wording);
        Some(wording.say("summary.check_repair", &[("repair", &text), ("likely", &likely)]))
    })
}

/// The same as one JSON object:
///
/// ```text
/// { "files":    [{ "path": …, "status": "accepted", "message": "", "unmatched": "" }],
///   "findings": [{ "rule": "T3-ROW", "key": "granted", "severity": "error", "year": 2023, "message": …, … }],
///   "repairs":  ["requests / granted / total: `37` should probably be `27` …"] }
/// ```
fn as_json(finished: &Finished, pipeline: &Pipeline, wording: &Wording) -> String {
    let findings: Vec<serde_json::Value> = of_offices(finished)
        .map(|finding| {
            json!({
                "rule": pipeline.rule(finding.rule).id.0,
                "key": report::key(&finding.key, pipeline),
                "severity": finding.severity.code(),
                "year": finding.year.0,
                "message": say::message(&finding.message, pipeline, wording),
                "source": finding.place.map(|at| report::place(at, &finished.sources)),
            })
        })
        .collect();
    let files: Vec<serde_json::Value> = finished
        .intake
        .iter()
        .map(|row| {
            json!({
                "path": finished.sources[row.source.at()].path, "status": row.reception.code(),
                "message": say::messages(&row.messages, pipeline, wording),
                "unmatched": say::unmatched(&row.unmatched, wording),
            })
        })
        .collect();
    let repairs: Vec<String> = repairs(finished, pipeline, wording).collect();
    json!({ "files": files, "findings": findings, "repairs": repairs }).to_string()
}
