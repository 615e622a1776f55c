//! One field of a file: what is told of it before anything around it is known.

use crate::read::number::Parsed;
use crate::read::vocabulary::{Vocabulary, WordIx};

/// One field of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Token {
    /// Nothing but white space.
    Blank,
    /// A place that a merged cell covers; only formats with real spans have any.
    Covered(By),
    /// A plain whole number of up to nine digits.
    Plain(i32),
    /// A label, or a figure with something to it.
    Word(WordIx),
}

/// Which cell covers a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum By {
    /// One that begins in the same row, further left.
    Left,
    /// One that begins in a row above.
    Above,
}

impl Token {
    /// True if nothing is printed at the place itself.
    pub fn is_empty(self) -> bool {
        matches!(self, Token::Blank | Token::Covered(_))
    }

    /// The text that stands there, if it is no plain number.
    pub fn word(self) -> Option<WordIx> {
        match self {
            Token::Word(word) => Some(word),
            Token::Blank | Token::Covered(_) | Token::Plain(_) => None,
        }
    }
}

/// What one field is.
pub fn token(field: &str, vocabulary: &mut Vocabulary<'_>) -> Token {
    if let Some(number) = plain(field.as_bytes()) {
        return Token::Plain(number);
    }
    if field.trim().is_empty() {
        return Token::Blank;
    }
    let word = vocabulary.word(field);
    of_word(word, vocabulary)
}

/// The same of a field cut out of a text at narrow delimiters, so that it is a valid text. Nearly all fields are blank,
/// plain numbers or texts that have been met, which their bytes tell.
pub(super) fn token_of_bytes(field: &[u8], vocabulary: &mut Vocabulary<'_>) -> Token {
    if field.iter().all(u8::is_ascii_whitespace) {
        return Token::Blank;
    }
    if let Some(number) = plain(field) {
        return Token::Plain(number);
    }
    match vocabulary.known(field) {
        Some(word) => of_word(word, vocabulary),
        None => token(std::str::from_utf8(field).unwrap_or_default(), vocabulary),
    }
}

fn of_word(word: WordIx, vocabulary: &Vocabulary<'_>) -> Token {
    if vocabulary.get(word).parsed == Parsed::Blank { Token::Blank } else { Token::Word(word) }
}

/// One to nine digits and nothing else.
pub fn plain(bytes: &[u8]) -> Option<i32> {
    if bytes.is_empty() || bytes.len() > 9 {
        return None;
    }
    let mut number: i32 = 0;
    for byte in bytes {
        let digit = byte.wrapping_sub(b'0');
        if digit > 9 {
            return None;
        }
        number = number * 10 + i32::from(digit);
    }
    Some(number)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::spec;

    #[test]
    fn a_field_is_the_same_by_its_bytes_and_as_a_text() {
        let pipeline = spec::load("cn-disclosure").unwrap();
        let (mut by_bytes, mut as_texts) = (Vocabulary::new(&pipeline), Vocabulary::new(&pipeline));
        let fields = [
            "",
            " ",
            "\t \r\n",
            "\u{B}",
            "\u{3000}",
            "\u{A0}",
            "0",
            "007",
            "123456789",
            "1234567890",
            "-",
            "—",
            "NaN",
            "无",
            "３",
            "3件",
            "规章",
            " 规章 ",
            "规章\n",
            "海州市水务局2024年政府信息公开工作年度报告",
        ];
        // What has been met is looked up, and the first time is not.
        for field in fields.iter().chain(&fields) {
            let (one, other) = (token_of_bytes(field.as_bytes(), &mut by_bytes), token(field, &mut as_texts));
            assert_eq!(one, other, "{field:?}");
        }
    }
}
