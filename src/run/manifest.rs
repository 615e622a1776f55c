//! `run.json`: what was run on which inputs, and counts that match the rows of the other outputs.
//!
//! ```text
//! {
//!   "program": "gouji", "version": "…", "format": 1,
//!   "pipeline": { "name": "cn-disclosure", "blake3": "…" },
//!   "inputs": { "given": ["filings"], "files": 362, "blake3": "…", "status": { "accepted": 340, … }, … },
//!   "years": [2023, 2024], "counts": { "filings": 338, "errors": 41, … }, "standings": [ … ],
//!   "rows": { "findings.csv": 215, … },
//!   "rules": [{ "rule": "T3-ROW", "asked": 2366, "checked": 2360, "held": 2351, "failed": 9, "skipped": { … } }, …]
//! }
//! ```
//!
//! It is read back as it is written ([`Manifest::read`]). Fields are found by name, so new ones may be
//! added anywhere; one that an earlier version did not write is 0 or empty.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::model::{Charge, FactKind, Finding, Pipeline, Reception, Severity, StandingCounts, Standings, Status};
use crate::run::path_text::path_to_text;
use crate::run::unreadable::Unreadable;
use crate::run::{Error, Finished, office_of};

/// File name of the manifest.
pub const MANIFEST_FILE: &str = "run.json";
/// File name of the seconds by stage. They differ from run to run, so they are kept out of the
/// manifest.
pub const TIMINGS_FILE: &str = "timings.json";

/// Version of the output format. It is raised when a program that knows the previous version would
/// misread the outputs, because a column has got another meaning. New columns do not raise it.
const FORMAT: u64 = 1;

/// The contents of `run.json`, in this order.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Manifest {
    /// Always `gouji`.
    pub program: String,
    /// Version of the program.
    pub version: String,
    /// Version of the format of the outputs.
    pub format: u64,
    /// What the figures were checked with.
    pub pipeline: PipelineRun,
    /// What was read.
    pub inputs: Inputs,
    /// The years reported, in order.
    pub years: Vec<u16>,
    /// The year in hand; null if nothing was filed.
    pub year_in_hand: Option<u16>,
    /// All years together.
    pub counts: Counts,
    /// One entry for each year reported.
    pub standings: Vec<YearStandings>,
    /// Number of rows of each table, by file name.
    pub rows: BTreeMap<String, u64>,
    /// In the order of the pipeline.
    pub rules: Vec<RuleRun>,
}

impl Manifest {
    /// Reads a manifest back.
    ///
    /// # Errors
    ///
    /// The file cannot be read, or a field has another type.
    pub fn read(path: &Path) -> Result<Manifest, Unreadable> {
        let text = std::fs::read_to_string(path).map_err(|error| Unreadable::of_system(path, &error))?;
        serde_json::from_str(&text).map_err(|error| Unreadable::of(path, error))
    }
}

/// The fields of a manifest that tell who made it. Outputs of a later version have them as well,
/// whatever else has changed.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct MadeBy {
    /// Version of the program.
    pub version: String,
    /// Version of the format; null in outputs that are older than the number.
    pub format: serde_json::Value,
    /// The pipeline that it was run with.
    pub pipeline: PipelineRun,
}

impl MadeBy {
    /// Reads who made a manifest.
    ///
    /// # Errors
    ///
    /// The file cannot be read.
    pub fn read(path: &Path) -> Result<MadeBy, Unreadable> {
        let text = std::fs::read_to_string(path).map_err(|error| Unreadable::of_system(path, &error))?;
        serde_json::from_str(&text).map_err(|error| Unreadable::of(path, error))
    }
}

/// The pipeline, with the digest of all its files.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct PipelineRun {
    /// Its name.
    pub name: String,
    /// Its digest.
    pub blake3: String,
}

/// The inputs, and what became of them.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Inputs {
    /// The folders given on the command line; for a file, the folder that contains it.
    pub given: Vec<String>,
    /// Number of files, archive members and sheets.
    pub files: u64,
    /// Digest over path and digest of every input, in path order.
    pub blake3: String,
    /// How many were accepted, rejected and so on, by the code of [`Reception`].
    pub status: BTreeMap<String, u64>,
    /// Cells with a number, over all inputs.
    pub cells_read: u64,
    /// Cells without a figure.
    pub cells_blank: u64,
    /// Cells with text that is not a figure.
    pub cells_unread: u64,
}

/// How the offices stand for one year.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct YearStandings {
    /// The reporting year.
    pub year: u16,
    /// Its counts, beside the year.
    #[serde(flatten)]
    pub counts: StandingCounts,
}

/// The counts of a run, for `run.json` and the summary on the screen.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Counts {
    /// Filings of the years reported.
    pub filings: u64,
    /// Offices with at least one of these filings.
    pub offices_filed: u64,
    /// Offices on the register.
    pub offices_expected: u64,
    /// Filings that are due and missing.
    pub missing: u64,
    /// Findings of severity error: figures that contradict each other.
    pub errors: u64,
    /// Findings of severity warning.
    pub warnings: u64,
    /// Findings of severity anomaly: unlikely figures.
    pub anomalies: u64,
    /// Findings of severity note.
    pub notes: u64,
    /// How many of all these findings have been explained.
    pub explained: u64,
    /// How many had been explained before their figures changed.
    pub reopened: u64,
    /// How the offices stand, all years together.
    pub standings: StandingCounts,
    /// Files with a filing that could be read only in part.
    pub files_partly_read: u64,
}

