//! What is written for officers and readers of the outputs, held against the pipeline and the program.

mod dictionary;
mod guide;
mod links;
mod methods;

use std::path::{Path, PathBuf};

/// A file of `docs/`.
fn page(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("docs").join(name)
}

fn read(name: &str) -> String {
    std::fs::read_to_string(page(name)).unwrap()
}
