//! A print → the text of a file, in the layouts in which such reports are found.

mod fields;
mod matrix;
mod records;
mod report;
pub mod slots;

pub use fields::push_record;
pub use matrix::{matrix, transposed};
pub use records::{LONG_HEADER, push_long_rows, push_wide_row, wide_header};
pub use report::{PageBreak, report};
pub use slots::Spans;

/// Whose filing it is, as far as the file itself says so.
#[derive(Clone, Copy, Debug)]
pub struct Cover<'a> {
    pub office: &'a str,
    pub year: u16,
    pub heading: Heading,
}

/// The lines over the tables.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Heading {
    /// «…局2024年政府信息公开工作年度报告».
    Title,
    /// «填报单位：…» and «年度：2024».
    OfficeAndYear,
    /// «填报单位：…» alone: the year is in the path.
    Office,
}

impl Cover<'_> {
    /// The lines themselves.
    pub fn lines(&self) -> Vec<String> {
        match self.heading {
            Heading::Title => vec![format!("{}{}年政府信息公开工作年度报告", self.office, self.year)],
            Heading::OfficeAndYear => vec![format!("填报单位：{}", self.office), format!("年度：{}", self.year)],
            Heading::Office => vec![format!("填报单位：{}", self.office)],
        }
    }
}
