//! The rollup under the rules of its own tables.
//!
//! A law is linear, so a group's gap is the sum of its filings' gaps. Where a rollup breaks a law, the
//! filings that bring the gap are named; where their gaps do not add up to it, the program is wrong.

use std::collections::BTreeMap;

use crate::model::{
    Check, FactKind, Filing, Finding, FindingKey, GroupKind, Linear, Message, OfficeIx, Outcome, Pipeline, Rollup,
    RollupRow, RuleIx, Severity, Skip, Subject, Sums, Tally, Term, Word,
};
use crate::rollup::RollupContext;
use crate::rollup::groups::Membership;
use crate::say;

type Tallies = BTreeMap<RuleIx, Tally>;

/// What is to be said about a rollup.
pub(crate) fn rollup(
    rollup: &Rollup,
    filings: &[&Filing],
    membership: &Membership,
    context: &RollupContext<'_>,
) -> (Vec<Finding>, Tallies) {
    let mut findings = Vec::new();
    let mut tallies = Tallies::new();
    let Some(rule) = context.pipeline.fact(FactKind::RollupSelf) else { return (findings, tallies) };
    let laws = laws(context);
    for row in &rollup.rows {
        let values = RowSums::of(row, context);
        for &(law, linear) in &laws {
            let outcome = values.outcome(linear, context);
            tallies.entry(rule).or_default().count(&outcome);
            if let Outcome::Breaks { sums, .. } = outcome {
                findings.push(broken(rule, law, linear, row, sums, &values, filings, membership, context));
            }
        }
    }
    (findings, tallies)
}

/// The laws inside one year as they stand on each form version, those that are the same on several once. Which of
/// them can be asked of a row, the cells that all its filings have decide.
fn laws<'a>(context: &RollupContext<'a>) -> Vec<(RuleIx, &'a Linear)> {
    let mut laws: Vec<(RuleIx, &Linear)> = Vec::new();
    for (at, rule) in context.pipeline.rules.iter().enumerate() {
        let ix = RuleIx(at as u16);
        let Check::Linear { instances, .. } = &rule.check else { continue };
        let is_inside = |linear: &&Linear| rule.is_owed_by_all(linear) && !linear.looks_back();
        for linear in instances.iter().flatten().filter(is_inside) {
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

/// The sums of one row of the rollup; older forms' cells go with the rows that sum them.
struct RowSums {
    filings: u64,
    sums: Vec<i64>,
    known: Vec<bool>,
    blank_totals: Vec<bool>,
    /// Cells that could not be bound in some filing.
    unread: Vec<bool>,
}

impl RowSums {
    fn of(row: &RollupRow, context: &RollupContext<'_>) -> RowSums {
        let n_cells = context.pipeline.catalogue.n_cells();
        let catalogue = &context.pipeline.catalogue;
        let blank = vec![false; n_cells];
        let filings = row.filings;
        let mut values = RowSums {
            filings,
            sums: vec![0; n_cells],
            known: vec![false; n_cells],
            unread: blank.clone(),
            blank_totals: blank,
        };
        for (cell, sum, coverage) in &row.cells {
            values.sums[cell.at()] = i64::try_from(*sum).unwrap_or(i64::MAX / 64);
            // A cell that only some of the filings have cannot be held against one that all have.
            values.known[cell.at()] = coverage.filings == row.filings;
            values.unread[cell.at()] = coverage.unread > 0;
            // A total that some office leaves blank is no sum of the figures beside it.
            let def = catalogue.cell(*cell);
            let is_total = catalogue.table(def.table).columns[def.column.at()].total;
            values.blank_totals[cell.at()] = is_total && coverage.blanks > 0;
        }
        values
    }

    fn outcome(&self, linear: &Linear, context: &RollupContext<'_>) -> Outcome {
        if linear.terms().any(|term| self.unread[term.cell.at()]) {
            return Outcome::Skipped(Skip::Unread);
        }
        if !linear.terms().all(|term| self.known[term.cell.at()]) {
            return Outcome::Skipped(Skip::NotOnForm);
        }
        if linear.terms().any(|term| self.blank_totals[term.cell.at()]) {
            return Outcome::Skipped(Skip::BlankTotal);
        }
        let sum =
            |terms: &[Term]| terms.iter().map(|term| i64::from(term.coefficient) * self.sums[term.cell.at()]).sum();
        let sums = Sums {
            left: sum(&linear.left),
            right: sum(&linear.right),
            decimals: say::decimals(&context.pipeline.catalogue, linear),
            dates: false,
        };
        // Each figure of each filing may be off by its precision.
        let figures = linear.terms().count() as u64 * self.filings;
        let slack = linear.precision.saturating_mul(i64::try_from(figures).unwrap_or(i64::MAX));
        if sums.difference().abs() <= slack { Outcome::Holds } else { Outcome::Breaks { sums, assumed: 0 } }
    }
}

/// Offices named in one message.
const OFFICES_SHOWN: usize = 5;

#[allow(clippy::too_many_arguments)]
fn broken(
    rule: RuleIx,
    law: RuleIx,
    linear: &Linear,
    row: &RollupRow,
    sums: Sums,
    values: &RowSums,
    filings: &[&Filing],
    membership: &Membership,
    context: &RollupContext<'_>,
) -> Finding {
    let members = filings.iter().zip(&membership.of_filing).filter(|(_, signature)| {
        membership.signatures[**signature as usize].is_in(row.kind, &row.group, row.year, context)
    });
    let gaps: Vec<(OfficeIx, i64)> =
        members.map(|(filing, _)| (filing.office, gap(linear, filing))).filter(|(_, gap)| *gap != 0).collect();
    let explained = gaps.iter().map(|(_, gap)| gap).sum::<i64>() == sums.difference();
    let said = if explained { "finding.rollup_self" } else { "finding.rollup_broken" };
    let message = Message::new(said)
        .with("group", group(row, context.pipeline))
        .with("sentence", say::broken(context.pipeline, (law, linear), &sums, 0, &|term| values.sums[term.cell.at()]))
        .with("n", gaps.len())
        .with("offices", named(gaps.iter().map(|(office, _)| *office), context));
    // What the filings bring with them has been said of each; what they do not is the program's own fault.
    let severity = if explained { Severity::Note } else { context.pipeline.rule(rule).severity };
    let subject = Subject::Group(row.kind.code().to_owned(), row.group.clone());
    Finding {
        key: FindingKey::Line(format!("{}/{}", context.pipeline.rule(law).id.0, linear.key)),
        sums: Some(sums),
        cells: linear.terms().map(|term| term.cell).collect(),
        ..Finding::new(subject, row.year, (rule, severity), message)
    }
}

/// What the filing adds to the gap, a cell without a number counting as 0 as it does in the sum.
fn gap(linear: &Linear, filing: &Filing) -> i64 {
    let sum = |terms: &[Term]| -> i64 {
        terms.iter().map(|term| i64::from(term.coefficient) * filing.cells.get(term.cell).number().unwrap_or(0)).sum()
    };
    sum(&linear.left) - sum(&linear.right)
}

fn named(offices: impl Iterator<Item = OfficeIx>, context: &RollupContext<'_>) -> Word {
    Word::first_of(offices.map(|office| &context.register.office(office).name), OFFICES_SHOWN, "sum.comma")
}

/// The name of a group; everybody is called something else in every language.
fn group(row: &RollupRow, pipeline: &Pipeline) -> Word {
    if row.kind == GroupKind::City { Word::from(&pipeline.city) } else { Word::from(&row.group) }
}
