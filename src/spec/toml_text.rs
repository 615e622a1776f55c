//! Parses TOML so that every error has its file, its line and a hint.
//!
//! ```text
//! nmae = 'x'    =>  a.toml:1:1: unknown key `nmae`
//!                   hint: did you mean `name`?
//! ```
//!
//! The parser has no error codes, so its messages are recognised by how they begin. One that is not
//! recognised is quoted as it is.

use serde::de::DeserializeOwned;

use crate::model::{Message, Word};
use crate::spec::error::{Error, Source, nearest};

/// Parses a file. Unknown keys are errors that name the nearest valid one, provided that the struct
/// denies them.
pub(super) fn read<T: DeserializeOwned>(source: Source<'_>) -> Result<T, Error> {
    toml::from_str(source.text).map_err(|error| {
        let offset = error.span().map_or(0, |span| span.start);
        let (message, hint) = reword(error.message());
        source.error(offset, message).hint(hint)
    })
}

/// How messages of the TOML parser about a word begin, and our sentences for them.
const ABOUT_A_WORD: [(&str, &str); 6] = [
    ("unknown field `", "toml.unknown_key"),
    ("unknown variant `", "toml.unknown_value"),
    ("missing field `", "toml.missing_key"),
    ("duplicate field `", "toml.key_twice"),
    ("invalid type: ", "toml.wrong_type"),
    ("invalid value: ", "toml.wrong_value"),
];
/// The same for messages about a place, which name no word.
const ABOUT_A_PLACE: [(&str, &str); 2] =
    [("duplicate key", "toml.same_key"), ("string values must be quoted", "toml.unquoted")];

/// Replaces the common messages of the TOML parser with sentences of our own, and its expectation
/// with a hint.
fn reword(message: &str) -> (Message, Option<Message>) {
    let (said, expected) = message.split_once(", expected ").unwrap_or((message, ""));
    if let Some((begins, sentence)) = ABOUT_A_WORD.iter().find(|(begins, _)| said.starts_with(begins)) {
        let rest = &said[begins.len()..];
        let word = if begins.ends_with('`') { rest.split('`').next().unwrap_or(rest) } else { rest };
        return (Message::new(sentence).with("word", word), expectation(word, expected));
    }
    match ABOUT_A_PLACE.iter().find(|(begins, _)| said.starts_with(begins)) {
        Some((_, sentence)) => (Message::new(sentence), None),
        None => (Message::new("toml.not_understood").with("error", message), None),
    }
}

/// A hint with the nearest of the expected words; an expectation that is not a list of words is quoted.
fn expectation(word: &str, expected: &str) -> Option<Message> {
    if expected.is_empty() {
        return None;
    }
    if !expected.trim_start_matches("one of ").starts_with('`') {
        return Some(Message::new("hint.expected").with("expected", expected));
    }
    let known = || expected.split('`').skip(1).step_by(2);
    let one_of = || Message::new("hint.one_of").with("words", Word::all_of(known(), "sum.comma"));
    Some(nearest(word, known()).unwrap_or_else(one_of))
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;
    use crate::model::Lang;
    use crate::{say, spec};

    #[derive(Deserialize, Debug)]
    #[serde(deny_unknown_fields)]
    #[allow(dead_code, reason = "only what is wrong with the text is looked at")]
    struct Thing {
        name: String,
        year: Option<u16>,
        side: Option<Side>,
    }

    #[derive(Deserialize, Debug)]
    #[serde(rename_all = "lowercase")]
    enum Side {
        Above,
        Both,
    }

    fn told(text: &str, lang: Lang) -> String {
        say::plain(&read::<Thing>(Source::new("a", text)).unwrap_err().in_full(), &spec::wording(lang).unwrap())
    }

    #[test]
    fn the_usual_faults_are_told_in_words_of_our_own() {
        for (text, chinese, english) in [
            (
                "nmae = 'x'",
                "a:1:1: 没有“nmae”这个键\n提示：是否指“name”？",
                "a:1:1: unknown key `nmae`\nhint: did you mean `name`?",
            ),
            (
                "name = 'x'\nside = 'left'",
                "a:2:8: 没有“left”这个值\n提示：可用：above、both",
                "a:2:8: unknown value `left`\nhint: expected one of: above, both",
            ),
            ("year = 3", "a:1:1: 缺少“name”", "a:1:1: the key `name` is missing"),
            (
                "name = 3",
                "a:1:8: 值的类型不对：integer `3`\n提示：应为：a string",
                "a:1:8: a value of the wrong type: integer `3`\nhint: expected a string",
            ),
            ("name = 'x'\nname = 'y'", "a:2:1: 同一个键写了两次", "a:2:1: the same key is there twice"),
            ("name = x", "a:1:8: 文字须加引号", "a:1:8: a text needs quotation marks"),
        ] {
            assert_eq!(told(text, Lang::Zh), chinese);
            assert_eq!(told(text, Lang::En), english);
        }
    }
}
