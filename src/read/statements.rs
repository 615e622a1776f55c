//! Lines outside the tables → statements about whose filing it is and for which year.
//!
//! ```text
//! 附件2                                 nothing
//! 海州市水务局                          the office, as it stands next to a title
//! 2024年政府信息公开工作年度报告        the title, and the year
//! 填报单位：海州市水务局  年度：2024    two fields, each with its value
//! ```
//!
//! What a text says by itself is told by [`identify`] and kept with the word. Here it is combined with what stands
//! beside, above and below it.

use crate::model::{Claim, Evidence, Field, Meaning};
use crate::read::grid::{Grid, Row, Token};
use crate::read::identify::{
    self, Period, claim, is_nobody, nearest_title, of_cell, part_of_year, plain, reporting_year, scope,
};
use crate::read::vocabulary::{Vocabulary, WordIx};

/// The statements of some lines outside the tables.
pub fn in_lines(grid: &Grid, rows: &[usize], vocabulary: &Vocabulary<'_>) -> Vec<Claim> {
    let mut claims: Vec<Claim> = Vec::new();
    for &at in rows {
        let row = grid.row(at);
        claims.extend(labelled(&row, vocabulary));
        claims.extend(over_value(grid, at, vocabulary));
        claims.extend(row.tokens.iter().filter_map(|token| vocabulary.get(token.word()?).claim.as_deref().cloned()));
    }
    // If one line says everything, titles over several lines are not looked for. Nearly every file has its title on one
    // line.
    let is_strong = |claim: &&Claim| claim.from <= Evidence::Title;
    let names_office = claims.iter().filter(is_strong).any(|claim| claim.office.is_some() || claim.code.is_some());
    let names_year = claims.iter().any(|claim| claim.year.is_some());
    if !names_office || !names_year {
        let texts = texts(grid, rows, vocabulary);
        claims.extend(identify::over_lines(&texts, names_office, &vocabulary.pipeline.identity));
    }
    let identity = &vocabulary.pipeline.identity;
    if claims.iter().any(|claim| identify::lacks_region(claim, identity) || identify::is_only_region(claim, identity)) {
        identify::add_region(&mut claims, &texts(grid, rows, vocabulary), identity);
    }
    claims.extend(in_sentences(grid, rows, vocabulary));
    // A title that appears twice counts more than a link, so titles are not removed.
    claims.dedup_by(|a, b| a == b && a.from != Evidence::Title);
    claims
}

/// The year of a sentence that gives the period of the figures. Its last day is in digits, if it is there at all.
fn in_sentences(grid: &Grid, rows: &[usize], vocabulary: &Vocabulary<'_>) -> Option<Claim> {
    let tokens = rows.iter().flat_map(|at| grid.row(*at).tokens.iter());
    let words = tokens.filter_map(|token| token.word()).map(|word| vocabulary.get(word));
    let is_dated = |text: &str| (text.contains("12") && text.contains("31")) || text.contains('\u{FF13}');
    let mut silent =
        words.filter(|word| word.claim.as_ref().is_none_or(|claim| claim.year.is_none()) && is_dated(&word.raw));
    silent.find_map(|word| identify::in_sentence(&word.raw, &vocabulary.pipeline.identity))
}

/// The office whose name stands alone on exactly one of some lines, perhaps behind a number.
pub fn lone_name(grid: &Grid, rows: &[usize], vocabulary: &Vocabulary<'_>) -> Option<Claim> {
    let identity = &vocabulary.pipeline.identity;
    let texts = texts(grid, rows, vocabulary);
    let short = texts.iter().filter(|text| text.chars().count() <= LONGEST_HEADING);
    let bare = short.map(|text| identify::bare(vocabulary.pipeline.lexicon.normaliser.without_ordinal(text), identity));
    let names: Vec<String> = bare.filter(|text| identify::is_name(text, identity)).collect();
    let [only] = &names[..] else { return None };
    let (name, scope) = identity.name_and_scope(only);
    Some(Claim { scope, ..claim(Evidence::Line, Some(&name), None) })
}

/// The title of an export has at most so many characters.
const LONGEST_HEADING: usize = 50;

/// The statements of the lines above an export. A title that is not that of a report still gives the year.
pub fn over_export(grid: &Grid, header: usize, vocabulary: &Vocabulary<'_>) -> Vec<Claim> {
    let rows: Vec<usize> = (0..header).collect();
    let mut claims = in_lines(grid, &rows, vocabulary);
    nearest_title(&mut claims);
    if claims.iter().all(|claim| claim.year.is_none()) {
        let texts = texts(grid, &rows, vocabulary);
        let year = texts.iter().find_map(|text| identify::year_in(text, &vocabulary.pipeline.identity));
        claims.extend(year.map(|year| claim(Evidence::Title, None, Some(year))));
    }
    if claims.iter().all(|claim| claim.part_of_year.is_none()) {
        let texts = texts(grid, &rows, vocabulary);
        let identity = &vocabulary.pipeline.identity;
        let short = texts.iter().filter(|text| text.chars().count() <= LONGEST_HEADING);
        let part = short.filter_map(|text| part_of_year(&plain(text, identity), true, identity)).next();
        claims.extend(part.map(|part| Claim { part_of_year: Some(part), ..claim(Evidence::Title, None, None) }));
    }
    claims
}

