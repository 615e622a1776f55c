//! `run.json`: what was run on what, and counts that add up to the rows of the other outputs.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};

use serde::Serialize;

use crate::model::{Charge, FactKind, Finding, Pipeline, Reception, Severity, StandingCounts, Standings, Status};
use crate::run::path_text::path_to_text;
use crate::run::{Error, Finished, office_of};

/// The manifest among the outputs.
pub const MANIFEST_FILE: &str = "run.json";
/// How long the stages took; apart, since it differs from run to run.
pub const TIMINGS_FILE: &str = "timings.json";

/// Which outputs these are. It is raised where a program that knows the number before would misread them: other meanings
/// of a column, and not more columns.
const FORMAT: u64 = 1;

#[derive(Serialize)]
struct Manifest<'a> {
    program: &'static str,
    version: &'static str,
    format: u64,
    pipeline: PipelineRun<'a>,
    inputs: Inputs,
    years: Vec<u16>,
    counts: Counts,
    /// By year.
    standings: Vec<YearStandings>,
    rows: BTreeMap<&'a str, u64>,
    rules: Vec<RuleRun<'a>>,
}

#[derive(Serialize)]
struct PipelineRun<'a> {
    name: &'a str,
    blake3: &'a str,
}

#[derive(Serialize)]
struct Inputs {
    /// The folders given on the command line; of a file the one in which it lies.
    given: Vec<String>,
    files: usize,
    /// Over path and digest of every input, in path order.
    blake3: String,
    status: BTreeMap<&'static str, u64>,
    cells_read: u64,
    cells_blank: u64,
    cells_unread: u64,
}

/// How the offices stand for one year.
#[derive(Serialize)]
struct YearStandings {
    year: u16,
    #[serde(flatten)]
    counts: StandingCounts,
}

/// What a run found, in figures.
#[derive(Clone, Debug, Serialize)]
pub struct Counts {
    /// Filings of the years reported.
    pub filings: u64,
    /// Offices with at least one of them.
    pub offices_filed: u64,
    /// Offices of the register.
    pub offices_expected: u64,
    /// Filings that the register wants and that are not there.
    pub missing: u64,
    /// Findings that cannot be.
    pub errors: u64,
    /// Findings that should not be.
    pub warnings: u64,
    /// Findings that are unlikely.
    pub anomalies: u64,
    /// Findings worth knowing.
    pub notes: u64,
    /// Of all these, answered for.
    pub explained: u64,
    /// Answered for when the figures were others.
    pub reopened: u64,
    /// How the offices stand, all years together.
    pub standings: StandingCounts,
    /// Files with filings that could be read in part only.
    pub files_partly_read: u64,
}

#[derive(Serialize)]
struct RuleRun<'a> {
    rule: &'a str,
    asked: u64,
    checked: u64,
    held: u64,
    failed: u64,
    skipped: BTreeMap<&'static str, u64>,
}

/// What a run found, in figures.
pub fn counts(finished: &Finished, pipeline: &Pipeline) -> Counts {
    let status = |status: Status| finished.findings.iter().filter(|finding| finding.status == status).count() as u64;
    let of =
        |severity: Severity| finished.findings.iter().filter(|finding| finding.severity == severity).count() as u64;
    let missing = pipeline.fact(FactKind::Missing);
    let reported = finished.reported();
    Counts {
        filings: reported.len() as u64,
        offices_filed: reported.iter().map(|filing| filing.office).collect::<BTreeSet<_>>().len() as u64,
        offices_expected: finished.register.offices.iter().filter(|office| office.registered).count() as u64,
        missing: finished.findings.iter().filter(|finding| Some(finding.rule) == missing).count() as u64,
        errors: of(Severity::Error),
        warnings: of(Severity::Warning),
        anomalies: of(Severity::Anomaly),
        notes: of(Severity::Note),
        explained: status(Status::Explained),
        reopened: status(Status::Reopened),
        standings: finished.standings.count(|_| true),
        files_partly_read: files_partly_read(finished),
    }
}

/// How every office stands for the years reported.
pub(super) fn standings(finished: &Finished, pipeline: &Pipeline) -> Standings {
    let missing = pipeline.fact(FactKind::Missing);
    let asked = missing.and_then(|rule| finished.tallies.get(rule.at()));
    let is_asked = finished.register.given && asked.is_some_and(|tally| tally.checked() > 0);
    let filed = finished.reported();
    let filed = filed.iter().map(|filing| (filing.office, filing.year, !filing.cells.any_unread()));
    let charges = finished.findings.iter().filter_map(|finding| {
        let Finding { year, severity, status, rule, .. } = *finding;
        Some(Charge { office: office_of(finding)?, year, severity, status, is_missing: Some(rule) == missing })
    });
    Standings::of(&finished.register, is_asked, filed, charges)
}

