//! Patterns that can never match, because texts are normalised before they are tried.

use regex::Regex;

use unicode_normalization::UnicodeNormalization;

use crate::model::Patterns;
use crate::spec::error::Error;
use crate::spec::lint::Desk;
use crate::spec::said::NOTHING;

/// Checks the patterns in `pipeline.toml`.
pub(crate) fn lint(desk: &Desk<'_>) -> Result<Vec<Error>, Error> {
    let identity = &desk.pipeline.identity;
    let mut found = Vec::new();
    let mut tell = |pattern: &Regex, message: String| -> Result<(), Error> {
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
                tell(
                    pattern,
                    format!(
                        "a pattern of `{list}` names no group `{}`: what it finds is not used",
                        groups.join("` or `")
                    ),
                )?;
            }
            if let Some(c) = lost(pattern) {
                tell(
                    pattern,
                    format!("a pattern of `{list}` asks for `{c}`, but white space is gone and letters are narrow"),
                )?;
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
            tell(pattern, format!("`{key}` asks for `{c}`, but white space is gone and letters are narrow"))?;
        }
    }
    if !names(&identity.path_year, "year") {
        tell(&identity.path_year, "`path_year` names no group `year`: what it finds is not used".to_owned())?;
    }
    found.extend(regions(desk)?);
    Ok(found)
}

/// A last character of regions may belong to only one level.
fn regions(desk: &Desk<'_>) -> Result<Vec<Error>, Error> {
    let regions = &desk.pipeline.identity.levels;
    let mut found = Vec::new();
    for (at, level) in regions.iter().enumerate() {
        for c in level.iter().filter(|c| regions.iter().take(at).any(|wider| wider.contains(*c))) {
            let message = format!("`{c}` stands in two places of `regions`: a region is of one width");
            found.push(desk.fault("pipeline.toml", "regions = [", message)?);
        }
    }
    Ok(found)
}

fn names(pattern: &Regex, group: &str) -> bool {
    pattern.capture_names().flatten().any(|name| name == group)
}

/// A character in the pattern that cannot occur in normalised text.
fn lost(pattern: &Regex) -> Option<char> {
    // In verbose mode, white space is not part of the pattern.
    let is_spaced = pattern.as_str().starts_with("(?x)");
    let is_lost = |c: &char| match c.is_whitespace() {
        true => !is_spaced,
        false => !std::iter::once(*c).nfkc().eq(std::iter::once(*c)),
    };
    pattern.as_str().chars().find(is_lost)
}
