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
    Catalogue, Check, FactKind, Filing, Finding, FindingKey, FormIx, Message, Outcome, Pipeline, Register, Rule,
    RuleIx, Skip, Tally, Year,
};

pub use absent::Absent;
pub use audience::Audience;
pub use family::{Families, Family};
pub use inherited::Inherited;
pub use linear::evaluate;
pub use plan::Plan;
pub use set::{Print, set};
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
        for (at, declared) in context.pipeline.rules.iter().enumerate() {
            let rule = RuleIx(at as u16);
            Asked { rule, declared, filing, complete, view: &view, family, context }.check(checked);
        }
        prose::filing(filing, &view, context, checked);
    }
}

/// One rule asked of one filing, with everything it may look at.
struct Asked<'a> {
    rule: RuleIx,
    declared: &'a Rule,
    filing: &'a Filing,
    /// The form of a filing in which nothing is missing.
    complete: Option<FormIx>,
    view: &'a View<'a>,
    family: Option<&'a Family>,
    context: &'a Context<'a>,
}

impl<'a> Asked<'a> {
    fn check(&self, checked: &mut Checked) {
        let rule = self.rule;
        if let Some(why) = self.is_out() {
            checked.tallies[rule.at()].skip(why, self.n_instances());
            return;
        }
        match &self.declared.check {
            Check::Linear { blank, all_blank, .. } => {
                let laws = self.declared.laws_on(self.form());
                self.linear(laws, *blank, *all_blank, checked);
                if let Some(family) = self.family
                    && self.context.plan.looks_below[rule.at()]
                {
                    self.gap_below(laws, family, checked);
                }
            }
            Check::Conditional { blank, instances, .. } => {
                self.conditional(&instances[self.form().at()], *blank, checked);
            }
            Check::Unique { cells, figures, .. } => {
                checked.tallies[rule.at()].skip(Skip::Unread, u64::from(self.view.now.any_unread()));
                checked.prints.extend(self.print(cells, *figures));
            }
            // One is known only when all filings are, the other is asked once for all its rules.
            Check::Usual { .. } | Check::Prose | Check::Method(_) => {}
            Check::Fact(kind) => match self.complete {
                Some(form) => self.complete_fact(*kind, form, checked),
                None => self.fact(*kind, checked),
            },
        }
    }

    fn catalogue(&self) -> &'a Catalogue {
        &self.context.pipeline.catalogue
    }

    /// The form version of the rule's table, or of the filing.
    fn form(&self) -> FormIx {
        self.filing.form_for(self.declared)
    }

    /// Why the rule is none for this filing.
    fn is_out(&self) -> Option<Skip> {
        let (rule, context) = (self.rule, self.context);
        if !self.declared.in_force(self.filing.year) || !context.audience.includes(rule, self.filing.office) {
            return Some(Skip::NotInForce);
        }
        let below = context.plan.looks_below[rule.at()];
        (below && !self.family.is_some_and(|family| family.meets(self.declared.needs))).then_some(Skip::NoChildren)
    }

    fn n_instances(&self) -> u64 {
        match &self.declared.check {
            Check::Linear { .. } => self.declared.laws_on(self.form()).len() as u64,
            Check::Conditional { instances, .. } => instances[self.form().at()].len() as u64,
            Check::Unique { .. } | Check::Usual { .. } | Check::Prose | Check::Method(_) | Check::Fact(_) => 0,
        }
    }

    /// The same facts of a filing in which nothing is missing: only a negative count can be wrong with it.
    fn complete_fact(&self, kind: FactKind, form: FormIx, checked: &mut Checked) {
        let plan = &self.context.plan.forms[form.at()];
        let foreign = (self.catalogue().n_cells() - plan.cells.len()) as u64;
        let tally = &mut checked.tallies[self.rule.at()];
        match kind {
            FactKind::NotNegative if self.view.now.any_negative() => {
                self.not_negative(checked);
                checked.tallies[self.rule.at()].skip(Skip::NotOnForm, foreign);
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
            FactKind::VersionMix | FactKind::AllBlank => tally.held += 1,
            FactKind::AllZero => self.all_zero(checked),
            later => debug_assert!(is_known_later(later)),
        }
    }

    fn fact(&self, kind: FactKind, checked: &mut Checked) {
        match kind {
            FactKind::NotNegative => self.not_negative(checked),
            FactKind::Readable => self.readable(checked),
            FactKind::BlankTotal => self.blank_totals(checked),
            FactKind::RowMissing => self.rows(checked),
            FactKind::ColumnMissing => self.columns(checked),
            FactKind::VersionMix => self.versions(checked),
            FactKind::AllZero => self.all_zero(checked),
            FactKind::AllBlank => self.all_blank(checked),
            later => debug_assert!(is_known_later(later)),
        }
    }

    /// A finding of the rule about the filing, to be looked at where the filing begins.
    fn finding(&self, key: FindingKey, message: Message) -> Finding {
        self.context.finding(self.filing, self.rule, key, message)
    }
}

/// True for facts that are known only when all filings are: assembling and rolling up look for them.
fn is_known_later(kind: FactKind) -> bool {
    match kind {
        FactKind::NotNegative
        | FactKind::Readable
        | FactKind::BlankTotal
        | FactKind::RowMissing
        | FactKind::ColumnMissing
        | FactKind::VersionMix
        | FactKind::AllZero
        | FactKind::AllBlank => false,
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
        | FactKind::BoundByPlace => true,
    }
}

impl Context<'_> {
    /// A finding about a filing, to be looked at where the filing begins.
    fn finding(&self, filing: &Filing, rule: RuleIx, key: FindingKey, message: Message) -> Finding {
        let weight = (rule, self.pipeline.rule(rule).severity);
        Finding { key, place: Some(filing.places.begin()), ..Finding::new(filing.office, filing.year, weight, message) }
    }
}
