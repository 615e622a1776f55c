//! Exports: one line for each office and year (wide), or one line for each figure (long).
//!
//! ```csv
//! 单位名称,年度,表三/本年新收/自然人,表三/本年新收/总计     wide
//! 海州市水务局,2024,4,5
//!
//! 单位名称,年度,指标,数值                                   long
//! 海州市水务局,2024,表三/本年新收/自然人,4
//! 海州市水务局,2024,表三/本年新收/总计,5
//! ```
//!
//! The header is understood once. After that a line costs little more than splitting it, since these files hold up to a
//! million filings.

mod blank;
mod dated;
mod districts;
mod header;
mod heads;
mod holds;
mod lines;
mod lists;
mod long;
mod marks;
mod moved;
mod nearly;
mod subject;
mod totals;
mod units;
mod unknown;
mod wide;

use std::borrow::Cow;
use std::sync::Arc;

use csv::{ByteRecord, ReaderBuilder};
use rustc_hash::FxHashMap;

use crate::model::{
    Claim, Evidence, Field, Layout, Message, Part, Pipeline, SourceIx, Spot, Unmatched, UnmatchedList, Year,
};
use crate::read::identify::{Period, of_cell, reporting_year};
use crate::read::number::{self, Parsed, parse};
use crate::read::tables::Foreign;
use crate::read::token::plain;

pub use blank::settle as settle_blank_years;
use districts::Group;
pub use header::{RecordHeader, header};
use marks::Marks;
pub use nearly::{lacking, offices_across, remark};
pub use subject::{Subject, subject};
pub use units::leave_all as leave_multiples;

/// Figures in columns that were not understood.
struct ForeignFigures<'a> {
    header: &'a RecordHeader,
    pipeline: &'a Pipeline,
    /// Figures in each column, in the order of the header's list.
    counts: Vec<u64>,
}

impl<'a> ForeignFigures<'a> {
    fn under(header: &'a RecordHeader, pipeline: &'a Pipeline) -> ForeignFigures<'a> {
        ForeignFigures { header, pipeline, counts: vec![0; header.foreign.len()] }
    }

    /// Counts the figures of a line. `met` gets, for each, the column's position in the header's list and the text.
    fn count(&mut self, record: &ByteRecord, mut met: impl FnMut(usize, &str)) {
        for (column, ((at, _), count)) in self.header.foreign.iter().zip(&mut self.counts).enumerate() {
            let Some(field) = record.get(*at).filter(|field| !field.is_empty()) else { continue };
            let text = String::from_utf8_lossy(field);
            let is_figure =
                plain(field).is_some() || matches!(parse(text.trim(), &self.pipeline.numbers), Parsed::Figure { .. });
            if is_figure {
                *count += 1;
                met(column, text.trim());
            }
        }
    }

    fn add(&mut self, other: &[u64]) {
        self.counts.iter_mut().zip(other).for_each(|(count, more)| *count += more);
    }

    /// The labels of these columns, each with the number of its figures.
    fn named(&self) -> UnmatchedList {
        let mut list = UnmatchedList::default();
        for ((at, label), count) in self.header.foreign.iter().zip(&self.counts) {
            let spot = Spot { line: self.header.line, column: *at as u32 + 1 };
            list.add(Unmatched { n_figures: *count, ..Unmatched::new(label, "", 0, spot) });
        }
        list
    }
}

/// The contents of an export.
#[derive(Debug, Default)]
pub struct Records {
    /// One for each office and year, in the order of the file or of the names.
    pub parts: Vec<Part>,
    /// Lines that could not be used, with what was printed.
    pub unmatched: UnmatchedList,
    /// Lines whose year could not be told.
    undated: Undated,
    /// Lines without figures that may head others.
    groups: Vec<Group>,
}

impl Records {
    /// The remarks about lines that were not used. They are taken out.
    pub fn remarks(&mut self) -> Vec<Message> {
        std::mem::take(&mut self.undated).remarks()
    }
}

/// Reads every record below the header.
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

/// Figures that their form version has no cell for, as they are listed.
fn named<'a>(pipeline: &'a Pipeline, line: u32, foreign: &'a [Foreign]) -> impl Iterator<Item = Unmatched> + 'a {
    let filled = foreign.iter().filter(|(_, printed)| !printed.is_empty());
    let spot = Spot { line, column: 1 };
    filled.map(move |(cell, printed)| Unmatched::new(&pipeline.catalogue.cell(*cell).code, printed, 1, spot))
}

