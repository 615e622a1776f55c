//! Text → rows of tokens, with the line each row stands on.
//!
//! The reader is that of the csv crate without its buffers: a hundred thousand small files would each pay
//! for building its tables anew.

mod lines;
mod quotes;

use csv_core::ReadRecordResult;

use crate::model::{Meaning, Spot};
pub(crate) use crate::read::grid::lines::Line;
pub use crate::read::grid::quotes::is_several_lines;
use crate::read::grid::quotes::is_torn;
use crate::read::number::Parsed;
pub use crate::read::token::{By, Token};
use crate::read::vocabulary::{Vocabulary, Word, WordIx};

/// A file cut into fields.
#[derive(Clone, Debug, Default)]
pub struct Grid {
    tokens: Vec<Token>,
    rows: Vec<RowAt>,
    has_spans: bool,
    is_placed: bool,
    /// For a grid made of cells that stood a line each, the line of every token.
    lines: Option<Vec<u32>>,
    /// For a grid in which cells of several lines have become several, the column of every token.
    columns: Option<Vec<u32>>,
    /// Columns of the file that lie left of the grid.
    offset: u32,
}

#[derive(Clone, Copy, Debug)]
struct RowAt {
    start: u32,
    line: u32,
    /// It was made of the lines of cells.
    is_unfolded: bool,
}

/// One row of a grid.
#[derive(Clone, Copy, Debug)]
pub struct Row<'a> {
    /// One for each field.
    pub tokens: &'a [Token],
    /// From 1.
    pub line: u32,
    /// It was made of the lines of cells.
    pub is_unfolded: bool,
    offset: u32,
    lines: Option<&'a [u32]>,
    columns: Option<&'a [u32]>,
}

