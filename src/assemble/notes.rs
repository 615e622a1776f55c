//! Bindings that rest on something else than labels → notes on the filing.

use crate::assemble::{Assembled, Context, fact};
use crate::model::{BindingNote, FactKind, Finding, FindingKey, Labelled, OfficeIx, Part, Place, Word, Year};

/// Adds a finding for every binding of a part that rests on place or sums.
pub(crate) fn of_part(part: &mut Part, office: OfficeIx, year: Year, assembled: &mut Assembled, context: &Context<'_>) {
    let notes = std::mem::take(&mut part.notes);
    let Some(rule) = context.pipeline.fact(FactKind::BoundByPlace) else { return };
    let tally = &mut assembled.tallies[rule.at()];
    tally.held += u64::from(notes.is_empty());
    tally.failed += notes.len() as u64;
    for BindingNote { key, message, spot } in notes {
        let place = Place { source: part.places.source(), spot };
        let message = message.with("line", named(&key));
        let finding = fact(rule, office, year, message, Some(place), context);
        assembled.findings.push(Finding { key, ..finding });
    }
}

fn named(key: &FindingKey) -> Word {
    match key {
        FindingKey::Row(table, row) => Labelled::Row(*table, *row).into(),
        FindingKey::Column(table, column) => Labelled::Column(*table, *column).into(),
        FindingKey::Table(table) => Labelled::Table(*table).into(),
        FindingKey::Cell(cell) => Labelled::Cell(*cell).into(),
        FindingKey::Line(code) => Word::from(code),
        FindingKey::Whole => Word::from(""),
    }
}
