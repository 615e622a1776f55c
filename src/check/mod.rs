//! Checks filings against the rules and reports findings.
//!
//! This stage looks at the filings of one office at a time and does no input or output. What it
//! needs to know about other offices is either worked out beforehand ([`Families`], [`Inherited`],
//! [`Absent`]) or checked afterwards over all filings at once ([`set()`]).
//!
//! A rule that cannot be checked is a result as well. Every instance of every rule is counted as
//! held, failed or skipped with a reason, and the three counts add up to the number of instances.
//!
//! ```text
//! law      total = natural person + business      (one instance for each row of the table)
//!
//! row 1    12 = 7 + 5          holds
//! row 2    12 = 7 + 4          fails: a finding with both sides, 12 and 11, and the place of the total
//! row 3    12 = 7 + (blank)    blank counts as 0 or skips the instance, as the rule says
//! row 4    12 = 7 + (unread)   skipped: nothing can be held against the office
//! ```

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

/// What checking needs to know besides the filings. The same for all offices of a run.
pub struct CheckContext<'a> {
    /// The rules.
    pub pipeline: &'a Pipeline,
    /// What was worked out from the rules beforehand, once for all filings.
    pub plan: &'a Plan,
    /// Which offices each rule applies to.
    pub audience: &'a Audience,
    /// Tables that no office has for a year.
    pub absent: &'a Absent,
    /// Sums over the offices below those whose filings contain others.
    pub families: &'a Families,
    /// What offices took over from the offices they succeed.
    pub inherited: &'a Inherited,
    /// The offices, with their names, kinds and who stands above whom.
    pub register: &'a Register,
}

/// The result of checking some filings. Threads each fill one of their own; [`Checked::add`] joins
/// them.
#[derive(Clone, Debug, Default)]
pub struct Checked {
    /// In the order in which they were found. Whoever joins several results has to sort them.
    pub findings: Vec<Finding>,
    /// How often each rule was checked, and with what result: `tallies[rule]`.
    pub tallies: Vec<Tally>,
    /// Digests of filings that no other filing may equal. [`set()`] compares them.
    pub prints: Vec<Print>,
}

impl Checked {
    /// Nothing checked yet.
    pub fn new(pipeline: &Pipeline) -> Checked {
        let tallies = vec![Tally::default(); pipeline.rules.len()];
        Checked { findings: Vec::new(), tallies, prints: Vec::new() }
    }

    /// Adds the result for other filings of the same pipeline.
    pub fn add(&mut self, mut other: Checked) {
        self.findings.append(&mut other.findings);
        self.prints.append(&mut other.prints);
        for (mine, theirs) in self.tallies.iter_mut().zip(&other.tallies) {
            mine.add(theirs);
        }
    }

    /// Counts one instance of a rule. The caller adds the finding, if there is one.
    fn count(&mut self, rule: RuleIx, outcome: &Outcome) {
        self.tallies[rule.at()].count(outcome);
    }

    /// Counts one instance of a rule as failed and adds the finding about it.
    fn fails(&mut self, finding: Finding) {
        self.tallies[finding.rule.at()].failed += 1;
        self.findings.push(finding);
    }
}

/// Checks the filings of one office. They have to be in order of years, since each is compared with
/// the one before it.
///
/// The year before counts as last year only if it is the year directly before and of the same
/// scope. Where there is none, the sum of the filings of the office's predecessors takes its place.
pub fn office(filings: &[Filing], context: &CheckContext<'_>, checked: &mut Checked) {
    let mut now = Reading::default();
    let mut before = Reading::default();
    let mut last_year: Option<&Filing> = None;
    for filing in filings {
        std::mem::swap(&mut now, &mut before);
        let complete = context.plan.complete(filing);
        now.read(filing, complete);
        // A consolidated filing cannot be compared with one that holds the office's own figures only.
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

/// One rule to be checked on one filing, with everything the rule may look at.
struct Asked<'a> {
    rule: RuleIx,
    /// The rule itself, as the pipeline declares it.
    declared: &'a Rule,
    filing: &'a Filing,
    /// The form, if the filing has all its tables and a number in every cell. Facts about such a
    /// filing are counted without looking at the cells.
    complete: Option<FormIx>,
    view: &'a View<'a>,
    /// The offices below, if the filing contains others.
    family: Option<&'a Family>,
    context: &'a CheckContext<'a>,
}

impl<'a> Asked<'a> {
    /// Checks the rule, or counts all its instances as skipped if it does not apply.
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
            // Checked elsewhere: over all filings, sentence by sentence, or by the statistics.
            Check::Usual { .. } | Check::Prose | Check::Method(_) => {}
            Check::Fact(kind) => match self.complete {
                Some(form) => self.complete_fact(*kind, form, checked),
                None => self.fact(*kind, checked),
            },
        }
    }

    /// All cells of all forms.
    fn catalogue(&self) -> &'a Catalogue {
        &self.context.pipeline.catalogue
    }

    /// The form version of the rule's table, or of the filing.
    fn form(&self) -> FormIx {
        self.filing.form_for(self.declared)
    }

    /// The reason if the rule does not apply to this filing: it is not in force that year, is meant
    /// for other kinds of office, or sums offices below of which there are none or not enough.
    fn is_out(&self) -> Option<Skip> {
        let (rule, context) = (self.rule, self.context);
        if !self.declared.in_force(self.filing.year) || !context.audience.includes(rule, self.filing.office) {
            return Some(Skip::NotInForce);
        }
        let below = context.plan.looks_below[rule.at()];
        (below && !self.family.is_some_and(|family| family.meets(self.declared.needs))).then_some(Skip::NoChildren)
    }

    /// Number of instances that are skipped if the rule does not apply. 0 for checks that have no
    /// instances.
    fn n_instances(&self) -> u64 {
        match &self.declared.check {
            Check::Linear { .. } => self.declared.laws_on(self.form()).len() as u64,
            Check::Conditional { instances, .. } => instances[self.form().at()].len() as u64,
            Check::Unique { .. } | Check::Usual { .. } | Check::Prose | Check::Method(_) | Check::Fact(_) => 0,
        }
    }

    /// Checks a fact on a complete filing. Only a negative count or nothing but zeros can be wrong
    /// with it, so everything else is counted from the sizes of the form.
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

    /// Checks a fact on a filing in which something is missing or is not a number.
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

    /// A finding of this rule about the filing. Its place is the beginning of the filing, unless
    /// the caller sets a more precise one.
    fn finding(&self, key: FindingKey, message: Message) -> Finding {
        self.context.finding(self.filing, self.rule, key, message)
    }
}

/// True for facts that need all filings or another part of a filing. Assembling, rolling up and the
/// check of the date of publication find them.
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

impl CheckContext<'_> {
    /// A finding about a filing, with the severity of its rule. Its place is the beginning of the
    /// filing.
    fn finding(&self, filing: &Filing, rule: RuleIx, key: FindingKey, message: Message) -> Finding {
        let weight = (rule, self.pipeline.rule(rule).severity);
        Finding { key, place: Some(filing.places.begin()), ..Finding::new(filing.office, filing.year, weight, message) }
    }
}
