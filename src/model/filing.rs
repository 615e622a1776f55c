//! One office's return for one year.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use strum::{EnumString, IntoStaticStr, VariantArray};

use crate::model::{Catalogue, CellDef, Cells, FormIx, OfficeIx, Passage, Places, Rule, SourceIx, State, Stray, Value};

/// A reporting year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Year(pub u16);

/// Whose figures a filing holds.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Default,
    Serialize,
    Deserialize,
    IntoStaticStr,
    EnumString,
    VariantArray,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Scope {
    /// The office's own figures; they are added up with everyone else's.
    #[default]
    Own,
    /// Its own figures and those of the offices below it, which are then not added again.
    Consolidated,
    /// A published total of the offices below it: compared with their sum, and never added to anything.
    Total,
}

impl Scope {
    /// Every scope.
    pub const ALL: &'static [Scope] = Scope::VARIANTS;

    /// True if the filing holds the figures of the offices below its office.
    pub fn holds_others(self) -> bool {
        match self {
            Scope::Own => false,
            Scope::Consolidated | Scope::Total => true,
        }
    }

    /// The name used in registers and outputs.
    pub fn code(self) -> &'static str {
        self.into()
    }
}

/// Whether a filing counts in sums over many filings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Counted {
    /// It is added like any other.
    #[default]
    Itself,
    /// It is contained in that office's consolidated filing for the year, which is added instead.
    Within(OfficeIx),
    /// The filings it contains are added instead: always in the grand total, and in the sum of its own district or
    /// kind if one of them belongs there.
    ByParts {
        /// One of them is in its district.
        district: bool,
        /// One of them is of its kind.
        kind: bool,
    },
}

/// One office's return for one year, as it was printed.
#[derive(Clone, Debug)]
pub struct Filing {
    /// Whose it is.
    pub office: OfficeIx,
    /// The year it reports on, not the year it was written in.
    pub year: Year,
    /// Whose figures it holds: as it says itself, or else as the register says.
    pub scope: Scope,
    /// Whether it counts in sums.
    pub counted: Counted,
    /// The form version of each table; `None` for a table that was not found. They may differ, and
    /// [`Filing::form_for`] says on which of them something is checked.
    pub tables: Arc<[Option<FormIx>]>,
    /// Its figures.
    pub cells: Cells,
    /// Where each figure was printed.
    pub places: Places,
    /// The text outside its tables, line by line.
    pub prose: Box<[Passage]>,
    /// Figures in rows that the form does not have, such as an extra outcome someone added.
    pub strays: Box<[Stray]>,
}

impl Filing {
    /// The newest form version among its tables: for what is asked of the filing as a whole.
    pub fn form(&self) -> FormIx {
        FormIx::newest(&self.tables)
    }

    /// The form version that the formula of a rule is asked on: that of its table, or else the filing's newest.
    ///
    /// A fact about one table (a row or column missing) is checked on the version of that table, which is in
    /// [`Filing::tables`]: its rule has no table, and this would say the newest. `filings.parquet` lists the
    /// versions of all tables.
    ///
    /// ```text
    /// table `proactive` of 2019, table `requests` of 2021
    /// rule with table = "proactive"                          2019
    /// rule without a table                                   2021
    /// ROW-MISS (no table), for a row of `proactive`          checked on 2019; this says 2021
    /// ```
    pub fn form_for(&self, rule: &Rule) -> FormIx {
        rule.form_among(&self.tables)
    }

    /// The cells that are [`State::Unread`]: printed, but which figure is theirs could not be told.
    pub fn unread<'a>(&'a self, catalogue: &'a Catalogue) -> impl Iterator<Item = &'a CellDef> + 'a {
        let unread = self.cells.iter().filter(|(_, value)| *value == Value::Not(State::Unread));
        unread.map(|(cell, _)| catalogue.cell(cell))
    }

    /// The first file it came from.
    pub fn source(&self) -> SourceIx {
        self.places.source()
    }
}
