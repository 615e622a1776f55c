//! A reading as it is begun, refused and completed.

use rayon::prelude::*;

use crate::model::{Intake, Part, Pipeline, Precedence, Reading, Reception, Source};
use crate::read::advice;
use crate::read::decode::Refusal;
use crate::read::vocabulary::Vocabulary;

/// A reading without parts: what is known of a file before anything in it is read.
pub(crate) fn begun(intake: Intake, source: &Source, vocabulary: &mut Vocabulary<'_>) -> Reading {
    let precedence = vocabulary.path(source).precedence;
    Reading { intake, parts: Vec::new(), precedence }
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

/// How many cells were read as numbers.
pub(crate) fn n_figures(reading: &Reading) -> u64 {
    reading.parts.iter().map(|part| part.cells.counts()[0]).sum()
}

/// A title and a header alone may be taken for a table left blank.
pub(crate) fn has_figures(reading: &Reading) -> bool {
    reading.parts.iter().any(|part| part.cells.iter().any(|(_, value)| value.number().is_some()))
}

/// True if a part does not say for which year it is, or not whose.
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
