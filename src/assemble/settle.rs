//! The parts of a reading → their offices and years.
//!
//! Lines of sums are set aside, parts without office or year are counted as lost, and contradictions are reported.
//!
//! ```text
//! office        year   figures
//! Office A      2023   12   3      settled
//! Office B             5    0      settled, if --year gives the year; lost otherwise
//! Total         2023   17   3      a sum: compared with the lines above, and no office
//! ```

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::assemble::claims::Named;
use crate::assemble::names::{NameKind, Names};
use crate::assemble::totals::{self, SumLine, SumSheet};
use crate::assemble::{AssembleContext, Assembled, Settled, claims, disagree, notes, runs, scope};
use crate::model::{Claim, Evidence, Intake, Message, OfficeIx, Part, Reading, Reception, Scope, Word, Year};

/// Short forms listed in one remark.
const SHORT_FORMS_SHOWN: usize = 20;
/// Office names listed in a row of the intake.
const NAMES_SHOWN: usize = 3;

/// What is known about a run so far.
pub(crate) struct Settling<'a> {
    /// All offices by name.
    pub names: Names<'a>,
    /// Parts whose office and year are known.
    pub settled: Vec<Settled>,
    /// Sheets of sums that name no office.
    pub sheets: Vec<SumSheet>,
    /// Offices whose lines turned out to be sums of others.
    pub summed: BTreeSet<OfficeIx>,
}

/// The parts of a reading that are of no office.
#[derive(Default)]
struct Nobodies {
    /// Lines of sums.
    sums: Vec<SumLine>,
    /// Sums that are not of this file, such as those of the year before.
    asides: Vec<SumLine>,
}

impl Nobodies {
    /// Puts a part where it belongs.
    fn add(&mut self, nobody: Nobody, year: Option<Year>, part: Part) {
        let (list, name) = match nobody {
            Nobody::Sum(name) => (&mut self.sums, name),
            Nobody::Aside(name) => (&mut self.asides, name),
        };
        list.push(SumLine { name, year, part });
    }
}

/// Settles every part of a reading. If a part has no office or year, its file is rejected or read in part.
pub(crate) fn reading(
    reading: Reading,
    settling: &mut Settling<'_>,
    assembled: &mut Assembled,
    context: &AssembleContext<'_>,
) {
    let Settling { names, settled, sheets, summed } = settling;
    let Reading { mut intake, parts, precedence } = reading;
    std::mem::take(&mut intake.remarks).into_iter().for_each(|remark| intake.remark(remark));
    let (mut shown, mut lost) = (Vec::<String>::new(), BTreeMap::<&'static str, u64>::new());
    let mut n_parts = parts.len() as u64;
    let mut nobodies = Nobodies::default();
    let mut period: Arc<str> = "".into();
    let first = settled.len();
    let returned = intake.paper.as_ref().and_then(|paper| paper.form.clone().map(Box::new));
    for mut part in parts {
        let year = claims::year(&part);
        if let Some(nobody) = clean(&mut part, names) {
            nobodies.add(nobody, year.or(context.year), part);
            n_parts -= 1;
            continue;
        }
        if let Some(text) = part_of_year(&part) {
            *lost.entry("intake.part_of_year").or_default() += 1;
            period = text;
            continue;
        }
        let year = year.or_else(|| year_given(&mut intake, context));
        let office = claims::office(&part, names, &context.pipeline.identity).or_else(|| whole(&part, names, context));
        if let (None, Some(name)) = (&office, sheet_of_sums(&part, context)) {
            sheets.push(SumSheet { sum: SumLine { name, year, part }, row: assembled.intake.len() });
            continue;
        }
        let (Some(Named { office, name }), Some(year)) = (office, year) else {
            *lost.entry(if year.is_none() { "intake.no_year" } else { "intake.no_office" }).or_default() += 1;
            continue;
        };
        show(&mut shown, &name);
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
    totals::name(&nobodies.asides, "intake.aside", &mut intake, context);
    let n_lost = say_lost(&lost, n_parts, &period, &mut intake);
    intake.filings = n_parts - n_lost;
    for (sum, held) in totals::held(nobodies.sums, settled.get(first..).unwrap_or_default(), &mut intake, context) {
        sum.report(held, assembled, context);
    }
    short_forms(names, &mut intake);
    assembled.intake.push(intake);
}

/// Keeps the name of an office for the intake, if it is new and one of the first few.
fn show(shown: &mut Vec<String>, name: &str) {
    if shown.len() < NAMES_SHOWN && !shown.iter().any(|known| known == name) {
        shown.push(name.to_owned());
    }
}

/// Says why parts could not be used; gives how many these are.
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

/// Says which offices were recognised by a short form.
fn short_forms(names: &mut Names<'_>, intake: &mut Intake) {
    let shortened = names.short_forms_taken();
    if !shortened.is_empty() {
        let names = shortened.iter().map(|(short, full)| format!("{short} → {full}"));
        let names = Word::first_of(names, SHORT_FORMS_SHOWN, "sum.comma");
        intake.remark(Message::new("intake.short_forms").with("names", names));
    }
}

/// Takes lines out that are sums of others in the file, with the offices that they were taken for.
fn take_sums(
    settled: &mut Vec<Settled>,
    first: usize,
    names: &Names<'_>,
    context: &AssembleContext<'_>,
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
                let name = one.part.claims.first().map_or_else(|| "".into(), claims::name_of);
                taken.push((one.office, SumLine { name, year: Some(one.year), part: one.part }));
            }
            false => settled.push(one),
        }
    }
    taken
}

