//! Rows that are taken out of a grid, changed, and put into a new one.

use crate::read::grid::{Grid, Token};

/// A row of tokens with their columns.
#[derive(Clone, Debug)]
pub(crate) struct Line {
    /// Its line in the file.
    pub(crate) line: u32,
    /// Its fields.
    pub(crate) tokens: Vec<Token>,
    /// The column in the file of each token.
    pub(crate) columns: Vec<u32>,
    /// It was made from the lines of cells.
    pub(crate) is_unfolded: bool,
}

impl Grid {
    /// All rows, each token with its column.
    pub(crate) fn lines(&self) -> impl Iterator<Item = Line> {
        self.rows().map(|row| Line {
            line: row.line,
            tokens: row.tokens.to_vec(),
            columns: (0..row.tokens.len()).map(|at| row.spot(at).column).collect(),
            is_unfolded: row.is_unfolded,
        })
    }

    /// A grid of other rows, whose cells are as reliably placed as those of this one.
    pub(crate) fn with_lines(&self, lines: impl IntoIterator<Item = Line>) -> Grid {
        let mut made = Grid::default();
        for Line { line, tokens, columns, is_unfolded } in lines {
            made.add_line(line, &tokens, &columns, is_unfolded);
        }
        if self.is_placed() {
            made.place();
        }
        made
    }
}