/// The texts of some rows that are neither labels nor figures.
fn texts<'a>(grid: &Grid, rows: &[usize], vocabulary: &'a Vocabulary<'_>) -> Vec<&'a str> {
    let tokens = rows.iter().flat_map(|at| grid.row(*at).tokens.to_vec());
    let words = tokens.filter_map(Token::word).map(|word| vocabulary.get(word));
    words.filter(|word| !word.is_label()).map(|word| &*word.raw).collect()
}

/// Names of fields, each with its value in the next filled field: `单位名称 | … | 年度 | …`.
fn labelled(row: &Row<'_>, vocabulary: &Vocabulary<'_>) -> Vec<Claim> {
    let filled: Vec<&Token> = row.tokens.iter().filter(|token| !token.is_empty()).collect();
    let pairs = filled.windows(2).filter_map(|pair| {
        let Token::Word(label) = pair[0] else { return None };
        match field(*label, vocabulary) {
            Some(field) => value_of(field, pair[1], vocabulary),
            None => imprint(*label, pair[1].word()?, vocabulary),
        }
    });
    pairs.collect()
}

/// The name of a field alone on its line, with its value alone on the next.
fn over_value(grid: &Grid, at: usize, vocabulary: &Vocabulary<'_>) -> Option<Claim> {
    let alone = |at: usize| {
        let row = grid.row(at);
        let mut filled = row.tokens.iter().filter(|token| !token.is_empty());
        let only = filled.next().copied()?;
        filled.next().is_none().then_some(only)
    };
    let Token::Word(label) = alone(at)? else { return None };
    let field = field(label, vocabulary)?;
    let value = (at + 1 < grid.n_rows()).then(|| alone(at + 1))??;
    let identity = &vocabulary.pipeline.identity;
    let is_name = |office: &str| identity.name.as_ref().is_none_or(|name| name.is_match(office));
    value_of(field, &value, vocabulary).filter(|said| said.office.as_deref().is_none_or(is_name))
}

/// The name of a field has at most so many characters.
const LONGEST_LABEL: usize = 6;

/// What a text and the next say together about who has issued the report: `发布机构 | 海州市水务局`.
fn imprint(label: WordIx, value: WordIx, vocabulary: &Vocabulary<'_>) -> Option<Claim> {
    let (label, value) = (vocabulary.get(label).raw.trim(), vocabulary.get(value).raw.trim());
    let is_short = label.chars().count() <= LONGEST_LABEL && value.chars().count() <= LONGEST_HEADING;
    let identity = &vocabulary.pipeline.identity;
    let said =
        is_short.then(|| identify::in_text(&identify::bare(&format!("{label}:{value}"), identity), identity))??;
    (said.from == Evidence::Imprint && said.office.is_some()).then_some(said)
}

/// The field whose name a text is, with or without a colon.
fn field(word: WordIx, vocabulary: &Vocabulary<'_>) -> Option<Field> {
    let word = vocabulary.get(word);
    let bare = || word.raw.trim_end().strip_suffix([':', '\u{FF1A}']);
    let by_lexicon = |label: &str| vocabulary.pipeline.lexicon.meanings(label).iter().find_map(Meaning::field);
    word.field().or_else(|| by_lexicon(bare()?))
}

/// What the value of a field says.
fn value_of(field: Field, value: &Token, vocabulary: &Vocabulary<'_>) -> Option<Claim> {
    let identity = &vocabulary.pipeline.identity;
    match (field, value) {
        (Field::Office, Token::Word(word)) if !vocabulary.get(*word).is_label() => {
            let office = identity.bare_name(vocabulary.get(*word).raw.trim());
            (!is_nobody(&office, identity)).then(|| claim(Evidence::Line, Some(&office), None))
        }
        (Field::Year, Token::Plain(year)) => {
            let year = reporting_year(u16::try_from(*year).ok()?, identity)?;
            Some(claim(Evidence::Line, None, Some(year)))
        }
        (Field::Year, Token::Word(word)) => match of_cell(&vocabulary.get(*word).raw, identity) {
            Period::Year(year) => Some(claim(Evidence::Line, None, Some(year))),
            Period::Part | Period::Unclear | Period::Twofold => None,
        },
        (Field::Scope, Token::Word(word)) => {
            let scope = scope(&vocabulary.get(*word).raw, identity)?;
            Some(Claim { scope: Some(scope), ..claim(Evidence::Line, None, None) })
        }
        _ => None,
    }
}
