//! What can be typed. What it means is said in `pipelines/lang`, for [`crate::cli::help`].

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::model::Lang;

#[derive(Parser, Debug)]
#[command(name = "gouji", version, max_term_width = 100)]
pub(super) struct Arguments {
    #[command(subcommand)]
    pub command: Option<Command>,
    #[command(flatten)]
    pub options: Options,
}

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

#[derive(Args, Debug)]
pub(super) struct Options {
    #[arg(long, global = true, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub jobs: Option<u16>,
    #[arg(long, short, global = true)]
    pub quiet: bool,
    #[arg(long, global = true, value_enum, default_value_t = Format::Text)]
    pub format: Format,
    #[arg(long, global = true, value_enum)]
    pub lang: Option<LangArgument>,
    #[arg(long, global = true, value_enum, default_value_t = FailOn::Never, value_name = "SEVERITY")]
    pub fail_on: FailOn,
}

impl Options {
    pub(super) fn lang(&self) -> Option<Lang> {
        self.lang.map(|lang| match lang {
            LangArgument::Zh => Lang::Zh,
            LangArgument::En => Lang::En,
        })
    }
}

#[derive(Args, Debug)]
pub(super) struct RunArgs {
    #[arg(default_value = "cn-disclosure")]
    pub pipeline: String,
    #[arg(long, short, value_name = "PATH", required = true)]
    pub input: Vec<PathBuf>,
    #[arg(long, value_name = "FILE")]
    pub registry: Option<PathBuf>,
    #[arg(long, value_name = "FILE")]
    pub explanations: Option<PathBuf>,
    #[arg(long, short, value_name = "DIR", default_value = "gouji-out")]
    pub out: PathBuf,
    #[arg(long, value_name = "YEARS", value_delimiter = ',')]
    pub years: Vec<u16>,
    #[arg(long, value_name = "YEAR")]
    pub year: Option<u16>,
    #[arg(long, value_name = "DIR")]
    pub since: Option<PathBuf>,
    #[arg(long)]
    pub tables_only: bool,
}

#[derive(Args, Debug)]
pub(super) struct CheckArgs {
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,
    #[arg(long, default_value = "cn-disclosure")]
    pub pipeline: String,
    #[arg(long, value_name = "YEAR")]
    pub year: Option<u16>,
}

#[derive(Args, Debug)]
pub(super) struct TraceArgs {
    pub office: String,
    pub year: i32,
    pub cell: String,
    #[arg(long, short, value_name = "DIR", default_value = "gouji-out")]
    pub out: PathBuf,
    #[arg(long)]
    pub pipeline: Option<String>,
}

#[derive(Args, Debug)]
pub(super) struct ReportArgs {
    #[arg(long, short, value_name = "DIR", default_value = "gouji-out")]
    pub out: PathBuf,
    #[arg(long, value_name = "DIR")]
    pub since: Option<PathBuf>,
    #[arg(long)]
    pub pipeline: Option<String>,
}

#[derive(Args, Debug)]
pub(super) struct PipelineArgs {
    #[arg(default_value = "cn-disclosure")]
    pub pipeline: String,
}

#[derive(Args, Debug)]
pub(super) struct DiffArgs {
    #[arg(value_name = "OUT_A")]
    pub before: PathBuf,
    #[arg(value_name = "OUT_B")]
    pub after: PathBuf,
}

#[derive(Args, Debug)]
pub(super) struct CompareArgs {
    #[arg(required = true, num_args = 2..=6, value_name = "OFFICE")]
    pub offices: Vec<String>,
    #[arg(long, value_name = "YEAR")]
    pub year: Option<u16>,
    #[arg(long, short, value_name = "DIR", default_value = "gouji-out")]
    pub out: PathBuf,
    #[arg(long)]
    pub pipeline: Option<String>,
}

#[derive(Args, Debug)]
pub(super) struct CompletionsArgs {
    pub shell: clap_complete::Shell,
}

#[derive(Args, Debug)]
pub(super) struct DemoArgs {
    #[arg(value_name = "DIR", default_value = "gouji-demo")]
    pub folder: PathBuf,
}

#[derive(ValueEnum, Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Format {
    Text,
    Json,
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
