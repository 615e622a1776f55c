//! The hidden sheet of a workbook: its mark, and where the cells of each form were printed.
//!
//! It consists of text cells only, since all spreadsheets preserve texts exactly.

use crate::model::paper::{MARK, Mark, squeezed};
use crate::model::{Catalogue, CellIx, State, Year};

/// Row and column on a sheet, counted from 0.
pub type Square = (u32, u32);

/// A cell that was neither a number nor a blank when its form was printed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AsFiled {
    /// Which cell.
    pub cell: CellIx,
    /// Why it was no number.
    pub state: State,
    /// The text as filed.
    pub raw: String,
    /// The text printed in the form.
    pub printed: String,
}

/// The form of one office and year as it was printed on a sheet.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PrintedForm {
    /// The name of the sheet.
    pub sheet: String,
    /// The office's code.
    pub code: String,
    /// The office's name.
    pub office: String,
    /// The office it is a part of; usually empty.
    pub within: String,
    /// The reporting year.
    pub year: Option<Year>,
    /// The title, with office and year.
    pub title: String,
    /// Where headings and labels are.
    pub frame: Vec<Square>,
    /// [`PrintedForm::digest`] of these headings and labels.
    pub labels: String,
    /// Where each figure is.
    pub figures: Vec<(Square, CellIx)>,
    /// Cells that were neither numbers nor blanks.
    pub as_filed: Vec<AsFiled>,
    /// [`crate::model::content`] of the filing it was printed from.
    pub filed: String,
}

impl PrintedForm {
    /// Digest of labels, in the order of their places.
    pub fn digest<'a>(labels: impl Iterator<Item = &'a str>) -> String {
        let mut hasher = blake3::Hasher::new();
        for label in labels {
            hasher.update(squeezed(label).as_bytes());
            hasher.update(b"\n");
        }
        hasher.finalize().to_hex().as_str()[..16].to_owned()
    }
}

/// The content of the hidden sheet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MarkSheet {
    /// The workbook's mark.
    pub mark: Mark,
    /// The forms in it.
    pub forms: Vec<PrintedForm>,
}

/// Version of the sheet's format. From any other version only the mark is read.
const WAY: &str = "1";
/// Limit on forms, above the number of sheets of any workbook.
const MOST_FORMS: usize = 1_000;
/// Longest text of a cell; spreadsheets allow 32,767 characters.
const LONGEST: usize = 30_000;

const FORM: &str = "form";
const FRAME: &str = "frame";
const FIGURES: &str = "figures";
const ABSENT: &str = "absent";
const AS_FILED: &str = "as filed";

impl MarkSheet {
    /// The rows of the sheet.
    pub fn rows(&self, catalogue: &Catalogue) -> Vec<Vec<String>> {
        let mut rows = vec![vec![MARK.to_owned(), self.mark.line(), WAY.to_owned()]];
        let code = |cell: &CellIx| catalogue.cell(*cell).code.as_str();
        for form in &self.forms {
            let year = form.year.map_or_else(String::new, |year| year.0.to_string());
            let head = [FORM, &form.sheet, &year, &form.code, &form.office, &form.within, &form.title];
            let head = head.into_iter().chain([form.labels.as_str(), &form.filed]);
            rows.push(head.map(str::to_owned).collect());
            rows.push(packed(FRAME, form.frame.iter().map(|(row, column)| format!("{row}:{column}"))));
            let figures = form.figures.iter().map(|((row, column), cell)| format!("{row}:{column}:{}", code(cell)));
            rows.push(packed(FIGURES, figures));
            let (absent, other): (Vec<&AsFiled>, Vec<&AsFiled>) =
                form.as_filed.iter().partition(|filed| filed.state == State::NotInSource);
            rows.push(packed(ABSENT, absent.iter().map(|filed| code(&filed.cell).to_owned())));
            let other = other.iter().map(|filed| {
                [AS_FILED, code(&filed.cell), filed.state.code(), &filed.raw, &filed.printed].map(str::to_owned)
            });
            rows.extend(other.map(Vec::from));
        }
        rows
    }

    /// Parses the rows of a hidden sheet. Forms with cells that the catalogue lacks are left out.
    pub fn read(rows: &[Vec<String>], catalogue: &Catalogue) -> Option<MarkSheet> {
        let (head, rows) = rows.split_first()?;
        let mark = Mark::of_line(head.get(1).filter(|_| head.first().is_some_and(|first| first == MARK))?)?;
        let mut forms: Vec<Option<PrintedForm>> = Vec::new();
        for row in rows.iter().filter(|_| head.get(2).is_some_and(|way| way == WAY)) {
            let Some((name, words)) = row.split_first() else { continue };
            if name == FORM {
                if forms.len() == MOST_FORMS {
                    break;
                }
                forms.push(begun(words));
            } else if let Some(form) = forms.last_mut() {
                *form = form.take().and_then(|form| with(form, name, words, catalogue));
            }
        }
        Some(MarkSheet { mark, forms: forms.into_iter().flatten().collect() })
    }
}

