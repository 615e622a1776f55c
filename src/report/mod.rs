//! Writes the outputs of a run. One module per output; nothing is computed here but its form.
//!
//! The outputs are of two kinds. Tables (`*.csv`, `filings.parquet`) are written from the
//! [`Results`] in memory. Reports (page, workbook, letters) are written from a [`ReportContext`],
//! which is read back from the tables, so that no figure in them can differ from the tables.
//!
//! ```text
//! Results ──WRITERS──► tables ──run::dossier──► ReportContext ──REPORT_WRITERS──► reports ──READBACKS──► compared
//! ```

mod book;
mod cells;
mod data;
mod field;
mod filings;
mod findings;
mod form;
mod html;
mod intake;
mod location;
mod notices;
mod progress;
mod ranking;
pub mod record;
mod register;
mod repairs;
mod rollup;
mod style;
mod table;

use std::path::Path;

use serde_json::json;

use crate::model::{
    CellIx, Difference, Dossier, Filing, Finding, FindingKey, GroupKind, Intake, Mark, Message, PaperKind, Pipeline,
    Place, Ranking, Register, Repair, Rollup, Source, Wording,
};
use crate::say;

pub use filings::{FILE as FILINGS_FILE, FilingsContext, FilingsWriter};
pub use notices::FOLDER as NOTICES;
pub use progress::Progress;
pub use record::neutral;
pub use table::columns;

/// Everything a run has found, for the writers of tables.
pub struct Results<'a> {
    /// The rules and cells that the rest refers to.
    pub pipeline: &'a Pipeline,
    /// The language of the messages.
    pub wording: &'a Wording,
    /// The register, with the offices found. It is an output as well.
    pub register: &'a Register,
    /// What was read, in path order.
    pub sources: &'a [Source],
    /// The filings of the years reported, in order of office and year.
    pub filings: &'a [&'a Filing],
    /// The cells that occur in some filing.
    pub cells: &'a [CellIx],
    /// In order of subject, year, rule and key.
    pub findings: &'a [Finding],
    /// In order of office and year, likeliest first.
    pub repairs: &'a [Repair],
    /// Office-years, most questionable first.
    pub ranking: &'a Ranking,
    /// Sums by group, year and cell.
    pub rollup: &'a Rollup,
    /// What became of each source.
    pub intake: &'a [Intake],
}

