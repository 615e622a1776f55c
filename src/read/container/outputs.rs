//! Folders in an archive that hold the outputs of a run. What the run has written is skipped; what somebody has added
//! or changed is read.

use std::collections::BTreeMap;
use std::io::Cursor;

use zip::ZipArchive;

use crate::model::{OUTPUTS, REPORT, WRITTEN};
use crate::read::archive::{self, Budget};

/// These folders in one archive.
pub(super) struct Outputs {
    /// Each of them.
    folders: Vec<Folder>,
}

/// One such folder.
struct Folder {
    /// Its name, with the last `/`.
    name: String,
    /// The files that the run has written, with their digests, if a list of them is there.
    written: Option<BTreeMap<String, String>>,
}

impl Outputs {
    /// Finds them, and unpacks their lists.
    pub(super) fn find(archive: &mut ZipArchive<Cursor<&[u8]>>, budget: &mut Budget) -> Outputs {
        let names = archive::output_folders(archive);
        let folders = names.into_iter().map(|name| {
            let list = archive.index_for_name(&format!("{name}{WRITTEN}"));
            let unpacked = list.and_then(|at| archive::unpack(archive, at, budget).ok());
            Folder { written: unpacked.and_then(|list| read(&list)), name }
        });
        Outputs { folders: folders.collect() }
    }

    /// Their names, without the last `/`.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.folders.iter().map(|folder| folder.name.trim_end_matches('/'))
    }

    /// True for a member that the run has certainly written, without looking at it. The workbook is not among them, as
    /// people may have answered in it.
    pub(super) fn is_known(&self, name: &str) -> bool {
        self.folders.iter().any(|folder| {
            let Some(below) = name.strip_prefix(folder.name.as_str()).filter(|below| *below != REPORT) else {
                return false;
            };
            match &folder.written {
                Some(written) => below == WRITTEN || written.get(below).is_some_and(String::is_empty),
                None => below.split('/').next().is_some_and(|first| OUTPUTS.contains(&first)),
            }
        })
    }

    /// True for a member that is still as the run has written it.
    pub(super) fn is_as_written(&self, name: &str, bytes: &[u8]) -> bool {
        self.folders.iter().any(|folder| {
            let below = name.strip_prefix(folder.name.as_str()).filter(|below| *below != REPORT);
            let digest = below.and_then(|below| folder.written.as_ref()?.get(below));
            digest.is_some_and(|digest| *digest == blake3::hash(bytes).to_hex().as_str())
        })
    }
}

/// The files in a list, with their digests.
fn read(list: &[u8]) -> Option<BTreeMap<String, String>> {
    let text = std::str::from_utf8(list).ok()?;
    let mut reader = csv::Reader::from_reader(text.trim_start_matches('\u{FEFF}').as_bytes());
    let mut written = BTreeMap::new();
    for row in reader.records() {
        let row = row.ok()?;
        if row.get(3)? == "written" {
            written.insert(row.get(0)?.to_owned(), row.get(2)?.to_owned());
        }
    }
    Some(written)
}
