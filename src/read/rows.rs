//! What the labels of a row say about it: questions that the reading of a table asks of each row.
//!
//! ```text
//! Persons      12   3   15    names_line: a line of the table's own
//! Of these                    is_blank_row, if it names a line and has no figure
//! Appeals       2   0    2    names_another_table, in the section of requests
//! 1   2   3   4   5           is_numbering: the numbers of the columns
//!              12   3   15    has_only_figures: the label has been lost
//! ```

use std::collections::BTreeMap;

use crate::model::{AxisIx, Group, Meaning, TableIx};
use crate::read::grid::{By, Grid, Row, Token};
use crate::read::header::{Header, LayoutAhead, Stub};
use crate::read::trail;
use crate::read::vocabulary::Vocabulary;

/// Rows looked at to tell whose header stands above them.
const ROWS_AHEAD: usize = 60;

/// True if the row is one of the table's, left blank: it names one line, perhaps behind the headings over that line.
pub(super) fn is_blank_row(row: &Row<'_>, header: &Header, vocabulary: &Vocabulary<'_>) -> bool {
    let mut named: Vec<Vec<AxisIx>> = Vec::new();
    for token in row.tokens {
        let Token::Word(ix) = token else { continue };
        let word = vocabulary.get(*ix);
        let mut lines = Vec::new();
        let mut belongs = false;
        for meaning in word.in_table(header.table) {
            lines.extend(header.stub_line(meaning));
            belongs |= meaning.is_group();
        }
        if lines.is_empty() && !belongs && word.is_line_or_group {
            return false;
        }
        if !lines.is_empty() && !named.contains(&lines) {
            named.push(lines);
        }
    }
    let table = vocabulary.pipeline.catalogue.table(header.table);
    let over = |above: &[AxisIx], line: AxisIx| {
        let parent = trail::line_above(line, table.lines(header.stub_axis()));
        let heads = |group: &Group| group.own.is_some_and(|own| above.contains(&own)) && group.members.contains(&line);
        above.contains(&line) || parent.is_some_and(|parent| above.contains(&parent)) || table.groups.iter().any(heads)
    };
    let Some((last, above)) = named.split_last() else { return false };
    above.iter().all(|above| last.iter().any(|line| over(above, *line)))
}
/// True if the row is understood only as headings of the table, so that its own label is not known.
pub(super) fn is_broken_row(row: &Row<'_>, header: &Header, vocabulary: &Vocabulary<'_>) -> bool {
    let on_stub = |meaning: Meaning| {
        header.stub_line(meaning).is_some()
            || vocabulary.group(meaning).is_some_and(|group| group.axis == header.stub_axis())
    };
    header.stub != Stub::Nothing
        && row.tokens.iter().all(|token| match token {
            Token::Blank | Token::Covered(_) | Token::Plain(_) => true,
            Token::Word(ix) => {
                let word = vocabulary.get(*ix);
                !word.is_line_or_group || word.in_table(header.table).any(on_stub)
            }
        })
}
/// How many of the next rows have a row label of the table.
pub(super) fn rows_ahead(grid: &Grid, from: usize, table: TableIx, vocabulary: &Vocabulary<'_>) -> usize {
    let names_row = |token: &Token| vocabulary.meanings_in(*token, table).any(|meaning| meaning.is_row());
    let ahead = from..grid.n_rows().min(from + ROWS_AHEAD);
    ahead.filter(|at| grid.row(*at).tokens.iter().any(names_row)).count()
}
/// How the next rows of the table are laid out.
pub(super) fn layout_ahead(grid: &Grid, from: usize, table: TableIx, vocabulary: &Vocabulary<'_>) -> LayoutAhead {
    let is_line = |token: &Token| vocabulary.meanings_in(*token, table).any(|meaning| meaning.is_line_or_group());
    let is_text = |token: Token| match token {
        Token::Word(ix) => !vocabulary.get(ix).is_figure(),
        Token::Covered(By::Left) => true,
        Token::Blank | Token::Covered(By::Above) | Token::Plain(_) => false,
    };
    let ahead = from..grid.n_rows().min(from + ROWS_AHEAD);
    let blanks = |row: &Row<'_>| row.tokens.iter().rev().take_while(|token| **token == Token::Blank).count();
    // Where the labels end, how many fields there are, and how many at the end are blank.
    let rows: Vec<(usize, usize, usize)> = ahead
        .filter_map(|at| {
            let row = grid.row(at);
            let figures = row.tokens.iter().any(|token| vocabulary.is_figure(*token));
            let last = row.tokens.iter().rposition(is_line).filter(|_| figures)?;
            let end = (last + 1..).find(|at| !is_text(row.token(*at))).unwrap_or(last + 1);
            Some((end, row.tokens.len(), blanks(&row)))
        })
        .collect();
    LayoutAhead {
        stub_end: rows.iter().map(|(end, ..)| *end).max().unwrap_or(0),
        width: most_frequent(rows.iter().map(|(_, width, _)| *width)),
        behind: most_frequent(rows.iter().map(|(end, width, _)| width.saturating_sub(*end))),
        padding: rows.iter().map(|(.., blanks)| *blanks).min().unwrap_or(0),
    }
}

