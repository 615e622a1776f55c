//! A workbook that offices have filled in → rows of words, for [`crate::spec::answers`].

use std::io::Cursor;

use calamine::{Data, Reader, Xlsx, XlsxError};

use crate::spec::AnswerSheet;

/// What tells the row with the names of columns from any other.
const NAMED: [&str; 3] = ["rule", "key", "answer"];
/// Rows in which it is looked for.
const HEAD: usize = 20;

/// True for bytes that are a workbook and not a text.
pub fn is_workbook(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04")
}

/// The sheets that have room for answers.
pub fn sheets(bytes: &[u8]) -> Result<Vec<AnswerSheet>, String> {
    let mut book: Xlsx<_> =
        calamine::open_workbook_from_rs(Cursor::new(bytes)).map_err(|error: XlsxError| error.to_string())?;
    let mut sheets = Vec::new();
    for name in book.sheet_names() {
        let range = book.worksheet_range(&name).map_err(|error| error.to_string())?;
        let top = range.start().map_or(0, |(row, _)| row as usize);
        let rows: Vec<Vec<String>> = range.rows().map(|row| row.iter().map(said).collect()).collect();
        let names = |row: &Vec<String>| NAMED.iter().all(|name| row.iter().any(|cell| cell == name));
        let Some(at) = rows.iter().take(HEAD).position(names) else { continue };
        // Below the names stands the header for people.
        let below = rows.iter().enumerate().skip(at + 2).map(|(below, row)| (top + below + 1, row.clone()));
        sheets.push(AnswerSheet { name, columns: rows[at].clone(), rows: below.collect() });
    }
    Ok(sheets)
}

fn said(cell: &Data) -> String {
    match cell {
        Data::Float(number) => number.to_string(),
        Data::Empty => String::new(),
        cell => cell.to_string().trim().to_owned(),
    }
}
