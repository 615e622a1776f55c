//! The statements about a part → its office and its year, and where they disagree.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::assemble::names::Names;
use crate::assemble::{Assembled, Context, Settled, fact};
use crate::model::{Claim, Evidence, FactKind, Finding, OfficeIx, Part, Place, Reading, Reception, Spot, Year};

/// Short forms of names listed there.
const SHORT_FORMS_SHOWN: usize = 20;
/// Office names listed in a row of the intake.
const NAMES_SHOWN: usize = 3;

/// Settles every part of a reading; a part without office or year makes its file rejected or partial.
pub(crate) fn reading(
    reading: Reading,
    names: &mut Names<'_>,
    settled: &mut Vec<Settled>,
    assembled: &mut Assembled,
    context: &Context<'_>,
) {
    let Reading { mut intake, parts, corrected } = reading;
    let mut shown: Vec<String> = Vec::new();
    let mut lost: BTreeMap<&'static str, u64> = BTreeMap::new();
    let n_parts = parts.len() as u64;
    let returned = intake.paper.as_ref().and_then(|paper| paper.form.clone().map(Box::new));
    for part in parts {
        let office = office(&part, names);
        let year = year(&part);
        let (Some((office, name)), Some(year)) = (office, year) else {
            let why = if year.is_none() { "intake.no_year" } else { "intake.no_office" };
            *lost.entry(why).or_default() += 1;
            continue;
        };
        if shown.len() < NAMES_SHOWN && !shown.iter().any(|known| *known == *name) {
            shown.push(name.to_string());
        }
        disagreements(&part, office, &name, year, names, assembled, context);
        settled.push(Settled { office, year, corrected, part, returned: returned.clone() });
    }
    intake.offices = shown.join(";");
    let n_lost: u64 = lost.values().sum();
    if let Some((why, _)) = lost.iter().max_by_key(|(_, n)| **n) {
        intake.message = context.wording.say(why, &[]);
        if n_lost < n_parts {
            intake.message = format!("{} ({n_lost}/{n_parts})", intake.message);
        }
        intake.reception = if n_lost == n_parts { Reception::Rejected } else { Reception::Partial };
        intake.filings = n_parts - n_lost;
    } else if intake.reception == Reception::Partial && intake.message.is_empty() {
        intake.message = context.wording.say("intake.partial", &[]);
    }
    let shortened = names.short_forms_taken();
    if !shortened.is_empty() {
        let mut said: Vec<String> =
            shortened.iter().take(SHORT_FORMS_SHOWN).map(|(short, full)| format!("{short} → {full}")).collect();
        if shortened.len() > SHORT_FORMS_SHOWN {
            said.push("…".to_owned());
        }
        intake.remark(&context.wording.say("intake.short_forms", &[("names", &said.join(", "))]));
    }
    assembled.intake.push(intake);
}

/// The office that the weightiest statement names; one on the register goes before one that is not.
fn office(part: &Part, names: &mut Names<'_>) -> Option<(OfficeIx, Arc<str>)> {
    if let [only] = &part.claims[..]
        && only.from == Evidence::Column
    {
        let known = registered(only, names).or_else(|| shortly(only, names));
        return known.or_else(|| names.found_of(only)).map(|found| (found, name_of(only)));
    }
    let mut claims: Vec<&Claim> = part.claims.iter().collect();
    claims.sort_by_key(|claim| claim.from);
    for claim in &claims {
        if let Some(found) = registered(claim, names) {
            return Some((found, name_of(claim)));
        }
    }
    for claim in &claims {
        if let Some(found) = shortly(claim, names) {
            return Some((found, name_of(claim)));
        }
    }
    claims
        .iter()
        .filter(|claim| claim.from != Evidence::Folder)
        .find_map(|claim| Some((names.found_of(claim)?, name_of(claim))))
}

fn name_of(claim: &Claim) -> Arc<str> {
    claim.office.as_ref().or(claim.code.as_ref()).map_or_else(|| "".into(), Arc::clone)
}

fn registered(claim: &Claim, names: &mut Names<'_>) -> Option<OfficeIx> {
    if !names.given() {
        return None;
    }
    if let Some(found) = claim.code.as_ref().and_then(|code| names.by_code(code)) {
        return Some(found);
    }
    let office = claim.office.as_ref()?;
    match claim.from {
        Evidence::Sheet | Evidence::File | Evidence::Folder => names.registered_in_path(office),
        Evidence::Column | Evidence::Line | Evidence::Title => names.registered(office),
    }
}

