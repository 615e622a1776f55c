//! What figures owe each other.
//!
//! A rule is declared once. From the declaration come the check, the sentence in the report with the
//! figures filled in, the line of `gouji rules`, and later the terms that localisation searches.

use std::collections::BTreeMap;

use crate::model::{AxisIx, CellIx, Severity, TableIx, Text};

/// Short, stable, never reused: `T3-BAL`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RuleId(pub String);

/// Position of a rule in the pipeline.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RuleIx(pub u16);

impl RuleIx {
    /// The index as an array position.
    pub fn at(self) -> usize {
        usize::from(self.0)
    }
}

/// Which filing of the office a term looks at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum When {
    Now,
    /// The same office, the year before.
    LastYear,
}

/// `coefficient · cell`, one summand of a linear rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Term {
    pub coefficient: i32,
    pub cell: CellIx,
    pub when: When,
}

/// One instance of a linear rule: Σ left = Σ right, for one row, column or set of cells.
#[derive(Clone, Debug)]
pub struct Linear {
    /// The row or column code it is for; empty for a rule without `each`.
    pub key: String,
    pub line: Option<(TableIx, AxisIx)>,
    pub severity: Severity,
    pub left: Vec<Term>,
    pub right: Vec<Term>,
}

impl Linear {
    /// Both sides' terms, the right ones with the sign they have there.
    pub fn terms(&self) -> impl Iterator<Item = &Term> {
        self.left.iter().chain(&self.right)
    }

    /// True if some term looks at last year's filing.
    pub fn looks_back(&self) -> bool {
        self.terms().any(|term| term.when == When::LastYear)
    }
}

/// What a rule goes over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Each {
    Row,
    Column,
    Once,
}

/// What a blank means in a sum.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BlankPolicy {
    /// Zero, said in the finding; but a blank total leaves the rule unchecked.
    Zero,
    /// The rule is not checked.
    Skip,
}

/// What is said of an instance whose cells are all blank.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AllBlank {
    Silent,
    Note,
}

/// Facts that are no arithmetic; the pipeline gives each its id, severity and source.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FactKind {
    NotNegative,
    Readable,
    BlankTotal,
    RowMissing,
    ColumnMissing,
    VersionMix,
    YearDisagrees,
    OfficeDisagrees,
    Missing,
    Duplicate,
    UnknownOffice,
    DoubleCount,
    RollupSelf,
}

impl FactKind {
    /// Every kind with the word that stands for it in `rules.toml`.
    pub const ALL: [(FactKind, &'static str); 13] = [
        (FactKind::NotNegative, "not_negative"),
        (FactKind::Readable, "readable"),
        (FactKind::BlankTotal, "blank_total"),
        (FactKind::RowMissing, "row_missing"),
        (FactKind::ColumnMissing, "column_missing"),
        (FactKind::VersionMix, "version_mix"),
        (FactKind::YearDisagrees, "year_disagrees"),
        (FactKind::OfficeDisagrees, "office_disagrees"),
        (FactKind::Missing, "missing"),
        (FactKind::Duplicate, "duplicate"),
        (FactKind::UnknownOffice, "unknown_office"),
        (FactKind::DoubleCount, "double_count"),
        (FactKind::RollupSelf, "rollup_self"),
    ];
}

/// How a rule is checked.
#[derive(Clone, Debug)]
pub enum Check {
    /// An arithmetic law; `instances[form]` has one for every row or column it goes over on that form.
    Linear { formula: String, blank: BlankPolicy, all_blank: AllBlank, instances: Vec<Vec<Linear>> },
    /// A fact that the engine looks for.
    Fact(FactKind),
}

/// One declared rule.
#[derive(Clone, Debug)]
pub struct Rule {
    pub id: RuleId,
    pub title: Text,
    pub severity: Severity,
    /// The article or form note it rests on.
    pub because: String,
    pub table: Option<TableIx>,
    pub each: Each,
    /// Severity at single rows or columns, where it differs.
    pub severity_at: BTreeMap<String, Severity>,
    pub check: Check,
}
