//! A text with some lines in UTF-8 and others in an older encoding, or with damaged bytes → text.
//!
//! It arises when somebody joins two files, or a program writes names in one encoding and its own words in another. A
//! line that is valid UTF-8 is taken as UTF-8. Any other line is split at ASCII separators, which are part of no
//! character in any of these encodings, and each piece is decoded by itself. Figures are ASCII in all of them and are
//! never affected.

use encoding_rs::Encoding;

/// A text put together from pieces.
#[derive(Debug, Default)]
pub(super) struct Pieces {
    /// The text.
    pub text: String,
    /// Pieces in the older encoding.
    pub n_older: usize,
    /// Bytes that are no text in either encoding.
    pub n_lost: usize,
}

/// True if some line is certainly UTF-8, while the whole is not.
pub(super) fn has_line_of_utf8(bytes: &[u8], older: &'static Encoding) -> bool {
    bytes.split(|byte| *byte == b'\n').any(|line| {
        !line.is_ascii() && std::str::from_utf8(line).is_ok_and(|line| line.chars().any(|c| is_telling(c, older)))
    })
}

/// True for a character that shows UTF-8. Two bytes of an older encoding may happen to be a character of UTF-8; three
/// hardly ever are.
fn is_telling(c: char, older: &'static Encoding) -> bool {
    if older.is_single_byte() { !c.is_ascii() } else { c >= '\u{800}' }
}

/// Decodes a text piece by piece.
pub(super) fn read(bytes: &[u8], older: &'static Encoding) -> Pieces {
    let mut pieces = Pieces { text: String::with_capacity(bytes.len() + bytes.len() / 2), ..Pieces::default() };
    for line in bytes.split_inclusive(|byte| *byte == b'\n') {
        match std::str::from_utf8(line) {
            Ok(line) => pieces.text.push_str(line),
            Err(_) => pieces.line(line, older),
        }
    }
    pieces
}

/// True for bytes that are part of no longer character in any encoding. The second byte of a GB18030 character may be a
/// digit or a letter, but none of these.
fn separates(byte: u8) -> bool {
    byte < b'0' || matches!(byte, b';' | b'<' | b'>')
}

impl Pieces {
    fn line(&mut self, line: &[u8], older: &'static Encoding) {
        let mut rest = line;
        while !rest.is_empty() {
            let end = rest.iter().position(|byte| separates(*byte)).unwrap_or(rest.len());
            let (piece, behind) = rest.split_at(end);
            self.piece(piece, older);
            let end = behind.iter().position(|byte| !separates(*byte)).unwrap_or(behind.len());
            let (separators, next) = behind.split_at(end);
            self.text.extend(separators.iter().map(|byte| char::from(*byte)));
            rest = next;
        }
    }

    fn piece(&mut self, piece: &[u8], older: &'static Encoding) {
        if let Ok(text) = std::str::from_utf8(piece)
            && (text.is_ascii() || text.chars().all(|c| c.is_ascii() || is_telling(c, older)))
        {
            return self.text.push_str(text);
        }
        let damaged = String::from_utf8_lossy(piece);
        let whole: usize =
            damaged.chars().filter(|c| is_telling(*c, older) && *c != '\u{FFFD}').map(char::len_utf8).sum();
        let n_wide = piece.iter().filter(|byte| !byte.is_ascii()).count();
        let (old, _) = older.decode_without_bom_handling(piece);
        // A piece that is mostly UTF-8 is damaged UTF-8; in the older encoding all of it would become other characters.
        let chosen = if whole * 2 > n_wide { damaged } else { old };
        self.n_older += usize::from(whole * 2 <= n_wide);
        self.n_lost += chosen.matches('\u{FFFD}').count();
        self.text.push_str(&chosen);
    }
}

#[cfg(test)]
mod tests {
    use encoding_rs::{GB18030, WINDOWS_1252};

    use super::*;

    #[test]
    fn each_line_and_each_piece_is_decoded_by_itself() {
        let gbk = |text: &str| GB18030.encode(text).0.into_owned();
        let mixed = [
            "单位,年度,总计\n".as_bytes(),
            &gbk("海州市水务局,2024,12\n"),
            &gbk("海州市"),
            ",总计,".as_bytes(),
            &gbk("财政局,3"),
            b"\n",
        ];
        let pieces = read(&mixed.concat(), GB18030);
        assert_eq!(pieces.text, "单位,年度,总计\n海州市水务局,2024,12\n海州市,总计,财政局,3\n");
        assert_eq!((pieces.n_older, pieces.n_lost), (3, 0));
        assert!(has_line_of_utf8(&mixed.concat(), GB18030) && !has_line_of_utf8(&gbk("海州市,联通\n总计"), GB18030));
    }

    #[test]
    fn a_damaged_character_is_lost_and_no_other() {
        let mut bytes = "行政处罚,1377\n行政许可,14208\n".as_bytes().to_vec();
        bytes.remove(4);
        let pieces = read(&bytes, GB18030);
        assert_eq!(pieces.text, "行\u{FFFD}处罚,1377\n行政许可,14208\n");
        assert_eq!((pieces.n_older, pieces.n_lost), (0, 1));
        let western = read(b"Caf\xE9,1\nCaf\xC3\xA9,2\nAmerica\x92s,3\n", WINDOWS_1252);
        assert_eq!(western.text, "Café,1\nCafé,2\nAmerica’s,3\n");
    }
}
