//! Lines of text → words with their positions, and the figures at their ends.

use crate::model::mark;
use crate::read::aligned::LabelKinds;
use crate::read::number::Parsed;
use crate::read::vocabulary::Vocabulary;

/// How positions are counted. Some programs count a Chinese character as one position and others as two; the text does
/// not say which, so both are tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Measure {
    /// Every character is one position.
    Characters,
    /// A wide character is two positions.
    Places,
}

impl Measure {
    /// In the order of [`Word::start`].
    pub(super) const ALL: [Measure; 2] = [Measure::Characters, Measure::Places];
}

/// A run of characters without a blank.
#[derive(Clone, Copy, Debug)]
pub(super) struct Word<'a> {
    pub text: &'a str,
    /// Its first position and the one past its last, in characters and in places.
    starts: [i32; 2],
    ends: [i32; 2],
}

impl Word<'_> {
    pub(super) fn start(&self, measure: Measure) -> i32 {
        self.starts[measure as usize]
    }

    pub(super) fn end(&self, measure: Measure) -> i32 {
        self.ends[measure as usize]
    }
}

/// A line that is not blank, cut into words.
#[derive(Debug)]
pub(super) struct Line<'a> {
    /// Its number in the file, from 1.
    pub number: u32,
    /// How many form feeds stand before it.
    pub page: u32,
    /// From left to right, with the figures.
    pub words: Vec<Word<'a>>,
    /// The index of the first figure at its end; the number of words if it has none.
    pub figures: usize,
    /// A figure stands among its words and not at its end.
    pub stray: bool,
}

impl Line<'_> {
    /// True if the line ends with a figure.
    pub(super) fn is_row(&self) -> bool {
        self.figures < self.words.len()
    }

    /// True if a text stands before its figures.
    pub(super) fn is_labelled_row(&self) -> bool {
        self.is_row() && self.figures > 0
    }

    /// How many figures stand at its end.
    pub(super) fn n_figures(&self) -> usize {
        self.words.len() - self.figures
    }

    /// True for a line that holds one figure, with or without a dash on each side: most likely a page number.
    pub(super) fn is_lone_figure(&self) -> bool {
        match &self.words[..] {
            [_] => true,
            [before, figure, behind] => {
                before.text == behind.text
                    && DASHES.contains(&before.text)
                    && figure.text.bytes().all(|byte| byte.is_ascii_digit())
            }
            _ => false,
        }
    }

    /// The words, joined by blanks.
    pub(super) fn text(&self) -> String {
        self.words.iter().map(|word| word.text).collect::<Vec<_>>().join(" ")
    }
}

/// What programs put on both sides of a page number.
const DASHES: [&str; 6] = ["-", "\u{2013}", "\u{2014}", "\u{2500}", "\u{FF0D}", "\u{B7}"];

/// No table has rows of so many words.
const MOST_WORDS: usize = 256;

/// Cuts a text into lines, without the blank ones.
pub(super) fn read<'a>(text: &'a str, vocabulary: &mut Vocabulary<'_>) -> Vec<Line<'a>> {
    let mut page = 0;
    let mut lines = Vec::new();
    for (at, line) in text.lines().enumerate() {
        page += line.matches('\u{C}').count() as u32;
        let words = words(line);
        let is_table = words.len() <= MOST_WORDS;
        let words = if is_table { with_tails(words, line, vocabulary) } else { words };
        if !words.is_empty() {
            let figures = if is_table { figures(&words, vocabulary) } else { words.len() };
            let stray = is_table && has_stray(words.get(..figures).unwrap_or_default(), vocabulary);
            lines.push(Line { number: at as u32 + 1, page, words, figures, stray });
        }
    }
    lines
}

/// Cuts at white space.
fn words(line: &str) -> Vec<Word<'_>> {
    let mut words: Vec<Word<'_>> = Vec::new();
    let mut position = [0; 2];
    let mut open: Option<(usize, [i32; 2])> = None;
    for (at, c) in line.char_indices().chain([(line.len(), ' ')]) {
        if c.is_whitespace() {
            if let Some((from, starts)) = open.take() {
                words.push(Word { text: line.get(from..at).unwrap_or_default(), starts, ends: position });
            }
        } else if open.is_none() {
            open = Some((at, position));
        }
        position = match c {
            '\t' => position.map(|at| (at / TAB + 1) * TAB),
            '\u{C}' => position,
            c => [position[0] + 1, position[1] + if is_wide(c) { 2 } else { 1 }],
        };
    }
    words
}

