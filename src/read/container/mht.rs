//! A page that Word, Excel or a browser has saved as one file → its parts.
//!
//! Such a file is an e-mail message: a header, and parts between boundary lines.
//!
//! ```text
//! MIME-Version: 1.0
//! Content-Type: multipart/related; boundary="----=_Part"
//!
//! ------=_Part
//! Content-Location: file:///C:/sheet001.htm
//! Content-Transfer-Encoding: quoted-printable
//! Content-Type: text/html; charset="gb2312"
//!
//! <table><tr><td>12</td></tr></table>
//! ------=_Part--
//! ```
//!
//! Excel writes a page for each sheet, and a first page with the names of the sheets.

use base64::Engine as _;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use encoding_rs::Encoding;

use crate::read::decode::Refusal;
use crate::read::member::BookSheet;
use crate::read::page::html;
use crate::read::room::Room;

/// The header has to begin within so many bytes.
const HEAD: usize = 2 * 1024;

/// True for a message that may contain a page.
pub(super) fn is_message(bytes: &[u8]) -> bool {
    let start = bytes.trim_ascii_start();
    if !start.first().is_some_and(u8::is_ascii_alphabetic) {
        return false;
    }
    let head = start.get(..start.len().min(HEAD)).unwrap_or_default().to_ascii_lowercase();
    let says = |text: &[u8]| memchr::memmem::find(&head, text).is_some();
    says(b"mime-version:") && says(b"content-type:") && (says(b"multipart/") || says(b"text/html"))
}

/// The pages of a message with something on them: a single one, or the sheets of a workbook with their names.
pub(super) fn read(bytes: &[u8], fallback: &'static Encoding, room: &mut Room) -> Result<Vec<BookSheet>, Refusal> {
    let mut parts = Vec::new();
    collect(bytes.trim_ascii_start(), 1, &mut parts);
    let pages: Vec<(String, String)> =
        parts.into_iter().map(|part| (part.location.clone(), part.text(fallback))).collect();
    let names = sheet_names(&pages);
    let mut sheets = Vec::new();
    for (location, text) in &pages {
        let file = file_name(location);
        // The row of tabs of a workbook is a page as well.
        if file.starts_with("tabstrip") {
            continue;
        }
        let sheet = html::read(text, room);
        if sheet.as_ref().is_ok_and(|sheet| sheet.is_blank() && !sheet.beside.pictures) {
            continue;
        }
        let named = names.iter().find(|(href, _)| file_name(href) == file).map(|(_, name)| name.clone());
        let name = named.unwrap_or_else(|| file.to_owned());
        sheets.push(BookSheet { name, sheet, hidden: false, hidden_rows: false, hidden_columns: false });
    }
    Ok(sheets)
}

/// The last part of an address.
fn file_name(location: &str) -> &str {
    location.rsplit(['/', '\\']).next().unwrap_or(location)
}

/// A part of a message.
struct Part<'a> {
    /// Its address.
    location: String,
    /// The encoding that it declares.
    charset: Option<String>,
    /// How its bytes are encoded for transfer.
    transfer: String,
    /// Its bytes, still encoded.
    body: &'a [u8],
}

/// Parts nested deeper are not looked into.
const DEEPEST: usize = 4;

/// Adds the pages of a message or part.
fn collect<'a>(message: &'a [u8], depth: usize, parts: &mut Vec<Part<'a>>) {
    let (header, body) = divided(message);
    let value = |name: &str| header.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str());
    let kind = value("content-type").unwrap_or("text/plain");
    let lower = kind.to_ascii_lowercase();
    if lower.starts_with("text/html") || lower.starts_with("application/xhtml") {
        parts.push(Part {
            location: value("content-location").unwrap_or_default().to_owned(),
            charset: parameter(kind, "charset"),
            transfer: value("content-transfer-encoding").unwrap_or_default().to_ascii_lowercase(),
            body,
        });
    } else if lower.starts_with("multipart/")
        && depth < DEEPEST
        && let Some(boundary) = parameter(kind, "boundary").filter(|boundary| !boundary.is_empty())
    {
        between(body, &boundary).into_iter().for_each(|part| collect(part, depth + 1, parts));
    }
}

/// The header of a message, with folded lines joined, and what follows the first empty line.
fn divided(message: &[u8]) -> (Vec<(String, String)>, &[u8]) {
    let mut header: Vec<(String, String)> = Vec::new();
    let mut rest = message;
    while !rest.is_empty() {
        let end = memchr::memchr(b'\n', rest).map_or(rest.len(), |at| at + 1);
        let (line, behind) = rest.split_at(end);
        rest = behind;
        let line = String::from_utf8_lossy(line);
        let line = line.trim_end();
        if line.is_empty() {
            break;
        }
        match (line.starts_with([' ', '\t']), header.last_mut(), line.split_once(':')) {
            (true, Some((_, value)), _) => value.push_str(line.trim()),
            (_, _, Some((name, value))) => header.push((name.trim().to_ascii_lowercase(), value.trim().to_owned())),
            (_, _, None) => {}
        }
    }
    (header, rest)
}

