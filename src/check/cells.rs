//! What every single cell must be: a figure, of the right kind, and there.

use crate::check::view::Reading;
use crate::check::{Checked, Context, finding};
use crate::model::{CellIx, Filing, Finding, FindingKey, Message, Outcome, RuleIx, Skip, State, Sums};
use crate::say;

/// A count is not negative.
pub(super) fn not_negative(rule: RuleIx, filing: &Filing, now: &Reading, context: &Context<'_>, checked: &mut Checked) {
    let mut held = 0;
    for (at, def) in context.pipeline.catalogue.cells.iter().enumerate() {
        if !now.known[at] || !context.plan.counted[at] {
            continue;
        }
        if now.numbers[at] >= 0 {
            held += 1;
            continue;
        }
        let cell = CellIx(at as u16);
        let decimals = def.kind.decimals();
        let value = say::decimal(i128::from(now.numbers[at]), decimals);
        let sums = Sums { left: now.numbers[at], right: 0, decimals, dates: false };
        let message = Message::new("finding.not_negative").with("cell", cell).with("value", value);
        let found = finding(filing, rule, FindingKey::Cell(cell), message, context).on(cell, filing);
        checked.fails(Finding { sums: Some(sums), ..found });
    }
    checked.tallies[rule.at()].held += held;
    skipped(rule, now, checked);
}

/// Cells without a number are skipped, with the reason.
fn skipped(rule: RuleIx, now: &Reading, checked: &mut Checked) {
    for (_, state) in now.not_numbers() {
        let why = match state {
            State::Blank | State::NotApplicable | State::BelowLimit => Skip::Blank,
            State::Unreadable => Skip::Unreadable,
            State::Unread => Skip::Unread,
            State::NotInSource => Skip::NotOnForm,
        };
        checked.tallies[rule.at()].skip(why, 1);
    }
}

/// A total is filled in where its row is.
pub(super) fn blank_totals(rule: RuleIx, filing: &Filing, now: &Reading, context: &Context<'_>, checked: &mut Checked) {
    let catalogue = &context.pipeline.catalogue;
    let mut held = 0;
    for (known, total) in now.known.iter().zip(&context.plan.total) {
        held += u64::from(*known && *total);
    }
    checked.tallies[rule.at()].held += held;
    let blanks: Vec<CellIx> = now
        .not_numbers()
        .iter()
        .filter(|(cell, state)| *state == State::Blank && context.plan.total[cell.at()])
        .map(|(cell, _)| *cell)
        .collect();
    for cell in blanks {
        if !now.row_has_figures(cell, catalogue) {
            checked.tallies[rule.at()].skip(Skip::AllBlank, 1);
            continue;
        }
        let message = Message::new("finding.blank_total").with("cell", cell);
        checked.fails(finding(filing, rule, FindingKey::Cell(cell), message, context).on(cell, filing));
    }
}

/// Some figure is not zero; a return of nothing but zeros is possible and worth knowing.
pub(super) fn all_zero(rule: RuleIx, filing: &Filing, now: &Reading, context: &Context<'_>, checked: &mut Checked) {
    let form = &context.pipeline.catalogue.forms[filing.form().at()];
    let is_missing = |(found, rows): (&Option<_>, &Vec<_>)| found.is_none() && !rows.is_empty();
    let is_zero = || !now.numbers.iter().any(|number| *number != 0);
    if now.any_unread() && is_zero() {
        checked.count(rule, &Outcome::Skipped(Skip::Unread));
    } else if filing.tables.iter().zip(&form.rows).any(is_missing) {
        checked.count(rule, &Outcome::Skipped(Skip::NotOnForm));
    } else if !now.known.contains(&true) {
        checked.count(rule, &Outcome::Skipped(Skip::AllBlank));
    } else if !is_zero() {
        checked.count(rule, &Outcome::Holds);
    } else {
        checked.fails(finding(filing, rule, FindingKey::Whole, Message::new("finding.all_zero"), context));
    }
}

/// Some cell is filled in.
pub(super) fn all_blank(rule: RuleIx, filing: &Filing, now: &Reading, context: &Context<'_>, checked: &mut Checked) {
    let is_empty = |state: &State| matches!(state, State::Blank | State::NotInSource | State::Unread);
    if now.known.contains(&true) || now.not_numbers().iter().any(|(_, state)| !is_empty(state)) {
        checked.count(rule, &Outcome::Holds);
    } else if now.any_unread() {
        checked.count(rule, &Outcome::Skipped(Skip::Unread));
    } else {
        checked.fails(finding(filing, rule, FindingKey::Whole, Message::new("finding.all_blank"), context));
    }
}
