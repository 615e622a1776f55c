//! Loads pipelines: their files, read into the model.
//!
//! The input is a folder of TOML and CSV files, or one compiled in. The result is a `Pipeline` with
//! every name resolved, or an [`Error`] with file, line and the nearest valid name. Nothing here
//! knows any particular form.
//!
//! ```text
//! forms/loans.toml    [[table]] code = "loans"  [[table.row]] code = "lent", "returned"
//! rules.toml          formula = "loans.lent = loans.returnd"
//!
//! => rules.toml:4:25: unknown cell `loans.returnd`
//!    hint: did you mean `loans.returned`?
//! ```
//!
//! `pipeline` is the way in. Modules whose names end in `_text`, and `said`, are the syntax of a
//! file as structs; the module beside each turns them into the model. `lint` looks at what has been
//! loaded.

mod alias;
mod builtin;
mod cases;
mod comparable;
mod error;
mod explanations;
mod files;
mod form;
mod form_text;
mod formula;
mod identity;
mod language;
mod letters;
mod limits;
mod lint;
mod method;
mod page;
mod pipeline;
mod prose;
mod register;
mod rules;
mod said;
mod toml_text;
mod unfold;
mod written;

pub use builtin::BUILT_IN;
pub use error::{Error, Source, nearest, with_hint};
pub use explanations::{AnswerFault, Answered, answered, answers, explanations};
pub use files::Files;
pub use language::wording;
pub use letters::{BULLETIN_WORDS, NOTICE_WORDS};
pub use lint::lint;
pub use pipeline::load;
pub use register::register;
