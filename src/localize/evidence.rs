//! What the other filings of an office say: laws that look into another year, with that year's figures put in.
//!
//! They make a repair likelier or less likely, and are no condition of it: last year's figure may be the wrong
//! one.

use crate::localize::board::{Board, Spot};
use crate::model::{CellIx, Filing, Likeness, Linear, Millinats, Pipeline, Rule, RuleAt, RuleIx, Term, Value, When};

/// Σ coefficient · cell + constant = 0, if the other year is right.
#[derive(Clone, Debug)]
pub struct Evidence {
    /// The rule that looks into the other year.
    pub at: RuleAt,
    /// The law is this filing's own and not the next one's.
    pub own: bool,
    /// This filing's cells with their coefficients.
    pub terms: Vec<(Spot, i64)>,
    /// What the other year's figures add up to.
    pub constant: i64,
}

/// A filing between the others of its office.
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
    /// What the filings before and after say of this one.
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

    /// The law with the other year's figures put in, `this` filing being that of the year or the one before; none where
    /// a figure is missing or no cell is on the board.
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

fn instances<'a>(rule: &'a Rule, filing: &Filing) -> impl Iterator<Item = &'a Linear> {
    let tells = |linear: &&Linear| rule.is_owed_by_all(linear) && linear.is_plain() && linear.looks_back();
    rule.laws_on(filing.form_for(rule)).iter().filter(tells)
}

/// The cells whose sum the law means: over a change of form, those that count exactly the same.
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

/// True if the law holds with the changes.
pub fn holds(evidence: &Evidence, numbers: &[i64], changes: &[(Spot, i64)]) -> bool {
    let number = |spot: Spot| {
        changes.iter().find(|(changed, _)| *changed == spot).map_or(numbers[usize::from(spot)], |(_, number)| *number)
    };
    evidence.terms.iter().map(|(spot, a)| a * number(*spot)).sum::<i64>() + evidence.constant == 0
}

/// What the laws cost that do not hold with the changes.
pub fn cost(all: &[Evidence], numbers: &[i64], changes: &[(Spot, i64)], each: Millinats) -> Millinats {
    all.iter().filter(|evidence| !holds(evidence, numbers, changes)).count() as Millinats * each
}
