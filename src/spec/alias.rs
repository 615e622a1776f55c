//! `aliases/*.csv` and the forms' own labels → the lexicon.
//!
//! ```text
//! spelling,kind,code,seen
//! Brought back,row,loans.returned,export of 2024
//! Branch,field,office,export of 2024
//! Loans in {year},table,loans,export of 2024
//! ```
//!
//! The fourth column is for readers of the file only. A spelling with `{year}` stands for one
//! spelling per possible reporting year. Two meanings for one spelling are allowed here, since
//! place and context may tell them apart; a lint reports those that clash.

use std::ops::RangeInclusive;

use strum::VariantNames;

use crate::model::{Axis, Catalogue, Field, Lexicon, Meaning, Message, Normaliser, TableIx, Text};
use crate::spec::error::{Error, Source, nearest};
use crate::spec::files::Files;
use crate::spec::said::PipelineText;

/// A spelling, with the meaning it was declared to have and the place where that was done. Lints
/// work on these.
#[derive(Clone, Debug)]
pub(crate) struct Taught {
    /// As declared, or with the year filled in.
    pub said: String,
    /// The spelling, normalised for lookup.
    pub key: String,
    pub meaning: Meaning,
    /// As shown in messages.
    pub file: String,
    /// Line in its file, from 1.
    pub line: usize,
    /// Whether it is a label of a form rather than a line of an alias file.
    pub of_form: bool,
}

/// The lexicon of a pipeline, and all spellings in it, the labels of the forms first. `normaliser`
/// is the way in which labels are compared. A line of an alias file with an unknown kind or code is
/// an error.
pub(super) fn lexicon(
    files: &Files,
    said: &PipelineText,
    catalogue: &Catalogue,
    normaliser: Normaliser,
) -> Result<(Lexicon, Vec<Taught>), Error> {
    let mut teacher = Teacher { catalogue, lexicon: Lexicon::new(normaliser), taught: Vec::new() };
    for (at, form) in catalogue.forms.iter().enumerate() {
        let file = format!("forms/{}.toml", form.id);
        teacher.form(at, Source::new(&files.shown(&file), &files.text(&file)?));
    }
    let years = said.identity.years.from..=said.identity.years.to;
    for name in &said.aliases {
        let file = format!("aliases/{name}.csv");
        teacher.file(&years, Source::new(&files.shown(&file), &files.text(&file)?))?;
    }
    Ok((teacher.lexicon, teacher.taught))
}

/// Placeholder for any reporting year in a spelling, since headers print the year: `{year}年度`.
const YEAR: &str = "{year}";

/// Where a spelling is declared: the file as shown in messages, and the line from 1.
#[derive(Clone, Copy)]
struct At<'a> {
    file: &'a str,
    line: usize,
    /// It is a label of a form, and not one of an alias file.
    of_form: bool,
}

/// Collects spellings.
struct Teacher<'a> {
    catalogue: &'a Catalogue,
    /// What has been collected, for lookup.
    lexicon: Lexicon,
    /// The same as a list with places, for lints.
    taught: Vec<Taught>,
}

impl Teacher<'_> {
    /// Adds a spelling. The heading of a group is also the label of its own line, if it has one.
    fn teach(&mut self, said: &str, meaning: Meaning, at: At<'_>) {
        if let Meaning::Group(table, group) = meaning {
            let group = &self.catalogue.table(table).groups[usize::from(group)];
            let own = group.own.map(|own| match group.axis {
                Axis::Row => Meaning::Row(table, own),
                Axis::Column => Meaning::Column(table, own),
            });
            own.into_iter().for_each(|own| self.lexicon.teach(said, own));
        }
        self.lexicon.teach(said, meaning);
        let key = self.lexicon.normaliser.normalise(said);
        let At { file, line, of_form } = at;
        self.taught.push(Taught { said: said.to_owned(), key, meaning, file: file.to_owned(), line, of_form });
    }

    /// Adds the labels of a form in both languages, and those titles and headings that no form
    /// before it has. The line of a label is that of its first occurrence in quotation marks, so it
    /// may be another line with the same label.
    fn form(&mut self, form: usize, source: Source<'_>) {
        let catalogue = self.catalogue;
        let shared = catalogue.tables.iter().enumerate().flat_map(|(at, table)| {
            let ix = TableIx(at as u8);
            let groups = table.groups.iter().enumerate();
            let groups = groups.map(move |(group_at, group)| (&group.label, Meaning::Group(ix, group_at as u8)));
            std::iter::once((&table.title, Meaning::Table(ix))).chain(groups)
        });
        let declared = |label: &Text| source.text.contains(&format!("\"{}\"", label.zh));
        let untaught = |meaning: Meaning| self.taught.iter().all(|taught| taught.meaning != meaning);
        let is_last = form + 1 == catalogue.forms.len();
        let shared = shared.filter(|(label, meaning)| (declared(label) || is_last) && untaught(*meaning));
        let lines = catalogue.forms[form].labels.iter().map(|((table, is_row, line), label)| {
            (label, if *is_row { Meaning::Row(*table, *line) } else { Meaning::Column(*table, *line) })
        });
        let texts: Vec<(&Text, Meaning)> = shared.chain(lines).collect();
        for (label, meaning) in texts {
            for said in [&label.zh, &label.en].into_iter().filter(|said| !said.is_empty()) {
                let at = source.text.find(&format!("\"{said}\"")).unwrap_or(0);
                let line = source.text[..at].matches('\n').count() + 1;
                self.teach(said, meaning, At { file: source.name, line, of_form: true });
            }
        }
    }

    /// Adds the lines of an alias file. `years` are those that `{year}` stands for.
    fn file(&mut self, years: &RangeInclusive<u16>, source: Source<'_>) -> Result<(), Error> {
        let mut reader = csv::ReaderBuilder::new().from_reader(source.text.as_bytes());
        for record in reader.records() {
            let record = record.map_err(|error| {
                let offset = error.position().map_or(0, |at| at.byte() as usize);
                source.error(offset, no_row(&error))
            })?;
            let offset = record.position().map_or(0, |at| at.byte() as usize);
            let (Some(spelling), Some(kind), Some(code)) = (record.get(0), record.get(1), record.get(2)) else {
                return Err(source.error(offset, Message::new("alias.needs")));
            };
            let meaning = meaning(self.catalogue, kind, code)
                .map_err(|(message, hint)| source.error(offset, message).hint(hint))?;
            let line = record.position().map_or(0, |at| at.line() as usize);
            let at = At { file: source.name, line, of_form: false };
            match spelling.contains(YEAR) {
                true => years.clone().for_each(|year| {
                    self.teach(&spelling.replace(YEAR, &year.to_string()), meaning, at);
                }),
                false => self.teach(spelling, meaning, at),
            }
        }
        Ok(())
    }
}

