//! Titles on one line, and which of several titles is the report's own.
//!
//! A title gives office, year and scope at once, which makes it the best statement there is, if it is the report's. A
//! page has titles of other reports as links, a report mentions that of the year before, and a letter that goes with
//! the report repeats it.

use std::collections::BTreeMap;

use regex::Match;

use crate::model::{Claim, Evidence, Identity, Pipeline, Scope, Validity, Year};
use crate::read::identify::{claim, groups, is_nobody, name, part_of_year, plain, scope_in};

/// Longer lines, in bytes, are prose and may name other offices and years.
pub(super) const LONGEST_TITLE: usize = 240;

/// A line that only says whose figures follow, or that they are corrected, has at most so many characters; and so has
/// what follows a title.
const LONGEST_MARK: usize = 8;

/// What one text says about office, year, scope and validity.
///
/// ```text
/// 海州市2024年政府信息公开工作年度报告（市级汇总）       海州市, 2024, consolidated
/// 报表类型：汇总表                                         consolidated
/// 关于报送2024年度报告的通知，请各单位…                    a mention at most: the sentence is about another report
/// ```
pub fn statement(text: &str, identity: &Identity) -> Option<Claim> {
    if text.len() > LONGEST_TITLE {
        return None;
    }
    let plain = plain(text, identity);
    let said = said(&plain, identity).or_else(|| in_fields(text, identity));
    let scope = scope_in(&plain, identity);
    let names = said.as_ref().is_some_and(|said| said.from == Evidence::Title) || text.chars().count() <= LONGEST_MARK;
    let validity = if names { identity.validity(text) } else { Validity::Plain };
    let is_title = said.as_ref().is_some_and(|said| said.from == Evidence::Title);
    let part_of_year = part_of_year(&plain, is_title, identity);
    match said {
        Some(said) => Some(Claim { scope: scope.or(said.scope), validity, part_of_year, ..said }),
        None if part_of_year.is_some() => {
            Some(Claim { scope, validity, part_of_year, ..claim(Evidence::Title, None, None) })
        }
        None if scope.is_some() || validity != Validity::Plain => {
            Some(Claim { scope, validity, ..claim(Evidence::Line, None, None) })
        }
        None => None,
    }
}

/// Characters that may follow the words of the report in a sentence about it.
const LONGEST_END: usize = 6;

/// What a normalised line says. A sentence may also be about other reports, so a title in it has to be a part of its
/// own, and weighs least.
fn said(plain: &str, identity: &Identity) -> Option<Claim> {
    let bare = bare_of_plain(plain, identity);
    let said = in_text(&bare, identity)?;
    let ends = [',', ';', '\u{3002}'];
    if said.from != Evidence::Title || !bare.contains(ends) {
        return Some(said);
    }
    let is_name = |office: &str| identity.name.as_ref().is_none_or(|name| name.is_match(office));
    bare.split(ends).find_map(|part| {
        let part = self::bare(part, identity);
        let found = in_text(&part, identity).filter(|found| found.from == Evidence::Title)?;
        let is_own = found.office.as_deref().is_none_or(is_name) && title_end(&part, identity) <= LONGEST_END;
        is_own.then_some(Claim { from: Evidence::Mention, ..found })
    })
}

/// The number of characters behind the title that a text begins with: a real title has few, a sentence about a report
/// has many.
fn title_end(plain: &str, identity: &Identity) -> usize {
    let found = identity.title.matching(plain).find_map(|pattern| pattern.find(plain));
    found.and_then(|found| plain.get(found.end()..)).map_or(0, |behind| behind.chars().count())
}

/// What several fields on one line say, each behind its name: 填报单位：… 填报日期：….
fn in_fields(text: &str, identity: &Identity) -> Option<Claim> {
    let mut fields: Vec<String> = Vec::new();
    let is_between = |c: char| c.is_whitespace() || matches!(c, ';' | '|' | '\u{FF1B}');
    for word in text.split(is_between).filter(|word| !word.is_empty()) {
        match fields.last_mut() {
            Some(last) if !word.contains([':', '\u{FF1A}']) => last.push_str(word),
            _ => fields.push(word.to_owned()),
        }
    }
    let said = || fields.iter().filter_map(|field| in_text(&bare(field, identity), identity));
    let first = (fields.len() > 1).then(|| said().find(|said| said.office.is_some()).or_else(|| said().next()))??;
    let year = first.year.or_else(|| said().filter(|said| said.from <= first.from).find_map(|said| said.year));
    Some(Claim { year, ..first })
}

/// Bytes of a paragraph that are looked through.
const LONGEST_PARAGRAPH: usize = 4096;

