//! Statements about a part that disagree: reported, whichever of them was taken.
//!
//! ```text
//! 2022/A.xlsx    title in the sheet: "Report of office A for 2023"
//! ```
//!
//! The filing is of 2023, since a title weighs more than a folder. The finding names the folder's 2022, as the file may
//! have been filed in the wrong place or the title carried over from last year.

use std::collections::BTreeSet;

use crate::assemble::claims::{in_folders, known, name_of, registered, shortly};
use crate::assemble::names::Names;
use crate::assemble::{AssembleContext, Assembled};
use crate::model::{Claim, Evidence, FactKind, Message, OfficeIx, Part, Place, Word, Year};

/// Reports statements that contradict the office and year that a part was taken for.
pub(crate) fn report(
    part: &Part,
    (office, name, year): (OfficeIx, &str, Year),
    names: &mut Names<'_>,
    assembled: &mut Assembled,
    context: &AssembleContext<'_>,
) {
    // One statement cannot contradict itself. Most rows of a large export end here.
    let is_of_two = is_of_two(part, names);
    if part.claims.len() < 2 && !is_of_two {
        count(assembled, context, FactKind::YearDisagrees, None);
        count(assembled, context, FactKind::OfficeDisagrees, None);
        return;
    }
    // Mentions of other reports do not contradict a report that says whose it is.
    let says = |claim: &Claim| !claim.from.is_of_path() && claim.from != Evidence::Mention && claim.office.is_some();
    let is_titled = part.claims.iter().any(says);
    let heard: Vec<&Claim> = part.claims.iter().filter(|claim| claim.from != Evidence::Mention || !is_titled).collect();
    let place = part.places.begin();
    let differs = heard.iter().any(|claim| claim.year.is_some_and(|other| other != year));
    let finding = differs.then(|| {
        let years = heard.iter().filter_map(|claim| Some((claim.from, Word::from(claim.year?.0))));
        let message = Message::new("finding.year_disagrees").with("evidence", evidence(years)).with("year", year.0);
        (office, year, message, place)
    });
    count(assembled, context, FactKind::YearDisagrees, finding);

    let mut offices: Vec<&Claim> = Vec::new();
    let mut differs = is_of_two;
    let claims = in_folders(&heard, &context.pipeline.identity);
    for claim in &claims {
        // A folder or file named after a region holds the files of its offices.
        let found = match claim.from.is_of_path() {
            true => registered(claim, names).or_else(|| shortly(claim, names)),
            false => known(claim, names),
        };
        differs |= found.is_some_and(|found| found != office);
        // A title that names an unknown office counts as much as one that names another.
        let strong = matches!(claim.from, Evidence::Column | Evidence::Line | Evidence::Title);
        let stranger = names.given() && found.is_none() && strong && claim.office.is_some();
        differs |= stranger && *name_of(claim) != *name;
        let titled = !names.given() && matches!(claim.from, Evidence::Title | Evidence::Page);
        let named_so = found.is_none() && is_of_path(claim, part, context);
        let is_another = (titled || named_so) && claim.office.as_deref().is_some_and(|said| names.differ(said, name));
        differs |= is_another;
        if found.is_some() || strong || is_another {
            offices.push(claim);
        }
    }
    let finding = differs.then(|| {
        let offices = offices.iter().filter_map(|claim| Some((claim.from, Word::from(claim.office.as_deref()?))));
        let message = Message::new("finding.office_disagrees").with("evidence", evidence(offices)).with("office", name);
        (office, year, message, place)
    });
    count(assembled, context, FactKind::OfficeDisagrees, finding);
}

/// True for the nearest sheet, file or folder whose name is like an office's. The name of a table of offices says
/// nothing about its lines.
fn is_of_path(claim: &Claim, part: &Part, context: &AssembleContext<'_>) -> bool {
    let identity = &context.pipeline.identity;
    let is_like = |claim: &Claim| {
        let like = |name: &str| identity.name.as_ref().is_some_and(|pattern| pattern.is_match(name));
        claim.from.is_of_path() && claim.office.as_deref().is_some_and(like)
    };
    let is_nearer = |other: &Claim| other.from < claim.from && is_like(other);
    let is_line = part.claims.iter().any(|claim| claim.from == Evidence::Column);
    is_like(claim) && !is_line && !part.claims.iter().any(is_nearer)
}

/// True if the code of a line belongs to one office and its name to another.
fn is_of_two(part: &Part, names: &mut Names<'_>) -> bool {
    part.claims.iter().any(|claim| {
        let by_code = claim.code.as_ref().and_then(|code| names.by_code(code));
        let by_name = by_code.and(claim.office.as_ref()).and_then(|name| names.registered(name));
        by_code.zip(by_name).is_some_and(|(one, other)| one != other)
    })
}

/// A contradiction, as office, year, message and place.
type Disagreement = (OfficeIx, Year, Message, Place);

/// Counts a rule as satisfied, or as violated with a finding.
fn count(assembled: &mut Assembled, context: &AssembleContext<'_>, kind: FactKind, found: Option<Disagreement>) {
    let Some(rule) = context.pipeline.fact(kind) else { return };
    match found {
        None => assembled.tallies[rule.at()].held += 1,
        Some((office, year, message, place)) => {
            assembled.fails(context.finding(rule, (office, year), message).with_place(place));
        }
    }
}

/// One statement, with where it is made.
fn said(from: Evidence, what: Word) -> Message {
    let sentence = match from {
        Evidence::Column => "evidence.column",
        Evidence::Line => "evidence.line",
        Evidence::Title => "evidence.title",
        Evidence::Sentence => "evidence.sentence",
        Evidence::Page => "evidence.page",
        Evidence::Imprint => "evidence.imprint",
        Evidence::Sheet => "evidence.sheet",
        Evidence::File => "evidence.file",
        Evidence::Folder => "evidence.folder",
        Evidence::Mention => "evidence.mention",
    };
    Message::new(sentence).with("said", what)
}

/// What statements say, each once, and where.
fn evidence(statements: impl Iterator<Item = (Evidence, Word)>) -> Word {
    let mut seen = BTreeSet::new();
    let said = statements.map(|(from, what)| said(from, what)).filter(|message| seen.insert(message.clone()));
    Word::all_of(said, "sum.joint")
}
