//! The rollup under the rules of its own tables.
//!
//! A law is linear, so a group's gap is the sum of its filings' gaps. Where a rollup breaks a law, the
//! filings that bring the gap are named; where their gaps do not add up to it, the program is wrong.

use std::cell::OnceCell;
use std::collections::BTreeMap;

use crate::model::{
    FactKind, Filing, Finding, FindingKey, GroupKind, Linear, Message, OfficeIx, Outcome, Pipeline, Rollup, RollupRow,
    RuleIx, Severity, Skip, Subject, Sums, Tally, Word,
};
use crate::rollup::Context;
use crate::rollup::groups::Membership;
use crate::say;

type Tallies = BTreeMap<RuleIx, Tally>;

/// Checks every row of a rollup.
pub(crate) fn rollup(rollup: &Rollup, membership: &Membership<'_>, context: &Context<'_>) -> (Vec<Finding>, Tallies) {
    let mut findings = Vec::new();
    let mut tallies = Tallies::new();
    let Some(rule) = context.pipeline.fact(FactKind::RollupSelf) else { return (findings, tallies) };
    let laws = laws(context);
    for row in &rollup.rows {
        let group = Group::of(row, membership, context);
        for &(law, linear) in &laws {
            let outcome = group.outcome(linear);
            tallies.entry(rule).or_default().count(&outcome);
            if let Outcome::Breaks { sums, .. } = outcome {
                findings.push(group.broken(rule, (law, linear), sums));
            }
        }
    }
    (findings, tallies)
}

/// The laws inside one year as they stand on each form version, those that are the same on several once. Which of
/// them can be asked of a row, the cells that all its filings have decide.
fn laws<'a>(context: &Context<'a>) -> Vec<(RuleIx, &'a Linear)> {
    let mut laws: Vec<(RuleIx, &Linear)> = Vec::new();
    for (at, rule) in context.pipeline.rules.iter().enumerate() {
        let ix = RuleIx(at as u16);
        let is_inside = |linear: &&Linear| rule.is_owed_by_all(linear) && !linear.looks_back();
        for linear in rule.laws().iter().flatten().filter(is_inside) {
            let same = |(known, other): &(RuleIx, &Linear)| {
                *known == ix && other.key == linear.key && other.left == linear.left && other.right == linear.right
            };
            if !laws.iter().any(same) {
                laws.push((ix, linear));
            }
        }
    }
    laws
}

/// One row of the rollup, its sums by cell; older forms' cells go with the rows that sum them.
struct Group<'a> {
    row: &'a RollupRow,
    sums: Vec<i64>,
    known: Vec<bool>,
    blank_totals: Vec<bool>,
    /// Cells that could not be bound in some filing.
    unread: Vec<bool>,
    /// The filings in the sums, looked for when the first law breaks.
    members: OnceCell<Vec<&'a Filing>>,
    membership: &'a Membership<'a>,
    context: &'a Context<'a>,
}

/// Offices named in one message.
const OFFICES_SHOWN: usize = 5;

