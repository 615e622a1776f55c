//! The program's own sentences.

use std::collections::BTreeMap;

use crate::model::{Lang, Wording};
use crate::spec::builtin::{WORDING_EN, WORDING_ZH};
use crate::spec::error::Error;
use crate::spec::toml_text;

/// The sentences of a language, by `section.name`.
pub fn wording(lang: Lang) -> Result<Wording, Error> {
    let (file, text) = match lang {
        Lang::Zh => ("pipelines/lang/zh.toml", WORDING_ZH),
        Lang::En => ("pipelines/lang/en.toml", WORDING_EN),
    };
    let sections: BTreeMap<String, BTreeMap<String, String>> = toml_text::read(file, text)?;
    let sentences = sections
        .into_iter()
        .flat_map(|(section, names)| names.into_iter().map(move |(name, said)| (format!("{section}.{name}"), said)))
        .collect();
    Ok(Wording::new(lang, sentences))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_languages_have_the_same_sentences() {
        let names = |lang| wording(lang).unwrap().names().map(str::to_owned).collect::<Vec<_>>();
        assert_eq!(names(Lang::Zh), names(Lang::En));
    }
}
