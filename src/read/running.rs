//! Running numbers before the labels of rows, which are no figures of theirs.
//!
//! ```text
//! 1 │ received │ 4 │ 5
//! 2 │ granted  │ 3 │ 3
//! 3 │ refused  │ 1 │ 1
//! ```
//!
//! A number counts rows if it stands before the text of its row, in the same column as the one above, and is one more
//! than that. Some of the texts have to be labels of the form, as it might otherwise be any list.

use crate::read::grid::{Grid, Token};
use crate::read::vocabulary::Vocabulary;

/// Fewer numbers may follow each other by coincidence.
const FEWEST: usize = 3;

/// A row that begins with a number.
struct Numbered {
    /// Its position.
    row: usize,
    /// The field of the number.
    column: usize,
    /// The number.
    number: i32,
    /// A text stands behind it, and no figure.
    is_text: bool,
    /// That text is a label of the form.
    is_labelled: bool,
    /// Figures stand behind it.
    has_figures: bool,
}

/// Removes running numbers from a grid.
pub(crate) fn take_out(grid: &mut Grid, vocabulary: &Vocabulary<'_>) {
    let numbered: Vec<Numbered> = (0..grid.n_rows()).filter_map(|row| numbered(grid, row, vocabulary)).collect();
    let is_run = |run: &&[Numbered]| {
        let n_labelled = run.iter().filter(|one| one.is_labelled).count();
        run.len() >= FEWEST && n_labelled * 2 >= run.len()
    };
    let runs = numbered.chunk_by(|one, next| goes_on(one, next, grid)).filter(is_run);
    // The row of figures above may happen to begin with the number before the first.
    let rows = runs.flat_map(|run| run.iter().skip_while(|one| !one.is_text));
    let places: Vec<(usize, usize)> = rows.map(|one| (one.row, one.column)).collect();
    places.into_iter().for_each(|(row, column)| grid.set(row, column, Token::Blank));
}

/// True if the second number is the next one, or the same one in a row that a page break has repeated. A row of only
/// figures may begin with any number; it is numbered only if the header is right above it.
fn goes_on(one: &Numbered, next: &Numbered, grid: &Grid) -> bool {
    let is_next = Some(next.number) == one.number.checked_add(1);
    let is_again = || next.number == one.number && grid.row(next.row).tokens == grid.row(one.row).tokens;
    let is_under_header = || one.is_text && !one.has_figures && next.row == one.row + 1;
    next.column == one.column && (is_next || is_again()) && (next.is_text || is_under_header())
}

fn numbered(grid: &Grid, at: usize, vocabulary: &Vocabulary<'_>) -> Option<Numbered> {
    let row = grid.row(at);
    let mut filled = row.tokens.iter().enumerate().filter(|(_, token)| !token.is_empty());
    let (column, Token::Plain(number)) = filled.next()? else { return None };
    let (second, first_behind) = filled.next()?;
    let is_labelled = row.tokens.iter().any(|token| match token {
        Token::Word(word) => vocabulary.get(*word).is_line_or_group,
        Token::Blank | Token::Covered(_) | Token::Plain(_) => false,
    });
    let is_text = !vocabulary.is_figure(*first_behind);
    let has_figures = row.tokens.iter().skip(second).any(|token| vocabulary.is_figure(*token));
    Some(Numbered { row: at, column, number: *number, is_text, is_labelled, has_figures })
}
