//! Bytes → filings. Reading never fails: what cannot be read is said, and where.
//!
//! In goes the content of one file; out comes a [`Reading`]: the parts found in it, each with every statement
//! about whose it is, and the file's row of the intake. Whether an office is on a register, and what to do
//! with two filings of one office, is not known here.

mod advice;
pub mod aligned;
pub mod bind;
mod broken_header;
mod broken_label;
pub mod container;
pub mod copies;
pub mod cut;
pub mod decode;
mod doubt;
pub mod dress;
mod folded;
pub mod grid;
mod guard;
pub mod header;
pub mod header_tree;
pub mod headless;
pub mod identify;
pub mod joined;
pub mod laws;
pub mod misprint;
pub mod number;
pub mod page;
mod pairs;
pub mod paper;
pub mod printed;
pub mod prose;
pub mod records;
mod room;
mod rows;
mod running;
pub mod scan;
pub mod section;
pub mod sheet;
pub mod short;
pub mod stack;
pub mod statements;
pub mod strips;
pub mod tables;
mod tails;
pub mod token;
pub mod trail;
mod unlabelled;
mod unread;
pub mod vocabulary;
mod xml;
mod yearly;

use rayon::prelude::*;

use crate::model::{
    Claim, Intake, Message, Part, Pipeline, Precedence, Reading, Reception, Source, SourceIx, TableIx, Word,
};
use crate::read::container::Member;
use crate::read::decode::{Decoded, Refusal, Remark};
use crate::read::room::Room;
use crate::read::sheet::{Beside, Sheet};
use crate::read::vocabulary::Vocabulary;

/// What one file has yielded.
#[derive(Debug)]
#[allow(clippy::large_enum_variant, reason = "nearly every file is a text, and is not to pay for the others")]
pub enum Read {
    /// The reading of a text.
    Text(Reading),
    /// The members of a zip or the sheets of a workbook, in the file's order.
    Members(Vec<Member>),
}

// So that a hundred thousand readings are taken out of their `Read`s without moving.
const _: () = assert!(size_of::<Read>() == size_of::<Reading>());

/// Reads one file of any kind. Where it will stand among all sources is known of a text only: members are
/// numbered by whoever puts the readings of a run together.
pub fn file(bytes: &[u8], ix: SourceIx, source: &Source, vocabulary: &mut Vocabulary<'_>) -> Read {
    match container::read(bytes, source, vocabulary) {
        Some(members) => Read::Members(members),
        None => Read::Text(self::source(bytes, ix, source, vocabulary)),
    }
}

/// Reads one file that is a text.
pub fn source(bytes: &[u8], ix: SourceIx, source: &Source, vocabulary: &mut Vocabulary<'_>) -> Reading {
    let mut intake = Intake::new(ix);
    let older = &vocabulary.pipeline.encodings;
    let attempts = match bytes.len() > LARGE_FILE {
        // Hashing and looking through a large file side by side.
        true => {
            let (digest, attempts) = rayon::join(|| blake3::hash(bytes), || decode::attempts(bytes, older));
            intake.blake3 = digest.to_hex().to_string();
            attempts
        }
        false => {
            intake.blake3 = blake3::hash(bytes).to_hex().to_string();
            decode::attempts(bytes, older)
        }
    };
    vocabulary.rest();
    if let Some(known) = paper::of_columns(bytes) {
        return paper::ignored(intake, known);
    }
    let mut refusal = attempts.as_ref().err().cloned();
    for attempt in attempts.unwrap_or_default() {
        let Some(decoded) = attempt.decode(bytes) else { continue };
        if let Some(found) = decode::refusal_of(&decoded.text) {
            refusal = Some(found);
            continue;
        }
        let (reading, found) = decoded_text(&decoded, intake.clone(), source, vocabulary);
        if !reading.parts.is_empty() {
            return complete(reading, &decoded.text, vocabulary.pipeline);
        }
        if reading.intake.paper.is_some() {
            return reading;
        }
        // Where no encoding shows a table, the one that the bytes themselves speak for is named.
        if !attempt.is_guess() {
            intake = reading.intake;
            refusal = Some(found);
        }
    }
    refused(intake, refusal.unwrap_or_else(|| decode::undecodable(bytes, older)))
}

