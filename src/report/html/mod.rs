//! `report.html`: one file that opens anywhere without a network, and shows what a run has found.
//!
//! The page carries its data as JSON and draws each view when it is opened, so a report on
//! thousands of offices is data and a few scripts:
//!
//! ```text
//! forms, laws    the pipeline: tables, cells, rules, methods
//! record         the run: findings, repairs, ranking, sums, filings
//! sheets         the form as rectangles, each layout once
//! packed         figures of a filing as one short text
//! shell          puts style, data and scripts into the page
//! ```
//!
//! Its content-security policy allows these scripts and nothing else, and no request to any other
//! address. Text from filings is only ever inserted as text: no script turns it into elements.

mod forms;
mod laws;
mod packed;
mod record;
mod sheets;
mod shell;

use std::fs::File;
use std::io::BufWriter;
use std::path::Path;

use serde::de::IgnoredAny;
use serde_json::{Map, Value, json};

use crate::model::PaperKind;
use crate::report::html::sheets::LayoutPool;
use crate::report::{Error, ReportContext, mark};

/// The file name.
pub(super) const FILE: &str = "report.html";

/// Writes the page and returns the number of filings in it.
pub(super) fn write(context: &ReportContext<'_>, folder: &Path) -> Result<u64, Error> {
    let [core, filings] = parts(context).map(|part| part.to_string());
    let mut file = BufWriter::with_capacity(1 << 18, File::create(folder.join(FILE))?);
    let mark = mark(context, PaperKind::Page);
    shell::write(&mut file, &core, &filings, &mark, context.wording)?;
    file.into_inner().map_err(|error| error.into_error())?.sync_all()?;
    Ok(context.dossier.filings.len() as u64)
}

/// Reads the data back out of the written page, and compares them with the run as it is stored now.
pub(super) fn differences(context: &ReportContext<'_>, folder: &Path) -> Result<Vec<String>, Error> {
    let page = std::fs::read_to_string(folder.join(FILE))?;
    // Only one of the values is in memory at a time; those of a large run take gigabytes.
    let wanted = parts(context).map(|part| part.to_string());
    let differences = [shell::CORE, shell::FILINGS].into_iter().zip(wanted).filter_map(|(id, wanted)| {
        let read = shell::data(&page, id);
        // The same text is the same data, as far as it is JSON that a browser can read.
        match read.filter(|read| serde_json::from_str::<IgnoredAny>(read).is_ok()) {
            Some(read) if read == shell::inert(&wanted) => None,
            Some(_) => Some(format!("the data of `{id}` are not those of the run")),
            None => Some(format!("the data of `{id}` cannot be read")),
        }
    });
    Ok(differences.collect())
}

/// The data in two parts: what every view needs, and the figures, which are parsed only when an
/// office is opened.
fn parts(context: &ReportContext<'_>) -> [Value; 2] {
    let mut sheets = LayoutPool::of(&context.pipeline.catalogue, context.wording.lang);
    let [filed, filings] = record::filings(context, &mut sheets);
    let record = record::record(context, &mut sheets);
    let mut core = Map::new();
    let parts = forms::catalogue(context).into_iter().chain(laws::laws(context)).chain(record).chain(sheets.finish());
    core.extend(head(context).into_iter().chain(parts).map(|(name, value)| (name.to_owned(), value)));
    core.insert("filed".to_owned(), filed);
    core.insert("met".to_owned(), record::met(context));
    [Value::Object(core), filings]
}

/// Sentences that the page uses; `{}` stands for a whole section.
const SECTIONS: [&str; 8] =
    ["html.{}", "standing.{}", "threshold.{}", "severity.{}", "state.{}", "skip.{}", "trace.label", "repair.joint"];

/// The sentences, and what identifies the run.
fn head(context: &ReportContext<'_>) -> Vec<(&'static str, Value)> {
    let (pipeline, dossier, wording) = (context.pipeline, context.dossier, context.wording);
    let ours = |name: &&str| SECTIONS.iter().any(|section| name.starts_with(section.trim_end_matches("{}")));
    let words: Map<String, Value> =
        wording.names().filter(ours).map(|name| (name.to_owned(), json!(wording.say(name, &[])))).collect();
    vec![
        ("words", Value::Object(words)),
        ("pipeline", json!(pipeline.name)),
        ("title", json!(pipeline.title.get(wording.lang))),
        ("city", json!(pipeline.city.get(wording.lang))),
        ("since", context.since.map_or(Value::Null, record::since)),
        ("version", json!(dossier.version)),
        ("digests", json!([dossier.pipeline_digest, dossier.inputs_digest])),
    ]
}
