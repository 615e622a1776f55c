//! Rules: the relations that have to hold between figures.
//!
//! A rule is declared once. The check, the message with the figures filled in, the entry in `gouji rules` and the
//! terms that the search for repairs works on are all derived from the declaration.

use std::collections::BTreeMap;

use regex::Regex;
use serde::Deserialize;
use strum::{EnumString, IntoStaticStr, VariantNames};

use crate::model::{AxisIx, CellIx, FormIx, MethodKind, Severity, TableIx, Text, Year};

/// Short, stable, never reused: `T3-BAL`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RuleId(pub String);

/// Which filing a term refers to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum When {
    /// The filing being checked.
    Now,
    /// The same office's filing for the year before.
    LastYear,
    /// The sum over the offices below it, for the same year.
    Children,
}

/// `coefficient · cell`, one summand of a linear rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Term {
    /// 1 or -1, unless the formula names the cell more than once.
    pub coefficient: i32,
    /// The cell.
    pub cell: CellIx,
    /// Which filing the figure comes from.
    pub when: When,
}

/// The relation between the two sides.
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
    /// True if the relation holds, allowing the sides to be off by `slack`.
    pub fn holds(self, left: i64, right: i64, slack: i64) -> bool {
        match self {
            Relation::Equal => (left - right).abs() <= slack,
            Relation::AtMost => left <= right + slack,
            Relation::AtLeast => left + slack >= right,
            Relation::Less => left < right + slack,
            Relation::More => left + slack > right,
        }
    }

    /// The sign used in formulas.
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

/// One instance of an arithmetic rule, Σ left ⋈ Σ right, for one row, column, cell or the whole filing.
#[derive(Clone, Debug)]
pub struct Linear {
    /// Code of its row or column; empty for a rule without `each`.
    pub key: String,
    /// The row or column itself; `None` for a rule without `each`.
    pub line: Option<(TableIx, AxisIx)>,
    /// Severity of this instance: a rule may declare another one for single lines.
    pub severity: Severity,
    /// Terms on the left side.
    pub left: Vec<Term>,
    /// Terms on the right side, with the signs they have there.
    pub right: Vec<Term>,
    /// The relation that has to hold.
    pub relation: Relation,
    /// Constants on the left and right side, in the cells' smallest unit.
    pub constants: [i64; 2],
    /// Allowed rounding error of each figure, in the same unit; 0 for counts.
    pub precision: i64,
    /// It involves a group's own line, which few filings have.
    pub on_own_line: bool,
}

impl Linear {
    /// True for Σ = Σ. Unlike a bound, it says by how much a figure is wrong.
    pub fn is_equation(&self) -> bool {
        self.relation == Relation::Equal
    }

    /// True if it has neither constants nor a rounding tolerance.
    pub fn is_plain(&self) -> bool {
        self.constants == [0, 0] && self.precision == 0
    }

    /// True if one side has no cells: the other one is held against a constant.
    pub fn is_against_constant(&self) -> bool {
        self.left.is_empty() || self.right.is_empty()
    }

    /// True if a term sums over the offices below.
    pub fn looks_below(&self) -> bool {
        self.terms().any(|term| term.when == When::Children)
    }

    /// The terms of both sides, with the signs they have on their side.
    pub fn terms(&self) -> impl Iterator<Item = &Term> {
        self.left.iter().chain(&self.right)
    }

    /// The terms with the coefficients they have once the right side is taken to the left: a law is
    /// Σ coefficient · figure ⋈ 0, constants apart.
    pub fn signed_terms(&self) -> impl Iterator<Item = (i64, &Term)> {
        let left = self.left.iter().map(|term| (i64::from(term.coefficient), term));
        left.chain(self.right.iter().map(|term| (-i64::from(term.coefficient), term)))
    }

    /// How often a cell counts on the left side; negative on the right.
    pub fn coefficient(&self, cell: CellIx) -> i64 {
        self.signed_terms().filter(|(_, term)| term.cell == cell).map(|(coefficient, _)| coefficient).sum()
    }

