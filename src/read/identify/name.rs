//! Names of files, folders and sheets: what in them is an office, what a year, and what neither.
//!
//! ```text
//! 海州市水务局（二〇二五年一月十二日）       海州市水务局, and no year: that is the day of receipt
//! 海州市水务局二〇二四年一月至十二月         海州市水务局, 2024
//! ```
//!
//! People number their files, date them by the day of receipt, and note a contact in brackets. A full date is no
//! reporting year, and numbers and remarks are no part of a name.

use std::borrow::Cow;
use std::ops::Range;

use crate::model::{Claim, Evidence, Identity, Lexicon, Pipeline, Scope, Validity, Year, narrowed};
use crate::read::identify::{
    claim, groups, is_nobody, part_of_year, plain, without_blanks, year::digit, year::reporting_year,
};

/// The statement of a sheet's name.
pub fn in_sheet(name: &str, pipeline: &Pipeline) -> Option<Claim> {
    let identity = &pipeline.identity;
    if identity.whole_sheet.as_ref().is_some_and(|whole| whole.is_match(&plain(name, identity))) {
        return Some(Claim { scope: Some(Scope::Consolidated), ..claim(Evidence::Sheet, None, None) });
    }
    Name::of(name, identity).claim(Evidence::Sheet, identity, &pipeline.lexicon)
}

/// The statement of a page's title, if there is no other. The name in it may be that of the site: that of a region or
/// its government counts, that of an office mostly does not. A year has to stand beside a word of the report.
pub(super) fn of_page(title: &str, identity: &Identity, lexicon: &Lexicon) -> Option<Claim> {
    let name = Name::of(title, identity);
    let stated = name.claim(Evidence::Imprint, identity, lexicon)?;
    let is_office = |name: &str| identity.name.as_ref().is_some_and(|pattern| pattern.is_match(name));
    let office = stated.office.as_deref().filter(|name| is_office(name) && !identity.is_region(name));
    let office = office.filter(|name| !identity.seat.is_match(name))?;
    let year = stated.year.filter(|_| name.has_report_year(identity));
    Some(claim(Evidence::Imprint, Some(office), year))
}

/// The version number that a name or cell gives.
pub fn version(name: &str, identity: &Identity) -> Option<u32> {
    Name::of(name, identity).version(identity)
}

/// Factor for the time of day behind a date.
pub(super) const TIMES: u64 = 1_000_000;

/// Date and time in a cell as one number; 0 for a text that begins with no date.
pub fn moment(text: &str) -> u64 {
    let narrow = narrowed(text);
    let runs: Vec<&str> = narrow.split(|c: char| !c.is_ascii_digit()).filter(|run| !run.is_empty()).collect();
    let number = |at: usize| runs.get(at).and_then(|run| run.parse::<u64>().ok()).unwrap_or(0);
    let (day, times) = match runs.first().map(|run| run.len()) {
        Some(8) => (number(0), 1),
        Some(4) if runs.len() >= 3 => ((number(0) * 100 + number(1)) * 100 + number(2), 3),
        _ => return 0,
    };
    let time = (number(times) % 24 * 100 + number(times + 1) % 60) * 100 + number(times + 2) % 60;
    if day < 100_000_000 { day * TIMES + time } else { 0 }
}

/// A date as one number: 20240305.
fn day(date: &str) -> u32 {
    let runs: Vec<&str> = date.split(|c: char| !c.is_ascii_digit()).filter(|run| !run.is_empty()).collect();
    let number = |run: Option<&&str>| run.and_then(|run| run.parse::<u32>().ok()).unwrap_or(0);
    match runs.first() {
        Some(whole) if whole.len() == 8 => number(Some(whole)),
        Some(month) if month.len() <= 2 => number(Some(month)) * 100 + number(runs.get(1)),
        Some(year) if year.len() == 4 => (number(Some(year)) * 100 + number(runs.get(1))) * 100 + number(runs.get(2)),
        _ => 0,
    }
}

/// The year that a name gives.
pub(crate) fn year_in(name: &str, identity: &Identity) -> Option<Year> {
    take_year(&Name::of(name, identity).undated, identity).0
}

/// The name of a file, folder or sheet, normalised once for all questions.
pub(super) struct Name<'a> {
    text: &'a str,
    /// In ASCII width.
    narrow: Cow<'a, str>,
    /// Without dates, and with years as digits.
    undated: String,
}

