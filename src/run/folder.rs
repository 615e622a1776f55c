//! The output folder, replaced whole or not at all.
//!
//! Outputs are written into a folder beside the final one, and the two change places in one step of the
//! file system. A run that is killed leaves the former outputs as they were.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::run::Error;

/// Part of the name of a folder that is still being written.
pub const PARTIAL: &str = ".gouji-partial-";

/// Names that a run writes; what else lies in the folder is somebody else's and is kept.
const OURS: [&str; 10] = [
    "filings.parquet",
    "cells.csv",
    "findings.csv",
    "repairs.csv",
    "ranking.csv",
    "rollup.csv",
    "intake.csv",
    "register.csv",
    "run.json",
    "timings.json",
];

/// A folder under way.
pub struct OutFolder {
    last: PathBuf,
    partial: PathBuf,
}

impl OutFolder {
    /// Creates the folder to write into.
    pub fn prepare(out: &Path) -> Result<OutFolder, Error> {
        let fault = |error: io::Error| Error::Folder { path: out.display().to_string(), error };
        if out.exists() && !out.is_dir() {
            return Err(fault(io::Error::new(io::ErrorKind::AlreadyExists, "is not a folder")));
        }
        let (parent, name) = place(out).map_err(fault)?;
        fs::create_dir_all(&parent).map_err(fault)?;
        remove_abandoned(&parent, &name);
        let partial = parent.join(format!(".{name}{PARTIAL}{}", std::process::id()));
        fs::create_dir(&partial).map_err(fault)?;
        Ok(OutFolder { last: parent.join(name), partial })
    }

    /// Where to write.
    pub fn path(&self) -> &Path {
        &self.partial
    }

    /// Puts the new folder in the place of the old one.
    pub fn replace(self) -> Result<(), Error> {
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
    let aside = a.with_extension("old");
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
        let ours = OURS.iter().any(|ours| name == *ours);
        let kept = new.join(&name);
        if !ours && !kept.exists() {
            fs::rename(entry.path(), kept)?;
        }
    }
    Ok(())
}

/// Removes what killed runs left beside the folder.
fn remove_abandoned(parent: &Path, name: &str) {
    let start = format!(".{name}{PARTIAL}");
    let Ok(entries) = fs::read_dir(parent) else { return };
    for entry in entries.flatten() {
        let found = entry.file_name().to_string_lossy().into_owned();
        let Some(process) = found.strip_prefix(&start) else { continue };
        let alive = cfg!(not(target_os = "linux")) || Path::new("/proc").join(process).exists();
        if !alive {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}
