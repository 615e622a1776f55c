//! What may stand in a file of `forms/`, as it is written.

use serde::Deserialize;
use serde_spanned::Spanned;

use crate::model::{Print, Text};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FormText {
    pub id: String,
    pub title: Text,
    pub source: String,
    /// First and last year for which it is prescribed.
    pub from: Option<u16>,
    pub until: Option<u16>,
    pub table: Vec<Spanned<TableText>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TableText {
    pub code: String,
    pub title: Text,
    /// Offices print some of its rows and columns and not others; none of them is missed.
    #[serde(default)]
    pub optional: bool,
    #[serde(default)]
    pub print: PrintText,
    /// Printed over the labels of the rows.
    #[serde(default)]
    pub corner: Text,
    /// The k-th line that an export has of an office stands in the k-th row.
    #[serde(default)]
    pub by_line: bool,
    /// None for a list of figures that are named by their rows alone.
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
    /// What the cells of a column count, unless the row says otherwise.
    pub kind: Option<KindText>,
    #[serde(default)]
    pub unit: String,
    /// Of a measure: how many decimals are kept, and whether figures of two offices add up.
    #[serde(default)]
    pub decimals: u32,
    #[serde(default)]
    pub adds: bool,
    /// So many rows of this kind, with `.1` and so on behind the code.
    #[serde(default)]
    pub lines: usize,
    /// Printed by some offices only.
    #[serde(default)]
    pub optional: bool,
    /// The column of a figure that is given without one.
    #[serde(default)]
    pub default: bool,
    /// The columns a row has, where it has not all of them.
    pub columns: Option<Vec<Spanned<String>>>,
}

#[derive(Deserialize, Clone, Copy, Default)]
#[serde(rename_all = "lowercase")]
pub(super) enum PrintText {
    #[default]
    Grid,
    Bands,
    Line,
}

impl PrintText {
    pub(super) fn print(self) -> Print {
        match self {
            PrintText::Grid => Print::Grid,
            PrintText::Bands => Print::Bands,
            PrintText::Line => Print::Line,
        }
    }
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
    pub axis: AxisText,
    pub label: Text,
    pub members: Vec<Spanned<String>>,
    /// Some offices print a line for the group itself, which sums its members: what it is called.
    pub own_line: Option<Text>,
}

#[derive(Deserialize, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[serde(rename_all = "lowercase")]
pub(super) enum AxisText {
    Row,
    Column,
}
