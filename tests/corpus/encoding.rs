//! Text → the bytes of a file, in the encodings in which such files are found.

/// How a text becomes bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    Utf8,
    /// UTF-8 behind a byte-order mark, as spreadsheets save it.
    Utf8Marked,
    Gb18030,
    /// UTF-16, little end first, behind a byte-order mark.
    Utf16Le,
    /// UTF-16, big end first, behind a byte-order mark.
    Utf16Be,
    /// UTF-16, little end first, without a mark.
    Utf16LeUnmarked,
    /// For texts in traditional characters.
    Big5,
}

impl Encoding {
    /// The name used in documentation.
    pub fn name(self) -> &'static str {
        match self {
            Encoding::Utf8 => "UTF-8",
            Encoding::Utf8Marked => "UTF-8 with BOM",
            Encoding::Gb18030 => "GB18030",
            Encoding::Utf16Le => "UTF-16LE with BOM",
            Encoding::Utf16Be => "UTF-16BE with BOM",
            Encoding::Utf16LeUnmarked => "UTF-16LE without BOM",
            Encoding::Big5 => "Big5",
        }
    }

    /// The text in this encoding.
    pub fn encode(self, text: &str) -> Vec<u8> {
        match self {
            Encoding::Utf8 => text.as_bytes().to_vec(),
            Encoding::Utf8Marked => ["\u{FEFF}", text].concat().into_bytes(),
            Encoding::Gb18030 => encoding_rs::GB18030.encode(text).0.into_owned(),
            Encoding::Utf16Le => {
                std::iter::once(0xFEFF).chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect()
            }
            Encoding::Utf16Be => {
                std::iter::once(0xFEFF).chain(text.encode_utf16()).flat_map(u16::to_be_bytes).collect()
            }
            Encoding::Utf16LeUnmarked => text.encode_utf16().flat_map(u16::to_le_bytes).collect(),
            Encoding::Big5 => {
                let (bytes, _, unmappable) = encoding_rs::BIG5.encode(text);
                assert!(!unmappable, "a character that Big5 has not: {text}");
                bytes.into_owned()
            }
        }
    }
}
