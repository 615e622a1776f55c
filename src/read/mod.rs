//! Bytes → filings. Reading never fails: what cannot be read is said, and where.
//!
//! In goes the content of one file; out comes a [`Reading`]: the parts found in it, each with every statement
//! about whose it is, and the file's row of the intake. Whether an office is on a register, and what to do
//! with two filings of one office, is not known here.

pub mod bind;
pub mod copies;
pub mod decode;
pub mod grid;
pub mod header;
pub mod identify;
pub mod number;
pub mod path;
pub mod printed;
pub mod prose;
pub mod records;
pub mod scan;
pub mod strips;
pub mod tables;
pub mod trail;
pub mod vocabulary;

use rayon::prelude::*;

use crate::model::{Intake, Part, Pipeline, Reading, Reception, Source, SourceIx, Wording};
use crate::read::decode::Refusal;
use crate::read::vocabulary::Vocabulary;

/// Reads one file.
pub fn source(
    bytes: &[u8],
    ix: SourceIx,
    source: &Source,
    wording: &Wording,
    vocabulary: &mut Vocabulary<'_>,
) -> Reading {
    let mut intake = Intake::new(ix);
    let attempts = match bytes.len() > LARGE_FILE {
        // Hashing and looking through a large file side by side.
        true => {
            let (digest, attempts) = rayon::join(|| blake3::hash(bytes), || decode::attempts(bytes));
            intake.blake3 = digest.to_hex().to_string();
            attempts
        }
        false => {
            intake.blake3 = blake3::hash(bytes).to_hex().to_string();
            decode::attempts(bytes)
        }
    };
    vocabulary.rest();
    let mut refusal = match &attempts {
        Ok(_) => decode::undecodable(bytes),
        Err(refusal) => refusal.clone(),
    };
    for attempt in attempts.unwrap_or_default() {
        let Some(decoded) = attempt.decode(bytes) else { continue };
        if let Some(found) = decode::refusal_of(&decoded.text) {
            refusal = found;
            continue;
        }
        let mut reading = Reading { intake: intake.clone(), parts: Vec::new(), corrected: false };
        reading.intake.encoding = decoded.encoding;
        reading.corrected = identify::corrected(source, &vocabulary.pipeline.identity);
        text(&decoded.text, source, &mut reading, vocabulary);
        if !reading.parts.is_empty() {
            return complete(reading, vocabulary.pipeline);
        }
        // Where no encoding shows a table, the one that the bytes themselves speak for is named.
        if !attempt.is_guess() {
            intake.encoding = reading.intake.encoding;
            refusal = Refusal::plain("intake.no_table");
        }
    }
    refused(intake, &refusal, wording)
}

/// A file of which nothing can be used, with the reason.
pub fn refused(mut intake: Intake, refusal: &Refusal, wording: &Wording) -> Reading {
    intake.reception = Reception::Rejected;
    intake.message = wording.say(refusal.sentence, &[(refusal.word, &refusal.filled)]);
    Reading { intake, parts: Vec::new(), corrected: false }
}

/// From this size on the two passes over a file's bytes are worth two threads.
const LARGE_FILE: usize = 1 << 20;
/// Bytes looked at to tell a record export from printed tables.
const HEAD: usize = 64 * 1024;

fn text(text: &str, source: &Source, reading: &mut Reading, vocabulary: &mut Vocabulary<'_>) {
    let head = &text[..text.floor_char_boundary(HEAD)];
    let delimiter = grid::delimiter(head, vocabulary);
    let cut = grid::cut(head, delimiter, vocabulary);
    if let Some(header) = records::header(&cut, vocabulary) {
        let mut records = records::read(text, delimiter, &header, reading.intake.source, vocabulary.pipeline);
        reading.intake.layout = Some(header.layout);
        reading.intake.unmatched.extend(header.unmatched);
        reading.intake.unmatched.append(&mut records.unmatched);
        reading.parts = records.parts;
        let path = identify::in_path(source, vocabulary.pipeline);
        for part in reading.parts.iter_mut().filter(|part| is_incomplete(part)) {
            part.claims.extend(path.iter().cloned());
        }
        return;
    }
    let whole = if head.len() == text.len() { cut } else { grid::cut(text, delimiter, vocabulary) };
    printed::read(whole, source, reading, vocabulary);
}

fn is_incomplete(part: &Part) -> bool {
    part.claims.iter().all(|claim| claim.year.is_none())
        || part.claims.iter().all(|claim| claim.office.is_none() && claim.code.is_none())
}

/// Counts the cells and names the forms and offices for the intake.
fn complete(mut reading: Reading, pipeline: &Pipeline) -> Reading {
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
    }
    reading
}
