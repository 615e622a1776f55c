//! Checks single cells and whether a filing holds any figures at all.
//!
//! ```text
//! cell    -3        not_negative: fails, unless the cell is a signed count
//! total   (blank)   blank_total: fails if the row has figures, is skipped if the row is blank
//! all     0 0 0 …   all_zero: fails
//! all     – – – …   all_blank: fails
//! ```

use crate::check::{Asked, Checked};
use crate::model::{CellIx, Finding, FindingKey, Message, Outcome, Skip, State, Sums};
use crate::say;

impl Asked<'_> {
    /// Checks that no count is negative. Each negative cell is a finding of its own.
    pub(super) fn not_negative(&self, checked: &mut Checked) {
        let now = self.view.now;
        let mut held = 0;
        for (at, def) in self.catalogue().cells.iter().enumerate() {
            if !now.known[at] || !self.context.plan.counted[at] {
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
            let found = self.finding(FindingKey::Cell(cell), message).on(cell, self.filing);
            checked.fails(Finding { sums: Some(sums), ..found });
        }
        checked.tallies[self.rule.at()].held += held;
        self.skip_not_numbers(checked);
    }

    /// Counts the cells without a number as skipped, each with its reason.
    fn skip_not_numbers(&self, checked: &mut Checked) {
        for (_, state) in self.view.now.not_numbers() {
            let why = match state {
                State::Blank | State::NotApplicable | State::BelowLimit => Skip::Blank,
                State::Unreadable => Skip::Unreadable,
                State::Unread => Skip::Unread,
                State::NotInSource => Skip::NotOnForm,
            };
            checked.tallies[self.rule.at()].skip(why, 1);
        }
    }

    /// Checks that a total is filled in where its row has figures.
    pub(super) fn blank_totals(&self, checked: &mut Checked) {
        let (now, plan) = (self.view.now, self.context.plan);
        let totals = now.known.iter().zip(&plan.total);
        checked.tallies[self.rule.at()].held += totals.filter(|(known, total)| **known && **total).count() as u64;
        let is_blank_total = |cell: CellIx, state: State| state == State::Blank && plan.total[cell.at()];
        for (cell, _) in now.not_numbers().iter().copied().filter(|(cell, state)| is_blank_total(*cell, *state)) {
            if !now.row_has_figures(cell, self.catalogue()) {
                checked.tallies[self.rule.at()].skip(Skip::AllBlank, 1);
                continue;
            }
            let message = Message::new("finding.blank_total").with("cell", cell);
            checked.fails(self.finding(FindingKey::Cell(cell), message).on(cell, self.filing));
        }
    }

    /// Checks that some figure is not zero. An office may have had no cases at all, but it is worth
    /// a look.
    ///
    /// Skipped if a table is missing or something was not read, since the figures may be there.
    pub(super) fn all_zero(&self, checked: &mut Checked) {
        let now = self.view.now;
        let form = &self.catalogue().forms[self.filing.form().at()];
        let is_missing = |(found, rows): (&Option<_>, &Vec<_>)| found.is_none() && !rows.is_empty();
        let is_zero = || !now.numbers.iter().any(|number| *number != 0);
        if now.any_unread() && is_zero() {
            checked.count(self.rule, &Outcome::Skipped(Skip::Unread));
        } else if self.filing.tables.iter().zip(&form.rows).any(is_missing) {
            checked.count(self.rule, &Outcome::Skipped(Skip::NotOnForm));
        } else if !now.known.contains(&true) {
            checked.count(self.rule, &Outcome::Skipped(Skip::AllBlank));
        } else if !is_zero() {
            checked.count(self.rule, &Outcome::Holds);
        } else {
            checked.fails(self.finding(FindingKey::Whole, Message::new("finding.all_zero")));
        }
    }

    /// Checks that some cell is filled in. A cell with unreadable text counts as filled in.
    pub(super) fn all_blank(&self, checked: &mut Checked) {
        let now = self.view.now;
        let is_empty = |state: &State| matches!(state, State::Blank | State::NotInSource | State::Unread);
        if now.known.contains(&true) || now.not_numbers().iter().any(|(_, state)| !is_empty(state)) {
            checked.count(self.rule, &Outcome::Holds);
        } else if now.any_unread() {
            checked.count(self.rule, &Outcome::Skipped(Skip::Unread));
        } else {
            checked.fails(self.finding(FindingKey::Whole, Message::new("finding.all_blank")));
        }
    }
}
