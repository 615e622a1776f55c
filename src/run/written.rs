//! What the program has written into a folder of outputs, so that it takes nothing else for its own.
//!
//! The list lies among the outputs. A file is the program's as long as it is on the list and its bytes are those
//! written; one that somebody has changed is his from then on, and the list remembers that it once was not.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Component, Path, PathBuf};

use csv::StringRecord;
use rayon::prelude::*;
use walkdir::WalkDir;

use crate::run::manifest::TIMINGS_FILE;
use crate::run::{Error, table};

/// The list among the outputs.
pub(super) const FILE: &str = crate::model::WRITTEN;
const COLUMNS: [&str; 4] = ["file", "bytes", "blake3", "state"];
const WRITTEN: &str = "written";
const CHANGED: &str = "changed";

/// What is known of one file.
#[derive(Clone, Debug, PartialEq, Eq)]
enum FileState {
    /// As it was written; of the timings, which no two runs share, only that they are there.
    Written { bytes: u64, blake3: String },
    /// Written once, and somebody's own since.
    Changed,
}

/// The list of a folder: files by their path below it, with `/` between folders.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct WrittenFiles {
    files: BTreeMap<String, FileState>,
}

impl WrittenFiles {
    /// The list that lies in a folder; `None` where there is none or it is no list.
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
                // A list of which lines were lost would give what they name away as somebody's own.
                let rest = text.get(reader.position().byte() as usize..)?.trim_start_matches(['\r', '\n']);
                if row.get(2)? != blake3::hash(rest.as_bytes()).to_hex().as_str() {
                    return None;
                }
                continue;
            }
            let known = match row.get(3)? {
                CHANGED => FileState::Changed,
                _ => FileState::Written { bytes: row.get(1)?.parse().unwrap_or(0), blake3: row.get(2)?.to_owned() },
            };
            files.insert(row.get(0)?.to_owned(), known);
        }
        Some(WrittenFiles { files })
    }

    /// The list of everything in a folder that holds nothing but what was just written.
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
        let known = |path: &PathBuf| -> Result<Option<(String, FileState)>, Error> {
            let Some(name) = name_of(path.strip_prefix(folder).unwrap_or(path)) else { return Ok(None) };
            let is_timings = name == TIMINGS_FILE;
            let found =
                || if is_timings { Ok((0, String::new())) } else { Ok((fs::metadata(path)?.len(), digest(path)?)) };
            let (bytes, blake3) = found().map_err(|error| fault(path, error))?;
            Ok(Some((name, FileState::Written { bytes, blake3 })))
        };
        let files: Result<Vec<Option<(String, FileState)>>, Error> = paths.par_iter().map(known).collect();
        Ok(WrittenFiles { files: files?.into_iter().flatten().collect() })
    }

    /// Puts the list into its folder, in the place of a former one. Its first line is of itself, and has the digest of
    /// the others.
    pub(super) fn write(&self, folder: &Path) -> Result<(), Error> {
        self.put(folder).map_err(|error| Error::Output { file: FILE, error: error.into() })
    }

    fn put(&self, folder: &Path) -> io::Result<()> {
        let lines = || csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
        let mut writer = lines();
        for (name, known) in &self.files {
            match known {
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

    /// Adds files that the program once wrote, and that are somebody's own now.
    pub(super) fn add_changed(&mut self, names: impl IntoIterator<Item = String>) {
        self.files.extend(names.into_iter().map(|name| (name, FileState::Changed)));
    }

    /// Takes a file off the list.
    pub(super) fn forget(&mut self, name: &str) {
        self.files.remove(name);
    }

    /// True if the program has written a file of that path, whatever has become of it.
    pub(super) fn contains(&self, path: &Path) -> bool {
        path == Path::new(FILE) || name_of(path).is_some_and(|name| self.files.contains_key(&name))
    }

    /// Holds an output against the list of its folder, before its figures are taken for those of a run. A folder without
    /// a list holds outputs of a version that wrote none, or outputs that are still being written.
    pub(super) fn verified(folder: &Path, file: &str) -> Result<PathBuf, table::Error> {
        let (path, list) = (folder.join(file), folder.join(FILE));
        let is_listed = fs::symlink_metadata(&list).is_ok() && fs::symlink_metadata(&path).is_ok();
        if is_listed {
            let Some(written) = WrittenFiles::read(folder) else { return Err(table::Error::changed(&list)) };
            if !written.is_as_written(folder, Path::new(file)) {
                return Err(table::Error::changed(&path));
            }
        }
        Ok(path)
    }

    /// True for a file below the folder that is as it was written.
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

    /// The files that the program has written, by their paths.
    pub(super) fn paths(&self) -> impl Iterator<Item = PathBuf> {
        self.files.keys().map(PathBuf::from).chain([PathBuf::from(FILE)])
    }

    /// True if some file of the list lies, or has lain, below that folder.
    fn has_below(&self, folder: &Path) -> bool {
        let Some(start) = name_of(folder).map(|name| format!("{name}/")) else { return false };
        self.files.range(start.clone()..).next().is_some_and(|(name, _)| name.starts_with(&start))
    }

    /// The files and folders in one below the folder that are not the program's, the outermost of each, by their paths
    /// below the folder.
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

/// A path as the list has it; `None` for one that the program would not write.
fn name_of(path: &Path) -> Option<String> {
    let part = |part| match part {
        Component::Normal(name) => name.to_str(),
        _ => None,
    };
    path.components().map(part).collect::<Option<Vec<&str>>>().map(|parts| parts.join("/"))
}

fn digest(path: &Path) -> io::Result<String> {
    let mut hasher = blake3::Hasher::new();
    io::copy(&mut io::BufReader::with_capacity(1 << 17, File::open(path)?), &mut hasher)?;
    Ok(hasher.finalize().to_hex().to_string())
}

/// True for a file that holds seconds by stage and nothing else.
fn are_timings(path: &Path) -> bool {
    let text = fs::read_to_string(path).unwrap_or_default();
    serde_json::from_str::<BTreeMap<String, f64>>(&text).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_read_as_it_was_written_and_tells_what_is_changed_or_another_s() {
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
    fn timings_are_known_by_what_they_hold() {
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
