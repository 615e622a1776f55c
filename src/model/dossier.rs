//! What a finished run has put on record, row by row as its outputs say it.
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
    /// Of the program that made the run.
    pub version: String,
    /// BLAKE3 of the pipeline it was made with.
    pub pipeline_digest: String,
    /// BLAKE3 over the inputs.
    pub inputs_digest: String,
    /// The years reported, in order.
    pub years: Vec<Year>,
    /// In code order; `registered` is false for offices that filed without being on it.
    pub register: Register,
    /// In order of office and year; in a run that is too large to be shown whole, those of the offices that are
    /// most questionable.
    pub filings: Vec<Filed>,
    /// Filings of the run, whether they are among [`Dossier::filings`] or not.
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
    /// Of every filing of the run, shown or not.
    pub standings: Standings,
    /// Files with filings of which not all could be read, by office and year of the filing, in order.
    pub partly_read: Vec<(OfficeIx, Year, String)>,
}

impl Dossier {
    /// Files that were not taken whole.
    pub fn not_whole(&self) -> impl Iterator<Item = &IntakeRow> {
        self.intake.iter().filter(|row| row.status != Reception::Accepted.code())
    }

    /// How many files hold filings of those years that were partly read.
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
    /// What it says, with the printed text of what is no plain number.
    pub cells: Cells,
}

/// One row of `findings.csv`.
#[derive(Clone, Debug)]
pub struct FindingRow {
    /// The stable id.
    pub id: String,
    /// Whose it is; nothing for a group.
    pub office: Option<OfficeIx>,
    /// The group it is about, where it is about no office: its kind and its name.
    pub group: Option<(String, String)>,
    /// The reporting year.
    pub year: Year,
    /// What is broken.
    pub rule: RuleIx,
    /// The rule's instance, as a code.
    pub key: String,
    /// How sure it is.
    pub severity: Severity,
    /// The left side, the right side and their difference, as printed in the output; empty where there are none.
    pub sums: [String; 3],
    /// What it says.
    pub message: Message,
    /// The cells it rests on.
    pub cells: Vec<CellIx>,
    /// `path:line:column`, `path`, or nothing.
    pub source: String,
    /// What it weighs in the ranking.
    pub score: String,
    /// p, q and expected, as printed; empty for what is no anomaly.
    pub statistics: [String; 3],
    /// Observed, the low and the high end of what is expected, as printed.
    pub bounds: [String; 3],
    /// Whether it was answered for.
    pub status: Status,
    /// What was answered, and by whom and when; empty where nobody has.
    pub answer: String,
    /// True if it goes when the likeliest repair of the filing is made, which is then its cause.
    pub has_cause: bool,
    /// Digest of the figures it rests on, for explanations.
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
    /// Cell, what was filed (empty for a blank) and what it should be, as printed.
    pub changes: Vec<(CellIx, String, String)>,
    /// From 0 to 1, as printed.
    pub confidence: String,
    /// Codes of the slips, `;` between them.
    pub kind: String,
    /// `rule:key` of what it resolves.
    pub resolves: Vec<String>,
    /// `rule:key` of what stays broken.
    pub leaves: Vec<String>,
    /// What it says.
    pub message: Message,
    /// Whether another repair as cheap may exist.
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
    /// The sum, in the smallest part the cell keeps.
    pub value: i128,
    /// Of how many.
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
    pub status: String,
    /// In which encoding.
    pub encoding: String,
    /// In which layout.
    pub layout: String,
    /// Form versions met.
    pub form: String,
    /// Offices met.
    pub offices: String,
    /// How many filings, cells read, cells blank and cells unread.
    pub counts: [u64; 4],
    /// Labels that were not understood.
    pub unmatched: String,
    /// Why it was not read, or not whole.
    pub messages: Vec<Message>,
}

/// How often a rule was asked and what it said.
#[derive(Clone, Debug)]
pub struct RuleTally {
    /// Which one.
    pub rule: RuleIx,
    /// How often the law was obeyed.
    pub held: u64,
    /// How often it was not.
    pub failed: u64,
    /// By reason, how often it could not be asked.
    pub skipped: BTreeMap<String, u64>,
}
