//! Titles over several lines, with the office above, below or beside them.

use std::sync::Arc;

use crate::model::{Claim, Evidence, Identity};
use crate::read::identify::title::{LONGEST_TITLE, bare, in_text};
use crate::read::identify::{beside, claim, is_nobody, scope};

/// A title is spread over at most so many lines.
const MOST_LINES: usize = 4;
/// So many texts are looked through.
const MOST_TEXTS: usize = 60;

/// What texts say together that none of them says alone: a title over several lines, or with the office above, below or
/// beside it.
pub(crate) fn over_lines(texts: &[&str], names_office: bool, identity: &Identity) -> Vec<Claim> {
    let texts = texts.get(..MOST_TEXTS).unwrap_or(texts);
    let bare: Vec<String> = texts
        .iter()
        .map(|text| if text.len() > LONGEST_TITLE { String::new() } else { bare(text, identity) })
        .collect();
    // Nothing is left of 附件2, and nothing must not stand between two halves of a title.
    let short: Vec<&str> = bare.iter().map(String::as_str).filter(|text| !text.is_empty()).collect();
    let mut claims: Vec<Claim> = Vec::new();
    claims.extend(joined(&short, identity));
    if claims.is_empty() && !names_office {
        claims.extend(beside::of_title(&short, identity).or_else(|| signed(&short, identity)));
    }
    claims
}

/// The shortest run of lines that gives office and year together. A line that ends with a colon names an addressee.
fn joined(texts: &[&str], identity: &Identity) -> Option<Claim> {
    let runs = (2..=MOST_LINES).flat_map(|n| texts.windows(n).enumerate());
    let (at, run, said) = runs.into_iter().filter(|(at, _)| !texts[*at].ends_with(':')).find_map(|(at, run)| {
        let text = run.concat();
        let said = (text.len() <= LONGEST_TITLE).then(|| in_text(&text, identity)).flatten()?;
        // Any line may stand above a title: a link, a remark, the number of an annex.
        let is_name = |office: &str| identity.name.as_ref().is_none_or(|name| name.is_match(office));
        let is_told = said.year.is_some() && said.office.as_deref().is_some_and(is_name);
        is_told.then_some((at, run, said))
    })?;
    let text = run.concat();
    // A name on a line of its own is the office's only if nothing beside it contradicts that.
    let office = match beside::is_name(texts[at], identity) {
        true => beside::owner(texts, Some(at), Some(at + run.len()), identity).map(Arc::from),
        false => said.office.clone(),
    };
    let validity = identity.validity(&text);
    Some(Claim { office, scope: scope(&text, identity).or(said.scope), validity, ..said })
}

/// A name above the date of signing.
fn signed(texts: &[&str], identity: &Identity) -> Option<Claim> {
    let name = identity.name.as_ref()?;
    let is_day = |text: &str| {
        let whole = identity.path_dates.matching(text).filter_map(|date| date.find(text));
        whole.into_iter().any(|date| date.len() == text.len())
    };
    let signed = texts.windows(2).rev().find(|pair| name.is_match(pair[0]) && is_day(pair[1]))?;
    let (office, scope) = identity.name_and_scope(signed[0]);
    (!is_nobody(&office, identity)).then(|| Claim { scope, ..claim(Evidence::Imprint, Some(&office), None) })
}
