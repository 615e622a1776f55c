//! A workbook of the program that has come back → its forms as filings, its answers, and nothing else.
//!
//! The program writes workbooks: forms to be corrected, the list of findings to be answered, reports. They come back in
//! the folder of the next run, under any name and saved by any program. A hidden sheet says what each is; if it was
//! removed, the names of its columns do.
//!
//! ```text
//! a form for an office      its figures are a filing or a correction
//! the list of findings      the answers written into it are kept for the report
//! a report                  ignored: its figures are those of all offices once more
//! ```

use std::collections::BTreeMap;

use crate::model::{
    AnswerSheet, Intake, MARK, Mark, MarkSheet, Message, Paper, PaperKind, Reading, Reception, Source, SourceIx,
};
use crate::read::decode::Refusal;
use crate::read::member::BookSheet;
use crate::read::member::Member;
use crate::read::paper::{Known, LISTED, form, ignored, of_rows};
use crate::read::sheet::Sheet;
use crate::read::vocabulary::Vocabulary;
use crate::read::{cells, identify, reading};

/// Column names that only the list of findings has.
pub(crate) const NAMED: [&str; 3] = ["rule", "key", "answer"];
/// Rows in which they are looked for.
const HEAD: u32 = 20;

/// What is needed to read a workbook.
pub struct Opened<'a, 'b> {
    /// The digest of the file.
    pub blake3: &'a str,
    /// Where the file lies.
    pub source: &'a Source,
    /// The labels of the pipeline.
    pub vocabulary: &'a mut Vocabulary<'b>,
}

/// The texts of a sheet, row by row, each at the position of its column.
pub fn rows(sheet: &Sheet) -> Vec<(u32, Vec<String>)> {
    let mut rows: BTreeMap<u32, Vec<String>> = BTreeMap::new();
    for ((row, column), text) in sheet.texts() {
        let cells = rows.entry(row).or_default();
        cells.resize(cells.len().max(column as usize + 1), String::new());
        if let Some(cell) = cells.get_mut(column as usize) {
            text.clone_into(cell);
        }
    }
    rows.into_iter().collect()
}

/// True if some row at the head of a sheet has all these names.
fn is_headed(sheet: &Sheet, names: &[&str]) -> bool {
    let head: Vec<(u32, &str)> =
        sheet.texts().take_while(|((row, _), _)| *row < HEAD).map(|((row, _), text)| (row, text)).collect();
    let mut rows = head.chunk_by(|a, b| a.0 == b.0);
    rows.any(|row| names.iter().all(|name| row.iter().any(|(_, text)| text == name)))
}

/// The list of findings that a sheet is, with its answers.
pub fn answers(name: &str, sheet: &Sheet) -> Option<AnswerSheet> {
    if !is_headed(sheet, &NAMED) {
        return None;
    }
    let rows = rows(sheet);
    let names = |(_, row): &&(u32, Vec<String>)| NAMED.iter().all(|name| row.iter().any(|cell| cell == name));
    let (named, columns) = rows.iter().find(names).cloned()?;
    // Below the column names stands the header for people.
    let below = rows.into_iter().filter(|(row, _)| *row > named + 1).map(|(row, cells)| (row as usize + 1, cells));
    Some(AnswerSheet { name: name.to_owned(), columns, rows: below.collect() })
}

/// The mark that a hidden sheet holds.
fn mark_sheet(sheet: &BookSheet, vocabulary: &Vocabulary<'_>) -> Option<MarkSheet> {
    let cells = sheet.sheet.as_ref().ok().filter(|_| sheet.name.starts_with(MARK))?;
    let rows: Vec<Vec<String>> = rows(cells).into_iter().map(|(_, row)| row).collect();
    MarkSheet::read(&rows, &vocabulary.pipeline.catalogue)
}

/// What a workbook says it is, by its hidden sheet, or by its lists if that sheet was removed. A workbook joined from
/// several has the forms of all.
fn mark(sheets: &[BookSheet], property: Option<Mark>, vocabulary: &Vocabulary<'_>) -> Option<MarkSheet> {
    let hidden = sheets.iter().filter_map(|sheet| mark_sheet(sheet, vocabulary));
    let all = hidden.reduce(|mut all, more| {
        if more.mark.kind == PaperKind::Form {
            all.mark = more.mark;
        }
        all.forms.extend(more.forms);
        all
    });
    all.or_else(|| {
        let lists = |names: &[&str]| {
            let cells = sheets.iter().filter_map(|sheet| sheet.sheet.as_ref().ok());
            cells.filter(|cells| is_headed(cells, names)).count()
        };
        let of_kind = |kind| Mark { kind, pipeline: vocabulary.pipeline.name.clone(), run: String::new() };
        let by_lists = || match lists(&NAMED) {
            0 => None,
            answered if lists(&LISTED) > answered => Some(of_kind(PaperKind::Report)),
            _ => Some(of_kind(PaperKind::Form)),
        };
        Some(MarkSheet { mark: property.or_else(by_lists)?, forms: Vec::new() })
    })
}

