//! The statements about a part → its office and its year, and where they disagree.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::assemble::names::{self, NameKind, Names};
use crate::assemble::totals::{self, SumLine, SumSheet};
use crate::assemble::{Assembled, Context, Settled, disagree, notes, runs, scope};
use crate::model::{Claim, Evidence, Identity, Intake, Message, OfficeIx, Part, Reading, Reception, Scope, Word, Year};

/// Characters of a name that is short of its region.
const LONGEST_SHORT: usize = 14;

/// Short forms of names listed there.
const SHORT_FORMS_SHOWN: usize = 20;
/// Office names listed in a row of the intake.
const NAMES_SHOWN: usize = 3;

/// What is known so far of a run.
pub(crate) struct Settling<'a> {
    pub names: Names<'a>,
    /// Parts of which office and year are known.
    pub settled: Vec<Settled>,
    /// Sheets of sums that name no office.
    pub sheets: Vec<SumSheet>,
    /// Offices whose lines turned out to be sums of others.
    pub summed: BTreeSet<OfficeIx>,
}

/// Settles every part of a reading; a part without office or year makes its file rejected or partial.
pub(crate) fn reading(reading: Reading, settling: &mut Settling<'_>, assembled: &mut Assembled, context: &Context<'_>) {
    let Settling { names, settled, sheets, summed } = settling;
    let Reading { mut intake, parts, precedence } = reading;
    std::mem::take(&mut intake.remarks).into_iter().for_each(|remark| intake.remark(remark));
    let mut shown: Vec<String> = Vec::new();
    let mut lost: BTreeMap<&'static str, u64> = BTreeMap::new();
    let mut n_parts = parts.len() as u64;
    let (mut sums, mut asides) = (Vec::<SumLine>::new(), Vec::<SumLine>::new());
    let mut period: Arc<str> = "".into();
    let first = settled.len();
    let returned = intake.paper.as_ref().and_then(|paper| paper.form.clone().map(Box::new));
    for mut part in parts {
        let year = year(&part);
        if let Some((name, is_sum)) = clean(&mut part, names) {
            let line = SumLine { name, year: year.or(context.year), part };
            if is_sum { &mut sums } else { &mut asides }.push(line);
            n_parts -= 1;
            continue;
        }
        if let Some(text) = part_of_year(&part) {
            *lost.entry("intake.part_of_year").or_default() += 1;
            period = text;
            continue;
        }
        let year = year.or_else(|| year_given(&mut intake, context));
        let office = office(&part, names, &context.pipeline.identity).or_else(|| whole(&part, names, context));
        if let (None, Some(name)) = (&office, sheet_of_sums(&part, context)) {
            sheets.push(SumSheet { sum: SumLine { name, year, part }, row: assembled.intake.len() });
            continue;
        }
        let (Some((office, name)), Some(year)) = (office, year) else {
            let why = if year.is_none() { "intake.no_year" } else { "intake.no_office" };
            *lost.entry(why).or_default() += 1;
            continue;
        };
        if shown.len() < NAMES_SHOWN && !shown.iter().any(|known| *known == *name) {
            shown.push(name.to_string());
        }
        disagree::report(&part, (office, &name, year), names, assembled, context);
        notes::of_part(&mut part, (office, year), assembled, context);
        let stated = scope::stated(&part, office, names);
        let precedence = precedence.and(part.claims.iter().map(|claim| (claim.validity, claim.sending)));
        settled.push(Settled { office, year, precedence, stated, part, returned: returned.clone() });
    }
    let found = take_sums(settled, first, names, context);
    n_parts -= found.len() as u64;
    shown.retain(|name| !found.iter().any(|(_, sum)| *sum.name == **name));
    intake.offices = shown.join(";");
    summed.extend(found.iter().map(|(office, _)| *office));
    let found: Vec<SumLine> = found.into_iter().map(|(_, sum)| sum).collect();
    totals::name(&found, "intake.sum_found", &mut intake, context);
    totals::name(&asides, "intake.aside", &mut intake, context);
    let n_lost = say_lost(&lost, n_parts, &period, &mut intake);
    intake.filings = n_parts - n_lost;
    for (sum, held) in totals::held(sums, settled.get(first..).unwrap_or_default(), &mut intake, context) {
        sum.report(held, assembled, context);
    }
    short_forms(names, &mut intake);
    assembled.intake.push(intake);
}

/// Says why parts were not used, and how many of them there are.
fn say_lost(lost: &BTreeMap<&'static str, u64>, n_parts: u64, period: &str, intake: &mut Intake) -> u64 {
    let n_lost: u64 = lost.values().sum();
    if let Some((why, _)) = lost.iter().max_by_key(|(_, n)| **n) {
        let why = Message::new(why).with("text", period);
        let why = match n_lost < n_parts {
            true => Message::new("intake.of_some").with("said", why).with("n", n_lost).with("all", n_parts),
            false => why,
        };
        let others = std::mem::replace(&mut intake.messages, vec![why]);
        others.into_iter().for_each(|remark| intake.remark(remark));
        intake.reception = if n_lost == n_parts { Reception::Rejected } else { Reception::Partial };
    } else if intake.reception == Reception::Partial && intake.messages.is_empty() {
        intake.remark(Message::new("intake.partial"));
    }
    n_lost
}

