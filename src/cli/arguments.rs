//! The command line as clap parses it.
//!
//! Help texts are data in `pipelines/lang` (`[help]`), in both languages; [`crate::cli::help`] puts
//! them in place of the comments here. These stay one paragraph each, since clap would take more
//! than one as the long form of the help.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::model::Lang;

/// The whole command line.
#[derive(Parser, Debug)]
#[command(name = "gouji", version, max_term_width = 100)]
pub(super) struct Arguments {
    /// Without a command, runs on the sample data of the current folder.
    #[command(subcommand)]
    pub command: Option<Command>,
    /// Options that every command takes.
    #[command(flatten)]
    pub options: Options,
}

/// The commands, each with its arguments.
#[derive(Subcommand, Debug)]
pub(super) enum Command {
    Run(RunArgs),
    Check(CheckArgs),
    Trace(TraceArgs),
    Report(ReportArgs),
    Forms(PipelineArgs),
    Rules(PipelineArgs),
    Diff(DiffArgs),
    Test(PipelineArgs),
    Lint(PipelineArgs),
    Compare(CompareArgs),
    Completions(CompletionsArgs),
    Man,
    Demo(DemoArgs),
}

/// Options that every command takes.
#[derive(Args, Debug)]
pub(super) struct Options {
    /// Number of threads; all cores if not given.
    #[arg(long, global = true, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub jobs: Option<u16>,
    /// Print nothing but errors.
    #[arg(long, short, global = true)]
    pub quiet: bool,
    /// How to print the result.
    #[arg(long, global = true, value_enum, default_value_t = Format::Text)]
    pub format: Format,
    /// Language of messages and outputs; that of the pipeline if not given.
    #[arg(long, global = true, value_enum)]
    pub lang: Option<LangArgument>,
    /// Lowest severity that makes the exit code 1.
    #[arg(long, global = true, value_enum, default_value_t = FailOn::Never, value_name = "SEVERITY")]
    pub fail_on: FailOn,
}

impl Options {
    /// The requested language.
    pub(super) fn lang(&self) -> Option<Lang> {
        self.lang.map(|lang| match lang {
            LangArgument::Zh => Lang::Zh,
            LangArgument::En => Lang::En,
        })
    }
}

/// `gouji run`.
#[derive(Args, Debug)]
pub(super) struct RunArgs {
    /// Name of a built-in pipeline, or a folder with one.
    #[arg(default_value = "cn-disclosure")]
    pub pipeline: String,
    /// Files and folders to read; may be given several times.
    #[arg(long, short, value_name = "PATH", required = true)]
    pub input: Vec<PathBuf>,
    /// Register of offices; the pipeline's own if not given.
    #[arg(long, value_name = "FILE")]
    pub registry: Option<PathBuf>,
    /// Answers to findings, as CSV or as a workbook that an office has filled in.
    #[arg(long, value_name = "FILE")]
    pub explanations: Option<PathBuf>,
    /// Output folder. It is replaced as a whole.
    #[arg(long, short, value_name = "DIR", default_value = "gouji-out")]
    pub out: PathBuf,
    /// Years to report; all if none are given.
    #[arg(long, value_name = "YEARS", value_delimiter = ',')]
    pub years: Vec<u16>,
    /// The year in hand, the latest reported if not given; also that of filings that name none.
    #[arg(long, value_name = "YEAR")]
    pub year: Option<u16>,
    /// Outputs of an earlier run to compare with.
    #[arg(long, value_name = "DIR")]
    pub since: Option<PathBuf>,
    /// Write no page, workbook or letters.
    #[arg(long)]
    pub tables_only: bool,
}

/// `gouji check`.
#[derive(Args, Debug)]
pub(super) struct CheckArgs {
    /// The filings to check.
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// Name of a built-in pipeline, or a folder with one.
    #[arg(long, default_value = "cn-disclosure")]
    pub pipeline: String,
    /// Year of filings that name none.
    #[arg(long, value_name = "YEAR")]
    pub year: Option<u16>,
}

/// `gouji trace`.
#[derive(Args, Debug)]
pub(super) struct TraceArgs {
    /// Code or name.
    pub office: String,
    /// The reporting year.
    pub year: i32,
    /// Code of the cell, such as `requests.granted@total`.
    pub cell: String,
    /// Output folder of a finished run.
    #[arg(long, short, value_name = "DIR", default_value = "gouji-out")]
    pub out: PathBuf,
    /// The pipeline of that run, if it is not a built-in one.
    #[arg(long)]
    pub pipeline: Option<String>,
}

/// `gouji report`.
#[derive(Args, Debug)]
pub(super) struct ReportArgs {
    /// Output folder of a finished run.
    #[arg(long, short, value_name = "DIR", default_value = "gouji-out")]
    pub out: PathBuf,
    /// Outputs of an earlier run to compare with.
    #[arg(long, value_name = "DIR")]
    pub since: Option<PathBuf>,
    /// The pipeline of that run, if it is not a built-in one.
    #[arg(long)]
    pub pipeline: Option<String>,
}

/// `gouji forms`, `rules`, `test` and `lint`.
#[derive(Args, Debug)]
pub(super) struct PipelineArgs {
    /// Name of a built-in pipeline, or a folder with one.
    #[arg(default_value = "cn-disclosure")]
    pub pipeline: String,
}

/// `gouji diff`.
#[derive(Args, Debug)]
pub(super) struct DiffArgs {
    /// Outputs of the earlier run.
    #[arg(value_name = "OUT_A")]
    pub before: PathBuf,
    /// Outputs of the later run.
    #[arg(value_name = "OUT_B")]
    pub after: PathBuf,
}

/// `gouji compare`.
#[derive(Args, Debug)]
pub(super) struct CompareArgs {
    /// Codes or names of two to six offices.
    #[arg(required = true, num_args = 2..=6, value_name = "OFFICE")]
    pub offices: Vec<String>,
    /// The year to compare; if not given, the latest for which most of the offices have filed.
    #[arg(long, value_name = "YEAR")]
    pub year: Option<u16>,
    /// Output folder of a finished run.
    #[arg(long, short, value_name = "DIR", default_value = "gouji-out")]
    pub out: PathBuf,
    /// The pipeline of that run, if it is not a built-in one.
    #[arg(long)]
    pub pipeline: Option<String>,
}

/// `gouji completions`.
#[derive(Args, Debug)]
pub(super) struct CompletionsArgs {
    /// The shell to write them for.
    pub shell: clap_complete::Shell,
}

/// `gouji demo`.
#[derive(Args, Debug)]
pub(super) struct DemoArgs {
    /// Where to put the sample and its outputs.
    #[arg(value_name = "DIR", default_value = "gouji-demo")]
    pub folder: PathBuf,
}

/// How to print a result. Variants have no comments, as clap would show them in completions.
#[derive(ValueEnum, Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Format {
    Text,
    Json,
    Md,
}

/// A language on the command line.
#[derive(ValueEnum, Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum LangArgument {
    Zh,
    En,
}

/// The lowest severity that counts as failure.
#[derive(ValueEnum, Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum FailOn {
    Error,
    Warning,
    Never,
}