/// The message for a line that is no valid CSV, or that has more or fewer fields than the header.
fn no_row(error: &csv::Error) -> Message {
    match error.kind() {
        csv::ErrorKind::UnequalLengths { expected_len, len, .. } => {
            Message::new("alias.fields").with("n", *len).with("expected", *expected_len)
        }
        _ => Message::new("file.no_csv").with("error", error.to_string()),
    }
}

/// What is wrong with a line, and the nearest valid word.
type Unknown = (Message, Option<Message>);

/// The meaning for the second and third field of a line: `row` and `loans.returned`. The code of
/// `furniture` is empty, and is not looked at.
fn meaning(catalogue: &Catalogue, kind: &str, code: &str) -> Result<Meaning, Unknown> {
    match kind {
        "furniture" => Ok(Meaning::Furniture),
        "field" => code
            .parse()
            .map(Meaning::Field)
            .map_err(|_| unknown("unknown.field", code, Field::VARIANTS.iter().copied())),
        "table" => catalogue
            .table_by_code(code)
            .map(Meaning::Table)
            .ok_or_else(|| unknown("unknown.table", code, catalogue.tables.iter().map(|table| table.code.as_str()))),
        "file" => catalogue
            .table_by_code(code)
            .map(Meaning::File)
            .ok_or_else(|| unknown("unknown.table", code, catalogue.tables.iter().map(|table| table.code.as_str()))),
        "row" | "column" | "group" => line_meaning(catalogue, kind, code),
        _ => Err(unknown(
            "unknown.kind",
            kind,
            ["table", "row", "column", "group", "field", "file", "furniture"].into_iter(),
        )),
    }
}

/// The same for rows, columns and groups, whose code begins with that of their table.
fn line_meaning(catalogue: &Catalogue, kind: &str, code: &str) -> Result<Meaning, Unknown> {
    let (table_code, line_code) = code.split_once('.').unwrap_or((code, ""));
    let Some(ix) = catalogue.table_by_code(table_code) else {
        return Err(unknown("unknown.table", table_code, catalogue.tables.iter().map(|table| table.code.as_str())));
    };
    let table = catalogue.table(ix);
    let found = match kind {
        "row" => table.row(line_code).map(|row| Meaning::Row(ix, row)),
        "column" => table.column(line_code).map(|column| Meaning::Column(ix, column)),
        _ => table.groups.iter().position(|group| group.code == line_code).map(|at| Meaning::Group(ix, at as u8)),
    };
    found.ok_or_else(|| match kind {
        "row" => unknown("unknown.row", line_code, table.rows.iter().map(|line| line.code.as_str())),
        "column" => unknown("unknown.column", line_code, table.columns.iter().map(|line| line.code.as_str())),
        _ => unknown("unknown.group", line_code, table.groups.iter().map(|group| group.code.as_str())),
    })
}

/// An unknown word, with the nearest known one. `sentence` says what kind of word it is.
fn unknown<'a>(sentence: &'static str, word: &str, known: impl Iterator<Item = &'a str>) -> Unknown {
    (Message::new(sentence).with("word", word), nearest(word, known))
}
