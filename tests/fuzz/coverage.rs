//! Which parts of the program a case has come by, where the program counts them.
//!
//! `tests/fuzz/guided` builds gouji with the counters of `-C instrument-coverage`, which stable Rust has, and has
//! them kept in a file that is the memory of the running program (`%c` in `LLVM_PROFILE_FILE`): so they are read and
//! set back between two cases as bytes of a file.

use std::fs::{self, File, OpenOptions};
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::Path;

/// The file of counters, and what has been seen in it.
pub struct Coverage {
    file: File,
    first: u64,
    bytes: Vec<u8>,
    zeros: Vec<u8>,
    /// For each counter one bit for each order of magnitude that a case has counted to.
    seen: Vec<u8>,
}

/// Words of the head: the mark of the format, its version, and where the counters stand.
const MARK: u64 = 0xff6c_7072_6f66_7281;
const VERSION: u64 = 10;
const HEAD: u64 = 16 * 8;
/// Bytes of what is said of a function.
const RECORD: u64 = 64;

impl Coverage {
    /// The counters of this program; nothing if it has none.
    pub fn of_this_program() -> Option<Coverage> {
        let named = std::env::var("LLVM_PROFILE_FILE").ok().filter(|name| name.contains("%c"))?;
        Coverage::of(Path::new(&named.replace("%c", "")))
    }

    fn of(path: &Path) -> Option<Coverage> {
        let mut file = OpenOptions::new().read(true).write(true).open(path).ok()?;
        let mut head = [0; HEAD as usize];
        file.read_exact(&mut head).ok()?;
        let word = |at: usize| head.get(at * 8..at * 8 + 8)?.try_into().ok().map(u64::from_le_bytes);
        let [mark, version, ids, records, before, counters] =
            [word(0)?, word(1)?, word(2)?, word(3)?, word(4)?, word(5)?];
        let first = HEAD + ids + records * RECORD + before;
        let length = counters * 8;
        // The high byte of the version says how the counters were made.
        if mark != MARK || version & 0xFF != VERSION || first + length > fs::metadata(path).ok()?.len() {
            eprintln!("the counters in {} are none that are known", path.display());
            return None;
        }
        let length = length as usize;
        Some(Coverage { file, first, bytes: vec![0; length], zeros: vec![0; length], seen: vec![0; counters as usize] })
    }

    /// Sets every counter back.
    pub fn begin(&mut self) {
        self.file.seek(SeekFrom::Start(self.first)).and_then(|_| self.file.write_all(&self.zeros)).unwrap();
    }

    /// True if something was counted that was not before, or to another order of magnitude.
    pub fn is_new(&mut self) -> bool {
        self.file.seek(SeekFrom::Start(self.first)).and_then(|_| self.file.read_exact(&mut self.bytes)).unwrap();
        let mut is_new = false;
        for (counter, seen) in self.bytes.chunks_exact(8).zip(&mut self.seen) {
            let count = counter.iter().rev().fold(0u64, |count, byte| count << 8 | u64::from(*byte));
            if count > 0 && *seen & magnitude(count) == 0 {
                *seen |= magnitude(count);
                is_new = true;
            }
        }
        is_new
    }

    /// How many counters have been come by, and how many there are.
    pub fn reached(&self) -> (usize, usize) {
        (self.seen.iter().filter(|seen| **seen > 0).count(), self.seen.len())
    }
}

fn magnitude(count: u64) -> u8 {
    match count {
        0 => 0,
        1 => 1,
        2 => 2,
        3 => 4,
        4..8 => 8,
        8..32 => 16,
        32..128 => 32,
        128..1024 => 64,
        _ => 128,
    }
}
