//! `report.html`: one file that opens anywhere, without a network, and shows what a run has found.
//!
//! In goes the record of a run; out comes a page that holds its data and draws each view when it is asked for.
//! Nothing is drawn beforehand: a report of thousands of offices is data and a few scripts. The page runs
//! nothing but these scripts and asks no other address for anything; both stand in its own policy. Text of
//! filings is only ever text: no script of the page makes elements out of it.

mod forms;
mod laws;
mod packed;
mod record;
mod sheets;
mod shell;

use std::fs::File;
use std::io::BufWriter;
use std::path::Path;

use serde_json::{Map, Value, json};

use crate::model::PaperKind;
use crate::report::html::sheets::LayoutPool;
use crate::report::{Error, ReportContext, mark};

pub(super) const FILE: &str = "report.html";

/// Writes the page into the folder; gives the number of filings it holds.
pub(super) fn write(context: &ReportContext<'_>, folder: &Path) -> Result<u64, Error> {
    let [core, filings] = parts(context);
    let mut file = BufWriter::with_capacity(1 << 18, File::create(folder.join(FILE))?);
    let mark = mark(context, PaperKind::Page);
    shell::write(&mut file, &core.to_string(), &filings.to_string(), &mark, context.wording)?;
    file.into_inner().map_err(|error| error.into_error())?.sync_all()?;
    Ok(context.dossier.filings.len() as u64)
}

/// The page as it lies in the folder, held against the run: its data are read out of it as a browser reads them.
pub(super) fn differences(context: &ReportContext<'_>, folder: &Path) -> Result<Vec<String>, Error> {
    let page = std::fs::read_to_string(folder.join(FILE))?;
    let wanted = [shell::CORE, shell::FILINGS].into_iter().zip(parts(context));
    let told = wanted.filter_map(|(id, wanted)| match shell::data(&page, id) {
        // A fraction is read as JSON reads it, which may not be the number it was printed from.
        Some(read) if serde_json::from_str(&wanted.to_string()).is_ok_and(|wanted: Value| read == wanted) => None,
        Some(_) => Some(format!("the data of `{id}` are not those of the run")),
        None => Some(format!("the data of `{id}` cannot be read")),
    });
    Ok(told.collect())
}

/// What every view needs, and what is read when an office is opened.
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

/// Sections of the wording that the page says; `{}` stands for all of one.
const SECTIONS: [&str; 7] =
    ["html.{}", "standing.{}", "threshold.{}", "severity.{}", "state.{}", "skip.{}", "trace.label"];

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
