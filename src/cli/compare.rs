//! `gouji compare OFFICE OFFICE…`: a few offices of a finished run side by side.
//!
//! ```text
//! 2023                          D01          D02
//! granted / total               27 (35.5%)   12 (60%)
//! granted / natural person      23 (85.2%)   blank
//! ```

use serde_json::json;

use crate::cli::arguments::{CompareArgs, Format, Options};
use crate::cli::report::pipeline_of_run;
use crate::cli::screen::{print_json, print_lines};
use crate::cli::{DONE, Fault, load, readable};
use crate::model::{Dossier, Pipeline, Value, Wording, Year};
use crate::run::compare::{self, ComparedCell, Figure, SideBySide};
use crate::run::dossier;
use crate::say;
use crate::spec;

/// Prints offices of a finished run side by side. Suggests the nearest name for an unknown office.
/// The exit code is 0, or 2 if there is nothing to compare.
pub(super) fn compare(args: &CompareArgs, options: &Options) -> Result<u8, Fault> {
    let name = pipeline_of_run(&args.out, args.pipeline.as_deref(), options)?;
    let (pipeline, wording) = load(&name, options.lang())?;
    readable(&args.out, &wording)?;
    let dossier = dossier::read(&args.out, &pipeline, wording.lang, usize::MAX)
        .map_err(|error| Fault::of_outputs(&error, &wording))?;
    let found = compare::side_by_side(&dossier, &args.offices, args.year.map(Year), &pipeline).map_err(|error| {
        let names = dossier.register.offices.iter().map(|office| office.name.as_str());
        let nearest = match &error {
            compare::Error::NoOffice(said) => spec::nearest(said, names),
            compare::Error::NoFiling(_) | compare::Error::NoFilings => None,
        };
        Fault::usage_in(&wording, &spec::with_hint(error.message(), nearest))
    })?;
    match options.format {
        Format::Json => print_json(&as_json(&found, &dossier, &pipeline))?,
        Format::Text | Format::Md => print_lines(&as_text(&found, &dossier, &pipeline, &wording))?,
    }
    Ok(DONE)
}

/// A line for each cell, tab-separated, with the share in parentheses.
fn as_text(found: &SideBySide, dossier: &Dossier, pipeline: &Pipeline, wording: &Wording) -> Vec<String> {
    let names: Vec<&str> = found.offices.iter().map(|office| dossier.register.office(*office).name.as_str()).collect();
    let mut lines = vec![format!("{}\t{}", found.year.0, names.join("\t"))];
    let shown = |line: &ComparedCell, figure: &Option<Figure>| match figure {
        None => wording.say("compare.none", &[]),
        Some(figure) => match figure.share {
            Some(share) => {
                format!("{} ({}%)", value(figure, line, pipeline, wording), say::decimal(i128::from(share), 1))
            }
            None => value(figure, line, pipeline, wording),
        },
    };
    for line in &found.lines {
        let figures: Vec<String> = line.figures.iter().map(|figure| shown(line, figure)).collect();
        lines.push(format!("{}\t{}", say::cell(pipeline, line.cell, wording), figures.join("\t")));
    }
    lines
}

/// A figure, or why there is none.
fn value(figure: &Figure, line: &ComparedCell, pipeline: &Pipeline, wording: &Wording) -> String {
    match figure.value {
        Value::Number(number) => say::number(i128::from(number), &pipeline.catalogue.cell(line.cell).kind),
        Value::Not(state) => wording.say(&format!("state.{}", state.code()), &[]),
    }
}

/// The same as JSON. Shares are fractions here, and `whole` is the cell they are a share of:
///
/// ```text
/// { "year": 2023, "offices": [{ "office_code": "D01", "office": … }, …],
///   "cells": [{ "cell": "requests.granted@total", "whole": "requests.disposed_total@total",
///               "figures": [{ "value": "27", "share": "0.355" }, null] }] }
/// ```
fn as_json(found: &SideBySide, dossier: &Dossier, pipeline: &Pipeline) -> String {
    let offices: Vec<_> = found
        .offices
        .iter()
        .map(|office| dossier.register.office(*office))
        .map(|office| json!({ "office_code": office.code, "office": office.name }))
        .collect();
    let code = |cell| pipeline.catalogue.cell(cell).code.as_str();
    let figure = |line: &ComparedCell, figure: &Option<Figure>| {
        figure.as_ref().map(|figure| {
            let value = match figure.value {
                Value::Number(number) => say::number(i128::from(number), &pipeline.catalogue.cell(line.cell).kind),
                Value::Not(state) => state.code().to_owned(),
            };
            json!({ "value": value, "share": figure.share.map(|share| say::decimal(i128::from(share), 3)) })
        })
    };
    let lines: Vec<_> = found
        .lines
        .iter()
        .map(|line| {
            let figures: Vec<_> = line.figures.iter().map(|one| figure(line, one)).collect();
            json!({ "cell": code(line.cell), "whole": line.whole.map(code), "figures": figures })
        })
        .collect();
    json!({ "year": found.year.0, "offices": offices, "cells": lines }).to_string()
}
