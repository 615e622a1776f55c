//! A grid divided: tables with their rows, and what stands outside them.

use crate::model::Message;
use crate::read::header::Header;

/// A header with the rows under it.
#[derive(Debug)]
pub struct Section {
    /// How its columns are to be read.
    pub header: Header,
    /// Position of the first row of its header in the grid.
    pub start: usize,
    /// Positions of its rows in the grid.
    pub rows: Vec<usize>,
    /// On what it rests that this is the table, where no header says so.
    pub note: Option<Message>,
}

/// A grid, divided.
#[derive(Debug, Default)]
pub struct Scan {
    /// From top to bottom.
    pub sections: Vec<Section>,
    /// Rows outside the tables: titles, prose, remarks.
    pub outside: Vec<usize>,
    /// Rows with figures that belong to no table that was understood.
    pub lost: Vec<usize>,
}
