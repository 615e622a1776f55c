//! What figures owe each other.
//!
//! A rule is declared once. From the declaration come the check, the sentence in the report with the
//! figures filled in, the line of `gouji rules`, and later the terms that localisation searches.

use std::collections::BTreeMap;

use regex::Regex;

use crate::model::{AxisIx, CellIx, MethodKind, Severity, TableIx, Text, Year};

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
    /// The sum over the offices below it, the same year.
    Children,
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

/// How the left side stands to the right one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Relation {
    /// `=`
    Equal,
    /// `<=`
    AtMost,
    /// `>=`
    AtLeast,
    /// `<`
    Less,
    /// `>`
    More,
}

impl Relation {
    /// True if the sides stand so, each free by `slack`.
    pub fn holds(self, left: i64, right: i64, slack: i64) -> bool {
        match self {
            Relation::Equal => (left - right).abs() <= slack,
            Relation::AtMost => left <= right + slack,
            Relation::AtLeast => left + slack >= right,
            Relation::Less => left < right + slack,
            Relation::More => left + slack > right,
        }
    }

    /// The sign in formulas.
    pub fn sign(self) -> &'static str {
        match self {
            Relation::Equal => "=",
            Relation::AtMost => "<=",
            Relation::AtLeast => ">=",
            Relation::Less => "<",
            Relation::More => ">",
        }
    }
}

/// One instance of a linear rule: Σ left ⋈ Σ right, for one row, column, cell or set of cells.
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
    /// How they stand to each other.
    pub relation: Relation,
    /// The numbers on the left and on the right, in the smallest part the cells keep.
    pub constants: [i64; 2],
    /// How far each figure may be off by rounding, in the same part; 0 for counts.
    pub precision: i64,
    /// It is about the own line of a group, which few filings have.
    pub on_own_line: bool,
}

impl Linear {
    /// True for Σ = Σ, which says by how much some figure is wrong; a bound does not.
    pub fn is_equation(&self) -> bool {
        self.relation == Relation::Equal
    }

    /// True if it is about figures alone, to the last unit: no number stands in it and nothing is rounded.
    pub fn is_plain(&self) -> bool {
        self.constants == [0, 0] && self.precision == 0
    }

    /// True if some term sums the offices below.
    pub fn looks_below(&self) -> bool {
        self.terms().any(|term| term.when == When::Children)
    }

    /// Both sides' terms, the right ones with the sign they have there.
    pub fn terms(&self) -> impl Iterator<Item = &Term> {
        self.left.iter().chain(&self.right)
    }

    /// The whole and its parts, where one figure is the sum of several of the same filing.
    pub fn sum(&self) -> Option<(&Term, &[Term])> {
        let now = |terms: &[Term]| terms.iter().all(|term| term.when == When::Now && term.coefficient == 1);
        match (&self.left[..], &self.right[..]) {
            ([whole], parts) | (parts, [whole]) if parts.len() > 1 => {
                (now(parts) && now(std::slice::from_ref(whole))).then_some((whole, parts))
            }
            _ => None,
        }
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
    /// Every cell, which the formula names `cell`.
    Cell,
    /// Every cell on the own line of a group, which the formula names `subtotal`, and its members `parts`.
    Subtotal,
    /// Nothing: the formula names its cells outright.
    Once,
}

/// How many of the filings below have to be there for a rule about them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Needs {
    /// Whichever are there.
    Some,
    /// All, and the office's own figures as one of them.
    All,
    /// Not all: the sum below is a lower bound.
    NotAll,
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
    /// A line of sums in an export that is not the sum of its lines.
    SumLine,
    /// A filing that is the sum of others and would be added to them.
    SumOfOthers,
    /// A rollup that breaks the law of its own tables.
    RollupSelf,
    /// A return of nothing but zeros.
    AllZero,
    /// A return without a figure.
    AllBlank,
    /// A report that is dated after the day it is due.
    Deadline,
    /// Figures that were bound by their place, since their label is misprinted or missing.
    BoundByPlace,
}

