//! `rules.toml` → rules with every name resolved to cells.

use std::collections::BTreeMap;

use regex::Regex;
use serde::Deserialize;
use serde_spanned::Spanned;
use strum::VariantNames;

use crate::model::{
    AllBlank, BlankPolicy, Catalogue, Check, Each, FactKind, Form, Message, Needs, Rule, RuleId, Severity, TableIx,
    Text, Year,
};
use crate::spec::error::{Error, Source, nearest};
use crate::spec::formula::{self, Fault, Formula, MILLION};
use crate::spec::pipeline::no_pattern;
use crate::spec::toml_text;
use crate::spec::unfold::{Lines, Unfolding, linears};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RulesText {
    rule: Vec<RuleText>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RuleText {
    id: Spanned<String>,
    title: Text,
    severity: Severity,
    because: String,
    #[serde(default)]
    unofficial: bool,
    table: Option<Spanned<String>>,
    each: Option<Each>,
    formula: Option<Spanned<String>>,
    check: Option<Spanned<String>>,
    #[serde(default)]
    severity_at: BTreeMap<String, Severity>,
    #[serde(default)]
    blank: BlankPolicy,
    #[serde(default)]
    all_blank: AllBlank,
    /// The lines it is for; all if not given.
    only: Option<Vec<Spanned<String>>>,
    /// The form versions, years and kinds of office it is for; all if not given.
    versions: Option<Vec<Spanned<String>>>,
    from: Option<u16>,
    until: Option<u16>,
    kinds: Option<Spanned<String>>,
    /// Allowed rounding error of an amount of money, in the unit of its column.
    precision: Option<Spanned<String>>,
    /// For `unique`: how many distinct figures a filing needs to be compared (`figures`). For `usual`: how many filings
    /// a kind needs (`peers`), and what percentage of them makes something usual (`share`).
    #[serde(default)]
    needs: Needs,
    figures: Option<u32>,
    peers: Option<u32>,
    share: Option<u32>,
}

/// The name of the check that compares the text of a report with its tables.
const PROSE: &str = "prose";
/// Defaults of `figures`, `peers` and `share`.
const FIGURES: u32 = 6;
const PEERS: u32 = 10;
const SHARE: u32 = 90;

/// Where a rule was written, for error messages.
pub(crate) struct Written<'a> {
    pub source: Source<'a>,
    pub catalogue: &'a Catalogue,
}

/// Reads the rules of a pipeline.
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
    fn rule(&self, said: RuleText) -> Result<Rule, Error> {
        let offset = said.id.span().start;
        let table = said.table.as_ref().map(|name| self.table(name)).transpose()?;
        let each = said.each.unwrap_or(Each::Once);
        let check = match (&said.formula, &said.check) {
            (Some(formula), None) => self.formula(&said, formula, Lines { table, each })?,
            (None, Some(word)) if word.get_ref() == PROSE => Check::Prose,
            (None, Some(fact)) => Check::Fact(self.fact(fact)?),
            _ => return Err(self.error(offset, Message::new("rule.formula_or_check"))),
        };
        Ok(Rule {
            id: RuleId(said.id.into_inner()),
            title: said.title,
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

    pub(crate) fn error(&self, offset: usize, message: Message) -> Error {
        self.source.error(offset, message)
    }

    pub(crate) fn unknown(&self, sentence: &'static str, said: &Spanned<String>) -> Error {
        self.error(said.span().start, Message::new(sentence).with("word", said.get_ref()))
    }

    /// An error inside the formula that begins there.
    pub(crate) fn in_formula(&self, start: usize, fault: Fault) -> Error {
        let message = Message::new("formula.fault").with("fault", fault.message);
        self.error(start + fault.offset, message).hint(fault.hint)
    }

    fn pattern(&self, said: &Spanned<String>) -> Result<Regex, Error> {
        Regex::new(said.get_ref()).map_err(|error| self.error(said.span().start, no_pattern(&error)))
    }

    fn table(&self, name: &Spanned<String>) -> Result<TableIx, Error> {
        let known = self.catalogue.tables.iter().map(|table| table.code.as_str());
        self.catalogue
            .table_by_code(name.get_ref())
            .ok_or_else(|| self.unknown("unknown.table", name).hint(nearest(name.get_ref(), known)))
    }

    fn fact(&self, name: &Spanned<String>) -> Result<FactKind, Error> {
        name.get_ref().parse().map_err(|_| {
            let known = FactKind::VARIANTS.iter().copied().chain([PROSE]);
            self.unknown("unknown.check", name).hint(nearest(name.get_ref(), known))
        })
    }

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

    fn forms(&self, said: &RuleText) -> Result<Vec<bool>, Error> {
        let Some(versions) = &said.versions else { return Ok(vec![true; self.catalogue.forms.len()]) };
        let known = || self.catalogue.forms.iter().map(|form| form.id.as_str());
        if let Some(unknown) = versions.iter().find(|version| !known().any(|id| id == version.get_ref())) {
            return Err(self.unknown("unknown.version", unknown).hint(nearest(unknown.get_ref(), known())));
        }
        Ok(known().map(|id| versions.iter().any(|version| version.get_ref() == id)).collect())
    }

    /// In millionths of the column's unit.
    fn precision(&self, said: &RuleText) -> Result<i64, Error> {
        let Some(precision) = &said.precision else { return Ok(0) };
        formula::millionths(precision.get_ref()).filter(|millionths| *millionths < MILLION * MILLION).ok_or_else(|| {
            let message = Message::new("rule.precision").with("said", precision.get_ref());
            let hint = Message::new("hint.example").with("example", "0.01");
            self.error(precision.span().start, message).hint(hint)
        })
    }
}

fn is_empty(check: &Check) -> bool {
    match check {
        Check::Linear { instances, .. } => instances.iter().all(Vec::is_empty),
        Check::Conditional { instances, .. } => instances.iter().all(Vec::is_empty),
        Check::Unique { cells, .. } | Check::Usual { cells, .. } => cells.is_empty(),
        Check::Prose | Check::Method(_) | Check::Fact(_) => false,
    }
}