impl<'a> Name<'a> {
    pub(super) fn of(text: &'a str, identity: &Identity) -> Name<'a> {
        let narrow = narrowed(text);
        let undated = undated(&narrow, identity);
        Name { text, narrow, undated }
    }

    /// The office, year and scope that it names.
    pub(super) fn claim(&self, from: Evidence, identity: &Identity, lexicon: &Lexicon) -> Option<Claim> {
        let part_of_year = part_of_year(&self.undated, true, identity);
        let (year, rest) = take_year(&self.undated, identity);
        let (rest, scope) = without_scope(&rest, identity);
        let office = office_in(&rest, identity);
        let is_total = identity.is_total(&office);
        let scope = if is_total { scope.or(Some(Scope::Consolidated)) } else { scope };
        let is_name = !office.is_empty() && !is_total && !is_nobody(&office, identity);
        let named = is_name && lexicon.meanings(&office).is_empty();
        let validity = identity.validity(self.text);
        let says = named || year.is_some() || scope.is_some() || validity != Validity::Plain || part_of_year.is_some();
        says.then(|| Claim { scope, validity, part_of_year, ..claim(from, named.then_some(office.as_str()), year) })
    }

    /// True if it has a year beside a word of the report.
    pub(super) fn has_report_year(&self, identity: &Identity) -> bool {
        identity.path_report_year.is_match(&self.undated)
    }

    /// Its version number.
    pub(super) fn version(&self, identity: &Identity) -> Option<u32> {
        let number = identity.version.iter().find_map(|version| groups(version, &self.undated)?.name("n"))?;
        let digits = number.as_str().chars().filter_map(|c| digit(c, identity));
        digits.collect::<String>().parse().ok()
    }

    /// The date in it, as one number.
    pub(super) fn day(&self, identity: &Identity) -> Option<u32> {
        identity.path_dates.matching(&self.narrow).find_map(|date| Some(day(date.find(&self.narrow)?.as_str())))
    }
}

/// A name without its dates, and with years as digits.
fn undated(narrow: &str, identity: &Identity) -> String {
    identity.path_dates.cut(plain_but_spaced(narrow, identity), " ")
}

/// A name without the mark of its scope, and the scope. The mark is the last word, or ends one: 海州市汇总-2024,
/// 2024_汇总_海州市.
fn without_scope(name: &str, identity: &Identity) -> (String, Option<Scope>) {
    let (bare, scope) = identity.name_and_scope(name.trim());
    let words: Vec<&str> = bare.split(|c: char| !c.is_alphanumeric()).collect();
    match scope.or_else(|| words.iter().find_map(|word| identity.name_and_scope(word).1)) {
        None => (name.to_owned(), None),
        Some(said) if scope.is_some() => (bare.into_owned(), Some(said)),
        Some(said) => {
            let words: Vec<String> = words.iter().map(|word| identity.name_and_scope(word).0.into_owned()).collect();
            (words.join(" "), Some(said))
        }
    }
}

/// A name with years in words as digits. White space is kept, as it separates the words of the name.
fn plain_but_spaced(narrow: &str, identity: &Identity) -> String {
    narrow.split(' ').map(|word| without_blanks(word.chars(), identity)).collect::<Vec<_>>().join(" ")
}

/// The year beside a word of the report, or the only year; and the name without it.
fn take_year(name: &str, identity: &Identity) -> (Option<Year>, String) {
    let by_word = identity.path_report_year.matching(name).find_map(|pattern| only_year(pattern, name, identity));
    match by_word.or_else(|| only_year(&identity.path_year, name, identity)) {
        Some((Year(year), digits)) => {
            let (before, behind) = (name.get(..digits.start), name.get(digits.end..));
            let without = [before.unwrap_or_default(), behind.unwrap_or_default()].join(" ");
            (Some(Year(year)), without.replace(&year.to_string(), " "))
        }
        None => (None, name.to_owned()),
    }
}

/// The year that a pattern finds, if all its matches agree.
fn only_year(pattern: &regex::Regex, name: &str, identity: &Identity) -> Option<(Year, Range<usize>)> {
    let mut found: Option<(Year, Range<usize>)> = None;
    // Two years may share the character between them, so the search continues right behind each year.
    let mut at = 0;
    while let Some(captures) = pattern.captures_at(name, at) {
        let digits = captures.name("year")?;
        at = digits.end();
        let Some(year) = digits.as_str().parse().ok().and_then(|year| whole_year(year, identity)) else { continue };
        if found.as_ref().is_some_and(|(known, _)| *known != year) {
            return None;
        }
        found = Some((year, digits.range()));
    }
    found
}

/// A reporting year of four digits, or of its last two.
pub(super) fn whole_year(year: u16, identity: &Identity) -> Option<Year> {
    reporting_year(if year < 100 { 2000 + year } else { year }, identity)
}

/// So many digits are a telephone number.
const TELEPHONE: usize = 7;
/// A running number before a name has at most so many digits.
const RUNNING: usize = 3;

/// What is left of a name without everything that names nobody.
fn office_in(name: &str, identity: &Identity) -> String {
    let rest = identity.path_words.replace_all(&without_brackets(name), " ").into_owned();
    let words = rest.split(|c: char| !c.is_alphanumeric()).filter_map(|word| without_numbers(word, identity));
    let words: Vec<&str> = words.collect();
    let Some(is_name) = &identity.name else { return words.join("_") };
    if words.is_empty()
        && let Some(office) = only_in_brackets(name, is_name, identity)
    {
        return office.to_owned();
    }
    // A region and an office in it are one name (`海州市 水务局`); of other words, the last that can be a name is taken.
    let names: Vec<&str> = words.iter().copied().filter(|word| is_name.is_match(word)).collect();
    let is_region = |name: &str| name.chars().next_back().is_some_and(|last| identity.short.regions.contains(&last));
    let within = |region: &str, office: &str| match is_region(region) && !office.starts_with(region) {
        true => format!("{region}{office}"),
        false => office.to_owned(),
    };
    match names[..] {
        [] => words.join("_"),
        // If a region is named, the office may stand in brackets.
        [region] if is_region(region) => match only_in_brackets(name, is_name, identity) {
            Some(office) if !is_region(office) => within(region, office),
            _ => region.to_owned(),
        },
        [only] => only.to_owned(),
        [.., office, region] if is_region(region) && !is_region(office) => within(region, office),
        [.., region, office] => within(region, office),
    }
}

/// The only name in the brackets of a text that names nobody outside them: `2024（海州市水务局）`. A name among other words in
/// brackets, as in `（报送海州市政府办）`, is a remark.
fn only_in_brackets<'a>(name: &'a str, is_name: &regex::Regex, identity: &Identity) -> Option<&'a str> {
    let (open, close) = (['(', '[', '\u{3010}', '\u{300C}'], [')', ']', '\u{3011}', '\u{300D}']);
    let mut found = None;
    let inside = name.split(open).skip(1).filter_map(|rest| rest.split(close).next());
    for word in inside.flat_map(|inside| inside.split(|c: char| !c.is_alphanumeric())) {
        let is_bare = !identity.path_words.is_match(word) && !word.chars().any(|c| c.is_ascii_digit());
        let is_office = is_bare && is_name.is_match(word);
        if is_office && found.replace(word).is_some_and(|other| other != word) {
            return None;
        }
    }
    found
}

