//! The syntax of `forms/*.toml`: one version of a form per file.
//!
//! ```text
//! id = "loans"
//! title = "annual return of a branch"
//! source = "circular of the head librarian, 2024"
//!
//! [[table]]
//! code = "loans"
//! title = "Loans"
//!
//! [[table.row]]
//! code = "fines"
//! label = "Fines"
//! kind = "money"
//! unit = "£"
//! ```
//!
//! This declares the one cell `loans.fines`. `form` merges the versions into a catalogue, and
//! `limits` checks what serde cannot.

use serde::Deserialize;
use serde_spanned::Spanned;

use crate::model::{Axis, Print, Text};

/// A whole file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FormText {
    /// Has to be the name of the file without `.toml`.
    pub id: String,
    /// What the version is called in outputs.
    pub title: Text,
    /// The decree or notice that prescribes it.
    pub source: String,
    /// First and last year for which the form is prescribed; no limit if not given.
    pub from: Option<u16>,
    pub until: Option<u16>,
    pub table: Vec<Spanned<TableText>>,
}

/// `[[table]]`, with the columns, rows and groups below it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TableText {
    /// First part of the codes of its cells. Tables of two versions with the same code are the same
    /// table.
    pub code: String,
    /// Heading as the form prints it.
    pub title: Text,
    /// Offices leave out rows and columns as they like, and none is reported missing.
    #[serde(default)]
    pub optional: bool,
    /// How `report.xlsx` lays the table out.
    #[serde(default)]
    pub print: Print,
    /// Printed in the top left corner, over the row labels.
    #[serde(default)]
    pub corner: Text,
    /// The k-th line of an office in an export belongs to the k-th row.
    #[serde(default)]
    pub by_line: bool,
    /// Empty for a list of figures, which are named by their rows alone.
    #[serde(default)]
    pub column: Vec<Spanned<LineText>>,
    /// Rows in the order of the form.
    pub row: Vec<Spanned<LineText>>,
    /// Headings over several rows or columns.
    #[serde(default)]
    pub group: Vec<Spanned<GroupText>>,
}

/// `[[table.row]]` or `[[table.column]]`. Some keys make sense for only one of them: `lines` and
/// `columns` for rows, `default` for columns.
#[derive(Deserialize, Clone, Default)]
#[serde(deny_unknown_fields)]
pub(super) struct LineText {
    /// Unique among the lines of its axis. `denied.secret` is a line below `denied`.
    pub code: String,
    /// What the form prints. It is recognised in files without an alias.
    pub label: Text,
    /// It sums the other lines of its axis.
    #[serde(default)]
    pub total: bool,
    /// Its figures may be below zero. For counts only.
    #[serde(default)]
    pub signed: bool,
    /// The kind of figures in a row or column; a row takes precedence over a column.
    pub kind: Option<KindText>,
    /// Unit of money or of a measure; units of money have their worth under `[numbers.money]`.
    #[serde(default)]
    pub unit: String,
    /// For measures: decimals to keep, and (`adds`) whether figures of two offices add up.
    #[serde(default)]
    pub decimals: u32,
    #[serde(default)]
    pub adds: bool,
    /// Repeat the row this many times, with `.1`, `.2` and so on appended to its code.
    #[serde(default)]
    pub lines: usize,
    /// Only some offices print it.
    #[serde(default)]
    pub optional: bool,
    /// The column to use for figures given without one.
    #[serde(default)]
    pub default: bool,
    /// The columns of a row, if it does not have all of them.
    pub columns: Option<Vec<Spanned<String>>>,
}

/// What a figure is; `count` if a form does not say.
#[derive(Deserialize, Clone, Copy)]
#[serde(rename_all = "lowercase")]
pub(super) enum KindText {
    /// A whole number of cases.
    Count,
    /// An amount, exact to the hundredth of the smallest unit.
    Money,
    /// Days, shares, employees: a number with a unit and a fixed number of decimals.
    Measure,
    /// A day.
    Date,
}

/// `[[table.group]]`: a heading over several rows or columns.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct GroupText {
    /// Unique among the groups of its axis.
    pub code: String,
    /// Whether it groups rows or columns.
    pub axis: Axis,
    /// The heading as the form prints it.
    pub label: Text,
    /// Codes of lines, or `denied.*` for `denied` and every line below it. A name that fits no
    /// printed line is an error.
    pub members: Vec<Spanned<String>>,
    /// Label of the subtotal line that some offices print for the group.
    pub own_line: Option<Text>,
}
