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
pub trait Record {
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
pub struct Text<'a>(pub Cow<'a, str>);

impl Deref for Text<'_> {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl<'a> From<&'a str> for Text<'a> {
    fn from(text: &'a str) -> Text<'a> {
        Text(Cow::Borrowed(text))
    }
}

impl<'a> From<&'a String> for Text<'a> {
    fn from(text: &'a String) -> Text<'a> {
        Text(Cow::Borrowed(text))
    }
}

impl From<String> for Text<'_> {
    fn from(text: String) -> Self {
        Text(Cow::Owned(text))
    }
}

impl Serialize for Text<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&neutral(&self.0))
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Text<'a> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Text<'a>, D::Error> {
        struct Reader;

        impl<'de> Visitor<'de> for Reader {
            type Value = Text<'de>;

            fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                out.write_str("a text")
            }

            fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<Text<'de>, E> {
                let bare = text.strip_prefix('\'').filter(|bare| neutral(bare) != *bare);
                Ok(Text(Cow::Borrowed(bare.unwrap_or(text))))
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

        impl Record for $table {
            const FILE: &'static str = $file;
            type Row<'a> = $row<'a>;
        }
    )*};
}

tables! {
    Cells of CellRecord in "cells.csv": "`cells.csv`: what is no plain number, and why."
    Findings of FindingRecord in "findings.csv": "`findings.csv`: everything that is to be looked at."
    Repairs of RepairRecord in "repairs.csv": "`repairs.csv`: what a filing with broken arithmetic may have meant."
    Ranking of RankingRecord in "ranking.csv": "`ranking.csv`: office-years, most questionable first."
    Rollup of RollupRecord in "rollup.csv": "`rollup.csv`: sums by city, district and kind of office, with coverage."
    Sources of IntakeRecord in "intake.csv": "`intake.csv`: what became of every input file."
    Offices of OfficeRecord in "register.csv": "`register.csv`: the offices, in the form in which a register is given."
    Notices of NoticeRecord in "index.csv": "`notices/index.csv`: every office with findings, and what was written for it."
}

/// A cell of a filing's own form version that is no plain number.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct CellRecord<'a> {
    /// Whose filing.
    #[serde(borrow)]
    pub office_code: Text<'a>,
    /// For which year.
    pub year: u16,
    /// Its code.
    pub cell: Text<'a>,
    /// Why it is no number.
    pub state: State,
    /// What is printed there.
    pub raw: Text<'a>,
    /// `path:line:column`, or nothing.
    pub source: Text<'a>,
}

/// A failed rule, an anomaly, or something wrong with a filing.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct FindingRecord<'a> {
    /// The stable id.
    #[serde(borrow)]
    pub finding: Text<'a>,
    /// The office's code; empty for a group.
    pub office_code: Text<'a>,
    /// The name of the office or the group.
    pub office: Text<'a>,
    /// The reporting year.
    pub year: u16,
    /// The id of the rule.
    pub rule: Text<'a>,
    /// The rule's instance, as a code.
    pub key: Text<'a>,
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
    pub message: Text<'a>,
    /// Codes of the cells it rests on, `;` between them.
    pub cells: Text<'a>,
    /// `path:line:column`, `path`, or nothing.
    pub source: Text<'a>,
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
    pub group_kind: Text<'a>,
    /// The sentence of the likeliest repair, where that resolves it.
    pub cause: Text<'a>,
    /// Digest of the figures it rests on, for explanations.
    pub figures: Text<'a>,
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
    pub answer: Text<'a>,
    /// The message as data.
    #[serde(default)]
    pub message_data: Text<'a>,
}

