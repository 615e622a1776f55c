//! Words in the languages of a pipeline and of the program.

use std::collections::BTreeMap;
use std::fmt::Formatter;

use serde::de::value::MapAccessDeserializer;
use serde::de::{Error, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};

/// A language of the outputs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Lang {
    /// Chinese, in simplified characters.
    #[default]
    Zh,
    /// English.
    En,
}

/// A text in each language.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Text {
    /// Chinese, for officers.
    pub zh: String,
    /// English, for developers and readers elsewhere.
    pub en: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Each {
    zh: String,
    en: String,
}

/// Deserialises a text given for each language, or one text for both.
struct Reader;

impl<'de> Visitor<'de> for Reader {
    type Value = Text;

    fn expecting(&self, out: &mut Formatter<'_>) -> std::fmt::Result {
        out.write_str("a text, or { zh = \"…\", en = \"…\" }")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Text, E> {
        Ok(Text { zh: text.to_owned(), en: text.to_owned() })
    }

    fn visit_map<M: MapAccess<'de>>(self, map: M) -> Result<Text, M::Error> {
        let Each { zh, en } = Each::deserialize(MapAccessDeserializer::new(map))?;
        Ok(Text { zh, en })
    }
}

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(said: D) -> Result<Text, D::Error> {
        said.deserialize_any(Reader)
    }
}

impl Text {
    /// The text in a language, or in the other one if it has none.
    pub fn get(&self, lang: Lang) -> &str {
        let (first, second) = match lang {
            Lang::Zh => (&self.zh, &self.en),
            Lang::En => (&self.en, &self.zh),
        };
        if first.is_empty() { second } else { first }
    }
}

/// The sentences of the program in one language, by `section.name`.
#[derive(Clone, Debug, Default)]
pub struct Wording {
    /// The language of the sentences.
    pub lang: Lang,
    sentences: BTreeMap<String, String>,
}

impl Wording {
    /// Sentences by `section.name`.
    pub fn new(lang: Lang, sentences: BTreeMap<String, String>) -> Wording {
        Wording { lang, sentences }
    }

    /// The sentence with the words in braces filled in; the name itself if there is no such sentence.
    ///
    /// `{n}` is the word n, and `{n|filing|filings}` the first of the two if that word is `1`, else the second.
    pub fn say(&self, name: &str, words: &[(&str, &str)]) -> String {
        let Some(sentence) = self.sentences.get(name) else {
            return name.to_owned();
        };
        let mut said = String::with_capacity(sentence.len() + 32);
        let mut rest = sentence.as_str();
        while let Some(open) = rest.find('{') {
            let Some(close) = rest[open..].find('}').map(|at| open + at) else { break };
            said.push_str(&rest[..open]);
            let mut wanted = rest[open + 1..close].split('|');
            let name = wanted.next().unwrap_or_default();
            let filled = words.iter().find(|(word, _)| *word == name).map(|(_, filled)| *filled);
            match (filled, wanted.next(), wanted.next()) {
                (Some("1"), Some(one), _) => said.push_str(one),
                (Some(_), Some(_), Some(many)) => said.push_str(many),
                (Some(filled), ..) => said.push_str(filled),
                (None, ..) => said.push_str(&rest[open..=close]),
            }
            rest = &rest[close + 1..];
        }
        said.push_str(rest);
        said
    }

    /// The placeholders of a sentence that none of these words fills.
    pub fn unfilled<'s>(&'s self, name: &str, words: &[(&str, &str)]) -> Vec<&'s str> {
        let inside = self.sentences.get(name).into_iter().flat_map(|sentence| sentence.split('{').skip(1));
        let wanted = inside.filter_map(|rest| rest.split(['}', '|']).next());
        wanted.filter(|wanted| !words.iter().any(|(word, _)| word == wanted)).collect()
    }

    /// The names of all sentences.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.sentences.keys().map(String::as_str)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_is_not_said_as_many() {
        let sentences = [("a.filings", "{n} {n|filing is|filings are} missing in {year}; {other}")];
        let sentences = sentences.map(|(name, said)| (name.to_owned(), said.to_owned()));
        let wording = Wording::new(Lang::En, BTreeMap::from(sentences));
        let said = |n: &str| wording.say("a.filings", &[("n", n), ("year", "2024")]);
        assert_eq!(said("1"), "1 filing is missing in 2024; {other}");
        assert_eq!(said("0"), "0 filings are missing in 2024; {other}");
        assert_eq!(said("11"), "11 filings are missing in 2024; {other}");
    }
}
