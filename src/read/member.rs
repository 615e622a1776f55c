//! What a file is made of that holds others: its members, and the sheets of a workbook.

use crate::model::{Reading, Source};
use crate::read::decode::Refusal;
use crate::read::sheet::Sheet;

/// What was read from one part of a file.
#[derive(Debug)]
pub struct Member {
    /// Its path: that of the file with its name behind it.
    pub source: Source,
    /// Numbered as if it stood alone.
    pub reading: Reading,
}

/// One sheet as it was read.
#[derive(Debug)]
pub struct BookSheet {
    /// As it stands on its tab.
    pub name: String,
    /// Its cells, or why there are none.
    pub sheet: Result<Sheet, Refusal>,
    /// It is not shown to who opens the workbook.
    pub hidden: bool,
    /// Some of its rows are not.
    pub hidden_rows: bool,
    /// Some of its columns are not.
    pub hidden_columns: bool,
}
