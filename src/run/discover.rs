//! Inputs → files, in path order.
//!
//! Everything found is accounted for: what is not read is in the list as well, with the reason.
//!
//! ```text
//! filings/D01.csv            read
//! filings/.DS_Store          ignored: left behind by a system
//! filings/pipe               not a file
//! out/                       ignored: outputs of a run; what the run wrote in it is skipped without a row,
//! out/report.xlsx            but this is read, as somebody may have filled in answers
//! link -> filings            ignored: the same folder under another name
//! ```

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use walkdir::{DirEntry, WalkDir};

use crate::model::{OUTPUT_SIGNS, OUTPUTS, REPORT, Source};
use crate::read::archive;
use crate::run::folder::PARTIAL;
use crate::run::written::WrittenFiles;

pub use crate::run::path_text::{path_to_text, text_to_path};

/// A file that was found, or something that could not be looked into.
#[derive(Clone, Debug)]
pub struct FoundFile {
    /// The name under which the outputs refer to it.
    pub source: Source,
    /// Its path.
    pub file: PathBuf,
    /// Why it is not read; `None` if it is.
    pub skip: Option<SkipReason>,
}

/// Why something found is not read.
#[derive(Clone, Debug)]
pub struct SkipReason {
    /// Name of the sentence that gives the reason.
    pub sentence: &'static str,
    /// Fills in `error` in the sentence: the system's message, or another path. May be empty.
    pub error: String,
    /// It was never meant to be a filing, such as a system's hidden file, and is not counted as
    /// rejected.
    pub ignored: bool,
}

impl SkipReason {
    /// A reason for something that might have been a filing, and so counts as rejected.
    fn because(sentence: &'static str, error: String) -> SkipReason {
        SkipReason { sentence, error, ignored: false }
    }
}

/// Walks the inputs and returns what was found, in path order, each file once even if two inputs
/// contain it.
///
/// Files written by runs are skipped, except the workbook, in which somebody may have filled in
/// answers. `out` is the output folder of this run. Links to folders are followed, and a folder
/// that several paths lead to is walked once.
pub fn discover(inputs: &[PathBuf], out: &Path) -> Vec<FoundFile> {
    let out = out.canonicalize().ok();
    let mut all: BTreeMap<String, FoundFile> = BTreeMap::new();
    for input in inputs {
        for found in (Walk { out: out.as_deref(), outputs: BTreeMap::new(), met: BTreeMap::new() }).input(input) {
            // If two inputs contain the file, paths are given from the outer one.
            match all.get(&found.source.path) {
                Some(known) if known.source.root_len <= found.source.root_len => {}
                _ => drop(all.insert(found.source.path.clone(), found)),
            }
        }
    }
    all.into_values().collect()
}

/// The walk through one input.
struct Walk<'a> {
    /// This run's output folder, without links.
    out: Option<&'a Path>,
    /// Output folders met so far, each with its list of written files; `None` if it has no list, as
    /// outputs of early versions.
    outputs: BTreeMap<PathBuf, Option<WrittenFiles>>,
    /// Folders met so far and the path by which each was first reached. A link to one of them is
    /// not followed.
    met: BTreeMap<Identity, PathBuf>,
}

