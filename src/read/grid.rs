//! Text → rows of tokens, with the line each row stands on.
//!
//! The reader is that of the csv crate without its buffers: a hundred thousand small files would each pay
//! for building its tables anew.

use csv_core::ReadRecordResult;

use crate::model::Spot;
use crate::read::number::{Parsed, Unit};
use crate::read::vocabulary::{Vocabulary, Word, WordIx};

/// One field of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Token {
    Blank,
    /// A plain whole number of up to nine digits.
    Plain(i32),
    Word(WordIx),
}

/// A file cut into fields.
#[derive(Debug, Default)]
pub struct Grid {
    tokens: Vec<Token>,
    rows: Vec<RowAt>,
}

#[derive(Clone, Copy, Debug)]
struct RowAt {
    start: u32,
    line: u32,
}

/// One row of a grid.
#[derive(Clone, Copy, Debug)]
pub struct Row<'a> {
    pub tokens: &'a [Token],
    /// From 1.
    pub line: u32,
}

impl Row<'_> {
    /// The place of a field; columns count from 1.
    pub fn spot(&self, column: usize) -> Spot {
        Spot { line: self.line, column: column as u32 + 1 }
    }

    /// The token at a position, blank beyond the end of the row.
    pub fn token(&self, column: usize) -> Token {
        self.tokens.get(column).copied().unwrap_or(Token::Blank)
    }
}

impl Grid {
    /// How many rows there are.
    pub fn n_rows(&self) -> usize {
        self.rows.len()
    }

    /// A row by its position.
    pub fn row(&self, at: usize) -> Row<'_> {
        let end = self.rows.get(at + 1).map_or(self.tokens.len(), |next| next.start as usize);
        Row { tokens: &self.tokens[self.rows[at].start as usize..end], line: self.rows[at].line }
    }

    /// Every row.
    pub fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        (0..self.rows.len()).map(|at| self.row(at))
    }

    fn push(&mut self, fields: &[u8], ends: &[usize], line: u32, vocabulary: &mut Vocabulary<'_>) {
        self.rows.push(RowAt { start: self.tokens.len() as u32, line });
        let mut start = 0;
        for end in ends {
            let field = &fields[start..*end];
            start = *end;
            self.tokens.push(match plain(field) {
                Some(number) => Token::Plain(number),
                // Cut at narrow delimiters, the fields of a valid text are valid texts.
                None => token(std::str::from_utf8(field).unwrap_or_default(), vocabulary),
            });
        }
    }
}

/// What one field is.
pub fn token(field: &str, vocabulary: &mut Vocabulary<'_>) -> Token {
    if let Some(number) = plain(field.as_bytes()) {
        return Token::Plain(number);
    }
    if field.trim().is_empty() { Token::Blank } else { Token::Word(vocabulary.word(field)) }
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

/// The delimiters looked for, the likeliest first where two would do.
pub const DELIMITERS: [u8; 4] = [b'\t', b',', b';', b'|'];
/// Records longer than this many lines come from a stray quotation mark.
const LONGEST_RECORD: u64 = 40;
/// Rows read to choose between delimiters.
const PROBE: usize = 300;

/// Cuts a text into rows and fields.
pub fn cut(text: &str, delimiter: u8, vocabulary: &mut Vocabulary<'_>) -> Grid {
    fields(text, delimiter, true, usize::MAX, vocabulary)
        .or_else(|| fields(text, delimiter, false, usize::MAX, vocabulary))
        .unwrap_or_default()
}

/// The delimiter that makes the most figures and labels.
pub fn delimiter(text: &str, vocabulary: &mut Vocabulary<'_>) -> u8 {
    let present: Vec<u8> =
        DELIMITERS.into_iter().filter(|delimiter| memchr::memchr(*delimiter, text.as_bytes()).is_some()).collect();
    if let [only] = present[..] {
        return only;
    }
    let score = |delimiter: u8, vocabulary: &mut Vocabulary<'_>| {
        let grid = fields(text, delimiter, false, PROBE, vocabulary).unwrap_or_default();
        let understood = |token: &&Token| match token {
            Token::Blank => false,
            Token::Plain(_) => true,
            Token::Word(word) => is_understood(vocabulary.get(*word)),
        };
        grid.tokens.iter().filter(understood).count()
    };
    let mut best = (0, b',');
    for delimiter in present {
        let found = score(delimiter, vocabulary);
        if found > best.0 {
            best = (found, delimiter);
        }
    }
    best.1
}

fn is_understood(word: &Word) -> bool {
    word.is_label() || matches!(word.parsed, Parsed::Figure { unit: Unit::None, .. })
}

/// `None` if a record runs over so many lines that its quotation mark must be a stray one.
fn fields(text: &str, delimiter: u8, quoting: bool, limit: usize, vocabulary: &mut Vocabulary<'_>) -> Option<Grid> {
    let mut reader = vocabulary.take_reader(delimiter, quoting);
    let grid = records(&mut reader, text, quoting, limit, vocabulary);
    vocabulary.give_back(delimiter, quoting, reader);
    grid
}

fn records(
    reader: &mut csv_core::Reader,
    text: &str,
    quoting: bool,
    limit: usize,
    vocabulary: &mut Vocabulary<'_>,
) -> Option<Grid> {
    let mut grid = Grid::default();
    let mut lines = LineCounter::new(text);
    let mut input = text.as_bytes();
    let mut fields = vec![0; FIELDS];
    let mut ends = vec![0; ENDS];
    let (mut used, mut n_ends, mut start) = (0, 0, 0);
    while grid.rows.len() < limit {
        let (result, read, written, ended) = reader.read_record(input, &mut fields[used..], &mut ends[n_ends..]);
        input = &input[read..];
        used += written;
        n_ends += ended;
        match result {
            ReadRecordResult::InputEmpty => {}
            ReadRecordResult::OutputFull => fields.resize(fields.len() * 2, 0),
            ReadRecordResult::OutputEndsFull => ends.resize(ends.len() * 2, 0),
            ReadRecordResult::Record => {
                let line = lines.line_of_record(start);
                if quoting && reader.line().saturating_sub(u64::from(line)) > LONGEST_RECORD {
                    return None;
                }
                grid.push(&fields[..used], &ends[..n_ends], line, vocabulary);
                (used, n_ends, start) = (0, 0, text.len() - input.len());
            }
            ReadRecordResult::End => break,
        }
    }
    Some(grid)
}

/// Room for the fields of a usual record; more is made for longer ones.
const FIELDS: usize = 4096;
/// Room for the ends of its fields.
const ENDS: usize = 512;

/// Turns byte offsets into line numbers; the reader's own count stands before the blank lines it skips.
pub struct LineCounter<'a> {
    bytes: &'a [u8],
    at: usize,
    line: u32,
}

impl<'a> LineCounter<'a> {
    /// Starts at line 1 of the text.
    pub fn new(text: &'a str) -> LineCounter<'a> {
        LineCounter { bytes: text.as_bytes(), at: 0, line: 1 }
    }

    /// The line of the record that begins at or behind that offset.
    pub fn line_of_record(&mut self, offset: usize) -> u32 {
        let mut end = offset.min(self.bytes.len());
        while end < self.bytes.len() && matches!(self.bytes[end], b'\n' | b'\r') {
            end += 1;
        }
        if end > self.at {
            self.line += memchr::memchr_iter(b'\n', &self.bytes[self.at..end]).count() as u32;
            self.at = end;
        }
        self.line
    }
}
