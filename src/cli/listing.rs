//! `gouji forms [PIPELINE]` and `gouji rules [PIPELINE]`: what a pipeline contains.
//!
//! ```text
//! 2021  Annual report, form of 2021  <source>
//!   requests.granted@total                                     granted | total
//! ```

use serde_json::json;

use crate::cli::arguments::{Format, Options};
use crate::cli::screen::{print, print_json, print_text};
use crate::cli::{DONE, Fault, load, page};
use crate::model::{CellIx, CellKind, FormIx, Pipeline, Wording};

/// Prints the form versions, each with its cells and their labels.
pub(super) fn forms(name: &str, options: &Options) -> Result<u8, Fault> {
    let (pipeline, wording) = load(name, options.lang())?;
    if options.format == Format::Json {
        print_json(&forms_json(&pipeline, &wording))?;
        return Ok(DONE);
    }
    for form in &pipeline.catalogue.forms {
        print(&format!("{}  {}  {}", form.id, form.title.get(wording.lang), form.source))?;
        for cell in &form.cells {
            let def = pipeline.catalogue.cell(*cell);
            let label = |is_row: bool, line| {
                form.labels.get(&(def.table, is_row, line)).map_or("", |label| label.get(wording.lang)).to_owned()
            };
            let (row, column) = (label(true, def.row), label(false, def.column));
            // A table that is a plain list has no column labels.
            let named = if column.is_empty() { row } else { format!("{row} | {column}") };
            print(&format!("  {:<58} {named}", def.code))?;
        }
    }
    Ok(DONE)
}

/// The same as JSON, with kinds of cells and the comparisons between versions:
///
/// ```text
/// { "pipeline": "cn-disclosure",
///   "forms": [{ "form": "2021", "title": …, "cells": [{ "code": …, "row": …, "column": …, "kind": "count" }] }],
///   "comparable": [{ "older": …, "newer": …, "likeness": …, "older_cells": […], "newer_cells": […], "because": … }] }
/// ```
fn forms_json(pipeline: &Pipeline, wording: &Wording) -> String {
    let forms: Vec<serde_json::Value> = pipeline
        .catalogue
        .forms
        .iter()
        .map(|form| {
            let cells: Vec<serde_json::Value> = form
                .cells
                .iter()
                .map(|cell| {
                    let def = pipeline.catalogue.cell(*cell);
                    let label = |is_row: bool, line| {
                        form.labels.get(&(def.table, is_row, line)).map_or("", |label| label.get(wording.lang))
                    };
                    let kind = match &def.kind {
                        CellKind::Count { signed: false } => json!("count"),
                        CellKind::Count { signed: true } => json!("signed_count"),
                        CellKind::Money { unit, .. } => json!({ "money": unit }),
                        CellKind::Measure { unit, adds, .. } => json!({ "measure": unit, "adds": adds }),
                        CellKind::Date => json!("date"),
                    };
                    json!({ "code": def.code, "row": label(true, def.row), "column": label(false, def.column), "kind": kind })
                })
                .collect();
            json!({ "form": form.id, "title": form.title.get(wording.lang), "source": form.source, "cells": cells })
        })
        .collect();
    json!({ "pipeline": pipeline.name, "forms": forms, "comparable": comparable_json(pipeline, wording) }).to_string()
}

/// The declared comparisons between form versions: which sums of cells correspond, how closely, and
/// why.
fn comparable_json(pipeline: &Pipeline, wording: &Wording) -> Vec<serde_json::Value> {
    let catalogue = &pipeline.catalogue;
    let codes = |cells: &[CellIx]| cells.iter().map(|cell| catalogue.cell(*cell).code.clone()).collect::<Vec<_>>();
    let id = |form: FormIx| &catalogue.forms[form.at()].id;
    catalogue
        .comparisons
        .declared
        .iter()
        .map(|comparison| {
            json!({
                "older": id(comparison.older), "newer": id(comparison.newer), "likeness": comparison.likeness.code(),
                "older_cells": codes(&comparison.older_cells), "newer_cells": codes(&comparison.newer_cells),
                "because": comparison.because.get(wording.lang),
            })
        })
        .collect()
}

/// Prints the rules: id, severity, title, formula and reason. As Markdown, this is the file
/// `RULES.md` of a pipeline.
pub(super) fn rules(name: &str, options: &Options) -> Result<u8, Fault> {
    let (pipeline, wording) = load(name, options.lang())?;
    if options.format == Format::Json {
        let rules: Vec<serde_json::Value> = pipeline
            .rules
            .iter()
            .map(|rule| {
                json!({
                    "rule": rule.id.0, "severity": rule.severity.code(), "title": rule.title.get(wording.lang),
                    "formula": page::formula(rule), "because": rule.because, "unofficial": rule.unofficial,
                })
            })
            .collect();
        print_json(&json!({ "pipeline": pipeline.name, "rules": rules }).to_string())?;
        return Ok(DONE);
    }
    if options.format == Format::Md {
        print_text(page::rules(&pipeline, &wording).trim_end())?;
        return Ok(DONE);
    }
    for rule in &pipeline.rules {
        let severity = wording.say(&format!("severity.{}", rule.severity.code()), &[]);
        print(&format!("{:<15} {severity}  {}", rule.id.0, rule.title.get(wording.lang)))?;
        print(&format!("{:15} {}", "", page::formula(rule)))?;
        print(&format!("{:15} {}", "", rule.because))?;
        if rule.unofficial {
            print(&format!("{:15} {}", "", wording.say("page.unofficial", &[])))?;
        }
    }
    Ok(DONE)
}
