//! Where a folder of outputs may lie: nothing that is read, and nothing of anybody's, may come to harm.

use std::fs;
use std::path::{Path, PathBuf};

use crate::model::OUTPUTS;
use crate::run::Error;
use crate::run::written::{self, WrittenFiles};

/// Refuses the folder in which the program was started, a folder that holds inputs or lies among them and is not known
/// to be the program's, and one in which outputs lie that it has no record of having written.
pub(super) fn check(out: &Path, inputs: &[PathBuf]) -> Result<(), Error> {
    let refused = |sentence, other: String| Err(Error::Out { sentence, path: out.display().to_string(), other });
    let real = real(out);
    // Another folder comes in its place: whoever is in it would be in one that is gone.
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

/// True for a folder that is not there or in which nothing is.
fn is_vacant(folder: &Path) -> bool {
    fs::read_dir(folder).map_or(!folder.exists(), |mut entries| entries.next().is_none())
}

fn real(path: &Path) -> PathBuf {
    path.canonicalize().or_else(|_| std::path::absolute(path)).unwrap_or_else(|_| path.to_path_buf())
}
