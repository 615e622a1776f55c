//! The account of a run: what went in is what came out, counted by a path of its own.
//!
//! The outputs are counted as they lie in the folder, row by row, and held against what was found, what was read and what
//! `run.json` says. A run that does not add up is a fault of the program and publishes nothing.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use rustc_hash::FxHashMap;
use serde_json::Value as Json;

use crate::model::{Source, State, Value};
use crate::run::discover::Found;
use crate::run::manifest::MANIFEST_FILE;
use crate::run::{Error, Finished, table};

/// How often each word comes in a column.
type Count = BTreeMap<String, u64>;

/// Every file that was found is a source, or holds some; and every source is a file, or in one.
pub(super) fn files(found: &[Found], sources: &[Source]) -> Result<(), Error> {
    let mut rows: FxHashMap<&str, u64> = found.iter().map(|file| (file.source.path.as_str(), 0)).collect();
    for source in sources {
        let path = source.path.as_str();
        // The innermost file: a folder may have a row of its own beside those in it.
        let ends = path.rmatch_indices(['/', '#']).map(|(at, _)| at);
        let file =
            std::iter::once(path.len()).chain(ends).find_map(|end| path.get(..end).filter(|p| rows.contains_key(p)));
        match file.and_then(|file| rows.get_mut(file)) {
            Some(n) => *n += 1,
            None => return Err(differs("intake.csv", format!("`{path}` is in no input"))),
        }
    }
    match rows.iter().filter(|(_, n)| **n == 0).map(|(path, _)| path).min() {
        Some(path) => Err(differs("intake.csv", format!("no row for `{path}`"))),
        None => Ok(()),
    }
}

/// The tables and `run.json` in the folder say the same as the run, and each of them adds up.
pub(super) fn outputs(finished: &Finished, folder: &Path) -> Result<(), Error> {
    let path = folder.join(MANIFEST_FILE);
    let fault = |error: String| differs(MANIFEST_FILE, error);
    let text = fs::read_to_string(path).map_err(|error| fault(error.to_string()))?;
    let said: Json = serde_json::from_str(&text).map_err(|error| fault(error.to_string()))?;
    intake(&said, finished, folder)?;
    findings(&said, folder)?;
    cells(finished, folder)?;
    rules(&said)
}

fn intake(said: &Json, finished: &Finished, folder: &Path) -> Result<(), Error> {
    const FILE: &str = "intake.csv";
    const CELLS: [&str; 3] = ["cells_read", "cells_blank", "cells_unread"];
    let (mut status, mut cells, mut paths) = (Count::new(), [0u64; 3], 0usize);
    let [read, blank, unread] = CELLS;
    table::each_row(folder, FILE, &["path", "status", read, blank, unread], |row| {
        let source = finished.sources.get(paths)?;
        paths += usize::from(row.text(0) == source.path);
        *status.entry(row.raw(1).to_owned()).or_default() += 1;
        for (at, sum) in cells.iter_mut().enumerate() {
            *sum += row.raw(2 + at).parse::<u64>().ok()?;
        }
        Some(())
    })?;
    let inputs = &said["inputs"];
    same(FILE, "files", paths as u64, finished.sources.len() as u64)?;
    same(FILE, "files", paths as u64, number(&inputs["files"]))?;
    same(FILE, "files of every status", status.values().sum(), number(&inputs["files"]))?;
    for (name, n) in &status {
        same(FILE, name, *n, number(&inputs["status"][name]))?;
    }
    CELLS.iter().zip(cells).try_for_each(|(name, n)| same(FILE, name, n, number(&inputs[*name])))
}

