//! The members of a zip, unpacked within bounds.
//!
//! A zip of a few kilobytes can unpack to terabytes, name files outside its folder, and contain itself. The sizes in
//! its directory are written by whoever made it and are not trusted: the bytes that come out are counted, and unpacking
//! stops at the bound.

use std::collections::BTreeSet;
use std::io::{Cursor, Read};

use zip::ZipArchive;
use zip::result::ZipError;

use crate::model::OUTPUT_SIGNS;
use crate::read::decode::Refusal;
use crate::read::guard::caught;
use crate::read::room::Room;

/// Bytes that one input file may unpack to in all, whatever its size; and the bytes of any one of its members.
const LARGEST: u64 = 1 << 30;
const LARGEST_MEMBER: u64 = 1 << 29;
/// Bytes that even the smallest file may unpack to, and how many times its size a larger one may. Deflate reaches 1032
/// at most; exports that repeat their labels and zeros stay under 100.
const FREE: u64 = 16 << 20;
const RATIO: u64 = 200;
/// The best compression that deflate can reach.
const DENSEST: u64 = 1032;
/// Members of one input file.
const MOST_MEMBERS: u32 = 20_000;
/// Sheets of one workbook. calamine searches all sheets for each one, which grows like the square.
pub const MOST_SHEETS: usize = 10_000;

/// What an input file may still unpack to.
#[derive(Debug)]
pub struct Budget {
    /// Bytes left.
    bytes: u64,
    /// Members left.
    members: u32,
    /// Room left for cells.
    room: Room,
}

impl Budget {
    /// The budget of a file of so many bytes.
    pub fn of(n_bytes: usize) -> Budget {
        let most = LARGEST.saturating_add(n_bytes as u64);
        let bytes = (n_bytes as u64).saturating_mul(RATIO).saturating_add(FREE).min(most);
        Budget { bytes, members: MOST_MEMBERS, room: Room::of_input(n_bytes) }
    }

    /// Reads cells from a part of so many bytes, in that part's share of the room that the whole file has for cells.
    pub fn within<T>(&mut self, n_bytes: usize, read: impl FnOnce(&mut Room) -> T) -> T {
        self.room.part(n_bytes, read)
    }

    /// Counts a sheet as a member; false if there are too many.
    pub fn sheet(&mut self) -> bool {
        let left = self.members.checked_sub(1);
        self.members = left.unwrap_or(0);
        left.is_some()
    }
}

/// The refusal of a member or file that unpacks to too much.
fn too_large() -> Refusal {
    Refusal::new("intake.unpacks_too_large")
}

/// Opens a zip and reads its directory.
pub fn open(bytes: &[u8]) -> Result<ZipArchive<Cursor<&[u8]>>, Refusal> {
    let opened = caught(|| ZipArchive::new(Cursor::new(bytes)));
    opened.and_then(Result::ok).ok_or(Refusal::new("intake.damaged"))
}

/// An entry of a zip's directory.
#[derive(Debug)]
pub enum ArchiveEntry {
    /// A file to be unpacked, with its name.
    File(String),
    /// A folder, which is only a name.
    Folder,
    /// A file that a system or an office program left behind, such as `.DS_Store` or `~$report.docx`.
    Litter(String),
    /// A file that is not unpacked, and why.
    Refused(String, Refusal),
    /// The budget is used up: no further entry is looked at.
    Full(Refusal),
}

/// Looks at an entry without unpacking it.
pub fn find(archive: &mut ZipArchive<Cursor<&[u8]>>, at: usize, budget: &mut Budget) -> ArchiveEntry {
    let Ok(entry) = archive.by_index_raw(at) else {
        return ArchiveEntry::Refused(format!("#{}", at + 1), Refusal::new("intake.damaged"));
    };
    let name = name(entry.name_raw());
    if entry.is_dir() || name.ends_with('/') {
        return ArchiveEntry::Folder;
    }
    if budget.bytes == 0 {
        return ArchiveEntry::Full(too_large());
    }
    match budget.members.checked_sub(1) {
        Some(left) => budget.members = left,
        None => return ArchiveEntry::Full(Refusal::new("intake.too_many_members")),
    }
    if climbs_out(&name) {
        return ArchiveEntry::Refused(name, Refusal::new("intake.climbs_out"));
    }
    if entry.encrypted() {
        return ArchiveEntry::Refused(name, Refusal::new("intake.encrypted"));
    }
    if name.split('/').any(is_litter) { ArchiveEntry::Litter(name) } else { ArchiveEntry::File(name) }
}

