//! The least that any program must do with such files: read every byte and split it into fields, on two threads.
//!
//! `tools split PATH...` walks the folders, prints the number of fields, and is what the speed of a run is held against.

use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use csv::{ByteRecord, ReaderBuilder};

const BUFFER: usize = 1 << 16;

/// Prints the number of fields in all files below the paths.
pub fn run(paths: &[PathBuf]) -> ExitCode {
    match count(paths) {
        Ok(n_fields) => {
            println!("{n_fields}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("error: cannot read the files: {error}");
            ExitCode::from(3)
        }
    }
}

fn count(paths: &[PathBuf]) -> io::Result<u64> {
    let mut files = Vec::new();
    for path in paths {
        walk(path, &mut files)?;
    }
    match files.as_slice() {
        [only] => halves(only),
        _ => shared(&files),
    }
}

fn walk(path: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    if !path.is_dir() {
        files.push(path.to_owned());
        return Ok(());
    }
    for entry in fs::read_dir(path)? {
        walk(&entry?.path(), files)?;
    }
    Ok(())
}

/// Two threads take the files in turn.
fn shared(files: &[PathBuf]) -> io::Result<u64> {
    let next = AtomicUsize::new(0);
    let work = || {
        let mut n_fields = 0;
        while let Some(path) = files.get(next.fetch_add(1, Ordering::Relaxed)) {
            n_fields += fields(fs::read(path)?.as_slice())?;
        }
        Ok(n_fields)
    };
    both(work, work)
}

/// Two threads take half of the file each.
fn halves(path: &Path) -> io::Result<u64> {
    let length = fs::metadata(path)?.len();
    let mut file = BufReader::new(File::open(path)?);
    file.seek(SeekFrom::Start(length / 2))?;
    let to_line_end = file.read_until(b'\n', &mut Vec::new())? as u64;
    let middle = length / 2 + to_line_end;
    both(|| part(path, 0, middle), || part(path, middle, length))
}

fn part(path: &Path, from: u64, to: u64) -> io::Result<u64> {
    let mut file = File::open(path)?;
    file.seek(SeekFrom::Start(from))?;
    fields(file.take(to - from))
}

fn fields(bytes: impl Read) -> io::Result<u64> {
    let mut reader = ReaderBuilder::new().has_headers(false).flexible(true).buffer_capacity(BUFFER).from_reader(bytes);
    let mut record = ByteRecord::new();
    let mut n_fields = 0;
    while reader.read_byte_record(&mut record)? {
        n_fields += record.len() as u64;
    }
    Ok(n_fields)
}

fn both(one: impl FnOnce() -> io::Result<u64> + Send, other: impl FnOnce() -> io::Result<u64>) -> io::Result<u64> {
    thread::scope(|scope| {
        let one = scope.spawn(one);
        let other = other();
        let one = one.join().unwrap_or_else(|_| Err(io::Error::other("a thread gave up")));
        Ok(one? + other?)
    })
}
