//! `gouji run`.

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

/// Runs a pipeline on a folder.
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
    // The program ends here; giving back the memory of a million filings one by one would take longer than
    // the check of them.
    std::mem::forget(finished);
    Ok(code)
}

/// The findings that nobody has answered for.
fn open(findings: &[Finding]) -> impl Iterator<Item = &Finding> {
    findings.iter().filter(|finding| finding.status != Status::Explained)
}

/// The register given, or the pipeline's own.
fn register(file: Option<&Path>, pipeline: &Pipeline, wording: &Wording) -> Result<Register, Fault> {
    let Some(file) = file else { return Ok(pipeline.register.clone()) };
    let shown = file.display().to_string();
    let text = text(&shown, bytes(file, wording)?, wording)?;
    spec::register(&shown, &text).map_err(|error| Fault::of_file(&error, wording))
}

/// What a file holds that was given.
fn bytes(file: &Path, wording: &Wording) -> Result<Vec<u8>, Fault> {
    std::fs::read(file).map_err(|error| Fault::usage_in(wording, &unreadable(file, &error)))
}

/// The same as text. Spreadsheets save another encoding unless they are told.
fn text(shown: &str, bytes: Vec<u8>, wording: &Wording) -> Result<String, Fault> {
    let no_text = || spec::Error::whole(shown, Message::new("usage.no_utf8"));
    String::from_utf8(bytes).map_err(|_| Fault::of_file(&no_text(), wording))
}

/// The explanations given; none for those of the pipeline.
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

/// What is run when nothing is asked for.
const SAMPLE: &str = "sample_data";

/// Runs on the sample data of the folder the program is started in.
pub(super) fn sample(options: &Options, wording: &Wording) -> Result<u8, Fault> {
    let sample = Path::new(SAMPLE);
    if !sample.join(FILINGS).is_dir() {
        return Err(Fault::usage_in(wording, &Message::new("usage.no_command")));
    }
    on_sample(sample, PathBuf::from("gouji-out"), options)
}

/// The filings of a sample.
const FILINGS: &str = "filings";

/// Runs on a sample: its filings, and its register if it has one.
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
