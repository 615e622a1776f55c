//! Names of offices on lines of their own: beside a title, over two or three lines, under a letterhead.
//!
//! Other names stand there too: the addressee of a letter, links of a page, the site that the page belongs to. A name
//! is the office's only if nothing contradicts it, and if two names may be the office's neither is taken.
//!
//! ```text
//! 海州市                        a region above a name belongs to it
//! 水务局                        the office: 海州市水务局
//! 2024年政府信息公开工作年度报告  the title
//! 市政府办公室：                an addressee, because of the colon
//! ```

use crate::model::{Claim, Evidence, Identity};
use crate::read::identify::title::{bare, in_text};
use crate::read::identify::{claim, is_nobody};

/// Lines between a title and the name above it.
const MOST_BETWEEN: usize = 3;
/// Lines above a name that give the regions it is in.
const MOST_REGIONS: usize = 2;

/// True for a text that is only the name of an office.
pub(crate) fn is_name(text: &str, identity: &Identity) -> bool {
    let text = undressed(text);
    let like = |name: &regex::Regex| name.is_match(text);
    identity.name.as_ref().is_some_and(like) && !is_nobody(text, identity) && in_text(text, identity).is_none()
}

/// The name without brackets around it and dashes before it. A colon is kept, since it marks the addressee of a letter.
fn undressed(text: &str) -> &str {
    text.trim_matches(['(', ')', '[', ']', '-', '\u{2013}', '\u{2014}', '\u{2015}'])
}

/// A name that stands alone next to a line that names the report.
pub(super) fn of_title(texts: &[&str], identity: &Identity) -> Option<Claim> {
    identity.name.as_ref()?;
    let says_year =
        |at: usize| texts.get(at).and_then(|text| in_text(text, identity)).is_some_and(|said| said.office.is_none());
    let mut titles = (0..texts.len()).filter(|at| {
        let alone = in_text(texts[*at], identity).is_some_and(|said| said.from == Evidence::Title);
        alone || identity.report.as_ref().is_some_and(|report| report.is_match(texts[*at]))
    });
    titles.find_map(|at| {
        // The year may stand between the two, and a remark above the title.
        let is_remark = |at: usize| {
            let pattern = identity.titles.0.as_ref();
            pattern.zip(texts.get(at)).is_some_and(|(pattern, text)| pattern.is_match(text))
        };
        let mut above = at.checked_sub(1);
        for _ in 0..MOST_BETWEEN {
            above = above.and_then(|at| if says_year(at) || is_remark(at) { at.checked_sub(1) } else { Some(at) });
        }
        let below = if says_year(at + 1) { at + 2 } else { at + 1 };
        let found = owner(texts, above, Some(below), identity)?;
        let (name, scope) = identity.name_and_scope(&found);
        Some(Claim { scope, ..claim(Evidence::Title, Some(&name), None) })
    })
}

/// The office that the lines above and below a title name; `None` if they name two.
pub(super) fn owner(texts: &[&str], above: Option<usize>, below: Option<usize>, identity: &Identity) -> Option<String> {
    let above = above.filter(|at| is_owner(texts, *at, at.checked_sub(1), identity));
    let below = below.filter(|at| is_owner(texts, *at, Some(at + 1), identity));
    let over = above.map(|at| under_regions(texts, at, identity));
    let under = below.map(|at| over_lines_below(texts, at, identity));
    let (Some(over), Some(under)) = (&over, &under) else { return over.or(under) };
    let is_seat = |name: &str| identity.is_region(name) || identity.seat.is_match(name);
    match () {
        () if identity.is_region(over) && !has_region(under, identity) => Some(format!("{over}{under}")),
        () if over.contains(under.as_str()) => Some(over.clone()),
        () if under.contains(over.as_str()) => Some(under.clone()),
        () if is_seat(over) && !is_seat(under) => Some(under.clone()),
        () if is_seat(over) => Some(over.clone()),
        () => None,
    }
}

/// True for a name that is no link in a list. `beyond` is the line on the far side of it, seen from the title.
fn is_owner(texts: &[&str], at: usize, beyond: Option<usize>, identity: &Identity) -> bool {
    let Some(name) = texts.get(at).filter(|name| is_name(name, identity)) else { return false };
    if identity.is_region(undressed(name)) {
        return true;
    }
    let is_unit = |name: &str| name.chars().next_back().is_some_and(|last| identity.short.units.contains(&last));
    let is_link = |other: &&&str| {
        is_unit(undressed(other)) && is_name(other, identity) && !identity.seat.is_match(undressed(other))
    };
    let other = beyond.and_then(|at| texts.get(at)).filter(is_link);
    other.is_none_or(|other| undressed(name).contains(undressed(other)) || undressed(other).contains(undressed(name)))
}

