//! Parses TOML so that every error has its file, its line and a hint.

use serde::de::DeserializeOwned;

use crate::spec::error::{Error, nearest};

/// Parses a file. Unknown keys are errors that name the nearest valid one.
pub(super) fn read<T: DeserializeOwned>(file: &str, text: &str) -> Result<T, Error> {
    toml::from_str(text).map_err(|error| {
        let message = error.message().to_owned();
        let offset = error.span().map_or(0, |span| span.start);
        let (message, hint) = reword(&message);
        Error::at(file, text, offset, message).hint(hint)
    })
}

/// Shortens serde's list of expected names to the nearest one.
fn reword(message: &str) -> (String, Option<String>) {
    let Some((said, expected)) = message.split_once(", expected ") else {
        return (message.to_owned(), None);
    };
    let word = said.split('`').nth(1).unwrap_or_default();
    let known = expected.split('`').skip(1).step_by(2);
    match nearest(word, known) {
        Some(hint) => (said.to_owned(), Some(hint)),
        None => (said.to_owned(), Some(format!("expected {expected}"))),
    }
}
