//! Where a figure was printed.

use std::sync::Arc;

use crate::model::{CellIx, SourceIx};

/// An input file, a member of an archive, or a sheet of a workbook.
#[derive(Clone, Debug)]
pub struct Source {
    /// The path as the user would type it, with `/` between folders.
    pub path: String,
    /// Length of the part that was given on the command line: folder names in it say nothing about the filing.
    pub root_len: usize,
}

impl Source {
    /// The part of the path below the folder given on the command line.
    pub fn below_root(&self) -> &str {
        self.path.get(self.root_len..).unwrap_or(&self.path)
    }

    /// The path of the file itself, without the sheet of a workbook.
    pub fn file(&self) -> &str {
        // A file name may contain the separator too, but then there is no file extension before it.
        let is_file = |file: &&str| file.rsplit('/').next().is_some_and(|name| name.contains('.'));
        self.path.match_indices('#').map(|(at, _)| &self.path[..at]).find(is_file).unwrap_or(&self.path)
    }

    /// The folder that contains it.
    pub fn folder(&self) -> &str {
        self.file().rsplit_once('/').map_or("", |(folder, _)| folder)
    }

    /// A member of this archive.
    pub fn inside(&self, name: &str) -> Source {
        Source { path: format!("{}/{name}", self.path), root_len: self.root_len }
    }

    /// A sheet of this workbook.
    pub fn sheet(&self, name: &str) -> Source {
        Source { path: format!("{}#{name}", self.path), root_len: self.root_len }
    }
}

/// Line and column inside a source, both counted from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Spot {
    /// The line as an editor shows it.
    pub line: u32,
    /// The column of the table, not the character in the line.
    pub column: u32,
}

/// Source, line and column of a figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// Which file.
    pub source: SourceIx,
    /// Where in the file.
    pub spot: Spot,
}

/// Where the cells of one filing were printed.
#[derive(Clone, Debug)]
pub enum Places {
    /// All on one line of an export. The columns are the same for all filings of the file, and shared.
    Record {
        /// The file.
        source: SourceIx,
        /// The line of the filing.
        line: u32,
        /// The column of each cell; 0 if the file has no such cell.
        columns: Arc<[u32]>,
    },
    /// Each cell at a place of its own.
    Each {
        /// The file.
        source: SourceIx,
        /// The spot of each cell; line 0 if the filing has no such cell.
        spots: Box<[Spot]>,
    },
    /// Assembled from several files.
    Several(Vec<Places>),
}

impl Places {
    /// Individual places; spots after the last printed cell are dropped.
    pub fn each(source: SourceIx, mut spots: Vec<Spot>) -> Places {
        spots.truncate(spots.iter().rposition(|spot| spot.line > 0).map_or(0, |last| last + 1));
        Places::Each { source, spots: spots.into_boxed_slice() }
    }

    /// Where the cell was printed, if anywhere.
    pub fn of(&self, cell: CellIx) -> Option<Place> {
        match self {
            Places::Record { source, line, columns } => {
                let column = *columns.get(cell.at())?;
                (column > 0).then_some(Place { source: *source, spot: Spot { line: *line, column } })
            }
            Places::Each { source, spots } => {
                let spot = *spots.get(cell.at())?;
                (spot.line > 0).then_some(Place { source: *source, spot })
            }
            Places::Several(parts) => parts.iter().find_map(|part| part.of(cell)),
        }
    }

    /// Removes the place of a cell whose figure was taken from another file.
    pub fn forget(&mut self, cell: CellIx) {
        match self {
            Places::Record { columns, .. } => {
                if columns.get(cell.at()).is_some_and(|column| *column > 0) {
                    Arc::make_mut(columns)[cell.at()] = 0;
                }
            }
            Places::Each { spots, .. } => {
                if let Some(spot) = spots.get_mut(cell.at()) {
                    *spot = Spot::default();
                }
            }
            Places::Several(parts) => parts.iter_mut().for_each(|part| part.forget(cell)),
        }
    }

    /// The first source of the filing.
    pub fn source(&self) -> SourceIx {
        match self {
            Places::Record { source, .. } | Places::Each { source, .. } => *source,
            Places::Several(parts) => parts.iter().map(Places::source).min().unwrap_or(SourceIx(0)),
        }
    }

    /// Sets the source's final position in the run's list.
    pub fn set_source(&mut self, now: SourceIx) {
        match self {
            Places::Record { source, .. } | Places::Each { source, .. } => *source = now,
            Places::Several(parts) => parts.iter_mut().for_each(|part| part.set_source(now)),
        }
    }

    /// All sources of the filing, in path order.
    pub fn sources(&self) -> Vec<SourceIx> {
        let mut all = match self {
            Places::Record { source, .. } | Places::Each { source, .. } => vec![*source],
            Places::Several(parts) => parts.iter().flat_map(Places::sources).collect(),
        };
        all.sort();
        all.dedup();
        all
    }

    /// Where the filing begins: its first line in its first source.
    pub fn begin(&self) -> Place {
        Place { source: self.source(), spot: Spot { line: self.first_line(), column: 1 } }
    }

    /// The first line of the filing in its first source.
    pub fn first_line(&self) -> u32 {
        match self {
            Places::Record { line, .. } => *line,
            Places::Each { spots, .. } => {
                spots.iter().map(|spot| spot.line).filter(|line| *line > 0).min().unwrap_or(1)
            }
            Places::Several(parts) => parts.iter().min_by_key(|part| part.source()).map_or(1, Places::first_line),
        }
    }
}
