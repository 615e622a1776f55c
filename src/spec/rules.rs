//! `rules.toml` → rules whose every name is a cell.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_spanned::Spanned;

use crate::model::{
    AllBlank, AxisIx, BlankPolicy, Catalogue, CellIx, Check, Each, FactKind, Form, Line, Linear, Rule, RuleId,
    Severity, TableIx, Term, Text,
};
use crate::spec::error::{Error, nearest};
use crate::spec::form::matching;
use crate::spec::formula::{self, Formula, Named};
use crate::spec::toml_text;

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
    table: Option<Spanned<String>>,
    each: Option<EachText>,
    formula: Option<Spanned<String>>,
    check: Option<Spanned<String>>,
    #[serde(default)]
    severity_at: BTreeMap<String, Severity>,
    blank: Option<BlankText>,
    all_blank: Option<AllBlankText>,
}

#[derive(Deserialize, Clone, Copy)]
#[serde(rename_all = "lowercase")]
enum EachText {
    Row,
    Column,
}

#[derive(Deserialize, Clone, Copy)]
#[serde(rename_all = "lowercase")]
enum BlankText {
    Zero,
    Skip,
}

#[derive(Deserialize, Clone, Copy)]
#[serde(rename_all = "lowercase")]
enum AllBlankText {
    Silent,
    Note,
}

/// Where a rule was written, for messages.
struct Written<'a> {
    shown: &'a str,
    text: &'a str,
    catalogue: &'a Catalogue,
}

/// Reads the rules of a pipeline.
pub(super) fn rules(shown: &str, text: &str, catalogue: &Catalogue) -> Result<Vec<Rule>, Error> {
    let said: RulesText = toml_text::read(shown, text)?;
    let written = Written { shown, text, catalogue };
    let mut rules: Vec<Rule> = Vec::new();
    for rule in said.rule {
        let offset = rule.id.span().start;
        let read = written.rule(rule)?;
        if rules.iter().any(|other| other.id == read.id) {
            return Err(Error::at(shown, text, offset, format!("rule `{}` is declared twice", read.id.0)));
        }
        rules.push(read);
    }
    Ok(rules)
}

impl Written<'_> {
    fn rule(&self, said: RuleText) -> Result<Rule, Error> {
        let offset = said.id.span().start;
        let table = said.table.as_ref().map(|name| self.table(name)).transpose()?;
        let each = match said.each {
            Some(EachText::Row) => Each::Row,
            Some(EachText::Column) => Each::Column,
            None => Each::Once,
        };
        let check = match (&said.formula, &said.check) {
            (Some(formula), None) => self.linear(&said, formula, table, each)?,
            (None, Some(fact)) => Check::Fact(self.fact(fact)?),
            _ => return Err(self.error(offset, "a rule has either a `formula` or a `check`")),
        };
        Ok(Rule {
            id: RuleId(said.id.into_inner()),
            title: said.title,
            severity: said.severity,
            because: said.because,
            table,
            each,
            severity_at: said.severity_at,
            check,
        })
    }

    fn error(&self, offset: usize, message: impl Into<String>) -> Error {
        Error::at(self.shown, self.text, offset, message)
    }

    fn table(&self, name: &Spanned<String>) -> Result<TableIx, Error> {
        let known = self.catalogue.tables.iter().map(|table| table.code.as_str());
        self.catalogue.table_by_code(name.get_ref()).ok_or_else(|| {
            self.error(name.span().start, format!("unknown table `{}`", name.get_ref()))
                .hint(nearest(name.get_ref(), known))
        })
    }

    fn fact(&self, name: &Spanned<String>) -> Result<FactKind, Error> {
        let known = FactKind::ALL.iter();
        known.clone().find(|(_, word)| *word == name.get_ref()).map(|(kind, _)| *kind).ok_or_else(|| {
            self.error(name.span().start, format!("unknown check `{}`", name.get_ref()))
                .hint(nearest(name.get_ref(), known.map(|(_, word)| *word)))
        })
    }

    fn linear(
        &self,
        said: &RuleText,
        formula: &Spanned<String>,
        table: Option<TableIx>,
        each: Each,
    ) -> Result<Check, Error> {
        // The span covers the opening quotation mark as well.
        let start = formula.span().start + 1;
        let parsed = formula::parse(formula.get_ref())
            .map_err(|fault| self.error(start + fault.offset, format!("in the formula: {}", fault.message)))?;
        let unfolding = Unfolding { written: self, said, start, parsed: &parsed };
        let mut instances = Vec::new();
        for form in &self.catalogue.forms {
            instances.push(unfolding.on_form(form, table, each)?);
        }
        if instances.iter().all(Vec::is_empty) {
            return Err(self.error(start, "the formula fits no row or column of any form"));
        }
        Ok(Check::Linear {
            formula: formula.get_ref().clone(),
            blank: match said.blank {
                Some(BlankText::Skip) => BlankPolicy::Skip,
                Some(BlankText::Zero) | None => BlankPolicy::Zero,
            },
            all_blank: match said.all_blank {
                Some(AllBlankText::Note) => AllBlank::Note,
                Some(AllBlankText::Silent) | None => AllBlank::Silent,
            },
            instances,
        })
    }
}