/// The most frequent number, or the smallest of several; 0 if there are none.
pub(super) fn most_frequent(numbers: impl Iterator<Item = usize>) -> usize {
    let mut times: BTreeMap<usize, usize> = BTreeMap::new();
    numbers.for_each(|number| *times.entry(number).or_default() += 1);
    times.into_iter().max_by_key(|(number, times)| (*times, std::cmp::Reverse(*number))).map_or(0, |(number, _)| number)
}

/// True if a label of the row is of the kind that stands at the left of the section.
pub(super) fn names_line(row: &Row<'_>, header: &Header, vocabulary: &Vocabulary<'_>) -> bool {
    let table = header.table;
    let is_named = |meaning: Meaning| match header.stub {
        Stub::Rows | Stub::Columns => header.stub_line(meaning).is_some(),
        Stub::Nothing => meaning.is_line(),
    };
    row.tokens.iter().any(|token| vocabulary.meanings_in(*token, table).any(is_named))
}

/// True if some label belongs only to other tables, so that it cannot be told whose figures these are.
pub(super) fn names_another_table(row: &Row<'_>, header: &Header, vocabulary: &Vocabulary<'_>) -> bool {
    row.tokens.iter().any(|token| match token {
        Token::Word(ix) => {
            let word = vocabulary.get(*ix);
            word.is_line_or_group && word.in_table(header.table).next().is_none()
        }
        Token::Blank | Token::Covered(_) | Token::Plain(_) => false,
    })
}

/// True if all filled fields are numbers.
pub(super) fn has_only_figures(row: &Row<'_>, vocabulary: &Vocabulary<'_>) -> bool {
    let mut filled = row.tokens.iter().filter(|token| !token.is_empty()).peekable();
    filled.peek().is_some() && filled.all(|token| vocabulary.is_number(*token))
}

/// True if the only filled field is a number.
pub(super) fn is_lone_figure(row: &Row<'_>, vocabulary: &Vocabulary<'_>) -> bool {
    has_only_figures(row, vocabulary) && row.tokens.iter().filter(|token| !token.is_empty()).count() == 1
}

/// True if the lines that hold only a number are 1, 2, 3 and so on.
pub(super) fn are_running_numbers(grid: &Grid) -> bool {
    let lone = grid.rows().filter_map(|row| {
        let mut filled = row.tokens.iter().filter(|token| !token.is_empty());
        match (filled.next(), filled.next()) {
            (Some(Token::Plain(number)), None) => Some(*number),
            _ => None,
        }
    });
    lone.enumerate().all(|(at, number)| usize::try_from(number).is_ok_and(|number| number == at + 1))
}

/// True for a row of column numbers, 1 2 3 4 and so on, which are no figures.
pub(super) fn is_numbering(row: &Row<'_>) -> bool {
    let figures: Vec<i32> = row
        .tokens
        .iter()
        .filter_map(|token| match token {
            Token::Plain(number) => Some(*number),
            Token::Blank | Token::Covered(_) | Token::Word(_) => None,
        })
        .collect();
    figures.len() >= 4 && figures.windows(2).all(|pair| pair[1] == pair[0] + 1)
}
