//! What is said over a table that comes twice in one file: of which year it is, and whether it holds.

use crate::model::{Claim, Evidence, Identity, Validity, Year};
use crate::read::identify::{claim, name, part_of_year, plain};

/// Characters of a caption.
const LONGEST_CAPTION: usize = 50;

/// What captions say, each until another says something else.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Caption {
    year: Option<Which>,
    validity: Validity,
    part_of_year: Option<std::sync::Arc<str>>,
}

/// A year, by its number or as it stands to that of the report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Which {
    /// By its number.
    Named(Year),
    /// That of the report.
    This,
    /// The one before.
    Last,
}

/// What a line over a table says; nothing where it says nothing of the kind, or is a title of its own.
pub fn caption(text: &str, identity: &Identity) -> Option<Caption> {
    if text.chars().count() > LONGEST_CAPTION {
        return None;
    }
    // Signs of headings and of bold print in Markdown are no part of what is said.
    let text = text.trim().trim_matches(['#', '*', ' ']);
    let plain = plain(text, identity);
    let says = |pattern: &Option<regex::Regex>| pattern.as_ref().is_some_and(|pattern| pattern.is_match(&plain));
    let relative = match (says(&identity.captions.0), says(&identity.captions.1)) {
        (true, false) => Some(Which::This),
        (false, true) => Some(Which::Last),
        _ => None,
    };
    let named = name::year_in(text, identity).map(Which::Named);
    let validity = identity.validity(text);
    let part_of_year = part_of_year(&plain, true, identity);
    let year = named.or(relative);
    (year.is_some() || validity != Validity::Plain || part_of_year.is_some()).then_some(Caption {
        year,
        validity,
        part_of_year,
    })
}

/// What a label says of the year of its figures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dated {
    /// Which year it is.
    pub which: Which,
    /// It says nothing else; or it says so in a bracket behind a label: `decisions (last year)`.
    pub is_alone: bool,
}

/// What a word says of the year of the figures over or beside which it stands.
pub fn year_said(text: &str, identity: &Identity) -> Option<Dated> {
    if let Some(which) = which(text, identity) {
        return Some(Dated { which, is_alone: true });
    }
    let (_, bracket) = text.trim_end().rsplit_once(['(', '\u{FF08}'])?;
    let which = which(bracket.strip_suffix([')', '\u{FF09}'])?, identity)?;
    Some(Dated { which, is_alone: false })
}

fn which(text: &str, identity: &Identity) -> Option<Which> {
    if text.len() > LONGEST_CAPTION {
        return None;
    }
    let plain = plain(text, identity);
    let plain = plain.trim_matches([':', '(', ')', '#', '*']);
    let says = |pattern: &Option<regex::Regex>| pattern.as_ref().is_some_and(|pattern| pattern.is_match(plain));
    match (says(&identity.named_years.0), says(&identity.named_years.1)) {
        (true, false) => Some(Which::This),
        (false, true) => Some(Which::Last),
        _ => {
            let is_year = identity.year.is_match(plain);
            is_year.then(|| name::year_in(text, identity)).flatten().map(Which::Named)
        }
    }
}

impl Caption {
    /// The year of the table, where the file is of another.
    pub fn year(&self, of_file: Option<Year>) -> Option<Year> {
        match (self.year?, of_file) {
            (Which::Named(year), _) => Some(year),
            (Which::This, of_file) => of_file,
            (Which::Last, of_file) => Some(Year(of_file?.0.checked_sub(1)?)),
        }
    }

    /// Makes the statements over a table say this as well.
    pub fn hold(&self, claims: &mut Vec<Claim>, of_file: Option<Year>) {
        if let Some(year) = self.year(of_file) {
            claims.iter_mut().filter(|claim| claim.year.is_some()).for_each(|claim| claim.year = Some(year));
            claims.push(claim(Evidence::Title, None, Some(year)));
        }
        if self.validity != Validity::Plain || self.part_of_year.is_some() {
            let part_of_year = self.part_of_year.clone();
            claims.push(Claim { validity: self.validity, part_of_year, ..claim(Evidence::Title, None, None) });
        }
    }
}
