//! Tables that no office has for a year.
//!
//! Where each table comes in a file of its own, a file may be missing from the input. Then every
//! office lacks the table, and one finding about the year replaces one for each office.
//!
//! ```text
//! 2023   table 1: 80 filings   table 2: 0 filings    table 2 is absent: one finding
//! 2024   table 1: 80 filings   table 2: 79 filings   not absent: the office without it has a finding
//! ```

use std::collections::{BTreeMap, BTreeSet};

use crate::check::{CheckContext, Checked};
use crate::model::{FactKind, Filing, Finding, Message, Pipeline, Severity, Subject, TableIx, Word, Year};

/// The absent tables of each year. Empty where all tables of a filing come in one file.
#[derive(Clone, Debug, Default)]
pub struct Absent {
    of: BTreeMap<Year, BTreeSet<TableIx>>,
}

/// Maximum number of tables named in a message; the rest are counted.
const TABLES_SHOWN: usize = 8;

impl Absent {
    /// Finds the absent tables of each year that has a filing.
    pub fn of(filings: &[Filing], pipeline: &Pipeline) -> Absent {
        let mut absent = Absent::default();
        if !pipeline.lexicon.names_files {
            return absent;
        }
        let tables = || (0..pipeline.catalogue.tables.len()).map(|at| TableIx(at as u8));
        for filing in filings {
            let of_year = absent.of.entry(filing.year).or_insert_with(|| tables().collect());
            of_year.retain(|table| filing.tables[table.at()].is_none() && !may_have(filing, *table, pipeline));
        }
        absent
    }

    /// True if no office has the table for that year.
    pub fn has(&self, year: Year, table: TableIx) -> bool {
        self.of.get(&year).is_some_and(|tables| tables.contains(&table))
    }

    /// Adds a warning for each year with absent tables. It belongs to the rule about missing rows;
    /// there is none if the pipeline does not declare that rule.
    pub(crate) fn report(&self, context: &CheckContext<'_>, checked: &mut Checked) {
        let Some(rule) = context.pipeline.fact(FactKind::RowMissing) else { return };
        for (year, tables) in self.of.iter().filter(|(_, tables)| !tables.is_empty()) {
            let message = Message::new("finding.tables_absent")
                .with("year", year.0)
                .with("n", tables.len())
                .with("tables", Word::first_of(tables.iter().copied(), TABLES_SHOWN, "sum.joint"));
            let everybody = Subject::everybody(context.pipeline);
            checked.fails(Finding::new(everybody, *year, (rule, Severity::Warning), message));
        }
    }
}

/// True if some of the cells that could not be read may belong to the table.
fn may_have(filing: &Filing, table: TableIx, pipeline: &Pipeline) -> bool {
    filing.cells.any_unread() && filing.unread(&pipeline.catalogue).any(|cell| cell.table == table)
}
