//! The only door to polars: filings as columns, their sums by group, and Parquet.
//!
//! A million filings pass in batches, so that the columns never stand in memory beside the filings.

mod reader;

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::io::Write;
use std::sync::mpsc::sync_channel;

use polars::prelude::{
    Column, DataFrame, DataType, Float64Chunked, Int32Chunked, Int64Chunked, IntoColumn, NamedFrom, NewChunkedArray,
    ParquetCompression, ParquetWriter, PolarsResult, Schema, Series, UInt32Chunked,
};
use rayon::prelude::*;

use crate::model::{Catalogue, CellIx, Filing, State};

pub use reader::ParquetReader;

/// Filings in one batch: their sums stay far below what 64 bits hold.
pub const BATCH: usize = 32_768;

/// What stands beside the cells in `filings.parquet`.
#[derive(Clone, Debug, Default)]
pub struct LeadingColumns<'a> {
    /// As the register has it, or the digest of a name that is on no register.
    pub office_code: Vec<&'a str>,
    /// Its name on the register.
    pub office: Vec<&'a str>,
    /// The reporting year.
    pub year: Vec<i32>,
    /// Ids of the form versions of its tables, `;` between them.
    pub form: Vec<Cow<'a, str>>,
    /// Whether its figures hold those of the offices below it.
    pub scope: Vec<&'a str>,
    /// `path:line` of every file it came from.
    pub source: Vec<String>,
}

/// Cells as columns of whole numbers, null where the cell is no number.
pub struct Batch {
    columns: Vec<Int64Chunked>,
    cells: Vec<CellIx>,
    height: usize,
    /// Cells that are no numbers: filing, position among the cells, and why.
    pub gaps: Vec<(u32, u32, State)>,
}

/// Filings turned into columns at a time: as many as fit into the processor's near memory.
const BLOCK: usize = 64;

impl Batch {
    /// The given cells of some filings.
    pub fn of(filings: &[&Filing], cells: &[CellIx], catalogue: &Catalogue) -> Batch {
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
        let mut with_gap: Vec<Vec<u32>> = vec![Vec::new(); cells.len()];
        for (row, cell, _) in &gaps {
            with_gap[*cell as usize].push(*row);
        }
        let columns = columns
            .into_iter()
            .zip(&with_gap)
            .zip(cells)
            .map(|((values, gaps), cell)| column(&catalogue.cell(*cell).code, values, gaps))
            .collect();
        Batch { columns, cells: cells.to_vec(), height: filings.len(), gaps }
    }

    /// For every group the sum of every cell that adds up; `groups[filing]`, sums in the order of the cells, 0 for
    /// the others.
    pub fn sums(&self, groups: &[u32], adds: &[bool]) -> PolarsResult<Vec<(u32, Vec<i64>)>> {
        let key = UInt32Chunked::from_slice("group".into(), groups).into_column();
        let mut columns: Vec<Column> = vec![key];
        let summed = self.columns.iter().zip(adds).filter(|(_, adds)| **adds);
        columns.extend(summed.map(|(column, _)| column.clone().into_column()));
        let frame = DataFrame::new(self.height, columns)?;
        #[allow(deprecated)]
        let summed = frame.group_by_stable(["group"])?.sum()?;
        let found: Vec<u32> = summed.column("group")?.u32()?.iter().flatten().collect();
        let mut rows: Vec<(u32, Vec<i64>)> =
            found.into_iter().map(|group| (group, Vec::with_capacity(self.cells.len()))).collect();
        let mut sums = summed.columns().iter().skip(1);
        for adds in adds {
            match adds.then(|| sums.next()).flatten() {
                Some(column) => {
                    let column = column.i64()?.iter();
                    rows.iter_mut().zip(column).for_each(|(row, sum)| row.1.push(sum.unwrap_or(0)));
                }
                None => rows.iter_mut().for_each(|row| row.1.push(0)),
            }
        }
        Ok(rows)
    }

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
        let height = self.height;
        let cells = self.cells;
        let converted: Vec<Column> = self
            .columns
            .into_par_iter()
            .zip(cells)
            .map(|(column, cell)| match catalogue.cell(cell).kind.decimals() {
                0 => column.into_column(),
                decimals => in_units(&column, decimals).into_column(),
            })
            .collect();
        columns.extend(converted);
        DataFrame::new(height, columns)
    }
}

/// Batches made ahead of the one that is worked on.
const AHEAD: usize = 2;

/// Makes the columns of all filings, batch by batch, on a thread of their own, and hands each on in order.
pub fn each_batch<E>(
    filings: &[&Filing],
    cells: &[CellIx],
    catalogue: &Catalogue,
    mut work: impl FnMut(usize, Batch) -> Result<(), E>,
) -> Result<(), E> {
    std::thread::scope(|scope| {
        let (sender, receiver) = sync_channel(AHEAD);
        scope.spawn(move || {
            for some in filings.chunks(BATCH) {
                // The receiver has gone away after a fault; there is nothing more to do.
                if sender.send(Batch::of(some, cells, catalogue)).is_err() {
                    return;
                }
            }
        });
        receiver.into_iter().enumerate().try_for_each(|(at, batch)| work(at, batch))
    })
}

/// A column that is null at the given rows, which are in order.
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

/// Money as a floating-point number of units: the nearest one to the exact amount.
fn in_units(column: &Int64Chunked, decimals: u32) -> Float64Chunked {
    let scale = 10f64.powi(decimals as i32);
    let values = column.iter().map(|value| value.map(|value| value as f64 / scale));
    Float64Chunked::from_iter_options(column.name().clone(), values)
}

/// Writes batches of filings as one Parquet file.
pub struct FilingsFile<'a, W: Write> {
    writer: polars::io::parquet::write::BatchedWriter<W>,
    catalogue: &'a Catalogue,
}

impl<'a, W: Write> FilingsFile<'a, W> {
    /// A file with the columns of the given cells.
    pub fn create(out: W, cells: &[CellIx], catalogue: &'a Catalogue) -> PolarsResult<FilingsFile<'a, W>> {
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

    /// Appends a batch; `heads` are in its order.
    pub fn write(&mut self, batch: Batch, heads: LeadingColumns<'_>) -> PolarsResult<()> {
        self.writer.write_batch(&batch.frame(heads, self.catalogue)?)
    }

    /// Ends the file.
    pub fn finish(self) -> PolarsResult<()> {
        self.writer.finish().map(|_| ())
    }
}

/// The cells that some filing has, in catalogue order.
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

/// Cells on the own lines of groups that some filing has; they end the catalogue, and few filings come so far.
fn subtotals_met(filings: &[Filing], catalogue: &Catalogue) -> BTreeSet<CellIx> {
    let all: Vec<CellIx> =
        (0..catalogue.n_cells()).filter(|at| catalogue.cells[*at].subtotal).map(|at| CellIx(at as u16)).collect();
    let Some(first) = all.first() else { return BTreeSet::new() };
    let far = filings.iter().filter(|filing| filing.cells.reach() > first.at());
    far.flat_map(|filing| all.iter().copied().filter(|cell| filing.cells.has(*cell))).collect()
}