/// A line of a table of offices that is no office's, with what it is called.
enum Nobody {
    /// The sum of others: 合计.
    Sum(Arc<str>),
    /// A sum that is not of this file: 上年合计.
    Aside(Arc<str>),
}

/// Removes what is no part of a name from the names of a part; detects lines that belong to no office.
fn clean(part: &mut Part, names: &mut Names<'_>) -> Option<Nobody> {
    for claim in &mut part.claims {
        let Some(office) = &claim.office else { continue };
        if claim.code.as_ref().is_some_and(|code| names.by_code(code).is_some()) {
            continue;
        }
        match names.kind(office) {
            NameKind::Plain => {}
            NameKind::Marked(bare, scope) => (claim.office, claim.scope) = (Some(bare), claim.scope.or(Some(scope))),
            NameKind::Total if claim.from == Evidence::Column => return Some(Nobody::Sum(Arc::clone(office))),
            NameKind::Aside if claim.from == Evidence::Column => return Some(Nobody::Aside(Arc::clone(office))),
            NameKind::Aside => {}
            NameKind::Total => (claim.office, claim.scope) = (None, Some(Scope::Consolidated)),
        }
    }
    None
}

/// The office that stands for all, for a filing that says it is all of them together and names nobody. A sheet that
/// says so speaks only about its workbook, and does not count.
fn whole(part: &Part, names: &mut Names<'_>, context: &AssembleContext<'_>) -> Option<Named> {
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
    part.claims.iter().any(is_whole).then(|| Named { office: names.found(&name), name })
}

/// The name of a sheet that says it is all other sheets together.
fn sheet_of_sums(part: &Part, context: &AssembleContext<'_>) -> Option<Arc<str>> {
    let is_of_all = |claim: &Claim| claim.from == Evidence::Sheet && claim.scope == Some(Scope::Consolidated);
    let source = &context.sources[part.places.source().at()];
    let name = source.path.get(source.file().len() + 1..)?;
    part.claims.iter().any(is_of_all).then(|| name.into())
}

/// The year given on the command line, for what states none.
fn year_given(intake: &mut Intake, context: &AssembleContext<'_>) -> Option<Year> {
    let year = context.year?;
    intake.remark(Message::new("intake.year_given").with("year", year.0));
    Some(year)
}

/// The part of a year that the weightiest statement about the period gives. The year column of an export says nothing
/// about it.
fn part_of_year(part: &Part) -> Option<Arc<str>> {
    let claims = part.claims.iter().filter(|claim| claim.from != Evidence::Column);
    let about = claims.filter(|claim| claim.year.is_some() || claim.part_of_year.is_some());
    about.min_by_key(|claim| (claim.from, claim.part_of_year.is_none()))?.part_of_year.clone()
}
