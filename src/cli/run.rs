//! `gouji run [PIPELINE] --input PATH`: reads, checks and reports.
//!
//! ```text
//! gouji run --input filings --registry register.csv --out gouji-out --since last-year
//! ```
//!
//! `gouji demo` and `gouji` without a command come here as well, with the sample data.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crate::cli::arguments::{Format, Options, RunArgs};
use crate::cli::progress::ProgressBars;
use crate::cli::screen::{print_json, write};
use crate::cli::{Fault, code, comparable, load, signals, summary, unreadable};
use crate::model::{Explanation, Finding, Message, Pipeline, Register, Status, Wording, Year};
use crate::run::answers::{self, Refusal};
use crate::run::{self, Publish, RunRequest};
use crate::spec;

/// Runs a pipeline. Files given on the command line are read first, so that a mistake in them ends
/// the program at once.
///
/// The exit code is 1 if an open finding is at or above `--fail-on`, else 0. Files that could not
/// be read do not change it; they are in the summary and in `intake.csv`.
pub(super) fn run(args: &RunArgs, options: &Options) -> Result<u8, Fault> {
    let (pipeline, wording) = load(&args.pipeline, options.lang())?;
    comparable(args.since.as_deref(), &wording)?;
    let register = register(args.registry.as_deref(), &pipeline, &wording)?;
    let years: BTreeSet<Year> = args.years.iter().map(|year| Year(*year)).collect();
    let explanations = explanations(args.explanations.as_deref(), &pipeline, &wording)?;
    let publish = if args.tables_only { Publish::Tables } else { Publish::All };
    let since = args.since.clone();
    let (inputs, out, year) = (args.input.clone(), args.out.clone(), args.year.map(Year));
    let request = RunRequest { inputs, out, years, year, explanations, since, publish };
    let bars = ProgressBars::new(options.quiet, &wording);
    signals::exit_on_signal(&wording);
    let finished =
        run::run(&request, &pipeline, register, &wording, &bars).map_err(|error| Fault::of_run(error, &wording))?;
    match options.format {
        Format::Json => print_json(&summary::json(&finished, &pipeline, &args.out, &wording))?,
        Format::Text if !options.quiet => write(&summary::text(&finished, &pipeline, &args.out, &wording))?,
        Format::Text | Format::Md => {}
    }
    let code = code(open(&finished.findings).map(|finding| finding.severity), options.fail_on);
    // The program ends here. Freeing the memory of a million filings one by one would take longer
    // than checking them.
    std::mem::forget(finished);
    Ok(code)
}

/// The findings that have not been explained.
fn open(findings: &[Finding]) -> impl Iterator<Item = &Finding> {
    findings.iter().filter(|finding| finding.status != Status::Explained)
}

/// The given register, or the pipeline's own.
fn register(file: Option<&Path>, pipeline: &Pipeline, wording: &Wording) -> Result<Register, Fault> {
    let Some(file) = file else { return Ok(pipeline.register.clone()) };
    let shown = file.display().to_string();
    let text = text(&shown, bytes(file, wording)?, wording)?;
    spec::register(&shown, &text).map_err(|error| Fault::of_file(&error, wording))
}

/// Reads a given file.
fn bytes(file: &Path, wording: &Wording) -> Result<Vec<u8>, Fault> {
    std::fs::read(file).map_err(|error| Fault::usage_in(wording, &unreadable(file, &error)))
}

/// Decodes a given file as UTF-8. Spreadsheets save another encoding unless told otherwise, so the
/// error says so.
fn text(shown: &str, bytes: Vec<u8>, wording: &Wording) -> Result<String, Fault> {
    let no_text = || spec::Error::whole(shown, Message::new("usage.no_utf8"));
    String::from_utf8(bytes).map_err(|_| Fault::of_file(&no_text(), wording))
}

/// The given explanations; `None` to use those of the pipeline. The file is CSV, or a workbook that
/// an office has sent back, whatever its name.
fn explanations(
    file: Option<&Path>,
    pipeline: &Pipeline,
    wording: &Wording,
) -> Result<Option<Vec<Explanation>>, Fault> {
    let Some(file) = file else { return Ok(None) };
    let shown = file.display().to_string();
    let wrong = |error: spec::Error| Fault::of_file(&error, wording);
    let bytes = bytes(file, wording)?;
    if answers::is_workbook(&bytes) {
        let about = |refusal: Refusal| Message::new("fault.folder").with("path", &shown).with("error", refusal);
        let sheets = answers::sheets(&bytes).map_err(|refusal| Fault::usage_in(wording, &about(refusal)))?;
        return spec::answers(&shown, &sheets, &pipeline.rules).map(Some).map_err(wrong);
    }
    let text = text(&shown, bytes, wording)?;
    spec::explanations(&shown, &text, &pipeline.rules).map(Some).map_err(wrong)
}

/// The folder that is run on when no command is given.
const SAMPLE: &str = "sample_data";

/// Runs on the sample data in the current folder; an error if there is none.
pub(super) fn sample(options: &Options, wording: &Wording) -> Result<u8, Fault> {
    let sample = Path::new(SAMPLE);
    if !sample.join(FILINGS).is_dir() {
        return Err(Fault::usage_in(wording, &Message::new("usage.no_command")));
    }
    on_sample(sample, PathBuf::from("gouji-out"), options)
}

/// Name of the folder with a sample's filings.
const FILINGS: &str = "filings";

/// Runs on a sample, with its register if it has one.
pub(super) fn on_sample(sample: &Path, out: PathBuf, options: &Options) -> Result<u8, Fault> {
    let registry = sample.join("register.csv");
    let args = RunArgs {
        pipeline: spec::BUILT_IN[0].0.to_owned(),
        input: vec![sample.join(FILINGS)],
        registry: registry.is_file().then_some(registry),
        explanations: None,
        out,
        years: Vec::new(),
        year: None,
        since: None,
        tables_only: false,
    };
    run(&args, options)
}
