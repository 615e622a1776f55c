//! The rules of a pipeline as a Markdown page: what each says, how it is checked and what it is
//! based on.
//!
//! ```text
//! ## T3-ROW
//!
//! the total of a row is the sum of its applicants
//!
//! - severity: error
//! - formula: `total = natural_person + business + …`
//! - source: …
//! ```
//!
//! `pipelines/*/RULES.md` are such pages, kept up to date by a test.

use crate::model::{BlankPolicy, Check, Lang, Mention, Needs, Pipeline, Rule, RuleIx, Wording};

/// The page: a table of all rules, and a section for each.
pub(super) fn rules(pipeline: &Pipeline, wording: &Wording) -> String {
    let say = |name: &str| wording.say(name, &[]);
    let title = wording.say("page.title", &[("pipeline", pipeline.title.get(wording.lang))]);
    let mut page = format!("# {title}\n\n{}\n", say("page.generated"));
    page.push_str(&format!(
        "\n| {} | {} | {} |\n|---|---|---|\n",
        say("listing.rule"),
        say("listing.severity"),
        say("listing.title")
    ));
    for rule in &pipeline.rules {
        let severity = say(&format!("severity.{}", rule.severity.code()));
        page.push_str(&format!(
            "| [`{0}`](#{1}) | {severity} | {2} |\n",
            rule.id.0,
            rule.id.0.to_lowercase(),
            rule.title.get(wording.lang)
        ));
    }
    for (at, rule) in pipeline.rules.iter().enumerate() {
        page.push_str(&section(RuleIx(at as u16), rule, pipeline, wording));
    }
    page
}

/// The section of one rule. Settings that have their usual value are left out.
fn section(ix: RuleIx, rule: &Rule, pipeline: &Pipeline, wording: &Wording) -> String {
    let say = |name: &str| wording.say(name, &[]);
    let other = if wording.lang == Lang::Zh { &rule.title.en } else { &rule.title.zh };
    let title = rule.title.get(wording.lang);
    // A title that is the same in both languages is printed once.
    let titles = if other == title { format!("{title}\n") } else { format!("{title}  \n{other}\n") };
    let mut lines = vec![format!("\n## {}\n", rule.id.0), titles];
    let mut item = |name: &str, what: &str| lines.push(format!("- {}: {what}", say(name)));
    item("listing.severity", &severity(rule, wording));
    if let Some(table) = rule.table {
        item("listing.table", pipeline.catalogue.table(table).title.get(wording.lang));
    }
    item("listing.formula", &format!("`{}`", formula(rule)));
    if let Check::Linear { blank: BlankPolicy::Skip, .. } | Check::Conditional { blank: BlankPolicy::Skip, .. } =
        rule.check
    {
        item("page.blank", &say("page.blank_skip"));
    }
    match rule.needs {
        Needs::Some => {}
        Needs::All => item("page.needs", &say("page.needs_all")),
        Needs::NotAll => item("page.needs", &say("page.needs_not_all")),
    }
    if let Some(kinds) = &rule.kinds {
        item("page.kinds", &format!("`{kinds}`"));
    }
    if rule.from.is_some() || rule.until.is_some() {
        let year = |year: Option<crate::model::Year>| year.map_or_else(String::new, |year| year.0.to_string());
        item("page.years", &format!("{}–{}", year(rule.from), year(rule.until)));
    }
    item("listing.because", &rule.because);
    if rule.unofficial {
        lines.push(format!("- {}", say("page.unofficial")));
    }
    let mentions = pipeline.prose.iter().flat_map(|prose| &prose.mentions).filter(|mention| mention.rule == ix);
    lines.extend(mentions.map(|mention| readings(mention, wording)));
    format!("{}\n", lines.join("\n"))
}

/// The severity, with the lines that have another one.
fn severity(rule: &Rule, wording: &Wording) -> String {
    let named = |severity: crate::model::Severity| wording.say(&format!("severity.{}", severity.code()), &[]);
    let mut text = named(rule.severity);
    for (line, severity) in &rule.severity_at {
        text.push_str(&format!("; `{line}` {}", named(*severity)));
    }
    text
}

/// What a statement in a report may refer to.
fn readings(mention: &Mention, wording: &Wording) -> String {
    let mut labels: Vec<&str> = Vec::new();
    for meant in &mention.readings {
        let label = meant.label.get(wording.lang);
        if !labels.contains(&label) {
            labels.push(label);
        }
    }
    format!("  - `{}`: {}", mention.name, labels.join(&wording.say("sum.comma", &[])))
}

/// The formula as declared, or the word that stands for a rule without one, such as `missing`.
pub(super) fn formula(rule: &Rule) -> String {
    match &rule.check {
        Check::Method(kind) => kind.word().to_owned(),
        Check::Fact(kind) => kind.word().to_owned(),
        Check::Prose => "prose".to_owned(),
        Check::Linear { .. } | Check::Conditional { .. } | Check::Unique { .. } | Check::Usual { .. } => {
            rule.formula().to_owned()
        }
    }
}
