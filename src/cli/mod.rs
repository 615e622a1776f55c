//! The command line: arguments in, exit codes out. The only room that knows the screen.
//!
//! ```text
//! main ─ help::lang ─ parse ─ threads::set ─ dispatch ─► a module per command ─► exit code
//!                       │                                    │
//!                       └────────────── Fault ◄──────────────┘   printed to stderr, with its exit code
//! ```
//!
//! A command loads the pipeline, calls [`crate::run`], and prints what it returns: text, or JSON
//! with `--format json`. Results go to stdout; progress and errors go to stderr.

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
mod signals;
mod summary;
mod test;
mod threads;
mod trace;

use std::io::Write;
use std::path::Path;
use std::process::ExitCode;

use clap::FromArgMatches;

use crate::cli::arguments::{Arguments, Command, Format};
use crate::model::{Lang, Message, Pipeline, Severity, Wording};
use crate::run::unreadable::Unreadable;
use crate::run::{Error, diff as earlier, manifest};
use crate::say;
use crate::spec;

/// Exit code: done. The exit codes are documented and do not change.
const DONE: u8 = 0;
/// Exit code: there are findings at or above `--fail-on`, or faults found by `lint` or `test`.
const FINDINGS: u8 = 1;
/// Exit code: the command line, the pipeline or a given file is wrong.
const USAGE: u8 = 2;
/// Exit code: the run could not be completed.
const NOT_DONE: u8 = 3;

/// An error that ends the program, with its exit code.
struct Fault {
    code: u8,
    /// The message, already in words.
    message: String,
    /// The language of the message; `None` for that of the command line.
    lang: Option<Lang>,
}

impl Fault {
    /// Wrong usage, described by a library.
    fn usage(error: impl std::fmt::Display) -> Fault {
        Fault { code: USAGE, message: error.to_string(), lang: None }
    }

    /// Wrong usage, described by a sentence of ours.
    fn usage_in(wording: &Wording, message: &Message) -> Fault {
        Fault { code: USAGE, message: say::plain(message, wording), lang: Some(wording.lang) }
    }

    /// The run could not be completed, described by a sentence of ours.
    fn not_done_in(wording: &Wording, message: &Message) -> Fault {
        Fault { code: NOT_DONE, ..Fault::usage_in(wording, message) }
    }

    /// A pipeline or another given file is wrong.
    fn of_file(error: &spec::Error, wording: &Wording) -> Fault {
        Fault::usage_in(wording, &error.in_full())
    }

    /// The lines to print, with the word for "error" in the language of the message.
    fn lines(&self, wording: &Wording) -> Vec<String> {
        let in_its_own = self.lang.filter(|lang| *lang != wording.lang).and_then(|lang| spec::wording(lang).ok());
        let text = in_its_own.as_ref().unwrap_or(wording).say("usage.error", &[("message", &self.message)]);
        text.split('\n').map(|line| screen::plain(line).into_owned()).collect()
    }

    /// An error of a run. A forbidden output folder or a wrong template is wrong usage; everything
    /// else means that the run could not be completed.
    fn of_run(error: Error, wording: &Wording) -> Fault {
        match error {
            Error::Out { .. } => Fault::usage_in(wording, &error.message()),
            Error::Output { error: crate::report::Error::Template(error), .. } => {
                let lang = match wording.lang {
                    Lang::Zh => "zh",
                    Lang::En => "en",
                };
                let file = format!("letters/{}.{lang}.md", error.name().unwrap_or_default());
                let detail = error.detail().map_or_else(|| error.kind().to_string(), str::to_owned);
                let message = Message::new("out.template").with("file", file).with("error", detail);
                Fault::usage_in(wording, &message.with("line", error.line().unwrap_or_default()))
            }
            other => Fault::not_done_in(wording, &other.message()),
        }
    }

    /// An output of a finished run cannot be read, or has been changed since it was written.
    fn of_outputs(error: &Unreadable, wording: &Wording) -> Fault {
        Fault::not_done_in(wording, &error.message())
    }

    /// The result cannot be printed, as on a full disk.
    fn unprinted(error: &std::io::Error) -> Fault {
        Fault { code: NOT_DONE, message: format!("stdout: {error}"), lang: None }
    }

    /// The run could not be completed, described by the system or a library.
    fn not_done(error: impl std::fmt::Display) -> Fault {
        Fault { code: NOT_DONE, message: error.to_string(), lang: None }
    }
}

