//! The statements about a part → the office and the year that they name.
//!
//! ```text
//! column    "Water Office"           in the line itself: weighs most
//! title     "Report of … for 2023"
//! sheet     "Water"
//! file      "Riverside/Water.xlsx"
//! folder    "2023"                   weighs less than all above
//! ```
//!
//! For the office, a statement that names one on the register comes before any that does not: `Water` in a title says
//! less than the full name of the file. For the year, the weightiest counts. The others are compared with the result
//! ([`crate::assemble::disagree`]).

use std::sync::Arc;

use crate::assemble::names::{self, Names};
use crate::model::{Claim, Evidence, Identity, OfficeIx, Part, Scope, Year};

/// A name without its region has at most so many characters.
const LONGEST_SHORT: usize = 14;

/// The year of the weightiest statement.
pub(crate) fn year(part: &Part) -> Option<Year> {
    part.claims
        .iter()
        .filter_map(|claim| claim.year.map(|year| (claim.from, year)))
        .min_by_key(|(from, _)| *from)
        .map(|(_, year)| year)
}

/// An office, and what a part calls it.
#[derive(Clone, Debug)]
pub(crate) struct Named {
    /// The office.
    pub office: OfficeIx,
    /// Its name or code as printed, which may be a short form of the registered name.
    pub name: Arc<str>,
}

/// The office that the weightiest statement names. One on the register takes precedence over one that is not.
pub(crate) fn office(part: &Part, names: &mut Names<'_>, identity: &Identity) -> Option<Named> {
    // The title of a table of offices says nothing about a line that names its own office.
    let is_line = |claim: &&Claim| claim.from == Evidence::Column && (claim.office.is_some() || claim.code.is_some());
    if let Some(only) = part.claims.iter().find(is_line) {
        let known = known(only, names);
        let named = only.office.as_deref().filter(|_| only.code.is_none());
        return match (known, named.and_then(|name| in_region(name, only, identity))) {
            (None, Some(name)) => Some(Named { office: names.found(&name), name: name.into() }),
            (known, _) => Some(Named { office: known.or_else(|| names.found_of(only))?, name: name_of(only) }),
        };
    }
    // A mention of a report of another year is about another report.
    let is_another =
        |claim: &Claim| claim.from == Evidence::Mention && claim.year.is_some() && claim.year != year(part);
    let mut claims: Vec<&Claim> = part.claims.iter().filter(|claim| !is_another(claim)).collect();
    claims.sort_by_key(|claim| claim.from);
    let claims = &in_folders(&claims, identity)[..];
    let is_like = |claim: &Claim| claim.office.as_ref().is_some_and(|name| is_name(claim.from, name, identity));
    let named = claims.iter().position(is_like);
    // The folder of an office may contain the files of others.
    let is_shadowed = |claim: &Claim, names: &Names<'_>| {
        let nearest = named.and_then(|at| claims.get(at)).filter(|nearest| nearest.from < Evidence::Folder);
        let pair = claim.office.as_deref().zip(nearest.and_then(|nearest| nearest.office.as_deref()));
        claim.from == Evidence::Folder && pair.is_some_and(|(folder, nearest)| names.differ(folder, nearest))
    };
    for claim in claims {
        if let Some(found) = registered(claim, names).filter(|_| !is_shadowed(claim, names)) {
            return Some(Named { office: found, name: name_of(claim) });
        }
    }
    for (at, claim) in claims.iter().enumerate() {
        let seat = |names: &Names<'_>| names.seat_of(claim.office.as_deref().filter(|_| named == Some(at))?);
        if let Some(found) = shortly(claim, names).or_else(|| seat(names)) {
            return Some(Named { office: found, name: name_of(claim) });
        }
    }
    claims.iter().find_map(|claim| {
        let name = claim.office.as_ref().or(claim.code.as_ref()).filter(|name| is_name(claim.from, name, identity))?;
        match in_region(name, claim, identity) {
            Some(name) => Some(Named { office: names.found(&name), name: name.into() }),
            None => Some(Named { office: names.found_of(claim)?, name: Arc::clone(name) }),
        }
    })
}

