//! The files of a pipeline, in a folder or compiled in.
//!
//! Files are named relative to the pipeline, with `/` on every system: `forms/2021.toml`.

use std::fs;
use std::io::{self, Read};
use std::path::{Component, Path, PathBuf};

use crate::model::Message;
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
    /// The name of a file, as shown in messages. Built-in files are shown as in the source tree,
    /// `pipelines/cn-disclosure/…`, where they can be read.
    pub fn shown(&self, file: &str) -> String {
        match self {
            Files::BuiltIn(name, _) => format!("pipelines/{name}/{file}"),
            Files::Folder(folder) => folder.join(file).display().to_string(),
        }
    }

    /// The text of a required file, without a byte-order mark. A missing, unreadable or oversized
    /// file is an error, and so is a text that is not UTF-8.
    pub fn text(&self, file: &str) -> Result<String, Error> {
        let text = match self {
            Files::BuiltIn(_, files) => files
                .iter()
                .find(|(name, _)| *name == file)
                .map(|(_, text)| (*text).to_owned())
                .ok_or_else(|| Error::whole(&self.shown(file), Message::new("file.missing"))),
            Files::Folder(folder) => read(folder, file).map_err(|fault| Error::whole(&self.shown(file), fault)),
        };
        // Windows editors may add a byte-order mark.
        text.map(|text| text.strip_prefix('\u{FEFF}').unwrap_or(&text).to_owned())
    }

    /// The text of an optional file; `None` if there is none. A file that is there and cannot be
    /// read is an error, and so is a broken link: a link counts as being there.
    pub fn text_if_there(&self, file: &str) -> Result<Option<String>, Error> {
        let there = match self {
            Files::BuiltIn(_, files) => files.iter().any(|(name, _)| *name == file),
            Files::Folder(folder) => fs::symlink_metadata(folder.join(file)).is_ok(),
        };
        if there { self.text(file).map(Some) } else { Ok(None) }
    }

    /// The names of the files in a subfolder, in order; none if there is no such folder. Hidden
    /// files are left out.
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

/// Largest file of a pipeline, in bytes: 64 MiB.
const LARGEST: u64 = 64 << 20;

/// The text of a file in the folder. A pipeline may come from a stranger, so it can only name
/// regular files of bounded size inside its own folder: `../secrets`, an absolute path and a link
/// that leads outside are refused.
fn read(folder: &Path, file: &str) -> Result<String, Message> {
    let unreadable = |error: io::Error| match error.kind() {
        io::ErrorKind::NotFound => Message::new("file.missing"),
        io::ErrorKind::PermissionDenied => Message::new("file.not_permitted"),
        io::ErrorKind::InvalidData => Message::new("file.no_utf8"),
        _ => Message::new("file.unreadable").with("error", error.to_string()),
    };
    if !Path::new(file).components().all(|part| matches!(part, Component::Normal(_))) {
        return Err(Message::new("file.outside"));
    }
    let path = folder.join(file).canonicalize().map_err(unreadable)?;
    if !path.starts_with(folder.canonicalize().map_err(unreadable)?) {
        return Err(Message::new("file.link"));
    }
    if !fs::metadata(&path).map_err(unreadable)?.is_file() {
        return Err(Message::new("file.no_file"));
    }
    let mut text = String::new();
    fs::File::open(&path).and_then(|file| file.take(LARGEST + 1).read_to_string(&mut text)).map_err(unreadable)?;
    match text.len() as u64 > LARGEST {
        true => Err(Message::new("file.too_large").with("most", LARGEST >> 20)),
        false => Ok(text),
    }
}
