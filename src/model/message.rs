//! A sentence before it is said: its name and the words in it.

use crate::model::Wording;

/// A sentence that is not in any language yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// The name of the sentence in `pipelines/lang`.
    pub sentence: &'static str,
    /// The words that are filled in, by their names in the sentence.
    pub words: Vec<(&'static str, String)>,
}

impl Message {
    /// A sentence with one word to fill in.
    pub fn of(sentence: &'static str, word: &'static str, filled: impl Into<String>) -> Message {
        Message { sentence, words: vec![(word, filled.into())] }
    }

    /// The sentence in the language of the wording.
    pub fn say(&self, wording: &Wording) -> String {
        let words: Vec<(&str, &str)> = self.words.iter().map(|(word, filled)| (*word, filled.as_str())).collect();
        wording.say(self.sentence, &words)
    }
}
