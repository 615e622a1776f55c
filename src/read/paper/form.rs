//! The form that an office was sent, with its corrections → its filing.
//!
//! If every heading and label still stands where it was printed, each cell is read from its own square. Nothing has to
//! be inferred, whatever the form and its language, and rows added above or below do no harm. If the form itself was
//! changed, it is read by its labels like any other, and the mark says whose it is.
//!
//! ```text
//! printed                    came back
//! 2   Persons   12           5   Persons   13     three rows further down, with one correction:
//! 3   Companies  3           6   Companies  3     13 is read from row 2 + 3
//! ```

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{
    AxisIx, CellIx, CellKind, Cells, Claim, Evidence, Intake, Layout, NumberWords, Paper, PaperKind, Part, Places,
    PrintedForm, Reading, Returned, Sending, Source, Spot, Square, State, TableIx, Unmatched, Validity, Value, content,
    squeezed,
};
use crate::read::number::{Parsed, in_cell, parse};
use crate::read::sheet::Sheet;
use crate::read::tables::fit_forms;
use crate::read::token::plain;
use crate::read::vocabulary::Vocabulary;
use crate::read::{cells, identify, reading};

/// The texts of a sheet by their squares.
type Texts<'a> = BTreeMap<Square, &'a str>;

/// Reads a sheet on which a form was printed; `None` if it is another sheet.
pub fn read(
    (name, sheet): (&str, &Sheet),
    forms: &[PrintedForm],
    intake: Intake,
    source: &Source,
    vocabulary: &mut Vocabulary<'_>,
) -> Option<Reading> {
    let texts: Texts<'_> = sheet.texts().collect();
    // Forms of two years or offices have the same labels, and a sheet may have been renamed.
    let mut forms: Vec<&PrintedForm> = forms.iter().collect();
    forms.sort_by_cached_key(|form| (!is_titled(form, &texts), form.sheet != name));
    let as_printed = |form: &&PrintedForm| Some(FormInPlace { texts: &texts, down: shift(form, &texts)? });
    let found = forms.iter().find_map(|form| Some((*form, as_printed(form)?)));
    let mut reading = reading::begun(intake, source, vocabulary);
    let form = match found {
        Some((form, found)) => {
            let part = found.part(form, &mut reading, vocabulary)?;
            reading.parts.push(part);
            form
        }
        None => {
            let form = forms.into_iter().find(|form| form.sheet == name || is_titled(form, &texts))?;
            reading = cells::of_sheet(sheet, reading.intake, source, vocabulary);
            reading.parts.iter_mut().for_each(|part| without_absent(form, &mut part.cells));
            form
        }
    };
    for part in &mut reading.parts {
        part.claims = statements(form, &texts, name, source, vocabulary);
        let says = content(&part.cells, &vocabulary.pipeline.catalogue);
        let form = Some(Returned { filed: form.filed.clone(), says });
        reading.intake.paper = Some(Box::new(Paper { kind: PaperKind::Form, answers: Vec::new(), form }));
    }
    Some(reading)
}

/// True if the line with office and year is still the printed one.
fn is_titled(form: &PrintedForm, texts: &Texts<'_>) -> bool {
    let title = squeezed(&form.title);
    texts.values().any(|text| squeezed(text) == title)
}

/// So many rows are tried for the first label of a form that has moved.
const MOST_MOVED: usize = 50;

/// By how many rows the form has moved, if all its labels are there.
fn shift(form: &PrintedForm, texts: &Texts<'_>) -> Option<i64> {
    let (first_row, first_column) = *form.frame.first().filter(|_| form.frame.len() <= texts.len())?;
    let moved = texts.keys().filter(|(_, column)| *column == first_column);
    let moved = moved.map(|(row, _)| i64::from(*row) - i64::from(first_row));
    std::iter::once(0).chain(moved.take(MOST_MOVED)).find(|down| {
        let label = |square: &Square| texts.get(&below(*square, *down)?).copied();
        let labels: Option<Vec<&str>> = form.frame.iter().map(label).collect();
        labels.is_some_and(|labels| PrintedForm::digest(labels.into_iter()) == form.labels)
    })
}

/// The square so many rows further down.
fn below((row, column): Square, down: i64) -> Option<Square> {
    Some((u32::try_from(i64::from(row) + down).ok()?, column))
}

/// A form whose labels all stand where they were printed, except for rows added or removed above.
struct FormInPlace<'a> {
    texts: &'a Texts<'a>,
    /// By how many rows it has moved down.
    down: i64,
}

