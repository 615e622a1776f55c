//! What became of each input file.

use rustc_hash::FxHashMap;

use crate::model::{Message, Paper, SourceIx, Spot};

/// A label, or figures without one, that was printed and not understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unmatched {
    /// As printed, shortened; the figures themselves where nothing stands beside them.
    pub label: Box<str>,
    /// The figures beside it where it was met first, shortened.
    pub figures: Box<str>,
    /// How many figures stand under it, over all times.
    pub n_figures: u64,
    /// Where it was met first.
    pub spot: Spot,
    /// How often it was met.
    pub times: u64,
}

/// Characters of one label or of its figures that are kept.
const LONGEST_LABEL: usize = 60;
/// Characters of the figures beside it, which nobody should have to look for.
const LONGEST_FIGURES: usize = 300;
/// Distinct labels kept of one file.
const MOST_LABELS: usize = 1_000;

impl Unmatched {
    /// Met once, with so many figures beside it.
    pub fn new(label: &str, figures: &str, n_figures: usize, spot: Spot) -> Unmatched {
        let (label, figures) = if label.is_empty() { (figures, "") } else { (label, figures) };
        Unmatched {
            label: shortened(label, LONGEST_LABEL),
            figures: shortened(figures, LONGEST_FIGURES),
            n_figures: n_figures as u64,
            spot,
            times: 1,
        }
    }
}

fn shortened(text: &str, longest: usize) -> Box<str> {
    match text.char_indices().nth(longest) {
        Some((at, _)) => format!("{}…", &text[..at]).into(),
        None => text.into(),
    }
}

/// What of a file was not understood, each label once.
#[derive(Clone, Debug, Default)]
pub struct UnmatchedList {
    labels: Vec<Unmatched>,
    known: FxHashMap<Box<str>, usize>,
    /// Labels beyond those kept.
    n_more: u64,
    n_figures: u64,
}

impl UnmatchedList {
    /// Adds what was met; a label that was met before is counted again.
    pub fn add(&mut self, one: Unmatched) {
        self.n_figures += one.n_figures;
        match self.known.get(&one.label) {
            Some(at) => {
                self.labels[*at].times += one.times;
                self.labels[*at].n_figures += one.n_figures;
            }
            None if self.labels.len() < MOST_LABELS => {
                self.known.insert(one.label.clone(), self.labels.len());
                self.labels.push(one);
            }
            None => self.n_more += 1,
        }
    }

    /// Adds all of another list, which comes behind this one.
    pub fn append(&mut self, other: UnmatchedList) {
        self.n_more += other.n_more;
        // Of labels that are not kept the figures are counted and nothing else is known.
        self.n_figures += other.n_figures - other.labels.iter().map(|one| one.n_figures).sum::<u64>();
        other.labels.into_iter().for_each(|one| self.add(one));
    }

    /// True if everything was understood.
    pub fn is_empty(&self) -> bool {
        self.labels.is_empty()
    }

    /// Each label once, in the order in which they were met.
    pub fn iter(&self) -> impl Iterator<Item = &Unmatched> {
        self.labels.iter()
    }

    /// Labels that were met beyond those kept.
    pub fn n_more(&self) -> u64 {
        self.n_more
    }

    /// How many figures stand under labels that were not understood.
    pub fn n_figures(&self) -> u64 {
        self.n_figures
    }
}

impl Extend<Unmatched> for UnmatchedList {
    fn extend<T: IntoIterator<Item = Unmatched>>(&mut self, all: T) {
        all.into_iter().for_each(|one| self.add(one));
    }
}

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
    /// Labels and figures that were not understood, with their places.
    pub unmatched: UnmatchedList,
    /// What reading it has to say of its tables, until it is known whether they are filings.
    pub remarks: Vec<Message>,
    /// Why it was not taken, or not whole; empty otherwise.
    pub messages: Vec<Message>,
    /// Set for one of the program's own papers.
    pub paper: Option<Box<Paper>>,
}

impl Intake {
    /// Adds a remark that has not been made yet.
    pub fn remark(&mut self, remark: Message) {
        if !self.messages.contains(&remark) {
            self.messages.push(remark);
        }
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
            unmatched: UnmatchedList::default(),
            remarks: Vec::new(),
            messages: Vec::new(),
            paper: None,
        }
    }
}