/// Reads a workbook of the program; any other is returned.
pub fn read(
    sheets: Vec<BookSheet>,
    property: Option<Mark>,
    opened: Opened<'_, '_>,
) -> Result<Vec<Member>, Vec<BookSheet>> {
    let Some(marks) = mark(&sheets, property, opened.vocabulary) else { return Err(sheets) };
    let mut opened = opened;
    match marks.mark.kind {
        PaperKind::Form if marks.mark.pipeline == opened.vocabulary.pipeline.name => Ok(opened.forms(sheets, &marks)),
        PaperKind::Form => Ok(vec![opened.of_another(&marks.mark)]),
        kind => Ok(vec![opened.report(&sheets, kind)]),
    }
}

impl Opened<'_, '_> {
    /// The intake of one of its sheets.
    fn intake(&self) -> Intake {
        let mut intake = Intake::new(SourceIx(0));
        self.blake3.clone_into(&mut intake.blake3);
        intake
    }

    /// One reading for a workbook that is no filing, whatever its sheets.
    fn report(&self, sheets: &[BookSheet], kind: PaperKind) -> Member {
        let mut reading = ignored(self.intake(), (kind, ""));
        if let Some(paper) = &mut reading.intake.paper {
            let lists = sheets.iter().filter_map(|sheet| answers(&sheet.name, sheet.sheet.as_ref().ok()?));
            paper.answers.extend(lists);
        }
        Member { source: self.source.clone(), reading }
    }

    /// One reading for the form of another pipeline, whose labels are not known here.
    fn of_another(&self, mark: &Mark) -> Member {
        let mut reading = ignored(self.intake(), (PaperKind::Form, ""));
        reading.intake.messages = vec![Message::new("paper.other_pipeline").with("pipeline", &mark.pipeline)];
        Member { source: self.source.clone(), reading }
    }

    /// The forms as filings, the list of findings with its answers, and any sheets that were added.
    fn forms(&mut self, sheets: Vec<BookSheet>, marks: &MarkSheet) -> Vec<Member> {
        let mut members = Vec::new();
        for one in sheets {
            self.vocabulary.rest();
            if mark_sheet(&one, self.vocabulary).is_some() {
                continue;
            }
            let BookSheet { name, sheet, .. } = one;
            let reading = match &sheet {
                Err(refusal) => reading::refused(self.intake(), refusal.clone()),
                Ok(sheet) => self.sheet(&name, sheet, marks),
            };
            members.push(Member { source: self.source.sheet(&name), reading });
        }
        if members.is_empty() {
            let reading = reading::refused(self.intake(), Refusal::new("intake.no_table"));
            members.push(Member { source: self.source.clone(), reading });
        }
        members
    }

    fn sheet(&mut self, name: &str, sheet: &Sheet, marks: &MarkSheet) -> Reading {
        if let Some(answers) = answers(name, sheet) {
            let mut reading = ignored(self.intake(), (PaperKind::Form, ""));
            reading.intake.paper = Some(Box::new(Paper { kind: PaperKind::Form, answers: vec![answers], form: None }));
            return reading;
        }
        if let Some(reading) = form::read((name, sheet), &marks.forms, self.intake(), self.source, self.vocabulary) {
            let mut reading = self.complete(reading);
            if let Some(form) = reading.intake.paper.as_ref().and_then(|paper| paper.form.as_ref()) {
                let sentence = if form.is_changed() { "paper.corrected" } else { "paper.unchanged" };
                reading.intake.remark(Message::new(sentence));
            }
            return reading;
        }
        let reading = cells::of_sheet(sheet, self.intake(), self.source, self.vocabulary);
        let mut reading = self.complete(reading);
        if reading.parts.is_empty() && reading.intake.unmatched.is_empty() {
            reading.intake.reception = Reception::Ignored;
        }
        let claim = identify::in_sheet(name, self.vocabulary.pipeline);
        reading.parts.iter_mut().for_each(|part| part.claims.extend(claim.clone()));
        reading
    }

    fn complete(&self, reading: Reading) -> Reading {
        reading::complete_or_refused(reading, Refusal::new("intake.no_table"), self.vocabulary)
    }
}

/// The output that a single sheet is: a table of a run saved as a workbook, or a sheet of the workbook.
pub fn of_sheet(sheet: &Sheet) -> Option<Known> {
    let head: Vec<(u32, &str)> =
        sheet.texts().take_while(|((row, _), _)| *row < HEAD).map(|((row, _), text)| (row, text.trim())).collect();
    of_rows(head.chunk_by(|a, b| a.0 == b.0).map(|row| row.iter().map(|(_, text)| *text).collect()))
}