/// Puts the title of what stands below first. Of titles that disagree, the one that comes more than once is taken, as
/// at the head of a page and above its tables, or else the nearest. The others are links to other reports.
pub fn nearest_title(claims: &mut Vec<Claim>) {
    let is_title = |claim: &Claim| claim.from == Evidence::Title && (claim.office.is_some() || claim.year.is_some());
    // Most files have one title or none.
    if let [] | [_] = claims[..] {
        return;
    }
    let (titles, others): (Vec<Claim>, Vec<Claim>) = claims.drain(..).partition(is_title);
    let agree = |one: &Claim, other: &Claim| {
        let may_be = |a: Option<Year>, b: Option<Year>| a.is_none() || b.is_none() || a == b;
        one.office == other.office && may_be(one.year, other.year)
    };
    // A page of links may have thousands of titles.
    let mut n_said: BTreeMap<(Option<&str>, Option<Year>), usize> = BTreeMap::new();
    let mut named: BTreeMap<Option<&str>, usize> = BTreeMap::new();
    for title in &titles {
        *n_said.entry((title.office.as_deref(), title.year)).or_default() += 1;
        *named.entry(title.office.as_deref()).or_default() += 1;
    }
    let votes = |title: &Claim| {
        let of = |year| n_said.get(&(title.office.as_deref(), year)).copied().unwrap_or_default();
        match title.year {
            Some(_) => of(title.year) + of(None),
            None => named.get(&title.office.as_deref()).copied().unwrap_or_default(),
        }
    };
    let named = titles.iter().enumerate().filter(|(_, title)| title.office.is_some());
    let first = named.max_by_key(|(at, title)| (votes(title), *at)).map(|(_, title)| title.clone());
    let Some(first) = first.filter(|first| titles.iter().any(|title| title.office.is_some() && !agree(first, title)))
    else {
        claims.extend(titles);
        claims.extend(others);
        return;
    };
    let most = votes(&first);
    let (agreeing, links): (Vec<&Claim>, Vec<&Claim>) = titles.iter().partition(|title| agree(&first, title));
    claims.push(first.clone());
    claims.extend(agreeing.into_iter().filter(|title| **title != first).cloned());
    let has_year = claims.iter().any(|title| title.year.is_some());
    let links = links.into_iter().filter(|title| title.office.is_none() || votes(title) == most);
    let nobodys_year = |title: &Claim| !has_year && title.office.is_some();
    claims
        .extend(links.rev().map(|title| Claim { year: title.year.filter(|_| !nobodys_year(title)), ..title.clone() }));
    claims.extend(others);
}

/// Makes a title behind the last table weigh least.
pub fn behind_tables(claim: Claim) -> Claim {
    match claim.from {
        Evidence::Title if claim.office.is_some() => of_anybody(claim),
        _ => claim,
    }
}

/// The statement as one that may be about another report.
pub fn of_anybody(claim: Claim) -> Claim {
    Claim { from: Evidence::Mention, ..claim }
}

/// Uses the title of a page: it decides which title on the page is its own, and stands in for a missing one.
pub fn name_of_page(claims: &mut Vec<Claim>, page: &str, pipeline: &Pipeline) {
    let (identity, lexicon) = (&pipeline.identity, &pipeline.lexicon);
    let stated =
        statement(page.trim(), identity).filter(|stated| stated.from == Evidence::Title && stated.office.is_some());
    let Some(stated) = stated else {
        let is_like = |name: &str| identity.name.as_ref().is_none_or(|pattern| pattern.is_match(name));
        let mut own = claims.iter().filter(|claim| claim.from != Evidence::Mention);
        if !own.any(|claim| claim.code.is_some() || claim.office.as_deref().is_some_and(is_like)) {
            claims.extend(name::of_page(page, identity, lexicon));
        }
        return;
    };
    let is_own = |claim: &Claim| {
        let years = claim.year.zip(stated.year);
        claim.from == Evidence::Title && claim.office == stated.office && years.is_none_or(|(one, other)| one == other)
    };
    match claims.iter().position(is_own) {
        Some(at) => claims[..=at].rotate_right(1),
        None if claims.iter().any(|claim| claim.from <= Evidence::Title && claim.office.is_some()) => {
            claims.push(Claim { from: Evidence::Page, ..stated });
        }
        None => claims.insert(0, stated),
    }
}

/// The year of the period that a sentence gives.
pub(crate) fn in_sentence(text: &str, identity: &Identity) -> Option<Claim> {
    let plain = plain(&text[..text.floor_char_boundary(LONGEST_PARAGRAPH)], identity);
    let found = identity.period.iter().find_map(|pattern| groups(pattern, &plain)?.name("year"));
    Some(claim(Evidence::Sentence, None, Some(year(found?.as_str(), identity)?)))
}

/// A text without what is no part of a title: the number of an annex, a covering letter.
pub(crate) fn bare(text: &str, identity: &Identity) -> String {
    bare_of_plain(&plain(text, identity), identity)
}

fn bare_of_plain(plain: &str, identity: &Identity) -> String {
    // Signs of Markdown and wikis, and quotation marks of another export.
    identity.affixes.cut(plain.trim_matches(['#', '*', '=', '\'', '`', '"']).to_owned(), "")
}

