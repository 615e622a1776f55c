//! The summary at the end of a run: what a person reads in ten seconds, or one JSON object for a
//! program.
//!
//! ```text
//! 2024: 69 filings due, 68 there, 1 missing (…)   the year in hand
//! 57 passed (3 of them with doubts), 9 failed, …  how its filings stand
//!                                                 in red: that some could not be read in full
//! 13 errors, 6 warnings, …                        its findings that have not been explained
//! of 19 told of last time 12 are corrected, …     with an earlier run to compare with
//! 79 files read: 71 accepted, 4 in part, …        what became of the inputs
//! also there: 134 filings of 2022, 2023           the years there are to compare with
//! whom to ask first:
//!   1. 概率预报局: received · natural person 83, probably 38
//! in gouji-out: report.html, report.xlsx, …
//! ```

use std::io::IsTerminal;
use std::path::Path;

use serde_json::json;

use crate::cli::screen::plain;
use crate::model::{
    FactKind, Finding, Pipeline, Ranked, Reception, Repair, Severity, Standing, StandingCounts, Status, Subject,
    Wording, Year, ranked_within,
};
use crate::run::manifest::{Counts, counts, receptions};
use crate::run::{Finished, KeptFile};
use crate::say;

/// Number of filings listed.
const TOP: usize = 5;
/// The confidence, in thousandths, above which an explanation is likelier than all others together.
const HALF: u16 = 500;
/// Number of offices or cells named in one line.
const NAMED: usize = 5;

/// The summary as text, escaped for a terminal.
pub(super) fn text(finished: &Finished, pipeline: &Pipeline, out: &Path, wording: &Wording) -> String {
    let summary = Summary { finished, pipeline, wording, counts: counts(finished, pipeline) };
    let alarm = summary.alarm();
    let mut lines = vec![summary.filed()];
    lines.extend(summary.standing());
    let before_alarm = lines.len();
    lines.extend(alarm.clone());
    lines.extend(summary.findings());
    lines.extend(summary.explained());
    lines.extend(summary.progress());
    lines.push(summary.read());
    lines.extend(summary.other_years());
    lines.extend(summary.ask_first());
    lines.extend(kept(&finished.kept, wording));
    lines.push(summary.outputs(out));
    let shown = |(at, line): (usize, &String)| match alarm.is_some() && at == before_alarm {
        true => red(&plain(line)),
        false => plain(line).into_owned(),
    };
    lines.iter().enumerate().map(shown).collect::<Vec<String>>().join("\n")
}

/// A run, to be told in lines.
struct Summary<'a> {
    finished: &'a Finished,
    pipeline: &'a Pipeline,
    wording: &'a Wording,
    /// Those of all years.
    counts: Counts,
}

