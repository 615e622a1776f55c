//! What reading one file yields, before it is known whose filing it is.

use std::sync::Arc;

use crate::model::{
    AxisIx, Cells, FindingKey, FormIx, Intake, Message, Passage, Places, Precedence, Scope, Sending, SourceIx, Spot,
    TableIx, Validity, Year,
};

/// Where a statement about office or year stood; earlier ones outweigh later ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Evidence {
    /// A column of a record export.
    Column,
    /// A line that names the filing office or the year.
    Line,
    /// The title of the report.
    Title,
    /// A sentence that gives the period of the figures.
    Sentence,
    /// What a page calls itself, where no line of it does.
    Page,
    /// A line that names who drew the report up.
    Imprint,
    /// The name of the sheet of a workbook.
    Sheet,
    /// The name of the file.
    File,
    /// The name of a folder the file lies in.
    Folder,
    /// A report that is spoken of: in a sentence, or behind the last table, where as a rule it is a link to another; or a
    /// name that stands alone. It is believed where nothing else is said.
    Mention,
}

impl Evidence {
    /// True for names of sheets, files and folders.
    pub fn is_of_path(self) -> bool {
        matches!(self, Evidence::Sheet | Evidence::File | Evidence::Folder)
    }
}

/// One statement about whose filing it is and for which year.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    /// What kind of statement, and so how much it weighs.
    pub from: Evidence,
    /// As it is written there.
    pub office: Option<Arc<str>>,
    /// The register's code, where the file gives it.
    pub code: Option<Arc<str>>,
    /// Only where it can be a reporting year.
    pub year: Option<Year>,
    /// Whose figures it says it holds.
    pub scope: Option<Scope>,
    /// What it says of whether the filing holds.
    pub validity: Validity,
    /// Which of several sendings it says it is.
    pub sending: Sending,
    /// The district or folder that the statement stands in, for names that are short of it; of a file's or folder's
    /// name that names no office, its path.
    pub within: Option<Arc<str>>,
    /// The quarter, half or months of the year that it speaks of, where it does not speak of all of it.
    pub part_of_year: Option<Arc<str>>,
}

impl Claim {
    /// The name of a part of an office.
    pub fn of_component(whole: &str, component: &str) -> String {
        format!("{whole}: {component}")
    }

    /// The part of an office that a name made of both is of.
    pub fn component(name: &str) -> Option<&str> {
        name.split_once(": ").map(|(_, component)| component)
    }

    /// The office of whose part the statement is, if it is of one.
    pub fn whole(&self) -> Option<&str> {
        let (office, whole) = (self.office.as_deref()?, self.within.as_deref()?);
        office.strip_prefix(whole).is_some_and(|part| part.starts_with(": ")).then_some(whole)
    }
}

/// On what it rests that figures were bound to a line, a column or a table which no label gives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BindingNote {
    /// What they were bound to.
    pub key: FindingKey,
    /// The evidence; the words for what they were bound to are filled in when it is said.
    pub message: Message,
    /// Where they stand.
    pub spot: Spot,
}

/// A figure in a row among those of a table that is none of the form's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stray {
    /// The table.
    pub table: TableIx,
    /// The column it stands in.
    pub column: AxisIx,
    /// The figure.
    pub number: i64,
}

/// A filing, or some tables of one, as read from one file.
#[derive(Clone, Debug)]
pub struct Part {
    /// Every statement found, agreeing or not.
    pub claims: Vec<Claim>,
    /// `tables[table]`: the form version it is of, `None` where it is not there.
    pub tables: Arc<[Option<FormIx>]>,
    /// What it says.
    pub cells: Cells,
    /// Where it says so.
    pub places: Places,
    /// The lines outside the tables of a report; nothing for plain tables and records.
    pub prose: Vec<Passage>,
    /// On what bindings rest that no label gives.
    pub notes: Vec<BindingNote>,
    /// The figures of rows that are none of the form's.
    pub strays: Vec<Stray>,
}

impl Part {
    /// The figures of some tables and whose they are, and nothing beside them.
    pub fn of_tables(claims: Vec<Claim>, tables: Arc<[Option<FormIx>]>, cells: Cells, places: Places) -> Part {
        Part { claims, tables, cells, places, prose: Vec::new(), notes: Vec::new(), strays: Vec::new() }
    }
}

/// Everything read from one file.
#[derive(Clone, Debug)]
pub struct Reading {
    /// The file's row, but for what only assembling knows.
    pub intake: Intake,
    /// One for each filing, or each piece of one, that was found.
    pub parts: Vec<Part>,
    /// What the file's name says of whether it holds.
    pub precedence: Precedence,
}

impl Reading {
    /// Says where its source has come to stand in the run's list.
    pub fn set_source(&mut self, now: SourceIx) {
        if self.intake.source != now {
            self.intake.source = now;
            self.parts.iter_mut().for_each(|part| part.places.set_source(now));
        }
    }
}
