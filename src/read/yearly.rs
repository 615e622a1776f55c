//! Last year's figures beside this year's → this year's only.
//!
//! ```text
//! item     │ 2024 │ 2023          item     │ 2024
//! received │ 5    │ 7       →     received │ 5
//! ```
//!
//! Some offices print both years, in columns under two headings or in rows below each other. Last year's figures must
//! not be taken for the filing's: they are removed, and a remark says how many there were.

mod each;

use std::collections::BTreeSet;

use crate::model::{Message, Source, Year};
use crate::read::grid::{Grid, Line, Row, Token};
use crate::read::identify;
use crate::read::identify::Dated;
use crate::read::vocabulary::Vocabulary;

/// The year that a cell gives for figures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Which {
    This,
    Last,
}

/// A cell that gives a year, and the columns below it.
#[derive(Clone, Copy, Debug)]
struct Mark {
    /// Its first column.
    column: usize,
    /// How many columns it stands over.
    width: usize,
    /// The year.
    which: Which,
    /// It says nothing else, so that it is no label.
    is_alone: bool,
}

/// The remark that last year's figures were left out.
pub(crate) const LEFT_OUT: &str = "intake.last_year_beside";

/// The grid without last year's figures, and the remark.
pub(crate) fn leave_out(grid: Grid, source: &Source, vocabulary: &mut Vocabulary<'_>) -> (Grid, Option<Message>) {
    let years = Years { this: None, vocabulary };
    if grid.is_stack() || !grid.rows().any(|row| years.may_be_marked(&row)) {
        return (grid, None);
    }
    let years = Years { this: this_year(&grid, source, vocabulary), vocabulary };
    let marks: Vec<Vec<Mark>> = (0..grid.n_rows()).map(|at| years.marks(&grid.row(at))).collect();
    let mut lines: Vec<Line> = grid.lines().collect();
    let mut n_left = 0;
    for at in 0..lines.len() {
        if let Some(end) = under_both(at, &marks, &grid, vocabulary) {
            for mark in marks[at].iter().filter(|mark| !mark.is_alone) {
                lines[at].tokens[mark.column] = without_bracket(grid.row(at).token(mark.column), vocabulary);
            }
            n_left += take_columns(&mut lines[at..end], &marks[at], &|token| vocabulary.is_number(*token));
        } else if let Some(rows) = each::under_each(at, &marks, &grid, vocabulary) {
            n_left += each::take(&mut lines, at, rows, &marks[at], &|token| vocabulary.is_number(*token));
        }
    }
    let is_figure = |token: &Token| vocabulary.is_number(*token);
    let mut gone: BTreeSet<usize> = BTreeSet::new();
    for column in 0..lines.iter().map(|line| line.tokens.len()).max().unwrap_or(0) {
        for row in last_rows(&mut lines, column, &marks, &grid, &is_figure) {
            n_left += lines[row].tokens.iter().filter(|token| is_figure(token)).count();
            gone.insert(row);
        }
    }
    if n_left == 0 {
        return (grid, None);
    }
    let kept = lines.into_iter().enumerate().filter(|(at, _)| !gone.contains(at)).map(|(_, line)| line);
    (grid.with_lines(kept), Some(Message::new(LEFT_OUT).with("n", n_left.to_string())))
}

/// A label without the year in brackets behind it: `received (2023)` is the row `received` once last year's is gone.
fn without_bracket(token: Token, vocabulary: &mut Vocabulary<'_>) -> Token {
    let Token::Word(ix) = token else { return token };
    let raw = vocabulary.get(ix).raw.trim();
    let bare = raw.rsplit_once(['(', '\u{FF08}']).map(|(bare, _)| bare.trim().to_owned());
    bare.map_or(token, |bare| Token::Word(vocabulary.word(&bare)))
}

