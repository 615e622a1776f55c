//! Arithmetic laws: Σ left ⋈ Σ right.

use crate::check::view::{Reading, View};
use crate::check::{Checked, Context, finding};
use crate::model::{
    AllBlank, AxisIx, BlankPolicy, Catalogue, CellIx, CellKind, FactKind, Filing, Finding, FindingKey, Labelled,
    Linear, Message, Outcome, RuleIx, Scope, Severity, Skip, State, Subtotal, Sums, Term, When,
};
use crate::say;

/// A declared law with what its blanks mean.
pub(super) struct Law {
    pub ix: RuleIx,
    pub blank: BlankPolicy,
    pub all_blank: AllBlank,
}

/// Checks every instance of a law on a filing.
pub(super) fn rule(
    law: &Law,
    instances: &[Linear],
    filing: &Filing,
    view: &View<'_>,
    context: &Context<'_>,
    checked: &mut Checked,
) {
    let has_own_lines = context.plan.first_subtotal.is_some_and(|first| view.now.reaches_beyond(first));
    let asked = match has_own_lines {
        true => instances,
        false => &instances[..instances.partition_point(|linear| !linear.on_own_line)],
    };
    for linear in asked {
        let by_groups = if has_own_lines { by_groups(linear, filing, view, context) } else { None };
        let linear = by_groups.as_ref().unwrap_or(linear);
        let outcome = evaluate(linear, law.blank, view, &context.pipeline.catalogue);
        checked.count(law.ix, &outcome);
        match &outcome {
            Outcome::Holds => {}
            Outcome::Breaks { sums, assumed } => {
                let mut found = broken(law.ix, linear, filing, (sums, *assumed), view, context);
                // Who stands below whom was told by names and folders, and is not certain.
                if linear.looks_below() && !context.register.given {
                    found.severity = found.severity.max(Severity::Warning);
                }
                if filing.scope == Scope::Total {
                    of_total(&mut found, linear, sums, view);
                }
                checked.findings.push(found);
            }
            Outcome::Skipped(Skip::AllBlank) if law.all_blank == AllBlank::Note => {
                blank_block(linear, filing, view, context, checked);
            }
            Outcome::Skipped(_) => {}
        }
    }
}

/// The law with the own lines of groups in the place of members that are all blank: an office that has filled in the
/// sums only has not said that their parts are 0. Nothing where no group is so.
fn by_groups(linear: &Linear, filing: &Filing, view: &View<'_>, context: &Context<'_>) -> Option<Linear> {
    let catalogue = &context.pipeline.catalogue;
    let table = linear.left.first().map(|term| catalogue.cell(term.cell).table)?;
    let form = &catalogue.forms[filing.tables[table.at()]?.at()];
    let is_empty = |cell: &CellIx| matches!(view.now.state(*cell), State::Blank | State::NotInSource);
    let mut replaced = linear.clone();
    for Subtotal { cell, members } in &form.subtotals {
        let blank = members.iter().all(|member| !view.now.known[member.at()] && is_empty(member));
        if !blank || !view.now.known[cell.at()] {
            continue;
        }
        for side in [&mut replaced.left, &mut replaced.right] {
            let is_part = |term: &Term| term.when == When::Now && members.contains(&term.cell);
            let coefficient = side.iter().find(|term| is_part(term)).map(|term| term.coefficient);
            // A sum that takes only some of the members cannot do with all of them.
            if let Some(coefficient) = coefficient
                && side.iter().filter(|term| is_part(term)).count() == members.len()
            {
                side.retain(|term| !is_part(term));
                side.push(Term { coefficient, cell: *cell, when: When::Now });
            }
        }
    }
    (replaced.left != linear.left || replaced.right != linear.right).then_some(replaced)
}

/// What is broken in a published total is mostly broken below it, and whose figures are in it changes from year to year:
/// neither is its own mistake.
fn of_total(found: &mut Finding, linear: &Linear, sums: &Sums, view: &View<'_>) {
    if comes_from_below(linear, sums, view) {
        found.severity = Severity::Note;
        found.message = Message::new("finding.from_below").with("sentence", found.message.clone());
    } else if linear.looks_back() {
        found.severity = Severity::Note;
    }
}

/// True if the offices below a published total break the law together by as much: each of them has been told.
fn comes_from_below(linear: &Linear, sums: &Sums, view: &View<'_>) -> bool {
    let Some((below, _)) = view.below.filter(|_| linear.is_plain()) else { return false };
    let side = |terms: &[Term]| -> i64 {
        terms.iter().map(|term| i64::from(term.coefficient) * below.numbers[term.cell.at()]).sum()
    };
    linear.terms().all(|term| term.when == When::Now && below.known[term.cell.at()])
        && side(&linear.left) - side(&linear.right) == sums.difference()
}

/// The finding of a broken law, with its arithmetic.
pub(crate) fn broken(
    rule: RuleIx,
    linear: &Linear,
    filing: &Filing,
    (sums, assumed): (&Sums, u32),
    view: &View<'_>,
    context: &Context<'_>,
) -> Finding {
    let mut cells: Vec<CellIx> = linear.terms().filter(|term| term.when == When::Now).map(|term| term.cell).collect();
    let first = cells.first().copied();
    cells.dedup();
    let figure = |term: &Term| view.figure(term);
    let message = say::broken(context.pipeline, (rule, linear), sums, assumed, &figure);
    let mut found = finding(filing, rule, FindingKey::Line(linear.key.clone()), message, context);
    found.severity = linear.severity;
    found.place = first.and_then(|cell| filing.places.of(cell)).or(found.place);
    found.sums = Some(sums.clone());
    found.cells = cells;
    found
}

