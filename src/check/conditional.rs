//! Checks rules of the form "if … then …", and rules that certain cells have to be filled in.
//!
//! ```text
//! rule     if fees > 0 then charged > 0
//!
//! fees 0   charged 0    holds: the condition is not met
//! fees 5   charged 2    holds
//! fees 5   charged 0    fails, with the arithmetic of "charged > 0"
//! fees ?   charged 0    skipped: the condition could not be read
//! ```

use crate::check::linear::evaluate;
use crate::check::{Asked, Checked};
use crate::model::{
    BlankPolicy, CellIx, Clause, Conditional, Finding, FindingKey, Labelled, Message, Outcome, Skip, State, Sums,
};

/// The result of one clause on a filing.
enum Verdict {
    /// The clause is true.
    Holds,
    /// The comparison is false; with both sides and the number of blanks taken as 0.
    Breaks(Sums, u32),
    /// This cell should be filled in and is blank.
    Blank(CellIx),
    /// The clause cannot be evaluated.
    Skipped(Skip),
}

impl Asked<'_> {
    /// Checks every instance of a conditional rule on the filing. Each instance has at most one
    /// finding, about the first clause that fails, under the key of the instance.
    pub(super) fn conditional(&self, instances: &[Conditional], blank: BlankPolicy, checked: &mut Checked) {
        for instance in instances {
            match self.broken_clause(instance, blank) {
                Ok(None) => checked.count(self.rule, &Outcome::Holds),
                Err(why) => checked.count(self.rule, &Outcome::Skipped(why)),
                Ok(Some((clause, verdict))) => {
                    let found = match (clause, verdict) {
                        (Clause::Compare(linear), Verdict::Breaks(sums, assumed)) => {
                            self.broken(linear, &sums, assumed)
                        }
                        (_, Verdict::Blank(cell)) => self.not_filled_in(cell),
                        (Clause::Compare(_) | Clause::Present(_), _) => continue,
                    };
                    let key = FindingKey::Line(instance.key.clone());
                    checked.fails(Finding { key, severity: instance.severity, ..found });
                }
            }
        }
    }

    /// The first clause that should hold and does not. Returns nothing if all clauses hold or the
    /// condition is not met, and the reason if a clause on the way to the answer cannot be
    /// evaluated.
    fn broken_clause<'c>(
        &self,
        instance: &'c Conditional,
        blank: BlankPolicy,
    ) -> Result<Option<(&'c Clause, Verdict)>, Skip> {
        for clause in &instance.given {
            match self.verdict(clause, blank) {
                Verdict::Holds => {}
                Verdict::Breaks(..) | Verdict::Blank(_) => return Ok(None),
                Verdict::Skipped(why) => return Err(why),
            }
        }
        for clause in &instance.then {
            match self.verdict(clause, blank) {
                Verdict::Holds => {}
                Verdict::Skipped(why) => return Err(why),
                broken => return Ok(Some((clause, broken))),
            }
        }
        Ok(None)
    }

    /// Evaluates one clause. For cells that have to be filled in, a blank counts before a cell that
    /// was not read, since it fails whatever the other cell holds.
    fn verdict(&self, clause: &Clause, blank: BlankPolicy) -> Verdict {
        let now = self.view.now;
        match clause {
            Clause::Compare(linear) => match evaluate(linear, blank, self.view, self.catalogue()) {
                Outcome::Holds => Verdict::Holds,
                Outcome::Breaks { sums, assumed } => Verdict::Breaks(sums, assumed),
                Outcome::Skipped(why) => Verdict::Skipped(why),
            },
            Clause::Present(cells) => {
                let is = |state: State| move |cell: &&CellIx| !now.known[cell.at()] && now.state(**cell) == state;
                match (cells.iter().find(is(State::Blank)), cells.iter().find(is(State::Unread))) {
                    (Some(cell), _) => Verdict::Blank(*cell),
                    (None, Some(_)) => Verdict::Skipped(Skip::Unread),
                    (None, None) => Verdict::Holds,
                }
            }
        }
    }

    /// The finding about a cell that should be filled in.
    fn not_filled_in(&self, cell: CellIx) -> Finding {
        let wrong = Labelled::Rule(self.rule);
        let message = Message::new("finding.not_filled_in").with("wrong", wrong).with("cell", cell);
        self.finding(FindingKey::Whole, message).on(cell, self.filing)
    }
}
