//! CSV as spreadsheets in offices want it: UTF-8 with BOM, CRLF, nothing that runs as a formula.

use std::borrow::Cow;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

use crate::report::Error;

/// A CSV file under way.
pub(super) struct Table {
    writer: csv::Writer<BufWriter<File>>,
    rows: u64,
}

impl Table {
    /// Creates the file with its header.
    pub(super) fn create(path: &Path, header: &[&str]) -> Result<Table, Error> {
        let mut file = BufWriter::with_capacity(1 << 18, File::create(path)?);
        file.write_all(b"\xEF\xBB\xBF")?;
        let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(file);
        writer.write_record(header)?;
        Ok(Table { writer, rows: 0 })
    }

    /// Appends a row; texts are made neutral, figures are given as they are.
    pub(super) fn row(&mut self, fields: &[Field<'_>]) -> Result<(), Error> {
        for field in fields {
            match field {
                Field::Text(text) => self.writer.write_field(neutral(text).as_bytes())?,
                Field::Figure(figure) => self.writer.write_field(figure)?,
            }
        }
        self.writer.write_record(None::<&[u8]>)?;
        self.rows += 1;
        Ok(())
    }

    /// Writes everything to disk; gives the number of rows.
    pub(super) fn finish(self) -> Result<u64, Error> {
        let file = self.writer.into_inner().map_err(|error| error.into_error())?;
        file.into_inner().map_err(|error| error.into_error())?.sync_all()?;
        Ok(self.rows)
    }
}

/// One field of a row.
pub(super) enum Field<'a> {
    Text(&'a str),
    /// A number, or nothing.
    Figure(&'a str),
}

/// A text that a spreadsheet would run as a formula, with an apostrophe before it.
pub fn neutral(text: &str) -> Cow<'_, str> {
    match text.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        true => Cow::Owned(format!("'{text}")),
        false => Cow::Borrowed(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_a_spreadsheet_would_run_is_marked() {
        assert_eq!(neutral("=1+1"), "'=1+1");
        assert_eq!(neutral("-18"), "'-18");
        assert_eq!(neutral("勾稽市珠算管理局"), "勾稽市珠算管理局");
    }
}
