//! Bindings that rest on something else than labels → notes on the filing.

use crate::assemble::{AssembleContext, Assembled};
use crate::model::{BindingNote, FactKind, Finding, FindingKey, Labelled, OfficeIx, Part, Place, Word, Year};

/// Adds a finding for every binding of a part that rests on place or sums.
pub(crate) fn of_part(
    part: &mut Part,
    whose: (OfficeIx, Year),
    assembled: &mut Assembled,
    context: &AssembleContext<'_>,
) {
    let notes = std::mem::take(&mut part.notes);
    let Some(rule) = context.pipeline.fact(FactKind::BoundByPlace) else { return };
    assembled.tallies[rule.at()].held += u64::from(notes.is_empty());
    for BindingNote { key, message, spot } in notes {
        let place = Place { source: part.places.source(), spot };
        let message = message.with("line", named(&key));
        let finding = context.finding(rule, whose, message);
        assembled.fails(Finding { key, place: Some(place), ..finding });
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
