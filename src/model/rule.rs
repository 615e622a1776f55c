//! What figures owe each other.
//!
//! A rule is declared once. From the declaration come the check, the sentence in the report with the
//! figures filled in, the line of `gouji rules`, and later the terms that localisation searches.

use std::collections::BTreeMap;

use crate::model::{AxisIx, CellIx, MethodKind, Severity, TableIx, Text};

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
    /// The filing that is checked.
    Now,
    /// The same office, the year before.
    LastYear,
}

/// `coefficient · cell`, one summand of a linear rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Term {
    /// 1 or -1, unless a formula names a cell twice.
    pub coefficient: i32,
    /// The cell it multiplies.
    pub cell: CellIx,
    /// Whether this year's figure is meant or last year's.
    pub when: When,
}

/// One instance of a linear rule: Σ left = Σ right, for one row, column or set of cells.
#[derive(Clone, Debug)]
pub struct Linear {
    /// The row or column code it is for; empty for a rule without `each`.
    pub key: String,
    /// The row or column of `key`; `None` for a rule without `each`.
    pub line: Option<(TableIx, AxisIx)>,
    /// Of this instance; a rule may set single lines apart.
    pub severity: Severity,
    /// Terms before the equals sign.
    pub left: Vec<Term>,
    /// Terms behind it, with the signs they have there.
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
    /// Every row of a table; names in the formula are columns.
    Row,
    /// Every column of a table; names in the formula are rows.
    Column,
    /// Nothing: the formula names its cells outright.
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
    /// Nothing.
    Silent,
    /// That the block is blank, as a finding of the rule for blank totals.
    Note,
}

/// Facts that are no arithmetic; the pipeline gives each its id, severity and source.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FactKind {
    /// A count below zero.
    NotNegative,
    /// Something printed that is no figure.
    Readable,
    /// A blank total beside filled parts.
    BlankTotal,
    /// A row of the form that is not there.
    RowMissing,
    /// A column of the form that is not there.
    ColumnMissing,
    /// Tables of different form versions in one filing.
    VersionMix,
    /// Title, columns and path that give different years.
    YearDisagrees,
    /// Title, columns and path that name different offices.
    OfficeDisagrees,
    /// The material and the register say different things of whose figures a filing holds.
    ScopeDisagrees,
    /// An office of the register that did not file.
    Missing,
    /// Two filings of one office for one year.
    Duplicate,
    /// A filing of an office that is on no register.
    UnknownOffice,
    /// A consolidated filing beside those it contains.
    DoubleCount,
    /// A rollup that breaks the law of its own tables.
    RollupSelf,
}

impl FactKind {
    /// Every kind with the word that stands for it in `rules.toml`.
    pub const ALL: [(FactKind, &'static str); 14] = [
        (FactKind::NotNegative, "not_negative"),
        (FactKind::Readable, "readable"),
        (FactKind::BlankTotal, "blank_total"),
        (FactKind::RowMissing, "row_missing"),
        (FactKind::ColumnMissing, "column_missing"),
        (FactKind::VersionMix, "version_mix"),
        (FactKind::YearDisagrees, "year_disagrees"),
        (FactKind::OfficeDisagrees, "office_disagrees"),
        (FactKind::ScopeDisagrees, "scope_disagrees"),
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
    Linear {
        /// As it was declared.
        formula: String,
        /// What a blank means in it.
        blank: BlankPolicy,
        /// What is said where everything is blank.
        all_blank: AllBlank,
        /// For every form, one for every line it goes over.
        instances: Vec<Vec<Linear>>,
    },
    /// A fact that the engine looks for.
    Fact(FactKind),
    /// What a method of [`crate::model::Method`] finds unlikely.
    Method(MethodKind),
}

/// One declared rule.
#[derive(Clone, Debug)]
pub struct Rule {
    /// The name that findings carry.
    pub id: RuleId,
    /// The law that should hold, not its breach.
    pub title: Text,
    /// Of its findings, unless `severity_at` says otherwise.
    pub severity: Severity,
    /// The article or form note it rests on.
    pub because: String,
    /// The table whose rows or columns it goes over.
    pub table: Option<TableIx>,
    /// What it goes over.
    pub each: Each,
    /// Severity at single rows or columns, where it differs.
    pub severity_at: BTreeMap<String, Severity>,
    /// How it is looked for.
    pub check: Check,
}
