//! The rows of the tables, each declared once: the fields of a record are the columns of the file
//! in their order, as they are written and as they are read back. `docs/data-dictionary.md`
//! describes them to users.
//!
//! Figures with a fixed number of decimals are text here, so that what is read is exactly what was
//! written. Columns that outputs of earlier versions lack have a default ([`NEWER`]).
//!
//! Texts borrow from the row being read. `#[serde(borrow)]` on the first field holds for all
//! [`SafeText`] fields of a record; other borrowed fields need their own.

use std::borrow::Cow;
use std::fmt;
use std::ops::Deref;

use serde::de::{Error, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::model::{GroupKind, Reception, Severity, State, Status};

/// A table that a run writes, with its file and its rows.
pub trait OutputTable {
    /// The file name.
    const FILE: &'static str;
    /// A row.
    type Row<'a>: Serialize + Deserialize<'a> + Default;
}

/// Columns that outputs of earlier versions do not have, each with the file that it is missing from.
/// Their fields, and no others, are `#[serde(default)]`.
pub const NEWER: [(&str, &str); 5] = [
    (FindingsTable::FILE, "message_data"),
    (RepairsTable::FILE, "message_data"),
    (RankingTable::FILE, "reasons_data"),
    (RollupTable::FILE, "unread"),
    (IntakeTable::FILE, "messages_data"),
];

/// A text in a CSV file, safe for spreadsheets: written with an apostrophe if a spreadsheet would
/// run it as a formula, and read back without it.
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
    CellsTable of CellRecord in "cells.csv": "`cells.csv`: cells that are not plain numbers, and why."
    FindingsTable of FindingRecord in "findings.csv": "`findings.csv`: every finding."
    RepairsTable of RepairRecord in "repairs.csv": "`repairs.csv`: what a filing with broken arithmetic may have meant."
    RankingTable of RankingRecord in "ranking.csv": "`ranking.csv`: office-years, most questionable first."
    RollupTable of RollupRecord in "rollup.csv": "`rollup.csv`: sums by city, district and kind of office, with coverage."
    IntakeTable of IntakeRecord in "intake.csv": "`intake.csv`: what became of every input file."
    RegisterTable of OfficeRecord in "register.csv": "`register.csv`: the offices, in the format of a register."
    NoticesTable of NoticeRecord in "index.csv": "`notices/index.csv`: every office with findings, and what was written for it."
}

/// A cell of a filing's own form version that is not a plain number.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct CellRecord<'a> {
    /// The office's code.
    #[serde(borrow)]
    pub office_code: SafeText<'a>,
    /// The reporting year.
    pub year: u16,
    /// The code of the cell.
    pub cell: SafeText<'a>,
    /// Why it is not a number.
    pub state: State,
    /// The printed text.
    pub raw: SafeText<'a>,
    /// `path:line:column`; empty if the cell has no place.
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
    /// The instance of the rule, as a code.
    pub key: SafeText<'a>,
    /// How certain it is that something is wrong.
    pub severity: Severity,
    /// The left side as text; empty if the rule compares no sums.
    #[serde(borrow)]
    pub lhs: Cow<'a, str>,
    /// The right side.
    #[serde(borrow)]
    pub rhs: Cow<'a, str>,
    /// Left minus right; for dates, in days.
    #[serde(borrow)]
    pub difference: Cow<'a, str>,
    /// The message.
    pub message: SafeText<'a>,
    /// Codes of the cells involved, joined by `;`.
    pub cells: SafeText<'a>,
    /// `path:line:column`, `path`, or empty.
    pub source: SafeText<'a>,
    /// Weight in the ranking, with three decimals.
    #[serde(borrow)]
    pub score: Cow<'a, str>,
    /// Probability that an ordinary filing has a figure at least this far off. This and the other
    /// statistics are empty unless the finding is an anomaly.
    #[serde(borrow)]
    pub p_value: Cow<'a, str>,
    /// Expected share of ordinary filings among those listed down to this one.
    #[serde(borrow)]
    pub q_value: Cow<'a, str>,
    /// The expected figure.
    #[serde(borrow)]
    pub expected: Cow<'a, str>,
    /// Whether the office has explained it.
    pub status: Status,
    /// Kind of the group; empty for an office.
    pub group_kind: SafeText<'a>,
    /// The likeliest repair in words, if it resolves the finding.
    pub cause: SafeText<'a>,
    /// Digest of the figures the finding rests on. An explanation is valid while it stays the same.
    pub figures: SafeText<'a>,
    /// The figure as filed.
    #[serde(borrow)]
    pub observed: Cow<'a, str>,
    /// Lower end of the expected range: one ordinary figure in twenty lies below.
    #[serde(borrow)]
    pub expected_low: Cow<'a, str>,
    /// Upper end of the expected range: one ordinary figure in twenty lies above.
    #[serde(borrow)]
    pub expected_high: Cow<'a, str>,
    /// Probability that the filing is ordinary after all (local false-discovery rate).
    #[serde(borrow)]
    pub lfdr: Cow<'a, str>,
    /// The difference relative to the larger of observed and expected, from 0 to 1.
    #[serde(borrow)]
    pub effect: Cow<'a, str>,
    /// The answer, with who accepted it and when.
    pub answer: SafeText<'a>,
    /// The message as JSON.
    #[serde(default)]
    pub message_data: SafeText<'a>,
}

