//! Rows that are taken out of a grid, changed, and made a grid again.

use crate::read::grid::{Grid, Token};

/// A row of tokens with the columns they stand in.
#[derive(Clone, Debug)]
pub(crate) struct Line {
    pub(crate) line: u32,
    pub(crate) tokens: Vec<Token>,
    /// The column of the file that each token stands in.
    pub(crate) columns: Vec<u32>,
    /// It was made of the lines of its cells.
    pub(crate) is_unfolded: bool,
}

impl Grid {
    /// The rows, each with the columns its tokens stand in.
    pub(crate) fn lines(&self) -> impl Iterator<Item = Line> {
        self.rows().map(|row| Line {
            line: row.line,
            tokens: row.tokens.to_vec(),
            columns: (0..row.tokens.len()).map(|at| row.spot(at).column).collect(),
            is_unfolded: row.is_unfolded,
        })
    }

    /// Other rows, in cells that say where they stand if those of this grid do.
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