impl Walk<'_> {
    /// Walks one input. Every entry is a file to read, a reason, or passed over.
    fn input(mut self, input: &Path) -> Vec<FoundFile> {
        let folder = if input.is_dir() { Some(input) } else { input.parent() };
        let root = folder.map_or(0, |folder| path_to_text(folder).len());
        // Links come last, so that a folder is named by its own path and not by that of a link to
        // it.
        let order = |a: &DirEntry, b: &DirEntry| {
            a.path_is_symlink().cmp(&b.path_is_symlink()).then_with(|| a.file_name().cmp(b.file_name()))
        };
        let mut walk = WalkDir::new(input).follow_links(true).sort_by(order).into_iter();
        let mut all = Vec::new();
        while let Some(entry) = walk.next() {
            match entry {
                Ok(entry) if self.is_passed_over(&entry) => {
                    if entry.file_type().is_dir() {
                        walk.skip_current_dir();
                    }
                }
                Ok(entry) if entry.file_type().is_dir() => {
                    let (found, is_new) = self.folder(&entry, root);
                    all.extend(found);
                    if !is_new {
                        walk.skip_current_dir();
                    }
                }
                Ok(entry) if is_litter(&entry) => all.push(ignored(entry.path(), root, "intake.ignored")),
                Ok(entry) if !entry.file_type().is_file() => {
                    all.push(skipped(entry.path(), root, SkipReason::because("intake.no_file", String::new())));
                }
                Ok(entry) => {
                    all.push(FoundFile { source: source(entry.path(), root), file: entry.into_path(), skip: None });
                }
                Err(error) => all.push(unreadable(&error, root)),
            }
        }
        all
    }

    /// The row that a folder itself gets, if any, and whether to walk into it.
    fn folder(&mut self, entry: &DirEntry, root: usize) -> (Option<FoundFile>, bool) {
        let path = entry.path();
        if let Some(identity) = identity(path) {
            if let Some(first) = self.met.get(&identity) {
                let same = SkipReason::because("intake.same_folder", path_to_text(first));
                return (Some(skipped(path, root, SkipReason { ignored: true, ..same })), false);
            }
            self.met.insert(identity, path.to_path_buf());
        }
        let is_own = self.out.is_some_and(|out| path.canonicalize().is_ok_and(|path| path == out));
        let written = WrittenFiles::read(path);
        if !is_own && written.is_none() && !OUTPUT_SIGNS.iter().all(|file| path.join(file).is_file()) {
            return (None, true);
        }
        self.outputs.insert(path.to_path_buf(), written);
        // This run's output folder is never an input, whether or not it exists yet.
        ((!is_own).then(|| ignored(path, root, "intake.output_folder")), true)
    }

    /// True for files that a run has written into an output folder, and for a folder that a run is
    /// writing at this moment.
    fn is_passed_over(&self, entry: &DirEntry) -> bool {
        let name = entry.file_name().to_string_lossy();
        if entry.depth() > 0 && entry.file_type().is_dir() && name.contains(PARTIAL) {
            return true;
        }
        if self.outputs.is_empty() {
            return false;
        }
        let mut above = entry.path().ancestors().skip(1);
        let Some((folder, written)) = above.find_map(|folder| self.outputs.get_key_value(folder)) else { return false };
        let below = entry.path().strip_prefix(folder).unwrap_or(entry.path());
        let is_own = self.out.is_some_and(|out| folder.canonicalize().is_ok_and(|folder| folder == out));
        let is_answered = !is_own && below == Path::new(REPORT);
        match written {
            Some(_) if entry.file_type().is_dir() || is_answered => false,
            Some(written) => written.is_as_written(folder, below),
            None => below.to_str().is_some_and(|below| OUTPUTS.contains(&below) && below != REPORT),
        }
    }
}

/// Identifies a folder whatever path leads to it: device and inode.
#[cfg(unix)]
type Identity = (u64, u64);
/// Identifies a folder whatever path leads to it.
#[cfg(not(unix))]
type Identity = PathBuf;

/// `None` if the folder cannot be looked at.
#[cfg(unix)]
fn identity(folder: &Path) -> Option<Identity> {
    use std::os::unix::fs::MetadataExt;
    fs::metadata(folder).ok().map(|found| (found.dev(), found.ino()))
}

/// `None` if the folder cannot be looked at.
#[cfg(not(unix))]
fn identity(folder: &Path) -> Option<Identity> {
    folder.canonicalize().ok()
}

/// Maximum size of a file that is read, in bytes: 2 GiB.
pub const LARGEST: u64 = 2 << 30;

/// Reads a file. `None` if it has more than [`LARGEST`] bytes, whatever size the system reports.
///
/// Only regular files are opened: a pipe would block, and a device never ends.
pub fn bytes(path: &Path) -> io::Result<Option<Vec<u8>>> {
    let metadata = fs::metadata(path)?;
    if !metadata.is_file() {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, "not a file"));
    }
    if metadata.len() > LARGEST {
        return Ok(None);
    }
    let mut bytes = Vec::new();
    bytes.try_reserve_exact(metadata.len() as usize + 1)?;
    File::open(path)?.take(LARGEST + 1).read_to_end(&mut bytes)?;
    Ok(Some(bytes).filter(|bytes| bytes.len() as u64 <= LARGEST))
}

/// The name of a file in the outputs. `root_len` is the length of the input's part of it.
fn source(path: &Path, root_len: usize) -> Source {
    Source { path: path_to_text(path), root_len }
}

/// Something that was never meant to be a filing.
fn ignored(path: &Path, root: usize, sentence: &'static str) -> FoundFile {
    skipped(path, root, SkipReason { ignored: true, ..SkipReason::because(sentence, String::new()) })
}

/// Something that is not read.
fn skipped(path: &Path, root: usize, skip: SkipReason) -> FoundFile {
    FoundFile { source: source(path, root), file: path.to_path_buf(), skip: Some(skip) }
}

/// Something that the walk could not look into, or a link that leads back to a folder above it.
fn unreadable(error: &walkdir::Error, root: usize) -> FoundFile {
    let path = error.path().unwrap_or(Path::new("?"));
    let sentence = if error.loop_ancestor().is_some() { "intake.link_loop" } else { "intake.unreadable" };
    let message = error.io_error().map_or_else(String::new, ToString::to_string);
    skipped(path, root, SkipReason::because(sentence, message))
}

/// True for files that systems and office programs leave behind, such as `.DS_Store` and
/// `~$report.docx`.
fn is_litter(entry: &DirEntry) -> bool {
    let name = entry.file_name().to_string_lossy();
    archive::is_litter(&name)
}
