//! Filings × rules → findings. Pure, and blind to everything but one office's filings; what those of other
//! offices have to do with it is worked out before ([`Families`]) or looked at afterwards ([`set`]).
//!
//! A rule that cannot be checked is an answer as well: every instance of every rule is counted as held,
//! failed or skipped, and the counts add up.

#![deny(clippy::float_arithmetic)]

mod absent;
mod audience;
mod cells;
mod conditional;
mod family;
mod form;
mod inherited;
mod linear;
mod plan;
mod prose;
mod set;
mod unreadable;
mod view;

use crate::model::{
    Check, FactKind, Filing, Finding, FindingKey, FormIx, Message, Outcome, Pipeline, Place, Register, Rule, RuleIx,
    Skip, Tally, Year,
};

pub use absent::Absent;
pub use audience::Audience;
pub use family::{Families, Family};
pub use inherited::Inherited;
pub use linear::evaluate;
pub use plan::Plan;
pub use set::{Print, Set, set};
pub use view::{Reading, View};

/// What checking needs to know.
pub struct Context<'a> {
    /// The rules.
    pub pipeline: &'a Pipeline,
    /// What was worked out from the rules beforehand.
    pub plan: &'a Plan,
    /// Which rules are for which offices.
    pub audience: &'a Audience,
    /// What nobody has.
    pub absent: &'a Absent,
    /// What lies below the offices whose filings contain others.
    pub families: &'a Families,
    /// What offices took over from those they succeed.
    pub inherited: &'a Inherited,
    /// Whose filings they are.
    pub register: &'a Register,
}

/// What the rules said of some filings; `tallies[rule]`.
#[derive(Clone, Debug, Default)]
pub struct Checked {
    /// In the order in which they were found; whoever puts parts together sorts them.
    pub findings: Vec<Finding>,
    /// How often each rule was asked and what it said.
    pub tallies: Vec<Tally>,
    /// Digests of filings that no other filing should be the same as.
    pub prints: Vec<Print>,
}

impl Checked {
    /// Nothing checked yet.
    pub fn new(pipeline: &Pipeline) -> Checked {
        let tallies = vec![Tally::default(); pipeline.rules.len()];
        Checked { findings: Vec::new(), tallies, prints: Vec::new() }
    }

    /// Adds what was found elsewhere.
    pub fn add(&mut self, mut other: Checked) {
        self.findings.append(&mut other.findings);
        self.prints.append(&mut other.prints);
        for (mine, theirs) in self.tallies.iter_mut().zip(&other.tallies) {
            mine.add(theirs);
        }
    }

    fn count(&mut self, rule: RuleIx, outcome: &Outcome) {
        self.tallies[rule.at()].count(outcome);
    }

    /// Counts a rule as failed, with the finding that says so.
    fn fails(&mut self, finding: Finding) {
        self.tallies[finding.rule.at()].failed += 1;
        self.findings.push(finding);
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
        // What an office has filed for all below it follows from nothing that it filed for itself.
        let follows = |last: &&Filing| last.year.0 + 1 == filing.year.0 && last.scope == filing.scope;
        let mut last = last_year.filter(follows);
        if last.is_none() {
            last = context.inherited.get(filing.office, Year(filing.year.0.saturating_sub(1)));
            last.into_iter().for_each(|last| before.read(last, None));
        }
        if let Some(last) = last.filter(|last| last.tables != filing.tables) {
            before.across(last, filing, &context.plan.looked_at, &context.pipeline.catalogue);
        }
        let follows = last.is_some();
        last_year = Some(filing);
        let family = context.families.get(filing.office, filing.year);
        let view = View {
            now: &now,
            before: follows.then_some(&before),
            below: family.map(|family| (&family.sums, family.present.len() as u32)),
        };
        for (at, rule) in context.pipeline.rules.iter().enumerate() {
            let asked = Asked { ix: RuleIx(at as u16), rule, filing, complete, view: &view, family };
            asked.check(context, checked);
        }
        prose::filing(filing, &view, context, checked);
    }
}

/// One rule asked of one filing.
struct Asked<'a> {
    ix: RuleIx,
    rule: &'a Rule,
    filing: &'a Filing,
    complete: Option<FormIx>,
    view: &'a View<'a>,
    family: Option<&'a Family>,
}