/// Turns one formula into its instances.
struct Unfolding<'a> {
    written: &'a Written<'a>,
    said: &'a RuleText,
    start: usize,
    parsed: &'a Formula,
}

impl Unfolding<'_> {
    fn on_form(&self, form: &Form, table: Option<TableIx>, each: Each) -> Result<Vec<Linear>, Error> {
        let catalogue = self.written.catalogue;
        let (Some(table), Each::Row | Each::Column) = (table, each) else {
            let cells = |named: &Named| self.cells_by_code(named, table);
            return Ok(self.instance(String::new(), None, form, &cells)?.into_iter().collect());
        };
        let declared = catalogue.table(table);
        let (over, named_lines): (&[Line], &[Line]) = match each {
            Each::Row => (&declared.rows, &declared.columns),
            Each::Column | Each::Once => (&declared.columns, &declared.rows),
        };
        let mut instances = Vec::new();
        for (at, line) in over.iter().enumerate() {
            let at = AxisIx(at as u8);
            let cells = |named: &Named| {
                let found = self.lines(named, named_lines)?;
                Ok(found
                    .into_iter()
                    .filter_map(|other| match each {
                        Each::Row => declared.cell(at, other),
                        Each::Column | Each::Once => declared.cell(other, at),
                    })
                    .collect())
            };
            instances.extend(self.instance(line.code.clone(), Some((table, at)), form, &cells)?);
        }
        Ok(instances)
    }

    /// The instance for one line, unless the form lacks a cell that the formula names outright.
    fn instance(
        &self,
        key: String,
        line: Option<(TableIx, AxisIx)>,
        form: &Form,
        cells: &dyn Fn(&Named) -> Result<Vec<CellIx>, Error>,
    ) -> Result<Option<Linear>, Error> {
        let severity = self.said.severity_at.get(&key).copied().unwrap_or(self.said.severity);
        let mut linear = Linear { key, line, severity, left: Vec::new(), right: Vec::new() };
        for (names, side) in [(&self.parsed.left, &mut linear.left), (&self.parsed.right, &mut linear.right)] {
            for named in names {
                let found: Vec<CellIx> = cells(named)?.into_iter().filter(|cell| form.has[cell.at()]).collect();
                if found.is_empty() && !named.summed {
                    return Ok(None);
                }
                side.extend(found.into_iter().map(|cell| Term {
                    coefficient: named.coefficient,
                    cell,
                    when: named.when,
                }));
            }
        }
        Ok(Some(linear))
    }

    fn lines(&self, named: &Named, lines: &[Line]) -> Result<Vec<AxisIx>, Error> {
        let found = matching(lines, &named.name);
        if found.is_empty() {
            let message = format!("unknown {} `{}`", self.what(), named.name);
            let hint = nearest(&named.name, lines.iter().map(|line| line.code.as_str()));
            return Err(self.written.error(self.start + named.offset, message).hint(hint));
        }
        Ok(found)
    }

    fn what(&self) -> &'static str {
        match self.said.each {
            Some(EachText::Row) => "column",
            Some(EachText::Column) => "row",
            None => "cell",
        }
    }

    fn cells_by_code(&self, named: &Named, table: Option<TableIx>) -> Result<Vec<CellIx>, Error> {
        let catalogue = self.written.catalogue;
        let code = match table {
            Some(table) => format!("{}.{}", catalogue.table(table).code, named.name),
            None => named.name.clone(),
        };
        catalogue.by_code(&code).map(|cell| vec![cell]).ok_or_else(|| {
            let known = catalogue.cells.iter().map(|cell| cell.code.as_str());
            self.written.error(self.start + named.offset, format!("unknown cell `{code}`")).hint(nearest(&code, known))
        })
    }
}
