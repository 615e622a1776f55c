//! The list of files that the program has written into an output folder (`written.csv`), so that it
//! takes nothing else for its own.
//!
//! A file is the program's as long as it is on the list and has the bytes that were written. Once
//! somebody changes it, it is theirs, and the list remembers that the program once wrote it.
//!
//! ```text
//! file,bytes,blake3,state
//! written.csv,5120,3b0c…,written        about the lines below, so that a damaged list is noticed
//! cells.csv,88120,04f1…,written
//! notices/D01 ….docx,,,changed          somebody has edited this letter
//! timings.json,,,written                other bytes in every run
//! ```

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Component, Path, PathBuf};

use csv::StringRecord;
use rayon::prelude::*;
use walkdir::WalkDir;

use crate::run::Error;
use crate::run::manifest::TIMINGS_FILE;
use crate::run::unreadable::Unreadable;

/// File name of the list.
pub(super) const FILE: &str = crate::model::WRITTEN;
/// The header of the list.
const COLUMNS: [&str; 4] = ["file", "bytes", "blake3", "state"];
/// State of a file that is as it was written.
const WRITTEN: &str = "written";
/// State of a file that was written and is somebody's own since.
const CHANGED: &str = "changed";

/// What the list says about a file.
#[derive(Clone, Debug, PartialEq, Eq)]
enum FileState {
    /// Written, with its size and digest. Both are empty for the timings, which differ in every
    /// run.
    Written { bytes: u64, blake3: String },
    /// Written once, and somebody's own since.
    Changed,
}

/// The list of an output folder: files by path below it, with `/` as separator.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct WrittenFiles {
    files: BTreeMap<String, FileState>,
}

impl WrittenFiles {
    /// Reads the list of a folder. `None` if there is none, or if it is damaged; then nothing in
    /// the folder is taken for the program's.
    pub(super) fn read(folder: &Path) -> Option<WrittenFiles> {
        let path = folder.join(FILE);
        if !fs::symlink_metadata(&path).ok()?.is_file() {
            return None;
        }
        let text = fs::read_to_string(path).ok()?;
        let text = text.strip_prefix('\u{FEFF}').unwrap_or(&text);
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        if reader.headers().ok()?.iter().ne(COLUMNS) {
            return None;
        }
        let mut files = BTreeMap::new();
        let mut row = StringRecord::new();
        while reader.read_record(&mut row).ok()? {
            if row.get(0)? == FILE {
                // The first line has the digest of the others. Without it, a list that has lost
                // lines would make the program's files look like somebody's own.
                let rest = text.get(reader.position().byte() as usize..)?.trim_start_matches(['\r', '\n']);
                if row.get(2)? != blake3::hash(rest.as_bytes()).to_hex().as_str() {
                    return None;
                }
                continue;
            }
            let state = match row.get(3)? {
                CHANGED => FileState::Changed,
                _ => FileState::Written { bytes: row.get(1)?.parse().unwrap_or(0), blake3: row.get(2)?.to_owned() },
            };
            files.insert(row.get(0)?.to_owned(), state);
        }
        Some(WrittenFiles { files })
    }

    /// Makes the list of a folder that contains nothing but what was just written. Digests are
    /// computed in parallel.
    pub(super) fn of(folder: &Path) -> Result<WrittenFiles, Error> {
        let fault = |path: &Path, error| {
            let path = path.strip_prefix(folder).unwrap_or(path).display().to_string();
            Error::Folder { path, error }
        };
        let mut paths = Vec::new();
        for entry in WalkDir::new(folder).min_depth(1) {
            let entry = entry.map_err(|error| {
                fault(error.path().map(Path::to_path_buf).as_deref().unwrap_or(folder), error.into())
            })?;
            if entry.file_type().is_file() && entry.path() != folder.join(FILE) {
                paths.push(entry.into_path());
            }
        }
        let entry = |path: &PathBuf| -> Result<Option<(String, FileState)>, Error> {
            let Some(name) = name_of(path.strip_prefix(folder).unwrap_or(path)) else { return Ok(None) };
            let is_timings = name == TIMINGS_FILE;
            let found =
                || if is_timings { Ok((0, String::new())) } else { Ok((fs::metadata(path)?.len(), digest(path)?)) };
            let (bytes, blake3) = found().map_err(|error| fault(path, error))?;
            Ok(Some((name, FileState::Written { bytes, blake3 })))
        };
        let files: Result<Vec<Option<(String, FileState)>>, Error> = paths.par_iter().map(entry).collect();
        Ok(WrittenFiles { files: files?.into_iter().flatten().collect() })
    }

