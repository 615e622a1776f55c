//! A finished run, read back from its output tables row by row.
//!
//! Whatever is made for people (the page, the workbook, the notices, a comparison) is made from this and from
//! nothing else, so that no figure in it can differ from the tables beside it.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{
    CellIx, Cells, Coverage, FormIx, GroupKind, Message, OfficeIx, Ranked, Reception, Register, RuleIx, Scope,
    Severity, Standings, Status, Year,
};

/// A finished run, read back.
#[derive(Clone, Debug, Default)]
pub struct Dossier {
    /// Version of the program that made the run.
    pub version: String,
    /// BLAKE3 of the pipeline it was made with.
    pub pipeline_digest: String,
    /// BLAKE3 over all inputs.
    pub inputs_digest: String,
    /// The years reported, in order.
    pub years: Vec<Year>,
    /// The year that summary, letters, bulletin and lists are about; the others are there to compare
    /// with. `None` if nothing was filed.
    pub year_in_hand: Option<Year>,
    /// In code order; `registered` is false for offices that filed without being on it.
    pub register: Register,
    /// In order of office and year. If the run is too large to show in full, only the filings of the offices at the
    /// top of the ranking.
    pub filings: Vec<Filed>,
    /// Number of filings in the run, including those left out of [`Dossier::filings`].
    pub n_filings: u64,
    /// In the order of `findings.csv`.
    pub findings: Vec<FindingRow>,
    /// In order of office, year and rank.
    pub repairs: Vec<RepairRow>,
    /// Most questionable first.
    pub ranking: Vec<Ranked>,
    /// In order of kind, name, year and cell.
    pub rollup: Vec<RollupCell>,
    /// One row for each source.
    pub intake: Vec<IntakeRow>,
    /// In the order of the pipeline's rules; rules the pipeline does not know are left out.
    pub tallies: Vec<RuleTally>,
    /// How every office stands, including those left out of [`Dossier::filings`].
    pub standings: Standings,
    /// Office, year and file of each filing that could only be read in part, in that order.
    pub partly_read: Vec<(OfficeIx, Year, String)>,
}

impl Dossier {
    /// Sources that were not accepted in full.
    pub fn not_whole(&self) -> impl Iterator<Item = &IntakeRow> {
        self.intake.iter().filter(|row| row.reception != Reception::Accepted)
    }

    /// How many files hold a partly read filing for one of the wanted years.
    pub fn n_files_partly_read(&self, wanted: impl Fn(Year) -> bool) -> u64 {
        let files = self.partly_read.iter().filter(|(_, year, _)| wanted(*year)).map(|(_, _, path)| path);
        files.collect::<BTreeSet<_>>().len() as u64
    }
}

/// A filing that the run has accepted.
#[derive(Clone, Debug)]
pub struct Filed {
    /// Whose it is.
    pub office: OfficeIx,
    /// For which year.
    pub year: Year,
    /// The form versions of its tables, the newest first.
    pub forms: Vec<FormIx>,
    /// Whose figures it holds.
    pub scope: Scope,
    /// `path:line` of every file it came from, `;` between them.
    pub source: String,
    /// Its figures, with the printed text of whatever is no plain number.
    pub cells: Cells,
}

/// One row of `findings.csv`.
#[derive(Clone, Debug)]
pub struct FindingRow {
    /// The stable id.
    pub id: String,
    /// The office; `None` if the finding is about a group.
    pub office: Option<OfficeIx>,
    /// Kind and name of the group, if the finding is about no single office.
    pub group: Option<(String, String)>,
    /// The reporting year.
    pub year: Year,
    /// The rule that failed.
    pub rule: RuleIx,
    /// Where it failed: code of a row, column or cell.
    pub key: String,
    /// How sure it is.
    pub severity: Severity,
    /// Left side, right side and difference, as printed; empty if the rule compares no sums.
    pub sums: [String; 3],
    /// What it says.
    pub message: Message,
    /// The cells it is based on.
    pub cells: Vec<CellIx>,
    /// `path:line:column`, `path`, or nothing.
    pub source: String,
    /// What it weighs in the ranking.
    pub score: String,
    /// p, q and the expected figure, as printed; empty unless the finding is an anomaly.
    pub statistics: [String; 3],
    /// The observed figure and both ends of the expected range, as printed.
    pub bounds: [String; 3],
    /// Whether the office has answered.
    pub status: Status,
    /// The answer, with who accepted it and when; empty if there is none.
    pub answer: String,
    /// True if the likeliest repair of the filing would resolve it, and so explains it.
    pub has_cause: bool,
    /// Digest of the figures it is based on: an explanation holds for these only.
    pub figures: String,
}

/// One row of `repairs.csv`.
#[derive(Clone, Debug)]
pub struct RepairRow {
    /// Whose filing.
    pub office: OfficeIx,
    /// For which year.
    pub year: Year,
    /// 1 is the likeliest.
    pub rank: u32,
    /// For each cell what was filed (empty for a blank) and what it should be, as printed.
    pub changes: Vec<(CellIx, String, String)>,
    /// From 0 to 1, as printed.
    pub confidence: String,
    /// Codes of the slips, `;` between them.
    pub kind: String,
    /// `rule:key` of every finding it resolves.
    pub resolves: Vec<String>,
    /// `rule:key` of every finding it leaves.
    pub leaves: Vec<String>,
    /// What it says.
    pub message: Message,
    /// Whether the search was exhaustive, or a likelier repair may exist.
    pub proof: String,
}

/// One row of `rollup.csv`.
#[derive(Clone, Debug)]
pub struct RollupCell {
    /// What its offices have in common.
    pub kind: GroupKind,
    /// The name of the group.
    pub group: String,
    /// The reporting year.
    pub year: Year,
    /// Which figure.
    pub cell: CellIx,
    /// The sum, in the cell's smallest unit (hundredths, for money).
    pub value: i128,
    /// How many filings it is made of.
    pub coverage: Coverage,
}

/// One row of `intake.csv`.
#[derive(Clone, Debug)]
pub struct IntakeRow {
    /// The file, sheet or member.
    pub path: String,
    /// BLAKE3 of it.
    pub blake3: String,
    /// What became of it.
    pub reception: Reception,
    /// In which encoding.
    pub encoding: String,
    /// In which layout.
    pub layout: String,
    /// Form versions met.
    pub form: String,
    /// Offices met.
    pub offices: String,
    /// Numbers of filings, of cells read, of blank cells and of unread cells.
    pub counts: [u64; 4],
    /// Labels that were not understood.
    pub unmatched: String,
    /// Why it was not read, or not in full.
    pub messages: Vec<Message>,
}

/// How often a rule was checked, and with what result.
#[derive(Clone, Debug)]
pub struct RuleTally {
    /// Which one.
    pub rule: RuleIx,
    /// How often it held.
    pub held: u64,
    /// How often it failed.
    pub failed: u64,
    /// How often it could not be checked, by reason.
    pub skipped: BTreeMap<String, u64>,
}