impl FactKind {
    /// Every kind with the word that stands for it in `rules.toml`.
    pub const ALL: [(FactKind, &'static str); 20] = [
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
        (FactKind::SumLine, "sum_line"),
        (FactKind::SumOfOthers, "sum_of_others"),
        (FactKind::RollupSelf, "rollup_self"),
        (FactKind::AllZero, "all_zero"),
        (FactKind::AllBlank, "all_blank"),
        (FactKind::Deadline, "deadline"),
        (FactKind::BoundByPlace, "bound_by_place"),
    ];
}

/// One statement of a conditional rule.
#[derive(Clone, Debug)]
pub enum Clause {
    /// A comparison of sums.
    Compare(Linear),
    /// Each of these cells is filled in.
    Present(Vec<CellIx>),
}

/// One instance of a conditional rule: where everything in `given` holds, so does everything in `then`.
#[derive(Clone, Debug)]
pub struct Conditional {
    /// The row, column or cell code it is for; empty for a rule without `each`.
    pub key: String,
    /// The row or column of `key`.
    pub line: Option<(TableIx, AxisIx)>,
    /// Of this instance; a rule may set single lines apart.
    pub severity: Severity,
    /// Where all of these hold …
    pub given: Vec<Clause>,
    /// … all of these have to.
    pub then: Vec<Clause>,
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
    /// What holds where something else does.
    Conditional {
        /// As it was declared.
        formula: String,
        /// What a blank means in it.
        blank: BlankPolicy,
        /// For every form, one for every line it goes over.
        instances: Vec<Vec<Conditional>>,
    },
    /// No two filings have the same figures in these cells.
    Unique {
        /// As it was declared.
        formula: String,
        /// The cells that are compared.
        cells: Vec<CellIx>,
        /// A filing with fewer different figures than that is not compared.
        figures: u32,
    },
    /// Of the offices of one kind nearly all report figures in these cells, or nearly none.
    Usual {
        /// As it was declared.
        formula: String,
        /// Each is looked at on its own.
        cells: Vec<CellIx>,
        /// More offices than that make a kind.
        peers: u32,
        /// Of a hundred offices so many make what is usual.
        share: u32,
    },
    /// What the report says in words fits its tables; the claims are the pipeline's.
    Prose,
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
    /// Nobody asks it of those who fill in the form: what it finds was never refused.
    pub unofficial: bool,
    /// The table whose rows or columns it goes over.
    pub table: Option<TableIx>,
    /// What it goes over.
    pub each: Each,
    /// The first year it is for.
    pub from: Option<Year>,
    /// The last year it is for.
    pub until: Option<Year>,
    /// The kinds of office it is for, as the register names them; all if there is none.
    pub kinds: Option<Regex>,
    /// Which of the offices below have to be there.
    pub needs: Needs,
    /// Severity at single rows or columns, where it differs.
    pub severity_at: BTreeMap<String, Severity>,
    /// How it is looked for.
    pub check: Check,
}

impl Rule {
    /// True if the rule is for that year.
    pub fn in_force(&self, year: Year) -> bool {
        self.from.is_none_or(|from| from <= year) && self.until.is_none_or(|until| year <= until)
    }

    /// The declared formula; nothing where the engine looks for a fact.
    pub fn formula(&self) -> &str {
        match &self.check {
            Check::Linear { formula, .. }
            | Check::Conditional { formula, .. }
            | Check::Unique { formula, .. }
            | Check::Usual { formula, .. } => formula,
            Check::Prose | Check::Method(_) | Check::Fact(_) => "",
        }
    }

    /// True for an equation between an office's own figures that every office owes: what says by how much some
    /// figure is wrong. A bound, a law for some kinds of office or one about the offices below does not.
    pub fn is_owed_by_all(&self, linear: &Linear) -> bool {
        self.kinds.is_none() && !linear.on_own_line && linear.is_equation() && !linear.looks_below()
    }

    /// True if it looks at the offices below.
    pub fn looks_below(&self) -> bool {
        match &self.check {
            Check::Linear { instances, .. } => instances.iter().flatten().any(Linear::looks_below),
            Check::Conditional { .. }
            | Check::Unique { .. }
            | Check::Usual { .. }
            | Check::Prose
            | Check::Method(_)
            | Check::Fact(_) => false,
        }
    }
}