/// Says which offices were told by a short form of their name.
fn short_forms(names: &mut Names<'_>, intake: &mut Intake) {
    let shortened = names.short_forms_taken();
    if !shortened.is_empty() {
        let names = shortened.iter().map(|(short, full)| format!("{short} → {full}"));
        let names = Word::first_of(names, SHORT_FORMS_SHOWN, "sum.comma");
        intake.remark(Message::new("intake.short_forms").with("names", names));
    }
}

/// Takes out the lines of a file that are sums of others in it; with the offices they were taken for.
fn take_sums(
    settled: &mut Vec<Settled>,
    first: usize,
    names: &Names<'_>,
    context: &Context<'_>,
) -> Vec<(OfficeIx, SumLine)> {
    let is_asked = |one: &Settled| !names.is_known(one.office);
    let found = runs::find(settled.get(first..).unwrap_or_default(), &is_asked, context.pipeline);
    if found.is_empty() {
        return Vec::new();
    }
    let mut taken = Vec::new();
    for (at, one) in settled.split_off(first).into_iter().enumerate() {
        match found.contains(&at) {
            true => {
                let name = one.part.claims.first().map_or_else(|| "".into(), name_of);
                taken.push((one.office, SumLine { name, year: Some(one.year), part: one.part }));
            }
            false => settled.push(one),
        }
    }
    taken
}

/// Takes from the names of a part what is no part of a name; gives the name of a line that is no office's, and whether
/// it is one of sums.
fn clean(part: &mut Part, names: &mut Names<'_>) -> Option<(Arc<str>, bool)> {
    for claim in &mut part.claims {
        let Some(office) = &claim.office else { continue };
        if claim.code.as_ref().is_some_and(|code| names.by_code(code).is_some()) {
            continue;
        }
        match names.kind(office) {
            NameKind::Plain => {}
            NameKind::Marked(bare, scope) => (claim.office, claim.scope) = (Some(bare), claim.scope.or(Some(scope))),
            NameKind::Total if claim.from == Evidence::Column => return Some((Arc::clone(office), true)),
            NameKind::Aside if claim.from == Evidence::Column => return Some((Arc::clone(office), false)),
            NameKind::Aside => {}
            NameKind::Total => (claim.office, claim.scope) = (None, Some(Scope::Consolidated)),
        }
    }
    None
}

/// The office that stands for all, for a filing whose title or name says that it is all of them together and names
/// nobody. What a sheet is of all others it is of its workbook.
fn whole(part: &Part, names: &mut Names<'_>, context: &Context<'_>) -> Option<(OfficeIx, Arc<str>)> {
    let source = &context.sources[part.places.source().at()];
    if source.file() != source.path {
        return None;
    }
    let says = |claim: &Claim| match claim.from {
        Evidence::Title | Evidence::File => true,
        Evidence::Column
        | Evidence::Line
        | Evidence::Sentence
        | Evidence::Page
        | Evidence::Imprint
        | Evidence::Sheet
        | Evidence::Folder
        | Evidence::Mention => false,
    };
    let is_whole = |claim: &Claim| claim.scope == Some(Scope::Consolidated) && claim.office.is_none() && says(claim);
    let name: Arc<str> = context.pipeline.city.get(context.pipeline.language).into();
    part.claims.iter().any(is_whole).then(|| (names.found(&name), name))
}

/// The name of a sheet that says that it is all the others together.
fn sheet_of_sums(part: &Part, context: &Context<'_>) -> Option<Arc<str>> {
    let is_of_all = |claim: &Claim| claim.from == Evidence::Sheet && claim.scope == Some(Scope::Consolidated);
    let source = &context.sources[part.places.source().at()];
    let name = source.path.get(source.file().len() + 1..)?;
    part.claims.iter().any(is_of_all).then(|| name.into())
}

