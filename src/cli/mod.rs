//! The command line: arguments in, exit codes out, and the only place that knows the screen.

mod arguments;
mod check;
mod compare;
mod demo;
mod diff;
mod help;
mod lint;
mod listing;
mod page;
mod progress;
mod report;
mod run;
mod screen;
mod shells;
mod stopped;
mod summary;
mod test;
mod threads;
mod trace;

use std::io::Write;
use std::path::Path;
use std::process::ExitCode;

use clap::FromArgMatches;

use crate::cli::arguments::{Arguments, Command, Format};
use crate::model::{Lang, Pipeline, Severity, Wording};
use crate::run::{Error, manifest, table};
use crate::spec;

/// Exit codes, fixed by the contract with users.
const DONE: u8 = 0;
const FINDINGS: u8 = 1;
const USAGE: u8 = 2;
const NOT_DONE: u8 = 3;

/// A fault that ends the program, with its exit code.
struct Fault {
    code: u8,
    message: String,
}

impl Fault {
    /// The command line or the pipeline is wrong.
    fn usage(error: impl std::fmt::Display) -> Fault {
        Fault { code: USAGE, message: error.to_string() }
    }

    /// As it is printed.
    fn in_words(self, wording: &Wording) -> Fault {
        Fault { message: wording.say("usage.error", &[("message", &self.message)]), ..self }
    }

    /// The run was refused, or could not be done.
    fn of_run(error: Error, wording: &Wording) -> Fault {
        match error {
            Error::Out { sentence, path, other } => {
                Fault::usage(wording.say(sentence, &[("path", &path), ("other", &other)]))
            }
            Error::Former(error) => Fault::of_outputs(&error, wording),
            Error::Busy(path) => Fault::not_done(wording.say("out.busy", &[("path", &path)])),
            Error::InputGone { path, error } => {
                let said = error.to_string();
                Fault::not_done(wording.say("out.input_gone", &[("path", &path), ("error", &said)]))
            }
            Error::Output { error: crate::report::Error::Template(error), .. } => {
                let lang = match wording.lang {
                    Lang::Zh => "zh",
                    Lang::En => "en",
                };
                let file = format!("letters/{}.{lang}.md", error.name().unwrap_or_default());
                let line = error.line().unwrap_or_default().to_string();
                let said = error.detail().map_or_else(|| error.kind().to_string(), str::to_owned);
                Fault::usage(wording.say("out.template", &[("file", &file), ("line", &line), ("error", &said)]))
            }
            other => Fault::not_done(other),
        }
    }

    /// An output of a finished run cannot be read, or is not what the run had written.
    fn of_outputs(error: &table::Error, wording: &Wording) -> Fault {
        Fault::not_done(match &error.error {
            None => wording.say("out.changed", &[("path", &error.path)]),
            Some(said) => wording.say("out.not_readable", &[("path", &error.path), ("error", said)]),
        })
    }

    /// What was found out cannot be printed.
    fn unprinted(error: &std::io::Error) -> Fault {
        Fault { code: NOT_DONE, message: format!("stdout: {error}") }
    }

    /// The run could not be done.
    fn not_done(error: impl std::fmt::Display) -> Fault {
        Fault { code: NOT_DONE, message: error.to_string() }
    }
}

/// Runs the program.
pub fn main() -> ExitCode {
    let typed: Vec<String> = std::env::args_os().map(|word| word.to_string_lossy().into_owned()).collect();
    let done = spec::wording(help::lang(&typed, |name| std::env::var(name).ok())).map_err(Fault::usage);
    match done.and_then(|wording| {
        parse(&wording).and_then(|arguments| start(&arguments, &wording)).map_err(|fault| fault.in_words(&wording))
    }) {
        Ok(code) => ExitCode::from(code),
        Err(fault) => {
            let lines: Vec<_> = fault.message.split('\n').map(screen::plain).collect();
            let _ = writeln!(std::io::stderr(), "{}", lines.join("\n"));
            ExitCode::from(fault.code)
        }
    }
}

/// What was typed; `--help` and `--version` end the program here.
fn parse(wording: &Wording) -> Result<Arguments, Fault> {
    let matches = help::command(wording).try_get_matches();
    matches.and_then(|matches| Arguments::from_arg_matches(&matches)).map_err(|error| {
        match help::fault(&error, wording) {
            Some(message) => Fault::usage(message),
            None => match screen::gone_or(error.print().and_then(|()| std::io::stdout().flush())) {
                Ok(()) => std::process::exit(error.exit_code()),
                Err(fault) => fault,
            },
        }
    })
}

fn start(arguments: &Arguments, wording: &Wording) -> Result<u8, Fault> {
    threads::set(arguments.options.jobs).and_then(|()| dispatch(arguments, wording))
}

fn dispatch(arguments: &Arguments, wording: &Wording) -> Result<u8, Fault> {
    let options = &arguments.options;
    let is_page = matches!(arguments.command, Some(Command::Rules(_)));
    if options.format == Format::Md && !is_page {
        return Err(Fault::usage("--format md is for `gouji rules` only"));
    }
    match &arguments.command {
        Some(Command::Run(order)) => run::run(order, options),
        Some(Command::Check(order)) => check::check(order, options),
        Some(Command::Trace(order)) => trace::trace(order, options),
        Some(Command::Report(order)) => report::report(order, options),
        Some(Command::Forms(order)) => listing::forms(&order.pipeline, options),
        Some(Command::Lint(order)) => lint::lint(&order.pipeline, options),
        Some(Command::Rules(order)) => listing::rules(&order.pipeline, options),
        Some(Command::Diff(order)) => diff::diff(order, options),
        Some(Command::Compare(order)) => compare::compare(order, options),
        Some(Command::Completions(order)) => shells::completions(order, wording),
        Some(Command::Man) => shells::man(wording),
        Some(Command::Test(order)) => test::test(&order.pipeline, options),
        Some(Command::Demo(order)) => demo::demo(order, options),
        None => run::sample(options),
    }
}

/// The pipeline and the sentences of the language asked for, or else of the pipeline.
fn load(name: &str, lang: Option<Lang>) -> Result<(Pipeline, Wording), Fault> {
    let pipeline = spec::load(name).map_err(Fault::usage)?;
    let wording = spec::wording(lang.unwrap_or(pipeline.language)).map_err(Fault::usage)?;
    Ok((pipeline, wording))
}

/// Refuses a folder of outputs that a later program has made and this one would misread.
fn readable(out: &Path, wording: &Wording) -> Result<(), Fault> {
    let Some(version) = manifest::made_by_newer(out) else { return Ok(()) };
    let words = [("path", out.display().to_string()), ("version", version)];
    let words = words.each_ref().map(|(word, filled)| (*word, filled.as_str()));
    Err(Fault::not_done(wording.say("out.newer", &words)))
}

/// 1 if some finding is at or above the threshold.
fn code(severities: impl Iterator<Item = Severity>, fail_on: arguments::FailOn) -> u8 {
    let mut severities = severities;
    let fails = match fail_on {
        arguments::FailOn::Never => false,
        arguments::FailOn::Error => severities.any(|severity| severity == Severity::Error),
        arguments::FailOn::Warning => severities.any(|severity| severity <= Severity::Warning),
    };
    if fails { FINDINGS } else { DONE }
}
