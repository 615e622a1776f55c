//! `rules.toml` → rules with every name resolved to cells.
//!
//! A rule has a `formula` or a `check`. A formula is instantiated once for every line it is for, on
//! every form version, so that checking a filing needs no names:
//!
//! ```text
//! [[rule]]
//! id = "T3-BAL"
//! title = "received and carried in equal disposed of and carried out"
//! table = "requests"
//! each = "column"
//! formula = "received + carried_in = disposed_total + carried_out"
//! severity = "error"
//! because = "note under the form"
//!
//! => on each form, one equation for every column that has these four rows
//! ```
//!
//! A `check` names a fact that the program looks for, such as `missing`, or `prose`.

use std::collections::BTreeMap;

use regex::Regex;
use serde::Deserialize;
use serde_spanned::Spanned;
use strum::VariantNames;

use crate::model::{
    AllBlank, BlankPolicy, Catalogue, Check, Each, FactKind, Form, Message, Needs, Rule, RuleId, Severity, TableIx,
    Text, Year,
};
use crate::spec::error::{Error, Source, nearest, no_pattern};
use crate::spec::formula::{self, Formula, MILLION};
use crate::spec::toml_text;
use crate::spec::unfold::{Lines, Unfolding, linears};
use crate::spec::written::Written;

/// The whole file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RulesText {
    /// A pipeline may have no rules: an empty file is enough.
    #[serde(default)]
    rule: Vec<RuleText>,
}

/// `[[rule]]`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RuleText {
    /// Unique in the pipeline, methods included. Findings and explanations refer to it.
    id: Spanned<String>,
    /// What should hold.
    title: Text,
    /// What is wrong where it does not hold: “the applicants do not add up to the total”.
    wrong: Option<Text>,
    /// The same in a few characters: “row does not add up”.
    short: Option<Text>,
    /// Severity of a finding, unless `severity_at` gives another.
    severity: Severity,
    /// The article or note that the rule rests on.
    because: String,
    /// The form does not state the rule, or nobody enforces it.
    #[serde(default)]
    unofficial: bool,
    /// Table whose code is implied in the formula. `each = "row"` and `each = "column"` need one.
    table: Option<Spanned<String>>,
    /// What the formula is repeated for; just once if not given.
    each: Option<Each>,
    /// In the language of `formula`. Excludes `check`.
    formula: Option<Spanned<String>>,
    /// Name of a fact, or `prose`. Excludes `formula`.
    check: Option<Spanned<String>>,
    /// Severity of single lines by code; a code ending in `*` stands for all that begin so.
    #[serde(default)]
    severity_at: BTreeMap<String, Severity>,
    /// What a blank cell means to the rule.
    #[serde(default)]
    blank: BlankPolicy,
    /// What happens if all its cells are blank.
    #[serde(default)]
    all_blank: AllBlank,
    /// Codes of the lines it is for, or `denied.*`; all if not given.
    only: Option<Vec<Spanned<String>>>,
    /// The form versions, years and kinds of office it is for; all if not given.
    versions: Option<Vec<Spanned<String>>>,
    from: Option<u16>,
    until: Option<u16>,
    kinds: Option<Spanned<String>>,
    /// Allowed rounding error of an amount of money, in the unit of its column and as text:
    /// `"0.01"`.
    precision: Option<Spanned<String>>,
    /// For rules with `children(…)`: which filings of the offices below have to be there.
    #[serde(default)]
    needs: Needs,
    /// For `unique`: how many distinct figures a filing needs to be compared. Short of that, two
    /// filings can agree by chance.
    figures: Option<u32>,
    /// For `usual`: how many filings a kind of office needs.
    peers: Option<u32>,
    /// For `usual`: what percentage of these filings makes something usual.
    share: Option<u32>,
}

/// The check that compares the text of a report with its tables. It is no `FactKind`, since its
/// statements come from `prose.toml`.
const PROSE: &str = "prose";
/// Default of `figures`: distinct figures that a filing needs to be compared by `unique`.
const FIGURES: u32 = 6;
/// Default of `peers`: filings that a kind of office needs for `usual`.
const PEERS: u32 = 10;
/// Default of `share`: percentage of filings that makes something usual.
const SHARE: u32 = 90;

/// Reads the rules of a pipeline. An id that occurs twice is an error at its second place.
pub(super) fn rules(source: Source<'_>, catalogue: &Catalogue) -> Result<Vec<Rule>, Error> {
    let said: RulesText = toml_text::read(source)?;
    let written = Written { source, catalogue };
    let mut rules: Vec<Rule> = Vec::new();
    for rule in said.rule {
        let offset = rule.id.span().start;
        let read = written.rule(rule)?;
        if rules.iter().any(|other| other.id == read.id) {
            return Err(source.error(offset, Message::new("rule.twice").with("rule", &read.id.0)));
        }
        rules.push(read);
    }
    Ok(rules)
}

