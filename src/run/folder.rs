//! The output folder, replaced as a whole or not at all.
//!
//! A run writes into a folder beside the final one, and then exchanges the two in one step of the
//! file system. If it is killed before, the former outputs are untouched. Files in the old folder
//! that the program did not write, or that were changed since, are carried over into the new one.
//!
//! ```text
//! .out.gouji-begun-4711     created, but not locked yet
//! .out.gouji-partial-4711   locked, being written            exchange
//! out                       the former outputs           ◄──────────►  out, the new outputs
//! .out.gouji-former         exists only during two renames, where the file system has no exchange
//! ```
//!
//! The next run cleans up whatever a killed one has left ([`OutFolder::prepare`]).

use std::ffi::{OsStr, OsString};
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::run::Error;
use crate::run::written::{self, WrittenFiles};

/// Part of the name of a folder that is being written.
pub(super) const PARTIAL: &str = ".gouji-partial-";

/// Part of its name before it is locked.
const BEGUN: &str = ".gouji-begun-";

/// Part of the name that the old folder has between the two renames that stand for an exchange.
const FORMER: &str = ".gouji-former";

/// Marker file in a folder that contains nothing but what the program is writing, so that it may be
/// deleted without looking.
const UNDER_WAY: &str = ".gouji-under-way";

/// Somebody's own file in the output folder, kept when the outputs were replaced.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptFile {
    /// Path below the output folder, under which the program had written it.
    pub file: String,
    /// Its new path, if a new output took its place.
    pub now: Option<String>,
}

/// The folder this process is writing into, as long as it may be deleted. The lock also keeps
/// [`give_up`] and the exchange of folders apart.
static NOW: Mutex<Option<PathBuf>> = Mutex::new(None);

/// Locks [`NOW`], even if a thread has panicked while holding it.
fn now() -> MutexGuard<'static, Option<PathBuf>> {
    NOW.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Deletes the folder being written, if there is one, and calls `end`, which is expected to exit.
/// Its argument says whether the output folder still has the former outputs. An exchange of folders
/// in progress is completed first.
pub fn give_up(end: impl FnOnce(bool)) {
    let under_way = now();
    if let Some(folder) = under_way.as_ref() {
        // Threads may still be creating files in it; after the rename their paths no longer exist.
        let name = folder.file_name().and_then(OsStr::to_str).map(|name| name.replace(PARTIAL, BEGUN));
        let gone = name.map(|name| folder.with_file_name(name)).filter(|gone| fs::rename(folder, gone).is_ok());
        let folder = gone.as_ref().unwrap_or(folder);
        let _ = (0..TRIES).find(|_| fs::remove_dir_all(folder).is_ok());
    }
    end(under_way.is_some());
}

/// How often to try deleting a folder in which threads may still be creating files.
const TRIES: usize = 20;

/// A folder being written. Dropping it without [`OutFolder::replace`] deletes it.
pub(super) struct OutFolder {
    /// The final path.
    last: PathBuf,
    /// Where the outputs are written.
    partial: PathBuf,
    /// Held until the run ends, so that other runs can tell this folder from an abandoned one even
    /// where they do not see this process, as in another container.
    _lock: Option<File>,
}

impl OutFolder {
    /// Creates the folder to write into, and cleans up what killed runs have left. Returns
    /// [`Error::Busy`] if another run is writing.
    pub(super) fn prepare(out: &Path) -> Result<OutFolder, Error> {
        let fault = |error: io::Error| Error::Folder { path: out.display().to_string(), error };
        if out.exists() && !out.is_dir() {
            return Err(fault(io::Error::new(io::ErrorKind::AlreadyExists, "is not a folder")));
        }
        let (parent, name) = place(out).map_err(fault)?;
        fs::create_dir_all(&parent).map_err(fault)?;
        let last = parent.join(&name);
        let mut now = now();
        let turn = turn(&parent);
        if clear_up(&parent, &name, &last) {
            return Err(Error::Busy(out.display().to_string()));
        }
        let (partial, _lock) = create(&parent, &name, &last).map_err(fault)?;
        drop(turn);
        *now = Some(partial.clone());
        Ok(OutFolder { last, partial, _lock })
    }

