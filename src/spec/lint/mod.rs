//! What in a pipeline can be read and yet does nothing, or does two things at once.
//!
//! Loading finds what is wrong; this finds what is useless or unclear: a spelling that means two things, a
//! line that adds nothing, a rule that names nothing, a pattern that nothing can match, a unit without worth.
//! One file for each concern.

mod labels;
mod letters;
mod numbers;
mod patterns;
mod rules;
mod strays;

use crate::model::Pipeline;
use crate::spec::alias::Taught;
use crate::spec::error::Error;
use crate::spec::files::Files;
use crate::spec::pipeline;

/// Goes over a pipeline; the faults found, in order of file and line, or the one that keeps it from loading.
pub fn lint(name: &str) -> Result<Vec<Error>, Error> {
    let files = pipeline::find(name)?;
    let (pipeline, taught) = pipeline::from_files(&files)?;
    let desk = Desk { files: &files, pipeline: &pipeline, taught: &taught };
    let mut found = Vec::new();
    for concern in [labels::lint, rules::lint, patterns::lint, numbers::lint, letters::lint, strays::lint] {
        found.extend(concern(&desk)?);
    }
    found.sort_by(|a, b| (&a.file, a.line, &a.message).cmp(&(&b.file, b.line, &b.message)));
    Ok(found)
}

/// What every concern looks at.
struct Desk<'a> {
    files: &'a Files,
    pipeline: &'a Pipeline,
    taught: &'a [Taught],
}

impl Desk<'_> {
    /// A fault at the first line of a file that holds a text; of the whole file where none does.
    fn fault(&self, file: &str, text: &str, message: String) -> Result<Error, Error> {
        let content = self.files.text(file)?;
        let shown = self.files.shown(file);
        Ok(match content.find(text) {
            Some(offset) => Error::at(&shown, &content, offset, message),
            None => Error::whole(&shown, message),
        })
    }
}
