//! Office-years, most questionable first.

use crate::model::{OfficeIx, Year};

/// One office-year of the ranking.
#[derive(Clone, Debug)]
pub struct Ranked {
    /// From 1; equal scores share a rank.
    pub rank: u32,
    pub office: OfficeIx,
    pub year: Year,
    pub score: f64,
    pub errors: u32,
    pub warnings: u32,
    pub anomalies: u32,
    /// In words, the heaviest first.
    pub reasons: String,
}

/// The office-years with findings.
#[derive(Clone, Debug, Default)]
pub struct Ranking {
    pub rows: Vec<Ranked>,
}
