//! Bytes → text, with the evidence for the encoding; or the reason why the bytes are no text.
//!
//! Byte-order mark, valid UTF-8, NUL bytes and then the older encodings of the pipeline's language are tried in this
//! order, by rule and without statistics: on short files of labels and figures a statistical detector is often wrong.
//!
//! ```text
//! EF BB BF …              UTF-8, by its mark
//! valid UTF-8             UTF-8; any other encoding of Chinese is hardly ever valid UTF-8
//! many zero bytes         UTF-16, in the byte order in which they are the high bytes
//! valid GB18030, Big5     each is tried, and the labels that are understood decide
//! lines of both kinds     pieces: a file joined from two, with a remark
//! a few bad bytes         decoded with replacements, with a remark
//! ```

mod pieces;

use crate::model::Message;
use std::borrow::Cow;

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

/// The text of a file, and how its encoding was told.
#[derive(Debug)]
pub struct Decoded<'a> {
    /// The text, without a byte-order mark.
    pub text: Cow<'a, str>,
    /// The name of the encoding with the evidence, as the intake shows it: `GB18030, by labels`.
    pub encoding: String,
    /// What an officer should know about its bytes.
    pub remark: Option<Remark>,
}

/// What is unusual about how a text is encoded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Remark {
    /// Some of it is in UTF-8, and the rest in this encoding.
    Mixed(String),
    /// So many places could not be decoded.
    Damaged(usize),
}

/// Why a file cannot be read.
pub type Refusal = Message;

/// First bytes of formats that are no text, with the sentence of the refusal and the name of the format.
const MAGIC: [(&[u8], &str, &str); 11] = [
    (b"\x89PNG", "intake.picture", "PNG"),
    (b"\xFF\xD8\xFF", "intake.picture", "JPEG"),
    (b"GIF8", "intake.picture", "GIF"),
    (b"II*\0", "intake.picture", "TIFF"),
    (b"MM\0*", "intake.picture", "TIFF"),
    (b"%PDF", "intake.fixed_print", "PDF"),
    (b"{\\rtf", "intake.save_as_document", "RTF"),
    (b"\x1F\x8B", "intake.pack_as_zip", "GZIP"),
    (b"Rar!", "intake.pack_as_zip", "RAR"),
    (b"7z\xBC\xAF", "intake.pack_as_zip", "7Z"),
    (b"PAR1", "intake.binary", "Parquet"),
];

/// One way to decode the bytes of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Attempt {
    encoding: &'static Encoding,
    /// Bytes of the byte-order mark.
    skip: usize,
    evidence: &'static str,
    /// What to do about bytes that are no text.
    how: How,
}

/// What to do about bytes that are no text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum How {
    /// There must be none.
    Strict,
    /// They are replaced; labels and figures that contain them will not be understood.
    Lossy,
    /// Each line, or piece of a line, is decoded as UTF-8 if it is valid, and otherwise in the encoding. Such files
    /// come from programs that add lines to a file without asking in which encoding it is.
    Pieces,
}

/// The possible ways to decode a file, the likeliest first, or the reason why it is no text at all.
///
/// The bytes alone do not always decide: most texts in Big5 are valid GB18030 as well. The labels do, so the reader
/// takes the first attempt in which it finds a table. `older` are the encodings that texts in the pipeline's language
/// may have beside Unicode, the likeliest first.
pub fn attempts(bytes: &[u8], older: &[&'static Encoding]) -> Result<Vec<Attempt>, Refusal> {
    if bytes.is_empty() {
        return Err(Refusal::new("intake.empty"));
    }
    if let Some((_, sentence, kind)) = MAGIC.iter().find(|(magic, _, _)| bytes.starts_with(magic)) {
        return Err(Refusal::new(sentence).with("kind", *kind));
    }
    if let Some(kind) = picture(bytes) {
        return Err(Refusal::new("intake.picture").with("kind", kind));
    }
    let sure = |encoding, skip, evidence| Attempt { encoding, skip, evidence, how: How::Strict };
    let pieces = |skip: usize| {
        let mixed = older.iter().filter(move |older| pieces::has_line_of_utf8(bytes, older));
        mixed.map(move |older| Attempt { encoding: older, skip, evidence: "lines", how: How::Pieces })
    };
    if let Some((encoding, skip)) = Encoding::for_bom(bytes) {
        let marked = sure(encoding, skip, "byte-order mark");
        if encoding != UTF_8 || std::str::from_utf8(bytes).is_ok() {
            return Ok(with_lossy(vec![marked]));
        }
        return Ok(with_lossy(pieces(skip).chain([marked]).collect()));
    }
    if bytes.contains(&0) {
        return match utf16_by_zeros(bytes) {
            Some(encoding) => Ok(vec![sure(encoding, 0, "zero bytes")]),
            None => Ok(unmarked_utf16(bytes)),
        };
    }
    if Encoding::utf8_valid_up_to(bytes) == bytes.len() {
        return Ok(vec![sure(UTF_8, 0, "valid")]);
    }
    let mut attempts: Vec<Attempt> = pieces(0).collect();
    let evidence = |at: usize| if at == 0 { "no error" } else { BY_LABELS };
    attempts.extend(older.iter().enumerate().map(|(at, older)| sure(older, 0, evidence(at))));
    attempts.extend(unmarked_utf16(bytes));
    attempts.push(sure(UTF_8, 0, BY_LABELS));
    Ok(with_lossy(attempts))
}

/// Pictures whose first bytes may also begin a text.
fn picture(bytes: &[u8]) -> Option<&'static str> {
    let has = |at: usize, mark: &[u8]| bytes.get(at..).is_some_and(|rest| rest.starts_with(mark));
    match () {
        () if has(0, b"BM") && has(6, &[0; 4]) => Some("BMP"),
        () if has(0, b"RIFF") && has(8, b"WEBP") => Some("WEBP"),
        () if has(4, b"ftyphei") || has(4, b"ftypmif1") => Some("HEIC"),
        () => None,
    }
}

