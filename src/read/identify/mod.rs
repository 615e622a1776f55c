//! What texts, names and paths say about whose filing it is and for which year.
//!
//! Statements are collected here and not weighed. Which of them holds is decided when the register and the other files
//! are known.

mod beside;
mod caption;
mod name;
mod over_lines;
mod path;
mod title;
mod year;

use std::sync::Arc;

use regex::{Captures, Regex};

use crate::model::{Claim, Evidence, Identity, Scope, Sending, Validity, Year, narrowed};

pub(crate) use beside::{add_region, is_name, is_only_region, lacks_region};
pub use caption::{Caption, Dated, Which, caption, year_named};
pub(crate) use name::year_in;
pub use name::{in_sheet, moment, version};
pub(crate) use over_lines::over_lines;
pub use path::PathClaims;
pub(crate) use title::{bare, in_sentence, in_text};
pub use title::{behind_tables, name_of_page, nearest_title, of_anybody, statement};
pub use year::{Period, of_cell, reporting_year};

/// Whether a text speaks of an office's own figures or of consolidated ones; `None` if it says neither, or both.
pub fn scope(text: &str, identity: &Identity) -> Option<Scope> {
    scope_in(&plain(text, identity), identity)
}

/// The same for a field in a column, where a word such as 是 may be enough that would say nothing on a line.
pub fn scope_of_column(text: &str, identity: &Identity) -> Option<Scope> {
    let plain = plain(text, identity);
    let is = |pattern: &Option<Regex>| pattern.as_ref().is_some_and(|pattern| pattern.is_match(&plain));
    scope_in(&plain, identity).or_else(|| match (is(&identity.columns.scopes.0), is(&identity.columns.scopes.1)) {
        (true, false) => Some(Scope::Own),
        (false, true) => Some(Scope::Consolidated),
        _ => None,
    })
}

/// The same for a text that is already plain.
fn scope_in(plain: &str, identity: &Identity) -> Option<Scope> {
    match (identity.own.is_match(plain), identity.consolidated.is_match(plain)) {
        (true, false) => Some(Scope::Own),
        (false, true) => Some(Scope::Consolidated),
        _ => None,
    }
}

/// The part of a year that a title or name gives: 上半年. A line that is no title has to consist of it.
pub(crate) fn part_of_year(plain: &str, is_title: bool, identity: &Identity) -> Option<Arc<str>> {
    identity.part_of_year.matching(plain).flat_map(|pattern| pattern.captures_iter(plain)).find_map(|found| {
        let is_sent = found.name("other").is_some();
        let is_all = found.get(0).is_some_and(|whole| whole.len() == plain.len());
        (!is_sent && (is_title || is_all)).then(|| found.name("part").map(|part| part.as_str().into()))?
    })
}

/// The groups of a pattern in a text. Most patterns are not found in most texts, and checking that first costs less
/// than making room for groups.
fn groups<'t>(pattern: &Regex, text: &'t str) -> Option<Captures<'t>> {
    if pattern.is_match(text) { pattern.captures(text) } else { None }
}

/// True for a name that means no particular office, such as 本机关.
pub fn is_nobody(office: &str, identity: &Identity) -> bool {
    office.is_empty() || identity.nobody.as_ref().is_some_and(|nobody| nobody.is_match(office))
}

/// The text in ASCII width, without white space, and with years in words as digits.
pub(crate) fn plain(text: &str, identity: &Identity) -> String {
    without_blanks(narrowed(text).chars(), identity)
}

/// The same for characters that already have ASCII width.
fn without_blanks(narrow: impl Iterator<Item = char>, identity: &Identity) -> String {
    let narrow: String = narrow.filter(|c| !c.is_whitespace()).collect();
    if narrow.is_ascii() || identity.digits.is_empty() {
        return narrow;
    }
    year::in_digits(&narrow, identity)
}

/// A statement of a year only.
pub fn dated(from: Evidence, year: Year) -> Claim {
    claim(from, None, Some(year))
}

/// A statement of an office, a year, or both.
pub(crate) fn claim(from: Evidence, office: Option<&str>, year: Option<Year>) -> Claim {
    let office = office.map(Arc::from);
    let (validity, sending) = (Validity::Plain, Sending::default());
    Claim { from, office, code: None, year, scope: None, validity, sending, within: None, part_of_year: None }
}
