//! The texts met so far and what they mean, kept from file to file. Offices print the same few hundred labels over and
//! over, and finding a text again costs a hundredth of understanding it.

use rustc_hash::FxHashMap;

use crate::model::{CellIx, Claim, Field, Group, Meaning, Pipeline, Source, TableIx};
use crate::read::header::KnownHeaders;
use crate::read::identify::{Dated, PathClaims, Which};
use crate::read::number::{Parsed, Unit, UnitsNamed, parse, unit, unit_behind_label, units_named};
pub use crate::read::token::WordIx;
use crate::read::token::{Token, plain};
use crate::read::{identify, joined};

/// A text and everything that it can mean, worked out before anything around it is known.
///
/// 本年新收 is the label of a row of table 三; 总计 that of a row and of columns of several tables; 3件 is no label, and the
/// number 3 with a counter.
#[derive(Clone, Debug)]
pub struct Word {
    /// As it is printed.
    pub raw: Box<str>,
    /// What it can be as a label; empty if it is none.
    pub meanings: Box<[Meaning]>,
    /// The cell that it names by itself, if it joins the labels of a row and a column.
    pub cell: Option<CellIx>,
    /// What it is as a figure.
    pub parsed: Parsed,
    /// The unit that it is in a column of units.
    pub unit: Option<Unit>,
    /// The unit in brackets at its end.
    pub unit_behind: Option<Unit>,
    /// The units that it names for figures of a table above or below.
    pub units: UnitsNamed,
    /// It is a reporting year and nothing else.
    pub is_year: bool,
    /// It ends a sentence.
    pub ends_sentence: bool,
    /// It is printed on several lines.
    pub is_several: bool,
    /// It labels a line, a heading over lines, or a single cell.
    pub is_line_or_group: bool,
    /// The table of the lines and headings that it can be, if it is only one.
    pub only_table: Option<TableIx>,
    /// What it says about the year of figures beside or below it.
    pub dated: Option<Dated>,
    /// What it says about office, year or scope, outside the tables.
    pub claim: Option<Box<Claim>>,
}

impl Word {
    /// True if it is a label of any kind.
    pub fn is_label(&self) -> bool {
        !self.meanings.is_empty()
    }

    /// True if it can only be printed matter that is neither label nor figure.
    pub fn is_furniture(&self) -> bool {
        self.is_label() && self.meanings.iter().all(|meaning| *meaning == Meaning::Furniture)
    }

    /// True if it is a figure, or a sign that stands for one.
    pub fn is_figure(&self) -> bool {
        !matches!(self.parsed, Parsed::NoFigure | Parsed::Day(_) | Parsed::Blank)
    }

    /// What it can be in one table.
    pub fn in_table(&self, table: TableIx) -> impl Iterator<Item = Meaning> + '_ {
        self.meanings.iter().copied().filter(move |meaning| meaning.table() == Some(table))
    }

    /// The field that it names in an export.
    pub fn field(&self) -> Option<Field> {
        self.meanings.iter().find_map(Meaning::field)
    }

    /// The tables whose title it can be.
    pub fn headings(&self) -> impl Iterator<Item = TableIx> + '_ {
        self.meanings.iter().filter_map(Meaning::titled)
    }
}

/// The texts that one thread has met.
pub struct Vocabulary<'a> {
    /// The labels, number words and patterns by which texts are understood.
    pub pipeline: &'a Pipeline,
    /// By the bytes of the text, so that a field of a file is looked up without checking that it is UTF-8.
    index: FxHashMap<Box<[u8]>, WordIx>,
    /// What each means, by its number.
    words: Vec<Word>,
    /// CSV readers by delimiter and quoting; building one costs more than reading a small file.
    readers: FxHashMap<(u8, bool), csv_core::Reader>,
    /// What the path of the current file says.
    path: PathClaims,
    /// Headers made of these words that have been read.
    pub headers: KnownHeaders,
}

/// A longer label, in bytes, is prose.
const LONGEST_LABEL: usize = 600;
/// A longer unknown text, in characters, is prose.
const LONGEST_UNKNOWN: usize = 40;
/// With more words the vocabulary is emptied, as free text would fill the memory.
const MOST_WORDS: usize = 100_000;

