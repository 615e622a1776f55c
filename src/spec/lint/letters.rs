//! Unknown variables in a pipeline's own letters, with which writing a letter would fail.
//!
//! ```text
//! letters/notice.en.md    Dear {{ ofice }},
//! => a letter has nothing to fill in for `ofice`, with the known variables as a hint
//! ```

use std::collections::BTreeSet;

use minijinja::Environment;

use crate::model::{Message, Word};
use crate::spec::error::Error;
use crate::spec::letters;
use crate::spec::lint::Desk;

/// Checks the templates in the pipeline's folder. Functions of the template language, such as
/// `range`, are no variables.
pub(crate) fn lint(desk: &Desk<'_>) -> Result<Vec<Error>, Error> {
    let environment = Environment::new();
    let functions: BTreeSet<&str> = environment.globals().map(|(name, _)| name).collect();
    let mut found = Vec::new();
    for (file, known) in letters::files() {
        let Some(text) = desk.files.text_if_there(&file)? else { continue };
        // Syntax errors were reported when the pipeline was loaded.
        let Ok(template) = environment.template_from_str(&text) else { continue };
        let asked: BTreeSet<String> = template.undeclared_variables(false).into_iter().collect();
        for name in asked.iter().filter(|name| !known.contains(&name.as_str()) && !functions.contains(name.as_str())) {
            let hint = Message::new("hint.one_of").with("words", Word::all_of(known.iter().copied(), "sum.comma"));
            found.push(desk.fault(&file, name, Message::new("letter.unfilled").with("word", name))?.hint(hint));
        }
    }
    Ok(found)
}
