//! The notices that the licences of what is built in ask for, each text once.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::path::Path;

use crate::tree::{Crate, Key};

/// Beginnings of the names of files that hold a licence or a notice.
const NAMES: [&str; 5] = ["license", "licence", "copying", "notice", "unlicense"];
/// Folders of a crate that are not built in.
const APART: [&str; 5] = ["tests", "examples", "benches", "target", "doc"];
/// Folders looked into: C sources lie below the crate that builds them.
const DEEPEST: usize = 4;

/// The texts of a crate.
fn texts(folder: &Path) -> BTreeSet<String> {
    let is_apart = |name: &str| APART.contains(&name) || name.starts_with('.');
    let walk = walkdir::WalkDir::new(folder).max_depth(DEEPEST).sort_by_file_name().into_iter();
    let inside = walk.filter_entry(|entry| entry.depth() == 0 || !is_apart(&entry.file_name().to_string_lossy()));
    let is_notice = |entry: &walkdir::DirEntry| {
        let name = entry.file_name().to_string_lossy().to_lowercase();
        let is_source = [".rs", ".c", ".h", ".py", ".toml"].iter().any(|ending| name.ends_with(ending));
        entry.file_type().is_file() && !is_source && NAMES.iter().any(|start| name.starts_with(start))
    };
    let files = inside.filter_map(Result::ok).filter(is_notice);
    let read = files.filter_map(|entry| std::fs::read_to_string(entry.path()).ok());
    read.map(|text| text.replace("\r\n", "\n").trim().to_owned()).filter(|text| !text.is_empty()).collect()
}

/// Crates whose packages have no text of their licence.
pub fn without_text(crates: &BTreeMap<Key, Crate>) -> Vec<&Crate> {
    crates.values().filter(|one| texts(&one.folder).is_empty()).collect()
}

/// The whole file: who has written what under which licence, and the texts with those who use them.
pub fn write(crates: &BTreeMap<Key, Crate>, charts: &str) -> String {
    let mut page = String::from("Third-party software in gouji\n\n");
    let mut users: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for one in crates.values() {
        let shown = format!("{} {}", one.name, one.version);
        let by = if one.authors.is_empty() { String::new() } else { format!(", by {}", one.authors.join(", ")) };
        let _ = writeln!(page, "{shown}: {}{by}, {}", one.licence, one.repository);
        let own = texts(&one.folder);
        if own.is_empty() {
            let _ = writeln!(page, "    its package has no text of the licence; it is that of the name");
        }
        own.into_iter().for_each(|text| users.entry(text).or_default().push(shown.clone()));
    }
    let _ = writeln!(page, "Apache ECharts and what it uses, in report.html\n\n{charts}");
    for (text, users) in users {
        let _ = writeln!(page, "\n{}\n{}\n\n{text}", "-".repeat(80), users.join(", "));
    }
    page
}
