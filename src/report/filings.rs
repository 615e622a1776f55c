//! `filings.parquet`: every accepted filing with every cell.
//!
//! The columns are made while the rollup sums them, and handed on here batch by batch, so that a
//! million filings are transposed only once.

use std::borrow::Cow;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard};

use rayon::prelude::*;

use crate::frame::{Batch, FilingsFile, LeadingColumns};
use crate::model::{CellIx, Filing, Pipeline, Places, Register, Source};
use crate::report::Error;

/// The file name.
pub const FILE: &str = "filings.parquet";

/// What is needed to fill the columns before the cells.
#[derive(Clone, Copy)]
pub struct FilingsContext<'a> {
    /// Has the ids of the form versions.
    pub pipeline: &'a Pipeline,
    /// Has the codes and names of the offices.
    pub register: &'a Register,
    /// Has the paths.
    pub sources: &'a [Source],
}

/// Writes the file batch by batch, in the order of its rows.
pub struct FilingsWriter<'a> {
    file: FilingsFile<'a, SharedFile>,
    out: SharedFile,
    context: FilingsContext<'a>,
    /// Rows written so far.
    rows: u64,
}

impl<'a> FilingsWriter<'a> {
    /// Creates the file in a folder, with columns for the given cells.
    ///
    /// # Errors
    ///
    /// The file cannot be created, or polars cannot start writing it.
    pub fn create(folder: &Path, cells: &[CellIx], context: FilingsContext<'a>) -> Result<FilingsWriter<'a>, Error> {
        let buffer = BufWriter::with_capacity(1 << 20, File::create(folder.join(FILE))?);
        let out = SharedFile(Arc::new(Mutex::new(buffer)));
        let file = FilingsFile::create(out.clone(), cells, &context.pipeline.catalogue)?;
        Ok(FilingsWriter { file, out, context, rows: 0 })
    }

    /// Appends a batch. `filings` are those of the batch, in its order.
    pub fn append(&mut self, filings: &[&Filing], batch: Batch) -> Result<(), Error> {
        self.rows += filings.len() as u64;
        self.file.write(batch, heads(self.context, filings))?;
        Ok(())
    }

    /// Finishes the file and waits until it is on the disk. Returns the number of rows.
    ///
    /// # Errors
    ///
    /// The last rows cannot be written, as on a full disk. Errors of earlier batches have been
    /// returned by [`FilingsWriter::append`].
    pub fn finish(self) -> Result<u64, Error> {
        self.file.finish()?;
        let mut out = self.out.lock()?;
        out.flush()?;
        out.get_ref().sync_all()?;
        Ok(self.rows)
    }
}

/// A handle on the file besides that of the Parquet writer, which does not return what it was
/// given. Without it, an error on the last flush would go unnoticed.
#[derive(Clone)]
struct SharedFile(Arc<Mutex<BufWriter<File>>>);

impl SharedFile {
    /// An error if a thread has panicked while writing.
    fn lock(&self) -> std::io::Result<MutexGuard<'_, BufWriter<File>>> {
        self.0.lock().map_err(|_| std::io::Error::other("a writer has failed before"))
    }
}

impl Write for SharedFile {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.lock()?.write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.lock()?.flush()
    }
}

/// The columns before the cells, for the filings of a batch.
fn heads<'a>(context: FilingsContext<'a>, filings: &[&Filing]) -> LeadingColumns<'a> {
    let offices = || filings.iter().map(|filing| context.register.office(filing.office));
    LeadingColumns {
        office_code: offices().map(|office| office.code.as_str()).collect(),
        office: offices().map(|office| office.name.as_str()).collect(),
        year: filings.iter().map(|filing| i32::from(filing.year.0)).collect(),
        form: filings.par_iter().map(|filing| forms(context, filing)).collect(),
        scope: filings.iter().map(|filing| filing.scope.code()).collect(),
        source: filings.par_iter().map(|filing| source(context, &filing.places)).collect(),
    }
}

/// Ids of the form versions the filing follows, each once, joined by `;`.
fn forms<'a>(context: FilingsContext<'a>, filing: &Filing) -> Cow<'a, str> {
    let catalogue = &context.pipeline.catalogue;
    if let Some(Some(first)) = filing.tables.first()
        && filing.tables.iter().all(|table| *table == Some(*first))
    {
        return Cow::Borrowed(&catalogue.forms[first.at()].id);
    }
    let mut forms: Vec<_> = filing.tables.iter().flatten().copied().collect();
    forms.sort();
    forms.dedup();
    let ids = forms.iter().map(|form| catalogue.forms[form.at()].id.as_str());
    Cow::Owned(ids.collect::<Vec<_>>().join(";"))
}

/// `path:line` of every file the filing came from, joined by `;`.
fn source(context: FilingsContext<'_>, places: &Places) -> String {
    match places {
        Places::Several(parts) => parts.iter().map(|part| source(context, part)).collect::<Vec<_>>().join(";"),
        one => format!("{}:{}", context.sources[one.source().at()].path, one.first_line()),
    }
}
