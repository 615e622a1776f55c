//! Files in a pipeline's folder that nothing reads: a draft of a form, a list of spellings, a
//! letter in another language. Whoever wrote them will think that they are in use.
//!
//! ```text
//! forms/2022.toml, with forms = ["2021", "2019"]    read only once it is listed
//! letters/notice.fr.md                              letters are in Chinese and English
//! ```

use std::collections::BTreeSet;

use crate::model::Message;
use crate::spec::error::{Error, Source, nearest};
use crate::spec::lint::Desk;
use crate::spec::said::PipelineText;
use crate::spec::{letters, toml_text};

/// Checks the folders whose files are known by name: `forms`, `aliases` and `letters`. A name close
/// to that of a known file is offered as a hint: `forms/2012.toml` is probably meant to be
/// `2021.toml`.
pub(crate) fn lint(desk: &Desk<'_>) -> Result<Vec<Error>, Error> {
    let file = "pipeline.toml";
    let said: PipelineText = toml_text::read(Source::new(&desk.files.shown(file), &desk.files.text(file)?))?;
    let named = |names: &[String], ending: &str| names.iter().map(|name| format!("{name}.{ending}")).collect();
    let letters = letters::files().filter_map(|(file, _)| Some(file.split_once('/')?.1.to_owned())).collect();
    let folders: [(&str, &'static str, BTreeSet<String>); 3] = [
        ("forms", "lint.stray_form", named(&said.forms, "toml")),
        ("aliases", "lint.stray_alias", named(&said.aliases, "csv")),
        (letters::FOLDER, "lint.stray_letter", letters),
    ];
    let mut found = Vec::new();
    for (folder, sentence, known) in folders {
        for name in desk.files.names(folder).into_iter().filter(|name| !known.contains(name)) {
            let shown = desk.files.shown(&format!("{folder}/{name}"));
            let hint = nearest(&name, known.iter().map(String::as_str));
            found.push(Error::whole(&shown, Message::new(sentence)).hint(hint));
        }
    }
    Ok(found)
}
