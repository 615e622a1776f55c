//! Record exports: one line an office-year (wide) or one line a figure (long).
//!
//! The header is understood once; after that a line costs what splitting it costs and a little more, since
//! these files hold up to a million filings.

mod header;
mod lines;
mod lists;
mod long;
mod marks;
mod subject;
mod wide;

use std::sync::Arc;

use csv::{ByteRecord, ReaderBuilder};
use rustc_hash::FxHashMap;

use crate::model::{Claim, Evidence, Field, Layout, Part, Pipeline, SourceIx};
use crate::read::identify::{self, reporting_year};
use crate::read::tables::Foreign;

pub use header::{RecordHeader, header};
use marks::Marks;
pub use subject::{Subject, subject};

/// What a record export held.
#[derive(Debug, Default)]
pub struct Records {
    /// One for each office and year, in the order of the file or of their names.
    pub parts: Vec<Part>,
    /// Lines that could not be used, with what was printed.
    pub unmatched: Vec<String>,
}

/// Reads every record under the header.
pub fn read(text: &str, delimiter: u8, header: &RecordHeader, source: SourceIx, pipeline: &Pipeline) -> Records {
    match header.layout {
        Layout::Long => long::read(text, delimiter, header, source, pipeline),
        Layout::Wide | Layout::Matrix | Layout::Report => {
            let records = wide::read(text, delimiter, header, source, pipeline);
            match header.tables.first().filter(|table| pipeline.catalogue.table(**table).by_line) {
                Some(table) => lines::gather(records, *table, pipeline),
                None => records,
            }
        }
    }
}

/// Foreign figures as they are named among the unmatched.
fn named(pipeline: &Pipeline, line: u32, foreign: &[Foreign]) -> Vec<String> {
    let filled = foreign.iter().filter(|(_, printed)| !printed.is_empty());
    filled.map(|(cell, printed)| format!("{line}:1 {} {printed}", pipeline.catalogue.cell(*cell).code)).collect()
}

/// True if a line has more fields than the header: somewhere in it the rest has slid to the right, by a separator of
/// thousands or a comma in a name.
fn has_slid(record: &ByteRecord, header: &RecordHeader) -> bool {
    record.iter().skip(header.width).any(|field| !field.trim_ascii().is_empty())
}

fn record_reader<'a>(text: &'a str, marks: &Marks<'_>) -> csv::Reader<&'a [u8]> {
    ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .quoting(marks.hold)
        .delimiter(marks.delimiter)
        .buffer_capacity(64 * 1024)
        .from_reader(text.as_bytes())
}

/// The text of a field; records are cut from valid text, so every field is one.
fn text_at<'a>(record: &'a ByteRecord, at: Option<&usize>) -> &'a str {
    at.and_then(|at| record.get(*at)).and_then(|field| std::str::from_utf8(field).ok()).unwrap_or("")
}

/// True if the word is one of these, whatever their capitals and blanks.
fn is_same(word: &str, words: &[String], pipeline: &Pipeline) -> bool {
    let normaliser = &pipeline.lexicon.normaliser;
    words.iter().any(|known| known == word || normaliser.normalise(known) == normaliser.normalise(word))
}

fn unused_line(record: &ByteRecord, line: u32) -> Option<String> {
    let fields = record.iter().map(|field| String::from_utf8_lossy(field).trim().to_owned());
    let filled: Vec<String> = fields.filter(|field| !field.is_empty()).take(4).collect();
    (!filled.is_empty()).then(|| format!("{line}:1 {}", filled.join(" ")))
}

fn claim(
    record: &ByteRecord,
    header: &RecordHeader,
    pipeline: &Pipeline,
    names: &mut FxHashMap<Box<str>, Arc<str>>,
) -> Claim {
    let mut shared = |field: Field| {
        let bytes = header.fields.get(&field).and_then(|at| record.get(*at))?;
        let text = std::str::from_utf8(bytes).ok().map(str::trim).filter(|text| !text.is_empty())?;
        Some(match names.get(text) {
            Some(known) => Arc::clone(known),
            None => Arc::clone(names.entry(text.into()).or_insert_with(|| text.into())),
        })
    };
    let year = shared(Field::Year).and_then(|text| {
        let digits: String = text.chars().filter(char::is_ascii_digit).take(4).collect();
        reporting_year(digits.parse().ok()?, &pipeline.identity)
    });
    let scope = shared(Field::Scope).and_then(|text| identify::scope(&text, &pipeline.identity));
    let is_whole = |part: &Arc<str>| is_same(part, &pipeline.identity.whole, pipeline);
    let component = shared(Field::Component).filter(|part| !is_whole(part));
    let (office, within) = match (shared(Field::Office), component) {
        (Some(whole), Some(component)) => (Some(Arc::from(Claim::of_component(&whole, &component))), Some(whole)),
        (office, _) => (office, shared(Field::District)),
    };
    Claim { from: Evidence::Column, office, code: shared(Field::OfficeCode), year, scope, within }
}