/// The name without remarks in brackets at either end: the sender, a contact, the number of a copy.
fn without_brackets(name: &str) -> String {
    let mut rest = name.trim();
    loop {
        let cut = match (rest.chars().next(), rest.chars().next_back()) {
            (Some('('), _) => rest.find(')').map(|at| &rest[at + 1..]),
            (Some('['), _) => rest.find(']').map(|at| &rest[at + 1..]),
            (Some('\u{3010}'), _) => rest.find('\u{3011}').map(|at| &rest[at + '\u{3011}'.len_utf8()..]),
            (_, Some(')')) => rest.rfind('(').map(|at| &rest[..at]),
            (_, Some(']')) => rest.rfind('[').map(|at| &rest[..at]),
            (_, Some('\u{3011}')) => rest.rfind('\u{3010}').map(|at| &rest[..at]),
            _ => None,
        };
        match cut {
            Some(cut) if !cut.trim().is_empty() => rest = cut.trim(),
            Some(_) | None => return rest.to_owned(),
        }
    }
}

/// A word without the running number before it and the number of a copy behind it; `None` for a number or a word with a
/// telephone number.
fn without_numbers<'a>(word: &'a str, identity: &Identity) -> Option<&'a str> {
    if word.chars().filter(char::is_ascii_digit).count() >= TELEPHONE {
        return None;
    }
    if identity.name.is_none() {
        return word.chars().any(char::is_alphabetic).then_some(word);
    }
    let digits = word.chars().take_while(char::is_ascii_digit).count();
    let numbered = if digits <= RUNNING { &word[digits..] } else { word };
    let bare = numbered.trim_end_matches(|c: char| c.is_ascii_digit());
    bare.chars().any(char::is_alphabetic).then_some(bare)
}
