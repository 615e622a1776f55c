//! A printed filing as cells that know how far they reach.

use crate::corpus::layout::{Cover, Heading, Spans, matrix};
use crate::corpus::print::Print;

/// One cell of a printed table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cell {
    pub row: usize,
    pub column: usize,
    pub rows: usize,
    pub columns: usize,
    pub text: String,
}

/// The rows of a printed filing; rows of one field are titles and headings.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Table {
    pub cells: Vec<Cell>,
    pub n_rows: usize,
}

/// The published layout of a filing.
pub fn of(print: &Print, office: &str, year: u16) -> Table {
    let cover = Cover { office, year, heading: Heading::Title };
    let records = |spans| records(&matrix(print, cover, spans, ','));
    measured(&records(Spans::Blank), &records(Spans::Repeated))
}

/// The text of the same as a CSV file.
pub fn csv(print: &Print, office: &str, year: u16) -> String {
    matrix(print, Cover { office, year, heading: Heading::Title }, Spans::Blank, ',')
}

fn records(text: &str) -> Vec<Vec<String>> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
    reader.records().map(|record| record.unwrap().iter().map(str::to_owned).collect()).collect()
}

/// A place is covered where its text is only there when spans are repeated.
fn measured(blank: &[Vec<String>], repeated: &[Vec<String>]) -> Table {
    let covered = |row: usize, column: usize| {
        let text = |rows: &[Vec<String>]| rows.get(row).and_then(|row| row.get(column)).cloned().unwrap_or_default();
        (text(blank).is_empty() && !text(repeated).is_empty()).then(|| text(repeated))
    };
    let mut cells = Vec::new();
    for (row, fields) in blank.iter().enumerate() {
        for (column, text) in fields.iter().enumerate().filter(|(column, _)| covered(row, *column).is_none()) {
            let same = |row: usize, column: usize| !text.is_empty() && covered(row, column).as_ref() == Some(text);
            let columns = 1 + (column + 1..).take_while(|column| same(row, *column)).count();
            let whole = |row: usize| (column..column + columns).all(|column| same(row, column));
            let rows = 1 + (row + 1..).take_while(|row| whole(*row)).count();
            cells.push(Cell { row, column, rows, columns, text: text.clone() });
        }
    }
    Table { cells, n_rows: blank.len() }
}

impl Table {
    /// The cells of a row, from left to right.
    pub fn row(&self, row: usize) -> Vec<&Cell> {
        self.cells.iter().filter(|cell| cell.row == row).collect()
    }

    /// True if the row is a title or heading.
    pub fn is_paragraph(&self, row: usize) -> bool {
        matches!(self.row(row)[..], [only] if only.columns == 1)
    }

    /// The cell with that text, to be changed.
    pub fn cell_mut(&mut self, row: usize, column: usize) -> &mut Cell {
        self.cells.iter_mut().find(|cell| (cell.row, cell.column) == (row, column)).unwrap()
    }

    /// The row in which a text stands.
    pub fn row_of(&self, text: &str) -> usize {
        self.cells.iter().find(|cell| cell.text.contains(text)).unwrap().row
    }

    /// The rows from one up to another, as a table of its own.
    pub fn part(&self, from: usize, to: usize) -> Table {
        let inside = self.cells.iter().filter(|cell| (from..to).contains(&cell.row));
        let moved = inside.map(|cell| Cell { row: cell.row - from, ..cell.clone() });
        Table { cells: moved.collect(), n_rows: to - from }
    }

    /// One table for each heading, the title with the first.
    pub fn by_heading(&self, headings: &[&str]) -> Vec<Table> {
        let mut starts: Vec<usize> = headings.iter().map(|heading| self.row_of(heading)).collect();
        starts[0] = 0;
        let ends = starts.iter().skip(1).copied().chain([self.n_rows]);
        starts.iter().zip(ends).map(|(from, to)| self.part(*from, to)).collect()
    }
}