impl Asked<'_> {
    fn check(&self, context: &Context<'_>, checked: &mut Checked) {
        let Asked { ix, rule, filing, view, .. } = *self;
        if let Some(why) = self.is_out(context) {
            checked.tallies[ix.at()].skip(why, self.n_instances());
            return;
        }
        match &rule.check {
            Check::Linear { blank, all_blank, instances, .. } => {
                let law = linear::Law { ix, blank: *blank, all_blank: *all_blank };
                linear::rule(&law, &instances[self.form().at()], filing, view, context, checked);
                if let Some(family) = self.family
                    && context.plan.looks_below[ix.at()]
                {
                    family::gap(ix, &instances[self.form().at()], filing, view, family, context, checked);
                }
            }
            Check::Conditional { blank, instances, .. } => {
                let instances = &instances[self.form().at()];
                conditional::rule(ix, *blank, instances, filing, view, context, checked);
            }
            Check::Unique { cells, figures, .. } => {
                let print = Print::of(ix, (cells, &context.plan.weights), *figures, filing, view.now);
                checked.tallies[ix.at()].skip(Skip::Unread, u64::from(view.now.any_unread()));
                checked.prints.extend(print);
            }
            // One is known only when all filings are, the other is asked once for all its rules.
            Check::Usual { .. } | Check::Prose | Check::Method(_) => {}
            Check::Fact(kind) => match self.complete {
                Some(form) => complete_fact(*kind, ix, form, filing, view.now, context, checked),
                None => fact(*kind, ix, filing, view.now, context, checked),
            },
        }
    }

    /// The form version of the rule's table, or of the filing.
    fn form(&self) -> FormIx {
        self.rule.table.and_then(|table| self.filing.tables[table.at()]).unwrap_or(self.filing.form())
    }

    /// Why the rule is none for this filing.
    fn is_out(&self, context: &Context<'_>) -> Option<Skip> {
        if !self.rule.in_force(self.filing.year) || !context.audience.includes(self.ix, self.filing.office) {
            return Some(Skip::NotInForce);
        }
        let below = context.plan.looks_below[self.ix.at()];
        (below && !self.family.is_some_and(|family| family.meets(self.rule.needs))).then_some(Skip::NoChildren)
    }

    fn n_instances(&self) -> u64 {
        match &self.rule.check {
            Check::Linear { instances, .. } => instances[self.form().at()].len() as u64,
            Check::Conditional { instances, .. } => instances[self.form().at()].len() as u64,
            Check::Unique { .. } | Check::Usual { .. } | Check::Prose | Check::Method(_) | Check::Fact(_) => 0,
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
        FactKind::AllBlank => tally.held += 1,
        FactKind::AllZero => cells::all_zero(rule, filing, now, context, checked),
        FactKind::YearDisagrees
        | FactKind::OfficeDisagrees
        | FactKind::ScopeDisagrees
        | FactKind::Missing
        | FactKind::Duplicate
        | FactKind::UnknownOffice
        | FactKind::DoubleCount
        | FactKind::SumLine
        | FactKind::SumOfOthers
        | FactKind::RollupSelf
        | FactKind::Deadline
        | FactKind::BoundByPlace => {}
    }
}

fn fact(kind: FactKind, rule: RuleIx, filing: &Filing, now: &Reading, context: &Context<'_>, checked: &mut Checked) {
    match kind {
        FactKind::NotNegative => cells::not_negative(rule, filing, now, context, checked),
        FactKind::Readable => unreadable::check(rule, filing, now, context, checked),
        FactKind::BlankTotal => cells::blank_totals(rule, filing, now, context, checked),
        FactKind::RowMissing => form::rows(rule, filing, context, checked),
        FactKind::ColumnMissing => form::columns(rule, filing, context, checked),
        FactKind::VersionMix => form::versions(rule, filing, context, checked),
        FactKind::AllZero => cells::all_zero(rule, filing, now, context, checked),
        FactKind::AllBlank => cells::all_blank(rule, filing, now, context, checked),
        // Known only when all filings are: assembling and rolling up look for them.
        FactKind::YearDisagrees
        | FactKind::OfficeDisagrees
        | FactKind::ScopeDisagrees
        | FactKind::Missing
        | FactKind::Duplicate
        | FactKind::UnknownOffice
        | FactKind::DoubleCount
        | FactKind::SumLine
        | FactKind::SumOfOthers
        | FactKind::RollupSelf
        | FactKind::Deadline
        | FactKind::BoundByPlace => {}
    }
}

/// A finding about a filing, to be looked at where the filing begins.
fn finding(filing: &Filing, rule: RuleIx, key: FindingKey, message: Message, context: &Context<'_>) -> Finding {
    let weight = (rule, context.pipeline.rule(rule).severity);
    Finding { key, place: Some(whole(filing)), ..Finding::new(filing.office, filing.year, weight, message) }
}

/// The beginning of a filing.
fn whole(filing: &Filing) -> Place {
    let spot = crate::model::Spot { line: filing.places.first_line(), column: 1 };
    Place { source: filing.source(), spot }
}
