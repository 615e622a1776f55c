//! The members of a zip, held in bounds.
//!
//! A zip of a few kilobytes can unpack to terabytes, name files outside its folder, and hold itself. What its
//! directory says of sizes is a stranger's word: what comes out is counted, and the counting stops at the bound.

use std::collections::BTreeSet;
use std::io::{Cursor, Read};

use zip::ZipArchive;
use zip::result::ZipError;

use crate::model::OUTPUT_SIGNS;
use crate::read::decode::Refusal;
use crate::read::guard::caught;
use crate::read::room::Room;

/// Bytes that any one input file may unpack to, all its members together, beside what it has itself; and any one of them.
const LARGEST: u64 = 1 << 30;
const LARGEST_MEMBER: u64 = 1 << 29;
/// Bytes that even the smallest may unpack to, and how many times its size a larger one. Deflate reaches 1032;
/// exports that repeat their labels and zeros stay under 100.
const FREE: u64 = 16 << 20;
const RATIO: u64 = 200;
const DENSEST: u64 = 1032;
/// Members in one input file.
const MOST_MEMBERS: u32 = 20_000;
/// Sheets of one workbook; calamine looks for each among all.
pub const MOST_SHEETS: usize = 10_000;

/// What an input file may still unpack to.
#[derive(Debug)]
pub struct Budget {
    bytes: u64,
    members: u32,
    room: Room,
}

impl Budget {
    /// For a file of that size.
    pub fn of(n_bytes: usize) -> Budget {
        let most = LARGEST.saturating_add(n_bytes as u64);
        let bytes = (n_bytes as u64).saturating_mul(RATIO).saturating_add(FREE).min(most);
        Budget { bytes, members: MOST_MEMBERS, room: Room::of_input(n_bytes) }
    }

    /// Reads cells of which so many bytes are known, in a part of the room that all cells of the file have.
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

fn too_large() -> Refusal {
    Refusal::new("intake.unpacks_too_large")
}

/// Reads the directory of a zip.
pub fn open(bytes: &[u8]) -> Result<ZipArchive<Cursor<&[u8]>>, Refusal> {
    let opened = caught(|| ZipArchive::new(Cursor::new(bytes)));
    opened.and_then(Result::ok).ok_or(Refusal::new("intake.damaged"))
}

/// What a directory entry is.
#[derive(Debug)]
pub enum Found {
    /// One to be unpacked.
    File(String),
    /// Nothing but a name.
    Folder,
    /// A file that a system or an office program left behind.
    Litter(String),
    /// One that is not unpacked, and why.
    Refused(String, Refusal),
    /// No further member is looked at.
    Full(Refusal),
}

/// Looks at a directory entry without unpacking it.
pub fn find(archive: &mut ZipArchive<Cursor<&[u8]>>, at: usize, budget: &mut Budget) -> Found {
    let Ok(entry) = archive.by_index_raw(at) else {
        return Found::Refused(format!("#{}", at + 1), Refusal::new("intake.damaged"));
    };
    let name = name(entry.name_raw());
    if entry.is_dir() || name.ends_with('/') {
        return Found::Folder;
    }
    if budget.bytes == 0 {
        return Found::Full(too_large());
    }
    match budget.members.checked_sub(1) {
        Some(left) => budget.members = left,
        None => return Found::Full(Refusal::new("intake.too_many_members")),
    }
    if climbs_out(&name) {
        return Found::Refused(name, Refusal::new("intake.climbs_out"));
    }
    if entry.encrypted() {
        return Found::Refused(name, Refusal::new("intake.encrypted"));
    }
    if name.split('/').any(is_litter) { Found::Litter(name) } else { Found::File(name) }
}

/// Files and folders that systems and office programs leave behind.
pub fn is_litter(name: &str) -> bool {
    name.starts_with('.') || name.starts_with("~$") || matches!(name, "Thumbs.db" | "desktop.ini" | "__MACOSX")
}

/// The folders of an archive that hold the outputs of a run, each with its last `/`.
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

/// The bytes of a member.
pub fn unpack(archive: &mut ZipArchive<Cursor<&[u8]>>, at: usize, budget: &mut Budget) -> Result<Vec<u8>, Refusal> {
    let mut unpacked = Vec::new();
    let most = budget.bytes.min(LARGEST_MEMBER);
    let read = caught(|| {
        let entry = archive.by_index(at).map_err(|error| reason(&error))?;
        // Of what it says of its size only that is believed which its bytes can hold.
        let said = entry.size().min(entry.compressed_size().saturating_mul(DENSEST)).min(most);
        unpacked.try_reserve_exact(usize::try_from(said).unwrap_or(0) + 1).map_err(|_| too_large())?;
        let mut bounded = entry.take(most.saturating_add(1));
        bounded.read_to_end(&mut unpacked).map_err(|_| Refusal::new("intake.damaged"))
    });
    read.unwrap_or(Err(Refusal::new("intake.damaged")))?;
    if unpacked.len() as u64 > most {
        // One that is too large by itself is dropped, and the others are read.
        budget.bytes = if most < LARGEST_MEMBER { 0 } else { budget.bytes.saturating_sub(most) };
        return Err(too_large());
    }
    budget.bytes = budget.bytes.saturating_sub(unpacked.len() as u64);
    Ok(unpacked)
}

fn reason(error: &ZipError) -> Refusal {
    match error {
        ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) => Refusal::new("intake.encrypted"),
        ZipError::UnsupportedArchive(_) => Refusal::new("intake.compression"),
        _ => Refusal::new("intake.damaged"),
    }
}

/// Chinese systems write names in GBK and do not say so; valid UTF-8 is taken for that.
fn name(raw: &[u8]) -> String {
    let name = match std::str::from_utf8(raw) {
        Ok(name) => name.to_owned(),
        Err(_) => encoding_rs::GBK.decode_without_bom_handling(raw).0.into_owned(),
    };
    name.replace('\\', "/")
}

fn climbs_out(name: &str) -> bool {
    let drive = name.as_bytes().get(1) == Some(&b':');
    name.starts_with('/') || drive || name.contains('\0') || name.split('/').any(|part| part == "..")
}