/// True for files and folders that systems and office programs leave behind.
pub fn is_litter(name: &str) -> bool {
    name.starts_with('.') || name.starts_with("~$") || matches!(name, "Thumbs.db" | "desktop.ini" | "__MACOSX")
}

/// The folders of a zip that hold the outputs of a run, each with its last `/`.
pub fn output_folders(archive: &mut ZipArchive<Cursor<&[u8]>>) -> Vec<String> {
    let entries = 0..archive.len();
    let names: BTreeSet<String> =
        entries.filter_map(|at| archive.by_index_raw(at).ok().map(|entry| name(entry.name_raw()))).collect();
    let [first, ..] = OUTPUT_SIGNS;
    let folders = names.iter().filter_map(|name| name.strip_suffix(first));
    let is_output = |folder: &&str| {
        let is_whole = folder.is_empty() || folder.ends_with('/');
        is_whole && OUTPUT_SIGNS.iter().all(|sign| names.contains(&format!("{folder}{sign}")))
    };
    folders.filter(is_output).map(str::to_owned).collect()
}

/// Unpacks a member.
pub fn unpack(archive: &mut ZipArchive<Cursor<&[u8]>>, at: usize, budget: &mut Budget) -> Result<Vec<u8>, Refusal> {
    let mut unpacked = Vec::new();
    let most = budget.bytes.min(LARGEST_MEMBER);
    let read = caught(|| {
        let entry = archive.by_index(at).map_err(|error| reason(&error))?;
        // The stated size is believed only as far as the compressed bytes can hold it.
        let stated = entry.size().min(entry.compressed_size().saturating_mul(DENSEST)).min(most);
        unpacked.try_reserve_exact(usize::try_from(stated).unwrap_or(0) + 1).map_err(|_| too_large())?;
        let mut bounded = entry.take(most.saturating_add(1));
        bounded.read_to_end(&mut unpacked).map_err(|_| Refusal::new("intake.damaged"))
    });
    read.unwrap_or(Err(Refusal::new("intake.damaged")))?;
    if unpacked.len() as u64 > most {
        // A member that is too large by itself is dropped, and the others are still read.
        budget.bytes = if most < LARGEST_MEMBER { 0 } else { budget.bytes.saturating_sub(most) };
        return Err(too_large());
    }
    budget.bytes = budget.bytes.saturating_sub(unpacked.len() as u64);
    Ok(unpacked)
}

/// Why a zip could not be opened or unpacked.
fn reason(error: &ZipError) -> Refusal {
    match error {
        ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) => Refusal::new("intake.encrypted"),
        ZipError::UnsupportedArchive(_) => Refusal::new("intake.compression"),
        _ => Refusal::new("intake.damaged"),
    }
}

/// The name of a member. Chinese systems write names in GBK without saying so; a name that is valid UTF-8 is taken as
/// such.
fn name(raw: &[u8]) -> String {
    let name = match std::str::from_utf8(raw) {
        Ok(name) => name.to_owned(),
        Err(_) => encoding_rs::GBK.decode_without_bom_handling(raw).0.into_owned(),
    };
    name.replace('\\', "/")
}

/// True for a name that leads out of the folder that the zip is unpacked into: `../../x`, `/x`, `C:x`.
fn climbs_out(name: &str) -> bool {
    let drive = name.as_bytes().get(1) == Some(&b':');
    name.starts_with('/') || drive || name.contains('\0') || name.split('/').any(|part| part == "..")
}
