//! The summary at the end of a run: what a person reads in ten seconds, or one JSON object for a
//! program.
//!
//! ```text
//! 362 files read: 340 accepted, 12 in part, …    what became of the inputs
//! 338 filings of 121 offices in 3 years          what they contained
//! 3 filings missing                              or that no register was given
//! 298 passed (40 of them with doubts), …         how the offices stand
//!                                                in red: that some could not be read in full
//! 41 errors, 120 warnings, …                     findings that have not been explained
//! most questionable:
//!   1. 对数委员会 2023 (11.3) T3-OUT …
//! results in gouji-out: …
//! ```

use std::io::IsTerminal;
use std::path::Path;

use serde_json::json;

use crate::cli::screen::plain;
use crate::model::{Finding, Pipeline, Ranked, Reception, Severity, Standing, StandingCounts, Status, Wording};
use crate::run::manifest::{counts, receptions};
use crate::run::{Finished, KeptFile};
use crate::say;

/// Number of office-years listed.
const TOP: usize = 5;

/// The summary as text, escaped for a terminal.
pub(super) fn text(finished: &Finished, pipeline: &Pipeline, out: &Path, wording: &Wording) -> String {
    let counts = counts(finished, pipeline);
    let receptions = receptions(finished);
    let of = |reception: Reception| receptions.get(&reception).copied().unwrap_or(0).to_string();
    let say = |sentence: &str, words: &[(&str, String)]| {
        let words: Vec<(&str, &str)> = words.iter().map(|(word, filled)| (*word, filled.as_str())).collect();
        wording.say(sentence, &words)
    };
    let mut lines = vec![
        say(
            "summary.read",
            &[
                ("files", finished.intake.len().to_string()),
                ("accepted", of(Reception::Accepted)),
                ("partial", of(Reception::Partial)),
                ("rejected", of(Reception::Rejected)),
                ("duplicate", of(Reception::Duplicate)),
                ("ignored", of(Reception::Ignored)),
            ],
        ),
        say(
            "summary.filings",
            &[
                ("filings", counts.filings.to_string()),
                ("offices", counts.offices_filed.to_string()),
                ("years", finished.years.len().to_string()),
            ],
        ),
    ];
    lines.push(match finished.register.given {
        true => say("summary.missing", &[("n", counts.missing.to_string())]),
        false => say("summary.no_register", &[]),
    });
    lines.push(standing(&counts.standings, wording));
    let before_alarm = lines.len();
    let partly_read = finished.standings.n_partly_read(None);
    if partly_read > 0 {
        let (n, files) = (partly_read.to_string(), counts.files_partly_read.to_string());
        lines.push(wording.say("standing.alarm", &[("n", &n), ("files", &files)]));
    }
    lines.extend(findings(finished, pipeline, wording));
    lines.extend(questionable(finished, pipeline, wording));
    lines.extend(kept(&finished.kept, wording));
    lines.push(say("summary.out", &[("out", out.display().to_string())]));
    let shown = |(at, line): (usize, &String)| match partly_read > 0 && at == before_alarm {
        true => red(&plain(line)),
        false => plain(line).into_owned(),
    };
    lines.iter().enumerate().map(shown).collect::<Vec<String>>().join("\n")
}

/// The most questionable office-years with their reasons, below a heading; nothing if there are
/// none.
fn questionable(finished: &Finished, pipeline: &Pipeline, wording: &Wording) -> Vec<String> {
    let top: Vec<&Ranked> = top(finished).collect();
    let mut lines = Vec::new();
    if !top.is_empty() {
        lines.push(wording.say("summary.top", &[]));
    }
    for row in top {
        let words = [
            ("rank", row.rank.to_string()),
            ("office", finished.register.office(row.office).name.clone()),
            ("year", row.year.0.to_string()),
            ("score", format!("{:.1}", row.score)),
            ("reasons", say::reasons(&row.reasons, &say::Renderer::of(pipeline, wording))),
        ];
        lines.push(wording.say("summary.top_line", &words.each_ref().map(|(word, filled)| (*word, filled.as_str()))));
    }
    lines
}

/// A line for each of somebody else's files that was kept in the output folder.
pub(super) fn kept(kept: &[KeptFile], wording: &Wording) -> Vec<String> {
    let line = |kept_file: &KeptFile| match &kept_file.now {
        None => wording.say("summary.kept", &[("file", &kept_file.file)]),
        Some(now) => wording.say("summary.kept_as", &[("file", &kept_file.file), ("now", now)]),
    };
    kept.iter().map(line).collect()
}