/// The statements, each with the region that it stands in: that of the file's name for a sheet, that of a folder for
/// the others.
pub(crate) fn in_folders(claims: &[&Claim], identity: &Identity) -> Vec<Claim> {
    let stem = |name: &str| {
        let stem = identity.seat.replace(name, "");
        identity.is_region(&stem).then(|| Arc::from(stem))
    };
    let of_path: Vec<&&Claim> =
        claims.iter().filter(|claim| matches!(claim.from, Evidence::File | Evidence::Folder)).collect();
    let region = |claim: &Claim| {
        let mut wider = of_path.iter().filter(|wider| wider.from > claim.from);
        wider.find_map(|wider| stem(wider.office.as_deref()?))
    };
    let own = |claim: &Claim| claim.within.as_ref().map(|within| stem(within).unwrap_or_else(|| Arc::clone(within)));
    let within = |claim: &Claim| own(claim).or_else(|| region(claim));
    claims.iter().map(|claim| Claim { within: within(claim), ..(*claim).clone() }).collect()
}

/// The name of an office with the region that its file or line is in, since every district has its 教育局.
fn in_region(name: &str, claim: &Claim, identity: &Identity) -> Option<String> {
    let within = claim.within.as_deref().filter(|within| identity.is_region(within))?;
    let is_short = match claim.from {
        Evidence::File => !name.contains(within) && !identity.is_region(name),
        Evidence::Column if identity.is_of_town(name) && !identity.is_of_town(within) => !name.contains(within),
        _ => !identity.names_region(name) && name.chars().count() <= LONGEST_SHORT,
    };
    (is_short && name != within).then(|| names::joined(within, name))
}

/// True if the statement may name an office that is on no register. A line or title says that it is an office; the name
/// of a file or folder has to look like one.
fn is_name(from: Evidence, name: &str, identity: &Identity) -> bool {
    match (from, &identity.name) {
        (Evidence::Column | Evidence::Line | Evidence::Title, _) => true,
        (Evidence::Sentence | Evidence::Page | Evidence::Imprint | Evidence::Mention, _) => true,
        (Evidence::Sheet | Evidence::File, Some(pattern)) => {
            pattern.is_match(name) || identity.path_name.as_ref().is_some_and(|pattern| pattern.is_match(name))
        }
        (Evidence::Folder, Some(pattern)) => pattern.is_match(name),
        (Evidence::Sheet | Evidence::File, None) => true,
        (Evidence::Folder, None) => false,
    }
}

/// The name, or else the code, that a statement gives.
pub(crate) fn name_of(claim: &Claim) -> Arc<str> {
    claim.office.as_ref().or(claim.code.as_ref()).map_or_else(|| "".into(), Arc::clone)
}

/// The registered office with that code, or exactly that name.
pub(crate) fn registered(claim: &Claim, names: &mut Names<'_>) -> Option<OfficeIx> {
    if !names.given() {
        return None;
    }
    if let Some(found) = claim.code.as_ref().and_then(|code| names.by_code(code)) {
        return Some(found);
    }
    let office = claim.office.as_ref()?;
    if claim.scope == Some(Scope::Own)
        && let Some(own) = names.registered_own(office)
    {
        return Some(own);
    }
    match claim.from {
        Evidence::Sheet | Evidence::File | Evidence::Folder => names.registered_in_path(office),
        Evidence::Column | Evidence::Line | Evidence::Title => names.registered(office),
        Evidence::Sentence | Evidence::Page | Evidence::Imprint | Evidence::Mention => names.registered(office),
    }
}

/// The registered office that a statement names: in full, by a short form, or by the region whose government it is.
pub(crate) fn known(claim: &Claim, names: &mut Names<'_>) -> Option<OfficeIx> {
    let found = registered(claim, names).or_else(|| shortly(claim, names));
    found.or_else(|| names.seat_of(claim.office.as_deref().filter(|_| claim.code.is_none())?))
}

/// The registered office that a short form means. A folder with such a name holds the files of many offices, and does
/// not count.
pub(crate) fn shortly(claim: &Claim, names: &mut Names<'_>) -> Option<OfficeIx> {
    if !names.given() || claim.from == Evidence::Folder {
        return None;
    }
    names.registered_shortly(claim.office.as_ref()?, claim.within.as_deref())
}
