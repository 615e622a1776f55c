//! Files → .zip.

use std::io::{Cursor, Write};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

/// How a member's name is written.
#[derive(Clone, Copy, Debug)]
pub enum Name<'a> {
    Utf8(&'a str),
    /// In GBK, without saying so.
    Gbk(&'a str),
}

/// Packs files.
pub fn zip(members: &[(Name<'_>, Vec<u8>)]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    for (at, (name, bytes)) in members.iter().enumerate() {
        let name = match name {
            Name::Utf8(name) => (*name).to_owned(),
            // A stand-in of the same length, replaced below.
            Name::Gbk(name) => stand_in(at, encoding_rs::GBK.encode(name).0.len()),
        };
        writer.start_file(name, options).unwrap();
        writer.write_all(bytes).unwrap();
    }
    let mut packed = writer.finish().unwrap().into_inner();
    for (at, (name, _)) in members.iter().enumerate() {
        if let Name::Gbk(name) = name {
            let gbk = encoding_rs::GBK.encode(name).0.into_owned();
            replace(&mut packed, stand_in(at, gbk.len()).as_bytes(), &gbk);
        }
    }
    packed
}

fn stand_in(at: usize, length: usize) -> String {
    format!("{at:0>length$}").chars().map(|c| char::from(c as u8 - b'0' + b'Q')).collect()
}

fn replace(bytes: &mut [u8], from: &[u8], to: &[u8]) {
    for at in 0..=bytes.len().saturating_sub(from.len()) {
        if bytes[at..].starts_with(from) {
            bytes[at..at + from.len()].copy_from_slice(to);
        }
    }
}