/// The most questionable office-years, without those whose filing could not be read in full: what
/// the program failed to read is no evidence against an office.
fn top(finished: &Finished) -> impl Iterator<Item = &Ranked> {
    let standing = |row: &&Ranked| finished.standings.get(row.office, row.year).map(|stand| stand.standing);
    finished.ranking.rows.iter().filter(move |row| standing(row) != Some(Standing::PartlyRead)).take(TOP)
}

/// How many passed, are doubtful, failed, and could be read only in part.
fn standing(counts: &StandingCounts, wording: &Wording) -> String {
    let others = counts.others.to_string();
    let others = if counts.others > 0 { wording.say("summary.others", &[("others", &others)]) } else { String::new() };
    let words = [
        ("passed", counts.passed().to_string()),
        ("doubtful", counts.doubtful.to_string()),
        ("faulty", counts.faulty.to_string()),
        ("partly", counts.partly_read.to_string()),
        ("others", others),
    ];
    wording.say("summary.standing", &words.each_ref().map(|(word, filled)| (*word, filled.as_str())))
}

/// The line in red, if stdout is a terminal and `NO_COLOR` is not set.
fn red(line: &str) -> String {
    let is_shown = std::io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|set| set.is_empty());
    if is_shown { format!("\u{1b}[31m{line}\u{1b}[0m") } else { line.to_owned() }
}

/// Open findings by severity, and how many have been explained.
fn findings(finished: &Finished, pipeline: &Pipeline, wording: &Wording) -> Vec<String> {
    let counts = counts(finished, pipeline);
    let open = |severity: Severity| {
        let is_open = |finding: &&Finding| finding.severity == severity && finding.status != Status::Explained;
        finished.findings.iter().filter(is_open).count().to_string()
    };
    let say = |sentence: &str, words: &[(&str, String)]| {
        let words: Vec<(&str, &str)> = words.iter().map(|(word, filled)| (*word, filled.as_str())).collect();
        wording.say(sentence, &words)
    };
    let words = [
        ("errors", open(Severity::Error)),
        ("warnings", open(Severity::Warning)),
        ("anomalies", open(Severity::Anomaly)),
        ("notes", open(Severity::Note)),
    ];
    let mut lines = vec![say("summary.findings", &words)];
    if counts.explained + counts.reopened + finished.unused_explanations > 0 {
        let words = [
            ("explained", counts.explained.to_string()),
            ("reopened", counts.reopened.to_string()),
            ("unused", finished.unused_explanations.to_string()),
        ];
        lines.push(say("summary.explained", &words));
    }
    lines
}

/// The summary as one JSON object on one line:
///
/// ```text
/// { "out": "gouji-out", "files": 362, "status": { "accepted": 340, … }, "years": [2023, …],
///   "counts": { "filings": 338, "errors": 41, … },
///   "top": [{ "rank": 1, "office_code": "D01", "office": …, "year": 2023, "score": 11.316, "reasons": … }, …],
///   "kept": [{ "file": "notices/D01 ….docx", "now": null }] }
/// ```
pub(super) fn json(finished: &Finished, pipeline: &Pipeline, out: &Path, wording: &Wording) -> String {
    let receptions = receptions(finished);
    let status: serde_json::Map<String, serde_json::Value> =
        receptions.iter().map(|(reception, n)| (reception.code().to_owned(), json!(n))).collect();
    let top: Vec<serde_json::Value> = top(finished)
        .map(|row| {
            let office = finished.register.office(row.office);
            json!({
                "rank": row.rank, "office_code": office.code, "office": office.name, "year": row.year.0,
                "score": row.score, "reasons": say::coded_reasons(&row.reasons, &say::Renderer::of(pipeline, wording)),
            })
        })
        .collect();
    let kept: Vec<serde_json::Value> =
        finished.kept.iter().map(|kept_file| json!({ "file": kept_file.file, "now": kept_file.now })).collect();
    let summary = json!({
        "out": out.display().to_string(),
        "files": finished.intake.len(),
        "status": status,
        "years": finished.years.iter().map(|year| year.0).collect::<Vec<_>>(),
        "counts": counts(finished, pipeline),
        "top": top,
        "kept": kept,
    });
    summary.to_string()
}