/// An explanation of one filing's broken arithmetic.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct RepairRecord<'a> {
    /// Whose filing.
    #[serde(borrow)]
    pub office_code: Text<'a>,
    /// Its name.
    pub office: Text<'a>,
    /// For which year.
    pub year: u16,
    /// 1 is the likeliest.
    pub rank: u32,
    /// `cell=filed->repaired`, `;` between them.
    pub changes: Text<'a>,
    /// From 0 to 1, with three decimals.
    #[serde(borrow)]
    pub confidence: Cow<'a, str>,
    /// Codes of the slips, `;` between them.
    pub kind: Text<'a>,
    /// `rule:key` of what it resolves, `;` between them.
    pub resolves: Text<'a>,
    /// `rule:key` of what stays broken.
    pub leaves: Text<'a>,
    /// What it says, in words.
    pub message: Text<'a>,
    /// Whether another repair as cheap may exist.
    pub proof: Text<'a>,
    /// The message as data.
    #[serde(default)]
    pub message_data: Text<'a>,
}

/// An office-year in the order of how questionable it is.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct RankingRecord<'a> {
    /// 1 is the most questionable; equal scores have one rank.
    pub rank: u32,
    /// Whose it is.
    #[serde(borrow)]
    pub office_code: Text<'a>,
    /// Its name.
    pub office: Text<'a>,
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
    pub reasons: Text<'a>,
    /// The reasons as data.
    #[serde(default)]
    pub reasons_data: Text<'a>,
}

/// The sum of one cell over a group and year.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct RollupRecord<'a> {
    /// What its offices have in common.
    pub group_kind: GroupKind,
    /// The name of the group.
    #[serde(borrow)]
    pub group: Text<'a>,
    /// The reporting year.
    pub year: u16,
    /// The code of the cell.
    pub cell: Text<'a>,
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
    pub path: Text<'a>,
    /// BLAKE3 of its bytes.
    pub blake3: Text<'a>,
    /// What became of it, as a code.
    pub status: Text<'a>,
    /// In which encoding, and how that was told.
    pub encoding: Text<'a>,
    /// In which layout, as a code.
    pub layout: Text<'a>,
    /// Form versions met, `;` between them.
    pub form: Text<'a>,
    /// The first few offices met.
    pub offices: Text<'a>,
    /// Filings taken from it.
    pub filings: u64,
    /// Cells that are numbers.
    pub cells_read: u64,
    /// Cells without a figure.
    pub cells_blank: u64,
    /// Cells that hold something that is no figure.
    pub cells_unread: u64,
    /// Labels that were not understood, with place and number.
    pub unmatched: Text<'a>,
    /// Why it was not read, or not whole.
    pub message: Text<'a>,
    /// The messages as data.
    #[serde(default)]
    pub messages_data: Text<'a>,
}

/// An office, as a register has it.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct OfficeRecord<'a> {
    /// Its code.
    #[serde(borrow)]
    pub code: Text<'a>,
    /// Its name.
    pub name: Text<'a>,
    /// Its kind.
    pub kind: Text<'a>,
    /// The code of the office above it.
    pub parent: Text<'a>,
    /// Its district.
    pub district: Text<'a>,
    /// Whose figures it files, as a code.
    pub scope: Text<'a>,
    /// Further names, `;` between them.
    pub aliases: Text<'a>,
    /// The first year in force.
    pub from: Option<u16>,
    /// The last year in force.
    pub to: Option<u16>,
    /// The code of the office that took over from it.
    pub successor: Text<'a>,
}

/// An office with findings, and what was written for it.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct NoticeRecord<'a> {
    /// Its code.
    #[serde(borrow)]
    pub office_code: Text<'a>,
    /// Its name.
    pub office: Text<'a>,
    /// Years with findings, `;` between them.
    pub years: Text<'a>,
    /// Findings of that severity.
    pub errors: u64,
    /// The same.
    pub warnings: u64,
    /// The same.
    pub anomalies: u64,
    /// The same.
    pub notes: u64,
    /// The letter.
    pub docx: Text<'a>,
    /// The letter as a page.
    pub html: Text<'a>,
    /// The office's own form.
    pub xlsx: Text<'a>,
    /// Why something was not written.
    pub message: Text<'a>,
}
