//! Rows without a header → the columns that they must have.
//!
//! The header is missing, or its labels say nothing (数据1…数据7). If the rows are labelled and as wide as on the form, and
//! in every row the column of the total is the sum of the others, they have the columns of the form in the form's
//! order. If another column could be the total as well, nothing is bound.
//!
//! ```text
//! received │ 4 │ 0 │ 1 │ 0 │ 0 │ 0 │ 5      seven figures, the last is the sum of the others
//! granted  │ 3 │ 0 │ 1 │ 0 │ 0 │ 0 │ 4      in every row: table 三
//! refused  │ 1 │ 0 │ 0 │ 0 │ 0 │ 0 │ 1
//! ```

use std::collections::BTreeSet;

use crate::model::{AxisIx, Form, Meaning, Message, TableIx};
use crate::read::grid::{Grid, Row, Token};
use crate::read::header::{Header, Leaf, Stub};
use crate::read::number::Parsed;
use crate::read::section::{Scan, Section};
use crate::read::vocabulary::Vocabulary;

/// In fewer rows, sums that hold may be a coincidence.
const FEWEST_ROWS: usize = 3;
/// So many rows need a sum of more than one figure: 1 and zeros add up in any order.
const FEWEST_TELLING: usize = 2;

/// Makes sections of lost rows whose columns can be told.
pub fn find(grid: &Grid, scan: &mut Scan, vocabulary: &Vocabulary<'_>) {
    // If each cell stands on a line of its own, a header that was not understood cannot be told from other text.
    if grid.is_stack() {
        return;
    }
    let n_tables = vocabulary.pipeline.catalogue.tables.len();
    for table in (0..n_tables).map(|at| TableIx(at as u8)) {
        for run in runs(grid, &scan.lost, table, vocabulary) {
            if run.first().is_some_and(|first| names_columns(grid, *first, vocabulary)) {
                continue;
            }
            let Some(header) = header(grid, &run, table, vocabulary) else { continue };
            scan.lost.retain(|row| !run.contains(row));
            let start = run.first().copied().unwrap_or(0);
            let note = Some(Message::new("finding.bound_headless").with("n", run.len()));
            let rows = with_blank_rows(&run, grid, table, scan, vocabulary);
            scan.sections.push(Section { header, start, rows, note });
        }
    }
    scan.sections.sort_by_key(|section| section.start);
}

/// Runs of rows that follow each other and are labelled with rows of the table.
fn runs(grid: &Grid, lost: &[usize], table: TableIx, vocabulary: &Vocabulary<'_>) -> Vec<Vec<usize>> {
    let mut lost = lost.to_vec();
    lost.sort_unstable();
    let mut runs: Vec<Vec<usize>> = Vec::new();
    for at in lost {
        if label_end(&grid.row(at), table, vocabulary).is_none() {
            continue;
        }
        // A row that comes again begins another table.
        let label = |at: usize| {
            let end = label_end(&grid.row(at), table, vocabulary)?;
            grid.row(at).tokens.get(end - 1).copied()
        };
        let goes_on = |run: &Vec<usize>| {
            run.last().is_some_and(|last| is_only_text(grid, last + 1..at, vocabulary))
                && run.iter().all(|other| label(*other) != label(at))
        };
        match runs.last_mut().filter(|run| goes_on(run)) {
            Some(run) => run.push(at),
            None => runs.push(vec![at]),
        }
    }
    runs.retain(|run| run.len() >= FEWEST_ROWS);
    runs
}

/// The rows of a run, with those among and beside them that are labelled and left blank.
fn with_blank_rows(run: &[usize], grid: &Grid, table: TableIx, scan: &Scan, vocabulary: &Vocabulary<'_>) -> Vec<usize> {
    let is_blank = |at: &usize| {
        let row = grid.row(*at);
        let is_free = !scan.sections.iter().any(|section| section.rows.contains(at));
        let end = label_end(&row, table, vocabulary).filter(|_| is_free);
        end.is_some_and(|end| row.tokens.iter().skip(end).all(|token| token.is_empty()))
    };
    let (Some(first), Some(last)) = (run.first().copied(), run.last().copied()) else { return Vec::new() };
    let before = (0..first).rev().take_while(is_blank).count();
    let behind = (last + 1..grid.n_rows()).take_while(is_blank).count();
    (first - before..=last + behind).filter(|at| run.contains(at) || is_blank(at)).collect()
}

