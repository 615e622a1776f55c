//! The rows of the tables, each declared once: its fields are the columns of the file in their order, as they are written
//! and as they are read back. What a column holds is also told in `docs/data-dictionary.md`.
//!
//! Figures that are printed in one way only, such as a share with three decimals, are texts here, so that what is read
//! is what was written. Columns that outputs of earlier versions lack have a default ([`NEWER`]). Texts borrow from the row
//! that is read: that the first field says so holds for all texts of a record, figures say it themselves.

use std::borrow::Cow;
use std::fmt;
use std::ops::Deref;

use serde::de::{Error, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::model::{GroupKind, Severity, State, Status};
use crate::report::table::neutral;

/// One of the tables that a run writes.
pub trait OutputTable {
    /// The name of the file.
    const FILE: &'static str;
    /// One row of it.
    type Row<'a>: Serialize + Deserialize<'a> + Default;
}

/// Columns that outputs of earlier versions have not.
pub const NEWER: [&str; 4] = ["unread", "message_data", "messages_data", "reasons_data"];

/// A text in a cell of a spreadsheet: written with an apostrophe where the spreadsheet would run it as a formula, and
/// read without it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SafeText<'a>(pub Cow<'a, str>);

impl Deref for SafeText<'_> {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl<'a> From<&'a str> for SafeText<'a> {
    fn from(text: &'a str) -> SafeText<'a> {
        SafeText(Cow::Borrowed(text))
    }
}

impl<'a> From<&'a String> for SafeText<'a> {
    fn from(text: &'a String) -> SafeText<'a> {
        SafeText(Cow::Borrowed(text))
    }
}

impl From<String> for SafeText<'_> {
    fn from(text: String) -> Self {
        SafeText(Cow::Owned(text))
    }
}

impl Serialize for SafeText<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&neutral(&self.0))
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for SafeText<'a> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<SafeText<'a>, D::Error> {
        struct Reader;

        impl<'de> Visitor<'de> for Reader {
            type Value = SafeText<'de>;

            fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                out.write_str("a text")
            }

            fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<SafeText<'de>, E> {
                let bare = text.strip_prefix('\'').filter(|bare| neutral(bare) != *bare);
                Ok(SafeText(Cow::Borrowed(bare.unwrap_or(text))))
            }
        }

        from.deserialize_str(Reader)
    }
}

macro_rules! tables {
    ($($table:ident of $row:ident in $file:literal: $doc:literal)*) => {$(
        #[doc = $doc]
        #[derive(Clone, Copy, Debug)]
        pub struct $table;

        impl OutputTable for $table {
            const FILE: &'static str = $file;
            type Row<'a> = $row<'a>;
        }
    )*};
}

tables! {
    CellsTable of CellRecord in "cells.csv": "`cells.csv`: what is no plain number, and why."
    FindingsTable of FindingRecord in "findings.csv": "`findings.csv`: everything that is to be looked at."
    RepairsTable of RepairRecord in "repairs.csv": "`repairs.csv`: what a filing with broken arithmetic may have meant."
    RankingTable of RankingRecord in "ranking.csv": "`ranking.csv`: office-years, most questionable first."
    RollupTable of RollupRecord in "rollup.csv": "`rollup.csv`: sums by city, district and kind of office, with coverage."
    IntakeTable of IntakeRecord in "intake.csv": "`intake.csv`: what became of every input file."
    RegisterTable of OfficeRecord in "register.csv": "`register.csv`: the offices, in the form in which a register is given."
    NoticesTable of NoticeRecord in "index.csv": "`notices/index.csv`: every office with findings, and what was written for it."
}

/// A cell of a filing's own form version that is no plain number.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct CellRecord<'a> {
    /// Whose filing.
    #[serde(borrow)]
    pub office_code: SafeText<'a>,
    /// For which year.
    pub year: u16,
    /// Its code.
    pub cell: SafeText<'a>,
    /// Why it is no number.
    pub state: State,
    /// What is printed there.
    pub raw: SafeText<'a>,
    /// `path:line:column`, or nothing.
    pub source: SafeText<'a>,
}