    /// The folder to write into.
    pub(super) fn path(&self) -> &Path {
        &self.partial
    }

    /// Names of somebody's own files in a subfolder of the former outputs. They will be carried
    /// over, so no new file may have such a name.
    pub(super) fn taken(&self, folder: &str) -> Vec<String> {
        let Some(written) = WrittenFiles::read(&self.last) else { return Vec::new() };
        let foreign = written.foreign(&self.last, Path::new(folder)).unwrap_or_default();
        let inside = foreign.iter().filter_map(|path| path.strip_prefix(folder).ok());
        inside.filter_map(|path| path.to_str().map(str::to_owned)).collect()
    }

    /// Takes over outputs of the former folder that are unchanged, by hard link or else by copy.
    pub(super) fn take_over(&self, files: impl IntoIterator<Item = PathBuf>) -> io::Result<()> {
        let Some(written) = WrittenFiles::read(&self.last) else { return Ok(()) };
        for file in files.into_iter().filter(|file| written.is_as_written(&self.last, file)) {
            let (from, to) = (self.last.join(&file), self.partial.join(&file));
            if fs::hard_link(&from, &to).is_err() {
                fs::copy(&from, &to)?;
            }
        }
        Ok(())
    }

    /// Puts the new folder in the place of the old one. Returns the files of somebody else's that
    /// were kept.
    pub(super) fn replace(mut self) -> Result<Vec<KeptFile>, Error> {
        let mut now = now();
        *now = None;
        self.exchange()
    }

    /// If anything fails, the old folder is in its place again and this one is marked for deletion.
    fn exchange(&mut self) -> Result<Vec<KeptFile>, Error> {
        let fault = |error| Error::Folder { path: self.last.display().to_string(), error };
        let mut list = WrittenFiles::of(&self.partial)?;
        list.forget(UNDER_WAY);
        list.write(&self.partial)?;
        same_access(&self.last, &self.partial, OURS).map_err(fault)?;
        fs::remove_file(self.partial.join(UNDER_WAY)).map_err(fault)?;
        let again = || drop(File::create(self.partial.join(UNDER_WAY)));
        if !self.last.exists() {
            let done = fs::rename(&self.partial, &self.last).inspect_err(|_| again());
            return done.map_err(fault).map(|()| Vec::new());
        }
        exchange(&self.partial, &self.last).inspect_err(|_| again()).map_err(fault)?;
        // The old folder now has the partial name. If its files cannot be carried over, the folders
        // are exchanged back.
        let kept = bring_over(&self.partial, &self.last).inspect_err(|_| {
            if exchange(&self.partial, &self.last).is_ok() {
                again();
            }
        })?;
        same_access(&self.partial, &self.last, 0).map_err(fault)?;
        remove_written(&self.partial);
        Ok(kept)
    }
}

impl Drop for OutFolder {
    fn drop(&mut self) {
        let mut now = now();
        if now.as_ref() == Some(&self.partial) {
            *now = None;
        }
        // After a replacement there is either nothing left to delete, or something that is not the
        // program's.
        if self.partial.join(UNDER_WAY).exists() {
            let _ = fs::remove_dir_all(&self.partial);
        }
    }
}

/// The folder's name with a dot before it and a suffix.
fn beside(name: &OsStr, behind: &str) -> OsString {
    let mut whole = OsString::from(".");
    whole.push(name);
    whole.push(behind);
    whole
}