fn findings(said: &Json, folder: &Path) -> Result<(), Error> {
    const FILE: &str = "findings.csv";
    const SEVERITIES: [(&str, &str); 4] =
        [("error", "errors"), ("warning", "warnings"), ("anomaly", "anomalies"), ("note", "notes")];
    let (mut severities, mut status) = (Count::new(), Count::new());
    table::each_row(folder, FILE, &["severity", "status"], |row| {
        *severities.entry(row.raw(0).to_owned()).or_default() += 1;
        *status.entry(row.raw(1).to_owned()).or_default() += 1;
        Some(())
    })?;
    let of = |count: &Count, word: &str| count.get(word).copied().unwrap_or_default();
    let counts = &said["counts"];
    for (word, name) in SEVERITIES {
        same(FILE, name, of(&severities, word), number(&counts[name]))?;
    }
    for name in ["explained", "reopened"] {
        same(FILE, name, of(&status, name), number(&counts[name]))?;
    }
    let all: u64 = SEVERITIES.iter().map(|(word, _)| of(&severities, word)).sum();
    same(FILE, "rows", all, number(&said["rows"][FILE]))
}

/// What was printed in a cell and is no number stands in `cells.csv`, whatever form its filing is of.
fn cells(finished: &Finished, folder: &Path) -> Result<(), Error> {
    const FILE: &str = "cells.csv";
    const PRINTED: [State; 4] = [State::NotApplicable, State::BelowLimit, State::Unreadable, State::Unread];
    let mut rows = Count::new();
    table::each_row(folder, FILE, &["state"], |row| {
        *rows.entry(row.raw(0).to_owned()).or_default() += 1;
        Some(())
    })?;
    let mut found = [0u64; PRINTED.len()];
    for filing in finished.reported() {
        for (_, value) in filing.cells.iter() {
            if let Value::Not(state) = value
                && let Some(at) = PRINTED.iter().position(|printed| *printed == state)
            {
                found[at] += 1;
            }
        }
    }
    PRINTED.iter().zip(found).try_for_each(|(state, n)| {
        let name = state.code();
        same(FILE, name, rows.get(name).copied().unwrap_or_default(), n)
    })
}

/// What a rule was asked was held, failed or skipped.
fn rules(said: &Json) -> Result<(), Error> {
    for rule in said["rules"].as_array().into_iter().flatten() {
        let skipped: u64 = rule["skipped"].as_object().into_iter().flatten().map(|(_, n)| number(n)).sum();
        let [held, failed] = ["held", "failed"].map(|name| number(&rule[name]));
        let name = rule["rule"].as_str().unwrap_or_default();
        same(MANIFEST_FILE, name, held + failed, number(&rule["checked"]))?;
        same(MANIFEST_FILE, name, held + failed + skipped, number(&rule["asked"]))?;
    }
    Ok(())
}

fn number(said: &Json) -> u64 {
    said.as_u64().unwrap_or_default()
}

fn same(file: &'static str, what: &str, counted: u64, said: u64) -> Result<(), Error> {
    if counted == said { Ok(()) } else { Err(differs(file, format!("{counted} `{what}`, and {said} in the run"))) }
}

fn differs(file: &'static str, first: String) -> Error {
    Error::Differs { file, n: 1, first }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source(path: &str) -> Source {
        Source { path: path.to_owned(), root_len: 0 }
    }

    fn found(path: &str) -> Found {
        Found { source: source(path), file: path.into(), skip: None }
    }

    #[test]
    fn a_file_without_a_row_and_a_row_without_a_file_are_told() {
        let given_in_each_other = ["out", "out/a.csv"].map(found);
        assert!(files(&given_in_each_other, &["out", "out/a.csv"].map(source)).is_ok());
        assert!(files(&given_in_each_other, &["out/a.csv"].map(source)).is_err());
        let sources = ["a.xls", "a.xlsx#1", "b.zip/x", "b.zip/y", "c.xlsx#1"].map(source);
        let given = ["a.xls", "a.xlsx", "b.zip", "c.xlsx"].map(found);
        assert!(files(&given, &sources).is_ok());
        assert!(files(&given[..3], &sources).is_err());
        assert!(files(&given, &sources[..4]).is_err());
        assert!(files(&given, &[&sources[..1], &sources[2..]].concat()).is_err());
    }

    #[test]
    fn a_rule_whose_counts_do_not_add_up_is_told() {
        let said = |asked: u64| {
            serde_json::json!({ "rules": [
                { "rule": "A", "asked": asked, "checked": 3, "held": 2, "failed": 1, "skipped": { "blank": 4 } },
            ] })
        };
        assert!(rules(&said(7)).is_ok() && rules(&said(8)).is_err());
    }
}
