//! Compares the tables of a run, as written, with what is in memory and with each other.
//!
//! The first difference ends the run, and the former outputs stay: a table that cannot be trusted
//! must not be published. The reports are compared with the tables by [`crate::report::READBACKS`].
//!
//! ```text
//! filings in memory ──sums──┐
//!                           ├─ must be equal, cell by cell
//! filings.parquet ────sums──┴──► must equal the city's rows in rollup.csv
//! ```

use std::collections::BTreeMap;
use std::path::Path;

use rayon::prelude::*;

use crate::frame::{self, ParquetReader};
use crate::model::{CellIx, Filing, GroupKind, Pipeline, Value, Year};
use crate::report::FILINGS_FILE;
use crate::run::{Error, Finished, dossier};

/// For each cell the sum of its figures, in its smallest unit, and their number.
type ColumnSums = Vec<(i128, u64)>;

/// Filings of one year that the city's sum includes (`true`), or that it leaves out.
type Bucket = (Year, bool);

/// Compares the tables in the folder with the run. `rows` are the numbers of rows that the writers
/// reported.
///
/// # Errors
///
/// [`Error::Differs`] with the first difference, or the error of reading a table.
pub fn tables(
    folder: &Path,
    finished: &Finished,
    pipeline: &Pipeline,
    rows: &[(&'static str, u64)],
) -> Result<(), Error> {
    let reported = finished.reported();
    let cells = frame::cells_met(&finished.filings, &pipeline.catalogue);
    let bucket = |at: usize| (reported[at].year, finished.counted[at]);
    let computed = computed_sums(&reported, &cells, &bucket);
    let stored = stored_sums(folder, &cells, reported.len(), pipeline, &bucket)?;
    if let Some(difference) = first_difference(&computed, &stored, &cells, pipeline) {
        return Err(differs(FILINGS_FILE, difference));
    }
    rows.par_iter().filter(|(file, _)| *file != FILINGS_FILE).try_for_each(|(file, n)| {
        match records(&folder.join(file)).map_err(|error| differs(file, error))? {
            read if read == *n => Ok(()),
            read => Err(differs(file, format!("{read} rows, and {n} were written"))),
        }
    })?;
    rolled_up(folder, &stored, &cells, pipeline)
}

/// The error for a table that differs from the run.
fn differs(file: &'static str, first: String) -> Error {
    Error::Differs { file, n: 1, first }
}

/// Adds up the filings in memory, by bucket. Each thread adds up a part of the filings; whole
/// numbers have the same sum in any order.
fn computed_sums(
    filings: &[&Filing],
    cells: &[CellIx],
    bucket: &(dyn Fn(usize) -> Bucket + Sync),
) -> BTreeMap<Bucket, ColumnSums> {
    const CHUNK: usize = 1 << 14;
    let parts: Vec<BTreeMap<Bucket, ColumnSums>> = filings
        .par_chunks(CHUNK)
        .enumerate()
        .map(|(chunk, filings)| {
            let mut sums: BTreeMap<Bucket, ColumnSums> = BTreeMap::new();
            for (at, filing) in filings.iter().enumerate() {
                let sums = sums.entry(bucket(chunk * CHUNK + at)).or_insert_with(|| vec![(0, 0); cells.len()]);
                for (cell, sum) in cells.iter().zip(sums) {
                    if let Value::Number(number) = filing.cells.get(*cell) {
                        *sum = (sum.0 + i128::from(number), sum.1 + 1);
                    }
                }
            }
            sums
        })
        .collect();
    let mut all = BTreeMap::new();
    for part in parts {
        for (bucket, sums) in part {
            add(all.entry(bucket).or_insert_with(|| vec![(0, 0); cells.len()]), &sums);
        }
    }
    all
}

/// Adds the sums of another part of the same bucket.
fn add(sums: &mut ColumnSums, more: &ColumnSums) {
    for (sum, more) in sums.iter_mut().zip(more) {
        *sum = (sum.0 + more.0, sum.1 + more.1);
    }
}

/// Adds up the rows of `filings.parquet`, by bucket. The rows are in the order of the filings,
/// whose number is `n_filings`; a file with more or fewer rows is an error.
fn stored_sums(
    folder: &Path,
    cells: &[CellIx],
    n_filings: usize,
    pipeline: &Pipeline,
    bucket: &(dyn Fn(usize) -> Bucket + Sync),
) -> Result<BTreeMap<Bucket, ColumnSums>, Error> {
    let named: Vec<(&str, u32)> = cells
        .iter()
        .map(|cell| pipeline.catalogue.cell(*cell))
        .map(|def| (def.code.as_str(), def.kind.decimals()))
        .collect();
    let (mut all, mut rows): (BTreeMap<Bucket, ColumnSums>, usize) = (BTreeMap::new(), 0);
    let mut fault = None;
    let read = ParquetReader::each_batch(&folder.join(FILINGS_FILE), |batch| {
        let n = batch.years.len().min(n_filings.saturating_sub(rows));
        let of_row: Vec<Bucket> = (rows..rows + n).map(bucket).collect();
        rows += batch.years.len();
        let mut buckets = of_row.clone();
        buckets.sort_unstable();
        buckets.dedup();
        for wanted in buckets {
            let among: Vec<bool> = of_row.iter().map(|bucket| *bucket == wanted).collect();
            let sums: Result<ColumnSums, String> =
                named.par_iter().map(|(code, decimals)| batch.sum(code, *decimals, &among)).collect();
            match sums {
                Ok(sums) => add(all.entry(wanted).or_insert_with(|| vec![(0, 0); cells.len()]), &sums),
                Err(error) => fault = Some(error),
            }
        }
    });
    match read.err().or(fault) {
        Some(error) => Err(differs(FILINGS_FILE, error)),
        None if rows != n_filings => Err(differs(FILINGS_FILE, format!("{rows} rows, and {n_filings} filings"))),
        None => Ok(all),
    }
}

/// Describes the first cell in which the two differ: "`requests.granted@total` of 2023 adds up to
/// (37, 1), and to (27, 1) in the run". Not translated: it is for whoever debugs the program.
fn first_difference(
    computed: &BTreeMap<Bucket, ColumnSums>,
    stored: &BTreeMap<Bucket, ColumnSums>,
    cells: &[CellIx],
    pipeline: &Pipeline,
) -> Option<String> {
    if computed.len() != stored.len() {
        return Some(format!("{} years, and {} in the run", stored.len(), computed.len()));
    }
    computed.iter().find_map(|(bucket, sums)| {
        let read = stored.get(bucket)?;
        let at = sums.iter().zip(read).position(|(a, b)| a != b)?;
        let code = &pipeline.catalogue.cell(cells[at]).code;
        Some(format!("`{code}` of {} adds up to {:?}, and to {:?} in the run", bucket.0.0, read[at], sums[at]))
    })
}

/// Number of rows of a CSV file, without its header.
fn records(path: &Path) -> Result<u64, String> {
    let mut reader = csv::Reader::from_path(path).map_err(|error| error.to_string())?;
    let (mut record, mut n) = (csv::ByteRecord::new(), 0);
    while reader.read_byte_record(&mut record).map_err(|error| error.to_string())? {
        n += 1;
    }
    Ok(n)
}

/// Checks that the city's rows in `rollup.csv` are the sums of the filings they include. Districts
/// and kinds of office are not compared here.
fn rolled_up(
    folder: &Path,
    stored: &BTreeMap<Bucket, ColumnSums>,
    cells: &[CellIx],
    pipeline: &Pipeline,
) -> Result<(), Error> {
    const FILE: &str = "rollup.csv";
    let at: BTreeMap<CellIx, usize> = cells.iter().enumerate().map(|(at, cell)| (*cell, at)).collect();
    for row in dossier::rollup(folder, pipeline)?.iter().filter(|row| row.kind == GroupKind::City) {
        let sums = stored.get(&(row.year, true));
        let sum = sums.zip(at.get(&row.cell)).map_or(0, |(sums, at)| sums[*at].0);
        if sum != row.value {
            let code = &pipeline.catalogue.cell(row.cell).code;
            let message = format!("`{code}` of {} is {}, and {sum} in {FILINGS_FILE}", row.year.0, row.value);
            return Err(differs(FILE, message));
        }
    }
    Ok(())
}
