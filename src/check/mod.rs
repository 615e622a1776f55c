//! Filings × rules → findings. Pure, and blind to everything but one office's filings.
//!
//! A rule that cannot be checked is an answer as well: every instance of every rule is counted as held,
//! failed or skipped, and the counts add up.

#![deny(clippy::float_arithmetic)]

mod cells;
mod form;
mod linear;
mod plan;

use crate::model::{
    Check, FactKind, Filing, Finding, FindingKey, FormIx, Outcome, Pipeline, Place, RuleIx, Skip, Status, Subject,
    Tally, Wording,
};

pub use linear::{Reading, evaluate};
pub use plan::Plan;

/// What checking needs to know.
pub struct Context<'a> {
    /// The rules.
    pub pipeline: &'a Pipeline,
    /// What was worked out from the rules beforehand.
    pub plan: &'a Plan,
    /// The language of the findings.
    pub wording: &'a Wording,
}

/// What the rules said of some filings; `tallies[rule]`.
#[derive(Clone, Debug, Default)]
pub struct Checked {
    /// In the order in which they were found; whoever puts parts together sorts them.
    pub findings: Vec<Finding>,
    /// How often each rule was asked and what it said.
    pub tallies: Vec<Tally>,
}

impl Checked {
    /// Nothing checked yet.
    pub fn new(pipeline: &Pipeline) -> Checked {
        Checked { findings: Vec::new(), tallies: vec![Tally::default(); pipeline.rules.len()] }
    }

    /// Adds what was found elsewhere.
    pub fn add(&mut self, mut other: Checked) {
        self.findings.append(&mut other.findings);
        for (mine, theirs) in self.tallies.iter_mut().zip(&other.tallies) {
            mine.add(theirs);
        }
    }

    fn count(&mut self, rule: RuleIx, outcome: &Outcome) {
        self.tallies[rule.at()].count(outcome);
    }
}

/// Checks the filings of one office, in order of years.
pub fn office(filings: &[Filing], context: &Context<'_>, checked: &mut Checked) {
    let mut now = Reading::default();
    let mut before = Reading::default();
    let mut last_year: Option<&Filing> = None;
    for filing in filings {
        std::mem::swap(&mut now, &mut before);
        let complete = context.plan.complete(filing);
        now.read(filing, complete);
        let last = last_year.filter(|last| last.year.0 + 1 == filing.year.0);
        if let Some(last) = last.filter(|last| last.tables != filing.tables) {
            before.across(last, filing, &context.plan.looked_at, &context.pipeline.catalogue);
        }
        let follows = last.is_some();
        last_year = Some(filing);
        let previous = follows.then_some(&before);
        for (at, rule) in context.pipeline.rules.iter().enumerate() {
            let ix = RuleIx(at as u16);
            match &rule.check {
                Check::Linear { blank, all_blank, instances, .. } => {
                    let form = rule.table.and_then(|table| filing.tables[table.at()]).unwrap_or(filing.form());
                    let law = linear::Law { ix, rule, blank: *blank, all_blank: *all_blank };
                    linear::rule(&law, &instances[form.at()], filing, &now, previous, context, checked);
                }
                Check::Fact(kind) => match complete {
                    Some(form) => complete_fact(*kind, ix, form, filing, &now, context, checked),
                    None => fact(*kind, ix, filing, &now, context, checked),
                },
                // Known only when all filings are: ranking looks for it.
                Check::Method(_) => {}
            }
        }
    }
}

/// The same facts of a filing in which nothing is missing: only a negative count can be wrong with it.
fn complete_fact(
    kind: FactKind,
    rule: RuleIx,
    form: FormIx,
    filing: &Filing,
    now: &Reading,
    context: &Context<'_>,
    checked: &mut Checked,
) {
    let plan = &context.plan.forms[form.at()];
    let foreign = (context.pipeline.catalogue.n_cells() - plan.cells.len()) as u64;
    let tally = &mut checked.tallies[rule.at()];
    match kind {
        FactKind::NotNegative if now.any_negative() => {
            cells::not_negative(rule, filing, now, context, checked);
            checked.tallies[rule.at()].skip(Skip::NotOnForm, foreign);
        }
        FactKind::NotNegative => {
            tally.held += plan.n_counted;
            tally.skip(Skip::NotOnForm, foreign);
        }
        FactKind::Readable => {
            tally.held += plan.cells.len() as u64;
            tally.skip(Skip::NotOnForm, foreign);
        }
        FactKind::BlankTotal => tally.held += plan.n_totals,
        FactKind::RowMissing => tally.held += plan.n_rows,
        FactKind::ColumnMissing => tally.held += plan.n_columns,
        FactKind::VersionMix => tally.held += 1,
        FactKind::YearDisagrees
        | FactKind::OfficeDisagrees
        | FactKind::ScopeDisagrees
        | FactKind::Missing
        | FactKind::Duplicate
        | FactKind::UnknownOffice
        | FactKind::DoubleCount
        | FactKind::RollupSelf => {}
    }
}

fn fact(kind: FactKind, rule: RuleIx, filing: &Filing, now: &Reading, context: &Context<'_>, checked: &mut Checked) {
    match kind {
        FactKind::NotNegative => cells::not_negative(rule, filing, now, context, checked),
        FactKind::Readable => cells::readable(rule, filing, now, context, checked),
        FactKind::BlankTotal => cells::blank_totals(rule, filing, now, context, checked),
        FactKind::RowMissing => form::rows(rule, filing, context, checked),
        FactKind::ColumnMissing => form::columns(rule, filing, context, checked),
        FactKind::VersionMix => form::versions(rule, filing, context, checked),
        // Known only when all filings are: assembling and rolling up look for them.
        FactKind::YearDisagrees
        | FactKind::OfficeDisagrees
        | FactKind::ScopeDisagrees
        | FactKind::Missing
        | FactKind::Duplicate
        | FactKind::UnknownOffice
        | FactKind::DoubleCount
        | FactKind::RollupSelf => {}
    }
}

/// A finding about a filing, with the place of its first cell.
fn finding(filing: &Filing, rule: RuleIx, key: FindingKey, context: &Context<'_>) -> Finding {
    Finding {
        subject: Subject::Office(filing.office),
        year: filing.year,
        rule,
        key,
        severity: context.pipeline.rule(rule).severity,
        sums: None,
        statistics: None,
        message: String::new(),
        cells: Vec::new(),
        place: Some(whole(filing)),
        source: None,
        status: Status::Open,
    }
}

/// The beginning of a filing.
fn whole(filing: &Filing) -> Place {
    let spot = crate::model::Spot { line: filing.places.first_line(), column: 1 };
    Place { source: filing.source(), spot }
}