/// The evidence for an encoding that only understood labels can confirm.
const BY_LABELS: &str = "labels";

/// UTF-16 in both byte orders: a text with hardly any ASCII character gives no other sign, and the labels have to
/// decide.
fn unmarked_utf16(bytes: &[u8]) -> Vec<Attempt> {
    let attempt = |encoding| Attempt { encoding, skip: 0, evidence: BY_LABELS, how: How::Strict };
    if bytes.len().is_multiple_of(2) { [UTF_16LE, UTF_16BE].map(attempt).to_vec() } else { Vec::new() }
}

/// Adds ways to read a file that is damaged in a few places.
fn with_lossy(mut attempts: Vec<Attempt>) -> Vec<Attempt> {
    let strict = attempts.iter().rev().filter(|attempt| attempt.how == How::Strict);
    let lossy: Vec<Attempt> = strict.map(|attempt| Attempt { how: How::Lossy, ..*attempt }).collect();
    attempts.extend(lossy);
    attempts
}

/// If more bytes in a thousand are no text, the encoding is another one.
const MOST_DAMAGE: usize = 5;

impl Attempt {
    /// True if only understood labels can confirm this encoding.
    pub fn is_guess(&self) -> bool {
        self.how == How::Lossy || self.evidence == BY_LABELS
    }

    /// The text, if the bytes can be decoded this way.
    pub fn decode<'a>(&self, bytes: &'a [u8]) -> Option<Decoded<'a>> {
        let rest = bytes.get(self.skip..)?;
        match self.how {
            How::Strict => {
                let text = self.encoding.decode_without_bom_handling_and_without_replacement(rest)?;
                let encoding = format!("{} ({})", self.name(), self.evidence);
                Some(Decoded { text, encoding, remark: None })
            }
            How::Lossy => {
                let (text, damaged) = self.encoding.decode_without_bom_handling(rest);
                let lost = text.matches('\u{FFFD}').count();
                damaged.then(|| self.damaged(text, lost, rest.len())).flatten()
            }
            How::Pieces => {
                let pieces = pieces::read(rest, self.encoding);
                if pieces.n_older == 0 {
                    let whole = Attempt { encoding: UTF_8, ..*self };
                    return whole.damaged(Cow::Owned(pieces.text), pieces.n_lost, rest.len());
                }
                let decoded = self.damaged(Cow::Owned(pieces.text), pieces.n_lost, rest.len())?;
                let encoding = format!("UTF-8 + {} (lines)", self.name());
                Some(Decoded { encoding, remark: Some(Remark::Mixed(self.name())), ..decoded })
            }
        }
    }

    /// A text in which so many places were lost; `None` if that is too much for a text.
    fn damaged<'a>(&self, text: Cow<'a, str>, lost: usize, n_bytes: usize) -> Option<Decoded<'a>> {
        let encoding = format!("{} ({lost} damaged)", self.name());
        let remark = Some(Remark::Damaged(lost));
        (lost * 1000 <= n_bytes * MOST_DAMAGE).then_some(Decoded { text, encoding, remark })
    }

    /// The name of the encoding.
    fn name(&self) -> String {
        self.encoding.name().to_ascii_uppercase()
    }
}

/// The refusal of a text without content: an empty file, or one of blank lines and NUL bytes.
pub fn refusal_of(text: &str) -> Option<Refusal> {
    let is_blank = text.trim_matches(|c: char| c.is_whitespace() || c == '\0').is_empty();
    is_blank.then(|| Refusal::new("intake.blank"))
}

