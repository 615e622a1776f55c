//! Lints: things in a pipeline that load without errors and yet have no effect, or more than one.
//!
//! Loading reports what is wrong. Lints report what is useless or ambiguous: a spelling with two
//! meanings, a line that adds nothing, a rule that refers to nothing, a pattern that can never
//! match, a unit without a worth, a threshold that makes no sense, a file that nothing reads. One
//! file for each concern.

mod labels;
mod letters;
mod methods;
mod numbers;
mod patterns;
mod rules;
mod strays;

use crate::model::{Message, Pipeline};
use crate::spec::alias::Taught;
use crate::spec::error::{Error, Source};
use crate::spec::files::Files;
use crate::spec::pipeline;

/// Lints a pipeline. Returns what was found in order of file and line, or the error that keeps it
/// from loading.
///
/// ```text
/// aliases/rows.csv:12: `Brought back` is known already
/// hint: `brought back` of forms/loans.toml:9 reads the same
/// ```
pub fn lint(name: &str) -> Result<Vec<Error>, Error> {
    let files = pipeline::find(name)?;
    let (pipeline, taught) = pipeline::from_files(&files)?;
    let desk = Desk { files: &files, pipeline: &pipeline, taught: &taught };
    let mut found = Vec::new();
    for concern in
        [labels::lint, rules::lint, methods::lint, patterns::lint, numbers::lint, letters::lint, strays::lint]
    {
        found.extend(concern(&desk)?);
    }
    found.sort_by(|a, b| (&a.file, a.line, &a.message).cmp(&(&b.file, b.line, &b.message)));
    Ok(found)
}

/// What every lint looks at: the files, what was loaded from them, and all spellings with their
/// places.
struct Desk<'a> {
    files: &'a Files,
    pipeline: &'a Pipeline,
    /// In the order of the lexicon: labels of forms, then lines of alias files.
    taught: &'a [Taught],
}

impl Desk<'_> {
    /// An error at the first occurrence of a text in a file; about the file as a whole if it does not occur.
    fn fault(&self, file: &str, text: &str, message: Message) -> Result<Error, Error> {
        let content = self.files.text(file)?;
        let shown = self.files.shown(file);
        Ok(match content.find(text) {
            Some(offset) => Source::new(&shown, &content).error(offset, message),
            None => Error::whole(&shown, message),
        })
    }
}
