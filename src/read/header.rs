//! What the columns under a header hold, from left to right.
//!
//! ```text
//!            ┌ an aside: the code of a row
//!            │                ┌ a leaf, with `at` 2 and `width` 1
//! item       code   natural   total   remarks
//! received   1      4         5                 the stub is rows, since the columns are columns of the form
//! granted    2      3         4
//! ```

mod known;

use std::ops::Range;

use crate::model::{Axis, AxisIx, Meaning, TableIx};
pub use crate::read::header::known::KnownHeaders;
use crate::read::token::WordIx;

/// A printed column of figures, and which row or column of the form it is.
///
/// Under `natural persons` stands a column of the form. In a table on its side each printed column is a row of the
/// form, and under `reconsideration, upheld` stand the figures of a row and a column at once. A column that is none of
/// the form's (`same period last year`) has neither, and is kept so that its figures are not taken for its neighbour's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Leaf {
    /// The row of the form that it is.
    pub row: Option<AxisIx>,
    /// The column of the form that it is.
    pub column: Option<AxisIx>,
    /// The first field that its label stands over.
    pub at: usize,
    /// How many fields its label stands over: more than one where it is repeated or merged.
    pub width: usize,
    /// As it is printed.
    pub label: WordIx,
    /// The label, where it ends in a unit: `fees (yuan)`.
    pub unit: Option<WordIx>,
}

impl Leaf {
    /// True if the column is not one of the form.
    pub fn is_foreign(&self) -> bool {
        self.row.is_none() && self.column.is_none()
    }

    /// The fields that its label stands over.
    pub fn fields(&self) -> Range<usize> {
        self.at..self.at + self.width
    }
}

/// What a printed column holds that is no figure of the form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Aside {
    /// In what the figures of the row are counted: `cases`, `10,000 yuan`.
    Unit,
    /// A code or number of the row, which must not be read as its first figure.
    Code,
    /// Remarks.
    Remark,
}

/// A column beside those of the form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AsideColumn {
    /// Its position.
    pub at: usize,
    /// What stands in it.
    pub holds: Aside,
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
///
/// ```text
/// granted      │ in part │ 3 │ 0 │ 3 │      `stub_end` 2, `width` 6, `behind` 4, `padding` 1
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct LayoutAhead {
    /// Fields that their labels take at most, with the texts beside them.
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
    /// Columns beside them, no two in one place.
    pub asides: Vec<AsideColumn>,
    /// The figures stand under the labels. Where merged cells have collapsed only the order of the labels is known.
    pub aligned: bool,
    /// How wide the labels are is known, from a format with real merged cells, and not guessed.
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

    /// True if some label of a column stands over that field.
    pub fn is_over(&self, at: usize) -> bool {
        self.leaves.iter().any(|leaf| leaf.fields().contains(&at))
    }

    /// What stands in that field beside the figures.
    pub fn aside_at(&self, at: usize) -> Option<Aside> {
        self.asides.iter().find(|column| column.at == at).map(|column| column.holds)
    }

    /// Where the first column of asides of that kind stands.
    pub fn place_of(&self, aside: Aside) -> Option<usize> {
        self.asides.iter().find(|column| column.holds == aside).map(|column| column.at)
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