impl Row<'_> {
    /// The place of a field in its file; columns count from 1.
    pub fn spot(&self, column: usize) -> Spot {
        if let Some(line) = self.lines.and_then(|lines| lines.get(column)) {
            return Spot { line: *line, column: 1 };
        }
        if let Some(column) = self.columns.and_then(|columns| columns.get(column)) {
            return Spot { line: self.line, column: *column };
        }
        Spot { line: self.line, column: self.offset + column as u32 + 1 }
    }

    /// The token at a position, blank beyond the end of the row.
    pub fn token(&self, column: usize) -> Token {
        self.tokens.get(column).copied().unwrap_or(Token::Blank)
    }

    /// How many places the cell that begins there takes in its row.
    pub fn width(&self, column: usize) -> usize {
        1 + self.tokens.iter().skip(column + 1).take_while(|token| **token == Token::Covered(By::Left)).count()
    }

    /// Where the cell begins that takes a place of this row.
    pub fn begin(&self, column: usize) -> usize {
        (0..column).rev().find(|at| self.token(at + 1) != Token::Covered(By::Left)).map_or(0, |at| at + 1)
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
        let start = self.rows[at].start as usize;
        let lines = self.lines.as_ref().and_then(|lines| lines.get(start..end));
        let columns = self.columns.as_ref().and_then(|columns| columns.get(start..end));
        let RowAt { line, is_unfolded, .. } = self.rows[at];
        Row { tokens: &self.tokens[start..end], line, is_unfolded, offset: self.offset, lines, columns }
    }

    /// The columns before that one and the columns from it on, each as a grid of its own.
    pub fn split(&self, column: usize) -> (Grid, Grid) {
        let half = |offset: usize, places: std::ops::Range<usize>| {
            let mut half = Grid { offset: self.offset + offset as u32, is_placed: self.is_placed, ..Grid::default() };
            for row in self.rows() {
                let cut = |end: usize| places.start.min(end)..places.end.min(end);
                let tokens = &row.tokens[cut(row.tokens.len())];
                match row.columns {
                    Some(columns) => half.add_line(row.line, tokens, &columns[cut(columns.len())], row.is_unfolded),
                    None => half.add_row(row.line, tokens),
                }
            }
            half
        };
        (half(0, 0..column), half(column, column..usize::MAX))
    }

    /// Every row.
    pub fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        (0..self.rows.len()).map(|at| self.row(at))
    }

    /// Puts together the labels that a narrow column or a page break has cut in two or three lines.
    ///
    /// A text beside figures that is no label by itself, and is one together with the text above or below it in the
    /// same column, where no figures stand, is that label.
    pub fn join_labels(&mut self, vocabulary: &mut Vocabulary<'_>) {
        for at in 0..self.n_rows() {
            let Some((column, word)) = self.unknown_label(at, vocabulary) else { continue };
            let raw = vocabulary.get(word).raw.to_string();
            let above = self.texts(at, column, vocabulary, |at| at.checked_sub(1));
            let below = self.texts(at, column, vocabulary, |at| Some(at + 1));
            let joined = [(1, 0), (2, 0), (0, 1), (1, 1), (0, 2)].into_iter().find_map(|(up, down)| {
                let (up, down) = (above.get(..up)?, below.get(..down)?);
                let heads = up.iter().rev().map(|(_, text)| text.as_str());
                let tails = down.iter().map(|(_, text)| text.as_str());
                let joined: String = heads.chain([raw.as_str()]).chain(tails).collect();
                let is_row = |meaning: &Meaning| matches!(meaning, Meaning::Row(..) | Meaning::Column(..));
                let known = vocabulary.pipeline.lexicon.meanings(&joined).iter().any(is_row);
                let rows: Vec<usize> = up.iter().chain(down).map(|(row, _)| *row).collect();
                known.then_some((joined, rows))
            });
            let Some((joined, rows)) = joined else { continue };
            let whole = Token::Word(vocabulary.word(&joined));
            self.set(at, column, whole);
            rows.into_iter().for_each(|row| self.set(row, column, Token::Blank));
        }
    }

    /// The one text before the figures of a row that is no label.
    fn unknown_label(&self, at: usize, vocabulary: &Vocabulary<'_>) -> Option<(usize, WordIx)> {
        // A text alone on its line is prose.
        if self.row(at).tokens.len() < 2 {
            return None;
        }
        let mut unknown = None;
        // Behind the label of a line stands what is printed in its cells, and no half of another label.
        let is_whole = |word: &Word| {
            let is_group = |meaning: &Meaning| matches!(meaning, Meaning::Group(..));
            let is_line = |meaning: &Meaning| matches!(meaning, Meaning::Row(..) | Meaning::Column(..));
            word.meanings.iter().any(is_line) && !word.meanings.iter().any(is_group)
        };
        for (column, token) in self.row(at).tokens.iter().enumerate() {
            match token {
                Token::Blank | Token::Covered(_) => {}
                Token::Plain(_) => return unknown,
                Token::Word(word) => {
                    let known = vocabulary.get(*word);
                    if known.is_figure() || is_whole(known) {
                        return unknown;
                    }
                    // A bare ordinal goes with any text and says nothing, and so does a unit.
                    let normaliser = &vocabulary.pipeline.lexicon.normaliser;
                    if !known.is_label() && known.unit.is_none() && !normaliser.is_bare_ordinal(&known.raw) {
                        unknown = Some((column, *word));
                    }
                }
            }
        }
        // Without figures it may be a row left blank.
        unknown
    }

    /// The texts next to a row in one column, as long as no figures stand beside them.
    fn texts(
        &self,
        at: usize,
        column: usize,
        vocabulary: &Vocabulary<'_>,
        next: fn(usize) -> Option<usize>,
    ) -> Vec<(usize, String)> {
        let mut texts = Vec::new();
        let mut at = at;
        while texts.len() < 2 {
            match next(at).filter(|next| *next < self.n_rows()) {
                Some(neighbour) => at = neighbour,
                None => break,
            }
            let row = self.row(at);
            let has_figures = row.tokens.iter().any(|token| match token {
                Token::Blank | Token::Covered(_) => false,
                Token::Plain(_) => true,
                Token::Word(word) => vocabulary.get(*word).is_figure(),
            });
            match (row.token(column), has_figures) {
                (Token::Word(word), false) => texts.push((at, vocabulary.get(word).raw.to_string())),
                _ => break,
            }
        }
        texts
    }

    /// Puts another token where one stands.
    pub(super) fn set(&mut self, row: usize, column: usize, token: Token) {
        let start = self.rows[row].start as usize;
        if let Some(old) = self.tokens.get_mut(start + column) {
            *old = token;
        }
    }

    /// Adds a row of a format that is no text.
    pub fn add_row(&mut self, line: u32, tokens: &[Token]) {
        self.has_spans |= tokens.iter().any(|token| matches!(token, Token::Covered(_)));
        self.rows.push(RowAt { start: self.tokens.len() as u32, line, is_unfolded: false });
        self.tokens.extend_from_slice(tokens);
    }

    /// Adds a row whose cells stand in other columns than their positions say.
    pub(super) fn add_line(&mut self, line: u32, tokens: &[Token], columns: &[u32], is_unfolded: bool) {
        self.add_row(line, tokens);
        self.columns.get_or_insert_default().extend_from_slice(columns);
        if let Some(row) = self.rows.last_mut() {
            row.is_unfolded = is_unfolded;
        }
    }

    /// Makes an empty grid one of cells that stood a line each.
    pub fn stack(&mut self) {
        self.lines = Some(Vec::new());
    }

    /// True if the cells of the grid stood a line each, so that a blank cell may be gone.
    pub fn is_stack(&self) -> bool {
        self.lines.is_some()
    }

    /// Adds a row of cells that stood a line each.
    pub fn add_cells(&mut self, cells: &[(Token, u32)]) {
        let Some((_, line)) = cells.first() else { return };
        self.rows.push(RowAt { start: self.tokens.len() as u32, line: *line, is_unfolded: false });
        self.tokens.extend(cells.iter().map(|(token, _)| *token));
        self.lines.get_or_insert_default().extend(cells.iter().map(|(_, line)| *line));
    }

    /// Says that every cell stands where its format says: a row that ends early has blanks at its end.
    pub fn place(&mut self) {
        self.is_placed = true;
    }

    /// True if every cell stands where its format says, and not behind the one before it.
    pub fn is_placed(&self) -> bool {
        self.is_placed
    }

    /// True if some place is covered by a merged cell.
    pub fn has_spans(&self) -> bool {
        self.has_spans
    }

    /// What is printed in the cell that takes a place.
    pub fn origin(&self, at: usize, column: usize) -> Token {
        let mut at = at;
        while at > 0 && self.row(at).token(column) == Token::Covered(By::Above) {
            at -= 1;
        }
        let row = self.row(at);
        row.token(row.begin(column))
    }

    fn push(&mut self, fields: &[u8], ends: &[usize], line: u32, vocabulary: &mut Vocabulary<'_>) {
        self.rows.push(RowAt { start: self.tokens.len() as u32, line, is_unfolded: false });
        let mut start = 0;
        for end in ends {
            let field = &fields[start..*end];
            start = *end;
            self.tokens.push(vocabulary.token_of_bytes(field));
        }
    }
}

