//! The output folder, replaced whole or not at all.
//!
//! Outputs are written into a folder beside the final one, and the two change places in one step of the
//! file system. A run that is killed leaves the former outputs as they were.

use std::ffi::OsStr;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use crate::report::{FILINGS_FILE, PEOPLE, WRITERS};
use crate::run::Error;
use crate::run::manifest::{MANIFEST_FILE, TIMINGS_FILE};

/// Part of the name of a folder that is still being written.
pub(super) const PARTIAL: &str = ".gouji-partial-";

/// Part of the name of the former folder while two renames stand for an exchange.
const FORMER: &str = ".gouji-former";

/// True for what a run writes; what else lies in the folder is somebody else's and is kept.
fn is_ours(name: &OsStr) -> bool {
    let tables = WRITERS.iter().map(|(name, _)| *name);
    let ours = tables.chain(PEOPLE.iter().map(|(name, _)| *name));
    ours.chain([FILINGS_FILE, MANIFEST_FILE, TIMINGS_FILE]).any(|ours| name == ours)
}

/// A folder under way.
pub(super) struct OutFolder {
    last: PathBuf,
    partial: PathBuf,
    /// Held as long as the run lives, so that another run can tell a folder under way from an abandoned one
    /// even where it does not see this process, as between containers.
    _lock: Option<File>,
}

impl OutFolder {
    /// Creates the folder to write into.
    pub(super) fn prepare(out: &Path) -> Result<OutFolder, Error> {
        let fault = |error: io::Error| Error::Folder { path: out.display().to_string(), error };
        if out.exists() && !out.is_dir() {
            return Err(fault(io::Error::new(io::ErrorKind::AlreadyExists, "is not a folder")));
        }
        let (parent, name) = place(out).map_err(fault)?;
        fs::create_dir_all(&parent).map_err(fault)?;
        let last = parent.join(&name);
        clear_up(&parent, &name, &last);
        let partial = create(&parent, &name).map_err(fault)?;
        let _lock = lock(&partial);
        Ok(OutFolder { last, partial, _lock })
    }

    /// Where to write.
    pub(super) fn path(&self) -> &Path {
        &self.partial
    }

    /// Puts the new folder in the place of the old one.
    pub(super) fn replace(self) -> Result<(), Error> {
        let fault = |error: io::Error| Error::Folder { path: self.last.display().to_string(), error };
        if !self.last.exists() {
            return fs::rename(&self.partial, &self.last).map_err(fault);
        }
        exchange(&self.partial, &self.last).map_err(fault)?;
        // What was the old folder now has the partial name.
        keep_foreign(&self.partial, &self.last).map_err(fault)?;
        fs::remove_dir_all(&self.partial).map_err(fault)
    }
}

impl Drop for OutFolder {
    fn drop(&mut self) {
        // After a replacement there is nothing left to remove.
        let _ = fs::remove_dir_all(&self.partial);
    }
}

fn create(parent: &Path, name: &str) -> io::Result<PathBuf> {
    let own = std::process::id();
    let first = parent.join(format!(".{name}{PARTIAL}{own}"));
    match fs::create_dir(&first) {
        // Another container may have a process of this number.
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            let further = (1..100).map(|n| parent.join(format!(".{name}{PARTIAL}{own}-{n}")));
            further.into_iter().find(|path| fs::create_dir(path).is_ok()).ok_or(error)
        }
        done => done.map(|()| first),
    }
}

/// The lock on a folder, unless somebody has it or the file system knows none.
fn lock(folder: &Path) -> Option<File> {
    let file = File::open(folder).ok()?;
    file.try_lock().ok().map(|()| file)
}

fn place(out: &Path) -> io::Result<(PathBuf, String)> {
    let absolute = std::path::absolute(out)?;
    let resolved = absolute.canonicalize().unwrap_or(absolute);
    let name = resolved.file_name().ok_or_else(|| io::Error::new(io::ErrorKind::InvalidInput, "has no name"))?;
    let parent = resolved.parent().unwrap_or(Path::new("/"));
    Ok((parent.to_path_buf(), name.to_string_lossy().into_owned()))
}

#[cfg(target_os = "linux")]
fn exchange(a: &Path, b: &Path) -> io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    match renameat_with(CWD, a, CWD, b, RenameFlags::EXCHANGE) {
        Ok(()) => Ok(()),
        // Some network file systems cannot exchange; two renames leave a moment without the old name.
        Err(rustix::io::Errno::INVAL | rustix::io::Errno::NOSYS | rustix::io::Errno::OPNOTSUPP) => two_renames(a, b),
        Err(error) => Err(error.into()),
    }
}

#[cfg(not(target_os = "linux"))]
fn exchange(a: &Path, b: &Path) -> io::Result<()> {
    two_renames(a, b)
}