/// How often one rule was checked, and with what result. `asked` is `checked` plus `skipped`, and
/// `checked` is `held` plus `failed`.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct RuleRun {
    /// Id of the rule.
    pub rule: String,
    /// How often the rule was asked.
    pub asked: u64,
    /// How often it could be checked.
    pub checked: u64,
    /// How often it held.
    pub held: u64,
    /// How often it failed.
    pub failed: u64,
    /// How often it could not be checked, by the code of the reason.
    pub skipped: BTreeMap<String, u64>,
}

/// Counts what a run found.
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

/// Works out how every office stands for the years reported. Missing filings count only if a
/// register was given and the rule was checked.
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

/// Number of files with a filing that could be read only in part.
fn files_partly_read(finished: &Finished) -> u64 {
    let partly = finished.reported().into_iter().filter(|filing| filing.cells.any_unread());
    let files: BTreeSet<_> = partly.flat_map(|filing| filing.places.sources()).collect();
    files.len() as u64
}

/// Number of files by reception.
pub fn receptions(finished: &Finished) -> BTreeMap<Reception, u64> {
    let mut receptions = BTreeMap::new();
    for row in &finished.intake {
        *receptions.entry(row.reception).or_default() += 1;
    }
    receptions
}

/// Writes `run.json`. `rows` has the number of rows of each table.
///
/// # Errors
///
/// The file cannot be written.
pub fn write(finished: &Finished, pipeline: &Pipeline, rows: &[(&str, u64)], folder: &Path) -> Result<(), Error> {
    let manifest = Manifest {
        program: env!("CARGO_PKG_NAME").to_owned(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        format: FORMAT,
        pipeline: PipelineRun { name: pipeline.name.clone(), blake3: pipeline.digest.clone() },
        inputs: inputs(finished),
        years: finished.years.iter().map(|year| year.0).collect(),
        year_in_hand: finished.year_in_hand.map(|year| year.0),
        counts: counts(finished, pipeline),
        standings: by_year(finished),
        rows: rows.iter().map(|(file, n)| ((*file).to_owned(), *n)).collect(),
        rules: rules(finished, pipeline),
    };
    json(&manifest, &folder.join(MANIFEST_FILE))
}

/// The version of the program that made an output folder, if its format is newer than this program
/// knows; `None` if the outputs are readable. Outputs without a format number are older than the
/// number.
pub fn made_by_newer(folder: &Path) -> Option<String> {
    let made = MadeBy::read(&folder.join(MANIFEST_FILE)).ok()?;
    let is_known = match &made.format {
        serde_json::Value::Null => true,
        format => format.as_u64().is_some_and(|format| format <= FORMAT),
    };
    (!is_known).then_some(made.version)
}

/// Writes `timings.json`: seconds by stage.
pub fn write_timings(finished: &Finished, folder: &Path) -> Result<(), Error> {
    let timings: BTreeMap<&str, f64> =
        finished.timings.iter().map(|(stage, seconds)| (stage.code(), *seconds)).collect();
    json(&timings, &folder.join(TIMINGS_FILE))
}

/// The years in order.
fn by_year(finished: &Finished) -> Vec<YearStandings> {
    let standings = &finished.standings;
    let years = finished.years.iter();
    years.map(|year| YearStandings { year: year.0, counts: standings.count(|row| row.year == *year) }).collect()
}

/// Writes indented JSON with a final newline, and waits until it is on the disk.
fn json(value: &impl Serialize, path: &Path) -> Result<(), Error> {
    let mut text = serde_json::to_string_pretty(value)?;
    text.push('\n');
    let fault = |error| Error::Folder { path: path.display().to_string(), error };
    let mut file = File::create(path).map_err(fault)?;
    file.write_all(text.as_bytes()).map_err(fault)?;
    file.sync_all().map_err(fault)
}

/// The digest depends on the paths as well, so that renamed inputs are other inputs.
fn inputs(finished: &Finished) -> Inputs {
    let mut hasher = blake3::Hasher::new();
    for row in &finished.intake {
        let path = &finished.sources[row.source.at()].path;
        hasher.update(path.as_bytes()).update(b"\0").update(row.blake3.as_bytes()).update(b"\n");
    }
    let sum = |cells: fn(&crate::model::Intake) -> u64| finished.intake.iter().map(cells).sum();
    Inputs {
        given: given(&finished.given),
        files: finished.intake.len() as u64,
        blake3: hasher.finalize().to_hex().to_string(),
        status: receptions(finished).into_iter().map(|(reception, n)| (reception.code().to_owned(), n)).collect(),
        cells_read: sum(|row| row.cells_read),
        cells_blank: sum(|row| row.cells_blank),
        cells_unread: sum(|row| row.cells_unread),
    }
}

/// The folders of the inputs, sorted, each once.
fn given(inputs: &[PathBuf]) -> Vec<String> {
    let folder = |input: &PathBuf| {
        let folder = if input.is_dir() { Some(input.as_path()) } else { input.parent() };
        folder.map(path_to_text).filter(|folder| !folder.is_empty())
    };
    inputs.iter().filter_map(folder).collect::<BTreeSet<String>>().into_iter().collect()
}

/// The counts of every rule, in the order of the pipeline.
fn rules(finished: &Finished, pipeline: &Pipeline) -> Vec<RuleRun> {
    pipeline
        .rules
        .iter()
        .zip(&finished.tallies)
        .map(|(rule, tally)| RuleRun {
            rule: rule.id.0.clone(),
            asked: tally.asked(),
            checked: tally.checked(),
            held: tally.held,
            failed: tally.failed,
            skipped: tally.skipped().map(|(why, n)| (why.code().to_owned(), n)).collect(),
        })
        .collect()
}
