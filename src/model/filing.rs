//! One office's return for one year.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::model::{Catalogue, CellDef, Cells, FormIx, OfficeIx, Passage, Places, SourceIx, State, Stray, Value};

/// A reporting year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Year(pub u16);

/// Whose figures a filing holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// The office's own; they add up with everybody's.
    #[default]
    Own,
    /// Its own and those of the offices below it, which are not added again.
    Consolidated,
    /// A published total of the offices below it: held against their sum, and never added to anything.
    Total,
}

impl Scope {
    /// Every scope.
    pub const ALL: [Scope; 3] = [Scope::Own, Scope::Consolidated, Scope::Total];

    /// True if the filing holds the figures of the offices below its office.
    pub fn holds_others(self) -> bool {
        match self {
            Scope::Own => false,
            Scope::Consolidated | Scope::Total => true,
        }
    }

    /// The name used in registers and outputs.
    pub fn code(self) -> &'static str {
        match self {
            Scope::Own => "own",
            Scope::Consolidated => "consolidated",
            Scope::Total => "total",
        }
    }
}

/// Whether a filing is added to the others where filings are summed up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Counted {
    /// It is.
    #[default]
    Itself,
    /// The consolidated filing of that office for the year holds its figures and is added in its place.
    Within(OfficeIx),
    /// The filings that it holds are added in its place: in the sum over everybody, and where some of them are of its
    /// own district or kind in these sums as well.
    ByParts {
        /// One of them is of its district.
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
    /// For which year, whatever the year in which it was written.
    pub year: Year,
    /// Whose figures it holds: what it says itself, or what the register says of its office where it says nothing.
    pub scope: Scope,
    /// Whether it is added to the others.
    pub counted: Counted,
    /// The form version of each table that was found; `None` where the table was not.
    pub tables: Arc<[Option<FormIx>]>,
    /// What it says.
    pub cells: Cells,
    /// Where it says so.
    pub places: Places,
    /// What it says outside its tables, line by line.
    pub prose: Box<[Passage]>,
    /// The figures of rows among those of its tables that are none of the form's.
    pub strays: Box<[Stray]>,
}

impl Filing {
    /// The newest form version among its tables.
    pub fn form(&self) -> FormIx {
        self.tables.iter().flatten().copied().min().unwrap_or(FormIx(0))
    }

    /// The cells that the material has and of which could not be told which figures are theirs.
    pub fn unread<'a>(&'a self, catalogue: &'a Catalogue) -> impl Iterator<Item = &'a CellDef> + 'a {
        let unread = self.cells.iter().filter(|(_, value)| *value == Value::Not(State::Unread));
        unread.map(|(cell, _)| catalogue.cell(cell))
    }

    /// The first file it came from.
    pub fn source(&self) -> SourceIx {
        self.places.source()
    }
}
