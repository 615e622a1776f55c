//! What reading one file yields, before it is known whose filing it is.

use std::sync::Arc;

use crate::model::{Cells, FormIx, Intake, Places, Year};

/// Where a statement about office or year stood; earlier ones outweigh later ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Evidence {
    /// A column of a record export.
    Column,
    /// A line that names the filing office or the year.
    Line,
    /// The title of the report.
    Title,
    File,
    Folder,
}

/// One statement about whose filing it is and for which year.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    pub from: Evidence,
    pub office: Option<Arc<str>>,
    /// The register's code, where the file gives it.
    pub code: Option<Arc<str>>,
    pub year: Option<Year>,
}

/// A filing, or some tables of one, as read from one file.
#[derive(Clone, Debug)]
pub struct Part {
    pub claims: Vec<Claim>,
    pub tables: Arc<[Option<FormIx>]>,
    pub cells: Cells,
    pub places: Places,
}

/// Everything read from one file.
#[derive(Clone, Debug)]
pub struct Reading {
    pub intake: Intake,
    pub parts: Vec<Part>,
    /// The file says of itself that it corrects an earlier one.
    pub corrected: bool,
}