/// True if nothing between two rows ends the table: neither a figure nor a title.
fn is_only_text(grid: &Grid, between: std::ops::Range<usize>, vocabulary: &Vocabulary<'_>) -> bool {
    let is_text = |token: &Token| match token {
        Token::Blank | Token::Covered(_) => true,
        Token::Plain(_) => false,
        Token::Word(word) => {
            let word = vocabulary.get(*word);
            figure(*token, vocabulary).is_none() && word.headings().next().is_none() && word.claim.is_none()
        }
    };
    between.into_iter().all(|at| grid.row(at).tokens.iter().all(is_text))
}

/// A header has at most so many rows.
const MOST_LEVELS: usize = 4;
/// So many texts side by side are a header that was not understood.
const FEWEST_NAMES: usize = 3;

/// True if the texts right above a row name columns in words that are not known: then these say what the figures are,
/// and not the order of the form. Labels that differ only in a number (数据1, 数据2) do not count.
fn names_columns(grid: &Grid, first: usize, vocabulary: &Vocabulary<'_>) -> bool {
    let above = (first.saturating_sub(MOST_LEVELS)..first).rev().map(|at| grid.row(at));
    let is_text = |row: &Row<'_>| !row.tokens.iter().any(|token| figure(*token, vocabulary).is_some());
    above.take_while(is_text).any(|row| {
        let names =
            row.tokens.iter().filter_map(|token| token.word()).map(|word| vocabulary.get(word)).filter(|word| {
                let names_all = word.is_furniture() || word.field().is_some() || word.headings().next().is_some();
                !names_all && word.claim.is_none()
            });
        let stems: BTreeSet<&str> = names.filter_map(|word| stem(&word.raw)).collect();
        stems.len() >= FEWEST_NAMES
    })
}

/// A label without the number behind it; `None` for a mere sign.
fn stem(label: &str) -> Option<&str> {
    let stem = label.trim().trim_end_matches(|c: char| c.is_numeric() || c.is_whitespace());
    (stem.chars().count() > 1).then_some(stem)
}

/// One past the last field with a label of the table; `None` if the row names no row of it.
fn label_end(row: &Row<'_>, table: TableIx, vocabulary: &Vocabulary<'_>) -> Option<usize> {
    let is_of = |token: &Token, wanted: fn(&Meaning) -> bool| {
        vocabulary.meanings_in(*token, table).any(|meaning| wanted(&meaning))
    };
    row.tokens.iter().find(|token| is_of(token, Meaning::is_row))?;
    let last = row.tokens.iter().rposition(|token| is_of(token, Meaning::is_line_or_group))?;
    Some(last + 1)
}

/// A number as it counts in a sum: 0 for a sign or blank, `None` for what is no whole number.
fn figure(token: Token, vocabulary: &Vocabulary<'_>) -> Option<i64> {
    match token {
        Token::Blank | Token::Covered(_) => None,
        Token::Plain(number) => Some(i64::from(number)),
        Token::Word(word) => match vocabulary.get(word).parsed {
            Parsed::Figure { digits, decimals: 0, .. } => Some(digits),
            Parsed::NotApplicable | Parsed::BelowLimit | Parsed::Blank => Some(0),
            Parsed::Figure { .. } | Parsed::Day(_) | Parsed::Several(_) | Parsed::NoFigure => None,
        },
    }
}

/// The header that the rows must have had. If merged cells are gone the figures follow the labels of each row instead
/// of standing under each other.
fn header(grid: &Grid, run: &[usize], table: TableIx, vocabulary: &Vocabulary<'_>) -> Option<Header> {
    let rows: Vec<Row<'_>> = run.iter().map(|at| grid.row(*at)).collect();
    let ends: Vec<usize> = rows.iter().map(|row| label_end(row, table, vocabulary)).collect::<Option<_>>()?;
    let stub_end = ends.iter().copied().max()?;
    let under_each_other = vec![stub_end; rows.len()];
    let (columns, aligned) = match columns(&rows, &under_each_other, table, vocabulary) {
        Some(columns) => (columns, true),
        None => (columns(&rows, &ends, table, vocabulary)?, false),
    };
    let label = rows.iter().flat_map(|row| row.tokens.iter()).find_map(|token| token.word())?;
    let leaf = |(at, column): (usize, AxisIx)| Leaf {
        row: None,
        column: Some(column),
        at: stub_end + at,
        width: 1,
        label,
        unit: None,
    };
    let leaves = columns.into_iter().enumerate().map(leaf).collect();
    let (asides, misprinted) = (Vec::new(), Vec::new());
    Some(Header { table, leaves, asides, aligned, spanned: false, stub: Stub::Rows, misprinted, remarks: 0, width: 0 })
}