/// Creates a folder to write into and locks it. It gets its name only after it is locked, so a
/// folder with that name and without a lock is an abandoned one.
fn create(parent: &Path, name: &OsStr, last: &Path) -> io::Result<(PathBuf, Option<File>)> {
    let process = std::process::id();
    // A process in another container may have the same number.
    let ends = std::iter::once(process.to_string()).chain((1..100).map(|n| format!("{process}-{n}")));
    let mut failed = None;
    for end in ends {
        let begun = parent.join(beside(name, &format!("{BEGUN}{end}")));
        let partial = parent.join(beside(name, &format!("{PARTIAL}{end}")));
        let made = fs::create_dir(&begun).and_then(|()| {
            let lock = lock(&begun);
            let done = begin(&begun, last).and_then(|()| fs::rename(&begun, &partial));
            done.inspect_err(|_| drop(fs::remove_dir_all(&begun))).map(|()| lock)
        });
        match made {
            Ok(lock) => return Ok((partial, lock)),
            Err(error) if is_taken(&error) => failed = Some(error),
            Err(error) => return Err(error),
        }
    }
    Err(failed.unwrap_or_else(|| io::ErrorKind::AlreadyExists.into()))
}

/// True if the name is already in use.
fn is_taken(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::AlreadyExists | io::ErrorKind::DirectoryNotEmpty)
}

/// Gives a new folder the access rights of the old one, and the marker file.
fn begin(folder: &Path, last: &Path) -> io::Result<()> {
    same_access(last, folder, OURS)?;
    File::create(folder.join(UNDER_WAY)).map(drop)
}

/// Locks the parent folder while a run starts, so that of two runs started at once the second sees
/// the first. A lock held for longer than a second is not that of a starting run, and is ignored.
fn turn(parent: &Path) -> Option<File> {
    const ROUNDS: u32 = 100;
    const ROUND: Duration = Duration::from_millis(10);
    let file = File::open(parent).ok()?;
    for _ in 0..ROUNDS {
        match file.try_lock() {
            Ok(()) => return Some(file),
            Err(fs::TryLockError::WouldBlock) => std::thread::sleep(ROUND),
            Err(fs::TryLockError::Error(_)) => return None,
        }
    }
    None
}

/// The access the program itself needs to a folder it writes into.
const OURS: u32 = 0o700;

/// Gives a folder, and the subfolders that both have, the owner and mode of another, plus the
/// rights in `more`. Nobody should see more of the new outputs than of the old ones.
#[cfg(unix)]
fn same_access(from: &Path, to: &Path, more: u32) -> io::Result<()> {
    use std::os::unix::fs::{MetadataExt, PermissionsExt};
    let Ok(access) = fs::metadata(from) else { return Ok(()) };
    for entry in fs::read_dir(from)?.flatten() {
        let (inner_from, inner_to) = (entry.path(), to.join(entry.file_name()));
        if entry.file_type()?.is_dir() && inner_to.is_dir() {
            same_access(&inner_from, &inner_to, more)?;
        }
    }
    // Only root may change the owner; others keep it.
    let _ = std::os::unix::fs::chown(to, Some(access.uid()), Some(access.gid()));
    fs::set_permissions(to, fs::Permissions::from_mode(access.mode() & 0o7777 | more))
}

/// Other systems have no such modes.
#[cfg(not(unix))]
fn same_access(_: &Path, _: &Path, _: u32) -> io::Result<()> {
    Ok(())
}

/// Locks a folder. `None` if somebody else holds the lock, or the file system does not support
/// locks.
fn lock(folder: &Path) -> Option<File> {
    let file = File::open(folder).ok()?;
    file.try_lock().ok().map(|()| file)
}

/// True if somebody holds the lock.
fn is_locked(folder: &Path) -> bool {
    File::open(folder).is_ok_and(|file| matches!(file.try_lock(), Err(fs::TryLockError::WouldBlock)))
}

/// The parent of the output folder, without links, and its name.
fn place(out: &Path) -> io::Result<(PathBuf, OsString)> {
    let absolute = std::path::absolute(out)?;
    let resolved = absolute.canonicalize().unwrap_or(absolute);
    let name = resolved.file_name().ok_or_else(|| io::Error::new(io::ErrorKind::InvalidInput, "has no name"))?;
    let parent = resolved.parent().unwrap_or(Path::new("/"));
    Ok((parent.to_path_buf(), name.to_os_string()))
}