/// True if a line has more fields than the header: the rest has been shifted to the right by a thousands separator, or
/// by a comma in a name.
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

/// The text of a field. Records are cut from valid UTF-8 at ASCII delimiters, so every field is valid.
fn text_at<'a>(record: &'a ByteRecord, at: Option<&usize>) -> &'a str {
    at.and_then(|at| record.get(*at)).and_then(|field| std::str::from_utf8(field).ok()).unwrap_or("")
}

/// True if the word is one of these, regardless of case and blanks.
fn is_same(word: &str, words: &[String], pipeline: &Pipeline) -> bool {
    let normaliser = &pipeline.lexicon.normaliser;
    words.iter().any(|known| known == word || normaliser.normalise(known) == normaliser.normalise(word))
}

/// Fields shown of a line that could not be used.
const FIELDS_SHOWN: usize = 4;

/// Lists a line that could not be used, unless it is empty. If a stray quotation mark has made one record of several
/// lines, each is listed.
fn unused_lines(record: &ByteRecord, line: u32, pipeline: &Pipeline) -> Vec<Unmatched> {
    let mut lines: Vec<Vec<String>> = vec![Vec::new()];
    let is_torn = memchr::memchr(b'\n', record.as_slice()).is_some();
    for field in record {
        let text = String::from_utf8_lossy(field);
        for (at, piece) in text.split('\n').enumerate() {
            if at > 0 {
                lines.push(Vec::new());
            }
            let fields: Vec<&str> = if is_torn { piece.split([',', '\t', ';']).collect() } else { vec![piece] };
            let filled = fields.into_iter().map(|field| field.trim().to_owned()).filter(|field| !field.is_empty());
            if let Some(last) = lines.last_mut() {
                last.extend(filled);
            }
        }
    }
    let is_figure = |field: &&String| matches!(parse(field, &pipeline.numbers), Parsed::Figure { .. });
    let named = |(at, filled): (usize, Vec<String>)| {
        let n_figures = filled.iter().filter(is_figure).count();
        let shown = filled.get(..FIELDS_SHOWN).unwrap_or(&filled).join(" ");
        let spot = Spot { line: line + at as u32, column: 1 };
        (!filled.is_empty()).then(|| Unmatched::new(&shown, "", n_figures, spot))
    };
    lines.into_iter().enumerate().filter_map(named).collect()
}

/// Offices, years and other texts about owners that have been met. The lines of an export repeat them.
#[derive(Default)]
struct Owners {
    names: FxHashMap<Box<str>, Arc<str>>,
    /// Names without annotations, by the printed names.
    offices: FxHashMap<Arc<str>, Arc<str>>,
    years: FxHashMap<Box<str>, Period>,
}

impl Owners {
    fn year(&mut self, text: &str, pipeline: &Pipeline) -> Period {
        if let Some(year) = plain(text.as_bytes()).and_then(|year| u16::try_from(year).ok()) {
            return reporting_year(year, &pipeline.identity).map_or(Period::Unclear, Period::Year);
        }
        if let Some(known) = self.years.get(text) {
            return *known;
        }
        let period = of_cell(text, &pipeline.identity);
        self.years.insert(text.into(), period);
        period
    }
}

/// Lines that were not used because of their year, with an example of each kind.
#[derive(Debug, Default)]
struct Undated {
    parts: Option<(u64, String)>,
    unclear: Option<(u64, String)>,
    twofold: Option<(u64, String)>,
    /// Lines with a blank year, though others have one.
    blank: u64,
}

impl Undated {
    fn is_empty(&self) -> bool {
        self.parts.is_none() && self.unclear.is_none() && self.twofold.is_none()
    }

    fn add_blank(&mut self) {
        self.blank += 1;
    }

    fn add(&mut self, period: Period, text: &str) {
        let of_kind = match period {
            Period::Year(_) => return,
            Period::Part => &mut self.parts,
            Period::Unclear => &mut self.unclear,
            Period::Twofold => &mut self.twofold,
        };
        of_kind.get_or_insert_with(|| (0, text.to_owned())).0 += 1;
    }

    fn append(&mut self, other: Undated) {
        self.blank += other.blank;
        let of_kinds =
            [(&mut self.parts, other.parts), (&mut self.unclear, other.unclear), (&mut self.twofold, other.twofold)];
        for (mine, theirs) in of_kinds {
            if let Some((n, text)) = theirs {
                mine.get_or_insert((0, text)).0 += n;
            }
        }
    }

