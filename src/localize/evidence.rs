//! What the office's other filings suggest: laws that involve another year, with that year's
//! figures put in.
//!
//! They make a repair more or less likely but need not hold, since the figure of the other year may
//! be the wrong one.
//!
//! ```text
//! rule              left over from last year = prev(carried over)
//! filing of 2022    carried over 4
//! evidence on 2023  left over − 4 = 0
//! ```

use crate::localize::board::{Board, Spot};
use crate::model::{CellIx, Filing, Likeness, Linear, Millinats, Pipeline, Rule, RuleAt, RuleIx, Term, Value, When};

/// The equation Σ coefficient · cell + constant = 0. It holds if the other year is right.
#[derive(Clone, Debug)]
pub struct Evidence {
    /// The rule that involves the other year.
    pub at: RuleAt,
    /// True if the law belongs to this filing, false if it belongs to the next one.
    pub own: bool,
    /// Cells of this filing with their coefficients.
    pub terms: Vec<(Spot, i64)>,
    /// The sum of the other year's figures.
    pub constant: i64,
}

/// A filing and its neighbours in time, all of one office.
pub struct Years<'a> {
    /// The rules and forms.
    pub pipeline: &'a Pipeline,
    /// The filing to be repaired.
    pub filing: &'a Filing,
    /// That of the year before.
    pub before: Option<&'a Filing>,
    /// That of the year after.
    pub after: Option<&'a Filing>,
}

impl Years<'_> {
    /// The laws of this filing that involve the year before, and those of the next filing that
    /// involve this one.
    pub fn evidence(&self, board: &Board) -> Vec<Evidence> {
        let mut found = Vec::new();
        for (at, rule) in self.pipeline.rules.iter().enumerate() {
            let ix = RuleIx(at as u16);
            let own = instances(rule, self.filing).map(|linear| (linear, When::Now));
            let after = self.after.into_iter().flat_map(|after| instances(rule, after));
            for (linear, this) in own.chain(after.map(|linear| (linear, When::LastYear))) {
                found.extend(self.put_in(board, (ix, linear), this));
            }
        }
        found
    }

    /// The law with the figures of the other year put in. `this` is the year in the law that the
    /// filing stands for. Nothing if a figure is missing or no cell of the law is on the board.
    fn put_in(&self, board: &Board, (rule, linear): (RuleIx, &Linear), this: When) -> Option<Evidence> {
        let (now, last) = match this {
            When::Now => (self.filing, self.before?),
            When::LastYear | When::Children => (self.after?, self.filing),
        };
        let at = RuleAt { rule, key: linear.key.clone() };
        let mut evidence = Evidence { at, own: this == When::Now, terms: Vec::new(), constant: 0 };
        for (coefficient, term) in linear.signed_terms() {
            let filing = if term.when == When::Now { now } else { last };
            for cell in counted_by(self.pipeline, [now, last], term)? {
                let Value::Number(number) = filing.cells.get(cell) else { return None };
                match board.spot(cell).filter(|_| term.when == this) {
                    Some(spot) => evidence.terms.push((spot, coefficient)),
                    None => evidence.constant += coefficient * number,
                }
            }
        }
        (!evidence.terms.is_empty()).then_some(evidence)
    }
}

/// The equations of a rule that involve the year before.
fn instances<'a>(rule: &'a Rule, filing: &Filing) -> impl Iterator<Item = &'a Linear> {
    let tells = |linear: &&Linear| rule.is_owed_by_all(linear) && linear.is_plain() && linear.looks_back();
    rule.laws_on(filing.form_for(rule)).iter().filter(tells)
}

/// The cells of a term. Where the form changed in between, these are the cells that count exactly
/// the same; nothing if there are none.
fn counted_by(pipeline: &Pipeline, [now, last]: [&Filing; 2], term: &Term) -> Option<Vec<CellIx>> {
    let catalogue = &pipeline.catalogue;
    if term.when == When::Now {
        return Some(vec![term.cell]);
    }
    let table = catalogue.cell(term.cell).table.at();
    let form = |filing: &Filing| filing.tables.get(table).copied().flatten().unwrap_or_else(|| filing.form());
    let comparable = catalogue.comparable(form(last), form(now), term.cell);
    (comparable.likeness == Likeness::Exact).then_some(comparable.cells)
}

/// True if the equation holds with the changes.
pub fn holds(evidence: &Evidence, numbers: &[i64], changes: &[(Spot, i64)]) -> bool {
    let number = |spot: Spot| {
        changes.iter().find(|(changed, _)| *changed == spot).map_or(numbers[usize::from(spot)], |(_, number)| *number)
    };
    evidence.terms.iter().map(|(spot, a)| a * number(*spot)).sum::<i64>() + evidence.constant == 0
}

/// Cost of the equations that do not hold with the changes. `each` is the cost of one.
pub fn cost(all: &[Evidence], numbers: &[i64], changes: &[(Spot, i64)], each: Millinats) -> Millinats {
    all.iter().filter(|evidence| !holds(evidence, numbers, changes)).count() as Millinats * each
}
