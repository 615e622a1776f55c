//! What became of each input file.

use crate::model::SourceIx;

/// What became of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reception {
    /// All of it was read.
    Accepted,
    /// Filings were read, and something in it was not understood.
    Partial,
    /// Nothing could be read, for the reason given.
    Rejected,
    /// Another file holds the filing.
    Duplicate,
    /// No filing was expected in it.
    Ignored,
}

impl Reception {
    /// The name used in `intake.csv`.
    pub fn code(self) -> &'static str {
        match self {
            Reception::Accepted => "accepted",
            Reception::Partial => "partial",
            Reception::Rejected => "rejected",
            Reception::Duplicate => "duplicate",
            Reception::Ignored => "ignored",
        }
    }
}

/// How a file is laid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Layout {
    /// The tables as they are printed.
    Matrix,
    /// The tables as they are printed, between the prose of a report.
    Report,
    /// One line an office-year.
    Wide,
    /// One line a figure.
    Long,
}

impl Layout {
    /// The name used in `intake.csv`.
    pub fn code(self) -> &'static str {
        match self {
            Layout::Matrix => "matrix",
            Layout::Report => "report",
            Layout::Wide => "wide",
            Layout::Long => "long",
        }
    }
}

/// One row of `intake.csv`.
#[derive(Clone, Debug)]
pub struct Intake {
    /// Which file.
    pub source: SourceIx,
    /// Of the bytes; empty where they could not be read.
    pub blake3: String,
    /// What became of it.
    pub reception: Reception,
    /// The encoding and how it was told.
    pub encoding: String,
    /// `None` where nothing in it was recognised.
    pub layout: Option<Layout>,
    /// Ids of the form versions met.
    pub form: String,
    /// Names as they were found, `;` between them, the first few.
    pub offices: String,
    /// How many were taken from it.
    pub filings: u64,
    /// Cells that are numbers.
    pub cells_read: u64,
    /// Cells that are empty or marked as not applicable.
    pub cells_blank: u64,
    /// Cells that hold something that is no figure.
    pub cells_unread: u64,
    /// Labels and figures that were not understood, with their lines.
    pub unmatched: Vec<String>,
    /// Why it was not taken, or not whole; empty otherwise.
    pub message: String,
}

impl Intake {
    /// Adds a remark that has not been made yet.
    pub fn remark(&mut self, remark: &str) {
        if self.message.contains(remark) {
            return;
        }
        if !self.message.is_empty() {
            self.message.push_str("; ");
        }
        self.message.push_str(remark);
    }

    /// A file of which nothing is known yet.
    pub fn new(source: SourceIx) -> Intake {
        Intake {
            source,
            blake3: String::new(),
            reception: Reception::Accepted,
            encoding: String::new(),
            layout: None,
            form: String::new(),
            offices: String::new(),
            filings: 0,
            cells_read: 0,
            cells_blank: 0,
            cells_unread: 0,
            unmatched: Vec::new(),
            message: String::new(),
        }
    }
}
