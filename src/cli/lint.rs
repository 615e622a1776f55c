//! `gouji lint`: what in a pipeline does nothing, or two things at once.

use serde_json::json;

use crate::cli::arguments::{Format, Options};
use crate::cli::screen::{print_json, print_text};
use crate::cli::{DONE, FINDINGS, Fault};
use crate::model::{Message, Wording};
use crate::say;
use crate::spec;

/// Prints what is found, with file and line; 1 if anything is.
pub(crate) fn lint(name: &str, options: &Options, wording: &Wording) -> Result<u8, Fault> {
    let found = spec::lint(name).map_err(|error| Fault::of_file(&error, wording))?;
    let say = |message: &Message| say::plain(message, wording);
    match options.format {
        Format::Json => {
            let faults: Vec<serde_json::Value> = found
                .iter()
                .map(|fault| {
                    let (message, hint) = (say(&fault.message), fault.hint.as_deref().map(say));
                    json!({ "file": fault.file, "line": fault.line, "message": message, "hint": hint })
                })
                .collect();
            print_json(&json!({ "pipeline": name, "faults": faults }).to_string())?;
        }
        Format::Text | Format::Md => found.iter().try_for_each(|fault| print_text(&say(&fault.in_full())))?,
    }
    Ok(if found.is_empty() { DONE } else { FINDINGS })
}
