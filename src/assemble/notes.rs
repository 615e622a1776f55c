//! What a binding rests on that no label gives → a note on the filing.

use crate::assemble::{Assembled, Context, fact};
use crate::model::{BindingNote, FactKind, FindingKey, OfficeIx, Part, Place, Year};
use crate::say;

/// Notes every binding of a part that rests on place and arithmetic.
pub(crate) fn of_part(part: &mut Part, office: OfficeIx, year: Year, assembled: &mut Assembled, context: &Context<'_>) {
    let notes = std::mem::take(&mut part.notes);
    let Some(rule) = context.pipeline.fact(FactKind::BoundByPlace) else { return };
    let tally = &mut assembled.tallies[rule.at()];
    tally.held += u64::from(notes.is_empty());
    tally.failed += notes.len() as u64;
    for BindingNote { key, mut message, spot } in notes {
        message.words.push(("line", named(&key, context)));
        let place = Place { source: part.places.source(), spot };
        let mut finding = fact(rule, office, year, message.say(context.wording), Some(place), context);
        finding.key = key;
        assembled.findings.push(finding);
    }
}

fn named(key: &FindingKey, context: &Context<'_>) -> String {
    let (pipeline, wording) = (context.pipeline, context.wording);
    match key {
        FindingKey::Row(table, row) => say::row(pipeline, *table, *row, wording),
        FindingKey::Column(table, column) => say::column(pipeline, *table, *column, wording),
        FindingKey::Table(table) => pipeline.catalogue.table(*table).title.get(wording.lang).to_owned(),
        FindingKey::Cell(cell) => say::cell(pipeline, *cell, wording),
        FindingKey::Line(code) => code.clone(),
        FindingKey::Whole => String::new(),
    }
}
