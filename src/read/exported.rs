//! A record export → the filings in it.
//!
//! [`crate::read::records`] reads the lines. Here stands what they get from around them: year and office of the title
//! and the path where a line lacks them, the region that its office is in, and the remarks about lines that were not
//! used.

use crate::model::{Claim, Message, Part, Pipeline, Reading, Source};
use crate::read::cut;
use crate::read::reading::is_incomplete;
use crate::read::records::{self, RecordHeader};
use crate::read::vocabulary::Vocabulary;

/// Bytes at the head of a text that are looked at to tell an export from printed tables.
pub(crate) const HEAD: usize = 64 * 1024;

/// A text whose header was found and names the fields of an export.
pub(crate) struct Export<'a> {
    /// What its columns are.
    pub header: RecordHeader,
    /// The whole text, with the lines over the header.
    pub text: &'a str,
    /// What stands between its fields.
    pub delimiter: u8,
}

/// Reads a sheet as the text that it would be if it was saved as CSV; false if that is no export of one table.
pub(crate) fn of_sheet(text: &str, source: &Source, reading: &mut Reading, vocabulary: &mut Vocabulary<'_>) -> bool {
    let head = cut::cut(&text[..text.floor_char_boundary(HEAD)], b',', vocabulary);
    let subject = records::subject(source, vocabulary.pipeline);
    let header = records::header(&head, &subject, vocabulary).filter(|header| header.tables.len() < 2);
    header.map(|header| read(Export { header, text, delimiter: b',' }, source, reading, vocabulary)).is_some()
}

/// Reads every filing of an export into the reading.
pub(crate) fn read(export: Export<'_>, source: &Source, reading: &mut Reading, vocabulary: &mut Vocabulary<'_>) {
    let Export { header, text, delimiter } = export;
    if header.is_of_years {
        reading.intake.remarks.push(Message::new("intake.years_below_header"));
        return;
    }
    let mut records = records::read(text, delimiter, &header, reading.intake.source, vocabulary.pipeline);
    let path = vocabulary.path(source).claims.clone();
    let claims: Vec<&Claim> = header.titles.iter().chain(&path).collect();
    records::settle_blank_years(&mut records, &header, &claims, vocabulary.pipeline);
    let multiple = records::leave_multiples(&mut records, text, delimiter, header.record, vocabulary.pipeline);
    reading.intake.remarks.extend(multiple);
    reading.intake.layout = Some(header.layout);
    reading.intake.remarks.extend(records.remarks());
    reading.intake.remarks.extend(records::remark(&header));
    reading.intake.unmatched.append(records.unmatched);
    reading.parts = records.parts;
    add_claims(&mut reading.parts, &header.titles, &path, vocabulary.pipeline);
}

/// Adds to each part of an export what its title and the path of the file say.
fn add_claims(parts: &mut [Part], titles: &[Claim], path: &[Claim], pipeline: &Pipeline) {
    // Exports of a region write the names of its offices without it.
    let identity = &pipeline.identity;
    let region = path.iter().filter_map(|claim| claim.office.clone()).find(|name| identity.is_region(name));
    for claim in parts.iter_mut().filter(|_| region.is_some()).flat_map(|part| &mut part.claims) {
        claim.within = claim.within.take().or_else(|| region.clone());
    }
    // What the title says of the period holds for lines that give a year as well.
    let is_part_of_year = titles.iter().chain(path).any(|claim| claim.part_of_year.is_some());
    for part in parts.iter_mut().filter(|part| is_part_of_year || is_incomplete(part)) {
        let has_office = part.claims.iter().any(|claim| claim.office.is_some() || claim.code.is_some());
        // The title of a table with a line for each office does not say whose a line is.
        let titles = titles.iter().map(|title| match has_office {
            true => Claim { office: None, code: None, ..title.clone() },
            false => title.clone(),
        });
        part.claims.extend(titles);
        part.claims.extend(path.iter().cloned());
    }
}