/// Exchanges two folders in one step, so that there is always one under either name.
#[cfg(target_os = "linux")]
fn exchange(a: &Path, b: &Path) -> io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    match renameat_with(CWD, a, CWD, b, RenameFlags::EXCHANGE) {
        Ok(()) => Ok(()),
        // Some network file systems cannot exchange. Between the two renames the folder does not
        // exist for a moment.
        Err(rustix::io::Errno::INVAL | rustix::io::Errno::NOSYS | rustix::io::Errno::OPNOTSUPP) => two_renames(a, b),
        Err(error) => Err(error.into()),
    }
}

/// Exchanges two folders.
#[cfg(not(target_os = "linux"))]
fn exchange(a: &Path, b: &Path) -> io::Result<()> {
    two_renames(a, b)
}

/// Exchanges two folders by renaming: `b` aside, `a` to `b`, and the former `b` to `a`.
fn two_renames(a: &Path, b: &Path) -> io::Result<()> {
    let aside = b.with_file_name(beside(b.file_name().unwrap_or_default(), FORMER));
    fs::rename(b, &aside)?;
    fs::rename(a, b).inspect_err(|_| {
        let _ = fs::rename(&aside, b);
    })?;
    fs::rename(&aside, a)
}

/// Carries somebody's own files over from the old folder, all of them or none. A file gets a new
/// name if an output has taken its own. The new list of written files remembers those that the
/// program once wrote.
fn bring_over(old: &Path, new: &Path) -> Result<Vec<KeptFile>, Error> {
    let mut moved = Vec::new();
    let done = carry(old, new, &mut moved);
    if done.is_err() {
        for (from, to) in moved.iter().rev() {
            let _ = fs::rename(to, from);
        }
    }
    done
}

/// Does the work of [`bring_over`]. `moved` has every move made so far, so that they can be undone.
fn carry(old: &Path, new: &Path, moved: &mut Vec<(PathBuf, PathBuf)>) -> Result<Vec<KeptFile>, Error> {
    let fault = |path: &Path, error| Error::Folder { path: new.join(path).display().to_string(), error };
    let written = WrittenFiles::read(old).unwrap_or_default();
    let mut kept = Vec::new();
    for path in written.foreign(old, Path::new("")).map_err(|error| fault(Path::new(""), error))? {
        let now = free(new, &path);
        let made = new.join(&now).parent().map_or(Ok(()), fs::create_dir_all);
        let done = made.and_then(|()| fs::rename(old.join(&path), new.join(&now)));
        done.map_err(|error| fault(&path, error))?;
        moved.push((old.join(&path), new.join(&now)));
        let renamed = (now != path).then(|| shown(&now));
        if written.contains(&path) || renamed.is_some() {
            kept.push(KeptFile { file: shown(&path), now: renamed });
        }
    }
    if kept.is_empty() {
        return Ok(kept);
    }
    let mut list = WrittenFiles::read(new).unwrap_or_default();
    let ours = kept.iter().filter(|file| written.contains(Path::new(&file.file)));
    list.add_changed(ours.map(|file| file.now.as_ref().unwrap_or(&file.file).clone()));
    list.write(new)?;
    Ok(kept)
}

/// The path as text, with `/` between its parts.
fn shown(path: &Path) -> String {
    path.to_string_lossy().replace(std::path::MAIN_SEPARATOR, "/")
}

/// A path that is free in the folder: the given one, or with a number after its stem, as
/// `cells~2.csv`.
fn free(folder: &Path, path: &Path) -> PathBuf {
    let is_taken = |path: &Path| fs::symlink_metadata(folder.join(path)).is_ok();
    let numbered = |n: u32| {
        let mut name = path.file_stem().unwrap_or_default().to_os_string();
        name.push(format!("~{n}"));
        if let Some(ending) = path.extension() {
            name.push(".");
            name.push(ending);
        }
        path.with_file_name(name)
    };
    let all = std::iter::once(path.to_path_buf()).chain((2..).map(numbered));
    all.into_iter().find(|path| !is_taken(path)).unwrap_or_else(|| path.to_path_buf())
}