/// A name with what belongs to it on the lines above: its regions, or its first half.
fn under_regions(texts: &[&str], at: usize, identity: &Identity) -> String {
    let mut name = texts.get(at).map_or("", |name| undressed(name)).to_owned();
    if has_region(&name, identity) && !identity.is_of_town(&name) {
        return name;
    }
    for above in (0..at).rev().take(MOST_REGIONS).map(|at| undressed(texts[at])) {
        match () {
            () if is_wider(above, &name, identity) => name.insert_str(0, above),
            () if is_half(above, identity) && !has_region(&name, identity) => {
                name.insert_str(0, above);
                return name;
            }
            () => return name,
        }
    }
    name
}

/// A name with what belongs to it on the lines below.
fn over_lines_below(texts: &[&str], at: usize, identity: &Identity) -> String {
    let mut name = texts.get(at).map_or("", |name| undressed(name)).to_owned();
    for below in texts.iter().skip(at + 1).take(MOST_REGIONS) {
        let below_name = undressed(below);
        let goes_on = identity.is_region(&name) && is_name(below, identity) && is_below(&name, below_name, identity);
        match goes_on {
            true => name.push_str(below_name),
            false => return name,
        }
    }
    name
}

/// True for a region that is wider than the one that the name begins with, if it begins with one.
fn is_wider(above: &str, name: &str, identity: &Identity) -> bool {
    is_region(above, identity) && is_below(above, name, identity)
}

/// True for the name of a region.
fn is_region(text: &str, identity: &Identity) -> bool {
    identity.is_region(text) && !is_nobody(text, identity)
}

/// True if the name contains no region, or begins with one narrower than this.
fn is_below(region: &str, name: &str, identity: &Identity) -> bool {
    let level = |c: char| identity.level(c);
    let wide = region.chars().next_back().and_then(level);
    let first = identity.without_words(name).chars().skip(1).find_map(level);
    !name.contains(region) && first.is_none_or(|narrow| wide.is_some_and(|wide| wide < narrow))
}

/// True for the first half of a name that ends on the next line: 海州市住房和城乡.
fn is_half(text: &str, identity: &Identity) -> bool {
    let like = identity.half_name.as_ref().is_some_and(|half| half.is_match(text));
    like && !identity.path_words.is_match(text)
        && !is_name(text, identity)
        && !is_nobody(text, identity)
        && in_text(text, identity).is_none()
}

/// True if the name contains a region.
fn has_region(name: &str, identity: &Identity) -> bool {
    identity.without_words(name).chars().skip(1).any(|c| identity.short.regions.contains(&c))
}

/// True for a title whose office is named without its region.
pub(crate) fn lacks_region(claim: &Claim, identity: &Identity) -> bool {
    let office =
        claim.office.as_deref().filter(|_| claim.from == Evidence::Title && !identity.short.regions.is_empty());
    let lacks = |office: &str| !office.contains(&identity.short.regions[..]) || identity.is_of_town(office);
    office.is_some_and(lacks)
}

/// True for a line that names a region instead of an office, which may follow on the next line.
pub(crate) fn is_only_region(claim: &Claim, identity: &Identity) -> bool {
    claim.from == Evidence::Line && claim.office.as_deref().is_some_and(|office| identity.is_region(office))
}

/// True for a line that is the name of an office, begins with it before the year, or is a title with it.
fn begins_with(text: &str, office: &str, identity: &Identity) -> bool {
    text.strip_prefix(office).is_some_and(|rest| {
        let is_apart = rest.chars().next().is_none_or(|next| !next.is_alphabetic());
        is_apart || in_text(text, identity).is_some_and(|said| said.office.as_deref() == Some(office))
    })
}

/// Adds the region on the line above a title to its office: 海州市 above 水务局2024年….
pub(crate) fn add_region(claims: &mut [Claim], texts: &[&str], identity: &Identity) {
    let bare: Vec<String> = texts.iter().map(|text| bare(text, identity)).collect();
    let bare: Vec<&str> = bare.iter().map(String::as_str).filter(|text| !text.is_empty()).collect();
    for claim in claims.iter_mut() {
        let Some(office) = claim.office.as_deref() else { continue };
        let whole = if lacks_region(claim, identity) {
            let begins = bare.iter().position(|text| begins_with(undressed(text), office, identity));
            begins.map(|at| {
                let mut texts = bare.clone();
                texts[at] = office;
                under_regions(&texts, at, identity)
            })
        } else if is_only_region(claim, identity) {
            let ends = bare.iter().position(|text| undressed(text).ends_with(office));
            ends.map(|at| {
                let mut texts = bare.clone();
                texts[at] = office;
                over_lines_below(&texts, at, identity)
            })
        } else {
            None
        };
        if let Some(whole) = whole {
            claim.office = Some(whole.into());
        }
    }
}
