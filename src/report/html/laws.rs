//! The pipeline's rules and methods and their results, for the page.
//!
//! ```text
//! "rules":   [{ "id": "T3-ROW", "title": …, "formula": …, "words": …, "held": 2351, "failed": 9, "skipped": {…} }, …]
//! "methods": [{ "rule": 40, "name": …, "unit": …, "share": null, "thresholds": {…} }, …]
//! "wholes":  [[part, whole], …]    cells by position: of which total each is a part
//! "back":    [[cell, cell], …]     which of last year's cells to show beside which
//! ```

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use crate::model::{Check, Each, FactKind, Linear, Method, Parameters, Pipeline, Rule, RuleIx, When};
use crate::report::ReportContext;
use crate::report::html::forms::indices;
use crate::say;

/// The fields `rules`, `methods`, `levels`, `missing`, `wholes` and `back`.
pub(super) fn laws(context: &ReportContext<'_>) -> [(&'static str, Value); 6] {
    let pipeline = context.pipeline;
    let rules = pipeline.rules.iter().enumerate().map(|(at, it)| rule(context, RuleIx(at as u16), it));
    let levels = &pipeline.anomaly;
    [
        ("rules", rules.collect()),
        ("methods", pipeline.methods.iter().map(|it| method(context, it)).collect()),
        ("levels", json!({ "level": levels.level, "doubt": levels.doubt, "look": levels.look, "peers": levels.peers })),
        ("missing", json!(pipeline.fact(FactKind::Missing).map(|rule| rule.0))),
        ("wholes", wholes(pipeline)),
        ("back", back(pipeline)),
    ]
}

/// One rule with how often it held, failed and was skipped, by reason. A rule that the run has no
/// counts of was never checked.
fn rule(context: &ReportContext<'_>, ix: RuleIx, rule: &Rule) -> Value {
    let lang = context.wording.lang;
    let tally = context.dossier.tallies.iter().find(|tally| tally.rule == ix);
    let skipped = tally.map_or_else(BTreeMap::new, |tally| tally.skipped.clone());
    json!({
        "id": rule.id.0,
        "title": rule.title.get(lang),
        "wrong": say::wrong(rule, context.wording),
        "short": say::short(rule, context.wording),
        "severity": rule.severity.code(),
        "formula": rule.formula(),
        "words": in_words(context, rule),
        "because": rule.because,
        "from": rule.from.map(|year| year.0),
        "until": rule.until.map(|year| year.0),
        "asked_by": asked_by(&rule.check),
        "held": tally.map_or(0, |tally| tally.held),
        "failed": tally.map_or(0, |tally| tally.failed),
        "skipped": skipped,
    })
}

/// Kind of the rule, by which the page groups them: arithmetic, comparison with other offices, the
/// report's text, a fact about the filing, or a method of ranking.
fn asked_by(check: &Check) -> &'static str {
    match check {
        Check::Linear { .. } | Check::Conditional { .. } => "arithmetic",
        Check::Unique { .. } | Check::Usual { .. } => "peers",
        Check::Prose => "prose",
        Check::Fact(_) => "fact",
        Check::Method(_) => "method",
    }
}

/// The formula with labels in place of codes: `total = natural_person + …` becomes “total” =
/// “natural person” + …. What is not a code stays as it is.
fn in_words(context: &ReportContext<'_>, rule: &Rule) -> String {
    let is_code = |c: char| c.is_ascii_alphanumeric() || "_.@".contains(c);
    let mut words = String::new();
    let mut rest = rule.formula();
    while let Some(start) = rest.find(is_code) {
        let end = rest[start..].find(|c| !is_code(c)).map_or(rest.len(), |end| start + end);
        words.push_str(&rest[..start]);
        let code = &rest[start..end];
        match label(context, rule, code) {
            Some(label) => words.push_str(&context.wording.say("html.quoted", &[("label", &label)])),
            None => words.push_str(code),
        }
        rest = &rest[end..];
    }
    words.push_str(rest);
    words
}

/// The label of a code in a formula: a cell of any table, or a row or column of the rule's own.
fn label(context: &ReportContext<'_>, rule: &Rule, code: &str) -> Option<String> {
    let (pipeline, wording) = (context.pipeline, context.wording);
    let catalogue = &pipeline.catalogue;
    if let Some(cell) = catalogue.by_code(code) {
        return Some(say::cell(pipeline, cell, wording));
    }
    let ix = rule.table?;
    let table = catalogue.table(ix);
    let row = || table.row(code).map(|row| say::row(pipeline, ix, row, wording));
    let column = || table.column(code).map(|column| say::column(pipeline, ix, column, wording));
    match rule.each {
        Each::Column => row(),
        Each::Row => column(),
        Each::Cell | Each::Once | Each::Subtotal => {
            let cell = catalogue.by_code(&format!("{}.{code}", table.code));
            cell.map(|cell| say::cell(pipeline, cell, wording)).or_else(row)
        }
    }
}

/// One method with its thresholds, and for a method on shares the cells of part and whole.
fn method(context: &ReportContext<'_>, method: &Method) -> Value {
    let lang = context.wording.lang;
    let share = match &method.parameters {
        Parameters::Share(given) => json!([indices(&given.cells.part), indices(&given.cells.whole)]),
        _ => Value::Null,
    };
    let thresholds: Map<String, Value> =
        method.thresholds().into_iter().map(|(name, value)| (name, value.into())).collect();
    json!({
        "rule": method.rule.0,
        "name": method.name.get(lang),
        "unit": method.unit.get(lang),
        "share": share,
        "thresholds": thresholds,
    })
}

/// The equations of a rule that have no constants.
fn plain(rule: &Rule) -> impl Iterator<Item = &Linear> {
    rule.laws().iter().flatten().filter(|linear| linear.is_equation() && linear.constants == [0, 0])
}

/// Pairs of a cell and the total it is part of.
fn wholes(pipeline: &Pipeline) -> Value {
    pipeline.wholes().into_iter().map(|(part, whole)| json!([part.0, whole.0])).collect()
}

/// Pairs of a cell and one of last year's that rules compare it with, so that the page can show
/// them side by side: carried over from last year beside carried over to this one.
fn back(pipeline: &Pipeline) -> Value {
    let mut wanted: BTreeSet<(u16, u16)> = BTreeSet::new();
    for rule in &pipeline.rules {
        for linear in plain(rule).filter(|linear| linear.looks_back()) {
            let Some(beside) = linear.terms().find(|term| term.when == When::Now) else { continue };
            let before = linear.terms().filter(|term| term.when == When::LastYear);
            wanted.extend(before.map(|term| (beside.cell.0, term.cell.0)));
        }
    }
    json!(wanted.into_iter().collect::<Vec<_>>())
}