/// The columns of rows whose figures begin at those positions, if all forms that fit agree.
fn columns(rows: &[Row<'_>], begins: &[usize], table: TableIx, vocabulary: &Vocabulary<'_>) -> Option<Vec<AxisIx>> {
    let last = |row: &Row<'_>| row.tokens.iter().rposition(|token| !token.is_empty()).map_or(0, |at| at + 1);
    let widths: Vec<usize> = rows.iter().zip(begins).map(|(row, begin)| last(row).saturating_sub(*begin)).collect();
    let width = widths.iter().copied().max()?;
    let figures: Vec<Vec<i64>> =
        rows.iter().zip(begins).map(|(row, begin)| figures(row, *begin, width, vocabulary)).collect::<Option<_>>()?;
    let mut found: Option<Vec<AxisIx>> = None;
    let forms = vocabulary.pipeline.catalogue.forms.iter();
    for columns in forms.filter_map(|form| columns_of(form, rows, table, vocabulary)) {
        let fits = columns.len() == width && sums_tell(&columns, &figures, table, vocabulary);
        match &found {
            _ if !fits => {}
            Some(known) if *known != columns => return None,
            Some(_) | None => found = Some(columns),
        }
    }
    found
}

/// The figures of a row, blanks as 0; `None` if anything else stands among them.
fn figures(row: &Row<'_>, stub_end: usize, width: usize, vocabulary: &Vocabulary<'_>) -> Option<Vec<i64>> {
    let places = stub_end..stub_end + width;
    let figure_at = |at: usize| match row.token(at) {
        Token::Blank => Some(0),
        token => figure(token, vocabulary),
    };
    places.map(figure_at).collect()
}

/// The columns that the form prints for the table, if all of these rows have all of them.
fn columns_of(form: &Form, rows: &[Row<'_>], table: TableIx, vocabulary: &Vocabulary<'_>) -> Option<Vec<AxisIx>> {
    let declared = vocabulary.pipeline.catalogue.table(table);
    let columns = form.columns.get(table.at()).filter(|columns| !columns.is_empty())?.clone();
    let lines_of = |row: &Row<'_>| -> Vec<AxisIx> {
        let meanings = row.tokens.iter().flat_map(|token| vocabulary.meanings_in(*token, table));
        meanings.filter_map(|meaning| meaning.row()).collect()
    };
    let has_all = |line: &AxisIx| {
        columns.iter().all(|column| declared.cell(*line, *column).is_some_and(|cell| form.has[cell.at()]))
    };
    rows.iter().all(|row| lines_of(row).iter().any(has_all)).then_some(columns)
}

/// True if in every row the total is the sum of the other columns, often enough of more than one figure, and no other
/// column could be the total.
fn sums_tell(columns: &[AxisIx], figures: &[Vec<i64>], table: TableIx, vocabulary: &Vocabulary<'_>) -> bool {
    let declared = vocabulary.pipeline.catalogue.table(table);
    let totals: Vec<usize> = (0..columns.len()).filter(|at| declared.columns[columns[*at].at()].total).collect();
    let [total] = totals[..] else { return false };
    let is_sum = |row: &Vec<i64>, at: usize| {
        let sum: i64 = row.iter().sum();
        row.get(at).is_some_and(|total| sum.checked_sub(*total) == Some(*total))
    };
    let telling = |row: &&Vec<i64>| row.iter().filter(|figure| **figure != 0).count() > 2;
    figures.iter().all(|row| is_sum(row, total))
        && figures.iter().filter(telling).count() >= FEWEST_TELLING
        && (0..columns.len()).all(|at| at == total || !figures.iter().all(|row| is_sum(row, at)))
}