impl Summary<'_> {
    /// A sentence with its words.
    fn say(&self, sentence: &str, words: &[(&str, String)]) -> String {
        let words: Vec<(&str, &str)> = words.iter().map(|(word, filled)| (*word, filled.as_str())).collect();
        self.wording.say(sentence, &words)
    }

    /// True for the year in hand.
    fn is_in_hand(&self, year: Year) -> bool {
        self.finished.year_in_hand == Some(year)
    }

    /// The year in hand as text; empty if nothing was filed.
    fn year(&self) -> String {
        self.finished.year_in_hand.map_or(String::new(), |year| year.0.to_string())
    }

    /// How its filings stand.
    fn standings(&self) -> StandingCounts {
        self.finished.standings.count(|stand| self.is_in_hand(stand.year))
    }

    /// The findings of the year in hand that filings can be charged with: not that one is missing, and
    /// none of a filing that could not be read in full.
    fn of_year(&self) -> impl Iterator<Item = &Finding> {
        let missing = self.pipeline.fact(FactKind::Missing);
        let stand = |office, year| self.finished.standings.get(office, year).map(|stand| stand.standing);
        let is_partly_read = move |finding: &Finding| match finding.subject {
            Subject::Office(office) => stand(office, finding.year) == Some(Standing::PartlyRead),
            Subject::Group(..) => false,
        };
        let findings = self.finished.findings.iter().filter(|finding| self.is_in_hand(finding.year));
        findings.filter(move |finding| Some(finding.rule) != missing && !is_partly_read(finding))
    }

    /// How many had to file, how many did, and who did not. Without a register, how many filed.
    fn filed(&self) -> String {
        let counts = self.standings();
        let number = [
            ("year", self.year()),
            ("due", counts.due.to_string()),
            ("filed", counts.filed.to_string()),
            ("missing", counts.missing.to_string()),
        ];
        if self.finished.year_in_hand.is_none() {
            return self.say("summary.nothing_filed", &[]);
        }
        if !self.finished.register.given {
            return self.say("summary.no_register", &number);
        }
        let missing = self
            .finished
            .standings
            .iter()
            .filter(|stand| self.is_in_hand(stand.year) && stand.is_due && stand.standing == Standing::Missing);
        let names: Vec<&str> =
            missing.map(|stand| self.finished.register.office(stand.office).name.as_str()).take(NAMED).collect();
        let more = if counts.missing as usize > NAMED { self.say("summary.and_others", &[]) } else { String::new() };
        let names = format!("{}{more}", names.join(&self.say("sum.comma", &[])));
        let sentence = if counts.missing == 0 { "summary.all_filed" } else { "summary.filed" };
        self.say(sentence, &[&number[..], &[("names", names)]].concat())
    }

    /// How many passed, are doubtful, failed, and could be read only in part.
    fn standing(&self) -> Option<String> {
        self.finished.year_in_hand?;
        let counts = self.standings();
        let others = [("others", counts.others.to_string())];
        let others = if counts.others > 0 { self.say("summary.others", &others) } else { String::new() };
        let words = [
            ("passed", counts.passed().to_string()),
            ("doubtful", counts.doubtful.to_string()),
            ("faulty", counts.faulty.to_string()),
            ("partly", counts.partly_read.to_string()),
            ("others", others),
        ];
        Some(self.say("summary.standing", &words))
    }

    /// The warning that some filings of any year could not be read in full.
    fn alarm(&self) -> Option<String> {
        let n = self.finished.standings.n_partly_read(None);
        let words = [("n", n.to_string()), ("files", self.counts.files_partly_read.to_string())];
        (n > 0).then(|| self.say("standing.alarm", &words))
    }

    /// Open findings by severity.
    fn findings(&self) -> Option<String> {
        self.finished.year_in_hand?;
        let open = |severity: Severity| {
            let is_open = |finding: &&Finding| finding.severity == severity && finding.status != Status::Explained;
            self.of_year().filter(is_open).count().to_string()
        };
        let words = [
            ("errors", open(Severity::Error)),
            ("warnings", open(Severity::Warning)),
            ("anomalies", open(Severity::Anomaly)),
            ("notes", open(Severity::Note)),
        ];
        Some(self.say("summary.findings", &words))
    }

    /// How many findings of all years have been explained, and how many explanations were of no use.
    fn explained(&self) -> Option<String> {
        let Counts { explained, reopened, .. } = self.counts;
        let unused = self.finished.unused_explanations;
        let words =
            [("explained", explained.to_string()), ("reopened", reopened.to_string()), ("unused", unused.to_string())];
        (explained + reopened + unused > 0).then(|| self.say("summary.explained", &words))
    }

    /// What has become of the errors and warnings that the earlier run told of.
    fn progress(&self) -> Option<String> {
        let progress = self.finished.published?.progress?;
        let words = [
            ("told", progress.told.to_string()),
            ("gone", progress.gone.to_string()),
            ("still", progress.still.to_string()),
            ("new", progress.new.to_string()),
        ];
        Some(self.say("summary.progress", &words))
    }

    /// What became of the files.
    fn read(&self) -> String {
        let receptions = receptions(self.finished);
        let of = |reception: Reception| receptions.get(&reception).copied().unwrap_or(0).to_string();
        let words = [
            ("files", self.finished.intake.len().to_string()),
            ("accepted", of(Reception::Accepted)),
            ("partial", of(Reception::Partial)),
            ("rejected", of(Reception::Rejected)),
            ("duplicate", of(Reception::Duplicate)),
            ("ignored", of(Reception::Ignored)),
        ];
        self.say("summary.read", &words)
    }

    /// The other years that were reported, and how much of them there is.
    fn other_years(&self) -> Option<String> {
        let others = self.finished.years.iter().filter(|year| !self.is_in_hand(**year));
        let others: Vec<String> = others.map(|year| year.0.to_string()).collect();
        let filings = self.finished.reported().iter().filter(|filing| !self.is_in_hand(filing.year)).count();
        let words = [("years", others.join(&self.say("sum.comma", &[]))), ("filings", filings.to_string())];
        (!others.is_empty()).then(|| self.say("summary.other_years", &words))
    }

    /// The most questionable filings of the year, below a heading, each with the cells that are
    /// probably wrong or else with what is; nothing if there are none.
    fn ask_first(&self) -> Vec<String> {
        let mut lines = Vec::new();
        for (rank, row) in top(self.finished) {
            if lines.is_empty() {
                lines.push(self.say("summary.top", &[]));
            }
            let words = [
                ("rank", rank.to_string()),
                ("office", self.finished.register.office(row.office).name.clone()),
                ("reasons", self.suspects(row).unwrap_or_else(|| self.reasons(row))),
            ];
            lines.push(self.say("summary.top_line", &words));
        }
        lines
    }

    /// The reasons for a rank.
    fn reasons(&self, row: &Ranked) -> String {
        say::reasons(&row.reasons, &say::Renderer::of(self.pipeline, self.wording))
    }

    /// The cells of a filing that are probably wrong, if one explanation is likelier than all others
    /// together.
    fn suspects(&self, row: &Ranked) -> Option<String> {
        let is_of = |repair: &&Repair| (repair.office, repair.year, repair.rank) == (row.office, row.year, 1);
        let repair = self.finished.repairs.iter().find(is_of).filter(|repair| repair.confidence > HALF)?;
        let filing =
            self.finished.filings.iter().find(|filing| (filing.office, filing.year) == (row.office, row.year))?;
        let renderer = say::Renderer::of(self.pipeline, self.wording);
        let message = say::repair(self.pipeline, filing, repair);
        let suspects = say::suspects(&message);
        let changes = suspects.iter().take(NAMED).map(|suspect| {
            let words = [
                ("cell", say::square(self.pipeline, suspect.cell, self.wording)),
                ("filed", renderer.word(suspect.filed)),
                ("repaired", renderer.word(suspect.repaired)),
            ];
            self.say("summary.suspect", &words)
        });
        let changes = changes.collect::<Vec<String>>().join(&self.say("repair.joint", &[]));
        let more = if suspects.len() > NAMED { self.say("summary.and_others", &[]) } else { String::new() };
        Some(self.say("summary.suspects", &[("n", suspects.len().to_string()), ("changes", changes + &more)]))
    }

    /// Where the results are.
    fn outputs(&self, out: &Path) -> String {
        let out = ("out", out.display().to_string());
        match self.finished.published {
            Some(published) => self.say("summary.out", &[out, ("letters", published.letters.to_string())]),
            None => self.say("summary.out_tables", &[out]),
        }
    }
}