/// Runs the program. Errors go to stderr.
pub fn main() -> ExitCode {
    let typed: Vec<String> = std::env::args_os().map(|word| word.to_string_lossy().into_owned()).collect();
    let wording = match sentences(help::lang(&typed, |name| std::env::var(name).ok())) {
        Ok(wording) => wording,
        Err(fault) => {
            let _ = writeln!(std::io::stderr(), "{}", fault.message);
            return ExitCode::from(fault.code);
        }
    };
    match parse(&wording).and_then(|arguments| start(&arguments, &wording)) {
        Ok(code) => ExitCode::from(code),
        Err(fault) => {
            let _ = writeln!(std::io::stderr(), "{}", fault.lines(&wording).join("\n"));
            ExitCode::from(fault.code)
        }
    }
}

/// Parses the command line. `--help` and `--version` print and exit here.
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

/// Sets the number of threads before anything uses them.
fn start(arguments: &Arguments, wording: &Wording) -> Result<u8, Fault> {
    threads::set(arguments.options.jobs).and_then(|()| dispatch(arguments, wording))
}

/// Runs the command. Only `rules` can be printed as Markdown.
fn dispatch(arguments: &Arguments, wording: &Wording) -> Result<u8, Fault> {
    let options = &arguments.options;
    let is_page = matches!(arguments.command, Some(Command::Rules(_)));
    if options.format == Format::Md && !is_page {
        return Err(Fault::usage_in(wording, &Message::new("usage.md_is_for_rules")));
    }
    match &arguments.command {
        Some(Command::Run(args)) => run::run(args, options),
        Some(Command::Check(args)) => check::check(args, options),
        Some(Command::Trace(args)) => trace::trace(args, options),
        Some(Command::Report(args)) => report::report(args, options),
        Some(Command::Forms(args)) => listing::forms(&args.pipeline, options),
        Some(Command::Lint(args)) => lint::lint(&args.pipeline, options, wording),
        Some(Command::Rules(args)) => listing::rules(&args.pipeline, options),
        Some(Command::Diff(args)) => diff::diff(args, options),
        Some(Command::Compare(args)) => compare::compare(args, options),
        Some(Command::Completions(args)) => shells::completions(args, wording),
        Some(Command::Man) => shells::man(wording),
        Some(Command::Test(args)) => test::test(&args.pipeline, options),
        Some(Command::Demo(args)) => demo::demo(args, options),
        None => run::sample(options, wording),
    }
}

/// Loads a pipeline and the sentences of the requested language, or else of the pipeline's own.
fn load(name: &str, lang: Option<Lang>) -> Result<(Pipeline, Wording), Fault> {
    match spec::load(name) {
        Ok(pipeline) => {
            let wording = sentences(lang.unwrap_or(pipeline.language))?;
            Ok((pipeline, wording))
        }
        // A pipeline that cannot be loaded has no language, so the error is in that of the locale.
        Err(error) => Err(Fault::of_file(&error, &sentences(lang.unwrap_or_else(help::of_locale))?)),
    }
}

/// The sentences of a language. They are compiled in, so this fails only in a broken build, with a
/// bare `file:line`.
fn sentences(lang: Lang) -> Result<Wording, Fault> {
    spec::wording(lang).map_err(|error| Fault::not_done(format!("{}:{}", error.file, error.line)))
}

/// An error if the outputs were made by a later version that this one would misread.
fn readable(out: &Path, wording: &Wording) -> Result<(), Fault> {
    let Some(version) = manifest::made_by_newer(out) else { return Ok(()) };
    let message = Message::new("out.newer").with("path", out.display().to_string()).with("version", version);
    Err(Fault::not_done_in(wording, &message))
}

/// Checks the folder given with `--since` before the work of the new run starts.
fn comparable(since: Option<&Path>, wording: &Wording) -> Result<(), Fault> {
    let Some(since) = since else { return Ok(()) };
    if !earlier::is_run(since) {
        let message = Message::new("out.no_run").with("path", since.display().to_string());
        return Err(Fault::usage_in(wording, &message));
    }
    readable(since, wording)?;
    earlier::hold(since).map_err(|error| Fault::of_outputs(&error, wording))
}

/// The message about a file that the system cannot read or write.
fn unreadable(path: &Path, error: &std::io::Error) -> Message {
    Message::new("fault.folder").with("path", path.display().to_string()).with("error", error)
}

/// The exit code for findings: 1 if one is at or above the threshold of `--fail-on`.
fn code(severities: impl Iterator<Item = Severity>, fail_on: arguments::FailOn) -> u8 {
    let mut severities = severities;
    let fails = match fail_on {
        arguments::FailOn::Never => false,
        arguments::FailOn::Error => severities.any(|severity| severity == Severity::Error),
        arguments::FailOn::Warning => severities.any(|severity| severity <= Severity::Warning),
    };
    if fails { FINDINGS } else { DONE }
}
