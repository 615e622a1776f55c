//! The program's own papers, and what tells them from filings when they come back among the inputs.
//!
//! A paper carries a mark: a workbook on a hidden sheet, which every spreadsheet keeps whatever it saves as; a
//! document and a page among their properties; a table needs none but its header. The form that an office was sent
//! says more: where each cell of its filing was printed and what was filed then, so that it is read back as it was
//! printed, and a correction is told from a copy.

mod printed;

use crate::model::{AnswerSheet, Catalogue, Cells, State, Value};

pub use printed::{AsFiled, MarkSheet, PrintedForm, Square};

/// The name of the mark: of the hidden sheet, of the property and of the tag.
pub const MARK: &str = "gouji";

/// Which paper it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum PaperKind {
    /// The workbook on a run.
    Report,
    /// The form of one office, as it was filed, to be corrected.
    Form,
    /// A letter to an office.
    Letter,
    /// The draft of the bulletin.
    Bulletin,
    /// The page on a run.
    Page,
    /// What was run on what.
    Manifest,
    /// A list of offices.
    Register,
    /// Answers to findings.
    Explanations,
    /// Any other table of a run.
    #[default]
    Table,
}

impl PaperKind {
    /// Every kind.
    pub const ALL: [PaperKind; 9] = [
        PaperKind::Report,
        PaperKind::Form,
        PaperKind::Letter,
        PaperKind::Bulletin,
        PaperKind::Page,
        PaperKind::Manifest,
        PaperKind::Register,
        PaperKind::Explanations,
        PaperKind::Table,
    ];

    /// The name used in marks and for its sentence.
    pub fn code(self) -> &'static str {
        match self {
            PaperKind::Report => "report",
            PaperKind::Form => "form",
            PaperKind::Letter => "letter",
            PaperKind::Bulletin => "bulletin",
            PaperKind::Page => "page",
            PaperKind::Manifest => "manifest",
            PaperKind::Register => "register",
            PaperKind::Explanations => "explanations",
            PaperKind::Table => "table",
        }
    }
}

/// What a sheet of sums has in the line below its title, so that it is no filing even where it was saved alone.
pub const SIGN: &str = "(gouji)";

/// The first columns of each table that the program writes or is given, which tell it from any other table.
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

/// Everything that a run writes into its folder of outputs; what else lies there is somebody else's.
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
/// Of these, what lies together in every folder of outputs, and nowhere else.
pub const OUTPUT_SIGNS: [&str; 2] = ["run.json", "intake.csv"];
/// The list of what a run has written there.
pub const WRITTEN: &str = "written.csv";
/// The one in which people may have answered.
pub const REPORT: &str = "report.xlsx";

/// What a paper says of itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// Which paper it is.
    pub kind: PaperKind,
    /// The pipeline of the run it is of.
    pub pipeline: String,
    /// The digest of that run's inputs.
    pub run: String,
}

impl Mark {
    /// The mark in one line, for properties and tags.
    pub fn line(&self) -> String {
        format!("{};{};{}", self.kind.code(), self.pipeline, self.run)
    }

    /// The mark that a line is.
    pub fn of_line(line: &str) -> Option<Mark> {
        let mut words = line.trim().splitn(3, ';');
        let kind = words.next()?;
        let kind = PaperKind::ALL.into_iter().find(|known| known.code() == kind)?;
        Some(Mark { kind, pipeline: words.next()?.to_owned(), run: words.next()?.to_owned() })
    }
}

/// One of the program's own papers that came back.
#[derive(Clone, Debug)]
pub struct Paper {
    /// Which.
    pub kind: PaperKind,
    /// The lists of findings in it, with whatever was answered.
    pub answers: Vec<AnswerSheet>,
    /// For the form of an office and year: what it was printed from, and what it says now.
    pub form: Option<Returned>,
}

/// The form of an office for one year that came back: digests of [`content`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Returned {
    /// What was filed when it was printed.
    pub filed: String,
    /// What it says now.
    pub says: String,
}

impl Returned {
    /// True if somebody has changed a figure in it.
    pub fn is_changed(&self) -> bool {
        self.filed != self.says
    }
}

/// A digest of what a filing says, cell by cell. Printed signs for the same state are the same.
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

/// Hex digits of a digest that is only compared.
const SHORT: usize = 16;

/// A text without white space, which spreadsheets add and take away.
pub fn squeezed(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}
