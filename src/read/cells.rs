//! The cells of a sheet, page or document → a reading.
//!
//! A sheet may be an export, with a line for each office, or tables as they are printed; both end up in the same
//! readers as text files do.

use crate::model::{Intake, Message, Reading, Source};
use crate::read::decode::Refusal;
use crate::read::reading::{begun, n_figures};
use crate::read::sheet::{Beside, Sheet};
use crate::read::vocabulary::Vocabulary;
use crate::read::{exported, identify, printed, records};

/// Why a page or document has no table: its figures may be hidden, or in pictures. `otherwise` is said if nothing
/// explains it.
pub(crate) fn refusal_of_page(sheet: &Sheet, otherwise: &'static str) -> Refusal {
    Refusal::new(match sheet.beside {
        Beside { hidden: true, .. } => "intake.hidden_text",
        Beside { pictures: true, .. } if !sheet.has_figures() => "intake.pictures",
        Beside { .. } => otherwise,
    })
}

/// Reads a page or document. Its lines with tabs may be tables as well: both ways are tried, and the one that yields
/// more figures counts.
pub(crate) fn of_page(sheet: &Sheet, intake: Intake, source: &Source, vocabulary: &mut Vocabulary<'_>) -> Reading {
    let tabbed = sheet.with_tabs().map(|tabbed| of_sheet(&tabbed, intake.clone(), source, vocabulary));
    let plain = of_sheet(sheet, intake, source, vocabulary);
    let mut reading = match tabbed {
        Some(tabbed) if n_figures(&tabbed) > n_figures(&plain) => tabbed,
        Some(_) | None => plain,
    };
    if let [only] = &mut reading.parts[..] {
        identify::name_of_page(&mut only.claims, &sheet.title, vocabulary.pipeline);
    }
    let remarks = [(sheet.beside.hidden, "intake.hidden_text"), (sheet.beside.revisions, "intake.revisions")];
    for (_, sentence) in remarks.iter().filter(|(holds, _)| *holds) {
        reading.intake.remark(Message::new(sentence));
    }
    reading
}

/// Reads one sheet, as an export if it has the header of one, and else as printed tables.
pub(crate) fn of_sheet(sheet: &Sheet, intake: Intake, source: &Source, vocabulary: &mut Vocabulary<'_>) -> Reading {
    let mut reading = begun(intake, source, vocabulary);
    let grid = sheet.grid(vocabulary);
    let subject = records::subject(source, vocabulary.pipeline);
    if records::header(&grid, &subject, vocabulary).is_some()
        && exported::of_sheet(&sheet.text(), source, &mut reading, vocabulary)
    {
        return reading;
    }
    printed::read(grid, source, &mut reading, vocabulary);
    reading
}