    /// Writes the list into its folder, replacing a former one. Its first line is about the list
    /// itself, and has the digest of the other lines.
    pub(super) fn write(&self, folder: &Path) -> Result<(), Error> {
        self.put(folder).map_err(|error| Error::Output { file: FILE, error: error.into() })
    }

    /// Writes to a temporary name first, so that there is never half a list.
    fn put(&self, folder: &Path) -> io::Result<()> {
        let lines = || csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
        let mut writer = lines();
        for (name, state) in &self.files {
            match state {
                FileState::Written { bytes, blake3 } => {
                    let bytes = if blake3.is_empty() { String::new() } else { bytes.to_string() };
                    writer.write_record([name, bytes.as_str(), blake3, WRITTEN])?;
                }
                FileState::Changed => writer.write_record([name, "", "", CHANGED])?,
            }
        }
        let rows = writer.into_inner().map_err(|error| io::Error::other(error.to_string()))?;
        let mut writer = lines();
        writer.write_record(COLUMNS)?;
        let (bytes, blake3) = (rows.len().to_string(), blake3::hash(&rows).to_hex());
        writer.write_record([FILE, bytes.as_str(), blake3.as_str(), WRITTEN])?;
        let head = writer.into_inner().map_err(|error| io::Error::other(error.to_string()))?;
        let under_way = folder.join(format!(".{FILE}"));
        let mut file = File::create(&under_way)?;
        file.write_all(b"\xEF\xBB\xBF")?;
        file.write_all(&head)?;
        file.write_all(&rows)?;
        file.sync_all()?;
        fs::rename(under_way, folder.join(FILE))
    }

    /// Adds files that the program once wrote and that are somebody's own now.
    pub(super) fn add_changed(&mut self, names: impl IntoIterator<Item = String>) {
        self.files.extend(names.into_iter().map(|name| (name, FileState::Changed)));
    }

    /// Removes a file from the list.
    pub(super) fn forget(&mut self, name: &str) {
        self.files.remove(name);
    }

    /// True if the program has ever written a file of that path, even if it has been changed since.
    pub(super) fn contains(&self, path: &Path) -> bool {
        path == Path::new(FILE) || name_of(path).is_some_and(|name| self.files.contains_key(&name))
    }

    /// The path of an output, after checking that it is as the program wrote it. Without a list
    /// nothing is checked: the outputs are of an early version, or are just being written.
    ///
    /// # Errors
    ///
    /// The output, or the list itself, has been changed.
    pub(super) fn verified(folder: &Path, file: &str) -> Result<PathBuf, Unreadable> {
        let (path, list) = (folder.join(file), folder.join(FILE));
        let is_listed = fs::symlink_metadata(&list).is_ok() && fs::symlink_metadata(&path).is_ok();
        if is_listed {
            let Some(written) = WrittenFiles::read(folder) else { return Err(Unreadable::changed(&list)) };
            if !written.is_as_written(folder, Path::new(file)) {
                return Err(Unreadable::changed(&path));
            }
        }
        Ok(path)
    }

    /// True if a file below the folder is as it was written.
    pub(super) fn is_as_written(&self, folder: &Path, path: &Path) -> bool {
        if path == Path::new(FILE) {
            return true;
        }
        let Some(FileState::Written { bytes, blake3 }) = name_of(path).and_then(|name| self.files.get(&name)) else {
            return false;
        };
        let path = folder.join(path);
        let Ok(found) = fs::symlink_metadata(&path) else { return false };
        if !found.is_file() {
            return false;
        }
        if blake3.is_empty() {
            return are_timings(&path);
        }
        found.len() == *bytes && digest(&path).is_ok_and(|digest| digest == *blake3)
    }

