//! The value of a cell.

use serde::{Deserialize, Serialize};
use strum::{EnumString, IntoStaticStr};

/// What an office filed in a cell, as far as it can be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Value {
    /// A count, or an amount in the cell's smallest unit.
    Number(i64),
    /// No number.
    Not(State),
}

/// Why a cell holds no number.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize, IntoStaticStr, EnumString,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum State {
    /// Nothing was printed. Never the same as zero.
    #[default]
    Blank,
    /// A sign for "not applicable", such as a slash.
    NotApplicable,
    /// A number was withheld because it is small.
    BelowLimit,
    /// Something was printed that is not a figure.
    Unreadable,
    /// The source has a figure for it, but which one could not be determined. That is the program's fault, not the
    /// office's.
    Unread,
    /// The source has no such cell.
    // In the outputs of earlier versions.
    #[serde(alias = "not_on_form")]
    NotInSource,
}

impl State {
    /// The name used in `cells.csv`.
    pub fn code(self) -> &'static str {
        self.into()
    }
}

impl Value {
    /// The number, if it is one.
    pub fn number(self) -> Option<i64> {
        match self {
            Value::Number(number) => Some(number),
            Value::Not(_) => None,
        }
    }
}
