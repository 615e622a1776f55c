//! What became of each input file.

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};
use strum::IntoStaticStr;

use crate::model::{Message, Paper, SourceIx, Spot};

/// A printed label, or figures without a label, that could not be understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unmatched {
    /// The label as printed, shortened; the figures themselves if they have none.
    pub label: Box<str>,
    /// The figures beside its first occurrence, shortened.
    pub figures: Box<str>,
    /// Number of figures under it, over all occurrences.
    pub n_figures: u64,
    /// First occurrence.
    pub spot: Spot,
    /// Number of occurrences.
    pub times: u64,
}

/// Characters kept of a label or of its figures.
const LONGEST_LABEL: usize = 60;
/// Characters of the figures shown beside it, so that nobody has to search the file for them.
const LONGEST_FIGURES: usize = 300;
/// Distinct labels kept for one file.
const MOST_LABELS: usize = 1_000;

impl Unmatched {
    /// A label that occurred once, with `n_figures` figures.
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

/// Everything in a file that was not understood, each label once.
#[derive(Clone, Debug, Default)]
pub struct UnmatchedList {
    labels: Vec<Unmatched>,
    known: FxHashMap<Box<str>, usize>,
    /// Number of labels beyond those kept.
    n_more: u64,
    n_figures: u64,
}

impl UnmatchedList {
    /// Adds one; a label that is already there is counted once more.
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

    /// Appends another list.
    pub fn append(&mut self, other: UnmatchedList) {
        self.n_more += other.n_more;
        // For labels that were not kept, only the figures are counted.
        self.n_figures += other.n_figures - other.labels.iter().map(|one| one.n_figures).sum::<u64>();
        other.labels.into_iter().for_each(|one| self.add(one));
    }

    /// True if everything was understood.
    pub fn is_empty(&self) -> bool {
        self.labels.is_empty()
    }

    /// Each label once, in order of first occurrence.
    pub fn iter(&self) -> impl Iterator<Item = &Unmatched> {
        self.labels.iter()
    }

    /// Number of labels beyond those kept.
    pub fn n_more(&self) -> u64 {
        self.n_more
    }

    /// Number of figures under labels that were not understood.
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
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, IntoStaticStr)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Reception {
    /// Read in full.
    #[default]
    Accepted,
    /// Filings were read, but something in the file was not understood.
    Partial,
    /// Nothing could be read; the messages say why.
    Rejected,
    /// The filing was taken from another file.
    Duplicate,
    /// Not a filing, and not expected to be one.
    Ignored,
}

impl Reception {
    /// The name used in `intake.csv`.
    pub fn code(self) -> &'static str {
        self.into()
    }
}

/// How a file is laid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum Layout {
    /// Tables as printed.
    Matrix,
    /// Tables as printed, within the text of a report.
    Report,
    /// An export with a line for each office and year.
    Wide,
    /// An export with a line for each figure.
    Long,
}

impl Layout {
    /// The name used in `intake.csv`.
    pub fn code(self) -> &'static str {
        self.into()
    }
}

/// One row of `intake.csv`.
#[derive(Clone, Debug)]
pub struct Intake {
    /// Which file.
    pub source: SourceIx,
    /// BLAKE3 of its bytes; empty if it could not be opened.
    pub blake3: String,
    /// What became of it.
    pub reception: Reception,
    /// The encoding, and how it was detected.
    pub encoding: String,
    /// `None` if nothing was recognised.
    pub layout: Option<Layout>,
    /// Ids of the form versions found.
    pub form: String,
    /// The first few office names as found, separated by `;`.
    pub offices: String,
    /// Number of filings accepted from it.
    pub filings: u64,
    /// Number of cells with a number.
    pub cells_read: u64,
    /// Number of cells that are blank or marked as not applicable.
    pub cells_blank: u64,
    /// Number of cells that hold something other than a figure.
    pub cells_unread: u64,
    /// Labels and figures that were not understood, with their places.
    pub unmatched: UnmatchedList,
    /// Remarks about its tables, held back until it is known whether they belong to filings.
    pub remarks: Vec<Message>,
    /// Why it was not accepted, or not in full; otherwise empty.
    pub messages: Vec<Message>,
    /// Set if the file is one of the program's own outputs.
    pub paper: Option<Box<Paper>>,
}

impl Intake {
    /// Adds a remark, unless it is there already.
    pub fn remark(&mut self, remark: Message) {
        if !self.messages.contains(&remark) {
            self.messages.push(remark);
        }
    }

    /// A file about which nothing is known yet.
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