/// Deletes the files that the program wrote, and then the folder unless something else is left in
/// it.
fn remove_written(folder: &Path) {
    let Some(written) = WrittenFiles::read(folder) else {
        let _ = fs::remove_dir(folder);
        return;
    };
    let files: Vec<PathBuf> = written.paths().filter(|path| path != Path::new(written::FILE)).collect();
    for file in files.iter().filter(|file| written.is_as_written(folder, file)) {
        let _ = fs::remove_file(folder.join(file));
    }
    for inner in files.iter().filter_map(|file| file.parent()).filter(|inner| !inner.as_os_str().is_empty()) {
        let _ = fs::remove_dir(folder.join(inner));
    }
    let is_empty_but = |only: &OsStr| {
        fs::read_dir(folder).is_ok_and(|mut entries| entries.all(|entry| entry.is_ok_and(|e| e.file_name() == only)))
    };
    // As long as anything is left, the list stays too, since without it nobody could tell whose the
    // rest is.
    if is_empty_but(OsStr::new(written::FILE)) {
        let _ = fs::remove_file(folder.join(written::FILE));
        let _ = fs::remove_dir(folder);
    }
}

/// Repairs what killed runs have left beside the folder, and deletes the rest. Returns true if
/// another run is writing.
fn clear_up(parent: &Path, name: &OsStr, last: &Path) -> bool {
    let former = parent.join(beside(name, FORMER));
    if former.is_dir() && !last.exists() {
        let _ = fs::rename(&former, last);
    } else if former.is_dir() {
        abandon(&former, last);
    }
    let starts = [PARTIAL, BEGUN].map(|part| beside(name, part));
    let Ok(entries) = fs::read_dir(parent) else { return false };
    let mut is_busy = false;
    for entry in entries.flatten() {
        let found = entry.file_name();
        let found = found.as_encoded_bytes();
        let process = starts.iter().find_map(|start| found.strip_prefix(start.as_encoded_bytes()));
        let Some(process) = process else { continue };
        if !is_alive(&String::from_utf8_lossy(process)) && lock(&entry.path()).is_some() {
            abandon(&entry.path(), last);
        } else {
            is_busy |= is_locked(&entry.path());
        }
    }
    is_busy
}

/// True if the process in a folder's name may still be running. Where this cannot be found out, it
/// is taken to be running.
fn is_alive(process: &str) -> bool {
    let process = process.split('-').next().unwrap_or(process);
    let is_own = process == std::process::id().to_string();
    !is_own && (cfg!(not(target_os = "linux")) || Path::new("/proc").join(process).exists())
}