fn two_renames(a: &Path, b: &Path) -> io::Result<()> {
    let name = b.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let aside = b.with_file_name(format!(".{name}{FORMER}"));
    fs::rename(b, &aside)?;
    fs::rename(a, b).inspect_err(|_| {
        let _ = fs::rename(&aside, b);
    })?;
    fs::rename(&aside, a)
}

fn keep_foreign(old: &Path, new: &Path) -> io::Result<()> {
    for entry in fs::read_dir(old)? {
        let entry = entry?;
        let name = entry.file_name();
        let kept = new.join(&name);
        if !is_ours(&name) && !kept.exists() {
            fs::rename(entry.path(), kept)?;
        }
    }
    Ok(())
}

/// Sets right what killed runs left beside the folder, and removes it.
fn clear_up(parent: &Path, name: &str, last: &Path) {
    let former = parent.join(format!(".{name}{FORMER}"));
    if former.is_dir() && !last.exists() {
        let _ = fs::rename(&former, last);
    } else if former.is_dir() {
        abandon(&former, last);
    }
    let start = format!(".{name}{PARTIAL}");
    let Ok(entries) = fs::read_dir(parent) else { return };
    for entry in entries.flatten() {
        let found = entry.file_name().to_string_lossy().into_owned();
        let Some(process) = found.strip_prefix(&start) else { continue };
        if !is_alive(process) && lock(&entry.path()).is_some() {
            abandon(&entry.path(), last);
        }
    }
}

/// True if the process that a folder is named after may still be writing into it.
fn is_alive(process: &str) -> bool {
    let process = process.split('-').next().unwrap_or(process);
    let is_own = process == std::process::id().to_string();
    !is_own && (cfg!(not(target_os = "linux")) || Path::new("/proc").join(process).exists())
}

/// Removes a folder, but for what is not ours: a run killed right after the exchange has not yet brought it over.
fn abandon(folder: &Path, last: &Path) {
    let kept = !last.is_dir() || keep_foreign(folder, last).is_ok();
    if kept {
        let _ = fs::remove_dir_all(folder);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder_with(parent: &Path, name: &str, file: &str) {
        fs::create_dir(parent.join(name)).unwrap();
        fs::write(parent.join(name).join(file), file).unwrap();
    }

    #[test]
    fn what_a_run_writes_is_known_among_inputs() {
        let tables = WRITERS.iter().map(|(name, _)| *name).chain(PEOPLE.iter().map(|(name, _)| *name));
        let mut written: Vec<&str> = tables.chain([FILINGS_FILE, MANIFEST_FILE, TIMINGS_FILE]).collect();
        let mut known = crate::model::OUTPUTS;
        written.sort();
        known.sort();
        assert_eq!(written, known);
    }

    #[test]
    fn a_run_of_this_very_number_that_was_killed_is_cleared_up() {
        let parent = tempfile::tempdir().unwrap();
        let own = std::process::id();
        folder_with(parent.path(), &format!(".out{PARTIAL}{own}"), "cells.csv");
        let out = OutFolder::prepare(&parent.path().join("out")).unwrap();
        assert_eq!(fs::read_dir(out.path()).unwrap().count(), 0);
    }

    #[test]
    fn a_folder_under_way_elsewhere_is_left_alone() {
        let parent = tempfile::tempdir().unwrap();
        let name = format!(".out{PARTIAL}{}", std::process::id());
        folder_with(parent.path(), &name, "cells.csv");
        let held = lock(&parent.path().join(&name)).unwrap();
        let out = OutFolder::prepare(&parent.path().join("out")).unwrap();
        assert!(parent.path().join(&name).join("cells.csv").exists() && out.path().ends_with(format!("{name}-1")));
        drop(held);
    }

    #[test]
    fn what_is_not_ours_outlives_a_run_killed_after_the_exchange() {
        let parent = tempfile::tempdir().unwrap();
        folder_with(parent.path(), "out", "cells.csv");
        folder_with(parent.path(), &format!(".out{PARTIAL}{}", std::process::id()), "mine.txt");
        OutFolder::prepare(&parent.path().join("out")).unwrap();
        assert!(parent.path().join("out/mine.txt").exists());
    }

    #[test]
    fn two_renames_cut_in_half_are_taken_back() {
        let parent = tempfile::tempdir().unwrap();
        folder_with(parent.path(), ".out.gouji-former", "cells.csv");
        OutFolder::prepare(&parent.path().join("out")).unwrap();
        assert!(parent.path().join("out/cells.csv").exists());
    }

    #[test]
    fn two_renames_do_what_an_exchange_does() {
        let parent = tempfile::tempdir().unwrap();
        folder_with(parent.path(), "a", "new.txt");
        folder_with(parent.path(), "b", "old.txt");
        two_renames(&parent.path().join("a"), &parent.path().join("b")).unwrap();
        assert!(parent.path().join("b/new.txt").exists() && parent.path().join("a/old.txt").exists());
        assert_eq!(fs::read_dir(parent.path()).unwrap().count(), 2);
    }
}
