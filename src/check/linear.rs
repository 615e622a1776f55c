//! Arithmetic laws: Σ left = Σ right.

use crate::check::{Checked, Context, finding};
use crate::model::{
    AllBlank, BlankPolicy, Catalogue, CellIx, FactKind, Filing, FindingKey, FormIx, Likeness, Linear, Outcome, Rule,
    RuleIx, Skip, State, Sums, Term, Value, When,
};
use crate::say;

/// One filing's values, unpacked for arithmetic.
#[derive(Clone, Debug, Default)]
pub struct Reading {
    /// 0 where the cell is no number.
    pub numbers: Vec<i64>,
    /// `[cell]`: it is a number.
    pub known: Vec<bool>,
    /// Why the others are no numbers.
    states: Vec<(CellIx, State)>,
    /// Cells that this year counts in another way than the filing read, in order.
    seams: Vec<CellIx>,
}

impl Reading {
    /// Unpacks a filing, reusing the memory; in a complete one only foreign cells are no numbers.
    pub fn read(&mut self, filing: &Filing, complete: Option<FormIx>) {
        filing.cells.unpack(&mut self.numbers, &mut self.known);
        self.states.clear();
        self.seams.clear();
        if complete.is_some() {
            return;
        }
        for (cell, value) in filing.cells.iter() {
            if let Value::Not(state) = value {
                self.states.push((cell, state));
            }
        }
    }

    /// Turns the figures of last year into those that this year's form versions count, where the two differ:
    /// exactly where the pipeline says so, and nowhere else.
    pub fn across(&mut self, last_year: &Filing, filing: &Filing, looked_at: &[CellIx], catalogue: &Catalogue) {
        let form_of = |filing: &Filing, cell: CellIx| {
            filing.tables[catalogue.cell(cell).table.at()].unwrap_or_else(|| filing.form())
        };
        let (numbers, known) = (self.numbers.clone(), self.known.clone());
        for &cell in looked_at {
            let (from, to) = (form_of(last_year, cell), form_of(filing, cell));
            if from == to {
                continue;
            }
            let comparable = catalogue.comparable(from, to, cell);
            match (comparable.likeness, &comparable.cells[..]) {
                (Likeness::Exact, [same]) if *same == cell => {}
                (Likeness::Exact, cells) if cells.iter().all(|cell| known[cell.at()]) => {
                    self.numbers[cell.at()] = cells.iter().map(|cell| numbers[cell.at()]).sum();
                    self.known[cell.at()] = true;
                }
                (Likeness::Exact, cells) => {
                    let unknown = cells.iter().find(|cell| !known[cell.at()]);
                    let why = unknown.map_or(State::NotOnForm, |cell| self.state(*cell));
                    self.known[cell.at()] = false;
                    self.states.retain(|(other, _)| *other != cell);
                    let at = self.states.partition_point(|(other, _)| *other < cell);
                    self.states.insert(at, (cell, why));
                }
                (Likeness::Soft | Likeness::No, _) => {
                    self.known[cell.at()] = false;
                    self.seams.push(cell);
                }
            }
        }
    }

    /// Why the cell is no number.
    pub fn state(&self, cell: CellIx) -> State {
        match self.states.binary_search_by_key(&cell, |(at, _)| *at) {
            Ok(at) => self.states[at].1,
            Err(_) => State::NotOnForm,
        }
    }

    /// True if some number is below zero.
    pub fn any_negative(&self) -> bool {
        self.numbers.iter().any(|number| *number < 0)
    }

    /// Cells that are no numbers, in order; not listed for a complete filing.
    pub fn not_numbers(&self) -> &[(CellIx, State)] {
        &self.states
    }

    /// True if some cell in the row of this one holds a figure.
    pub fn row_has_figures(&self, cell: CellIx, catalogue: &Catalogue) -> bool {
        let def = catalogue.cell(cell);
        catalogue.table(def.table).row_cells(def.row).any(|other| self.known[other.at()])
    }
}

/// A declared law with what its blanks mean.
pub(super) struct Law<'a> {
    pub ix: RuleIx,
    pub rule: &'a Rule,
    pub blank: BlankPolicy,
    pub all_blank: AllBlank,
}

/// Checks every instance of a law on a filing.
pub(super) fn rule(
    law: &Law<'_>,
    instances: &[Linear],
    filing: &Filing,
    now: &Reading,
    before: Option<&Reading>,
    context: &Context<'_>,
    checked: &mut Checked,
) {
    for linear in instances {
        let outcome = evaluate(linear, law.blank, now, before, &context.pipeline.catalogue);
        checked.count(law.ix, &outcome);
        match &outcome {
            Outcome::Holds => {}
            Outcome::Breaks { sums, assumed } => {
                let figure = |term: &Term| figure(term, now, before);
                let message = say::broken(context.pipeline, law.rule, linear, sums, *assumed, &figure, context.wording);
                checked.findings.push(broken(law, linear, filing, sums.clone(), message, context));
            }
            Outcome::Skipped(Skip::AllBlank) if law.all_blank == AllBlank::Note => {
                blank_block(linear, filing, now, context, checked);
            }
            Outcome::Skipped(_) => {}
        }
    }
}

