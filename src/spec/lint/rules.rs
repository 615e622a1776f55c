//! Rules, or parts of rules, that refer to nothing.
//!
//! ```text
//! severity_at = { totl = "error" }          the rule has no instance for that line
//! formula = "sum(denied.*) = sum(x.*)"      on every form, one side has no cells
//! check = "prose"                           no statement in `prose.toml` belongs to the rule
//! check = "sum_line"                        the pipeline does not say what a line of sums is called
//! check = "missing"                         a second rule for the same fact
//! no `wrong`, or no `short`                 a reader would be told the law and not what is wrong
//! ```
//!
//! All of them load, since a name is only an error if no form version has it.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{Check, FactKind, Linear, Message, ProseRules, Rule, Text, Word};
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
            let message = Message::new("lint.severity_at").with("line", line);
            found.push(fault(desk, rule, message)?.hint(nearest(line, lines.iter().copied())));
        }
        match &rule.check {
            Check::Linear { formula, instances, .. } => {
                let mut all = instances.iter().flatten();
                // A side may consist of a constant only.
                let has_number = formula.contains(|c: char| c.is_ascii_digit());
                if !has_number && all.all(Linear::is_against_constant) {
                    found.push(fault(desk, rule, Message::new("lint.empty_side"))?);
                }
            }
            Check::Conditional { .. } | Check::Unique { .. } | Check::Usual { .. } => {}
            Check::Prose => {
                let is_said = |prose: &ProseRules| prose.mentions.iter().any(|mention| mention.rule.at() == at);
                if !desk.pipeline.prose.as_ref().is_some_and(is_said) {
                    found.push(fault(desk, rule, Message::new("lint.no_mention"))?);
                }
            }
            Check::Fact(kind) => {
                if *kind == FactKind::SumLine && desk.pipeline.identity.total.as_str() == NOTHING {
                    found.push(fault(desk, rule, Message::new("lint.no_total"))?);
                }
                if let Some(first) = facts.insert(*kind, rule) {
                    let message = Message::new("lint.never_reported").with("first", &first.id.0);
                    found.push(fault(desk, rule, message)?);
                }
            }
            // Its cells and thresholds are looked at in `methods`.
            Check::Method(_) => {}
        }
        for message in unsaid(rule) {
            found.push(fault(desk, rule, message)?);
        }
    }
    Ok(found)
}

/// What the rule does not say of its own breach: all that it leaves out in one message, and each
/// text that is in fewer languages than the title.
fn unsaid(rule: &Rule) -> Vec<Message> {
    let texts = [("wrong", &rule.wrong), ("short", &rule.short)];
    let lacking: Vec<&str> = texts.iter().filter(|(_, text)| text.is_none()).map(|(key, _)| *key).collect();
    let is_in_two = |text: &Text| text.zh != text.en;
    let is_short_of_one = |text: &Option<Text>| text.as_ref().is_some_and(|text| !is_in_two(text));
    let in_one = texts.iter().filter(|(_, text)| is_in_two(&rule.title) && is_short_of_one(text));
    let mut said: Vec<Message> =
        in_one.map(|(key, _)| Message::new("lint.text_in_one_language").with("key", *key)).collect();
    if !lacking.is_empty() {
        said.push(Message::new("lint.no_text").with("keys", Word::all_of(lacking, "sum.comma")));
    }
    said
}

/// An error at the id of a rule, which is the first text in quotation marks that equals it.
fn fault(desk: &Desk<'_>, rule: &Rule, message: Message) -> Result<Error, Error> {
    let file = if matches!(rule.check, Check::Method(_)) { "pipeline.toml" } else { "rules.toml" };
    desk.fault(file, &format!("\"{}\"", rule.id.0), message.with("rule", &rule.id.0))
}

/// The keys of a rule's instances on all form versions: codes of rows, columns or cells.
fn lines(rule: &Rule) -> BTreeSet<&str> {
    match &rule.check {
        Check::Linear { instances, .. } => instances.iter().flatten().map(|linear| linear.key.as_str()).collect(),
        Check::Conditional { instances, .. } => instances.iter().flatten().map(|one| one.key.as_str()).collect(),
        Check::Unique { .. } | Check::Usual { .. } | Check::Prose | Check::Method(_) | Check::Fact(_) => {
            BTreeSet::new()
        }
    }
}
