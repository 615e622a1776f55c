//! Rules, or parts of rules, that refer to nothing.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{Check, FactKind, ProseRules, Rule};
use crate::spec::error::{Error, nearest};
use crate::spec::lint::Desk;
use crate::spec::said::NOTHING;

/// Checks `rules.toml`; names unknown to every form are already errors when loading.
pub(crate) fn lint(desk: &Desk<'_>) -> Result<Vec<Error>, Error> {
    let mut found = Vec::new();
    let mut facts: BTreeMap<FactKind, &Rule> = BTreeMap::new();
    for (at, rule) in desk.pipeline.rules.iter().enumerate() {
        let lines = lines(rule);
        let is_known = |line: &str| match line.strip_suffix('*') {
            Some(stem) => lines.iter().any(|known| known.starts_with(stem)),
            None => lines.contains(line),
        };
        for line in rule.severity_at.keys().filter(|line| !is_known(line)) {
            let message = format!("`severity_at` of `{}` names `{line}`, which the rule does not go over", rule.id.0);
            found.push(fault(desk, rule, message)?.hint(nearest(line, lines.iter().copied())));
        }
        match &rule.check {
            Check::Linear { formula, instances, .. } => {
                let mut all = instances.iter().flatten();
                // A side may consist of a constant only.
                let has_number = formula.contains(|c: char| c.is_ascii_digit());
                if !has_number && all.all(|linear| linear.left.is_empty() || linear.right.is_empty()) {
                    found.push(fault(desk, rule, format!("one side of `{}` is empty on every form", rule.id.0))?);
                }
            }
            Check::Conditional { .. } | Check::Unique { .. } | Check::Usual { .. } => {}
            Check::Prose => {
                let is_said = |prose: &ProseRules| prose.mentions.iter().any(|mention| mention.rule.at() == at);
                if !desk.pipeline.prose.as_ref().is_some_and(is_said) {
                    let message = format!("no mention of `prose.toml` is for `{}`", rule.id.0);
                    found.push(fault(desk, rule, message)?);
                }
            }
            Check::Fact(kind) => {
                if *kind == FactKind::SumLine && desk.pipeline.identity.total.as_str() == NOTHING {
                    let message = format!(
                        "`{}` looks for lines that `total` of `[identity]` names, and it names none",
                        rule.id.0
                    );
                    found.push(fault(desk, rule, message)?);
                }
                if let Some(first) = facts.insert(*kind, rule) {
                    let message = format!(
                        "`{}` looks for what `{}` looks for, which is then never reported",
                        rule.id.0, first.id.0
                    );
                    found.push(fault(desk, rule, message)?);
                }
            }
            Check::Method(_) => {}
        }
    }
    Ok(found)
}

fn fault(desk: &Desk<'_>, rule: &Rule, message: String) -> Result<Error, Error> {
    desk.fault("rules.toml", &format!("\"{}\"", rule.id.0), message)
}

/// The rows or columns that a rule is for, on any form version.
fn lines(rule: &Rule) -> BTreeSet<&str> {
    match &rule.check {
        Check::Linear { instances, .. } => instances.iter().flatten().map(|linear| linear.key.as_str()).collect(),
        Check::Conditional { instances, .. } => instances.iter().flatten().map(|one| one.key.as_str()).collect(),
        Check::Unique { .. } | Check::Usual { .. } | Check::Prose | Check::Method(_) | Check::Fact(_) => {
            BTreeSet::new()
        }
    }
}
