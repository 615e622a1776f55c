//! A value in a sheet of a workbook.

use crate::report::style::display_width;

/// A value in a sheet.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Field {
    Text(String),
    Number(f64),
    Nothing,
}

impl Field {
    /// A number as a table prints it. One with more than 15 digits, which a spreadsheet would
    /// round, stays text.
    pub(super) fn printed(number: &str) -> Field {
        let digits = number.chars().filter(char::is_ascii_digit).count();
        match number.parse::<f64>() {
            Ok(value) if digits <= 15 => Field::Number(value),
            _ if number.is_empty() => Field::Nothing,
            _ => Field::Text(number.to_owned()),
        }
    }

    /// A count.
    pub(super) fn count(number: u64) -> Field {
        Field::Number(number as f64)
    }

    /// A text; [`Field::Nothing`] if it is empty.
    pub(super) fn text(text: &str) -> Field {
        if text.is_empty() { Field::Nothing } else { Field::Text(text.to_owned()) }
    }

    /// Width on the screen, in characters.
    pub(super) fn width(&self) -> usize {
        match self {
            Field::Text(text) => display_width(text),
            Field::Number(number) => number.to_string().len(),
            Field::Nothing => 0,
        }
    }
}
