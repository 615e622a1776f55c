//! The only access to polars: filings as columns, and Parquet written, read back and summed.
//!
//! Filings are processed in batches of [`BATCH`], so that a million of them never exist in memory
//! twice, as filings and as columns. A file looks like this, with a row for each filing:
//!
//! ```text
//! office_code  office    year   form  scope  source          | table.row@column …
//! text         text      int32  text  text   path:line;…     | int64, or float64 for money and measures
//! ```
//!
//! A cell without a number is null there; why it has none is in `cells.csv`.
//!
//! The rollup adds the columns up by itself ([`Batch::columns`]). polars adds up what it reads back
//! from the file ([`ParquetReader::sums`]), so that two engines have to agree.

mod reader;

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::io::Write;
use std::sync::mpsc::sync_channel;

use polars::prelude::{
    Column, DataFrame, DataType, Float64Chunked, Int32Chunked, Int64Chunked, IntoColumn, NamedFrom, NewChunkedArray,
    ParquetCompression, ParquetWriter, PolarsError, PolarsResult, Schema, Series,
};
use rayon::prelude::*;

use crate::model::{Catalogue, CellIx, Filing, State};

pub use reader::{ColumnSums, ParquetReader};

/// An error of polars: the file system's while writing, or a fault of the program.
#[derive(Debug, thiserror::Error)]
#[error(transparent)]
pub struct Error(#[from] PolarsError);

/// Number of filings in a batch. Few enough that a batch's column sums cannot overflow 64 bits.
pub const BATCH: usize = 32_768;

/// The columns before the cells in `filings.parquet`, one value per filing of a batch.
#[derive(Clone, Debug, Default)]
pub struct LeadingColumns<'a> {
    /// The code on the register; for an office that is not on it, a digest of its name.
    pub office_code: Vec<&'a str>,
    /// The office's name on the register.
    pub office: Vec<&'a str>,
    /// The reporting year.
    pub year: Vec<i32>,
    /// Ids of the form versions its tables follow, joined by `;`.
    pub form: Vec<Cow<'a, str>>,
    /// Whose figures the filing holds, as a code such as `own` or `consolidated`.
    pub scope: Vec<&'a str>,
    /// `path:line` of every file it was read from, joined by `;`.
    pub source: Vec<String>,
}

/// Some filings as columns: one column per cell, one row per filing, in the smallest unit of the
/// cell.
pub struct Batch {
    /// In the order of `cells`; 0 where the cell is not a number.
    columns: Vec<Vec<i64>>,
    cells: Vec<CellIx>,
    /// Number of rows, which a batch without columns has too.
    height: usize,
    /// The cells that are not numbers: row, position in the list of cells, and why.
    pub gaps: Vec<(u32, u32, State)>,
}

/// Number of filings transposed at once, chosen so that the block fits into the processor's cache.
const BLOCK: usize = 64;

impl Batch {
    /// Transposes filings into columns, one for each of the given cells.
    pub fn of(filings: &[&Filing], cells: &[CellIx]) -> Batch {
        let mut columns: Vec<Vec<i64>> = cells.iter().map(|_| Vec::with_capacity(filings.len())).collect();
        let mut gaps = Vec::new();
        let mut block = vec![0i64; BLOCK * cells.len()];
        for (block_at, some) in filings.chunks(BLOCK).enumerate() {
            for (at, filing) in some.iter().enumerate() {
                let row = (block_at * BLOCK + at) as u32;
                filing
                    .cells
                    .scatter(cells, &mut block[at..], BLOCK, |cell, state| gaps.push((row, cell as u32, state)));
            }
            for (column, values) in columns.iter_mut().zip(block.chunks_exact(BLOCK)) {
                column.extend_from_slice(&values[..some.len()]);
            }
        }
        Batch { columns, cells: cells.to_vec(), height: filings.len(), gaps }
    }

    /// One column for each cell, in the order of the cells. A cell that is not a number counts as 0.
    pub fn columns(&self) -> impl Iterator<Item = &[i64]> {
        self.columns.iter().map(Vec::as_slice)
    }

    /// The batch as a frame with the columns of `filings.parquet`.
    fn frame(self, heads: LeadingColumns<'_>, catalogue: &Catalogue) -> PolarsResult<DataFrame> {
        let text = |name: &str, values: &[&str]| Series::new(name.into(), values).into_column();
        let mut columns = vec![
            text("office_code", &heads.office_code),
            text("office", &heads.office),
            Int32Chunked::from_vec("year".into(), heads.year).into_column(),
            Series::new("form".into(), &heads.form).into_column(),
            text("scope", &heads.scope),
            Series::new("source".into(), heads.source).into_column(),
        ];
        let mut gaps: Vec<Vec<u32>> = vec![Vec::new(); self.cells.len()];
        for (row, cell, _) in &self.gaps {
            gaps[*cell as usize].push(*row);
        }
        let converted: Vec<Column> = self
            .columns
            .into_par_iter()
            .zip(gaps)
            .zip(self.cells)
            .map(|((values, gaps), cell)| {
                let def = catalogue.cell(cell);
                let column = column(&def.code, values, &gaps);
                match def.kind.decimals() {
                    0 => column.into_column(),
                    decimals => in_units(&column, decimals).into_column(),
                }
            })
            .collect();
        columns.extend(converted);
        DataFrame::new(self.height, columns)
    }
}

