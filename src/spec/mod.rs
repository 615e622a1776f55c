//! The law: the files of a pipeline, read into the model.
//!
//! In goes a folder of TOML and CSV, or one compiled in; out comes a `Pipeline` in which every name is
//! resolved, or an [`Error`] with file, line and the nearest right word. Nothing here knows any form.

mod alias;
mod builtin;
mod comparable;
mod error;
mod files;
mod form;
mod formula;
mod language;
mod lint;
mod method;
mod pipeline;
mod register;
mod rules;
mod toml_text;

pub use builtin::BUILT_IN;
pub use error::{Error, nearest};
pub use files::Files;
pub use language::wording;
pub use lint::lint;
pub use pipeline::load;
pub use register::register;
