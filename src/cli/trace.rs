//! `gouji trace OFFICE YEAR CELL`: where a figure in the outputs was printed.
//!
//! ```text
//! 勾稽市对数委员会 2023
//! requests … / granted / total: 37  from filings/a.csv, line 23, column 10
//! as printed: 37
//! ```

use serde_json::json;

use crate::cli::arguments::{Format, Options, TraceArgs};
use crate::cli::report::pipeline_of_run;
use crate::cli::screen::{print, print_json};
use crate::cli::{DONE, Fault, load, readable};
use crate::model::{Message, Value};
use crate::run::trace::{self, Error};
use crate::say;
use crate::spec;

/// Prints where a figure came from: file, line, column and printed text. Suggests the nearest code
/// for an unknown cell.
///
/// The exit code is 2 if the run has no such filing or cell, and 3 if the source has been moved or
/// changed since the run.
pub(super) fn trace(args: &TraceArgs, options: &Options) -> Result<u8, Fault> {
    let name = pipeline_of_run(&args.out, args.pipeline.as_deref(), options)?;
    let (pipeline, wording) = load(&name, options.lang())?;
    readable(&args.out, &wording)?;
    let cell = pipeline.catalogue.by_code(&args.cell).ok_or_else(|| {
        let codes = pipeline.catalogue.cells.iter().map(|cell| cell.code.as_str());
        let message = Message::new("unknown.cell").with("word", &args.cell);
        Fault::usage_in(&wording, &spec::with_hint(message, spec::nearest(&args.cell, codes)))
    })?;
    let found = trace::trace(&args.out, &args.office, args.year, cell, &pipeline).map_err(|error| {
        let message = error.message();
        match error {
            Error::NoFiling { .. } | Error::NoCell { .. } => Fault::usage_in(&wording, &message),
            Error::Outputs(_) | Error::Moved { .. } => Fault::not_done_in(&wording, &message),
        }
    })?;
    let kind = &pipeline.catalogue.cell(cell).kind;
    let value = match found.value {
        Value::Number(number) => say::number(i128::from(number), kind),
        Value::Not(state) => state.code().to_owned(),
    };
    let (line, column) = (found.spot.line, found.spot.column);
    let raw = if found.raw.is_empty() && found.value.number().is_some() { value.clone() } else { found.raw };
    if options.format == Format::Json {
        let result = json!({
            "office": found.office, "year": found.year, "cell": args.cell, "value": value, "path": found.path,
            "line": line, "column": column, "raw": raw,
        });
        print_json(&result.to_string())?;
        return Ok(DONE);
    }
    let (line, column) = (line.to_string(), column.to_string());
    let named = say::cell(&pipeline, cell, &wording);
    let value = match found.value {
        Value::Number(_) => value,
        Value::Not(state) => wording.say(&format!("state.{}", state.code()), &[]),
    };
    let words =
        [("cell", named.as_str()), ("value", &value), ("path", &found.path), ("line", &line), ("column", &column)];
    print(&format!("{} {}", found.office, found.year))?;
    print(&wording.say("trace.place", &words))?;
    let shown = if raw.is_empty() { wording.say("trace.blank", &[]) } else { raw };
    print(&wording.say("trace.raw", &[("raw", &shown)]))?;
    Ok(DONE)
}