impl<'a> Group<'a> {
    fn of(row: &'a RollupRow, membership: &'a Membership<'a>, context: &'a Context<'a>) -> Group<'a> {
        let catalogue = &context.pipeline.catalogue;
        let n_cells = catalogue.n_cells();
        let mut group = Group {
            row,
            sums: vec![0; n_cells],
            known: vec![false; n_cells],
            unread: vec![false; n_cells],
            blank_totals: vec![false; n_cells],
            members: OnceCell::new(),
            membership,
            context,
        };
        for (cell, sum, coverage) in &row.cells {
            group.sums[cell.at()] = i64::try_from(*sum).unwrap_or(i64::MAX / 64);
            // A cell that only some of the filings have cannot be held against one that all have.
            group.known[cell.at()] = coverage.filings == row.filings;
            group.unread[cell.at()] = coverage.unread > 0;
            // A total that some office leaves blank is no sum of the figures beside it.
            group.blank_totals[cell.at()] = catalogue.is_total(*cell) && coverage.blanks > 0;
        }
        group
    }

    fn outcome(&self, linear: &Linear) -> Outcome {
        if linear.terms().any(|term| self.unread[term.cell.at()]) {
            return Outcome::Skipped(Skip::Unread);
        }
        if !linear.terms().all(|term| self.known[term.cell.at()]) {
            return Outcome::Skipped(Skip::NotOnForm);
        }
        if linear.terms().any(|term| self.blank_totals[term.cell.at()]) {
            return Outcome::Skipped(Skip::BlankTotal);
        }
        // The constants of a law are owed once by each filing.
        let n = i64::try_from(self.row.filings).unwrap_or(i64::MAX);
        let [left, right] = linear.sides(|term| self.sums[term.cell.at()]);
        let [more_left, more_right] = linear.constants.map(|constant| constant.saturating_mul(n.saturating_sub(1)));
        let decimals = say::decimals(&self.context.pipeline.catalogue, linear);
        let sums = Sums { left: left + more_left, right: right + more_right, decimals, dates: false };
        // Each figure of each filing may be off by its precision.
        let figures = i64::try_from(linear.terms().count()).unwrap_or(i64::MAX).saturating_mul(n);
        let slack = linear.precision.saturating_mul(figures);
        if sums.difference().abs() <= slack { Outcome::Holds } else { Outcome::Breaks { sums, assumed: 0 } }
    }

    fn members(&self) -> &[&'a Filing] {
        self.members.get_or_init(|| {
            let (row, membership) = (self.row, self.membership);
            let is_in: Vec<bool> = membership
                .signatures
                .iter()
                .map(|signature| signature.is_in(row.kind, &row.group, row.year, self.context))
                .collect();
            let filings = membership.filings.iter().zip(&membership.of_filing);
            filings.filter(|(_, signature)| is_in[**signature as usize]).map(|(filing, _)| *filing).collect()
        })
    }

    fn broken(&self, rule: RuleIx, (law, linear): (RuleIx, &Linear), sums: Sums) -> Finding {
        let (row, pipeline) = (self.row, self.context.pipeline);
        let gaps: Vec<(OfficeIx, i64)> = self
            .members()
            .iter()
            .map(|filing| (filing.office, gap(linear, filing)))
            .filter(|(_, gap)| *gap != 0)
            .collect();
        let explained = gaps.iter().map(|(_, gap)| gap).sum::<i64>() == sums.difference();
        let sentence = if explained { "finding.rollup_self" } else { "finding.rollup_broken" };
        let office = |(office, _): &(OfficeIx, i64)| &self.context.register.office(*office).name;
        let broken = say::broken(pipeline, (law, linear), &sums, 0, &|term| self.sums[term.cell.at()]);
        let message = Message::new(sentence)
            .with("group", name(row, pipeline))
            .with("sentence", broken)
            .with("n", gaps.len())
            .with("offices", Word::first_of(gaps.iter().map(office), OFFICES_SHOWN, "sum.comma"));
        // What the filings bring with them has been said of each; what they do not is the program's own fault.
        let severity = if explained { Severity::Note } else { pipeline.rule(rule).severity };
        let subject = Subject::Group(row.kind.code().to_owned(), row.group.clone());
        Finding {
            key: FindingKey::Line(format!("{}/{}", pipeline.rule(law).id.0, linear.key)),
            sums: Some(sums),
            cells: linear.terms().map(|term| term.cell).collect(),
            ..Finding::new(subject, row.year, (rule, severity), message)
        }
    }
}

/// What the filing adds to the gap, a cell without a number counting as 0 as it does in the sum.
fn gap(linear: &Linear, filing: &Filing) -> i64 {
    linear.gap(|term| filing.cells.get(term.cell).number().unwrap_or(0))
}

/// The name of a group; everybody is called something else in every language.
fn name(row: &RollupRow, pipeline: &Pipeline) -> Word {
    if row.kind == GroupKind::City { Word::from(&pipeline.city) } else { Word::from(&row.group) }
}
