//! What an office does to a workbook: types into a square, adds a row, renames a sheet, takes a hidden sheet away.

use std::io::{Cursor, Read, Write};
use std::path::Path;

use regex::{Captures, Regex};

/// A workbook taken apart into its parts.
pub struct Workbook(Vec<(String, Vec<u8>)>);

impl Workbook {
    pub fn open(file: &Path) -> Workbook {
        let mut archive = zip::ZipArchive::new(Cursor::new(std::fs::read(file).unwrap())).unwrap();
        let mut part = |at: usize| {
            let mut entry = archive.by_index(at).unwrap();
            let mut bytes = Vec::new();
            entry.read_to_end(&mut bytes).unwrap();
            (entry.name().unwrap().to_string(), bytes)
        };
        let n = part_count(file);
        Workbook((0..n).map(&mut part).collect())
    }

    pub fn save(&self, file: &Path) {
        let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for (name, bytes) in &self.0 {
            archive.start_file(name.as_str(), zip::write::SimpleFileOptions::default()).unwrap();
            archive.write_all(bytes).unwrap();
        }
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(file, archive.finish().unwrap().into_inner()).unwrap();
    }

    fn text(&self, name: &str) -> String {
        let (_, bytes) = self.0.iter().find(|(known, _)| known == name).unwrap();
        String::from_utf8(bytes.clone()).unwrap()
    }

    fn change(&mut self, name: &str, change: impl FnOnce(String) -> String) {
        let text = change(self.text(name));
        self.0.iter_mut().find(|(known, _)| known == name).unwrap().1 = text.into_bytes();
    }

    /// The part of a sheet: the workbooks of the program have them in order.
    fn part(&self, sheet: &str) -> String {
        let book = self.text("xl/workbook.xml");
        let names = Regex::new("<sheet name=\"([^\"]*)\"").unwrap();
        let at = names.captures_iter(&book).position(|found| &found[1] == sheet).unwrap();
        format!("xl/worksheets/sheet{}.xml", at + 1)
    }

    /// Types into a square; a number is a number, and nothing empties it.
    pub fn set(&mut self, sheet: &str, square: &str, typed: &str) {
        let part = self.part(sheet);
        let cell = Regex::new(&format!("<c r=\"{square}\"( s=\"\\d+\")?[^>]*?(?:/>|>.*?</c>)")).unwrap();
        self.change(&part, |text| {
            assert!(cell.is_match(&text), "{square}");
            let written = |found: &Captures<'_>| {
                let style = found.get(1).map_or("", |style| style.as_str());
                match (typed, typed.parse::<f64>()) {
                    ("", _) => format!("<c r=\"{square}\"{style}/>"),
                    (_, Ok(number)) => format!("<c r=\"{square}\"{style}><v>{number}</v></c>"),
                    _ => format!("<c r=\"{square}\"{style} t=\"inlineStr\"><is><t>{typed}</t></is></c>"),
                }
            };
            cell.replace(&text, written).into_owned()
        });
    }

    /// Types into the first square of a row below all others.
    pub fn add(&mut self, sheet: &str, row: u32, typed: &str) {
        let part = self.part(sheet);
        let cell = format!("<row r=\"{row}\"><c r=\"A{row}\" t=\"inlineStr\"><is><t>{typed}</t></is></c></row>");
        self.change(&part, |text| text.replace("</sheetData>", &format!("{cell}</sheetData>")));
    }

    /// Adds an empty row above all others.
    pub fn push_down(&mut self, sheet: &str) {
        let part = self.part(sheet);
        let rows = Regex::new("((?:<row r=\"|<c r=\"[A-Z]+|(?:mergeCell ref=\"|:)[A-Z]+))(\\d+)\"?").unwrap();
        self.change(&part, |text| {
            let (head, body) = text.split_once("<sheetData>").unwrap();
            let moved = |found: &Captures<'_>| {
                let end = if found[0].ends_with('"') { "\"" } else { "" };
                format!("{}{}{end}", &found[1], found[2].parse::<u32>().unwrap() + 1)
            };
            format!("{head}<sheetData>{}", rows.replace_all(body, moved))
        });
    }

    pub fn rename(&mut self, sheet: &str, name: &str) {
        self.change("xl/workbook.xml", |text| {
            text.replacen(&format!("name=\"{sheet}\""), &format!("name=\"{name}\""), 1)
        });
    }

    /// What remains when somebody has the marks removed.
    pub fn without_marks(mut self) -> Workbook {
        let part = self.part("gouji");
        self.change(&part, |text| {
            let (head, rest) = text.split_once("<sheetData").unwrap();
            let (_, tail) = rest.split_once("</sheetData>").unwrap();
            format!("{head}<sheetData/>{tail}")
        });
        self.rename("gouji", "Sheet9");
        self.change("docProps/custom.xml", |text| text.replace("gouji", "other"));
        self
    }
}

/// The values of sheets of several workbooks put into one, as somebody does who collects them; without formats, merged
/// cells and whatever else hides.
pub fn gathered(sheets: &[(&Path, &str, &str)], to: &Path) {
    use calamine::{Data, Reader, Xlsx};
    let mut book = rust_xlsxwriter::Workbook::new();
    for (file, name, new_name) in sheets {
        let mut from: Xlsx<_> = calamine::open_workbook(file).unwrap();
        let range = from.worksheet_range(name).unwrap();
        let sheet = book.add_worksheet();
        sheet.set_name(*new_name).unwrap();
        let (top, left) = range.start().unwrap();
        for (row, column, value) in range.used_cells() {
            let at = (top + row as u32, (left as usize + column) as u16);
            match value {
                Data::Float(number) => sheet.write_number(at.0, at.1, *number).unwrap(),
                value => sheet.write_string(at.0, at.1, value.to_string()).unwrap(),
            };
        }
    }
    std::fs::create_dir_all(to.parent().unwrap()).unwrap();
    book.save(to).unwrap();
}

fn part_count(file: &Path) -> usize {
    zip::ZipArchive::new(std::fs::File::open(file).unwrap()).unwrap().len()
}
