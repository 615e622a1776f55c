//! Paths as text in the outputs: unchanged if they are UTF-8, with escaped bytes otherwise.
//!
//! ```text
//! a/2024.csv                    a/2024.csv
//! the same in GB18030            a/\xb9\xab\xb0\xb2.csv
//! ```
//!
//! Different paths have different texts, and every text can be turned back into its path.

use std::ffi::OsString;
use std::path::{MAIN_SEPARATOR, Path, PathBuf};

/// Introduces an escaped byte, followed by two hexadecimal digits.
const BYTE: &str = "\\x";

/// The path as text, with `/` as separator on every system. Bytes that are not UTF-8 become `\xb9`;
/// in a name with such bytes, or with the characters `\x`, a backslash is doubled. So two names
/// never have the same text.
pub fn path_to_text(path: &Path) -> String {
    let bytes = path.as_os_str().as_encoded_bytes();
    let parts = bytes.split(|byte| char::from(*byte) == MAIN_SEPARATOR || *byte == b'/');
    parts.map(part).collect::<Vec<String>>().join("/")
}

/// One component of a path.
fn part(bytes: &[u8]) -> String {
    if let Some(plain) = std::str::from_utf8(bytes).ok().filter(|text| !text.contains(BYTE)) {
        return plain.to_owned();
    }
    let mut text = String::new();
    for chunk in bytes.utf8_chunks() {
        text.push_str(&chunk.valid().replace('\\', "\\\\"));
        chunk.invalid().iter().for_each(|byte| text.push_str(&format!("{BYTE}{byte:02x}")));
    }
    text
}

/// Inverse of [`path_to_text`].
#[cfg(unix)]
pub fn text_to_path(text: &str) -> PathBuf {
    use std::os::unix::ffi::OsStringExt;
    let mut bytes = Vec::with_capacity(text.len());
    for (at, part) in text.split('/').enumerate() {
        if at > 0 {
            bytes.push(b'/');
        }
        match part.contains(BYTE) {
            true => unescaped(part, &mut bytes),
            false => bytes.extend_from_slice(part.as_bytes()),
        }
    }
    PathBuf::from(OsString::from_vec(bytes))
}

/// Inverse of [`path_to_text`]. Here every name is text.
#[cfg(not(unix))]
pub fn text_to_path(text: &str) -> PathBuf {
    PathBuf::from(OsString::from(text))
}

/// Appends the bytes of an escaped component.
#[cfg(unix)]
fn unescaped(part: &str, bytes: &mut Vec<u8>) {
    let mut rest = part;
    while let Some((plain, escaped)) = rest.split_once('\\') {
        bytes.extend_from_slice(plain.as_bytes());
        let byte = escaped.strip_prefix('x').and_then(|digits| digits.get(..2));
        let byte = byte.and_then(|digits| u8::from_str_radix(digits, 16).ok());
        bytes.push(byte.unwrap_or(b'\\'));
        rest = match byte {
            Some(_) => &escaped[3..],
            None => escaped.strip_prefix('\\').unwrap_or(escaped),
        };
    }
    bytes.extend_from_slice(rest.as_bytes());
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use super::*;
    use std::os::unix::ffi::OsStringExt;

    #[test]
    fn non_utf8_names_stay_distinct_and_round_trip() {
        let names: [&[u8]; 8] = [
            b"a/2024.csv",
            b"a/\xb9\xab\xb0\xb2.csv",
            b"a/\xb9\xab\xb0\xb3.csv",
            b"a/\\xb9\\xab\xb0\xb2.csv",
            b"a/\\xb9\\xab\\xb0\\xb2.csv",
            b"a\\b/\xb9.csv",
            b"a/\xbf\\c",
            "甲市/珠算局.csv".as_bytes(),
        ];
        let paths: Vec<PathBuf> = names.iter().map(|name| PathBuf::from(OsString::from_vec(name.to_vec()))).collect();
        let mut text: Vec<String> = paths.iter().map(|path| path_to_text(path)).collect();
        assert_eq!((text[0].as_str(), text[1].as_str()), ("a/2024.csv", "a/\\xb9\\xab\\xb0\\xb2.csv"));
        assert_eq!(text.iter().map(|text| text_to_path(text)).collect::<Vec<_>>(), paths);
        text.sort();
        text.dedup();
        assert_eq!(text.len(), names.len());
    }
}
