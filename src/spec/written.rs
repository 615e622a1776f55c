//! What a rule of a file needs while it is read, and the errors that point into the file.

use serde_spanned::Spanned;

use crate::model::{Catalogue, Message};
use crate::spec::error::{Error, Source};
use crate::spec::formula::Fault;

/// Where a rule was written, for error messages, and what its names can refer to.
pub(crate) struct Written<'a> {
    pub source: Source<'a>,
    pub catalogue: &'a Catalogue,
}

impl Written<'_> {
    /// An error at a byte offset of the file.
    pub(crate) fn error(&self, offset: usize, message: Message) -> Error {
        self.source.error(offset, message)
    }

    /// An error at a name that nothing has; `sentence` says what was looked for.
    pub(crate) fn unknown(&self, sentence: &'static str, said: &Spanned<String>) -> Error {
        self.error(said.span().start, Message::new(sentence).with("word", said.get_ref()))
    }

    /// An error inside a formula. `start` is the byte offset of the formula in the file, and the
    /// fault counts from there.
    pub(crate) fn in_formula(&self, start: usize, fault: Fault) -> Error {
        let message = Message::new("formula.fault").with("fault", fault.message);
        self.error(start + fault.offset, message).hint(fault.hint)
    }
}