impl FormInPlace<'_> {
    /// The text in a square, where it has moved to.
    fn text(&self, square: Square) -> &str {
        below(square, self.down).and_then(|square| self.texts.get(&square).copied()).unwrap_or_default()
    }

    /// The part with each cell read from its square.
    fn part(&self, form: &PrintedForm, reading: &mut Reading, vocabulary: &Vocabulary<'_>) -> Option<Part> {
        let pipeline = vocabulary.pipeline;
        let catalogue = &pipeline.catalogue;
        let mut cells = Cells::absent(catalogue.n_cells());
        let mut spots = vec![Spot::default(); catalogue.n_cells()];
        let as_filed: BTreeMap<CellIx, _> = form.as_filed.iter().map(|filed| (filed.cell, filed)).collect();
        let line = |cell: CellIx| (catalogue.cell(cell).table, catalogue.cell(cell).row);
        // If a row that was not filed is now filled in, its blanks are filed as well.
        let is_absent = |cell: &CellIx| as_filed.get(cell).is_some_and(|filed| filed.state == State::NotInSource);
        let is_new = |(square, cell): &&(Square, CellIx)| is_absent(cell) && !self.text(*square).is_empty();
        let filled: BTreeSet<(TableIx, AxisIx)> =
            form.figures.iter().filter(is_new).map(|(_, cell)| line(*cell)).collect();
        for (square, cell) in &form.figures {
            let text = self.text(*square);
            let (value, raw) = match as_filed.get(cell).filter(|filed| squeezed(&filed.printed) == squeezed(text)) {
                Some(filed) if filed.state == State::NotInSource && !filled.contains(&line(*cell)) => continue,
                Some(filed) if filed.state != State::NotInSource => (Value::Not(filed.state), filed.raw.clone()),
                _ => value(text, *cell, vocabulary),
            };
            cells.set(*cell, value, &raw);
            if let Some((row, column)) = below(*square, self.down)
                && let Some(spot) = spots.get_mut(cell.at())
            {
                *spot = spot_of((row, column));
            }
        }
        self.name_others(form, reading, vocabulary);
        let (tables, foreign) = fit_forms(pipeline, &mut cells);
        for (cell, printed) in foreign.into_iter().filter(|(_, printed)| !printed.is_empty()) {
            let spot = spots.get(cell.at()).copied().unwrap_or_default();
            reading.intake.unmatched.add(Unmatched::new(&catalogue.cell(cell).code, &printed, 1, spot));
        }
        reading.intake.layout = Some(Layout::Matrix);
        cells.shrink();
        let places = Places::each(reading.intake.source, spots);
        let is_there = tables.iter().any(Option::is_some);
        is_there.then(|| Part::of_tables(Vec::new(), tables.into(), cells, places))
    }

    /// Lists figures beside the form, which belong to no cell of it.
    fn name_others(&self, form: &PrintedForm, reading: &mut Reading, vocabulary: &Vocabulary<'_>) {
        let squares = form.frame.iter().chain(form.figures.iter().map(|(square, _)| square));
        let known: BTreeSet<Square> = squares.filter_map(|square| below(*square, self.down)).collect();
        let (Some(top), numbers) = (known.first(), &vocabulary.pipeline.numbers) else { return };
        for (square, text) in self.texts.range(*top..).filter(|(square, _)| !known.contains(square)) {
            if matches!(parse(text, numbers), Parsed::Figure { .. }) {
                reading.intake.unmatched.add(Unmatched::new("", text, 1, spot_of(*square)));
            }
        }
    }
}

/// The place of a square.
fn spot_of((row, column): Square) -> Spot {
    Spot { line: row.saturating_add(1), column: column.saturating_add(1) }
}

/// How forms print a date, in whatever way the reports of the pipeline do.
const ISO: &str = "%Y-%m-%d";

/// The value of a text in a cell, read as in any form, and the text.
fn value(text: &str, cell: CellIx, vocabulary: &Vocabulary<'_>) -> (Value, String) {
    if text.is_empty() {
        return (Value::Not(State::Blank), String::new());
    }
    let (pipeline, numbers) = (vocabulary.pipeline, &vocabulary.pipeline.numbers);
    let raw = if plain(text.as_bytes()).is_some() { String::new() } else { text.to_owned() };
    let kind = &pipeline.catalogue.cell(cell).kind;
    let value = in_cell(parse(text, numbers), kind, numbers);
    if *kind == CellKind::Date && value.number().is_none() {
        // Forms print dates like this, and so do spreadsheets that take a text for a date.
        let iso = NumberWords { dates: vec![ISO.to_owned()], ..numbers.clone() };
        return (in_cell(parse(text, &iso), kind, &iso), raw);
    }
    (value, raw)
}

/// What was not filed before and is still blank is not filed now.
fn without_absent(form: &PrintedForm, cells: &mut Cells) {
    for filed in form.as_filed.iter().filter(|filed| filed.state == State::NotInSource) {
        if cells.get(filed.cell) == Value::Not(State::Blank) {
            cells.set(filed.cell, Value::Not(State::NotInSource), "");
        }
    }
}

/// What title, mark and path say about office and year. The mark counts as long as the title is the printed one; if the
/// form was used for another office or year, the new title counts.
fn statements(
    form: &PrintedForm,
    texts: &Texts<'_>,
    name: &str,
    source: &Source,
    vocabulary: &mut Vocabulary<'_>,
) -> Vec<Claim> {
    let pipeline = vocabulary.pipeline;
    let text = |text: &str| (!text.is_empty()).then(|| text.into());
    let mark = |from| Claim {
        from,
        office: text(&form.office),
        code: text(&form.code),
        year: form.year,
        scope: None,
        validity: Validity::Plain,
        sending: Sending::default(),
        within: text(&form.within),
        part_of_year: None,
    };
    let sheet = (name != form.sheet).then(|| identify::in_sheet(name, pipeline)).flatten();
    if is_titled(form, texts) {
        // A folder for other years of the office says nothing about this one.
        let year = sheet.filter(|claim| claim.year.is_some()).map(|claim| Claim { office: None, ..claim });
        return std::iter::once(mark(Evidence::Title)).chain(year).collect();
    }
    let first = form.frame.first().map_or(0, |(row, _)| *row);
    let titles = texts.range(..(first, 0)).filter_map(|(_, text)| identify::statement(text, &pipeline.identity));
    titles.chain(sheet).chain([mark(Evidence::File)]).chain(vocabulary.path(source).claims.clone()).collect()
}