/// The reading of a text, and why it has no part if it has none.
fn decoded_text(
    decoded: &Decoded<'_>,
    mut intake: Intake,
    source: &Source,
    vocabulary: &mut Vocabulary<'_>,
) -> (Reading, Refusal) {
    intake.encoding.clone_from(&decoded.encoding);
    let is_page = decode::is_page(&decoded.text);
    if let Some(known) = if is_page { paper::of_page(&decoded.text) } else { paper::of_text(&decoded.text) } {
        let mut reading = paper::ignored(intake, known);
        if let (Some(paper), false) = (&mut reading.intake.paper, is_page) {
            paper.answers.extend(paper::answers_of_text(&decoded.text));
        }
        return (reading, Refusal::new("intake.no_table"));
    }
    match &decoded.remark {
        Some(Remark::Mixed(encoding)) => {
            intake.remark(Message::new("intake.mixed_encodings").with("encoding", encoding))
        }
        Some(Remark::Damaged(n)) => intake.remark(Message::new("intake.damaged_text").with("n", *n)),
        None => {}
    }
    if !is_page {
        if page::markdown::has_tags(&decoded.text)
            && let Ok(sheet) = page::html::read(&page::markdown::page(&decoded.text), &mut Room::of(decoded.text.len()))
        {
            let reading = page_cells(&sheet, intake.clone(), source, vocabulary);
            if !reading.parts.is_empty() {
                return (reading, Refusal::new("intake.no_table"));
            }
        }
        let mut reading = begun(intake, source, vocabulary);
        let refusal = text(&decoded.text, source, &mut reading, vocabulary);
        return (reading, refusal.unwrap_or_else(|| Refusal::new("intake.no_table")));
    }
    if let Some(declared) = decode::declared(&decoded.text) {
        intake.encoding = format!("{}, declared {declared}", intake.encoding);
    }
    match page::html::read(&decoded.text, &mut Room::of(decoded.text.len())) {
        Ok(sheet) => {
            let refusal = refusal_of_page(&sheet, "intake.html");
            (page_cells(&sheet, intake, source, vocabulary), refusal)
        }
        Err(refusal) => (begun(intake, source, vocabulary), refusal),
    }
}

/// Why there is no table in a page or document, if there is none.
pub(crate) fn refusal_of_page(sheet: &Sheet, otherwise: &'static str) -> Refusal {
    Refusal::new(match sheet.beside {
        Beside { hidden: true, .. } => "intake.hidden_text",
        Beside { pictures: true, .. } if !sheet.has_figures() => "intake.pictures",
        Beside { .. } => otherwise,
    })
}

/// Reads the cells of a page or document, and says what in it was not read.
pub(crate) fn page_cells(sheet: &Sheet, intake: Intake, source: &Source, vocabulary: &mut Vocabulary<'_>) -> Reading {
    let tabbed = sheet.with_tabs().map(|tabbed| cells(&tabbed, intake.clone(), source, vocabulary));
    let plain = cells(sheet, intake, source, vocabulary);
    let mut reading = match tabbed {
        Some(tabbed) if n_figures(&tabbed) > n_figures(&plain) => tabbed,
        Some(_) | None => plain,
    };
    if let [only] = &mut reading.parts[..] {
        identify::name_of_page(&mut only.claims, &sheet.title, vocabulary.pipeline);
    }
    let said = [(sheet.beside.hidden, "intake.hidden_text"), (sheet.beside.revisions, "intake.revisions")];
    for (_, sentence) in said.iter().filter(|(holds, _)| *holds) {
        reading.intake.remark(Message::new(sentence));
    }
    reading
}

pub(crate) fn begun(intake: Intake, source: &Source, vocabulary: &mut Vocabulary<'_>) -> Reading {
    let precedence = vocabulary.path(source).precedence;
    Reading { intake, parts: Vec::new(), precedence }
}