impl Written<'_> {
    /// Reads one rule. It needs exactly one of `formula` and `check`.
    fn rule(&self, said: RuleText) -> Result<Rule, Error> {
        let offset = said.id.span().start;
        let table = said.table.as_ref().map(|name| self.table(name)).transpose()?;
        let each = said.each.unwrap_or(Each::Once);
        if matches!(each, Each::Row | Each::Column) && table.is_none() && said.formula.is_some() {
            return Err(self.error(offset, Message::new("rule.each_without_table")));
        }
        let check = match (&said.formula, &said.check) {
            (Some(formula), None) => self.formula(&said, formula, Lines { table, each })?,
            (None, Some(word)) if word.get_ref() == PROSE => Check::Prose,
            (None, Some(fact)) => Check::Fact(self.fact(fact)?),
            _ => return Err(self.error(offset, Message::new("rule.formula_or_check"))),
        };
        Ok(Rule {
            id: RuleId(said.id.into_inner()),
            title: said.title,
            wrong: said.wrong,
            short: said.short,
            severity: said.severity,
            because: said.because,
            unofficial: said.unofficial,
            table,
            each,
            from: said.from.map(Year),
            until: said.until.map(Year),
            kinds: said.kinds.as_ref().map(|kinds| self.pattern(kinds)).transpose()?,
            needs: said.needs,
            severity_at: said.severity_at,
            check,
        })
    }

    /// Compiles a regular expression.
    fn pattern(&self, said: &Spanned<String>) -> Result<Regex, Error> {
        Regex::new(said.get_ref()).map_err(|error| self.error(said.span().start, no_pattern(&error)))
    }

    /// The table with a code.
    fn table(&self, name: &Spanned<String>) -> Result<TableIx, Error> {
        let known = self.catalogue.tables.iter().map(|table| table.code.as_str());
        self.catalogue
            .table_by_code(name.get_ref())
            .ok_or_else(|| self.unknown("unknown.table", name).hint(nearest(name.get_ref(), known)))
    }

    /// The fact with a name. The hint also offers `prose`.
    fn fact(&self, name: &Spanned<String>) -> Result<FactKind, Error> {
        name.get_ref().parse().map_err(|_| {
            let known = FactKind::VARIANTS.iter().copied().chain([PROSE]);
            self.unknown("unknown.check", name).hint(nearest(name.get_ref(), known))
        })
    }

    /// Parses the formula and instantiates it on all forms of the rule.
    ///
    /// Plain comparisons become laws, which localisation and the rollup can use; `if` and `present`
    /// make a conditional rule. A formula that fits no cell of any form is an error, since such a
    /// rule would never find anything.
    fn formula(&self, said: &RuleText, formula: &Spanned<String>, lines: Lines) -> Result<Check, Error> {
        // The span includes the opening quotation mark.
        let start = formula.span().start + 1;
        let parsed = formula::parse(formula.get_ref()).map_err(|fault| self.in_formula(start, fault))?;
        let unfolding = Unfolding {
            written: self,
            start,
            lines,
            severity: said.severity,
            severity_at: &said.severity_at,
            only: said.only.as_deref(),
            precision: self.precision(said)?,
        };
        let forms = self.forms(said)?;
        let formula = formula.get_ref().clone();
        let check = match &parsed {
            Formula::Always(clauses) => match linears(clauses) {
                Some(comparisons) => {
                    let instances = self.each_form(&forms, |form| unfolding.linear(form, &comparisons))?;
                    Check::Linear { formula, blank: said.blank, all_blank: said.all_blank, instances }
                }
                None => {
                    let instances = self.each_form(&forms, |form| unfolding.conditional(form, &[], clauses))?;
                    Check::Conditional { formula, blank: said.blank, instances }
                }
            },
            Formula::If(given, then) => {
                let instances = self.each_form(&forms, |form| unfolding.conditional(form, given, then))?;
                Check::Conditional { formula, blank: said.blank, instances }
            }
            Formula::Unique(names) => {
                Check::Unique { formula, cells: unfolding.cells(names)?, figures: said.figures.unwrap_or(FIGURES) }
            }
            Formula::Usual(names) => Check::Usual {
                formula,
                cells: unfolding.cells(names)?,
                peers: said.peers.unwrap_or(PEERS),
                share: said.share.unwrap_or(SHARE),
            },
        };
        match is_empty(&check) {
            true => Err(self.error(start, Message::new("formula.fits_nothing"))),
            false => Ok(check),
        }
    }

    /// Instantiates the rule on every form version it is for; the others get no instances.
    fn each_form<T>(
        &self,
        forms: &[bool],
        unfold: impl Fn(&Form) -> Result<Vec<T>, Error>,
    ) -> Result<Vec<Vec<T>>, Error> {
        let all = self.catalogue.forms.iter().zip(forms);
        all.map(|(form, is_meant)| if *is_meant { unfold(form) } else { Ok(Vec::new()) }).collect()
    }

    /// For each form version, whether the rule is for it.
    fn forms(&self, said: &RuleText) -> Result<Vec<bool>, Error> {
        let Some(versions) = &said.versions else { return Ok(vec![true; self.catalogue.forms.len()]) };
        let known = || self.catalogue.forms.iter().map(|form| form.id.as_str());
        if let Some(unknown) = versions.iter().find(|version| !known().any(|id| id == version.get_ref())) {
            return Err(self.unknown("unknown.version", unknown).hint(nearest(unknown.get_ref(), known())));
        }
        Ok(known().map(|id| versions.iter().any(|version| version.get_ref() == id)).collect())
    }

    /// The tolerance in millionths of the column's unit; 0 if not given. An error if it is no
    /// number, has more than six decimals, or is a million or more.
    fn precision(&self, said: &RuleText) -> Result<i64, Error> {
        let Some(precision) = &said.precision else { return Ok(0) };
        formula::millionths(precision.get_ref()).filter(|millionths| *millionths < MILLION * MILLION).ok_or_else(|| {
            let message = Message::new("rule.precision").with("said", precision.get_ref());
            let hint = Message::new("hint.example").with("example", "0.01");
            self.error(precision.span().start, message).hint(hint)
        })
    }
}

/// True if the check would never look at anything.
fn is_empty(check: &Check) -> bool {
    match check {
        Check::Linear { instances, .. } => instances.iter().all(Vec::is_empty),
        Check::Conditional { instances, .. } => instances.iter().all(Vec::is_empty),
        Check::Unique { cells, .. } | Check::Usual { cells, .. } => cells.is_empty(),
        Check::Prose | Check::Method(_) | Check::Fact(_) => false,
    }
}
