//! The result of reading one file, before it is known whose filing it is.

use std::sync::Arc;

use crate::model::{
    AxisIx, Cells, FindingKey, FormIx, Intake, Message, Passage, Places, Precedence, Scope, Sending, SourceIx, Spot,
    TableIx, Validity, Year,
};

/// Where a statement about office or year was found. Earlier variants outweigh later ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Evidence {
    /// A column of an export.
    Column,
    /// A line that names the filing office or the year.
    Line,
    /// The title of the report.
    Title,
    /// A sentence that states the period of the figures.
    Sentence,
    /// The title of a web page, if no line of it gives one.
    Page,
    /// A line that says who prepared the report.
    Imprint,
    /// The name of a sheet in a workbook.
    Sheet,
    /// The name of the file.
    File,
    /// The name of a folder that contains the file.
    Folder,
    /// A report mentioned in a sentence, or after the last table (usually a link to another report); or a name on its
    /// own. Believed only if there is nothing else.
    Mention,
}

impl Evidence {
    /// True for the name of a sheet, file or folder.
    pub fn is_of_path(self) -> bool {
        matches!(self, Evidence::Sheet | Evidence::File | Evidence::Folder)
    }
}

/// One statement about the office or year of a filing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    /// Where it was found, and so how much it weighs.
    pub from: Evidence,
    /// The office's name as written.
    pub office: Option<Arc<str>>,
    /// The office's code, if the file gives it.
    pub code: Option<Arc<str>>,
    /// The year, if it can be a reporting year.
    pub year: Option<Year>,
    /// Whose figures the filing holds, if it says so.
    pub scope: Option<Scope>,
    /// Whether it says that the filing is a correction, or void.
    pub validity: Validity,
    /// Version number and date, if it gives them.
    pub sending: Sending,
    /// The district or folder it was found in, for names that leave out their district. If it is the name of a file or
    /// folder and names no office, its path.
    pub within: Option<Arc<str>>,
    /// The quarter, half-year or months it speaks of, if not the whole year.
    pub part_of_year: Option<Arc<str>>,
}

impl Claim {
    /// The full name of a part of an office.
    pub fn of_component(whole: &str, component: &str) -> String {
        format!("{whole}: {component}")
    }

    /// The part, if the name is one made by [`Claim::of_component`].
    pub fn component(name: &str) -> Option<&str> {
        name.split_once(": ").map(|(_, component)| component)
    }

    /// The whole office, if the statement names a part of one.
    pub fn whole(&self) -> Option<&str> {
        let (office, whole) = (self.office.as_deref()?, self.within.as_deref()?);
        office.strip_prefix(whole).is_some_and(|part| part.starts_with(": ")).then_some(whole)
    }
}

/// Why figures were assigned to a row, column or table although no label says so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BindingNote {
    /// What they were assigned to.
    pub key: FindingKey,
    /// The evidence. What they were assigned to is filled in when the message is rendered.
    pub message: Message,
    /// Where they were printed.
    pub spot: Spot,
}

/// A figure in a row that the form does not have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stray {
    /// The table.
    pub table: TableIx,
    /// Its column.
    pub column: AxisIx,
    /// The figure.
    pub number: i64,
}

/// A filing, or some of its tables, as read from one file.
#[derive(Clone, Debug)]
pub struct Part {
    /// All statements found, whether they agree or not.
    pub claims: Vec<Claim>,
    /// The form version of each table; `None` for a table that is not there.
    pub tables: Arc<[Option<FormIx>]>,
    /// Its figures.
    pub cells: Cells,
    /// Where each figure was printed.
    pub places: Places,
    /// The text outside the tables of a report; empty for plain tables and exports.
    pub prose: Vec<Passage>,
    /// Evidence for assignments that no label makes.
    pub notes: Vec<BindingNote>,
    /// Figures in rows that the form does not have.
    pub strays: Vec<Stray>,
}

impl Part {
    /// A part with nothing but claims, figures and places.
    pub fn of_tables(claims: Vec<Claim>, tables: Arc<[Option<FormIx>]>, cells: Cells, places: Places) -> Part {
        Part { claims, tables, cells, places, prose: Vec::new(), notes: Vec::new(), strays: Vec::new() }
    }
}

/// Everything read from one file.
#[derive(Clone, Debug)]
pub struct Reading {
    /// The file's row of `intake.csv`, apart from what only assembling can know.
    pub intake: Intake,
    /// One part for each filing, or piece of a filing, in the file.
    pub parts: Vec<Part>,
    /// Whether the file's name says that it is a correction, or void.
    pub precedence: Precedence,
}

impl Reading {
    /// Sets the source's final position in the run's list.
    pub fn set_source(&mut self, now: SourceIx) {
        if self.intake.source != now {
            self.intake.source = now;
            self.parts.iter_mut().for_each(|part| part.places.set_source(now));
        }
    }
}