/// A failed rule, an anomaly, or something wrong with a filing.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct FindingRecord<'a> {
    /// The stable id.
    #[serde(borrow)]
    pub finding: SafeText<'a>,
    /// The office's code; empty for a group.
    pub office_code: SafeText<'a>,
    /// The name of the office or the group.
    pub office: SafeText<'a>,
    /// The reporting year.
    pub year: u16,
    /// The id of the rule.
    pub rule: SafeText<'a>,
    /// The rule's instance, as a code.
    pub key: SafeText<'a>,
    /// How sure it is.
    pub severity: Severity,
    /// The left side as printed; empty where there is no sum.
    #[serde(borrow)]
    pub lhs: Cow<'a, str>,
    /// The right side.
    #[serde(borrow)]
    pub rhs: Cow<'a, str>,
    /// Left less right; of days their number.
    #[serde(borrow)]
    pub difference: Cow<'a, str>,
    /// What is found, in words.
    pub message: SafeText<'a>,
    /// Codes of the cells it rests on, `;` between them.
    pub cells: SafeText<'a>,
    /// `path:line:column`, `path`, or nothing.
    pub source: SafeText<'a>,
    /// What it weighs in the ranking, with three decimals.
    #[serde(borrow)]
    pub score: Cow<'a, str>,
    /// Of an anomaly the chance of a figure so far off; empty otherwise, as are the other statistics.
    #[serde(borrow)]
    pub p_value: Cow<'a, str>,
    /// The share of ordinary filings among those listed down to this one.
    #[serde(borrow)]
    pub q_value: Cow<'a, str>,
    /// What was to be expected.
    #[serde(borrow)]
    pub expected: Cow<'a, str>,
    /// Whether it was answered for.
    pub status: Status,
    /// What the group is one of; empty for an office.
    pub group_kind: SafeText<'a>,
    /// The sentence of the likeliest repair, where that resolves it.
    pub cause: SafeText<'a>,
    /// Digest of the figures it rests on, for explanations.
    pub figures: SafeText<'a>,
    /// What was filed.
    #[serde(borrow)]
    pub observed: Cow<'a, str>,
    /// One ordinary figure in twenty lies below this.
    #[serde(borrow)]
    pub expected_low: Cow<'a, str>,
    /// One ordinary figure in twenty lies above this.
    #[serde(borrow)]
    pub expected_high: Cow<'a, str>,
    /// The local false-discovery rate.
    #[serde(borrow)]
    pub lfdr: Cow<'a, str>,
    /// The difference against the larger of observed and expected, 0 to 1.
    #[serde(borrow)]
    pub effect: Cow<'a, str>,
    /// What was answered, by whom and when.
    pub answer: SafeText<'a>,
    /// The message as data.
    #[serde(default)]
    pub message_data: SafeText<'a>,
}

/// An explanation of one filing's broken arithmetic.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct RepairRecord<'a> {
    /// Whose filing.
    #[serde(borrow)]
    pub office_code: SafeText<'a>,
    /// Its name.
    pub office: SafeText<'a>,
    /// For which year.
    pub year: u16,
    /// 1 is the likeliest.
    pub rank: u32,
    /// `cell=filed->repaired`, `;` between them.
    pub changes: SafeText<'a>,
    /// From 0 to 1, with three decimals.
    #[serde(borrow)]
    pub confidence: Cow<'a, str>,
    /// Codes of the slips, `;` between them.
    pub kind: SafeText<'a>,
    /// `rule:key` of what it resolves, `;` between them.
    pub resolves: SafeText<'a>,
    /// `rule:key` of what stays broken.
    pub leaves: SafeText<'a>,
    /// What it says, in words.
    pub message: SafeText<'a>,
    /// Whether another repair as cheap may exist.
    pub proof: SafeText<'a>,
    /// The message as data.
    #[serde(default)]
    pub message_data: SafeText<'a>,
}

