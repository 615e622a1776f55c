//! Names of files, folders and sheets: what in them is an office, what a year, and what neither.
//!
//! People number their files, date them by the day on which they came, and note in brackets whom to call. A full date
//! is a date and no reporting year; numbers and remarks are no part of a name.

use std::ops::Range;
use std::sync::Arc;

use unicode_normalization::UnicodeNormalization;

use crate::model::{Claim, Evidence, Identity, Lexicon, Pipeline, Precedence, Scope, Sending, Source, Validity, Year};
use crate::read::identify::{claim, is_nobody, part_of_year, plain, without_blanks, year::digit, year::reporting_year};

/// The statements of the file's name and of the folders it lies in, the nearest first.
pub fn in_path(source: &Source, pipeline: &Pipeline) -> Vec<Claim> {
    let (identity, lexicon) = (&pipeline.identity, &pipeline.lexicon);
    let below = source.below_root();
    let names: Vec<&str> = below.split('/').filter(|name| !name.is_empty()).collect();
    let Some((file, folders)) = names.split_last() else { return Vec::new() };
    let stem = file.rsplit_once('.').map_or(*file, |(stem, _)| stem);
    let is_collected = |claim: &Claim, name: &str| {
        claim.from == Evidence::Folder && identity.collected.as_ref().is_some_and(|collected| collected.is_match(name))
    };
    let folder_names = folders.iter().rev().map(|folder| without_suffix(folder));
    // Where a name says of nobody in particular whose figures lie there, assembling has to see who they all are.
    let all_in = |claim: Claim, depth: usize| match (&claim.office, claim.scope) {
        (None, Some(_)) => Claim { within: names.get(..=depth).map(|names| Arc::from(names.join("/"))), ..claim },
        _ => claim,
    };
    let named = |name: &str, from, depth| {
        let claim = in_name(name, from, identity, lexicon)?;
        let scope = claim.scope.filter(|_| !is_collected(&claim, name));
        Some(all_in(Claim { scope, ..claim }, depth))
    };
    let folders: Vec<Claim> = folder_names
        .clone()
        .zip((0..folders.len()).rev())
        .filter_map(|(folder, depth)| named(folder, Evidence::Folder, depth))
        .collect();
    let within = folders.iter().find_map(|folder| folder.office.clone());
    let mut claims = Vec::new();
    let mut file = named(stem, Evidence::File, names.len() - 1);
    // A year by the words of the report outweighs one that stands alone and may be that of the receipt.
    let by_word =
        |name: &str| identity.path_report_year.iter().any(|pattern| pattern.is_match(&undated(name, identity)));
    let is_outweighed = |file: &Claim| file.year.is_some() && !by_word(stem) && folder_names.clone().any(by_word);
    if let Some(file) = file.as_mut().filter(|file| is_outweighed(file)) {
        file.year = None;
    }
    claims.extend(file.map(|claim| Claim { within: claim.within.clone().or(within), ..claim }));
    claims.extend(folders);
    claims
}

/// A zip stands in the path like a folder.
fn without_suffix(folder: &str) -> &str {
    match folder.rsplit_once('.') {
        Some((stem, suffix)) if suffix.eq_ignore_ascii_case("zip") => stem,
        _ => folder,
    }
}

/// The statement of a sheet's name.
pub fn in_sheet(name: &str, pipeline: &Pipeline) -> Option<Claim> {
    let identity = &pipeline.identity;
    if identity.whole_sheet.as_ref().is_some_and(|whole| whole.is_match(&plain(name, identity))) {
        return Some(Claim { scope: Some(Scope::Consolidated), ..claim(Evidence::Sheet, None, None) });
    }
    in_name(name, Evidence::Sheet, identity, &pipeline.lexicon)
}

/// The statement of what a page calls itself, for want of any other: a name there may be that of the site, which a
/// region and who sits for it have and an office mostly not. A year has to stand by a word of the report.
pub(super) fn of_page(title: &str, identity: &Identity, lexicon: &Lexicon) -> Option<Claim> {
    let said = in_name(title, Evidence::Imprint, identity, lexicon)?;
    let is_office = |name: &str| identity.name.as_ref().is_some_and(|pattern| pattern.is_match(name));
    let office = said.office.as_deref().filter(|name| is_office(name) && !identity.is_region(name));
    let office = office.filter(|name| !identity.seat.is_match(name))?;
    let title = undated(title, identity);
    let year = said.year.filter(|_| identity.path_report_year.iter().any(|pattern| pattern.is_match(&title)));
    Some(claim(Evidence::Imprint, Some(office), year))
}

/// What the names on a file's path say of whether it holds, and its own name of its version.
pub fn precedence(source: &Source, identity: &Identity) -> Precedence {
    let below = source.below_root();
    let narrow: String = below.nfkc().collect();
    let stem = narrow.rsplit_once('.').map_or(narrow.as_str(), |(stem, _)| stem);
    let dated_in = |name: &str| identity.path_dates.iter().find_map(|date| Some(day(date.find(name)?.as_str())));
    let at = stem.rsplit('/').find_map(dated_in).map_or(0, |day| u64::from(day) * TIMES);
    let version = stem.rsplit('/').find_map(|name| version(name, identity)).unwrap_or(0);
    Precedence { validity: identity.validity(below), sending: Sending { version, at } }
}

