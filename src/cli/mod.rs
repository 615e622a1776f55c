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
use crate::run::{Error, diff as earlier, manifest, table};
use crate::say;
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
    /// The language it is in; nothing where that is the one of the command line.
    lang: Option<Lang>,
}

impl Fault {
    /// The command line or the pipeline is wrong.
    fn usage(error: impl std::fmt::Display) -> Fault {
        Fault { code: USAGE, message: error.to_string(), lang: None }
    }

    /// The same, in words of ours.
    fn usage_in(wording: &Wording, message: &Message) -> Fault {
        Fault { code: USAGE, message: say::plain(message, wording), lang: Some(wording.lang) }
    }

    /// The run could not be done, in words of ours.
    fn not_done_in(wording: &Wording, message: &Message) -> Fault {
        Fault { code: NOT_DONE, ..Fault::usage_in(wording, message) }
    }

    /// A pipeline or another file that was given is wrong.
    fn of_file(error: &spec::Error, wording: &Wording) -> Fault {
        Fault::usage_in(wording, &error.in_full())
    }

    /// The lines that are printed.
    fn lines(&self, wording: &Wording) -> Vec<String> {
        let in_its_own = self.lang.filter(|lang| *lang != wording.lang).and_then(|lang| spec::wording(lang).ok());
        let said = in_its_own.as_ref().unwrap_or(wording).say("usage.error", &[("message", &self.message)]);
        said.split('\n').map(|line| screen::plain(line).into_owned()).collect()
    }

    /// The run was refused, or could not be done.
    fn of_run(error: Error, wording: &Wording) -> Fault {
        match error {
            Error::Out { .. } => Fault::usage_in(wording, &error.message()),
            Error::Output { error: crate::report::Error::Template(error), .. } => {
                let lang = match wording.lang {
                    Lang::Zh => "zh",
                    Lang::En => "en",
                };
                let file = format!("letters/{}.{lang}.md", error.name().unwrap_or_default());
                let said = error.detail().map_or_else(|| error.kind().to_string(), str::to_owned);
                let message = Message::new("out.template").with("file", file).with("error", said);
                Fault::usage_in(wording, &message.with("line", error.line().unwrap_or_default()))
            }
            other => Fault::not_done_in(wording, &other.message()),
        }
    }

    /// An output of a finished run cannot be read, or is not what the run had written.
    fn of_outputs(error: &table::Error, wording: &Wording) -> Fault {
        Fault::not_done_in(wording, &error.message())
    }

    /// What was found out cannot be printed.
    fn unprinted(error: &std::io::Error) -> Fault {
        Fault { code: NOT_DONE, message: format!("stdout: {error}"), lang: None }
    }

    /// The run could not be done.
    fn not_done(error: impl std::fmt::Display) -> Fault {
        Fault { code: NOT_DONE, message: error.to_string(), lang: None }
    }
}

/// Runs the program.
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

/// The pipeline and the sentences of the language asked for, or else of the pipeline.
fn load(name: &str, lang: Option<Lang>) -> Result<(Pipeline, Wording), Fault> {
    match spec::load(name) {
        Ok(pipeline) => {
            let wording = sentences(lang.unwrap_or(pipeline.language))?;
            Ok((pipeline, wording))
        }
        // A pipeline that cannot be loaded has no language.
        Err(error) => Err(Fault::of_file(&error, &sentences(lang.unwrap_or_else(help::of_locale))?)),
    }
}

/// The sentences of a language. They are built in; where they cannot be read there are none to say so in.
fn sentences(lang: Lang) -> Result<Wording, Fault> {
    spec::wording(lang).map_err(|error| Fault::not_done(format!("{}:{}", error.file, error.line)))
}

/// Refuses a folder of outputs that a later program has made and this one would misread.
fn readable(out: &Path, wording: &Wording) -> Result<(), Fault> {
    let Some(version) = manifest::made_by_newer(out) else { return Ok(()) };
    let message = Message::new("out.newer").with("path", out.display().to_string()).with("version", version);
    Err(Fault::not_done_in(wording, &message))
}

/// Refuses what an earlier run is to be taken from and cannot, before the work of the new one.
fn comparable(since: Option<&Path>, wording: &Wording) -> Result<(), Fault> {
    let Some(since) = since else { return Ok(()) };
    if !earlier::is_run(since) {
        let message = Message::new("out.no_run").with("path", since.display().to_string());
        return Err(Fault::usage_in(wording, &message));
    }
    readable(since, wording)?;
    earlier::hold(since).map_err(|error| Fault::of_outputs(&error, wording))
}

/// What is said of a file that the system does not let have.
fn unreadable(path: &Path, error: &std::io::Error) -> Message {
    Message::new("fault.folder").with("path", path.display().to_string()).with("error", error)
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