/// A block left blank throughout is worth a note: it says neither "none" nor "unknown".
fn blank_block(linear: &Linear, filing: &Filing, view: &View<'_>, context: &Context<'_>, checked: &mut Checked) {
    let blank = linear.terms().all(|term| view.now.state(term.cell) == State::Blank);
    let (Some(rule), Some((table, row)), true) = (context.pipeline.fact(FactKind::BlankTotal), linear.line, blank)
    else {
        return;
    };
    let Some(total) = linear.left.first().map(|term| term.cell) else { return };
    let message = Message::new("finding.blank_block").with("row", Labelled::Row(table, row));
    let found = finding(filing, rule, FindingKey::Cell(total), message, context);
    checked.findings.push(found.on(total, filing));
}

/// Evaluates one instance on what it sees.
pub fn evaluate(linear: &Linear, blank: BlankPolicy, view: &View<'_>, catalogue: &Catalogue) -> Outcome {
    let [mut left, mut right] = linear.constants;
    let mut all_known = true;
    let now = view.now;
    for (terms, sum) in [(&linear.left, &mut left), (&linear.right, &mut right)] {
        for term in terms {
            let reading = match (term.when, view.before, view.below) {
                (When::Now, _, _) => now,
                (When::LastYear, Some(before), _) => before,
                (When::Children, _, Some((below, _))) => below,
                (When::LastYear, None, _) => return Outcome::Skipped(Skip::NoLastYear),
                (When::Children, _, None) => return Outcome::Skipped(Skip::NoChildren),
            };
            all_known &= reading.known[term.cell.at()];
            *sum += i64::from(term.coefficient) * reading.numbers[term.cell.at()];
        }
    }
    let assumed = match all_known {
        true => 0,
        false => match blanks(linear, blank, view, catalogue) {
            Ok(assumed) => assumed,
            Err(why) => return Outcome::Skipped(why),
        },
    };
    if linear.relation.holds(left, right, slack(linear, view)) {
        return Outcome::Holds;
    }
    if is_open(linear, left - right, view, catalogue) {
        return Outcome::Skipped(Skip::Unread);
    }
    let dates = linear.terms().any(|term| catalogue.cell(term.cell).kind == CellKind::Date);
    Outcome::Breaks { sums: Sums { left, right, decimals: say::decimals(catalogue, linear), dates }, assumed }
}

/// True if a sum down a column is as much greater than its parts as a row has that is none of the form's: what that is,
/// only the office knows, and its sum may be right.
fn is_open(linear: &Linear, gap: i64, view: &View<'_>, catalogue: &Catalogue) -> bool {
    let (total, parts, missing) = match linear.left.len().cmp(&linear.right.len()) {
        std::cmp::Ordering::Less => (&linear.left, &linear.right, gap),
        std::cmp::Ordering::Greater => (&linear.right, &linear.left, -gap),
        std::cmp::Ordering::Equal => return false,
    };
    let ([total], true) = (&total[..], linear.is_plain() && missing > 0) else { return false };
    let def = catalogue.cell(total.cell);
    let is_beside = |term: &Term| {
        let other = catalogue.cell(term.cell);
        term.when == When::Now && (other.table, other.column) == (def.table, def.column)
    };
    parts.iter().chain([total]).all(is_beside) && view.now.is_astray(def.table, def.column, missing)
}

/// How far the sides may be apart: each figure that enters may be off by its precision.
fn slack(linear: &Linear, view: &View<'_>) -> i64 {
    if linear.precision == 0 {
        return 0;
    }
    let figures = linear.terms().map(|term| i64::from(term.coefficient.abs()) * view.n_figures(term.when));
    linear.precision * figures.sum::<i64>()
}

/// How many blanks were taken as 0, or why that will not do.
fn blanks(linear: &Linear, policy: BlankPolicy, view: &View<'_>, catalogue: &Catalogue) -> Result<u32, Skip> {
    let mut assumed = 0;
    let mut some_known = false;
    let mut blank_total = false;
    for term in linear.terms() {
        let reading = view.reading(term.when).unwrap_or(view.now);
        if reading.known[term.cell.at()] {
            some_known = true;
            continue;
        }
        if reading.is_seam(term.cell) {
            return Err(Skip::NotComparable);
        }
        match (reading.state(term.cell), policy) {
            (State::NotInSource, _) if is_unused_line(term.cell, reading, catalogue) => {}
            (State::NotInSource, _) => return Err(Skip::NotOnForm),
            (State::Unreadable, _) => return Err(Skip::Unreadable),
            (State::Unread, _) => return Err(Skip::Unread),
            (State::BelowLimit, _) | (State::Blank | State::NotApplicable, BlankPolicy::Skip) => {
                return Err(Skip::Blank);
            }
            (state @ (State::Blank | State::NotApplicable), BlankPolicy::Zero) => {
                blank_total |= is_total(term.cell, catalogue) && reading.row_has_figures(term.cell, catalogue);
                assumed += u32::from(state == State::Blank);
            }
        }
    }
    match (some_known, blank_total) {
        (false, _) => Err(Skip::AllBlank),
        (true, true) => Err(Skip::BlankTotal),
        (true, false) => Ok(assumed),
    }
}

/// True for a line that an open list has room for and did not need.
fn is_unused_line(cell: CellIx, reading: &Reading, catalogue: &Catalogue) -> bool {
    let def = catalogue.cell(cell);
    let table = catalogue.table(def.table);
    let is_there = |first: CellIx| reading.known[first.at()] || reading.state(first) != State::NotInSource;
    table.by_line && table.cell(AxisIx(0), def.column).is_some_and(is_there)
}

/// True for a cell of a column that sums the others.
fn is_total(cell: CellIx, catalogue: &Catalogue) -> bool {
    let def = catalogue.cell(cell);
    catalogue.table(def.table).columns[def.column.at()].total
}
