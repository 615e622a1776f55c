//! Checks the rollup against the rules of its own tables.
//!
//! A law is linear, so the gap in a group's sums is the sum of the gaps in its filings. Where a
//! rollup breaks a law, the message names the filings whose gaps add up to it. If they do not, the
//! program itself has added wrongly, and the finding is an error instead of a note.

use std::cell::OnceCell;
use std::collections::BTreeMap;

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
    for row in &rollup.rows {
        let group = RowSums::of(row, membership, context);
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
    /// The filings in the sums. They are only needed if a law breaks, and looked up then.
    members: OnceCell<Vec<&'a Filing>>,
    membership: &'a Membership<'a>,
    context: &'a RollupContext<'a>,
}

/// Maximum number of offices named in a message; the rest are counted.
const OFFICES_SHOWN: usize = 5;

impl<'a> RowSums<'a> {
    /// Spreads the cells of the row over arrays as long as the catalogue.
    fn of(row: &'a RollupRow, membership: &'a Membership<'a>, context: &'a RollupContext<'a>) -> RowSums<'a> {
        let catalogue = &context.pipeline.catalogue;
        let n_cells = catalogue.n_cells();
        let mut group = RowSums {
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

    /// The filings in the sums.
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

    /// The finding about a broken law, with the offices whose filings cause the gap. It is a note if
    /// their gaps explain all of it, since each has been reported already.
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
        // A gap inherited from filings has already been reported there. Any other gap is a fault of the
        // program.
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

/// The gap in one filing: left side minus right side. Cells without a number count as 0, as they do
/// in the sum.
fn gap(linear: &Linear, filing: &Filing) -> i64 {
    linear.gap(|term| filing.cells.get(term.cell).number().unwrap_or(0))
}

/// The name of a group. The group of all offices has a name in each language.
fn name(row: &RollupRow, pipeline: &Pipeline) -> Word {
    if row.kind == GroupKind::City { Word::from(&pipeline.city) } else { Word::from(&row.group) }
}
