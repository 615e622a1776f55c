//! A column with several lines in its header and in each of its cells → several columns.
//!
//! ```text
//!            | Upheld    |              | Upheld | Overturned |
//!            | Overturned|
//! -----------+-----------+     →     ---+--------+------------+
//! Reviews    | 4         |     Reviews  | 4      | 1          |
//!            | 1         |
//! ```

use crate::model::TableIx;
use crate::read::folded::labels::{self, Wanted};
use crate::read::folded::{figures, is_several, lines};
use crate::read::grid::{By, Line, Token};
use crate::read::vocabulary::Vocabulary;

/// Splits such columns.
pub(super) fn unfold(rows: &mut [Line], has_spans: bool, vocabulary: &mut Vocabulary<'_>) {
    for at in 0..rows.len() {
        for column in (0..rows[at].tokens.len()).rev() {
            if !is_several(rows[at].tokens[column], vocabulary) {
                continue;
            }
            if let Some(folded) = Folded::of(rows, at, column, vocabulary) {
                folded.spread(rows, has_spans);
            }
        }
    }
}

/// A column that is several columns.
struct Folded {
    /// Its position.
    column: usize,
    /// The places that its cell covers in the header.
    width: usize,
    /// The first row that is widened with it: the headings above the header.
    top: usize,
    /// For each row from the header on, what goes into the columns; empty for a blank row.
    rows: Vec<(usize, Vec<Token>)>,
    /// How many columns it is.
    n_columns: usize,
    /// One past the last row.
    end: usize,
}

impl Folded {
    /// The column below a header cell. The lines of the cell must be labels of one axis, as many as each cell below has
    /// lines.
    fn of(rows: &[Line], at: usize, column: usize, vocabulary: &mut Vocabulary<'_>) -> Option<Folded> {
        let header = lines(rows.get(at)?.tokens.get(column).copied()?, vocabulary);
        let mut end = at + 1;
        let mut below: Vec<(usize, Vec<Token>)> = Vec::new();
        while let Some(row) = rows.get(end).filter(|row| row.tokens.len() > 1) {
            let token = row.tokens.get(column).copied().unwrap_or(Token::Blank);
            match figures(token, vocabulary) {
                Some(lines) => below.push((end, lines)),
                None if token.is_empty() => {}
                // If one figure stands under several labels it cannot be told whose it is, and neither can the others.
                None if vocabulary.is_figure(token) => return None,
                None => break,
            }
            end += 1;
        }
        let n_columns = below.first().map(|(_, lines)| lines.len())?;
        if below.iter().any(|(_, lines)| lines.len() != n_columns) {
            return None;
        }
        let labels = known(&header, n_columns, vocabulary)?;
        let labels = labels.iter().map(|label| vocabulary.token(label)).collect();
        let is_heading = |row: &&Line| row.tokens.len() > 1 && !row.tokens.iter().any(|one| vocabulary.is_number(*one));
        let n_above = rows.get(..at)?.iter().rev().take_while(is_heading).count();
        below.insert(0, (at, labels));
        let width = |(at, _): &(usize, Vec<Token>)| rows.get(*at).map_or(1, |row| width(row, column));
        let widest = below.iter().map(width).max()?;
        let is_even = below.iter().all(|row| width(row) == widest);
        is_even.then_some(Folded { column, width: widest, top: at - n_above, rows: below, n_columns, end })
    }

    /// Puts the lines into columns; rows above and between are widened if the cell covers fewer places.
    fn spread(self, rows: &mut [Line], has_spans: bool) {
        let n_more = self.n_columns.saturating_sub(self.width);
        for (at, row) in rows.iter_mut().enumerate().take(self.end).skip(self.top) {
            let Some(token) = row.tokens.get(self.column).copied() else { continue };
            let own = self.rows.iter().find(|(own, _)| *own == at).map(|(_, tokens)| tokens);
            let filler = match (has_spans, token) {
                (true, Token::Covered(by)) => Token::Covered(by),
                (true, Token::Plain(_) | Token::Word(_)) => Token::Covered(By::Left),
                (true, Token::Blank) | (false, _) => Token::Blank,
            };
            let column = row.columns.get(self.column).copied().unwrap_or(1);
            row.tokens.splice(self.column + 1..self.column + 1, std::iter::repeat_n(filler, n_more));
            row.columns.splice(self.column + 1..self.column + 1, std::iter::repeat_n(column, n_more));
            for (more, token) in own.into_iter().flatten().enumerate() {
                if let (Some(place), Some(at)) =
                    (row.tokens.get_mut(self.column + more), row.columns.get_mut(self.column + more))
                {
                    (*place, *at) = (*token, column);
                    row.is_unfolded = true;
                }
            }
            // Places that the cell covers beyond its lines.
            for more in self.n_columns..self.width {
                if let Some(place) = row.tokens.get_mut(self.column + more).filter(|_| own.is_some()) {
                    *place = Token::Blank;
                }
            }
        }
    }
}

/// The labels in a header cell: so many columns of one table, or so many rows.
fn known(header: &[String], n_labels: usize, vocabulary: &mut Vocabulary<'_>) -> Option<Vec<String>> {
    let n_tables = vocabulary.pipeline.catalogue.tables.len();
    (0..n_tables).map(|at| TableIx(at as u8)).find_map(|table| {
        let columns = labels::split(header, n_labels, Some(Wanted::Columns(table)), vocabulary);
        let labels = columns.or_else(|| labels::split(header, n_labels, Some(Wanted::Rows(table)), vocabulary))?;
        Some(labels.into_iter().map(|label| label.text).collect())
    })
}

/// How many places a cell covers, with itself.
fn width(row: &Line, column: usize) -> usize {
    1 + row.tokens.iter().skip(column + 1).take_while(|token| **token == Token::Covered(By::Left)).count()
}
