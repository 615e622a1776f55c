//! What the other filings of an office say: laws that look into another year, with that year's figures put in.
//!
//! They make a repair likelier or less likely, and are no condition of it: last year's figure may be the wrong
//! one.

use crate::localize::board::{Board, Spot};
use crate::model::{
    CellIx, Check, Filing, Likeness, Linear, Millinats, Pipeline, Rule, RuleAt, RuleIx, Term, Value, When,
};

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

/// The evidence of the filings before and after.
pub fn of(
    pipeline: &Pipeline,
    board: &Board,
    filing: &Filing,
    before: Option<&Filing>,
    after: Option<&Filing>,
) -> Vec<Evidence> {
    let mut found = Vec::new();
    for (at, rule) in pipeline.rules.iter().enumerate() {
        let ix = RuleIx(at as u16);
        let own = instances(rule, filing).map(|linear| (linear, true));
        let next = after.into_iter().flat_map(|after| instances(rule, after)).map(|linear| (linear, false));
        for (linear, own) in own.chain(next) {
            let (now, last) = if own { (Some(filing), before) } else { (after, Some(filing)) };
            let (Some(now), Some(last)) = (now, last) else { continue };
            let this = if own { When::Now } else { When::LastYear };
            found.extend(put_in(pipeline, board, ix, linear, this, [now, last]));
        }
    }
    found
}

fn instances<'a>(rule: &'a Rule, filing: &Filing) -> impl Iterator<Item = &'a Linear> {
    let form = rule.table.and_then(|table| filing.tables.get(table.at()).copied().flatten()).unwrap_or(filing.form());
    let all = match &rule.check {
        Check::Linear { instances, .. } => instances.get(form.at()),
        Check::Conditional { .. }
        | Check::Unique { .. }
        | Check::Usual { .. }
        | Check::Prose
        | Check::Method(_)
        | Check::Fact(_) => None,
    };
    let tells = |linear: &&Linear| rule.is_owed_by_all(linear) && linear.is_plain() && linear.looks_back();
    all.into_iter().flatten().filter(tells)
}

/// The law with the other year's figures put in; none where a figure is missing or no cell is on the board.
fn put_in(
    pipeline: &Pipeline,
    board: &Board,
    rule: RuleIx,
    linear: &Linear,
    this: When,
    filings: [&Filing; 2],
) -> Option<Evidence> {
    let [now, last] = filings;
    let at = RuleAt { rule, key: linear.key.clone() };
    let mut evidence = Evidence { at, own: this == When::Now, terms: Vec::new(), constant: 0 };
    for (side, sign) in [(&linear.left, 1), (&linear.right, -1)] {
        for term in side {
            let coefficient = sign * i64::from(term.coefficient);
            let filing = if term.when == When::Now { now } else { last };
            for cell in counted_by(pipeline, [now, last], term)? {
                let Value::Number(number) = filing.cells.get(cell) else { return None };
                match board.spot(cell).filter(|_| term.when == this) {
                    Some(spot) => evidence.terms.push((spot, coefficient)),
                    None => evidence.constant += coefficient * number,
                }
            }
        }
    }
    (!evidence.terms.is_empty()).then_some(evidence)
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
