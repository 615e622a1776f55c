//! Inputs → files, in path order, every one of them accounted for.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use walkdir::{DirEntry, WalkDir};

use crate::model::{OUTPUT_SIGNS, OUTPUTS, REPORT, Source};
use crate::read::container::archive;
use crate::run::folder::PARTIAL;
use crate::run::written::WrittenFiles;

pub use crate::run::path_text::{path_to_text, text_to_path};

/// A file that was found, or something that could not be looked at.
#[derive(Clone, Debug)]
pub struct FoundFile {
    /// How outputs name it.
    pub source: Source,
    /// Where it is.
    pub file: PathBuf,
    /// Set where the file is not to be read, with the reason.
    pub skip: Option<SkipReason>,
}

/// Why something found is not read.
#[derive(Clone, Debug)]
pub struct SkipReason {
    /// The name of the sentence that gives the reason.
    pub sentence: &'static str,
    /// What the system said, or what else the sentence has for `error`, or nothing.
    pub error: String,
    /// It was never meant to be a filing.
    pub ignored: bool,
}

impl SkipReason {
    fn because(sentence: &'static str, error: String) -> SkipReason {
        SkipReason { sentence, error, ignored: false }
    }
}

/// Walks the inputs; what runs have written is passed over, but for the workbook, in which people may have answered.
pub fn discover(inputs: &[PathBuf], out: &Path) -> Vec<FoundFile> {
    let out = out.canonicalize().ok();
    let mut all: BTreeMap<String, FoundFile> = BTreeMap::new();
    for input in inputs {
        for found in (Walk { out: out.as_deref(), outputs: BTreeMap::new(), met: BTreeMap::new() }).input(input) {
            // Of two inputs that hold a file the outer one says where it lies.
            match all.get(&found.source.path) {
                Some(known) if known.source.root_len <= found.source.root_len => {}
                _ => drop(all.insert(found.source.path.clone(), found)),
            }
        }
    }
    all.into_values().collect()
}

/// One input being walked.
struct Walk<'a> {
    /// The folder of this run's outputs.
    out: Option<&'a Path>,
    /// The folders of outputs that were met, with what their runs have written; nothing where no list says it.
    outputs: BTreeMap<PathBuf, Option<WrittenFiles>>,
    /// The folders that were met, whatever way led to them.
    met: BTreeMap<Identity, PathBuf>,
}

impl Walk<'_> {
    fn input(mut self, input: &Path) -> Vec<FoundFile> {
        let folder = if input.is_dir() { Some(input) } else { input.parent() };
        let root = folder.map_or(0, |folder| path_to_text(folder).len());
        // A folder goes by its own name rather than by that of a link to it.
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

    /// The row of a folder, if it has one, and whether to walk it.
    fn folder(&mut self, entry: &DirEntry, root: usize) -> (Option<FoundFile>, bool) {
        let path = entry.path();
        if let Some(one) = identity(path) {
            if let Some(first) = self.met.get(&one) {
                let same = SkipReason::because("intake.same_folder", path_to_text(first));
                return (Some(skipped(path, root, SkipReason { ignored: true, ..same })), false);
            }
            self.met.insert(one, path.to_path_buf());
        }
        let is_own = self.out.is_some_and(|out| path.canonicalize().is_ok_and(|path| path == out));
        let written = WrittenFiles::read(path);
        if !is_own && written.is_none() && !OUTPUT_SIGNS.iter().all(|file| path.join(file).is_file()) {
            return (None, true);
        }
        self.outputs.insert(path.to_path_buf(), written);
        // What this run is about to replace is no input, the first time as little as the second.
        ((!is_own).then(|| ignored(path, root, "intake.output_folder")), true)
    }

    /// True for what a run has written into one of these folders, and for the folder that a run is writing into: that
    /// is no input, and goes by another name every time.
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

/// What a folder is known by whatever it is called.
#[cfg(unix)]
type Identity = (u64, u64);
/// See above.
#[cfg(not(unix))]
type Identity = PathBuf;

#[cfg(unix)]
fn identity(folder: &Path) -> Option<Identity> {
    use std::os::unix::fs::MetadataExt;
    fs::metadata(folder).ok().map(|found| (found.dev(), found.ino()))
}

#[cfg(not(unix))]
fn identity(folder: &Path) -> Option<Identity> {
    folder.canonicalize().ok()
}

/// Bytes of a file that are read at most.
pub const LARGEST: u64 = 2 << 30;

/// The bytes of a file; nothing for one that has too many, whatever it says of its size. What is no file is never
/// opened: a pipe would be waited for, and a device has no end.
pub fn bytes(path: &Path) -> io::Result<Option<Vec<u8>>> {
    let known = fs::metadata(path)?;
    if !known.is_file() {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, "not a file"));
    }
    if known.len() > LARGEST {
        return Ok(None);
    }
    let mut bytes = Vec::new();
    bytes.try_reserve_exact(known.len() as usize + 1)?;
    File::open(path)?.take(LARGEST + 1).read_to_end(&mut bytes)?;
    Ok(Some(bytes).filter(|bytes| bytes.len() as u64 <= LARGEST))
}

fn source(path: &Path, root_len: usize) -> Source {
    Source { path: path_to_text(path), root_len }
}

fn ignored(path: &Path, root: usize, sentence: &'static str) -> FoundFile {
    skipped(path, root, SkipReason { ignored: true, ..SkipReason::because(sentence, String::new()) })
}

fn skipped(path: &Path, root: usize, skip: SkipReason) -> FoundFile {
    FoundFile { source: source(path, root), file: path.to_path_buf(), skip: Some(skip) }
}

fn unreadable(error: &walkdir::Error, root: usize) -> FoundFile {
    let path = error.path().unwrap_or(Path::new("?"));
    let sentence = if error.loop_ancestor().is_some() { "intake.link_loop" } else { "intake.unreadable" };
    let said = error.io_error().map_or_else(String::new, ToString::to_string);
    skipped(path, root, SkipReason::because(sentence, said))
}

/// Files that systems and office programs leave behind.
fn is_litter(entry: &DirEntry) -> bool {
    let name = entry.file_name().to_string_lossy();
    archive::is_litter(&name)
}