/// The year of the report by its title and the names on its path, if they agree. Without it, `this year` and `last
/// year` can still be told apart, but two years in digits cannot.
fn this_year(grid: &Grid, source: &Source, vocabulary: &mut Vocabulary<'_>) -> Option<Year> {
    let in_path: Vec<Year> = vocabulary.path(source).claims.iter().filter_map(|claim| claim.year).collect();
    let in_titles = grid.rows().filter(|row| row.tokens.iter().filter(|token| !token.is_empty()).count() == 1);
    let said = in_titles
        .flat_map(|row| row.tokens.iter())
        .filter_map(|token| vocabulary.get(token.word()?).claim.as_ref().filter(|claim| claim.office.is_some())?.year);
    let mut years: Vec<Year> = said.chain(in_path).collect();
    years.dedup();
    match years[..] {
        [only] => Some(only),
        _ => None,
    }
}

/// The years in a grid.
struct Years<'a> {
    /// The year of the report, if it is known.
    this: Option<Year>,
    vocabulary: &'a Vocabulary<'a>,
}

impl Years<'_> {
    fn may_be_marked(&self, row: &Row<'_>) -> bool {
        let mut dated = row.tokens.iter().filter_map(|token| self.vocabulary.get(token.word()?).dated);
        dated.any(|dated| dated.which != identify::Which::This)
    }

    fn marks(&self, row: &Row<'_>) -> Vec<Mark> {
        let which = |dated: Dated| match (dated.which, self.this) {
            (identify::Which::This, _) => Some(Which::This),
            (identify::Which::Last, _) => Some(Which::Last),
            (identify::Which::Named(year), Some(this)) if year == this => Some(Which::This),
            (identify::Which::Named(year), Some(this)) if year.0 + 1 == this.0 => Some(Which::Last),
            (identify::Which::Named(_), _) => None,
        };
        let marks = row.tokens.iter().enumerate().filter_map(|(column, token)| {
            let Token::Word(ix) = token else { return None };
            let dated = self.vocabulary.get(*ix).dated?;
            let (width, is_alone) = (row.width(column), dated.is_alone);
            Some(Mark { column, width, which: which(dated)?, is_alone })
        });
        let mut marks: Vec<Mark> = marks.collect();
        // If merged cells are not marked, a year stands over the columns up to the next year.
        if let [first, second, ..] = marks[..]
            && marks.iter().all(|mark| mark.is_alone && mark.width == 1)
        {
            let width = second.column - first.column;
            let is_even = marks.windows(2).all(|pair| pair[1].column - pair[0].column == width);
            marks.iter_mut().filter(|_| is_even).for_each(|mark| mark.width = width);
        }
        marks
    }
}

/// One past the last row below a header that names both years equally often: each column of this year has one of last
/// year.
fn under_both(at: usize, marks: &[Vec<Mark>], grid: &Grid, vocabulary: &Vocabulary<'_>) -> Option<usize> {
    let own = marks.get(at)?;
    let n_this = own.iter().filter(|mark| mark.which == Which::This).count();
    let width = own.first()?.width;
    if n_this == 0 || n_this * 2 != own.len() || own.iter().any(|mark| mark.width != width) {
        return None;
    }
    let header = grid.row(at);
    let is_number = |row: &Row<'_>| row.tokens.iter().any(|token| vocabulary.is_number(*token));
    // Below a year alone stand the labels of its columns; otherwise it is itself a column's label.
    let next = (at + 1 < grid.n_rows()).then(|| grid.row(at + 1))?;
    let is_over_labels = own.iter().all(|mark| {
        next.tokens.iter().skip(mark.column).take(mark.width).any(|token| match token {
            Token::Word(ix) => vocabulary.get(*ix).is_line_or_group,
            Token::Blank | Token::Covered(_) | Token::Plain(_) => false,
        })
    });
    if is_number(&header) || own.iter().any(|mark| mark.is_alone) && !is_over_labels {
        return None;
    }
    let first = own.first()?.column;
    let is_alone = own.iter().all(|mark| mark.is_alone);
    let is_below = |at: &usize| {
        let row = grid.row(*at);
        let is_header =
            || row.tokens.iter().skip(first).any(|token| matches!(token, Token::Word(_))) && !is_number(&row);
        row.tokens.len() > 1 && marks[*at].is_empty() && (is_alone || !is_header())
    };
    Some((at + 1..grid.n_rows()).find(|at| !is_below(at)).unwrap_or(grid.n_rows()))
}