/// Reads the cells of a sheet or page.
pub(crate) fn cells(sheet: &Sheet, intake: Intake, source: &Source, vocabulary: &mut Vocabulary<'_>) -> Reading {
    let mut reading = begun(intake, source, vocabulary);
    let grid = sheet.grid(vocabulary);
    let subject = records::subject(source, vocabulary.pipeline);
    if records::header(&grid, &subject, vocabulary).is_some()
        && records(&sheet.text(), source, &mut reading, vocabulary)
    {
        return reading;
    }
    printed::read(grid, source, &mut reading, vocabulary);
    reading
}

/// The reading with its counts, or the reason why there is none.
pub(crate) fn complete_or_refused(reading: Reading, refusal: Refusal, vocabulary: &Vocabulary<'_>) -> Reading {
    if reading.parts.is_empty() {
        return refused(reading.intake, refusal);
    }
    complete(reading, "", vocabulary.pipeline)
}

/// A file of which nothing can be used, with the reason.
pub fn refused(mut intake: Intake, refusal: Refusal) -> Reading {
    intake.reception = Reception::Rejected;
    // What was said on the way tells more than that nothing was found.
    if intake.remarks.is_empty() {
        intake.messages = vec![refusal];
    }
    Reading { intake, parts: Vec::new(), precedence: Precedence::default() }
}

/// From this size on the two passes over a file's bytes are worth two threads.
const LARGE_FILE: usize = 1 << 20;
/// Bytes looked at to tell a record export from printed tables.
const HEAD: usize = 64 * 1024;

/// Reads a text; gives the reason where it is clear why nothing can be read.
fn text(text: &str, source: &Source, reading: &mut Reading, vocabulary: &mut Vocabulary<'_>) -> Option<Refusal> {
    let head = &text[..text.floor_char_boundary(HEAD)];
    let delimiter = cut::delimiter(head, vocabulary);
    let cut = cut::cut(head, delimiter, vocabulary);
    let subject = records::subject(source, vocabulary.pipeline);
    if let Some(header) = records::header(&cut, &subject, vocabulary) {
        let titles = |tables: &[TableIx]| Word::all_of(tables.iter().copied(), "sum.joint");
        if header.tables.len() > 1 {
            return Some(Refusal::new("intake.one_of").with("tables", titles(&header.tables)));
        }
        // The name of a file that holds another table than it says is worth a word.
        if !header.tables.is_empty() && header.tables.first() != subject.tables.first() {
            let said = if subject.tables.is_empty() { "intake.unnamed" } else { "intake.misnamed" };
            let named = titles(subject.tables.get(..1).unwrap_or_default());
            reading.intake.remark(Message::new(said).with("table", titles(&header.tables)).with("named", named));
        }
        records_under(header, text, delimiter, source, reading, vocabulary);
        return None;
    }
    let mut whole = if head.len() == text.len() { cut } else { cut::cut(text, delimiter, vocabulary) };
    if whole.n_rows() == 0 && !text.trim().is_empty() {
        return Some(Refusal::new("intake.too_large"));
    }
    if stack::is_one_a_line(&whole) {
        // Here a comma separates thousands, and no fields.
        let lines = cut::lines(text, vocabulary);
        if stack::is_stack(&lines, vocabulary) {
            whole = lines;
        }
    }
    printed::read(whole, source, reading, vocabulary);
    if !has_figures(reading)
        && let Some(aligned) = aligned::read(text, vocabulary)
    {
        let mut other = begun(Intake::new(reading.intake.source), source, vocabulary);
        printed::read(aligned.grid, source, &mut other, vocabulary);
        if has_figures(&other) {
            other.parts.iter_mut().for_each(|part| unread::beside(part, &aligned.unmatched, vocabulary.pipeline));
            other.intake.unmatched.extend(aligned.unmatched);
            let (layout, unmatched) = (other.intake.layout, other.intake.unmatched);
            reading.parts = other.parts;
            reading.intake = Intake { layout, unmatched, ..reading.intake.clone() };
        }
    }
    None
}

/// How many cells were read as numbers.
fn n_figures(reading: &Reading) -> u64 {
    reading.parts.iter().map(|part| part.cells.counts()[0]).sum()
}

/// A title and a header alone may be taken for a table left blank.
fn has_figures(reading: &Reading) -> bool {
    reading.parts.iter().any(|part| part.cells.iter().any(|(_, value)| value.number().is_some()))
}