/// Deletes a folder that a killed run has left. If it was killed right after the exchange, the
/// folder has the former outputs, and somebody's own files in it are carried over first.
fn abandon(folder: &Path, last: &Path) {
    if folder.join(UNDER_WAY).exists() {
        let _ = fs::remove_dir_all(folder);
        return;
    }
    if !last.is_dir() || bring_over(folder, last).is_ok() {
        remove_written(folder);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{FILINGS_FILE, REPORT_WRITERS, WRITERS};
    use crate::run::manifest::{MANIFEST_FILE, TIMINGS_FILE};

    /// Creates a folder with one file and a list that says the program wrote it.
    fn outputs(parent: &Path, name: &str, file: &str) {
        folder_with(parent, name, file);
        WrittenFiles::of(&parent.join(name)).unwrap().write(&parent.join(name)).unwrap();
    }

    fn folder_with(parent: &Path, name: &str, file: &str) {
        fs::create_dir(parent.join(name)).unwrap();
        fs::write(parent.join(name).join(file), file).unwrap();
    }

    #[test]
    fn every_output_name_is_recognised_among_inputs() {
        let tables = WRITERS.iter().map(|(name, _)| *name).chain(REPORT_WRITERS.iter().map(|(name, _)| *name));
        let others = [FILINGS_FILE, MANIFEST_FILE, TIMINGS_FILE, written::FILE];
        let mut written: Vec<&str> = tables.chain(others).collect();
        let mut known = crate::model::OUTPUTS;
        written.sort();
        known.sort();
        assert_eq!(written, known);
    }

    #[test]
    fn a_killed_run_with_our_process_id_is_cleaned_up() {
        let parent = tempfile::tempdir().unwrap();
        let own = std::process::id();
        folder_with(parent.path(), &format!(".out{PARTIAL}{own}"), "cells.csv");
        fs::write(parent.path().join(format!(".out{PARTIAL}{own}")).join(UNDER_WAY), "").unwrap();
        let out = OutFolder::prepare(&parent.path().join("out")).unwrap();
        assert!(!out.path().join("cells.csv").exists());
    }

    #[test]
    fn a_run_refuses_to_start_while_another_holds_the_lock() {
        let parent = tempfile::tempdir().unwrap();
        let name = format!(".out{PARTIAL}{}", std::process::id());
        folder_with(parent.path(), &name, "cells.csv");
        fs::write(parent.path().join(&name).join(UNDER_WAY), "").unwrap();
        let held = lock(&parent.path().join(&name)).unwrap();
        let out = parent.path().join("out");
        assert!(matches!(OutFolder::prepare(&out), Err(Error::Busy(_))));
        assert!(parent.path().join(&name).join("cells.csv").exists());
        assert_eq!(fs::read_dir(parent.path()).unwrap().count(), 1);
        drop(held);
        // Without the lock it is an abandoned folder, and its name is free.
        assert!(OutFolder::prepare(&out).is_ok());
        assert_eq!(fs::read_dir(parent.path()).unwrap().count(), 0);
    }

    #[test]
    fn of_runs_started_at_once_exactly_one_proceeds() {
        const RUNS: usize = 8;
        let parent = tempfile::tempdir().unwrap();
        let out = parent.path().join("out");
        for _ in 0..40 {
            let start = std::sync::Barrier::new(RUNS);
            let begun: Vec<_> = std::thread::scope(|scope| {
                let run = || {
                    start.wait();
                    OutFolder::prepare(&out)
                };
                let runs: Vec<_> = (0..RUNS).map(|_| scope.spawn(run)).collect();
                runs.into_iter().map(|run| run.join().unwrap()).collect()
            });
            assert_eq!(begun.iter().filter(|begun| begun.is_ok()).count(), 1);
            assert!(begun.iter().all(|begun| begun.is_ok() || matches!(begun, Err(Error::Busy(_)))));
        }
        assert_eq!(fs::read_dir(parent.path()).unwrap().count(), 0);
    }

    #[test]
    fn foreign_files_survive_a_run_killed_after_the_exchange() {
        let parent = tempfile::tempdir().unwrap();
        outputs(parent.path(), "out", "cells.csv");
        let former = parent.path().join(format!(".out{PARTIAL}{}", std::process::id()));
        outputs(parent.path(), former.file_name().unwrap().to_str().unwrap(), "cells.csv");
        fs::write(former.join("mine.txt"), "").unwrap();
        OutFolder::prepare(&parent.path().join("out")).unwrap();
        assert!(parent.path().join("out/mine.txt").exists() && !former.exists());
    }

    #[test]
    fn changed_outputs_are_kept_or_renamed_and_reported() {
        let parent = tempfile::tempdir().unwrap();
        let last = parent.path().join("out");
        let run = |name: &str| {
            let out = OutFolder::prepare(&last).unwrap();
            fs::write(out.path().join(name), "new").unwrap();
            out.replace().unwrap()
        };
        assert_eq!(run("a.csv"), []);
        fs::write(last.join("a.csv"), "mine").unwrap();
        assert_eq!(run("b.csv"), [KeptFile { file: "a.csv".to_owned(), now: None }]);
        assert!(WrittenFiles::read(&last).unwrap().contains(Path::new("a.csv")));
        assert_eq!(run("a.csv"), [KeptFile { file: "a.csv".to_owned(), now: Some("a~2.csv".to_owned()) }]);
        let text = |name: &str| fs::read_to_string(last.join(name)).unwrap();
        assert_eq!((text("a.csv"), text("a~2.csv")), ("new".to_owned(), "mine".to_owned()));
        assert!(!last.join("b.csv").exists() && fs::read_dir(parent.path()).unwrap().count() == 1);
    }

    #[test]
    fn a_failed_carry_over_restores_the_old_folder() {
        let parent = tempfile::tempdir().unwrap();
        let last = parent.path().join("out");
        let out = OutFolder::prepare(&last).unwrap();
        fs::create_dir(out.path().join("notices")).unwrap();
        fs::write(out.path().join("notices/a.csv"), "old").unwrap();
        out.replace().unwrap();
        for mine in ["mine.txt", "notices/mine.txt"] {
            fs::write(last.join(mine), "mine").unwrap();
        }
        let out = OutFolder::prepare(&last).unwrap();
        // `notices` is now a file, so nothing can be carried over into it.
        fs::write(out.path().join("notices"), "new").unwrap();
        assert!(out.replace().is_err());
        for (file, text) in [("mine.txt", "mine"), ("notices/mine.txt", "mine"), ("notices/a.csv", "old")] {
            assert_eq!(fs::read_to_string(last.join(file)).unwrap(), text);
        }
        assert_eq!(fs::read_dir(parent.path()).unwrap().count(), 1);
    }

    #[cfg(unix)]
    #[test]
    fn a_folder_keeps_its_mode() {
        use std::os::unix::fs::PermissionsExt;
        let parent = tempfile::tempdir().unwrap();
        let last = parent.path().join("out");
        fs::create_dir_all(last.join("notices")).unwrap();
        let modes = [(last.clone(), 0o700), (last.join("notices"), 0o711)];
        modes.iter().for_each(|(path, mode)| fs::set_permissions(path, fs::Permissions::from_mode(*mode)).unwrap());
        for _ in 0..2 {
            let out = OutFolder::prepare(&last).unwrap();
            fs::create_dir(out.path().join("notices")).unwrap();
            fs::write(out.path().join("notices/a.csv"), "").unwrap();
            out.replace().unwrap();
        }
        for (path, mode) in modes {
            assert_eq!(fs::metadata(path).unwrap().permissions().mode() & 0o7777, mode);
        }
    }

    #[test]
    fn a_list_that_cannot_be_written_is_reported_and_the_old_outputs_stay() {
        let parent = tempfile::tempdir().unwrap();
        let last = parent.path().join("out");
        folder_with(parent.path(), "out", "cells.csv");
        let out = OutFolder::prepare(&last).unwrap();
        fs::create_dir(out.path().join(format!(".{}", written::FILE))).unwrap();
        let failed = out.replace().unwrap_err();
        assert!(matches!(failed, Error::Output { file: written::FILE, .. }), "{failed:?}");
        assert_eq!(fs::read_dir(parent.path()).unwrap().count(), 1);
        assert!(last.join("cells.csv").exists());
    }

    #[test]
    fn a_half_done_pair_of_renames_is_undone() {
        let parent = tempfile::tempdir().unwrap();
        folder_with(parent.path(), ".out.gouji-former", "cells.csv");
        OutFolder::prepare(&parent.path().join("out")).unwrap();
        assert!(parent.path().join("out/cells.csv").exists());
    }

    #[test]
    fn two_renames_equal_an_exchange() {
        let parent = tempfile::tempdir().unwrap();
        folder_with(parent.path(), "a", "new.txt");
        folder_with(parent.path(), "b", "old.txt");
        two_renames(&parent.path().join("a"), &parent.path().join("b")).unwrap();
        assert!(parent.path().join("b/new.txt").exists() && parent.path().join("a/old.txt").exists());
        assert_eq!(fs::read_dir(parent.path()).unwrap().count(), 2);
    }
}