/// A line for each of somebody else's files that was kept in the output folder.
pub(super) fn kept(kept: &[KeptFile], wording: &Wording) -> Vec<String> {
    let line = |kept_file: &KeptFile| match &kept_file.now {
        None => wording.say("summary.kept", &[("file", &kept_file.file)]),
        Some(now) => wording.say("summary.kept_as", &[("file", &kept_file.file), ("now", now)]),
    };
    kept.iter().map(line).collect()
}

/// The most questionable filings of the year in hand with their ranks, without those that could not
/// be read in full: what the program failed to read is no evidence against an office. That an office
/// has not filed is told elsewhere.
fn top(finished: &Finished) -> Vec<(u32, &Ranked)> {
    let ranked = finished.year_in_hand.map_or_else(Vec::new, |year| ranked_within(&finished.ranking.rows, year));
    let standing = |row: &Ranked| finished.standings.get(row.office, row.year).map(|stand| stand.standing);
    let is_judged = |row: &Ranked| !matches!(standing(row), Some(Standing::PartlyRead | Standing::Missing));
    ranked.into_iter().filter(|(_, row)| is_judged(row)).take(TOP).collect()
}

/// The line in red, if stdout is a terminal and `NO_COLOR` is not set.
fn red(line: &str) -> String {
    let is_shown = std::io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|set| set.is_empty());
    if is_shown { format!("\u{1b}[31m{line}\u{1b}[0m") } else { line.to_owned() }
}

/// The summary as one JSON object on one line:
///
/// ```text
/// { "out": "gouji-out", "files": 362, "status": { "accepted": 340, … }, "years": [2023, …],
///   "counts": { "filings": 338, "errors": 41, … }, "year_in_hand": 2024,
///   "standing": { "due": 121, "filed": 119, … },
///   "top": [{ "rank": 1, "office_code": "D01", "office": …, "year": 2023, "score": 11.316, "reasons": … }, …],
///   "kept": [{ "file": "notices/D01 ….docx", "now": null }] }
/// ```
pub(super) fn json(finished: &Finished, pipeline: &Pipeline, out: &Path, wording: &Wording) -> String {
    let receptions = receptions(finished);
    let status: serde_json::Map<String, serde_json::Value> =
        receptions.iter().map(|(reception, n)| (reception.code().to_owned(), json!(n))).collect();
    let top: Vec<serde_json::Value> = top(finished)
        .into_iter()
        .map(|(rank, row)| {
            let office = finished.register.office(row.office);
            json!({
                "rank": rank, "office_code": office.code, "office": office.name, "year": row.year.0,
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
        "year_in_hand": finished.year_in_hand.map(|year| year.0),
        "standing": finished.standings.count(|stand| Some(stand.year) == finished.year_in_hand),
        "top": top,
        "kept": kept,
    });
    summary.to_string()
}
