//! `filings.parquet`: every accepted filing, every cell.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

use crate::frame::{BATCH, Batch, FilingsFile, Heads};
use crate::model::{Filing, Places};
use crate::report::{Error, Results};

/// The name of the output.
pub const FILE: &str = "filings.parquet";

pub fn write(results: &Results<'_>, folder: &Path) -> Result<u64, Error> {
    let catalogue = &results.pipeline.catalogue;
    let mut out = BufWriter::with_capacity(1 << 20, File::create(folder.join(FILE))?);
    let mut file = FilingsFile::create(&mut out, results.cells, catalogue)?;
    for filings in results.filings.chunks(BATCH) {
        file.write(Batch::of(filings, results.cells, catalogue), heads(results, filings))?;
    }
    file.finish()?;
    out.flush()?;
    out.into_inner().map_err(|error| error.into_error())?.sync_all()?;
    Ok(results.filings.len() as u64)
}

fn heads(results: &Results<'_>, filings: &[&Filing]) -> Heads {
    let mut heads = Heads::default();
    for filing in filings {
        let office = results.register.office(filing.office);
        heads.office_code.push(office.code.clone());
        heads.office.push(office.name.clone());
        heads.year.push(i32::from(filing.year.0));
        heads.form.push(forms(results, filing));
        heads.scope.push(office.scope.code().to_owned());
        heads.source.push(source(results, &filing.places));
    }
    heads
}

/// The form versions of its tables, each once.
fn forms(results: &Results<'_>, filing: &Filing) -> String {
    let mut forms: Vec<_> = filing.tables.iter().flatten().copied().collect();
    forms.sort();
    forms.dedup();
    let ids = forms.iter().map(|form| results.pipeline.catalogue.forms[form.at()].id.as_str());
    ids.collect::<Vec<_>>().join(";")
}

/// `path:line` of every file the filing came from.
fn source(results: &Results<'_>, places: &Places) -> String {
    match places {
        Places::Several(parts) => parts.iter().map(|part| source(results, part)).collect::<Vec<_>>().join(";"),
        one => format!("{}:{}", results.sources[one.source().at()].path, one.first_line()),
    }
}