/// A parameter of a header line: `boundary="…"`.
fn parameter(value: &str, name: &str) -> Option<String> {
    value.split(';').skip(1).find_map(|pair| {
        let (key, said) = pair.split_once('=')?;
        let is_it = key.trim().eq_ignore_ascii_case(name);
        is_it.then(|| said.trim().trim_matches('"').to_owned())
    })
}

/// The parts between boundary lines.
fn between<'a>(body: &'a [u8], boundary: &str) -> Vec<&'a [u8]> {
    let line = format!("--{boundary}");
    let begins_line = |at: &usize| *at == 0 || body.get(at - 1) == Some(&b'\n');
    let starts: Vec<usize> = memchr::memmem::find_iter(body, line.as_bytes()).filter(begins_line).collect();
    let ends = starts.iter().skip(1).copied().chain([body.len()]);
    let parts = starts.iter().zip(ends).filter_map(|(start, end)| {
        let part = body.get(start + line.len()..end)?;
        let first = memchr::memchr(b'\n', part)?;
        part.get(first + 1..)
    });
    parts.collect()
}

impl Part<'_> {
    /// The page as text. Valid UTF-8 is taken as such, whatever the message says.
    fn text(self, fallback: &'static Encoding) -> String {
        let bytes = match self.transfer.as_str() {
            "base64" => base64(self.body),
            "quoted-printable" => quoted_printable(self.body),
            _ => self.body.to_vec(),
        };
        let declared = self.charset.and_then(|charset| Encoding::for_label(charset.as_bytes()));
        match String::from_utf8(bytes) {
            Ok(text) => text,
            Err(error) => declared.unwrap_or(fallback).decode(error.as_bytes()).0.into_owned(),
        }
    }
}

/// Decodes Base64; other characters are skipped, as mail programs do.
fn base64(body: &[u8]) -> Vec<u8> {
    let letters: Vec<u8> = body.iter().copied().filter(|b| b.is_ascii_alphanumeric() || b"+/".contains(b)).collect();
    let whole = letters.len() - usize::from(letters.len() % 4 == 1);
    let config = GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true);
    let engine = GeneralPurpose::new(&alphabet::STANDARD, config);
    letters.get(..whole).and_then(|letters| engine.decode(letters).ok()).unwrap_or_default()
}

/// Decodes quoted-printable: `=E5` is a byte, and `=` at the end of a line joins it with the next.
fn quoted_printable(body: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(body.len());
    let mut rest = body;
    while let Some((first, behind)) = rest.split_first() {
        rest = behind;
        if *first != b'=' {
            bytes.push(*first);
            continue;
        }
        let pair = behind.get(..2).and_then(|pair| std::str::from_utf8(pair).ok());
        let byte = pair.filter(|pair| pair.bytes().all(|b| b.is_ascii_hexdigit()));
        match byte.and_then(|pair| u8::from_str_radix(pair, 16).ok()) {
            Some(byte) => {
                bytes.push(byte);
                rest = behind.get(2..).unwrap_or_default();
            }
            None => {
                let end = memchr::memchr(b'\n', behind).filter(|end| behind.get(..*end).is_some_and(is_blank));
                match end {
                    Some(end) => rest = behind.get(end + 1..).unwrap_or_default(),
                    None => bytes.push(b'='),
                }
            }
        }
    }
    bytes
}

/// True for white space only.
fn is_blank(bytes: &[u8]) -> bool {
    bytes.iter().all(u8::is_ascii_whitespace)
}

/// The names of the sheets by their pages, as the first page of a workbook lists them.
fn sheet_names(pages: &[(String, String)]) -> Vec<(String, String)> {
    let Some((_, first)) = pages.iter().find(|(_, text)| text.contains("<x:ExcelWorksheet>")) else {
        return Vec::new();
    };
    let named = first.split("<x:ExcelWorksheet>").skip(1).filter_map(|sheet| {
        let name = sheet.split_once("<x:Name>")?.1.split_once("</x:Name>")?.0;
        let href = sheet.split_once("HRef=\"")?.1.split_once('"')?.0;
        Some((href.to_owned(), name.trim().to_owned()))
    });
    named.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_decoded_by_how_they_were_sent() {
        assert_eq!(quoted_printable(b"a=3D=E5=\r\n=B9=B4 50=% =\nb"), "a=\u{5E74} 50=% b".as_bytes());
        assert_eq!(base64(b"5bm0\r\n5bqm"), "年度".as_bytes());
        assert_eq!(base64(b"5bm05"), "年".as_bytes());
    }

    #[test]
    fn a_message_is_recognised_by_its_header() {
        assert!(is_message(
            b"From: <Saved>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n\tboundary=x\r\n\r\n"
        ));
        assert!(!is_message("单位,年度\n".as_bytes()) && !is_message(b"code,year\n1,2\n"));
    }
}