/// The refusal of bytes that no attempt can decode.
pub fn undecodable(bytes: &[u8], older: &[&'static Encoding]) -> Refusal {
    if bytes.contains(&0) {
        return Refusal::new("intake.binary").with("kind", "?");
    }
    let offset = first_error(bytes, older.first().copied().unwrap_or(UTF_8));
    Refusal::new("intake.undecodable").with("offset", offset + 1)
}

/// The position at which decoding fails, for the message.
fn first_error(bytes: &[u8], encoding: &'static Encoding) -> usize {
    let mut decoder = encoding.new_decoder_without_bom_handling();
    let mut text = String::with_capacity(decoder.max_utf8_buffer_length_without_replacement(bytes.len()).unwrap_or(0));
    let (_, read) = decoder.decode_to_string_without_replacement(bytes, &mut text, true);
    read
}

/// UTF-16 by its zero bytes. ASCII characters leave every second byte zero and Chinese ones do not, so a fifth of the
/// bytes is enough.
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

/// True for a web page: it begins with a tag, and contains one that only pages have.
pub fn is_page(text: &str) -> bool {
    let start = text.trim_start();
    if !start.starts_with('<') {
        return false;
    }
    let head = start.get(..start.floor_char_boundary(PAGE_HEAD)).unwrap_or_default().to_ascii_lowercase();
    ["<!doctype html", "<html", "<head", "<body", "<table", "<tr"].iter().any(|tag| head.contains(tag))
}

/// A page must show within so many bytes that it is one.
const PAGE_HEAD: usize = 16 * 1024;

/// The encoding that a page declares. It is noted, but bytes and labels decide.
pub fn declared(page: &str) -> Option<String> {
    let lower = page.get(..page.floor_char_boundary(PAGE_HEAD))?.to_ascii_lowercase();
    let after = lower.split("charset").nth(1)?.trim_start().strip_prefix('=')?;
    let label: String = after
        .trim_start_matches([' ', '"', '\''])
        .chars()
        .take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'))
        .collect();
    (!label.is_empty()).then_some(label)
}

#[cfg(test)]
mod tests {
    use encoding_rs::{BIG5, GB18030, WINDOWS_1252};

    use super::*;

    fn encoding_of(bytes: &[u8]) -> String {
        attempts(bytes, &[GB18030, BIG5]).unwrap().iter().find_map(|attempt| attempt.decode(bytes)).unwrap().encoding
    }

    #[test]
    fn encodings_are_told_from_the_bytes() {
        let text = "单位,年度\n勾稽市珠算管理局,2024\n";
        assert_eq!(encoding_of(text.as_bytes()), "UTF-8 (valid)");
        assert_eq!(encoding_of(&GB18030.encode(text).0), "GB18030 (no error)");
        let little: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(encoding_of(&little), "UTF-16LE (zero bytes)");
        let marked: Vec<u8> = std::iter::once(0xFEFF).chain(text.encode_utf16()).flat_map(u16::to_be_bytes).collect();
        assert_eq!(encoding_of(&marked), "UTF-16BE (byte-order mark)");
    }

    #[test]
    fn the_older_encodings_depend_on_the_language() {
        let western = b"Office,Total\nAmerica\x92s Heritage,3\n";
        let read = attempts(western, &[WINDOWS_1252]).unwrap();
        assert!(read[0].decode(western).unwrap().text.contains("America’s Heritage"));
        let mixed = [b"Caf\xC3\xA9,1\n".as_slice(), western].concat();
        let decoded = attempts(&mixed, &[WINDOWS_1252]).unwrap()[0].decode(&mixed).unwrap();
        assert_eq!(decoded.remark, Some(Remark::Mixed("WINDOWS-1252".to_owned())));
        assert!(decoded.text.starts_with("Café,1\nOffice") && decoded.text.contains("America’s"));
    }

    #[test]
    fn a_text_damaged_in_one_place_is_read_in_the_others() {
        let mut bytes = "单位,年度\n勾稽市珠算管理局,2024\n".repeat(20).into_bytes();
        bytes[200] = 0xFF;
        let decoded = attempts(&bytes, &[GB18030, BIG5])
            .unwrap()
            .into_iter()
            .filter_map(|attempt| attempt.decode(&bytes).map(|read| (attempt, read.text.into_owned())));
        assert!(
            decoded
                .into_iter()
                .any(|(attempt, text)| attempt.encoding == UTF_8 && text.matches("勾稽市珠算管理局").count() >= 19)
        );
    }

    #[test]
    fn a_page_is_told_from_its_tags_and_says_its_encoding() {
        let page = " <html><META http-equiv=x content=\"text/html; charset=GB2312\"><table>";
        assert!(is_page(page) && !is_page("<3,4\n1,2\n") && !is_page("a<table>"));
        assert_eq!(declared(page).as_deref(), Some("gb2312"));
        assert_eq!(declared("<table>"), None);
    }

    #[test]
    fn bytes_that_are_no_text_are_refused_with_a_reason() {
        assert_eq!(attempts(b"", &[]).unwrap_err().sentence, "intake.empty");
        let picture = Refusal::new("intake.picture").with("kind", "PNG");
        assert_eq!(attempts(b"\x89PNG\r\n", &[]).unwrap_err(), picture);
        assert_eq!(refusal_of("  \r\n \n").unwrap().sentence, "intake.blank");
        assert_eq!(attempts(b"%PDF-1.7", &[]).unwrap_err().sentence, "intake.fixed_print");
        let noise = [0xFF; 41];
        assert!(attempts(&noise, &[GB18030, BIG5]).unwrap().iter().all(|attempt| attempt.decode(&noise).is_none()));
    }
}