/// Number of finished batches that may wait for the consumer.
const AHEAD: usize = 2;

/// Transposes all filings batch by batch on a second thread, and calls `work` with the number of
/// each batch and its columns, in order. Stops at the first error.
pub fn each_batch<E>(
    filings: &[&Filing],
    cells: &[CellIx],
    mut work: impl FnMut(usize, Batch) -> Result<(), E>,
) -> Result<(), E> {
    std::thread::scope(|scope| {
        let (sender, receiver) = sync_channel(AHEAD);
        scope.spawn(move || {
            for some in filings.chunks(BATCH) {
                // `work` has failed and its error is already on the way to the caller.
                if sender.send(Batch::of(some, cells)).is_err() {
                    return;
                }
            }
        });
        receiver.into_iter().enumerate().try_for_each(|(at, batch)| work(at, batch))
    })
}

/// A column that is null in the given rows, which are in ascending order.
fn column(name: &str, values: Vec<i64>, gaps: &[u32]) -> Int64Chunked {
    if gaps.is_empty() {
        return Int64Chunked::from_vec(name.into(), values);
    }
    let mut gaps = gaps.iter().copied().peekable();
    let with_nulls = values.into_iter().enumerate().map(|(row, value)| match gaps.next_if_eq(&(row as u32)) {
        Some(_) => None,
        None => Some(value),
    });
    Int64Chunked::from_iter_options(name.into(), with_nulls)
}

/// Converts the smallest unit to whole units: 1250 with two decimals becomes 12.5, the nearest
/// floating-point number.
fn in_units(column: &Int64Chunked, decimals: u32) -> Float64Chunked {
    let scale = 10f64.powi(decimals as i32);
    let values = column.iter().map(|value| value.map(|value| value as f64 / scale));
    Float64Chunked::from_iter_options(column.name().clone(), values)
}

/// Writes `filings.parquet` batch by batch.
pub struct FilingsFile<'a, W: Write> {
    writer: polars::io::parquet::write::BatchedWriter<W>,
    catalogue: &'a Catalogue,
}

impl<'a, W: Write> FilingsFile<'a, W> {
    /// Starts a file with the leading columns and one column for each of the given cells. The types
    /// are fixed here, since the first batch may have only nulls in a column.
    pub fn create(out: W, cells: &[CellIx], catalogue: &'a Catalogue) -> Result<FilingsFile<'a, W>, Error> {
        let mut schema = Schema::default();
        for name in ["office_code", "office"] {
            schema.with_column(name.into(), DataType::String);
        }
        schema.with_column("year".into(), DataType::Int32);
        for name in ["form", "scope", "source"] {
            schema.with_column(name.into(), DataType::String);
        }
        for cell in cells {
            let def = catalogue.cell(*cell);
            let kind = if def.kind.decimals() == 0 { DataType::Int64 } else { DataType::Float64 };
            schema.with_column(def.code.as_str().into(), kind);
        }
        let writer = ParquetWriter::new(out).with_compression(ParquetCompression::Snappy).batched(&schema)?;
        Ok(FilingsFile { writer, catalogue })
    }

    /// Appends a batch. `heads` has its rows in the same order.
    pub fn write(&mut self, batch: Batch, heads: LeadingColumns<'_>) -> Result<(), Error> {
        Ok(self.writer.write_batch(&batch.frame(heads, self.catalogue)?)?)
    }

    /// Writes the footer, without which the file is not readable. To be called once, after the last
    /// batch.
    pub fn finish(self) -> Result<(), Error> {
        self.writer.finish()?;
        Ok(())
    }
}

/// The cells that occur in at least one filing, in catalogue order: those of the form versions in
/// use, and of the subtotal lines only those that somebody filled in. Without filings, the cells of
/// the newest version.
pub fn cells_met(filings: &[Filing], catalogue: &Catalogue) -> Vec<CellIx> {
    let mut met = vec![false; catalogue.forms.len()];
    for form in filings.iter().flat_map(|filing| filing.tables.iter().flatten()) {
        met[form.at()] = true;
    }
    if !met.contains(&true) {
        met[0] = true;
    }
    let printed = subtotals_met(filings, catalogue);
    (0..catalogue.n_cells())
        .filter(|at| catalogue.forms.iter().zip(&met).any(|(form, met)| *met && form.has[*at]))
        .filter(|at| !catalogue.cells[*at].subtotal || printed.contains(&CellIx(*at as u16)))
        .map(|at| CellIx(at as u16))
        .collect()
}

/// Subtotal cells that occur in some filing. They are last in the catalogue, so a filing that ends
/// before them need not be searched.
fn subtotals_met(filings: &[Filing], catalogue: &Catalogue) -> BTreeSet<CellIx> {
    let all: Vec<CellIx> =
        (0..catalogue.n_cells()).filter(|at| catalogue.cells[*at].subtotal).map(|at| CellIx(at as u16)).collect();
    let Some(first) = all.first() else { return BTreeSet::new() };
    let far = filings.iter().filter(|filing| filing.cells.reach() > first.at());
    far.flat_map(|filing| all.iter().copied().filter(|cell| filing.cells.has(*cell))).collect()
}
