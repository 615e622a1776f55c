//! What the columns under a header hold, from left to right.

mod known;

use crate::model::{Axis, AxisIx, Meaning, TableIx};
pub use crate::read::header::known::KnownHeaders;
use crate::read::token::WordIx;

/// What one printed column holds; both are known where the header names row and column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Leaf {
    /// The row it stands for, where columns of figures are rows of the form.
    pub row: Option<AxisIx>,
    /// The column it stands for.
    pub column: Option<AxisIx>,
    /// First position and how many positions the label spans.
    pub at: usize,
    /// How many fields it covers.
    pub width: usize,
    /// As it is printed.
    pub label: WordIx,
    /// The label, where it ends in a unit.
    pub unit: Option<WordIx>,
}

impl Leaf {
    /// True if the column is not one of the form.
    pub fn is_foreign(&self) -> bool {
        self.row.is_none() && self.column.is_none()
    }
}

/// What a printed column holds that is no figure of the form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Aside {
    /// In what the figures of the row are counted.
    Unit,
    /// A code or number of the row.
    Code,
    /// Remarks.
    Remark,
}

/// What decides between tables that have the same columns.
pub struct Hint<'a> {
    /// The table that the last heading named.
    pub heading: Option<TableIx>,
    /// How many of the rows that follow are rows of that table.
    pub rows_ahead: &'a dyn Fn(TableIx) -> usize,
    /// How those rows are laid out.
    pub layout_ahead: &'a dyn Fn(TableIx) -> LayoutAhead,
}

/// How the rows under a header are laid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct LayoutAhead {
    /// Places that their labels take at most, with the texts beside them.
    pub stub_end: usize,
    /// Fields that most rows have.
    pub width: usize,
    /// Fields that most rows have behind their labels.
    pub behind: usize,
    /// Fields that are blank at the end of every row: columns without figures, or none.
    pub padding: usize,
}

/// A header, understood.
#[derive(Clone, Debug)]
pub struct Header {
    /// The table whose header it is.
    pub table: TableIx,
    /// From left to right.
    pub leaves: Vec<Leaf>,
    /// Columns beside them, by position.
    pub asides: Vec<(usize, Aside)>,
    /// The figures stand under the labels.
    pub aligned: bool,
    /// How wide the labels are is known and not guessed.
    pub spanned: bool,
    /// What the rows' own labels are.
    pub stub: Stub,
    /// Leaves whose label is misprinted: their place says which they are.
    pub misprinted: Vec<usize>,
    /// Columns of remarks behind the last one, where the figures do not stand under the labels.
    pub remarks: usize,
    /// Fields of its widest row; 0 where no header is printed.
    pub width: usize,
}

impl Header {
    /// The axis that the labels of the rows are on.
    pub fn stub_axis(&self) -> Axis {
        if self.stub == Stub::Columns { Axis::Column } else { Axis::Row }
    }

    /// The line that a label of a row names, if it is one of the stub's kind; none where the header names both.
    pub fn stub_line(&self, meaning: Meaning) -> Option<AxisIx> {
        meaning.line_on(self.stub_axis()).filter(|_| self.stub != Stub::Nothing)
    }
}

/// What the labels at the left of the rows name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stub {
    /// Labels of rows.
    Rows,
    /// Labels of columns: the table is printed on its side.
    Columns,
    /// The header names row and column; rows need no label.
    Nothing,
}
