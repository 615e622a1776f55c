//! File names for offices, whatever the offices are called.

use std::collections::BTreeSet;

/// Bytes of a name before its ending; file systems take 255, and archives and mail add their own.
const LONGEST: usize = 150;

/// Names given so far, in small letters: some file systems do not tell them apart from capitals.
#[derive(Default)]
pub(super) struct FileNames {
    given: BTreeSet<String>,
}

impl FileNames {
    /// Names that are taken from the outset.
    pub(super) fn taken<'a>(names: impl IntoIterator<Item = &'a str>) -> FileNames {
        FileNames { given: names.into_iter().map(str::to_lowercase).collect() }
    }

    /// A name for an office that no other has: its code and its name, as far as a file may be called so.
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

fn stem(code: &str, name: &str) -> String {
    let mut stem = String::new();
    for c in format!("{code} {name}").chars() {
        let c = if is_plain(c) { c } else { '_' };
        if stem.len() + c.len_utf8() > LONGEST {
            break;
        }
        stem.push(c);
    }
    // Nothing hidden, no end that Windows drops, nothing that a spreadsheet would run.
    let stem = stem.trim_matches(|c: char| c == '.' || c == ' ');
    let stem = if stem.starts_with(['=', '+', '-', '@', '~', '$']) { format!("_{stem}") } else { stem.to_owned() };
    let device = stem.split(['.', ' ']).next().unwrap_or_default().to_uppercase();
    match stem.is_empty() || is_device(&device) {
        true => format!("_{stem}"),
        false => stem,
    }
}

fn is_plain(c: char) -> bool {
    let is_path = matches!(c, '/' | '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|' | '%' | '#');
    // Signs that turn the order of letters around can make an ending look like another.
    let turns = matches!(c, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}');
    !is_path && !turns && !c.is_control()
}

/// Names that Windows keeps for devices.
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