/// Removes last year's columns from rows; gives how many figures they had.
fn take_columns(lines: &mut [Line], marks: &[Mark], is_figure: &dyn Fn(&Token) -> bool) -> usize {
    let mut n_left = 0;
    let is_last = |column: usize| {
        let over = marks.iter().find(|mark| (mark.column..mark.column + mark.width).contains(&column));
        over.is_some_and(|mark| mark.which == Which::Last)
    };
    for (at, line) in lines.iter_mut().enumerate() {
        if at == 0 {
            // The year itself is no label.
            for mark in marks.iter().filter(|mark| mark.is_alone) {
                let places = line.tokens.iter_mut().skip(mark.column).take(mark.width);
                places.for_each(|token| *token = Token::Blank);
            }
        }
        n_left += without_columns(line, &is_last, is_figure);
    }
    n_left
}

/// Removes columns from a row; gives how many figures they had.
fn without_columns(line: &mut Line, goes: &dyn Fn(usize) -> bool, is_figure: &dyn Fn(&Token) -> bool) -> usize {
    let mut n_left = 0;
    let all = std::mem::take(&mut line.tokens).into_iter().zip(std::mem::take(&mut line.columns)).enumerate();
    for (column, (token, place)) in all {
        if goes(column) {
            n_left += usize::from(is_figure(&token));
        } else {
            line.tokens.push(token);
            line.columns.push(place);
        }
    }
    n_left
}

/// The remark on two years that stand side by side in a table from which nothing was removed. Which of the two the
/// figures are of could not be told, and somebody has to look.
pub(crate) fn side_by_side(grid: &Grid, vocabulary: &Vocabulary<'_>) -> Option<Message> {
    let years = |row: Row<'_>| {
        let mut said: Vec<String> = Vec::new();
        for token in row.tokens {
            let Some(word) = token.word().map(|ix| vocabulary.get(ix)) else { continue };
            let raw = word.raw.trim().to_owned();
            if word.dated.is_some_and(|dated| dated.is_alone) && !said.contains(&raw) {
                said.push(raw);
            }
        }
        (said.len() > 1).then_some(said)
    };
    let said = grid.rows().find_map(years)?;
    Some(Message::new("intake.years_beside").with("years", said.join(", ")))
}

/// Last year's rows, if each of them has a row of this year next to it. That row takes over labels that only last
/// year's has.
///
/// ```text
/// received │ 2023 │ 7          last year's
///          │ 2024 │ 5          received │ 2024 │ 5
/// ```
fn last_rows(
    lines: &mut [Line],
    column: usize,
    marks: &[Vec<Mark>],
    grid: &Grid,
    is_figure: &dyn Fn(&Token) -> bool,
) -> Vec<usize> {
    let mark_of = |at: usize| match marks[at][..] {
        [mark] if mark.column == column && mark.is_alone => Some(mark.which),
        _ => None,
    };
    let marked: Vec<(usize, Which)> = (0..lines.len())
        .filter(|at| lines[*at].tokens.iter().any(is_figure))
        .filter_map(|at| Some((at, mark_of(at)?)))
        .collect();
    let n_this = marked.iter().filter(|(_, which)| *which == Which::This).count();
    let is_paired = marked.chunks(2).all(|pair| matches!(pair, [(a, one), (b, other)] if one != other && b - a == 1));
    if n_this == 0 || !is_paired || n_this * 2 != marked.len() {
        return Vec::new();
    }
    let mut last = Vec::new();
    for pair in marked.chunks(2) {
        let [(first, which), (second, _)] = pair else { continue };
        let (kept, gone) = if *which == Which::This { (*first, *second) } else { (*second, *first) };
        for at in 0..column {
            // A merged label stands in the first of the two rows.
            if kept > gone && lines[kept].tokens.get(at).is_some_and(|token| token.is_empty()) {
                lines[kept].tokens[at] = grid.row(gone).token(at);
            }
        }
        if let Some(token) = lines[kept].tokens.get_mut(column) {
            *token = Token::Blank;
        }
        last.push(gone);
    }
    last
}
