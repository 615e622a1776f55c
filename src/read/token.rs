//! What stands in one field of a file, before anything around it is known.

/// A text that has been met, as its number in the [`Vocabulary`](crate::read::vocabulary::Vocabulary).
///
/// Comparing two fields then compares two numbers. The number means nothing in another vocabulary.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct WordIx(pub(super) u32);

/// One field of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Token {
    /// Nothing but white space, or a sign that the pipeline reads as nothing.
    Blank,
    /// A place that a merged cell covers; only formats with real spans have any.
    Covered(By),
    /// A plain whole number of up to nine digits. Most fields are one, and need no entry in the vocabulary.
    Plain(i32),
    /// Any other text: a label, a sentence, or a figure such as `1,204` or `3件`.
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

/// The number of a field that is one to nine digits and nothing else: `007` is 7, and `7件` is `None`.
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