/// Reads the text of a sheet as a record export; false if it is none.
fn records(text: &str, source: &Source, reading: &mut Reading, vocabulary: &mut Vocabulary<'_>) -> bool {
    let cut = cut::cut(&text[..text.floor_char_boundary(HEAD)], b',', vocabulary);
    let subject = records::subject(source, vocabulary.pipeline);
    let header = records::header(&cut, &subject, vocabulary).filter(|header| header.tables.len() < 2);
    header.map(|header| records_under(header, text, b',', source, reading, vocabulary)).is_some()
}

fn records_under(
    header: records::RecordHeader,
    text: &str,
    delimiter: u8,
    source: &Source,
    reading: &mut Reading,
    vocabulary: &mut Vocabulary<'_>,
) {
    if header.is_of_years {
        reading.intake.remarks.push(Message::new("intake.years_below_header"));
        return;
    }
    let mut records = records::read(text, delimiter, &header, reading.intake.source, vocabulary.pipeline);
    let path = vocabulary.path(source).claims.clone();
    let said: Vec<&Claim> = header.titles.iter().chain(&path).collect();
    records::settle_blank_years(&mut records, &header, &said, vocabulary.pipeline);
    let multiple = records::leave_multiples(&mut records, text, delimiter, header.record, vocabulary.pipeline);
    reading.intake.remarks.extend(multiple);
    reading.intake.layout = Some(header.layout);
    reading.intake.remarks.extend(records.remarks());
    reading.intake.remarks.extend(records::remark(&header));
    reading.intake.unmatched.append(records.unmatched);
    reading.parts = records.parts;
    // Exports of a region write the names of its offices without it.
    let identity = &vocabulary.pipeline.identity;
    let region = path.iter().filter_map(|claim| claim.office.clone()).find(|name| identity.is_region(name));
    for claim in reading.parts.iter_mut().filter(|_| region.is_some()).flat_map(|part| &mut part.claims) {
        claim.within = claim.within.take().or_else(|| region.clone());
    }
    // What the title says of the period holds for lines that give a year as well.
    let is_part = header.titles.iter().chain(&path).any(|claim| claim.part_of_year.is_some());
    for part in reading.parts.iter_mut().filter(|part| is_part || is_incomplete(part)) {
        let named = part.claims.iter().any(|claim| claim.office.is_some() || claim.code.is_some());
        // Of the lines of a table of offices its title is not the office.
        let titles = header.titles.iter().map(|title| match named {
            true => Claim { office: None, code: None, ..title.clone() },
            false => title.clone(),
        });
        part.claims.extend(titles);
        part.claims.extend(path.iter().cloned());
    }
}

pub(crate) fn is_incomplete(part: &Part) -> bool {
    part.claims.iter().all(|claim| claim.year.is_none())
        || part.claims.iter().all(|claim| claim.office.is_none() && claim.code.is_none())
}

/// Counts the cells, names the forms for the intake, and says what can be done about what was not read.
pub(crate) fn complete(mut reading: Reading, text: &str, pipeline: &Pipeline) -> Reading {
    let intake = &mut reading.intake;
    let mut forms: Vec<usize> = Vec::new();
    for form in reading.parts.iter().flat_map(|part| part.tables.iter().flatten()) {
        if !forms.contains(&form.at()) {
            forms.push(form.at());
        }
    }
    let counts = reading.parts.par_iter().with_min_len(1024).map(|part| part.cells.counts());
    let [numbers, blanks, unread] = counts.reduce(|| [0; 3], |a, b| [a[0] + b[0], a[1] + b[1], a[2] + b[2]]);
    (intake.cells_read, intake.cells_blank, intake.cells_unread) = (numbers, blanks, unread);
    forms.sort();
    intake.form = forms.iter().map(|form| pipeline.catalogue.forms[*form].id.as_str()).collect::<Vec<_>>().join(";");
    intake.filings = reading.parts.len() as u64;
    if !intake.unmatched.is_empty() || intake.cells_unread > 0 {
        intake.reception = Reception::Partial;
        advice::add(&mut reading, text, pipeline);
    }
    reading
}
