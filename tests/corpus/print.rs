//! What an office prints: the texts of its cells, which need not be figures, and the rows it left out.

use std::borrow::Cow;
use std::collections::BTreeSet;

use crate::corpus::filing::Filing;
use crate::corpus::form::FEES;

/// A filing as printed, in the order of the form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Print {
    pub texts: Vec<Cow<'static, str>>,
    /// Rows of table 三 that were left out.
    pub left_out: BTreeSet<usize>,
}

impl Print {
    /// The faithful print of a filing.
    pub fn of(filing: &Filing) -> Print {
        let texts = filing.values.iter().enumerate().map(|(cell, value)| figure(cell, *value)).collect();
        Print { texts, left_out: BTreeSet::new() }
    }
}

/// A figure as printed in its cell.
pub fn figure(cell: usize, value: i64) -> Cow<'static, str> {
    match (value, cell == FEES) {
        (0, _) => Cow::Borrowed("0"),
        (_, false) => Cow::Owned(value.to_string()),
        (_, true) => {
            let money = format!("{}.{:02}", value / 100, value % 100);
            Cow::Owned(money.trim_end_matches('0').trim_end_matches('.').to_owned())
        }
    }
}
