//! CSV as the spreadsheets in offices expect it: UTF-8 with a byte-order mark, CRLF, and nothing
//! that would run as a formula.
//!
//! The columns are the fields of the table's record, so a record that is read back by name is the
//! same row.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::marker::PhantomData;
use std::path::Path;

use crate::report::Error;
use crate::report::record::OutputTable;

/// Writes one table, row by row.
pub(super) struct TableWriter<R> {
    writer: csv::Writer<BufWriter<File>>,
    /// Rows written so far.
    rows: u64,
    record: PhantomData<R>,
}

impl<R: OutputTable> TableWriter<R> {
    /// Creates the file in the folder and writes the header.
    pub(super) fn create(folder: &Path) -> Result<TableWriter<R>, Error> {
        let mut file = BufWriter::with_capacity(1 << 18, File::create(folder.join(R::FILE))?);
        file.write_all(b"\xEF\xBB\xBF")?;
        let mut builder = csv::WriterBuilder::new();
        let mut writer = builder.terminator(csv::Terminator::CRLF).has_headers(false).from_writer(file);
        writer.write_record(&columns::<R>()?)?;
        Ok(TableWriter { writer, rows: 0, record: PhantomData })
    }

    /// Appends a row.
    pub(super) fn row(&mut self, row: &R::Row<'_>) -> Result<(), Error> {
        self.writer.serialize(row)?;
        self.rows += 1;
        Ok(())
    }

    /// Finishes the file and waits until it is on the disk. Returns the number of rows. A table
    /// that is dropped without this may lack its last rows.
    pub(super) fn finish(self) -> Result<u64, Error> {
        let file = self.writer.into_inner().map_err(|error| error.into_error())?;
        file.into_inner().map_err(|error| error.into_error())?.sync_all()?;
        Ok(self.rows)
    }
}

/// The names of the columns, in order: those of the record's fields. They are found by writing a
/// default row, so there is no second list to keep up to date.
pub fn columns<R: OutputTable>() -> Result<csv::StringRecord, csv::Error> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.serialize(R::Row::default())?;
    let written = writer.into_inner().map_err(|error| error.into_error())?;
    Ok(csv::Reader::from_reader(&written[..]).headers()?.clone())
}