/// Why an output could not be written. The texts are those of the libraries, and are not
/// translated; the run adds which file it was.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The disk is full, or the folder has been deleted.
    #[error(transparent)]
    Io(#[from] std::io::Error),
    /// As reported by the CSV writer.
    #[error(transparent)]
    Csv(#[from] csv::Error),
    /// As reported by polars.
    #[error(transparent)]
    Parquet(#[from] crate::frame::Error),
    /// As reported by the workbook writer; also for content that a workbook cannot have.
    #[error(transparent)]
    Book(#[from] rust_xlsxwriter::XlsxError),
    /// A workbook that was just written cannot be read.
    #[error("read back: {0}")]
    Readback(#[from] calamine::XlsxError),
    /// As reported by the writer of zip archives.
    #[error(transparent)]
    Archive(#[from] zip::result::ZipError),
    /// A template of the letters is wrong: a name that does not exist, or no end.
    #[error("a template in letters: {0}")]
    Template(#[from] minijinja::Error),
}

/// Writes one table into a folder and returns its number of rows, which `run.json` states and which
/// is compared with the file.
type Writer = fn(&Results<'_>, &Path) -> Result<u64, Error>;

/// Every table by file name, except `filings.parquet`, which is written while its columns are
/// summed.
pub const WRITERS: [(&str, Writer); 7] = [
    ("cells.csv", cells::write),
    ("findings.csv", findings::write),
    ("repairs.csv", repairs::write),
    ("ranking.csv", ranking::write),
    ("rollup.csv", rollup::write),
    ("intake.csv", intake::write),
    ("register.csv", register::write),
];

/// What the reports are made from: a finished run as read back from its tables, and how to write
/// about it.
pub struct ReportContext<'a> {
    /// The run, as its tables say it.
    pub dossier: &'a Dossier,
    /// What has changed since an earlier run, if one was given.
    pub since: Option<&'a Difference>,
    /// The forms, rules and methods that the rest refers to.
    pub pipeline: &'a Pipeline,
    /// The language of the reports.
    pub wording: &'a Wording,
    /// Names in the folder of letters that somebody else's files have.
    pub taken: &'a [String],
}

/// The mark that a report carries, by which the program recognises it when it comes back among the
/// inputs.
fn mark(context: &ReportContext<'_>, kind: PaperKind) -> Mark {
    Mark { kind, pipeline: context.pipeline.name.clone(), run: context.dossier.inputs_digest.clone() }
}

/// Writes one report into a folder and returns its size: filings on the page, sheets in the
/// workbook, or letters.
///
/// A writer reads nothing but the context and writes nothing but its own file or folder, so that
/// reports can be written in parallel.
pub type ReportWriter = fn(&ReportContext<'_>, &Path) -> Result<u64, Error>;

/// Every report, by the name of its file or folder.
pub const REPORT_WRITERS: [(&str, ReportWriter); 3] =
    [(html::FILE, html::write), (book::FILE, book::write), (notices::FOLDER, notices::write)];

/// Reads one report back and lists whatever in it differs from the run. An empty list is the
/// expected result.
pub type Readback = fn(&ReportContext<'_>, &Path) -> Result<Vec<String>, Error>;

/// The reports that are compared with the run once they are written. The letters cannot be read
/// back as figures.
pub const READBACKS: [(&str, Readback); 2] =
    [(book::FILE, book::readback::differences), (html::FILE, html::differences)];

impl Results<'_> {
    /// The message in the language of the outputs.
    fn message_text(&self, message: &Message) -> String {
        say::message(message, self.pipeline, self.wording)
    }

    /// The name of a group in the language of the outputs. Only that of all offices is translated.
    fn group<'n>(&'n self, kind: &str, name: &'n str) -> &'n str {
        if kind == GroupKind::City.code() { self.pipeline.city.get(self.wording.lang) } else { name }
    }

    /// Messages as a JSON array, for the column of a table.
    fn data(&self, messages: &[Message]) -> String {
        json!(messages.iter().map(|message| say::as_data(message, self.pipeline)).collect::<Vec<_>>()).to_string()
    }
}

impl ReportContext<'_> {
    /// What has become of the errors and warnings of the earlier run; `None` without one.
    pub fn progress(&self) -> Option<Progress> {
        self.since.map(|difference| progress::of_all(&data::ReportData::of(self), difference))
    }

    /// The message in the language of the reports.
    fn message_text(&self, message: &Message) -> String {
        say::message(message, self.pipeline, self.wording)
    }

    /// The reasons for a rank, in the same language.
    fn reasons(&self, reasons: &[Message]) -> String {
        say::reasons(reasons, &say::Renderer::of(self.pipeline, self.wording))
    }
}

/// `file:line:column`, for messages and the column `source`.
pub fn place(place: Place, sources: &[Source]) -> String {
    format!("{}:{}:{}", sources[place.source.at()].path, place.spot.line, place.spot.column)
}

/// The key of a finding as `findings.csv` has it: `requests.granted`, `requests@total`, or the code of a cell
/// or table.
pub fn key(key: &FindingKey, pipeline: &Pipeline) -> String {
    let catalogue = &pipeline.catalogue;
    match key {
        FindingKey::Whole => String::new(),
        FindingKey::Line(code) => code.clone(),
        FindingKey::Row(table, row) => catalogue.row_code(*table, *row),
        FindingKey::Column(table, column) => {
            let table = catalogue.table(*table);
            format!("{}@{}", table.code, table.columns[column.at()].code)
        }
        FindingKey::Table(table) => catalogue.table(*table).code.clone(),
        FindingKey::Cell(cell) => catalogue.cell(*cell).code.clone(),
    }
}

/// The stable id of a finding: 16 hexadecimal digits of a digest of office, year, rule and key.
/// Explanations and `gouji diff` find it again by this id, in any language and in later runs.
pub fn finding_id(office: &str, year: u16, rule: &str, key: &str) -> String {
    let digest = blake3::hash(format!("{office}\u{1F}{year}\u{1F}{rule}\u{1F}{key}").as_bytes());
    digest.to_hex().as_str()[..16].to_owned()
}
