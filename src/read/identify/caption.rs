//! Lines above a table that comes twice in a file: which year it is, and whether it is still valid.

use crate::model::{Claim, Evidence, Identity, Validity, Year};
use crate::read::identify::{claim, name, part_of_year, plain};

/// A caption has at most so many characters.
const LONGEST_CAPTION: usize = 50;

/// What captions say; each holds until another one says something else.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Caption {
    /// The year.
    year: Option<Which>,
    /// Whether the table is valid, corrected or void.
    validity: Validity,
    part_of_year: Option<std::sync::Arc<str>>,
}

/// A year, by its number or relative to that of the report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Which {
    /// This year.
    Named(Year),
    /// The year of the report.
    This,
    /// The year before.
    Last,
}

/// What a line above a table says; `None` if it says nothing of the kind, or is a title.
pub fn caption(text: &str, identity: &Identity) -> Option<Caption> {
    if text.chars().count() > LONGEST_CAPTION {
        return None;
    }
    // Markdown signs of headings and bold text are no part of the caption.
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

/// What a label says about the year of its figures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dated {
    /// The year.
    pub which: Which,
    /// The label says nothing else. Otherwise the year stands in brackets behind it: `decisions (last year)`.
    pub is_alone: bool,
}

/// The year that a word gives for the figures beside or below it.
pub fn year_named(text: &str, identity: &Identity) -> Option<Dated> {
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
    /// The year of the table, given that of the file.
    pub fn year(&self, of_file: Option<Year>) -> Option<Year> {
        match (self.year?, of_file) {
            (Which::Named(year), _) => Some(year),
            (Which::This, of_file) => of_file,
            (Which::Last, of_file) => Some(Year(of_file?.0.checked_sub(1)?)),
        }
    }

    /// Adds what the captions say to the statements above a table.
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
