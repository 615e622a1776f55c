//! Whose filing it is and for which year: every statement the file and its path make.

use std::borrow::Cow;
use std::sync::Arc;

use unicode_normalization::UnicodeNormalization;

use crate::model::{Claim, Evidence, Field, Identity, Lexicon, Pipeline, Scope, Source, Year};
use crate::read::grid::{Grid, Row, Token};
use crate::read::vocabulary::Vocabulary;

/// Longer lines are prose and name other offices and years.
const LONGEST_TITLE: usize = 240;

/// The statements of lines outside the tables.
pub fn in_lines(grid: &Grid, rows: &[usize], vocabulary: &Vocabulary<'_>) -> Vec<Claim> {
    let mut claims: Vec<Claim> = Vec::new();
    for &at in rows {
        let row = grid.row(at);
        claims.extend(labelled(&row, vocabulary));
        claims.extend(row.tokens.iter().filter_map(|token| match token {
            Token::Word(word) => vocabulary.get(*word).said.as_deref().cloned(),
            Token::Blank | Token::Covered(_) | Token::Plain(_) => None,
        }));
    }
    claims.dedup();
    claims
}

/// What one text says of office, year or scope.
pub fn statement(text: &str, identity: &Identity) -> Option<Claim> {
    if text.len() > LONGEST_TITLE {
        return None;
    }
    match (in_text(text, identity), scope(text, identity)) {
        (Some(said), scope) => Some(Claim { scope, ..said }),
        (None, Some(scope)) => Some(Claim { scope: Some(scope), ..claim(Evidence::Line, None, None) }),
        (None, None) => None,
    }
}

/// A label of a field with its value in the next field that is filled: `单位名称 | …`.
fn labelled(row: &Row<'_>, vocabulary: &Vocabulary<'_>) -> Option<Claim> {
    let mut filled = row.tokens.iter().filter(|token| !token.is_empty());
    let Some(Token::Word(label)) = filled.next() else { return None };
    let field = vocabulary.get(*label).field()?;
    match (field, filled.next()?) {
        (Field::Office, Token::Word(word)) if !vocabulary.get(*word).is_label() => {
            Some(claim(Evidence::Line, Some(vocabulary.get(*word).raw.trim()), None))
        }
        (Field::Year, Token::Plain(year)) => {
            let year = reporting_year(u16::try_from(*year).ok()?, &vocabulary.pipeline.identity)?;
            Some(claim(Evidence::Line, None, Some(year)))
        }
        (Field::Year, Token::Word(word)) => {
            let digits: String = vocabulary.get(*word).raw.nfkc().filter(char::is_ascii_digit).collect();
            let year = reporting_year(digits.parse().ok()?, &vocabulary.pipeline.identity)?;
            Some(claim(Evidence::Line, None, Some(year)))
        }
        (Field::Scope, Token::Word(word)) => {
            let scope = scope(&vocabulary.get(*word).raw, &vocabulary.pipeline.identity)?;
            Some(Claim { scope: Some(scope), ..claim(Evidence::Line, None, None) })
        }
        _ => None,
    }
}

/// Whether a line, or a column of a record export, speaks of own or of consolidated figures.
pub fn scope(text: &str, identity: &Identity) -> Option<Scope> {
    let plain: String = text.nfkc().filter(|c| !c.is_whitespace()).collect();
    match (identity.own.is_match(&plain), identity.consolidated.is_match(&plain)) {
        (true, false) => Some(Scope::Own),
        (false, true) => Some(Scope::Consolidated),
        _ => None,
    }
}

/// An office's name without the mark of whose figures these are.
fn without_scope<'a>(office: &'a str, identity: &Identity) -> Cow<'a, str> {
    match identity.own.replace(office, "") {
        Cow::Borrowed(_) => identity.consolidated.replace(office, ""),
        cut => cut,
    }
}

fn in_text(text: &str, identity: &Identity) -> Option<Claim> {
    let plain: String = text.nfkc().filter(|c| !c.is_whitespace()).collect();
    let plain = plain.trim_matches(['#', '*']);
    let lists =
        [(Evidence::Title, &identity.title), (Evidence::Line, &identity.office), (Evidence::Line, &identity.year)];
    lists.into_iter().find_map(|(from, patterns)| {
        patterns.iter().find_map(|pattern| {
            let found = pattern.captures(plain)?;
            let office = found.name("office").map(|office| without_scope(office.as_str(), identity));
            let office = office.as_deref();
            let year = found.name("year").and_then(|year| year.as_str().parse().ok());
            let year = year.and_then(|year| reporting_year(year, identity));
            (office.is_some() || year.is_some()).then(|| claim(from, office, year))
        })
    })
}

/// The statements of the file's name and of the folders it lies in, the nearest first.
pub fn in_path(source: &Source, pipeline: &Pipeline) -> Vec<Claim> {
    let identity = &pipeline.identity;
    let below = source.below_root();
    let names: Vec<&str> = below.split('/').filter(|name| !name.is_empty()).collect();
    let Some((file, folders)) = names.split_last() else { return Vec::new() };
    let stem = file.rsplit_once('.').map_or(*file, |(stem, _)| stem);
    let folder_names = folders.iter().rev().map(|folder| without_suffix(folder));
    let mut claims = Vec::new();
    let folders: Vec<Claim> =
        folder_names.filter_map(|folder| in_name(folder, Evidence::Folder, identity, &pipeline.lexicon)).collect();
    let within = folders.iter().find_map(|folder| folder.office.clone());
    claims.extend(in_name(stem, Evidence::File, identity, &pipeline.lexicon).map(|claim| Claim { within, ..claim }));
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
    match scope(name, &pipeline.identity) {
        Some(scope) => Some(Claim { scope: Some(scope), ..claim(Evidence::Sheet, None, None) }),
        None => in_name(name, Evidence::Sheet, &pipeline.identity, &pipeline.lexicon),
    }
}

fn in_name(name: &str, from: Evidence, identity: &Identity, lexicon: &Lexicon) -> Option<Claim> {
    let name: String = name.nfkc().collect();
    let year = identity.path_year.captures_iter(&name).find_map(|found| {
        found.name("year").and_then(|year| year.as_str().parse().ok()).and_then(|year| reporting_year(year, identity))
    });
    let without_year = match year {
        Some(Year(year)) => name.replace(&year.to_string(), " "),
        None => name,
    };
    let rest = identity.path_words.replace_all(&without_year, " ");
    // Numbers on their own are dates and numberings.
    let words = rest.split(|c: char| !c.is_alphanumeric()).filter(|word| word.chars().any(char::is_alphabetic));
    let office = words.collect::<Vec<_>>().join("_");
    let named = !office.is_empty() && lexicon.meanings(&office).is_empty();
    (named || year.is_some()).then(|| claim(from, named.then_some(office.as_str()), year))
}

/// True if the file says of itself that it corrects an earlier one.
pub fn corrected(source: &Source, identity: &Identity) -> bool {
    let below = source.below_root();
    identity.corrected.iter().any(|mark| below.contains(mark.as_str()))
}

/// A year in which returns can have been filed.
pub fn reporting_year(year: u16, identity: &Identity) -> Option<Year> {
    let (from, to) = identity.years;
    (from..=to).contains(&year).then_some(Year(year))
}

fn claim(from: Evidence, office: Option<&str>, year: Option<Year>) -> Claim {
    Claim { from, office: office.map(Arc::from), code: None, year, scope: None, within: None }
}
