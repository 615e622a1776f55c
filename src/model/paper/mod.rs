//! The program's own outputs, and how they are told from filings when they come back among the inputs.
//!
//! Every output carries a mark: a workbook on a hidden sheet, which spreadsheets keep in every format; a document or
//! web page among its properties; a table is known by its header. The form sent to an office also records where each
//! cell was printed and what had been filed, so that it can be read back exactly and a correction told from a copy.

mod printed;

use strum::{EnumString, IntoStaticStr};

use crate::model::{AnswerSheet, Catalogue, Cells, State, Value};

pub use printed::{AsFiled, MarkSheet, PrintedForm, Square};

/// Name of the mark: of the hidden sheet, the property and the tag.
pub const MARK: &str = "gouji";

/// Which output it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Default, IntoStaticStr, EnumString)]
#[strum(serialize_all = "snake_case")]
pub enum PaperKind {
    /// The workbook `report.xlsx`.
    Report,
    /// The form of an office with its figures, to be corrected and returned.
    Form,
    /// A letter to an office.
    Letter,
    /// The draft of the bulletin.
    Bulletin,
    /// The page `report.html`.
    Page,
    /// The manifest `run.json`.
    Manifest,
    /// A register.
    Register,
    /// Answers to findings.
    Explanations,
    /// Any other output table.
    #[default]
    Table,
}

impl PaperKind {
    /// The name used in marks and in the names of messages.
    pub fn code(self) -> &'static str {
        self.into()
    }
}

/// Printed below the title of sheets with sums, so that they are no filings even when saved on their own.
pub const SIGN: &str = "(gouji)";

/// The first columns of each table that the program writes or accepts, by which it is recognised.
pub const TABLES: [(&str, PaperKind, &[&str]); 11] = [
    ("cells.csv", PaperKind::Table, &["office_code", "year", "cell", "state", "raw"]),
    ("findings.csv", PaperKind::Table, &["finding", "office_code", "office", "year", "rule", "key"]),
    ("repairs.csv", PaperKind::Table, &["office_code", "office", "year", "rank", "changes"]),
    ("ranking.csv", PaperKind::Table, &["rank", "office_code", "office", "year", "score"]),
    ("rollup.csv", PaperKind::Table, &["group_kind", "group", "year", "cell", "value"]),
    ("intake.csv", PaperKind::Table, &["path", "blake3", "status", "encoding", "layout"]),
    ("filings.parquet", PaperKind::Table, &["office_code", "office", "year", "form", "scope", "source"]),
    ("index.csv", PaperKind::Table, &["office_code", "office", "years", "errors", "warnings"]),
    ("register.csv", PaperKind::Register, &["code", "name", "kind", "parent", "district"]),
    ("written.csv", PaperKind::Table, &["file", "bytes", "blake3", "state"]),
    ("explanations.csv", PaperKind::Explanations, &["office", "year", "rule", "key", "text"]),
];

/// Everything that a run writes into its output folder. Other files there are not gouji's.
pub const OUTPUTS: [&str; 14] = [
    "cells.csv",
    "findings.csv",
    "repairs.csv",
    "ranking.csv",
    "rollup.csv",
    "intake.csv",
    "register.csv",
    "filings.parquet",
    "run.json",
    "timings.json",
    "written.csv",
    "report.html",
    "report.xlsx",
    "notices",
];
/// The outputs by which an output folder is recognised.
pub const OUTPUT_SIGNS: [&str; 2] = ["run.json", "intake.csv"];
/// The list of files that a run wrote.
pub const WRITTEN: &str = "written.csv";
/// The output in which people may have answered.
pub const REPORT: &str = "report.xlsx";

/// What an output says about itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// Which output it is.
    pub kind: PaperKind,
    /// The pipeline of its run.
    pub pipeline: String,
    /// Digest of its run's inputs.
    pub run: String,
}

impl Mark {
    /// The mark in one line, for properties and tags.
    pub fn line(&self) -> String {
        format!("{};{};{}", self.kind.code(), self.pipeline, self.run)
    }

    /// Parses a line made by [`Mark::line`].
    pub fn of_line(line: &str) -> Option<Mark> {
        let mut words = line.trim().splitn(3, ';');
        let kind = words.next()?;
        let kind = kind.parse().ok()?;
        Some(Mark { kind, pipeline: words.next()?.to_owned(), run: words.next()?.to_owned() })
    }
}

/// One of the program's own outputs found among the inputs.
#[derive(Clone, Debug)]
pub struct Paper {
    /// Which output it is.
    pub kind: PaperKind,
    /// The lists of findings in it, with the answers given.
    pub answers: Vec<AnswerSheet>,
    /// If it is the form of an office: what was filed when it was printed, and what it says now.
    pub form: Option<Returned>,
}

/// A form that came back: digests made by [`content`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Returned {
    /// Of the filing it was printed from.
    pub filed: String,
    /// Of what it says now.
    pub says: String,
}

impl Returned {
    /// True if a figure was changed.
    pub fn is_changed(&self) -> bool {
        self.filed != self.says
    }
}

/// Digest of a filing's cells. Different signs for the same state, such as `/` and `—`, give the same digest.
pub fn content(cells: &Cells, catalogue: &Catalogue) -> String {
    let mut hasher = blake3::Hasher::new();
    for (cell, value) in cells.iter().filter(|(cell, _)| cells.has(*cell)) {
        let said = match value {
            Value::Number(number) => number.to_string(),
            Value::Not(State::Unreadable) => squeezed(cells.raw(cell)),
            Value::Not(state) => state.code().to_owned(),
        };
        hasher.update(format!("{}={said}\n", catalogue.cell(cell).code).as_bytes());
    }
    hasher.finalize().to_hex().as_str()[..SHORT].to_owned()
}

/// Length of digests that are only compared, in hex digits.
const SHORT: usize = 16;

/// The text without white space, which spreadsheets add and remove.
pub fn squeezed(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}
