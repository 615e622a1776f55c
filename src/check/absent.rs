//! Tables that nobody has for a year: where each table is a file, a file is not there.

use std::collections::{BTreeMap, BTreeSet};

use crate::check::{Checked, Context};
use crate::model::{FactKind, Filing, Finding, Message, Pipeline, Severity, Subject, TableIx, Word, Year};

/// The tables that no filing of a year has, by year; nothing where the tables of a filing come in one file.
#[derive(Clone, Debug, Default)]
pub struct Absent {
    of: BTreeMap<Year, BTreeSet<TableIx>>,
}

/// Tables named in one message.
const TABLES_SHOWN: usize = 8;

impl Absent {
    /// Looks through all filings.
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

    /// True if nobody has the table.
    pub fn has(&self, year: Year, table: TableIx) -> bool {
        self.of.get(&year).is_some_and(|tables| tables.contains(&table))
    }

    /// One finding for a year, in place of one for every office.
    pub(crate) fn report(&self, context: &Context<'_>, checked: &mut Checked) {
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

/// True if something of the table may be among what was not read.
fn may_have(filing: &Filing, table: TableIx, pipeline: &Pipeline) -> bool {
    filing.cells.any_unread() && filing.unread(&pipeline.catalogue).any(|cell| cell.table == table)
}
