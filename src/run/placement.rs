//! Checks where the output folder is, so that publishing cannot destroy inputs or anybody's own
//! files.

use std::fs;
use std::path::{Path, PathBuf};

use crate::model::OUTPUTS;
use crate::run::Error;
use crate::run::written::{self, WrittenFiles};

/// Returns an error if `out`
///
/// - is the current directory or contains it: it will be exchanged for a new folder, and whoever is
///   in it would be left in a deleted one;
/// - contains an input or lies inside one, and has no list of written files;
/// - contains an input and, by that list, files that are somebody else's;
/// - has a list that cannot be read, or files named like outputs without a list that says the
///   program wrote them.
///
/// A folder that does not exist or is empty is always accepted.
pub(super) fn check(out: &Path, inputs: &[PathBuf]) -> Result<(), Error> {
    let refused = |sentence, other: String| Err(Error::Out { sentence, path: out.display().to_string(), other });
    let real = real(out);
    // The folder will be exchanged for another one.
    if let Some(here) = std::env::current_dir().ok().filter(|here| here.starts_with(&real)) {
        return refused("out.is_here", here.display().to_string());
    }
    if is_vacant(out) {
        return Ok(());
    }
    let written = WrittenFiles::read(out);
    for input in inputs {
        let read = self::real(input);
        let others = |written: &WrittenFiles| {
            let foreign = written.foreign(out, Path::new("")).unwrap_or_default();
            foreign.into_iter().find(|path| !written.contains(path))
        };
        match &written {
            Some(written) if read.starts_with(&real) => {
                if let Some(other) = others(written) {
                    return refused("out.holds_others", other.display().to_string());
                }
            }
            None if read.starts_with(&real) => return refused("out.holds_input", input.display().to_string()),
            None if real.starts_with(&read) => return refused("out.in_input", input.display().to_string()),
            Some(_) | None => {}
        }
    }
    let list = out.join(written::FILE);
    if written.is_none() && fs::symlink_metadata(&list).is_ok() {
        let path = list.display().to_string();
        return Err(Error::Out { sentence: "out.list", path, other: out.display().to_string() });
    }
    match OUTPUTS.iter().find(|name| written.is_none() && fs::symlink_metadata(out.join(name)).is_ok()) {
        Some(name) => refused("out.not_written", (*name).to_owned()),
        None => Ok(()),
    }
}

/// True if the folder does not exist or is empty.
fn is_vacant(folder: &Path) -> bool {
    fs::read_dir(folder).map_or(!folder.exists(), |mut entries| entries.next().is_none())
}

/// The path without links; made absolute if it does not exist yet.
fn real(path: &Path) -> PathBuf {
    path.canonicalize().or_else(|_| std::path::absolute(path)).unwrap_or_else(|_| path.to_path_buf())
}