    /// What the left and the right side come to, constants included.
    pub fn sides(&self, figure: impl Fn(&Term) -> i64) -> [i64; 2] {
        let side = |terms: &[Term]| terms.iter().map(|term| i64::from(term.coefficient) * figure(term)).sum::<i64>();
        [self.constants[0] + side(&self.left), self.constants[1] + side(&self.right)]
    }

    /// By how much the left side exceeds the right; 0 where an equation holds.
    pub fn gap(&self, figure: impl Fn(&Term) -> i64) -> i64 {
        let [left, right] = self.sides(figure);
        left - right
    }

    /// True if all its terms are of one year's filing.
    pub fn is_inside_year(&self) -> bool {
        self.terms().all(|term| term.when == When::Now)
    }

    /// The total and its parts, if the rule says that one figure is the sum of several in the same filing.
    pub fn sum(&self) -> Option<(&Term, &[Term])> {
        let now = |terms: &[Term]| terms.iter().all(|term| term.when == When::Now && term.coefficient == 1);
        match (&self.left[..], &self.right[..]) {
            ([whole], parts) | (parts, [whole]) if parts.len() > 1 => {
                (now(parts) && now(std::slice::from_ref(whole))).then_some((whole, parts))
            }
            _ => None,
        }
    }

    /// True if a term refers to last year's filing.
    pub fn looks_back(&self) -> bool {
        self.terms().any(|term| term.when == When::LastYear)
    }
}

/// What a rule is instantiated for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Each {
    /// Each row of a table; names in the formula are columns.
    Row,
    /// Each column of a table; names in the formula are rows.
    Column,
    /// Each cell, called `cell` in the formula.
    Cell,
    /// Each cell on a group's own line, called `subtotal` in the formula, with its members called `parts`.
    Subtotal,
    /// Just once: the formula names its cells in full. The default, and not a word.
    #[serde(skip)]
    Once,
}

/// Which filings of the offices below a rule needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Needs {
    /// Any.
    #[default]
    Some,
    /// All of them, including one with the office's own figures.
    All,
    /// Some missing, so that the sum over the others is a lower bound.
    NotAll,
}

/// How a rule treats blanks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BlankPolicy {
    /// As zero, which the finding then mentions; but a blank total skips the rule.
    #[default]
    Zero,
    /// A blank skips the rule.
    Skip,
}

/// What happens when all cells of an instance are blank.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AllBlank {
    /// Nothing.
    #[default]
    Silent,
    /// A note under the rule for blank totals.
    Note,
}

/// Facts other than arithmetic that the engine looks for. The pipeline gives each its id, severity and source.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, EnumString, IntoStaticStr, VariantNames)]
#[strum(serialize_all = "snake_case")]
pub enum FactKind {
    /// A count below zero.
    NotNegative,
    /// Something that is not a figure.
    Readable,
    /// A blank total with parts filled in.
    BlankTotal,
    /// A missing row.
    RowMissing,
    /// A missing column.
    ColumnMissing,
    /// Tables of different form versions in one filing.
    VersionMix,
    /// Title, columns and path naming different years.
    YearDisagrees,
    /// Title, columns and path naming different offices.
    OfficeDisagrees,
    /// A filing whose scope differs from the one on the register.
    ScopeDisagrees,
    /// A registered office that did not file.
    Missing,
    /// Several filings of an office for one year.
    Duplicate,
    /// A filing of an office that is not on the register.
    UnknownOffice,
    /// A consolidated filing next to filings it contains.
    DoubleCount,
    /// A total line in an export that is not the sum of its lines.
    SumLine,
    /// A filing that is the sum of others, and would count twice.
    SumOfOthers,
    /// A rollup that breaks the rules of its own tables.
    RollupSelf,
    /// A filing of nothing but zeros.
    AllZero,
    /// A filing without a single figure.
    AllBlank,
    /// A report dated after its due date.
    Deadline,
    /// Figures assigned by position because their label is misprinted or missing.
    BoundByPlace,
}

impl FactKind {
    /// The name used in `rules.toml`.
    pub fn word(self) -> &'static str {
        self.into()
    }
}

