//! Patterns that can never match, because texts are normalised before they are tried.
//!
//! ```text
//! own = '（own figures）'       never matches: brackets are narrow by then, and there are no blanks
//! office = ['^Office: .+$']     finds a line, but captures no `office`
//! regions = ["xy", "yz"]        `y` is of two levels
//! ```

use regex::Regex;

use unicode_normalization::UnicodeNormalization;

use crate::model::{Message, Patterns, Word};
use crate::spec::error::Error;
use crate::spec::lint::Desk;
use crate::spec::said::NOTHING;

/// Checks the patterns of `[identity]` for faults that show without a text to try them on, and the
/// regions of `[levels]`. What is found points to the first place where the pattern is written.
pub(crate) fn lint(desk: &Desk<'_>) -> Result<Vec<Error>, Error> {
    let identity = &desk.pipeline.identity;
    let mut found = Vec::new();
    let mut tell = |pattern: &Regex, message: Message| -> Result<(), Error> {
        found.push(desk.fault("pipeline.toml", pattern.as_str(), message)?);
        Ok(())
    };
    let lists: [(&str, &Patterns, &[&str]); 3] = [
        ("title", &identity.title, &["office", "year"]),
        ("office", &identity.office, &["office"]),
        ("year", &identity.year, &["year"]),
    ];
    for (list, patterns, groups) in lists {
        for pattern in patterns.iter() {
            if !groups.iter().any(|group| names(pattern, group)) {
                let message = Message::new("lint.no_group").with("key", list);
                tell(pattern, message.with("groups", Word::all_of(groups.iter().copied(), "lint.or")))?;
            }
            if let Some(c) = lost(pattern) {
                tell(pattern, Message::new("lint.lost").with("key", list).with("character", c.to_string()))?;
            }
        }
    }
    let marks = [
        ("own", &identity.own),
        ("consolidated", &identity.consolidated),
        ("total", &identity.total),
        ("seat", &identity.seat),
    ];
    for (key, pattern) in marks.into_iter().filter(|(_, pattern)| pattern.as_str() != NOTHING) {
        if let Some(c) = lost(pattern) {
            tell(pattern, Message::new("lint.lost").with("key", key).with("character", c.to_string()))?;
        }
    }
    if !names(&identity.path_year, "year") {
        tell(&identity.path_year, Message::new("lint.no_group").with("key", "path_year").with("groups", "year"))?;
    }
    found.extend(regions(desk)?);
    Ok(found)
}

/// The last character of a region may belong to only one level; with two, the narrower one would
/// never be used. Reported at the list, since a single character may occur anywhere.
fn regions(desk: &Desk<'_>) -> Result<Vec<Error>, Error> {
    let regions = &desk.pipeline.identity.levels;
    let mut found = Vec::new();
    for (at, level) in regions.iter().enumerate() {
        for c in level.iter().filter(|c| regions.iter().take(at).any(|wider| wider.contains(*c))) {
            let message = Message::new("lint.region_twice").with("character", c.to_string());
            found.push(desk.fault("pipeline.toml", "regions = [", message)?);
        }
    }
    Ok(found)
}

/// True if the pattern has a group of that name.
fn names(pattern: &Regex, group: &str) -> bool {
    pattern.capture_names().flatten().any(|name| name == group)
}

/// The first character in the pattern that cannot occur in normalised text. Any other character may
/// be part of the syntax, and is not looked at.
fn lost(pattern: &Regex) -> Option<char> {
    // In verbose mode, white space is not part of the pattern.
    let is_spaced = pattern.as_str().starts_with("(?x)");
    let is_lost = |c: &char| match c.is_whitespace() {
        true => !is_spaced,
        false => !std::iter::once(*c).nfkc().eq(std::iter::once(*c)),
    };
    pattern.as_str().chars().find(is_lost)
}
