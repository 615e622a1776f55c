//! `gouji lint [PIPELINE]`: what in a pipeline has no effect, or two meanings.
//!
//! ```text
//! x/aliases/rows.csv:12: `granted` means row granted and row granted_in_part, and nothing around it tells which
//! ```
//!
//! A pipeline with such faults can be loaded and used; one with errors cannot, and fails here with
//! exit code 2 as everywhere.

use serde_json::json;

use crate::cli::arguments::{Format, Options};
use crate::cli::screen::{print_json, print_text};
use crate::cli::{DONE, FINDINGS, Fault};
use crate::model::{Message, Wording};
use crate::say;
use crate::spec;

/// Prints each fault with file and line. The exit code is 1 if there are any.
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
