//! Headers of exports that were understood only in part: what is missing.
//!
//! The sender has to know which label to correct. A header that names the office and enough figures is read, with a
//! remark about the rest. One without a column for the office, or for the figures, cannot be read, and the intake says
//! so instead of "no table was found".
//!
//! ```text
//! office,year,received,grantd,total       read; `grantd` is named in a remark
//! year,received,granted,total             not read: no column says whose figures these are
//! office,year,telephone                   not read: no figure of the form
//! ```

use crate::model::{Field, Message, Word};
use crate::read::grid::Grid;
use crate::read::records::RecordHeader;
use crate::read::records::header::{DEEPEST_HEADER, RowLabels, labelled, names_in_row};
use crate::read::records::lists::LONGEST_LABEL;
use crate::read::vocabulary::{Vocabulary, WordIx};

/// A header with more columns is not looked through.
const MOST_LABELS: usize = 1000;

/// Labels listed in one message.
const NAMED: usize = 12;

/// The remark on a header that was read and has columns which were not understood.
pub fn remark(header: &RecordHeader) -> Option<Message> {
    let labels: Vec<&str> = header.foreign.iter().map(|(_, label)| label.as_str()).collect();
    (!labels.is_empty()).then(|| message("intake.header_in_part", n_known(header), &labels))
}

fn n_known(header: &RecordHeader) -> usize {
    let values = header.values.iter().filter(|(at, _)| !header.fields.values().any(|field| field == at));
    header.fields.len() + header.cells.iter().flatten().count() + values.count()
}

fn message(sentence: &'static str, n_known: usize, unknown: &[&str]) -> Message {
    let labels = match unknown.is_empty() {
        true => Word::from("—"),
        false => Word::first_of(unknown.iter().copied(), NAMED, "sum.comma"),
    };
    Message::new(sentence).with("n", n_known + unknown.len()).with("known", n_known).with("labels", labels)
}

/// What is missing in the header of an export that could not be read; `None` if there is no such header.
pub fn lacking(grid: &Grid, vocabulary: &Vocabulary<'_>) -> Option<Message> {
    let is_long = |(_, ix): &(usize, WordIx)| vocabulary.get(*ix).raw.len() > LONGEST_LABEL;
    (0..grid.n_rows().min(DEEPEST_HEADER)).find_map(|at| {
        let labels = labelled(grid, at, vocabulary);
        let has = |field: Field| labels.fields.contains_key(&field);
        let is_owned = has(Field::Office) || has(Field::OfficeCode);
        let names_figures = has(Field::Row) || has(Field::Cell);
        match (is_owned, names_figures, has(Field::Value)) {
            (false, true, true) => Some(of_fields("intake.header_lacks_office", &labels, vocabulary)),
            (true, true, false) => Some(of_fields("intake.header_lacks_value", &labels, vocabulary)),
            // No export has so many columns, and each takes time.
            (false, _, _) if labels.others.len() > MOST_LABELS || labels.others.iter().any(is_long) => None,
            (false, _, _) => {
                let header = names_in_row(grid, at, &labels, vocabulary)?;
                let unknown: Vec<&str> = header.foreign.iter().map(|(_, label)| label.as_str()).collect();
                let is_header = header.cells.iter().flatten().count() >= unknown.len();
                is_header.then(|| message("intake.header_lacks_office", n_known(&header), &unknown))
            }
            (true, _, _) => None,
        }
    })
}

/// The message about a header whose fields show that it is one.
fn of_fields(sentence: &'static str, labels: &RowLabels, vocabulary: &Vocabulary<'_>) -> Message {
    let unknown: Vec<&str> = labels.others.iter().map(|(_, ix)| vocabulary.get(*ix).raw.trim()).collect();
    message(sentence, labels.fields.len(), &unknown)
}

/// The remark that offices stand side by side, with one or more columns each, in a file of which nothing could be read.
pub fn offices_across(grid: &Grid, vocabulary: &Vocabulary<'_>) -> Option<Message> {
    let name = vocabulary.pipeline.identity.name.as_ref()?;
    let offices = |at: usize| {
        let mut named: Vec<&str> = Vec::new();
        for token in grid.row(at).tokens {
            let Some(word) = token.word().map(|ix| vocabulary.get(ix)).filter(|word| !word.is_label()) else {
                continue;
            };
            if name.is_match(word.raw.trim()) && !named.contains(&word.raw.trim()) {
                named.push(word.raw.trim());
            }
        }
        named
    };
    let named = (0..grid.n_rows().min(DEEPEST_HEADER)).map(offices).find(|named| named.len() > 1)?;
    let shown = named.get(..NAMED).unwrap_or(&named).join(", ");
    Some(Message::new("intake.offices_across").with("names", shown))
}
