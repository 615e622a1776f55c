//! Office-years, most questionable first.

use crate::model::{Message, OfficeIx, Year};

/// One office-year of the ranking.
#[derive(Clone, Debug)]
pub struct Ranked {
    /// From 1; equal scores share a rank.
    pub rank: u32,
    /// The office.
    pub office: OfficeIx,
    /// The reporting year.
    pub year: Year,
    /// Sum of the weights of its findings.
    pub score: f64,
    /// Number of errors.
    pub errors: u32,
    /// Number of warnings.
    pub warnings: u32,
    /// Number of anomalies.
    pub anomalies: u32,
    /// The main reasons, the heaviest first.
    pub reasons: Vec<Message>,
}

/// The rows of one year with their ranks among themselves, most questionable first. `rows` are those
/// of all years, in the order of their ranks.
pub fn ranked_within(rows: &[Ranked], year: Year) -> Vec<(u32, &Ranked)> {
    let mut within: Vec<(u32, &Ranked)> = Vec::new();
    for row in rows.iter().filter(|row| row.year == year) {
        let rank = match within.last() {
            Some((rank, before)) if before.rank == row.rank => *rank,
            _ => within.len() as u32 + 1,
        };
        within.push((rank, row));
    }
    within
}

/// All office-years with findings that count.
#[derive(Clone, Debug, Default)]
pub struct Ranking {
    /// Heaviest first; equal ones in order of office and year.
    pub rows: Vec<Ranked>,
    /// Weight of each finding, in the order of the findings.
    pub scores: Vec<f64>,
}
