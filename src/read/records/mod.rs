//! Record exports: one line an office-year (wide) or one line a figure (long).
//!
//! The header is understood once; after that a line costs what splitting it costs and a little more, since
//! these files hold up to a million filings.

mod header;
mod lists;
mod long;
mod wide;

use std::sync::Arc;

use csv::{ByteRecord, ReaderBuilder};
use rustc_hash::FxHashMap;

use crate::model::{Claim, Evidence, Field, Layout, Part, Pipeline, SourceIx};
use crate::read::identify::{self, reporting_year};
use crate::read::tables::Foreign;

pub use header::{RecordHeader, header};

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
        Layout::Wide | Layout::Matrix | Layout::Report => wide::read(text, delimiter, header, source, pipeline),
    }
}

/// Foreign figures as they are named among the unmatched.
fn named(pipeline: &Pipeline, line: u32, foreign: &[Foreign]) -> Vec<String> {
    let filled = foreign.iter().filter(|(_, printed)| !printed.is_empty());
    filled.map(|(cell, printed)| format!("{line}:1 {} {printed}", pipeline.catalogue.cell(*cell).code)).collect()
}

/// A text with an odd number of quotation marks has a stray one, and what stands between it and the next would be one
/// field: such a text is read without quoting, and lines with a mark are not used.
fn is_quoted(text: &str) -> bool {
    memchr::memchr_iter(b'"', text.as_bytes()).count().is_multiple_of(2)
}

/// True if a line read without quoting has a quotation mark, so that its fields cannot be told.
fn is_torn(record: &ByteRecord, quoted: bool) -> bool {
    !quoted && record.as_slice().contains(&b'"')
}

/// True if a line has more fields than the header: somewhere in it the rest has slid to the right, by a separator of
/// thousands or a comma in a name.
fn has_slid(record: &ByteRecord, header: &RecordHeader) -> bool {
    record.iter().skip(header.width).any(|field| !field.trim_ascii().is_empty())
}

fn record_reader(text: &str, delimiter: u8, quoted: bool) -> csv::Reader<&[u8]> {
    ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .quoting(quoted)
        .delimiter(delimiter)
        .buffer_capacity(64 * 1024)
        .from_reader(text.as_bytes())
}

/// The text of a field; records are cut from valid text, so every field is one.
fn text_at<'a>(record: &'a ByteRecord, at: Option<&usize>) -> &'a str {
    at.and_then(|at| record.get(*at)).and_then(|field| std::str::from_utf8(field).ok()).unwrap_or("")
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
    Claim {
        from: Evidence::Column,
        office: shared(Field::Office),
        code: shared(Field::OfficeCode),
        year,
        scope,
        within: shared(Field::District),
    }
}
