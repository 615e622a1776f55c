//! The program's own sentences, which are compiled in.
//!
//! ```text
//! [finding]                                   in pipelines/lang/en.toml
//! deadline = "the report is dated {day}, …"   is the sentence `finding.deadline`
//! ```

use std::collections::BTreeMap;

use crate::model::{Lang, Message, Wording};
use crate::spec::builtin::{WORDING_EN, WORDING_ZH};
use crate::spec::error::{Error, Source};
use crate::spec::files::Files;
use crate::spec::toml_text;

/// The program's sentences in a language, by `section.name`. An error can only come from a damaged
/// file in the source tree, which tests exclude.
pub fn wording(lang: Lang) -> Result<Wording, Error> {
    let (file, text) = match lang {
        Lang::Zh => ("pipelines/lang/zh.toml", WORDING_ZH),
        Lang::En => ("pipelines/lang/en.toml", WORDING_EN),
    };
    let sections: BTreeMap<String, BTreeMap<String, String>> = toml_text::read(Source::new(file, text))?;
    let sentences = sections
        .into_iter()
        .flat_map(|(section, names)| names.into_iter().map(move |(name, said)| (format!("{section}.{name}"), said)))
        .collect();
    Ok(Wording::new(lang, sentences))
}

/// Where someone might try to put sentences of their own.
const FOLDER: &str = "lang";

/// Rejects sentences in a pipeline. The program's own are compiled in, so that tests can make sure every language is
/// complete; a file that is never read would be taken for a translation.
pub(super) fn refuse_own(files: &Files) -> Result<(), Error> {
    match files.names(FOLDER).first() {
        None => Ok(()),
        Some(name) => {
            let fault = Error::whole(&files.shown(&format!("{FOLDER}/{name}")), Message::new("file.own_sentences"));
            Err(fault.hint(Message::new("hint.own_sentences")))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_of_sentences_is_a_language_of_the_program() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/pipelines");
        let names = Files::Folder(folder.into()).names(FOLDER);
        assert_eq!(names, ["en.toml", "letters", "zh.toml"], "and `wording` reads no other");
    }

    #[test]
    fn both_languages_have_the_same_sentences() {
        let names = |lang| wording(lang).unwrap().names().map(str::to_owned).collect::<Vec<_>>();
        assert_eq!(names(Lang::Zh), names(Lang::En));
    }
}
