//! `filings.parquet` of a finished run, read back.

use std::path::Path;

use polars::prelude::{AnyValue, DataFrame, ParquetReader, SerReader};

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
        let file = std::fs::File::open(path).map_err(|error| error.to_string())?;
        let frame = ParquetReader::new(file).finish().map_err(|error| error.to_string())?;
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

    /// The codes of its cells.
    pub fn cells(&self) -> Vec<String> {
        self.frame.get_column_names().iter().skip(HEADS).map(|name| name.to_string()).collect()
    }

    /// A figure in words; nothing where there is none.
    pub fn figure(&self, cell: &str, row: usize) -> Option<String> {
        match self.frame.column(cell).ok()?.get(row).ok()? {
            AnyValue::Null => None,
            figure => Some(figure.to_string()),
        }
    }
}
