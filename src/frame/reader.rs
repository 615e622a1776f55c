//! Reads back `filings.parquet` of a finished run.
//!
//! `gouji diff`, `report` and the check before publishing read filings through this, so that what
//! they see is the file and not what was in memory when it was written.

use std::fs::File;
use std::path::Path;

use polars::prelude::{AnyValue, DataFrame, ParquetReader as PolarsReader, SerReader};

use crate::frame::BATCH;

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

    /// Sum of a cell over the rows for which `among` is true, in its smallest unit (12.5 with two
    /// decimals counts as 1250), and the number of figures summed.
    pub fn sum(&self, cell: &str, decimals: u32, among: &[bool]) -> Result<(i128, u64), String> {
        let column = self.frame.column(cell).map_err(|error| error.to_string())?;
        let mut all = (0, 0);
        let mut add = |figure: i64| all = (all.0 + i128::from(figure), all.1 + 1);
        if decimals == 0 {
            let figures = column.i64().map_err(|error| error.to_string())?;
            // Most columns have a figure in every row; polars then hands out a plain slice.
            match figures.cont_slice() {
                Ok(figures) => {
                    figures.iter().zip(among).filter(|(_, chosen)| **chosen).for_each(|(figure, _)| add(*figure))
                }
                Err(_) => figures.iter().zip(among).filter(|(_, chosen)| **chosen).for_each(|(figure, _)| {
                    figure.into_iter().for_each(&mut add);
                }),
            }
        } else {
            let scale = 10f64.powi(decimals as i32);
            let figures = column.f64().map_err(|error| error.to_string())?;
            let chosen = figures.iter().zip(among).filter(|(_, chosen)| **chosen);
            chosen.filter_map(|(amount, _)| amount).for_each(|amount| add((amount * scale).round() as i64));
        }
        Ok(all)
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
