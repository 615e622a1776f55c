//! Rows of tokens, each token with its place in the file.
//!
//! A row is as long as it is printed; behind its end everything is blank. Blank lines of a text with delimiters are no
//! rows, so the position of a row is not its line.

mod lines;

use crate::model::Spot;
pub(crate) use crate::read::grid::lines::Line;
pub use crate::read::token::{By, Token};

/// A file cut into fields.
#[derive(Clone, Debug, Default)]
pub struct Grid {
    /// The fields of all rows, one row after the other.
    tokens: Vec<Token>,
    /// Where the rows begin.
    rows: Vec<RowAt>,
    /// Some field is covered by a merged cell.
    has_spans: bool,
    /// Every cell stands where its format says.
    is_placed: bool,
    /// For a stack, the line of every token.
    lines: Option<Vec<u32>>,
    /// For a grid in which cells of several lines were unfolded, the column of every token in the file.
    columns: Option<Vec<u32>>,
    /// Columns of the file to the left of the grid.
    offset: u32,
}

/// A row of a grid.
#[derive(Clone, Copy, Debug)]
struct RowAt {
    /// Its first token.
    start: u32,
    /// Its line in the file, from 1.
    line: u32,
    /// It was made from the lines of cells.
    is_unfolded: bool,
}

/// One row of a grid.
#[derive(Clone, Copy, Debug)]
pub struct Row<'a> {
    /// Its fields.
    pub tokens: &'a [Token],
    /// Its line in the file, from 1.
    pub line: u32,
    /// It was made from the lines of cells.
    pub is_unfolded: bool,
    offset: u32,
    lines: Option<&'a [u32]>,
    columns: Option<&'a [u32]>,
}

impl Row<'_> {
    /// The place of a field in its file: line and column, from 1.
    pub fn spot(&self, column: usize) -> Spot {
        if let Some(line) = self.lines.and_then(|lines| lines.get(column)) {
            return Spot { line: *line, column: 1 };
        }
        if let Some(column) = self.columns.and_then(|columns| columns.get(column)) {
            return Spot { line: self.line, column: *column };
        }
        Spot { line: self.line, column: self.offset + column as u32 + 1 }
    }

    /// The token of a field; blank behind the end of the row.
    pub fn token(&self, column: usize) -> Token {
        self.tokens.get(column).copied().unwrap_or(Token::Blank)
    }

    /// How many fields the cell that begins there covers in its row.
    pub fn width(&self, column: usize) -> usize {
        1 + self.tokens.iter().skip(column + 1).take_while(|token| **token == Token::Covered(By::Left)).count()
    }

    /// Where the cell begins that covers a field of this row.
    pub fn begin(&self, column: usize) -> usize {
        (0..column).rev().find(|at| self.token(at + 1) != Token::Covered(By::Left)).map_or(0, |at| at + 1)
    }
}

impl Grid {
    /// How many rows there are.
    pub fn n_rows(&self) -> usize {
        self.rows.len()
    }

    /// How many fields there are in all rows.
    pub fn n_tokens(&self) -> usize {
        self.tokens.len()
    }

    /// A row by its position.
    pub fn row(&self, at: usize) -> Row<'_> {
        let end = self.rows.get(at + 1).map_or(self.tokens.len(), |next| next.start as usize);
        let start = self.rows[at].start as usize;
        let lines = self.lines.as_ref().and_then(|lines| lines.get(start..end));
        let columns = self.columns.as_ref().and_then(|columns| columns.get(start..end));
        let RowAt { line, is_unfolded, .. } = self.rows[at];
        Row { tokens: &self.tokens[start..end], line, is_unfolded, offset: self.offset, lines, columns }
    }

    /// The columns before that one, and the others, as two grids.
    pub fn split(&self, column: usize) -> (Grid, Grid) {
        let half = |offset: usize, places: std::ops::Range<usize>| {
            let mut half = Grid { offset: self.offset + offset as u32, is_placed: self.is_placed, ..Grid::default() };
            for row in self.rows() {
                let cut = |end: usize| places.start.min(end)..places.end.min(end);
                let tokens = &row.tokens[cut(row.tokens.len())];
                match row.columns {
                    Some(columns) => half.add_line(row.line, tokens, &columns[cut(columns.len())], row.is_unfolded),
                    None => half.add_row(row.line, tokens),
                }
            }
            half
        };
        (half(0, 0..column), half(column, column..usize::MAX))
    }

    /// Every row.
    pub fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        (0..self.rows.len()).map(|at| self.row(at))
    }

    /// Replaces a token.
    pub(super) fn set(&mut self, row: usize, column: usize, token: Token) {
        let start = self.rows[row].start as usize;
        if let Some(old) = self.tokens.get_mut(start + column) {
            *old = token;
        }
    }

    /// Adds a row of any format.
    pub fn add_row(&mut self, line: u32, tokens: &[Token]) {
        self.has_spans |= tokens.iter().any(|token| matches!(token, Token::Covered(_)));
        self.rows.push(RowAt { start: self.tokens.len() as u32, line, is_unfolded: false });
        self.tokens.extend_from_slice(tokens);
    }

    /// Adds a row of a text, in which no cell is merged.
    pub(super) fn add_fields(&mut self, line: u32, tokens: impl Iterator<Item = Token>) {
        self.rows.push(RowAt { start: self.tokens.len() as u32, line, is_unfolded: false });
        self.tokens.extend(tokens);
    }

    /// Adds a row whose cells stand in other columns of the file than their positions say.
    pub(super) fn add_line(&mut self, line: u32, tokens: &[Token], columns: &[u32], is_unfolded: bool) {
        self.add_row(line, tokens);
        self.columns.get_or_insert_default().extend_from_slice(columns);
        if let Some(row) = self.rows.last_mut() {
            row.is_unfolded = is_unfolded;
        }
    }

    /// Makes an empty grid a stack, in which each cell stood on a line of its own.
    pub fn stack(&mut self) {
        self.lines = Some(Vec::new());
    }

    /// True for a stack; blank cells of it may be missing.
    pub fn is_stack(&self) -> bool {
        self.lines.is_some()
    }

    /// Adds a row to a stack, each cell with its line.
    pub fn add_cells(&mut self, cells: &[(Token, u32)]) {
        let Some((_, line)) = cells.first() else { return };
        self.rows.push(RowAt { start: self.tokens.len() as u32, line: *line, is_unfolded: false });
        self.tokens.extend(cells.iter().map(|(token, _)| *token));
        self.lines.get_or_insert_default().extend(cells.iter().map(|(_, line)| *line));
    }

    /// Declares that every cell stands where its format says, so that a row that ends early has blanks at its end.
    pub fn place(&mut self) {
        self.is_placed = true;
    }

    /// True if every cell stands where its format says. In a text it merely follows the cell before.
    pub fn is_placed(&self) -> bool {
        self.is_placed
    }

    /// True if some field is covered by a merged cell.
    pub fn has_spans(&self) -> bool {
        self.has_spans
    }

    /// What is printed in the cell that covers a field.
    pub fn origin(&self, at: usize, column: usize) -> Token {
        let mut at = at;
        while at > 0 && self.row(at).token(column) == Token::Covered(By::Above) {
            at -= 1;
        }
        let row = self.row(at);
        row.token(row.begin(column))
    }
}
