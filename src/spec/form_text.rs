//! The syntax of `forms/*.toml`.

use serde::Deserialize;
use serde_spanned::Spanned;

use crate::model::{Axis, Print, Text};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FormText {
    pub id: String,
    pub title: Text,
    pub source: String,
    /// First and last year for which the form is prescribed.
    pub from: Option<u16>,
    pub until: Option<u16>,
    pub table: Vec<Spanned<TableText>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TableText {
    pub code: String,
    pub title: Text,
    /// Offices leave out rows and columns as they like, and none is reported missing.
    #[serde(default)]
    pub optional: bool,
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
    pub row: Vec<Spanned<LineText>>,
    #[serde(default)]
    pub group: Vec<Spanned<GroupText>>,
}

#[derive(Deserialize, Clone, Default)]
#[serde(deny_unknown_fields)]
pub(super) struct LineText {
    pub code: String,
    pub label: Text,
    #[serde(default)]
    pub total: bool,
    #[serde(default)]
    pub signed: bool,
    /// The kind of figures in a row or column; a row takes precedence over a column.
    pub kind: Option<KindText>,
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

#[derive(Deserialize, Clone, Copy)]
#[serde(rename_all = "lowercase")]
pub(super) enum KindText {
    Count,
    Money,
    Measure,
    Date,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct GroupText {
    pub code: String,
    pub axis: Axis,
    pub label: Text,
    pub members: Vec<Spanned<String>>,
    /// Label of the subtotal line that some offices print for the group.
    pub own_line: Option<Text>,
}
