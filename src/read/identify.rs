//! Whose filing it is and for which year: every statement the file and its path make.

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

/// A line that says no more than that what follows is a correction.
const LONGEST_MARK: usize = 8;

/// What one text says of office, year, scope or correction.
pub fn statement(text: &str, identity: &Identity) -> Option<Claim> {
    if text.len() > LONGEST_TITLE {
        return None;
    }
    let said = in_text(text, identity);
    let scope = scope(text, identity);
    let names = said.as_ref().is_some_and(|said| said.from == Evidence::Title) || text.chars().count() <= LONGEST_MARK;
    let corrected = names && identity.is_correction(text);
    match said {
        Some(said) => Some(Claim { scope: scope.or(said.scope), corrected, ..said }),
        None if scope.is_some() || corrected => Some(Claim { scope, corrected, ..claim(Evidence::Line, None, None) }),
        None => None,
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
    identity.scope(text)
}

fn in_text(text: &str, identity: &Identity) -> Option<Claim> {
    let plain: String = text.nfkc().filter(|c| !c.is_whitespace()).collect();
    let plain = plain.trim_matches(['#', '*']);
    let lists =
        [(Evidence::Title, &identity.title), (Evidence::Line, &identity.office), (Evidence::Line, &identity.year)];
    lists.into_iter().find_map(|(from, patterns)| {
        patterns.iter().find_map(|pattern| {
            let found = pattern.captures(plain)?;
            let named = found.name("office").map(|office| identity.name_and_scope(office.as_str()));
            let (office, scope) = named.map_or((None, None), |(office, scope)| (Some(office), scope));
            let office = office.as_deref().filter(|office| !office.is_empty());
            let year = found.name("year").and_then(|year| year.as_str().parse().ok());
            let year = year.and_then(|year| reporting_year(year, identity));
            let behind = || plain.get(found.get(0)?.end()..).filter(|behind| behind.chars().count() <= LONGEST_MARK);
            let end = || identity.name_and_scope(behind()?).1;
            let scope = scope.or_else(|| if from == Evidence::Title { end() } else { None });
            (office.is_some() || year.is_some()).then(|| Claim { scope, ..claim(from, office, year) })
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
    let named = |name: &str, from| in_name(name, from, identity, &pipeline.lexicon);
    // Where a name says of nobody in particular whose figures lie there, assembling has to see who they all are.
    let all_in = |claim: Claim, depth: usize| match (&claim.office, claim.scope) {
        (None, Some(_)) => Claim { within: names.get(..=depth).map(|names| Arc::from(names.join("/"))), ..claim },
        _ => claim,
    };
    let depths = (0..folders.len()).rev();
    let folders: Vec<Claim> = folder_names
        .zip(depths)
        .filter_map(|(folder, depth)| named(folder, Evidence::Folder).map(|claim| all_in(claim, depth)))
        .collect();
    let within = folders.iter().find_map(|folder| folder.office.clone());
    let file = named(stem, Evidence::File).map(|claim| all_in(Claim { within, ..claim }, names.len() - 1));
    claims.extend(file);
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
    in_name(name, Evidence::Sheet, &pipeline.identity, &pipeline.lexicon)
}

fn in_name(name: &str, from: Evidence, identity: &Identity, lexicon: &Lexicon) -> Option<Claim> {
    let narrow: String = name.nfkc().collect();
    let (name, mut scope) = identity.name_and_scope(&narrow);
    let name = name.into_owned();
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
    // 海州市汇总-2024 and 2024_汇总_海州市: the mark ends a word.
    let words: Vec<String> = words
        .map(|word| {
            let (bare, said) = identity.name_and_scope(word);
            scope = scope.or(said);
            bare.into_owned()
        })
        .filter(|word| !word.is_empty())
        .collect();
    let office = words.join("_");
    let is_total = identity.is_total(&office);
    let scope = if is_total { scope.or(Some(Scope::Consolidated)) } else { scope };
    let named = !office.is_empty() && !is_total && lexicon.meanings(&office).is_empty();
    let corrected = identity.is_correction(&narrow);
    let says = named || year.is_some() || scope.is_some() || corrected;
    says.then(|| Claim { scope, corrected, ..claim(from, named.then_some(office.as_str()), year) })
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
    Claim { from, office: office.map(Arc::from), code: None, year, scope: None, corrected: false, within: None }
}