/// The delimiters looked for, the likeliest first where two would do.
pub const DELIMITERS: [u8; 4] = [b'\t', b',', b';', b'|'];
/// Fields of one row that count when delimiters are chosen between.
const MOST_TELLING: usize = 12;
/// Rows read to choose between delimiters.
const PROBE: usize = 300;

/// Cuts a text into rows and fields.
pub fn cut(text: &str, delimiter: u8, vocabulary: &mut Vocabulary<'_>) -> Grid {
    fields(text, delimiter, true, usize::MAX, vocabulary)
        .or_else(|| fields(text, delimiter, false, usize::MAX, vocabulary))
        .unwrap_or_default()
}

/// Cuts a text into rows of one field, a line each.
pub fn cut_lines(text: &str, vocabulary: &mut Vocabulary<'_>) -> Grid {
    let mut grid = Grid::default();
    let bullet = bullet(text);
    for (at, line) in text.lines().enumerate() {
        let line = bullet.and_then(|bullet| line.trim_start().strip_prefix(bullet)).unwrap_or(line);
        let token = vocabulary.token(line.trim_matches(['"', ',', '\t', ' ']));
        grid.add_row(at as u32 + 1, &[token]);
    }
    grid
}

/// What stands before the lines of a list, if nearly every line has it: a dash alone may be a sign.
fn bullet(text: &str) -> Option<&'static str> {
    let filled = || text.lines().map(str::trim).filter(|line| !line.is_empty());
    BULLETS.into_iter().find(|bullet| {
        let n_with = filled().filter(|line| line.starts_with(bullet)).count();
        n_with >= FEWEST_BULLETS && n_with * 10 >= filled().count() * 9
    })
}

const BULLETS: [&str; 8] = ["\u{2022} ", "- ", "* ", "\u{B7} ", "\u{25CF} ", "\u{25AA} ", "\u{25A0} ", "\u{2013} "];
const FEWEST_BULLETS: usize = 20;

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
            Token::Blank | Token::Covered(_) => false,
            Token::Plain(_) => true,
            Token::Word(word) => is_understood(vocabulary.get(*word)),
        };
        // One row with hundreds of fields tells less than many rows with a few.
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

fn is_understood(word: &Word) -> bool {
    word.is_label() || matches!(word.parsed, Parsed::Figure { .. })
}

/// `None` if a record runs over so many lines that its quotation mark must be a stray one, or there are too many fields.
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
    while grid.rows.len() < limit {
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
                grid.push(fields, ends, line, vocabulary);
                if grid.tokens.len() > MOST_TOKENS {
                    return None;
                }
                (used, n_ends, start) = (0, 0, text.len() - input.len());
            }
            ReadRecordResult::End => break,
        }
    }
    Some(grid)
}

/// Fields of a record and of a text; those of a table are far fewer.
const WIDEST: usize = 1 << 16;
const MOST_TOKENS: usize = 1 << 28;
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