impl<'a> Vocabulary<'a> {
    /// An empty vocabulary.
    pub fn new(pipeline: &'a Pipeline) -> Vocabulary<'a> {
        let (index, readers) = (FxHashMap::default(), FxHashMap::default());
        let (path, headers) = (PathClaims::default(), KnownHeaders::default());
        Vocabulary { pipeline, index, words: Vec::new(), readers, path, headers }
    }

    /// Called between two files: empties the vocabulary if it has become too large.
    pub fn rest(&mut self) {
        if self.words.len() > MOST_WORDS {
            self.index.clear();
            self.words.clear();
            self.headers.clear();
        }
    }

    /// A CSV reader at the start of a text, to be given back.
    pub fn take_reader(&mut self, delimiter: u8, quoting: bool) -> csv_core::Reader {
        let build = || csv_core::ReaderBuilder::new().delimiter(delimiter).quoting(quoting).build();
        self.readers.remove(&(delimiter, quoting)).unwrap_or_else(build)
    }

    /// Takes a CSV reader back for the next text. (A clone would not do: it loses the states that end a record.)
    pub fn give_back(&mut self, delimiter: u8, quoting: bool, mut reader: csv_core::Reader) {
        reader.reset();
        self.readers.insert((delimiter, quoting), reader);
    }

    /// What the path of a file says.
    pub fn path(&mut self, source: &Source) -> &PathClaims {
        self.path.read(source, self.pipeline);
        &self.path
    }

    /// What a field of a file is.
    pub fn token(&mut self, field: &str) -> Token {
        if let Some(number) = plain(field.as_bytes()) {
            return Token::Plain(number);
        }
        if field.trim().is_empty() {
            return Token::Blank;
        }
        let word = self.word(field);
        self.token_of(word)
    }

    /// The same for the bytes of a field that was cut out of valid UTF-8 at ASCII delimiters.
    ///
    /// Nearly all fields are blank, plain numbers, or texts that have been met, and can be told by their bytes.
    pub(super) fn token_of_bytes(&mut self, field: &[u8]) -> Token {
        if field.iter().all(u8::is_ascii_whitespace) {
            return Token::Blank;
        }
        if let Some(number) = plain(field) {
            return Token::Plain(number);
        }
        match self.known(field) {
            Some(word) => self.token_of(word),
            None => self.token(std::str::from_utf8(field).unwrap_or_default()),
        }
    }

    /// The token of a text that has been met.
    fn token_of(&self, word: WordIx) -> Token {
        if self.get(word).parsed == Parsed::Blank { Token::Blank } else { Token::Word(word) }
    }

    /// The word for a text that is not blank.
    pub fn word(&mut self, raw: &str) -> WordIx {
        if let Some(known) = self.known(raw.as_bytes()) {
            return known;
        }
        let ix = WordIx(self.words.len() as u32);
        self.words.push(understand(self.pipeline, raw));
        self.index.insert(raw.as_bytes().into(), ix);
        ix
    }

    /// The word for a text that has been met before.
    pub fn known(&self, raw: &[u8]) -> Option<WordIx> {
        self.index.get(raw).copied()
    }

    /// True for a figure, or a sign that stands for one.
    pub fn is_figure(&self, token: Token) -> bool {
        match token {
            Token::Blank | Token::Covered(_) => false,
            Token::Plain(_) => true,
            Token::Word(word) => self.get(word).is_figure(),
        }
    }

    /// True for a figure, and not for a sign that stands for one.
    pub fn is_number(&self, token: Token) -> bool {
        match token {
            Token::Blank | Token::Covered(_) => false,
            Token::Plain(_) => true,
            Token::Word(word) => matches!(self.get(word).parsed, Parsed::Figure { .. }),
        }
    }

    /// How many figures a token is; signs that stand for one do not count.
    pub fn n_numbers(&self, token: Token) -> usize {
        match token {
            Token::Blank | Token::Covered(_) => 0,
            Token::Plain(_) => 1,
            Token::Word(word) => match self.get(word).parsed {
                Parsed::Figure { .. } => 1,
                Parsed::Several(n) => usize::from(n),
                Parsed::Day(_) | Parsed::NotApplicable | Parsed::BelowLimit | Parsed::Blank | Parsed::NoFigure => 0,
            },
        }
    }

    /// What a field can be as a label of one table; nothing for a figure or a blank.
    pub fn meanings_in(&self, token: Token, table: TableIx) -> impl Iterator<Item = Meaning> + '_ {
        token.word().into_iter().flat_map(move |word| self.get(word).in_table(table))
    }