fn broken(
    law: &Law<'_>,
    linear: &Linear,
    filing: &Filing,
    sums: Sums,
    message: String,
    context: &Context<'_>,
) -> crate::model::Finding {
    let mut cells: Vec<CellIx> = linear.terms().filter(|term| term.when == When::Now).map(|term| term.cell).collect();
    let first = linear.left.iter().chain(&linear.right).find(|term| term.when == When::Now).map(|term| term.cell);
    cells.dedup();
    let mut found = finding(filing, law.ix, FindingKey::Line(linear.key.clone()), context);
    found.severity = linear.severity;
    found.place = first.and_then(|cell| filing.places.of(cell)).or(found.place);
    found.sums = Some(sums);
    found.message = message;
    found.cells = cells;
    found
}

/// A block left blank throughout is worth a note: it says neither "none" nor "unknown".
fn blank_block(linear: &Linear, filing: &Filing, now: &Reading, context: &Context<'_>, checked: &mut Checked) {
    let blank = linear.terms().all(|term| now.state(term.cell) == State::Blank);
    let (Some(rule), Some((table, row)), true) = (context.pipeline.fact(FactKind::BlankTotal), linear.line, blank)
    else {
        return;
    };
    let Some(total) = linear.left.first().map(|term| term.cell) else { return };
    let named = say::row(context.pipeline, table, row, context.wording);
    let mut found = finding(filing, rule, FindingKey::Cell(total), context);
    found.message = context.wording.say("finding.blank_block", &[("row", &named)]);
    found.cells = vec![total];
    found.place = filing.places.of(total).or(found.place);
    checked.findings.push(found);
}

fn figure(term: &Term, now: &Reading, before: Option<&Reading>) -> i64 {
    match (term.when, before) {
        (When::Now, _) => now.numbers[term.cell.at()],
        (When::LastYear, Some(before)) => before.numbers[term.cell.at()],
        (When::LastYear, None) => 0,
    }
}

/// Evaluates one instance on a filing and, where the law looks back, the year before.
pub fn evaluate(
    linear: &Linear,
    blank: BlankPolicy,
    now: &Reading,
    before: Option<&Reading>,
    catalogue: &Catalogue,
) -> Outcome {
    let (mut left, mut right, mut all_known) = (0i64, 0i64, true);
    for (terms, sum) in [(&linear.left, &mut left), (&linear.right, &mut right)] {
        for term in terms {
            let reading = match (term.when, before) {
                (When::Now, _) => now,
                (When::LastYear, Some(before)) => before,
                (When::LastYear, None) => return Outcome::Skipped(Skip::NoLastYear),
            };
            all_known &= reading.known[term.cell.at()];
            *sum += i64::from(term.coefficient) * reading.numbers[term.cell.at()];
        }
    }
    let assumed = match all_known {
        true => 0,
        false => match blanks(linear, blank, now, before, catalogue) {
            Ok(assumed) => assumed,
            Err(why) => return Outcome::Skipped(why),
        },
    };
    if left == right {
        return Outcome::Holds;
    }
    Outcome::Breaks { sums: Sums { left, right, decimals: say::decimals(catalogue, linear) }, assumed }
}

/// How many blanks were taken as 0, or why that will not do.
fn blanks(
    linear: &Linear,
    policy: BlankPolicy,
    now: &Reading,
    before: Option<&Reading>,
    catalogue: &Catalogue,
) -> Result<u32, Skip> {
    let mut assumed = 0;
    let mut some_known = false;
    let mut blank_total = false;
    for term in linear.terms() {
        let reading = match term.when {
            When::Now => now,
            When::LastYear => before.unwrap_or(now),
        };
        if reading.known[term.cell.at()] {
            some_known = true;
            continue;
        }
        if reading.seams.binary_search(&term.cell).is_ok() {
            return Err(Skip::NotComparable);
        }
        match (reading.state(term.cell), policy) {
            (State::NotOnForm, _) => return Err(Skip::NotOnForm),
            (State::Unreadable, _) => return Err(Skip::Unreadable),
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

/// True for a cell of a column that sums the others.
fn is_total(cell: CellIx, catalogue: &Catalogue) -> bool {
    let def = catalogue.cell(cell);
    catalogue.table(def.table).columns[def.column.at()].total
}
