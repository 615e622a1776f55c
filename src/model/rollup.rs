//! Sums over groups of offices, with their coverage.

use serde::{Deserialize, Serialize};
use strum::IntoStaticStr;

use crate::model::{CellIx, Year};

/// What a group of offices has in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize, IntoStaticStr)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum GroupKind {
    /// All offices.
    #[default]
    City,
    /// Offices of one district.
    District,
    /// Offices of one kind.
    Kind,
}

impl GroupKind {
    /// Every one.
    pub const ALL: [GroupKind; 3] = [GroupKind::City, GroupKind::District, GroupKind::Kind];

    /// The name used in `rollup.csv`.
    pub fn code(self) -> &'static str {
        self.into()
    }
}

/// How many filings stand behind a sum.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Coverage {
    /// Filings whose form has the cell, except those in which it is unread.
    pub filings: u64,
    /// Offices on the register that should have filed.
    pub expected: u64,
    /// Filings without a number in the cell, counted as 0.
    pub blanks: u64,
    /// Filings in which the cell is unread: their figures are missing from the sum.
    pub unread: u64,
}

impl Coverage {
    /// True if at least one figure is in the sum.
    pub fn has_figure(&self) -> bool {
        self.filings > self.blanks
    }
}

/// One group in one year, with all cells.
#[derive(Clone, Debug)]
pub struct RollupRow {
    /// What its offices have in common.
    pub kind: GroupKind,
    /// The name of the city, district or kind.
    pub group: String,
    /// The reporting year.
    pub year: Year,
    /// Filings added up.
    pub filings: u64,
    /// How many offices of the group have to file.
    pub expected: u64,
    /// Cell, sum (in the cell's smallest unit) and coverage, for each cell that some filing has.
    pub cells: Vec<(CellIx, i128, Coverage)>,
}

/// All groups, in order of kind, name and year.
#[derive(Clone, Debug, Default)]
pub struct Rollup {
    /// By kind of group, name and year.
    pub rows: Vec<RollupRow>,
}
