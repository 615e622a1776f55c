//! Where a pipeline's texts come from: a folder, or the program itself.

use std::path::{Path, PathBuf};

use crate::spec::error::Error;

/// The files of one pipeline.
#[derive(Clone, Debug)]
pub enum Files {
    /// Compiled in: name in messages, and each file's path and text.
    BuiltIn(&'static str, &'static [(&'static str, &'static str)]),
    /// A folder on disk.
    Folder(PathBuf),
}

impl Files {
    /// The name of a file as messages show it.
    pub fn shown(&self, file: &str) -> String {
        match self {
            Files::BuiltIn(name, _) => format!("pipelines/{name}/{file}"),
            Files::Folder(folder) => folder.join(file).display().to_string(),
        }
    }

    /// The text of a file that must be there.
    pub fn text(&self, file: &str) -> Result<String, Error> {
        let text = match self {
            Files::BuiltIn(_, files) => files
                .iter()
                .find(|(name, _)| *name == file)
                .map(|(_, text)| (*text).to_owned())
                .ok_or_else(|| Error::whole(&self.shown(file), "no such file")),
            Files::Folder(folder) => read(&folder.join(file), &self.shown(file)),
        };
        // An editor on Windows may have put a byte-order mark in front.
        text.map(|text| text.strip_prefix('\u{FEFF}').unwrap_or(&text).to_owned())
    }

    /// The text of a file that may be left out.
    pub fn text_if_there(&self, file: &str) -> Result<Option<String>, Error> {
        let there = match self {
            Files::BuiltIn(_, files) => files.iter().any(|(name, _)| *name == file),
            Files::Folder(folder) => folder.join(file).exists(),
        };
        if there { self.text(file).map(Some) } else { Ok(None) }
    }
}

fn read(path: &Path, shown: &str) -> Result<String, Error> {
    std::fs::read_to_string(path).map_err(|error| Error::whole(shown, format!("cannot be read: {error}")))
}
