//! Inputs → files, in path order, every one of them accounted for.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use walkdir::{DirEntry, WalkDir};

use crate::model::{OUTPUT_SIGNS, OUTPUTS, REPORT, Source};
use crate::read::container::archive;
use crate::run::folder::PARTIAL;

/// A file that was found, or something that could not be looked at.
#[derive(Clone, Debug)]
pub struct Found {
    /// How outputs name it.
    pub source: Source,
    /// Where it is.
    pub file: PathBuf,
    /// Set where the file is not to be read, with the reason.
    pub skip: Option<Skip>,
}

/// Why something found is not read.
#[derive(Clone, Debug)]
pub struct Skip {
    /// The name of the sentence that gives the reason.
    pub sentence: &'static str,
    /// What the system said, or nothing.
    pub error: String,
    /// It was never meant to be a filing.
    pub ignored: bool,
}

/// Walks the inputs; what runs have written is passed over, but for the workbook, in which people may have answered.
pub fn discover(inputs: &[PathBuf], out: &Path) -> Vec<Found> {
    let out = out.canonicalize().ok();
    let mut all: BTreeMap<String, Found> = BTreeMap::new();
    for input in inputs {
        let root =
            if input.is_dir() { shown(input).len() } else { input.parent().map_or(0, |parent| shown(parent).len()) };
        let mut walk = WalkDir::new(input).follow_links(true).into_iter();
        let mut outputs: BTreeSet<PathBuf> = BTreeSet::new();
        while let Some(entry) = walk.next() {
            let found = match entry {
                Ok(entry) if is_passed_over(&entry, &outputs) => {
                    if entry.file_type().is_dir() {
                        walk.skip_current_dir();
                    }
                    continue;
                }
                Ok(entry) if entry.file_type().is_dir() => {
                    if !is_output(&entry, out.as_deref()) {
                        continue;
                    }
                    outputs.insert(entry.path().to_path_buf());
                    ignored(entry.path(), root, "intake.output_folder")
                }
                Ok(entry) if is_litter(&entry) => ignored(entry.path(), root, "intake.ignored"),
                Ok(entry) => Found { source: source(entry.path(), root), file: entry.into_path(), skip: None },
                Err(error) => {
                    // An input that is not there at all is nothing found, not a file with a fault.
                    if error.depth() == 0 && !input.is_symlink() {
                        continue;
                    }
                    unreadable(&error, root)
                }
            };
            all.insert(found.source.path.clone(), found);
        }
    }
    all.into_values().collect()
}

fn source(path: &Path, root_len: usize) -> Source {
    Source { path: shown(path), root_len }
}

/// A path with `/` between its folders, whatever the system has.
fn shown(path: &Path) -> String {
    let said = path.to_string_lossy();
    if std::path::MAIN_SEPARATOR == '/' { said.into_owned() } else { said.replace(std::path::MAIN_SEPARATOR, "/") }
}

fn ignored(path: &Path, root: usize, sentence: &'static str) -> Found {
    skipped(path, root, Skip { sentence, error: String::new(), ignored: true })
}

fn skipped(path: &Path, root: usize, skip: Skip) -> Found {
    Found { source: source(path, root), file: path.to_path_buf(), skip: Some(skip) }
}

fn unreadable(error: &walkdir::Error, root: usize) -> Found {
    let path = error.path().unwrap_or(Path::new("?"));
    let sentence = if error.loop_ancestor().is_some() { "intake.link_loop" } else { "intake.unreadable" };
    let said = error.io_error().map_or_else(String::new, ToString::to_string);
    skipped(path, root, Skip { sentence, error: said, ignored: false })
}

/// True for this run's output folder and for those of other runs. Only what runs write is passed over in them: people
/// keep their own files there.
fn is_output(entry: &DirEntry, out: Option<&Path>) -> bool {
    let path = entry.path();
    let is_out = out.is_some_and(|out| path.canonicalize().is_ok_and(|path| path == out));
    is_out || OUTPUT_SIGNS.iter().all(|file| path.join(file).is_file())
}

/// True for what a run has written into one of these folders, and for the folder that a run is writing into: that is no
/// input, and goes by another name every time.
fn is_passed_over(entry: &DirEntry, outputs: &BTreeSet<PathBuf>) -> bool {
    let name = entry.file_name().to_string_lossy();
    if entry.depth() > 0 && entry.file_type().is_dir() && name.contains(PARTIAL) {
        return true;
    }
    let is_ours = OUTPUTS.contains(&name.as_ref()) && name != REPORT;
    is_ours && entry.path().parent().is_some_and(|folder| outputs.contains(folder))
}

/// Files that systems and office programs leave behind.
fn is_litter(entry: &DirEntry) -> bool {
    let name = entry.file_name().to_string_lossy();
    archive::is_litter(&name)
}