/// The registered office whose name is shortened in the statement; a folder of that name holds many offices' files.
fn shortly(claim: &Claim, names: &mut Names<'_>) -> Option<OfficeIx> {
    if !names.given() || claim.from == Evidence::Folder {
        return None;
    }
    names.registered_shortly(claim.office.as_ref()?, claim.within.as_deref())
}

fn year(part: &Part) -> Option<Year> {
    part.claims
        .iter()
        .filter_map(|claim| claim.year.map(|year| (claim.from, year)))
        .min_by_key(|(from, _)| *from)
        .map(|(_, year)| year)
}

fn disagreements(
    part: &Part,
    office: OfficeIx,
    name: &str,
    year: Year,
    names: &mut Names<'_>,
    assembled: &mut Assembled,
    context: &Context<'_>,
) {
    // One statement hardly disagrees with itself: the rows of a big export pass here.
    if part.claims.len() < 2 && !is_of_two(part, names) {
        count(assembled, context, FactKind::YearDisagrees, None);
        count(assembled, context, FactKind::OfficeDisagrees, None);
        return;
    }
    let place = Place { source: part.places.source(), spot: Spot { line: part.places.first_line(), column: 1 } };
    let years: Vec<String> = part
        .claims
        .iter()
        .filter_map(|claim| claim.year.map(|year| said(claim.from, &year.0.to_string(), context)))
        .collect();
    let differs = part.claims.iter().any(|claim| claim.year.is_some_and(|other| other != year));
    let finding = differs.then(|| {
        let words =
            [("evidence", distinct(years).join(&context.wording.say("sum.joint", &[]))), ("year", year.0.to_string())];
        (office, year, "finding.year_disagrees", words, place)
    });
    count(assembled, context, FactKind::YearDisagrees, finding);

    let mut offices = Vec::new();
    let mut differs = false;
    for claim in &part.claims {
        let found = registered(claim, names).or_else(|| shortly(claim, names));
        differs |= found.is_some_and(|found| found != office);
        differs |= is_of_two(part, names);
        // A title that names somebody unknown weighs as much as one that names somebody else.
        let strong = matches!(claim.from, Evidence::Column | Evidence::Line | Evidence::Title);
        let stranger = names.given() && found.is_none() && strong && claim.office.is_some();
        differs |= stranger && *name_of(claim) != *name;
        if found.is_some() || strong {
            offices.extend(claim.office.as_ref().map(|office| said(claim.from, office, context)));
        }
    }
    let finding = differs.then(|| {
        let words =
            [("evidence", distinct(offices).join(&context.wording.say("sum.joint", &[]))), ("office", name.to_owned())];
        (office, year, "finding.office_disagrees", words, place)
    });
    count(assembled, context, FactKind::OfficeDisagrees, finding);
}

/// True if the code of a line is one office's and its name another's.
fn is_of_two(part: &Part, names: &mut Names<'_>) -> bool {
    part.claims.iter().any(|claim| {
        let by_code = claim.code.as_ref().and_then(|code| names.by_code(code));
        let by_name = by_code.and(claim.office.as_ref()).and_then(|name| names.registered(name));
        by_code.zip(by_name).is_some_and(|(one, other)| one != other)
    })
}

type Disagreement = (OfficeIx, Year, &'static str, [(&'static str, String); 2], Place);

fn count(assembled: &mut Assembled, context: &Context<'_>, kind: FactKind, found: Option<Disagreement>) {
    let Some(rule) = context.pipeline.fact(kind) else { return };
    let tally = &mut assembled.tallies[rule.at()];
    match found {
        None => tally.held += 1,
        Some((office, year, sentence, words, place)) => {
            tally.failed += 1;
            let words: Vec<(&str, &str)> = words.iter().map(|(word, filled)| (*word, filled.as_str())).collect();
            let message = context.wording.say(sentence, &words);
            let finding: Finding = fact(rule, office, year, message, Some(place), context);
            assembled.findings.push(finding);
        }
    }
}

fn said(from: Evidence, what: &str, context: &Context<'_>) -> String {
    let sentence = match from {
        Evidence::Column => "evidence.column",
        Evidence::Line => "evidence.line",
        Evidence::Title => "evidence.title",
        Evidence::Sheet => "evidence.sheet",
        Evidence::File => "evidence.file",
        Evidence::Folder => "evidence.folder",
    };
    context.wording.say(sentence, &[("said", what)])
}

fn distinct(mut list: Vec<String>) -> Vec<String> {
    let mut seen = Vec::new();
    list.retain(|item| {
        let new = !seen.contains(item);
        if new {
            seen.push(item.clone());
        }
        new
    });
    list
}
