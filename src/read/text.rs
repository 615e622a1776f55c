//! The bytes of a text file → a reading.
//!
//! A text does not say in which encoding it is. Each possible one is tried until one shows a table. The decoded text is
//! then read as the first of these that it is:
//!
//! ```text
//! a form that is sent for another purpose   ignored, with its kind in the intake
//! a page (it has tags)                      its cells, as those of a workbook
//! an export (a line of field names)         a filing for every line
//! printed tables, with a delimiter          parts for every table
//! printed tables, aligned with blanks       the same, once the columns are found
//! ```

use crate::model::{Intake, Message, Reading, Source, SourceIx, TableIx, Word};
use crate::read::decode::{Decoded, Refusal, Remark};
use crate::read::exported::{Export, HEAD};
use crate::read::reading::{begun, complete, has_figures, refused};
use crate::read::room::Room;
use crate::read::vocabulary::Vocabulary;
use crate::read::{aligned, cells, cut, decode, exported, page, paper, printed, records, stack, unread};

/// Reads a file that is a text. `ix` is its number among the sources of the run.
pub fn source(bytes: &[u8], ix: SourceIx, source: &Source, vocabulary: &mut Vocabulary<'_>) -> Reading {
    let mut intake = Intake::new(ix);
    let older = &vocabulary.pipeline.encodings;
    let attempts = match bytes.len() > LARGE_FILE {
        // For a large file, hashing and looking at the bytes are done side by side.
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
        // If no encoding shows a table, the intake names the one that the bytes suggest.
        if !attempt.is_guess() {
            intake = reading.intake;
            refusal = Some(found);
        }
    }
    refused(intake, refusal.unwrap_or_else(|| decode::undecodable(bytes, older)))
}

/// The reading of a decoded text, and the reason if it has no part.
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
            let reading = cells::of_page(&sheet, intake.clone(), source, vocabulary);
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
            let refusal = cells::refusal_of_page(&sheet, "intake.html");
            (cells::of_page(&sheet, intake, source, vocabulary), refusal)
        }
        Err(refusal) => (begun(intake, source, vocabulary), refusal),
    }
}

/// Below this size two threads do not pay.
const LARGE_FILE: usize = 1 << 20;

/// Reads a text that is no page. Gives a reason if it is clear why nothing can be read.
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
        // If the file name says another table than the file holds, a remark says so.
        if !header.tables.is_empty() && header.tables.first() != subject.tables.first() {
            let sentence = if subject.tables.is_empty() { "intake.unnamed" } else { "intake.misnamed" };
            let named = titles(subject.tables.get(..1).unwrap_or_default());
            reading.intake.remark(Message::new(sentence).with("table", titles(&header.tables)).with("named", named));
        }
        exported::read(Export { header, text, delimiter }, source, reading, vocabulary);
        return None;
    }
    let mut whole = if head.len() == text.len() { cut } else { cut::cut(text, delimiter, vocabulary) };
    if whole.n_rows() == 0 && !text.trim().is_empty() {
        return Some(Refusal::new("intake.too_large"));
    }
    if stack::is_one_a_line(&whole) {
        // Here a comma separates thousands and not fields.
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