/// What a bare text says, as it is or with its characters folded as in labels.
pub(crate) fn in_text(plain: &str, identity: &Identity) -> Option<Claim> {
    let is_folded = || plain.chars().any(|c| identity.fold.contains_key(&c));
    let folded = || plain.chars().map(|c| identity.fold.get(&c).copied().unwrap_or(c)).collect::<String>();
    in_characters(plain, identity).or_else(|| is_folded().then(|| in_characters(&folded(), identity))?)
}

/// The first pattern that a text fits decides what it says.
fn in_characters(plain: &str, identity: &Identity) -> Option<Claim> {
    let lists = [
        (Evidence::Title, &identity.title),
        (Evidence::Line, &identity.office),
        (Evidence::Imprint, &identity.imprint),
        (Evidence::Line, &identity.year),
    ];
    lists.into_iter().find_map(|(from, patterns)| {
        patterns.matching(plain).find_map(|pattern| {
            let found = pattern.captures(plain)?;
            let named = found.name("office").map_or("", |said| said.as_str());
            let behind = found.get(0).and_then(|found| plain.get(found.end()..)).unwrap_or_default();
            let before = other_year(named, identity);
            let named = before.and_then(|before| named.get(..before.start())).unwrap_or(named);
            let (office, scope) = office_in(named, identity);
            let office = match from {
                Evidence::Title => office.map(|office| behind_region(&office, behind, identity).unwrap_or(office)),
                _ => office,
            };
            let year = found.name("year").and_then(|said| year(said.as_str(), identity));
            // If there are two years, neither counts.
            let is_other = |other: Match<'_>| self::year(other.as_str(), identity) != year;
            let is_two = before.is_some() || other_year(behind, identity).is_some_and(is_other);
            let year = year.filter(|_| !is_two);
            let end =
                || identity.name_and_scope(Some(behind).filter(|behind| behind.chars().count() <= LONGEST_MARK)?).1;
            let is_compiled = || identity.titles.1.as_ref().is_some_and(|words| words.is_match(plain));
            let scope = scope.or_else(|| if from == Evidence::Title { end() } else { None });
            let scope = scope.or_else(|| (from == Evidence::Title && is_compiled()).then_some(Scope::Consolidated));
            (office.is_some() || year.is_some()).then(|| Claim { scope, ..claim(from, office.as_deref(), year) })
        })
    })
}

/// Another year at the end of the text before or behind a title, as in `2022 | Report for 2023`: then neither counts.
fn other_year<'t>(text: &'t str, identity: &Identity) -> Option<Match<'t>> {
    groups(identity.other_year.as_ref()?, text)?.name("year")
}

/// The office behind a title that names only its region: 临江市2024年…报告(临江市民政局).
fn behind_region(region: &str, behind: &str, identity: &Identity) -> Option<String> {
    let behind =
        identity.is_region(region).then(|| behind.trim_matches(['(', ')', '-', '\u{2013}', '\u{2014}', '_']))?;
    let by_label = identity.office.matching(behind).find_map(|pattern| pattern.captures(behind)?.name("office"));
    let office = by_label.map_or(behind, |office| office.as_str());
    let is_name =
        identity.name.as_ref()?.is_match(office) && !identity.is_region(office) && !is_nobody(office, identity);
    let is_office = is_name && !identity.seat.is_match(office);
    is_office.then(|| if office.starts_with(region) { office.to_owned() } else { format!("{region}{office}") })
}

/// A year in digits.
fn year(said: &str, identity: &Identity) -> Option<Year> {
    name::whole_year(said.parse().ok()?, identity)
}

/// Separators between the name of a site and a title.
const BETWEEN_NAMES: [char; 8] = ['-', '\u{2013}', '\u{2014}', '_', '|', '>', '\u{B7}', '/'];

/// The office in the part of a title before the words of the report, the nearest name if there are several, and its
/// scope.
fn office_in(said: &str, identity: &Identity) -> (Option<String>, Option<Scope>) {
    let (said, scope) = identity.name_and_scope(said);
    let names = said.split(BETWEEN_NAMES).map(|name| with_whole_brackets(name.trim_matches([':', '[', ']', '.'])));
    let mut named = names.filter(|name| !is_nobody(name, identity));
    (named.next_back().map(|name| identity.bare_name(name).into_owned()), scope)
}

/// A name without brackets around it, a remark before it, or half a bracket. Brackets inside a name are part of it.
fn with_whole_brackets(name: &str) -> &str {
    let bare = name.trim_matches(['(', ')']);
    let behind = match (bare.find('('), bare.find(')')) {
        (open, Some(close)) if open.is_none_or(|open| close < open) => bare.get(close + 1..).unwrap_or_default(),
        _ => bare,
    };
    let is_open = behind.matches('(').count() > behind.matches(')').count();
    let start = name.len() - name.trim_start_matches(['(', ')']).len();
    // The last bracket closes one in the name.
    match is_open && name.ends_with(')') {
        true => name.get(start + bare.len() - behind.len()..start + bare.len() + 1).unwrap_or(behind),
        false => behind,
    }
}
