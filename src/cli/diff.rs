//! `gouji diff OUT_A OUT_B`: what has changed between two finished runs.
//!
//! ```text
//! findings: 1 new, 0 gone, 41 still there
//! + 珠算局 2023 T3-ROW granted error: …
//! filings: 0 new, 0 gone
//! cells: 1 changed
//!   珠算局 2023 requests.granted@total: 27 → 37
//! ```
//!
//! No pipeline is needed, since everything is read from the tables.

use crate::cli::arguments::{DiffArgs, Format, Options};
use crate::cli::screen::{print_json, print_lines};
use crate::cli::{DONE, Fault, readable, sentences};
use crate::model::{Difference, FilingKey, FindingBrief, Lang, Wording};
use crate::run::diff;

/// Compares two finished runs and prints the differences. The exit code is 0 whether or not there
/// are any; with `--format json` the output is a [`Difference`].
pub(super) fn diff(args: &DiffArgs, options: &Options) -> Result<u8, Fault> {
    let wording = sentences(options.lang().unwrap_or(Lang::Zh))?;
    [&args.before, &args.after].into_iter().try_for_each(|out| readable(out, &wording))?;
    let found = diff::diff(&args.before, &args.after).map_err(|error| Fault::of_outputs(&error, &wording))?;
    match options.format {
        Format::Json => print_json(&serde_json::to_string(&found).map_err(Fault::not_done)?)?,
        Format::Text | Format::Md => print_lines(&text(&found, &wording))?,
    }
    Ok(DONE)
}

/// The lines of the text: counts first, and below each count what is behind it.
fn text(found: &Difference, wording: &Wording) -> Vec<String> {
    let say = |sentence: &str, words: &[(&str, &str)]| wording.say(sentence, words);
    let (new, gone) = (found.findings_new.len().to_string(), found.findings_gone.len().to_string());
    let still = found.findings_still.to_string();
    let mut lines = vec![say("diff.findings", &[("new", &new), ("gone", &gone), ("still", &still)])];
    let finding = |sentence: &str, row: &FindingBrief| {
        let words = [
            ("office", row.office.as_str()),
            ("year", &row.year),
            ("rule", &row.rule),
            ("key", &row.key),
            ("severity", &wording.say(&format!("severity.{}", row.severity), &[])),
            ("message", &row.message),
        ];
        wording.say(sentence, &words)
    };
    lines.extend(found.findings_new.iter().map(|row| finding("diff.new", row)));
    lines.extend(found.findings_gone.iter().map(|row| finding("diff.gone", row)));
    let (new, gone) = (found.filings_new.len().to_string(), found.filings_gone.len().to_string());
    lines.push(say("diff.filings", &[("new", &new), ("gone", &gone)]));
    let filing = |sentence: &str, row: &FilingKey| {
        wording.say(sentence, &[("office", &row.office), ("year", &row.year.to_string())])
    };
    lines.extend(found.filings_new.iter().map(|row| filing("diff.filing_new", row)));
    lines.extend(found.filings_gone.iter().map(|row| filing("diff.filing_gone", row)));
    lines.push(say("diff.cells", &[("changed", &found.cells_changed.len().to_string())]));
    lines.extend(found.cells_changed.iter().map(|change| {
        let words = [
            ("office", change.filing.office.as_str()),
            ("year", &change.filing.year.to_string()),
            ("cell", &change.cell),
            ("before", &change.before),
            ("after", &change.after),
        ];
        wording.say("diff.cell", &words)
    }));
    lines
}
