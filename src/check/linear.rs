//! Checks linear laws: the sum on the left compared with the sum on the right.
//!
//! ```text
//! law        a = b + c, blank counts as 0
//! a  b  c
//! 9  5  4    holds
//! 9  5  3    breaks: left 9, right 8
//! 9  9  –    holds, one blank assumed to be 0
//! –  –  –    skipped: all blank; a note if the rule asks for one
//! –  5  4    skipped: the total is blank, which another rule reports
//! ?  5  4    skipped: not read (?)
//! ```

use crate::check::view::{Reading, View};
use crate::check::{Asked, Checked};
use crate::model::{
    AllBlank, AxisIx, BlankPolicy, Catalogue, CellIx, CellKind, FactKind, Finding, FindingKey, Labelled, Linear,
    Message, Outcome, Scope, Severity, Skip, State, Subtotal, Sums, Term, When,
};
use crate::say;

impl Asked<'_> {
    /// Checks every instance of a law on a filing, and adds a finding for each that is broken.
    ///
    /// Instances about the own lines of groups come last in `laws` and are left out for filings
    /// without such lines.
    pub(super) fn linear(&self, laws: &[Linear], blank: BlankPolicy, all_blank: AllBlank, checked: &mut Checked) {
        let (view, plan) = (self.view, self.context.plan);
        let has_own_lines = plan.first_subtotal.is_some_and(|first| view.now.reaches_beyond(first));
        let asked = match has_own_lines {
            true => laws,
            false => &laws[..laws.partition_point(|linear| !linear.on_own_line)],
        };
        for linear in asked {
            let by_groups = if has_own_lines { self.by_groups(linear) } else { None };
            let linear = by_groups.as_ref().unwrap_or(linear);
            let outcome = evaluate(linear, blank, view, self.catalogue());
            checked.count(self.rule, &outcome);
            match &outcome {
                Outcome::Holds => {}
                Outcome::Breaks { sums, assumed } => {
                    let mut found = self.broken(linear, sums, *assumed);
                    // Without a register, names and folders show who stands below whom. They may be wrong.
                    if linear.looks_below() && !self.context.register.given {
                        found.severity = found.severity.max(Severity::Warning);
                    }
                    if self.filing.scope == Scope::Total {
                        self.of_total(&mut found, linear, sums);
                    }
                    checked.findings.push(found);
                }
                Outcome::Skipped(Skip::AllBlank) if all_blank == AllBlank::Note => {
                    checked.findings.extend(self.blank_block(linear));
                }
                Outcome::Skipped(_) => {}
            }
        }
    }

    /// The law with the own line of a group in place of its members, where all members are blank
    /// and the own line is not. An office that filled in only the group's sum has not stated that
    /// the parts are 0. Returns nothing if the law stays the same.
    ///
    /// ```text
    /// A = a1 + a2 + b      a1, a2 blank, the group's own line a = 7
    /// A = b + a
    /// ```
    fn by_groups(&self, linear: &Linear) -> Option<Linear> {
        let (catalogue, view) = (self.catalogue(), self.view);
        let table = linear.left.first().map(|term| catalogue.cell(term.cell).table)?;
        let form = &catalogue.forms[self.filing.tables[table.at()]?.at()];
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
                // A sum of only some members cannot use the group's line, which holds all of them.
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

    /// Lowers the severity where the law is broken in a published total. If the offices below break
    /// it by as much, the mistake is theirs. A comparison with last year fails easily, since the
    /// offices in the total change from year to year.
    fn of_total(&self, found: &mut Finding, linear: &Linear, sums: &Sums) {
        if self.comes_from_below(linear, sums) {
            found.severity = Severity::Note;
            found.message = Message::new("finding.from_below").with("sentence", found.message.clone());
        } else if linear.looks_back() {
            found.severity = Severity::Note;
        }
    }

    /// True if the sums of the offices below a published total break the law by the same amount.
    /// Each of those offices has a finding of its own.
    fn comes_from_below(&self, linear: &Linear, sums: &Sums) -> bool {
        let Some((below, _)) = self.view.below.filter(|_| linear.is_plain() && linear.is_inside_year()) else {
            return false;
        };
        linear.terms().all(|term| below.known[term.cell.at()])
            && linear.gap(|term| below.numbers[term.cell.at()]) == sums.difference()
    }

    /// The finding about a broken law. It shows the arithmetic and points to the first cell of the
    /// filing in the law. `assumed` is the number of blanks that were taken as 0.
    pub(super) fn broken(&self, linear: &Linear, sums: &Sums, assumed: u32) -> Finding {
        let mut cells: Vec<CellIx> =
            linear.terms().filter(|term| term.when == When::Now).map(|term| term.cell).collect();
        let first = cells.first().copied();
        cells.dedup();
        let figure = |term: &Term| self.view.figure(term);
        let message = say::broken(self.context.pipeline, (self.rule, linear), sums, assumed, &figure);
        let found = self.finding(FindingKey::Line(linear.key.clone()), message);
        Finding {
            severity: linear.severity,
            place: first.and_then(|cell| self.filing.places.of(cell)).or(found.place),
            sums: Some(sums.clone()),
            cells,
            ..found
        }
    }

    /// A note about a row that is blank throughout, since that means neither "none" nor "unknown".
    /// The note belongs to the rule about blank totals; there is none if the pipeline does not
    /// declare it.
    fn blank_block(&self, linear: &Linear) -> Option<Finding> {
        let rule = self.context.pipeline.fact(FactKind::BlankTotal)?;
        let (table, row) = linear.line?;
        let total = linear.left.first()?.cell;
        let is_blank = linear.terms().all(|term| self.view.now.state(term.cell) == State::Blank);
        let message = Message::new("finding.blank_block").with("row", Labelled::Row(table, row));
        let found = || self.context.finding(self.filing, rule, FindingKey::Cell(total), message);
        is_blank.then(|| found().on(total, self.filing))
    }
}

/// Evaluates one instance of a law. `blank` decides whether a blank cell counts as 0 or makes the
/// law impossible to check.
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

/// True if a sum down a column exceeds its parts by exactly what a row outside the form holds in
/// that column. Only the office knows what the row means, and its sum may be right.
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

/// The largest difference that is not a break: each printed figure may be off by the precision of
/// the law, times its coefficient.
fn slack(linear: &Linear, view: &View<'_>) -> i64 {
    if linear.precision == 0 {
        return 0;
    }
    let figures = linear.terms().map(|term| i64::from(term.coefficient.abs()) * view.n_figures(term.when));
    linear.precision * figures.sum::<i64>()
}

/// The number of blanks taken as 0, or the reason why the law cannot be checked.
///
/// Cells that do not apply also count as 0 but are not assumed. A total left blank beside figures
/// is reported by a rule of its own and skips the law.
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
                blank_total |= catalogue.is_total(term.cell) && reading.row_has_figures(term.cell, catalogue);
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

/// True for a line that the form has room for in an open list and that the filing did not need. It
/// counts as 0 if the first line of the list is there.
fn is_unused_line(cell: CellIx, reading: &Reading, catalogue: &Catalogue) -> bool {
    let def = catalogue.cell(cell);
    let table = catalogue.table(def.table);
    let is_there = |first: CellIx| reading.known[first.at()] || reading.state(first) != State::NotInSource;
    table.by_line && table.cell(AxisIx(0), def.column).is_some_and(is_there)
}
