//! The rules of CONTRIBUTING.md held against the tree, as far as text can show it.
//!
//! Every check is a function from sources to complaints, so that each is also tried on a planted violation.

mod figures;
mod layers;
mod shape;
mod source;
mod words;

use std::path::{Path, PathBuf};

use crate::tidy::source::Source;

/// The checkout.
fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Every Rust file below a folder of the checkout, in path order.
fn sources(folder: &str) -> Vec<Source> {
    let mut files: Vec<PathBuf> = walkdir::WalkDir::new(root().join(folder))
        .into_iter()
        .map(|entry| entry.unwrap().into_path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "rs"))
        .collect();
    files.sort();
    let shown = |path: &Path| path.strip_prefix(root()).unwrap().to_string_lossy().replace('\\', "/");
    files.iter().map(|path| Source::new(&shown(path), &std::fs::read_to_string(path).unwrap())).collect()
}

/// Fails with every complaint at once.
fn none(complaints: &[String]) {
    assert!(complaints.is_empty(), "{} complaints:\n{}", complaints.len(), complaints.join("\n"));
}
