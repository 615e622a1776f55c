//! Text → a grid, with the line that each row stands on.
//!
//! This is the reader of the csv crate without its buffers: with a hundred thousand small files, building its tables
//! anew for each would take most of the time.

mod quotes;

use csv_core::ReadRecordResult;

pub use crate::read::cut::quotes::is_several_lines;
use crate::read::cut::quotes::is_torn;
use crate::read::grid::{Grid, Token};
use crate::read::number::Parsed;
use crate::read::vocabulary::{Vocabulary, Word};

/// The delimiters that are looked for. If two would do, the first one is taken.
pub const DELIMITERS: [u8; 4] = [b'\t', b',', b';', b'|'];
/// Fields of one row that count in the choice of a delimiter.
const MOST_TELLING: usize = 12;
/// Rows that are read to choose a delimiter.
const PROBE: usize = 300;

/// Cuts a text into rows and fields. If the text has a stray quotation mark, quotation marks are taken as plain
/// characters; otherwise everything between it and the next mark would be one field.
pub fn cut(text: &str, delimiter: u8, vocabulary: &mut Vocabulary<'_>) -> Grid {
    fields(text, delimiter, true, usize::MAX, vocabulary)
        .or_else(|| fields(text, delimiter, false, usize::MAX, vocabulary))
        .unwrap_or_default()
}

/// Cuts a text into rows of one field, one for each line.
pub fn lines(text: &str, vocabulary: &mut Vocabulary<'_>) -> Grid {
    let mut grid = Grid::default();
    let bullet = bullet(text);
    for (at, line) in text.lines().enumerate() {
        let line = bullet.and_then(|bullet| line.trim_start().strip_prefix(bullet)).unwrap_or(line);
        let token = vocabulary.token(line.trim_matches(['"', ',', '\t', ' ']));
        grid.add_row(at as u32 + 1, &[token]);
    }
    grid
}

/// The bullet before the lines of a list, if nearly all lines have it; a single dash may be a sign. Copied from a page
/// as a list, each line of a stack begins with one.
fn bullet(text: &str) -> Option<&'static str> {
    let filled = || text.lines().map(str::trim).filter(|line| !line.is_empty());
    BULLETS.into_iter().find(|bullet| {
        let n_with = filled().filter(|line| line.starts_with(bullet)).count();
        n_with >= FEWEST_BULLETS && n_with * 10 >= filled().count() * 9
    })
}

/// The bullets that are looked for.
const BULLETS: [&str; 8] = ["\u{2022} ", "- ", "* ", "\u{B7} ", "\u{25CF} ", "\u{25AA} ", "\u{25A0} ", "\u{2013} "];
/// So many lines need the bullet.
const FEWEST_BULLETS: usize = 20;

/// The delimiter that yields the most figures and labels. Counting delimiters would not do: prose has commas, and
/// figures have them between thousands.
///
/// ```text
/// item;natural;total          `;` gives two labels and a figure of 1,204
/// received;4;1,204            `,` gives a figure of 204
/// ```
pub fn delimiter(text: &str, vocabulary: &mut Vocabulary<'_>) -> u8 {
    let present: Vec<u8> =
        DELIMITERS.into_iter().filter(|delimiter| memchr::memchr(*delimiter, text.as_bytes()).is_some()).collect();
    if let [only] = present[..] {
        return only;
    }
    let score = |delimiter: u8, vocabulary: &mut Vocabulary<'_>| {
        let grid = fields(text, delimiter, false, PROBE, vocabulary).unwrap_or_default();
        let understood = |token: &&Token| match token {
            Token::Blank | Token::Covered(_) => false,
            Token::Plain(_) => true,
            Token::Word(word) => is_understood(vocabulary.get(*word)),
        };
        // One row with hundreds of fields says less than many rows with a few.
        grid.rows().map(|row| row.tokens.iter().filter(understood).count().min(MOST_TELLING)).sum::<usize>()
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

/// True for a label or a figure.
fn is_understood(word: &Word) -> bool {
    word.is_label() || matches!(word.parsed, Parsed::Figure { .. })
}

/// Cuts a text; `None` if a record is so long that its quotation mark must be a stray one, or if there are too many
/// fields.
fn fields(text: &str, delimiter: u8, quoting: bool, limit: usize, vocabulary: &mut Vocabulary<'_>) -> Option<Grid> {
    let mut reader = vocabulary.take_reader(delimiter, quoting);
    let grid = records(&mut reader, text, (delimiter, quoting), limit, vocabulary);
    vocabulary.give_back(delimiter, quoting, reader);
    grid
}

fn records(
    reader: &mut csv_core::Reader,
    text: &str,
    (delimiter, quoting): (u8, bool),
    limit: usize,
    vocabulary: &mut Vocabulary<'_>,
) -> Option<Grid> {
    let mut grid = Grid::default();
    let mut lines = LineCounter::new(text);
    let mut input = text.as_bytes();
    let mut fields = vec![0; FIELDS];
    let mut ends = vec![0; ENDS];
    let (mut used, mut n_ends, mut start) = (0, 0, 0);
    while grid.n_rows() < limit {
        let (result, read, written, ended) = reader.read_record(input, &mut fields[used..], &mut ends[n_ends..]);
        input = &input[read..];
        used += written;
        n_ends += ended;
        match result {
            ReadRecordResult::InputEmpty => {}
            ReadRecordResult::OutputFull => fields.resize(fields.len() * 2, 0),
            ReadRecordResult::OutputEndsFull if ends.len() > WIDEST => return None,
            ReadRecordResult::OutputEndsFull => ends.resize(ends.len() * 2, 0),
            ReadRecordResult::Record => {
                let line = lines.line_of_record(start);
                let n_lines = reader.line().saturating_sub(u64::from(line));
                let (fields, ends) = (&fields[..used], &ends[..n_ends]);
                if quoting && is_torn(fields, ends, delimiter, n_lines) {
                    return None;
                }
                grid.add_fields(line, tokens(fields, ends, vocabulary));
                if grid.n_tokens() > MOST_TOKENS {
                    return None;
                }
                (used, n_ends, start) = (0, 0, text.len() - input.len());
            }
            ReadRecordResult::End => break,
        }
    }
    Some(grid)
}

/// The tokens of a record. Its fields lie one behind the other in `fields`, and end at `ends`.
fn tokens(fields: &[u8], ends: &[usize], vocabulary: &mut Vocabulary<'_>) -> impl Iterator<Item = Token> {
    let mut start = 0;
    ends.iter().map(move |end| {
        let field = &fields[start..*end];
        start = *end;
        vocabulary.token_of_bytes(field)
    })
}

/// The most fields of a record, and of a text; tables have far fewer.
const WIDEST: usize = 1 << 16;
const MOST_TOKENS: usize = 1 << 28;
/// Initial room for the bytes of a record.
const FIELDS: usize = 4096;
/// Initial room for the ends of its fields.
const ENDS: usize = 512;

/// Turns byte offsets into line numbers. The csv reader counts before the blank lines that it skips, and so cannot be
/// asked. All places in messages come from here, so that a line in a finding is the line that an editor shows.
pub struct LineCounter<'a> {
    bytes: &'a [u8],
    /// How far lines have been counted.
    at: usize,
    /// The line there.
    line: u32,
}

impl<'a> LineCounter<'a> {
    /// Starts at line 1.
    pub fn new(text: &'a str) -> LineCounter<'a> {
        LineCounter { bytes: text.as_bytes(), at: 0, line: 1 }
    }

    /// The line of the record that begins at or after an offset. Offsets have to grow.
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