/// A row with a name and words, packed into as few cells as possible.
fn packed(name: &str, words: impl Iterator<Item = String>) -> Vec<String> {
    let mut cells: Vec<String> = Vec::new();
    for word in words {
        match cells.last_mut().filter(|last| last.len() + word.len() < LONGEST) {
            Some(last) => {
                last.push(' ');
                last.push_str(&word);
            }
            None => cells.push(word),
        }
    }
    cells.insert(0, name.to_owned());
    cells
}

fn begun(words: &[String]) -> Option<PrintedForm> {
    let word = |at: usize| words.get(at).cloned().unwrap_or_default();
    Some(PrintedForm {
        sheet: word(0),
        year: Some(Year(word(1).parse().ok()?)),
        code: word(2),
        office: word(3),
        within: word(4),
        title: word(5),
        labels: word(6),
        filed: word(7),
        ..PrintedForm::default()
    })
}

/// Adds one more row to a form; `None` if the row cannot be parsed.
fn with(mut form: PrintedForm, name: &str, words: &[String], catalogue: &Catalogue) -> Option<PrintedForm> {
    let mut all = words.iter().flat_map(|cell| cell.split(' ')).filter(|word| !word.is_empty());
    match name {
        FRAME => form.frame = all.map(|word| square(word).map(|(square, _)| square)).collect::<Option<_>>()?,
        FIGURES => {
            let figure = |word| square(word).and_then(|(square, code)| Some((square, catalogue.by_code(code)?)));
            form.figures = all.map(figure).collect::<Option<_>>()?;
        }
        ABSENT => {
            let absent = |code| {
                let cell = catalogue.by_code(code)?;
                Some(AsFiled { cell, state: State::NotInSource, raw: String::new(), printed: String::new() })
            };
            let absent: Vec<AsFiled> = all.map(absent).collect::<Option<_>>()?;
            form.as_filed.extend(absent);
        }
        AS_FILED => {
            let (code, state) = (all.next()?, words.get(1)?);
            let state = state.parse().ok()?;
            let [raw, printed] = [2, 3].map(|at| words.get(at).cloned().unwrap_or_default());
            form.as_filed.push(AsFiled { cell: catalogue.by_code(code)?, state, raw, printed });
        }
        _ => {}
    }
    Some(form)
}

/// Parses row and column; returns them with the rest of the text.
fn square(word: &str) -> Option<(Square, &str)> {
    let mut parts = word.splitn(3, ':');
    let square = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
    Some((square, parts.next().unwrap_or_default()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::PaperKind;

    fn sheet() -> (MarkSheet, Catalogue) {
        let catalogue = crate::spec::load("cn-disclosure").unwrap().catalogue;
        let form = PrintedForm {
            sheet: "2024".to_owned(),
            code: "D03".to_owned(),
            office: "甲 局".to_owned(),
            within: String::new(),
            year: Some(Year(2024)),
            title: "甲 局 2024 年报告".to_owned(),
            frame: vec![(2, 0), (3, 4)],
            labels: PrintedForm::digest(["a", "b"].into_iter()),
            figures: (0..5000u16).map(|at| ((u32::from(at), 3), CellIx(at % 200))).collect(),
            as_filed: vec![
                AsFiled { cell: CellIx(3), state: State::NotInSource, raw: String::new(), printed: String::new() },
                AsFiled {
                    cell: CellIx(4),
                    state: State::Unreadable,
                    raw: "约 3".to_owned(),
                    printed: "“约 3”".to_owned(),
                },
            ],
            filed: "0123456789abcdef".to_owned(),
        };
        let mark = Mark { kind: PaperKind::Form, pipeline: "cn-disclosure".to_owned(), run: "ab12".to_owned() };
        (MarkSheet { mark, forms: vec![form] }, catalogue)
    }

    #[test]
    fn a_mark_is_read_as_it_was_written_and_fits_into_the_cells_of_a_sheet() {
        let (sheet, catalogue) = sheet();
        let rows = sheet.rows(&catalogue);
        assert!(rows.iter().flatten().all(|cell| cell.len() <= LONGEST));
        assert_eq!(MarkSheet::read(&rows, &catalogue), Some(sheet));
    }

    #[test]
    fn a_form_of_another_catalogue_is_left_out_and_any_other_sheet_is_no_mark() {
        let (sheet, catalogue) = sheet();
        let mut rows = sheet.rows(&catalogue);
        rows[3][1] = "2:3:requests.nothing@total".to_owned();
        assert_eq!(MarkSheet::read(&rows, &catalogue).unwrap().forms, []);
        rows[0][0] = "gouji2".to_owned();
        assert_eq!(MarkSheet::read(&rows, &catalogue), None);
        assert_eq!(MarkSheet::read(&[], &catalogue), None);
    }
}
