//! Checks the rollup against the rules of its own tables.
//!
//! A law is linear, so the gap in a group's sums is the sum of the gaps in its filings. Where a
//! rollup breaks a law, the message names the filings whose gaps add up to it. If they do not, the
//! program itself has added wrongly, and the finding is an error instead of a note.

use std::collections::BTreeMap;

use crate::model::{
    Check, FactKind, Filing, Finding, FindingKey, GroupKind, Linear, Message, OfficeIx, Outcome, Pipeline, Rollup,
    RollupRow, RuleIx, Severity, Skip, Subject, Sums, Tally, Term, Word,
};
use crate::rollup::RollupContext;
use crate::rollup::groups::Membership;
use crate::say;

/// How often each rule was checked, and with what result.
type Tallies = BTreeMap<RuleIx, Tally>;

/// Checks every law on every row of the rollup. Does nothing if the pipeline does not declare the
/// rule `rollup_self`.
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

/// The laws that compare figures of one year, as each form version states them; a law that several
/// versions state alike is listed once. Whether a row can be checked is decided later, by the cells
/// that all its filings have.
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

/// The sums of one row by cell, with what decides whether a law can be checked on them.
struct RowSums {
    /// Number of filings in the sums.
    filings: u64,
    /// In the smallest unit of each cell; 0 where the row has no such cell.
    sums: Vec<i64>,
    /// The cell occurs in all filings of the row. A law over other cells is not checked.
    known: Vec<bool>,
    /// The cell is a total that some office left blank, so the sum cannot equal the sum of the
    /// parts.
    blank_totals: Vec<bool>,
    /// The cell could not be read in some filing.
    unread: Vec<bool>,
}

impl RowSums {
    /// Spreads the cells of the row over arrays as long as the catalogue.
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
            // The sum of a cell that only some filings have cannot be compared with one that all
            // have.
            values.known[cell.at()] = coverage.filings == row.filings;
            values.unread[cell.at()] = coverage.unread > 0;
            // Where some office left the total blank, the sum of totals is less than the sum of the
            // parts.
            let def = catalogue.cell(*cell);
            let is_total = catalogue.table(def.table).columns[def.column.at()].total;
            values.blank_totals[cell.at()] = is_total && coverage.blanks > 0;
        }
        values
    }

    /// Checks one law on the sums, or says why it cannot be checked there.
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
        // Every figure of every filing may be rounded by up to `precision`.
        let figures = linear.terms().count() as u64 * self.filings;
        let slack = linear.precision.saturating_mul(i64::try_from(figures).unwrap_or(i64::MAX));
        if sums.difference().abs() <= slack { Outcome::Holds } else { Outcome::Breaks { sums, assumed: 0 } }
    }
}

/// Maximum number of offices named in a message; the rest are counted.
const OFFICES_SHOWN: usize = 5;

/// The finding about a broken law, with the offices whose filings cause the gap. It is a note if
/// their gaps explain all of it, since each has been reported already.
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
    // A gap inherited from filings has already been reported there. Any other gap is a fault of the
    // program.
    let severity = if explained { Severity::Note } else { context.pipeline.rule(rule).severity };
    let subject = Subject::Group(row.kind.code().to_owned(), row.group.clone());
    Finding {
        key: FindingKey::Line(format!("{}/{}", context.pipeline.rule(law).id.0, linear.key)),
        sums: Some(sums),
        cells: linear.terms().map(|term| term.cell).collect(),
        ..Finding::new(subject, row.year, (rule, severity), message)
    }
}

/// The gap in one filing: left side minus right side. Cells without a number count as 0, as they do
/// in the sum.
fn gap(linear: &Linear, filing: &Filing) -> i64 {
    let sum = |terms: &[Term]| -> i64 {
        terms.iter().map(|term| i64::from(term.coefficient) * filing.cells.get(term.cell).number().unwrap_or(0)).sum()
    };
    sum(&linear.left) - sum(&linear.right)
}

/// The first few offices by name, and how many more there are.
fn named(offices: impl Iterator<Item = OfficeIx>, context: &RollupContext<'_>) -> Word {
    Word::first_of(offices.map(|office| &context.register.office(office).name), OFFICES_SHOWN, "sum.comma")
}

/// The name of a group. The group of all offices has a name in each language.
fn group(row: &RollupRow, pipeline: &Pipeline) -> Word {
    if row.kind == GroupKind::City { Word::from(&pipeline.city) } else { Word::from(&row.group) }
}
