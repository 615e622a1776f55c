//! Lines of text → sentences, with the paragraph each stands in and the line it begins on.

use crate::model::{Normaliser, Passage, Phrases, Place};

/// One sentence of a report.
#[derive(Clone, Debug)]
pub(crate) struct Sentence {
    /// As printed.
    pub original: String,
    /// White space gone, letters narrow.
    pub plain: String,
    pub place: Place,
    /// Sentences of one paragraph stand one after the other.
    pub paragraph: usize,
    /// The last heading above it.
    pub heading: String,
}

/// A heading that stands on a line of its own is no longer than this.
const LONGEST_HEADING: usize = 40;

/// Puts broken lines together and cuts them into sentences, without the name of the office itself.
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

fn is_heading(plain: &str, phrases: &Phrases) -> bool {
    phrases.heading.is_match(plain)
        && plain.chars().count() <= LONGEST_HEADING
        && !plain.contains(|c| is_one_of(c, &phrases.sentence_end) || is_one_of(c, &phrases.part_end) || c == ',')
}

fn is_one_of(c: char, list: &str) -> bool {
    list.contains(c)
}

#[derive(Default)]
struct Paragraph {
    text: String,
    /// Where each of its lines begins.
    starts: Vec<(usize, Place)>,
}

struct Text<'a> {
    phrases: &'a Phrases,
    normaliser: &'a Normaliser,
    name: &'a str,
    sentences: Vec<Sentence>,
    heading: String,
    n_paragraphs: usize,
}

impl Text<'_> {
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
