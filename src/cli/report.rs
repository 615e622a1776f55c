//! `gouji report`: makes page, workbook and letters of a finished run again, for instance in
//! another language or after a template has changed. The tables stay as they are.

use std::path::Path;

use crate::cli::arguments::{Format, Options, ReportArgs};
use crate::cli::progress::ProgressBars;
use crate::cli::screen::print_lines;
use crate::cli::{DONE, Fault, comparable, load, readable, sentences, signals, summary};
use crate::model::{Lang, Message};
use crate::run::dossier;
use crate::run::publish::{self, Publishing};
use crate::spec;

/// Makes the reports of a finished run again. Prints nothing unless somebody else's files were
/// kept. The exit code is 0, 2 for wrong usage, or 3 if the outputs cannot be read or written.
pub(super) fn report(args: &ReportArgs, options: &Options) -> Result<u8, Fault> {
    let name = pipeline_of_run(&args.out, args.pipeline.as_deref(), options)?;
    let (pipeline, wording) = load(&name, options.lang())?;
    readable(&args.out, &wording)?;
    comparable(args.since.as_deref(), &wording)?;
    let bars = ProgressBars::new(options.quiet, &wording);
    signals::exit_on_signal(&wording);
    let with = Publishing { since: args.since.as_deref(), pipeline: &pipeline, wording: &wording, listener: &bars };
    let kept = publish::again(&args.out, &with).map_err(|error| Fault::of_run(error, &wording))?;
    if !options.quiet && options.format == Format::Text && !kept.is_empty() {
        print_lines(&summary::kept(&kept, &wording))?;
    }
    Ok(DONE)
}

/// The pipeline to use: the one given, or the built-in one that the run was made with. A run made
/// with another pipeline needs `--pipeline`, since its outputs do not say where that is.
pub(super) fn pipeline_of_run(out: &Path, given: Option<&str>, options: &Options) -> Result<String, Fault> {
    if let Some(given) = given {
        return Ok(given.to_owned());
    }
    let wording = sentences(options.lang().unwrap_or(Lang::Zh))?;
    let name = dossier::pipeline(out).map_err(|error| Fault::of_outputs(&error, &wording))?;
    if spec::BUILT_IN.iter().any(|(built_in, _)| *built_in == name) {
        return Ok(name);
    }
    Err(Fault::usage_in(&wording, &Message::new("usage.other_pipeline").with("name", name)))
}