fn files_partly_read(finished: &Finished) -> u64 {
    let partly = finished.reported().into_iter().filter(|filing| filing.cells.any_unread());
    let files: BTreeSet<_> = partly.flat_map(|filing| filing.places.sources()).collect();
    files.len() as u64
}

/// How many files met with each reception.
pub fn receptions(finished: &Finished) -> BTreeMap<Reception, u64> {
    let mut receptions = BTreeMap::new();
    for row in &finished.intake {
        *receptions.entry(row.reception).or_default() += 1;
    }
    receptions
}

/// Writes `run.json`.
pub fn write(finished: &Finished, pipeline: &Pipeline, rows: &[(&str, u64)], folder: &Path) -> Result<(), Error> {
    let manifest = Manifest {
        program: env!("CARGO_PKG_NAME"),
        version: env!("CARGO_PKG_VERSION"),
        format: FORMAT,
        pipeline: PipelineRun { name: &pipeline.name, blake3: &pipeline.digest },
        inputs: inputs(finished),
        years: finished.years.iter().map(|year| year.0).collect(),
        counts: counts(finished, pipeline),
        standings: by_year(finished),
        rows: rows.iter().copied().collect(),
        rules: rules(finished, pipeline),
    };
    json(&manifest, &folder.join(MANIFEST_FILE))
}

/// The version of the program that made a folder of outputs, where it is one whose outputs this one does not know. What
/// has no number was written before there was one, and is read.
pub fn made_by_newer(folder: &Path) -> Option<String> {
    let text = std::fs::read_to_string(folder.join(MANIFEST_FILE)).ok()?;
    let said: serde_json::Value = serde_json::from_str(&text).ok()?;
    let is_known = match &said["format"] {
        serde_json::Value::Null => true,
        format => format.as_u64().is_some_and(|format| format <= FORMAT),
    };
    (!is_known).then(|| said["version"].as_str().unwrap_or("?").to_owned())
}

/// Writes how long the stages took.
pub fn write_timings(finished: &Finished, folder: &Path) -> Result<(), Error> {
    let timings: BTreeMap<&str, f64> =
        finished.timings.iter().map(|(stage, seconds)| (stage.code(), *seconds)).collect();
    json(&timings, &folder.join(TIMINGS_FILE))
}

fn by_year(finished: &Finished) -> Vec<YearStandings> {
    let standings = &finished.standings;
    let years = finished.years.iter();
    years.map(|year| YearStandings { year: year.0, counts: standings.count(|row| row.year == *year) }).collect()
}

fn json(value: &impl Serialize, path: &Path) -> Result<(), Error> {
    let mut text = serde_json::to_string_pretty(value)?;
    text.push('\n');
    let fault = |error| Error::Folder { path: path.display().to_string(), error };
    let mut file = File::create(path).map_err(fault)?;
    file.write_all(text.as_bytes()).map_err(fault)?;
    file.sync_all().map_err(fault)
}

fn inputs(finished: &Finished) -> Inputs {
    let mut hasher = blake3::Hasher::new();
    for row in &finished.intake {
        let path = &finished.sources[row.source.at()].path;
        hasher.update(path.as_bytes()).update(b"\0").update(row.blake3.as_bytes()).update(b"\n");
    }
    let sum = |cells: fn(&crate::model::Intake) -> u64| finished.intake.iter().map(cells).sum();
    Inputs {
        given: given(&finished.given),
        files: finished.intake.len(),
        blake3: hasher.finalize().to_hex().to_string(),
        status: receptions(finished).into_iter().map(|(reception, n)| (reception.code(), n)).collect(),
        cells_read: sum(|row| row.cells_read),
        cells_blank: sum(|row| row.cells_blank),
        cells_unread: sum(|row| row.cells_unread),
    }
}

fn given(inputs: &[PathBuf]) -> Vec<String> {
    let folder = |input: &PathBuf| {
        let folder = if input.is_dir() { Some(input.as_path()) } else { input.parent() };
        folder.map(path_to_text).filter(|folder| !folder.is_empty())
    };
    inputs.iter().filter_map(folder).collect::<BTreeSet<String>>().into_iter().collect()
}

fn rules<'a>(finished: &Finished, pipeline: &'a Pipeline) -> Vec<RuleRun<'a>> {
    pipeline
        .rules
        .iter()
        .zip(&finished.tallies)
        .map(|(rule, tally)| RuleRun {
            rule: &rule.id.0,
            asked: tally.asked(),
            checked: tally.checked(),
            held: tally.held,
            failed: tally.failed,
            skipped: tally.skipped().map(|(why, n)| (why.code(), n)).collect(),
        })
        .collect()
}