    /// The remarks about them.
    fn remarks(self) -> Vec<Message> {
        let remark = |sentence: &'static str, of_kind: Option<(u64, String)>| {
            of_kind.map(|(n, text)| Message::new(sentence).with("n", n).with("text", text))
        };
        let blank = (self.blank > 0).then(|| (self.blank, String::new()));
        let all = [
            remark("intake.year_part", self.parts),
            remark("intake.year_untold", self.unclear),
            remark("intake.year_twofold", self.twofold),
            remark("intake.year_blank", blank),
        ];
        all.into_iter().flatten().collect()
    }
}

/// What the year columns of a line say, and their text; `None` if all are blank.
fn year_of<'a>(
    record: &'a ByteRecord,
    header: &RecordHeader,
    owners: &mut Owners,
    pipeline: &Pipeline,
) -> Option<(Cow<'a, str>, Period)> {
    let period = text_at(record, header.fields.get(&Field::Period)).trim();
    if !period.is_empty() && !is_whole_year(period, owners, pipeline) {
        return Some((period.into(), Period::Part));
    }
    dated::said(record, header, owners, pipeline)
}

/// True for a word in a column of quarters that stands for the whole year.
fn is_whole_year(period: &str, owners: &mut Owners, pipeline: &Pipeline) -> bool {
    let whole = pipeline.identity.whole_year.as_ref().is_some_and(|whole| whole.is_match(period));
    whole
        || number::is_blank(period, &pipeline.numbers)
        || pipeline.identity.is_total(period)
        || matches!(owners.year(period, pipeline), Period::Year(_))
}

fn claim(
    record: &ByteRecord,
    header: &RecordHeader,
    pipeline: &Pipeline,
    year: Option<Year>,
    owners: &mut Owners,
) -> Claim {
    let names = &mut owners.names;
    let mut shared = |field: Field| {
        let bytes = header.fields.get(&field).and_then(|at| record.get(*at))?;
        let text = std::str::from_utf8(bytes).ok().map(str::trim).filter(|text| !text.is_empty())?;
        match names.get(text) {
            Some(known) => Some(Arc::clone(known)),
            None if number::is_blank(text, &pipeline.numbers) => None,
            None => Some(Arc::clone(names.entry(text.into()).or_insert_with(|| text.into()))),
        }
    };
    let (validity, scope, sending) = holds::of_line(record, header, pipeline);
    let is_whole = |part: &Arc<str>| is_same(part, &pipeline.identity.whole, pipeline);
    let component = shared(Field::Component).filter(|part| !is_whole(part));
    let offices = &mut owners.offices;
    let bare = |name: Arc<str>| {
        let bare = offices.entry(name).or_insert_with_key(|name| pipeline.identity.bare_name(name).into());
        Arc::clone(bare)
    };
    let (office, within) = match (shared(Field::Office).map(bare), component) {
        (Some(whole), Some(component)) => (Some(Arc::from(Claim::of_component(&whole, &component))), Some(whole)),
        (office, _) => (office, shared(Field::District)),
    };
    // The name of a line of sums may stand in the column of numbers or codes.
    let is_named = header.fields.contains_key(&Field::Office);
    let is_word = |code: &str| code.chars().nth(1).is_some() || !code.contains(char::is_alphanumeric);
    let is_aside = |code: &str| is_named && is_word(code) && pipeline.identity.is_aside(code);
    let is_nobodys = |code: &str| pipeline.identity.is_total(code) || is_aside(code);
    let (office, code) = match (office, shared(Field::OfficeCode)) {
        (None, None) => (total(record, header, pipeline), None),
        (None, Some(code)) if is_nobodys(&code) => (Some(code), None),
        named => named,
    };
    Claim { from: Evidence::Column, office, code, year, scope, validity, sending, within, part_of_year: None }
}

/// The name of a line of sums, from any field that is no figure.
fn total(record: &ByteRecord, header: &RecordHeader, pipeline: &Pipeline) -> Option<Arc<str>> {
    let is_cell = |at: &usize| header.cells.get(*at).is_some_and(Option::is_some);
    // A row in a long export may be called a total without being a total of offices.
    let of_figure = [Field::Table, Field::Row, Field::Column, Field::Cell, Field::Value, Field::Unit];
    let is_of_figure = |at: &usize| of_figure.iter().any(|field| header.fields.get(field) == Some(at));
    let texts =
        (0..record.len()).filter(|at| !is_cell(at) && !is_of_figure(at)).map(|at| text_at(record, Some(&at)).trim());
    texts.filter(|text| !text.is_empty()).find(|text| pipeline.identity.is_total(text)).map(Arc::from)
}