    /// The paths of the files that the program has written.
    pub(super) fn paths(&self) -> impl Iterator<Item = PathBuf> {
        self.files.keys().map(PathBuf::from).chain([PathBuf::from(FILE)])
    }

    /// True if any file on the list is, or was, in that folder.
    fn has_below(&self, folder: &Path) -> bool {
        let Some(start) = name_of(folder).map(|name| format!("{name}/")) else { return false };
        self.files.range(start.clone()..).next().is_some_and(|(name, _)| name.starts_with(&start))
    }

    /// Paths of the files and folders that are not the program's, below a subfolder (or `""` for
    /// all). A folder without any of the program's files is listed as a whole.
    pub(super) fn foreign(&self, folder: &Path, below: &Path) -> io::Result<Vec<PathBuf>> {
        let (mut foreign, mut listed) = (Vec::new(), Vec::new());
        let mut walk = WalkDir::new(folder.join(below)).min_depth(1).sort_by_file_name().into_iter();
        while let Some(entry) = walk.next() {
            let entry = entry?;
            let path = entry.path().strip_prefix(folder).unwrap_or(entry.path()).to_path_buf();
            match entry.file_type().is_dir() {
                true if self.has_below(&path) => {}
                true => {
                    walk.skip_current_dir();
                    foreign.push(path);
                }
                false => listed.push(path),
            }
        }
        foreign.par_extend(listed.into_par_iter().filter(|path| !self.is_as_written(folder, path)));
        foreign.sort();
        Ok(foreign)
    }
}

/// A path as the list writes it; `None` for a path that the program would not write.
fn name_of(path: &Path) -> Option<String> {
    let part = |part| match part {
        Component::Normal(name) => name.to_str(),
        _ => None,
    };
    path.components().map(part).collect::<Option<Vec<&str>>>().map(|parts| parts.join("/"))
}

/// BLAKE3 of a file, in hexadecimal.
fn digest(path: &Path) -> io::Result<String> {
    let mut hasher = blake3::Hasher::new();
    io::copy(&mut io::BufReader::with_capacity(1 << 17, File::open(path)?), &mut hasher)?;
    Ok(hasher.finalize().to_hex().to_string())
}

/// True if the file has seconds by stage and nothing else.
fn are_timings(path: &Path) -> bool {
    let text = fs::read_to_string(path).unwrap_or_default();
    serde_json::from_str::<BTreeMap<String, f64>>(&text).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_round_trips_and_finds_changed_and_foreign_files() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path();
        fs::create_dir(path.join("notices")).unwrap();
        for name in ["cells.csv", "notices/A 甲局.xlsx", "notices/B.xlsx"] {
            fs::write(path.join(name), name).unwrap();
        }
        let mut list = WrittenFiles::of(path).unwrap();
        list.add_changed(["notices/C.xlsx".to_owned()]);
        list.write(path).unwrap();
        assert_eq!(WrittenFiles::read(path), Some(list.clone()));
        assert!(list.foreign(path, Path::new("")).unwrap().is_empty());
        fs::write(path.join("notices/B.xlsx"), "notices/b.xlsx").unwrap();
        fs::write(path.join("notices/C.xlsx"), "").unwrap();
        fs::create_dir(path.join("mine")).unwrap();
        let foreign: Vec<PathBuf> = ["mine", "notices/B.xlsx", "notices/C.xlsx"].map(PathBuf::from).to_vec();
        assert_eq!(list.foreign(path, Path::new("")).unwrap(), foreign);
        assert!(list.contains(&foreign[1]) && !list.contains(&foreign[0]));
    }

    #[test]
    fn timings_are_recognised_by_their_content() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join(TIMINGS_FILE);
        fs::write(&file, "{\"read\": 1.5}\n").unwrap();
        let list = WrittenFiles::of(folder.path()).unwrap();
        fs::write(&file, "{\"read\": 2.5}\n").unwrap();
        assert!(list.is_as_written(folder.path(), Path::new(TIMINGS_FILE)));
        fs::write(&file, "{\"mine\": \"?\"}\n").unwrap();
        assert!(!list.is_as_written(folder.path(), Path::new(TIMINGS_FILE)));
    }
}
