//! `aliases/*.csv` and the forms' own labels → the lexicon.

use std::ops::RangeInclusive;

use crate::model::{Catalogue, Field, Lexicon, Meaning, Normaliser, TableIx};
use crate::spec::error::{Error, nearest};
use crate::spec::files::Files;

/// The lexicon of a pipeline.
pub(super) fn lexicon(
    files: &Files,
    names: &[String],
    catalogue: &Catalogue,
    years: RangeInclusive<u16>,
    normaliser: Normaliser,
) -> Result<Lexicon, Error> {
    let mut lexicon = Lexicon::new(normaliser);
    teach_forms(&mut lexicon, catalogue);
    for name in names {
        let file = format!("aliases/{name}.csv");
        teach_file(&mut lexicon, catalogue, &years, &files.shown(&file), &files.text(&file)?)?;
    }
    Ok(lexicon)
}

fn teach_forms(lexicon: &mut Lexicon, catalogue: &Catalogue) {
    for (at, table) in catalogue.tables.iter().enumerate() {
        let ix = TableIx(at as u8);
        for said in [&table.title.zh, &table.title.en] {
            lexicon.teach(said, Meaning::Table(ix));
        }
        for (group_at, group) in table.groups.iter().enumerate() {
            for said in [&group.label.zh, &group.label.en] {
                lexicon.teach(said, Meaning::Group(ix, group_at as u8));
            }
        }
    }
    for form in &catalogue.forms {
        for ((table, is_row, line), label) in &form.labels {
            let meaning = if *is_row { Meaning::Row(*table, *line) } else { Meaning::Column(*table, *line) };
            for said in [&label.zh, &label.en] {
                lexicon.teach(said, meaning);
            }
        }
    }
}

/// Stands for every reporting year in a spelling, since headers print it: `{year}年度`.
const YEAR: &str = "{year}";

fn teach_file(
    lexicon: &mut Lexicon,
    catalogue: &Catalogue,
    years: &RangeInclusive<u16>,
    shown: &str,
    text: &str,
) -> Result<(), Error> {
    let mut reader = csv::ReaderBuilder::new().from_reader(text.as_bytes());
    for record in reader.records() {
        let record = record.map_err(|error| {
            let offset = error.position().map_or(0, |at| at.byte() as usize);
            Error::at(shown, text, offset, format!("not a CSV row: {error}"))
        })?;
        let offset = record.position().map_or(0, |at| at.byte() as usize);
        let (Some(spelling), Some(kind), Some(code)) = (record.get(0), record.get(1), record.get(2)) else {
            return Err(Error::at(shown, text, offset, "a row needs `spelling,kind,code`"));
        };
        let meaning = meaning(catalogue, kind, code)
            .map_err(|(message, hint)| Error::at(shown, text, offset, message).hint(hint))?;
        match spelling.contains(YEAR) {
            true => years.clone().for_each(|year| lexicon.teach(&spelling.replace(YEAR, &year.to_string()), meaning)),
            false => lexicon.teach(spelling, meaning),
        }
    }
    Ok(())
}

type Unknown = (String, Option<String>);

fn meaning(catalogue: &Catalogue, kind: &str, code: &str) -> Result<Meaning, Unknown> {
    match kind {
        "furniture" => Ok(Meaning::Furniture),
        "field" => Field::ALL
            .iter()
            .find(|(_, word)| *word == code)
            .map(|(field, _)| Meaning::Field(*field))
            .ok_or_else(|| unknown("field", code, Field::ALL.iter().map(|(_, word)| *word))),
        "table" => catalogue
            .table_by_code(code)
            .map(Meaning::Table)
            .ok_or_else(|| unknown("table", code, catalogue.tables.iter().map(|table| table.code.as_str()))),
        "row" | "column" | "group" => line_meaning(catalogue, kind, code),
        _ => Err(unknown("kind", kind, ["table", "row", "column", "group", "field", "furniture"].into_iter())),
    }
}

fn line_meaning(catalogue: &Catalogue, kind: &str, code: &str) -> Result<Meaning, Unknown> {
    let (table_code, line_code) = code.split_once('.').unwrap_or((code, ""));
    let Some(ix) = catalogue.table_by_code(table_code) else {
        return Err(unknown("table", table_code, catalogue.tables.iter().map(|table| table.code.as_str())));
    };
    let table = catalogue.table(ix);
    let found = match kind {
        "row" => table.row(line_code).map(|row| Meaning::Row(ix, row)),
        "column" => table.column(line_code).map(|column| Meaning::Column(ix, column)),
        _ => table.groups.iter().position(|group| group.code == line_code).map(|at| Meaning::Group(ix, at as u8)),
    };
    found.ok_or_else(|| match kind {
        "row" => unknown("row", line_code, table.rows.iter().map(|line| line.code.as_str())),
        "column" => unknown("column", line_code, table.columns.iter().map(|line| line.code.as_str())),
        _ => unknown("group", line_code, table.groups.iter().map(|group| group.code.as_str())),
    })
}

fn unknown<'a>(what: &str, word: &str, known: impl Iterator<Item = &'a str>) -> Unknown {
    (format!("unknown {what} `{word}`"), nearest(word, known))
}
