//! Bytes → text, with the evidence for the encoding; or the reason why it is no text.

use std::borrow::Cow;

use encoding_rs::{Encoding, GB18030, UTF_16BE, UTF_16LE};

/// A file's text and how its encoding was told.
#[derive(Debug)]
pub struct Decoded<'a> {
    pub text: Cow<'a, str>,
    pub encoding: String,
}

/// Why a file cannot be read: the name of a sentence and the words in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    pub sentence: &'static str,
    pub word: &'static str,
    pub filled: String,
}

impl Refusal {
    /// A refusal without words to fill in.
    pub fn plain(sentence: &'static str) -> Refusal {
        Refusal { sentence, word: "", filled: String::new() }
    }

    fn kind(sentence: &'static str, kind: &str) -> Refusal {
        Refusal { sentence, word: "kind", filled: kind.to_owned() }
    }
}

const MAGIC: [(&[u8], &str, &str); 10] = [
    (b"\x89PNG", "intake.binary", "PNG"),
    (b"\xFF\xD8\xFF", "intake.binary", "JPEG"),
    (b"GIF8", "intake.binary", "GIF"),
    (b"%PDF", "intake.unsupported", "PDF"),
    (b"PK\x03\x04", "intake.unsupported", "ZIP/XLSX/DOCX"),
    (b"\xD0\xCF\x11\xE0", "intake.unsupported", "XLS/DOC"),
    (b"\x1F\x8B", "intake.unsupported", "GZIP"),
    (b"Rar!", "intake.unsupported", "RAR"),
    (b"7z\xBC\xAF", "intake.unsupported", "7Z"),
    (b"PAR1", "intake.binary", "Parquet"),
];

/// Decodes a file, or says why it cannot be.
pub fn decode(bytes: &[u8]) -> Result<Decoded<'_>, Refusal> {
    if bytes.is_empty() {
        return Err(Refusal::plain("intake.empty"));
    }
    if let Some((_, sentence, kind)) = MAGIC.iter().find(|(magic, _, _)| bytes.starts_with(magic)) {
        return Err(Refusal::kind(sentence, kind));
    }
    let decoded = text(bytes)?;
    if decoded.text.trim_matches(|c: char| c.is_whitespace() || c == '\0').is_empty() {
        return Err(Refusal::plain("intake.blank"));
    }
    if is_html(&decoded.text) {
        return Err(Refusal::plain("intake.html"));
    }
    Ok(decoded)
}

fn text(bytes: &[u8]) -> Result<Decoded<'_>, Refusal> {
    if let Some(rest) = bytes.strip_prefix(b"\xEF\xBB\xBF") {
        return utf8(rest, "UTF-8 (byte-order mark)", 3);
    }
    if let Some((encoding, skip)) = Encoding::for_bom(bytes) {
        return strict(&bytes[skip..], encoding, "byte-order mark");
    }
    if !bytes.contains(&0) {
        if let Ok(text) = std::str::from_utf8(bytes) {
            return Ok(Decoded { text: Cow::Borrowed(text), encoding: "UTF-8 (valid)".to_owned() });
        }
    } else if let Some(encoding) = utf16_by_zeros(bytes) {
        return strict(bytes, encoding, "zero bytes");
    } else {
        return Err(Refusal::kind("intake.binary", "?"));
    }
    strict(bytes, GB18030, "no error")
}

fn utf8<'a>(bytes: &'a [u8], said: &str, skipped: usize) -> Result<Decoded<'a>, Refusal> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok(Decoded { text: Cow::Borrowed(text), encoding: said.to_owned() }),
        Err(error) => Err(undecodable(skipped + error.valid_up_to())),
    }
}

fn strict<'a>(bytes: &'a [u8], encoding: &'static Encoding, evidence: &str) -> Result<Decoded<'a>, Refusal> {
    match encoding.decode_without_bom_handling_and_without_replacement(bytes) {
        Some(text) => Ok(Decoded { text, encoding: format!("{} ({evidence})", encoding.name().to_ascii_uppercase()) }),
        None => Err(undecodable(first_error(bytes, encoding))),
    }
}

/// Where the decoder stumbles, for the message.
fn first_error(bytes: &[u8], encoding: &'static Encoding) -> usize {
    let mut decoder = encoding.new_decoder_without_bom_handling();
    let mut text = String::with_capacity(decoder.max_utf8_buffer_length_without_replacement(bytes.len()).unwrap_or(0));
    let (_, read) = decoder.decode_to_string_without_replacement(bytes, &mut text, true);
    read
}

fn undecodable(offset: usize) -> Refusal {
    Refusal { sentence: "intake.undecodable", word: "offset", filled: (offset + 1).to_string() }
}

/// Narrow characters leave every second byte zero; Chinese ones do not, so a fifth is asked for.
fn utf16_by_zeros(bytes: &[u8]) -> Option<&'static Encoding> {
    if !bytes.len().is_multiple_of(2) {
        return None;
    }
    let zeros = |from: usize| bytes.iter().skip(from).step_by(2).filter(|byte| **byte == 0).count();
    let (even, odd) = (zeros(0), zeros(1));
    let enough = bytes.len() / 2 / 5;
    match (even > enough, odd > enough) {
        (false, true) => Some(UTF_16LE),
        (true, false) => Some(UTF_16BE),
        _ => None,
    }
}

fn is_html(text: &str) -> bool {
    let start: String = text.trim_start().chars().take(15).flat_map(char::to_lowercase).collect();
    ["<!doctype html", "<html", "<head", "<body"].iter().any(|tag| start.starts_with(tag))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn encoding_of(bytes: &[u8]) -> String {
        decode(bytes).unwrap().encoding
    }

    #[test]
    fn encodings_are_told_from_the_bytes() {
        let text = "单位,年度\n勾稽市珠算管理局,2024\n";
        assert_eq!(encoding_of(text.as_bytes()), "UTF-8 (valid)");
        assert_eq!(encoding_of(&GB18030.encode(text).0), "GB18030 (no error)");
        let little: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(encoding_of(&little), "UTF-16LE (zero bytes)");
    }

    #[test]
    fn what_is_no_text_is_refused_with_its_reason() {
        assert_eq!(decode(b"").unwrap_err().sentence, "intake.empty");
        assert_eq!(decode(b"\x89PNG\r\n").unwrap_err().filled, "PNG");
        assert_eq!(decode(b"  \r\n \n").unwrap_err().sentence, "intake.blank");
        assert_eq!(decode(b"<!DOCTYPE html><html>").unwrap_err().sentence, "intake.html");
        assert_eq!(decode(b"abc\xFF\xFFdef").unwrap_err().sentence, "intake.undecodable");
    }
}
