//! A seed → a case: bytes changed anywhere, or inside a part that is packed again.

use std::io::{Cursor, Read, Write};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

use crate::corpus::prng::Prng;
use crate::fuzz::words;
use crate::target::Target;

/// One case.
pub fn case(target: Target, seeds: &[Vec<u8>], prng: &mut Prng) -> Vec<u8> {
    let seed = pick(seeds, prng);
    let inside = prng.chance(800);
    let changed = match target {
        Target::Xlsx | Target::Ods | Target::Docx | Target::Zip if inside => repacked(seed, target, prng),
        Target::Xls if inside => rewritten(seed, prng),
        _ => None,
    };
    changed.unwrap_or_else(|| {
        let mut bytes = seed.clone();
        let other: &Vec<u8> = pick(seeds, prng);
        mutate(&mut bytes, other, target, prng);
        if target.is_text() && std::str::from_utf8(seed).is_ok() { mended(bytes, prng) } else { bytes }
    })
}

fn pick<'a, T>(from: &'a [T], prng: &mut Prng) -> &'a T {
    &from[prng.below(from.len() as u64) as usize]
}

/// A few changes, of a byte, of a stretch, or of a word that matters to the format.
fn mutate(bytes: &mut Vec<u8>, other: &[u8], target: Target, prng: &mut Prng) {
    for _ in 0..1 + prng.below(6) {
        if bytes.is_empty() {
            return;
        }
        let at = prng.below(bytes.len() as u64) as usize;
        let longest = 1 << (1 + prng.below(9));
        let length = 1 + prng.below(longest) as usize;
        let end = (at + length).min(bytes.len());
        match prng.below(10) {
            0 => bytes[at] ^= 1 << prng.below(8),
            1 => bytes[at] = prng.below(256) as u8,
            2 => drop(bytes.drain(at..end)),
            3 => {
                let piece = bytes[at..end].to_vec();
                for _ in 0..1 + prng.below(16) {
                    bytes.splice(at..at, piece.iter().copied());
                }
            }
            4 if !other.is_empty() => {
                let from = prng.below(other.len() as u64) as usize;
                let to = (from + length).min(other.len());
                bytes.splice(at..end, other[from..to].iter().copied());
            }
            5 => bytes.truncate(at),
            6 => bytes[at..end].fill([0, 0xFF, b'9', b'<'][prng.below(4) as usize]),
            7 => {
                // A number somewhere becomes another.
                if let Some(found) = (at..bytes.len()).find(|at| bytes[*at].is_ascii_digit()) {
                    let number: i64 = [0, 1, 63, 255, 65_535, 1_048_576, 4_294_967_296][prng.below(7) as usize];
                    bytes.splice(found..=found, number.to_string().into_bytes());
                }
            }
            _ => {
                let word: &&str = pick(words::of(target), prng);
                let word = encoded(word, target);
                let times = if prng.chance(50) { 1 + prng.below(2000) } else { 1 };
                for _ in 0..times {
                    bytes.splice(at..at, word.iter().copied());
                }
            }
        }
    }
}

/// Most texts are made valid again: a file that cannot be decoded tries no more than the decoder.
fn mended(bytes: Vec<u8>, prng: &mut Prng) -> Vec<u8> {
    match prng.chance(850) && !bytes.starts_with(b"PK") {
        true => String::from_utf8_lossy(&bytes).into_owned().into_bytes(),
        false => bytes,
    }
}

fn encoded(word: &str, target: Target) -> Vec<u8> {
    match target {
        Target::Utf16 => word.encode_utf16().flat_map(u16::to_le_bytes).collect(),
        Target::Xls => word.chars().map(|c| c as u8).collect(),
        _ => word.as_bytes().to_vec(),
    }
}

/// A zip with one of its parts changed; nothing if the seed is none.
fn repacked(seed: &[u8], target: Target, prng: &mut Prng) -> Option<Vec<u8>> {
    let mut archive = ZipArchive::new(Cursor::new(seed)).ok()?;
    let changed = prng.below(archive.len() as u64) as usize;
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for at in 0..archive.len() {
        let mut member = archive.by_index(at).ok()?;
        let mut name = member.name().ok()?.into_owned();
        let mut bytes = Vec::new();
        member.read_to_end(&mut bytes).ok()?;
        if at == changed {
            match (target, prng.below(10)) {
                (Target::Zip, 0) => name = format!("../{name}"),
                (Target::Zip, 1) => bytes = vec![b'0'; 1 << (10 + prng.below(16))],
                (Target::Zip, _) if bytes.starts_with(b"PK") && prng.chance(800) => {
                    bytes = repacked(&bytes, Target::Xlsx, prng).unwrap_or(bytes);
                }
                _ => {
                    let other = bytes.clone();
                    mutate(&mut bytes, &other, target, prng);
                    bytes = mended(bytes, prng);
                }
            }
        }
        let method = if prng.chance(500) { CompressionMethod::Deflated } else { CompressionMethod::Stored };
        writer.start_file(name, SimpleFileOptions::default().compression_method(method)).ok()?;
        writer.write_all(&bytes).ok()?;
    }
    Some(writer.finish().ok()?.into_inner())
}

/// An .xls with the records of its workbook changed.
fn rewritten(seed: &[u8], prng: &mut Prng) -> Option<Vec<u8>> {
    let mut file = cfb::CompoundFile::open(Cursor::new(seed)).ok()?;
    let mut stream = Vec::new();
    file.open_stream("/Workbook").ok()?.read_to_end(&mut stream).ok()?;
    match prng.below(3) {
        // The fields of one record, whose kind and length stay.
        0 | 1 => {
            for _ in 0..1 + prng.below(4) {
                let records = records(&stream);
                let (at, length) = *pick(&records, prng);
                for _ in 0..1 + prng.below(4) {
                    let byte = at + prng.below(length.max(1) as u64) as usize;
                    if let Some(byte) = stream.get_mut(byte) {
                        *byte = [0, 1, 0xFF, prng.below(256) as u8][prng.below(4) as usize];
                    }
                }
            }
        }
        _ => {
            let other = stream.clone();
            mutate(&mut stream, &other, Target::Xls, prng);
        }
    }
    let mut file = cfb::CompoundFile::create_with_version(cfb::Version::V3, Cursor::new(Vec::new())).ok()?;
    file.create_stream("/Workbook").ok()?.write_all(&stream).ok()?;
    file.flush().ok()?;
    Some(file.into_inner().into_inner())
}

/// Where the fields of each record begin, and how many bytes they are.
fn records(stream: &[u8]) -> Vec<(usize, usize)> {
    let mut found = vec![(0, 4)];
    let mut at = 0;
    while let Some([_, _, low, high]) = stream.get(at..at + 4) {
        let length = usize::from(u16::from_le_bytes([*low, *high]));
        found.push((at + 4, length));
        at += 4 + length;
    }
    found
}
