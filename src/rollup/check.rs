//! Checks the rollup against the rules of its own tables.
//!
//! A law is linear, so the gap in a group's sums is the sum of the gaps in its filings. Where a
//! rollup breaks a law, the message names the filings whose gaps add up to it. If they do not, the
//! program itself has added wrongly, and the finding is an error instead of a note.
//!
//! The filings are gone through once, for all laws that any sum breaks ([`Gaps`]), and not once for
//! each broken sum.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use crate::model::{
    FactKind, Filing, Finding, FindingKey, GroupKind, Linear, Message, OfficeIx, Outcome, Pipeline, Rollup, RollupRow,
    RuleIx, Severity, Skip, Subject, Sums, Tally, Word,
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
    membership: &Membership<'_>,
    context: &RollupContext<'_>,
) -> (Vec<Finding>, Tallies) {
    let mut findings = Vec::new();
    let mut tallies = Tallies::new();
    let Some(rule) = context.pipeline.fact(FactKind::RollupSelf) else { return (findings, tallies) };
    let laws = laws(context);
    let mut broken = Vec::new();
    for row in &rollup.rows {
        let group = RowSums::of(row, context);
        for (law, (id, linear)) in laws.iter().enumerate() {
            let outcome = group.outcome(linear);
            tallies.entry(rule).or_default().count(&outcome);
            if let Outcome::Breaks { sums, .. } = outcome {
                let sentence =
                    say::broken(context.pipeline, (*id, linear), &sums, 0, &|term| group.sums[term.cell.at()]);
                broken.push(BrokenSum { row, law, sums, sentence });
            }
        }
    }
    let gaps = Gaps::of(&broken, &laws, membership);
    findings.extend(broken.into_iter().map(|sum| {
        let (law, linear) = laws[sum.law];
        let causes = gaps.of_group(&sum, context);
        sum.finding((rule, law), linear, causes, context)
    }));
    (findings, tallies)
}

/// A sum that breaks a law.
struct BrokenSum<'a> {
    row: &'a RollupRow,
    /// Position in the list of laws.
    law: usize,
    sums: Sums,
    /// The law with the figures of the group.
    sentence: Message,
}

impl BrokenSum<'_> {
    /// The finding about it, with the offices whose filings cause the gap. It is a note if their gaps
    /// explain all of it, since each has been reported already.
    fn finding(
        self,
        (rule, law): (RuleIx, RuleIx),
        linear: &Linear,
        gaps: Vec<(OfficeIx, i64)>,
        context: &RollupContext<'_>,
    ) -> Finding {
        let (row, pipeline) = (self.row, context.pipeline);
        let explained = gaps.iter().map(|(_, gap)| gap).sum::<i64>() == self.sums.difference();
        let sentence = if explained { "finding.rollup_self" } else { "finding.rollup_broken" };
        let office = |(office, _): &(OfficeIx, i64)| &context.register.office(*office).name;
        let message = Message::new(sentence)
            .with("group", name(row, pipeline))
            .with("sentence", self.sentence)
            .with("n", gaps.len())
            .with("offices", Word::first_of(gaps.iter().map(office), OFFICES_SHOWN, "sum.comma"));
        // A gap inherited from filings has already been reported there. Any other gap is a fault of the
        // program.
        let severity = if explained { Severity::Note } else { pipeline.rule(rule).severity };
        let subject = Subject::Group(row.kind.code().to_owned(), row.group.clone());
        Finding {
            key: FindingKey::Line(format!("{}/{}", pipeline.rule(law).id.0, linear.key)),
            sums: Some(self.sums),
            cells: linear.terms().map(|term| term.cell).collect(),
            ..Finding::new(subject, row.year, (rule, severity), message)
        }
    }
}

/// The filings that do not add up to 0 in a law that some sum breaks.
struct Gaps<'a> {
    membership: &'a Membership<'a>,
    /// By law and signature: the filings, in their order, with the gap of each.
    filings: BTreeMap<(usize, u32), Vec<(usize, i64)>>,
}