/// The number of its version that a name or a cell gives.
pub fn version(name: &str, identity: &Identity) -> Option<u32> {
    let undated = undated(name, identity);
    let number = identity.version.iter().find_map(|version| version.captures(&undated)?.name("n"))?;
    let digits = number.as_str().chars().filter_map(|c| digit(c, identity));
    digits.collect::<String>().parse().ok()
}

/// Hours, minutes and seconds behind a day.
const TIMES: u64 = 1_000_000;

/// Day and time of a cell in one number, 0 for a text that begins with no day.
pub fn moment(text: &str) -> u64 {
    let narrow: String = text.nfkc().collect();
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

/// A date as year, month and day in one number.
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
pub(super) fn year_in(name: &str, identity: &Identity) -> Option<Year> {
    take_year(&undated(name, identity), identity).0
}

/// A name without its dates, the years in it in digits.
fn undated(name: &str, identity: &Identity) -> String {
    let narrow: String = name.nfkc().collect();
    let blank = |name: String, pattern: &regex::Regex| pattern.replace_all(&name, " ").into_owned();
    identity.path_dates.iter().fold(plain_but_spaced(&narrow, identity), blank)
}

fn in_name(name: &str, from: Evidence, identity: &Identity, lexicon: &Lexicon) -> Option<Claim> {
    let undated = undated(name, identity);
    let part_of_year = part_of_year(&undated, true, identity);
    let (year, rest) = take_year(&undated, identity);
    let (rest, scope) = without_scope(&rest, identity);
    let office = office_in(&rest, identity);
    let is_total = identity.is_total(&office);
    let scope = if is_total { scope.or(Some(Scope::Consolidated)) } else { scope };
    let is_name = !office.is_empty() && !is_total && !is_nobody(&office, identity);
    let named = is_name && lexicon.meanings(&office).is_empty();
    let validity = identity.validity(name);
    let says = named || year.is_some() || scope.is_some() || validity != Validity::Plain || part_of_year.is_some();
    says.then(|| Claim { scope, validity, part_of_year, ..claim(from, named.then_some(office.as_str()), year) })
}

/// A name without the mark of whose figures it is of, and what the mark says: it ends the name or a word of it, as in
/// 海州市汇总-2024 and 2024_汇总_海州市.
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

/// Years in words of a narrow name as digits, white space kept: it parts the words of a name.
fn plain_but_spaced(narrow: &str, identity: &Identity) -> String {
    narrow.split(' ').map(|word| without_blanks(word.chars(), identity)).collect::<Vec<_>>().join(" ")
}

/// The year that stands by a word of the report, or the only one there is; and the name without it.
fn take_year(name: &str, identity: &Identity) -> (Option<Year>, String) {
    let by_word = identity.path_report_year.iter().find_map(|pattern| only_year(pattern, name, identity));
    match by_word.or_else(|| only_year(&identity.path_year, name, identity)) {
        Some((Year(year), digits)) => {
            let (before, behind) = (name.get(..digits.start), name.get(digits.end..));
            let without = [before.unwrap_or_default(), behind.unwrap_or_default()].join(" ");
            (Some(Year(year)), without.replace(&year.to_string(), " "))
        }
        None => (None, name.to_owned()),
    }
}

/// The one year that a pattern finds, however often; of two it cannot be told which is meant.
fn only_year(pattern: &regex::Regex, name: &str, identity: &Identity) -> Option<(Year, Range<usize>)> {
    let mut found: Option<(Year, Range<usize>)> = None;
    // Two years may share the character between them, so the search begins anew behind each.
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

/// A year of four digits, or of the last two.
pub(super) fn whole_year(year: u16, identity: &Identity) -> Option<Year> {
    reporting_year(if year < 100 { 2000 + year } else { year }, identity)
}

/// Digits that are a telephone number, and no part of a name.
const TELEPHONE: usize = 7;
/// Digits of a running number before a name.
const RUNNING: usize = 3;

/// What is left of a name when everything is taken away that names nobody.
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
    // A region and an office in it are one name, `海州市 水务局`; of other words the last that can be a name is.
    let names: Vec<&str> = words.iter().copied().filter(|word| is_name.is_match(word)).collect();
    match names[..] {
        [] => words.join("_"),
        [only] => only.to_owned(),
        [.., region, office] => {
            let is_region = region.chars().next_back().is_some_and(|last| identity.short.regions.contains(&last));
            match is_region && !office.starts_with(region) {
                true => format!("{region}{office}"),
                false => office.to_owned(),
            }
        }
    }
}

/// The one name in the brackets of a text in which nobody is named outside them: `2024（海州市水务局）`. A name with other
/// words beside it, as in `（报送海州市政府办）`, is a remark.
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

/// Remarks in brackets at the beginning or the end: who sent it, whom to call, which copy it is.
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

/// A word without the running number before it and the number of a copy behind it; nothing for numbers and for a word
/// with a telephone number in it.
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