/// A repair: what one filing with broken arithmetic may have meant.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct RepairRecord<'a> {
    /// The office's code.
    #[serde(borrow)]
    pub office_code: SafeText<'a>,
    /// The office's name.
    pub office: SafeText<'a>,
    /// The reporting year.
    pub year: u16,
    /// 1 is the likeliest.
    pub rank: u32,
    /// The changes, as `cell=filed->repaired`, joined by `;`.
    pub changes: SafeText<'a>,
    /// From 0 to 1, with three decimals.
    #[serde(borrow)]
    pub confidence: Cow<'a, str>,
    /// Codes of the slips, joined by `;`.
    pub kind: SafeText<'a>,
    /// The broken rules that it makes hold, as `rule:key`, joined by `;`.
    pub resolves: SafeText<'a>,
    /// The rules that stay broken.
    pub leaves: SafeText<'a>,
    /// The repair in words.
    pub message: SafeText<'a>,
    /// Whether the search can rule out another repair that is as likely.
    pub proof: SafeText<'a>,
    /// The message as JSON.
    #[serde(default)]
    pub message_data: SafeText<'a>,
}

/// An office-year in the ranking.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct RankingRecord<'a> {
    /// 1 is the most questionable; equal scores share a rank.
    pub rank: u32,
    /// The office's code.
    #[serde(borrow)]
    pub office_code: SafeText<'a>,
    /// The office's name.
    pub office: SafeText<'a>,
    /// The reporting year.
    pub year: u16,
    /// Sum of the weights of its findings, with three decimals.
    #[serde(borrow)]
    pub score: Cow<'a, str>,
    /// Number of errors that have not been explained.
    pub errors: u32,
    /// Number of warnings, likewise.
    pub warnings: u32,
    /// Number of anomalies, likewise.
    pub anomalies: u32,
    /// The heaviest reasons, in words.
    pub reasons: SafeText<'a>,
    /// The reasons as JSON.
    #[serde(default)]
    pub reasons_data: SafeText<'a>,
}

/// The sum of one cell over a group and year.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct RollupRecord<'a> {
    /// What the group's offices have in common.
    pub group_kind: GroupKind,
    /// The group's name.
    #[serde(borrow)]
    pub group: SafeText<'a>,
    /// The reporting year.
    pub year: u16,
    /// The code of the cell.
    pub cell: SafeText<'a>,
    /// The sum; empty if no filing has a figure.
    #[serde(borrow)]
    pub value: Cow<'a, str>,
    /// Filings in the sum.
    pub filings: u64,
    /// Filings that are due.
    pub expected: u64,
    /// Blanks counted as 0.
    pub blanks: u64,
    /// Filings in which the cell could not be read.
    #[serde(default)]
    pub unread: u64,
}