/// The office that the weightiest statement names; one on the register goes before one that is not.
fn office(part: &Part, names: &mut Names<'_>, identity: &Identity) -> Option<(OfficeIx, Arc<str>)> {
    // What a table of offices is called says nothing of a line that names its office.
    let is_line = |claim: &&Claim| claim.from == Evidence::Column && (claim.office.is_some() || claim.code.is_some());
    if let Some(only) = part.claims.iter().find(is_line) {
        let known = known(only, names).map(|found| (found, name_of(only)));
        let named = only.office.as_deref().filter(|_| only.code.is_none());
        return match (known, named.and_then(|name| in_region(name, only, identity))) {
            (None, Some(name)) => Some((names.found(&name), name.into())),
            (known, _) => known.or_else(|| Some((names.found_of(only)?, name_of(only)))),
        };
    }
    // A report of another year that is spoken of is another.
    let is_another =
        |claim: &Claim| claim.from == Evidence::Mention && claim.year.is_some() && claim.year != year(part);
    let mut claims: Vec<&Claim> = part.claims.iter().filter(|claim| !is_another(claim)).collect();
    claims.sort_by_key(|claim| claim.from);
    let claims = &in_folders(&claims, identity)[..];
    let is_like = |claim: &Claim| claim.office.as_ref().is_some_and(|name| is_name(claim.from, name, identity));
    let named = claims.iter().position(is_like);
    // The folder of an office may hold the files of others.
    let is_shadowed = |claim: &Claim, names: &Names<'_>| {
        let nearest = named.and_then(|at| claims.get(at)).filter(|nearest| nearest.from < Evidence::Folder);
        let pair = claim.office.as_deref().zip(nearest.and_then(|nearest| nearest.office.as_deref()));
        claim.from == Evidence::Folder && pair.is_some_and(|(folder, nearest)| names.differ(folder, nearest))
    };
    for claim in claims {
        if let Some(found) = registered(claim, names).filter(|_| !is_shadowed(claim, names)) {
            return Some((found, name_of(claim)));
        }
    }
    for (at, claim) in claims.iter().enumerate() {
        let seat = |names: &Names<'_>| names.seat_of(claim.office.as_deref().filter(|_| named == Some(at))?);
        if let Some(found) = shortly(claim, names).or_else(|| seat(names)) {
            return Some((found, name_of(claim)));
        }
    }
    claims.iter().find_map(|claim| {
        let name = claim.office.as_ref().or(claim.code.as_ref()).filter(|name| is_name(claim.from, name, identity))?;
        match in_region(name, claim, identity) {
            Some(name) => Some((names.found(&name), name.into())),
            None => Some((names.found_of(claim)?, Arc::clone(name))),
        }
    })
}

/// The statements with the region that each stands in: that of the file's name for a sheet, of the folder for the others.
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

/// The name of an office behind that of the region that its file or line stands in: there are as many 教育局 as
/// districts.
fn in_region(name: &str, claim: &Claim, identity: &Identity) -> Option<String> {
    let within = claim.within.as_deref().filter(|within| identity.is_region(within))?;
    let is_short = match claim.from {
        Evidence::File => !name.contains(within) && !identity.is_region(name),
        Evidence::Column if identity.is_of_town(name) && !identity.is_of_town(within) => !name.contains(within),
        _ => !identity.names_region(name) && name.chars().count() <= LONGEST_SHORT,
    };
    (is_short && name != within).then(|| names::joined(within, name))
}

/// True if an office that is on no register may be called what the statement says: a line or title says that it is an
/// office, the name of a file or folder only by being like one.
pub(crate) fn is_name(from: Evidence, name: &str, identity: &Identity) -> bool {
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

pub(crate) fn name_of(claim: &Claim) -> Arc<str> {
    claim.office.as_ref().or(claim.code.as_ref()).map_or_else(|| "".into(), Arc::clone)
}

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

/// The registered office that a statement names, in full, in short or by the region that it sits for.
pub(crate) fn known(claim: &Claim, names: &mut Names<'_>) -> Option<OfficeIx> {
    let found = registered(claim, names).or_else(|| shortly(claim, names));
    found.or_else(|| names.seat_of(claim.office.as_deref().filter(|_| claim.code.is_none())?))
}

/// The registered office whose name is shortened in the statement; a folder of that name holds many offices' files.
pub(crate) fn shortly(claim: &Claim, names: &mut Names<'_>) -> Option<OfficeIx> {
    if !names.given() || claim.from == Evidence::Folder {
        return None;
    }
    names.registered_shortly(claim.office.as_ref()?, claim.within.as_deref())
}

/// The year that the officer gives to what says none.
fn year_given(intake: &mut Intake, context: &Context<'_>) -> Option<Year> {
    let year = context.year?;
    intake.remark(Message::new("intake.year_given").with("year", year.0));
    Some(year)
}

/// The part of a year that the weightiest statement about the period speaks of; the year column of an export says
/// nothing of it.
fn part_of_year(part: &Part) -> Option<Arc<str>> {
    let claims = part.claims.iter().filter(|claim| claim.from != Evidence::Column);
    let about = claims.filter(|claim| claim.year.is_some() || claim.part_of_year.is_some());
    about.min_by_key(|claim| (claim.from, claim.part_of_year.is_none()))?.part_of_year.clone()
}

fn year(part: &Part) -> Option<Year> {
    part.claims
        .iter()
        .filter_map(|claim| claim.year.map(|year| (claim.from, year)))
        .min_by_key(|(from, _)| *from)
        .map(|(_, year)| year)
}
