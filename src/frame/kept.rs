//! `filings.parquet` of a finished run, read back.

use std::fs::File;
use std::path::Path;

use polars::prelude::{AnyValue, DataFrame, ParquetReader, SerReader};

use crate::frame::BATCH;

/// The filings that a run has kept.
pub struct Kept {
    frame: DataFrame,
    /// Code and name, filing by filing.
    pub offices: Vec<(String, String)>,
    /// The reporting years, filing by filing.
    pub years: Vec<i32>,
}

/// Columns that are no cells.
const HEADS: usize = 6;

impl Kept {
    /// Reads the file; what is wrong with it is told in words.
    pub fn read(path: &Path) -> Result<Kept, String> {
        let frame = ParquetReader::new(open(path)?).finish().map_err(|error| error.to_string())?;
        Kept::of(frame)
    }

    /// Reads the file a batch of rows at a time, so that a million filings need no room for all of them.
    pub fn each(path: &Path, mut work: impl FnMut(Kept)) -> Result<(), String> {
        let rows = ParquetReader::new(open(path)?).num_rows().map_err(|error| error.to_string())?;
        for start in (0..rows).step_by(BATCH) {
            let reader = ParquetReader::new(open(path)?).with_slice(Some((start, BATCH)));
            work(Kept::of(reader.finish().map_err(|error| error.to_string())?)?);
        }
        Ok(())
    }

    fn of(frame: DataFrame) -> Result<Kept, String> {
        let text = |name: &str| -> Result<Vec<String>, String> {
            let column =
                frame.column(name).and_then(|column| column.str().cloned()).map_err(|error| error.to_string())?;
            Ok(column.iter().map(|text| text.unwrap_or_default().to_owned()).collect())
        };
        let offices = text("office_code")?.into_iter().zip(text("office")?).collect();
        let years = frame.column("year").and_then(|column| column.i32().cloned()).map_err(|error| error.to_string())?;
        let years = years.iter().map(Option::unwrap_or_default).collect();
        Ok(Kept { offices, years, frame })
    }

    /// What stands beside the cells, in words.
    pub fn head(&self, name: &str, row: usize) -> String {
        let column = self.frame.column(name).and_then(|column| column.str());
        column.ok().and_then(|column| column.get(row)).unwrap_or_default().to_owned()
    }

    /// The codes of its cells.
    pub fn cells(&self) -> Vec<String> {
        self.frame.get_column_names().iter().skip(HEADS).map(|name| name.to_string()).collect()
    }

    /// The sum of a cell over the rows chosen, in its smallest part, and how many figures it has.
    pub fn sum(&self, cell: &str, decimals: u32, among: &[bool]) -> Result<(i128, u64), String> {
        let column = self.frame.column(cell).map_err(|error| error.to_string())?;
        let mut all = (0, 0);
        let mut add = |figure: i64| all = (all.0 + i128::from(figure), all.1 + 1);
        if decimals == 0 {
            let figures = column.i64().map_err(|error| error.to_string())?;
            // Most columns have a figure in every row, and then lie in memory as they are.
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

    /// A figure in words; nothing where there is none.
    pub fn figure(&self, cell: &str, row: usize) -> Option<String> {
        match self.frame.column(cell).ok()?.get(row).ok()? {
            AnyValue::Null => None,
            // polars shortens a fraction it prints.
            AnyValue::Float64(amount) => Some(amount.to_string()),
            figure => Some(figure.to_string()),
        }
    }
}

fn open(path: &Path) -> Result<File, String> {
    File::open(path).map_err(|error| error.to_string())
}
