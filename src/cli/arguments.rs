//! What can be typed.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::model::Lang;

/// Consolidates hundreds of offices' returns into one table, cross-checks their arithmetic and ranks the
/// questionable ones.
///
/// Without a command, runs on the sample data of the folder it is started in.
#[derive(Parser, Debug)]
#[command(name = "gouji", version, about, max_term_width = 100)]
pub(super) struct Arguments {
    #[command(subcommand)]
    pub command: Option<Command>,
    #[command(flatten)]
    pub options: Options,
}

#[derive(Subcommand, Debug)]
pub(super) enum Command {
    /// Read a folder of filings, check them, roll them up and rank them.
    Run(RunOrder),
    /// Check filings before they are sent; prints what is found and writes nothing.
    Check(CheckOrder),
    /// Show the file, line, column and printed text that a figure of a finished run came from.
    Trace(TraceOrder),
    /// Make the outputs for people again from a finished run: report.html, report.xlsx, notices.
    Report(ReportOrder),
    /// List the forms of a pipeline and their cells.
    Forms(PipelineOrder),
    /// List the rules of a pipeline with their sources.
    Rules(PipelineOrder),
    /// Compare two finished runs, finding by finding and cell by cell.
    Diff(DiffOrder),
    /// Run the tests that a pipeline brings along for its rules.
    Test(PipelineOrder),
    /// Look for what in a pipeline does nothing or two things at once; exits with 1 if there is any.
    Lint(PipelineOrder),
}

/// Options of every command.
#[derive(Args, Debug)]
pub(super) struct Options {
    /// Threads to use (all processors if not given).
    #[arg(long, global = true, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub jobs: Option<u16>,
    /// No progress and no summary.
    #[arg(long, short, global = true)]
    pub quiet: bool,
    /// How results are printed on standard output.
    #[arg(long, global = true, value_enum, default_value_t = Format::Text)]
    pub format: Format,
    /// Language of messages (that of the pipeline if not given).
    #[arg(long, global = true, value_enum)]
    pub lang: Option<LangArgument>,
    /// Exit with 1 if there are findings of this severity or worse.
    #[arg(long, global = true, value_enum, default_value_t = FailOn::Never, value_name = "SEVERITY")]
    pub fail_on: FailOn,
}

impl Options {
    /// The language asked for.
    pub(super) fn lang(&self) -> Option<Lang> {
        self.lang.map(|lang| match lang {
            LangArgument::Zh => Lang::Zh,
            LangArgument::En => Lang::En,
        })
    }
}

#[derive(Args, Debug)]
pub(super) struct RunOrder {
    /// A built-in pipeline, or a folder that has a pipeline.toml.
    #[arg(default_value = "cn-disclosure")]
    pub pipeline: String,
    /// A file or a folder of filings; may be given several times.
    #[arg(long, short, value_name = "PATH", required = true)]
    pub input: Vec<PathBuf>,
    /// The register of offices (CSV: code,name,kind,parent,district[,scope,aliases,from,to,successor]).
    #[arg(long, value_name = "FILE")]
    pub registry: Option<PathBuf>,
    /// Answers to findings (CSV: office,year,rule,key,text[,by,date,figures]; or report.xlsx with its findings
    /// answered).
    #[arg(long, value_name = "FILE")]
    pub explanations: Option<PathBuf>,
    /// The folder of outputs; a finished run replaces what an earlier run wrote there.
    #[arg(long, short, value_name = "DIR", default_value = "gouji-out")]
    pub out: PathBuf,
    /// The years to report, separated by commas (all if not given).
    #[arg(long, value_name = "YEARS", value_delimiter = ',')]
    pub years: Vec<u16>,
    /// The outputs of an earlier run, to say what has changed since.
    #[arg(long, value_name = "DIR")]
    pub since: Option<PathBuf>,
    /// Write the tables only; `gouji report` makes the rest later.
    #[arg(long)]
    pub tables_only: bool,
}

#[derive(Args, Debug)]
pub(super) struct CheckOrder {
    /// The files to check.
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// A built-in pipeline, or a folder that has a pipeline.toml.
    #[arg(long, default_value = "cn-disclosure")]
    pub pipeline: String,
}

#[derive(Args, Debug)]
pub(super) struct TraceOrder {
    /// Code or name of the office.
    pub office: String,
    /// The reporting year.
    pub year: i32,
    /// The code of the cell, for example requests.received@total.
    pub cell: String,
    /// The outputs of the run.
    #[arg(long, short, value_name = "DIR", default_value = "gouji-out")]
    pub out: PathBuf,
    /// The pipeline of the run, if it was not a built-in one.
    #[arg(long)]
    pub pipeline: Option<String>,
}

#[derive(Args, Debug)]
pub(super) struct ReportOrder {
    /// The outputs of the run.
    #[arg(long, short, value_name = "DIR", default_value = "gouji-out")]
    pub out: PathBuf,
    /// The outputs of an earlier run, to say what has changed since.
    #[arg(long, value_name = "DIR")]
    pub since: Option<PathBuf>,
    /// The pipeline of the run, if it was not a built-in one.
    #[arg(long)]
    pub pipeline: Option<String>,
}

#[derive(Args, Debug)]
pub(super) struct PipelineOrder {
    /// A built-in pipeline, or a folder that has a pipeline.toml.
    #[arg(default_value = "cn-disclosure")]
    pub pipeline: String,
}

#[derive(Args, Debug)]
pub(super) struct DiffOrder {
    /// The outputs of the earlier run.
    #[arg(value_name = "OUT_A")]
    pub before: PathBuf,
    /// The outputs of the later run.
    #[arg(value_name = "OUT_B")]
    pub after: PathBuf,
}

#[derive(ValueEnum, Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Format {
    Text,
    Json,
    /// A page, for `rules` only.
    Md,
}

#[derive(ValueEnum, Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum LangArgument {
    Zh,
    En,
}

#[derive(ValueEnum, Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum FailOn {
    Error,
    Warning,
    Never,
}