/// One condition or consequence of a conditional rule.
#[derive(Clone, Debug)]
pub enum Clause {
    /// A comparison of sums.
    Compare(Linear),
    /// All of these cells are filled in.
    Present(Vec<CellIx>),
}

/// One instance of a conditional rule: if everything in `given` holds, everything in `then` has to hold.
#[derive(Clone, Debug)]
pub struct Conditional {
    /// Code of its row, column or cell; empty for a rule without `each`.
    pub key: String,
    /// The row or column itself.
    pub line: Option<(TableIx, AxisIx)>,
    /// Severity of this instance: a rule may declare another one for single lines.
    pub severity: Severity,
    /// The conditions.
    pub given: Vec<Clause>,
    /// The consequences.
    pub then: Vec<Clause>,
}

/// What the breach of a rule says of a filing, in the order in which a bulletin tells of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum BreachKind {
    /// There is no filing.
    NotFiled,
    /// Figures of one filing contradict each other.
    WithinYear,
    /// They contradict those of the year before.
    BetweenYears,
    /// They contradict those of the offices below.
    BetweenLevels,
    /// They are those of another filing.
    Copied,
    /// They are far from what offices of the kind report, or from the office's other years.
    Unusual,
    /// The text of the report tells of other figures.
    Prose,
    /// The form is not filled in as it should be.
    FillingIn,
}

impl BreachKind {
    /// The name used for its sentence.
    pub fn code(self) -> &'static str {
        self.into()
    }
}

/// How a rule is checked.
#[derive(Clone, Debug)]
pub enum Check {
    /// A relation between sums.
    Linear {
        /// The formula as declared.
        formula: String,
        /// How blanks are treated.
        blank: BlankPolicy,
        /// What happens when all cells are blank.
        all_blank: AllBlank,
        /// Instances by form version, one for each row or column the rule is for.
        instances: Vec<Vec<Linear>>,
    },
    /// A relation that has to hold under a condition.
    Conditional {
        /// The formula as declared.
        formula: String,
        /// How blanks are treated.
        blank: BlankPolicy,
        /// Instances by form version, one for each row or column the rule is for.
        instances: Vec<Vec<Conditional>>,
    },
    /// No two filings have the same figures in these cells.
    Unique {
        /// The formula as declared.
        formula: String,
        /// The cells to compare.
        cells: Vec<CellIx>,
        /// Filings with fewer distinct figures than this are not compared.
        figures: u32,
    },
    /// A figure that nearly all offices of a kind report and this one does not, or the other way round.
    Usual {
        /// The formula as declared.
        formula: String,
        /// The cells, each checked by itself.
        cells: Vec<CellIx>,
        /// Number of filings from which a kind is judged.
        peers: u32,
        /// Percentage of filings that makes something usual.
        share: u32,
    },
    /// Statements in the text have to agree with the tables; see [`crate::model::ProseRules`].
    Prose,
    /// A fact that the engine looks for.
    Fact(FactKind),
    /// Anomalies found by a [`crate::model::Method`].
    Method(MethodKind),
}

/// One declared rule.
#[derive(Clone, Debug)]
pub struct Rule {
    /// The id that findings refer to.
    pub id: RuleId,
    /// What should hold, not its violation.
    pub title: Text,
    /// What is wrong where it does not hold, as the predicate of a row, column or filing.
    pub wrong: Option<Text>,
    /// The same in a few characters, for headers of columns.
    pub short: Option<Text>,
    /// Severity of its findings, unless `severity_at` says otherwise.
    pub severity: Severity,
    /// The article or form note it is based on.
    pub because: String,
    /// No authority demands it: filings that break it were never rejected.
    pub unofficial: bool,
    /// The table whose rows or columns it is for.
    pub table: Option<TableIx>,
    /// What it is instantiated for.
    pub each: Each,
    /// First year it applies to.
    pub from: Option<Year>,
    /// Last year it applies to.
    pub until: Option<Year>,
    /// Matches the kinds of office it applies to; `None` for all kinds.
    pub kinds: Option<Regex>,
    /// Which filings of the offices below it needs.
    pub needs: Needs,
    /// Different severities for single rows, columns or cells.
    pub severity_at: BTreeMap<String, Severity>,
    /// How it is checked.
    pub check: Check,
}

