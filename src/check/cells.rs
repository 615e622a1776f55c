//! What every single cell must be: a figure, of the right kind, and there.

use crate::check::view::Reading;
use crate::check::{Checked, Context, finding};
use crate::model::{CellIx, Filing, FindingKey, Outcome, RuleIx, Skip, State, Sums};
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
        let words = [("cell", say::cell(context.pipeline, cell, context.wording)), ("value", value)];
        cell_finding(rule, filing, cell, "finding.not_negative", &words, context, checked);
        if let Some(last) = checked.findings.last_mut() {
            last.sums = Some(sums.clone());
        }
        checked.count(rule, &Outcome::Breaks { sums, assumed: 0 });
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
        checked.tallies[rule.at()].failed += 1;
        let words = [("cell", say::cell(context.pipeline, cell, context.wording))];
        cell_finding(rule, filing, cell, "finding.blank_total", &words, context, checked);
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
        whole_finding(rule, filing, "finding.all_zero", context, checked);
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
        whole_finding(rule, filing, "finding.all_blank", context, checked);
    }
}

fn whole_finding(rule: RuleIx, filing: &Filing, sentence: &str, context: &Context<'_>, checked: &mut Checked) {
    checked.tallies[rule.at()].failed += 1;
    let mut found = finding(filing, rule, FindingKey::Whole, context);
    found.message = context.wording.say(sentence, &[]);
    checked.findings.push(found);
}

fn cell_finding(
    rule: RuleIx,
    filing: &Filing,
    cell: CellIx,
    sentence: &str,
    words: &[(&str, String)],
    context: &Context<'_>,
    checked: &mut Checked,
) {
    let words: Vec<(&str, &str)> = words.iter().map(|(word, filled)| (*word, filled.as_str())).collect();
    let mut found = finding(filing, rule, FindingKey::Cell(cell), context);
    found.message = context.wording.say(sentence, &words);
    found.cells = vec![cell];
    found.place = filing.places.of(cell).or(found.place);
    checked.findings.push(found);
}