    /// The group of lines that a meaning is the heading of.
    pub fn group(&self, meaning: Meaning) -> Option<&Group> {
        match meaning {
            Meaning::Group(table, group) => self.pipeline.catalogue.table(table).groups.get(usize::from(group)),
            _ => None,
        }
    }

    /// The word of a token that is a known label.
    pub fn label(&self, token: Token) -> Option<&Word> {
        token.word().map(|word| self.get(word)).filter(|word| word.is_label())
    }

    /// The text of a token that looks like a label and is no known one.
    pub fn unknown_label(&self, token: Token) -> Option<&str> {
        let Token::Word(word) = token else { return None };
        let word = self.get(word);
        let is_text = word.raw.chars().any(char::is_alphabetic) && word.raw.chars().count() <= LONGEST_UNKNOWN;
        (is_text && !word.is_label() && !word.is_year && word.claim.is_none()).then_some(word.raw.trim())
    }

    /// What is known of a word.
    pub fn get(&self, word: WordIx) -> &Word {
        &self.words[word.0 as usize]
    }
}

/// The only table that the lines and headings belong to which a label can be.
fn only_table(meanings: &[Meaning]) -> Option<TableIx> {
    let mut tables = meanings.iter().filter(|meaning| meaning.is_line_or_group()).filter_map(|meaning| meaning.table());
    let first = tables.next()?;
    tables.all(|table| table == first).then_some(first)
}

/// True for a text in which a sentence ends, if the pipeline has prose rules.
fn ends_sentence(text: &str, pipeline: &Pipeline) -> bool {
    pipeline.prose.as_ref().is_some_and(|prose| prose.phrases.sentence_end.chars().any(|end| text.contains(end)))
}

/// Everything that a text can mean.
fn understand(pipeline: &Pipeline, raw: &str) -> Word {
    if raw.len() > LONGEST_LABEL {
        return Word {
            raw: raw.into(),
            meanings: Box::default(),
            cell: None,
            parsed: Parsed::NoFigure,
            unit: None,
            unit_behind: None,
            units: units_named(raw, &pipeline.numbers),
            is_year: false,
            ends_sentence: ends_sentence(raw, pipeline),
            is_several: raw.contains('\n'),
            is_line_or_group: false,
            only_table: None,
            dated: None,
            claim: None,
        };
    }
    let (lexicon, catalogue) = (&pipeline.lexicon, &pipeline.catalogue);
    let normalised = lexicon.normaliser.normalise(raw);
    let (mut meanings, cell) = match lexicon.meanings_of_normalised(&normalised) {
        [] => joined::of_parts(&normalised, lexicon, catalogue),
        known => (known.to_vec(), None),
    };
    // A column of last year's figures is none of the form's, whatever stands before the bracket.
    let dated = identify::year_named(raw, &pipeline.identity);
    if dated.is_some_and(|dated| !dated.is_alone && dated.which == Which::Last) {
        meanings.retain(|meaning| !meaning.is_line());
    }
    let meanings = meanings.into_boxed_slice();
    let parsed = parse(raw, &pipeline.numbers);
    let unit = unit(raw, &pipeline.numbers);
    let is_year = pipeline.identity.year.is_match(&normalised);
    let unit_behind = unit_behind_label(raw, &pipeline.numbers);
    let units = units_named(raw, &pipeline.numbers);
    let ends_sentence = ends_sentence(raw, pipeline);
    let claim = identify::statement(raw, &pipeline.identity).map(Box::new);
    Word {
        raw: raw.into(),
        cell,
        parsed,
        unit,
        unit_behind,
        units,
        is_year,
        ends_sentence,
        is_several: raw.contains('\n'),
        is_line_or_group: cell.is_some() || meanings.iter().any(Meaning::is_line_or_group),
        only_table: only_table(&meanings),
        dated,
        claim,
        meanings,
    }
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
            let (one, other) = (by_bytes.token_of_bytes(field.as_bytes()), as_texts.token(field));
            assert_eq!(one, other, "{field:?}");
        }
    }
}
