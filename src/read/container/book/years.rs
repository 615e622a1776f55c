//! Sheets of the year before: one called 上年 beside that of this year.
//!
//! Such a sheet prints no year of its own. The other sheets say which year the workbook is of: if all are of 2023, the
//! sheet is of 2022. If they disagree, the sheet is refused, since its figures would be taken for another year's.

use crate::model::{Claim, Evidence, Message, Part, Pipeline, Reception, Year};
use crate::read::container::book::{claim_of_year, says_itself};
use crate::read::member::Member;

/// Gives sheets of the year before their year. If it cannot be told, or the sheet itself says that it is of this year,
/// it is refused.
pub(super) fn settle(members: &mut [Member], names: &[String], cover: &[Claim], pipeline: &Pipeline) {
    let Some(pattern) = &pipeline.identity.named_years.1 else { return };
    let is_last = |name: &str| pattern.is_match(name.trim());
    if !names.iter().any(|name| is_last(name)) {
        return;
    }
    let others =
        members.iter().zip(names).filter(|(_, name)| !is_last(name)).flat_map(|(member, _)| &member.reading.parts);
    let of_others: Vec<Year> = others.filter_map(|part| year(&part.claims, |_| true)).collect();
    let all = members.iter().flat_map(|member| &member.reading.parts);
    let base = of_others.first().copied().filter(|first| of_others.iter().all(|year| year == first));
    let base = base.or(year(cover, |_| true)).or(all.filter_map(|part| year(&part.claims, |_| true)).min());
    let is_clear = of_others.windows(2).all(|pair| pair[0] == pair[1]);
    for (member, name) in members.iter_mut().zip(names).filter(|(_, name)| is_last(name)) {
        let own = |part: &Part| year(&part.claims, says_itself);
        let dated = |part: &Part| own(part).filter(|own| Some(*own) != base).is_some();
        match base.filter(|_| is_clear) {
            Some(base) if !member.reading.parts.iter().any(|part| own(part) == Some(base)) => {
                let undated = member.reading.parts.iter_mut().filter(|part| own(part).is_none());
                undated.for_each(|part| put_year(part, Year(base.0.saturating_sub(1))));
            }
            _ if member.reading.parts.iter().all(dated) => {}
            _ => {
                member.reading.parts.clear();
                let intake = &mut member.reading.intake;
                intake.reception = Reception::Rejected;
                intake.messages = vec![Message::new("intake.last_year").with("name", name)];
            }
        }
    }
}

/// The year of the weightiest statement among those that count.
fn year(claims: &[Claim], counts: impl Fn(&Claim) -> bool) -> Option<Year> {
    let dated = claims.iter().filter(|claim| counts(claim)).filter_map(|claim| Some((claim.from, claim.year?)));
    dated.min_by_key(|(from, _)| *from).map(|(_, year)| year)
}

/// Replaces what a part says about its year.
fn put_year(part: &mut Part, year: Year) {
    part.claims.iter_mut().for_each(|claim| claim.year = None);
    match part.claims.first_mut().filter(|claim| claim.from == Evidence::Column) {
        Some(line) => line.year = Some(year),
        None => part.claims.push(claim_of_year(year)),
    }
}
