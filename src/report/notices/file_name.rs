//! File names for offices, whatever the offices are called.
//!
//! Names come from registers and filings, so they may contain path separators, control characters
//! or formulas. The result is safe on Linux, Windows and macOS.

use std::collections::BTreeSet;

/// Maximum length of a name in bytes, without extension. File systems allow 255, and archives and
/// mail programs add their own.
const LONGEST: usize = 150;

/// The names given so far, in lower case, since some file systems ignore case.
#[derive(Default)]
pub(super) struct FileNames {
    given: BTreeSet<String>,
}

impl FileNames {
    /// Starts with names that are already in use.
    pub(super) fn taken<'a>(names: impl IntoIterator<Item = &'a str>) -> FileNames {
        FileNames { given: names.into_iter().map(str::to_lowercase).collect() }
    }

    /// A unique name made of the office's code and name. If it is taken, a number is appended: `A01
    /// Office~2`.
    pub(super) fn give(&mut self, code: &str, name: &str) -> String {
        let stem = stem(code, name);
        let mut given = stem.clone();
        let mut further = 1;
        while !self.given.insert(given.to_lowercase()) {
            further += 1;
            given = format!("{stem}~{further}");
        }
        given
    }
}

/// Code and name without anything that a file name must not have, cut to the maximum length. Never
/// empty.
fn stem(code: &str, name: &str) -> String {
    let mut stem = String::new();
    for c in format!("{code} {name}").chars() {
        let c = if is_plain(c) { c } else { '_' };
        if stem.len() + c.len_utf8() > LONGEST {
            break;
        }
        stem.push(c);
    }
    // No hidden file, no trailing dot or space, which Windows drops, and no formula for a
    // spreadsheet.
    let stem = stem.trim_matches(|c: char| c == '.' || c == ' ');
    let stem = if stem.starts_with(['=', '+', '-', '@', '~', '$']) { format!("_{stem}") } else { stem.to_owned() };
    let device = stem.split(['.', ' ']).next().unwrap_or_default().to_uppercase();
    match stem.is_empty() || is_device(&device) {
        true => format!("_{stem}"),
        false => stem,
    }
}

/// False for characters that file systems, shells or readers may misinterpret.
fn is_plain(c: char) -> bool {
    let is_path = matches!(c, '/' | '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|' | '%' | '#');
    // Control characters of writing direction can make one extension look like another.
    let turns = matches!(c, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}');
    !is_path && !turns && !c.is_control()
}

/// True for names that Windows reserves for devices.
fn is_device(name: &str) -> bool {
    let numbered =
        |stem: &str| name.strip_prefix(stem).is_some_and(|n| n.len() == 1 && n.as_bytes()[0].is_ascii_digit());
    matches!(name, "CON" | "PRN" | "AUX" | "NUL") || numbered("COM") || numbered("LPT")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_cannot_escape_hide_or_execute() {
        let mut names = FileNames::default();
        for (code, name, given) in [
            ("D01", "勾稽市珠算局", "D01 勾稽市珠算局"),
            ("..", "/../../etc/passwd", "_.._.._etc_passwd"),
            ("=1+1", "a|b", "_=1+1 a_b"),
            ("con", "甲局", "_con 甲局"),
            ("", "", "_"),
            ("a", "b\u{202E}fdp.exe.", "a b_fdp.exe"),
        ] {
            assert_eq!(names.give(code, name), given);
        }
        assert!(names.give("x", &"长".repeat(400)).len() <= LONGEST);
    }

    #[test]
    fn two_offices_never_share_a_name() {
        let mut names = FileNames::taken(["index"]);
        let given: Vec<String> =
            [("a", "b/c"), ("A", "b:c"), ("a", "b_c"), ("a", "b_c~2")].iter().map(|(a, b)| names.give(a, b)).collect();
        assert_eq!(given, ["a b_c", "A b_c~2", "a b_c~3", "a b_c~2~2"]);
    }
}