impl<'a> Gaps<'a> {
    /// Goes through the filings once, for all broken laws.
    fn of(broken: &[BrokenSum<'_>], laws: &[(RuleIx, &Linear)], membership: &'a Membership<'a>) -> Gaps<'a> {
        const CHUNK: usize = 1 << 12;
        let mut gaps = Gaps { membership, filings: BTreeMap::new() };
        let wanted: BTreeSet<usize> = broken.iter().map(|sum| sum.law).collect();
        if wanted.is_empty() {
            return gaps;
        }
        let of_filing = |(at, filing): (usize, &&Filing)| {
            let gaps = wanted.iter().map(|law| (*law, at, gap(laws[*law].1, filing)));
            gaps.filter(|(_, _, gap)| *gap != 0).collect::<Vec<_>>()
        };
        let chunks: Vec<Vec<(usize, usize, i64)>> = membership
            .filings
            .par_chunks(CHUNK)
            .enumerate()
            .map(|(chunk, filings)| {
                let numbered = filings.iter().enumerate().map(|(at, filing)| (chunk * CHUNK + at, filing));
                numbered.flat_map(of_filing).collect()
            })
            .collect();
        for (law, filing, gap) in chunks.into_iter().flatten() {
            let signature = membership.of_filing[filing];
            gaps.filings.entry((law, signature)).or_default().push((filing, gap));
        }
        gaps
    }

    /// The offices whose filings cause the gap of a group, in the order of the filings.
    fn of_group(&self, sum: &BrokenSum<'_>, context: &RollupContext<'_>) -> Vec<(OfficeIx, i64)> {
        let of_law = self.filings.range((sum.law, 0)..=(sum.law, u32::MAX));
        let signatures = &self.membership.signatures;
        let row = sum.row;
        let mut filings: Vec<(usize, i64)> = of_law
            .filter(|((_, signature), _)| {
                signatures[*signature as usize].is_in(row.kind, &row.group, row.year, context)
            })
            .flat_map(|(_, filings)| filings.iter().copied())
            .collect();
        filings.sort_unstable();
        filings.into_iter().map(|(filing, gap)| (self.membership.filings[filing].office, gap)).collect()
    }
}

/// The laws that compare figures of one year, as each form version states them; a law that several
/// versions state alike is listed once. Whether a row can be checked is decided later, by the cells
/// that all its filings have.
fn laws<'a>(context: &RollupContext<'a>) -> Vec<(RuleIx, &'a Linear)> {
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

/// The sums of one row by cell, with what decides whether a law can be checked on them.
struct RowSums<'a> {
    row: &'a RollupRow,
    /// In the smallest unit of each cell; 0 where the row has no such cell.
    sums: Vec<i64>,
    /// The cell occurs in all filings of the row. A law over other cells is not checked.
    known: Vec<bool>,
    /// The cell is a total that some office left blank, so the sum cannot equal the sum of the
    /// parts.
    blank_totals: Vec<bool>,
    /// The cell could not be read in some filing.
    unread: Vec<bool>,
    context: &'a RollupContext<'a>,
}

/// Maximum number of offices named in a message; the rest are counted.
const OFFICES_SHOWN: usize = 5;

impl<'a> RowSums<'a> {
    /// Spreads the cells of the row over arrays as long as the catalogue.
    fn of(row: &'a RollupRow, context: &'a RollupContext<'a>) -> RowSums<'a> {
        let catalogue = &context.pipeline.catalogue;
        let n_cells = catalogue.n_cells();
        let mut group = RowSums {
            row,
            sums: vec![0; n_cells],
            known: vec![false; n_cells],
            unread: vec![false; n_cells],
            blank_totals: vec![false; n_cells],
            context,
        };
        for (cell, sum, coverage) in &row.cells {
            group.sums[cell.at()] = i64::try_from(*sum).unwrap_or(i64::MAX / 64);
            // The sum of a cell that only some filings have cannot be compared with one that all
            // have.
            group.known[cell.at()] = coverage.filings == row.filings;
            group.unread[cell.at()] = coverage.unread > 0;
            // Where some office left the total blank, the sum of totals is less than the sum of the
            // parts.
            group.blank_totals[cell.at()] = catalogue.is_total(*cell) && coverage.blanks > 0;
        }
        group
    }

    /// Checks one law on the sums, or says why it cannot be checked there.
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
        // Each filing brings the constants of the law once.
        let n = i64::try_from(self.row.filings).unwrap_or(i64::MAX);
        let [left, right] = linear.sides(|term| self.sums[term.cell.at()]);
        let [more_left, more_right] = linear.constants.map(|constant| constant.saturating_mul(n.saturating_sub(1)));
        let decimals = say::decimals(&self.context.pipeline.catalogue, linear);
        let sums = Sums { left: left + more_left, right: right + more_right, decimals, dates: false };
        // Every figure of every filing may be rounded by up to `precision`.
        let figures = i64::try_from(linear.terms().count()).unwrap_or(i64::MAX).saturating_mul(n);
        let slack = linear.precision.saturating_mul(figures);
        if sums.difference().abs() <= slack { Outcome::Holds } else { Outcome::Breaks { sums, assumed: 0 } }
    }
}

/// The gap in one filing: left side minus right side. Cells without a number count as 0, as they do
/// in the sum.
fn gap(linear: &Linear, filing: &Filing) -> i64 {
    linear.gap(|term| filing.cells.get(term.cell).number().unwrap_or(0))
}

/// The name of a group. The group of all offices has a name in each language.
fn name(row: &RollupRow, pipeline: &Pipeline) -> Word {
    if row.kind == GroupKind::City { Word::from(&pipeline.city) } else { Word::from(&row.group) }
}