/// True if some word behind a gap is a figure, as in a line of two tables side by side.
fn has_stray(words: &[Word<'_>], vocabulary: &mut Vocabulary<'_>) -> bool {
    let mut pairs = words.windows(2).filter(|pair| pair[0].ends[0] + 1 < pair[1].starts[0]);
    pairs.any(|pair| {
        let ix = vocabulary.word(pair[1].text);
        matches!(vocabulary.get(ix).parsed, Parsed::Figure { .. })
    })
}

/// True for a text with a bracket that is not closed.
fn is_open(text: &str) -> bool {
    let count = |signs: [char; 2]| text.matches(signs).count();
    count(['(', '\u{FF08}']) > count([')', '\u{FF09}'])
}

/// Joins a figure with the unit or mark right behind it (`12 件`), and with the rest of a remark in brackets.
fn with_tails<'a>(words: Vec<Word<'a>>, line: &'a str, vocabulary: &mut Vocabulary<'_>) -> Vec<Word<'a>> {
    let mut joined: Vec<Word<'a>> = Vec::with_capacity(words.len());
    for word in words {
        let is_close =
            |last: &Word<'_>| word.starts[0] == last.ends[0] + 1 && last.text.starts_with(|c: char| c.is_ascii_digit());
        let before = joined.last_mut().filter(|last| is_close(last)).filter(|last| {
            let in_brackets = mark::bracketed(word.text)
                .is_some_and(|(before, inside)| before.is_empty() && mark::is_mark_in_brackets(inside));
            let is_mark = in_brackets || word.text.chars().all(|c| mark::is_mark(c) || mark::is_sign(c));
            let ix = vocabulary.word(word.text);
            is_mark || is_open(last.text) || vocabulary.get(ix).unit.is_some()
        });
        match before {
            Some(last) => {
                let from = last.text.as_ptr() as usize - line.as_ptr() as usize;
                let to = word.text.as_ptr() as usize + word.text.len() - line.as_ptr() as usize;
                (last.text, last.ends) = (line.get(from..to).unwrap_or(last.text), word.ends);
            }
            None => joined.push(word),
        }
    }
    joined
}

/// A tab goes to the next multiple of this position.
const TAB: i32 = 8;

/// True for characters of East Asian scripts and their punctuation, which take two positions in a terminal.
fn is_wide(c: char) -> bool {
    matches!(c, '\u{1100}'..='\u{115F}' | '\u{2E80}'..='\u{A4CF}' | '\u{AC00}'..='\u{D7A3}' | '\u{F900}'..='\u{FAFF}'
        | '\u{FE30}'..='\u{FE6F}' | '\u{FF00}'..='\u{FF60}' | '\u{FFE0}'..='\u{FFE6}' | '\u{20000}'..='\u{3FFFD}'
        | '\u{201C}' | '\u{201D}')
}

/// The index of the first figure at the end of a line. A single figure right behind a text belongs to that text, as in
/// `Annex 2`, unless the text is a label.
fn figures(words: &[Word<'_>], vocabulary: &mut Vocabulary<'_>) -> usize {
    let is_figure = |word: &Word<'_>, vocabulary: &mut Vocabulary<'_>| {
        let ix = vocabulary.word(word.text);
        vocabulary.get(ix).is_figure() && !vocabulary.get(ix).is_label()
    };
    let n = words.iter().rev().take_while(|word| is_figure(word, vocabulary)).count();
    let first = words.len() - n;
    let (Some(before), Some(figure)) = (first.checked_sub(1).and_then(|at| words.get(at)), words.get(first)) else {
        return first;
    };
    let gap = figure.start(Measure::Characters) - before.end(Measure::Characters);
    let is_apart = gap >= 2 || n > 1 || LabelKinds::of(before.text, vocabulary).is_line();
    if is_apart { first } else { words.len() }
}
