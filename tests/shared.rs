//! The material that lies beside a developer's checkout and is no part of the project.

use std::path::PathBuf;

/// A folder of the shared material; says so and gives nothing where it is absent.
pub fn folder(name: &str) -> Option<PathBuf> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared").join(name);
    if path.exists() {
        return path.canonicalize().ok();
    }
    eprintln!("left out: {name} is not there");
    None
}
