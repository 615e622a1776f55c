//! The files of a pipeline, in a folder or compiled in.

use std::fs;
use std::io::{self, Read};
use std::path::{Component, Path, PathBuf};

use crate::spec::error::Error;

/// The files of one pipeline.
#[derive(Clone, Debug)]
pub enum Files {
    /// Compiled in: the pipeline's name, and path and text of each file.
    BuiltIn(&'static str, &'static [(&'static str, &'static str)]),
    /// A folder on disk.
    Folder(PathBuf),
}

impl Files {
    /// The name of a file, as shown in messages.
    pub fn shown(&self, file: &str) -> String {
        match self {
            Files::BuiltIn(name, _) => format!("pipelines/{name}/{file}"),
            Files::Folder(folder) => folder.join(file).display().to_string(),
        }
    }

    /// The text of a required file.
    pub fn text(&self, file: &str) -> Result<String, Error> {
        let text = match self {
            Files::BuiltIn(_, files) => files
                .iter()
                .find(|(name, _)| *name == file)
                .map(|(_, text)| (*text).to_owned())
                .ok_or_else(|| Error::whole(&self.shown(file), "no such file")),
            Files::Folder(folder) => read(folder, file).map_err(|fault| Error::whole(&self.shown(file), fault)),
        };
        // Windows editors may add a byte-order mark.
        text.map(|text| text.strip_prefix('\u{FEFF}').unwrap_or(&text).to_owned())
    }

    /// The text of an optional file.
    pub fn text_if_there(&self, file: &str) -> Result<Option<String>, Error> {
        let there = match self {
            Files::BuiltIn(_, files) => files.iter().any(|(name, _)| *name == file),
            Files::Folder(folder) => fs::symlink_metadata(folder.join(file)).is_ok(),
        };
        if there { self.text(file).map(Some) } else { Ok(None) }
    }

    /// The names of the files in a subfolder, in order; none where there is no such folder.
    pub fn names(&self, subfolder: &str) -> Vec<String> {
        let mut names: Vec<String> = match self {
            Files::BuiltIn(_, files) => {
                let below = |file: &str| Some(file.strip_prefix(subfolder)?.strip_prefix('/')?.to_owned());
                files.iter().filter_map(|(file, _)| below(file)).collect()
            }
            Files::Folder(folder) => {
                let entries = fs::read_dir(folder.join(subfolder)).into_iter().flatten().flatten();
                entries.filter_map(|entry| entry.file_name().into_string().ok()).collect()
            }
        };
        names.retain(|name| !name.starts_with('.'));
        names.sort();
        names
    }
}

/// Largest file of a pipeline, in bytes.
const LARGEST: u64 = 64 << 20;

/// The text of a file in the folder. A pipeline may come from a stranger, so it can only name regular files of bounded
/// size inside its own folder.
fn read(folder: &Path, file: &str) -> Result<String, String> {
    let unreadable = |error: io::Error| format!("cannot be read: {error}");
    if !Path::new(file).components().all(|part| matches!(part, Component::Normal(_))) {
        return Err("does not lie in the folder of the pipeline".to_owned());
    }
    let path = folder.join(file).canonicalize().map_err(unreadable)?;
    if !path.starts_with(folder.canonicalize().map_err(unreadable)?) {
        return Err("does not lie in the folder of the pipeline, but is a link out of it".to_owned());
    }
    if !fs::metadata(&path).map_err(unreadable)?.is_file() {
        return Err("cannot be read: it is no file".to_owned());
    }
    let mut text = String::new();
    fs::File::open(&path).and_then(|file| file.take(LARGEST + 1).read_to_string(&mut text)).map_err(unreadable)?;
    match text.len() as u64 > LARGEST {
        true => Err(format!("is larger than {} MiB", LARGEST >> 20)),
        false => Ok(text),
    }
}
