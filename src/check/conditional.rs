//! Rules of the form "if … then …", and cells that have to be filled in.

use crate::check::linear::{self, evaluate};
use crate::check::view::View;
use crate::check::{Checked, Context, finding};
use crate::model::{
    BlankPolicy, CellIx, Clause, Conditional, Filing, Finding, FindingKey, Labelled, Message, Outcome, RuleIx, Skip,
    State, Sums,
};

/// What one clause says of a filing.
enum Verdict {
    Holds,
    Breaks(Sums, u32),
    /// A cell that should be filled in is not.
    Blank(CellIx),
    Skipped(Skip),
}

/// Checks every instance of a conditional rule on a filing.
pub(super) fn rule(
    ix: RuleIx,
    blank: BlankPolicy,
    instances: &[Conditional],
    filing: &Filing,
    view: &View<'_>,
    context: &Context<'_>,
    checked: &mut Checked,
) {
    for instance in instances {
        match broken(instance, blank, view, context) {
            Ok(None) => checked.count(ix, &Outcome::Holds),
            Err(why) => checked.count(ix, &Outcome::Skipped(why)),
            Ok(Some((clause, verdict))) => {
                let mut found = match (clause, verdict) {
                    (Clause::Compare(linear), Verdict::Breaks(sums, assumed)) => {
                        linear::broken(ix, linear, filing, (&sums, assumed), view, context)
                    }
                    (_, Verdict::Blank(cell)) => not_filled_in(ix, cell, filing, context),
                    (Clause::Compare(_) | Clause::Present(_), _) => continue,
                };
                found.key = FindingKey::Line(instance.key.clone());
                found.severity = instance.severity;
                checked.fails(found);
            }
        }
    }
}

/// The first clause that should hold and does not.
fn broken<'a>(
    instance: &'a Conditional,
    blank: BlankPolicy,
    view: &View<'_>,
    context: &Context<'_>,
) -> Result<Option<(&'a Clause, Verdict)>, Skip> {
    for clause in &instance.given {
        match verdict(clause, blank, view, context) {
            Verdict::Holds => {}
            Verdict::Breaks(..) | Verdict::Blank(_) => return Ok(None),
            Verdict::Skipped(why) => return Err(why),
        }
    }
    for clause in &instance.then {
        match verdict(clause, blank, view, context) {
            Verdict::Holds => {}
            Verdict::Skipped(why) => return Err(why),
            broken => return Ok(Some((clause, broken))),
        }
    }
    Ok(None)
}

fn verdict(clause: &Clause, blank: BlankPolicy, view: &View<'_>, context: &Context<'_>) -> Verdict {
    match clause {
        Clause::Compare(linear) => match evaluate(linear, blank, view, &context.pipeline.catalogue) {
            Outcome::Holds => Verdict::Holds,
            Outcome::Breaks { sums, assumed } => Verdict::Breaks(sums, assumed),
            Outcome::Skipped(why) => Verdict::Skipped(why),
        },
        Clause::Present(cells) => {
            let is = |state: State| move |cell: &&CellIx| !view.now.known[cell.at()] && view.now.state(**cell) == state;
            match (cells.iter().find(is(State::Blank)), cells.iter().find(is(State::Unread))) {
                (Some(cell), _) => Verdict::Blank(*cell),
                (None, Some(_)) => Verdict::Skipped(Skip::Unread),
                (None, None) => Verdict::Holds,
            }
        }
    }
}

fn not_filled_in(rule: RuleIx, cell: CellIx, filing: &Filing, context: &Context<'_>) -> Finding {
    let message = Message::new("finding.not_filled_in").with("title", Labelled::Rule(rule)).with("cell", cell);
    finding(filing, rule, FindingKey::Whole, message, context).on(cell, filing)
}