/// An office-year in the order of how questionable it is.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct RankingRecord<'a> {
    /// 1 is the most questionable; equal scores have one rank.
    pub rank: u32,
    /// Whose it is.
    #[serde(borrow)]
    pub office_code: SafeText<'a>,
    /// Its name.
    pub office: SafeText<'a>,
    /// For which year.
    pub year: u16,
    /// Points of fault, with three decimals.
    #[serde(borrow)]
    pub score: Cow<'a, str>,
    /// Findings of that severity that nobody has answered for.
    pub errors: u32,
    /// The same.
    pub warnings: u32,
    /// The same.
    pub anomalies: u32,
    /// The heaviest reasons, in words.
    pub reasons: SafeText<'a>,
    /// The reasons as data.
    #[serde(default)]
    pub reasons_data: SafeText<'a>,
}

/// The sum of one cell over a group and year.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct RollupRecord<'a> {
    /// What its offices have in common.
    pub group_kind: GroupKind,
    /// The name of the group.
    #[serde(borrow)]
    pub group: SafeText<'a>,
    /// The reporting year.
    pub year: u16,
    /// The code of the cell.
    pub cell: SafeText<'a>,
    /// The sum; empty where no filing has a figure.
    #[serde(borrow)]
    pub value: Cow<'a, str>,
    /// Filings counted.
    pub filings: u64,
    /// Filings due.
    pub expected: u64,
    /// Blanks taken as 0.
    pub blanks: u64,
    /// Filings in which the cell could not be read.
    #[serde(default)]
    pub unread: u64,
}

/// What became of an input file, a member of an archive or a sheet.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct IntakeRecord<'a> {
    /// The file, member or sheet.
    #[serde(borrow)]
    pub path: SafeText<'a>,
    /// BLAKE3 of its bytes.
    pub blake3: SafeText<'a>,
    /// What became of it, as a code.
    pub status: SafeText<'a>,
    /// In which encoding, and how that was told.
    pub encoding: SafeText<'a>,
    /// In which layout, as a code.
    pub layout: SafeText<'a>,
    /// Form versions met, `;` between them.
    pub form: SafeText<'a>,
    /// The first few offices met.
    pub offices: SafeText<'a>,
    /// Filings taken from it.
    pub filings: u64,
    /// Cells that are numbers.
    pub cells_read: u64,
    /// Cells without a figure.
    pub cells_blank: u64,
    /// Cells that hold something that is no figure.
    pub cells_unread: u64,
    /// Labels that were not understood, with place and number.
    pub unmatched: SafeText<'a>,
    /// Why it was not read, or not whole.
    pub message: SafeText<'a>,
    /// The messages as data.
    #[serde(default)]
    pub messages_data: SafeText<'a>,
}

/// An office, as a register has it.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct OfficeRecord<'a> {
    /// Its code.
    #[serde(borrow)]
    pub code: SafeText<'a>,
    /// Its name.
    pub name: SafeText<'a>,
    /// Its kind.
    pub kind: SafeText<'a>,
    /// The code of the office above it.
    pub parent: SafeText<'a>,
    /// Its district.
    pub district: SafeText<'a>,
    /// Whose figures it files, as a code.
    pub scope: SafeText<'a>,
    /// Further names, `;` between them.
    pub aliases: SafeText<'a>,
    /// The first year in force.
    pub from: Option<u16>,
    /// The last year in force.
    pub to: Option<u16>,
    /// The code of the office that took over from it.
    pub successor: SafeText<'a>,
}

/// An office with findings, and what was written for it.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct NoticeRecord<'a> {
    /// Its code.
    #[serde(borrow)]
    pub office_code: SafeText<'a>,
    /// Its name.
    pub office: SafeText<'a>,
    /// Years with findings, `;` between them.
    pub years: SafeText<'a>,
    /// Findings of that severity.
    pub errors: u64,
    /// The same.
    pub warnings: u64,
    /// The same.
    pub anomalies: u64,
    /// The same.
    pub notes: u64,
    /// The letter.
    pub docx: SafeText<'a>,
    /// The letter as a page.
    pub html: SafeText<'a>,
    /// The office's own form.
    pub xlsx: SafeText<'a>,
    /// Why something was not written.
    pub message: SafeText<'a>,
}