impl Rule {
    /// True if the rule applies to that year.
    pub fn in_force(&self, year: Year) -> bool {
        self.from.is_none_or(|from| from <= year) && self.until.is_none_or(|until| year <= until)
    }

    /// What a breach says of the filing.
    pub fn breach_kind(&self) -> BreachKind {
        let some = |is: fn(&Linear) -> bool| self.comparisons().any(is);
        match &self.check {
            Check::Fact(FactKind::Missing) => BreachKind::NotFiled,
            Check::Fact(FactKind::DoubleCount | FactKind::SumOfOthers) => BreachKind::BetweenLevels,
            Check::Fact(_) => BreachKind::FillingIn,
            Check::Prose => BreachKind::Prose,
            Check::Unique { .. } | Check::Method(MethodKind::Repeated | MethodKind::Copied) => BreachKind::Copied,
            Check::Usual { .. } | Check::Method(_) => BreachKind::Unusual,
            Check::Linear { .. } | Check::Conditional { .. } if some(Linear::looks_below) => BreachKind::BetweenLevels,
            Check::Linear { .. } | Check::Conditional { .. } if some(Linear::looks_back) => BreachKind::BetweenYears,
            // A law that holds a figure against a constant says what may be filled in at all.
            Check::Linear { .. } if some(Linear::is_against_constant) => BreachKind::FillingIn,
            Check::Linear { .. } | Check::Conditional { .. } => BreachKind::WithinYear,
        }
    }

    /// Every comparison of sums in the rule, on all form versions.
    fn comparisons(&self) -> Box<dyn Iterator<Item = &Linear> + '_> {
        match &self.check {
            Check::Linear { instances, .. } => Box::new(instances.iter().flatten()),
            Check::Conditional { instances, .. } => {
                let clauses = instances.iter().flatten().flat_map(|one| one.given.iter().chain(&one.then));
                Box::new(clauses.filter_map(|clause| match clause {
                    Clause::Compare(law) => Some(law),
                    Clause::Present(_) => None,
                }))
            }
            Check::Unique { .. } | Check::Usual { .. } | Check::Prose | Check::Method(_) | Check::Fact(_) => {
                Box::new(std::iter::empty())
            }
        }
    }

    /// The formula as declared; empty for rules without one.
    pub fn formula(&self) -> &str {
        match &self.check {
            Check::Linear { formula, .. }
            | Check::Conditional { formula, .. }
            | Check::Unique { formula, .. }
            | Check::Usual { formula, .. } => formula,
            Check::Prose | Check::Method(_) | Check::Fact(_) => "",
        }
    }

    /// Its arithmetic laws by form version; none for rules of another shape.
    pub fn laws(&self) -> &[Vec<Linear>] {
        match &self.check {
            Check::Linear { instances, .. } => instances,
            Check::Conditional { .. }
            | Check::Unique { .. }
            | Check::Usual { .. }
            | Check::Prose
            | Check::Method(_)
            | Check::Fact(_) => &[],
        }
    }

    /// Its arithmetic laws as they stand on one form version.
    pub fn laws_on(&self, form: FormIx) -> &[Linear] {
        self.laws().get(form.at()).map_or(&[], Vec::as_slice)
    }

    /// The form version that it is asked on, given the versions of a filing's tables: that of its own table, or else the
    /// newest of them.
    pub fn form_among(&self, tables: &[Option<FormIx>]) -> FormIx {
        let own = self.table.and_then(|table| tables.get(table.at()).copied().flatten());
        own.unwrap_or_else(|| FormIx::newest(tables))
    }

    /// True for an equation between an office's own figures that applies to every office, and so says by how much a
    /// figure is wrong. False for bounds, for rules for some kinds of office, and for rules about the offices below.
    pub fn is_owed_by_all(&self, linear: &Linear) -> bool {
        self.kinds.is_none() && !linear.on_own_line && linear.is_equation() && !linear.looks_below()
    }

    /// True if it involves the offices below.
    pub fn looks_below(&self) -> bool {
        self.laws().iter().flatten().any(Linear::looks_below)
    }
}
