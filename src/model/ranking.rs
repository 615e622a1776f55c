//! Office-years, most questionable first.

use crate::model::{Message, OfficeIx, Year};

/// One office-year of the ranking.
#[derive(Clone, Debug)]
pub struct Ranked {
    /// From 1; equal scores share a rank.
    pub rank: u32,
    /// Whose filing.
    pub office: OfficeIx,
    /// For which year.
    pub year: Year,
    /// What its findings weigh together.
    pub score: f64,
    /// How many of them are errors.
    pub errors: u32,
    /// How many of them are warnings.
    pub warnings: u32,
    /// How many of them are anomalies.
    pub anomalies: u32,
    /// In words, the heaviest first.
    pub reasons: Vec<Message>,
}

/// The office-years with findings.
#[derive(Clone, Debug, Default)]
pub struct Ranking {
    /// Heaviest first; equal ones in order of office and year.
    pub rows: Vec<Ranked>,
    /// What each finding weighs, in the order of the findings.
    pub scores: Vec<f64>,
}
