//! `filings.parquet`: every accepted filing, every cell.

use std::borrow::Cow;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard};

use rayon::prelude::*;

use crate::frame::{Batch, FilingsFile, LeadingColumns};
use crate::model::{CellIx, Filing, Pipeline, Places, Register, Source};
use crate::report::Error;

/// The name of the output.
pub const FILE: &str = "filings.parquet";

/// What stands beside the cells.
#[derive(Clone, Copy)]
pub struct FilingsContext<'a> {
    /// The form versions and their ids.
    pub pipeline: &'a Pipeline,
    /// The offices and their codes.
    pub register: &'a Register,
    /// The paths.
    pub sources: &'a [Source],
}

/// The file under way; it takes batches in the order of its rows.
pub struct FilingsWriter<'a> {
    file: FilingsFile<'a, SharedFile>,
    out: SharedFile,
    context: FilingsContext<'a>,
    rows: u64,
}

impl<'a> FilingsWriter<'a> {
    /// Creates the file in a folder.
    pub fn create(folder: &Path, cells: &[CellIx], context: FilingsContext<'a>) -> Result<FilingsWriter<'a>, Error> {
        let buffer = BufWriter::with_capacity(1 << 20, File::create(folder.join(FILE))?);
        let out = SharedFile(Arc::new(Mutex::new(buffer)));
        let file = FilingsFile::create(out.clone(), cells, &context.pipeline.catalogue)?;
        Ok(FilingsWriter { file, out, context, rows: 0 })
    }

    /// Appends the filings of a batch.
    pub fn append(&mut self, filings: &[&Filing], batch: Batch) -> Result<(), Error> {
        self.rows += filings.len() as u64;
        self.file.write(batch, heads(self.context, filings))?;
        Ok(())
    }

    /// Ends the file; gives the number of rows.
    pub fn finish(self) -> Result<u64, Error> {
        self.file.finish()?;
        let mut out = self.out.lock()?;
        out.flush()?;
        out.get_ref().sync_all()?;
        Ok(self.rows)
    }
}

/// The file, kept at hand beside the Parquet writer: it never gives back what it was given, and a full disk
/// must not go unnoticed.
#[derive(Clone)]
struct SharedFile(Arc<Mutex<BufWriter<File>>>);

impl SharedFile {
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

/// The form versions of its tables, each once.
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

/// `path:line` of every file the filing came from.
fn source(context: FilingsContext<'_>, places: &Places) -> String {
    match places {
        Places::Several(parts) => parts.iter().map(|part| source(context, part)).collect::<Vec<_>>().join(";"),
        one => format!("{}:{}", context.sources[one.source().at()].path, one.first_line()),
    }
}
