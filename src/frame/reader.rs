//! Reads back `filings.parquet` of a finished run.
//!
//! `gouji diff`, `report` and the check before publishing read filings through this, so that what
//! they see is the file and not what was in memory when it was written.

use std::fs::File;
use std::path::Path;

use polars::prelude::{
    AnyValue, DataFrame, DataType, Int64Chunked, IntoColumn, NewChunkedArray, ParquetReader as PolarsReader,
    PolarsResult, SerReader, UInt32Chunked,
};
use rayon::prelude::*;

use crate::frame::BATCH;

/// For each cell the sum of its figures, in its smallest unit, and their number.
pub type ColumnSums = Vec<(i128, u64)>;

/// Rows of `filings.parquet`, one for each filing: all of them, or a batch.
pub struct ParquetReader {
    /// The columns as in the file.
    frame: DataFrame,
    /// Code and name of the office of each row.
    pub offices: Vec<(String, String)>,
    /// The reporting year of each row.
    pub years: Vec<i32>,
}

/// Number of columns before the first cell: office code, office, year, form, scope and source.
const HEADS: usize = 6;

impl ParquetReader {
    /// Reads the whole file. The error is the text of the system or of polars.
    pub fn read(path: &Path) -> Result<ParquetReader, String> {
        let frame = PolarsReader::new(open(path)?).finish().map_err(|error| error.to_string())?;
        ParquetReader::of(frame)
    }

    /// Reads whose filing each row is and the given columns before the cells, and no figures.
    pub fn read_heads(path: &Path, heads: &[&str]) -> Result<ParquetReader, String> {
        let columns = ["office_code", "office", "year"].iter().chain(heads).map(|name| name.to_string()).collect();
        let reader = PolarsReader::new(open(path)?).with_columns(Some(columns));
        ParquetReader::of(reader.finish().map_err(|error| error.to_string())?)
    }

    /// Reads the file in batches of [`BATCH`] rows, so that a million filings are never in memory
    /// at once.
    pub fn each_batch(path: &Path, mut work: impl FnMut(ParquetReader)) -> Result<(), String> {
        let rows = PolarsReader::new(open(path)?).num_rows().map_err(|error| error.to_string())?;
        for start in (0..rows).step_by(BATCH) {
            let reader = PolarsReader::new(open(path)?).with_slice(Some((start, BATCH)));
            work(ParquetReader::of(reader.finish().map_err(|error| error.to_string())?)?);
        }
        Ok(())
    }

    /// Checks that the leading columns have the expected types.
    fn of(frame: DataFrame) -> Result<ParquetReader, String> {
        let text = |name: &str| -> Result<Vec<String>, String> {
            let column =
                frame.column(name).and_then(|column| column.str().cloned()).map_err(|error| error.to_string())?;
            Ok(column.iter().map(|text| text.unwrap_or_default().to_owned()).collect())
        };
        let offices = text("office_code")?.into_iter().zip(text("office")?).collect();
        let years = frame.column("year").and_then(|column| column.i32().cloned()).map_err(|error| error.to_string())?;
        let years = years.iter().map(Option::unwrap_or_default).collect();
        Ok(ParquetReader { offices, years, frame })
    }

    /// A text column before the cells, such as `form` or `source`; empty if there is no such
    /// column.
    pub fn head(&self, name: &str, row: usize) -> String {
        let column = self.frame.column(name).and_then(|column| column.str());
        column.ok().and_then(|column| column.get(row)).unwrap_or_default().to_owned()
    }

    /// The codes of the cells that the file has columns for, in catalogue order.
    pub fn cells(&self) -> Vec<String> {
        self.frame.get_column_names().iter().skip(HEADS).map(|name| name.to_string()).collect()
    }

    /// Adds up the cells by group, with the group-by of polars. `groups` has the group of each row,
    /// `cells` the codes of the cells and their decimals; 12.5 with two decimals counts as 1250.
    ///
    /// Returns each group that occurs with the sums of its cells. The error is the text of polars.
    pub fn sums(&self, cells: &[(&str, u32)], groups: &[u32]) -> Result<Vec<(u32, ColumnSums)>, String> {
        self.try_sums(cells, groups).map_err(|error| error.to_string())
    }

    fn try_sums(&self, cells: &[(&str, u32)], groups: &[u32]) -> PolarsResult<Vec<(u32, ColumnSums)>> {
        let figures: Vec<Int64Chunked> =
            cells.par_iter().map(|(code, decimals)| self.figures(code, *decimals)).collect::<PolarsResult<_>>()?;
        // The group, the figures, and behind these whether there is one: no cell has an empty code.
        let mut columns = vec![UInt32Chunked::from_slice("".into(), groups).into_column()];
        columns.extend(figures.iter().map(|column| column.clone().into_column()));
        columns.extend(figures.iter().zip(0..).map(|(column, at)| {
            let is_figure = column.is_not_null();
            is_figure.with_name(format!("{at}").into()).into_column()
        }));
        // polars would have its lazy frames used instead, which bring 32 crates more.
        #[allow(deprecated)]
        let summed = DataFrame::new(groups.len(), columns)?.group_by_stable([""])?.sum()?;
        let found = summed.column("")?.u32()?;
        let mut rows: Vec<(u32, ColumnSums)> =
            found.iter().flatten().map(|group| (group, ColumnSums::with_capacity(cells.len()))).collect();
        let (sums, counts) = summed.columns()[1..].split_at(cells.len());
        for (sum, count) in sums.iter().zip(counts) {
            let count = count.cast(&DataType::UInt64)?;
            for ((row, sum), count) in rows.iter_mut().zip(sum.i64()?.iter()).zip(count.u64()?.iter()) {
                row.1.push((i128::from(sum.unwrap_or_default()), count.unwrap_or_default()));
            }
        }
        Ok(rows)
    }

    /// The column of a cell in its smallest unit.
    fn figures(&self, cell: &str, decimals: u32) -> PolarsResult<Int64Chunked> {
        let column = self.frame.column(cell)?;
        if decimals == 0 {
            return column.i64().cloned();
        }
        let scale = 10f64.powi(decimals as i32);
        let figures = column.f64()?.iter().map(|amount| amount.map(|amount| (amount * scale).round() as i64));
        Ok(Int64Chunked::from_iter_options(cell.into(), figures))
    }

    /// A figure as text; `None` if the cell holds no number.
    pub fn figure(&self, cell: &str, row: usize) -> Option<String> {
        match self.frame.column(cell).ok()?.get(row).ok()? {
            AnyValue::Null => None,
            // polars would print a shortened fraction.
            AnyValue::Float64(amount) => Some(amount.to_string()),
            figure => Some(figure.to_string()),
        }
    }
}

/// Opens the file. The error is the text of the system.
fn open(path: &Path) -> Result<File, String> {
    File::open(path).map_err(|error| error.to_string())
}