/// What became of an input file, archive member or sheet.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct IntakeRecord<'a> {
    /// The file, archive member (`a.zip/b.csv`) or sheet (`book.xlsx#2`).
    #[serde(borrow)]
    pub path: SafeText<'a>,
    /// BLAKE3 of its bytes.
    pub blake3: SafeText<'a>,
    /// What became of it, as a code: `accepted`, `rejected`, …
    pub status: Reception,
    /// The encoding, and how it was recognised.
    pub encoding: SafeText<'a>,
    /// The layout, as a code.
    pub layout: SafeText<'a>,
    /// Form versions found, joined by `;`.
    pub form: SafeText<'a>,
    /// The first few offices found.
    pub offices: SafeText<'a>,
    /// Number of filings taken from it.
    pub filings: u64,
    /// Number of cells with a number.
    pub cells_read: u64,
    /// Number of blank cells.
    pub cells_blank: u64,
    /// Number of cells with text that is not a figure.
    pub cells_unread: u64,
    /// Labels that matched nothing, with place and number.
    pub unmatched: SafeText<'a>,
    /// Why it was not read, or only in part.
    pub message: SafeText<'a>,
    /// The messages as JSON.
    #[serde(default)]
    pub messages_data: SafeText<'a>,
}

/// An office, in the format of a register.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct OfficeRecord<'a> {
    /// Its code.
    #[serde(borrow)]
    pub code: SafeText<'a>,
    /// Its name.
    pub name: SafeText<'a>,
    /// The kind of office.
    pub kind: SafeText<'a>,
    /// The code of the office above it.
    pub parent: SafeText<'a>,
    /// The district; may be empty.
    pub district: SafeText<'a>,
    /// Whose figures it files, as a code: `own`, `consolidated` or `total`.
    pub scope: SafeText<'a>,
    /// Other names, joined by `;`.
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
    /// Years with findings, joined by `;`.
    pub years: SafeText<'a>,
    /// Number of errors.
    pub errors: u64,
    /// Number of warnings.
    pub warnings: u64,
    /// Number of anomalies.
    pub anomalies: u64,
    /// Number of notes.
    pub notes: u64,
    /// File name of the letter.
    pub docx: SafeText<'a>,
    /// File name of the letter as a web page.
    pub html: SafeText<'a>,
    /// File name of the workbook with the office's own form; empty if it has not filed.
    pub xlsx: SafeText<'a>,
    /// Why something was not written.
    pub message: SafeText<'a>,
}

/// Puts an apostrophe before a text that a spreadsheet would run as a formula: `=1+1` becomes
/// `'=1+1`. Negative numbers in text columns get one as well.
pub fn neutral(text: &str) -> Cow<'_, str> {
    match text.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        true => Cow::Owned(format!("'{text}")),
        false => Cow::Borrowed(text),
    }
}

#[cfg(test)]
mod tests {
    use csv::{StringRecord, Writer};

    use super::*;

    #[test]
    fn only_text_that_looks_like_a_formula_is_escaped() {
        assert_eq!(neutral("=1+1"), "'=1+1");
        assert_eq!(neutral("-18"), "'-18");
        assert_eq!(neutral("勾稽市珠算管理局"), "勾稽市珠算管理局");
    }

    /// The columns of a table without which a row can still be read.
    fn dispensable<R: OutputTable>() -> Vec<(&'static str, String)> {
        let mut writer = Writer::from_writer(Vec::new());
        writer.serialize(R::Row::default()).unwrap();
        let written = writer.into_inner().unwrap();
        let mut reader = csv::Reader::from_reader(&written[..]);
        let header = reader.headers().unwrap().clone();
        let row = reader.records().next().unwrap().unwrap();
        let without = |record: &StringRecord, at: usize| -> StringRecord {
            record.iter().enumerate().filter(|(other, _)| *other != at).map(|(_, field)| field).collect()
        };
        let is_read = |at: &usize| {
            let (header, row) = (without(&header, *at), without(&row, *at));
            row.deserialize::<R::Row<'_>>(Some(&header)).is_ok()
        };
        (0..header.len()).filter(is_read).map(|at| (R::FILE, header[at].to_owned())).collect()
    }

    /// In the tables that are read back by their records; a register is read as a register.
    #[test]
    fn what_older_outputs_lack_is_what_a_row_can_be_read_without() {
        let mut found = dispensable::<CellsTable>();
        found.extend(dispensable::<FindingsTable>());
        found.extend(dispensable::<RepairsTable>());
        found.extend(dispensable::<RankingTable>());
        found.extend(dispensable::<RollupTable>());
        found.extend(dispensable::<IntakeTable>());
        assert_eq!(found, NEWER.map(|(file, column)| (file, column.to_owned())));
    }
}
