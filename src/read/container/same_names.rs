//! A zip whose directory has the same name several times → a zip with different names.
//!
//! A zip is read by names, which finds one member for each. Here the directory is rewritten with numbered names; the
//! members stay where they are.
//!
//! ```text
//! report.xlsx          report.xlsx
//! report.xlsx     →    report~2.xlsx
//! report.xlsx          report~3.xlsx
//! ```

use std::collections::BTreeSet;

/// What the pieces at the end of a zip begin with, and their lengths in bytes: the end of the directory, the end for
/// zips beyond 4 GB and the pointer to it, and an entry of the directory.
const END: &[u8] = b"PK\x05\x06";
const END_LENGTH: usize = 22;
const LONG_END: &[u8] = b"PK\x06\x06";
const LONG_END_PLACE: &[u8] = b"PK\x06\x07";
const LONG_END_PLACE_LENGTH: usize = 20;
const ENTRY: &[u8] = b"PK\x01\x02";
const ENTRY_LENGTH: usize = 46;
/// An extra field with the name in another encoding, which would take precedence.
const OTHER_NAME: u16 = 0x7075;

/// The directory of a zip.
struct Directory {
    /// Where it starts.
    start: usize,
    /// Where the archive says that it starts; it starts elsewhere if something stands before it.
    said: u32,
    entries: Vec<Entry>,
}

/// Where the pieces of an entry begin and end, in bytes.
struct Entry {
    start: usize,
    name_end: usize,
    extra_end: usize,
    end: usize,
}

/// The rewritten zip; `None` if all names differ, or the directory makes no sense.
pub(super) fn told_apart(bytes: &[u8]) -> Option<Vec<u8>> {
    let directory = directory(bytes)?;
    let name = |entry: &Entry| &bytes[entry.start + ENTRY_LENGTH..entry.name_end];
    let names: BTreeSet<&[u8]> = directory.entries.iter().map(name).collect();
    if names.len() == directory.entries.len() {
        return None;
    }
    let mut given: BTreeSet<Vec<u8>> = BTreeSet::new();
    let mut whole = bytes[..directory.start].to_vec();
    for entry in &directory.entries {
        let own = name(entry);
        let all = (2..).map(|n| numbered(own, n)).filter(|name| !names.contains(name.as_slice()));
        let new = std::iter::once(own.to_vec()).chain(all).find(|name| !given.contains(name))?;
        let mut head = bytes[entry.start..entry.start + ENTRY_LENGTH].to_vec();
        let extra = &bytes[entry.name_end..entry.extra_end];
        let extra = if new == own { extra.to_vec() } else { without_other_name(extra) };
        head[28..30].copy_from_slice(&u16::try_from(new.len()).ok()?.to_le_bytes());
        head[30..32].copy_from_slice(&u16::try_from(extra.len()).ok()?.to_le_bytes());
        for piece in [&head[..], &new, &extra, &bytes[entry.extra_end..entry.end]] {
            whole.extend_from_slice(piece);
        }
        given.insert(new);
    }
    let n = u16::try_from(directory.entries.len()).ok().filter(|n| *n < u16::MAX)?.to_le_bytes();
    let length = u32::try_from(whole.len() - directory.start).ok()?.to_le_bytes();
    let said = directory.said.to_le_bytes();
    for piece in [END, &[0; 4], &n, &n, &length, &said, &[0; 2]] {
        whole.extend_from_slice(piece);
    }
    Some(whole)
}

/// A name with a number before its extension.
pub(super) fn numbered(name: &[u8], n: u32) -> Vec<u8> {
    let last = name.iter().rposition(|byte| *byte == b'/').map_or(0, |at| at + 1);
    let ending = name.iter().rposition(|byte| *byte == b'.').filter(|at| *at > last).unwrap_or(name.len());
    [&name[..ending], format!("~{n}").as_bytes(), &name[ending..]].concat()
}

/// Finds the directory at the end of a zip.
fn directory(bytes: &[u8]) -> Option<Directory> {
    let end = memchr::memmem::rfind(bytes, END).filter(|end| end + END_LENGTH <= bytes.len())?;
    let (mut n, mut length, mut said) =
        (u64::from(short(bytes, end + 10)?), u64::from(long(bytes, end + 12)?), u64::from(long(bytes, end + 16)?));
    let mut behind = end;
    let place = end.checked_sub(LONG_END_PLACE_LENGTH).filter(|at| bytes[*at..].starts_with(LONG_END_PLACE));
    if let Some(place) = place {
        behind = memchr::memmem::rfind(&bytes[..place], LONG_END)?;
        n = longest(bytes, behind + 32)?;
        length = longest(bytes, behind + 40)?;
        said = longest(bytes, behind + 48)?;
    }
    let mut at = behind.checked_sub(usize::try_from(length).ok()?)?;
    let start = at;
    let mut entries = Vec::new();
    for _ in 0..n {
        if !bytes.get(at..)?.starts_with(ENTRY) {
            return None;
        }
        let name_end = at + ENTRY_LENGTH + usize::from(short(bytes, at + 28)?);
        let extra_end = name_end + usize::from(short(bytes, at + 30)?);
        let end = extra_end + usize::from(short(bytes, at + 32)?);
        if end > behind {
            return None;
        }
        entries.push(Entry { start: at, name_end, extra_end, end });
        at = end;
    }
    Some(Directory { start, said: u32::try_from(said).ok()?, entries })
}

/// Extra fields without the name in another encoding.
fn without_other_name(extra: &[u8]) -> Vec<u8> {
    let (mut kept, mut rest) = (Vec::new(), extra);
    while let (Some(id), Some(length)) = (short(rest, 0), short(rest, 2)) {
        let Some((field, behind)) = rest.split_at_checked(4 + usize::from(length)) else { break };
        if id != OTHER_NAME {
            kept.extend_from_slice(field);
        }
        rest = behind;
    }
    kept
}

/// The number of two bytes at a position; `long` has four, `longest` eight.
fn short(bytes: &[u8], at: usize) -> Option<u16> {
    bytes.get(at..at + 2)?.try_into().ok().map(u16::from_le_bytes)
}

fn long(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..at + 4)?.try_into().ok().map(u32::from_le_bytes)
}

fn longest(bytes: &[u8], at: usize) -> Option<u64> {
    bytes.get(at..at + 8)?.try_into().ok().map(u64::from_le_bytes)
}
