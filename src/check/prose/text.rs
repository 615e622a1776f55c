//! Splits the lines of a report into sentences.
//!
//! ```text
//! line 3   "I. Requests"                       heading
//! line 4   "In 2023 the office received"
//! line 5   "12 requests. It answered all."     ──►  2 sentences, both under the heading;
//!                                                   the first begins on line 4, the second on 5
//! ```

use crate::model::{Normaliser, Passage, Phrases, Place};

/// One sentence of a report.
#[derive(Clone, Debug)]
pub(crate) struct Sentence {
    /// As printed.
    pub original: String,
    /// Without white space and full-width characters, without the name of the office and without
    /// phrases that the pipeline leaves out.
    pub plain: String,
    /// The line in which it begins.
    pub place: Place,
    /// Number of its paragraph. The sentences of a paragraph are adjacent.
    pub paragraph: usize,
    /// The last heading above it; empty if there is none.
    pub heading: String,
}

/// A line with more characters than this is not a heading.
const LONGEST_HEADING: usize = 40;

/// Joins broken lines into paragraphs and splits these into sentences. `name` is the normalised
/// name of the office, which is removed so that it is not mistaken for a subject.
pub(crate) fn sentences(passages: &[Passage], phrases: &Phrases, normaliser: &Normaliser, name: &str) -> Vec<Sentence> {
    let mut text = Text { phrases, normaliser, name, sentences: Vec::new(), heading: String::new(), n_paragraphs: 0 };
    let mut paragraph = Paragraph::default();
    for passage in passages {
        let line = passage.text.trim();
        let plain = normaliser.normalise(line);
        if plain.is_empty() {
            continue;
        }
        let begins =
            phrases.heading.is_match(&plain) || paragraph.text.ends_with(|c| is_one_of(c, &phrases.sentence_end));
        if begins {
            text.close(&mut paragraph);
        }
        if is_heading(&plain, phrases) {
            text.close(&mut paragraph);
            text.heading = plain;
            continue;
        }
        paragraph.starts.push((paragraph.text.len(), passage.place));
        paragraph.text.push_str(line);
    }
    text.close(&mut paragraph);
    text.sentences
}

/// True for a short line that begins like a heading and has no punctuation of a sentence.
fn is_heading(plain: &str, phrases: &Phrases) -> bool {
    phrases.heading.is_match(plain)
        && plain.chars().count() <= LONGEST_HEADING
        && !plain.contains(|c| is_one_of(c, &phrases.sentence_end) || is_one_of(c, &phrases.part_end) || c == ',')
}

/// True if the character is in the list.
fn is_one_of(c: char, list: &str) -> bool {
    list.contains(c)
}

/// A paragraph under construction.
#[derive(Default)]
struct Paragraph {
    text: String,
    /// Position in `text` at which each line begins, and the line.
    starts: Vec<(usize, Place)>,
}

/// The sentences found so far, and what is needed to find more.
struct Text<'a> {
    phrases: &'a Phrases,
    normaliser: &'a Normaliser,
    /// Normalised name of the office.
    name: &'a str,
    sentences: Vec<Sentence>,
    heading: String,
    /// Number of paragraphs closed so far.
    n_paragraphs: usize,
}

impl Text<'_> {
    /// Ends the paragraph: splits it into sentences and empties it.
    fn close(&mut self, paragraph: &mut Paragraph) {
        let Paragraph { text, starts } = std::mem::take(paragraph);
        let mut at = 0;
        while at < text.len() {
            let rest = &text[at..];
            let end = rest.char_indices().find(|(_, c)| is_one_of(*c, &self.phrases.sentence_end));
            let length = end.map_or(rest.len(), |(end, mark)| end + mark.len_utf8());
            let original = rest[..length].trim();
            let plain = self.normaliser.normalise(&original.replace('*', ""));
            let plain = if self.name.is_empty() { plain } else { plain.replace(self.name, "") };
            let plain = self.phrases.left_out.replace_all(&plain, "");
            let plain = plain.trim_end_matches(|c| is_one_of(c, &self.phrases.sentence_end)).to_owned();
            let place = starts.iter().rev().find(|(start, _)| *start <= at).map(|(_, place)| *place);
            if let Some(place) = place.filter(|_| !plain.is_empty()) {
                let heading = self.heading.clone();
                let original = original.to_owned();
                self.sentences.push(Sentence { original, plain, place, paragraph: self.n_paragraphs, heading });
            }
            at += length;
        }
        self.n_paragraphs += 1;
    }
}
